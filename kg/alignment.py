"""Two documents laid side by side: which passages of one say what passages of the other say.

Start reading at `align`. A translation keeps the order of what it translates, so the alignment is
the best monotone one (dynamic programming, after Gale and Church 1993 and vecalign, Thompson and
Koehn 2019): one passage to one, one to two or three, two or three to one, and passages without a
counterpart. What a group is worth is the log-odds that its sides say the same, from the
nearness of their vectors, their lengths, and the words and numbers that they have in common.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SIGNALS: Final = (
    "nearness of meaning",
    "unlike lengths",
    "other numbers",
)
"""What speaks for and against two passages being the same, in the order of `WEIGHTS`."""

WEIGHTS: Final = (90.0, -5.5, -5.5)
BIAS: Final = -4.4 + 3.0
"""Log-odds: a logistic regression over all pairs of passages of the gold documents that are fitted
to, and what the place adds, since only pairs in order compete (chosen on the same documents:
at 3 all but 2 of 174 pairs are found and nothing else). `python -m benchmarks.bench_twins --fit`
prints the regression's."""

MERGED: Final = 1.0
"""Log-odds taken off for each passage more than one on a side: translators rarely split."""

WIDEST: Final = 3
"""Passages that one may be aligned with: "a. … b. … c. …" in one block or in three."""

LITTLE: Final = 5
"""Passages that the collection counts for when a document's own mean is taken: a page of two
passages has no mean of its own."""

PADDING: Final = 15
"""Letters added to every length: between 5 and 10 letters there is no telling."""


@dataclass(frozen=True, slots=True)
class Side:
    """A document as the alignment sees it, in reading order.

    `vectors` (n, dim) of unit length, `lengths` (n,) in letters, `numbers` the figures in each.
    `centre` (dim,) is what texts in its languages have in common in the collection: how near a
    text is to that tells how near it is to anything here.
    """

    vectors: NDArray[np.float32]
    lengths: NDArray[np.float64]
    numbers: tuple[frozenset[str], ...]
    centre: NDArray[np.float32] | None = None


def side(
    vectors: NDArray[np.float32],
    texts: Sequence[str] = (),
    centre: NDArray[np.float32] | None = None,
) -> Side:
    """A document's side; without `texts`, only its vectors speak.

    >>> told = side(np.eye(1, 4, dtype=np.float32), ["Call 112 at once."])
    >>> sorted(told.numbers[0]), float(told.lengths[0])
    (['112'], 17.0)
    """
    count = len(vectors)
    return Side(
        vectors=vectors,
        lengths=np.array([len(text) for text in texts] or [0] * count, np.float64),
        numbers=tuple(frozenset(_NUMBER.findall(text)) for text in texts) or (frozenset(),) * count,
        centre=centre,
    )


_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Bead:
    """Neighbouring passages of each side that say the same (the word is Gale and Church's).

    `left` and `right` are positions, one to three of them, on one side at least just one.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    logit: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """The aligned groups in order; every position stands in at most one."""

    beads: tuple[Bead, ...]
    size: tuple[int, int]

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """All pairs of positions that are aligned."""
        return tuple((i, j) for bead in self.beads for i in bead.left for j in bead.right)

    def turned(self) -> Alignment:
        """The same with left and right exchanged."""
        beads = tuple(Bead(bead.right, bead.left, bead.logit) for bead in self.beads)
        return Alignment(beads, (self.size[1], self.size[0]))

    @property
    def logit(self) -> float:
        """The summed log-odds of the groups."""
        return sum(bead.logit for bead in self.beads)

    @property
    def covered(self) -> tuple[float, float]:
        """Share of each side's passages that are aligned."""
        left = sum(len(bead.left) for bead in self.beads)
        right = sum(len(bead.right) for bead in self.beads)
        return left / max(self.size[0], 1), right / max(self.size[1], 1)


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of every pair of two sides, as (n, m) arrays, before weighing."""

    near: NDArray[np.float64]
    numbers: NDArray[np.float64]
    left: NDArray[np.float64]
    right: NDArray[np.float64]


def signals(left: Side, right: Side) -> Signals:
    """What there is to say of every pair of passages."""
    ratio = math.log((right.lengths.sum() + PADDING) / (left.lengths.sum() + PADDING))
    ratio = max(-0.5, min(0.5, ratio))
    return Signals(
        near=nearness(left, right),
        numbers=_other(left.numbers, right.numbers),
        left=(left.lengths + PADDING) * math.exp(ratio),
        right=right.lengths + PADDING,
    )


def nearness(left: Side, right: Side) -> NDArray[np.float64]:
    """How much nearer every two passages are than either is to anything else there (n, m)."""
    cosines = (left.vectors @ right.vectors.T).astype(np.float64)
    rows = _usual(cosines, left.vectors, right.centre)
    columns = _usual(cosines.T, right.vectors, left.centre)
    return cosines - np.maximum(rows[:, None], columns[None, :])


def _usual(
    cosines: NDArray[np.float64],
    vectors: NDArray[np.float32],
    centre: NDArray[np.float32] | None,
) -> NDArray[np.float64]:
    """How near each passage is to anything in the other document, but for its best there."""
    others = cosines.shape[1] - 1
    total = cosines.sum(axis=1) - cosines.max(axis=1)
    if centre is None:
        return np.asarray(total / others) if others else np.full(len(cosines), ALONE)
    total = total + LITTLE * (vectors @ centre).astype(np.float64)
    return np.asarray(total / (others + LITTLE))


ALONE: Final = 0.85
"""Cosine that two texts have by chance where there is nothing else to tell it: e5's."""


def _other(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """1 where both have numbers and none in common, or one has some and the other none (n, m)."""
    found = np.zeros((len(left), len(right)))
    rows = [i for i, numbers in enumerate(left) if numbers]
    columns = [j for j, numbers in enumerate(right) if numbers]
    found[rows, :] = 1.0
    found[:, columns] = 1.0
    for i in rows:
        for j in columns:
            found[i, j] = float(not left[i] & right[j])
    return found


def features(told: Signals) -> NDArray[np.float64]:
    """The values of `SIGNALS` for every pair (n, m, len(SIGNALS))."""
    return np.stack([told.near, _unlike(told), told.numbers], axis=-1)


def _unlike(told: Signals) -> NDArray[np.float64]:
    """How unlike the lengths of every pair are (n, m)."""
    lengths = np.log(told.right)[None, :] - np.log(told.left)[:, None]
    return np.asarray(np.abs(lengths))


def _gains(told: Signals, cosines: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Log-odds (n, m + 1 - count) that a passage says what `count` neighbours do.

    `cosines` (m, m) are those of the right side with itself: the mean of vectors is not a unit
    vector, and its nearness is the sum of theirs over its length.
    """
    columns = told.right.shape[0] + 1 - count
    parts = [slice(k, k + columns) for k in range(count)]
    square = sum(
        (
            cosines.diagonal(abs(a - b))[min(a, b) :][:columns]
            for a in range(count)
            for b in range(count)
        ),
        start=np.zeros(columns),
    )
    near = sum((told.near[:, part] for part in parts), start=np.zeros((len(told.left), columns)))
    lengths = sum((told.right[part] for part in parts), start=np.zeros(columns))
    merged = Signals(
        near=near / np.sqrt(np.maximum(square, 1e-9))[None, :],
        numbers=np.minimum.reduce([told.numbers[:, part] for part in parts]),
        left=told.left,
        right=lengths - (count - 1) * PADDING,
    )
    weights = (WEIGHTS[0] * merged.near, WEIGHTS[1] * _unlike(merged), WEIGHTS[2] * merged.numbers)
    return np.asarray(sum(weights) + BIAS - MERGED * (count - 1))


def _turned(told: Signals) -> Signals:
    return Signals(told.near.T, told.numbers.T, told.right, told.left)


def align(left: Side, right: Side, *, sure: float = 0.0, least: float = -math.inf) -> Alignment:
    """The best monotone alignment of two documents.

    `sure` are log-odds added to every group where it is known that the documents are twins.
    Where it is plain that the whole cannot reach the log-odds `least`, nothing is aligned.
    Time and memory grow with the product of their lengths; long documents are cut where they
    surely meet (`_cuts`), so that they cost no more than their parts.
    """
    size = (len(left.vectors), len(right.vectors))
    beads: list[Bead] = []
    parts = _cuts(left, right)
    least = least if len(parts) == 1 else -math.inf
    for rows, columns in parts:
        part = _align(_part(left, rows), _part(right, columns), sure, least)
        beads += (
            Bead(
                tuple(i + rows.start for i in bead.left),
                tuple(j + columns.start for j in bead.right),
                bead.logit,
            )
            for bead in part
        )
    return Alignment(tuple(beads), size)


def _part(whole: Side, places: range) -> Side:
    chosen = slice(places.start, places.stop)
    return Side(whole.vectors[chosen], whole.lengths[chosen], whole.numbers[chosen], whole.centre)


def _align(left: Side, right: Side, sure: float, least: float) -> tuple[Bead, ...]:
    size = (len(left.vectors), len(right.vectors))
    if not all(size):
        return ()
    told = signals(left, right)
    own = [(one.vectors @ one.vectors.T).astype(np.float64) for one in (left, right)]
    gains = {}
    for count in range(1, WIDEST + 1):
        if count <= size[1]:
            gains[1, count] = _gains(told, own[1], count) + sure
        if 1 < count <= size[0]:
            gains[count, 1] = _gains(_turned(told), own[0], count).T + sure
    if min(_most(gains, size), _most(_mirrored(gains), size[::-1])) < least:
        return ()
    best, steps = _table(gains, size)
    return _walk(best, steps, gains)


LARGEST: Final = 600
"""Passages of a document that are aligned at once: 600 by 600 take 0.1 s and 30 MB."""


def _cuts(left: Side, right: Side) -> list[tuple[range, range]]:
    """The parts of both documents that belong together, in order; mostly one part, the whole.

    Long documents are cut after pairs of passages that are each other's nearest and stand in one
    order (the longest increasing subsequence), else in proportion.
    """
    size = (len(left.vectors), len(right.vectors))
    if max(size) <= LARGEST:
        return [(range(size[0]), range(size[1]))]
    anchors = _anchors(left.vectors, right.vectors)
    found = []
    i = j = 0
    while max(size[0] - i, size[1] - j) > LARGEST:
        inside = [
            (a, b) for a, b in anchors if i < a <= i + LARGEST // 2 and j < b <= j + LARGEST // 2
        ]
        step = LARGEST / 2 / max(size[0] - i, size[1] - j)
        share = (i + math.ceil(step * (size[0] - i)), j + math.ceil(step * (size[1] - j)))
        a, b = inside[-1] if inside else share
        found.append((range(i, a), range(j, b)))
        i, j = a, b
    return [*found, (range(i, size[0]), range(j, size[1]))]


def _anchors(left: NDArray[np.float32], right: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Pairs that are each other's nearest, as many as stand in one order."""
    there = np.concatenate(
        [
            np.argmax(left[at : at + LARGEST] @ right.T, axis=1)
            for at in range(0, len(left), LARGEST)
        ]
    )
    back = np.concatenate(
        [
            np.argmax(right[at : at + LARGEST] @ left.T, axis=1)
            for at in range(0, len(right), LARGEST)
        ]
    )
    mutual = [(i, int(j)) for i, j in enumerate(there) if back[j] == i]
    # Patience sorting: `ends[k]` is the pair that ends the best chain of k + 1 pairs.
    ends: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(mutual):
        k = bisect_left(ends, j, key=lambda end: mutual[end][1])
        before.append(ends[k - 1] if k else -1)
        ends[k : k + 1] = [place]
    chain = []
    place = ends[-1] if ends else -1
    while place >= 0:
        chain.append(mutual[place])
        place = before[place]
    return chain[::-1]


_Gains = dict[tuple[int, int], "NDArray[np.float64]"]


def _mirrored(gains: _Gains) -> _Gains:
    return {(across, up): gain.T for (up, across), gain in gains.items()}


def _most(gains: _Gains, size: tuple[int, int]) -> float:
    """What no alignment exceeds: each passage of the left side with the best group for it.

    A group of several of them is worth its share to each.
    """
    best = np.zeros(size[0])
    for (up, _), gain in gains.items():
        share = gain.max(axis=1) / up
        for step in range(up):
            part = best[step : step + len(share)]
            np.maximum(part, share, out=part)
    return float(best.sum())


def _table(gains: _Gains, size: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """The best total of every pair of beginnings, and the number of the group that ends there.

    A group is the number of its place in `gains`; -1 is none: a passage of one side is passed.
    """
    best = np.zeros((size[0] + 1, size[1] + 1))
    steps = np.full(best.shape, -1, np.int8)
    shapes = list(gains)
    for i in range(1, size[0] + 1):
        row = best[i - 1].copy()
        for number, (up, across) in enumerate(shapes):
            if up > i:
                continue
            total = best[i - up, : size[1] + 1 - across] + gains[up, across][i - up]
            better = total > row[across:]
            row[across:][better] = total[better]
            steps[i, across:][better] = number
        held = np.maximum.accumulate(row)
        steps[i][held > row] = -1
        best[i] = held
    return best, steps


def _walk(best: NDArray[np.float64], steps: NDArray[np.int8], gains: _Gains) -> tuple[Bead, ...]:
    """The groups of the best alignment, read back from its end."""
    shapes = list(gains)
    beads = []
    i, j = best.shape[0] - 1, best.shape[1] - 1
    while i and j:
        if best[i, j] == best[i, j - 1]:
            j -= 1
        elif steps[i, j] < 0:
            i -= 1
        else:
            up, across = shapes[steps[i, j]]
            i, j = i - up, j - across
            logit = float(gains[up, across][i, j])
            beads.append(Bead(tuple(range(i, i + up)), tuple(range(j, j + across)), logit))
    return tuple(reversed(beads))
