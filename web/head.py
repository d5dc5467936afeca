"""What stands above every page: the style sheet, its words, and the switch of language."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from web import access, translation
from web.address import ASK, EXPLORE, LIBRARY, TRAILS, address
from web.theme import ASSETS
from web.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping


def head(page: str, parameters: Mapping[str, str]) -> None:
    """Draw it for the page at the path `page` with its parameters."""
    st.html(ASSETS / "page.css")
    st.html(labels())
    with st.container(key="languages"):
        st.html(leaving() + switch(page, parameters))
    with st.container(key="tabs"):
        st.html(tabs(page))


def switch(page: str, parameters: Mapping[str, str]) -> str:
    """Links to this very page in the other languages, each by its own name."""
    kept = {key: value for key, value in parameters.items() if key != translation.PARAMETER}
    links = ""
    for code in translation.LANGUAGES:
        if code != translation.language():
            to = escape(address(page, **kept, **{translation.PARAMETER: code}))
            name = translation.own_name(code)
            links += f'<a href="{to}" data-gg-go="{to}" lang="{code}" hreflang="{code}">{name}</a>'
    return f'<nav aria-label="{_("Language")}">{links}</nav>'


def leaving() -> str:
    """The way out for who has signed in, and as whom; "" without sign-in."""
    person = access.person()
    if not person:
        return ""
    signed = _("Signed in as {name}").format(name=escape(person))
    return f'<a href="/auth/logout" target="_self" title="{signed}">{_("Sign out")}</a> '


def tabs(page: str) -> str:
    """The pages as a bar at the bottom of a phone, where Streamlit folds its own away."""
    names = {ASK: _("Ask"), EXPLORE: _("Explore"), TRAILS: _("Trails"), LIBRARY: _("Library")}
    links = ""
    for to, name in names.items():
        here = ' aria-current="page"' if to == page else ""
        links += f'<a href="{address(to)}" data-gg-go="{address(to)}"{here}>{name}</a>'
    return f'<nav aria-label="{_("Pages")}">{links}</nav>'


def labels() -> str:
    """The words that the style sheet writes beside a document's text, which they are no part of.

    >>> "condition" in labels()
    True
    """
    words = {"condition": _("condition"), "exception": _("exception")}
    rules = "".join(f'--gg-word-{name}: "{_quoted(word)}";' for name, word in words.items())
    return f"<style>html {{{rules}}}</style>"


def _quoted(text: str) -> str:
    r"""`text` inside of a CSS string.

    >>> _quoted('a"b')
    'a\\22 b'
    """
    return "".join(char if char.isalnum() or char in " -" else f"\\{ord(char):x} " for char in text)
