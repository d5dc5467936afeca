"""The vector index: exact nearest neighbours by inner product, over FAISS, held in memory.

`index.mapped` is that of large libraries; `Index` is what both are. It is derived from the library:
the file carries the library's revision and the model's fingerprint, and `VectorIndex.open` refuses
one that belongs to another state (`Mismatch`), so that the caller builds it anew. Scores do not
depend on the order in which vectors were added.
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

MAGIC: Final = b"guidegraph vectors 1\n"

_MATRIX: Final = 2
"""Dimensions of an array of rows."""

ROUNDING: Final = 1e-5
"""FAISS adds up float32 products in an order that depends on a vector's place: scores of equal
vectors differ by up to about 1e-6. What lies this close to the last place is scored anew."""


class Mismatch(ValueError):
    """An index file that is not of this revision and model, or is damaged: build it anew."""


class OtherState(Mismatch):
    """A sound index file of another revision or model."""


class Vectors(Protocol):
    """What searching asks of an index: `VectorIndex`, `index.mapped`, or one that a server has."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """All ids, ascending."""

    def __len__(self) -> int:
        """The number of vectors."""

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` best for each query: scores and ids, best first."""

    def reconstruct(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of `ids`."""


def among(index: Vectors, keys: Sequence[int]) -> list[int]:
    """Those of `keys` that are ids of `index`, in their order."""
    wanted = np.asarray(keys, np.int64)
    return [int(key) for key in wanted[places(index.ids, wanted) >= 0]]


def places(ids: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each of `keys` in the ascending `ids`; -1 where it is not there."""
    if not len(ids):
        return np.full(len(keys), -1, np.int64)
    found = np.minimum(np.searchsorted(ids, keys), len(ids) - 1)
    return np.where(ids[found] == keys, found, -1)


def inner_products(query: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Inner products (n,) in float64, rounded: equal vectors get equal scores."""
    products = np.einsum("ij,j->i", vectors.astype(np.float64), query.astype(np.float64))
    scores: NDArray[np.float32] = products.astype(np.float32)
    return scores


@dataclass(slots=True)
class VectorIndex:
    """Vectors with ids of the caller's, searched exactly. Ids are unique and not negative.

    >>> index = VectorIndex.build([7, 9], np.eye(2, dtype=np.float32))
    >>> scores, ids = index.search(np.array([[0.6, 0.8]], np.float32), 3)
    >>> ids.tolist(), scores[0, :2].round(3).tolist()
    ([[9, 7, -1]], [0.800000011920929, 0.6000000238418579])
    """

    _index: Any
    _ids: NDArray[np.int64] | None = None

    @classmethod
    def build(
        cls,
        ids: Sequence[int] | NDArray[np.int64],
        vectors: NDArray[np.float32],
    ) -> VectorIndex:
        """An index of `vectors` `(n, dim)`; `dim` must be right even where n is 0."""
        import faiss

        array = np.asarray(vectors, np.float32)
        if array.ndim != _MATRIX:
            raise ValueError(f"vectors have the shape {array.shape}, expected (n, dim)")
        index = cls(faiss.IndexIDMap2(faiss.IndexFlatIP(array.shape[1])))
        index.add(ids, array)
        return index

    def __len__(self) -> int:
        """The number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    @property
    def ids(self) -> NDArray[np.int64]:
        """All ids, ascending."""
        import faiss

        if self._ids is None:
            self._ids = np.sort(faiss.vector_to_array(self._index.id_map).astype(np.int64))
        return self._ids

    def add(self, ids: Sequence[int] | NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Adds `vectors` `(n, dim)` under `ids`.

        Raises `ValueError` for another shape, a negative id, or one that is there already.
        """
        new = np.asarray(ids, np.int64)
        array = np.ascontiguousarray(vectors, np.float32)
        if array.shape != (len(new), self.dimension):
            raise ValueError(
                f"{len(new)} ids and vectors of the shape {array.shape}, "
                f"expected ({len(new)}, {self.dimension})"
            )
        if not np.isfinite(array).all():
            raise ValueError("a vector has a value that is not finite")
        known = np.concatenate([self.ids, new])
        if len(np.unique(known)) != len(known) or (new < 0).any():
            raise ValueError("ids must be new, unique and not negative")
        if len(new):
            self._index.add_with_ids(array, new)
            self._ids = None

    def remove(self, ids: Sequence[int] | NDArray[np.int64]) -> int:
        """Removes the vectors of `ids`; how many there were. Unknown ids are passed over."""
        gone = np.asarray(ids, np.int64)
        self._ids = None
        return int(self._index.remove_ids(gone)) if len(gone) else 0

    def reconstruct(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of `ids`, float32 `(n, dim)`, as they were added. Raises `KeyError`."""
        wanted = np.asarray(ids, np.int64)
        unknown = wanted[places(self.ids, wanted) < 0]
        if len(unknown):
            raise KeyError(int(unknown.min()))
        if not len(wanted):
            return np.zeros((0, self.dimension), np.float32)
        vectors: NDArray[np.float32] = self._index.reconstruct_batch(wanted)
        return vectors

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` best for each query: scores float32 `(q, k)` and ids int64 `(q, k)`.

        Best first, of equal scores the smaller id; where there are fewer than `k`, the rest has
        id -1 and score -inf. The score is the inner product: of unit vectors, the cosine.

        Raises `ValueError` for queries of another shape.
        """
        array = np.ascontiguousarray(queries, np.float32)
        if array.ndim != _MATRIX or array.shape[1] != self.dimension:
            raise ValueError(f"queries {array.shape}, expected (q, {self.dimension})")
        scores = np.full((len(array), k), -np.inf, np.float32)
        ids = np.full((len(array), k), -1, np.int64)
        found = min(k, len(self))
        if found < 1 or not len(array):
            return scores, ids
        near, candidates = self._index.search(array, min(found + 1, len(self)))
        for row, query in enumerate(array):
            best = self._candidates(query, near[row], candidates[row], found)
            exact = inner_products(query, self._index.reconstruct_batch(best))
            order = np.lexsort((best, -exact))[:found]
            scores[row, :found] = exact[order]
            ids[row, :found] = best[order]
        return scores, ids

    def _candidates(
        self,
        query: NDArray[np.float32],
        near: NDArray[np.float32],
        ids: NDArray[np.int64],
        k: int,
    ) -> NDArray[np.int64]:
        """Every id that may be among the best `k`: more, where scores at the edge are equal."""
        while near[-1] >= near[k - 1] - ROUNDING and len(ids) < len(self):
            wider = min(4 * len(ids), len(self))
            found = self._index.search(query[None], wider)
            near, ids = found[0][0], found[1][0]
        return ids

    def save(self, path: Path, *, revision: str, fingerprint: str) -> None:
        """Writes the index, or nothing: a reader sees the old file or the new one."""
        import faiss

        payload = faiss.serialize_index(self._index).tobytes()
        header = {
            "revision": revision,
            "fingerprint": fingerprint,
            "dimension": self.dimension,
            "vectors": len(self),
            "crc32": zlib.crc32(payload),
        }
        with replacing(path) as file:
            file.write(MAGIC + json.dumps(header).encode() + b"\n" + payload)

    @classmethod
    def open(cls, path: Path, *, revision: str, fingerprint: str) -> VectorIndex:
        """The index in `path`.

        Raises `Mismatch` when it is missing, damaged, or of another revision or model.
        """
        import faiss

        try:
            data = path.read_bytes()
        except OSError as error:
            raise Mismatch(f"{path}: cannot be read ({error.strerror}); build it anew") from error
        header, payload = _split(path, data)
        for name, wanted in (("revision", revision), ("fingerprint", fingerprint)):
            if header.get(name) != wanted:
                raise OtherState(
                    f"{path}: made for {name} {header.get(name)!r}, "
                    f"the library has {wanted!r}; build it anew"
                )
        return cls(faiss.deserialize_index(np.frombuffer(payload, np.uint8)))


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when all is written, or leaves it as it is."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        written = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            written.unlink()
            raise
    try:
        written.replace(path)
    finally:
        with suppress(FileNotFoundError):
            written.unlink()


def _split(path: Path, data: bytes) -> tuple[dict[str, Any], memoryview]:
    """The header and the checked bytes of FAISS's own form."""
    end = max(data.find(b"\n", len(MAGIC)), 0)
    rest = memoryview(data)[end + 1 :]  # no copy of what may be many megabytes
    try:
        header = json.loads(data[len(MAGIC) : end])
        whole = data.startswith(MAGIC) and header["crc32"] == zlib.crc32(rest)
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise Mismatch(f"{path}: damaged or no vector index; build it anew")
    return header, rest
