"""HTML as a sequence of elements and text with their offsets. Start reading at `scan`.

The standard library's parser tells where each tag and each run of text begins, which no tree
builder does. `scan` closes what pages leave open, drops what nobody sees, and adds up for each
element how much text and link text it holds.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final, NamedTuple

VOID: Final = frozenset(
    "area base basefont br col embed frame hr img input link meta param source track wbr".split()
)
# Never shown, or no text: https://html.spec.whatwg.org/#hidden-elements, and drawings.
_UNSEEN: Final = frozenset(
    "script style template svg math iframe object canvas audio video head datalist".split()
)
# Opening one of these closes an open one of those: https://html.spec.whatwg.org/#optional-tags.
_IMPLIED_END: Final = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tbody": frozenset({"thead", "tbody", "tr", "td", "th"}),
    "tfoot": frozenset({"thead", "tbody", "tr", "td", "th"}),
    "option": frozenset({"option"}),
    "body": frozenset({"head"}),
}
_SCOPE: Final = frozenset("ul ol dl table body html article section div td th blockquote".split())
_CLOSE_P: Final = frozenset(
    """address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6
    header hr main nav ol p pre section table ul""".split()
)
_DEEPEST: Final = 2000  # browsers stop nesting at 512; deeper elements are taken as siblings
_TAG_BEGUN: Final = re.compile(r"<[a-zA-Z/!?]")


@dataclass(slots=True)
class Element:
    """An open element: its attributes, what is above it, and how much text it holds."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    unseen: bool = False
    text: int = 0
    linked: int = 0
    tags: set[str] = field(default_factory=set)


class Event(NamedTuple):
    """One step through the page: `open`, `close` or `text` (source[start:end] shown as `words`)."""

    kind: str
    element: Element
    start: int = 0
    end: int = 0
    words: str = ""


class _Scanner(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.root = Element("", {}, None)
        self.open = [self.root]
        self.events: list[Event] = []
        self.title: list[str] = []
        self._starts = [0]
        self._starts.extend(match.end() for match in re.finditer("\n", source))

    def _position(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_implied(tag)
        parent = self.open[-1]
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, parent, parent.unseen or _unseen(tag, attributes))
        self.events.append(Event("open", element))
        if tag in VOID or len(self.open) > _DEEPEST:
            self.events.append(Event("close", element))
        else:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML ignores the slash of <div/>; only XHTML's void elements are closed by it.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        depth = next((n for n in range(len(self.open) - 1, 0, -1) if self.open[n].tag == tag), 0)
        if depth:
            self._close_down_to(depth)

    def handle_data(self, data: str) -> None:
        start = self._position()
        self._text(start, start + len(data), data)

    def handle_entityref(self, name: str) -> None:
        self._reference(len(name) + 1)

    def handle_charref(self, name: str) -> None:
        self._reference(len(name) + 2)

    def _reference(self, length: int) -> None:
        start = self._position()
        end = start + length
        end += self.source.startswith(";", end)
        written = self.source[start:end]
        self._text(start, end, html.unescape(written))

    def _text(self, start: int, end: int, words: str) -> None:
        element = self.open[-1]
        if any(one.tag == "title" for one in self.open[-1:]) and "svg" not in {
            e.tag for e in self.open[-4:]
        }:
            self.title.append(words)
        if element.unseen:
            return
        shown = len(words) - sum(map(words.count, " \t\r\n\f"))
        element.text += shown
        if shown and any(one.tag == "a" for one in self.open[-4:]):
            element.linked += shown
        self.events.append(Event("text", element, start, end, words))

    def _end_implied(self, tag: str) -> None:
        if tag in _CLOSE_P and self.open[-1].tag == "p":
            self._close_down_to(len(self.open) - 1)
        ends = _IMPLIED_END.get(tag)
        if not ends:
            return
        stops = _SCOPE - ends if tag not in {"tr", "tbody", "tfoot"} else {"table", "html"}
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag in stops:
                return
            if self.open[depth].tag in ends:
                outer = depth
                while outer > 1 and self.open[outer - 1].tag in ends:
                    outer -= 1
                self._close_down_to(outer)
                return

    def _close_down_to(self, depth: int) -> None:
        while len(self.open) > depth:
            element = self.open.pop()
            above = self.open[-1]
            above.text += element.text
            above.linked += element.linked
            above.tags.add(element.tag)
            if len(above.tags) < len(_CLOSE_P):  # enough to know a table of data by
                above.tags |= element.tags
            self.events.append(Event("close", element))

    def finish(self) -> None:
        """Read the whole source; what no `>` closes is text up to the tag that it begins.

        The parser would go over such an end again for each `<` in it, in quadratic time.
        """
        whole = self.source.rfind(">") + 1
        begun = _TAG_BEGUN.search(self.source, whole)
        self.feed(self.source[: begun.start()] if begun else self.source)
        self.close()
        self._close_down_to(1)


def scan(source: str) -> tuple[list[Event], str]:
    """Give what the page shows, in order, and its title element's words."""
    scanner = _Scanner(source)
    scanner.finish()
    seen = [event for event in scanner.events if not event.element.unseen]
    return seen, " ".join("".join(scanner.title).split())


def _unseen(tag: str, attributes: dict[str, str]) -> bool:
    hidden = attributes.get("hidden", "no") not in {"no", "until-found"}
    return tag in _UNSEEN or hidden or attributes.get("aria-hidden") == "true"
