"""Questions that the guidance does not answer: noting one where it was asked, and their list.

Start reading at `offer` and `page`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer import unanswered
from answer.errors import LibraryError
from web import access, opened, told
from web.address import ASK, LIBRARY, address, link
from web.translation import day
from web.translation import gettext as _

if TYPE_CHECKING:
    from answer.unanswered import Unanswered

GAPS: Final = "gaps"
"""The view of the page Library that lists them."""

UNDO: Final = "gap undo"


def offer(question: str) -> None:
    """Where a question is not covered: a way to note it, or that it is noted."""
    found = unanswered.find(opened.current(), question)
    to = link(address(LIBRARY, view=GAPS), _("All noted gaps"))
    if found is not None:
        when = _("Noted as a gap on {day}.").format(day=escape(day(found.at)))
        note = f"<p>{escape(found.note)}</p>" if found.note else ""
        st.html(f'<section class="gg-note" role="status"><p>{when} {to}</p>{note}</section>')
        return
    if not access.may_edit():
        return
    with st.form("gap"):
        meaning = _(
            "Note that the guidance says nothing about this. The question is kept in the library, "
            "for those who write the guidance."
        )
        st.html(f'<h2>{_("Is this a gap?")}</h2><p class="gg-soft">{meaning}</p>')
        note = st.text_input(
            _("What should the guidance say? (if you wish)"),
            key="gap-note",
            max_chars=unanswered.LONGEST_NOTE,
        )
        if st.form_submit_button(_("Note the gap")):
            try:
                unanswered.note(opened.current(), question, note)
            except LibraryError as error:
                st.html(f'<p class="gg-broken" role="alert">{escape(told.error(error))}</p>')
            else:
                st.rerun()


def page() -> None:
    """List them, the latest first."""
    lead = _("Questions that were asked and that the guidance does not answer.")
    st.html(f'<h2>{_("Noted gaps")}</h2><p class="gg-soft">{lead}</p>')
    if access.may_edit():
        _undo()
    found = unanswered.listed(opened.current())
    if not found:
        text = _("Where an answer says “not covered”, you can note the gap. It is listed here.")
        st.html(f'<section class="gg-empty"><h3>{_("No gap is noted")}</h3><p>{text}</p></section>')
        return
    for number, one in enumerate(found):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.html(row(one))
            if access.may_edit():
                st.button(
                    _("Take off the list"),
                    key=f"gap-{number}",
                    on_click=_forget,
                    args=(one.question,),
                )


def row(one: Unanswered) -> str:
    """A question with its note, and a link that asks it again."""
    again = link(address(ASK, q=one.question), escape(one.question))
    note = f"<p>{escape(one.note)}</p>" if one.note else ""
    when = _("noted on {day}").format(day=escape(day(one.at)))
    return f'<p class="gg-asked">{again}</p>{note}<p class="gg-soft">{when}</p>'


def _forget(question: str) -> None:
    try:
        st.session_state[UNDO] = unanswered.forget(opened.current(), question)
    except LibraryError:
        st.session_state.pop(UNDO, None)


def _undo() -> None:
    gone = st.session_state.get(UNDO)
    if gone is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        said = _("Taken off the list: {question}").format(question=escape(gone.question))
        st.html(f'<p role="status">{said}</p>')
        st.button(_("Undo"), key="gap-undo", on_click=_put_back)


def _put_back() -> None:
    unanswered.put_back(opened.current(), st.session_state.pop(UNDO))
