"""Answers, lists and paths as text for a terminal: wrapped, readable without colour.

Start reading at `answer_text`. What is in quotation marks is quoted from a document; line breaks,
control characters and signs of Markdown are not shown (the exact form is in `--json`).
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from answer.explain import reasons
from answer.records import AnswerSection, Verdict
from answer.signs import without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from answer.catalogue import DocumentInfo
    from answer.jsonform import Form
    from answer.records import Answer, Citation, Line, Machine

SECTIONS: Final = {
    AnswerSection.URGENT: "Urgent: before anything else",
    AnswerSection.DO: "Do, in this order",
    AnswerSection.SAY: "Say",
    AnswerSection.AVOID: "Avoid, and why",
    AnswerSection.PRINCIPLES: "The principle behind it",
    AnswerSection.DIFFERS: "When this differs",
}
NEAREST: Final = "The nearest guidance, which may be about something else"
VERDICTS: Final = {
    Verdict.ANSWERED: "The guidance answers this.",
    Verdict.PARTLY: "The guidance answers part of this.",
    Verdict.NOT_COVERED: "Not covered: the guidance does not answer this.",
}
STRENGTHS: Final = {
    "must": "You must",
    "should": "You should",
    "consider": "Consider",
    "avoid": "Avoid",
}
LANGUAGES: Final = {
    "en": "English", "pl": "Polish", "de": "German", "fr": "French", "es": "Spanish",
    "it": "Italian", "uk": "Ukrainian", "cs": "Czech", "nl": "Dutch", "pt": "Portuguese",
}  # fmt: skip
"""English names of the languages met most; others are shown by their code."""

SUMMARY: Final = "SUMMARY, WRITTEN BY A MACHINE"
UNQUOTED: Final = "only what stands in quotation marks under it is the guidance's own words."
ORDERED: Final = "(put in this order by a machine)"

HELPING: Final = 3
"""Practices named under a risk; all are in `--json`."""

WIDEST: Final = 100
"""Columns: longer lines are hard to read on."""


@dataclass(frozen=True, slots=True)
class Page:
    """How wide text is, and whether it may have colours."""

    width: int = 80
    colour: bool = False

    @classmethod
    def of_terminal(cls) -> Page:
        """As standard output allows: 80 columns and no colour where it is no terminal."""
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        columns = shutil.get_terminal_size((80, 24)).columns
        return cls(
            max(40, min(columns, WIDEST)), colour=colour and os.environ.get("TERM") != "dumb"
        )

    def style(self, text: str, code: str) -> str:
        """`text` in an ANSI style ("1" is bold, "2" faint), or as it is."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def wrap(self, text: str, *, first: str = "", rest: str = "") -> str:
        """`text` in lines of at most `width`, the first after `first`, others after `rest`."""
        return textwrap.fill(
            plain(text),
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_on_hyphens=False,
        )


def plain(text: str) -> str:
    r"""`text` on one line, without control characters, which could steer the terminal.

    >>> plain("a\n  b\x1b[2J")
    'a b�[2J'
    """
    joined = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "�" for letter in joined)


def quoted(text: str) -> str:
    """`text` in quotation marks, unless it is one quotation already, without signs of Markdown.

    >>> quoted("**Ask.**"), quoted("“I hear you.”")
    ('“Ask.”', '“I hear you.”')
    """
    bare = without(text).strip()
    whole = bare[:1] in OPENING and bare[-1:] in CLOSING and len(bare) > 1
    return bare if whole else f"“{bare}”"


OPENING: Final = '“„"«'
CLOSING: Final = '”“"»'


@dataclass(slots=True)
class _Numbers:
    """Citations by number, in the order in which they are met."""

    cited: dict[tuple[str, int, int], tuple[int, Citation, bool]] = field(default_factory=dict)

    def of(self, citation: Citation, *, shown: bool) -> int:
        """The number of `citation`; `shown` says that its words stand in the answer already."""
        key = (citation.document, citation.start, citation.end)
        if key not in self.cited:
            self.cited[key] = (len(self.cited) + 1, citation, shown)
        return self.cited[key][0]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every line of one answer is shown with; `names` are those of its lines, by idea."""

    page: Page
    numbers: _Numbers
    names: dict[str, str]
    reordered: tuple[AnswerSection, ...]
    why: bool


def answer_text(answer: Answer, page: Page, *, why: bool = False) -> str:
    """An answer: verdict, sections, sources; with `why` also how each line got there."""
    names = {line.idea: line.name for lines in answer.sections.values() for line in lines}
    reordered = answer.machine.reordered if answer.machine is not None else ()
    sheet = _Sheet(page, _Numbers(), names, reordered, why)
    told = f"{VERDICTS[answer.verdict]} Confidence {answer.confidence:.2f}."
    opening = [f"{page.style(page.wrap(answer.question), '1')}\n{page.wrap(told)}"]
    if answer.not_covered:
        words = ", ".join(f"“{plain(word)}”" for word in answer.not_covered)
        opening.append(page.wrap(f"Nothing in the library matches: {words}."))
    parts = [_section(section, lines, sheet) for section, lines in answer.sections.items() if lines]
    if answer.machine is not None and answer.machine.summary:
        opening.append(_summary(answer, answer.machine, sheet))
    if answer.nearest:
        parts.append(_section(None, answer.nearest, sheet))
    cited = sheet.numbers.cited
    if cited:
        sources = "\n".join(_source(*source, page) for source in cited.values())
        parts.append(f"{page.style('Sources', '1')}\n{sources}")
    if not names and not answer.nearest:
        parts.append(page.wrap("Add documents with `guidegraph add PATH…`, or ask in other words."))
    return "\n\n".join([*opening, *parts]) + "\n"


def _summary(answer: Answer, machine: Machine, sheet: _Sheet) -> str:
    """What a language model wrote, with the numbers of the quotations that each sentence cites."""
    page = sheet.page
    first = {
        line.idea: sheet.numbers.of(line.citations[0], shown=True)
        for lines in answer.sections.values()
        for line in lines
        if line.citations
    }
    shown = [
        page.style(SUMMARY, "1"),
        page.style(page.wrap(f"Written by {machine.model}; {UNQUOTED}"), "2"),
    ]
    for sentence in machine.summary:
        marks = "".join(f"[{first[idea]}]" for idea in sentence.ideas if idea in first)
        shown.append(page.wrap(f"{sentence.text} {marks}", first="  ", rest="  "))
    return "\n".join(shown)


def _section(section: AnswerSection | None, lines: Sequence[Line], sheet: _Sheet) -> str:
    """A section's title and lines; None is for the nearest guidance."""
    page = sheet.page
    title = SECTIONS[section] if section is not None else NEAREST
    shown = [page.style(title.upper(), "1")]
    if section in sheet.reordered:
        shown.append(page.style(ORDERED, "2"))
    for position, line in enumerate(lines, start=1):
        lead = f"{position:>2}. "
        indent = " " * len(lead)
        said = line.wording if section is AnswerSection.SAY and line.wording else line.text
        # Words to say are no advice themselves; what is advised against stays marked.
        speech = section is AnswerSection.SAY and line.strength != "avoid"
        strength = "" if speech or line.strength is None else f"{STRENGTHS[line.strength]}: "
        marks = "".join(
            f"[{sheet.numbers.of(citation, shown=citation.quote == said)}]"
            for citation in without_twins(line.citations)
        )
        stem = f"{without(line.lead)} " if said == line.text and line.lead else ""
        text = f"{strength}{stem}{quoted(said)} {marks}"
        shown.append(page.wrap(text, first=lead, rest=indent))
        shown += _notes(line, section, sheet.names, indent, page)
        if sheet.why:
            shown += _reasons(line, indent, page)
    return "\n".join(shown)


def _reasons(line: Line, indent: str, page: Page) -> Iterator[str]:
    """Why the line is here, under it."""
    for position, reason in enumerate(reasons(line)):
        lead = f"{indent}why: " if not position else f"{indent}     "
        yield page.style(page.wrap(reason, first=lead, rest=f"{indent}       "), "2")


def without_twins(citations: Sequence[Citation]) -> list[Citation]:
    """Citations without those that are shown as the twin of an earlier one."""
    kept: list[Citation] = []
    twins = set()
    for citation in citations:
        if (citation.document, citation.start, citation.end) not in twins:
            kept.append(citation)
            if citation.twin is not None:
                twins.add((citation.twin.document, citation.twin.start, citation.twin.end))
    return kept


def _notes(
    line: Line, section: AnswerSection | None, names: dict[str, str], indent: str, page: Page
) -> Iterator[str]:
    """What stands under a line: its kind, how many say it, and what helps against a risk."""
    notes = []
    if section in {None, AnswerSection.DIFFERS}:
        notes.append(line.kind)
    notes.append(
        f"said by {line.sources} independent sources" if line.sources > 1 else "said by 1 source"
    )
    yield page.style(page.wrap(", ".join(notes), first=indent, rest=indent), "2")
    helping = [names[idea] for idea in line.mitigated_by if idea in names][:HELPING]
    if section is AnswerSection.AVOID and helping:
        text = "what helps: " + "; ".join(quoted(name) for name in helping)
        yield page.wrap(text, first=indent, rest=indent)


def _source(number: int, citation: Citation, shown: bool, page: Page) -> str:  # noqa: FBT001
    lead = f"{f'[{number}]':>4} "
    indent = " " * len(lead)
    lines = [page.wrap(place(citation), first=lead, rest=indent)]
    if not shown:
        stem = f"{without(citation.lead)} " if citation.lead else ""
        lines.append(page.wrap(f"{stem}{quoted(citation.quote)}", first=indent, rest=indent))
    if citation.twin is not None:
        twin = citation.twin
        name = LANGUAGES.get(twin.language, twin.language)
        text = f"in {name}, {twin.document}: {quoted(twin.quote)}"
        lines.append(page.wrap(text, first=indent, rest=indent))
    return "\n".join(lines)


def place(citation: Citation) -> str:
    """Where a citation stands: the document, and its path of headings."""
    heading = citation.heading.replace(" > ", " › ")
    return f"{citation.document} › {heading}" if heading else citation.document


def documents_text(documents: Sequence[DocumentInfo], page: Page) -> str:
    """The documents of a library, one to a line."""
    if not documents:
        return "The library is empty; add documents with `guidegraph add PATH…`.\n"
    widest = min(max(len(info.name) for info in documents), page.width // 2)
    lines = []
    for info in documents:
        about = f"{info.language}, {info.passages} passages, {info.units} units"
        lines.append(f"{plain(info.name):<{widest}}  {about}")
        lines.append(page.wrap(info.title, first="    ", rest="    ") if info.title else "    ")
    return "\n".join(line for line in lines if line.strip()) + "\n"


def units_text(units: Sequence[Form], page: Page) -> str:
    """Units by document: kind, strength and words."""
    lines: list[str] = []
    document = None
    for unit in units:
        if unit["document"] != document:
            document = unit["document"]
            lines.append(f"{'' if not lines else chr(10)}{page.style(plain(document), '1')}")
        strength = f", {unit['strength']}" if unit["strength"] else ""
        lines.append(page.wrap(f"{unit['kind']}{strength}: {quoted(unit['text'])}", rest="    "))
    return "\n".join(lines) + "\n" if lines else "No units.\n"


def edges_text(edges: Sequence[Form], page: Page) -> str:
    """Edges: relation, score, and the quotations of both ends."""
    lines: list[str] = []
    for edge in edges:
        relation = edge["relation"].replace("_", " ")
        lines.append(page.style(f"{relation} ({edge['score']:.2f})", "1"))
        for end in ("from", "to"):
            cited = edge["evidence"][end]
            text = f"{edge[f'{end}_kind']} {quoted(cited['text'])} ({cited['document']})"
            lead = "  " if end == "from" else "  → "
            lines.append(page.wrap(text, first=lead, rest="    "))
    return "\n".join(lines) + "\n" if lines else "No edges.\n"
