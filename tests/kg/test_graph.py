"""What is asked of the graph, on one that can be drawn on a napkin."""

from __future__ import annotations

import math

import pytest

from kg.graph import STEP, VAGUE, NoPath, build, cost, incident, neighbourhood, path
from kg.records import Edge, Evidence, Idea, Kind, Relation

NOTHING = Evidence((), 0, 0)


def idea(name: str, kind: Kind) -> Idea:
    return Idea(name, kind, name, "en", (0,))


ASK = idea("ask first", Kind.PRACTICE)
NOTE = idea("write it down", Kind.PRACTICE)
LOSS = idea("loss of trust", Kind.RISK)
TRUST = idea("trust", Kind.PRINCIPLE)
ALONE = idea("nobody mentions this", Kind.BENEFIT)
IDEAS = (ASK, NOTE, LOSS, TRUST, ALONE)
EDGES = (
    Edge(ASK.id, Relation.MITIGATES, LOSS.id, 0.9, NOTHING),
    Edge(LOSS.id, Relation.THREATENS, TRUST.id, 0.8, NOTHING),
    Edge(ASK.id, Relation.UPHOLDS, TRUST.id, 0.4, NOTHING),
    Edge(ASK.id, Relation.RELATED_TO, NOTE.id, 0.9, NOTHING),
)


def test_an_edge_to_an_unknown_idea_is_refused() -> None:
    with pytest.raises(KeyError, match="no such idea"):
        build([ASK], EDGES)


def test_a_step_costs_its_doubt_and_a_vague_one_more() -> None:
    assert cost(EDGES[0]) == pytest.approx(-math.log(0.9) + STEP)
    assert cost(EDGES[3]) == pytest.approx(-math.log(0.9) + STEP + VAGUE)


def test_the_path_is_the_most_trustworthy_chain() -> None:
    graph = build(IDEAS, EDGES)
    direct, detour = cost(EDGES[2]), cost(EDGES[0]) + cost(EDGES[1])
    assert direct == pytest.approx(1.266, abs=0.001)
    assert detour == pytest.approx(1.029, abs=0.001)
    assert path(graph, ASK.id, TRUST.id) == (EDGES[0], EDGES[1])


def test_a_path_is_read_in_either_direction() -> None:
    graph = build(IDEAS, EDGES)
    assert path(graph, TRUST.id, ASK.id) == (EDGES[1], EDGES[0])


def test_what_nothing_connects_has_no_path() -> None:
    with pytest.raises(NoPath):
        path(build(IDEAS, EDGES), ASK.id, ALONE.id)


def test_a_neighbourhood_goes_as_far_as_it_is_told() -> None:
    graph = build(IDEAS, EDGES)
    near = neighbourhood(graph, NOTE.id, steps=1)
    assert [found.id for found in near.ideas] == [NOTE.id, ASK.id]
    assert near.edges == (EDGES[3],)
    far = neighbourhood(graph, NOTE.id, steps=2)
    assert [found.id for found in far.ideas] == [NOTE.id, ASK.id, LOSS.id, TRUST.id]
    assert set(far.edges) == set(EDGES)


def test_a_neighbourhood_keeps_to_kinds_relations_and_its_limit() -> None:
    graph = build(IDEAS, EDGES)
    assert [found.id for found in neighbourhood(graph, ASK.id, limit=2).ideas] == [ASK.id, LOSS.id]
    only = neighbourhood(graph, ASK.id, kinds={Kind.PRINCIPLE})
    assert [found.id for found in only.ideas] == [ASK.id, TRUST.id]
    only = neighbourhood(graph, ASK.id, relations={Relation.MITIGATES}, steps=3)
    assert [found.id for found in only.ideas] == [ASK.id, LOSS.id]


def test_the_strongest_edges_of_an_idea_come_first() -> None:
    graph = build(IDEAS, EDGES)
    assert [edge.score for edge in incident(graph, ASK.id)] == [0.9, 0.9, 0.4]
    assert incident(graph, TRUST.id, relations={Relation.UPHOLDS}) == (EDGES[2],)
