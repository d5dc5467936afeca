"""The records of an answer: verdict, sections of lines, citations. All of it is quoted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether the library covers the question."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_COVERED = "not covered"


class AnswerSection(StrEnum):
    """The sections of an answer, in the order in which they are read when asked what to do."""

    URGENT = "urgent"
    DO = "do"
    SAY = "say"
    AVOID = "avoid"
    PRINCIPLES = "principles"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quotation: `quote` is `document.text[start:end]`, checked when it is made.

    `document` is the name that `guidegraph list` shows, `source` what was added, `heading` the path
    of headings above ("A > B"), `twin` the same passage in the other language, if there is one.
    `lead` are the words above that an item of a list goes on with ("Staff must not:"), verbatim;
    it is empty where the quotation stands by itself.
    """

    document: str
    source: str
    heading: str
    start: int
    end: int
    quote: str
    language: str
    twin: Citation | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """An edge of the graph by which a line came, with the quotations of both ends.

    `source` and `target` are ids of ideas, `score` a probability; `signals` says what the edge
    rests on, strongest first.
    """

    source: str
    relation: str
    target: str
    score: float
    signals: tuple[tuple[str, float], ...]
    source_quote: Citation
    target_quote: Citation


@dataclass(frozen=True, slots=True)
class Why:
    """How a line got into its answer; `answer.explain.reasons` tells it in words.

    `score` is its nearness to the question in standard deviations of the library, and `counted`
    names what adds up to it, largest first. `passage` is what search said of its passage (each in
    standard deviations), `kind` what decided its kind, both strongest first; `cues` are the words
    that show its strength and that it is urgent. `found` is the mention that was nearest, where
    another one is shown (in the reader's language). `path` leads to it from what another
    line says, edge by edge, and is empty where none does; `alone` says that it was near enough
    without that.
    """

    score: float
    counted: tuple[tuple[str, float], ...]
    passage: tuple[tuple[str, float], ...]
    kind: tuple[tuple[str, float], ...]
    cues: tuple[tuple[str, str], ...]
    found: Citation | None
    path: tuple[Step, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: an idea in its own words, with where it is said.

    `sources` is the number of independent sources; `mitigated_by` names ideas (of a risk);
    `signals` says how the line got here, in words with weights (strongest first).
    """

    idea: str
    name: str
    kind: str
    text: str
    strength: str | None
    condition: str | None
    exception: str | None
    wording: str | None
    urgent: bool
    sources: int
    citations: tuple[Citation, ...]
    mitigated_by: tuple[str, ...] = ()
    signals: tuple[tuple[str, float], ...] = ()
    why: Why | None = None

    @property
    def lead(self) -> str:
        """The words above that the line's text goes on with ("Staff must not:"), or empty."""
        first = self.citations[0] if self.citations else None
        return first.lead if first is not None and first.quote == self.text else ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a language model wrote, with the ideas whose lines it cites."""

    text: str
    ideas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """What a language model added to an answer: never a quotation, always shown as a machine's.

    `summary` may be empty; `reordered` names the sections whose lines it put in another order.
    """

    model: str
    summary: tuple[Sentence, ...]
    reordered: tuple[AnswerSection, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What `guidegraph ask` and the Ask page show; `confidence` is a calibrated probability.

    `sections` stand in the order in which they are to be read: what is asked for leads.
    `situation` is the question without "what should I do when". `machine` is None unless a
    language model was asked for and something of what it wrote could be kept.
    """

    question: str
    situation: str
    language: str
    verdict: Verdict
    confidence: float
    sections: dict[AnswerSection, tuple[Line, ...]]
    not_covered: tuple[str, ...]
    nearest: tuple[Line, ...]
    revision: str
    machine: Machine | None = None
