"""How close units stand, against a reading of two units at a time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Span
from kg import columns, pairs
from kg.records import Kind, Unit

LENGTH = 40
"""Characters of each passage of the documents here; units start inside one."""


@st.composite
def units(draw: st.DrawFn) -> list[Unit]:
    """Units of two documents, some inside others, some of more than one passage."""
    found = []
    for _ in range(draw(st.integers(1, 12))):
        start = draw(st.integers(0, 4 * LENGTH))
        span = Span(start, start + draw(st.integers(1, 2 * LENGTH)))
        document = draw(st.sampled_from("ab"))
        found.append(
            Unit(document, start // LENGTH, span, Kind.PRACTICE, (0, 0, 1, 0, 0), span, "en")
        )
    return found


def place(left: Unit, right: Unit, texts: tuple[str, str], sections: tuple[int, int]) -> str:
    if left.document != right.document:
        return ""
    if left.span.start < right.span.end and right.span.start < left.span.end:
        one_line = not any("\n" in text for text in texts)
        together = left.passage == right.passage and one_line
        return "a reason inside the same sentence" if together else "the same item"
    gap = max(left.span.start, right.span.start) - min(left.span.end, right.span.end)
    if left.passage == right.passage and gap <= columns.SPACE:
        return "the next sentence"
    return "the same section" if sections[0] == sections[1] != -1 else ""


@given(held=units(), data=st.data())
def test_places_are_those_of_every_two_units(held: list[Unit], data: st.DataObject) -> None:
    count = len(held)
    texts = data.draw(st.lists(st.sampled_from(("a b", "a\nb")), min_size=count, max_size=count))
    sections = data.draw(st.lists(st.integers(-1, 1), min_size=count, max_size=count))
    ends = [pairs.describe(text, "en") for text in texts]
    told = columns.columns(held, texts, ends, sections)
    a, b = (side.ravel() for side in np.indices((count, count)))
    found = [columns.PLACES[number] for number in told.place(a, b)]
    assert found == [
        place(held[i], held[j], (texts[i], texts[j]), (sections[i], sections[j]))
        for i, j in zip(a, b, strict=True)
    ]


@given(held=units())
def test_units_stand_together_in_one_passage_or_side_by_side_or_one_in_the_other(
    held: list[Unit],
) -> None:
    told = columns.columns(
        held, [""] * len(held), [pairs.describe("", "en")] * len(held), [-1] * len(held)
    )
    found = list(zip(*(side.tolist() for side in told.together()), strict=True))
    assert sorted(found) == [
        (i, j)
        for i, left in enumerate(held)
        for j, right in enumerate(held)
        if i != j
        and left.document == right.document
        and (
            left.passage == right.passage
            or (left.span.start < right.span.end and right.span.start < left.span.end)
            or abs(told.order[i] - told.order[j]) <= columns.NEAR
        )
    ]


@given(held=units())
def test_units_are_counted_in_the_order_of_their_document(held: list[Unit]) -> None:
    ends = [pairs.describe("", "en")] * len(held)
    told = columns.columns(held, [""] * len(held), ends, [-1] * len(held))
    for document in {unit.document for unit in held}:
        own = [row for row, unit in enumerate(held) if unit.document == document]
        assert sorted(told.order[own].tolist()) == list(range(len(own)))
        starts = [held[row].span.start for row in sorted(own, key=lambda row: told.order[row])]
        assert starts == sorted(starts)
