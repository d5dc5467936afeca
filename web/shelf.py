"""The page Library: the documents, adding and removing them, and what was read of each.

Start reading at `page`.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.errors import LibraryError
from web import access, adding, changed, correct, examine, noted, opened, source, told, wire, words
from web.address import LIBRARY, address, link, place
from web.lines import sign
from web.translation import day, name_of, ngettext, percent
from web.translation import gettext as _
from web.verbatim import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.catalogue import DocumentInfo
    from corpus.records import Document

MOST_ROWS = 200
"""Documents listed at once; the filter finds the others."""


def page() -> None:
    """Draw the page: all documents, or what was read of the one that the address names."""
    chosen, view = st.query_params.get("doc", ""), st.query_params.get("view", "")
    if chosen:
        _read(chosen)
    else:
        st.html(f"<h1>{_('The library')}</h1>{views(view)}")
        VIEWS.get(view, _all)()
    wire.mount()


def views(chosen: str) -> str:
    """Links to what there is beside the documents."""
    names = {
        "": _("Documents"),
        changed.CHANGES: _("What changed"),
        correct.CORRECTIONS: _("Corrections"),
        examine.QUESTIONS: _("Questions"),
        noted.GAPS: _("Noted gaps"),
    }
    links = ""
    for view, name in names.items():
        made = link(address(LIBRARY, view=view), name, classes="gg-chip")
        here = view == (chosen if chosen in names else "")
        links += made.replace("<a ", '<a aria-current="page" ', 1) if here else made
    return (
        f'<nav class="gg-chips gg-shelves" aria-label="{_("Parts of the library")}">{links}</nav>'
    )


def _state(documents: Sequence[DocumentInfo]) -> None:
    """The state of the library: languages, what the documents say, how much of them, since when."""
    spoken = Counter(info.language for info in documents)
    kinds: Counter[str] = Counter()
    for info in documents:
        kinds.update(info.kinds)
    used, telling = opened.coverage()
    share = percent(telling / used) if used else percent(0)
    last = opened.current().revisions()[:1]
    rows = [
        (
            _("Languages"),
            ", ".join(f"{escape(name_of(code))} {count}" for code, count in spoken.most_common()),
        ),
        (
            _("What the documents say"),
            "".join(
                f"<span>{sign(kind.value)}{words.count_kind(kind, kinds[kind.value])}</span> "
                for kind in words.KINDS
                if kinds[kind.value]
            ),
        ),
        (
            _("Coverage"),
            _("{passages}; something was found in {share} of them").format(
                share=share, passages=words.passages(used)
            ),
        ),
    ]
    if last:
        to = link(address(LIBRARY, view=changed.CHANGES), escape(day(last[0][1])))
        rows.append((_("Last changed"), to))
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows if value)
    st.html(f'<dl class="gg-facts-list gg-state">{cells}</dl>')


def _all() -> None:
    if access.may_edit():
        _undo()
        adding.form()
    documents = opened.documents()
    if documents:
        _state(documents)
        _documents(documents)
        return
    invitation = _(
        "Choose the guidance that you work with above. It is read on this machine and goes "
        "nowhere else."
    )
    if not access.may_edit():
        invitation = _("An editor adds the guidance that you work with.")
    st.html(
        f'<section class="gg-empty"><h2>{_("Nothing here yet")}</h2><p>{invitation}</p></section>'
    )


def _documents(documents: Sequence[DocumentInfo]) -> None:
    wanted = ""
    if len(documents) > 8:  # noqa: PLR2004 - fewer are found at a glance
        wanted = st.text_input(
            _("Find a document"),
            key="find_document",
            type="search",
            live=True,
            placeholder=_("a name or a title"),
        )
    words_wanted = wanted.strip().lower()
    shown = [one for one in documents if words_wanted in f"{one.name} {one.title}".lower()]
    st.html(table(shown[:MOST_ROWS], len(documents)))


def table(shown: Sequence[DocumentInfo], total: int) -> str:
    """The documents as a table, each name a link to what was read of it."""
    rows = "".join(_row(info) for info in shown)
    caption = words.documents(total)
    if len(shown) != total:
        caption = _("{shown} of {documents}").format(shown=len(shown), documents=caption)
    columns = (_("Document"), _("Language"), _("Passages"), _("What it says"), _("Added"))
    heads = "".join(f"<th>{column}</th>" for column in columns)
    return (
        f'<table class="gg-table stack"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _row(info: DocumentInfo) -> str:
    counts = info.kinds
    said = "".join(
        f"<span>{sign(kind.value)}{words.count_kind(kind, counts[kind.value])}</span>"
        for kind in words.KINDS
        if counts.get(kind.value)
    )
    to = address(LIBRARY, doc=info.name)
    title = f"<b>{link(to, escape(info.title or info.name))}</b>"
    return (
        f'<tr><td>{title}<br><span class="gg-soft">{escape(info.name)}</span></td>'
        f'<td class="gg-beside">{escape(name_of(info.language))}</td>'
        f'<td class="gg-tight gg-beside">{words.passages(info.passages)}</td>'
        f'<td><div class="gg-counts">{said or _("nothing")}</div></td>'
        f'<td class="gg-tight">{escape(day(info.added))}</td></tr>'
    )


def _read(name: str) -> None:
    st.html(f"<p>{link(address(LIBRARY), _('‹ All documents'))}</p>")
    try:
        document = opened.document(name)
    except LibraryError as error:
        st.html(
            f'<section class="gg-empty" role="alert"><h1>{_("This document is not here")}</h1>'
            f"<p>{escape(told.error(error))}</p></section>"
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        heading = _("What was read of {document}").format(document=escape(document.title or name))
        st.html(
            f'<h1 class="gg-small">{heading}</h1><p class="gg-soft">{escape(document.source)}, '
            f"{escape(name_of(document.language))}</p>"
        )
        if access.may_edit() and st.button(_("Remove this document"), key=f"remove-{name}"):
            _confirm(name)
    st.html(_legend(document))
    marks = [
        Mark(unit.span, unit.kind.value, title=words.kind(unit.kind))
        for unit in opened.current().units_of(name)
    ]
    named = place(st.query_params.get("cite", ""))
    if named is not None and named.document == name:
        marks.append(Mark(named.span, "gg-reveal", "mark"))
    st.html(source.whole(document, marks))
    if access.may_edit():
        correct.kinds(document, name)


def _legend(document: Document) -> str:
    signs = "".join(f"<span>{sign(kind.value)}{words.kind(kind)}</span>" for kind in words.KINDS)
    aside = sorted({passage.chrome for passage in document.passages if passage.chrome})
    reasons = escape(", ".join(told.aside(reason) for reason in aside))
    left = _("Struck through, and not used: {reasons}.").format(reasons=reasons)
    number = sum(not passage.chrome for passage in document.passages)
    sections = sum(section.heading is not None for section in document.sections)
    held = ngettext("{n} section", "{n} sections", sections)
    held += ", " + ngettext("{n} passage in use", "{n} passages in use", number)
    left = f'<p class="gg-soft">{left}</p>' if aside else ""
    return f'<div class="gg-counts"><span>{held}</span>{signs}</div>{left}'


def _confirm(name: str) -> None:
    st.dialog(_("Remove this document?"))(_draw_confirm)(name)


def _draw_confirm(name: str) -> None:
    meaning = _(
        "{document} and everything that rests on it alone will no longer be shown in answers. "
        "You can undo this."
    ).format(document=f"<b>{escape(name)}</b>")
    st.html(f"<p>{meaning}</p>")
    with st.container(horizontal=True):
        gone = st.button(
            _("Remove"), type="primary", key="remove-yes", on_click=_remove, args=(name,)
        )
        if gone:
            st.rerun()
        if st.button(_("Keep it"), key="remove-no"):
            st.rerun()


def _remove(name: str) -> None:
    opened.current().remove([name])
    st.session_state["removed"] = name
    wire.show()


def _undo() -> None:
    name = st.session_state.get("removed")
    if not name:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        removed = _("Removed {document}.").format(document=f"<b>{escape(name)}</b>")
        st.html(f'<p role="status">{removed}</p>')
        st.button(_("Undo"), key="undo", on_click=_restore, args=(name,))


def _restore(name: str) -> None:
    opened.current().restore(name)
    del st.session_state["removed"]


VIEWS: Final = {
    changed.CHANGES: changed.page,
    correct.CORRECTIONS: correct.page,
    examine.QUESTIONS: examine.page,
    noted.GAPS: noted.page,
}
"""What there is beside the documents, by the name in the address."""
