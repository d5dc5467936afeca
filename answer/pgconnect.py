"""A connection to PostgreSQL with pgvector, as rows and vectors come by it, and its errors as ours.

Start reading at `connect`; what `answer.postgres` makes of a connection comes after it.
"""

from __future__ import annotations

import logging
import re
import time
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import psycopg
from psycopg import errors, sql
from psycopg.adapt import Dumper, Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Format
from psycopg.types import TypeInfo

from answer.errors import Damaged, Gone, LibraryError, Unwritable
from answer.whereabouts import UNREADABLE
from index.database import Vector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from answer.whereabouts import Address

PAUSE: Final = 0.2
"""Seconds between two looks whether a server is back."""

USUAL: Final[dict[str, str | int | None]] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "application_name": "guidegraph",
}
"""What libpq is told where the address says nothing else (seconds)."""

_log: Final = logging.getLogger(__name__)


def connect(address: Address, *, patience: float = 0.0) -> psycopg.Connection[Row]:
    """A connection to a library's database, in autocommit mode; it is tried for `patience` seconds.

    Raises:
        Gone: the server does not answer. LibraryError: it refuses, or nobody understands the
            address.
    """
    options = _options(address)
    end = time.monotonic() + patience
    waiting = False
    while True:
        try:
            return _connected(address, options)
        except psycopg.OperationalError as error:
            if _LASTING.search(str(error)):
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


_LASTING: Final = re.compile(
    "authentication failed|no password supplied|does not exist|no pg_hba.conf entry|"
    "not permitted to log in|permission denied for database"
)
"""What will be the same at the next try. All else is waited for: a server that starts, stops or has
no room says so in its own language, and a pooler before it in words of its own."""


def _options(address: Address) -> str:
    """What libpq is told: what is usual, then what the address says, then what must be."""
    try:
        said = conninfo_to_dict(address.database)
    except psycopg.ProgrammingError:  # whose words may hold a part of the password
        raise LibraryError(f"{address}: {UNREADABLE}") from None
    return make_conninfo("", **{**USUAL, **said, "client_encoding": "UTF8"})


def _connected(address: Address, options: str) -> psycopg.Connection[Row]:
    link: psycopg.Connection[Row] = psycopg.connect(options, autocommit=True, row_factory=_rows)
    try:
        _settle(link, address)
    except BaseException:
        link.close()
        raise
    return link


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


# -- rows and vectors ------------------------------------------------------------------------


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


# -- what goes wrong -------------------------------------------------------------------------


def gone(address: Address, error: Exception) -> Gone:
    """The error for a server that went away, or never answered."""
    return Gone(
        f"{address}: PostgreSQL does not answer ({words_of(error)}); what was not finished is not "
        "kept and all else is as it was: try again when it is back"
    )


def unknown(address: Address, error: Exception) -> Gone:
    """The error for a change whose end was not heard, and of which nobody says what became."""
    return Gone(
        f"{address}: PostgreSQL went away just when a change was finished ({words_of(error)}); "
        "whether it is kept is not known: look before you make it again"
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
