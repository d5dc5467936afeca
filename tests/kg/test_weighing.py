"""How likely relations are, by what can be named of two units."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import pytest

from corpus.records import Span
from kg import columns, gold, pairs, weighing
from kg.records import ENDS, KINDS, Kind, Relation, Unit

TEXT = (
    "Wash your hands before each visit, because germs travel on hands. "
    "Infections spread quickly in a shared house. Everyone deserves a clean home."
)
SAID = (
    ("Wash your hands before each visit, because germs travel on hands.", Kind.PRACTICE),
    ("germs travel on hands", Kind.RISK),
    ("Infections spread quickly in a shared house.", Kind.RISK),
    ("Everyone deserves a clean home.", Kind.PRINCIPLE),
)


def told(*, sure: float = 0.9, other: bool = False) -> columns.Columns:
    """The units of `SAID` in one passage; the last two in another document if `other`."""
    units = []
    for number, (text, kind) in enumerate(SAID):
        start = TEXT.index(text)
        span = Span(start, start + len(text))
        shares = tuple(sure if kind is one else (1 - sure) / 4 for one in KINDS)
        document = "b" if other and number > 1 else "a"
        units.append(Unit(document, 0, span, kind, shares, span, "en"))
    texts = [text for text, _ in SAID]
    return columns.columns(units, texts, [pairs.describe(text, "en") for text in texts], [0] * 4)


def scores(found: columns.Columns, near: float = 0.0) -> list[float]:
    """Of the practice with each risk."""
    a, b = np.array([0, 0]), np.array([1, 2])
    weights = weighing.shipped()
    signals = weighing.columns(found, a, b, np.full(2, near))
    parts = weights.parts(Relation.MITIGATES, signals)
    return pairs.sigmoid(weights.logits(Relation.MITIGATES, parts)).tolist()


def test_every_relation_between_kinds_is_weighed_and_tension() -> None:
    assert set(weighing.shipped().own) == {*ENDS, Relation.TENSION} == set(weighing.FITTED)
    assert len(weighing.shipped().common) == len(weighing.SIGNALS) == len(weighing.GROUP)
    assert set(weighing.GROUP.tolist()) == set(range(len(weighing.TOLD)))
    assert weighing.SIGNALS[weighing.PLACED] == columns.PLACES[columns.REASON : columns.TWIN]


def test_a_reason_inside_and_the_next_sentence_count_more_than_another_document() -> None:
    reason, following = scores(told())
    assert min(reason, following) > scores(told(other=True))[1]


def test_an_end_of_a_doubtful_kind_makes_a_link_doubtful() -> None:
    for sure, doubtful in zip(scores(told()), scores(told(sure=0.4)), strict=True):
        assert sure > doubtful


def test_nearness_counts_but_not_of_a_text_and_its_own_part() -> None:
    far, near = scores(told(), -1.0), scores(told(), 3.0)
    assert far[0] == near[0]
    assert far[1] < near[1]


@pytest.mark.parametrize("relation", weighing.FITTED)
def test_what_is_told_adds_up_to_the_score(relation: Relation) -> None:
    weights = weighing.shipped()
    a, b = (side.ravel() for side in np.indices((4, 4)))
    signals = weighing.columns(told(), a[a != b], b[a != b], np.linspace(-2, 4, 12))
    parts = weights.parts(relation, signals)
    common, (bias, placed) = weights.common, weights.own[relation]
    whole = signals @ common + bias + placed * weighing.together(signals)
    assert np.allclose(weights.logits(relation, parts), whole)


def test_units_count_as_together_in_one_passage_and_not_in_two_documents() -> None:
    a, b = np.array([0, 0, 1, 2]), np.array([1, 2, 2, 3])
    for other, expected in ((False, [True] * 4), (True, [True, False, False, True])):
        signals = weighing.columns(told(other=other), a, b, np.zeros(4))
        assert weighing.together(signals).tolist() == expected


@cache
def guidance(subject: str, document: str) -> str:
    path = resources.files("kg") / "gold" / "guidance" / subject / document
    return path.read_text("utf-8")


def test_listed_links_obey_the_table_of_relations_and_quote_their_documents() -> None:
    lines = list(gold.read("listed"))
    for line in lines:
        row = line.row
        relation = Relation(row["relation"])
        kinds = Kind(row["source_kind"]), Kind(row["target_kind"])
        assert relation not in ENDS or ENDS[relation] == kinds, row
        assert (row["source_document"], row["source"]) != (row["target_document"], row["target"])
        for end in ("source", "target"):
            assert row[end] in guidance(line.field, row[f"{end}_document"]), row
    between = [line for line in lines if line.row["source_document"] != line.row["target_document"]]
    assert len(between) > len(lines) / 2
