"""Who changed what in a library, and when. Start reading at `note` and `listed`.

Every change writes its line in its own transaction, so that there is none without a line and no
line without its change. SQLite itself refuses to change or delete one (`answer.schema`).
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from answer.actors import Actor
from answer.store import next_number

if TYPE_CHECKING:
    from answer.store import Store


_log = logging.getLogger("guidegraph.journal")

ALL: Final = 1 << 62
"""More lines than there can be."""


class Part(StrEnum):
    """What was changed."""

    DOCUMENTS = "documents"
    CORRECTION = "correction"
    TRAIL = "trail"
    QUESTIONS = "questions"
    GAP = "gap"
    REPAIR = "repair"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal; `revision` is the library's after the change.

    `what` has lists of words: sources `added`, `changed`, `removed` for documents; `corrected`,
    `trail` and `did`, `asked`, `noted`, `forgotten`, `did` for the others.
    """

    number: int
    at: str
    actor: Actor
    part: Part
    what: dict[str, list[str]]
    revision: str


def note(store: Store, part: Part, what: dict[str, list[str]]) -> None:
    """Write a line for the change that `store` is making."""
    connection, actor = store.connection, store.actor()
    revision = connection.execute(
        "SELECT revision FROM revisions ORDER BY number DESC LIMIT 1"
    ).fetchone()
    connection.execute(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            next_number(connection, "journal"),
            datetime.now(UTC).isoformat(timespec="seconds"),
            actor.name,
            actor.account,
            part.value,
            json.dumps({key: values for key, values in what.items() if values}, ensure_ascii=False),
            revision[0] if revision is not None else "",
        ),
    )
    _log.info("change", extra={"event": "change", "actor": actor.name, "part": part.value})


def listed(store: Store, most: int | None = None) -> tuple[Line, ...]:
    """The lines, the latest first; at most `most` of them."""
    found = store.rows(
        "SELECT * FROM journal ORDER BY number DESC LIMIT ?", ALL if most is None else most
    )
    return tuple(
        Line(
            row["number"],
            row["at"],
            Actor(row["actor"], row["account"]),
            Part(row["part"]),
            json.loads(row["what"]),
            row["revision"],
        )
        for row in found
    )


def form(line: Line) -> dict[str, Any]:
    """A line as `history --json` prints it."""
    return {
        "number": line.number,
        "at": line.at,
        "actor": line.actor.name,
        "account": line.actor.account,
        "part": line.part.value,
        "what": line.what,
        "revision": line.revision,
    }


def told(line: Line) -> str:
    """What was done, in words.

    >>> told(Line(1, "", Actor("anna"), Part.DOCUMENTS, {"added": ["/a/x.md", "/a/y.md"]}, ""))
    'added /a/x.md, /a/y.md'
    >>> told(Line(1, "", Actor("anna"), Part.TRAIL, {"trail": ["Day 2"], "did": ["a note"]}, ""))
    'trail Day 2: a note'
    """
    if line.part is Part.TRAIL:
        return f"trail {', '.join(line.what['trail'])}: {', '.join(line.what['did'])}"
    verbs = [
        f"{'' if key == 'did' else f'{key} '}{', '.join(values)}"
        for key, values in line.what.items()
    ]
    return "; ".join(verbs) or "read everything anew"
