"""How two ideas connect, and why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph import NoPath, cost, path
from kg.records import Relation
from kg.ways import Apart, Way, apart, nearest, ways
from tests.kg.trainer_graphs import graph

NEAR = Relation.RELATED_TO
IDS = [f"p{number}" for number in range(8)]


def chain(way: Way) -> list[tuple[str, str]]:
    return [(edge.source, edge.target) for edge in way.steps]


def test_other_ways_share_no_idea_and_no_direct_link_with_the_surest() -> None:
    held = graph(
        "p1 p2 p3 p4",
        ("p1", NEAR, "p4", 0.9),
        ("p1", NEAR, "p2", 0.9),
        ("p2", NEAR, "p4", 0.9),
        ("p1", NEAR, "p3", 0.5),
        ("p3", NEAR, "p4", 0.5),
        ("p2", NEAR, "p3", 0.9),
    )
    found = ways(held, "p1", "p4")
    assert [chain(way) for way in found] == [
        [("p1", "p4")],
        [("p1", "p2"), ("p2", "p4")],
        [("p1", "p3"), ("p3", "p4")],
    ]
    assert [way.weakest for way in found] == [0.9, 0.9, 0.5]
    assert ways(held, "p1", "p4", most=1) == found[:1]


def test_a_direct_link_remains_where_a_detour_is_surer() -> None:
    held = graph(
        "p1 r1 p2",
        ("p1", Relation.MITIGATES, "r1", 0.95),
        ("p2", Relation.MITIGATES, "r1", 0.95),
        ("p1", NEAR, "p2", 0.3),
    )
    assert [chain(way) for way in ways(held, "p1", "p2")] == [
        [("p1", "r1"), ("p2", "r1")],
        [("p1", "p2")],
    ]
    assert [way.vague for way in ways(held, "p1", "p2")] == [False, True]


def test_an_idea_is_no_step_from_itself() -> None:
    assert ways(graph("p1"), "p1", "p1") == (Way(()),)
    assert apart(graph("p1"), "p1", "p1") is None


def test_what_nothing_connects_is_told_by_what_each_reaches() -> None:
    held = graph("p1 p2 p3 p4", ("p1", NEAR, "p2", 0.9), ("p2", NEAR, "p3", 0.9))
    assert ways(held, "p1", "p4") == ()
    assert apart(held, "p1", "p4") == Apart(2, 0)
    assert apart(held, "p1", "p3") is None


def test_an_unknown_idea_is_named() -> None:
    with pytest.raises(KeyError, match="p9"):
        ways(graph("p1"), "p1", "p9")


def test_of_what_may_be_meant_the_best_connected_pair_is_taken() -> None:
    held = graph("p1 p2 p3 p4 p5", ("p2", NEAR, "p4", 0.4), ("p2", NEAR, "p5", 0.9))
    assert nearest(held, ["p1", "p2"], ["p3", "p4", "p5"]) == ("p2", "p5")
    assert nearest(held, ["p1"], ["p3", "p4"]) == ("p1", "p3")
    assert nearest(held, ["p2"], ["p2", "p5"]) == ("p2", "p5")
    assert nearest(held, ["p2"], ["p2"]) == ("p2", "p2")


@given(
    st.lists(
        st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from([0.3, 0.5, 0.9])),
        max_size=20,
    )
)
def test_every_way_is_a_chain_of_edges_and_the_first_is_the_path(
    links: list[tuple[str, str, float]],
) -> None:
    held = graph(" ".join(IDS), *((a, NEAR, b, score) for a, b, score in links if a != b))
    found = ways(held, "p0", "p7", most=4)
    inner: list[str] = []
    for way in found:
        at, passed = "p0", []
        for edge in way.steps:
            assert held.edges[edge.source, edge.target, NEAR]["edge"] is edge
            assert at in {edge.source, edge.target}
            at = edge.target if edge.source == at else edge.source
            passed.append(at)
        assert at == "p7"
        inner += passed[:-1]
    assert len(set(inner)) == len(inner)
    lengths = [sum(map(cost, way.steps)) for way in found]
    assert lengths == sorted(lengths)
    if found:
        assert found[0].steps == path(held, "p0", "p7")
    else:
        assert apart(held, "p0", "p7") is not None
        with pytest.raises(NoPath):
            path(held, "p0", "p7")
