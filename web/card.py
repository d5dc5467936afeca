"""The card of an idea: where it is said, and its links with both quotations."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.errors import LibraryError
from kg.records import SAME_KIND, SYMMETRIC, Edge, Idea, Kind, Relation
from web import collect, correct, making, opened, told, words
from web.address import EXPLORE, address, link
from web.lines import kind_badge, sign
from web.source import pair, place_of
from web.translation import gettext as _
from web.translation import name_of
from web.verbatim import quote_of, said
from web.views.standing import standing

if TYPE_CHECKING:
    from answer.records import Citation
    from web.views.bar import Here

MOST_LINKS = 60
"""Links on one card; an idea with more is a hub, whose weakest links say little."""


def card(idea: Idea, here: Here) -> None:
    """Draw the card; of a principle, with what upholds it."""
    upheld, told_ = "", frozenset[Relation]()
    if idea.kind is Kind.PRINCIPLE:
        upheld, told_ = standing(idea.id, here), AROUND
    else:
        st.empty()  # where a principle's card has its skeleton: the next card takes its place
    st.html(
        f'<section class="gg-panel">{_head(idea)}{_mentions(idea)}{upheld}'
        f"{_links(idea, told_)}</section>"
    )


AROUND: Final = frozenset(Relation) - SAME_KIND - {Relation.RELATED_TO}
"""Relations that `standing` tells of a principle."""


def _head(idea: Idea) -> str:
    close = link(address(EXPLORE), "×", classes="gg-close", label=_("Leave this idea"))
    facts = [words.sources(idea.sources)]
    facts += filter(None, (collect.adding(EXPLORE, idea.id, idea=idea.id), correct.linked(idea)))
    return (
        f'<div class="gg-head"><div>{kind_badge(idea.kind.value)}</div>{close}</div>'
        f"{said(idea.name, idea.language, tag='h2')}"
        f'<p class="gg-soft">{" · ".join(facts)}</p>'
        f"{_theme(idea)}"
    )


def _theme(idea: Idea) -> str:
    """The way back to the theme that the idea is in."""
    found = making.themes_if_known()
    home = found.of_idea().get(idea.id) if found is not None else None
    if home is None:
        return ""
    name = said(home[0].name, home[0].language, tag="span")
    to = link(address(EXPLORE, theme=home[0].id), name)
    return f"<p>{_('Theme: {theme}').format(theme=to)}</p>"


def _mentions(idea: Idea) -> str:
    rows = "".join(
        f"<li>{cite(idea, number, citation)}<span>{quote_of(citation)}"
        f'<span class="gg-path">{escape(citation.document)} · '
        f"{escape(name_of(citation.language))}</span></span></li>"
        for number, citation in enumerate(opened.current().mentions(idea.id), 1)
    )
    return f'<h3>{_("Where it is said")}</h3><ol class="gg-sources">{rows}</ol>'


def cite(idea: Idea, number: int, citation: Citation) -> str:
    """The number that opens a citation beside the graph."""
    place = str(place_of(citation))
    to = address(EXPLORE, idea=idea.id, cite=place)
    label = _("Source {number}: {document}").format(number=number, document=citation.document)
    return link(to, str(number), classes="gg-cite", label=label, cite=place)


def _links(idea: Idea, told_: frozenset[Relation]) -> str:
    """The links by relation and direction, the surest first, without those of relations `told_`."""
    near = opened.current().neighbourhood(idea.id, steps=1, limit=MOST_LINKS + 1)
    names = {other.id: other for other in near.ideas}
    groups: dict[str, list[tuple[Edge, Idea]]] = defaultdict(list)
    for edge in sorted(near.edges, key=lambda edge: -edge.score):
        if idea.id not in {edge.source, edge.target} or edge.relation in told_:
            continue
        outward = edge.source == idea.id or edge.relation in SYMMETRIC
        other = edge.target if edge.source == idea.id else edge.source
        if other in names:
            phrase = words.relation(edge.relation, outward=outward)
            groups[phrase].append((edge, names[other]))
    if not groups and told_:
        return ""
    if not groups:
        return f"<p>{_('No link of this idea to another was found.')}</p>"
    return "".join(
        f'<section class="gg-rel"><h3>{phrase} …</h3>'
        f"{''.join(_edge(edge, other) for edge, other in pairs)}</section>"
        for phrase, pairs in groups.items()
    )


def _edge(edge: Edge, other: Idea) -> str:
    try:
        quotations = pair(*opened.current().evidence(edge))
    except LibraryError as error:
        quotations = f'<p class="gg-broken">{escape(told.error(error))}</p>'
    rests = ", ".join(escape(told.evidence(name)) for name, _weight in edge.evidence.signals)
    sure = _("{number} in 100 sure").format(number=round(100 * edge.score))
    to = link(address(EXPLORE, idea=other.id), _("Go to this idea"))
    return (
        f'<details class="gg-edge"><summary>{sign(other.kind.value)}'
        f"{said(other.name, other.language, tag='span')}</summary>{quotations}"
        f'<div class="gg-facts"><span>{sure}</span>'
        f"<span>{_('rests on: {signals}').format(signals=rests)}</span>{to}</div></details>"
    )
