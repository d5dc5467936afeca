"""The JSON forms of answers, units, edges and reports: the fields that scripts rely on.

Each function gives a dictionary whose keys stand in the order of the contract (docs/cli.md).
Everything that is missing is `null`, an empty list is `[]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from answer.records import AnswerSection
from kg.records import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from answer.build import AddReport
    from answer.catalogue import DocumentInfo
    from answer.corrections import Standing
    from answer.library import Library
    from answer.records import Answer, Citation, Line, Machine, Why
    from corpus.records import Span
    from kg.records import Edge, Unit

Form = dict[str, Any]


def answer_form(answer: Answer, *, why: bool = False) -> Form:
    """What `ask --json` prints; lines have `why` and the answer `machine` only if asked for."""
    form: Form = {
        "question": answer.question,
        "language": answer.language,
        "verdict": answer.verdict.value,
        "confidence": answer.confidence,
        "sections": {
            section.value: [
                line_form(line, risk=section is AnswerSection.AVOID, why=why)
                for line in answer.sections.get(section, ())
            ]
            for section in AnswerSection
        },
        "not_covered": list(answer.not_covered),
        "nearest": [line_form(line, why=why) for line in answer.nearest],
        "revision": answer.revision,
    }
    if answer.machine is not None:
        form["machine"] = machine_form(answer.machine)
    return form


def machine_form(machine: Machine) -> Form:
    """What a language model added to an answer."""
    return {
        "model": machine.model,
        "summary": [
            {"text": sentence.text, "ideas": list(sentence.ideas)} for sentence in machine.summary
        ],
        "reordered": [section.value for section in machine.reordered],
    }


def line_form(line: Line, *, risk: bool = False, why: bool = False) -> Form:
    """One line of an answer; a line of `avoid` (`risk`) also says what mitigates it.

    With `why` it says how it got there.
    """
    form: Form = {
        "idea": line.idea,
        "name": line.name,
        "kind": line.kind,
        "text": line.text,
        "strength": line.strength,
        "condition": line.condition,
        "exception": line.exception,
        "wording": line.wording,
        "urgent": line.urgent,
        "sources": line.sources,
        "citations": [citation_form(citation) for citation in line.citations],
    }
    if risk:
        form["mitigated_by"] = list(line.mitigated_by)
    if why and line.why is not None:
        form["why"] = why_form(line.why)
    return form


def why_form(why: Why) -> Form:
    """How a line got into its answer, in the fields of `answer.records.Why`."""
    return {
        "score": why.score,
        "counted": [list(signal) for signal in why.counted],
        "passage": [list(signal) for signal in why.passage],
        "kind": [list(signal) for signal in why.kind],
        "cues": [list(cue) for cue in why.cues],
        "found": citation_form(why.found) if why.found is not None else None,
        "path": [
            {
                "from": step.source,
                "relation": step.relation,
                "to": step.target,
                "score": step.score,
                "signals": [list(signal) for signal in step.signals],
                "from_quote": citation_form(step.source_quote),
                "to_quote": citation_form(step.target_quote),
            }
            for step in why.path
        ],
        "alone": why.alone,
    }


def citation_form(citation: Citation) -> Form:
    """A citation; `twin` is `null` or the same fields for the other language.

    `lead` are the words above that it goes on with, or empty.
    """
    return {
        "document": citation.document,
        "source": citation.source,
        "heading": citation.heading,
        "start": citation.start,
        "end": citation.end,
        "lead": citation.lead,
        "quote": citation.quote,
        "language": citation.language,
        "twin": citation_form(citation.twin) if citation.twin is not None else None,
    }


def unit_forms(library: Library) -> Iterator[Form]:
    """What `units --json` prints: every mention of every unit, in the order of the documents."""
    view = library.snapshot()

    def place(key: int) -> tuple[str, Span, int]:
        unit = view.units[key]
        return view.names[unit.document], unit.span, key

    for key in sorted(view.units, key=place):
        unit = view.units[key]
        yield unit_form(
            unit,
            text=view.document(unit.document).text,
            document=view.names[unit.document],
            idea=view.idea_of.get(key),
        )


def unit_form(unit: Unit, *, text: str, document: str, idea: str | None) -> Form:
    """One mention; `text` is the whole document's, `document` its name."""

    def words(span: Span | None) -> str | None:
        return span.of(text) if span is not None else None

    return {
        "document": document,
        "start": unit.span.start,
        "end": unit.span.end,
        "text": unit.span.of(text),
        "kind": unit.kind.value,
        "probabilities": probabilities_form(unit.probabilities),
        "name": unit.name.of(text),
        "strength": unit.strength.value if unit.strength is not None else None,
        "condition": words(unit.condition),
        "exception": words(unit.exception),
        "wording": words(unit.wording),
        "urgent": unit.urgent is not None,
        "language": unit.language,
        "idea": idea,
    }


def probabilities_form(shares: Sequence[float]) -> dict[str, float]:
    """Probabilities by kind, to four decimals that add up to 1 (the largest takes the rest).

    >>> probabilities_form([1 / 3, 1 / 3, 1 / 3, 0, 0])
    {'principle': 0.3334, 'risk': 0.3333, 'practice': 0.3333, 'benefit': 0.0, 'context': 0.0}
    """
    rounded = [round(float(share), 4) for share in shares]
    largest = max(range(len(rounded)), key=lambda place: rounded[place])
    rounded[largest] = round(rounded[largest] + 1.0 - sum(rounded), 4)
    return {kind.value: share for kind, share in zip(KINDS, rounded, strict=True)}


def edge_forms(library: Library, edges: Sequence[Edge]) -> Iterator[Form]:
    """What `edges --json` prints, and the steps of `path --json`."""
    view = library.snapshot()

    def mention(key: int, idea: str) -> Form:
        unit = view.units[key]
        return {
            "idea": idea,
            "text": unit.span.of(view.document(unit.document).text),
            "document": view.names[unit.document],
            "start": unit.span.start,
            "end": unit.span.end,
        }

    for edge in edges:
        source = mention(edge.evidence.source_mention, edge.source)
        target = mention(edge.evidence.target_mention, edge.target)
        yield {
            "from": edge.source,
            "relation": edge.relation.value,
            "to": edge.target,
            "score": edge.score,
            "evidence": {
                "signals": [[name, weight] for name, weight in edge.evidence.signals],
                "from": source,
                "to": target,
            },
            "from_text": source["text"],
            "to_text": target["text"],
            "from_kind": view.ideas[edge.source].kind.value,
            "to_kind": view.ideas[edge.target].kind.value,
        }


def correction_form(standing: Standing) -> Form:
    """One correction by hand, with what has become of its places."""
    correction = standing.correction
    states = iter(standing.states)
    return {
        "number": correction.number,
        "at": correction.at,
        "what": correction.what.value,
        "kind": correction.kind.value if correction.kind is not None else None,
        "groups": [
            [
                {
                    "source": place.source,
                    "quote": place.quote,
                    "start": place.start,
                    "state": next(states).value,
                }
                for place in group
            ]
            for group in correction.groups
        ],
        "lost": standing.lost or None,
    }


def document_form(info: DocumentInfo) -> Form:
    """One document as `list --json` prints it."""
    return {
        "name": info.name,
        "id": info.id,
        "title": info.title,
        "source": info.source,
        "language": info.language,
        "media_type": info.media_type,
        "passages": info.passages,
        "units": info.units,
        "words": info.words,
        "added": info.added,
        "sha256": info.sha256,
    }


def report_form(report: AddReport) -> Form:
    """What `add --json` prints."""
    return {
        "added": list(report.added),
        "unchanged": list(report.unchanged),
        "changed": list(report.changed),
        "removed": list(report.removed),
        "refused": [{"source": source, "reason": reason} for source, reason in report.refused],
    }
