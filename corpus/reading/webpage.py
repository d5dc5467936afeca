"""Reading a web page. Start reading at `read`.

The text is put together from the page's own runs of characters (`corpus.reading.elements`), so
that each leads back to its bytes; between them stands white space, and before items their marker.
Which blocks are the page's and not the text's (`chrome`) `corpus.reading.boilerplate` says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from corpus.decoding import decode
from corpus.reading.boilerplate import Region, judge
from corpus.reading.elements import Element, Event, scan
from corpus.records import Block, Form, Origin, OriginUnit, Reading, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_INLINE: Final = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby
    s samp small span strike strong sub sup time tt u var wbr img picture source nobr""".split()
)
# A summary heads what it opens, below every heading around it.
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 6}
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_DATA_CELL: Final = 400  # characters a row of data has at most on average; layout tables have more


@dataclass(slots=True)
class _Page:
    """The text so far, its origins and blocks, and the block that is being filled."""

    source: str
    charset: str
    skipped: int
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    origins: list[Origin] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    form: Form = Form.PARAGRAPH
    level: int = 0
    marker: str = ""
    start: int = -1  # where the block in the making begins, -1: it has no text yet
    pending: str = ""  # white space to come before the next word
    linked: int = 0
    within: Element | None = None
    # where the walk stands
    lists: list[tuple[str, int]] = field(default_factory=list)
    items: int = 0
    quotes: int = 0
    preformatted: int = 0
    row: Element | None = None
    _char: int = 0
    _byte: int = 0

    def byte(self, position: int) -> int:
        """Give the byte that a character of the source begins at; positions only go up."""
        if position > self._char:
            self._byte += len(self.source[self._char : position].encode(self.charset, "replace"))
            self._char = position
        return self.skipped + self._byte

    def put(self, words: str) -> None:
        self.pieces.append(words)
        self.length += len(words)

    def begin(self, form: Form, level: int = 0, marker: str = "") -> None:
        """End the block in the making, and say what the next one is."""
        self.end()
        self.form, self.level, self.marker = form, level, marker

    def end(self) -> None:
        """End the block in the making; what follows it is a paragraph of what is around."""
        if self.start >= 0 and self.within is not None:
            span = Span(self.start, self.length)
            self.blocks.append(Block(span, self.form, self.level, self.marker))
            self.regions.append(Region(self.within, self.linked))
            self.marker = ""
        elif self.form is Form.ITEM and self.marker:
            self.pending = ""
            return  # <li><p>: the item's words are still to come
        self.form = Form.QUOTATION if self.quotes else Form.PARAGRAPH
        self.level = self.items
        self.start, self.linked, self.pending = -1, 0, ""
        self.marker = ""

    def add(self, event: Event) -> None:
        """Add a run of text to the block in the making, its white space made single."""
        position = event.start
        reference = len(event.words) != event.end - event.start or event.words.startswith("&")
        pattern = r"[^\r]+" if self.preformatted else r"[^ \t\r\n\f]+(?:[ \t\r\n\f][^ \t\r\n\f]+)*"
        linked = _linked(event.element)
        for match in re.finditer(pattern, event.words):
            if match.start() and not self.preformatted:
                self.pending = self.pending or " "
            self._open(event.element)
            words = match[0] if self.preformatted else _SPACE.sub(" ", match[0])
            first = position if reference else position + match.start()
            last = event.end if reference else position + match.end()
            place = self.byte(first)
            span = Span(self.length, self.length + len(words))
            length = self.byte(last) - place
            self._map(Origin(span, OriginUnit.BYTE, place, 0, length))
            self.put(words)
            self.linked += len(words) * linked
        if _SPACE.search(event.words[-1:]):
            self.pending = self.pending or " "

    def _map(self, origin: Origin) -> None:
        """Add an origin, to the last one where both are one run of one-byte characters."""
        last = self.origins[-1] if self.origins else None
        if (
            last
            and last.span.end == origin.span.start
            and last.place + last.length == origin.place
            and last.length == last.span.end - last.span.start
            and origin.length == origin.span.end - origin.span.start
        ):
            span = Span(last.span.start, origin.span.end)
            self.origins[-1] = Origin(span, last.unit, last.place, 0, last.length + origin.length)
        else:
            self.origins.append(origin)

    def _open(self, element: Element) -> None:
        """Begin the block if this is its first word, after a blank line and its marker."""
        if self.start < 0:
            if self.pieces:
                last = self.blocks[-1].form if self.blocks else Form.PARAGRAPH
                close = last is self.form and self.form in (Form.ITEM, Form.ROW)
                self.put("\n" if close else "\n\n")
            if self.marker:
                self.put(self.marker + " ")
            self.start = self.length
            self.within = element
        elif self.pending:
            self.put(self.pending)
        self.pending = ""


def read(source: str, data: bytes) -> Reading:
    """Read a .html file, by the charset that it declares if it is not UTF-8."""
    decoded = decode(source, data, markup=True)
    events, title = scan(decoded.text)
    page = _Page(decoded.text, decoded.charset, decoded.skipped)
    for event in events:
        if event.kind == "text":
            if event.words:
                page.add(event)
        elif event.kind == "open":
            _enter(page, event.element)
        else:
            _leave(page, event.element)
    page.end()
    text = "".join(page.pieces)
    blocks = judge(decoded.text, text, tuple(page.blocks), tuple(page.regions))
    return Reading(
        text=text,
        title=_title(text, blocks, title),
        media_type="text/html",
        origins=tuple(page.origins),
        blocks=blocks,
    )


def _enter(page: _Page, element: Element) -> None:
    tag = element.tag
    if tag in _INLINE:
        return
    if tag == "br":
        page.pending = "\n"
    elif page.row is not None and tag != "table":
        cell = "\t" if page.start >= 0 else ""
        page.pending = cell if tag in {"td", "th"} else page.pending or " "
    elif tag in _HEADINGS:
        page.begin(Form.HEADING, _HEADINGS[tag])
    elif tag in {"ul", "ol", "menu", "dl", "li", "dt", "dd"}:
        _enter_list(page, element)
    elif tag == "blockquote":
        page.quotes += 1
        page.end()
    elif tag == "pre":
        page.preformatted += 1
        page.begin(Form.CODE, page.items)
    elif tag == "tr" and _is_data(element):
        page.begin(Form.ROW)
        page.row = element
    else:
        page.end()


def _enter_list(page: _Page, element: Element) -> None:
    tag = element.tag
    if tag in {"ul", "ol", "menu", "dl"}:
        page.end()
        page.lists.append((tag, _number(element.attributes.get("start", "1")) - 1))
    elif tag == "dd":
        page.items += 1
        page.begin(Form.PARAGRAPH, page.items)
    else:
        _enter_item(page, element)


def _enter_item(page: _Page, element: Element) -> None:
    name, number = page.lists[-1] if page.lists else ("ul", 0)
    if name == "ol":
        number = _number(element.attributes.get("value", str(number + 1)))
        page.lists[-1] = (name, number)
    marker = {"ol": f"{number}.", "dl": ""}.get(name, "-")
    page.begin(Form.ITEM, page.items, marker)
    if element.tag == "li":
        page.items += 1


def _leave(page: _Page, element: Element) -> None:
    tag = element.tag
    if tag in _INLINE or tag == "br":
        return
    if page.row is not None:
        if element is page.row:
            page.row = None
            page.end()
        elif tag not in {"td", "th"}:
            page.pending = page.pending or " "
        return
    if tag in {"li", "dd"}:
        if page.start < 0:
            page.marker = ""  # an item without words
        page.end()
        page.items -= 1
        page.level = page.items
        return
    if tag in {"ul", "ol", "menu", "dl"} and page.lists:
        page.lists.pop()
    elif tag == "blockquote":
        page.end()
        page.quotes -= 1
    elif tag == "pre":
        page.end()
        page.preformatted -= 1
    page.end()


def _is_data(row: Element) -> bool:
    """Say whether a table row holds data, not the page's layout."""
    # A row's own sums are known when it is closed, and by now the whole page was scanned.
    laid_out = row.tags & {"table", "ul", "ol", "h1", "h2", "h3", "h4", "form", "article", "div"}
    cells = row.tags & {"td", "th"}
    return (
        bool(cells) and (not laid_out or laid_out <= {"div", "ul", "ol"}) and row.text < _DATA_CELL
    )


def _linked(element: Element | None) -> bool:
    for _ in range(4):
        if element is None:
            return False
        if element.tag == "a":
            return True
        element = element.parent
    return False


def _number(written: str) -> int:
    return int(written) if re.fullmatch(r"-?\d{1,6}", written) else 1


def _title(text: str, blocks: tuple[Block, ...], title: str) -> str:
    """Give the page's one main heading, or its title element without the site's name."""
    found = list(_headings(text, blocks))
    main = [words for words, level in found if level == 1]
    if len(main) == 1 or (main and not title):
        return main[0]
    for words, _ in found:
        if words.casefold() in title.casefold():
            return words
    return re.split(r"\s+[|–—·»]\s+|\s+-\s+", title)[0] if title else ""


def _headings(text: str, blocks: tuple[Block, ...]) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if block.form is Form.HEADING and not block.chrome:
            yield " ".join(block.span.of(text).split()), block.level
