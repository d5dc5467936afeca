"""The view of one idea: what it is linked to, and what that rests on.

Start reading at `draw`. The graph is drawn by the package's own component, and stands below as a
table for those who read it that way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from web import opened
from web.address import EXPLORE, address, link
from web.graph import draw as draw_graph
from web.translation import gettext as _
from web.translation import ngettext
from web.views.table import table

if TYPE_CHECKING:
    from kg.records import Idea

MOST_IDEAS: Final = 150
"""Nodes drawn at once: more are slow to send and cannot be read."""


def draw(idea: Idea) -> None:
    """Draw the view."""
    library = opened.current()
    steps: int = st.slider(
        _("Steps from this idea"), 1, 4, 2, key="steps", bind="query-params", width=260
    )
    near = library.neighbourhood(idea.id, steps=steps, limit=MOST_IDEAS)
    hidden = draw_graph(near.ideas, near.edges, idea.id, library.revision)
    if len(near.ideas) >= MOST_IDEAS:
        more = ngettext(
            "The nearest idea is drawn; there are more at this distance.",
            "The nearest {n} ideas are drawn; there are more at this distance.",
            MOST_IDEAS,
        )
        st.html(f'<p class="gg-soft">{more}</p>')
    with st.expander(_("The same as a table")):
        st.html(table(near.ideas, near.edges, hidden))
    to = link(
        address(EXPLORE, view="path", idea=idea.id), _("How does it connect with another idea?")
    )
    st.html(f"<p>{to}</p>")
