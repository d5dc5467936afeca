"""A quiz made of the guidance itself: every question, answer and explanation is quoted.

Start reading at `make`. Three forms of question:
1. which practice answers a risk (lives a principle, brings a benefit): from an edge of the graph;
2. whether a passage is a principle, a risk, a practice or a benefit: from a unit's kind;
3. what one would say in a situation: from a practice's condition and wording.

Only what the program is sure of is asked, and a wrong choice must be wrong for a reason that can
be named: no edge or common neighbour joins it to the question, it stands in another section, and
it is among the farther half of its like in meaning. The same library and seed give the same quiz.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from answer.errors import NoQuiz
from answer.places import same_words
from answer.quoting import cite
from answer.revisit import cited, look
from kg.clauses import leans
from kg.ideas import leaning
from kg.records import KINDS, Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from answer.library import Library
    from answer.records import Citation
    from answer.snapshot import Snapshot
    from answer.trails import Trail
    from kg.records import Edge

T = TypeVar("T")

SURE: Final = 0.9
"""Probability of a kind from which a unit is asked about: on the held-out fields of `kg/gold` 95 of
100 such sentences have the kind that they were taken for (`guidegraph eval classify`)."""

LINKED: Final = 0.6
"""Score from which an edge is asked about: of the 23 edges of the sample guidance that say from .5
on which practice answers a risk, 18 were right when they were read, 5 partly (docs/edges.md)."""

WRONG: Final = 3
"""Wrong choices of a question; with fewer than `FEWEST` it is not asked."""

FEWEST: Final = 2
"""Wrong choices at least: with one, guessing is right every other time."""

WORDS: Final = (4, 45)
"""Words of what is quoted: fewer say too little alone, more are not read in a quiz."""

CHOICE_WORDS: Final = 30
"""Words of a choice; of a longer practice its name is shown, if that can stand alone."""


class Form(StrEnum):
    """What a question asks for."""

    ANSWERS = "answers"
    KIND = "kind"
    SAY = "say"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice; `citation` is None for the name of a kind."""

    text: str
    right: bool
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question: `prompt` in the program's words, `quote` as it stands in a document.

    `ideas` are those it is about, `explanation` the cited passages that answer it.
    """

    form: Form
    prompt: str
    quote: Citation
    choices: tuple[Choice, ...]
    explanation: tuple[Citation, ...]
    ideas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions; `wanted` is how many were asked for, which may be more."""

    questions: tuple[Question, ...]
    wanted: int
    seed: int
    revision: str


PROMPTS: Final = {
    ("en", Relation.MITIGATES): "Which practice answers this risk?",
    ("en", Relation.UPHOLDS): "Which practice is how this principle is lived?",
    ("en", Relation.BRINGS): "Which practice brings this benefit?",
    ("en", Form.KIND): "Is this a principle, a risk, a practice or a benefit?",
    ("en", Form.SAY): "What would you say?",
    ("pl", Relation.MITIGATES): "Która praktyka odpowiada na to ryzyko?",
    ("pl", Relation.UPHOLDS): "Która praktyka urzeczywistnia tę zasadę?",
    ("pl", Relation.BRINGS): "Która praktyka przynosi tę korzyść?",
    ("pl", Form.KIND): "Czy to zasada, ryzyko, praktyka czy korzyść?",
    ("pl", Form.SAY): "Co powiesz?",
}
"""What is asked, in the language of the quotation; English for all others."""

KIND_NAMES: Final = {
    "en": {kind: kind.value for kind in Kind},
    "pl": {
        Kind.PRINCIPLE: "zasada",
        Kind.RISK: "ryzyko",
        Kind.PRACTICE: "praktyka",
        Kind.BENEFIT: "korzyść",
    },
}


def make(
    library: Library,
    *,
    count: int = 10,
    seed: int = 1,
    among: AbstractSet[str] | None = None,
    language: str | None = None,
) -> Quiz:
    """A quiz of at most `count` questions about the ideas in `among` (None: all).

    Raises:
        NoQuiz: no question can be asked, with the reason.
    """
    maker = _Maker(library.snapshot(), seed, among, language)
    forms = [maker.of_edges(), maker.of_kinds(), maker.of_wordings()]
    chosen: list[Question] = []
    used: set[str] = set()
    for question in (one for turn in zip_longest(*forms) for one in turn if one is not None):
        if len(chosen) == count:
            break
        if not used & set(question.ideas):
            used |= set(question.ideas)
            chosen.append(question)
    if not chosen:
        raise NoQuiz(
            "no question can be asked: nothing there is sure enough "
            f"(kinds from {SURE:.0%}, links from {LINKED:.0%}) with wrong choices that are surely "
            "wrong; add documents, or take more of the library"
        )
    return Quiz(tuple(chosen), count, seed, library.revision)


def ideas_of(library: Library, trail: Trail) -> frozenset[str]:
    """The ideas of a trail: those in it, those of its paths, and those its quotations stand in."""
    view = library.snapshot()
    found = set()
    for seen in look(library, trail):
        found |= {idea.idea for idea in seen.ideas if idea.idea}
        for quotation in seen.quotations:
            place = quotation.citation
            found |= {
                view.idea_of[key]
                for key, unit in view.units.items()
                if place is not None
                and view.names[unit.document] == place.document
                and unit.span.start < place.end
                and place.start < unit.span.end
            }
    return frozenset(found)


def stands_alone(text: str, language: str) -> bool:
    """Whether a text can be understood without what is around it: a sentence from its start.

    >>> stands_alone("Ask before you start.", "en"), stands_alone("a child is at risk", "en")
    (True, False)
    """
    first = next((letter for letter in text if letter.isalpha()), "")
    opens = text[:1].isalnum() and first.isupper()
    leant = leaning(text) > 0 or leans(text, language)
    return opens and len(text.split()) >= WORDS[0] and not leant


@dataclass(slots=True)
class _Maker:
    """All questions that a library allows, in the order of the seed."""

    view: Snapshot
    seed: int
    among: AbstractSet[str] | None
    language: str | None
    pools: dict[tuple[Kind, str], list[int]] = field(default_factory=dict)

    # -- forms ---------------------------------------------------------------------------

    def of_edges(self) -> Iterator[Question]:
        """Which practice answers this risk, lives this principle, brings this benefit?"""
        asked = {Relation.MITIGATES, Relation.UPHOLDS, Relation.BRINGS}
        edges = [
            edge for edge in self.view.edges if edge.relation in asked and edge.score >= LINKED
        ]
        for edge in self.shuffled(edges, lambda edge: f"{edge.source} {edge.target}"):
            question = self.of_edge(edge)
            if question is not None:
                yield question

    def of_edge(self, edge: Edge) -> Question | None:
        """The question of an edge, or None where it cannot be asked fairly."""
        right, stem = edge.evidence.source_mention, edge.evidence.target_mention
        ends = self.view.units[right], self.view.units[stem]
        same_place = ends[0].document == ends[1].document and (
            ends[0].span.start < ends[1].span.end and ends[1].span.start < ends[0].span.end
        )
        fair = ends[0].language == ends[1].language and not same_place
        if not fair or not self.asked(edge.target, stem) or not self.short(right):
            return None
        wrong = self.wrong(
            [right, stem], [key for key in self.like(right) if self.short(key)], edge.target
        )
        if len(wrong) < FEWEST:
            return None
        choices = [Choice(self.said(key), key == right, self.cite(key)) for key in (right, *wrong)]
        return Question(
            Form.ANSWERS,
            self.prompt(ends[1].language, edge.relation),
            self.cite(stem),
            self.mixed(choices),
            (self.cite(right), self.cite(stem)),
            (edge.source, edge.target),
        )

    def of_kinds(self) -> Iterator[Question]:
        """What kind is this? The kinds take turns."""
        by_kind: dict[Kind, list[int]] = {kind: [] for kind in KINDS if kind is not Kind.CONTEXT}
        for key in self.alone():
            if self.asked(self.view.idea_of[key], key):
                by_kind[self.view.units[key].kind].append(key)
        turns = [self.shuffled(keys, self.text) for keys in by_kind.values()]
        for key in (one for turn in zip_longest(*turns) for one in turn if one is not None):
            unit = self.view.units[key]
            names = KIND_NAMES.get(unit.language, KIND_NAMES["en"])
            yield Question(
                Form.KIND,
                self.prompt(unit.language, Form.KIND),
                self.cite(key),
                tuple(Choice(names[kind], kind is unit.kind) for kind in by_kind),
                (self.cite(key),),
                (self.view.idea_of[key],),
            )

    def of_wordings(self) -> Iterator[Question]:
        """What would you say in this situation?"""
        spoken = {
            key: words
            for key in self.view.units
            if (words := self.words(key)) is not None
            and len(words.quote.split()) >= WORDS[0]
            and self.sure(key)
        }
        for key in self.shuffled([key for key in spoken if self.inside(key)], self.text):
            unit = self.view.units[key]
            if unit.condition is None:
                continue
            like = [one for one in spoken if self.view.units[one].language == unit.language]
            wrong = self.wrong([key], like, "")
            if len(wrong) < FEWEST:
                continue
            said = [spoken[one] for one in (key, *wrong)]
            document = self.view.document(unit.document)
            yield Question(
                Form.SAY,
                self.prompt(unit.language, Form.SAY),
                cited(document, self.view.names[unit.document], unit.condition),
                self.mixed([Choice(same_words(one.quote), one is said[0], one) for one in said]),
                (self.cite(key),),
                (self.view.idea_of[key],),
            )

    # -- what may be asked ---------------------------------------------------------------

    def asked(self, idea: str, key: int) -> bool:
        """Whether a unit may be what is asked about: in scope, sure, and clear alone."""
        text = self.text(key)
        fewest, most = WORDS
        return (
            self.inside(key, idea)
            and self.sure(key)
            and fewest <= len(text.split()) <= most
            and stands_alone(text, self.view.units[key].language)
            and self.whole(key)
        )

    def inside(self, key: int, idea: str = "") -> bool:
        """Whether a unit is of the ideas and of the language that were asked for."""
        own = idea or self.view.idea_of[key]
        return (self.among is None or own in self.among) and (
            self.language in {None, self.view.units[key].language}
        )

    def sure(self, key: int) -> bool:
        """Whether a unit's kind is beyond doubt, and its words are where they were."""
        unit = self.view.units[key]
        return unit.probabilities[KINDS.index(unit.kind)] >= SURE and self.verbatim(key)

    def verbatim(self, key: int) -> bool:
        """Whether a unit can be quoted."""
        return cite(self.view, key, twin=False) is not None

    def short(self, key: int) -> bool:
        """Whether a practice can be a choice."""
        return (
            stands_alone(self.said(key), self.view.units[key].language)
            and self.whole(key)
            and self.verbatim(key)
        )

    def said(self, key: int) -> str:
        """What stands for a practice among choices: its words, or its name where they are many."""
        text = self.text(key)
        return text if len(text.split()) <= CHOICE_WORDS else self.name(key)

    def whole(self, key: int) -> bool:
        """Whether a unit says alone how strongly it is meant ("Staff must not:" stands above)."""
        unit = self.view.units[key]
        cue = unit.strength_cue
        return cue is None or (unit.span.start <= cue.start and cue.end <= unit.span.end)

    # -- wrong choices -------------------------------------------------------------------

    def like(self, key: int) -> list[int]:
        """Units of a unit's kind and language, of which the program is sure."""
        unit = self.view.units[key]
        if (unit.kind, unit.language) not in self.pools:
            self.pools[unit.kind, unit.language] = [
                other
                for other, one in self.view.units.items()
                if one.kind is unit.kind and one.language == unit.language and self.sure(other)
            ]
        return self.pools[unit.kind, unit.language]

    def wrong(self, about: Sequence[int], pool: Sequence[int], target: str) -> list[int]:
        """Wrong choices for a question `about` units (the right one first), from like ones."""
        near = self.near(*(self.view.idea_of[key] for key in about), target)
        sections = {self.section(key) for key in about}
        apart = [
            key
            for key in pool
            if self.view.idea_of[key] not in near and self.section(key) not in sections
        ]
        far = self.farther_half(about, apart)
        seen: dict[str, int] = {}
        for key in self.shuffled(far, lambda key: f"{self.text(key)} {self.text(about[0])}"):
            seen.setdefault(self.view.idea_of[key], key)
        return list(seen.values())[:WRONG]

    def near(self, *ideas: str) -> set[str]:
        """Ideas within two edges of these, and these."""
        found = {idea for idea in ideas if idea}
        for _ in range(2):
            for idea in tuple(found):
                found |= set(self.view.graph.successors(idea))
                found |= set(self.view.graph.predecessors(idea))
        return found

    def farther_half(self, about: Sequence[int], pool: Sequence[int]) -> list[int]:
        """Those of `pool` that are below its middle in nearness to all that is asked about."""
        if not pool:
            return []
        vectors = self.view.vectors[[self.view.positions[key] for key in pool]]
        far = np.ones(len(pool), bool)
        for key in about:
            nearness = vectors @ self.view.vectors[self.view.positions[key]]
            far &= nearness <= np.median(nearness)
        return [key for key, chosen in zip(pool, far, strict=True) if chosen]

    def section(self, key: int) -> tuple[str, int]:
        """The section that a unit stands in."""
        unit = self.view.units[key]
        return unit.document, self.view.document(unit.document).passages[unit.passage].section

    # -- words ---------------------------------------------------------------------------

    def alone(self) -> list[int]:
        """Units that share no words with another: of these there is one kind to tell."""
        by_document: dict[str, list[int]] = {}
        for key, unit in self.view.units.items():
            by_document.setdefault(unit.document, []).append(key)
        meeting: set[int] = set()
        for keys in by_document.values():
            longest = -1
            for key in sorted(keys, key=lambda key: self.view.units[key].span):
                span = self.view.units[key].span
                if longest >= 0 and span.start < self.view.units[longest].span.end:
                    meeting |= {key, longest}
                if longest < 0 or span.end > self.view.units[longest].span.end:
                    longest = key
        return [key for key in self.view.units if key not in meeting]

    def text(self, key: int) -> str:
        """A unit's words."""
        unit = self.view.units[key]
        return same_words(unit.span.of(self.view.document(unit.document).text))

    def name(self, key: int) -> str:
        """A unit's name."""
        return same_words(self.view.name_of(key))

    def cite(self, key: int) -> Citation:
        """The citation of a unit (see `verbatim`)."""
        unit = self.view.units[key]
        return cited(self.view.document(unit.document), self.view.names[unit.document], unit.span)

    def words(self, key: int) -> Citation | None:
        """The citation of a practice's wording; None where it belongs to the situation."""
        unit = self.view.units[key]
        when = unit.condition
        if unit.wording is None or (
            when is not None and when.start < unit.wording.end and unit.wording.start < when.end
        ):
            return None
        document = self.view.document(unit.document)
        return cited(document, self.view.names[unit.document], unit.wording)

    def prompt(self, language: str, form: Form | Relation) -> str:
        """What is asked, in a language that it is written in."""
        return PROMPTS[language if (language, form) in PROMPTS else "en", form]

    def mixed(self, choices: Sequence[Choice]) -> tuple[Choice, ...]:
        """Choices in the order of the seed."""
        return tuple(self.shuffled(list(choices), lambda choice: choice.text))

    def shuffled(self, items: Sequence[T], words: Callable[[T], str]) -> list[T]:
        """Items in the order of the seed, which depends on their words alone."""

        def order(item: T) -> tuple[bytes, str]:
            said = words(item)
            return hashlib.sha256(f"{self.seed} {said}".encode()).digest(), said

        return sorted(items, key=order)
