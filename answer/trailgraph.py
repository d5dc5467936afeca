"""A trail as a graph to show: its ideas with the links between them, and where each is said.

Start reading at `graph`. Drawn are the links that the trail's paths go over and those that the
library knows between its ideas; each has the numbers of its quotations. `answer.picture` draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from answer.course import Sources
from answer.errors import LibraryError
from answer.places import same_words
from answer.render import place, quoted
from answer.revisit import look
from kg.records import SYMMETRIC, Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from answer.library import Library
    from answer.records import Citation
    from answer.revisit import Seen, SeenEntry
    from answer.trails import Trail

COUNTS: Final = 0.5
"""Score from which a link that no path of the trail goes over is drawn: it is calibrated, and
below it a link is more likely wrong than right."""

LONG: Final = 160
"""Characters of a quotation on a card, about four lines; the list of sources has all of it."""

NAMES: Final = {
    Relation.MITIGATES: "makes less likely",
    Relation.UPHOLDS: "is a way to live",
    Relation.THREATENS: "is harm to",
    Relation.SUPPORTS: "is a ground of",
    Relation.BRINGS: "brings",
    Relation.SERVES: "is a good for",
    Relation.TENSION: "pulls against",
    Relation.SAME_AS: "says the same as",
    Relation.TRANSLATION_OF: "is in another language",
    Relation.RELATED_TO: "is near in meaning to",
}
"""What a link says of its two ends."""

QUOTATION: Final = "quotation"
"""Stands where the kind of an idea does."""


@dataclass(slots=True)
class Card:
    """An idea or a quotation of a trail.

    `label` is `kind` in the reader's language, `numbers` name its places in the list of sources;
    `gone` says, in words, that it is not in the library any more.
    """

    kind: str
    label: str
    text: str
    numbers: list[int]
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one card to another (their places in `TrailGraph.cards`), and what it says."""

    source: int
    target: int
    relation: str
    label: str
    both: bool


@dataclass(frozen=True, slots=True)
class TrailGraph:
    """A trail to be drawn: `heading` stands above the `sources`, which are in order of number."""

    title: str
    note: str
    cards: tuple[Card, ...]
    links: tuple[Link, ...]
    heading: str
    sources: tuple[str, ...]
    foot: str


def graph(library: Library, trail: Trail, say: Callable[[str], str] = str) -> TrailGraph:
    """The graph of a trail, each idea once.

    `say` gives a sentence of the program in the reader's language.
    """
    made = _Making(library, Sources(say), say)
    for seen in look(library, trail):
        made.entry(seen)
    made.known()
    return TrailGraph(
        trail.name,
        same_words(trail.note),
        tuple(made.cards.values()),
        tuple(made.links.values()),
        say("Sources"),
        tuple(made.listed(citation) for _, citation in made.sources.cited.values()),
        say(
            f"Library revision {library.revision}. What is in quotation marks is quoted word "
            "for word; the rest is the trainer's."
        ),
    )


class _Making:
    """Collects cards by what they show, and the links between them."""

    def __init__(self, library: Library, sources: Sources, say: Callable[[str], str]) -> None:
        self.library = library
        self.sources = sources
        self.say = say
        self.cards: dict[str, Card] = {}
        self.links: dict[tuple[str, Relation, str], Link] = {}

    def entry(self, seen: SeenEntry) -> None:
        """Add what an entry holds."""
        for idea in seen.ideas:
            key = idea.idea or idea.kept.id
            if key not in self.cards:
                gone = "" if idea.idea else self.say("gone")
                kind = idea.kept.kind
                self.cards[key] = Card(kind, self.say(kind), idea.kept.name, [], gone)
            if not seen.steps:
                self._number(key, *idea.seen[:1])
        for position, step in enumerate(seen.steps):
            ends = [one.idea or one.kept.id for one in seen.ideas[position : position + 2]]
            source, target = ends if step.kept.forward else reversed(ends)
            self._number(source, step.source)
            self._number(target, step.target)
            if step.linked:
                self._link(source, Relation(step.kept.relation), target)
        for one in seen.quotations:
            text = same_words(one.citation.quote if one.citation else one.place.quote)
            gone = "" if one.citation else self.say("gone")
            label = self.say(QUOTATION)
            self.cards.setdefault(text, Card(QUOTATION, label, quoted(_short(text)), [], gone))
            self._number(text, one)

    def known(self) -> None:
        """Add the links that the library knows between the ideas, surest first."""
        for edge in sorted(self.library.edges(), key=lambda edge: (-edge.score, edge.source)):
            ends = {edge.source, edge.target}
            if (
                edge.score < COUNTS
                or edge.relation is Relation.RELATED_TO
                or not ends <= {*self.cards}
            ):
                continue
            if (edge.source, edge.relation, edge.target) in self.links:
                continue
            try:
                cited = self.library.evidence(edge)
            except LibraryError:
                continue
            for key, citation in zip((edge.source, edge.target), cited, strict=True):
                self._cite(key, citation)
            self._link(edge.source, edge.relation, edge.target)

    def listed(self, citation: Citation) -> str:
        """A source: what is quoted, and where it stands."""
        span = self.say(f"characters {citation.start} to {citation.end}")
        return f"{quoted(same_words(citation.quote))} ({place(citation)}, {span})"

    def _number(self, key: str, *seen: Seen) -> None:
        for one in seen:
            if one.citation is not None:
                self._cite(key, one.citation)

    def _cite(self, key: str, citation: Citation) -> None:
        number = self.sources.number(citation)
        if number not in self.cards[key].numbers:
            self.cards[key].numbers.append(number)

    def _link(self, source: str, relation: Relation, target: str) -> None:
        places = list(self.cards)
        self.links.setdefault(
            (source, relation, target),
            Link(
                places.index(source),
                places.index(target),
                relation.value,
                self.say(NAMES[relation]),
                relation in SYMMETRIC,
            ),
        )


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG].rsplit(' ', 1)[0]} …"
