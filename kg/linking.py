"""From units to ideas and edges: which units say the same, and how ideas bear on each other.

Start reading at `link`. It is a pure function of the units, their texts and their vectors:
1. `kg.neighbours` lists the nearest of each unit, and `kg.listed` tells how near they are;
2. `_same` scores pairs of one kind that may be copies, paraphrases or translations, with the
   alignment of twin documents (`kg.twins`) as a further signal; `kg.ideas.merge` groups them;
3. `_edges` weighs candidates (`kg.candidates`) for every relation of the table, by how they stand
   and how near they are (`kg.weighing`);
4. the strongest edges of every idea are kept, each with the mentions and signals it rests on.

Only the lists outlive a linking: handed to the next one, they spare it what has not changed, and
change nothing of what it finds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kg import ideas as merging
from kg import pairs, twins
from kg.candidates import Pairs, State, gather, joined, picked
from kg.records import ENDS, KINDS, Edge, Evidence, Idea, Relation, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from kg import neighbours
    from kg.candidates import Found, Rows

MERGE: Final = 0.8
"""Probability of being the same from which units are mentions of one idea: showing two cards for
one idea costs a reader a second, showing one for two misleads."""

KEEP: Final = 0.2
"""Of the candidates with scores from .2 to .3 one in three is a listed link, of those from .1 to .2
one in seven (`python -m benchmarks.fit_edges`). The pages show the score, and call an edge below
.5 a "perhaps"."""

ALIKE: Final = 0.3
"""The same for pairs that may say the same and were not merged: 6 of 10 that were read are about
the same point."""

STRONGEST: Final = 6
"""Edges of one relation kept at each end: a card that lists more is not read."""


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
    state = gather(units, texts, ends, (vectors, *more), model=model, sections=sections, held=held)
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
    state: State,
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


def _same(state: State, aligned: dict[tuple[str, str], tuple[tuple[int, int], ...]]) -> Pairs:
    """Pairs (smaller row first) of units of one kind that may say the same, from `ALIKE`."""
    beside = np.array(sorted({pair for found in aligned.values() for pair in found}), np.int64)
    a, b = np.sort(beside.reshape(-1, 2), axis=1).T
    codes = state.code(a, b)
    told = state.columns
    alike = told.kind[a] == told.kind[b]
    twin = a[alike], b[alike], state.near.of(a[alike], b[alike])
    a, b, near = joined([*(state.nearest(kind, kind) for kind in KINDS), twin])
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
    both = Pairs(
        a=np.concatenate([one.a for one in scored]),
        b=np.concatenate([one.b for one in scored]),
        place=np.concatenate([one.place for one in scored]),
        score=np.concatenate([one.score for one in scored]),
        parts=np.concatenate([one.parts for one in scored]),
        told=scored[0].told,
    )
    return both.some(both.score >= ALIKE)


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
    state: State,
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
        found = picked(found, apart(found))
        yield from _strongest(relation, ideas, home, state.weigh(relation, found))
    found = state.opposed()
    found = picked(found, apart(found) & ~state.columns.overlap(found[0], found[1]))
    yield from _strongest(Relation.TENSION, ideas, home, state.weigh(Relation.TENSION, found))


def _strongest(
    relation: Relation, ideas: Sequence[Idea], home: Rows, scored: Pairs
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
