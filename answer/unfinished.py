"""What was understood of documents that are not in the library yet, kept until they are.

Start reading at `Unfinished`. A change of a library is one transaction, whose work is done before;
a file for each document beside the library keeps that work, so that a change which was broken off
goes on where it was. Nothing of it is the truth: a file that is damaged, or made of other bytes, by
another program or with other models is passed over, and its document is read again.

Each file is written whole or not at all, and begins with a digest of all that follows: a header
(JSON, a line) and the parts whose lengths it tells. Files are not synced, for a document that is
lost with the machine's power costs seconds, and waiting for the disk would cost each document some.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from answer import encoders
from answer import store as rows
from answer.passages import indexed
from answer.prepared import Prepared, Vectors
from corpus import jsonform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.models import Embedder

FOLDER: Final = "unfinished"
"""Beside the library's file, or where this machine keeps what is derived of one on PostgreSQL."""

ENDING: Final = ".part"
WRITING: Final = ".writing-"

KEPT: Final = 7 * 24 * 3600
"""Seconds after which what nobody came back for is deleted, by the next change: a week."""

_DIGEST: Final = 32
_PACKAGES: Final = ("corpus", "kg", "index")
_OWN: Final = ("encoders.py", "passages.py", "prepared.py", "store.py", "unfinished.py")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Unfinished:
    """The prepared documents of a library, in a folder of their own.

    `made_by` is what they depend on beside their bytes. What cannot be written (the disk is full,
    or the folder read-only) is held in memory.
    """

    folder: Path
    made_by: str = ""
    held: dict[str, Prepared] = field(default_factory=dict)

    def has(self, source: str) -> bool:
        """Whether there may be something of this document; `get` tells whether it is of use."""
        return source in self.held or self._path(source).exists()

    def put(self, prepared: Prepared) -> None:
        """Keep a document's share; what was kept of its source before is replaced."""
        source = prepared.document.source
        try:
            self._write(self._path(source), pack(prepared, self.made_by))
        except OSError as error:
            if not self.held:
                _log.warning(
                    "%s: cannot be written (%s); what is done is kept in memory, and is lost if "
                    "this is broken off",
                    self.folder,
                    error.strerror,
                )
            self.held[source] = prepared
        else:
            self.held.pop(source, None)

    def ready(self, source: str, digest: str) -> int | None:
        """The passages of what was kept of the bytes of `digest`; None if it is of no use."""
        header = head(self._read(source), source, digest, self.made_by)
        return int(header["passages"]) if header else None

    def get(self, source: str, digest: str) -> Prepared | None:
        """What was kept of the bytes of `digest`; None if that is nothing, or of no use."""
        if source in self.held:
            prepared = self.held[source]
            return prepared if prepared.document.sha256 == digest else None
        written = self._read(source)
        header = head(written, source, digest, self.made_by)
        return unpack(written, header) if header else None

    def forget(self, sources: Iterable[str]) -> None:
        """Delete what was kept of these, and what nobody came back for or was never finished."""
        self.held.clear()
        if not self.folder.exists():
            return
        own = {self._path(source).name for source in sources}
        latest = time.time() - KEPT
        for path in self._files():
            with suppress(OSError):
                if path.name in own or _stale(path, latest):
                    path.unlink()
        with suppress(OSError):
            self.folder.rmdir()  # unless something is left

    def _read(self, source: str) -> bytes:
        with suppress(OSError):
            return self._path(source).read_bytes()
        return b""

    def _files(self) -> list[Path]:
        with suppress(OSError):
            return [path for path in self.folder.iterdir() if path.suffix == ENDING]
        return []

    def _path(self, source: str) -> Path:
        return self.folder / f"{rows.document_id(source)}{ENDING}"

    def _write(self, path: Path, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=WRITING, suffix=ENDING)
        written = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            written.replace(path)
        except BaseException:
            with suppress(OSError):
                written.unlink()
            raise


def _stale(path: Path, latest: float) -> bool:
    return path.name.startswith(WRITING) or path.stat().st_mtime < latest


# -- what it depends on ------------------------------------------------------------------------


def made_by(embedders: Sequence[Embedder]) -> str:
    """A digest of what a document's share depends on beside its bytes: this program, the models."""
    judge = encoders.for_kinds(embedders[0])
    used = [*embedders, judge] if judge else embedders
    models = [
        [one.name, one.fingerprint, one.dimension, sorted(one.languages or [])] for one in used
    ]
    return sha256(json.dumps([_program(), models]).encode()).hexdigest()


@cache
def _program() -> str:
    """A digest of the code and the fitted parameters that read and understand documents."""
    own = Path(__file__).parent
    files = [own / name for name in _OWN]
    for package in _PACKAGES:
        folder = own.parent / package
        files += sorted(folder.rglob("*.py")) + sorted((folder / "data").glob("*"))
    digest = sha256()
    for path in files:
        digest.update(path.name.encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


# -- the form of a file ------------------------------------------------------------------------


def pack(prepared: Prepared, made_by: str) -> bytes:
    """A document's share as bytes."""
    document = prepared.document
    parts = [jsonform.dump(document), prepared.data]
    parts.append("\n".join(map(rows.dump_unit, prepared.units)).encode("utf-8", "surrogatepass"))
    vectors = [*prepared.of_passages, *prepared.of_units]
    parts += [np.ascontiguousarray(one.matrix, np.float32).tobytes() for one in vectors]
    header = {
        "made by": made_by,
        "source": document.source,
        "sha256": document.sha256,
        "passages": len(indexed(document)),
        "lengths": list(map(len, parts)),
        "models": len(prepared.of_passages),
        "vectors": [[one.model, one.chosen, one.matrix.shape[1]] for one in vectors],
    }
    packed = b"\n".join((json.dumps(header).encode(), b"".join(parts)))
    return sha256(packed).digest() + packed


def head(written: bytes, source: str, digest: str, made_by: str) -> dict[str, Any] | None:
    """The header of what `pack` wrote; None if it is damaged, or is of something else."""
    packed = memoryview(written)[_DIGEST:]
    if sha256(packed).digest() != written[:_DIGEST]:
        return None
    header: dict[str, Any] = json.loads(written[_DIGEST : written.index(b"\n", _DIGEST)])
    told = [header[name] for name in ("made by", "source", "sha256")]
    return header if told == [made_by, source, digest] else None


def unpack(written: bytes, header: dict[str, Any]) -> Prepared:
    """What `pack` wrote, whose header this is."""
    parts = _parts(written, written.index(b"\n", _DIGEST) + 1, header["lengths"])
    document = jsonform.load(next(parts), source=header["source"], sha256=header["sha256"])
    data = next(parts)
    units = next(parts).decode("utf-8", "surrogatepass")
    vectors = [
        Vectors(
            model, tuple(chosen), np.frombuffer(part, np.float32).reshape(len(chosen), dimension)
        )
        for (model, chosen, dimension), part in zip(header["vectors"], parts, strict=True)
    ]
    return Prepared(
        document,
        data,
        tuple(rows.load_unit(record) for record in units.split("\n") if record),
        tuple(vectors[: header["models"]]),
        tuple(vectors[header["models"] :]),
    )


def _parts(written: bytes, start: int, lengths: Sequence[int]) -> Iterator[bytes]:
    for length in lengths:
        yield written[start : start + length]
        start += length
