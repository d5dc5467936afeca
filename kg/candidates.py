"""Which pairs of units linking looks at, and how likely nearness and place make each relation.

Start reading at `gather`, which makes a `State`: the units as columns (`kg.columns`) with the
nearest of each (`kg.neighbours`). `State.nearest` gives pairs of two kinds, `State.score` the
probability that they say the same (`kg.pairs`), `State.weigh` that of a relation between kinds
(`kg.weighing`).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kg import columns as cols
from kg import listed, neighbours, pairs, weighing
from kg.records import KINDS, Kind, Relation, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Found = tuple[Rows, Rows, NDArray[np.float32]]

CANDIDATES: Final = 24
"""Nearest units of the other kind that are looked at for each unit and relation."""

RARER: Final = -2.0
"""Log-odds taken off a pair that only meaning proposes to be the same: for each text the fit saw
a dozen strangers, a library holds a hundred."""

ACROSS: Final = -1.0
"""Likewise for two languages: of 40 edges of the sample guidance that were read, those across
languages with scores around one half were nearly all wrong."""

VAGUE: Final = -1.5
"""Likewise where an end has few words (`kg.weighing.FEW_WORDS`)."""

WORTH: Final = {cols.REASON: 1.2, cols.ITEM: 0.8, cols.NEXT: 1.0, cols.SECTION: 0.4, cols.TWIN: 3.0}
"""Log-odds that a place adds to two texts being the same; of a text and a part of it, all that
counts. Set by reading, not fitted: the gold pairs have no place."""

TOLD_OF_SAME: Final = ("the fitted pair model", weighing.TOLD[weighing.WHERE])
"""What a reader is told of pairs that may say the same, as `kg.weighing.TOLD` of relations."""

INSIDE: Final = (cols.REASON, cols.ITEM)
"""Places of a text and a part of it."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of units (rows `a` and `b`) with their place and what they scored.

    `parts` (n, len(told)) are the log-odds that a score rests on, and `told` what a reader is told
    of each.
    """

    a: Rows
    b: Rows
    place: Rows
    score: NDArray[np.float64]
    parts: NDArray[np.float64]
    told: tuple[str, ...]

    def some(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Those of the `chosen` rows."""
        return Pairs(
            self.a[chosen],
            self.b[chosen],
            self.place[chosen],
            self.score[chosen],
            self.parts[chosen],
            self.told,
        )

    def signals(self, row: int) -> tuple[tuple[str, float], ...]:
        """What a score rests on, in words, strongest first."""
        place = cols.PLACES[self.place[row]]
        said = [
            (place or name if name == weighing.TOLD[weighing.WHERE] else name, round(value, 2))
            for name, value in zip(self.told, self.parts[row].tolist(), strict=True)
        ]
        return tuple(sorted((one for one in said if one[1]), key=lambda one: -abs(one[1])))


@dataclass(frozen=True, slots=True)
class State:
    """Units with their texts, columns, nearest, and the pairs that stand `together`."""

    units: tuple[Unit, ...]
    texts: tuple[str, ...]
    columns: cols.Columns
    lists: neighbours.Lists
    near: listed.Near
    together: Found
    model: pairs.PairModel

    def of_kind(self, kind: Kind) -> Rows:
        """The units of a kind."""
        return np.flatnonzero(self.columns.kind == KINDS.index(kind))

    def sequences(self) -> dict[str, tuple[int, ...]]:
        """The units of each document in reading order, clauses inside others left out."""
        found: dict[str, list[int]] = defaultdict(list)
        place = self.columns.order.tolist()
        order = sorted(range(len(self.units)), key=lambda i: (self.units[i].document, place[i]))
        for index in order:
            held = found[self.units[index].document]
            if held and self.units[index].span.end <= self.units[held[-1]].span.end:
                continue
            held.append(index)
        return {document: tuple(indices) for document, indices in found.items()}

    def score(
        self,
        relation: Relation,
        found: Found,
        *,
        aligned: Rows | None = None,
    ) -> Pairs:
        """How likely pairs say the same; of those of `aligned`, their place in twins is told."""
        a, b, near = found
        told = self.columns
        across = told.across(a, b)
        logit = self.model.relations[relation].logits(
            pairs.columns(
                near.astype(np.float64),
                across,
                told.against[a] != told.against[b],
                told.numbers[a] != told.numbers[b],
            )
        )
        place = told.place(a, b)
        if aligned is not None:
            place[np.isin(self.code(a, b), aligned)] = cols.TWIN
        worth = np.array([WORTH.get(number, 0.0) for number in range(len(cols.PLACES))])[place]
        vague = np.minimum(told.stems[a], told.stems[b]) < weighing.FEW_WORDS
        rarer = RARER + np.where(across, ACROSS, 0.0) + np.where(vague, VAGUE, 0.0)
        added = np.where(place > 0, worth, rarer)
        # A text is near to its own part, whatever that says.
        logit[np.isin(place, INSIDE)] = 0.0
        score = pairs.sigmoid(logit + added)
        return Pairs(a, b, place, np.round(score, 4), np.column_stack([logit, added]), TOLD_OF_SAME)

    def weigh(self, relation: Relation, found: Found) -> Pairs:
        """Calibrated scores of candidate pairs for a relation between kinds, or a tension."""
        a, b, near = found
        weights = weighing.shipped()
        parts = weights.parts(relation, weighing.columns(self.columns, a, b, near))
        score = pairs.sigmoid(weights.logits(relation, parts))
        place = self.columns.place(a, b)
        return Pairs(a, b, place, np.round(score, 4), parts, weighing.TOLD)

    def code(self, a: Rows, b: Rows) -> Rows:
        """One number for each pair, whatever its order."""
        return np.asarray(np.minimum(a, b) * len(self.units) + np.maximum(a, b))

    def nearest(self, left: Kind, right: Kind) -> Found:
        """Each unit with its nearest of the other kind, and with what stands in its passage."""
        ends = self.of_kind(left), self.of_kind(right)
        one_way = self.near.nearest(ends[0], self._groups(right), CANDIDATES)
        b, a, near = self.near.nearest(ends[1], self._groups(left), CANDIDATES)
        some = np.isin(self.together[0], ends[0]) & np.isin(self.together[1], ends[1])
        a, b, near = joined([one_way, (a, b, near), picked(self.together, some)])
        _, first = np.unique(a * len(self.units) + b, return_index=True)
        return a[first], b[first], near[first]

    def opposed(self) -> Found:
        """Pairs that may be in tension: advice with advice, with a risk or with a principle."""
        advice = self.nearest(Kind.PRACTICE, Kind.PRACTICE)
        advice = picked(advice, advice[0] < advice[1])
        others = (Kind.RISK, Kind.PRINCIPLE)
        return joined([advice, *(self.nearest(Kind.PRACTICE, other) for other in others)])

    def _groups(self, kind: Kind) -> list[int]:
        return [
            number
            for number, label in enumerate(self.lists.labels)
            if label.split(" ")[0] == kind.value
        ]


def joined(parts: Sequence[Found]) -> Found:
    """Several sets of pairs as one."""
    a, b, near = zip(*parts, strict=True)
    return np.concatenate(a), np.concatenate(b), np.concatenate(near)


def picked(found: Found, chosen: NDArray[np.bool_]) -> Found:
    """Those of the `chosen` pairs."""
    return found[0][chosen], found[1][chosen], found[2][chosen]


def gather(
    units: Sequence[Unit],
    texts: Sequence[str],
    ends: Sequence[pairs.Text],
    vectors: Sequence[NDArray[np.float32]],
    *,
    model: pairs.PairModel,
    sections: Sequence[int] | None,
    held: neighbours.Lists | None,
) -> State:
    """The state of units; the arguments are those of `kg.linking.link`."""
    languages = [unit.language for unit in units]
    labels = [f"{unit.kind} {unit.language}" for unit in units]
    settled = listed.settle(vectors, languages, [unit.document for unit in units])
    moved = [one.vectors for one in settled]
    lists = neighbours.update(held, _keys(units, labels, moved), labels, moved)
    near = listed.measure(ends, lists, vectors, settled)
    told = cols.columns(units, texts, ends, sections or [-1] * len(units))
    left, right = told.together()
    together = left, right, near.of(left, right)
    return State(tuple(units), tuple(texts), told, lists, near, together, model)


def _keys(
    units: Sequence[Unit], labels: Sequence[str], vectors: Sequence[NDArray[np.float32]]
) -> NDArray[np.bytes_]:
    """A name for each unit, by its place, its group and its vectors."""
    seen: Counter[bytes] = Counter()
    keys = []
    for row, (unit, label) in enumerate(zip(units, labels, strict=True)):
        digest = hashlib.blake2b(f"{unit.document} {unit.span} {label}".encode(), digest_size=16)
        for matrix in vectors:
            digest.update(matrix[row].tobytes())
        key = digest.digest()
        seen[key] += 1
        if seen[key] > 1:
            digest.update(str(seen[key]).encode())
            key = digest.digest()
        keys.append(key)
    return np.array(keys, np.void(16).dtype)
