"""Ideas and edges of a library, computed from all of its units and written in place of the old.

Start reading at `relink`. What `kg.linking` finds depends on the set of units alone, so that the
same documents give the same graph in whatever order they were added.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from answer import amend, sidebyside
from answer import store as rows
from kg import linking, pairs, twins

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.records import Unit


def relink(connection: sqlite3.Connection, model: str) -> None:
    """Compute ideas and edges from all units, and write them in place of the old ones."""
    found = connection.execute(
        "SELECT u.id, u.record, v.vector, d.text, d.structure, u.document FROM units u "
        "JOIN unit_vectors v ON v.unit = u.id AND v.model = ? "
        "JOIN documents d ON d.id = u.document "
        "ORDER BY u.document, u.number",
        (model,),
    ).fetchall()
    units = [rows.load_unit(row["record"]) for row in found]
    texts = [unit.span.of(row["text"]) for unit, row in zip(units, found, strict=True)]
    names = [unit.name.of(row["text"]) for unit, row in zip(units, found, strict=True)]
    sections = _sections(units, found)
    dimension = len(found[0]["vector"]) // 4 if found else 0
    vectors = rows.load_vectors(found, dimension) if found else np.zeros((0, 1), np.float32)
    held = sidebyside.read(connection, model)
    linked = linking.link(
        units,
        texts,
        names,
        vectors,
        pairs.shipped(model),
        sections=sections,
        more=_other_vectors(connection, model, [row["id"] for row in found]),
        twin_documents=twins.find(held.sequences, held.passages),
        by_hand=amend.by_hand(connection, units, texts),
    )
    for table in ("mentions", "edges", "ideas", "dependent"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of four own words
    connection.executemany(
        "INSERT INTO ideas VALUES (?, ?, ?, ?, ?)",
        [
            (idea.id, idea.kind.value, idea.name, idea.language, idea.sources)
            for idea in linked.ideas
        ],
    )
    connection.executemany(
        "INSERT INTO mentions VALUES (?, ?)",
        [(found[unit]["id"], idea.id) for idea in linked.ideas for unit in idea.mentions],
    )
    connection.executemany(
        "INSERT INTO edges VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                edge.source,
                edge.relation.value,
                edge.target,
                edge.score,
                json.dumps(edge.evidence.signals),
                found[edge.evidence.source_mention]["id"],
                found[edge.evidence.target_mention]["id"],
            )
            for edge in linked.edges
        ],
    )
    connection.executemany(
        "INSERT INTO dependent VALUES (?, ?)",
        [(document, min(group)) for group in linked.groups for document in sorted(group)],
    )


def _other_vectors(
    connection: sqlite3.Connection, model: str, keys: Sequence[int]
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


def _sections(units: Sequence[Unit], found: Sequence[sqlite3.Row]) -> list[int]:
    passages: dict[str, list[int]] = {}
    for row in found:
        if row["document"] not in passages:
            structure = json.loads(row["structure"])
            passages[row["document"]] = [entry["section"] for entry in structure["passages"]]
    return [passages[unit.document][unit.passage] for unit in units]
