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
    """The sections of an answer, in the order in which they are to be read."""

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
    """

    document: str
    source: str
    heading: str
    start: int
    end: int
    quote: str
    language: str
    twin: Citation | None = None


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What `guidegraph ask` and the Ask page show; `confidence` is a calibrated probability.

    `situation` is the question without "what should I do when".
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
