"""The page Explore: its views, a field that finds ideas, and the source or card beside.

Start reading at `page`. What each view shows is made by the modules of `web.views`; the address
holds all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.errors import LibraryError
from web import card, collect, opened, source, states, wire
from web.address import EXPLORE, address, link, place
from web.lines import sign
from web.translation import gettext as _
from web.verbatim import said
from web.views import around, bar, compare, gaps, path, tensions, theme, themes, twins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.records import Idea
    from web.address import Place
    from web.views.bar import Here

MOST_FOUND: Final = 12

DRAW: Final[dict[str, Callable[[Here], None]]] = {
    bar.PATH: path.draw,
    bar.TENSIONS: tensions.draw,
    bar.GAPS: gaps.draw,
    bar.COMPARE: compare.draw,
    bar.TWINS: twins.draw,
}
"""The views beside those of themes and of one idea."""


def page() -> None:
    """Draw the page."""
    if not opened.documents():
        states.empty()
        wire.mount()
        return
    here = bar.here(st.query_params.to_dict())
    st.html(f"<h1>{_('How the ideas connect')}</h1>{bar.bar(here)}")
    _search()
    named = place(st.query_params.get("cite", ""))
    if here.view == bar.IDEA:
        _idea(here, named)
    else:
        _beside(here, named)
    collect.offer()
    wire.mount(str(named or ""))


def _beside(here: Here, named: Place | None) -> None:
    """A view, and a source beside it where one is open.

    The columns are always there, so that a graph stays drawn when a source opens or closes; the
    style sheet leaves out the second one where it holds `gg-alone`.
    """
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        _view(here)
    if named is None:
        right.html('<i class="gg-alone"></i>')
        return
    with right, st.container(key="source"):
        source.panel(named, None, here.at())


def _view(here: Here) -> None:
    if here.view in DRAW:
        DRAW[here.view](here)
    elif here.shown.get("theme"):
        theme.draw(here)
    else:
        themes.draw(here)


def _idea(here: Here, named: Place | None) -> None:
    """One idea with its neighbourhood, and its card or a source beside."""
    library = opened.current()
    try:
        idea = library.idea(here.shown["idea"])
    except (LibraryError, KeyError):
        st.html(
            f'<section class="gg-empty"><h2>{_("This idea is no longer in the library")}</h2>'
            f"<p>{link(address(EXPLORE), _('Choose another'))}</p></section>"
        )
        return
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        around.draw(idea)
    with right, st.container(key="source" if named else "card"):
        if named:
            cites = [source.Cited(n, c) for n, c in enumerate(library.mentions(idea.id), 1)]
            cited = next((one for one in cites if one.place == named), None)
            source.panel(named, cited, here.at())
        else:
            card.card(idea, here)


def _search() -> None:
    """Draw the field and what it finds."""
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


def _chips(ideas: Iterable[Idea]) -> str:
    chips = "".join(
        link(
            address(EXPLORE, idea=idea.id),
            f"{sign(idea.kind.value)}{said(idea.name, tag='span')}",
            classes="gg-chip",
        )
        for idea in ideas
    )
    return f'<div class="gg-chips">{chips}</div>' if chips else ""
