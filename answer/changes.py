"""What changed between two revisions of a library, and which answers it changed.

Start reading at `changes`. What every change gained and lost is written down with it
(`answer.history`); here it is added up. What went is told by what was written when it came.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from answer import cases
from answer.errors import NotFound
from answer.history import PARTS, Key

if TYPE_CHECKING:
    from answer.cases import Change
    from answer.library import Library


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the log; `what` has the sources added, changed, removed, and corrections."""

    number: int
    revision: str
    at: str
    what: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one part gained and lost, each in the order of its documents or names."""

    gained: tuple[dict[str, str], ...] = ()
    lost: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from one revision to another.

    Units are `{source, kind, quote}`, ideas `{id, name, kind}`, edges `{from, relation, to,
    from_name, to_name}`. `answers` are the kept questions that were asked at both; None where
    one of the revisions was not examined.
    """

    former: Revision | None
    latter: Revision
    units: Part
    ideas: Part
    edges: Part
    answers: tuple[Change, ...] | None


def log(library: Library) -> tuple[Revision, ...]:
    """All revisions, oldest first."""
    found = library.store.rows("SELECT number, revision, at, what FROM revisions ORDER BY number")
    return tuple(
        Revision(row["number"], row["revision"], row["at"], json.loads(row["what"]))
        for row in found
    )


def changes(library: Library, former: str | None = None, latter: str | None = None) -> Changes:
    """What changed between two revisions: by default the last change, or since `former`.

    A revision is named by how it begins, or `empty` for the library before the first.

    Raises:
        NotFound: there is no such revision, or nothing is known of what lies between.
    """
    entries = log(library)
    if not entries:
        raise NotFound("the library has no revision yet; add documents with `guidegraph add`")
    end = _named(entries, latter) if latter is not None else entries[-1]
    if end is None:
        raise NotFound("the library was empty then; name a later revision")
    start = _named(entries, former) if former is not None else _before(entries, end)
    first, last = sorted((start.number if start is not None else 0, end.number))
    added = _added_up(library, first, last)
    turned = start is not None and start.number > end.number
    parts = {
        part: Part(lost, gained) if turned else Part(gained, lost)
        for part, (gained, lost) in added.items()
    }
    answers = None
    if start is not None and all(cases.results(library, one.revision) for one in (start, end)):
        answers = cases.compare(library, start.revision, end.revision)
    return Changes(start, end, parts["units"], parts["ideas"], parts["edges"], answers)


def _named(entries: tuple[Revision, ...], name: str) -> Revision | None:
    """The latest revision whose name begins so; None for "empty"."""
    if name == "empty":
        return None
    found = [one for one in entries if one.revision.startswith(name)] if name else []
    if not found:
        raise NotFound(f"{name}: no such revision; `guidegraph changes --log` shows them")
    if len({one.revision for one in found}) > 1:
        raise NotFound(f"{name}: several revisions begin so; give more letters")
    return found[-1]


def _before(entries: tuple[Revision, ...], end: Revision) -> Revision | None:
    earlier = [one for one in entries if one.number < end.number]
    return earlier[-1] if earlier else None


@dataclass(slots=True)
class _Sum:
    """Differences added up; `forms` tells of everything that ever came."""

    forms: dict[Key, dict[str, str]] = field(default_factory=dict)
    gained: set[Key] = field(default_factory=set)
    lost: set[Key] = field(default_factory=set)

    def add(self, difference: dict[str, Any]) -> None:
        """Add the next change."""
        for key in map(tuple, difference["lost"]):
            if key in self.gained:
                self.gained.remove(key)
            else:
                self.lost.add(key)
        for key in (tuple(key) for key, _ in difference["gained"]):
            if key in self.lost:
                self.lost.remove(key)
            else:
                self.gained.add(key)


def _added_up(
    library: Library, first: int, last: int
) -> dict[str, tuple[tuple[dict[str, str], ...], tuple[dict[str, str], ...]]]:
    """What came and went after the log's number `first` up to `last`, by part."""
    sums = {part: _Sum() for part in PARTS}
    for row in library.store.rows(
        "SELECT r.number, r.revision, d.record FROM revisions r LEFT JOIN differences d "
        "ON d.number = r.number WHERE r.number <= ? ORDER BY r.number",
        last,
    ):
        record = json.loads(zlib.decompress(row["record"])) if row["record"] else None
        inside = row["number"] > first
        if inside and (record is None or record["whole"]):
            raise NotFound(
                f"revision {row['revision']} was written by an earlier version, which kept no "
                "differences; name a later one (`guidegraph changes --log`)"
            )
        if record is None:
            continue
        for part in PARTS:
            for key, form in record[part]["gained"]:
                sums[part].forms[tuple(key)] = form
            if inside:
                sums[part].add(record[part])
    names = {key[0]: form["name"] for key, form in sums["ideas"].forms.items()}
    return {
        part: (
            _shown(part, one.gained, one.forms, names),
            _shown(part, one.lost, one.forms, names),
        )
        for part, one in sums.items()
    }


def _shown(
    part: str, keys: set[Key], forms: dict[Key, dict[str, str]], names: dict[str, str]
) -> tuple[dict[str, str], ...]:
    """Things as they are told, in the order of their documents or names."""
    if part == "edges":
        told = [
            {
                "from": key[0],
                "relation": key[1],
                "to": key[2],
                "from_name": names.get(key[0], ""),
                "to_name": names.get(key[2], ""),
            }
            for key in keys
        ]
    elif part == "ideas":
        told = [{"id": key[0], **forms.get(key, {})} for key in keys]
    else:
        told = [dict(forms.get(key, {})) for key in keys]
    return tuple(sorted(told, key=lambda one: (one.get("name", ""), *one.values())))
