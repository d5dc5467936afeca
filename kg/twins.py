"""Documents that are copies or translations of each other, among all documents of a collection.

Start reading at `find`. Documents whose mean vectors are near are laid side by side
(`kg.alignment`); twins are aligned for the most part, and better with each other than with any
other document of the same language. Names and paths are not looked at.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kg import alignment
from kg.alignment import Alignment, Side, align, side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

COVERED: Final = 0.65
"""Share of the shorter document that must be aligned."""

SURE: Final = 0.75
"""Log-odds that each passage of the longer document must bring on average. With `COVERED`, of the
pairs of documents that are aligned in the Polish and English handbooks, the courses, the sample
and the seeds, the worst twins have .67 and .91 (where the two seeds are the whole library); pairs
of five passages and more that are none, at most .50 and 1.8, never both
(`python -m benchmarks.bench_twins`)."""

EVIDENCE: Final = 8.0
"""Log-odds that all passages must bring together: pages of one to three passages that are no
twins (pieces of those documents) reach 6.4, the smallest twins, of one and two passages, 8.6."""

RIVAL: Final = 0.75
"""Share of a document's best log-odds in a language that a twin must have: short pages on like
things ("Kali", "Tails") are like each other, too, but less than each is like its twin."""

LONGER: Final = 2.0
"""How many times the passages of one twin the other may have."""

NEAREST: Final = 5
"""Documents of each language that are compared with a document: all 149 twins of those
collections are among these."""

EXACT: Final = 2048
"""Documents up to which every two mean vectors are compared: 2048 take 50 ms."""

CELLS: Final = 4
"""Cells in which a document is looked for beyond that."""


if TYPE_CHECKING:
    Sums = Mapping[str, tuple[NDArray[np.float64], int]]


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a collection: `vectors` (n, dim), `texts` and `languages` (n,) or empty."""

    vectors: NDArray[np.float32]
    texts: Sequence[str] = ()
    languages: Sequence[str] = ()

    def sums(self) -> Sums:
        """The summed vector of each language with the number of its passages."""
        rows: dict[str, list[int]] = {}
        for row in range(len(self.vectors)):
            rows.setdefault(self.language(row), []).append(row)
        return {
            name: (self.vectors[chosen].sum(axis=0, dtype=np.float64), len(chosen))
            for name, chosen in rows.items()
        }

    def language(self, row: int) -> str:
        """The language of a passage; "" if none is known."""
        return self.languages[row] if self.languages else ""


def find(
    sequences: Mapping[str, Sequence[int]], passages: Passages, *, fewest: int = 1
) -> dict[tuple[str, str], Alignment]:
    """Twin documents (names in order) with their alignment, by positions in their sequences.

    `sequences` holds the rows of each document's passages in reading order; documents of less
    than `fewest` are left out.
    """
    names = sorted(name for name, rows in sequences.items() if len(rows) >= fewest)
    if not names:
        return {}
    sums = passages.sums()
    sides = {name: lay_out(sequences[name], passages, sums) for name in names}
    spoken = {
        name: Counter(map(passages.language, sequences[name])).most_common(1)[0][0]
        for name in names
    }
    aligned = {}
    for first, second in sorted(_candidates(names, sides, spoken)):
        left, right = sides[first], sides[second]
        if _may_be(left, right):
            found = align(left, right, least=_enough(max(len(left.vectors), len(right.vectors))))
            if is_twin(found):
                aligned[first, second] = found
    pairs = _without_rivals(aligned, spoken)
    return {(a, b): align(sides[a], sides[b], sure=KNOWN) for a, b in pairs}


KNOWN: Final = 1.5
"""Log-odds that a pair of passages gains where the documents are known to be twins: all 174 pairs
of the documents fitted to are found then, also those of two seeds that are a library alone."""


def lay(
    pairs: Iterable[tuple[str, str]], sequences: Mapping[str, Sequence[int]], passages: Passages
) -> dict[tuple[str, str], Alignment]:
    """The alignments of pairs of documents that are known to be twins."""
    sums = passages.sums()
    empty = side(passages.vectors[:0])
    sides = {
        name: lay_out(rows, passages, sums) if len(rows) else empty
        for name, rows in ((name, sequences.get(name, ())) for pair in pairs for name in pair)
    }
    return {(a, b): align(sides[a], sides[b], sure=KNOWN) for a, b in pairs}


def is_twin(found: Alignment) -> bool:
    """Whether two documents with this alignment are copies or translations of each other."""
    shorter, longer = sorted(found.size)
    return (
        shorter > 0
        and longer <= LONGER * shorter
        and max(found.covered) >= COVERED
        and found.logit >= _enough(longer)
    )


def _enough(longer: int) -> float:
    """The log-odds that the alignment of twins must have, by the passages of the longer one."""
    return max(EVIDENCE, SURE * longer)


def lay_out(rows: Sequence[int], passages: Passages, sums: Sums) -> Side:
    """A document as one side of an alignment.

    Its centre is the mean of what else there is in its languages, if that is enough to tell.
    """
    own: dict[str, list[int]] = {}
    for row in rows:
        own.setdefault(passages.language(row), []).append(row)
    total, weight = np.zeros(passages.vectors.shape[1]), 0
    for name, some in sorted(own.items()):
        others = sums[name][1] - len(some)
        if others >= OTHERS:
            mine = passages.vectors[some].sum(axis=0, dtype=np.float64)
            total += (sums[name][0] - mine) / others * len(some)
            weight += len(some)
    centre = np.asarray(total / weight, np.float32) if weight else None
    texts = [passages.texts[row] for row in rows] if passages.texts else []
    return side(passages.vectors[list(rows)], texts, centre)


OTHERS: Final = 20
"""Passages of other documents in a language that tell what is usual in it."""


def _may_be(left: Side, right: Side) -> bool:
    """A quick look: enough passages of the shorter side have something near on the other."""
    shorter, longer = sorted((left, right), key=lambda one: len(one.vectors))
    if len(longer.vectors) > LONGER * len(shorter.vectors):
        return False
    step = -(-len(shorter.vectors) // SEEN)
    seen = side(shorter.vectors[::step], centre=shorter.centre)
    near = alignment.nearness(seen, longer).max(axis=1)
    most = alignment.WEIGHTS[0] * near + alignment.BIAS
    enough = most[most > 0].sum() * step >= SURE * len(longer.vectors)
    return bool(enough and (most > 0).mean() >= COVERED - MERGERS)


SEEN: Final = 300
"""Passages that are looked at there: of a longer document, every second or third."""

MERGERS: Final = 0.15
"""Share of passages that may be near only to several neighbours together."""


def _candidates(
    names: Sequence[str], sides: Mapping[str, Side], spoken: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Pairs of documents worth aligning: the nearest of each language by their mean vectors."""
    means = np.stack([_mean(sides[name]) for name in names])
    seen: set[tuple[int, int]] = set()
    for language in sorted(set(spoken.values())):
        members = np.array([i for i, name in enumerate(names) if spoken[name] == language])
        for i, near in enumerate(_nearest(means, members)):
            seen.update((min(i, j), max(i, j)) for j in near if i != j)
    yield from ((names[i], names[j]) for i, j in sorted(seen))


def _mean(one: Side) -> NDArray[np.float32]:
    mean = one.vectors.mean(axis=0)
    if one.centre is not None:
        mean = mean - one.centre
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def _nearest(means: NDArray[np.float32], members: NDArray[np.int64]) -> Iterator[list[int]]:
    """For each document the nearest of `members`, one more than `NEAREST` as it may be one.

    Beyond `EXACT` members, they are put into the square root of their number of cells, each
    around one of them, and only the nearest cells are looked through: n · √n.
    """
    if len(members) <= EXACT:
        yield from (_best(row @ means[members].T, members) for row in means)
        return
    heads = members[:: math.isqrt(len(members))]
    homes = np.argmax(means[members] @ means[heads].T, axis=1)
    cells = [members[homes == cell] for cell in range(len(heads))]
    for row in means:
        near = np.argsort(-(row @ means[heads].T), kind="stable")[:CELLS]
        inside = np.concatenate([cells[cell] for cell in near])
        yield _best(row @ means[inside].T, inside)


def _best(nearness: NDArray[np.float32], members: NDArray[np.int64]) -> list[int]:
    order = np.argsort(-nearness, kind="stable")[: NEAREST + 1]
    return [int(member) for member in members[order]]


def _without_rivals(
    aligned: Mapping[tuple[str, str], Alignment], spoken: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The pairs that are not far behind another of the same document and language."""
    best: dict[tuple[str, str], float] = {}
    for (first, second), found in aligned.items():
        for one, other in ((first, second), (second, first)):
            key = one, spoken[other]
            best[key] = max(best.get(key, 0.0), found.logit)
    for (first, second), found in aligned.items():
        rivals = best[first, spoken[second]], best[second, spoken[first]]
        if found.logit >= RIVAL * max(rivals):
            yield first, second


def same_place(
    sequences: Mapping[str, Sequence[int]], found: Mapping[tuple[str, str], Alignment]
) -> dict[tuple[str, str], tuple[tuple[int, int], ...]]:
    """For each pair of twins the rows that say the same one by one; mergers are left out."""
    return {
        (first, second): tuple(
            (sequences[first][bead.left[0]], sequences[second][bead.right[0]])
            for bead in aligned.beads
            if len(bead.left) == len(bead.right) == 1
        )
        for (first, second), aligned in found.items()
    }
