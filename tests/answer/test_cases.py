"""A team's own questions: read from a spreadsheet, kept with their results, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from answer import cases, questions
from answer.errors import LibraryError, NotFound
from answer.library import Library
from answer.questions import Asked, Outcome
from answer.records import Answer, AnswerSection, Citation, Line, Verdict
from tests.answer.conftest import VISITS, WIZYTY
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome as Said

    Run = Callable[..., Said]

LIMIT = "Agree on a time limit before the visit starts."
TABLE = f"""id,question,expected
limit,Must I agree on a time limit?,{LIMIT}
limit,Must I agree on a time limit?,"You must tell a colleague where you are going, unless …"
pass,Wie teuer ist ein Reisepass?,Not covered
"""
SEMICOLONS = f"""\ufeffID;Question;EXPECTED;note
limit;Must I agree on a time limit?;{LIMIT};x
;;;
limit;Must I agree on a time limit?;"You must tell a colleague where you are going, unless …";
pass;Wie teuer ist ein Reisepass?;NOT COVERED;
"""


@pytest.fixture
def by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question on time limits is covered where something is found on them."""

    def decide(_: Library, asked: Any, found: Any) -> tuple[float, Verdict]:
        covered = "time limit" in asked.question and len(found.hits) > 3
        return (0.9, Verdict.ANSWERED) if covered else (0.1, Verdict.NOT_COVERED)

    monkeypatch.setattr(Library, "decide", decide)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    held = Library.open(tmp_path / "library", create=True, embedders=[TrigramEmbedder()])
    held.add_upload("visits.md", VISITS.encode())
    held.add_upload("wizyty.md", WIZYTY.encode())
    yield held
    held.close()


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "ours.csv"
    path.write_bytes(text.encode(encoding))
    return path


# -- reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace("\n", "\r\n"),
        SEMICOLONS,
    ],
)
def test_a_spreadsheet_is_read_whatever_parts_its_columns(tmp_path: Path, text: str) -> None:
    assert questions.read_questions(table(tmp_path, text)) == [
        Asked(
            "limit",
            "Must I agree on a time limit?",
            Verdict.ANSWERED,
            passages=(LIMIT, "You must tell a colleague where you are going, unless …"),
        ),
        Asked("pass", "Wie teuer ist ein Reisepass?", Verdict.NOT_COVERED),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("question,answer\na,b\n", "no column `expected`"),
        ("", "no column `question`"),
        ("question,expected\na,\n", ":2: a question and what is expected must both be there"),
        ("question,expected\na,b\na,not covered\n", ":3: this question is in the table already"),
        ("question,expected\na,not covered\na,b\n", ":3: this question is in the table already"),
    ],
)
def test_a_wrong_table_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(LibraryError, match=told):
        questions.read_questions(table(tmp_path, text))


def test_a_table_in_another_encoding_says_how_to_save_it(tmp_path: Path) -> None:
    path = table(tmp_path, "question,expected\nPytanie ó,x\n", "cp1250")
    with pytest.raises(LibraryError, match="not UTF-8"):
        questions.read_questions(path)


# -- judging ---------------------------------------------------------------------------------


def answer(verdict: Verdict, *spans: tuple[int, int]) -> Answer:
    """An answer that quotes these spans of visits.md, one a line."""
    lines = tuple(
        Line(
            idea=f"pra-{start}",
            name="",
            kind="practice",
            text=VISITS[start:end],
            strength=None,
            condition=None,
            exception=None,
            wording=None,
            urgent=False,
            sources=1,
            citations=(Citation("visits.md", "", "", start, end, VISITS[start:end], "en"),),
        )
        for start, end in spans
    )
    sections = dict.fromkeys(AnswerSection, ())
    return Answer("", "", "en", verdict, 0.5, {**sections, AnswerSection.DO: lines}, (), (), "r")


@pytest.mark.parametrize(
    ("expected", "verdict", "spans", "passed", "first", "missing"),
    [
        (LIMIT, Verdict.ANSWERED, [(0, 5), LIMIT], True, False, False),
        (LIMIT, Verdict.PARTLY, [LIMIT], True, True, False),
        ("time  limit\nbefore", Verdict.ANSWERED, [LIMIT], True, True, False),
        ("say: “Thank you, but I", Verdict.ANSWERED, ['"Thank you, but I am'], True, True, False),
        (LIMIT, Verdict.NOT_COVERED, [], False, False, False),
        (LIMIT, Verdict.ANSWERED, [(0, 5)], False, False, False),
        ("Bring a dog.", Verdict.ANSWERED, [LIMIT], False, False, True),
    ],
)
def test_a_case_passes_when_what_is_expected_is_quoted(
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    expected: str,
    verdict: Verdict,
    spans: list[Any],
    *,
    passed: bool,
    first: bool,
    missing: bool,
) -> None:
    places = [
        (VISITS.index(span), VISITS.index(span) + len(span)) if isinstance(span, str) else span
        for span in spans
    ]
    monkeypatch.setattr(Library, "ask", lambda *_: answer(verdict, *places))
    (outcome,) = questions.ask_all(
        library, [Asked("1", "q", Verdict.ANSWERED, passages=(expected,))]
    )
    assert (outcome.passed, outcome.first, outcome.missing) == (passed, first, missing)


def test_an_uncovered_case_passes_only_when_it_is_not_covered() -> None:
    asked = Asked("1", "q", Verdict.NOT_COVERED)
    for verdict in Verdict:
        passed = Outcome(asked, answer(verdict), None).passed
        assert passed is (verdict is Verdict.NOT_COVERED)


# -- keeping ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("by_words")
def test_what_broke_and_what_was_mended_is_told_between_revisions(
    library: Library, run: Run, tmp_path: Path
) -> None:
    held, path = library.folder, table(tmp_path, TABLE)
    library.close()

    def examine(*options: str) -> Said:
        return run("eval", "questions", "--questions", path, "--library", held, *options)

    first = examine("--json").value
    assert first["since"] is None
    assert [case["id"] for case in first["cases"]] == ["limit", "pass"]
    assert [case["passed"] for case in first["cases"]] == [True, True]
    assert first["cases"][0]["first"]
    run("remove", "visits.md", "--library", held)
    broken = examine("--json", "--check")
    assert broken.status == 1
    assert broken.value["broken"] == ["limit"]
    assert broken.value["cases"][0]["why"] == "what is expected is not in the library"
    assert examine().status == 0
    assert "\nBroke since revision " in examine().out
    run("restore", "visits.md", "--library", held)
    mended = examine("--check")
    assert mended.status == 0
    assert "\nok    limit  Must I agree on a time limit?\n" in f"\n{mended.out}"
    assert "2 of 2 passed\nBroke since revision " in mended.out
    assert mended.out.split("Mended since revision ")[1].split("\n")[0].endswith(": limit")


def test_cases_that_leave_the_table_are_forgotten_and_others_stay(
    library: Library, tmp_path: Path
) -> None:
    asked = questions.read_questions(table(tmp_path, TABLE))
    other = [Asked("other", "What is lost?", Verdict.NOT_COVERED)]
    cases.keep(library, "ours.csv", questions.ask_all(library, asked))
    cases.keep(library, "b.csv", questions.ask_all(library, other))
    cases.keep(library, "ours.csv", questions.ask_all(library, asked[:1]))
    assert cases.kept(library) == (*other, asked[0])
    assert {one.case.id for one in cases.results(library, library.revision).values()} == {
        "limit",
        "other",
    }


@pytest.mark.usefixtures("by_words")
def test_kept_cases_are_asked_at_a_new_revision(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no questions are kept"):
        cases.examine(library)
    asked = questions.read_questions(table(tmp_path, TABLE))
    cases.keep(library, "ours.csv", questions.ask_all(library, asked))
    before = library.revision
    library.remove(["visits.md"])
    assert cases.results(library, library.revision) == {}
    cases.examine(library)
    (limit, passport) = cases.compare(library, before, library.revision)
    assert (limit.broke, limit.differs) == (True, True)
    assert (passport.broke, passport.mended, passport.differs) == (False, False, False)
