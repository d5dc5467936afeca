"""Corrections by hand, applied to the units that extraction found and to how they are grouped.

Start reading at `apply`. What extraction found is kept beside what it became (`extracted`), so
that a correction can be taken back without reading anything again. All is written anew from the
list of corrections: the outcome depends on documents and corrections, not on what came first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final

from answer import store as rows
from answer.places import Place, Shelf, same_words
from kg import byhand
from kg.records import Kind, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.records import Document, Span
    from index.database import Connection, Row
    from index.models import Embedder


class What(StrEnum):
    """What a correction does."""

    KIND = "kind"
    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of a person; `number` counts up in the order of deciding.

    `groups` holds one group of places for a kind (each is of `kind`) and for a merge (all say
    the same), two for a split (no place of one says the same as one of the other).
    """

    number: int
    at: str
    what: What
    groups: tuple[tuple[Place, ...], ...]
    kind: Kind | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """All places, in order."""
        return tuple(place for group in self.groups for place in group)

    def record(self) -> str:
        """What is stored beside number, time and what it does."""
        return json.dumps(
            {
                "kind": self.kind.value if self.kind is not None else None,
                "groups": [[place.form() for place in group] for group in self.groups],
            },
            ensure_ascii=False,
        )


def read(connection: Connection) -> tuple[Correction, ...]:
    """All corrections, oldest first."""
    found = connection.execute("SELECT * FROM corrections ORDER BY number").fetchall()
    return tuple(_correction(row) for row in found)


def _correction(row: Row) -> Correction:
    record: dict[str, Any] = json.loads(row["record"])
    return Correction(
        number=row["number"],
        at=row["at"],
        what=What(row["what"]),
        groups=tuple(tuple(Place.of(form) for form in group) for group in record["groups"]),
        kind=Kind(record["kind"]) if record["kind"] else None,
    )


def state(connection: Connection) -> list[list[str]]:
    """What of the corrections decides over the library: their content in order, without times."""
    return [[one.what.value, one.record()] for one in read(connection)]


# -- kinds -----------------------------------------------------------------------------------

ADDED: Final = 1 << 40
"""Numbers of units that a person added start here: above all that extraction counts up to."""

LONGEST: Final = 1 << 20
"""Code points of a unit at most, for the number of an added one (start and length)."""


@dataclass(slots=True)
class _Held:
    """A document's units while corrections are applied: by row id, `was` as extraction found it."""

    document: Document
    identifier: str
    was: dict[int, tuple[int, Unit, str]] = field(default_factory=dict)
    now: dict[int, Unit] = field(default_factory=dict)


def apply(connection: Connection, load_embedders: Callable[[], Sequence[Embedder]]) -> None:
    """Make the units what the corrections say, in an open transaction; `connect.relink` follows.

    The models are only opened for a unit that a person added and that has no vectors yet.
    """
    _put_back(connection)
    shelf = Shelf(connection)
    held: dict[str, _Held] = {}
    for correction in read(connection):
        for place in correction.places if correction.kind is not None else ():
            document = shelf.document(place.source)
            if document is None or correction.kind is None:
                continue
            if place.source not in held:
                held[place.source] = _hold(connection, document)
            _set_kind(held[place.source], shelf, place, correction.kind)
    wanted = [(one, _distinct(one)) for one in held.values()]
    _drop_added(connection, {key for _, now in wanted for key in now})
    for one, now in wanted:
        _write(connection, one, now, load_embedders)


def _put_back(connection: Connection) -> None:
    """Units as extraction found them; those that a person added stay for now."""
    for row in connection.execute("SELECT * FROM extracted").fetchall():
        unit = rows.load_unit(row["record"])
        there = connection.execute(
            "UPDATE units SET kind = ?, record = ? WHERE id = ?",
            (unit.kind.value, row["record"], row["unit"]),
        )
        if there.rowcount:
            continue
        connection.execute(
            "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                row["unit"],
                row["document"],
                row["number"],
                unit.passage,
                unit.kind.value,
                row["record"],
                row["digest"],
            ),
        )
        connection.execute(
            "INSERT INTO unit_vectors SELECT unit, model, vector FROM extracted_vectors "
            "WHERE unit = ?",
            (row["unit"],),
        )
    connection.execute("DELETE FROM extracted")


def _hold(connection: Connection, document: Document) -> _Held:
    identifier = rows.document_id(document.source)
    held = _Held(document, identifier)
    for row in connection.execute(
        "SELECT id, number, record, digest FROM units WHERE document = ? AND number < ? "
        "ORDER BY number",
        (identifier, ADDED),
    ):
        unit = rows.load_unit(row["record"])
        held.was[row["id"]] = (row["number"], unit, row["digest"])
        held.now[row["id"]] = unit
    return held


def _set_kind(held: _Held, shelf: Shelf, place: Place, kind: Kind) -> None:
    key = choose(held.now, held.document.text, place)
    if key is not None:
        held.now[key] = byhand.with_kind(held.now[key], held.document, kind)
        return
    span = shelf.find(place).span
    if span is None or kind is Kind.CONTEXT or span.end - span.start >= LONGEST:
        return
    unit = byhand.written(held.document, held.identifier, span, kind)
    if unit is not None:
        held.now[rows.row_id(held.identifier, "unit", _number(span))] = unit


def choose(units: dict[int, Unit], text: str, place: Place) -> int | None:
    """The unit (by row id) with the words of a place: of its kind first, then the nearest."""
    words = same_words(place.quote)
    same = [key for key, unit in units.items() if same_words(unit.span.of(text)) == words]
    return min(
        same,
        key=lambda key: (
            units[key].kind.value != place.kind,
            abs(units[key].span.start - place.start),
            key,
        ),
        default=None,
    )


def _number(span: Span) -> int:
    """The number of an added unit in its document, made from its span."""
    return ADDED + span.start * LONGEST + span.end - span.start


def _distinct(held: _Held) -> dict[int, Unit]:
    """The units that there are: no context, and one for each span and kind."""
    distinct: dict[tuple[Span, Kind], int] = {}
    for key, unit in held.now.items():
        if unit.kind is not Kind.CONTEXT:
            distinct.setdefault((unit.span, unit.kind), key)
    return {key: held.now[key] for key in distinct.values()}


def _drop_added(connection: Connection, wanted: set[int]) -> None:
    added = connection.execute("SELECT id FROM units WHERE number >= ?", (ADDED,)).fetchall()
    connection.executemany(
        "DELETE FROM units WHERE id = ?", [(row["id"],) for row in added if row["id"] not in wanted]
    )


def _write(
    connection: Connection,
    held: _Held,
    now: dict[int, Unit],
    load_embedders: Callable[[], Sequence[Embedder]],
) -> None:
    """Write a document's units as they are `now`, and keep what extraction had found."""
    for key, (number, was, digest) in held.was.items():
        if now.get(key) == was:
            continue
        connection.execute(
            "INSERT INTO extracted VALUES (?, ?, ?, ?, ?)",
            (key, held.identifier, number, rows.dump_unit(was), digest),
        )
        if key in now:
            connection.execute(
                "UPDATE units SET kind = ?, record = ? WHERE id = ?",
                (now[key].kind.value, rows.dump_unit(now[key]), key),
            )
            continue
        connection.execute(
            "INSERT INTO extracted_vectors SELECT unit, model, vector FROM unit_vectors "
            "WHERE unit = ?",
            (key,),
        )
        connection.execute("DELETE FROM units WHERE id = ?", (key,))
    for key, unit in now.items():
        if key not in held.was:
            _add(connection, key, unit, held.document.text, load_embedders)


def _add(
    connection: Connection,
    key: int,
    unit: Unit,
    text: str,
    load_embedders: Callable[[], Sequence[Embedder]],
) -> None:
    said = unit.span.of(text)
    there = connection.execute(
        "UPDATE units SET kind = ?, record = ? WHERE id = ?",
        (unit.kind.value, rows.dump_unit(unit), key),
    )
    if there.rowcount:
        return
    connection.execute(
        "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            unit.document,
            _number(unit.span),
            unit.passage,
            unit.kind.value,
            rows.dump_unit(unit),
            rows.quote_digest(said),
        ),
    )
    for embedder in load_embedders():
        if embedder.languages is None or unit.language in embedder.languages:
            vector = embedder.encode_passages([same_words(said)])[0]
            connection.execute(
                "INSERT INTO unit_vectors VALUES (?, ?, ?)",
                (key, embedder.name, rows.dump_vector(vector)),
            )


# -- ideas -----------------------------------------------------------------------------------


def by_hand(
    connection: Connection, units: Sequence[Unit], texts: Sequence[str]
) -> list[tuple[tuple[int, int], bool]]:
    """What was said of pairs of `units` (by index): whether they are one idea, oldest first."""
    corrections = [one for one in read(connection) if one.what is not What.KIND]
    if not corrections:
        return []
    wanted = {
        (rows.document_id(place.source), same_words(place.quote))
        for one in corrections
        for place in one.places
    }
    places: dict[tuple[str, str], list[int]] = {}
    for index, (unit, text) in enumerate(zip(units, texts, strict=True)):
        key = (unit.document, same_words(text))
        if key in wanted:
            places.setdefault(key, []).append(index)
    said: list[tuple[tuple[int, int], bool]] = []
    for one in corrections:
        groups = [sorted(_indices(group, units, places)) for group in one.groups]
        if one.what is What.MERGE:
            said += [(pair, True) for pair in combinations(groups[0], 2)]
        else:
            said += [((a, b), False) for a, b in product(groups[0], groups[1]) if a != b]
    return said


def _indices(
    group: Sequence[Place], units: Sequence[Unit], places: dict[tuple[str, str], list[int]]
) -> set[int]:
    """The units of a group's places; a place without a unit is passed over."""
    found = set()
    for place in group:
        same = places.get((rows.document_id(place.source), same_words(place.quote)), [])
        if same:
            found.add(
                min(
                    same,
                    key=lambda index: (
                        units[index].kind.value != place.kind,
                        abs(units[index].span.start - place.start),
                        index,
                    ),
                )
            )
    return found
