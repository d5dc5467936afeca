"""The view of one theme: its graph, its parts with their ideas, its documents, its neighbours.

Start reading at `draw`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.errors import LibraryError
from web import making, opened, paper, words
from web.address import link
from web.graph import draw as draw_graph
from web.translation import gettext as _
from web.translation import ngettext
from web.verbatim import said
from web.views import quoted
from web.views.table import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.trainer import Form
    from kg.records import Edge, Idea
    from web.views.bar import Here

DRAWN: Final = 150
"""Ideas drawn at once: more are slow to send and cannot be read."""

FIRST: Final = 8
"""Ideas shown of each part at first."""

JOINED: Final = 8
"""Other themes named as its neighbours."""


def draw(here: Here) -> None:
    """Draw the theme that the address names."""
    waiting = _("Finding the themes …")
    overview = making.form("overview", waiting)
    try:
        theme = making.form("theme", waiting, here.shown["theme"])
    except LibraryError:
        back = link(here.at(theme=""), _("All themes"))
        st.html(quoted.nothing(_("This theme is no longer in the library"), back))
        return
    _head(theme, here)
    paper.of_theme(theme["id"])
    ideas, edges = _inside(theme)
    hidden = draw_graph(ideas, edges, theme["central"][0]["idea"], opened.current().revision)
    with st.expander(_("The same as a table")):
        st.html(table(ideas, edges, hidden))
    by_id = {idea["idea"]: idea for idea in theme["central"]}
    most = here.most(FIRST)
    for part in theme["parts"]:
        mine = [by_id[idea] for idea in part["ideas"]]
        st.html(_part(part, mine[:most], len(mine), here, whole=len(theme["parts"]) == 1))
    longest = max(len(part["ideas"]) for part in theme["parts"])
    rest = quoted.more(longest, most, here, longest) + _neighbours(theme, overview, here)
    if rest:
        st.html(rest)


def _head(theme: Form, here: Here) -> None:
    back = link(here.at(theme="", most=""), _("‹ All themes"))
    name = said(theme["name"], theme["language"], tag="span")
    documents = quoted.named(theme["documents"])
    st.html(
        f'<p>{back}</p><h2 class="gg-title">{name}</h2>{quoted.kinds(theme["kinds"])}'
        f'<details class="gg-more"><summary>{words.documents(len(theme["documents"]))}</summary>'
        f'<ul class="gg-names">{documents}</ul></details>'
    )


def _inside(theme: Form) -> tuple[Sequence[Idea], Sequence[Edge]]:
    """The most central ideas of a theme and the links between them."""
    library = opened.current()
    wanted = {idea["idea"]: None for idea in theme["central"][:DRAWN]}
    ideas = [library.idea(idea) for idea in wanted]
    edges = [edge for edge in library.edges() if edge.source in wanted and edge.target in wanted]
    return ideas, edges


def _part(part: Form, ideas: Sequence[Form], total: int, here: Here, *, whole: bool) -> str:
    name = _("Its ideas, the most central first")
    if not whole:
        name = f'<span class="gg-said">{escape(part["name"])}</span>'
    count = ngettext("{n} idea", "{n} ideas", total)
    return (
        f'<section class="gg-section"><h3>{name} <small class="gg-soft">{count}</small></h3>'
        f"{quoted.lines(ideas, here)}</section>"
    )


def _neighbours(theme: Form, overview: Form, here: Here) -> str:
    """The themes that this one is linked with, each with the quotations of its surest link."""
    rows = ""
    mine = [one for one in overview["bridges"] if theme["id"] in {one["from"], one["to"]}]
    for bridge in mine[:JOINED]:
        other = "to" if bridge["from"] == theme["id"] else "from"
        name = f'<span class="gg-said">{escape(bridge[f"{other}_name"])}</span>'
        count = ngettext("{n} link", "{n} links", bridge["links"])
        rows += (
            f"<li><p>{link(here.at(theme=bridge[other], most=''), name)} "
            f'<span class="gg-soft">{count}</span></p>'
            f"{quoted.link_of(bridge['edges'][0], here)}</li>"
        )
    if not rows:
        return ""
    return (
        f'<section class="gg-section"><h3>{_("Themes that it is linked with")}</h3>'
        f'<ol class="gg-list">{rows}</ol></section>'
    )
