"""A connection to a library on PostgreSQL with pgvector, and one writer at a time.

Start reading at `Link.execute`. `Link` behaves as a connection of `sqlite3` (`index.database`), so
that all that reads and writes rows is the same for both. Two things are PostgreSQL's own:

- who writes takes an advisory lock, which the server gives back when the writer is gone;
- a connection that is lost is made anew (`Link.execute`): what only reads is asked again, a change
  is taken back by the server, and of one whose end was not heard it is asked what became of it.
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import psycopg
from psycopg import errors, sql
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format, TransactionStatus
from psycopg.types import TypeInfo

from answer.errors import Busy, Damaged, Gone, LibraryError, Unwritable
from index.database import Vector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from answer.whereabouts import Address

RETURN: Final = 30.0
"""Seconds to wait for a server that is gone: one that is started anew takes a few."""

PAUSE: Final = 0.2
"""Seconds between two looks whether it is back."""

WRITING: Final = 60
"""Seconds to wait for another's transaction, as SQLite does."""

_log: Final = logging.getLogger(__name__)


class Row(tuple[Any, ...]):
    """A row whose columns can be had by name; each query's rows have their own class."""

    __slots__ = ()
    names: tuple[str, ...] = ()
    places: dict[str, int] = {}  # noqa: RUF012 - of the class, and never changed

    def __getitem__(self, column: Any) -> Any:  # noqa: ANN401 - a number, a slice or a name
        """A column."""
        return tuple.__getitem__(self, self.places[column] if column.__class__ is str else column)

    def keys(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.names


@cache
def _row_class(names: tuple[str, ...]) -> type[Row]:
    places = {name: place for place, name in enumerate(names)}
    return type("Row", (Row,), {"__slots__": (), "names": names, "places": places})


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    return _row_class(tuple(column.name for column in cursor.description or ()))


class _VectorDumper(Dumper):
    """`Vector` as pgvector sends and takes it: two numbers of 16 bits, then float32, big-endian."""

    format = Format.BINARY

    def dump(self, obj: Vector) -> bytes:
        values = np.frombuffer(obj, "<f4").astype(">f4")
        return len(values).to_bytes(2, "big") + bytes(2) + values.tobytes()


class _VectorLoader(Loader):
    """A vector as the bytes that SQLite stores of it."""

    format = Format.BINARY

    def load(self, data: Any) -> bytes:  # noqa: ANN401 - what psycopg hands over
        return np.frombuffer(bytes(data[4:]), ">f4").astype("<f4").tobytes()


# -- the connection --------------------------------------------------------------------------


class Link:
    """A connection in autocommit mode that comes back when it was lost. See `index.database`."""

    def __init__(self, address: Address) -> None:
        """Connect.

        Raises:
            Gone: the server does not answer. LibraryError: it refuses.
        """
        self.address = address
        self._within = False
        """Whether a transaction was begun and not ended, also one that was lost."""
        self._done = False
        """Whether nobody wants it any more, so that it does not come back."""
        self._link = connect(address)

    @property
    def folder(self) -> Path:
        """Where what is derived from the library lies on this machine."""
        return self.address.folder

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, or was lost and not yet given up."""
        return self._within

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> Any:  # noqa: ANN401
        """Run a statement. What only reads, outside of a transaction, is run again after a loss.

        Raises:
            Gone: the server went away in a transaction, or did not come back in time.
            Damaged, Unwritable: what the server says of the library or of its disk.
        """
        if statement in _ENDS:
            return self._end(statement)
        if statement in _BEGINNINGS:
            return self._begin(statement)
        return self._ask(lambda link: link.execute(translated(statement), parameters or None,
                                                   binary=True),
                         again=statement.lstrip().startswith("SELECT"))  # fmt: skip

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> None:
        """Run a statement for each of `rows`, without waiting for each."""
        listed = list(rows)
        if listed:
            self._ask(lambda link: _many(link, statement, listed), again=False)

    def close(self) -> None:
        """Close the connection."""
        self._done = True
        self._link.close()

    def __del__(self) -> None:
        """Close what nobody has closed, as SQLite's connections do."""
        if hasattr(self, "_link"):
            self._link.close()

    def renew(self) -> None:
        """Close it and make it anew: types of the database that came since are known then."""
        self._link.close()
        self._return()

    def _ask(
        self, call: Callable[[psycopg.Connection[Row]], psycopg.Cursor[Row]], *, again: bool
    ) -> psycopg.Cursor[Row]:
        if self._done:
            raise LibraryError(f"{self.address}: this library was closed; open it again")
        if not self._within and self._link.closed:
            self._return()
        try:
            return call(self._link)
        except psycopg.Error as error:
            if not self._link.closed:
                raise told(self.address, error) from error
            if self._within or not again:
                raise gone(self.address, error).in_the_midst() from error
        self._return()
        try:
            return call(self._link)
        except psycopg.Error as error:
            raise told(self.address, error) from error

    def _return(self) -> None:
        """Connect anew, as soon as the server is back."""
        self._link = connect(self.address, patience=RETURN)

    def _begin(self, statement: str) -> None:
        if self._within:
            raise errors.ActiveSqlTransaction("a transaction is open already")
        try:
            self._ask(lambda link: link.execute(_BEGINNINGS[statement](self.address)),
                              again=True)  # fmt: skip
        except BaseException:
            if not self._link.closed and self._link.info.transaction_status:
                self._link.execute("ROLLBACK")
            raise
        self._within = True

    def _end(self, statement: str) -> None:
        if statement == "ROLLBACK" and self._link.closed:
            self._within = False  # the server has gone back by itself
            return
        number = self._number() if statement == "COMMIT" else None
        try:
            self._link.execute(statement.encode())
        except psycopg.Error as error:
            if not self._link.closed:
                raise told(self.address, error) from error
            self._ended(number, error)
        self._within = False

    def _number(self) -> int | None:
        """The number of the transaction, by which its end can be asked for; None: nothing written.

        Raises:
            Unwritable: it has failed before, and would be rolled back without a word.
        """
        if self._link.info.transaction_status == TransactionStatus.INERROR:
            raise Unwritable(f"{self.address}: a statement of this change failed; nothing was kept")
        query = "SELECT CAST(CAST(pg_current_xact_id_if_assigned() AS text) AS bigint)"
        row = self._ask(lambda link: link.execute(query), again=False).fetchone()
        return None if row is None or row[0] is None else int(row[0])

    def _ended(self, number: int | None, error: psycopg.Error) -> None:
        """What became of a transaction whose end was not heard: ask the server, once it is back."""
        self._return()
        query = "SELECT pg_xact_status(CAST(CAST(%s AS text) AS xid8))"
        end = time.monotonic() + RETURN
        while number is not None:
            row = self._link.execute(query, (number,)).fetchone()
            status = row[0] if row is not None else None
            if status == "committed":
                return
            if status != "in progress" or time.monotonic() > end:
                raise gone(self.address, error) from error
            time.sleep(PAUSE)


def _many(
    link: psycopg.Connection[Row], statement: str, rows: Sequence[Sequence[Any]]
) -> psycopg.Cursor[Row]:
    cursor = link.cursor()
    cursor.executemany(translated(statement), rows)
    return cursor


@lru_cache(maxsize=512)
def translated(statement: str) -> bytes:
    """A statement with psycopg's marks for parameters; no literal of ours has a `?`.

    >>> translated("SELECT a FROM b WHERE c = ? AND d % 2 = 0")
    b'SELECT a FROM b WHERE c = %s AND d %% 2 = 0'
    """
    if "?" not in statement:
        return statement.encode()
    return statement.replace("%", "%%").replace("?", "%s").encode()


def key_of(address: Address, purpose: str) -> int:
    """The number (64 bits, signed) of an advisory lock; the server has one set a database."""
    digest = hashlib.sha256(f"guidegraph {purpose} {address.schema}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _write(address: Address) -> bytes:
    """Begin a change, and wait for another's; what it committed is seen by each statement."""
    return (
        f"BEGIN; SET LOCAL lock_timeout = '{WRITING}s'; "
        f"SELECT pg_advisory_xact_lock({key_of(address, 'writing')}); SET LOCAL lock_timeout = 0"
    ).encode()


_BEGINNINGS: Final[dict[str, Callable[[Address], bytes]]] = {
    "BEGIN": lambda _: b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "BEGIN IMMEDIATE": _write,
}

_ENDS: Final = frozenset({"COMMIT", "ROLLBACK"})


def connect(address: Address, *, patience: float = 0.0) -> psycopg.Connection[Row]:
    """A connection to a library's database, in autocommit mode; it is tried for `patience` seconds.

    Raises:
        Gone: the server does not answer. LibraryError: it refuses, or lacks pgvector.
    """
    end = time.monotonic() + patience
    waiting = False
    while True:
        try:
            link: psycopg.Connection[Row] = psycopg.connect(
                address.database,
                autocommit=True,
                row_factory=_rows,
                connect_timeout=10,
                keepalives_idle=30,
                application_name="guidegraph",
                client_encoding="UTF8",
            )
            _settle(link, address)
        except psycopg.OperationalError as error:
            if _refused(error):
                raise LibraryError(
                    f"{address}: PostgreSQL refuses ({words_of(error)}); check user, password and "
                    "database"
                ) from error
            if time.monotonic() >= end:
                raise gone(address, error) from error
            if not waiting:
                _log.warning("%s: PostgreSQL does not answer; waiting until it is back", address)
                waiting = True
            time.sleep(PAUSE)
        except psycopg.ProgrammingError:  # whose words may hold a part of the password
            raise LibraryError(
                f"{address}: no address that PostgreSQL understands; write what is special in a "
                "user or password as %40 for @"
            ) from None
        else:
            return link


def _refused(error: psycopg.OperationalError) -> bool:
    """Whether a server answered and will give the same answer again."""
    said = str(error)
    return "FATAL" in said and not re.search(
        "starting up|shutting down|recovery|too many|slots", said
    )


def _settle(link: psycopg.Connection[Row], address: Address) -> None:
    """Let names mean the library's tables, and vectors come and go as their bytes."""
    found = link.execute(
        "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname = 'vector'"
    ).fetchone()
    home = found[0] if found is not None else "public"
    link.execute(
        sql.SQL("SET search_path = {}, {}").format(
            sql.Identifier(address.schema), sql.Identifier(home)
        )
    )
    # A change is open while its documents are read and embedded: minutes without a statement.
    link.execute("SET idle_in_transaction_session_timeout = 0")
    kind = TypeInfo.fetch(link, "vector")
    if kind is not None:
        dumper = type("_OfVector", (_VectorDumper,), {"oid": kind.oid})
        link.adapters.register_dumper(Vector, dumper)
        link.adapters.register_loader(kind.oid, _VectorLoader)


# -- what goes wrong -------------------------------------------------------------------------


def gone(address: Address, error: Exception) -> Gone:
    """The error for a server that went away, or never answered."""
    return Gone(
        f"{address}: PostgreSQL does not answer ({words_of(error)}); what was not finished is not "
        "kept and all else is as it was: try again when it is back"
    )


def told(address: Address, error: psycopg.Error) -> Exception:
    """What the server says, as ours; an error that can only be our own mistake stays what it is."""
    said = words_of(error)
    if isinstance(error, errors.SerializationFailure):  # a replica had to go on without us
        return gone(address, error).in_the_midst()
    if isinstance(error, errors.LockNotAvailable):
        return Unwritable(f"{address}: another change is being written; try again when it is done")
    if isinstance(error, _UNWRITABLE):
        return Unwritable(
            f"{address}: cannot be written ({said}); the library is what it was: check the "
            "server's disk and the user's rights, and try again"
        )
    if isinstance(error, _DAMAGED):
        return Damaged(
            f"{address}: damaged ({said}); put back what pg_dump saved of its schema "
            f"{address.schema}"
        )
    return error


_UNWRITABLE: Final = (
    errors.DiskFull,
    errors.OutOfMemory,
    errors.ReadOnlySqlTransaction,
    errors.InsufficientPrivilege,
    errors.QueryCanceled,
    errors.IoError,
)

_DAMAGED: Final = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.DataCorrupted,
    errors.IndexCorrupted,
)


def words_of(error: Exception) -> str:
    """What an error says, in one line."""
    return " ".join(str(error).split()) or type(error).__name__


# -- one at a time ---------------------------------------------------------------------------


@contextmanager
def alone(address: Address, *, notice: float, patience: float) -> Iterator[None]:
    """One change of a library at a time, among all machines; who waits long is told in the log.

    The lock is a connection of its own, and ends with it.

    Raises:
        Busy: another is still changing the library after `patience` seconds.
    """
    key = key_of(address, "changing")
    with connect(address) as link:
        if not _locked(link, key, min(notice, patience)):
            _log.warning(
                "%s: another program is changing this library; waiting until it is done", address
            )
            if not _locked(link, key, patience - notice):
                raise Busy(
                    f"{address}: another program is changing this library; try again when it is "
                    "done"
                )
        yield


def _locked(link: psycopg.Connection[Row], key: int, seconds: float) -> bool:
    """Whether the lock is ours, after waiting for it."""
    try:
        with link.transaction():  # the time limit is the transaction's, the lock the connection's
            link.execute(f"SET LOCAL lock_timeout = '{max(1, round(seconds * 1000))}ms'".encode())
            link.execute("SELECT pg_advisory_lock(%s)", (key,))
    except errors.LockNotAvailable:
        return False
    return True
