"""Documents that are copies or translations of each other, found by aligning their units.

Start reading at `align`. A translation keeps the order of what it translates: the best monotone
alignment of two documents' vectors (dynamic programming, Needleman and Wunsch 1970) covers most
of both when they are twins, and little of either when they only share a topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NEAR: Final = 0.03
"""How much a pair's cosine must exceed what two sentences of these documents have by chance
(the mean over all pairs) to be worth aligning; e5's cosines of unrelated sentences differ
by about as much as this."""

COVERED: Final = 0.65
"""Share of the shorter document that must be aligned. Twins of the sample guidance and the seeds:
.92 to .98; all their other pairs, 138 of them: at most .42. Closeness does not tell them apart:
pairs that align by chance have cosines of up to .92, twins .88."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Aligned positions of two sequences, with the share of the shorter one and the mean cosine."""

    pairs: tuple[tuple[int, int], ...]
    covered: float
    closeness: float

    @property
    def twins(self) -> bool:
        """Whether the sequences are copies or translations of each other."""
        return self.covered >= COVERED


def align(left: NDArray[np.float32], right: NDArray[np.float32]) -> Alignment:
    """The best monotone one-to-one alignment of two sequences of unit vectors (n, dim)."""
    if not len(left) or not len(right):
        return Alignment((), 0.0, 0.0)
    cosines = (left @ right.T).astype(np.float64)
    # A match must beat chance for both of its ends: a hub is near to everything.
    chance = np.maximum(cosines.mean(axis=1, keepdims=True), cosines.mean(axis=0, keepdims=True))
    gains = cosines - chance - NEAR
    best = np.zeros((len(left) + 1, len(right) + 1))
    for i in range(len(left)):
        diagonal = best[i, :-1] + gains[i]
        best[i + 1, 1:] = np.maximum(best[i, 1:], diagonal)
        best[i + 1] = np.maximum.accumulate(best[i + 1])
    pairs = []
    i, j = len(left), len(right)
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    pairs.reverse()
    if not pairs:
        return Alignment((), 0.0, 0.0)
    rows, columns = zip(*pairs, strict=True)
    return Alignment(
        tuple(pairs),
        len(pairs) / min(len(left), len(right)),
        float(cosines[list(rows), list(columns)].mean()),
    )


def find(
    sequences: Mapping[str, tuple[int, ...]], vectors: NDArray[np.float32]
) -> dict[tuple[str, str], tuple[tuple[int, int], ...]]:
    """Twin documents, each with its aligned units.

    `sequences` holds the unit indices of each document in reading order.
    Only documents of a like length whose mean vectors are near are aligned.
    """
    found: dict[tuple[str, str], tuple[tuple[int, int], ...]] = {}
    names = sorted(name for name, indices in sequences.items() if len(indices) >= FEWEST)
    if not names:
        return found
    means = np.stack([vectors[list(sequences[name])].mean(axis=0) for name in names])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    nearness = means @ means.T
    for i, first in enumerate(names):
        for j in range(i + 1, len(names)):
            second = names[j]
            shorter, longer = sorted((len(sequences[first]), len(sequences[second])))
            if nearness[i, j] < TOPIC or longer > LONGER * shorter:
                continue
            alignment = align(vectors[list(sequences[first])], vectors[list(sequences[second])])
            if alignment.twins:
                found[first, second] = tuple(
                    (sequences[first][a], sequences[second][b]) for a, b in alignment.pairs
                )
    return found


FEWEST: Final = 4
"""Units that a document must have: fewer align with anything on their topic."""

TOPIC: Final = 0.9
"""Cosine of two documents' mean vectors below which they have different topics."""

LONGER: Final = 2
"""How many times the units of one twin the other may have."""
