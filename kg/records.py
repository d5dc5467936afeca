"""The records of the graph: units, ideas and edges, with the evidence that each rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.records import Span


class Kind(StrEnum):
    """What a unit does for the reader. `CONTEXT` makes no unit."""

    PRINCIPLE = "principle"
    RISK = "risk"
    PRACTICE = "practice"
    BENEFIT = "benefit"
    CONTEXT = "context"


KINDS = tuple(Kind)
"""All kinds in the order of every probability vector."""


class Strength(StrEnum):
    """How strongly a practice is advised, by its own words."""

    MUST = "must"
    SHOULD = "should"
    CONSIDER = "consider"
    AVOID = "avoid"


class Relation(StrEnum):
    """A typed, directed link between two ideas."""

    MITIGATES = "mitigates"
    UPHOLDS = "upholds"
    THREATENS = "threatens"
    SUPPORTS = "supports"
    BRINGS = "brings"
    SERVES = "serves"
    TENSION = "tension"
    SAME_AS = "same_as"
    TRANSLATION_OF = "translation_of"
    RELATED_TO = "related_to"


ENDS: dict[Relation, tuple[Kind, Kind]] = {
    Relation.MITIGATES: (Kind.PRACTICE, Kind.RISK),
    Relation.UPHOLDS: (Kind.PRACTICE, Kind.PRINCIPLE),
    Relation.THREATENS: (Kind.RISK, Kind.PRINCIPLE),
    Relation.SUPPORTS: (Kind.PRINCIPLE, Kind.PRINCIPLE),
    Relation.BRINGS: (Kind.PRACTICE, Kind.BENEFIT),
    Relation.SERVES: (Kind.BENEFIT, Kind.PRINCIPLE),
}
"""The kinds that a relation joins; a relation that is missing here joins any two (see `allows`)."""

SAME_KIND = frozenset({Relation.SAME_AS, Relation.TRANSLATION_OF})
"""Relations between two units of one kind."""

SYMMETRIC = frozenset({Relation.TENSION, Relation.RELATED_TO, *SAME_KIND})
"""Relations that are stored once and read both ways."""


def allows(relation: Relation, source: Kind, target: Kind) -> bool:
    """Whether the table of relations lets `relation` go from `source` to `target`.

    >>> allows(Relation.MITIGATES, Kind.PRACTICE, Kind.RISK)
    True
    >>> allows(Relation.MITIGATES, Kind.RISK, Kind.PRACTICE)
    False
    """
    if Kind.CONTEXT in {source, target}:
        return False
    if relation in SAME_KIND:
        return source is target
    return ENDS.get(relation, (source, target)) == (source, target)


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a text says, of one kind, at one place (a mention).

    `span` is the whole extent in the document; `passage` indexes `Document.passages`.
    `probabilities` follows `KINDS` and adds up to 1. `name` is verbatim text of the document.
    Each attribute is the span of the words that show it, or None; `signals` says in words
    what decided the kind, strongest first, as (signal, weight).
    """

    document: str
    passage: int
    span: Span
    kind: Kind
    probabilities: tuple[float, ...]
    name: Span
    language: str
    strength: Strength | None = None
    strength_cue: Span | None = None
    condition: Span | None = None
    exception: Span | None = None
    wording: Span | None = None
    urgent: Span | None = None
    signals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Idea:
    """A node that people see: one unit, or several that say the same thing.

    `id` is made from the content of its mentions, so it does not depend on the order of adding.
    `mentions` index the units that the idea was made from; `name` is the shortest clear mention.
    `sources` counts independent documents: copies and translations count once.
    """

    id: str
    kind: Kind
    name: str
    language: str
    mentions: tuple[int, ...]
    sources: int = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an edge rests on: signals in words with their weights, and a mention of each end."""

    signals: tuple[tuple[str, float], ...]
    source_mention: int
    target_mention: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A typed link between two ideas; `score` is a calibrated probability from 0 to 1."""

    source: str
    relation: Relation
    target: str
    score: float
    evidence: Evidence = field(compare=False)
