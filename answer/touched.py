"""Which vectors have changed since a revision, as far as this connection did it.

Start reading at `watch`. SQLite itself writes down what changes (temporary triggers, gone with the
connection), so that nothing that changes vectors has to think of it. What another process did is
not known: then `since` says so, and whatever is derived from the vectors is made anew.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from index.database import Connection

_TABLES: Final = (
    """CREATE TEMP TABLE touched (
        part TEXT NOT NULL, id INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (part, id)
    ) WITHOUT ROWID""",
    "CREATE TEMP TABLE logged (number INTEGER PRIMARY KEY, revision TEXT NOT NULL)",
    """CREATE TEMP TRIGGER logging AFTER INSERT ON main.revisions
        BEGIN INSERT OR REPLACE INTO logged VALUES (new.number, new.revision); END""",
)

_TRIGGER: Final = (
    "CREATE TEMP TRIGGER {part}_{event} AFTER {event} ON main.{part}_vectors "
    "BEGIN INSERT OR REPLACE INTO touched VALUES ("
    "'{part}', {row}.{part}, (SELECT ifnull(max(number), 0) FROM main.revisions)); END"
)


def watch(connection: sqlite3.Connection) -> None:
    """Write down from now on what vectors `connection` changes."""
    for statement in _TABLES:
        connection.execute(statement)
    for part in ("passage", "unit"):
        for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
            connection.execute(_TRIGGER.format(part=part, event=event, row=row))


def since(connection: Connection, part: str, number: int, revision: str) -> list[int] | None:
    """The passages or units (ids, ascending) touched since the log stood at `number`.

    None where that is not known: it was not at this `revision` then, or another process has
    changed the library meanwhile; or it is on PostgreSQL.
    """
    if not isinstance(connection, sqlite3.Connection):
        return None
    stood = connection.execute(
        "SELECT revision FROM revisions WHERE number = ?", (number,)
    ).fetchone()
    if stood is None or stood[0] != revision:
        return None
    others = connection.execute(
        "SELECT count(*) FROM revisions r LEFT JOIN logged l ON l.number = r.number "
        "AND l.revision = r.revision WHERE r.number > ? AND l.number IS NULL",
        (number,),
    ).fetchone()[0]
    if others:
        return None
    found = connection.execute(
        "SELECT id FROM touched WHERE part = ? AND number >= ? ORDER BY id", (part, number)
    )
    return [row[0] for row in found]
