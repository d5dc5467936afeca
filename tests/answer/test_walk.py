"""The walk over the graph of passages, against NetworkX's PageRank."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer import walk


def graph_of(count: int, seed: int) -> np.ndarray:
    """Nearness (n, n) of random unit vectors."""
    vectors = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors @ vectors.T


@given(st.integers(3, 40), st.integers(0, 1000))
def test_it_is_personalised_pagerank_from_the_first_hits(count: int, seed: int) -> None:
    near = graph_of(count, seed)
    scores = np.sort(np.random.default_rng(seed).normal(size=count))[::-1]
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    for row in range(count):
        others = [other for other in range(count) if other != row and near[row, other] > 0]
        for other in sorted(others, key=lambda other: -near[row, other])[: walk.NEIGHBOURS]:
            graph.add_edge(row, other, weight=float(near[row, other]))
    if any(not graph[node] for node in graph):
        return  # where the walk cannot go on, NetworkX starts anew, and ours ends
    first = {node: float(np.exp(scores[node] - scores[0])) for node in range(min(5, count))}
    expected = nx.pagerank(
        graph, alpha=walk.DAMPING, personalization=first, tol=1e-12, max_iter=500
    )
    mass = walk.walk(scores, near)
    # Six rounds of a walk that goes on with .5 leave .5 to the seventh undecided.
    assert mass == pytest.approx([expected[node] for node in range(count)], abs=0.5**7)
    assert mass.sum() == pytest.approx(1)


def test_what_is_near_to_the_best_hit_moves_up() -> None:
    scores = np.array([3.0, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5])
    near = np.zeros((7, 7), np.float32)
    near[0, 6] = near[6, 0] = 0.8
    order = walk.reorder(scores, near).tolist()
    assert order[0] == 0
    assert order.index(6) < order.index(5)


def test_without_a_graph_the_order_stays() -> None:
    scores = np.array([3.0, 2.0, 2.0, 1.0])
    assert walk.reorder(scores, np.zeros((4, 4), np.float32)).tolist() == [0, 1, 2, 3]
