"""What a graph lacks and what its principles rest on, on graphs that fit on a napkin."""

from __future__ import annotations

import pytest

from kg.gaps import alike, gaps, standing
from kg.graph import build
from kg.records import Edge, Relation
from tests.kg.trainer_graphs import NOTHING, graph, names

MITIGATES, UPHOLDS, SUPPORTS = Relation.MITIGATES, Relation.UPHOLDS, Relation.SUPPORTS
THREATENS, SAME, TENSION = Relation.THREATENS, Relation.SAME_AS, Relation.TENSION


def test_a_risk_without_a_trusted_practice_is_unanswered_and_its_best_guess_is_handed_over() -> (
    None
):
    held = graph(
        "p1 p2 r1 r2 r3",
        ("p1", MITIGATES, "r1", 0.5),
        ("p1", MITIGATES, "r2", 0.3),
        ("p2", MITIGATES, "r2", 0.49),
    )
    found = gaps(held).unanswered
    assert names(found) == ["r3", "r2"]
    assert [gap.perhaps and gap.perhaps.source for gap in found] == [None, "p2"]


def test_what_answers_a_translation_answers_the_risk() -> None:
    held = graph(
        "p1 r1 r2 r3",
        ("p1", MITIGATES, "r2", 0.9),
        ("r1", Relation.TRANSLATION_OF, "r2", 0.9),
        ("r3", SAME, "r2", 0.4),
    )
    assert alike(held, "r1") == ("r1", "r2")
    assert names(gaps(held).unanswered) == ["r3"]


def test_a_practice_gives_a_reason_by_a_risk_a_principle_or_a_benefit() -> None:
    held = graph(
        "p1 p2 p3 p4 r1 v1 b1",
        ("p1", MITIGATES, "r1", 0.9),
        ("p2", UPHOLDS, "v1", 0.9),
        ("p3", Relation.BRINGS, "b1", 0.9),
        ("p4", Relation.RELATED_TO, "r1", 0.9),
    )
    assert names(gaps(held).unreasoned) == ["p4"]


def test_a_principle_that_is_only_threatened_is_lived_by_nobody() -> None:
    held = graph(
        "p1 r1 v1 v2", ("r1", THREATENS, "v1", 0.9), ("p1", UPHOLDS, "v2", 0.9), sources={"v1": 2}
    )
    assert names(gaps(held).unlived) == ["v1"]


def test_much_rests_on_one_source_where_two_trusted_links_lead_to_it() -> None:
    links = [("p1", UPHOLDS, "v1", 0.9), ("p2", UPHOLDS, "v1", 0.6), ("p3", UPHOLDS, "v1", 0.2)]
    assert names(gaps(graph("p1 p2 p3 v1", *links)).single) == ["v1"]
    assert names(gaps(graph("p1 p2 p3 v1", *links, sources={"v1": 2})).single) == []
    assert names(gaps(graph("p1 p2 p3 v1", *links[1:])).single) == []


def test_a_graph_without_edges_lacks_everything() -> None:
    found = gaps(graph("p1 r1 v1 b1"))
    assert (names(found.unanswered), names(found.unreasoned), names(found.unlived)) == (
        ["r1"], ["p1"], ["v1"],
    )  # fmt: skip
    empty = gaps(build([], []))
    assert (empty.unanswered, empty.unreasoned, empty.unlived, empty.single) == ((), (), (), ())


def edge(source: str, relation: Relation, target: str, score: float) -> Edge:
    return Edge(source, relation, target, score, NOTHING)


def test_a_principle_stands_on_practices_grounds_and_what_guards_it() -> None:
    held = graph(
        "p1 p2 r1 v1 v2 v3 v4 b1",
        ("p1", UPHOLDS, "v1", 0.7),
        ("p2", MITIGATES, "r1", 0.8),
        ("r1", THREATENS, "v1", 0.6),
        ("b1", Relation.SERVES, "v1", 0.5),
        ("v2", SUPPORTS, "v1", 0.9),
        ("v3", SUPPORTS, "v2", 0.4),
        ("v1", SUPPORTS, "v4", 0.3),
        ("p2", TENSION, "v1", 0.5),
    )
    found = standing(held, "v1")
    assert found.lived == (edge("p1", UPHOLDS, "v1", 0.7),)
    assert found.threatened == (edge("r1", THREATENS, "v1", 0.6),)
    assert found.guarded == (edge("p2", MITIGATES, "r1", 0.8),)
    assert found.served == (edge("b1", Relation.SERVES, "v1", 0.5),)
    assert found.grounds == (edge("v2", SUPPORTS, "v1", 0.9), edge("v3", SUPPORTS, "v2", 0.4))
    assert found.cases == (edge("v1", SUPPORTS, "v4", 0.3),)
    assert found.against == (edge("p2", TENSION, "v1", 0.5),)


def test_a_circle_of_principles_ends() -> None:
    held = graph("v1 v2 v3", ("v1", SUPPORTS, "v2", 0.9), ("v2", SUPPORTS, "v3", 0.9),
                 ("v3", SUPPORTS, "v1", 0.9))  # fmt: skip
    assert [found.target for found in standing(held, "v1").cases] == ["v2", "v3"]
    assert [found.source for found in standing(held, "v1").grounds] == ["v3", "v2"]


def test_only_a_principle_is_upheld() -> None:
    with pytest.raises(ValueError, match="p1: a practice, not a principle"):
        standing(graph("p1"), "p1")
