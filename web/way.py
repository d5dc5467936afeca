"""How two ideas connect: the chain of links between them, with both quotations for each step."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from answer.errors import LibraryError
from web import collect, opened, told, words
from web.address import EXPLORE, address, link
from web.lines import sign
from web.source import pair
from web.translation import gettext as _
from web.verbatim import said

if TYPE_CHECKING:
    from kg.records import Edge, Idea

MOST_FOUND = 6
"""Ideas offered as the other end."""


def field(idea: Idea) -> None:
    """Draw the field that finds the other end."""
    text: str = st.text_input(
        _("How does it connect with another idea?"),
        key="find_other",
        type="search",
        live=True,
        placeholder=_("words of the other idea"),
    )
    if not text.strip():
        return
    found = opened.current().find_ideas(text.strip(), MOST_FOUND)
    chips = "".join(
        link(
            address(EXPLORE, idea=idea.id, to=other.id),
            f'{sign(other.kind.value)}<span class="gg-said">{escape(other.name)}</span>',
            classes="gg-chip",
        )
        for other in found
        if other.id != idea.id
    )
    st.html(
        f'<div class="gg-chips" role="status">{chips}</div>'
        if chips
        else f'<p class="gg-soft" role="status">{_("No other idea has these words.")}</p>'
    )


def way(idea: Idea, other: str) -> None:
    """Draw the steps from `idea` to the idea with the id `other`."""
    close = link(
        address(EXPLORE, idea=idea.id), "×", classes="gg-close", label=_("Close this connection")
    )
    head = f'<div class="gg-head"><h2>{_("How they connect")}</h2>{close}</div>'
    try:
        steps = opened.current().path(idea.id, other)
    except LibraryError as error:
        st.html(f'<section class="gg-panel">{head}<p>{escape(told.error(error))}</p></section>')
        return
    rows, at = "", idea.id
    for edge in steps:
        rows += _step(edge, at)
        at = edge.target if edge.source == at else edge.source
    add = collect.adding(EXPLORE, collect.PATH, _("path"), idea=idea.id, to=other)
    st.html(f'<section class="gg-panel gg-arrive">{head}<ol>{rows}</ol><p>{add}</p></section>')


def _step(edge: Edge, start: str) -> str:
    """One step, read in the direction in which it is walked."""
    library = opened.current()
    outward = edge.source == start
    ends = library.idea(start), library.idea(edge.target if outward else edge.source)
    phrase = words.relation(edge.relation, outward=outward)
    try:
        quotations = library.evidence(edge)
        proof = pair(*(quotations if outward else reversed(quotations)))
    except LibraryError as error:
        proof = f'<p class="gg-broken">{escape(told.error(error))}</p>'
    names = [f"{sign(end.kind.value)}{said(end.name, end.language, tag='span')}" for end in ends]
    return (
        f'<li class="gg-step"><p>{names[0]} <b class="gg-phrase">{phrase}</b> {names[1]}</p>'
        f"{proof}</li>"
    )
