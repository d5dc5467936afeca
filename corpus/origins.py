"""The way back: from a span of a document's text to its place in the file.

Start reading at `locate`. What it gives is clipped to the span wherever one character of the text
is one unit of the file (ASCII bytes, characters of a page or paragraph). Where a character takes
several bytes, the origin is a whole line; `exact` clips that too, given the file's bytes.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from corpus.records import Origin, OriginUnit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span stands in the file: `origin` for programs, `words` for people ("page 3")."""

    origin: Origin
    words: str


def of_lines(text: str, charset: str, skipped: int, size: int) -> tuple[Origin, ...]:
    r"""Map decoded text to its `size` bytes: an origin per line, or per run of lines in ASCII.

    >>> [(o.span, o.place, o.length) for o in of_lines("a\nb\nż\n", "utf-8", 3, 10)]
    [(Span(start=0, end=4), 3, 4), (Span(start=4, end=6), 7, 3)]
    """
    lines = text.splitlines(keepends=True)
    try:
        widths = [len(line.encode(charset)) for line in lines]
    except UnicodeEncodeError:
        widths = []
    if skipped + sum(widths) != size:  # a charset that shifts states: only the whole is sure
        lines, widths = [text], [size - skipped]
    found: list[Origin] = []
    start, place = 0, skipped
    for line, width in zip(lines, widths, strict=True):
        last = found[-1] if found else None
        if last and _one_to_one(last) and width == len(line):
            span = Span(last.span.start, start + len(line))
            found[-1] = replace(last, span=span, length=last.length + width)
        else:
            span = Span(start, start + len(line))
            found.append(Origin(span, OriginUnit.BYTE, place, 0, width))
        start += len(line)
        place += width
    return tuple(found)


def locate(origins: tuple[Origin, ...], span: Span) -> tuple[Origin, ...]:
    """Give the origins of a span, clipped to it where a character is one unit of the file.

    >>> line = Origin(Span(0, 9), OriginUnit.PARAGRAPH, place=4, offset=0, length=9)
    >>> [(o.place, o.offset, o.length) for o in locate((line,), Span(2, 5))]
    [(4, 2, 3)]
    """
    first = max(0, bisect_right(origins, span.start, key=lambda origin: origin.span.start) - 1)
    found = []
    for origin in islice(origins, first, None):
        if origin.span.start >= span.end:
            break
        if origin.span.end > span.start:
            found.append(_clip(origin, span))
    return tuple(found)


def exact(origin: Origin, span: Span, data: bytes, charset: str) -> Origin:
    """Clip a byte origin to a span by decoding its bytes; unchanged where they are no plain run.

    A character reference of HTML (`&quot;`) is such a case: a part of it is nothing.
    """
    if origin.unit is not OriginUnit.BYTE or _one_to_one(origin):
        return _clip(origin, span)
    ends = list(_ends(data[origin.place : origin.place + origin.length], charset))
    if len(ends) != origin.span.end - origin.span.start:
        return origin
    start = max(span.start, origin.span.start)
    end = min(span.end, origin.span.end)
    begun = ends[start - origin.span.start - 1] if start > origin.span.start else 0
    length = ends[end - origin.span.start - 1] - begun
    return Origin(Span(start, end), origin.unit, origin.place + begun, 0, length)


def place_of(origin: Origin, data: bytes) -> Place:
    """Say in words where an origin is; a byte's line is counted in `data`."""
    if origin.unit is OriginUnit.BYTE:
        before = data[: origin.place]
        line = before.count(b"\n") or before.count(b"\r")
        return Place(origin, f"line {line + 1}")
    return Place(origin, f"{origin.unit} {origin.place + 1}")


def _clip(origin: Origin, span: Span) -> Origin:
    if not _one_to_one(origin):
        return origin
    start = max(span.start, origin.span.start)
    end = min(span.end, origin.span.end)
    skipped = start - origin.span.start
    if origin.unit is OriginUnit.BYTE:
        return Origin(Span(start, end), origin.unit, origin.place + skipped, 0, end - start)
    offset = origin.offset + skipped
    return Origin(Span(start, end), origin.unit, origin.place, offset, end - start)


def _one_to_one(origin: Origin) -> bool:
    return origin.length == origin.span.end - origin.span.start


def _ends(data: bytes, charset: str) -> Iterator[int]:
    """Yield for each character that `data` decodes to where its bytes end."""
    decoder = codecs.getincrementaldecoder(charset)("replace")
    counts = accumulate(len(decoder.decode(bytes((byte,)))) for byte in data)
    seen = 0
    for position, count in enumerate(counts, start=1):
        for _ in range(count - seen):
            yield position
        seen = count
