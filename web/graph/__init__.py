"""The graph component: draws a neighbourhood, and says which idea was picked and what is hidden."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.records import SYMMETRIC
from web import wire, words
from web.component import component

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.records import Edge, Idea

HEIGHT: Final = 560
"""Pixels: with its two bars the graph fills a laptop's screen below the search field."""

HTML: Final = """\
<section class="graph" aria-label="Graph of ideas"><span class="probe"></span>
<div class="bar"><input type="search" aria-label="Find in the graph" placeholder="Find in the graph"
 autocomplete="off"><ul class="kinds" aria-label="Kinds: press to hide or show"></ul>
<div class="zoom"><button type="button" class="in" aria-label="Zoom in">+</button>
<button type="button" class="out" aria-label="Zoom out">−</button>
<button type="button" class="fit">Fit</button></div></div>
<div class="canvas" tabindex="0" role="application"
 aria-label="Graph. Arrow keys move between linked ideas, Enter opens one, Escape clears."></div>
<div class="foot"><ul class="relations" aria-label="Links: press to hide or show"></ul>
<div class="live" role="status" aria-live="polite"></div></div></section>"""

_graph = component("graph", js="graph.js", css="graph.css", html=HTML)


def draw(ideas: Sequence[Idea], edges: Sequence[Edge], idea: str, revision: str) -> set[str]:
    """Draw the ideas and their links around `idea`; return the kinds and relations left out."""
    kinds = Counter(one.kind.value for one in ideas)
    relations = Counter(edge.relation for edge in edges)
    data = {
        "sig": f"{revision}:{idea}:{len(ideas)}:{len(edges)}",
        "idea": idea,
        "height": HEIGHT,
        "nodes": [[one.id, one.name, one.kind.value] for one in ideas],
        "edges": [
            [
                edge.source,
                edge.relation.value,
                edge.target,
                words.RELATIONS[edge.relation][0],
                edge.relation in SYMMETRIC,
            ]
            for edge in edges
        ],
        "kinds": [
            [kind.value, many if kinds[kind.value] != 1 else one, kinds[kind.value]]
            for kind, (one, many) in words.KINDS.items()
            if kinds[kind.value]
        ],
        "relations": [
            [relation.value, words.RELATIONS[relation][0], number]
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


def _picked() -> None:
    """Write the picked idea into the address, so that Back leads to the one before."""
    idea = st.session_state["graph"].idea
    if idea and idea != st.query_params.get("idea"):
        wire.show(idea=idea)
