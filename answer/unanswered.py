"""Questions that the guidance does not answer, noted for those who write it.

Start reading at `note` and `listed`. A note stays until someone takes it off the list, whatever
happens to the documents; whether the question is answered by now is told by asking it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from answer import journal
from answer.errors import BadQuestion, NotFound
from answer.places import same_words

if TYPE_CHECKING:
    from answer.library import Library

LONGEST_NOTE: Final = 1_000
"""Characters of a note: some sentences on what is missing."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question as it was asked, what was noted with it, when, and at which revision."""

    question: str
    note: str
    at: str
    revision: str


def note(library: Library, question: str, text: str = "") -> Unanswered:
    """Note a question, or write another note to it; "" is no note.

    Raises:
        BadQuestion: there are no words, or the note is too long.
    """
    words, noted = same_words(question), text.strip()
    if not words:
        raise BadQuestion("the question is empty; tell the situation in a few words")
    if len(noted) > LONGEST_NOTE:
        raise BadQuestion(
            f"a note has at most {LONGEST_NOTE} characters, not {len(noted)}; write it shorter"
        )
    now = datetime.now(UTC).isoformat(timespec="seconds")
    made = Unanswered(words, noted, now, library.revision)
    _put(library, made)
    return made


def listed(library: Library) -> tuple[Unanswered, ...]:
    """All that are noted, the latest first."""
    found = library.store.rows("SELECT * FROM unanswered ORDER BY at DESC, question")
    return tuple(Unanswered(**dict(row)) for row in found)


def find(library: Library, question: str) -> Unanswered | None:
    """What was noted of a question, or None."""
    found = library.store.rows("SELECT * FROM unanswered WHERE question = ?", same_words(question))
    return Unanswered(**dict(found[0])) if found else None


def forget(library: Library, question: str) -> Unanswered:
    """Take a question off the list; `put_back` undoes it.

    Raises:
        NotFound: it is not on the list.
    """
    with library.store.alone(), library.store.transaction() as connection:
        former = find(library, question)
        if former is None:
            raise NotFound(f"{question}: is not on the list of unanswered questions")
        connection.execute("DELETE FROM unanswered WHERE question = ?", (former.question,))
        journal.note(library.store, journal.Part.GAP, {"forgotten": [former.question]})
    return former


def put_back(library: Library, former: Unanswered) -> None:
    """Put a question on the list as it stood there."""
    _put(library, former)


def _put(library: Library, one: Unanswered) -> None:
    with library.store.alone(), library.store.transaction() as connection:
        connection.execute(
            "INSERT INTO unanswered VALUES (?, ?, ?, ?) ON CONFLICT (question) "
            "DO UPDATE SET note = excluded.note, at = excluded.at, revision = excluded.revision",
            (one.question, one.note, one.at, one.revision),
        )
        journal.note(library.store, journal.Part.GAP, {"noted": [one.question]})
