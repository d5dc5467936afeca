"""The view of documents that are copies or translations of each other, and of where they drift.

Start reading at `draw`. Without two documents it lists the pairs; with them every passage stands
beside its counterpart, and below it what the two do not both say.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.errors import LibraryError
from answer.jsonform import citation_form
from corpus.records import Span
from kg.drift import WHOLE, DriftKind
from web import making, opened, told, words
from web.address import LIBRARY, address, link
from web.source import place_of
from web.translation import N_, name_of, ngettext, percent
from web.translation import gettext as _
from web.verbatim import Mark, language_of, marked, quote_of
from web.views import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from answer.drifts import Difference, Quoted, Row, TwinPages
    from answer.records import Citation
    from web.views.bar import Here

FIRST: Final = 40
"""Rows shown at first: some three screens."""

DIFFER: Final = "differ"
"""The value of `sort` that leaves out rows in which nothing differs."""

SAID: Final = {
    DriftKind.NUMBER: N_("Another number"),
    DriftKind.NEGATION: N_("A negation on one side only"),
    DriftKind.MISSING: N_("Missing in {document}"),
    DriftKind.ADDED: N_("Only in {document}"),
    DriftKind.REPLACED: N_("Other sentences at the same place"),
    DriftKind.TERM: N_("Perhaps another meaning"),
    DriftKind.RENDERINGS: N_("A key term in several renderings"),
}
"""What each kind of difference is called."""


def draw(here: Here) -> None:
    """Draw the view."""
    left, right = here.shown.get("left", ""), here.shown.get("right", "")
    if not left or not right or left == right:
        _pairs(here)
        return
    try:
        pages: TwinPages = making.form("drift", _("Comparing sentence by sentence …"), left, right)
    except LibraryError as error:
        back = link(here.at(left="", right=""), _("All translations"))
        why = escape(told.error(error))
        st.html(quoted.nothing(_("These two are not side by side"), f"{why}</p><p>{back}"))
        return
    st.html(_head(pages, here))
    st.html(_rows(pages, here))


# -- all pairs -------------------------------------------------------------------------------


def _pairs(here: Here) -> None:
    found: Sequence[TwinPages] = making.form("twins", _("Looking for translations …"))
    if not found:
        text = _(
            "No document here is a copy or a translation of another. Add one in another language, "
            "or an earlier version, on the page {library}: it is recognised by what it says."
        ).format(library=link(address(LIBRARY), _("Library")))
        st.html(quoted.nothing(_("No translations in this library"), text))
        return
    lead = _("Documents that say the same, passage by passage. Open a pair to see where it drifts.")
    heads = "".join(
        f"<th>{name}</th>" for name in (_("Documents"), _("Languages"), _("Passages side by side"))
    )
    rows = "".join(_pair(pages, here) for pages in found)
    counted = ngettext("{n} pair", "{n} pairs", len(found))
    st.html(
        f'<h2>{counted}</h2><p class="gg-soft">{lead}</p><table class="gg-table stack">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _pair(pages: TwinPages, here: Here) -> str:
    names = '<span class="gg-arrow">↔</span>'.join(
        f'<span class="gg-said">{escape(name)}</span>' for name in (pages.left, pages.right)
    )
    to = link(here.at(left=pages.left, right=pages.right, sort="", most=""), names)
    aligned = sum(bool(row.left and row.right) for row in pages.rows)
    spoken = " · ".join(dict.fromkeys(escape(name_of(code)) for code in pages.languages))
    return (
        f'<tr><td>{to}</td><td class="gg-tight gg-beside">{spoken}</td>'
        f'<td class="gg-tight gg-beside">{_side_by_side(aligned, pages)}</td></tr>'
    )


def _side_by_side(aligned: int, pages: TwinPages) -> str:
    shares = " · ".join(percent(share) for share in dict.fromkeys(pages.covered))
    return f'{words.passages(aligned)} <span class="gg-soft">({shares})</span>'


# -- one pair --------------------------------------------------------------------------------


def _head(pages: TwinPages, here: Here) -> str:
    back = link(here.at(left="", right="", sort="", most=""), _("‹ All translations"))
    differ = [row for row in pages.rows if row.differences]
    total = sum(len(row.differences) for row in differ) + len(pages.elsewhere)
    counted = ngettext("{n} difference was found", "{n} differences were found", total)
    if not total:
        counted = _("No difference was found")
    lead = _(
        "Numbers, negations, sentences without a counterpart and key terms are compared. Whether a "
        "difference matters is for you to say."
    )
    return (
        f'<p>{back}</p><h2 class="gg-title">{_titles(pages)}</h2><p><b>{counted}.</b> '
        f'<span class="gg-soft">{lead}</span></p>'
        f"{_sorts(pages, len(differ), here) if total else ''}"
    )


def _titles(pages: TwinPages) -> str:
    titles = {one.name: one.title or one.name for one in opened.documents()}
    return '<span class="gg-arrow">↔</span>'.join(
        f'<span class="gg-said"{language_of(code)}>{escape(titles.get(name, name))}</span>'
        for name, code in zip((pages.left, pages.right), pages.languages, strict=True)
    )


def _sorts(pages: TwinPages, differ: int, here: Here) -> str:
    """All rows, or those that differ."""
    only = here.shown.get("sort") == DIFFER
    links = ""
    for sort, name, number in (
        ("", _("All passages"), len(pages.rows)),
        (DIFFER, _("Where they differ"), differ + len(pages.elsewhere)),
    ):
        count = f'<span class="gg-count">{number}</span>'
        to = link(here.at(sort=sort, most=""), f"{name} {count}", classes="gg-chip")
        current = ' aria-current="true"' if only == bool(sort) else ""
        links += to.replace("<a ", f"<a{current} ", 1)
    return f'<nav class="gg-chips gg-sorts" aria-label="{_("Passages shown")}">{links}</nav>'


def _rows(pages: TwinPages, here: Here) -> str:
    only = here.shown.get("sort") == DIFFER
    rows = [row for row in pages.rows if row.differences or not only]
    most = here.most(FIRST)
    every = [one for row in pages.rows for one in row.differences]
    parts = [_elsewhere(pages, here)]
    if rows:
        heads = "".join(_column(name, code) for name, code in _columns(pages))
        body = "".join(_row(row, pages, every, here) for row in rows[:most])
        parts.append(
            f'<div class="gg-pages"><div class="gg-pair gg-heads">{heads}</div>'
            f"<ol>{body}</ol></div>"
        )
    elif only and not pages.elsewhere:
        parts.append(f"<p>{_('Nothing differs in what is compared.')}</p>")
    return "".join(parts) + quoted.more(len(rows), most, here, FIRST)


def _columns(pages: TwinPages) -> Iterable[tuple[str, str]]:
    return zip((pages.left, pages.right), pages.languages, strict=True)


def _column(name: str, code: str) -> str:
    """The head of a column: which document, in which language."""
    to = link(address(LIBRARY, doc=name), escape(name), classes="gg-said")
    return f'<div><b>{escape(name_of(code))}</b> <span class="gg-path">{to}</span></div>'


def _row(row: Row, pages: TwinPages, every: Sequence[Difference], here: Here) -> str:
    """Passages side by side, and below them what differs."""
    cells = ""
    for side, code in (("left", pages.languages[0]), ("right", pages.languages[1])):
        marks = [mark for one in every for mark in getattr(one, side).marks]
        mine: Sequence[Citation] = getattr(row, side)
        spoken = f'<b class="gg-which">{escape(name_of(code))}</b>'
        text = "".join(_passage(one, marks, here) for one in mine)
        none = f'<p class="gg-soft">{_("Nothing stands here.")}</p>'
        cells += (
            f'<div class="{"gg-cell" if mine else "gg-cell gg-none"}">{spoken}{text or none}</div>'
        )
    differences = "".join(_difference(one, pages, here) for one in row.differences)
    below = f'<ul class="gg-drifts">{differences}</ul>' if differences else ""
    drifts = " gg-drift" if differences else ""
    return f'<li class="gg-twin{drifts}"><div class="gg-pair">{cells}</div>{below}</li>'


def _passage(one: Citation, marks: Sequence[Span], here: Here) -> str:
    """A passage with what differs in it marked, and a link that opens its source."""
    inside = [
        Mark(Span(mark.start - one.start, mark.end - one.start), "gg-differs", "mark")
        for mark in marks
        if mark.start < one.end and mark.end > one.start
    ]
    markdown = opened.is_markdown(one.document)
    body = marked(one.quote, Span(0, len(one.quote)), inside, markdown=markdown)
    place = str(place_of(one))
    label = _("Open the source: {document}").format(document=one.document)
    heading = one.heading.rsplit(" > ", 1)[-1]
    shown = f'<span class="gg-said">{escape(heading)}</span>' if heading else _("Source")
    to = link(here.at(cite=place), shown, classes="gg-from", label=label, cite=place)
    return f'<p class="gg-said"{language_of(one.language)}>{body}</p><p class="gg-facts">{to}</p>'


# -- differences -----------------------------------------------------------------------------


def _difference(one: Difference, pages: TwinPages, here: Here) -> str:
    """A difference in words: what it is, which words, and how often such a one is right."""
    right = f'<span class="gg-said">{escape(pages.right)}</span>'
    kind = _(SAID[one.kind]).replace("{document}", right)
    often = _("How often a difference of this kind was a real one")
    number = _("{number} in 100 sure").format(number=round(100 * one.score))
    sure = f'<span class="gg-sure" title="{often}">{number}</span>'
    return f"<li><b>{kind}</b>{_words(one)} {sure}{_more(one, here)}</li>"


def _words(one: Difference) -> str:
    """The words that differ, of both sides; whole sentences stand marked above."""
    if one.kind in WHOLE:
        return ""
    left, right = _marked(one.left), _marked(one.right)
    return f': {left}<span class="gg-arrow">↔</span>{right}'


def _marked(side: Quoted) -> str:
    cited = side.citation
    found = [
        f'<q class="gg-said"{language_of(cited.language)}>'
        f"{escape(cited.quote[mark.start - cited.start : mark.end - cited.start])}</q>"
        for mark in side.marks
    ]
    return ", ".join(found) or f'<span class="gg-soft">{_("nothing")}</span>'


def _more(one: Difference, here: Here) -> str:
    """The other renderings of a term."""
    rows = "".join(
        f"<li>{_marked(left)} <span class='gg-arrow'>↔</span> {_marked(right)} "
        f"<span class='gg-facts'>{quoted.where(citation_form(left.citation), here)}"
        f"{quoted.where(citation_form(right.citation), here)}</span></li>"
        for left, right in one.more
    )
    return f"<ul>{rows}</ul>" if rows else ""


def _elsewhere(pages: TwinPages, here: Here) -> str:
    """Differences that stand in no row: those of headings, with both quotations."""
    rows = ""
    for one in pages.elsewhere:
        sides = "".join(
            f"<div>{quote_of(side.citation)}"
            f'<p class="gg-facts">{quoted.where(citation_form(side.citation), here)}</p></div>'
            for side in (one.left, one.right)
        )
        rows += (
            f'<li class="gg-twin gg-drift"><div class="gg-twins">{sides}</div>'
            f'<ul class="gg-drifts">{_difference(one, pages, here)}</ul></li>'
        )
    if not rows:
        return ""
    return (
        f'<section class="gg-section"><h3>{_("In headings")}</h3>'
        f'<ol class="gg-pages">{rows}</ol></section>'
    )
