"""The passages of a library as `kg.twins` sees them. Start reading at `read`.

Used when ideas are linked and when twins are shown, so that both know the same twins.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from answer import store as rows
from kg.twins import Passages

if TYPE_CHECKING:
    from index.database import Connection


@dataclass(frozen=True, slots=True)
class Held:
    """Indexed passages with the vectors of one model.

    `sequences` holds the rows of each document (by id) in reading order, `numbers` (n,) the
    place of each row's passage in `Document.passages`. `texts` are the documents' own, `sections`
    the section of every passage of each.
    """

    passages: Passages
    sequences: dict[str, list[int]]
    numbers: tuple[int, ...]
    texts: dict[str, str]
    sections: dict[str, list[int]]


def read(connection: Connection, model: str) -> Held:
    """All passages that `model` has vectors of."""
    found = connection.execute(
        "SELECT p.document, p.number, p.language, v.vector FROM passages p "
        "JOIN passage_vectors v ON v.passage = p.id AND v.model = ? ORDER BY p.document, p.number",
        (model,),
    ).fetchall()
    whole: dict[str, str] = {}
    spans: dict[str, list[list[int]]] = {}
    sections: dict[str, list[int]] = {}
    for row in connection.execute("SELECT id, text, structure FROM documents"):
        entries = json.loads(row["structure"])["passages"]
        whole[row["id"]] = row["text"]
        spans[row["id"]] = [entry["span"] for entry in entries]
        sections[row["id"]] = [entry["section"] for entry in entries]
    sequences: dict[str, list[int]] = {}
    texts = []
    for place, row in enumerate(found):
        sequences.setdefault(row["document"], []).append(place)
        start, end = spans[row["document"]][row["number"]]
        texts.append(whole[row["document"]][start:end])
    dimension = len(found[0]["vector"]) // 4 if found else 0
    vectors = rows.load_vectors(found, dimension) if found else np.zeros((0, 1), np.float32)
    return Held(
        Passages(vectors, texts, [row["language"] for row in found]),
        sequences,
        tuple(row["number"] for row in found),
        whole,
        sections,
    )
