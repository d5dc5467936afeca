"""The NetworkX graph of ideas, and what is asked of it: neighbours, paths, what belongs to what.

Start reading at `build`. The graph is a MultiDiGraph: nodes are idea ids with an `idea`,
edges have the relation as key and an `edge`.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from kg.records import Edge, Idea, Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    import networkx as nx


class NoPath(ValueError):
    """What `path` raises where nothing connects two ideas."""


def build(ideas: Iterable[Idea], edges: Iterable[Edge]) -> nx.MultiDiGraph:
    """The graph of `ideas` and `edges`.

    Raises:
        KeyError: an edge names an idea that is not there.
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    for idea in ideas:
        graph.add_node(idea.id, idea=idea)
    for edge in edges:
        if edge.source not in graph or edge.target not in graph:
            raise KeyError(f"edge {edge.source} {edge.relation} {edge.target}: no such idea")
        graph.add_edge(edge.source, edge.target, key=edge.relation, edge=edge)
    return graph


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The ideas around one, nearest first, and all edges between them."""

    ideas: tuple[Idea, ...]
    edges: tuple[Edge, ...]


def neighbourhood(
    graph: nx.MultiDiGraph,
    centre: str,
    *,
    steps: int = 1,
    limit: int = 60,
    kinds: AbstractSet[Kind] | None = None,
    relations: AbstractSet[Relation] | None = None,
) -> Neighbourhood:
    """At most `limit` ideas within `steps` edges of `centre`, the best connected first.

    Raises:
        KeyError: there is no idea with this id.
    """
    distance: dict[str, float] = {centre: 0.0}
    queue = deque([(centre, 0)])
    while queue:
        node, taken = queue.popleft()
        if taken == steps:
            continue
        for edge in incident(graph, node, relations=relations):
            other = edge.target if edge.source == node else edge.source
            if kinds is not None and graph.nodes[other]["idea"].kind not in kinds:
                continue
            length = distance[node] + cost(edge)
            if other not in distance:
                queue.append((other, taken + 1))
            distance[other] = min(length, distance.get(other, math.inf))
    chosen = sorted(distance, key=lambda node: (distance[node], node))[:limit]
    inside = set(chosen)
    edges = {
        (edge.source, edge.relation, edge.target): edge
        for node in chosen
        for edge in incident(graph, node, relations=relations)
        if edge.source in inside and edge.target in inside
    }
    return Neighbourhood(
        tuple(graph.nodes[node]["idea"] for node in chosen),
        tuple(edges[key] for key in sorted(edges)),
    )


def incident(
    graph: nx.MultiDiGraph, node: str, *, relations: AbstractSet[Relation] | None = None
) -> tuple[Edge, ...]:
    """The edges at an idea, in both directions, strongest first."""
    found = [data["edge"] for *_, data in graph.out_edges(node, data=True)]
    found += [data["edge"] for *_, data in graph.in_edges(node, data=True)]
    return strongest(found, relations)


def strongest(
    edges: Iterable[Edge], relations: AbstractSet[Relation] | None = None
) -> tuple[Edge, ...]:
    """Those of `edges` that are of `relations`, strongest first."""
    found = [edge for edge in edges if relations is None or edge.relation in relations]
    return tuple(
        sorted(found, key=lambda edge: (-edge.score, edge.source, edge.relation, edge.target))
    )


def by_end(edges: Iterable[Edge]) -> Mapping[str, tuple[Edge, ...]]:
    """The edges at each idea that has any, in both directions: what `incident` sorts."""
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.source, []).append(edge)
        found.setdefault(edge.target, []).append(edge)
    return {idea: tuple(held) for idea, held in found.items()}


STEP: Final = 0.35
"""Cost of a step beside its doubt: a path of two sure edges costs as much as one of p = .5."""

VAGUE: Final = 0.7
"""Further cost of `related_to`: it claims no more than nearness, so typed links go first."""


def cost(edge: Edge) -> float:
    """The length of an edge on a path: -log of its probability, and something for the step."""
    vague = VAGUE if edge.relation is Relation.RELATED_TO else 0.0
    return -math.log(max(edge.score, 1e-6)) + STEP + vague


def path(graph: nx.MultiDiGraph, start: str, end: str) -> tuple[Edge, ...]:
    """The most trustworthy chain of edges from `start` to `end`, read in either direction.

    Raises:
        KeyError: one of the two is not in the graph.
        NoPath: nothing connects them.
    """
    for node in (start, end):
        if node not in graph:
            raise KeyError(node)
    import networkx as nx

    plain = flat(graph)
    try:
        nodes = nx.dijkstra_path(plain, start, end, weight="weight")
    except nx.NetworkXNoPath:
        raise NoPath(f"nothing connects {start} and {end}") from None
    return tuple(plain.edges[a, b]["edge"] for a, b in pairwise(nodes))


def flat(graph: nx.MultiDiGraph) -> nx.Graph:
    """The graph without directions, of parallel edges the cheapest: `weight` and `edge`."""
    import networkx as nx

    plain = nx.Graph()
    plain.add_nodes_from(graph.nodes)
    for source, target, data in graph.edges(data=True):
        edge = data["edge"]
        held = plain.get_edge_data(source, target)
        if held is None or (cost(edge), edge.relation) < (held["weight"], held["edge"].relation):
            plain.add_edge(source, target, weight=cost(edge), edge=edge)
    return plain
