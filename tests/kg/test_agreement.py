"""Which documents agree, differ, and speak alone."""

from __future__ import annotations

from kg.agreement import Agreement, agreement, compare
from kg.records import Relation
from tests.kg.trainer_graphs import graph

SAID = {
    "p1": {"a", "b"},
    "p2": {"a"},
    "p3": {"b"},
    "p4": {"a"},
    "p5": {"b"},
    "r1": {"b"},
    "r2": {"a"},
    "p6": {"c"},
}
HELD = graph(
    "p1 p2 p3 p4 p5 p6 r1 r2",
    ("p2", Relation.TRANSLATION_OF, "p3", 0.9),
    ("p4", Relation.TENSION, "p5", 0.7),
    ("p4", Relation.MITIGATES, "r1", 0.6),
    ("p2", Relation.MITIGATES, "r1", 0.4),
    ("p1", Relation.MITIGATES, "r1", 0.9),
)


def test_two_documents_are_compared() -> None:
    found = compare(HELD, SAID, "a", "b")
    assert found.shared == ("p1",)
    assert [(edge.source, edge.target) for edge in found.alike] == [("p2", "p3")]
    assert [(edge.source, edge.target) for edge in found.tensions] == [("p4", "p5")]
    assert [(edge.source, edge.target) for edge in found.links] == [("p4", "r1")]
    assert (found.only_left, found.only_right) == (("r2",), ())


def test_comparing_the_other_way_round_tells_the_same() -> None:
    one, two = compare(HELD, SAID, "a", "b"), compare(HELD, SAID, "b", "a")
    assert (one.only_left, one.only_right) == (two.only_right, two.only_left)
    assert (one.shared, one.alike, one.tensions, one.links) == (
        two.shared, two.alike, two.tensions, two.links,
    )  # fmt: skip


def test_pairs_of_documents_with_nothing_in_common_are_not_listed() -> None:
    assert agreement(HELD, SAID) == (Agreement("a", "b", shared=2, tensions=1, links=1),)


def test_two_identical_documents_share_everything() -> None:
    held = graph("p1 p2", ("p1", Relation.RELATED_TO, "p2", 0.9))
    said = {"p1": {"a", "b"}, "p2": {"a", "b"}}
    found = compare(held, said, "a", "b")
    assert (set(found.shared), found.only_left, found.only_right) == ({"p1", "p2"}, (), ())
    assert found.links == found.alike == ()
    assert agreement(held, said) == (Agreement("a", "b", shared=2, tensions=0, links=0),)
