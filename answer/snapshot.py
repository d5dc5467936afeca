"""A library's content at one revision, read once and shared by everything that answers.

Start reading at `take`. Ids of units and passages are those of the store's rows.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from answer import store as rows
from kg import graph as graphs
from kg import ideas as ideas_of
from kg.records import Edge, Evidence, Idea, Kind, Relation, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    from answer.sidebyside import Held
    from answer.store import Store
    from corpus.records import Document
    from index.database import Row


LARGE: Final = 50_000
"""Units from which their vectors are not read before somebody wants all of them: an answer wants
a few pairs, and 50,000 take 80 MB."""

SOME: Final = 500
"""Vectors that are read one by one before all are read at once: a first answer wants a few."""

_KINDS: Final = {one.value: one for one in Kind}
_RELATIONS: Final = {one.value: one for one in Relation}
"""Looked up in a tenth of the time that making one of its value takes."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Units, ideas and edges of one revision.

    `digests` tells each unit's words as they were read (`answer.store.quote_digest`);
    `text` reads a document's text and no more, `leaning` how much a unit's name leans on what
    stands before it (`kg.ideas.leaning`); `home` gives a unit's passage (as row id), `units_in` a
    passage's units, `idea_of` a unit's idea; `names` a document's name by its id; `families` the
    group of dependent documents that it
    is in; `meaning` reads the units' vectors, with the row of each, `vector` that of one; `held`
    reads the passages with their vectors; `linked` makes the whole graph, `at` the edges by their
    ends: an answer wants no more. `Idea.mentions` and `Evidence` hold row ids of units.
    """

    revision: str
    units: Mapping[int, Unit]
    digests: Mapping[int, str]
    home: Mapping[int, int]
    units_in: Mapping[int, tuple[int, ...]]
    ideas: Mapping[str, Idea]
    idea_of: Mapping[int, str]
    edges: tuple[Edge, ...]
    linked: Callable[[], nx.MultiDiGraph]
    at: Callable[[], Mapping[str, tuple[Edge, ...]]]
    names: Mapping[str, str]
    sources: Mapping[str, str]
    families: Mapping[str, str]
    meaning: Callable[[], tuple[Mapping[int, int], NDArray[np.float32]]]
    vector: Callable[[int], NDArray[np.float32]]
    document: Callable[[str], Document]
    text: Callable[[str], str]
    leaning: Callable[[int], int]
    held: Callable[[], Held]

    @property
    def graph(self) -> nx.MultiDiGraph:
        """Ideas and edges as `kg.graph` sees them."""
        return self.linked()

    def incident(
        self, idea: str, relations: AbstractSet[Relation] | None = None
    ) -> tuple[Edge, ...]:
        """The edges at an idea, in both directions, strongest first."""
        return graphs.strongest(self.at().get(idea, ()), relations)

    def name_of(self, unit: int) -> str:
        """A unit's own name."""
        found = self.units[unit]
        return found.name.of(self.text(found.document))

    def document_of(self, unit: int) -> str:
        """The id of the document that a unit is of."""
        if isinstance(self.units, Units):
            return self.units.document(unit)
        return self.units[unit].document

    def nearness(self, left: int, right: int) -> float:
        """Cosine of two units."""
        return float(self.vector(left) @ self.vector(right))

    @property
    def positions(self) -> Mapping[int, int]:
        """The row of each unit in `vectors`."""
        return self.meaning()[0]

    @property
    def vectors(self) -> NDArray[np.float32]:
        """The first model's vectors (n, dim) of all units."""
        return self.meaning()[1]

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


class Units(Mapping[int, Unit]):
    """Units by their row ids. Each is read from its record when it is first wanted.

    A question wants some hundreds of them, whatever the size of the library.
    """

    def __init__(self, records: dict[int, str]) -> None:
        """Of the JSON `records` of `answer.store.dump_unit`."""
        self._held: dict[int, str | Unit] = dict(records)

    def __getitem__(self, key: int) -> Unit:
        """The unit; raises `KeyError`."""
        found = self._held[key]
        if isinstance(found, str):
            found = self._held[key] = rows.load_unit(found)
        return found

    def document(self, key: int) -> str:
        """The id of a unit's document, for which its record need not be read: it stands first."""
        found = self._held[key]
        return found.split('"', 4)[3] if isinstance(found, str) else found.document

    def __iter__(self) -> Iterator[int]:
        """The ids, ascending."""
        return iter(self._held)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._held)

    def __contains__(self, key: object) -> bool:
        """Whether there is a unit of this id."""
        return key in self._held


def take(store: Store) -> Snapshot:
    """The snapshot of the store's present revision."""
    with store.reading():
        return _take(store)


def _take(store: Store) -> Snapshot:
    found = store.rows("SELECT id, document, passage, record, digest FROM units ORDER BY id")
    units = Units({row["id"]: row["record"] for row in found})
    home = _homes(store, found)
    units_in: dict[int, list[int]] = {}
    for key, passage in home.items():
        units_in.setdefault(passage, []).append(key)
    mentions: dict[str, list[int]] = {}
    for row in store.rows("SELECT unit, idea FROM mentions ORDER BY unit"):
        mentions.setdefault(row["idea"], []).append(row["unit"])
    ideas = {
        row["id"]: Idea(row["id"], _KINDS[row["kind"]], row["name"], row["language"],
                        tuple(mentions.get(row["id"], ())), row["sources"])
        for row in store.rows("SELECT * FROM ideas ORDER BY id")
    }  # fmt: skip
    idea_of = {unit: idea.id for idea in ideas.values() for unit in idea.mentions}
    edges = tuple(
        Edge(row["source"], _RELATIONS[row["relation"]], row["target"], row["score"],
             Evidence(tuple((name, weight) for name, weight in json.loads(row["signals"])),
                      row["source_unit"], row["target_unit"]))
        for row in store.rows("SELECT * FROM edges ORDER BY source, relation, target")
    )  # fmt: skip
    sources = {row["id"]: row["source"] for row in store.rows("SELECT id, source FROM documents")}
    short = rows.short_names(list(sources.values()))
    model = store.rows("SELECT name, dimension FROM models ORDER BY position LIMIT 1")
    name, dimension = (model[0]["name"], model[0]["dimension"]) if model else ("", 1)

    meaning, vector = _vectors(store, name, dimension, large=len(units) >= LARGE)

    @lru_cache(maxsize=256)
    def document(identifier: str) -> Document:
        row = store.rows("SELECT * FROM documents WHERE id = ?", identifier)[0]
        return rows.load_document(row)

    @lru_cache(maxsize=256)
    def text(identifier: str) -> str:
        found = store.rows("SELECT text FROM documents WHERE id = ?", identifier)
        return str(found[0]["text"])

    @lru_cache(maxsize=100_000)  # a question weighs some 600 units of 200 documents
    def leaning(unit: int) -> int:
        idea = ideas.get(idea_of.get(unit, ""))
        if idea is not None and len(idea.mentions) == 1:  # then it has this unit's own name
            return ideas_of.leaning(idea.name)
        return ideas_of.leaning(units[unit].name.of(text(units[unit].document)))

    @cache
    def held() -> Held:
        from answer import sidebyside

        with store.lock:
            return sidebyside.read(store.connection, name)

    return Snapshot(
        revision=current_revision(store),
        units=units,
        digests={row["id"]: row["digest"] for row in found},
        home=home,
        units_in={passage: tuple(keys) for passage, keys in units_in.items()},
        ideas=ideas,
        idea_of=idea_of,
        edges=edges,
        linked=cache(lambda: graphs.build(ideas.values(), edges)),
        at=cache(lambda: graphs.by_end(edges)),
        names={identifier: short[source] for identifier, source in sources.items()},
        sources=sources,
        families={row["document"]: row["family"] for row in store.rows("SELECT * FROM dependent")},
        meaning=meaning,
        vector=vector,
        document=document,
        text=text,
        leaning=leaning,
        held=held,
    )


def _vectors(
    store: Store, model: str, dimension: int, *, large: bool
) -> tuple[
    Callable[[], tuple[Mapping[int, int], NDArray[np.float32]]],
    Callable[[int], NDArray[np.float32]],
]:
    """`Snapshot.meaning` and `Snapshot.vector`; what is not `large` is soon read whole."""

    @cache
    def meaning() -> tuple[Mapping[int, int], NDArray[np.float32]]:
        found = store.rows(
            "SELECT unit, vector FROM unit_vectors WHERE model = ? ORDER BY unit", model
        )
        positions = {row["unit"]: position for position, row in enumerate(found)}
        return positions, rows.load_vectors(found, dimension)

    @lru_cache(maxsize=4096)
    def fetched(unit: int) -> NDArray[np.float32]:
        found = store.rows(
            "SELECT vector FROM unit_vectors WHERE model = ? AND unit = ?", model, unit
        )
        own: NDArray[np.float32] = rows.load_vectors(found, dimension)[0]
        return own

    def vector(unit: int) -> NDArray[np.float32]:
        if large or fetched.cache_info().misses < SOME:
            return fetched(unit)
        positions, vectors = meaning()
        own: NDArray[np.float32] = vectors[positions[unit]]
        return own

    return meaning, vector


def _homes(store: Store, units: Sequence[Row]) -> dict[int, int]:
    """The indexed passage of each unit (rows with id, document and passage).

    A unit that a heading names begins in a passage that is not indexed: its home is the next one.
    """
    numbers: dict[str, list[int]] = {}
    keys: dict[str, list[int]] = {}
    for key, document, number in map(
        tuple, store.rows("SELECT id, document, number FROM passages ORDER BY document, number")
    ):
        numbers.setdefault(document, []).append(number)
        keys.setdefault(document, []).append(key)
    found = {}
    for unit in units:
        document = unit["document"]
        own = numbers[document]
        found[unit["id"]] = keys[document][min(bisect_left(own, unit["passage"]), len(own) - 1)]
    return found


def current_revision(store: Store) -> str:
    """The revision written last; "empty" for a library without one."""
    found = store.rows("SELECT revision FROM revisions ORDER BY number DESC LIMIT 1")
    return str(found[0]["revision"]) if found else "empty"
