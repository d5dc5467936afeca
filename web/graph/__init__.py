"""The graph component: draws a neighbourhood, and says which idea was picked and what is hidden."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.signs import without
from kg.records import SYMMETRIC
from web import opened, translation, wire, words
from web.component import component
from web.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.trainer import Form
    from kg.records import Edge, Idea

HEIGHT: Final = 560
"""Pixels: with its two bars the graph fills a laptop's screen below the search field."""

HTML: Final = """\
<section class="graph"><span class="probe"></span>
<div class="bar"><input type="search" autocomplete="off"><ul class="kinds"></ul>
<div class="zoom"><button type="button" class="in">+</button>
<button type="button" class="out">−</button><button type="button" class="fit"></button></div></div>
<div class="canvas" tabindex="0" role="application"></div>
<div class="foot"><ul class="relations"></ul>
<div class="live" role="status" aria-live="polite"></div></div></section>"""

"""Its words are filled in by `graph/src/graph.js`, in the reader's language."""

_graph = component("graph", js="graph.js", css="graph.css", html=HTML)


def draw(ideas: Sequence[Idea], edges: Sequence[Edge], idea: str, revision: str) -> set[str]:
    """Draw the ideas and their links around `idea`; return the kinds and relations left out."""
    kinds = Counter(one.kind.value for one in ideas)
    relations = Counter(edge.relation for edge in edges)
    data = {
        "sig": f"{revision}:{idea}:{len(ideas)}:{len(edges)}:{translation.language()}",
        "language": translation.language(),
        "words": _words(),
        "idea": idea,
        "height": HEIGHT,
        "nodes": [[one.id, without(one.name), one.kind.value] for one in ideas],
        "edges": [_edge(edge) for edge in edges],
        "kinds": [
            [kind.value, words.kinds(kind), kinds[kind.value]]
            for kind in words.KINDS
            if kinds[kind.value]
        ],
        "relations": [
            [relation.value, words.relation(relation), number]
            for relation, number in relations.most_common()
        ],
    }
    state = _graph(
        key="graph",
        data=data,
        default={"idea": idea, "hidden": []},
        on_idea_change=_picked,
        on_hidden_change=lambda: None,
    )
    return set(state.hidden or ()) if state is not None else set()


CHAIN: Final = 150
"""Pixels of a chain of a few ideas, their names below them; a longer one goes up and down."""


IN_A_ROW: Final = 3
STEP: Final = 110
"""Ideas that stand side by side in a narrow column, and the pixels that more need (`graph.js`)."""


def draw_chain(ideas: Sequence[Idea], edges: Sequence[Edge]) -> None:
    """Draw the ideas side by side in their order, with the links between them, to look at only."""
    last = ideas[-1].id
    data = {
        "sig": ":".join((opened.key()[1], *(idea.id for idea in ideas), translation.language())),
        "language": translation.language(),
        "words": {
            **_words(),
            "canvas": _("Graph of this way. Arrow keys move between linked ideas, Escape clears."),
            "at": _("{kind}: {name}. Links: {links}."),
        },
        "idea": last,
        "height": CHAIN if len(ideas) <= IN_A_ROW else CHAIN + STEP,
        "chain": True,
        "nodes": [[one.id, without(one.name), one.kind.value] for one in ideas],
        "edges": [_edge(edge) for edge in edges],
        "kinds": [],
        "relations": [],
    }
    _graph(key="chain", data=data)


def _edge(edge: Edge) -> list[str | bool]:
    """A link as the component takes it."""
    relation = edge.relation
    both = relation in SYMMETRIC
    return [edge.source, relation.value, edge.target, words.relation(relation), both]


THEME: Final = "theme"
"""Stands where an idea's kind does."""

LEAST: Final = 22
MOST: Final = 64
"""Diameters of the smallest and the largest theme, in pixels; the area grows with the ideas."""

EACH: Final = 2
"""Bridges drawn of each theme at least: all of them, some hundred, hide each other."""

WIDEST: Final = 8
"""Pixels of the line between the two best joined themes."""


def draw_themes(themes: Sequence[Form], bridges: Sequence[Form]) -> None:
    """Draw themes by their size and the bridges between them; one that is picked is opened."""
    largest = max(theme["ideas"] for theme in themes)
    shown = {theme["id"] for theme in themes}
    drawn = _best([one for one in bridges if {one["from"], one["to"]} <= shown])
    widest = max((bridge["links"] for bridge in drawn), default=1)
    data = {
        "sig": f"{opened.key()[1]}:themes:{len(themes)}:{translation.language()}",
        "language": translation.language(),
        "words": {
            **_words(),
            "graph": _("Graph of themes"),
            "at": _("{name}. Linked themes: {links}. Enter opens it."),
        },
        "idea": "",
        "height": HEIGHT,
        "nodes": [
            [
                theme["id"],
                without(theme["name"]),
                THEME,
                diameter(theme["ideas"] / largest),
                [theme["kinds"].get(kind.value, 0) / theme["ideas"] for kind in words.KINDS],
            ]
            for theme in themes
        ],
        "edges": [
            [one["from"], "bridge", one["to"], "", True, max(1, WIDEST * one["links"] / widest)]
            for one in drawn
        ],
        "kinds": [],
        "relations": [],
    }
    _graph(
        key="themes",
        data=data,
        default={"idea": "", "hidden": []},
        on_idea_change=_opened,
        on_hidden_change=lambda: None,
    )


def _best(bridges: Sequence[Form]) -> list[Form]:
    """The bridges that are among the `EACH` best of one of their ends; they come best first."""
    held: Counter[str] = Counter()
    kept = []
    for bridge in bridges:
        ends = bridge["from"], bridge["to"]
        if min(held[end] for end in ends) < EACH:
            kept.append(bridge)
            held.update(ends)
    return kept


def diameter(share: float) -> float:
    """The diameter of a theme that has this share of the largest one's ideas."""
    return LEAST + (MOST - LEAST) * sqrt(share)


def _opened() -> None:
    """Write the picked theme into the address."""
    theme = st.session_state["themes"].idea
    if theme:
        wire.show(theme=theme)


def _words() -> dict[str, str]:
    """What the component says."""
    return {
        "graph": _("Graph of ideas"),
        "find": _("Find in the graph"),
        "kinds": _("Kinds: press to hide or show"),
        "relations": _("Links: press to hide or show"),
        "in": _("Zoom in"),
        "out": _("Zoom out"),
        "fit": _("Fit"),
        "canvas": _("Graph. Arrow keys move between linked ideas, Enter opens one, Escape clears."),
        "match": _("Ideas that match: {hits} of {all}"),
        "at": _("{kind}: {name}. Links: {links}. Enter opens it."),
        **{f"kind_{kind.value}": words.kind(kind) for kind in words.KINDS},
    }


def _picked() -> None:
    """Write the picked idea into the address, so that Back leads to the one before."""
    idea = st.session_state["graph"].idea
    if idea and idea != st.query_params.get("idea"):
        wire.show(idea=idea)
