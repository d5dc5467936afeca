"""A document as JSON, and back. Start reading at `dump` and `load`.

`structure` is the part that a library keeps beside the text. `load` reads what another process
wrote, and so checks every offset before anything uses it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus.records import (
    Document,
    Form,
    Origin,
    OriginUnit,
    Passage,
    Quotation,
    Section,
    SectionRole,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_FORMS = {one.value: one for one in Form}
_UNITS = {one.value: one for one in OriginUnit}
_ROLES = {one.value: one for one in SectionRole}
"""Looked up in a tenth of the time that making one of its value takes: a page has hundreds."""


def structure(document: Document) -> dict[str, Any]:
    """A document's origins, sections and passages as JSON values."""
    return {
        "origins": [[*o.span, o.unit.value, o.place, o.offset, o.length] for o in document.origins],
        "sections": [
            [s.role.value, *s.span, s.heading, s.level, s.parent] for s in document.sections
        ],
        "passages": [asdict(passage) for passage in document.passages],
    }


def with_structure(
    entry: dict[str, Any],
    *,
    source: str,
    title: str,
    language: str,
    sha256: str,
    media_type: str,
    text: str,
) -> Document:
    """The document whose `structure` is `entry`."""
    return Document(
        source=source,
        title=title,
        language=language,
        sha256=sha256,
        media_type=media_type,
        text=text,
        origins=tuple(
            Origin(Span(start, end), _UNITS[unit], place, offset, length)
            for start, end, unit, place, offset, length in entry["origins"]
        ),
        sections=tuple(
            Section(_ROLES[role], Span(start, end), _span(heading), level, parent)
            for role, start, end, heading, level, parent in entry["sections"]
        ),
        passages=tuple(_passage(one) for one in entry["passages"]),
    )


def dump(document: Document) -> bytes:
    """The whole document but for its source and digest, as UTF-8 with lone surrogates kept."""
    entry = {
        "title": document.title,
        "language": document.language,
        "media_type": document.media_type,
        "text": document.text,
        **structure(document),
    }
    written = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")


def load(data: bytes, *, source: str, sha256: str) -> Document:
    r"""The document that `dump` wrote.

    >>> load(b'{"title": 7}', source="a.txt", sha256="")
    Traceback (most recent call last):
    ValueError: no document: KeyError: 'language'

    Raises:
        ValueError: it is no document, or an offset leads out of it.
    """
    try:
        entry = json.loads(data.decode("utf-8", "surrogatepass"))
        document = with_structure(
            entry,
            source=source,
            title=entry["title"],
            language=entry["language"],
            sha256=sha256,
            media_type=entry["media_type"],
            text=entry["text"],
        )
        _check(document)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"no document: {type(error).__name__}: {error}") from error
    return document


def _passage(entry: dict[str, Any]) -> Passage:
    return Passage(
        span=Span(*entry["span"]),
        form=_FORMS[entry["form"]],
        section=entry["section"],
        heading_path=tuple(entry["heading_path"]),
        language=entry["language"],
        sentences=tuple(map(Span._make, entry["sentences"])),
        quotations=tuple(
            Quotation(Span(*quotation["span"]), _span(quotation["attribution"]))
            for quotation in entry["quotations"]
        ),
        title=_span(entry["title"]),
        marker=entry["marker"],
        parent=entry["parent"],
        chrome=entry["chrome"],
    )


def _span(pair: Sequence[int] | None) -> Span | None:
    return Span(*pair) if pair is not None else None


def _check(document: Document) -> None:
    words = [document.title, document.language, document.media_type, document.text]
    numbers: list[int] = []
    for origin in document.origins:
        numbers += [origin.place, origin.offset, origin.length]
    for passage in document.passages:
        words += [passage.language, passage.marker, passage.chrome, *passage.heading_path]
        _within(passage.section, 0, len(document.sections))
        _within(passage.parent, -1, len(document.passages))
    for section in document.sections:
        numbers.append(section.level)
        _within(section.parent, -1, len(document.sections))
    for span in _spans(document):
        _within(span.start, 0, len(document.text) + 1)
        _within(span.end, span.start, len(document.text) + 1)
    if not all(type(word) is str for word in words):
        raise TypeError("a word is no text")
    if not all(type(number) is int for number in numbers):
        raise TypeError("a number is no whole one")


def _spans(document: Document) -> Iterator[Span]:
    for origin in document.origins:
        yield origin.span
    for section in document.sections:
        yield section.span
        if section.heading is not None:
            yield section.heading
    for passage in document.passages:
        yield passage.span
        yield from passage.sentences
        if passage.title is not None:
            yield passage.title
        for quotation in passage.quotations:
            yield quotation.span
            if quotation.attribution is not None:
                yield quotation.attribution


def _within(number: int, least: int, end: int) -> None:
    if type(number) is not int or not least <= number < end:
        raise ValueError(f"{number} is not from {least} to {end}")
