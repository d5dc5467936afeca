"""The records of the corpus: what reading, cleaning and splitting a file give.

All offsets are half-open, in Unicode code points of `Document.text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points.

    >>> Span(2, 5).of("abcdefg")
    'cde'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The part of `text` that this span covers."""
        return text[self.start : self.end]


class Form(StrEnum):
    """The form that a passage has on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    QUOTATION = "quotation"
    CODE = "code"


class OriginUnit(StrEnum):
    """What an origin counts in: a file's bytes, a PDF's pages, a DOCX file's paragraphs."""

    BYTE = "byte"
    PAGE = "page"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of a document's text stands in the original file.

    `BYTE`: `place` is the first byte, `length` the number of bytes.
    `PAGE` and `PARAGRAPH`: `place` is the page or paragraph (from 0, in the reader's order),
    `offset` the first character in it, `length` the number of characters.
    """

    span: Span
    unit: OriginUnit
    place: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page as a reader found it, before sections and sentences are known.

    `level` is a heading's (1 is the highest) or an item's depth (0 is the outermost).
    `marker` is an item's number or bullet as it stands in the text, outside of `span`.
    `chrome` is empty, or says why this is no guidance ("menu", "hashtags", "repeated block", …).
    """

    span: Span
    form: Form
    level: int = 0
    marker: str = ""
    chrome: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gives: text, its way back to the file, and the markup's structure.

    `blocks` is None where the format has none (plain text); they are in order and don't overlap.
    """

    text: str
    title: str
    media_type: str
    origins: tuple[Origin, ...]
    blocks: tuple[Block, ...] | None


class SectionRole(StrEnum):
    """What a section is: under a heading, the answers to a question, or one contributed answer."""

    TOP = "top"
    HEADING = "heading"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; sections nest by `parent` (index, -1 for the top)."""

    role: SectionRole
    span: Span
    heading: Span | None
    level: int
    parent: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words: `span` excludes the marks; `attribution` is the author named beside them.

    A quotation with an attribution is someone's saying, not a wording to use.
    """

    span: Span
    attribution: Span | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, list item, table row or quotation: what is embedded, searched and cited.

    `section` indexes `Document.sections`; `heading_path` holds the headings above, outermost first.
    `title` is an item's own short name ("Seek supervision" in "- Seek supervision: Discuss …").
    `parent` is the index of the passage that this one belongs to (the item above a quotation,
    the item that a sub-item explains, the sentence that announces a list), or -1.
    `sentences` cover everything in the passage that is not white space.
    `chrome` is empty, or says why the passage is not indexed.
    """

    span: Span
    form: Form
    section: int
    heading_path: tuple[str, ...]
    language: str
    sentences: tuple[Span, ...]
    quotations: tuple[Quotation, ...] = ()
    title: Span | None = None
    marker: str = ""
    parent: int = -1
    chrome: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One source file as read: `text[start:end]` is what every citation quotes.

    `source` is the path or address it was added from; `language` an ISO 639-1 code, or "und".
    """

    source: str
    title: str
    language: str
    sha256: str
    media_type: str
    text: str
    origins: tuple[Origin, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
