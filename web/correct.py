"""Correcting what the program took for what: kinds, and which mentions are one idea.

Start reading at `kinds`, which stands below a document, and `page`, the list of corrections.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer import corrections
from answer.errors import LibraryError
from answer.signs import without
from kg.records import Kind
from web import access, opened, told, words
from web.address import LIBRARY, address, link
from web.lines import kind_badge, sign
from web.translation import day
from web.translation import gettext as _
from web.verbatim import quote_of, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from answer.amend import Correction
    from answer.records import Citation
    from corpus.records import Document
    from kg.records import Idea

CORRECTIONS: Final = "corrections"
"""The view of the page Library that lists them."""

MADE: Final = "correction made"
"""Where the session keeps the correction that was made last, to be taken back."""

FAILED: Final = "correction failure"
MOST_FOUND: Final = 8


# -- kinds -----------------------------------------------------------------------------------


def kinds(document: Document, name: str) -> None:
    """Set the kind of a unit of a document, or of words that are none."""
    library = opened.current()
    units = library.units_of(name)
    quotes = [unit.span.of(document.text) for unit in units]
    with st.expander(_("Correct what was taken for what")), st.form("kinds", border=False):
        chosen = st.selectbox(
            _("Which words?"),
            [*range(len(units)), None],
            format_func=lambda at: (
                _("other words, which I quote below")
                if at is None
                else f"{words.kind(units[at].kind)}: {words.short(without(quotes[at]))}"
            ),
            key=f"kind-unit-{library.revision}",
        )
        other = st.text_input(_("Other words, as they stand in the text"), key="kind-words")
        kind = st.radio(
            _("What are they?"),
            [*words.KINDS, Kind.CONTEXT],
            format_func=lambda one: _("none of these") if one is Kind.CONTEXT else words.kind(one),
            horizontal=True,
            key="kind-kind",
        )
        sent = st.form_submit_button(_("Correct"), type="primary")
    if sent:
        target = other if chosen is None else quotes[chosen]
        _make(lambda: corrections.set_kind(library, target, kind, document=name))
    notice()


# -- the list --------------------------------------------------------------------------------


def page() -> None:
    """List the corrections; with an idea in the address, merge or split it."""
    editing = access.may_edit()
    if editing:
        notice()
    wanted = st.query_params.get("idea", "")
    if wanted and editing:
        _idea(wanted)
    lead = _(
        "What people decided stays when documents are read again. Kinds are corrected on the page "
        "of a document, ideas are merged and split from their card on the page Explore."
    )
    st.html(f'<h2>{_("Corrections by hand")}</h2><p class="gg-soft">{lead}</p>')
    found = corrections.listed(opened.current())
    if not found:
        st.html(f'<section class="gg-empty"><h3>{_("No corrections yet")}</h3></section>')
        return
    for one in reversed(found):
        made = one.correction
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            lost = ""
            if one.lost:
                why = _("does not apply: {why}").format(why=escape(told.lost(one.lost)))
                lost = f'<p class="gg-broken">{why}</p>'
            st.html(
                f'<p>{escape(tell(made))}</p>{lost}<p class="gg-soft">{escape(day(made.at))}</p>'
            )
            if editing:
                st.button(
                    _("Take back"), key=f"back-{made.number}", on_click=_undo, args=(made.number,)
                )
    with st.container(horizontal=True, key="taking"):
        library = opened.current()
        for label, name, text in (
            (_("Kinds as evaluation data"), "kinds.jsonl", corrections.gold_kinds(library)),
            (_("Pairs as evaluation data"), "pairs.jsonl", corrections.gold_pairs(library)),
        ):
            if text:
                st.download_button(label, text, file_name=name, on_click="ignore")


def tell(made: Correction) -> str:
    """A correction in a line."""
    return told.corrected(corrections.told(made))


def linked(idea: Idea) -> str:
    """A link to where an idea is merged or split; "" for who may not do it."""
    if not access.may_edit():
        return ""
    to = address(LIBRARY, view=CORRECTIONS, idea=idea.id)
    return link(to, _("Correct"), label=_("Correct this idea"))


# -- one idea --------------------------------------------------------------------------------


def _idea(identifier: str) -> None:
    library = opened.current()
    try:
        idea = library.idea(identifier)
    except LibraryError as error:
        st.html(f'<p class="gg-broken">{escape(told.error(error))}</p>')
        return
    st.html(
        f"<h2>{_('Correct an idea')}</h2><p>{kind_badge(idea.kind.value)} "
        f"{said(idea.name, idea.language, tag='span')}</p>"
    )
    other = st.query_params.get("with", "")
    if other:
        _merge(idea, other)
        return
    cited = library.mentions(idea.id)
    if len(cited) > 1:
        _split(idea, cited)
    _others(idea)


def _split(idea: Idea, cited: tuple[Citation, ...]) -> None:
    with st.form("split"):
        meaning = _("Choose the places that say something else; they become an idea of their own.")
        st.html(f'<h3>{_("Split it")}</h3><p class="gg-soft">{meaning}</p>')
        chosen = []
        for number, one in enumerate(cited, 1):
            st.html(
                f'<blockquote class="gg-passage">{quote_of(one)}'
                f'<p class="gg-path">{escape(one.document)}</p></blockquote>'
            )
            label = _("Place {number} says something else").format(number=number)
            if st.checkbox(label, key=f"split-{number}"):
                chosen.append(one.quote)
        if st.form_submit_button(_("Split the idea")):
            _make(lambda: corrections.split(opened.current(), idea.id, chosen))


def _others(idea: Idea) -> None:
    st.html(f"<h3>{_('Merge it with another one')}</h3>")
    text: str = st.text_input(
        _("Find the idea that says the same"),
        key="find_same",
        type="search",
        live=True,
        placeholder=_("words of the other idea"),
    )
    if not text.strip():
        return
    found = opened.current().find_ideas(text.strip(), MOST_FOUND)
    chips = "".join(
        link(
            address(LIBRARY, view=CORRECTIONS, idea=idea.id, **{"with": other.id}),
            f"{sign(other.kind.value)}{said(other.name, tag='span')}",
            classes="gg-chip",
        )
        for other in found
        if other.id != idea.id and other.kind is idea.kind
    )
    none = f'<p class="gg-soft">{_("No other idea of this kind has these words.")}</p>'
    st.html(f'<div class="gg-chips" role="status">{chips or none}</div>')


def _merge(idea: Idea, identifier: str) -> None:
    try:
        other = opened.current().idea(identifier)
    except LibraryError as error:
        st.html(f'<p class="gg-broken">{escape(told.error(error))}</p>')
        return
    st.html(f"<p>{kind_badge(other.kind.value)} {said(other.name, other.language, tag='span')}</p>")
    with st.container(horizontal=True):
        if st.button(_("Make them one idea"), type="primary", key="merge"):
            _make(lambda: corrections.merge(opened.current(), [idea.id, other.id]))
    back = address(LIBRARY, view=CORRECTIONS, idea=idea.id)
    st.html(f"<p>{link(back, _('Choose another'))}</p>")


# -- making and taking back ------------------------------------------------------------------


def _make(change: Callable[[], Correction]) -> None:
    """Make a correction and draw the page anew, or say why it cannot be made."""
    try:
        with st.spinner(_("Linking anew …")):
            st.session_state[MADE] = change()
    except LibraryError as error:
        st.html(f'<p class="gg-broken" role="alert">{escape(told.error(error))}</p>')
        return
    for name in ("idea", "with"):
        if name in st.query_params:
            del st.query_params[name]
    st.rerun()


def _undo(number: int) -> None:
    st.session_state.pop(MADE, None)
    try:
        corrections.undo(opened.current(), number)
    except LibraryError as error:
        st.session_state[FAILED] = told.error(error)


def notice() -> None:
    """What was corrected last, with a way back."""
    failure = st.session_state.pop(FAILED, "")
    if failure:
        st.html(f'<p class="gg-broken" role="alert">{escape(failure)}</p>')
    made = st.session_state.get(MADE)
    if made is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.html(f'<p role="status">{_("Corrected: {what}").format(what=escape(tell(made)))}</p>')
        st.button(_("Undo"), key="correction-undo", on_click=_undo, args=(made.number,))
