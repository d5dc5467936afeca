"""A file's bytes to a document, and a span of it back to the file. Start reading at `parse`."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus import origins
from corpus.cleaning import mark_chrome
from corpus.decoding import decode
from corpus.language import detect
from corpus.quotations import find_quotations
from corpus.reading import read
from corpus.records import (
    Block,
    Document,
    Form,
    OriginUnit,
    Passage,
    Reading,
    Section,
    SectionRole,
    Span,
)
from corpus.sentences import split_sentences
from corpus.splitting import split
from corpus.structure import find_blocks

if TYPE_CHECKING:
    from corpus.origins import Place

_MARKUP = ("text/html",)


def parse(source: str, data: bytes) -> Document:
    r"""Read a file's bytes, mark what is no guidance, and split the rest.

    The same name and bytes give the same document.

    >>> document = parse("visits.txt", b"Home visits\n\nRing before you come, and be on time.\n")
    >>> document.title, document.language, document.passages[1].heading_path
    ('Home visits', 'en', ('Home visits',))

    Raises `Unreadable`.
    """
    reading = read(source, data)
    blocks = _blocks(reading)
    language, sections, passages = split(reading.text, blocks)
    return Document(
        source=source,
        title=reading.title or _title(reading.text, blocks) or PurePath(source).stem,
        language=language,
        sha256=sha256(data).hexdigest(),
        media_type=reading.media_type,
        text=reading.text,
        origins=reading.origins,
        sections=sections,
        passages=passages,
    )


def from_text(source: str, text: str, title: str = "", language: str | None = None) -> Document:
    """Make a document of one passage, with sentences and quotations but no structure.

    `title` stands as its heading path, and is no part of the text. `language` is detected where
    it is None. An empty text gives a document without passages.
    """
    language = detect(text) if language is None else language
    data = text.encode(errors="surrogatepass")
    trimmed = text.strip()
    start = text.find(trimmed)
    span = Span(start, start + len(trimmed))
    quotations = find_quotations(text, span)
    passage = Passage(
        span=span,
        form=Form.PARAGRAPH,
        section=0,
        heading_path=(title,) if title else (),
        language=language,
        sentences=split_sentences(text, span, language=language, quotations=quotations),
        quotations=quotations,
    )
    return Document(
        source=source,
        title=title,
        language=language,
        sha256=sha256(data).hexdigest(),
        media_type="text/plain",
        text=text,
        origins=origins.of_lines(text, "utf-8", 0, len(data)),
        sections=(Section(SectionRole.TOP, Span(0, len(text)), None, 0, -1),),
        passages=(passage,) if trimmed else (),
    )


def original(document: Document, data: bytes, span: Span) -> list[Place]:
    """Lead a span back to its places in the file's bytes, exactly, with words for each.

    Bytes of a text file or web page, characters of a PDF's page or a DOCX file's paragraph.
    """
    found = origins.locate(document.origins, span)
    if any(origin.unit is OriginUnit.BYTE for origin in found):
        markup = document.media_type in _MARKUP
        charset = decode(document.source, data, markup=markup).charset
        found = tuple(origins.exact(origin, span, data, charset) for origin in found)
    return [origins.place_of(origin, data) for origin in found]


def _blocks(reading: Reading) -> tuple[Block, ...]:
    if reading.blocks is not None:
        return mark_chrome(reading.text, reading.blocks)
    blocks = mark_chrome(reading.text, find_blocks(reading.text))
    for number, block in enumerate(blocks):
        if not block.chrome:
            if block.form is Form.HEADING:  # the first thing that the text says is its title
                return (*blocks[:number], replace(block, level=1), *blocks[number + 1 :])
            break
    return blocks


def _title(text: str, blocks: tuple[Block, ...]) -> str:
    """Give the first heading's words, "" where there is none."""
    for block in blocks:
        if block.form is Form.HEADING and not block.chrome:
            return " ".join(block.span.of(text).split())
    return ""
