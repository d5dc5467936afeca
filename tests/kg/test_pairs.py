"""The pair model and nearness, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kg import nearness, pairs
from kg.records import ENDS, Relation


def test_a_logit_is_the_weighted_sum_of_the_named_signals() -> None:
    weights = np.array([1.0, 0.5, -1.0, 2.0, 0.25, -3.0])
    model = pairs.PairModel({Relation.MITIGATES: pairs.RelationModel(weights, -0.5)})
    source = pairs.describe("Never lift 2 boxes alone.", "en")
    target = pairs.describe("Plecy bolą po dźwiganiu.", "pl")
    none = np.zeros((1, 2), np.float32)
    found = model.logits(
        Relation.MITIGATES, none, none, [(source, target)], nearness=np.array([2.0])
    )
    # 2·1 (near) + 2·½ (near across) − 1 (across) + 2 (against) + 2·¼ (against, near) − 3 (2) − ½
    assert found.tolist() == pytest.approx([1.0])


def test_without_a_collection_the_bare_cosine_stands_in() -> None:
    model = pairs.PairModel({Relation.MITIGATES: pairs.RelationModel(np.eye(6)[0], 0.0)})
    text = pairs.describe("Lift together.", "en")
    vector = np.array([[0.6, 0.8]], np.float32)
    found = model.logits(Relation.MITIGATES, vector, vector, [(text, text)])
    assert found.tolist() == pytest.approx([(1 - pairs.USUAL) / pairs.SPREAD], abs=1e-4)


def test_a_sigmoid_of_large_numbers_does_not_overflow() -> None:
    assert pairs.sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def test_the_shipped_model_knows_every_relation_and_rises_with_nearness() -> None:
    model = pairs.shipped("multilingual-e5-small")
    text = pairs.describe("Lift together with a colleague.", "en")
    rows = np.zeros((2, 2), np.float32)
    for relation in (*ENDS, Relation.SAME_AS, Relation.TENSION):
        far, near = pairs.sigmoid(
            model.logits(relation, rows, rows, [(text, text)] * 2, nearness=np.array([0.0, 5.0]))
        )
        assert 0 < far < near < 1, relation


def test_nearness_takes_off_what_all_texts_of_a_kind_share() -> None:
    # All four texts share the first axis; the second tells what they are about.
    vectors = np.array([[3, 1], [3, -1], [3, 1], [3, -1]], np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    described = [pairs.describe("", "en")] * 4
    near = nearness.measure(described, ["practice"] * 2 + ["risk"] * 2, vectors)
    right, wrong = near.of([(0, 2), (0, 3)])
    assert vectors[0] @ vectors[3] > 0.79  # the bare cosine sees little between them
    assert right > 0 > wrong


def test_rare_words_in_common_bring_texts_nearer() -> None:
    texts = ["Count the ampoules", "Ampoules vanish", "Colleagues vanish"]
    vectors = np.zeros((3, 2), np.float32)
    described = [pairs.describe(text, "en") for text in texts]
    near = nearness.measure(described, ["practice", "risk", "risk"], vectors)
    with_word, without = near.of([(0, 1), (0, 2)])
    assert with_word > without


def test_pairs_and_rows_tell_the_same_nearness() -> None:
    random = np.random.default_rng(0)
    vectors = [random.normal(size=(40, 6)).astype(np.float32) for _ in range(2)]
    vectors[1][25:] = 0  # the second model is not for the last texts' language
    words = [f"{'abcdefgh'[i % 8] * 5} {'hgfedcba'[i % 5] * 5}" for i in range(40)]
    described = [pairs.describe(word, "en" if i < 25 else "pl") for i, word in enumerate(words)]
    near = nearness.measure(described, ["practice", "risk"] * 20, *vectors)
    left, right = np.arange(0, 40, 2), np.arange(1, 40, 2)
    rows = np.vstack([values for _, values in near.rows(left, right)])
    singly = near.of([(int(a), int(b)) for a in left for b in right]).reshape(20, 20)
    np.testing.assert_allclose(rows, singly, atol=1e-4)
    best = [(int(a), int(right[np.argmax(row)])) for a, row in zip(left, rows, strict=True)]
    assert list(near.nearest(left, right, 1)) == best


def test_nearness_of_a_pair_is_the_same_both_ways() -> None:
    random = np.random.default_rng(1)
    described = [pairs.describe(f"word{i}", "en") for i in range(12)]
    near = nearness.measure(described, ["a", "b"] * 6, random.normal(size=(12, 4)).astype("f4"))
    assert near.of([(0, 1), (4, 9)]) == pytest.approx(near.of([(1, 0), (9, 4)]))
