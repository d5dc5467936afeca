"""The app's own addresses: a page with what it shows, so that every view can be shared.

A citation is named by its place (`document:start-end`), not by its number on a page, so a link
to it stays right when the answer changes.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from corpus.records import Span

ASK: Final = ""
EXPLORE: Final = "explore"
TRAILS: Final = "trails"
LIBRARY: Final = "library"


class Place(NamedTuple):
    """A span of a document, as the parameter `cite` names it."""

    document: str
    span: Span

    def __str__(self) -> str:
        """As it stands in an address.

        >>> str(Place("a.md", Span(3, 9)))
        'a.md:3-9'
        """
        return f"{self.document}:{self.span.start}-{self.span.end}"


def place(text: str) -> Place | None:
    """What `text` names, or None if it is no place.

    >>> place("notes: one.md:3-9")
    Place(document='notes: one.md', span=Span(start=3, end=9))
    >>> place("a.md"), place("a.md:9-3")
    (None, None)
    """
    found = re.fullmatch(r"(.+):(\d{1,12})-(\d{1,12})", text, re.DOTALL)
    if not found:
        return None
    span = Span(int(found[2]), int(found[3]))
    return Place(found[1], span) if span.start < span.end else None


def address(page: str, **parameters: str) -> str:
    """The path of a page with its parameters; empty ones are left out.

    >>> address(EXPLORE, idea="i1", cite="")
    '/explore?idea=i1'
    """
    query = urlencode({key: value for key, value in parameters.items() if value}, quote_via=quote)
    return f"/{page}" + (f"?{query}" if query else "")


def parts(path: str) -> tuple[str, dict[str, str]]:
    """The page and the parameters of an address.

    >>> parts("/explore?idea=i1")
    ('explore', {'idea': 'i1'})
    """
    split = urlsplit(path)
    return split.path.strip("/"), dict(parse_qsl(split.query))


def link(to: str, inner: str, *, classes: str = "", label: str = "", cite: str = "") -> str:
    """An `<a>` that the app follows without loading the page anew; `inner` is HTML."""
    target = escape(to)
    more = f' class="{escape(classes)}"' if classes else ""
    more += f' aria-label="{escape(label)}"' if label else ""
    more += f' data-gg-cite="{escape(cite)}"' if cite else ""
    return f'<a href="{target}" data-gg-go="{target}"{more}>{inner}</a>'
