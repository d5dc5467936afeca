"""A library's content at one revision, read once and shared by everything that answers.

Start reading at `take`. Ids of units and passages are those of the store's rows.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from answer import sidebyside
from answer import store as rows
from kg import graph as graphs
from kg.records import Edge, Evidence, Idea, Kind, Relation, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx
    from numpy.typing import NDArray

    from answer.sidebyside import Held
    from answer.store import Store
    from corpus.records import Document


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Units, ideas and edges of one revision.

    `digests` tells each unit's words as they were read (`answer.store.quote_digest`);
    `home` gives a unit's passage (as row id), `units_in` a passage's units, `idea_of` a unit's
    idea; `names` a document's name by its id; `families` the group of dependent documents that it
    is in; `held` reads the passages with their vectors. `Idea.mentions` and `Evidence` hold row
    ids of units.
    """

    revision: str
    units: Mapping[int, Unit]
    digests: Mapping[int, str]
    home: Mapping[int, int]
    units_in: Mapping[int, tuple[int, ...]]
    ideas: Mapping[str, Idea]
    idea_of: Mapping[int, str]
    edges: tuple[Edge, ...]
    graph: nx.MultiDiGraph
    names: Mapping[str, str]
    sources: Mapping[str, str]
    families: Mapping[str, str]
    positions: Mapping[int, int]
    vectors: NDArray[np.float32]
    document: Callable[[str], Document]
    held: Callable[[], Held]

    def name_of(self, unit: int) -> str:
        """A unit's own name."""
        found = self.units[unit]
        return found.name.of(self.document(found.document).text)

    def nearness(self, left: int, right: int) -> float:
        """Cosine of two units."""
        return float(self.vectors[self.positions[left]] @ self.vectors[self.positions[right]])

    def mention_for(self, idea: Idea, language: str, near: int) -> int:
        """The mention to show to a reader of `language`.

        `near` if it is in that language, else a mention that is, in a translation of the same
        document first; else `near`.
        """
        if self.units[near].language == language:
            return near
        family = self.families.get(self.units[near].document)
        others = [unit for unit in idea.mentions if self.units[unit].language == language]
        others.sort(key=lambda unit: (self.families.get(self.units[unit].document) != family, unit))
        return others[0] if others else near

    def twin_of(self, unit: int) -> int | None:
        """A mention of the same idea in another language, from a translation first."""
        idea = self.ideas.get(self.idea_of.get(unit, ""))
        if idea is None:
            return None
        here = self.units[unit]
        family = self.families.get(here.document)
        others = [other for other in idea.mentions if self.units[other].language != here.language]
        others.sort(
            key=lambda other: (self.families.get(self.units[other].document) != family, other)
        )
        return others[0] if others else None


def take(store: Store) -> Snapshot:
    """The snapshot of the store's present revision."""
    with store.reading():
        return _take(store)


def _take(store: Store) -> Snapshot:
    found = store.rows("SELECT id, document, record, digest FROM units ORDER BY id")
    units = {row["id"]: rows.load_unit(row["record"]) for row in found}
    home = _homes(store, units)
    units_in: dict[int, list[int]] = {}
    for key, passage in home.items():
        units_in.setdefault(passage, []).append(key)
    mentions: dict[str, list[int]] = {}
    for row in store.rows("SELECT unit, idea FROM mentions ORDER BY unit"):
        mentions.setdefault(row["idea"], []).append(row["unit"])
    ideas = {
        row["id"]: Idea(row["id"], Kind(row["kind"]), row["name"], row["language"],
                        tuple(mentions.get(row["id"], ())), row["sources"])
        for row in store.rows("SELECT * FROM ideas ORDER BY id")
    }  # fmt: skip
    edges = tuple(
        Edge(row["source"], Relation(row["relation"]), row["target"], row["score"],
             Evidence(tuple((name, weight) for name, weight in json.loads(row["signals"])),
                      row["source_unit"], row["target_unit"]))
        for row in store.rows("SELECT * FROM edges ORDER BY source, relation, target")
    )  # fmt: skip
    sources = {row["id"]: row["source"] for row in store.rows("SELECT id, source FROM documents")}
    short = rows.short_names(list(sources.values()))
    model = store.rows("SELECT name, dimension FROM models ORDER BY position LIMIT 1")
    vector_rows = store.rows(
        "SELECT unit, vector FROM unit_vectors WHERE model = ? ORDER BY unit",
        model[0]["name"] if model else "",
    )
    vectors = (
        rows.load_vectors(vector_rows, model[0]["dimension"])
        if vector_rows
        else np.zeros((0, 1), np.float32)
    )

    @lru_cache(maxsize=256)
    def document(identifier: str) -> Document:
        row = store.rows("SELECT * FROM documents WHERE id = ?", identifier)[0]
        return rows.load_document(row)

    @cache
    def held() -> Held:
        with store.lock:
            return sidebyside.read(store.connection, model[0]["name"] if model else "")

    return Snapshot(
        revision=current_revision(store),
        units=units,
        digests={row["id"]: row["digest"] for row in found},
        home=home,
        units_in={passage: tuple(keys) for passage, keys in units_in.items()},
        ideas=ideas,
        idea_of={unit: idea.id for idea in ideas.values() for unit in idea.mentions},
        edges=edges,
        graph=graphs.build(ideas.values(), edges),
        names={identifier: short[source] for identifier, source in sources.items()},
        sources=sources,
        families={row["document"]: row["family"] for row in store.rows("SELECT * FROM dependent")},
        positions={row["unit"]: position for position, row in enumerate(vector_rows)},
        vectors=vectors,
        document=document,
        held=held,
    )


def _homes(store: Store, units: Mapping[int, Unit]) -> dict[int, int]:
    """The indexed passage of each unit.

    A unit that a heading names begins in a passage that is not indexed: its home is the next one.
    """
    numbers: dict[str, list[int]] = {}
    for row in store.rows("SELECT document, number FROM passages ORDER BY document, number"):
        numbers.setdefault(row["document"], []).append(row["number"])
    found = {}
    for key, unit in units.items():
        own = numbers[unit.document]
        place = min(bisect_left(own, unit.passage), len(own) - 1)
        found[key] = rows.row_id(unit.document, "passage", own[place])
    return found


def current_revision(store: Store) -> str:
    """The revision written last; "empty" for a library without one."""
    found = store.rows("SELECT revision FROM revisions ORDER BY number DESC LIMIT 1")
    return str(found[0]["revision"]) if found else "empty"
