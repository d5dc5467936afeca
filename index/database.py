"""What Guidegraph asks of a database connection: that of `sqlite3`, and of PostgreSQL beside it.

The same SQL runs on both: `?` for parameters, `ON CONFLICT … DO UPDATE` for upserts, text compared
by its code points. Transactions are begun and ended by statements: `BEGIN` reads one state,
`BEGIN IMMEDIATE` writes, and waits for another writer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


class Row(Protocol):
    """A row: its columns in order, or by name."""

    def __getitem__(self, column: int | str, /) -> Any:  # noqa: ANN401 - what the database holds
        """A column."""

    def __iter__(self) -> Iterator[Any]:
        """The columns in order."""

    def __len__(self) -> int:
        """How many there are."""

    def keys(self) -> Any:  # noqa: ANN401 - a list, or what is like one
        """Their names in order."""


class Cursor(Protocol):
    """The rows of a query."""

    @property
    def rowcount(self) -> int:
        """Rows that a statement changed."""

    @property
    def description(self) -> Any:  # noqa: ANN401 - a sequence of columns, the name first
        """The columns, each a sequence that begins with its name."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row, or None
        """The next row."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left, one after the other."""


class Connection(Protocol):
    """A connection in autocommit mode."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, statement: str, parameters: Sequence[Any] = ..., /) -> Cursor:
        """Run one statement."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Any:  # noqa: ANN401
        """Run one statement for each of `rows`."""

    def close(self) -> None:
        """Close it."""


@runtime_checkable
class Placed(Protocol):
    """A connection that says where on this machine lies what is derived from its library."""

    @property
    def folder(self) -> Path:
        """The folder, which may be missing."""


class Vector(bytes):
    """A vector as the little-endian float32 bytes that are stored: a blob, or pgvector's type."""

    __slots__ = ()
