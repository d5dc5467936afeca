"""Places in documents that are told by their words, so that they are found again after re-reading.

Start reading at `Shelf.find`. A place is a quotation of a source; where it stood is only a hint. It
is found again wherever the same words (white space aside) stand in the document of that source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from answer import store as rows
from corpus.records import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from answer.snapshot import Snapshot
    from corpus.records import Document
    from index.database import Connection

ALIKE: Final = 65.0
"""Likeness (rapidfuzz's ratio, 0 to 100) from which words are another form of a quotation. In the
sample guidance 98 of 100 sentences have no other above 63 in their document; of those with three
words changed, 99 of 100 stay above 69."""

MOST: Final = 64
"""Documents held at once while places are looked for; a trail or a correction names a few."""


class State(StrEnum):
    """Whether the words of a place still stand in its document."""

    THERE = "there"
    CHANGED = "changed"
    GONE = "gone"
    NO_DOCUMENT = "no document"


@dataclass(frozen=True, slots=True)
class Place:
    """A quotation and where it was: `start` is a hint, `kind` that of the unit it was, or ""."""

    source: str
    quote: str
    start: int
    kind: str = ""

    def form(self) -> dict[str, Any]:
        """The place as JSON."""
        return {
            "source": self.source,
            "quote": self.quote,
            "start": self.start,
            "kind": self.kind,
        }

    @classmethod
    def of(cls, form: dict[str, Any]) -> Place:
        """The place that `form` wrote."""
        return cls(form["source"], form["quote"], int(form["start"]), form.get("kind", ""))


@dataclass(frozen=True, slots=True)
class Found:
    """Where a place is now: its words (white space aside), or what they became if `CHANGED`."""

    state: State
    document: str
    span: Span | None = None


def same_words(text: str) -> str:
    """`text` with single blanks: two quotations are the same words when this is equal."""
    return " ".join(text.split())


def occurrences(text: str, quote: str) -> Iterable[Span]:
    r"""Where the words of `quote` stand in `text`, white space aside.

    >>> list(occurrences("Ask\nfirst. Ask first.", "Ask first."))
    [Span(start=0, end=10), Span(start=11, end=21)]
    """
    words = quote.split()
    if not words:
        return
    for match in re.finditer(r"\s+".join(map(re.escape, words)), text):
        yield Span(match.start(), match.end())


def nearest(text: str, quote: str, start: int) -> Span | None:
    """The occurrence of `quote` that is nearest to `start`."""
    return min(
        occurrences(text, quote), key=lambda span: (abs(span.start - start), span), default=None
    )


def place_of(view: Snapshot, key: int) -> Place:
    """Where a unit stands, by its words."""
    unit = view.units[key]
    document = view.document(unit.document)
    return Place(document.source, unit.span.of(document.text), unit.span.start, unit.kind.value)


@dataclass(slots=True)
class Shelf:
    """The documents of a library's file, by source, each read once."""

    connection: Connection
    document: Callable[[str], Document | None] = field(init=False)

    def __post_init__(self) -> None:
        """Remember documents that were read."""

        @lru_cache(maxsize=MOST)
        def document(source: str) -> Document | None:
            row = self.connection.execute(
                "SELECT * FROM documents WHERE source = ?", (source,)
            ).fetchone()
            return rows.load_document(row) if row is not None else None

        self.document = document

    def find(self, place: Place) -> Found:
        """Where a place is now, as `THERE`, `GONE` or `NO_DOCUMENT`."""
        identifier = rows.document_id(place.source)
        document = self.document(place.source)
        if document is None:
            return Found(State.NO_DOCUMENT, identifier)
        span = nearest(document.text, place.quote, place.start)
        return Found(State.THERE if span is not None else State.GONE, identifier, span)

    def look(self, place: Place) -> Found:
        """Where a place is now; words that are gone are `CHANGED` where others are like them."""
        found = self.find(place)
        document = self.document(place.source)
        if found.state is not State.GONE or document is None:
            return found
        span = _like(document, place.quote)
        return Found(State.CHANGED, found.document, span) if span is not None else found


def _like(document: Document, quote: str) -> Span | None:
    """The passage or run of its sentences that is most like a quotation, if one is like it."""
    from rapidfuzz import fuzz, process

    words = same_words(quote)
    spans = [
        Span(passage.sentences[first].start, passage.sentences[last].end)
        for passage in document.passages
        for first in range(len(passage.sentences))
        for last in range(first, min(first + RUN, len(passage.sentences)))
    ]
    texts = [same_words(span.of(document.text)) for span in spans]
    best = process.extractOne(words, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return spans[best[2]] if best is not None else None


RUN: Final = 4
"""Sentences of a run: a unit seldom has more."""
