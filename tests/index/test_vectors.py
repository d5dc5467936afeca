from __future__ import annotations

from typing import TYPE_CHECKING

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.vectors import Mismatch, VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

DIMENSION = 5
values = st.floats(-1, 1, width=32).map(lambda value: round(value, 2))  # so that ties occur
ROWS = arrays.arrays(np.float32, st.tuples(st.integers(0, 30), st.just(DIMENSION)), elements=values)


def brute_force(
    ids: NDArray[np.int64], vectors: NDArray[np.float32], query: NDArray[np.float32], k: int
) -> tuple[list[float], list[int]]:
    """Every score, sorted; an oracle that shares nothing with FAISS."""
    pairs = [
        (
            -float(np.float32(sum(float(a) * float(b) for a, b in zip(v, query, strict=True)))),
            int(i),
        )
        for i, v in zip(ids, vectors, strict=True)
    ]
    best = sorted(pairs)[:k]
    rest = k - len(best)
    return [-score for score, _ in best] + [-np.inf] * rest, [i for _, i in best] + [-1] * rest


@st.composite
def collections(draw: st.DrawFn) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    vectors = draw(ROWS)
    ids = draw(
        st.lists(st.integers(0, 2**40), min_size=len(vectors), max_size=len(vectors), unique=True)
    )
    return np.array(ids, np.int64), vectors


@settings(deadline=None)
@given(collections(), ROWS, st.integers(0, 40))
def test_search_is_brute_force(
    collection: tuple[NDArray[np.int64], NDArray[np.float32]],
    queries: NDArray[np.float32],
    k: int,
) -> None:
    ids, vectors = collection
    scores, found = VectorIndex.build(ids, vectors).search(queries, k)
    assert (scores.dtype, found.dtype) == (np.float32, np.int64)
    assert scores.shape == found.shape == (len(queries), k)
    for row, query in enumerate(queries):
        expected_scores, expected_ids = brute_force(ids, vectors, query, k)
        np.testing.assert_allclose(scores[row], expected_scores, atol=1e-6)
        assert found[row].tolist() == expected_ids


@settings(deadline=None)
@given(collections(), ROWS, st.randoms(use_true_random=False), st.data())
def test_the_order_of_adding_and_removing_does_not_show(
    collection: tuple[NDArray[np.int64], NDArray[np.float32]],
    queries: NDArray[np.float32],
    random: np.random.Generator,
    data: st.DataObject,
) -> None:
    ids, vectors = collection
    gone = set(data.draw(st.lists(st.sampled_from(ids.tolist()), unique=True)) if len(ids) else [])
    kept = np.array([i not in gone for i in ids], bool)
    once = VectorIndex.build(ids[kept], vectors[kept])
    order = list(range(len(ids)))
    random.shuffle(order)  # type: ignore[arg-type]
    stepwise = VectorIndex.build([], vectors[:0])
    for row in order:
        stepwise.add(ids[row : row + 1], vectors[row : row + 1])
    assert stepwise.remove(sorted(gone)) == len(gone)
    assert stepwise.ids.tolist() == once.ids.tolist() == sorted(ids[kept].tolist())
    for left, right in zip(stepwise.search(queries, 7), once.search(queries, 7), strict=True):
        np.testing.assert_array_equal(left, right)
    np.testing.assert_array_equal(stepwise.reconstruct(once.ids), once.reconstruct(once.ids))


def test_real_sized_vectors_agree_with_numpy() -> None:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(3000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = vectors[:50] + rng.normal(scale=0.05, size=(50, 384)).astype(np.float32)
    scores, found = VectorIndex.build(np.arange(3000) * 3, vectors).search(queries, 20)
    expected = queries.astype(np.float64) @ vectors.T.astype(np.float64)
    best = np.argsort(-expected, axis=1)[:, :20]
    assert (found == best * 3).all()
    np.testing.assert_allclose(scores, np.take_along_axis(expected, best, 1), atol=1e-6)


def test_the_copies_with_the_smallest_ids_come_first_among_many() -> None:
    vectors = np.full((500, 3), 0.3, np.float32)
    ids = np.random.default_rng(1).permutation(500)
    _, found = VectorIndex.build(ids, vectors).search(vectors[:1], 4)
    assert found.tolist() == [[0, 1, 2, 3]]


def test_vectors_come_back_as_they_were_added() -> None:
    vectors = np.eye(3, dtype=np.float32) * 2
    index = VectorIndex.build([5, 3, 9], vectors)
    assert index.reconstruct([9, 5]).tolist() == [[0, 0, 2], [2, 0, 0]]
    with pytest.raises(KeyError, match="4"):
        index.reconstruct([9, 4])


@pytest.mark.parametrize(
    ("ids", "vectors", "message"),
    [
        ([1, 1], np.ones((2, 3)), "unique"),
        ([7], np.ones((1, 3)), "new"),
        ([-1], np.ones((1, 3)), "not negative"),
        ([1], np.ones((1, 4)), r"expected \(1, 3\)"),
        ([1, 2], np.ones((1, 3)), r"expected \(2, 3\)"),
        ([1], np.full((1, 3), np.nan), "not finite"),
    ],
)
def test_what_cannot_be_added_is_refused(
    ids: list[int], vectors: NDArray[np.float32], message: str
) -> None:
    index = VectorIndex.build([7], np.ones((1, 3), np.float32))
    with pytest.raises(ValueError, match=message):
        index.add(ids, vectors)
    assert index.ids.tolist() == [7]


def test_queries_of_another_model_are_refused() -> None:
    index = VectorIndex.build([7], np.ones((1, 3), np.float32))
    with pytest.raises(ValueError, match=r"expected \(q, 3\)"):
        index.search(np.ones((1, 4), np.float32), 1)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "vectors.index"
    index = VectorIndex.build([4, 2], np.array([[1, 0], [0, 1]], np.float32))
    index.save(path, revision="r1", fingerprint="f1")
    return path


def test_a_saved_index_opens_as_it_was(saved: Path) -> None:
    index = VectorIndex.open(saved, revision="r1", fingerprint="f1")
    scores, ids = index.search(np.array([[0.25, 0.5]], np.float32), 2)
    assert ids.tolist() == [[2, 4]]
    assert scores.tolist() == [[0.5, 0.25]]
    index.add([1], np.ones((1, 2), np.float32))
    assert index.ids.tolist() == [1, 2, 4]
    assert [path.name for path in saved.parent.iterdir()] == ["vectors.index"]


def test_an_index_of_another_state_is_a_mismatch(saved: Path) -> None:
    with pytest.raises(Mismatch, match="made for revision 'r1', the library has 'r2'; build"):
        VectorIndex.open(saved, revision="r2", fingerprint="f1")
    with pytest.raises(Mismatch, match="made for fingerprint 'f1', the library has 'f2'; build"):
        VectorIndex.open(saved, revision="r1", fingerprint="f2")


@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "flipped", "other"])
def test_a_damaged_index_is_a_mismatch(saved: Path, damage: str) -> None:
    data = saved.read_bytes()
    if damage == "gone":
        saved.unlink()
    else:
        saved.write_bytes(
            {
                "empty": b"",
                "cut": data[:-3],
                "flipped": data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
                "other": b"PK\x03\x04 something else\nentirely",
            }[damage]
        )
    with pytest.raises(Mismatch, match="build it anew"):
        VectorIndex.open(saved, revision="r1", fingerprint="f1")
