"""The mapped index, against brute force and against the one in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import mapped, together
from index.mapped import is_mapped, open_mapped, write
from index.vectors import Mismatch, OtherState, VectorIndex
from tests.index.test_vectors import ROWS, brute_force, collections

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from index.mapped import MappedIndex
    from index.vectors import Vectors


def made(
    place: Path, ids: NDArray[np.int64], vectors: NDArray[np.float32], name: str = "passages.faiss"
) -> MappedIndex:
    """A mapped index of `vectors` in any order, written in two batches."""
    order = np.argsort(ids)
    half = len(ids) // 2
    batches = [vectors[order][:half], vectors[order][half:]]
    return write(
        place / name, ids[order], batches, vectors.shape[1], revision="r1", fingerprint="f1"
    )


def unit_vectors(count: int, seed: int, dimension: int = 384) -> NDArray[np.float32]:
    found = np.random.default_rng(seed).normal(size=(count, dimension))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@settings(deadline=None)
@given(collections(), ROWS, st.integers(0, 40))
def test_search_is_brute_force(
    tmp_path_factory: pytest.TempPathFactory,
    collection: tuple[NDArray[np.int64], NDArray[np.float32]],
    queries: NDArray[np.float32],
    k: int,
) -> None:
    ids, vectors = collection
    scores, found = made(tmp_path_factory.mktemp("v"), ids, vectors).search(queries, k)
    assert scores.shape == found.shape == (len(queries), k)
    for row, query in enumerate(queries):
        expected_scores, expected_ids = brute_force(ids, vectors, query, k)
        np.testing.assert_allclose(scores[row], expected_scores, atol=1e-6)
        assert found[row].tolist() == expected_ids


@settings(deadline=None, max_examples=50)
@given(collections(), ROWS, st.data())
def test_what_comes_and_goes_step_by_step_is_what_is_built_at_once(
    tmp_path_factory: pytest.TempPathFactory,
    collection: tuple[NDArray[np.int64], NDArray[np.float32]],
    queries: NDArray[np.float32],
    data: st.DataObject,
) -> None:
    ids, vectors = collection
    index = made(tmp_path_factory.mktemp("v"), ids[: len(ids) // 2], vectors[: len(ids) // 2])
    now = dict(zip(ids[: len(ids) // 2].tolist(), vectors, strict=False))
    for _ in range(data.draw(st.integers(1, 3))):
        touched = sorted(
            data.draw(st.sets(st.sampled_from(ids.tolist())) if len(ids) else st.just(set()))
        )
        kept = [key for key in touched if data.draw(st.booleans())]
        rows = data.draw(
            st.lists(st.integers(0, len(ids) - 1), min_size=len(kept), max_size=len(kept))
            if kept
            else st.just([])
        )
        index = index.changed(touched, kept, vectors[rows].reshape(-1, vectors.shape[1]))
        now = {key: value for key, value in now.items() if key not in touched}
        now |= {key: vectors[row] for key, row in zip(kept, rows, strict=True)}
    keys = np.array(sorted(now), np.int64)
    held = np.array([now[key] for key in keys.tolist()], np.float32).reshape(-1, vectors.shape[1])
    once = VectorIndex.build(keys, held)
    assert index.ids.tolist() == keys.tolist()
    np.testing.assert_array_equal(index.reconstruct(keys), held)
    for left, right in zip(index.search(queries, 7), once.search(queries, 7), strict=True):
        np.testing.assert_array_equal(left, right)


def test_of_real_sized_vectors_the_same_are_found_as_in_memory(tmp_path: Path) -> None:
    vectors, ids = unit_vectors(5_000, 1), np.random.default_rng(2).permutation(90_000)[:5_000]
    queries = unit_vectors(30, 3)
    one = made(tmp_path, ids, vectors).search(queries, 100)
    other = VectorIndex.build(ids, vectors).search(queries, 100)
    np.testing.assert_array_equal(one[1], other[1])
    np.testing.assert_array_equal(one[0], other[0])


def test_more_is_scored_where_many_lie_close_together(tmp_path: Path) -> None:
    centre = unit_vectors(1, 4)
    vectors = centre + unit_vectors(3_000, 5) * np.float32(0.002)  # nearer than a byte can tell
    ids = np.arange(3_000)
    scores, found = made(tmp_path, ids, vectors).search(centre, 5)
    exact = vectors.astype(np.float64) @ centre[0].astype(np.float64)
    assert found[0].tolist() == np.lexsort((ids, -exact.astype(np.float32)))[:5].tolist()
    np.testing.assert_allclose(scores[0], np.sort(exact)[::-1][:5], atol=1e-7)


def test_a_saved_index_opens_as_it_was_with_what_came_since(tmp_path: Path) -> None:
    vectors = unit_vectors(50, 6, 8)
    path = tmp_path / "passages.faiss"
    index = made(tmp_path, np.arange(50), vectors).changed([3, 60], [60], vectors[:1])
    index.save(path, revision="r2", fingerprint="f1", number=5)
    opened = open_mapped(path, fingerprint="f1")
    assert is_mapped(path)
    assert (opened.revision, opened.number, len(opened)) == ("r2", 5, 50)
    assert 3 not in opened.ids
    np.testing.assert_array_equal(opened.reconstruct([60, 4]), vectors[[0, 4]])
    assert opened.search(vectors[:1], 2)[1].tolist() == [[0, 60]]
    with pytest.raises(KeyError, match="3"):
        opened.reconstruct([3])
    with pytest.raises(OtherState, match="made for fingerprint 'f1', the library has 'f2'"):
        open_mapped(path, fingerprint="f2")


def test_when_much_has_changed_a_new_large_file_takes_the_place_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapped, "DELTA", 2)
    path = tmp_path / "passages.faiss"
    vectors = unit_vectors(50, 7, 8)
    index = made(tmp_path, np.arange(50), vectors)
    (first,) = tmp_path.glob("*.vectors")
    index = index.changed([1, 60], [60], vectors[1:2])
    kept = index.save(path, revision="r2", fingerprint="f1")
    assert list(tmp_path.glob("*.vectors")) == [first]
    kept = kept.changed([2, 61], [61], vectors[2:3]).save(path, revision="r3", fingerprint="f1")
    (second,) = tmp_path.glob("*.vectors")
    assert second != first
    assert (len(kept.gone), len(kept.fresh), len(kept)) == (0, 0, 50)
    assert set(tmp_path.iterdir()) == {path, second}
    assert open_mapped(path, fingerprint="f1").search(vectors[1:3], 1)[1].tolist() == [[60], [61]]


@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "other", "large gone", "large cut"])
def test_a_damaged_index_is_a_mismatch(tmp_path: Path, damage: str) -> None:
    made(tmp_path, np.arange(9), unit_vectors(9, 8, 8)).changed(
        [2], [], np.zeros((0, 8), np.float32)
    ).save(tmp_path / "passages.faiss", revision="r2", fingerprint="f1")
    large = next(tmp_path.glob("*.vectors"))
    path = large if damage.startswith("large") else tmp_path / "passages.faiss"
    data = path.read_bytes()
    if damage.endswith("gone"):
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "other": b"PK\x03\x04"}.get(damage, data[:-3]))
    with pytest.raises(Mismatch, match="build it anew"):
        open_mapped(tmp_path / "passages.faiss", fingerprint="f1")


def test_one_byte_of_the_large_file_that_is_another_is_found(tmp_path: Path) -> None:
    index = made(tmp_path, np.arange(9), unit_vectors(9, 9, 8))
    assert index.sound()
    large = next(tmp_path.glob("*.vectors"))
    data = bytearray(large.read_bytes())
    data[-5] ^= 1
    large.write_bytes(data)
    assert not open_mapped(tmp_path / "passages.faiss", fingerprint="f1").sound()


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    rows = np.ones((2, 3), np.float32)
    for ids, vectors, message in (
        ([2, 1], rows, "must ascend"),
        ([-1, 1], rows, "not be negative"),
        ([1, 2], rows * np.nan, "not finite"),
        ([1, 2, 3], rows, "3 ids and 2 vectors"),
    ):
        with pytest.raises(ValueError, match=message):
            write(tmp_path / "a.faiss", np.array(ids), [vectors], 3, revision="r", fingerprint="f")
    assert list(tmp_path.iterdir()) == []


def test_searches_together_give_what_each_gives_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = unit_vectors(200, 10, 16)
    one, other = made(tmp_path, np.arange(200), vectors), VectorIndex.build(range(200), vectors)
    jobs: list[tuple[Vectors, NDArray[np.float32], int]] = [
        (one, vectors[0], 3),
        (other, vectors[1], 2),
        (one, vectors[2], 0),
    ]
    expected = [index.search(query[None], k) for index, query, k in jobs]
    for worth in (0, 10**9):
        monkeypatch.setattr(together, "WORTH", worth)
        for begun, (scores, ids) in zip(together.begin(jobs), expected, strict=True):
            assert begun.result()[1].tolist() == ids.tolist()
            assert begun.result()[0].tolist() == scores.tolist()
