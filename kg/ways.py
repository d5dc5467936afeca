"""How two ideas connect: the best chain of edges, others beside it, or why there is none.

Start reading at `ways`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import networkx as nx

from kg.graph import flat
from kg.records import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.records import Edge

TRUSTED: Final = 0.5
"""Score from which an edge is more likely right than wrong: scores are calibrated."""


@dataclass(frozen=True, slots=True)
class Way:
    """A chain of edges, each read in either direction."""

    steps: tuple[Edge, ...]

    @property
    def weakest(self) -> float:
        """The score of its least sure step; 1 for a way without steps."""
        return min((edge.score for edge in self.steps), default=1.0)

    @property
    def vague(self) -> bool:
        """Whether a step claims no more than nearness."""
        return any(edge.relation is Relation.RELATED_TO for edge in self.steps)


@dataclass(frozen=True, slots=True)
class Apart:
    """Why nothing connects two ideas: how many others each can reach."""

    left: int
    right: int


def ways(graph: nx.MultiDiGraph, start: str, end: str, *, most: int = 3) -> tuple[Way, ...]:
    """The most trustworthy way and others that share no idea (or no direct link) with it.

    Best first; none if nothing connects the two; one without steps if they are the same.

    Raises:
        KeyError: one of the two is not in the graph.
    """
    for node in (start, end):
        if node not in graph:
            raise KeyError(node)
    if start == end:
        return (Way(()),)
    plain = flat(graph)
    found: list[Way] = []
    while len(found) < most:
        try:
            nodes = nx.dijkstra_path(plain, start, end, weight="weight")
        except nx.NetworkXNoPath:
            break
        found.append(Way(tuple(plain.edges[a, b]["edge"] for a, b in pairwise(nodes))))
        plain.remove_nodes_from(nodes[1:-1])
        if nodes == [start, end]:
            plain.remove_edge(start, end)
    return tuple(found)


def nearest(graph: nx.MultiDiGraph, starts: Sequence[str], ends: Sequence[str]) -> tuple[str, str]:
    """Of ideas that may be meant, the two with the surest way between them, else the first two.

    What may be meant by both is taken for the start.
    """
    goals = [end for end in ends if end not in starts] or list(ends)
    length, found = nx.multi_source_dijkstra(flat(graph), set(starts), weight="weight")
    met = [goal for goal in goals if goal in length]
    if not met:
        return starts[0], goals[0]
    best = min(met, key=lambda goal: (round(length[goal], 9), goals.index(goal)))
    return found[best][0], best


def apart(graph: nx.MultiDiGraph, start: str, end: str) -> Apart | None:
    """How many ideas each of two reaches when nothing connects them, else None."""
    undirected = graph.to_undirected(as_view=True)
    left = nx.node_connected_component(undirected, start)
    if end in left:
        return None
    return Apart(len(left) - 1, len(nx.node_connected_component(undirected, end)) - 1)
