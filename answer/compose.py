"""Putting an answer together: which ideas, in which section, in what order, with what quotations.

Start reading at `compose`. Ideas come as near as they are to the question (`answer.relevance`), and
are then connected: a practice brings the risks that it lessens and the principles behind it
along, by the edges of the graph. An idea stands in one section; no two lines say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from answer import explain
from answer.pressing import pressing
from answer.records import Answer, AnswerSection, Citation, Line, Verdict, Why
from answer.relevance import Weighed, weigh
from answer.understand import Asked, Understood
from corpus.records import Form
from kg.records import Edge, Idea, Kind, Relation, Strength, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from answer.reader import Reader
    from answer.search import Found
    from answer.settings import Settings
    from answer.snapshot import Snapshot

FALL: Final = 1.0
"""Standard deviations that a line may fall behind the best one: of the ideas of 180 questions on
one document, more than half of those beside the best stood in the right passage, one in ten of
those a whole deviation behind it, and one in thirty of those further off."""

WEAKER: Final = 1.8
"""The same for what an edge connects to a line (the edge vouches for it), and for practices where
a question about what to do has found fewer than `FEWEST`."""

TRUSTED: Final = 0.55
"""Score from which an edge brings an idea into an answer."""

SIMILAR: Final = 0.945
"""Cosine from which two lines of one section say the same to a reader."""

LEADING: Final = {
    Asked.WHY: (AnswerSection.PRINCIPLES, AnswerSection.AVOID),
    Asked.RISK: (AnswerSection.AVOID,),
    Asked.SAY: (AnswerSection.SAY,),
}
"""The sections that come first after what is urgent, where something else is asked than what to
do."""

REASONS: Final = {
    Asked.WHY: frozenset({Kind.PRINCIPLE, Kind.RISK, Kind.BENEFIT}),
    Asked.RISK: frozenset({Kind.RISK}),
}
"""The kinds that answer a question that asks for no advice."""


def compose(
    snapshot: Snapshot,
    asked: Understood,
    found: Found,
    *,
    verdict: Verdict,
    confidence: float,
    not_covered: Sequence[str],
    settings: Settings,
    cite: Callable[[int], Citation | None],
    reader: Reader | None = None,
) -> Answer:
    """The answer to a question from what search found.

    `cite` gives a unit's citation, or None when the quotation is not what the document says;
    `reader` tells which urgent lines bear on the question (`answer.pressing`).
    """
    weighed = weigh(snapshot, found)
    writer = _Writer(snapshot, asked, found, cite, settings, reader)
    sections: dict[AnswerSection, tuple[Line, ...]] = dict.fromkeys(AnswerSection, ())
    nearest: tuple[Line, ...] = ()
    if verdict is Verdict.NOT_COVERED:
        nearest = writer.lines(weighed, settings.others)
    else:
        sections = writer.sections(weighed)
        if verdict is Verdict.PARTLY:
            shown = {line.idea for lines in sections.values() for line in lines}
            nearest = writer.lines([w for w in weighed if w.idea.id not in shown], settings.others)
    return Answer(
        question=asked.question,
        situation=asked.situation,
        language=asked.language,
        verdict=verdict,
        confidence=confidence,
        sections=sections,
        not_covered=tuple(not_covered),
        nearest=nearest,
        revision=snapshot.revision,
    )


@dataclass(slots=True)
class _Writer:
    """Chooses ideas for sections and writes their lines."""

    snapshot: Snapshot
    asked: Understood
    found: Found
    cite: Callable[[int], Citation | None]
    settings: Settings
    reader: Reader | None

    def sections(self, weighed: Sequence[Weighed]) -> dict[AnswerSection, tuple[Line, ...]]:
        """All sections, each idea in one of them."""
        if not weighed:
            return dict.fromkeys(AnswerSection, ())
        best = weighed[0].score
        near = [entry for entry in weighed if entry.score >= best - FALL]
        # Asked why, or what may go wrong, the nearest reasons are told even where advice is nearer.
        reasons = [w for w in weighed if w.idea.kind in REASONS.get(self.asked.asked, ())]
        near += [w for w in reasons[:FEWEST] if w not in near and w.score >= best - WEAKER]
        practices = [entry for entry in near if entry.idea.kind is Kind.PRACTICE]
        advised = [entry for entry in practices if self.advises(entry)]
        # Asked what to do, the nearest practices lead even where principles and risks are nearer.
        if self.asked.asked in {Asked.DO, Asked.SAY, Asked.MAY} and len(advised) < FEWEST:
            more = [w for w in weighed if w.idea.kind is Kind.PRACTICE and w.score >= best - WEAKER]
            advised = [entry for entry in more if self.advises(entry)][:FEWEST]
            practices = list({w.idea.id: w for w in (*practices, *advised)}.values())
        urgent = [entry for entry in advised if self.urgent(entry)]
        top = self.pressing([entry.unit for entry in urgent], weighed[0].unit)
        urgent = [entry for entry in urgent if entry.unit in top]
        speech = [entry for entry in advised if self.speech(entry)]
        chosen: dict[AnswerSection, list[Weighed]] = {
            AnswerSection.URGENT: self.distinct(urgent, self.settings.others)
        }
        taken = {entry.idea.id for entry in chosen[AnswerSection.URGENT]}
        speech = self.unread(speech, chosen[AnswerSection.URGENT])
        chosen[AnswerSection.SAY] = self.distinct(
            [entry for entry in speech if entry.idea.id not in taken], self.settings.others
        )
        taken |= {entry.idea.id for entry in chosen[AnswerSection.SAY]}
        advised = self.unread(advised, chosen[AnswerSection.URGENT])
        chosen[AnswerSection.DO] = self.distinct(
            [entry for entry in advised if entry.idea.id not in taken], self.settings.lines
        )
        taken |= {entry.idea.id for entry in chosen[AnswerSection.DO]}
        acting = [
            *chosen[AnswerSection.URGENT],
            *chosen[AnswerSection.DO],
            *chosen[AnswerSection.SAY],
        ]
        by_id = {entry.idea.id: entry for entry in weighed}
        risks = [entry for entry in near if entry.idea.kind is Kind.RISK]
        risks += [entry for entry in practices if self.against(entry)]
        risks += self.joined(acting, Relation.MITIGATES, by_id, best)
        risks = self.unread(sorted(risks, key=lambda entry: -entry.score), acting)
        chosen[AnswerSection.AVOID] = self.distinct(risks, self.settings.others, but=taken)
        taken |= {entry.idea.id for entry in chosen[AnswerSection.AVOID]}
        behind = {Kind.PRINCIPLE, Kind.BENEFIT}
        principles = [entry for entry in near if entry.idea.kind in behind]
        principles += self.joined(acting, Relation.UPHOLDS, by_id, best)
        principles += self.joined(chosen[AnswerSection.AVOID], Relation.THREATENS, by_id, best)
        principles = self.unread(principles, [*acting, *chosen[AnswerSection.AVOID]])
        chosen[AnswerSection.PRINCIPLES] = self.distinct(
            principles, self.settings.others, but=taken
        )
        taken |= {entry.idea.id for entry in chosen[AnswerSection.PRINCIPLES]}
        differing = self.joined(
            [*acting, *chosen[AnswerSection.AVOID]], Relation.TENSION, by_id, best
        )
        chosen[AnswerSection.DIFFERS] = self.distinct(differing, self.settings.others, but=taken)
        answering = {entry.idea.id: entry for entry in acting}
        for section in (AnswerSection.URGENT, AnswerSection.DO):
            chosen[section] = self.in_order(chosen[section])
        joining = dict.fromkeys(AnswerSection, frozenset[str]())
        joining[AnswerSection.AVOID] = frozenset(answering)
        avoided = frozenset(entry.idea.id for entry in chosen[AnswerSection.AVOID])
        for section in (AnswerSection.PRINCIPLES, AnswerSection.DIFFERS):
            joining[section] = avoided | frozenset(answering)
        chosen = self.without_parts({section: chosen[section] for section in self.order()})
        return {
            section: tuple(
                line
                for entry in entries
                if (line := self.line(entry, answering=answering, joining=joining[section]))
                is not None
            )
            for section, entries in chosen.items()
        }

    def order(self) -> tuple[AnswerSection, ...]:
        """The sections as they are read: what is asked for leads."""
        first = (AnswerSection.URGENT, *LEADING.get(self.asked.asked, ()))
        return (*first, *(section for section in AnswerSection if section not in first))

    def without_parts(
        self, chosen: Mapping[AnswerSection, Sequence[Weighed]]
    ) -> dict[AnswerSection, list[Weighed]]:
        """The sections without lines that are part of a line above: its words are read already."""
        above: list[Weighed] = []
        left: dict[AnswerSection, list[Weighed]] = {}
        for section, entries in chosen.items():
            left[section] = []
            for entry in entries:
                left[section] += self.unread([entry], above)
                above.append(entry)
        return left

    def unread(self, entries: Sequence[Weighed], above: Sequence[Weighed]) -> list[Weighed]:
        """Those that are no part of what stands `above`.

        Asked for reasons, the words of a reason stay, though what they are a reason for holds them.
        """
        asked_for = REASONS.get(self.asked.asked, frozenset())
        return [
            entry
            for entry in entries
            if entry.idea.kind in asked_for or not any(self.is_part(entry, held) for held in above)
        ]

    def is_part(self, entry: Weighed, whole: Weighed) -> bool:
        one, other = (self.snapshot.units[self.shown(held)] for held in (entry, whole))
        inside = other.span.start <= one.span.start and one.span.end <= other.span.end
        return one.document == other.document and inside

    def in_order(self, entries: Sequence[Weighed]) -> list[Weighed]:
        """The order in which one acts: what one section of a document tells, in its order.

        Sections come in the order of their nearest line.
        """
        sections: dict[tuple[str, int], list[Weighed]] = {}
        for entry in entries:
            unit = self.unit(entry)
            passage = self.snapshot.document(unit.document).passages[unit.passage]
            sections.setdefault((unit.document, passage.section), []).append(entry)
        return [
            entry
            for together in sections.values()
            for entry in sorted(together, key=lambda entry: self.unit(entry).span)
        ]

    def lines(self, weighed: Sequence[Weighed], most: int) -> tuple[Line, ...]:
        """The nearest ideas as lines, whatever their kind."""
        chosen = self.distinct(list(weighed), most)
        return tuple(line for entry in chosen if (line := self.line(entry)) is not None)

    def against(self, entry: Weighed) -> bool:
        return self.unit(entry).strength is Strength.AVOID

    def advises(self, entry: Weighed) -> bool:
        """Whether a practice tells what to do in its own words.

        "taking a client's money" may stand in a list of what to report or of what to avoid: an
        item that begins in the middle of a sentence is shown as advice only where the line that
        announces its list has given it a strength.
        """
        unit = self.unit(entry)
        document = self.snapshot.document(unit.document)
        item = document.passages[unit.passage].form is Form.ITEM
        fragment = item and unit.span.of(document.text)[:1].islower()
        return not self.against(entry) and not (fragment and unit.strength_cue is None)

    def urgent(self, entry: Weighed) -> bool:
        return self.unit(entry).urgent is not None

    def pressing(self, urgent: Sequence[int], nearest: int) -> frozenset[int]:
        """Those of the `urgent` units that stand on top."""
        return pressing(
            self.snapshot, self.asked, self.found, self.reader, nearest=nearest, urgent=urgent
        )

    def speech(self, entry: Weighed) -> bool:
        """Whether most of a practice is the words to say: then it stands under "say"."""
        unit = self.unit(entry)
        if unit.wording is None:
            return False
        said = unit.wording.end - unit.wording.start
        return self.asked.asked is Asked.SAY or 2 * said >= unit.span.end - unit.span.start - len(
            CUE
        )

    def unit(self, entry: Weighed) -> Unit:
        return self.snapshot.units[entry.unit]

    def shown(self, entry: Weighed) -> int:
        """The mention that is quoted: one in the reader's language, where there is one."""
        return self.snapshot.mention_for(entry.idea, self.asked.language, entry.unit)

    def joined(
        self,
        entries: Sequence[Weighed],
        relation: Relation,
        by_id: Mapping[str, Weighed],
        best: float,
    ) -> list[Weighed]:
        """What `relation` joins to `entries` and is near enough to the question, nearest first."""
        found: dict[str, Weighed] = {}
        for entry in entries:
            for edge in self.snapshot.incident(entry.idea.id, {relation}):
                other = edge.target if edge.source == entry.idea.id else edge.source
                if edge.score < TRUSTED or other in found:
                    continue
                near = by_id.get(other)
                if near is None or near.score < best - WEAKER:
                    continue
                signals = (
                    (f"{relation.value.replace('_', ' ')}: {entry.idea.name}", edge.score),
                    *near.signals,
                )
                alone = near.score >= best - FALL
                path = (*entry.path, edge)
                found[other] = replace(near, signals=signals, path=path, alone=alone)
        return sorted(found.values(), key=lambda entry: (-entry.score, entry.idea.id))

    def distinct(
        self, entries: Sequence[Weighed], most: int, but: set[str] | None = None
    ) -> list[Weighed]:
        """At most `most` entries, best first, without those that say what an earlier one says."""
        chosen: list[Weighed] = []
        for entry in entries:
            known = {held.idea.id for held in chosen} | (but or set())
            if entry.idea.id in known or any(self.repeats(entry, held) for held in chosen):
                continue
            chosen.append(entry)
            if len(chosen) == most:
                break
        return chosen

    def repeats(self, entry: Weighed, held: Weighed) -> bool:
        one, other = self.unit(entry), self.unit(held)
        if (
            one.document == other.document
            and one.span.start < other.span.end
            and other.span.start < one.span.end
        ):
            return one.kind is other.kind
        return one.kind is other.kind and self.snapshot.nearness(entry.unit, held.unit) >= SIMILAR

    def line(
        self,
        entry: Weighed,
        *,
        answering: Mapping[str, Weighed] | None = None,
        joining: frozenset[str] = frozenset(),
    ) -> Line | None:
        """The line of an idea, or None when the quotation that it shows does not hold.

        `answering` are the lines that say what to do, `joining` the ideas of other sections that
        an edge may connect it with.
        """
        told = self.shown(entry)
        order = [told, *(unit for unit in entry.idea.mentions if unit != told)]
        first, *others = [self.cite(unit) for unit in order[:CITED]]
        if first is None:
            return None
        unit = self.snapshot.units[told]
        text = self.snapshot.document(unit.document).text
        answers = answering or {}
        return Line(
            idea=entry.idea.id,
            name=" ".join(unit.name.of(text).split()),
            kind=unit.kind.value,
            text=unit.span.of(text),
            strength=unit.strength.value if unit.strength else None,
            condition=unit.condition and unit.condition.of(text),
            exception=unit.exception and unit.exception.of(text),
            wording=unit.wording and unit.wording.of(text),
            urgent=unit.urgent is not None,
            sources=entry.idea.sources,
            citations=(first, *(citation for citation in others if citation is not None)),
            mitigated_by=tuple(
                edge.source
                for edge in self._mitigations(entry.idea)
                if edge.source in answers or edge.score >= TRUSTED
            ),
            signals=entry.signals,
            why=self.why(entry, told, joining),
        )

    def why(self, entry: Weighed, told: int, joining: frozenset[str]) -> Why:
        """How the idea of `entry` got here, whose mention `told` is shown."""
        connecting = (
            edge
            for edge in self.snapshot.incident(entry.idea.id)
            if edge.relation is not Relation.RELATED_TO and not joining.isdisjoint(ends(edge))
        )
        return explain.why(
            self.snapshot,
            shown=told,
            nearest=entry.unit,
            score=entry.score,
            counted=entry.counted,
            passage=entry.passage,
            path=entry.path or tuple(islice(connecting, 1)),
            alone=entry.alone,
            cite=self.cite,
        )

    def _mitigations(self, idea: Idea) -> Sequence[Edge]:
        if idea.kind is not Kind.RISK:
            return ()
        return self.snapshot.incident(idea.id, {Relation.MITIGATES})


def ends(edge: Edge) -> tuple[str, str]:
    """The ideas that an edge joins."""
    return edge.source, edge.target


FEWEST: Final = 3
"""Practices that an answer to "what should I do" should hold, and reasons that one to "why"
should, if there are any near enough."""

CITED: Final = 6
"""Mentions quoted for one line."""

CUE: Final = "You might say, for example: ..."
"""About as many characters as announce a wording."""
