"""The walk over the graph of passages: what belongs to the best hits comes closer to them.

Start reading at `reorder`. A question whose answer stands in two passages often names only one of
them; the other one is near to the first. The best hits, joined to those near to them in meaning,
make a graph; personalised PageRank (Haveliwala 2002) from the first hits tells how well each is
connected with these. It is built for each question from the passages found, so that a library
of any size costs the same.

The numbers below were chosen on the sets of docs/search.md: `python -m benchmarks.bench_search
FOLDER` prints what the walk does to each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

POOL: Final = 100
"""Hits that make the graph; 50 gained as much on two sets of three, and less on the third."""

SEEDS: Final = 5
"""Hits from which the walk starts, each with e to the power of its score. From 10 it gained
nothing on orsharc_dev: among them are too many that are wrong."""

NEIGHBOURS: Final = 8
"""Hits that each is joined to: 4 and 8 gave the same to half a hundredth."""

DAMPING: Final = 0.5
"""Share of the walk that goes on rather than back to a seed; .3 and .7 gained less."""

ROUNDS: Final = 6
"""Steps: after six, 2 % of the walk is still on its way (.5 to the sixth)."""

FAINT: Final = 1e-4
"""Mass that counts as none: told in logarithms, the walk's scores run from 0 to about 8."""

WEIGHT: Final = 0.1
"""What a factor of e in the walk's mass is worth in standard deviations of the search. With .1 no
set of docs/search.md loses; .2 gains more where two passages are needed, and costs poquad_pl_A."""


def reorder(scores: NDArray[np.float64], near: NDArray[np.float32]) -> NDArray[np.int64]:
    """The order (n,) of hits, best first, with the walk added to their `scores` (n,).

    `near` (n, n) is their nearness to each other, 0 or below for what has nothing in common.
    Equal sums keep the order in which they came.
    """
    total = scores + WEIGHT * np.log(walk(scores, near) / FAINT + 1.0)
    return np.argsort(-total, kind="stable")


def walk(scores: NDArray[np.float64], near: NDArray[np.float32]) -> NDArray[np.float64]:
    """The share of the walk (n,) that each hit gets; they add up to 1 where no hit stands alone.

    >>> scores = np.array([2.0, 0.0, 0.0, -1.0, -1.0, -1.0])
    >>> near = np.zeros((6, 6), np.float32)
    >>> near[0, 4] = near[4, 0] = near[1, 2] = near[2, 1] = near[3, 5] = near[5, 3] = 0.5
    >>> walk(scores, near).round(2).tolist()
    [0.5, 0.1, 0.1, 0.02, 0.26, 0.01]
    """
    count = len(scores)
    seeds = np.argsort(-scores, kind="stable")[:SEEDS]
    start = np.zeros(count)
    start[seeds] = np.exp(scores[seeds] - scores[seeds[0]])
    start /= start.sum()
    edges = _edges(near)
    steps = edges / np.maximum(edges.sum(axis=1, keepdims=True), 1e-9)
    mass = start.copy()
    for _ in range(ROUNDS):
        mass = (1 - DAMPING) * start + DAMPING * (mass @ steps)
    return mass


def _edges(near: NDArray[np.float32]) -> NDArray[np.float64]:
    """Weights (n, n) of the edges from each hit to its nearest ones, and back."""
    weights = np.maximum(np.asarray(near, np.float64), 0.0)
    np.fill_diagonal(weights, 0.0)
    count = min(NEIGHBOURS, len(weights))
    nearest = np.argsort(-weights, axis=1, kind="stable")[:, :count]
    kept = np.zeros_like(weights)
    rows = np.arange(len(weights))[:, None]
    kept[rows, nearest] = weights[rows, nearest]
    return np.maximum(kept, kept.T)
