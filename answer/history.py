"""What each change of a library gained and lost, written down with it.

Start reading at `begin`, which comes before a change, and `note`, which comes after it.
`answer.changes` adds up what lies between two revisions.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from index.database import Connection

Key = tuple[str, ...]

PARTS: Final = ("units", "ideas", "edges")
"""What is compared."""

QUERIES: Final = {
    "units": "SELECT document, kind, digest, min(id) AS id FROM units GROUP BY 1, 2, 3",
    "ideas": "SELECT id FROM ideas",
    "edges": "SELECT source, relation, target FROM edges",
}
"""The keys of each part: a unit is its document, kind and words, wherever they stand in it."""

KEYS: Final = {"units": 3, "ideas": 1, "edges": 3}
"""Columns of a key."""


@dataclass(frozen=True, slots=True)
class State:
    """The keys that a library has; of units with a row each."""

    keys: dict[str, dict[Key, int]]


def _state(connection: Connection) -> State:
    return State(
        {
            part: {
                tuple(row)[: KEYS[part]]: int(row[3]) if part == "units" else 0
                for row in connection.execute(QUERIES[part])
            }
            for part in PARTS
        }
    )


def begin(connection: Connection) -> State:
    """What is there before a change, to be handed to `note`.

    Where a former version changed the library last, which wrote nothing down, all that is there
    is written down first, so that it can be told when it goes.
    """
    state = _state(connection)
    last = connection.execute("SELECT max(number) FROM revisions").fetchone()[0]
    known = connection.execute("SELECT count(*) FROM differences WHERE number = ?", (last,))
    if last is not None and not known.fetchone()[0]:
        _write(connection, last, State({part: {} for part in PARTS}), state, whole=True)
    return state


def note(connection: Connection, number: int, before: State) -> None:
    """Write down what the change that led to the log's `number` gained and lost."""
    _write(connection, number, before, _state(connection))


def _write(
    connection: Connection,
    number: int,
    before: State,
    after: State,
    *,
    whole: bool = False,
) -> None:
    record: dict[str, Any] = {"whole": whole}
    for part in PARTS:
        old, new = before.keys[part], after.keys[part]
        gained = sorted(key for key in new if key not in old)
        forms = _forms(connection, part, [(key, new[key]) for key in gained])
        record[part] = {
            "gained": [[key, form] for key, form in zip(gained, forms, strict=True)],
            "lost": sorted(key for key in old if key not in new),
        }
    data = zlib.compress(json.dumps(record, ensure_ascii=False).encode())
    connection.execute(
        "INSERT INTO differences VALUES (?, ?) "
        "ON CONFLICT (number) DO UPDATE SET record = excluded.record",
        (number, data),
    )


def _forms(
    connection: Connection, part: str, gained: list[tuple[Key, int]]
) -> list[dict[str, str]]:
    """What is written of things that came, so that they can be told when they have gone."""
    if part == "edges":
        return [{} for _ in gained]
    if part == "ideas":
        names = dict(connection.execute("SELECT id, name FROM ideas").fetchall())
        kinds = dict(connection.execute("SELECT id, kind FROM ideas").fetchall())
        return [{"name": names[key[0]], "kind": kinds[key[0]]} for key, _ in gained]
    texts: dict[str, tuple[str, str]] = {}
    forms = []
    for key, row in gained:
        if key[0] not in texts:
            texts[key[0]] = tuple(
                connection.execute(
                    "SELECT source, text FROM documents WHERE id = ?", (key[0],)
                ).fetchone()
            )
        source, text = texts[key[0]]
        record = connection.execute("SELECT record FROM units WHERE id = ?", (row,)).fetchone()[0]
        start, end = json.loads(record)["span"]
        forms.append({"source": source, "kind": key[1], "quote": text[start:end]})
    return forms
