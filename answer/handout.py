"""A library, or one theme of it, as a text to read: what its documents say, with citations.

Start reading at `blocks`. Under a risk stand the practices that mitigate it, under a principle
those that uphold it; what most sources say comes first. Every line is a quotation. `markdown` and
`word` write the same blocks.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.graph import incident
from kg.records import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from answer.library import Library
    from answer.themes import Theme
    from kg.records import Idea

PARTS: Final = (
    (Kind.PRINCIPLE, Relation.UPHOLDS),
    (Kind.RISK, Relation.MITIGATES),
    (Kind.PRACTICE, None),
    (Kind.BENEFIT, Relation.BRINGS),
)
"""Kinds in their order, and which practices stand under an idea of each."""

UNDER: Final = 3
"""Practices named under an idea: the strongest links; all are in the other forms."""

PLACES: Final = 20
"""Places named of one idea: a sentence that stands on every page is cited so often, and counted."""


def counted(one: str) -> Callable[[int], str]:
    """Counts in English.

    >>> counted("idea")(1), counted("idea")(2)
    ('1 idea', '2 ideas')
    """
    return lambda number: f"{number} {one if number == 1 else one + 's'}"


_DOCUMENTS, _IDEAS, _PLACES = map(counted, ("document", "idea", "other place"))


@dataclass(frozen=True, slots=True)
class Words:
    """What a handout says beside its quotations; `kinds` are headings, `joined` by relation."""

    title: str = "What the guidance says"
    note: str = (
        "{documents}, {ideas}; library revision {revision}. Every line is quoted word for word."
    )
    kinds: Mapping[Kind, str] = field(
        default_factory=lambda: {
            Kind.PRINCIPLE: "Principles",
            Kind.RISK: "Risks",
            Kind.PRACTICE: "Practices",
            Kind.BENEFIT: "Benefits",
        }
    )
    joined: Mapping[Relation, str] = field(
        default_factory=lambda: {
            Relation.UPHOLDS: "lived by",
            Relation.MITIGATES: "made less likely by",
            Relation.BRINGS: "come about by",
        }
    )
    also: str = "also:"
    more: str = "and at {places}"
    sources: str = "Documents"
    none: str = "None."
    documents: Callable[[int], str] = _DOCUMENTS
    ideas: Callable[[int], str] = _IDEAS
    places: Callable[[int], str] = _PLACES


ENGLISH: Final = Words()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1 or 2), a paragraph (0), or an item of a list (-1, one in another -2)."""

    level: int
    text: str


def blocks(library: Library, theme: Theme | None = None, words: Words = ENGLISH) -> Iterator[Block]:
    """The handout of the whole library or of a theme."""
    view = library.snapshot()
    ideas = [view.ideas[one] for one in theme.ideas] if theme else list(library.ideas())
    documents = [
        info for info in library.documents() if theme is None or info.name in theme.documents
    ]
    yield Block(1, theme.name if theme else words.title)
    note = words.note.format(
        documents=words.documents(len(documents)),
        ideas=words.ideas(len(ideas)),
        revision=library.revision,
    )
    yield Block(0, note)
    for kind, relation in PARTS:
        mine = [idea for idea in ideas if idea.kind is kind]
        if mine:
            yield Block(2, words.kinds[kind])
            mine.sort(key=lambda idea: (-idea.sources, -view.graph.degree(idea.id), idea.id))
            for idea in mine:
                yield from _item(library, idea, relation, words)
    yield Block(2, words.sources)
    for info in documents:
        yield Block(-1, f"{info.name}: {info.title} ({info.source})")
    if not documents:
        yield Block(0, words.none)


def _item(library: Library, idea: Idea, relation: Relation | None, words: Words) -> Iterator[Block]:
    view = library.snapshot()
    cited = library.mentions(idea.id)
    for position, one in enumerate(cited[:PLACES]):
        heading = f" › {one.heading.replace(' > ', ' › ')}" if one.heading else ""
        place = f"{one.document}{heading}, {one.start}–{one.end}"
        also = f"{words.also} " if position else ""
        lead = f"{one.lead} " if one.lead else ""
        yield Block(-2 if position else -1, f"{also}{lead}“{one.quote}” ({place})")
    if len(cited) > PLACES:
        yield Block(-2, words.more.format(places=words.places(len(cited) - PLACES)))
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
        yield Block(-2, f"{words.joined[relation]}: “{view.name_of(mention)}” ({document})")


# -- as Markdown -----------------------------------------------------------------------------

LEADS: Final = {1: "# ", 2: "## ", 0: "", -1: "- ", -2: "  - "}


def markdown(library: Library, theme: Theme | None = None, words: Words = ENGLISH) -> str:
    """The handout, as Markdown."""
    lines: list[str] = []
    before = 1
    for block in blocks(library, theme, words):
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


def word(library: Library, theme: Theme | None = None, words: Words = ENGLISH) -> bytes:
    """The handout, as .docx; equal handouts are equal bytes."""
    import docx

    document = docx.Document()
    for block in blocks(library, theme, words):
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
