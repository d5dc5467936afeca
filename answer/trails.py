"""Trails: ideas, paths and quotations that a trainer collects under a name, orders and annotates.

Start reading at `create` and `add_idea`. A trail keeps what it holds by its words
(`answer.places`), so that it outlives the documents' being read again; `answer.revisit` says what
has become of each entry. What was before a change is kept, so that `undo` can take it back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, cast

from answer import journal
from answer.errors import BadTrail, NotFound
from answer.places import Place, nearest, place_of, same_words
from answer.store import next_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from answer.library import Library
    from answer.snapshot import Snapshot
    from index.database import Connection, Row
    from kg.records import Edge, Idea

LONGEST_NAME: Final = 120
"""Characters of a name: it is a title and stands in lists."""

LONGEST_NOTE: Final = 4_000
"""Characters of a note: about two pages, what is longer belongs in a document."""

MENTIONS: Final = 8
"""Mentions kept of an idea, by which it is found again; few ideas have more."""

KEPT: Final = 200
"""Changes that can be taken back; a course has some dozens of entries."""


class Form(StrEnum):
    """What an entry is."""

    IDEA = "idea"
    PATH = "path"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Kept:
    """An idea as it was when it was collected; the first place is the mention that names it."""

    id: str
    name: str
    kind: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An edge of a path: `source` `relation` `target`, which the path takes `forward` or back."""

    source: Place
    relation: str
    target: Place
    forward: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `number` is its own for good.

    An idea has one of `ideas`, a path its ideas in order and a step between each two of them, a
    quotation one of `places`.
    """

    number: int
    form: Form
    note: str = ""
    ideas: tuple[Kept, ...] = ()
    steps: tuple[Step, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Trail:
    """A named, ordered collection; `id` stays when it is renamed."""

    id: int
    name: str
    note: str = ""
    entries: tuple[Entry, ...] = ()

    def entry(self, number: int) -> Entry:
        """An entry by its number.

        Raises:
            NotFound: there is none.
        """
        for entry in self.entries:
            if entry.number == number:
                return entry
        raise NotFound(f"{self.name}: no entry {number}; `guidegraph trail show` has the numbers")


# -- reading ---------------------------------------------------------------------------------


def listed(library: Library) -> tuple[Trail, ...]:
    """All trails, by name."""
    return tuple(_load(row) for row in library.store.rows("SELECT * FROM trails ORDER BY name"))


def get(library: Library, name: str) -> Trail:
    """A trail by name.

    Raises:
        NotFound: there is none.
    """
    found = library.store.rows("SELECT * FROM trails WHERE name = ?", same_words(name))
    if not found:
        raise NotFound(f"{name}: no trail of this name; `guidegraph trail list` shows them")
    return _load(found[0])


def _load(row: Row) -> Trail:
    record: dict[str, Any] = json.loads(row["record"])
    return _trail(row["id"], row["name"], record)


def _trail(identifier: int, name: str, record: dict[str, Any]) -> Trail:
    entries = tuple(
        Entry(
            number=one["number"],
            form=Form(one["form"]),
            note=one["note"],
            ideas=tuple(
                Kept(idea["id"], idea["name"], idea["kind"], tuple(map(Place.of, idea["places"])))
                for idea in one["ideas"]
            ),
            steps=tuple(
                Step(Place.of(s["source"]), s["relation"], Place.of(s["target"]), s["forward"])
                for s in one["steps"]
            ),
            places=tuple(map(Place.of, one["places"])),
        )
        for one in record["entries"]
    )
    return Trail(identifier, name, record["note"], entries)


def _record(trail: Trail) -> dict[str, Any]:
    return {
        "note": trail.note,
        "entries": [
            {
                "number": entry.number,
                "form": entry.form.value,
                "note": entry.note,
                "ideas": [
                    {
                        "id": idea.id,
                        "name": idea.name,
                        "kind": idea.kind,
                        "places": [place.form() for place in idea.places],
                    }
                    for idea in entry.ideas
                ],
                "steps": [
                    {
                        "source": step.source.form(),
                        "relation": step.relation,
                        "target": step.target.form(),
                        "forward": step.forward,
                    }
                    for step in entry.steps
                ],
                "places": [place.form() for place in entry.places],
            }
            for entry in trail.entries
        ],
    }


# -- changing --------------------------------------------------------------------------------


def create(library: Library, name: str, note: str = "") -> Trail:
    """A new trail.

    Raises:
        BadTrail: the name is empty, too long, or taken.
    """
    wanted = _named(name)
    with library.store.alone(), library.store.transaction() as connection:
        _free(connection, wanted)
        # Ids are never used again: a deleted trail may come back.
        identifier = connection.execute(
            "SELECT coalesce(max(used), 0) + 1 FROM "
            "(SELECT id AS used FROM trails UNION ALL SELECT trail FROM trail_changes) AS ids"
        ).fetchone()[0]
        trail = Trail(identifier, wanted, _noted(note))
        _write(connection, trail)
        _remember(library, trail, f"made {wanted}", None)
    return trail


def add_idea(library: Library, name: str, idea: str, note: str = "") -> Entry:
    """Add an idea, by id or words (then the nearest).

    Raises:
        NotFound: no such trail, or no idea is near to the words.
    """
    found = library.find_ideas(idea, 1)
    if not found:
        raise NotFound(f"{idea}: no idea is near to this")
    kept = _kept(library.snapshot(), found[0])
    return _add(library, name, Entry(0, Form.IDEA, _noted(note), ideas=(kept,)))


def add_path(library: Library, name: str, start: str, end: str, note: str = "") -> Entry:
    """Add the way from one idea to another (ids or words), as it is now.

    Raises:
        NotFound: no such trail or idea, or nothing connects the two.
    """
    view = library.snapshot()
    edges = library.path(start, end)
    here = library.find_ideas(start, 1)[0].id
    if not edges:
        raise BadTrail(f"{start}: both ends are the same idea; add the idea itself")
    ideas, steps = [_kept(view, view.ideas[here])], []
    for edge in edges:
        forward = edge.source == here
        here = edge.target if forward else edge.source
        ideas.append(_kept(view, view.ideas[here]))
        steps.append(_step(view, edge, forward=forward))
    entry = Entry(0, Form.PATH, _noted(note), ideas=tuple(ideas), steps=tuple(steps))
    return _add(library, name, entry)


def add_quotation(
    library: Library, name: str, quote: str, *, document: str | None = None, note: str = ""
) -> Entry:
    """Add words as they stand in a document (white space aside).

    Raises:
        NotFound: no such trail, or no document has the words. BadTrail: several documents have.
    """
    names = [document] if document is not None else [info.name for info in library.documents()]
    found = []
    for one in names:
        read = library.document(one)
        span = nearest(read.text, quote, 0)
        if span is not None:
            found.append((one, Place(read.source, span.of(read.text), span.start)))
    if not found:
        where = f"not in {document}" if document else "in no document of the library"
        raise NotFound(f"“{same_words(quote)}”: {where}; quote words as they stand there")
    if len(found) > 1:
        several = ", ".join(one for one, _ in found)
        raise BadTrail(f"“{same_words(quote)}”: stands in {several}; name one with --document")
    return _add(library, name, Entry(0, Form.QUOTATION, _noted(note), places=(found[0][1],)))


def remove(library: Library, name: str, number: int) -> Entry:
    """Take an entry out, by its number."""
    gone: list[Entry] = []

    def change(trail: Trail) -> Trail:
        gone.append(trail.entry(number))
        rest = tuple(entry for entry in trail.entries if entry.number != number)
        return replace(trail, entries=rest)

    _change(library, name, f"removed entry {number}", change)
    return gone[0]


def move(library: Library, name: str, number: int, position: int) -> Trail:
    """Put an entry at a position; 1 is the first, what is beyond the end is the last."""

    def change(trail: Trail) -> Trail:
        entry = trail.entry(number)
        rest = [one for one in trail.entries if one.number != number]
        rest.insert(max(position, 1) - 1, entry)
        return replace(trail, entries=tuple(rest))

    return _change(library, name, f"moved entry {number}", change)


def annotate(library: Library, name: str, note: str, number: int | None = None) -> Trail:
    """Set the note of an entry, or without a number that of the trail; "" takes it away."""
    text = _noted(note)

    def change(trail: Trail) -> Trail:
        if number is None:
            return replace(trail, note=text)
        noted = replace(trail.entry(number), note=text)
        return replace(
            trail,
            entries=tuple(noted if one.number == number else one for one in trail.entries),
        )

    what = "the note" if number is None else f"the note of entry {number}"
    return _change(library, name, f"changed {what}", change)


def rename(library: Library, name: str, new: str) -> Trail:
    """Give a trail another name.

    Raises:
        BadTrail: the name is empty, too long, or taken.
    """
    wanted = _named(new)
    return _change(library, name, f"renamed {name}", lambda trail: replace(trail, name=wanted))


def delete(library: Library, name: str) -> Trail:
    """Delete a trail; `undo` brings it back."""
    with library.store.alone(), library.store.transaction() as connection:
        trail = get(library, name)
        connection.execute("DELETE FROM trails WHERE id = ?", (trail.id,))
        _remember(library, trail, f"deleted {trail.name}", trail)
    return trail


def undo(library: Library, name: str | None = None) -> str:
    """Take the last change back, of one trail or of all; what it was, in words.

    A trail that was deleted is named by `name` as well.

    Raises:
        NotFound: nothing was changed. BadTrail: another trail has taken the name.
    """
    with library.store.alone(), library.store.transaction() as connection:
        row = _last(connection, same_words(name) if name is not None else None)
        if row is None:
            raise NotFound(f"{name}: nothing to take back" if name else "nothing to take back")
        former = json.loads(row["former"] or "null")
        if former is None:
            connection.execute("DELETE FROM trails WHERE id = ?", (row["trail"],))
        else:
            _free(connection, former["name"], row["trail"])
            _write(connection, _trail(row["trail"], former["name"], former))
        connection.execute("DELETE FROM trail_changes WHERE number = ?", (row["number"],))
        what = {"trail": [row["name"] or former["name"]], "did": [f"took back: {row['what']}"]}
        journal.note(library.store, journal.Part.TRAIL, what)
    return str(row["what"])


def _last(connection: Connection, name: str | None) -> Row | None:
    """The last change: of all trails, or of the one that has the name, or had it when deleted."""
    for row in connection.execute(
        "SELECT c.*, t.name AS name FROM trail_changes c LEFT JOIN trails t ON t.id = c.trail "
        "ORDER BY c.number DESC"
    ).fetchall():
        former = json.loads(row["former"])["name"] if row["former"] else None
        if name is None or name == (row["name"] or former):
            return cast("Row", row)
    return None


def _add(library: Library, name: str, entry: Entry) -> Entry:
    def change(trail: Trail) -> Trail:
        numbered = replace(entry, number=max((one.number for one in trail.entries), default=0) + 1)
        return replace(trail, entries=(*trail.entries, numbered))

    return _change(library, name, f"added {_article(entry.form)}", change).entries[-1]


def _article(form: Form) -> str:
    return f"an {form.value}" if form is Form.IDEA else f"a {form.value}"


def _change(library: Library, name: str, what: str, change: Callable[[Trail], Trail]) -> Trail:
    """One change of a trail, kept with what was before it."""
    with library.store.alone(), library.store.transaction() as connection:
        former = get(library, name)
        trail = change(former)
        _free(connection, trail.name, trail.id)
        _write(connection, trail)
        _remember(library, trail, what, former)
    return trail


def _write(connection: Connection, trail: Trail) -> None:
    connection.execute(
        "INSERT INTO trails VALUES (?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, record = excluded.record",
        (trail.id, trail.name, json.dumps(_record(trail), ensure_ascii=False)),
    )


def _remember(library: Library, trail: Trail, what: str, former: Trail | None) -> None:
    """Keep what was before a change of `trail`, and write the change to the journal."""
    connection = library.store.connection
    record = (
        json.dumps({"name": former.name, **_record(former)}, ensure_ascii=False) if former else None
    )
    number, now = next_number(connection, "trail_changes"), datetime.now(UTC)
    connection.execute(
        "INSERT INTO trail_changes VALUES (?, ?, ?, ?, ?)",
        (number, trail.id, now.isoformat(timespec="seconds"), what, record),
    )
    connection.execute(
        "DELETE FROM trail_changes WHERE number <= (SELECT max(number) FROM trail_changes) - ?",
        (KEPT,),
    )
    journal.note(library.store, journal.Part.TRAIL, {"trail": [trail.name], "did": [what]})


def _free(connection: Connection, name: str, identifier: int | None = None) -> None:
    row = connection.execute("SELECT id FROM trails WHERE name = ?", (name,)).fetchone()
    if row is not None and row["id"] != identifier:
        raise BadTrail(f"{name}: a trail has this name already; choose another")


def _named(name: str) -> str:
    wanted = same_words(name)
    if not wanted or len(wanted) > LONGEST_NAME:
        raise BadTrail(f"a trail's name has 1 to {LONGEST_NAME} characters, not {len(wanted)}")
    return wanted


def _noted(note: str) -> str:
    text = note.strip()
    if len(text) > LONGEST_NOTE:
        raise BadTrail(f"a note has at most {LONGEST_NOTE:,} characters, not {len(text):,}")
    return text


# -- what is kept ----------------------------------------------------------------------------


def _kept(view: Snapshot, idea: Idea) -> Kept:
    """An idea by its words: the mention that gives its name first."""
    units = sorted(
        idea.mentions,
        key=lambda unit: (same_words(view.name_of(unit)) != idea.name, place_of(view, unit).source),
    )
    places = tuple(place_of(view, unit) for unit in units[:MENTIONS])
    return Kept(idea.id, idea.name, idea.kind.value, places)


def _step(view: Snapshot, edge: Edge, *, forward: bool) -> Step:
    ends = edge.evidence.source_mention, edge.evidence.target_mention
    source, target = (place_of(view, end) for end in ends)
    return Step(source, edge.relation.value, target, forward)
