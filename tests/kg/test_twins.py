"""Twin documents, on vectors that a person can follow."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg import alignment, twins
from kg.alignment import side
from kg.twins import Passages

AXES = np.eye(16, dtype=np.float32)


def pairs(left: list[int], right: list[int]) -> tuple[tuple[int, int], ...]:
    return alignment.align(side(AXES[left]), side(AXES[right])).pairs


def test_a_copy_is_aligned_line_by_line() -> None:
    found = alignment.align(side(AXES[:5]), side(AXES[:5]))
    assert found.pairs == ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4))
    assert found.covered == (1.0, 1.0)
    assert twins.is_twin(found)


def test_a_translation_that_lost_a_line_is_still_a_twin() -> None:
    found = alignment.align(side(AXES[:6]), side(AXES[[0, 1, 3, 4, 5]]))
    assert found.pairs == ((0, 0), (1, 1), (3, 2), (4, 3), (5, 4))
    assert twins.is_twin(found)


def test_the_same_lines_in_the_opposite_order_are_no_twins() -> None:
    found = alignment.align(side(AXES[:6]), side(AXES[5::-1]))
    assert len(found.pairs) == 1
    assert not twins.is_twin(found)


def test_an_item_that_was_split_into_three_is_aligned_with_all_of_them() -> None:
    whole = (AXES[1] + AXES[2] + AXES[3]) / np.sqrt(np.float32(3))
    left = side(np.stack([AXES[0], whole, AXES[4]]), ["a" * 40, "b" * 90, "c" * 40])
    right = side(AXES[:5], ["a" * 40, "b" * 30, "b" * 30, "b" * 30, "c" * 40])
    assert alignment.align(left, right).pairs == ((0, 0), (1, 1), (1, 2), (1, 3), (2, 4))
    assert alignment.align(right, left).pairs == ((0, 0), (1, 1), (2, 1), (3, 1), (4, 2))


def test_lengths_and_numbers_speak_against_what_vectors_are_for() -> None:
    near = side(AXES[:3], ["x" * 50, "y" * 50, "z" * 50])
    unlike = side(AXES[:3], ["x" * 50, "y" * 50, "z" * 50 + " 112"])
    told = alignment.features(alignment.signals(near, unlike))
    assert told[2, 2, 2] == 1.0
    assert told[1, 1, 2] == 0.0
    short = side(AXES[:3], ["x" * 50, "y" * 50, "z" * 5])
    lengths = alignment.features(alignment.signals(near, short))[:, :, 1]
    assert lengths[2, 2] > lengths[1, 1]


def test_documents_without_passages_align_with_nothing() -> None:
    found = alignment.align(side(AXES[:0]), side(AXES[:3]))
    assert (found.beads, found.covered, twins.is_twin(found)) == ((), (0.0, 0.0), False)


def test_a_long_document_is_aligned_in_parts_as_it_would_be_whole() -> None:
    chance = np.random.default_rng(5)
    left = chance.standard_normal((1500, 64)).astype(np.float32)
    left /= np.linalg.norm(left, axis=1, keepdims=True)
    kept = np.flatnonzero(chance.random(1500) > 0.1)
    found = alignment.align(side(left), side(left[kept]))
    assert found.pairs == tuple((int(row), place) for place, row in enumerate(kept))


@given(st.lists(st.integers(0, 15), max_size=12), st.lists(st.integers(0, 15), max_size=12))
def test_an_alignment_is_monotone_and_takes_no_passage_twice(
    left: list[int], right: list[int]
) -> None:
    beads = alignment.align(side(AXES[left]), side(AXES[right])).beads
    for end, size in (("left", len(left)), ("right", len(right))):
        places = [place for bead in beads for place in getattr(bead, end)]
        assert places == sorted(set(places))
        assert all(0 <= place < size for place in places)
    assert all(bead.logit > 0 for bead in beads)


def test_twins_are_found_among_other_documents() -> None:
    vectors = np.vstack([AXES[:4], AXES[4:8], AXES[:4], AXES[8:12]])
    sequences = {"a": range(4), "b": range(4, 8), "c": range(8, 12), "d": range(12, 16)}
    found = twins.find(sequences, Passages(vectors))
    assert list(found) == [("a", "c")]
    assert twins.same_place(sequences, found) == {("a", "c"): ((0, 8), (1, 9), (2, 10), (3, 11))}


def test_a_page_is_the_twin_of_the_better_of_two_that_are_like_it() -> None:
    blurred = AXES[:4] + 0.45 * AXES[8:12]
    blurred /= np.linalg.norm(blurred, axis=1, keepdims=True)
    vectors = np.vstack([AXES[:4], AXES[:4], blurred.astype(np.float32), AXES[12:]])
    sequences = {"a": range(4), "b": range(4, 8), "c": range(8, 12), "d": range(12, 16)}
    assert ("a", "b") in twins.find(sequences, Passages(vectors))
    worse = {name: rows for name, rows in sequences.items() if name != "b"}
    assert ("a", "c") in twins.find(worse, Passages(vectors))


def test_short_lines_of_a_table_are_no_twins_where_more_is_asked_for() -> None:
    sequences = {"a": [0], "b": [1]}
    vectors = AXES[[0, 0, 1, 2, 3]]
    assert twins.find(sequences, Passages(vectors), fewest=4) == {}


@given(st.permutations(["a", "b", "c", "d", "e"]))
def test_the_order_of_documents_changes_nothing(order: list[str]) -> None:
    rows = {"a": range(4), "b": range(4), "c": range(4, 8), "d": range(8, 12), "e": range(8, 12)}
    found = twins.find({name: rows[name] for name in order}, Passages(AXES))
    assert found == twins.find(rows, Passages(AXES))


documents = st.lists(st.integers(0, 9), min_size=1, max_size=8)


@given(left=documents, right=documents, least=st.floats(-1.0, 400.0))
def test_no_alignment_is_passed_over_that_reaches_what_is_asked(
    left: list[int], right: list[int], least: float
) -> None:
    sides = side(AXES[left], ["Call 112."] * len(left)), side(AXES[right], ["Call"] * len(right))
    whole = alignment.align(*sides)
    found = alignment.align(*sides, least=least)
    assert found == whole or (found.beads == () and whole.logit < least)
