"""The card of an idea: where it is said, and its links with both quotations."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from answer.errors import LibraryError
from kg.records import SYMMETRIC, Edge, Idea
from web import opened, words
from web.address import EXPLORE, address, link
from web.lines import kind_badge, sign
from web.source import pair, place_of
from web.verbatim import said

if TYPE_CHECKING:
    from answer.records import Citation

MOST_LINKS = 60
"""Links on one card; an idea with more is a hub, whose weakest links say little."""


def card(idea: Idea) -> None:
    """Draw the card."""
    st.html(f'<section class="gg-panel">{_head(idea)}{_mentions(idea)}{_links(idea)}</section>')


def _head(idea: Idea) -> str:
    close = link(address(EXPLORE), "×", classes="gg-close", label="Leave this idea")
    return (
        f'<div class="gg-head"><div>{kind_badge(idea.kind.value)}</div>{close}</div>'
        f'<h2 class="gg-said">{escape(idea.name)}</h2>'
        f'<p class="gg-soft">{words.sources(idea.sources)}</p>'
    )


def _mentions(idea: Idea) -> str:
    rows = "".join(
        f"<li>{cite(idea, number, citation)}<span>{said(citation.quote, citation.language)}"
        f'<span class="gg-path">{escape(citation.document)} · '
        f"{escape(words.language(citation.language))}</span></span></li>"
        for number, citation in enumerate(opened.current().mentions(idea.id), 1)
    )
    return f'<h3>Where it is said</h3><ol class="gg-sources">{rows}</ol>'


def cite(idea: Idea, number: int, citation: Citation) -> str:
    """The number that opens a citation beside the graph."""
    place = str(place_of(citation))
    to = address(EXPLORE, idea=idea.id, cite=place)
    label = f"Source {number}: {citation.document}"
    return link(to, str(number), classes="gg-cite", label=label, cite=place)


def _links(idea: Idea) -> str:
    """The links by relation and direction, the surest first."""
    near = opened.current().neighbourhood(idea.id, steps=1, limit=MOST_LINKS + 1)
    names = {other.id: other for other in near.ideas}
    groups: dict[str, list[tuple[Edge, Idea]]] = defaultdict(list)
    for edge in sorted(near.edges, key=lambda edge: -edge.score):
        if idea.id not in {edge.source, edge.target}:
            continue
        outward = edge.source == idea.id or edge.relation in SYMMETRIC
        other = edge.target if edge.source == idea.id else edge.source
        if other in names:
            phrase = words.RELATIONS[edge.relation][0 if outward else 1]
            groups[phrase].append((edge, names[other]))
    if not groups:
        return "<p>No link of this idea to another was found.</p>"
    return "".join(
        f'<section class="gg-rel"><h3>{phrase} …</h3>'
        f"{''.join(_edge(edge, other) for edge, other in pairs)}</section>"
        for phrase, pairs in groups.items()
    )


def _edge(edge: Edge, other: Idea) -> str:
    try:
        quotations = pair(*opened.current().evidence(edge))
    except LibraryError as error:
        quotations = f'<p class="gg-broken">{escape(str(error))}</p>'
    rests = ", ".join(escape(name) for name, _ in edge.evidence.signals)
    to = link(address(EXPLORE, idea=other.id), "Go to this idea")
    return (
        f'<details class="gg-edge"><summary>{sign(other.kind.value)}'
        f"{said(other.name, other.language, tag='span')}</summary>{quotations}"
        f'<div class="gg-facts"><span>{round(100 * edge.score)} in 100 sure</span>'
        f"<span>rests on: {rests}</span>{to}</div></details>"
    )
