"""How far a unit reaches: with the list that it announces, and with what its first words refer to.

Start reading at `reach`. A card that ends with a colon has lost its list, and one that opens with
"This should be avoided" does not say what.
"""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from corpus.records import Document, Form, Span
from kg.clauses import opens
from kg.records import Kind, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST: Final = 1_500
"""Characters of a list or example that a unit takes along; a longer one is a section."""


def reach(document: Document, units: Sequence[Unit]) -> Iterator[Unit]:
    """The units, each as long as it must be to be understood by itself."""
    begins = {unit.passage for unit in units}
    for unit in units:
        longer = _with_list(document, unit, begins)
        if longer.kind is Kind.PRACTICE:
            longer = _with_what_it_means(document, longer)
        yield longer


def _with_list(document: Document, unit: Unit, begins: set[int]) -> Unit:
    """With the list or example that the unit's last words announce.

    Where what is announced are units themselves, the announcement is left to them.
    """
    if unit.span.of(document.text).rstrip(" *_")[-1:] not in {":", ","}:
        return unit
    last = _passage_at(document, unit)
    end = unit.span.end
    for number in range(last + 1, len(document.passages)):
        passage = document.passages[number]
        listed = passage.form in {Form.ITEM, Form.QUOTATION} and passage.parent >= last
        if passage.chrome == "markup":
            continue
        if passage.chrome or not (listed or passage.form is Form.CODE):
            break
        if number in begins:
            return _without_announcement(document, unit, last)
        if passage.span.end - unit.span.end > LONGEST:
            return unit
        end = passage.span.end
    return replace(unit, span=Span(unit.span.start, end))


def _without_announcement(document: Document, unit: Unit, last: int) -> Unit:
    """Without its last sentence, if it has another."""
    ends = [
        sentence.end
        for sentence in document.passages[last].sentences
        if max(unit.span.start, unit.name.end - 1) < sentence.end < unit.span.end
    ]
    return replace(unit, span=Span(unit.span.start, ends[-1])) if ends else unit


def _passage_at(document: Document, unit: Unit) -> int:
    """The passage in which a unit ends."""
    found = unit.passage
    while (
        found + 1 < len(document.passages)
        and document.passages[found + 1].span.start < unit.span.end
    ):
        found += 1
    return found


def _with_what_it_means(document: Document, unit: Unit) -> Unit:
    """With the sentence before it, where its own first words refer to that."""
    passage = document.passages[unit.passage]
    before = None
    for sentence in passage.sentences:
        if sentence.start == unit.span.start:
            break
        before = sentence
    else:
        return unit
    if before is None or not opens(unit.span.of(document.text), unit.language, _REFERS):
        return unit
    return replace(unit, span=Span(before.start, unit.span.end))


_VERBS: Final = r"(?= (?:can|could|may|might|will|would|is|are|was|were|must|should|needs?|has|have|does|do|applies|means)(?!\w))"
_REFERS: Final = {
    "en": rf"(?:(?:however|then|therefore|but|and|also|so|in that case),? )?(?:(?:this|that|these|those|each of (?:these|them)|both of (?:these|them)){_VERBS}|they(?!\w))|"
    r"otherwise,|thus,|hence,|instead,|doing so|(?:if|when|where|unless|until|while) (?:it|this|that|these|they)(?= (?:is|are|does|do|has|have|was|were|can|cannot|happens?|fails?)(?!\w))|"
    r"to (?:do|avoid|prevent|change|fix|achieve) (?:this|that|it|so)",
    "pl": r"(?:(?:jednak|zatem|wiec|ale),? )?(?:to|oni|one)(?= (?:moze|moga|jest|sa|nalezy|trzeba|powin\w+|mus\w+|pozwala|oznacza)(?!\w))|"
    r"w przeciwnym razie|wtedy|wowczas|zamiast tego|w tym celu",
    "de": r"(?:dies\w*|das|sonst|andernfalls|stattdessen|dazu|deshalb)",
    "fr": r"(?:cel[al]|ceci|sinon|pour cela)",
    "es": r"(?:esto|eso|ello|de lo contrario|para ello)",
}
"""Openings of an advice that does not say by itself what it is about."""
