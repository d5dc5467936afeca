"""A connection to a library on PostgreSQL with pgvector, and one writer at a time.

Start reading at `Link.execute`. `Link` behaves as a connection of `sqlite3` (`index.database`), so
that all that reads and writes rows is the same for both. Two things are PostgreSQL's own:

- who writes takes an advisory lock, which the server gives back when the writer is gone (`alone`);
- a connection that is lost is made anew (`Link.execute`): what only reads is asked again, a change
  is taken back by the server, and of one whose end was not heard it is asked what became of it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from contextlib import closing, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

from answer.errors import Busy, Gone, LibraryError, Unwritable
from answer.pgconnect import PAUSE, connect, gone, told, unknown, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from answer.pgconnect import Row
    from answer.whereabouts import Address

RETURN: Final = 30.0
"""Seconds to wait for a server that is gone: one that is started anew takes a few."""

WRITING: Final = 60
"""Seconds to wait for another's transaction, as SQLite does."""

_log: Final = logging.getLogger(__name__)


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
        if statement == "COMMIT":
            return self._commit()
        if statement == "ROLLBACK":
            return self._roll_back()
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
            raise (gone if self._link.closed else told)(self.address, error) from error

    def _return(self) -> None:
        """Connect anew, as soon as the server is back."""
        self._link = connect(self.address, patience=RETURN)

    def _begin(self, statement: str) -> None:
        if self._within:
            raise errors.ActiveSqlTransaction("a transaction is open already")
        try:
            self._ask(lambda link: link.execute(_BEGINNINGS[statement](self.address)),
                              again=True)  # fmt: skip
            if statement == "BEGIN IMMEDIATE":
                _require_turn(self.address)
        except BaseException:
            if not self._link.closed and self._link.info.transaction_status:
                self._link.execute("ROLLBACK")
            raise
        self._within = True

    def _commit(self) -> None:
        """End a change, which is kept.

        Raises:
            Gone: the server went away, and nothing is kept, or nobody knows.
        """
        number = self._number()
        try:
            self._link.execute(b"COMMIT")
        except psycopg.Error as error:
            if not self._link.closed:
                raise told(self.address, error) from error
            if number is not None and not self._kept(number, error):
                raise gone(self.address, error) from error
        self._within = False

    def _roll_back(self) -> None:
        """Give a transaction up; where the server is gone, it has done so by itself."""
        self._within = False
        try:
            self._link.execute(b"ROLLBACK")
        except psycopg.Error as error:
            if not self._link.closed:
                raise told(self.address, error) from error

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

    def _kept(self, number: int, lost: psycopg.Error) -> bool:
        """Whether a transaction whose end was not heard is kept: ask the server, once it is back.

        Raises:
            Gone: it is not back in time, or cannot say.
        """
        try:
            self._return()
            end = time.monotonic() + RETURN
            while (status := self._status(number)) == "in progress" and time.monotonic() < end:
                time.sleep(PAUSE)
        except errors.InvalidParameterValue:
            return False  # no such number: the server fell before it wrote any of it down
        except (LibraryError, psycopg.Error) as error:
            raise unknown(self.address, lost) from error
        if status not in {"committed", "aborted"}:
            raise unknown(self.address, lost)
        return status == "committed"

    def _status(self, number: int) -> str | None:
        """`committed`, `aborted` or `in progress`; None where it was too long ago."""
        query = "SELECT pg_xact_status(CAST(CAST(%s AS text) AS xid8))"
        row = self._link.execute(query, (number,)).fetchone()
        return row[0] if row is not None else None


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

# -- one at a time ---------------------------------------------------------------------------


_turns: Final[ContextVar[dict[tuple[str, str], psycopg.Connection[Row]]]] = ContextVar("_turns")
"""The connections that keep others from changing a library, by its database and schema."""


@contextmanager
def alone(address: Address, *, notice: float, patience: float) -> Iterator[None]:
    """One change of a library at a time, among all machines; who waits long is told in the log.

    The lock is a connection of its own, and ends with it, perhaps before its holder is done. So a
    change that begins to write looks whether it still has it (`_require_turn`), and who gets it
    waits first for what is being written: then nobody writes what follows from an older state.

    Raises:
        Busy: another is still changing the library after `patience` seconds.
    """
    key, end = key_of(address, "changing"), time.monotonic() + patience
    with closing(connect(address)) as link:
        link.execute("SET idle_session_timeout = 0")  # it does nothing else for minutes
        if not _locked(link, address, key, min(notice, patience)):
            _log.warning(
                "%s: another program is changing this library; waiting until it is done", address
            )
            if not _locked(link, address, key, patience - notice):
                raise busy(address)
        if not _locked(link, address, key_of(address, "writing"), end - time.monotonic(), "_xact"):
            raise busy(address)
        turn = _turns.set({**_turns.get({}), (address.database, address.schema): link})
        try:
            yield
        finally:
            _turns.reset(turn)


def busy(address: Address) -> Busy:
    """The error for who has waited long enough."""
    return Busy(f"{address}: another program is changing this library; try again when it is done")


def _require_turn(address: Address) -> None:
    """Raise `Gone` where the connection that keeps others from changing the library was lost."""
    link = _turns.get({}).get((address.database, address.schema))
    if link is None:
        return
    try:
        link.execute("SELECT 1")
    except psycopg.Error as error:
        raise Gone(
            f"{address}: the connection that keeps others from changing this library was lost "
            f"({words_of(error)}); nothing of this change is kept: make it again"
        ) from error


def _locked(
    link: psycopg.Connection[Row], address: Address, key: int, seconds: float, until: str = ""
) -> bool:
    """Whether the lock is ours, after waiting for it; with `_xact` it is given back at once."""
    limit = f"SET LOCAL lock_timeout = '{max(1, round(seconds * 1000))}ms'"
    try:
        with link.transaction():  # the time limits are the transaction's, the lock the connection's
            link.execute("SET LOCAL statement_timeout = 0")
            link.execute(limit.encode())
            link.execute(f"SELECT pg_advisory{until}_lock(%s)".encode(), (key,))
    except errors.LockNotAvailable:
        return False
    except psycopg.Error as error:
        raise (gone if link.closed else told)(address, error) from error
    return True
