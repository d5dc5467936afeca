"""The reader of questions and lines, with its shipped parameters, and what reading moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from answer import decide, reader, relevance
from answer.library import Library
from index import models
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

QUESTION = "My shift ended and the next nurse has not come. May I leave the ward?"
ANSWERS = (
    "Nobody leaves the ward before the next shift has taken over; if nobody comes, "
    "ring the site manager. | Handover."
)
BESIDE = (
    "The handover sheet is printed at six and kept in the blue folder for thirty days. | Handover."
)


def test_a_line_that_answers_is_told_from_one_on_the_same_matter() -> None:
    told = reader.shipped().logits(QUESTION, [BESIDE, ANSWERS])
    assert told[1] > told[0]


def test_what_is_read_does_not_depend_on_what_is_read_with_it() -> None:
    held = reader.shipped()
    together = held.logits(QUESTION, [ANSWERS, BESIDE, "x " * 2_000])
    alone = [float(held.logits(QUESTION, [text])[0]) for text in (ANSWERS, BESIDE)]
    np.testing.assert_allclose(together[:2], alone, atol=1e-3)
    assert held.logits(QUESTION, []).shape == (0,)


def test_only_models_of_the_index_can_read() -> None:
    assert reader.beside(TrigramEmbedder()) is None
    assert reader.beside(models.load()) is reader.shipped()


def test_both_sets_of_parameters_have_their_signals() -> None:
    near, read = decide.shipped(), decide.shipped(read=True)
    assert len(near.weights) == len(decide.SIGNALS)
    assert len(read.weights) == len(decide.SIGNALS + decide.READ)
    higher = [0.0] * len(decide.SIGNALS) + [2.0, 2.0]
    lower = [0.0] * len(decide.SIGNALS) + [-2.0, -2.0]
    assert read.confidence(higher) > read.confidence(lower)


GUIDANCE = """# The ward

## Handover

Nobody should leave before the next shift has taken over.

You should print the sheet at six. Keep it in the blue folder: a loose one may get lost.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("reader")
    (folder / "ward.md").write_text(GUIDANCE, encoding="utf-8")
    library = Library.open(folder / "held", create=True, embedders=[TrigramEmbedder()])
    library.add([folder / "ward.md"])
    return library


def test_a_line_is_read_with_its_heading_and_the_words_around_it(library: Library) -> None:
    view = library.snapshot()
    texts = {reader.line_text(view.document(unit.document), unit) for unit in view.units.values()}
    # What is all of its passage is not said twice.
    assert "Nobody should leave before the next shift has taken over. | Handover." in texts
    assert (
        "You should print the sheet at six. | Handover. You should print the sheet at six. "
        "Keep it in the blue folder: a loose one may get lost."
    ) in texts


def test_each_line_is_read_once_and_moves_what_it_is_of(library: Library) -> None:
    view, searcher = library.snapshot(), library.searcher()
    question = "Where do I keep the sheet?"
    weighed = relevance.weigh(view, searcher.search(searcher.ask(question, "en")))
    units = [entry.unit for entry in weighed]
    assert len(units) > 2
    last = units[-1]

    class ByHand:
        read = 0

        def logits(self, asked: str, lines: Sequence[str]) -> NDArray[np.float32]:
            assert asked == question
            ByHand.read += len(lines)
            wanted = reader.line_text(view.document(view.document_of(last)), view.units[last])
            return np.array([90.0 if line == wanted else -1.0 for line in lines], np.float32)

    read = reader.line_logits(cast("reader.Reader", ByHand()), view, question, [*units, *units])
    assert ByHand.read == len(units)
    moved = relevance.reread(weighed, read)
    assert moved[0].unit == last
    assert moved[0].read == 90.0
    for entry in moved:
        assert sum(weight for _, weight in entry.counted) == pytest.approx(entry.score)
    # What was not read falls as far as the least that was.
    half = relevance.reread(weighed, {units[0]: 1.0, units[1]: -1.0})
    assert {entry.read for entry in half} == {1.0, -1.0, None}
    before = {entry.unit: entry.score for entry in weighed}
    falls = {entry.unit: before[entry.unit] - entry.score for entry in half}
    assert falls[units[0]] == pytest.approx(0)
    for unit in (units[1], last):
        assert falls[unit] == pytest.approx(2 * relevance.READING)


def test_where_nothing_is_read_nothing_moves(library: Library) -> None:
    searcher = library.searcher()
    found = searcher.search(searcher.ask("sheet", "en"))
    weighed = relevance.weigh(library.snapshot(), found)
    assert relevance.reread(weighed, {}) == weighed
