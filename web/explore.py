"""The page Explore: one idea, what it is linked to, and what that rests on.

Start reading at `page`. The address holds the idea and the steps; the graph is drawn by the
package's own component, and stands below as a table for those who read it that way.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from answer.errors import LibraryError
from web import card, collect, opened, source, states, way, wire, words
from web.address import EXPLORE, LIBRARY, address, link, place
from web.graph import draw
from web.lines import sign
from web.translation import gettext as _
from web.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.records import Edge, Idea

MOST_IDEAS = 150
"""Nodes drawn at once: more are slow to send and cannot be read."""

MOST_FOUND = 12
MOST_OFFERED = 6
"""Ideas offered of each kind where none is chosen."""


def page() -> None:
    """Draw the page."""
    library = opened.current()
    if not opened.documents():
        states.empty()
        wire.mount()
        return
    st.html(f"<h1>{_('How the ideas connect')}</h1>")
    chosen = st.query_params.get("idea", "")
    searching = _search()
    if not chosen:
        if not searching:
            _offer()
        wire.mount()
        return
    try:
        idea = library.idea(chosen)
    except (LibraryError, KeyError):
        st.html(
            f'<section class="gg-empty"><h2>{_("This idea is no longer in the library")}</h2>'
            f"<p>{link(address(EXPLORE), _('Choose another'))}</p></section>"
        )
        wire.mount()
        return
    _around(idea)
    collect.offer()


def _search() -> bool:
    """Draw the field and what it finds; whether something is looked for."""
    with st.container(key="asking"):
        text: str = st.text_input(
            _("Find an idea"),
            key="find",
            type="search",
            live=True,
            icon=":material/search:",
            placeholder=_("trust, promise, a late reply"),
        )
    if text.strip():
        found = opened.current().find_ideas(text.strip(), MOST_FOUND)
        chips = _chips(found)
        st.html(
            f'<div role="status">{chips}</div>'
            if chips
            else f'<p class="gg-soft" role="status">{_("No idea has these words.")}</p>'
        )
    return bool(text.strip())


def _chips(ideas: Iterable[Idea]) -> str:
    chips = "".join(
        link(
            address(EXPLORE, idea=idea.id),
            f'{sign(idea.kind.value)}<span class="gg-said">{escape(idea.name)}</span>',
            classes="gg-chip",
        )
        for idea in ideas
    )
    return f'<div class="gg-chips">{chips}</div>' if chips else ""


def _offer() -> None:
    """Where no idea is chosen: by kind the ones with most sources, then with most links."""
    ideas = opened.current().ideas()
    links = opened.links()
    if not ideas:
        text = _(
            "They may hold no advice, or be in a form that could not be read. The page {library} "
            "shows what was read."
        ).format(library=link(address(LIBRARY), _("Library")))
        st.html(
            f'<section class="gg-empty"><h2>{_("No ideas were found in these documents")}</h2>'
            f"<p>{text}</p></section>"
        )
        return
    for kind in words.KINDS:
        of_kind = sorted(
            (idea for idea in ideas if idea.kind is kind),
            key=lambda idea: (-idea.sources, -links[idea.id], idea.id),
        )
        if of_kind:
            st.html(
                f'<section><h2 style="margin:.8rem 0 .5rem">{sign(kind.value)}'
                f'{words.kinds(kind)} <span class="gg-soft" style="font-weight:400">'
                f"{len(of_kind)}</span></h2>{_chips(of_kind[:MOST_OFFERED])}</section>"
            )


def _around(idea: Idea) -> None:
    library = opened.current()
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        other = st.query_params.get("to", "")
        if other:
            way.way(idea, other)
        steps: int = st.slider(
            _("Steps from this idea"), 1, 4, 2, key="steps", bind="query-params", width=260
        )
        near = library.neighbourhood(idea.id, steps=steps, limit=MOST_IDEAS)
        hidden = draw(near.ideas, near.edges, idea.id, library.revision)
        if len(near.ideas) >= MOST_IDEAS:
            more = ngettext(
                "The nearest idea is drawn; there are more at this distance.",
                "The nearest {n} ideas are drawn; there are more at this distance.",
                MOST_IDEAS,
            )
            st.html(f'<p class="gg-soft">{more}</p>')
        with st.expander(_("The same as a table")):
            st.html(table(near.ideas, near.edges, hidden))
        way.field(idea)
    named = place(st.query_params.get("cite", ""))
    with right, st.container(key="source" if named else "card"):
        if named:
            cites = [source.Cited(n, c) for n, c in enumerate(library.mentions(idea.id), 1)]
            cited = next((one for one in cites if one.place == named), None)
            source.panel(named, cited, address(EXPLORE, idea=idea.id))
        else:
            card.card(idea)
    wire.mount(str(named or ""))


def table(ideas: Sequence[Idea], edges: Sequence[Edge], hidden: set[str]) -> str:
    """The drawn neighbourhood as a table: one row for each link that the legend shows."""
    known = {idea.id: idea for idea in ideas if idea.kind.value not in hidden}
    rows = "".join(
        f"<tr><td>{_cell(known[edge.source])}</td>"
        f"<td>{words.relation(edge.relation)}</td><td>{_cell(known[edge.target])}</td>"
        f"<td>{words.in_100(edge.score)}</td></tr>"
        for edge in sorted(edges, key=lambda edge: -edge.score)
        if edge.relation.value not in hidden and edge.source in known and edge.target in known
    )
    return (
        f'<div class="gg-scrollx" tabindex="0" role="region" aria-label="{_("Links as a table")}">'
        f'<table class="gg-table stack"><thead><tr><th>{_("Idea")}</th><th>{_("Link")}</th>'
        f"<th>{_('Idea')}</th><th>{_('How sure')}</th></tr></thead><tbody>{rows}</tbody></table>"
        "</div>"
    )


def _cell(idea: Idea) -> str:
    to = address(EXPLORE, idea=idea.id)
    return f"{sign(idea.kind.value)}{link(to, escape(idea.name), classes='gg-said')}"
