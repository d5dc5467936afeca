"""A cited passage in its place: quotation, document, twin. Start reading at `panel`.

The engine checks every quotation against the stored text; this page looks once more at the very
moment of showing, and says so where they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from answer.errors import LibraryError
from corpus.records import Document, Span
from web import collect, opened, told, words
from web.address import LIBRARY, Place, address, link, parts
from web.translation import gettext as _
from web.translation import name_of
from web.verbatim import (
    Mark,
    headings_of,
    in_context,
    language_of,
    marked,
    quote_of,
    set_aside,
)

if TYPE_CHECKING:
    from answer.records import Citation, Line


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with its number on the page; in an answer also its line and how sure that is."""

    number: int
    citation: Citation
    line: Line | None = None
    confidence: float | None = None

    @property
    def place(self) -> Place:
        """What names it in an address."""
        return place_of(self.citation)


def place_of(citation: Citation) -> Place:
    """Where a citation stands."""
    return Place(citation.document, Span(citation.start, citation.end))


def reference(citation: Citation) -> str:
    """A quotation with where it stands, as plain text for a letter or a report.

    >>> from answer.records import Citation
    >>> reference(Citation("a.md", "a.md", "A > B", 3, 9, "Listen", "en"))
    '“Listen” (a.md, A › B, characters 3 to 9)'
    """
    span = _("characters {start} to {end}").format(start=citation.start, end=citation.end)
    where = [citation.document, citation.heading.replace(" > ", " › "), span]
    lead = f"{citation.lead} " if citation.lead else ""
    return f"{lead}“{citation.quote}” ({', '.join(filter(None, where))})"


def printed(cites: list[Cited]) -> str:
    """The sources as a list that only print shows, each with its quotation."""
    rows = "".join(
        f"<li>[{cited.number}] {escape(reference(cited.citation))}</li>" for cited in cites
    )
    return f'<section class="gg-print"><h2>{_("Sources")}</h2><ol>{rows}</ol></section>'


def panel(place: Place, cited: Cited | None, back: str, *, apart: bool = False) -> None:
    """Show `place` in its passage; `cited` is what the page knows of it, `back` closes it.

    `apart`: nothing on the page cites it, so that it may be a place of a former revision.
    """
    try:
        document = opened.document(place.document)
    except LibraryError as error:
        st.html(_frame(_("Not in the library"), back, f"<p>{escape(told.error(error))}</p>"))
        return
    heading = _("Source {number}").format(number=cited.number) if cited else _("Source")
    note = f'<p class="gg-changed" role="status">{_apart()}</p>' if apart else ""
    st.html(_frame(heading, back, note + _quotation(document, place, cited)))
    page, kept = parts(back)
    add = collect.adding(page, collect.WORDS, **kept, cite=str(place))
    if add:
        st.html(f"<p>{add}</p>")
    name = f"whole-{place}"
    if st.button(_("Show in the whole document"), key=name, width="stretch"):
        _whole(place)


def _apart() -> str:
    return _(
        "No line of this answer cites this place. If a link led you here, the document may have "
        "changed since the link was made: open a source of the answer as it is now."
    )


def _frame(heading: str, back: str, inner: str) -> str:
    close = link(back, "×", classes="gg-close", label=_("Close this source"))
    top = f'<div class="gg-head"><h2>{escape(heading)}</h2>{close}</div>'
    return f'<section class="gg-panel gg-opened">{top}{inner}</section>'


def _quotation(document: Document, place: Place, cited: Cited | None) -> str:
    """The passage with the mark, and the facts about it."""
    text = document.text
    if place.span.end > len(text) or (
        cited is not None and place.span.of(text) != cited.citation.quote
    ):
        return (
            '<p class="gg-broken">'
            + _(
                "The document has changed: these words no longer stand at this place, so they "
                "are not shown. Open a source of the answer as it is now."
            )
            + "</p>"
        )
    lang = language_of(document.language)
    passages = "".join(
        f'<blockquote class="gg-passage gg-said{"" if holds else " gg-beside"}"{lang}>{html}'
        "</blockquote>"
        for html, holds in in_context(document, place.span)
    )
    to = address(LIBRARY, doc=place.document)
    title = link(to, escape(document.title or place.document))
    facts = [
        (_("Document"), f"{title}, {escape(place.document)}"),
        (_("Language"), escape(name_of(document.language))),
    ]
    path, twin = "", ""
    if cited is not None:
        path = f'<p class="gg-path">{escape(cited.citation.heading.replace(" > ", " › "))}</p>'
        twin = _twin(cited.citation)
    if cited is not None and cited.line is not None:
        facts += _three(cited.line, cited.confidence)
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return f'{path}{passages}<dl class="gg-facts-list">{rows}</dl>{twin}'


def _three(line: Line, confidence: float | None) -> list[tuple[str, str]]:
    """Strength of the wording, confidence in the match, number of sources: three things."""
    facts = []
    if line.strength:
        word, meaning = words.strength(line.strength)
        facts.append((_("Wording"), f"<b>{word}</b>: {meaning}"))
    if confidence is not None:
        facts.append((_("Match"), f"{words.match(confidence)}, {words.in_100(confidence)}"))
    facts.append((_("Sources"), words.sources(line.sources)))
    return facts


def _twin(citation: Citation) -> str:
    if citation.twin is None:
        return ""
    heading = _("The same in {language}").format(language=name_of(citation.twin.language))
    return f"<h3>{escape(heading)}</h3>" + pair(citation, citation.twin)


def pair(*citations: Citation) -> str:
    """Quotations side by side, each under the name of its language and document."""
    cells = "".join(
        f'<div><p class="gg-path">{escape(name_of(one.language))} · {escape(one.document)}'
        f"</p>{quote_of(one)}</div>"
        for one in citations
    )
    return f'<div class="gg-twins">{cells}</div>'


def _whole(place: Place) -> None:
    st.dialog(_("The whole document"), width="large")(_draw_whole)(place)


def _draw_whole(place: Place) -> None:
    document = opened.document(place.document)
    st.html(f"<h2>{escape(document.title or place.document)}</h2>")
    st.html(whole(document, [Mark(place.span, "gg-reveal", "mark")]))


def whole(document: Document, marks: list[Mark]) -> str:
    """The whole text of a document in a box of its own, scrolled to the mark to reveal."""
    every = [*headings_of(document), *set_aside(document), *marks]
    markdown = document.media_type == opened.MARKDOWN
    body = marked(document.text, Span(0, len(document.text)), every, markdown=markdown)
    lang = language_of(document.language)
    label = escape(document.title or document.source)
    return (
        f'<div class="gg-doc gg-scroll gg-said" tabindex="0" role="region"'
        f' aria-label="{label}"{lang}>{body}</div>'
    )


def listing(cites: list[Cited], to: str, **parameters: str) -> str:
    """All sources of an answer by document and section, each number a link to its passage."""
    documents: dict[str, dict[str, list[str]]] = {}
    for cited in cites:
        citation, key = cited.citation, str(cited.place)
        number = link(
            address(to, **parameters, cite=key),
            str(cited.number),
            classes="gg-cite",
            label=_("Source {number}: {document}").format(
                number=cited.number, document=citation.document
            ),
            cite=key,
        )
        sections = documents.setdefault(citation.document, {})
        sections.setdefault(citation.heading, []).append(number)
    titles = {info.name: info.title for info in opened.documents()}
    rows = "".join(
        f"<li><b>{escape(titles.get(name) or name)}</b>"
        f'<span class="gg-path">{escape(name)}</span>'
        f"<ul>{''.join(_numbers(section, titles.get(name, '')) for section in sections.items())}"
        "</ul></li>"
        for name, sections in documents.items()
    )
    return (
        f'<section class="gg-panel"><h2>{_("Sources")}</h2>'
        f'<ol class="gg-documents">{rows}</ol></section>'
    )


def _numbers(section: tuple[str, list[str]], title: str) -> str:
    """The numbers of one section, with the headings below the document's title."""
    heading, numbers = section
    below = heading.removeprefix(title).removeprefix(" > ")
    path = f'<span class="gg-path">{escape(below.replace(" > ", " › "))}</span>' if below else ""
    return f'<li><span class="gg-cites">{"".join(numbers)}</span>{path}</li>'
