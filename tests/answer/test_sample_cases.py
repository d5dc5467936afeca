"""The sample guidance asked the forty questions of corpus/sample/evaluation.csv, with real models.

Questions and expected quotations were written down before an answer was seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from answer import questions
from answer.library import Library
from answer.records import Verdict
from corpus.document import parse

if TYPE_CHECKING:
    from pathlib import Path

PASSED: Final = 20
"""24 of the 40 pass (`guidegraph eval questions`); fitting a model anew may move a case or two."""


@pytest.fixture(scope="module")
def asked(root: Path) -> list[questions.Asked]:
    return questions.read_questions(root / "corpus" / "sample" / "evaluation.csv")


def test_there_are_forty_and_what_they_expect_stands_once_in_the_guidance(
    root: Path, asked: list[questions.Asked]
) -> None:
    assert len(asked) == 40
    assert sum(one.expect is Verdict.NOT_COVERED for one in asked) == 12
    assert sum(one.id.startswith("pl") for one in asked) == 12
    texts = [
        " ".join(parse(path.name, path.read_bytes()).text.split())
        for path in sorted((root / "corpus" / "sample" / "guidance").iterdir())
    ]
    for one in asked:
        for passage in one.passages:
            assert sum(text.count(passage) for text in texts) == 1, (one.id, passage)


def test_what_is_known_to_be_answered_stays_answered(
    root: Path, asked: list[questions.Asked], tmp_path: Path
) -> None:
    library = Library.open(tmp_path / "sample", create=True)
    library.add([root / "corpus" / "sample" / "guidance"])
    outcomes = questions.ask_all(library, asked)
    assert not [one.asked.id for one in outcomes if one.missing]
    assert sum(one.passed for one in outcomes) >= PASSED
    for outcome in outcomes:
        for section in outcome.answer.sections.values():
            for line in section:
                for citation in line.citations:
                    text = library.document(citation.document).text
                    assert text[citation.start : citation.end] == citation.quote
