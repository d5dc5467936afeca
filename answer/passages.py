"""Which passages of a document are indexed, and as what they are embedded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.records import Form

if TYPE_CHECKING:
    from corpus.records import Document, Passage


def indexed(document: Document) -> list[tuple[int, Passage]]:
    """The passages that are embedded and searched, with their numbers.

    All but chrome, headings (they go with what stands under them) and passages without a letter.
    """
    return [
        (number, passage)
        for number, passage in enumerate(document.passages)
        if not passage.chrome
        and passage.form is not Form.HEADING
        and any(letter.isalpha() for letter in passage.span.of(document.text))
    ]


def embedded_text(document: Document, passage: Passage) -> str:
    """What is embedded for a passage: its nearest heading (else the title), and its words."""
    heading = passage.heading_path[-1] if passage.heading_path else document.title
    words_of = " ".join(passage.span.of(document.text).split())
    return f"{heading}. {words_of}" if heading and not words_of.startswith(heading) else words_of
