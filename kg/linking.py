"""From units to ideas and edges: which units say the same, and how ideas bear on each other.

Start reading at `link`. It is a pure function of the units, their texts and their vectors:
1. `_same` scores pairs of one kind that may be copies, paraphrases or translations, with the
   alignment of twin documents (`kg.twins`) as a further signal; `kg.ideas.merge` groups them;
2. `_edges` scores candidates for every relation of the table, by the fitted pair model
   (`kg.pairs`) and by place: the same item, the same section, a reason inside the sentence;
3. the strongest edges of every idea are kept, each with the mentions and signals it rests on.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kg import ideas as merging
from kg import nearness, pairs, twins
from kg.records import ENDS, KINDS, SAME_KIND, Edge, Evidence, Idea, Kind, Relation, Strength, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

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

PLACES: Final = {
    "a reason inside the same sentence": 1.2,
    "the same item": 0.8,
    "the next sentence": 1.0,
    "the same section": 0.4,
    "twin documents say it at the same place": 3.0,
}
"""Log-odds that a place adds; of a text and a part of it, all that counts. Set by reading edges of
the sample guidance, not fitted: 7 of 11 reasons inside a sentence were right, the rest had
ends of a wrong kind. The gold pairs have no place."""

INSIDE: Final = frozenset({"a reason inside the same sentence", "the same item"})
"""Places of a text and a part of it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Ideas and edges of a library, each sorted.

    `groups` are sets of dependent documents (copies and translations of each other), which count
    as one source.
    """

    ideas: tuple[Idea, ...]
    edges: tuple[Edge, ...]
    groups: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    signals: tuple[tuple[str, float], ...]


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
) -> Linked:
    """Ideas and edges of `units`.

    `texts` and `names` are the units' own, `vectors` (n, dim) of unit length, `sections` the
    section of each unit's passage in its document, `more` the vectors of further models, with
    rows of zeros for units in languages that such a model is not for, `by_hand` what a person said
    of pairs of units: whether they are one idea (see `kg.ideas.merge`). `twin_documents` are pairs
    of documents that are copies or translations; without it they are found by their units.
    """
    ends = [pairs.describe(text, unit.language) for text, unit in zip(texts, units, strict=True)]
    if not units:
        return Linked((), (), ())
    near = nearness.measure(ends, [unit.kind for unit in units], vectors, *more)
    state = _State(
        tuple(units), tuple(texts), ends, vectors, near, model, tuple(sections or [-1] * len(units))
    )
    aligned = _same_places(state, twin_documents)
    same = _same(state, aligned)
    groups = merging.merge(
        units,
        texts,
        {pair: scored.score for pair, scored in same.items()},
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
    edges = [*_edges(state, ideas, home, aligned), *_between_same(ideas, home, same)]
    dependent = defaultdict(set)
    for document, family in families.items():
        dependent[family].add(document)
    return Linked(
        ideas=tuple(sorted(ideas, key=lambda idea: idea.id)),
        edges=tuple(sorted(edges, key=lambda edge: (edge.source, edge.relation, edge.target))),
        groups=tuple(sorted((frozenset(group) for group in dependent.values()), key=sorted)),
    )


def _same_places(
    state: _State, known: Collection[tuple[str, str]] | None
) -> dict[tuple[str, str], tuple[tuple[int, int], ...]]:
    """Units that stand at the same place of twin documents."""
    sequences = state.sequences()
    passages = twins.Passages(state.vectors, state.texts, [unit.language for unit in state.units])
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
    ends: Sequence[pairs.Text]
    vectors: NDArray[np.float32]
    near: nearness.Nearness
    model: pairs.PairModel
    sections: tuple[int, ...]

    def of_kind(self, kind: Kind) -> NDArray[np.int64]:
        return np.array([i for i, unit in enumerate(self.units) if unit.kind is kind], np.int64)

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

    def place(self, a: int, b: int) -> str:
        """How close two units of a document stand; "" for two documents or far apart."""
        left, right = self.units[a], self.units[b]
        if left.document != right.document:
            return ""
        if left.span.start < right.span.end and right.span.start < left.span.end:
            one_sentence = (
                left.passage == right.passage
                and "\n" not in self.texts[a]
                and "\n" not in self.texts[b]
            )
            return "a reason inside the same sentence" if one_sentence else "the same item"
        gap = max(left.span.start, right.span.start) - min(left.span.end, right.span.end)
        if left.passage == right.passage and gap <= SPACE:
            return "the next sentence"
        if self.sections[a] == self.sections[b] != -1:
            return "the same section"
        return ""

    def sure(self, index: int) -> float:
        """The probability of the kind that a unit was taken for."""
        unit = self.units[index]
        return float(unit.probabilities[KINDS.index(unit.kind)])

    def rarer(self, relation: Relation, a: int, b: int) -> float:
        """Log-odds taken off a pair that only meaning proposes."""
        left, right = self.ends[a], self.ends[b]
        return (
            (RARER if relation in SAME_KIND else 0.0)
            + (ACROSS if left.language != right.language else 0.0)
            + (VAGUE if min(len(left.stems), len(right.stems)) < FEW_WORDS else 0.0)
        )

    def score(
        self,
        relation: Relation,
        found: Sequence[tuple[int, int]],
        *,
        aligned: frozenset[tuple[int, int]] = frozenset(),
    ) -> list[_Scored]:
        """Scores of candidate pairs, each with its signals in words, strongest first."""
        if not found:
            return []
        sources, targets = (self.vectors[[pair[end] for pair in found]] for end in (0, 1))
        described = [(self.ends[a], self.ends[b]) for a, b in found]
        nearest = self.near.of(found)
        logits = self.model.logits(relation, sources, targets, described, nearness=nearest)
        result = []
        for (a, b), logit, near in zip(found, logits, nearest, strict=True):
            place = (
                "twin documents say it at the same place"
                if (min(a, b), max(a, b)) in aligned
                else self.place(a, b)
            )
            total = float(logit) + (PLACES[place] if place else self.rarer(relation, a, b))
            if place in INSIDE:  # a text is near to its own part, whatever that says
                total = PLACES[place]
            said = [
                ("nearness of meaning", round(float(near), 3)),
                ("the fitted pair model", round(float(logit), 2)),
            ]
            if place:
                said.append((place, PLACES[place]))
            score = float(pairs.sigmoid(np.array([total]))[0])
            if relation not in SAME_KIND:  # it holds only if both ends are of its kinds
                score *= self.sure(a) * self.sure(b)
            score = round(score, 4)
            result.append(_Scored(score, tuple(sorted(said, key=lambda entry: -abs(entry[1])))))
        return result


SPACE: Final = 3
"""Characters between neighbouring sentences: a space, or a full stop and a line break."""


def _nearest(
    state: _State, left: NDArray[np.int64], right: NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Each unit with its nearest of the other side, and with what stands in its passage."""
    if not len(left) or not len(right):
        return
    seen: set[tuple[int, int]] = set()
    seen.update(state.near.nearest(left, right, CANDIDATES))
    seen.update((a, b) for b, a in state.near.nearest(right, left, CANDIDATES))
    near_by: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index in right:
        near_by[state.units[index].document, state.units[index].passage].append(int(index))
    for index in left:
        unit = state.units[index]
        seen.update((int(index), other) for other in near_by[unit.document, unit.passage])
    yield from sorted(pair for pair in seen if pair[0] != pair[1])


def _same(
    state: _State, aligned: dict[tuple[str, str], tuple[tuple[int, int], ...]]
) -> dict[tuple[int, int], _Scored]:
    """Scored pairs (smaller index first) of units of one kind that may say the same."""
    beside = frozenset((min(a, b), max(a, b)) for found in aligned.values() for a, b in found)
    scored: dict[tuple[int, int], _Scored] = {}
    for kind in Kind:
        members = state.of_kind(kind)
        near = {(min(a, b), max(a, b)) for a, b in _nearest(state, members, members)}
        near |= {pair for pair in beside if all(state.units[end].kind is kind for end in pair)}
        found = sorted(
            pair
            for pair in near
            if not merging.opposed(state.units[pair[0]], state.units[pair[1]])
            and not _overlap(state, *pair)
        )
        for relation, across in ((Relation.SAME_AS, False), (Relation.TRANSLATION_OF, True)):
            part = [
                pair
                for pair in found
                if (state.units[pair[0]].language != state.units[pair[1]].language) is across
            ]
            scored.update(zip(part, state.score(relation, part, aligned=beside), strict=True))
    return scored


def _overlap(state: _State, a: int, b: int) -> bool:
    left, right = state.units[a], state.units[b]
    return (
        left.document == right.document
        and left.span.start < right.span.end
        and right.span.start < left.span.end
    )


def _families(
    units: Sequence[Unit], aligned: dict[tuple[str, str], tuple[tuple[int, int], ...]]
) -> dict[str, str]:
    """For each document the first (in the alphabet) of those it is a copy or translation of."""
    family = {unit.document: unit.document for unit in units}
    family |= {document: document for pair in aligned for document in pair}
    for first, second in sorted(aligned):
        one, other = family[first], family[second]
        for document, head in family.items():
            if head in {one, other}:
                family[document] = min(one, other)
    return family


def _edges(
    state: _State,
    ideas: Sequence[Idea],
    home: dict[int, int],
    aligned: dict[tuple[str, str], tuple[tuple[int, int], ...]],
) -> Iterator[Edge]:
    """The strongest edges of every idea for every relation between kinds.

    Texts at the same place of twin documents say the same: whatever kinds they were taken for,
    neither bears on the other.
    """
    beside = {frozenset(pair) for found in aligned.values() for pair in found}
    for relation, (source_kind, target_kind) in ENDS.items():
        found = [
            pair
            for pair in _nearest(state, state.of_kind(source_kind), state.of_kind(target_kind))
            if home[pair[0]] != home[pair[1]] and frozenset(pair) not in beside
        ]
        yield from _strongest(
            relation, ideas, home, zip(found, state.score(relation, found), strict=True)
        )
    opposite = [
        pair
        for kind in (Kind.PRACTICE,)
        for pair in _nearest(state, state.of_kind(kind), state.of_kind(kind))
        if pair[0] < pair[1]
        and (state.units[pair[0]].strength is Strength.AVOID)
        != (state.units[pair[1]].strength is Strength.AVOID)
    ]
    opposite += _nearest(state, state.of_kind(Kind.BENEFIT), state.of_kind(Kind.RISK))
    opposite = [
        pair
        for pair in opposite
        if home[pair[0]] != home[pair[1]]
        and not _overlap(state, *pair)
        and frozenset(pair) not in beside
    ]
    yield from _strongest(
        Relation.TENSION,
        ideas,
        home,
        zip(opposite, state.score(Relation.TENSION, opposite), strict=True),
    )


def _between_same(
    ideas: Sequence[Idea], home: dict[int, int], same: dict[tuple[int, int], _Scored]
) -> Iterator[Edge]:
    """Ideas that are near but were not merged: `related_to` where they may well be the same."""
    apart = [(pair, scored) for pair, scored in same.items() if home[pair[0]] != home[pair[1]]]
    yield from _strongest(Relation.RELATED_TO, ideas, home, apart)


def _strongest(
    relation: Relation,
    ideas: Sequence[Idea],
    home: dict[int, int],
    scored: Iterator[tuple[tuple[int, int], _Scored]] | Sequence[tuple[tuple[int, int], _Scored]],
) -> Iterator[Edge]:
    """The best pair of mentions speaks for each pair of ideas; `STRONGEST` stay at each end."""
    best: dict[tuple[str, str], Edge] = {}
    for ends, pair in scored:
        if pair.score < KEEP:
            continue
        a, b = ends
        source, target = ideas[home[a]].id, ideas[home[b]].id
        if relation in {Relation.TENSION, Relation.RELATED_TO} and source > target:
            source, target, a, b = target, source, b, a
        edge = Edge(source, relation, target, pair.score, Evidence(pair.signals, a, b))
        held = best.get((source, target))
        if held is None or (edge.score, -a, -b) > (
            held.score,
            -held.evidence.source_mention,
            -held.evidence.target_mention,
        ):
            best[source, target] = edge
    kept: set[tuple[str, str]] = set()
    for end in (0, 1):
        count: dict[str, int] = defaultdict(int)
        for key in sorted(best, key=lambda key: (-best[key].score, key)):
            count[key[end]] += 1
            if count[key[end]] <= STRONGEST:
                kept.add(key)
    yield from (best[key] for key in sorted(kept))
