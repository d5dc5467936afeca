"""A library as a text to read: what its documents say, by kind, each with its citations.

Start reading at `markdown`. Under a risk stand the practices that mitigate it, under a principle
those that uphold it; what most sources say comes first. Every line is a quotation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.graph import incident
from kg.records import Kind, Relation

if TYPE_CHECKING:
    from answer.library import Library
    from kg.records import Idea

PARTS: Final = (
    (Kind.PRINCIPLE, "Principles", Relation.UPHOLDS, "lived by"),
    (Kind.RISK, "Risks", Relation.MITIGATES, "made less likely by"),
    (Kind.PRACTICE, "Practices", None, ""),
    (Kind.BENEFIT, "Benefits", Relation.BRINGS, "come about by"),
)
"""Kind, its heading, and which practices stand under an idea of it, with the words for that."""

UNDER: Final = 3
"""Practices named under an idea: the strongest links; all are in the other forms."""


def markdown(library: Library) -> str:
    """The handout, as Markdown."""
    documents = library.documents()
    ideas = library.ideas()
    graph = library.snapshot().graph
    counts = f"{_count(len(documents), 'document')}, {_count(len(ideas), 'idea')}"
    parts = [
        "# What the guidance says",
        f"{counts}; library revision {library.revision}. Every line is quoted word for word.",
    ]
    for kind, title, relation, joined in PARTS:
        mine = [idea for idea in ideas if idea.kind is kind]
        if not mine:
            continue
        parts.append(f"## {title}")
        mine.sort(key=lambda idea: (-idea.sources, -len(graph[idea.id]), idea.id))
        parts.append("\n".join(_item(library, idea, relation, joined) for idea in mine))
    parts.append("## Documents")
    parts.append(
        "\n".join(
            f"- {plain(info.name)}: {plain(info.title)} ({plain(info.source)})"
            for info in documents
        )
        or "None."
    )
    return "\n\n".join(parts) + "\n"


def _item(library: Library, idea: Idea, relation: Relation | None, joined: str) -> str:
    view = library.snapshot()
    lines = []
    for position, cited in enumerate(library.mentions(idea.id)):
        heading = f" › {plain(cited.heading.replace(' > ', ' › '))}" if cited.heading else ""
        place = f"{plain(cited.document)}{heading}, {cited.start}–{cited.end}"
        lead = "- " if not position else "  - also: "
        lines.append(f"{lead}“{plain(cited.quote)}” ({place})")
    if relation is not None:
        edges = [
            edge
            for edge in incident(view.graph, idea.id, relations={relation})
            if edge.target == idea.id
        ]
        lines += [
            f"  - {joined}: “{plain(view.ideas[edge.source].name)}”" for edge in edges[:UNDER]
        ]
    return "\n".join(lines)


def plain(text: str) -> str:
    r"""`text` so that Markdown shows it as it is, on one line.

    >>> plain("a *b* <c>")
    'a \\*b\\* \\<c\\>'
    """
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join(text.split()))


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"
