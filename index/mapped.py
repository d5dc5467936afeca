"""The vector index of a large library: the same answers as `index.vectors`, from files on the disk.

Start reading at `MappedIndex.search`. Scores of all vectors are first told from a byte for each
number (a quarter of the memory, a fifth of the time: docs/scaling.md), then the nearest are scored
anew from the vectors themselves. More are scored until nothing that was left out can be among the
best, so that what is found does not depend on the bytes, nor on the order of adding.

Two files. The large one (`NAME.TOKEN.vectors`) holds ids, vectors and bytes of one state; it is
mapped, not read, and never changed. The small one (`NAME.faiss`) names it, and holds what has come
and gone since, with the library's revision; when that is much, a new large file is written.
"""

from __future__ import annotations

import json
import mmap
import secrets
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from index.vectors import ROUNDING, Mismatch, OtherState, inner_products, places, replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MAGIC: Final = b"guidegraph vectors 2\n"

HEAD: Final = 4096
"""Bytes of the large file before the ids: a page, so that all parts begin where numbers may."""

LEVELS: Final = 255
"""Steps of a byte's scale."""

DOUBT: Final = 6.0
"""Standard deviations of a rough score's error that are allowed for. Each of the hundreds of
numbers of a vector is off by up to half a step, evenly: of their sum, one in a thousand million is
off by more than six."""

WIDER: Final = 2
"""Times as many are scored anew as are wanted; 3.4 times more, if need be (measured: twice is
enough for nine questions in ten)."""

DELTA: Final = 1_000
"""Vectors that may come and go before a new large file is written ..."""

SHARE: Final = 0.02
"""... or this share of all, whichever is more; comparing with 20,000 new ones takes 2 ms."""

BATCH: Final = 20_000
"""Vectors that are in memory together while a file is written."""


@dataclass(frozen=True, slots=True)
class _Base:
    """The large file: ascending `ids`, `vectors` (n, dim) and the index over their bytes."""

    path: Path
    token: str
    scale: float
    ids: NDArray[np.int64]
    vectors: NDArray[np.float32]
    rough: Any
    mapped: Any
    """What `rough` reads from; it must live as long."""


@dataclass(frozen=True, slots=True)
class MappedIndex:
    """Vectors with ids, searched exactly over a mapped file.

    `gone` are the rows of the large file that count no more, `new` (m, dim) the vectors under
    `fresh`, which came since; both ascend.
    """

    _base: _Base
    gone: NDArray[np.int64]
    fresh: NDArray[np.int64]
    new: NDArray[np.float32]
    ids: NDArray[np.int64]
    revision: str = ""
    number: int = 0

    def __len__(self) -> int:
        """The number of vectors."""
        return len(self.ids)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._base.vectors.shape[1])

    def reconstruct(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of `ids`, float32 `(n, dim)`, as they were added. Raises `KeyError`."""
        wanted = np.asarray(ids, np.int64)
        unknown = wanted[places(self.ids, wanted) < 0]
        if len(unknown):
            raise KeyError(int(unknown.min()))
        found = np.empty((len(wanted), self.dimension), np.float32)
        late = places(self.fresh, wanted)
        found[late >= 0] = self.new[late[late >= 0]]
        rows = places(self._base.ids, wanted[late < 0])
        found[late < 0] = self._base.vectors[rows]
        return found

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` best for each query, as `index.vectors.VectorIndex.search` gives them."""
        array = np.ascontiguousarray(queries, np.float32)
        if array.ndim != 2 or array.shape[1] != self.dimension:  # noqa: PLR2004 - rows of vectors
            raise ValueError(f"queries {array.shape}, expected (q, {self.dimension})")
        scores = np.full((len(array), k), -np.inf, np.float32)
        ids = np.full((len(array), k), -1, np.int64)
        found = min(k, len(self))
        if found < 1:
            return scores, ids
        for row, query in enumerate(array):
            best, near = self._nearest(query, found)
            order = np.lexsort((near, -best))[:found]
            scores[row, :found], ids[row, :found] = best[order], near[order]
        return scores, ids

    def _nearest(
        self, query: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores and ids of `k` vectors or more, all of the best `k` among them."""
        base = self._base
        doubt = ROUNDING + DOUBT * base.scale / LEVELS / 12**0.5 * float(np.linalg.norm(query))
        late = inner_products(query, self.new)
        wanted = WIDER * k + len(self.gone)
        while True:
            wanted = min(wanted, len(base.ids))
            rough, rows = base.rough.search(query[None], wanted) if wanted else ([[]], [[]])
            kept = np.asarray(rows[0], np.int64)
            kept = kept[~np.isin(kept, self.gone)] if len(self.gone) else kept
            near = np.concatenate([inner_products(query, base.vectors[kept]), late])
            if wanted == len(base.ids):
                break
            if len(near) >= k and np.partition(near, -k)[-k] > rough[0][-1] + doubt:
                break
            wanted = int(wanted * 3.4)
        return near, np.concatenate([base.ids[kept], self.fresh])

    # -- changing ------------------------------------------------------------------------

    def changed(
        self,
        ids: Sequence[int] | NDArray[np.int64],
        now: Sequence[int] | NDArray[np.int64],
        vectors: NDArray[np.float32],
    ) -> MappedIndex:
        """The index in which of all `ids` only those in `now` (ascending) are, with `vectors`."""
        touched, fresh = np.asarray(ids, np.int64), np.asarray(now, np.int64)
        if len(np.setdiff1d(fresh, touched)):
            raise ValueError("what is there now must be among what has changed")
        kept = ~np.isin(self.fresh, touched)
        rows = places(self._base.ids, touched)
        order = np.argsort(np.concatenate([self.fresh[kept], fresh]))
        return _state(
            self._base,
            np.union1d(self.gone, rows[rows >= 0]),
            np.concatenate([self.fresh[kept], fresh])[order],
            np.concatenate([self.new[kept], np.asarray(vectors, np.float32)])[order],
        )

    @property
    def worn(self) -> bool:
        """Whether so much has come and gone that a new large file is due."""
        return len(self.gone) + len(self.fresh) > max(DELTA, SHARE * len(self._base.ids))

    def rows(self) -> Iterator[NDArray[np.float32]]:
        """All vectors in the order of `ids`, in batches."""
        for start in range(0, len(self.ids), BATCH):
            yield self.reconstruct(self.ids[start : start + BATCH])

    def save(self, path: Path, *, revision: str, fingerprint: str, number: int = 0) -> MappedIndex:
        """Writes the small file, and a large one where it is due; the index that they hold."""
        if self.worn:
            return write(
                path,
                self.ids,
                self.rows(),
                self.dimension,
                revision=revision,
                fingerprint=fingerprint,
                number=number,
            )
        payload = self._base.ids[self.gone].tobytes() + self.fresh.tobytes() + self.new.tobytes()
        header = {
            "revision": revision,
            "fingerprint": fingerprint,
            "number": number,
            "token": self._base.token,
            "gone": len(self.gone),
            "fresh": len(self.fresh),
            "crc32": zlib.crc32(payload),
        }
        with replacing(path) as file:
            file.write(MAGIC + json.dumps(header).encode() + b"\n" + payload)
        return self

    def sound(self) -> bool:
        """Whether the large file is what was written, byte for byte."""
        with self._base.path.open("rb") as file:
            header = _header(file.read(HEAD))
            found = 0
            while data := file.read(1 << 24):
                found = zlib.crc32(data, found)
        return header is not None and header["crc32"] == found


def _state(
    base: _Base,
    gone: NDArray[np.int64],
    fresh: NDArray[np.int64],
    new: NDArray[np.float32],
    *,
    revision: str = "",
    number: int = 0,
) -> MappedIndex:
    ids = base.ids
    if len(gone) or len(fresh):
        ids = np.sort(np.concatenate([np.delete(ids, gone), fresh]))
    return MappedIndex(base, gone, fresh, new, ids, revision, number)


def write(
    path: Path,
    ids: NDArray[np.int64],
    vectors: Iterable[NDArray[np.float32]],
    dimension: int,
    *,
    revision: str,
    fingerprint: str,
    number: int = 0,
) -> MappedIndex:
    """The index of `vectors` (batches of rows of `dimension`) under the ascending `ids`, written.

    Raises:
        ValueError: the ids do not ascend, or a vector has a value that is not finite.
        OSError: it cannot be written.
    """
    ids = np.asarray(ids, np.int64)
    if (np.diff(ids) <= 0).any() or (ids[:1] < 0).any():
        raise ValueError("ids must ascend, and not be negative")
    token = secrets.token_hex(8)
    large = _large(path, token)
    with replacing(large) as file:
        _write_base(file, token, ids, vectors, dimension)
    nothing = np.zeros((0, dimension), np.float32)
    base = _open_base(large, token)
    written = _state(base, ids[:0], ids[:0], nothing, revision=revision, number=number)
    written.save(path, revision=revision, fingerprint=fingerprint, number=number)
    for former in path.parent.glob(f"{path.stem}.*.vectors"):
        if former != large:
            with suppress(OSError):  # somebody has it open, on a system that then keeps it
                former.unlink()
    return written


def _large(path: Path, token: str) -> Path:
    return path.with_name(f"{path.stem}.{token}.vectors")


def _write_base(
    file: IO[bytes],
    token: str,
    ids: NDArray[np.int64],
    vectors: Iterable[NDArray[np.float32]],
    dimension: int,
) -> None:
    import faiss

    file.write(b"\n" * HEAD)
    file.write(ids.tobytes())
    check, largest, count = zlib.crc32(ids.tobytes()), 0.0, 0
    for batch in vectors:
        rows = np.ascontiguousarray(batch, np.float32)
        if not np.isfinite(rows).all():
            raise ValueError("a vector has a value that is not finite")
        largest = max(largest, float(np.abs(rows).max(initial=0.0)))
        check = zlib.crc32(rows.tobytes(), check)
        file.write(rows.tobytes())
        count += len(rows)
    if count != len(ids):
        raise ValueError(f"{len(ids)} ids and {count} vectors")
    file.flush()
    scale = 2.0 * 2.0 ** (np.ceil(2 * np.log2(largest or 1.0)) / 2)  # of ± the next half power
    rough = faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
    )
    faiss.copy_array_to_vector(np.array([-scale / 2, scale], np.float32), rough.sq.trained)
    rough.is_trained = True
    if count:
        place = HEAD + ids.nbytes
        held = np.memmap(file.name, np.float32, "r", place, (count, dimension))
        for start in range(0, count, BATCH):
            rough.add(np.ascontiguousarray(held[start : start + BATCH]))
    payload = faiss.serialize_index(rough).data
    check = zlib.crc32(payload, check)
    file.write(payload)
    header = {"token": token, "vectors": count, "dimension": dimension, "scale": float(scale)}
    written = json.dumps(header | {"bytes": len(payload), "crc32": check}).encode()
    file.seek(0)
    file.write(MAGIC + written + b"\n")


def _header(data: bytes) -> dict[str, Any] | None:
    """The first line of a file, or None where it is not one of ours."""
    first, _, _ = data.removeprefix(MAGIC).partition(b"\n")
    try:
        header = json.loads(first)
    except ValueError:
        return None
    return header if data.startswith(MAGIC) and isinstance(header, dict) else None


def _open_base(path: Path, token: str) -> _Base:
    import faiss

    problem = f"{path}: damaged or no vector index; build it anew"
    try:
        with path.open("rb") as file:
            header = _header(file.read(HEAD))
        size = path.stat().st_size
    except OSError as error:
        raise Mismatch(f"{path}: cannot be read ({error.strerror}); build it anew") from error
    if header is None or header.get("token") != token:
        raise Mismatch(problem)
    count, dimension = int(header["vectors"]), int(header["dimension"])
    start = HEAD + 8 * count + 4 * count * dimension
    if size != start + header["bytes"]:
        raise Mismatch(problem)
    with path.open("rb") as file:
        held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if hasattr(held, "madvise"):  # of the vectors single rows are read: do not read on
        held.madvise(mmap.MADV_RANDOM, 0, start // mmap.PAGESIZE * mmap.PAGESIZE)
    ids = np.frombuffer(held, np.int64, count, HEAD).copy()
    vectors = np.frombuffer(held, np.float32, count * dimension, HEAD + 8 * count)
    mapped = np.frombuffer(held, np.uint8, offset=start)
    try:
        reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(mapped), len(mapped))  # type: ignore[attr-defined] # not in FAISS's stubs
        rough = faiss.read_index(reader, faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:  # what FAISS raises
        raise Mismatch(problem) from error
    if (rough.ntotal, rough.d) != (count, dimension) or (np.diff(ids) <= 0).any():
        raise Mismatch(problem)
    shaped = vectors.reshape(count, dimension)
    return _Base(path, token, float(header["scale"]), ids, shaped, rough, mapped)


def open_mapped(path: Path, *, fingerprint: str) -> MappedIndex:
    """The index in `path` at whatever revision it was saved.

    Raises:
        OtherState: it is of another model. Mismatch: it is missing, damaged, or of another kind.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Mismatch(f"{path}: cannot be read ({error.strerror}); build it anew") from error
    header = _header(data)
    payload = data.removeprefix(MAGIC).partition(b"\n")[2]
    if header is None or header.get("crc32") != zlib.crc32(payload):
        raise Mismatch(f"{path}: damaged or no vector index; build it anew")
    if header["fingerprint"] != fingerprint:
        raise OtherState(
            f"{path}: made for fingerprint {header['fingerprint']!r}, "
            f"the library has {fingerprint!r}; build it anew"
        )
    base = _open_base(_large(path, header["token"]), header["token"])
    gone, fresh = header["gone"], header["fresh"]
    numbers = np.frombuffer(payload, np.int64, gone + fresh)
    new = np.frombuffer(payload, np.float32, offset=8 * (gone + fresh))
    return _state(
        base,
        places(base.ids, numbers[:gone]),
        numbers[gone:],
        new.reshape(fresh, base.vectors.shape[1]),
        revision=header["revision"],
        number=header["number"],
    )


def is_mapped(path: Path) -> bool:
    """Whether `path` is the small file of a mapped index."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False
