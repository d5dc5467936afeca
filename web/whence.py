"""Why a line is in its answer: what counted, its way over the graph, what decided its kind.

Start reading at `panel`. All of it is `Line.why`, told in words; the graph shows once more what
stands in the list below it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.errors import LibraryError
from kg.records import Edge, Evidence, Relation
from web import opened, reasons, told, words
from web.address import ASK, EXPLORE, address, link
from web.graph import draw_chain
from web.lines import kind_badge, meter
from web.source import place_of
from web.translation import decimal
from web.translation import gettext as _
from web.verbatim import language_of, quote_of, said
from web.views.quoted import TRUSTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from answer.records import Citation, Line, Step, Why

LEAST: Final = 0.05
"""Standard deviations that are not told: they move no line."""

MOST: Final = 4
"""Signals told of a kind and of a link; those after them change little (`answer.explain`)."""


def panel(line: Line, kept: Mapping[str, str]) -> None:
    """Draw why `line` is here; `kept` is the address of its answer, without this."""
    why = line.why
    if why is None:
        return
    here = {**kept, "why": line.idea}
    close = link(address(ASK, **kept), "×", classes="gg-close", label=_("Close these reasons"))
    language = line.citations[0].language if line.citations else ""
    st.html(
        f'<section class="gg-opened gg-whence"><div class="gg-head"><h2>{_("Why this is here")}'
        f"</h2>{close}</div>{said(line.name, language)}"
        f"{_near(why)}</section>"
    )
    way = _walked(line.idea, why.path)
    if way:
        near = _("It is also connected with another line:")
        far = _("By itself it is not near enough. It is here because of another line:")
        heading = _("Its way over the graph")
        st.html(f"<h3>{heading}</h3><p>{near if why.alone else far}</p>")
        _chain(line.idea, way)
        st.html(f'<ol class="gg-walk">{"".join(_step(*one, here) for one in way)}</ol>')
    st.html(_found(why, here) + _kind(line, why))


def _near(why: Why) -> str:
    """How near the line is to the question, and what adds up to that."""
    told_ = _(
        "{score} standard deviations nearer to the question than the average of the library. "
        "This adds up to it:"
    ).format(score=f"<b>{decimal(why.score)}</b>")
    passage = _bars(why.passage, reasons.passage)
    more = ""
    if passage:
        summary = _("What search says of its passage")
        more = f'<details class="gg-more"><summary>{summary}</summary>{passage}</details>'
    return (
        f"<h3>{_('Near to the question')}</h3><p>{told_}</p>"
        f"{_bars(why.counted, reasons.counted)}{more}"
    )


def _bars(signals: Sequence[tuple[str, float]], say: Callable[[str], str]) -> str:
    """Signals with their weights, the largest first; bars compare them with each other."""
    shown = [(name, weight) for name, weight in signals if abs(weight) >= LEAST]
    most = max((abs(weight) for _name, weight in shown), default=1.0)
    rows = "".join(
        f"<li>{meter(abs(weight) / most, less=weight < 0)}<span>{escape(say(name))} "
        f'<b class="gg-weight">{decimal(weight, signed=True)}</b></span></li>'
        for name, weight in shown
    )
    return f'<ul class="gg-signals">{rows}</ul>' if rows else ""


# -- the way over the graph ------------------------------------------------------------------


def _walked(idea: str, path: Sequence[Step]) -> list[tuple[Step, bool]]:
    """The steps that lead to `idea`, each with whether it is walked along its direction."""
    way, at = [], idea
    for step in reversed(path):
        forward = step.target == at
        way.append((step, forward))
        at = step.source if forward else step.target
    return way[::-1]


def _chain(idea: str, way: Sequence[tuple[Step, bool]]) -> None:
    """The way as a graph; left out where an idea is not in the library any more."""
    ends = [step.source if forward else step.target for step, forward in way]
    library = opened.current()
    try:
        ideas = [library.idea(one) for one in (*ends, idea)]
    except LibraryError:
        return
    edges = [
        Edge(step.source, Relation(step.relation), step.target, step.score, Evidence((), 0, 0))
        for step, _forward in way
    ]
    draw_chain(ideas, edges)


def _step(step: Step, forward: bool, here: Mapping[str, str]) -> str:  # noqa: FBT001 - half of a pair
    """One link with both quotations, in the direction in which it is walked."""
    ends = [(step.source, step.source_quote), (step.target, step.target_quote)]
    first, second = (_end(*end, here) for end in (ends if forward else ends[::-1]))
    relation = Relation(step.relation)
    phrase = words.relation(relation, outward=forward)
    signals = ", ".join(escape(told.evidence(name)) for name, _weight in step.signals[:MOST])
    rests = _("rests on: {signals}").format(signals=signals)
    unsure = "" if step.score >= TRUSTED else f", {_('perhaps')}"
    return (
        f'<li>{first}<p class="gg-join"><b>{phrase}</b>'
        f"<span>{words.in_100(step.score)}{unsure}</span></p>{second}"
        f'<p class="gg-soft">{rests if signals else ""}</p></li>'
    )


def _end(idea: str, cited: Citation, here: Mapping[str, str]) -> str:
    """One end of a link: its kind, its quotation, its source and its other connections."""
    try:
        badge = kind_badge(opened.current().idea(idea).kind.value)
    except LibraryError:
        badge = ""
    connections = link(
        address(EXPLORE, idea=idea),
        _("Connections"),
        label=_("Connections of: {name}").format(name=cited.quote),
    )
    return (
        f'<div class="gg-side"><div>{badge}</div>{quote_of(cited)}'
        f'<div class="gg-facts">{_source(cited, here)}{connections}</div></div>'
    )


def _source(cited: Citation, here: Mapping[str, str]) -> str:
    place = str(place_of(cited))
    label = _("Open the source: {document}").format(document=cited.document)
    to = address(ASK, **here, cite=place)
    return link(to, escape(cited.document), classes="gg-from", label=label, cite=place)


# -- what was found, and what it was taken for -----------------------------------------------


def _found(why: Why, here: Mapping[str, str]) -> str:
    """The mention that was nearest, where another one is shown."""
    if why.found is None:
        return ""
    heading = _("Found by these words")
    return (
        f'<h3>{heading}</h3><div class="gg-side">{quote_of(why.found)}'
        f'<div class="gg-facts">{_source(why.found, here)}</div></div>'
    )


def _kind(line: Line, why: Why) -> str:
    """What spoke for the line's kind, and which words show its strength and that it is urgent."""
    parts = []
    if why.kind:
        heading = _("Taken for this kind: {kind}").format(kind=words.kind(line.kind))
        parts.append(f"<h3>{heading}</h3>{_bars(why.kind[:MOST], reasons.kind)}")
    rows = "".join(
        f"<dt>{_('urgent') if name == 'urgent' else words.strength(name)[0]}</dt>"
        f'<dd><q class="gg-said"{_spoken(line)}>{escape(said)}</q></dd>'
        for name, said in why.cues
    )
    if rows:
        parts.append(f'<h3>{_("Shown by its words")}</h3><dl class="gg-terms">{rows}</dl>')
    return "".join(parts)


def _spoken(line: Line) -> str:
    return language_of(line.citations[0].language) if line.citations else ""
