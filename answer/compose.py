"""Putting an answer together: which ideas, in which section, in what order, with what quotations.

Start reading at `compose`. Ideas are weighed by how near their mentions are to the question
(search), then connected: a practice brings the risks that it lessens and the principles behind it
along, by the edges of the graph. An idea stands in one section; no two lines say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from answer import explain
from answer.pressing import pressing
from answer.records import Answer, AnswerSection, Citation, Line, Verdict, Why
from answer.understand import Asked, Understood
from corpus.records import Form
from kg import graph as graphs
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

PASSAGE: Final = 0.7
"""Share of its passage's score in a unit's nearness: the passage knows the heading and the words.
Of .3, .5, .7 and .85, the first line was right most often with .7 on the four corpora of
`answer/gold` (.60 of 180 questions) and nearly so on the sample guidance."""

TOPIC: Final = 0.6
"""Weight of a document's two best passages in the nearness of everything in it: on the sample
guidance the first line came from a right document for .71 of 45 questions (.60 without), and
.62 (.55) of the first five did; within one document nothing changes."""

AGREEMENT: Final = 0.15
"""Standard deviations that a doubling of independent sources is worth."""


LEANING: Final = 0.2
"""Standard deviations that a line loses for a pronoun in front ("It may …"), twice this: alone it
says little."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An idea with its nearness to the question (standard deviations) and its nearest mention.

    `counted` names what was added up to `score`, `passage` is what search said of its passage;
    `path` is the edges that connect it with what is shown before it; without them it would not be
    shown if it is not `alone` near enough.
    """

    idea: Idea
    score: float
    unit: int
    signals: tuple[tuple[str, float], ...] = ()
    counted: tuple[tuple[str, float], ...] = ()
    passage: tuple[tuple[str, float], ...] = ()
    path: tuple[Edge, ...] = ()
    alone: bool = True


def weigh(snapshot: Snapshot, found: Found) -> list[Weighed]:
    """Every idea that search came upon, best first."""
    hits = {hit.passage: hit for hit in found.hits}
    floor = found.hits[-1].score if found.hits else 0.0
    topics = _topics(snapshot, found)
    best: dict[str, tuple[float, int]] = {}
    for unit, near in sorted(found.units.items()):
        name = snapshot.idea_of.get(unit)
        if name is None:
            continue
        hit = hits.get(snapshot.home[unit])
        around = hit.score if hit else floor
        topic = topics.get(snapshot.document_of(unit), 0.0)
        score = (1 - PASSAGE) * near + PASSAGE * around + TOPIC * topic
        score += _agreed(snapshot.ideas[name].sources) - LEANING * snapshot.leaning(unit)
        if name not in best or score > best[name][0]:
            best[name] = score, unit
    weighed = []
    for name, (score, unit) in sorted(best.items(), key=lambda one: (-one[1][0], one[0])):
        hit, idea, near = hits.get(snapshot.home[unit]), snapshot.ideas[name], found.units[unit]
        topic = topics.get(snapshot.document_of(unit), 0.0)
        said = hit.signals if hit else ()
        signals = (
            ("its own nearness", round(near, 2)),
            ("its document's topic", round(topic, 2)),
            *said,
        )
        counted = (
            ("its own words", (1 - PASSAGE) * near),
            ("its passage", PASSAGE * (hit.score if hit else floor)),
            ("its document's topic", TOPIC * topic),
            ("independent sources", _agreed(idea.sources)),
            ("leans on what stands before it", -LEANING * snapshot.leaning(unit)),
        )
        weighed.append(Weighed(idea, score, unit, signals, counted, said))
    return weighed


@cache
def _agreed(sources: int) -> float:
    return AGREEMENT * float(np.log2(sources))


def _topics(snapshot: Snapshot, found: Found) -> dict[str, float]:
    """How much each document is about the question: the mean score of its two best passages."""
    scores: dict[str, list[float]] = {}
    for hit in found.hits:
        for unit in snapshot.units_in.get(hit.passage, ())[:1]:
            scores.setdefault(snapshot.document_of(unit), []).append(hit.score)
    return {document: sum(told[:2]) / 2 for document, told in scores.items()}


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
        chosen[AnswerSection.SAY] = self.distinct(
            [entry for entry in speech if entry.idea.id not in taken], self.settings.others
        )
        taken |= {entry.idea.id for entry in chosen[AnswerSection.SAY]}
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
        chosen[AnswerSection.AVOID] = self.distinct(risks, self.settings.others, but=taken)
        taken |= {entry.idea.id for entry in chosen[AnswerSection.AVOID]}
        principles = [entry for entry in near if entry.idea.kind is Kind.PRINCIPLE]
        principles += self.joined(acting, Relation.UPHOLDS, by_id, best)
        principles += self.joined(chosen[AnswerSection.AVOID], Relation.THREATENS, by_id, best)
        chosen[AnswerSection.PRINCIPLES] = self.distinct(
            principles, self.settings.others, but=taken
        )
        taken |= {entry.idea.id for entry in chosen[AnswerSection.PRINCIPLES]}
        differing = self.joined(
            [*acting, *chosen[AnswerSection.AVOID]], Relation.TENSION, by_id, best
        )
        differing += [entry for entry in near if entry.idea.kind is Kind.BENEFIT]
        chosen[AnswerSection.DIFFERS] = self.distinct(differing, self.settings.others, but=taken)
        answering = {entry.idea.id: entry for entry in acting}
        for section in (AnswerSection.URGENT, AnswerSection.DO):
            chosen[section] = self.in_order(chosen[section])
        above = dict.fromkeys(AnswerSection, frozenset[str]())
        above[AnswerSection.AVOID] = frozenset(answering)
        shown = frozenset(entry.idea.id for entry in chosen[AnswerSection.AVOID])
        for section in (AnswerSection.PRINCIPLES, AnswerSection.DIFFERS):
            above[section] = shown | frozenset(answering)
        return {
            section: tuple(
                line
                for entry in chosen[section]
                if (line := self.line(entry, answering=answering, above=above[section])) is not None
            )
            for section in AnswerSection
        }

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
            for edge in graphs.incident(self.snapshot.graph, entry.idea.id, relations={relation}):
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
        above: frozenset[str] = frozenset(),
    ) -> Line | None:
        """The line of an idea, or None when the quotation that it shows does not hold.

        `answering` are the lines that say what to do, `above` the ideas shown before this one.
        """
        told = self.snapshot.mention_for(entry.idea, self.asked.language, entry.unit)
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
            why=self.why(entry, told, above),
        )

    def why(self, entry: Weighed, told: int, above: frozenset[str]) -> Why:
        """How the idea of `entry` got here, whose mention `told` is shown."""
        connecting = (
            edge
            for edge in graphs.incident(self.snapshot.graph, entry.idea.id)
            if edge.relation is not Relation.RELATED_TO and not above.isdisjoint(ends(edge))
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
        return graphs.incident(self.snapshot.graph, idea.id, relations={Relation.MITIGATES})


def ends(edge: Edge) -> tuple[str, str]:
    """The ideas that an edge joins."""
    return edge.source, edge.target


FEWEST: Final = 3
"""Practices that an answer to "what should I do" should hold, if there are any near enough."""

CITED: Final = 6
"""Mentions quoted for one line."""

CUE: Final = "You might say, for example: ..."
"""About as many characters as announce a wording."""
