"""Ideas and edges of a library, from all of its units, written where they are not what they were.

Start reading at `relink`. What `kg.linking` finds depends on the set of units alone, so that the
same documents give the same graph in whatever order they were added.
"""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING, Final

import numpy as np

from answer import amend, lists, sidebyside
from answer import store as rows
from kg import linking, pairs, twins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.database import Connection


def relink(connection: Connection, model: str) -> None:
    """Compute ideas and edges from all units, and write what is another than it was."""
    collecting = gc.isenabled()
    gc.disable()  # a million records that all stay: looking through them takes a fifth of the time
    try:
        _relink(connection, model)
    finally:
        if collecting:
            gc.enable()


def _relink(connection: Connection, model: str) -> None:
    held = sidebyside.read(connection, model)
    found = connection.execute(
        "SELECT u.id, u.record, v.vector FROM units u "
        "JOIN unit_vectors v ON v.unit = u.id AND v.model = ? ORDER BY u.document, u.number",
        (model,),
    ).fetchall()
    units = [rows.load_unit(row["record"]) for row in found]
    texts = [unit.span.of(held.texts[unit.document]) for unit in units]
    names = [unit.name.of(held.texts[unit.document]) for unit in units]
    dimension = len(found[0]["vector"]) // 4 if found else 0
    vectors = rows.load_vectors(found, dimension) if found else np.zeros((0, 1), np.float32)
    linked = linking.link(
        units,
        texts,
        names,
        vectors,
        pairs.shipped(model),
        sections=[held.sections[unit.document][unit.passage] for unit in units],
        more=_other_vectors(connection, model, [row["id"] for row in found]),
        twin_documents=twins.find(held.sequences, held.passages),
        by_hand=amend.by_hand(connection, units, texts),
        held=lists.read(connection),
    )
    lists.write(connection, linked.lists)
    keys = [row["id"] for row in found]
    _write(connection, linked, keys)


def _write(connection: Connection, linked: linking.Linked, keys: Sequence[int]) -> None:
    """Write ideas and edges; `keys` are the row ids of the units.

    Only rows that are others than they were: most stay what they are when a document comes.
    """
    ideas = [
        (idea.id, idea.kind.value, idea.name, idea.language, idea.sources) for idea in linked.ideas
    ]
    mentions = [(keys[unit], idea.id) for idea in linked.ideas for unit in idea.mentions]
    edges = [
        (
            edge.source,
            edge.relation.value,
            edge.target,
            edge.score,
            json.dumps(edge.evidence.signals),
            keys[edge.evidence.source_mention],
            keys[edge.evidence.target_mention],
        )
        for edge in linked.edges
    ]
    dependent = [(document, min(group)) for group in linked.groups for document in sorted(group)]
    tables: dict[str, Sequence[tuple[object, ...]]] = {
        "ideas": ideas,
        "mentions": mentions,
        "edges": edges,
        "dependent": dependent,
    }
    gone = {}
    for table, new in tables.items():
        old = set(map(tuple, connection.execute(f"SELECT * FROM {table}")))  # noqa: S608 - own words
        _put(connection, table, [row for row in new if row not in old])
        kept = {row[: KEYS[table]] for row in new}
        gone[table] = [row[: KEYS[table]] for row in old if row[: KEYS[table]] not in kept]
    for table in reversed(tables):  # an idea takes its mentions with it
        _delete(connection, table, gone[table])


KEYS: Final = {"ideas": 1, "mentions": 1, "edges": 3, "dependent": 1}
"""Columns of each table's key; they are the first."""


def _put(connection: Connection, table: str, new: Sequence[tuple[object, ...]]) -> None:
    if not new:
        return
    names = _columns(connection, table)
    key, values = ", ".join(names[: KEYS[table]]), names[KEYS[table] :]
    connection.executemany(
        f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))}) "  # noqa: S608 - own words
        f"ON CONFLICT ({key}) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in values),
        new,
    )


def _delete(connection: Connection, table: str, keys: Sequence[tuple[object, ...]]) -> None:
    if not keys:
        return
    names = _columns(connection, table)[: KEYS[table]]
    wanted = " AND ".join(f"{name} = ?" for name in names)
    connection.executemany(f"DELETE FROM {table} WHERE {wanted}", keys)  # noqa: S608 - own words


def _columns(connection: Connection, table: str) -> list[str]:
    found = connection.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608 - own words
    return [column[0] for column in found.description]


def _other_vectors(
    connection: Connection, model: str, keys: Sequence[int]
) -> tuple[NDArray[np.float32], ...]:
    """The other models' vectors of the units `keys`, rows of zeros where a model has none."""
    place = {key: row for row, key in enumerate(keys)}
    others = []
    for name, dimension in connection.execute(
        "SELECT name, dimension FROM models WHERE name != ? ORDER BY position", (model,)
    ).fetchall():
        vectors = np.zeros((len(keys), dimension), np.float32)
        for key, vector in connection.execute(
            "SELECT unit, vector FROM unit_vectors WHERE model = ?", (name,)
        ):
            vectors[place[key]] = np.frombuffer(vector, np.float32)
        others.append(vectors)
    return tuple(others)
