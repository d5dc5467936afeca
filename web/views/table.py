"""Drawn ideas and links as a table, for those who read it that way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web import words
from web.address import EXPLORE, address, link
from web.lines import sign
from web.translation import gettext as _
from web.verbatim import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.records import Edge, Idea


def table(ideas: Sequence[Idea], edges: Sequence[Edge], hidden: set[str]) -> str:
    """One row for each link that the legend shows."""
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
    return f"{sign(idea.kind.value)}{link(to, said(idea.name, idea.language, tag='span'))}"
