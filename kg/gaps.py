"""What a graph of guidance lacks, and what its principles rest on.

Start reading at `gaps` and `standing`. An edge counts from `kg.ways.TRUSTED`; one below it is
handed over as what may be the answer after all, for a reader to judge. Ideas that say the same
(`same_as`, `translation_of`) stand for each other: what answers one answers all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.graph import incident
from kg.records import SAME_KIND, Edge, Idea, Kind, Relation
from kg.ways import TRUSTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Gap:
    """An idea that lacks something, and the edge that may be it: the strongest below trust."""

    idea: Idea
    perhaps: Edge | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing, and what rests on one voice.

    In each, ideas for which nothing at all stands in come first, then what more sources say, then
    the best linked.

    `unanswered`: risks without a practice that mitigates them; `unreasoned`: practices without a
    risk, principle or benefit; `unlived`: principles that no practice upholds; `single`: ideas
    that others depend on and that one independent source says (its edge is None).
    """

    unanswered: tuple[Gap, ...]
    unreasoned: tuple[Gap, ...]
    unlived: tuple[Gap, ...]
    single: tuple[Gap, ...]


REASONS: Final = frozenset({Relation.MITIGATES, Relation.UPHOLDS, Relation.BRINGS})
"""Relations by which a practice names what it is for."""

CARRIES: Final = 2
"""Trusted edges from which others depend on an idea: with one, it may be chance."""


def gaps(graph: nx.MultiDiGraph) -> Gaps:
    """What the graph lacks."""
    return Gaps(
        unanswered=_lacking(graph, Kind.RISK, {Relation.MITIGATES}),
        unreasoned=_lacking(graph, Kind.PRACTICE, REASONS),
        unlived=_lacking(graph, Kind.PRINCIPLE, {Relation.UPHOLDS}),
        single=_single(graph),
    )


def alike(graph: nx.MultiDiGraph, idea: str) -> tuple[str, ...]:
    """The ideas that say the same as this one, itself first, by trusted edges of any length."""
    found = {idea: None}
    queue = [idea]
    while queue:
        node = queue.pop()
        for edge in incident(graph, node, relations=SAME_KIND):
            other = edge.target if edge.source == node else edge.source
            if edge.score >= TRUSTED and other not in found:
                found[other] = None
                queue.append(other)
    return (idea, *sorted(other for other in found if other != idea))


def _lacking(
    graph: nx.MultiDiGraph, kind: Kind, relations: AbstractSet[Relation]
) -> tuple[Gap, ...]:
    """The ideas of a kind for which no trusted edge of `relations` stands in."""
    found = []
    for idea in _ideas(graph):
        if idea.kind is not kind:
            continue
        edges = [edge for same in alike(graph, idea.id) for edge in _of(graph, same, relations)]
        best = max(edges, key=lambda edge: edge.score, default=None)
        if best is None or best.score < TRUSTED:
            found.append(Gap(idea, best))
    return _best_linked(graph, found)


def _single(graph: nx.MultiDiGraph) -> tuple[Gap, ...]:
    """Ideas that one independent source says and to which `CARRIES` trusted edges lead."""
    found = []
    for idea in _ideas(graph):
        leading = [
            edge
            for edge in incident(graph, idea.id)
            if edge.score >= TRUSTED and edge.relation not in {Relation.RELATED_TO, *SAME_KIND}
        ]
        if idea.sources == 1 and len(alike(graph, idea.id)) == 1 and len(leading) >= CARRIES:
            found.append(Gap(idea, None))
    return _best_linked(graph, found)


def _best_linked(graph: nx.MultiDiGraph, found: Iterable[Gap]) -> tuple[Gap, ...]:
    """Those without an edge first, then those of more sources, then of more and surer edges."""

    def order(gap: Gap) -> tuple[bool, int, float, str]:
        weight = sum(edge.score for edge in incident(graph, gap.idea.id))
        return gap.perhaps is not None, -gap.idea.sources, -round(weight, 6), gap.idea.id

    return tuple(sorted(found, key=order))


def _ideas(graph: nx.MultiDiGraph) -> Iterator[Idea]:
    for _, data in sorted(graph.nodes(data=True)):
        yield data["idea"]


def _of(graph: nx.MultiDiGraph, idea: str, relations: AbstractSet[Relation]) -> tuple[Edge, ...]:
    return incident(graph, idea, relations=relations)


# -- principles ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What a principle stands on and what stands on it; edges strongest first.

    `lived`: practices that uphold it; `served`: benefits that serve it; `threatened`: risks to it,
    and `guarded` the practices that mitigate these; `grounds` and `cases`: the chains of `supports`
    that lead to it and from it, nearest first; `against`: what pulls against it.
    """

    idea: Idea
    lived: tuple[Edge, ...]
    served: tuple[Edge, ...]
    threatened: tuple[Edge, ...]
    guarded: tuple[Edge, ...]
    grounds: tuple[Edge, ...]
    cases: tuple[Edge, ...]
    against: tuple[Edge, ...]


def standing(graph: nx.MultiDiGraph, idea: str) -> Standing:
    """What upholds a principle, what it rests on, and what rests on it.

    Raises:
        KeyError: there is no such idea.
        ValueError: it is no principle.
    """
    held: Idea = graph.nodes[idea]["idea"]
    if held.kind is not Kind.PRINCIPLE:
        raise ValueError(f"{idea}: a {held.kind}, not a principle")
    same = alike(graph, idea)
    threatened = _into(graph, same, Relation.THREATENS)
    return Standing(
        idea=held,
        lived=_into(graph, same, Relation.UPHOLDS),
        served=_into(graph, same, Relation.SERVES),
        threatened=threatened,
        guarded=_into(graph, [edge.source for edge in threatened], Relation.MITIGATES),
        grounds=_chain(graph, same, forward=False),
        cases=_chain(graph, same, forward=True),
        against=_strongest(edge for node in same for edge in _of(graph, node, {Relation.TENSION})),
    )


def _into(graph: nx.MultiDiGraph, ideas: Iterable[str], relation: Relation) -> tuple[Edge, ...]:
    return _strongest(
        edge for idea in ideas for edge in _of(graph, idea, {relation}) if edge.target == idea
    )


def _strongest(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Each edge once, strongest first."""
    once = {(edge.source, edge.relation, edge.target): edge for edge in edges}
    return tuple(once[key] for key in sorted(once, key=lambda key: (-once[key].score, key)))


def _chain(graph: nx.MultiDiGraph, start: Iterable[str], *, forward: bool) -> tuple[Edge, ...]:
    """The `supports` edges from (`forward`) or to some ideas, breadth first; circles end."""
    level, seen = list(start), set(start)
    found: list[Edge] = []
    while level:
        edges = _strongest(
            edge
            for node in level
            for edge in _of(graph, node, {Relation.SUPPORTS})
            if (edge.source if forward else edge.target) == node
        )
        level = []
        for edge in edges:
            other = edge.target if forward else edge.source
            if other not in seen:
                seen.add(other)
                level.append(other)
                found.append(edge)
    return tuple(found)
