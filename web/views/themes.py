"""The view of all themes: the way into a library where no idea is chosen yet.

Start reading at `draw`. The graph shows the largest; every theme is a card below it, and every
bridge a row of a table.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from web import making, words
from web.address import LIBRARY, address, link
from web.graph import draw_themes
from web.lines import sign
from web.translation import gettext as _
from web.translation import ngettext
from web.verbatim import said
from web.views import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.trainer import Form
    from web.views.bar import Here

FIRST: Final = 24
"""Cards shown at first: a library of some hundred ideas has no more themes."""

DRAWN: Final = 60
"""Themes in the graph: more cannot be told apart on a laptop's screen."""

NAMES: Final = 2
"""Ideas named on a card; the theme itself shows all."""

BRIDGES: Final = 40
"""Bridges in the table: of each theme about one, the best joined first."""


def draw(here: Here) -> None:
    """Draw the view."""
    form = making.form("overview", _("Finding the themes …"))
    themes = form["themes"]
    if not themes:
        _none(form)
        return
    counted = ngettext("{n} theme", "{n} themes", len(themes))
    lead = _(
        "Ideas that belong together, by what links them and by what they mean. A theme is named "
        "by words of its documents. The larger, the more ideas; a line joins themes whose ideas "
        "are linked."
    )
    signs = "".join(f"<span>{sign(kind.value)}{words.kinds(kind)}</span>" for kind in words.KINDS)
    st.html(f'<h2>{counted}</h2><p class="gg-soft">{lead}</p><div class="gg-counts">{signs}</div>')
    draw_themes(themes[:DRAWN], form["bridges"])
    shown = here.most(FIRST)
    cards = "".join(_card(theme, here) for theme in themes[:shown])
    st.html(f'<ul class="gg-cards">{cards}</ul>{quoted.more(len(themes), shown, here, FIRST)}')
    if form["bridges"]:
        with st.expander(_("Which themes are linked")):
            st.html(_bridges(form["bridges"], here))
    if form["alone"]:
        alone = ngettext("{n} idea in no theme", "{n} ideas in no theme", len(form["alone"]))
        with st.expander(alone):
            st.html(quoted.lines(form["alone"][: here.most(FIRST)], here))


def _none(form: Form) -> None:
    """Where there are too few ideas, those that there are."""
    if form["alone"]:
        text = _("There are too few ideas to belong together. These were found:")
        st.html(quoted.nothing(_("No themes yet"), text))
        st.html(quoted.chips(form["alone"][:FIRST]))
        return
    text = _(
        "They may hold no advice, or be in a form that could not be read. The page {library} "
        "shows what was read."
    ).format(library=link(address(LIBRARY), _("Library")))
    st.html(quoted.nothing(_("No ideas were found in these documents"), text))


def _card(theme: Form, here: Here) -> str:
    name = said(theme["name"], theme["language"], tag="span")
    central = "".join(
        f"<li>{sign(idea['kind'])}{said(idea['name'], _spoken(idea), tag='span')}</li>"
        for idea in theme["central"][:NAMES]
    )
    facts = [
        ngettext("{n} idea", "{n} ideas", theme["ideas"]),
        words.documents(len(theme["documents"])),
    ]
    if len(theme["parts"]) > 1:
        facts.append(ngettext("{n} part", "{n} parts", len(theme["parts"])))
    return (
        f'<li class="gg-card"><h3>{link(here.at(theme=theme["id"], most=""), name)}</h3>'
        f'<p class="gg-soft">{" · ".join(facts)}</p>{quoted.share(theme["kinds"])}'
        f"<ul>{central}</ul></li>"
    )


def _spoken(idea: Form) -> str:
    return idea["citation"]["language"] if idea["citation"] else ""


def _bridges(bridges: Sequence[Form], here: Here) -> str:
    rows = "".join(
        f"<tr><td>{_end(bridge, 'from', here)}</td><td>{_end(bridge, 'to', here)}</td>"
        f'<td class="gg-tight">{ngettext("{n} link", "{n} links", bridge["links"])}</td></tr>'
        for bridge in bridges[:BRIDGES]
    )
    heads = f"<th>{_('Theme')}</th><th>{_('Theme')}</th><th>{_('How many')}</th>"
    return (
        f'<table class="gg-table stack"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _end(bridge: Form, end: str, here: Here) -> str:
    return link(here.at(theme=bridge[end]), escape(bridge[f"{end}_name"]), classes="gg-said")
