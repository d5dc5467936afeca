"""A library, or one theme of it, as a text to read: what its documents say, with citations.

Start reading at `blocks`. Under a risk stand the practices that mitigate it, under a principle
those that uphold it; what most sources say comes first. Every line is a quotation. `markdown` and
`word` write the same blocks.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.graph import incident
from kg.records import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from answer.library import Library
    from answer.themes import Theme
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

PLACES: Final = 20
"""Places named of one idea: a sentence that stands on every page is cited so often, and counted."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1 or 2), a paragraph (0), or an item of a list (-1, one in another -2)."""

    level: int
    text: str


def blocks(library: Library, theme: Theme | None = None) -> Iterator[Block]:
    """The handout of the whole library or of a theme."""
    view = library.snapshot()
    ideas = [view.ideas[one] for one in theme.ideas] if theme else list(library.ideas())
    documents = [
        info for info in library.documents() if theme is None or info.name in theme.documents
    ]
    yield Block(1, theme.name if theme else "What the guidance says")
    counts = f"{_count(len(documents), 'document')}, {_count(len(ideas), 'idea')}"
    yield Block(
        0, f"{counts}; library revision {library.revision}. Every line is quoted word for word."
    )
    for kind, title, relation, joined in PARTS:
        mine = [idea for idea in ideas if idea.kind is kind]
        if mine:
            yield Block(2, title)
            mine.sort(key=lambda idea: (-idea.sources, -view.graph.degree(idea.id), idea.id))
            for idea in mine:
                yield from _item(library, idea, relation, joined)
    yield Block(2, "Documents")
    for info in documents:
        yield Block(-1, f"{info.name}: {info.title} ({info.source})")
    if not documents:
        yield Block(0, "None.")


def _item(library: Library, idea: Idea, relation: Relation | None, joined: str) -> Iterator[Block]:
    view = library.snapshot()
    cited = library.mentions(idea.id)
    for position, one in enumerate(cited[:PLACES]):
        heading = f" › {one.heading.replace(' > ', ' › ')}" if one.heading else ""
        place = f"{one.document}{heading}, {one.start}–{one.end}"
        lead = "also: " if position else ""
        yield Block(-2 if position else -1, f"{lead}“{one.quote}” ({place})")
    if len(cited) > PLACES:
        yield Block(-2, f"and at {_count(len(cited) - PLACES, 'other place')}")
    if relation is None:
        return
    edges = [
        edge
        for edge in incident(view.graph, idea.id, relations={relation})
        if edge.target == idea.id
    ]
    for edge in edges[:UNDER]:
        mention = edge.evidence.source_mention
        document = view.names[view.units[mention].document]
        yield Block(-2, f"{joined}: “{view.name_of(mention)}” ({document})")


# -- as Markdown -----------------------------------------------------------------------------

LEADS: Final = {1: "# ", 2: "## ", 0: "", -1: "- ", -2: "  - "}


def markdown(library: Library, theme: Theme | None = None) -> str:
    """The handout, as Markdown."""
    lines: list[str] = []
    before = 1
    for block in blocks(library, theme):
        if lines and (block.level >= 0 or before >= 0):
            lines.append("")
        lines.append(f"{LEADS[block.level]}{plain(block.text)}")
        before = block.level
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    r"""`text` so that Markdown shows it as it is, on one line.

    >>> plain("a *b* <c>")
    'a \\*b\\* \\<c\\>'
    """
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join(text.split()))


# -- as a Word document ----------------------------------------------------------------------

STYLES: Final = {1: "Title", 2: "Heading 1", 0: "Normal", -1: "List Bullet", -2: "List Bullet 2"}


def word(library: Library, theme: Theme | None = None) -> bytes:
    """The handout, as .docx; equal handouts are equal bytes."""
    import docx

    document = docx.Document()
    for block in blocks(library, theme):
        document.add_paragraph(_printable(block.text), style=STYLES[block.level])
    written = io.BytesIO()
    document.save(written)
    return _without_times(written.getvalue())


def _printable(text: str) -> str:
    """`text` on one line without characters that XML has no place for."""
    joined = " ".join(text.split())
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in joined
    )


def _without_times(data: bytes) -> bytes:
    """A zip archive with the same files, none of which says when it was written."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            fresh = zipfile.ZipInfo(entry.filename)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, old.read(entry))
    return written.getvalue()


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"
