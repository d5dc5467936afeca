"""Themes: communities that are found again, whatever the order, and hardly move."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from kg.gaps import gaps
from kg.graph import build
from kg.records import Edge, Idea, Kind, Relation
from kg.theme_names import Heading, Text, name
from kg.themes import NEIGHBOURS, bridges, find, ties
from kg.ways import ways
from tests.kg.trainer_graphs import NOTHING, graph

if TYPE_CHECKING:
    import networkx as nx

    from kg.themes import Themes

NEAR = Relation.RELATED_TO


def cliques(*groups: str, score: float = 0.9) -> list[tuple[str, Relation, str, float]]:
    return [(a, NEAR, b, score) for group in groups for a, b in combinations(group.split(), 2)]


def planted(groups: int, size: int, *, inside: int = 5, across: int = 1) -> nx.MultiDiGraph:
    """Groups of ideas with `inside` edges from each idea to its own, `across` to any."""
    chance = np.random.default_rng(7)
    ids = [f"p{group:03}x{number:03}" for group in range(groups) for number in range(size)]
    edges = {}
    for place, idea in enumerate(ids):
        own = place - place % size
        targets = [*(own + chance.integers(0, size, inside)), *chance.integers(0, len(ids), across)]
        for target in targets:
            if target != place:
                edges[idea, ids[target]] = Edge(idea, NEAR, ids[target], 0.7, NOTHING)
    ideas = [Idea(idea, Kind.PRACTICE, idea, "en", (0,)) for idea in ids]
    return build(ideas, edges.values())


def home(found: Themes) -> dict[str, int]:
    return {idea: place for place, theme in enumerate(found.themes) for idea in theme.ideas}


def parts(found: Themes) -> dict[str, int]:
    inside = [part for theme in found.themes for part in theme.parts]
    return {idea: place for place, part in enumerate(inside) for idea in part}


def agreement(one: dict[str, int], two: dict[str, int]) -> float:
    both = sorted(set(one) & set(two))
    return float(adjusted_rand_score([one[i] for i in both], [two[i] for i in both]))


def test_two_cliques_are_two_themes_and_their_link_is_the_bridge() -> None:
    held = graph(
        "p1 p2 p3 p4 r1 r2 r3",
        *cliques("p1 p2 p3 p4", "r1 r2 r3"),
        ("p1", NEAR, "r1", 0.6),
        ("p2", Relation.MITIGATES, "r1", 0.4),
    )
    found = find(held)
    assert [set(theme.ideas) for theme in found.themes] == [
        {"p1", "p2", "p3", "p4"},
        {"r1", "r2", "r3"},
    ]
    (bridge,) = bridges(held, found.themes)
    assert (bridge.left, bridge.right) == (0, 1)
    assert [(edge.source, edge.target) for edge in bridge.edges] == [("p2", "r1"), ("p1", "r1")]


def test_the_idea_with_the_strongest_ties_is_central_and_sources_add_to_it() -> None:
    edges = [*cliques("p1 p2 p3 p4", score=0.5), ("p2", Relation.SAME_AS, "p3", 0.4)]
    (theme,) = find(graph("p1 p2 p3 p4", *edges)).themes
    assert theme.ideas == ("p2", "p3", "p1", "p4")
    (theme,) = find(graph("p1 p2 p3 p4", *edges, sources={"p4": 3})).themes
    assert theme.ideas == ("p4", "p2", "p3", "p1")


def test_what_is_tied_to_nothing_or_to_one_other_is_in_no_theme() -> None:
    found = find(graph("p1 p2 p3", ("p1", NEAR, "p2", 0.9)))
    assert (found.themes, found.alone) == ((), ("p1", "p2", "p3"))
    assert find(build([], [])) == find(build([], []), None)
    assert find(graph("p1")).alone == ("p1",)
    assert bridges(graph("p1"), ()) == ()


def test_planted_groups_are_found_as_parts() -> None:
    found = find(planted(12, 20))
    truth = {idea: int(idea[1:4]) for idea in home(found)}
    assert agreement(parts(found), truth) > 0.9


def test_every_idea_is_in_one_part_of_one_theme_or_alone() -> None:
    held = planted(6, 15)
    found = find(held)
    inside = [idea for theme in found.themes for part in theme.parts for idea in part]
    assert sorted([*inside, *found.alone]) == sorted(held)
    for theme in found.themes:
        assert sorted(theme.ideas) == sorted(idea for part in theme.parts for idea in part)


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_ideas_and_edges_makes_no_difference(chance: object) -> None:
    held = planted(4, 8, inside=3)
    ideas = [data["idea"] for _, data in held.nodes(data=True)]
    edges = [data["edge"] for *_, data in held.edges(data=True)]
    chance.shuffle(ideas)  # type: ignore[attr-defined]
    chance.shuffle(edges)  # type: ignore[attr-defined]
    assert find(build(ideas, edges)) == find(held)


HELD = planted(8, 15)
BEFORE = parts(find(HELD))


@settings(max_examples=5)
@given(st.sampled_from(sorted(HELD)))
def test_taking_out_an_idea_hardly_moves_the_others(gone: str) -> None:
    without = HELD.copy()
    without.remove_node(gone)
    assert agreement(BEFORE, parts(find(without))) > 0.8


# -- ties ------------------------------------------------------------------------------------


def test_ties_join_near_meanings_across_sections_and_whatever_shares_a_section() -> None:
    vectors = np.array([[1, 0], [1, 0.1], [-1, 0], [-1, 0.1]], np.float32)
    tied = ties(vectors, ["en"] * 4, [["s"], ["t"], ["s"], []]).toarray()
    assert np.allclose(tied, tied.T)
    assert np.diag(tied).tolist() == [0, 0, 0, 0]
    assert tied[0, 1] > 0.9
    assert tied[2, 3] > 0.9
    assert tied[0, 2] == pytest.approx(1.0)
    assert tied[1, 2] == tied[1, 3] == 0


def test_languages_meet_when_what_each_has_in_common_is_taken_off() -> None:
    vectors = np.array([[1, 1, 0], [1, -1, 0], [0, 1, 1], [0, -1, 1]], np.float32)
    tied = ties(vectors, ["en", "en", "pl", "pl"], [[]] * 4).toarray()
    assert tied[0, 2] == pytest.approx(1.0)
    assert tied[0, 1] == tied[0, 3] == 0


def test_a_single_idea_and_equal_vectors_have_no_ties() -> None:
    assert ties(np.ones((1, 4), np.float32), ["en"], [["s"]]).nnz == 0
    assert ties(np.ones((3, 4), np.float32), ["en"] * 3, [[], [], []]).nnz == 0


def test_no_idea_is_tied_to_more_others_than_it_chose_and_was_chosen_by() -> None:
    vectors = np.random.default_rng(3).normal(size=(60, 8)).astype(np.float32)
    tied = ties(vectors, ["en"] * 60, [[]] * 60)
    assert tied.nnz <= 2 * NEIGHBOURS * 60
    assert tied.data.min() >= 0


# -- names -----------------------------------------------------------------------------------


def said(*words: str, under: str = "") -> Text:
    heading = Heading(under, 1, frozenset((word.lower(),) for word in under.split()))
    return Text({(word,): word for word in words}, (heading,) if under else ())


def test_a_theme_is_named_by_what_it_says_more_than_others() -> None:
    gifts = [said("gift", "client", "value"), said("gift", "value"), said("gift", "client")]
    visits = [said("visit", "client", "door"), said("visit", "client", "door"), said("visit")]
    assert name([gifts, visits]) == ("gift, value", "visit, door")


def test_a_heading_names_those_who_say_its_words() -> None:
    gifts = [said("gift", "value", under="Small gift"), said("gift", "value", under="Small gift")]
    visits = [
        said("visit", "door", under="At a glance"),
        said("visit", "door", under="At a glance"),
    ]
    assert name([gifts, visits]) == ("Small gift", "door, visit")


def test_one_heading_names_one_theme() -> None:
    many = [said("gift", "value", under="Gift")] * 3
    few = [said("gift", "card", under="Gift")] * 2
    others = [said("visit", "door")] * 8
    assert name([many, few, others]) == ("Gift", "card, gift", "door, visit")


def test_what_has_no_word_of_its_own_has_no_name() -> None:
    assert name([[said("a")], [], [said("b"), said("c")]]) == ("", "", "")


# -- size ------------------------------------------------------------------------------------


def test_thousands_of_ideas_are_no_matter() -> None:
    held = planted(60, 50)
    found = find(held)
    assert agreement(parts(found), {idea: int(idea[1:4]) for idea in held}) > 0.8
    assert len(gaps(held).unreasoned) == len(held)
    assert ways(held, "p000x000", "p059x049")[0].weakest == pytest.approx(0.7)
