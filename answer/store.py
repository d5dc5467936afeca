"""The library's rows: opening, reading and writing them, in a file or on PostgreSQL.

Start reading at `open_store`. Every row's id is made from its document's id and its number in it,
so that the same documents give the same rows in whatever order they come.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from answer import touched
from answer.actors import local
from answer.errors import Busy, Damaged, Gone, LibraryError, Missing, TooNew, Unwritable
from answer.schema import CHANGES, TABLES, VERSION
from answer.whereabouts import Address
from corpus import jsonform
from corpus.records import Span
from index import words
from index.database import Vector
from kg.records import Kind, Strength, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import ParamSpec, TypeVar

    from numpy.typing import NDArray

    from answer.actors import Who
    from answer.whereabouts import Place
    from corpus.records import Document
    from index.database import Connection, Row

    Given = ParamSpec("Given")
    Answer = TypeVar("Answer")

FILE: Final = "library.sqlite"

PATIENCE: Final = 120.0
"""Seconds to wait for another change of the library: adding a long manual takes about a minute."""


NOTICE: Final = 1.0
"""Seconds after which who waits is told so: a small change is over by then."""

_log: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class Store:
    """An open library; `lock` makes one connection safe for many threads.

    What is derived from it lies in `folder`: beside the file, or for a library on PostgreSQL
    wherever this machine keeps it.
    """

    place: Place
    connection: Connection
    lock: threading.RLock
    actor: Who = local
    """Says who is about to change the library, or refuses."""

    @property
    def folder(self) -> Path:
        """Where what is derived from the library lies."""
        return self.place.folder if isinstance(self.place, Address) else self.place

    def rows(self, query: str, *values: Any) -> list[Row]:  # noqa: ANN401 - the database's values
        """All rows of a query.

        Raises:
            Damaged: the file is not a sound database. Gone: its server does not answer.
        """
        with self.lock:
            try:
                return self.connection.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise damaged(self.folder, error) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the library for all that is read here, whatever others write meanwhile.

        Raises:
            Gone: its server went away; `retried` reads again.
        """
        with self.lock:
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")  # nothing was written

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One change of the library: all of it is kept, or nothing.

        Raises:
            NotAllowed: who asks for it may not change the library.
            Unwritable: the disk is full, or does not do what it is told.
            Gone: the library's server went away; nothing is kept.
        """
        self.actor()
        with self.lock:
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException as error:
                if self.connection.in_transaction:  # SQLite may have gone back by itself
                    with suppress(sqlite3.OperationalError):  # the next opening goes back then
                        self.connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise Unwritable(
                        f"{self.place}: cannot be written ({error}); the library is what it was: "
                        "check the free space and the disk, and try again"
                    ) from error
                raise

    def setting(self, name: str, default: str = "") -> str:
        """A stored setting."""
        rows = self.rows("SELECT value FROM settings WHERE name = ?", name)
        return str(rows[0]["value"]) if rows else default

    @contextmanager
    def alone(self) -> Iterator[None]:
        """`alone` for this library.

        Raises:
            NotAllowed: who asks for a change may not make it.
        """
        self.actor()  # before anything is read or waited for
        with alone(self.place):
            yield

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.connection.close()


def retried(reading: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """What only reads, done once more from its beginning when the library's server went away."""

    @wraps(reading)
    def call(*given: Given.args, **options: Given.kwargs) -> Answer:
        try:
            return reading(*given, **options)
        except Gone as error:
            if not error.midst:
                raise
            _log.warning("%s", error)
            return reading(*given, **options)

    return call


@contextmanager
def alone(folder: Place) -> Iterator[None]:
    """One change of the library in `folder` at a time, also among processes and machines.

    Who has to wait longer than `NOTICE` is told so, in the log.

    Raises:
        Busy: another is still changing the library after `PATIENCE` seconds.
    """
    if isinstance(folder, Address):
        with _driver(folder):
            from answer.postgres import alone as alone_there

        with alone_there(folder, notice=NOTICE, patience=PATIENCE):
            yield
        return
    from filelock import FileLock, Timeout

    held = FileLock(folder / "changing.lock")
    try:
        try:
            held.acquire(timeout=min(NOTICE, PATIENCE))
        except Timeout:
            _log.warning(
                "%s: another program is changing this library; waiting until it is done", folder
            )
            held.acquire(timeout=max(PATIENCE - NOTICE, 0.0))
    except Timeout:
        raise Busy(
            f"{folder}: another program is changing this library; try again when it is done"
        ) from None
    try:
        yield
    finally:
        held.release()


def damaged(folder: Path, error: Exception) -> Damaged:
    """The error for a file that SQLite cannot read."""
    return Damaged(
        f"{folder / FILE}: damaged ({error}); run `guidegraph repair --library {folder}`, or put "
        f"back a backup with `guidegraph recover FILE --library {folder}`"
    )


def open_store(folder: Place, *, create: bool = False, actor: Who = local) -> Store:
    """Open the library in `folder`, or on PostgreSQL; with `create`, make it if there is none.

    `actor` says before each change who makes it.

    Raises:
        Missing: there is none. TooNew: a later version wrote it. Damaged: it cannot be read.
        Gone: its server does not answer.
    """
    if isinstance(folder, Address):
        return Store(folder, _open_address(folder, create=create), threading.RLock(), actor)
    path = folder / FILE
    fresh = not path.exists()
    if fresh and not create:
        raise Missing(
            f"{folder}: no library here; make one with `guidegraph add PATH… --library {folder}`"
        )
    if fresh:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Missing(
                f"{folder}: cannot make this folder ({error.strerror}); name another with --library"
            ) from error
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=60
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # a change that was told is kept
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version < VERSION:
            _bring_up(connection)
        elif version > VERSION:
            connection.close()
            raise TooNew(
                f"{folder}: written by a later version of guidegraph (format {version}, this one "
                f"reads up to {VERSION}); install that version, or make a new library"
            )
        connection.execute("SELECT count(*) FROM documents").fetchone()
        touched.watch(connection)
    except sqlite3.DatabaseError as error:
        if connection is not None:
            connection.close()
        raise damaged(folder, error) from error
    return Store(folder, connection, threading.RLock(), actor)


def _open_address(address: Address, *, create: bool) -> Connection:
    with _driver(address):
        from answer.pgtables import open_library

    connection = open_library(address, create=create)
    try:
        address.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:  # it can still be asked: indexes are made anew each time
        _log.warning("%s: not made (%s); indexes are not kept", address.folder, error.strerror)
    return connection


@contextmanager
def _driver(address: Address) -> Iterator[None]:
    """What needs the driver for PostgreSQL is imported here.

    Raises:
        LibraryError: it is not installed, or lacks what it needs itself.
    """
    try:
        yield
    except ImportError as error:
        raise LibraryError(
            f"{address}: a library on PostgreSQL needs the driver; install it with "
            "`pip install 'guidegraph[postgres]'`"
        ) from error


def _bring_up(connection: sqlite3.Connection) -> None:
    """Make the tables, or change those of a former version to this one's, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done so between our look and our lock.
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version == 0:
            _run(connection, TABLES)
            words.create(connection)
        for change in CHANGES[max(version, 1) - 1 :]:
            _run(connection, change)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def document_id(source: str) -> str:
    """A document's id, from where it was added."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def next_number(connection: Connection, table: str) -> int:
    """The number of the next row of a log, in an open transaction: no number is left out."""
    found = connection.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {table}")  # noqa: S608 - own words
    return int(found.fetchone()[0])


def row_id(document: str, part: str, number: int) -> int:
    """The id (56 bits, positive) of the passage or unit `number` of a document."""
    digest = hashlib.sha256(f"{document}/{part}/{number}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


def quote_digest(quote: str) -> str:
    """What tells later whether a quotation is still what was read."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# -- records and their JSON ------------------------------------------------------------------


def dump_structure(document: Document) -> str:
    """A document's sections, passages and origins as JSON."""
    return json.dumps(jsonform.structure(document), ensure_ascii=False, separators=(",", ":"))


def load_document(row: Row) -> Document:
    """The document of a row of `documents`."""
    return jsonform.with_structure(
        json.loads(row["structure"]),
        source=row["source"],
        title=row["title"],
        language=row["language"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        text=row["text"],
    )


_SPANS = ("strength_cue", "condition", "exception", "wording", "urgent")


def dump_unit(unit: Unit) -> str:
    """A unit as JSON."""
    return json.dumps(asdict(unit), ensure_ascii=False, separators=(",", ":"))


def load_unit(record: str) -> Unit:
    """The unit that `dump_unit` wrote."""
    entry = json.loads(record)
    for name in ("span", "name"):
        entry[name] = Span(*entry[name])
    for name in _SPANS:
        entry[name] = _span(entry[name])
    entry["kind"] = Kind(entry["kind"])
    entry["strength"] = Strength(entry["strength"]) if entry["strength"] else None
    entry["probabilities"] = tuple(entry["probabilities"])
    entry["signals"] = tuple((name, weight) for name, weight in entry["signals"])
    return Unit(**entry)


def _span(pair: Sequence[int] | None) -> Span | None:
    return Span(*pair) if pair is not None else None


def dump_vector(vector: NDArray[np.floating[Any]]) -> Vector:
    """A vector as it is stored."""
    return Vector(np.ascontiguousarray(vector, np.float32).tobytes())


def load_vectors(rows: Sequence[Row], dimension: int) -> NDArray[np.float32]:
    """The `vector` column of `rows` as (n, dimension)."""
    joined = b"".join(row["vector"] for row in rows)
    return np.frombuffer(joined, np.float32).reshape(len(rows), dimension)


def short_names(sources: Sequence[str]) -> dict[str, str]:
    """For each source the shortest end of its path that no other source shares.

    >>> short_names(["/a/x.md", "/b/x.md", "/b/y.md"])
    {'/a/x.md': 'a/x.md', '/b/x.md': 'b/x.md', '/b/y.md': 'y.md'}
    """
    parts = {source: source.replace("\\", "/").split("/") for source in sources}
    counts: dict[str, int] = {}
    for split in parts.values():
        for depth in range(1, len(split) + 1):
            end = "/".join(split[-depth:])
            counts[end] = counts.get(end, 0) + 1
    return {
        source: next(
            (
                end
                for depth in range(1, len(split) + 1)
                if counts[end := "/".join(split[-depth:])] == 1
            ),
            source,
        )
        for source, split in parts.items()
    }
