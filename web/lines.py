"""The lines of an answer as HTML: what is said, how strongly, when, by whom, and why it is here.

Start reading at `section`. Strength of the wording, confidence in the match and number of
sources are three things, and stand apart: a badge, the verdict's meter, a count.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from answer import conditions
from answer.records import AnswerSection
from answer.signs import without
from corpus.records import Span
from web import collect, opened, source, words
from web.address import ASK, EXPLORE, address, link
from web.source import Cited
from web.translation import gettext as _
from web.translation import name_of
from web.verbatim import Mark, language_of, marked, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from answer.records import Answer, Line
    from web.terms import Case

MOST_HELPS = 3
"""Practices named beside a risk; its connections show the others."""

MOST_CITES = 4
"""Numbers shown beside a line; the other mentions are one click away, on the idea's own page."""


def number(answer: Answer) -> list[Cited]:
    """The citations that an answer shows, numbered in reading order, each place once."""
    found: dict[str, Cited] = {}
    shown = [line for lines in answer.sections.values() for line in lines] + list(answer.nearest)
    for line in shown:
        for citation in line.citations[:MOST_CITES]:
            cited = Cited(len(found) + 1, citation, line, answer.confidence)
            found.setdefault(str(cited.place), cited)
    return list(found.values())


class Writer:
    """Writes lines for one answer: knows the numbers of its citations and its question."""

    def __init__(
        self, answer: Answer, cites: list[Cited], name_of: Callable[[str], str], case: Case
    ) -> None:
        """Take the answer, its citations, a way from an idea's id to its name, and the case."""
        self._question = answer.question
        self._case = case
        self._language = answer.language
        self._numbers = {str(cited.place): cited.number for cited in cites}
        self._name_of = name_of

    def section(self, key: AnswerSection, lines: Iterable[Line]) -> str:
        """One section with its heading, or nothing if it has no lines."""
        rows = "".join(self.line(line, speaking=key is AnswerSection.SAY) for line in lines)
        if not rows:
            return ""
        heading, holds = words.section(key)
        return (
            f'<section class="gg-section {key.value}"><h2>{heading} <small>{holds}</small></h2>'
            f"<ol>{rows}</ol></section>"
        )

    def line(self, line: Line, *, speaking: bool = False) -> str:
        """One line: its badge, its words, the terms on which it holds, its sources.

        `speaking` puts the words to say first, and what stands around them below.
        """
        language = line.citations[0].language if line.citations else ""
        text = shown(line, language)
        if line.lead:
            lead = without(line.lead) if is_markdown(line) else line.lead
            text = f'<p class="gg-lead"{language_of(language)}>{escape(lead)}</p>{text}'
        if speaking and line.wording:
            around = shown(line, language, classes="gg-around")
            wording = without(line.wording) if is_markdown(line) else line.wording
            text = speech(wording, language) + (around if line.text != line.wording else "")
        return (
            f'<li class="gg-line"><div class="gg-gutter">{badge(line)}{self._fits(line)}</div><div>'
            f"{text}{self._terms(line, language)}{self._facts(line)}</div></li>"
        )

    def _fits(self, line: Line) -> str:
        """Whether the line is for the reader's case, or excepted in it."""
        fits = conditions.place(line, self._case.holds)
        if fits == 0:
            return ""
        words_ = _("your case") if fits < 0 else _("not in your case")
        return f'<span class="gg-fits{" gg-not" if fits > 0 else ""}">{words_}</span>'

    def _terms(self, line: Line, language: str) -> str:
        """What the text of the line itself does not show: terms said elsewhere, and what helps."""
        terms = [
            (name, said(words_, language, tag="span", document=document_of(line)))
            for name, words_ in ((_("Condition"), line.condition), (_("Exception"), line.exception))
            if words_ and words_ not in line.text
        ]
        if line.mitigated_by:
            helps = "".join(
                f"<li>{link(address(EXPLORE, idea=idea), said(self._name_of(idea), tag='span'))}"
                "</li>"
                for idea in line.mitigated_by[:MOST_HELPS]
            )
            terms.append((_("What helps"), f"<ul>{helps}</ul>"))
        rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in terms)
        return f'<dl class="gg-terms">{rows}</dl>' if rows else ""

    def _facts(self, line: Line) -> str:
        facts = [
            self._cites(line),
            f"<span>{words.sources(line.sources)}</span>",
            self._why(line),
            copying(line),
        ]
        spoken = line.citations[0].language if line.citations else self._language
        if spoken != self._language:
            facts.insert(
                2, f"<span>{_('in {language}').format(language=escape(name_of(spoken)))}</span>"
            )
        where, name = address(EXPLORE, idea=line.idea), without(line.name)
        facts.append(
            link(where, _("Connections"), label=_("Connections of: {name}").format(name=name))
        )
        kept = {"q": self._question, **self._case.parameters()}
        facts.append(collect.adding(ASK, line.idea, name, **kept))
        return f'<div class="gg-facts">{"".join(facts)}</div>'

    def _why(self, line: Line) -> str:
        """A link that opens why the line is here."""
        if line.why is None:
            return ""
        to = address(ASK, q=self._question, **self._case.parameters(), why=line.idea)
        label = _("Why this? {name}").format(name=without(line.name))
        return link(to, _("Why this?"), classes="gg-why-link", label=label, cite=f"why:{line.idea}")

    def _cites(self, line: Line) -> str:
        links = []
        for citation in line.citations[:MOST_CITES]:
            place = str(Cited(0, citation).place)
            shown = self._numbers[place]
            to = address(ASK, q=self._question, **self._case.parameters(), cite=place)
            label = _("Source {number}: {document}").format(
                number=shown, document=citation.document
            )
            links.append(link(to, str(shown), classes="gg-cite", label=label, cite=place))
        return f'<span class="gg-cites">{"".join(links)}</span>'


def shown(line: Line, language: str, *, classes: str = "") -> str:
    """The text of a line, with the words that show its condition, exception and wording set apart.

    The labels come from the style sheet: the text itself stays as it stands in the document.
    """
    marks = []
    for name in ("condition", "exception", "wording"):
        part = getattr(line, name)
        if part and part in line.text:
            start = line.text.index(part)
            marks.append(Mark(Span(start, start + len(part)), f"gg-{name}"))
    html = marked(line.text, Span(0, len(line.text)), marks, markdown=is_markdown(line))
    return f'<p class="gg-said {classes}"{language_of(language)}>{html}</p>'


def document_of(line: Line) -> str:
    """The name of the document whose words a line shows."""
    return line.citations[0].document if line.citations else ""


def is_markdown(line: Line) -> bool:
    """Whether the words of a line are Markdown."""
    return opened.is_markdown(document_of(line))


def badge(line: Line) -> str:
    """The strength of an advice by its own words; a line without one shows its kind."""
    if line.strength:
        word, meaning = words.strength(line.strength)
        style = escape(line.strength)
        return f'<span class="gg-badge {style}" title="{meaning}">{word}</span>'
    return kind_badge(line.kind)


def kind_badge(kind: str) -> str:
    """A kind in words, with its sign."""
    return f'<span class="gg-badge {escape(kind)}">{sign(kind)}{words.kind(kind)}</span>'


def sign(kind: str) -> str:
    """The coloured shape of a kind."""
    return f'<span class="gg-sign {escape(kind)}" aria-hidden="true"></span>'


def speech(wording: str, language: str) -> str:
    """Words to say, with a button that copies them."""
    return (
        f'<div class="gg-speech"><p class="gg-said"{language_of(language)}>“'
        f"<span data-gg-text>{escape(wording)}"
        '</span>”</p><button type="button" class="gg-button" data-gg-copy="text">'
        f"{_('Copy')}</button></div>"
    )


def copying(line: Line) -> str:
    """A button that copies the quotation with where it stands."""
    if not line.citations:
        return ""
    text = escape(source.reference(line.citations[0]))
    return (
        f'<button type="button" class="gg-button gg-quiet" data-gg-copy="cited" '
        f'data-gg-cited="{text}">{_("Copy with source")}</button>'
    )


def meter(share: float, *, less: bool = False) -> str:
    """A share from 0 to 1 as a bar; the same is always said in words beside it.

    `less`: it is one that is taken away.
    """
    width = round(100 * min(1.0, max(0.0, share)))
    classes = "gg-meter gg-less" if less else "gg-meter"
    return f'<span class="{classes}" aria-hidden="true"><i style="width:{width}%"></i></span>'
