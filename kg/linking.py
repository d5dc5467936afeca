"""From units to ideas and edges: which units say the same, and how ideas bear on each other.

Start reading at `link`. It is a pure function of the units, their texts and their vectors:
1. `kg.neighbours` lists the nearest of each unit, and `kg.listed` tells how near they are;
2. `_same` scores pairs of one kind that may be copies, paraphrases or translations, with the
   alignment of twin documents (`kg.twins`) as a further signal; `kg.ideas.merge` groups them;
3. `_edges` scores candidates for every relation of the table, by the fitted pair model
   (`kg.pairs`) and by place: the same item, the same section, a reason inside the sentence;
4. the strongest edges of every idea are kept, each with the mentions and signals it rests on.

Only the lists outlive a linking: handed to the next one, they spare it what has not changed, and
change nothing of what it finds.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kg import columns as cols
from kg import ideas as merging
from kg import listed, neighbours, pairs, twins
from kg.records import ENDS, KINDS, SAME_KIND, Edge, Evidence, Idea, Kind, Relation, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Found = tuple[Rows, Rows, NDArray[np.float32]]

MERGE: Final = 0.8
"""Probability of being the same from which units are mentions of one idea: showing two cards for
one idea costs a reader a second, showing one for two misleads."""

KEEP: Final = 0.3
"""29 edges between documents of the sample guidance with scores of .25 to .5 were read: 6 to 9 were
right, most of the others had an end of a wrong kind. A bar of one half leaves hardly an edge
between two documents, and those are what the graph is for; the pages show the score."""

STRONGEST: Final = 6
"""Edges of one relation kept at each end: a card that lists more is not read."""

CANDIDATES: Final = 24
"""Nearest units of the other kind that are looked at for each unit and relation."""

RARER: Final = -2.0
"""Log-odds taken off a pair that only meaning proposes to be the same: for each text the fit saw
a dozen strangers, a library holds a hundred."""

ACROSS: Final = -1.0
"""Likewise for two languages: of 40 edges of the sample guidance that were read, those across
languages with scores around one half were nearly all wrong."""

VAGUE: Final = -1.5
FEW_WORDS: Final = 3
"""Likewise where an end has fewer stems than this: "A few are dangerous." is near to much."""

WORTH: Final = {cols.REASON: 1.2, cols.ITEM: 0.8, cols.NEXT: 1.0, cols.SECTION: 0.4, cols.TWIN: 3.0}
"""Log-odds that a place adds; of a text and a part of it, all that counts. Set by reading edges of
the sample guidance, not fitted: 7 of 11 reasons inside a sentence were right, the rest had
ends of a wrong kind. The gold pairs have no place."""

INSIDE: Final = (cols.REASON, cols.ITEM)
"""Places of a text and a part of it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Ideas and edges of a library, each sorted.

    `groups` are sets of dependent documents (copies and translations of each other), which count
    as one source. `lists` are for the next linking.
    """

    ideas: tuple[Idea, ...]
    edges: tuple[Edge, ...]
    groups: tuple[frozenset[str], ...]
    lists: neighbours.Lists | None = None


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of units (rows `a` and `b`) with their nearness, and what they scored."""

    a: Rows
    b: Rows
    near: NDArray[np.float32]
    place: Rows
    logit: NDArray[np.float64]
    score: NDArray[np.float64]

    def some(self, chosen: NDArray[np.bool_]) -> _Pairs:
        return _Pairs(
            self.a[chosen],
            self.b[chosen],
            self.near[chosen],
            self.place[chosen],
            self.logit[chosen],
            self.score[chosen],
        )

    def signals(self, row: int) -> tuple[tuple[str, float], ...]:
        """What a score rests on, in words, strongest first."""
        said = [
            ("nearness of meaning", round(float(self.near[row]), 3)),
            ("the fitted pair model", round(float(self.logit[row]), 2)),
        ]
        place = int(self.place[row])
        if place:
            said.append((cols.PLACES[place], WORTH[place]))
        return tuple(sorted(said, key=lambda entry: -abs(entry[1])))


def link(
    units: Sequence[Unit],
    texts: Sequence[str],
    names: Sequence[str],
    vectors: NDArray[np.float32],
    model: pairs.PairModel,
    *,
    sections: Sequence[int] | None = None,
    more: Sequence[NDArray[np.float32]] = (),
    by_hand: Sequence[tuple[tuple[int, int], bool]] = (),
    twin_documents: Collection[tuple[str, str]] | None = None,
    held: neighbours.Lists | None = None,
) -> Linked:
    """Ideas and edges of `units`.

    `texts` and `names` are the units' own, `vectors` (n, dim) of unit length, `sections` the
    section of each unit's passage in its document, `more` the vectors of further models, with
    rows of zeros for units in languages that such a model is not for, `by_hand` what a person said
    of pairs of units: whether they are one idea (see `kg.ideas.merge`). `twin_documents` are pairs
    of documents that are copies or translations; without it they are found by their units.
    `held` are the lists of a linking before, which may have had other units.
    """
    ends = [pairs.describe(text, unit.language) for text, unit in zip(texts, units, strict=True)]
    if not units:
        return Linked((), (), ())
    state = _state(units, texts, ends, (vectors, *more), model=model, sections=sections, held=held)
    aligned = _same_places(state, vectors, twin_documents)
    same = _same(state, aligned)
    groups = merging.merge(
        units,
        texts,
        dict(zip(zip(same.a.tolist(), same.b.tolist(), strict=True), same.score, strict=True)),
        threshold=MERGE,
        by_hand=by_hand,
    )
    families = _families(units, aligned)
    ideas = [
        merging.idea(
            units, texts, names, group, sources=len({families[units[i].document] for i in group})
        )
        for group in groups
    ]
    home = {unit: position for position, idea in enumerate(ideas) for unit in idea.mentions}
    at = np.array([home[unit] for unit in range(len(units))], np.int64)
    edges = [*_edges(state, ideas, at, aligned)]
    edges += _strongest(Relation.RELATED_TO, ideas, at, same.some(at[same.a] != at[same.b]))
    dependent = defaultdict(set)
    for document, family in families.items():
        dependent[family].add(document)
    return Linked(
        ideas=tuple(sorted(ideas, key=lambda idea: idea.id)),
        edges=tuple(sorted(edges, key=lambda edge: (edge.source, edge.relation, edge.target))),
        groups=tuple(sorted((frozenset(group) for group in dependent.values()), key=sorted)),
        lists=state.lists,
    )


def _same_places(
    state: _State,
    vectors: NDArray[np.float32],
    known: Collection[tuple[str, str]] | None,
) -> dict[tuple[str, str], tuple[tuple[int, int], ...]]:
    """Units that stand at the same place of twin documents."""
    sequences = state.sequences()
    passages = twins.Passages(vectors, state.texts, [unit.language for unit in state.units])
    found = (
        twins.find(sequences, passages, fewest=FEWEST)
        if known is None
        else twins.lay(known, sequences, passages)
    )
    return twins.same_place(sequences, found)


FEWEST: Final = 4
"""Units that tell of two documents that they are twins: lines of a table of texts are none."""


@dataclass(frozen=True, slots=True)
class _State:
    units: tuple[Unit, ...]
    texts: tuple[str, ...]
    columns: cols.Columns
    lists: neighbours.Lists
    near: listed.Near
    together: Found
    model: pairs.PairModel

    def of_kind(self, kind: Kind) -> Rows:
        return np.flatnonzero(self.columns.kind == KINDS.index(kind))

    def sequences(self) -> dict[str, tuple[int, ...]]:
        """The units of each document in reading order, clauses inside others left out."""
        found: dict[str, list[int]] = defaultdict(list)
        order = sorted(
            range(len(self.units)),
            key=lambda i: (
                self.units[i].document,
                self.units[i].span.start,
                -self.units[i].span.end,
            ),
        )
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
    ) -> _Pairs:
        """Scores of candidate pairs; of those of `aligned`, their place in twins is told."""
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
        vague = np.minimum(told.stems[a], told.stems[b]) < FEW_WORDS
        rarer = (
            (RARER if relation in SAME_KIND else 0.0)
            + np.where(across, ACROSS, 0.0)
            + np.where(vague, VAGUE, 0.0)
        )
        total = logit + np.where(place > 0, worth, rarer)
        # A text is near to its own part, whatever that says.
        score = pairs.sigmoid(np.where(np.isin(place, INSIDE), worth, total))
        if relation not in SAME_KIND:  # it holds only if both ends are of its kinds
            score = score * told.sure[a] * told.sure[b]
        return _Pairs(a, b, near, place, logit, np.round(score, 4))

    def code(self, a: Rows, b: Rows) -> Rows:
        """One number for each pair, whatever its order."""
        return np.asarray(np.minimum(a, b) * len(self.units) + np.maximum(a, b))

    def nearest(self, left: Kind, right: Kind) -> Found:
        """Each unit with its nearest of the other kind, and with what stands in its passage."""
        ends = self.of_kind(left), self.of_kind(right)
        one_way = self.near.nearest(ends[0], self._groups(right), CANDIDATES)
        b, a, near = self.near.nearest(ends[1], self._groups(left), CANDIDATES)
        some = np.isin(self.together[0], ends[0]) & np.isin(self.together[1], ends[1])
        a, b, near = _joined([one_way, (a, b, near), _some(self.together, some)])
        _, first = np.unique(a * len(self.units) + b, return_index=True)
        return a[first], b[first], near[first]

    def _groups(self, kind: Kind) -> list[int]:
        return [
            number
            for number, label in enumerate(self.lists.labels)
            if label.split(" ")[0] == kind.value
        ]


def _joined(parts: Sequence[Found]) -> Found:
    a, b, near = zip(*parts, strict=True)
    return np.concatenate(a), np.concatenate(b), np.concatenate(near)


def _some(found: Found, chosen: NDArray[np.bool_]) -> Found:
    return found[0][chosen], found[1][chosen], found[2][chosen]


def _state(
    units: Sequence[Unit],
    texts: Sequence[str],
    ends: Sequence[pairs.Text],
    vectors: Sequence[NDArray[np.float32]],
    *,
    model: pairs.PairModel,
    sections: Sequence[int] | None,
    held: neighbours.Lists | None,
) -> _State:
    languages = [unit.language for unit in units]
    labels = [f"{unit.kind} {unit.language}" for unit in units]
    settled = listed.settle(vectors, languages, [unit.document for unit in units])
    moved = [one.vectors for one in settled]
    lists = neighbours.update(held, _keys(units, labels, moved), labels, moved)
    near = listed.measure(ends, lists, vectors, settled)
    told = cols.columns(units, texts, ends, sections or [-1] * len(units))
    left, right = told.together()
    together = left, right, near.of(left, right)
    return _State(tuple(units), tuple(texts), told, lists, near, together, model)


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


def _same(state: _State, aligned: dict[tuple[str, str], tuple[tuple[int, int], ...]]) -> _Pairs:
    """Pairs (smaller row first) of units of one kind that may say the same, from `KEEP`."""
    beside = np.array(sorted({pair for found in aligned.values() for pair in found}), np.int64)
    a, b = np.sort(beside.reshape(-1, 2), axis=1).T
    codes = state.code(a, b)
    told = state.columns
    alike = told.kind[a] == told.kind[b]
    twin = a[alike], b[alike], state.near.of(a[alike], b[alike])
    a, b, near = _joined([*(state.nearest(kind, kind) for kind in KINDS), twin])
    a, b = np.minimum(a, b), np.maximum(a, b)
    _, first = np.unique(state.code(a, b), return_index=True)
    a, b, near = a[first], b[first], near[first]
    kept = (told.avoid[a] == told.avoid[b]) & ~told.overlap(a, b)
    a, b, near = a[kept], b[kept], near[kept]
    across = told.across(a, b)
    scored = [
        state.score(relation, (a[chosen], b[chosen], near[chosen]), aligned=codes)
        for relation, chosen in ((Relation.SAME_AS, ~across), (Relation.TRANSLATION_OF, across))
    ]
    both = _Pairs(
        *(
            np.concatenate([getattr(one, name) for one in scored])
            for name in _Pairs.__dataclass_fields__
        )
    )
    return both.some(both.score >= KEEP)


def _families(units: Sequence[Unit], aligned: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each document the first (in the alphabet) of those it is a copy or translation of."""
    family = {unit.document: unit.document for unit in units}
    family |= {document: document for pair in aligned for document in pair}

    def head(document: str) -> str:
        while family[document] != document:
            family[document] = document = family[family[document]]
        return document

    for first, second in aligned:
        one, other = sorted((head(first), head(second)))
        family[other] = one
    return {document: head(document) for document in family}


def _edges(
    state: _State,
    ideas: Sequence[Idea],
    home: Rows,
    aligned: dict[tuple[str, str], tuple[tuple[int, int], ...]],
) -> Iterator[Edge]:
    """The strongest edges of every idea for every relation between kinds.

    Texts at the same place of twin documents say the same: whatever kinds they were taken for,
    neither bears on the other.
    """
    beside = np.array([pair for found in aligned.values() for pair in found], np.int64)
    codes = state.code(*beside.reshape(-1, 2).T)

    def apart(found: Found) -> NDArray[np.bool_]:
        a, b, _ = found
        return np.asarray((home[a] != home[b]) & ~np.isin(state.code(a, b), codes))

    for relation, kinds in ENDS.items():
        found = state.nearest(*kinds)
        found = _some(found, apart(found))
        yield from _strongest(relation, ideas, home, state.score(relation, found))
    told = state.columns
    found = state.nearest(Kind.PRACTICE, Kind.PRACTICE)
    opposed = (found[0] < found[1]) & (told.avoid[found[0]] != told.avoid[found[1]])
    opposite = _joined([_some(found, opposed), state.nearest(Kind.BENEFIT, Kind.RISK)])
    opposite = _some(opposite, apart(opposite) & ~told.overlap(opposite[0], opposite[1]))
    yield from _strongest(Relation.TENSION, ideas, home, state.score(Relation.TENSION, opposite))


def _strongest(
    relation: Relation, ideas: Sequence[Idea], home: Rows, scored: _Pairs
) -> Iterator[Edge]:
    """The best pair of mentions speaks for each pair of ideas; `STRONGEST` stay at each end.

    Ideas that are near but were not merged are `related_to` each other: they may well be the same.
    """
    scored = scored.some(scored.score >= KEEP)
    best: dict[tuple[str, str], tuple[float, int, int, int]] = {}
    rows = zip(scored.a.tolist(), scored.b.tolist(), scored.score.tolist(), strict=True)
    for row, (one, other, score) in enumerate(rows):
        a, b = one, other
        source, target = ideas[home[a]].id, ideas[home[b]].id
        if relation in {Relation.TENSION, Relation.RELATED_TO} and source > target:
            source, target, a, b = target, source, b, a
        best[source, target] = max(best.get((source, target), NO_PAIR), (score, -a, -b, row))
    kept: set[tuple[str, str]] = set()
    order = sorted(best, key=lambda key: (-best[key][0], key))
    for end in (0, 1):
        count: Counter[str] = Counter()
        for key in order:
            count[key[end]] += 1
            if count[key[end]] <= STRONGEST:
                kept.add(key)
    for source, target in sorted(kept):
        score, a, b, row = best[source, target]
        yield Edge(source, relation, target, score, Evidence(scored.signals(row), -a, -b))


NO_PAIR: Final = (-1.0, 0, 0, 0)
