"""The reader of questions and passages, with its shipped parameters and with ones by hand."""

from __future__ import annotations

import numpy as np

from answer import decide, reader
from index import models
from tests.fakes import TrigramEmbedder

QUESTION = "My shift ended and the next nurse has not come. May I leave the ward?"
ANSWERS = (
    "Handover. Nobody leaves the ward before the next shift has taken over; if nobody comes, "
    "ring the site manager."
)
BESIDE = (
    "Handover. The handover sheet is printed at six and kept in the blue folder for thirty days."
)


def test_a_passage_that_answers_is_told_from_one_on_the_same_matter() -> None:
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
