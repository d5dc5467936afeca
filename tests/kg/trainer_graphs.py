"""Small graphs of guidance for the tests of what is asked of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.graph import build
from kg.records import Edge, Evidence, Idea, Kind, Relation

if TYPE_CHECKING:
    import networkx as nx

NOTHING = Evidence((), 0, 0)
PREFIXES = {"p": Kind.PRACTICE, "r": Kind.RISK, "v": Kind.PRINCIPLE, "b": Kind.BENEFIT}
"""The first letter of an idea's id in these tests says its kind; v is for value."""


def graph(
    ideas: str, *edges: tuple[str, Relation, str, float], sources: dict[str, int] | None = None
) -> nx.MultiDiGraph:
    """A graph of ideas, named by their ids ("p1 p2 r1"), and edges."""
    several = sources or {}
    return build(
        [
            Idea(name, PREFIXES[name[0]], name, "en", (0,), several.get(name, 1))
            for name in ideas.split()
        ],
        [
            Edge(source, relation, target, score, NOTHING)
            for source, relation, target, score in edges
        ],
    )


def names(gaps: object) -> list[str]:
    """The ids of gaps."""
    return [gap.idea.id for gap in gaps]  # type: ignore[attr-defined]
