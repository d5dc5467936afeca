"""Units as a person corrected them: of the kind that they were given, with that kind's attributes.

A person's word is certain: the probability of the kind is 1, and the signal says who decided.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from corpus.records import Form, Span
from kg.clauses import governing
from kg.names import short_name
from kg.records import KINDS, Kind, Unit
from kg.units import with_attributes

if TYPE_CHECKING:
    from corpus.records import Document

SIGNAL: Final = "set by hand"
"""The only signal of a unit whose kind a person set."""


def with_kind(unit: Unit, document: Document, kind: Kind) -> Unit:
    """`unit` as one of `kind`, which may be `CONTEXT`: then it is no unit any more."""
    plain = replace(
        unit,
        kind=kind,
        probabilities=tuple(float(one is kind) for one in KINDS),
        strength=None,
        strength_cue=None,
        urgent=None,
        wording=None,
        signals=((SIGNAL, 1.0),),
    )
    return plain if kind is Kind.CONTEXT else _attributed(plain, document)


def written(document: Document, identifier: str, span: Span, kind: Kind) -> Unit | None:
    """A unit at a span where extraction found none; None where no guidance stands."""
    number = next(
        (
            number
            for number, passage in enumerate(document.passages)
            if passage.span.start <= span.start < passage.span.end
            and not passage.chrome
            and passage.form is not Form.HEADING
        ),
        None,
    )
    if number is None or not any(letter.isalpha() for letter in span.of(document.text)):
        return None
    passage = document.passages[number]
    unit = Unit(
        document=identifier,
        passage=number,
        span=span,
        kind=kind,
        probabilities=tuple(float(one is kind) for one in KINDS),
        name=short_name(document.text, _sentences(document, span)[0], passage.language),
        language=passage.language,
        signals=((SIGNAL, 1.0),),
    )
    return _attributed(unit, document)


def _attributed(unit: Unit, document: Document) -> Unit:
    """The unit with what its words show: condition, exception, a practice's strength and more."""
    return with_attributes(
        unit,
        document.text,
        _sentences(document, unit.span),
        document.passages[unit.passage],
        quotations=[
            quotation
            for passage in document.passages
            if _meet(passage.span, unit.span)
            for quotation in passage.quotations
        ],
        announced=governing(document, unit.passage),
    )


def _sentences(document: Document, span: Span) -> list[Span]:
    """The parts of sentences inside a span; the span itself where none is known."""
    parts = [
        Span(max(sentence.start, span.start), min(sentence.end, span.end))
        for passage in document.passages
        if _meet(passage.span, span)
        for sentence in passage.sentences
        if _meet(sentence, span)
    ]
    return parts or [span]


def _meet(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end
