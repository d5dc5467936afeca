"""Which documents say the same, which pull against each other, and what only one of them says.

Start reading at `compare` and `agreement`. Where an idea is said is handed over: its documents.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.graph import incident
from kg.records import SAME_KIND, Edge, Relation
from kg.ways import TRUSTED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents beside each other; edges strongest first, ideas best linked first.

    `shared` are ideas that both say; `alike` edges by which one says what the other does in other
    words or another language; `tensions` pull against each other; `links` are other trusted edges
    from one to the other; `only_left` and `only_right` are ideas with none of these.
    """

    left: str
    right: str
    shared: tuple[str, ...]
    alike: tuple[Edge, ...]
    tensions: tuple[Edge, ...]
    links: tuple[Edge, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much two documents share: numbers of ideas said by both, of tensions, of other links."""

    left: str
    right: str
    shared: int
    tensions: int
    links: int


def compare(
    graph: nx.MultiDiGraph, said: Mapping[str, AbstractSet[str]], left: str, right: str
) -> Comparison:
    """Compare two documents; `said` gives the documents of each idea."""
    mine = {idea for idea, documents in said.items() if left in documents}
    theirs = {idea for idea, documents in said.items() if right in documents}
    between = _between(graph, mine, theirs)
    alike = [edge for edge in between if edge.relation in SAME_KIND]
    tensions = [edge for edge in between if edge.relation is Relation.TENSION]
    links = [edge for edge in between if edge.relation not in SAME_KIND | {Relation.TENSION}]
    met = mine & theirs | {end for edge in between for end in (edge.source, edge.target)}
    return Comparison(
        left=left,
        right=right,
        shared=_best_linked(graph, mine & theirs),
        alike=tuple(alike),
        tensions=tuple(tensions),
        links=tuple(links),
        only_left=_best_linked(graph, mine - met),
        only_right=_best_linked(graph, theirs - met),
    )


def agreement(
    graph: nx.MultiDiGraph, said: Mapping[str, AbstractSet[str]]
) -> tuple[Agreement, ...]:
    """Every pair of documents with something in common, those that share most first."""
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    tensions: dict[tuple[str, str], int] = defaultdict(int)
    links: dict[tuple[str, str], int] = defaultdict(int)
    for idea, documents in said.items():
        for left in documents:
            for right in documents:
                if left < right:
                    shared[left, right].add(idea)
    for source, target, data in graph.edges(data=True):
        edge = data["edge"]
        if edge.score < TRUSTED:
            continue
        for pair in _pairs(said[source], said[target]):
            if edge.relation in SAME_KIND:
                shared[pair].add(source)
            elif edge.relation is Relation.TENSION:
                tensions[pair] += 1
            else:
                links[pair] += 1
    made = [
        Agreement(*pair, len(shared[pair]), tensions[pair], links[pair])
        for pair in {*shared, *tensions, *links}
    ]
    return tuple(sorted(made, key=lambda a: (-a.shared, -a.tensions, -a.links, a.left, a.right)))


def _pairs(left: AbstractSet[str], right: AbstractSet[str]) -> set[tuple[str, str]]:
    """The pairs of different documents that an edge joins, smaller name first.

    An edge whose two ends one document says is no link between documents.
    """
    if left & right:
        return set()
    return {(min(a, b), max(a, b)) for a in left for b in right}


def _between(
    graph: nx.MultiDiGraph, mine: AbstractSet[str], theirs: AbstractSet[str]
) -> list[Edge]:
    """The trusted edges with one end said only here and the other only there."""
    found = {}
    for idea in mine - theirs:
        for edge in incident(graph, idea):
            other = edge.target if edge.source == idea else edge.source
            if edge.score >= TRUSTED and other in theirs - mine:
                found[edge.source, edge.relation, edge.target] = edge
    return sorted(
        found.values(), key=lambda edge: (-edge.score, edge.source, edge.relation, edge.target)
    )


def _best_linked(graph: nx.MultiDiGraph, ideas: AbstractSet[str]) -> tuple[str, ...]:
    def order(idea: str) -> tuple[int, float, str]:
        weight = sum(edge.score for edge in incident(graph, idea))
        return (-graph.nodes[idea]["idea"].sources, -round(weight, 6), idea)

    return tuple(sorted(ideas, key=order))
