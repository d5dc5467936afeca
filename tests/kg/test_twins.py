"""The alignment of twin documents, on vectors that a person can follow."""

from __future__ import annotations

import numpy as np
import pytest

from kg import twins

AXES = np.eye(8, dtype=np.float32)


def test_a_copy_is_aligned_line_by_line() -> None:
    found = twins.align(AXES[:5], AXES[:5])
    assert found.pairs == ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4))
    assert (found.covered, found.closeness) == (1.0, 1.0)
    assert found.twins


def test_a_translation_that_lost_a_line_is_still_a_twin() -> None:
    found = twins.align(AXES[:6], AXES[[0, 1, 3, 4, 5]])
    assert found.pairs == ((0, 0), (1, 1), (3, 2), (4, 3), (5, 4))
    assert found.twins


def test_the_same_lines_in_the_opposite_order_are_no_twins() -> None:
    found = twins.align(AXES[:6], AXES[5::-1])
    assert found.covered == pytest.approx(1 / 6)
    assert not found.twins


def test_documents_without_units_align_with_nothing() -> None:
    assert twins.align(AXES[:0], AXES[:3]) == twins.Alignment((), 0.0, 0.0)


def test_twins_are_found_by_name_with_their_units() -> None:
    vectors = np.vstack([AXES[:4], AXES[4:], AXES[:4]])
    sequences = {"a": (0, 1, 2, 3), "b": (4, 5, 6, 7), "c": (8, 9, 10, 11)}
    found = twins.find(sequences, vectors)
    assert found == {("a", "c"): ((0, 8), (1, 9), (2, 10), (3, 11))}
