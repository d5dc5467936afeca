"""How a unit is made of judged clauses: its extent, its name, what decided, its attributes.

Start reading at `Maker.unit`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corpus.records import Document, Passage, Quotation, Span
from kg import attributes
from kg.clauses import forbids, governing, is_fragment, rules
from kg.cues import LANGUAGES
from kg.names import short_name
from kg.records import KINDS, Kind, Strength, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from kg.clauses import Clause
    from kg.kinds import KindModel

OPENING = 2
"""Sentences that tell an item's strength and condition: its title and the one that explains it."""

ADVISES = 0.5
"""Probability from which a first sentence is advice by itself: likelier than all else together."""


@dataclass(frozen=True, slots=True)
class Maker:
    """One document's judged clauses: `shares` and `meant`, both (n, 5), belong to `judged`."""

    document: Document
    identifier: str
    judged: Sequence[Clause]
    shares: NDArray[np.float32]
    meant: NDArray[np.float32] | None
    model: KindModel

    def kind(self, index: int) -> Kind:
        """The likeliest kind of a clause."""
        return KINDS[int(np.argmax(self.shares[index]))]

    def text(self, index: int) -> str:
        """A clause's words as they stand in the document."""
        return self.judged[index].span.of(self.document.text)

    def unit(
        self,
        group: Sequence[int],
        *,
        kind: Kind | None = None,
        shares: NDArray[np.float32] | None = None,
        name: Span | None = None,
    ) -> Unit:
        """The unit that neighbouring clauses make together, of the first one's kind."""
        first = self.judged[group[0]]
        kind = kind or self.kind(group[0])
        shares = self.shares[group[0]] if shares is None else shares
        told = [index for index in group if self.kind(index) is kind] or list(group)
        passage = self.document.passages[first.passage]
        unit = Unit(
            document=self.identifier,
            passage=first.passage,
            span=Span(first.span.start, self.judged[group[-1]].span.end),
            kind=kind,
            probabilities=_probabilities(shares),
            name=name
            or short_name(self.document.text, self.judged[told[0]].span, passage.language),
            language=passage.language,
            signals=self._signals(told[0], kind),
        )
        spoken = [self.judged[index].passage for index in group]
        quotations = [
            quotation
            for number in dict.fromkeys(spoken)
            for quotation in self.document.passages[number].quotations
        ]
        sentences = [self.judged[index].span for index in told]
        announced = governing(self.document, first.passage)
        return with_attributes(
            unit,
            self.document.text,
            sentences,
            passage,
            quotations=quotations,
            announced=announced,
            opens=bool(self.shares[told[0], KINDS.index(Kind.PRACTICE)] >= ADVISES),
        )

    def cell(self, row: Sequence[int], index: int) -> Unit:
        """The unit of a cell: those before it in `row` tell when, those after it what to say."""
        unit = self.unit([index])
        when = [self.judged[i].span for i in row if i < index]
        said = self.judged[row[-1]].span if row[-1] > index else None
        span = Span(self.judged[row[0]].span.start, self.judged[row[-1]].span.end)
        wording = next(
            (
                quotation.span
                for quotation in self.document.passages[unit.passage].quotations
                if said and said.start <= quotation.span.start and quotation.span.end <= said.end
            ),
            None,
        )
        return replace(
            unit,
            span=span,
            condition=when[0] if when else unit.condition,
            wording=wording or unit.wording,
        )

    def _signals(self, index: int, kind: Kind) -> tuple[tuple[str, float], ...]:
        meant = None if self.meant is None else self.meant[index]
        return self.model.explain(self.judged[index].saying, None, kind, meant=meant)


def _probabilities(shares: NDArray[np.float32]) -> tuple[float, ...]:
    """Four decimals that add up to 1: the largest takes what rounding leaves."""
    rounded = [round(float(share), 4) for share in shares]
    rounded[int(np.argmax(shares))] += 1.0 - sum(rounded)
    return tuple(round(share, 4) for share in rounded)


def with_attributes(
    unit: Unit,
    text: str,
    told: Sequence[Span],
    passage: Passage,
    *,
    quotations: Sequence[Quotation],
    announced: Span | None,
    opens: bool = False,
) -> Unit:
    """The unit with its condition and exception, and a practice with what else its words show.

    `told` are the sentences that say what the unit says: what stands in the others (an example, a
    reason) is no attribute of it. An item's first sentences tell its strength and condition, and
    where they don't, the line does that announces the list ("Staff must not:"). A first sentence
    that `opens` with the advice tells the strength without the second ("Let the guest choose. You
    might say …").
    """
    language = passage.language if passage.language in LANGUAGES else "und"

    def first(find: Callable[[str, str], Span | None], sentences: Sequence[Span]) -> Span | None:
        for sentence in sentences:
            found = find(sentence.of(text), language)
            if found is not None:
                return Span(sentence.start + found.start, sentence.start + found.end)
        return None

    lead = [announced] if announced else []
    unit = replace(
        unit,
        condition=first(attributes.condition, [*told[:OPENING], *lead]),
        exception=first(attributes.exception, told),
    )
    if unit.kind is not Kind.PRACTICE:
        return unit
    strength: Strength = Strength.SHOULD
    cue = None
    carried = announced is not None and (is_fragment(told[0].of(text)) or rules(announced.of(text)))
    saying = told[:1] if opens else told[:OPENING]
    for sentence in [*lead, *saying] if carried else [*saying, *lead]:
        strength, cue = attributes.strength(sentence.of(text), language)
        if sentence == announced and forbids(sentence.of(text)):
            strength, cue = Strength.AVOID, announced
            break
        if cue is not None and (strength is not Strength.AVOID or sentence in (told[0], announced)):
            cue = Span(sentence.start + cue.start, sentence.start + cue.end)
            break
        strength, cue = Strength.SHOULD, None  # what an advice adds ("Don't …") doesn't turn it
    return replace(
        unit,
        strength=strength,
        strength_cue=cue,
        urgent=first(attributes.urgent, told),
        wording=attributes.wording(text, unit.span, quotations),
    )
