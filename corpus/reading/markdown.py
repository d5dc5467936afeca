"""Reading Markdown by markdown-it's line maps. Start reading at `read`.

The text is the decoded file, unchanged: inline markup stays in it, since every span has to lead
back to what stands there. markdown-it gives blocks by lines; `_inner` narrows each to its words,
without the marks of quotes, items and headings. What is left over becomes chrome, in
`corpus.splitting`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from corpus import origins
from corpus.decoding import decode
from corpus.records import Block, Form, Reading, Span
from corpus.structure import is_question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_FRONT_MATTER: Final = re.compile(
    r"\A(---|\+\+\+)[ \t]*\r?\n.*?\r?\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_TITLE: Final = re.compile(r"^title[ \t]*[:=][ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)
_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
_QUOTE: Final = re.compile(r"[ \t]*(?:>[ \t]?)+")
_ITEM: Final = re.compile(
    r"[ \t]*(?P<marker>(?:[-+*]|\d{1,9}[.)])(?:[ \t]+\[[ xX]\])?)(?:[ \t]+|$)"
)
_HASHES: Final = re.compile(r"[ \t]*(?P<marker>#{1,6})[ \t]+")
_CLOSING_HASHES: Final = re.compile(r"[ \t]+#+[ \t]*$|[ \t]*\{[#.][^}\n]*\}[ \t]*$")
_UNDERLINE: Final = re.compile(r"\r?\n[ \t>]*(?:=+|-+)[ \t]*$")
_TAGS: Final = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_IMAGES: Final = re.compile(r"\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?")
_ADMONITION: Final = re.compile(r"(?:!!!|\?\?\?\+?|:::+)[ \t]*[\w-]*[ \t]*")
_ATTRIBUTES: Final = re.compile(r"[*_`\\]+|\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_TOUCHING_ROW: Final = re.compile(r"[|\s:-]+")


@dataclass(slots=True)
class _Walk:
    """Where the walk over the tokens is: line starts, and the items it stands in."""

    text: str
    starts: list[int]
    end: int
    items: list[str] = field(default_factory=list)  # the marker of each open item, "" when used
    depth: int = 0
    quoted: int = 0


def read(source: str, data: bytes) -> Reading:
    """Read a .md file. `Reading.text` is the decoded file, unchanged."""
    decoded = decode(source, data)
    text = decoded.text
    front = _FRONT_MATTER.match(text)
    begin = front.end() if front else 0
    blocks = tuple(_separate(_blocks(text, begin)))
    if front:
        blocks = (
            Block(Span(0, len(front[0].rstrip())), Form.PARAGRAPH, chrome="front matter"),
            *blocks,
        )
    title = _TITLE.search(front[0]) if front else None
    return Reading(
        text=text,
        title=title[1].strip("\"'") if title else _first_heading(text, blocks),
        media_type="text/markdown",
        origins=origins.of_lines(text, decoded.charset, decoded.skipped, len(data)),
        blocks=blocks,
    )


def _blocks(text: str, begin: int) -> Iterator[Block]:
    """Yield the blocks of Markdown text from `begin` on."""
    from markdown_it import MarkdownIt

    body = text[begin:]
    starts = [begin, *(begin + match.end() for match in _NEWLINE.finditer(body))]
    walk = _Walk(text, starts, len(text))
    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    for token in parser.parse(body):
        yield from _block(walk, token)


def _block(walk: _Walk, token: Token) -> Iterator[Block]:
    kind = token.type
    if kind == "list_item_open" and token.map:
        walk.items.append("?")
        walk.depth += 1
    elif kind == "list_item_close":
        walk.items.pop()
        walk.depth -= 1
    elif kind == "blockquote_open":
        walk.quoted += 1
    elif kind == "blockquote_close":
        walk.quoted -= 1
    elif not token.map:
        return
    elif kind == "heading_open":
        span, marker = _inner(walk, token, _HASHES)
        level = int(token.tag[1:])
        yield Block(span, Form.HEADING, level, marker)
    elif kind in {"paragraph_open", "html_block"}:
        yield from _paragraph(walk, token)
    elif kind in {"fence", "code_block"}:
        yield from _code(walk, token)
    elif kind == "tr_open":
        span = _lines(walk, token)
        yield Block(_trim(walk.text, span, "|> \t\r\n"), Form.ROW)


def _paragraph(walk: _Walk, token: Token) -> Iterator[Block]:
    span, marker = _inner(walk, token, _ITEM if walk.items and walk.items[-1] == "?" else None)
    words = span.of(walk.text)
    if token.type == "html_block" or words.startswith("<"):
        rest = _TAGS.sub("", words).strip()
        if not rest:
            yield Block(span, Form.PARAGRAPH, chrome="comment" if "<!--" in words else "markup")
            return
    if not _IMAGES.sub("", words).strip():
        yield Block(span, Form.PARAGRAPH, chrome="picture")
        return
    if admonition := _ADMONITION.match(words):
        span = Span(span.start + admonition.end(), span.end)
        if not span.of(walk.text).strip():
            return
    if walk.items and walk.items[-1] == "?":
        walk.items[-1] = marker
        yield Block(span, Form.ITEM, walk.depth - 1, marker)
        return
    form = Form.QUOTATION if walk.quoted else Form.PARAGRAPH
    plain = words.strip("*_ ")
    if not walk.depth and words.startswith(("**", "__")) and words.endswith(("**", "__")):
        short = len(plain) < _SHORT and "\n" not in plain
        if short and (is_question(plain) or not plain.endswith((".", ":", "!", ","))):
            yield Block(_trim(walk.text, span, "*_ "), Form.HEADING, 6)
            return
    yield Block(span, form, walk.depth)


_SHORT: Final = 100  # a bold line on its own, no longer than this, is a heading


def _code(walk: _Walk, token: Token) -> Iterator[Block]:
    span = _lines(walk, token)
    if token.type == "fence":
        lines = _NEWLINE.split(span.of(walk.text))
        closed = len(lines) > 1 and lines[-1].strip("> \t").startswith(token.markup)
        start = span.start + len(lines[0])
        end = span.end - (len(lines[-1]) if closed else 0)
        if start >= end:
            return
        span = _trim(walk.text, Span(start, end), "\r\n")
    if span.of(walk.text).strip():
        yield Block(span, Form.CODE, walk.depth)


def _inner(walk: _Walk, token: Token, opening: re.Pattern[str] | None) -> tuple[Span, str]:
    """Give a block's span without the marks before and after it, and its own marker."""
    span = _lines(walk, token)
    start, marker = span.start, ""
    words = span.of(walk.text)
    position = 0
    while (match := _QUOTE.match(words, position)) or (match := _ITEM.match(words, position)):
        item = match.re is _ITEM
        if (
            item
            and (opening is not _ITEM or not match.end() < len(words))
            and opening is not _HASHES
        ):
            break
        if match.end() == position:
            break
        marker = match["marker"] if item and opening is _ITEM else marker
        position = match.end()
    if opening is _HASHES and (match := _HASHES.match(words, position)):
        marker, position = match["marker"], match.end()
    start += position
    inner = Span(start, span.end)
    if opening is _HASHES:
        words = _UNDERLINE.sub("", inner.of(walk.text))
        words = _CLOSING_HASHES.sub("", words)
        inner = Span(start, start + len(words))
    return _trim(walk.text, inner, " \t\r\n"), marker


def _lines(walk: _Walk, token: Token) -> Span:
    """Give the span of the lines that a token covers, without blank ones around."""
    first, last = token.map or (0, 0)
    start = walk.starts[first] if first < len(walk.starts) else walk.end
    end = walk.starts[last] if last < len(walk.starts) else walk.end
    return _trim(walk.text, Span(start, end), " \t\r\n")


def _trim(text: str, span: Span, characters: str) -> Span:
    words = span.of(text)
    start = span.end - len(words.lstrip(characters))
    return Span(start, max(start, start + len(words.strip(characters))))


def _separate(blocks: Iterator[Block]) -> Iterator[Block]:
    """Pass on the blocks that hold something and don't reach back into one before."""
    position = 0
    for block in blocks:
        if block.span.start >= position and block.span.end > block.span.start:
            yield block
            position = block.span.end


def _first_heading(text: str, blocks: tuple[Block, ...]) -> str:
    for block in blocks:
        if block.form is Form.HEADING:
            return " ".join(_ATTRIBUTES.sub(r"\1", block.span.of(text)).split())
    return ""
