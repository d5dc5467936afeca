"""Lists of nearest texts: those of brute force, whatever came and went before."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import listed, nearness, neighbours, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LABELS = ("practice en", "practice pl", "risk en")
WORDS = ("visit", "office", "telephone", "colleague", "letter", "message", "danger", "promise")


def texts(
    numbers: Sequence[int], dimension: int = 6
) -> tuple[NDArray[np.bytes_], list[str], list[NDArray[np.float32]]]:
    """Keys, labels and two models' vectors of texts, made of their numbers; 1 and 11 are copies.

    The second model has none of the texts in Polish.
    """
    keys = [hashlib.blake2b(str(number).encode(), digest_size=16).digest() for number in numbers]
    labels = [LABELS[number % 3] for number in numbers]
    vectors = []
    for model in range(2):
        rows = []
        for number, label in zip(numbers, labels, strict=True):
            draw = np.random.default_rng([model, number % 10, number % 3])
            row = draw.normal(size=dimension)
            rows.append(row / np.linalg.norm(row) * (model == 0 or "pl" not in label))
        vectors.append(np.array(rows, np.float32).reshape(len(numbers), dimension))
    return np.array(keys, np.void(16).dtype), labels, vectors


def brute(
    labels: Sequence[str], vectors: Sequence[NDArray[np.float32]]
) -> dict[tuple[int, str], list[int]]:
    """Every text's others of every group, nearest first, of equal ones the first."""
    total = sum(matrix.astype(np.float64) @ matrix.T.astype(np.float64) for matrix in vectors)
    near = np.round(total, neighbours.DECIMALS)
    return {
        (row, label): sorted(
            (other for other, of in enumerate(labels) if of == label and other != row),
            key=lambda other: (-near[row, other], other),
        )
        for row in range(len(labels))
        for label in set(labels)
    }


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of three, with two to spare: so that small collections outgrow them."""
    monkeypatch.setattr(neighbours, "LISTED", 3)
    monkeypatch.setattr(neighbours, "LONGEST", 5)
    monkeypatch.setattr(listed, "LISTED", 3)


many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
collections = st.sets(st.integers(0, 59), min_size=1, max_size=40).map(sorted)


@pytest.mark.usefixtures("short")
@many
@given(first=collections)
def test_lists_are_those_of_brute_force(first: list[int]) -> None:
    keys, labels, vectors = texts(first)
    lists = neighbours.update(None, keys, labels, vectors)
    for (row, label), wanted in brute(labels, vectors).items():
        held = lists.ids[row, lists.labels.index(label)]
        assert [one for one in held.tolist() if one >= 0] == wanted[:5]


@pytest.mark.usefixtures("short")
@many
@given(states=st.lists(collections, min_size=2, max_size=6))
def test_lists_that_were_kept_are_those_that_are_made_from_nothing(
    states: list[list[int]],
) -> None:
    held = None
    for state in states:
        keys, labels, vectors = texts(state)
        held = neighbours.update(held, keys, labels, vectors)
        anew = neighbours.update(None, keys, labels, vectors)
        assert (held.labels, held.group.tolist()) == (anew.labels, anew.group.tolist())
        assert held.ids[:, :, :3].tolist() == anew.ids[:, :, :3].tolist()
        there = anew.ids[None, :, :, :3] >= 0
        assert np.abs((held.products - anew.products)[:, :, :, :3] * there).max() < 1e-6


@pytest.mark.usefixtures("short")
def test_a_text_that_stays_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keys, labels, vectors = texts(range(30))
    held = neighbours.update(None, keys[:28], labels[:28], [one[:28] for one in vectors])
    made: list[int] = []
    original = neighbours._make

    def noted(
        lists: object, of: object, place: int, rows: NDArray[np.int64], members: object
    ) -> None:
        made.extend(rows.tolist())
        original(lists, of, place, rows, members)  # type: ignore[arg-type]

    monkeypatch.setattr(neighbours, "_make", noted)
    neighbours.update(held, keys, labels, vectors)
    assert set(made) == {28, 29}


def describe(numbers: Sequence[int], labels: Sequence[str]) -> list[pairs.Text]:
    told = []
    for number, label in zip(numbers, labels, strict=True):
        chosen = np.random.default_rng(number).choice(WORDS, 3)
        told.append(pairs.describe(" ".join(chosen), label.split(" ")[1]))
    return told


@many
@given(numbers=st.sets(st.integers(0, 149), min_size=1, max_size=90).map(sorted))
def test_listed_texts_are_as_near_as_in_the_whole_collection(numbers: list[int]) -> None:
    _, labels, vectors = texts(numbers, dimension=24)
    languages = [label.split(" ")[1] for label in labels]
    ends = describe(numbers, labels)
    settled = listed.settle(vectors, languages, [str(number // 7) for number in numbers])
    keys = np.arange(len(numbers)).astype("S16")
    lists = neighbours.update(None, keys, labels, [one.vectors for one in settled])
    near = listed.measure(ends, lists, vectors, settled)
    kinds = [label.split(" ")[0] for label in labels]
    whole = nearness.measure(ends, kinds, *vectors)  # no group is longer than a list
    rows, groups, places = np.nonzero(near.ids >= 0)
    found = list(zip(rows.tolist(), near.ids[rows, groups, places].tolist(), strict=True))
    assert len(found) == len(numbers) * (len(numbers) - 1)
    wanted = whole.of(found)
    ends_of = np.array(found, np.int64).reshape(-1, 2).T
    for told in (near.values[rows, groups, places], near.of(*ends_of)):
        assert np.abs(told - wanted).max(initial=0) < 2e-3


def test_words_in_common_are_the_products_of_their_rows() -> None:
    draw = np.random.default_rng(0)
    told = [*describe(range(40), ["practice en"] * 40), pairs.describe("", "en")]
    words = nearness.rare_words(told)
    left, right = draw.integers(0, 41, (2, 300))
    wanted = (words.toarray()[left] * words.toarray()[right]).sum(axis=1)
    assert listed.in_common(words, left, right) == pytest.approx(wanted, abs=1e-6)


def test_what_settles_vectors_is_few_documents() -> None:
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(400, 8)).astype(np.float32)
    documents = [str(row // 10) for row in range(400)]
    whole = listed.settle([vectors], ["en"] * 400, documents)[0]
    order = sorted({*documents}, key=lambda name: hashlib.sha256(name.encode()).digest())
    for gone, changes in ((order[0], True), (order[listed.SETTLED], False), (order[-1], False)):
        stay = np.array([name != gone for name in documents])
        names = [name for name in documents if name != gone]
        without = listed.settle([vectors[stay]], ["en"] * 390, names)[0]
        same = np.array_equal(without.vectors, whole.vectors[stay])
        assert same is not changes
