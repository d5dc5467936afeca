"""The page Trails: what a trainer collects, puts in order and takes along.

Start reading at `page`. The address holds the trail's id, so that a link to it outlives its name.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer import course, trailgraph, trails
from answer.errors import LibraryError
from answer.revisit import look
from web import access, entry, handout, opened, quizzing, told, wire, words
from web.address import ASK, EXPLORE, TRAILS, address, link
from web.tables import stacked
from web.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from answer.library import Library
    from answer.revisit import SeenEntry
    from answer.trails import Trail

FAILED: Final = "trail failure"
UNDO: Final = "trail undo"
"""Where the session keeps what was last taken away: the trail's name, and what is said of it."""


def page() -> None:
    """Draw the page: all trails, the one that the address names, or its quiz."""
    wanted = st.query_params.get("trail", "")
    trail = _named(wanted) if wanted else None
    if quizzing.QUIZ in st.query_params and not (wanted and trail is None):
        quizzing.draw(trail)
    elif trail is not None:
        _one(trail)
    elif wanted:
        _gone()
    else:
        _all()
    wire.mount()


def _named(identifier: str) -> Trail | None:
    found = trails.listed(opened.current())
    return next((trail for trail in found if str(trail.id) == identifier), None)


def _gone() -> None:
    st.html(
        f'<section class="gg-empty"><h1>{_("This trail is not there any more")}</h1>'
        f"<p>{link(address(TRAILS), _('‹ All trails'))}</p></section>"
    )
    _undo()


# -- all of them -----------------------------------------------------------------------------


def _all() -> None:
    lead = _(
        "Collect ideas, paths and quotations, put them in order, and take them along as a handout "
        "or a quiz."
    )
    st.html(f'<h1>{_("Trails")}</h1><p class="gg-lead">{lead}</p>')
    _undo()
    found = trails.listed(opened.current())
    if found:
        st.html(table(found))
    else:
        text = _(
            "A trail begins with a name. What goes into it is found where you read: beside every "
            "line of an answer and on every idea stands “Add to a trail”."
        )
        to = [link(address(ASK), _("Ask")), link(address(EXPLORE), _("Explore"))]
        st.html(
            f'<section class="gg-empty"><h2>{_("No trail yet")}</h2><p>{text}</p>'
            f"<p>{' · '.join(to)}</p></section>"
        )
    if access.may_edit():
        with st.form("new-trail", clear_on_submit=True):
            name = st.text_input(_("A new trail"), key="new-name", max_chars=trails.LONGEST_NAME)
            note = st.text_area(_("Note (your own words)"), key="new-note", height=90)
            if st.form_submit_button(_("Make the trail"), type="primary"):
                _try(lambda: _made(name, note))
    whole = address(TRAILS, **{quizzing.QUIZ: quizzing.START})
    st.html(f"<p>{link(whole, _('A quiz of the whole library'))}</p>")


def _made(name: str, note: str) -> None:
    made = trails.create(opened.current(), name, note)
    st.query_params["trail"] = str(made.id)


def table(found: tuple[Trail, ...]) -> str:
    """The trails, each name a link."""
    rows = "".join(_row(trail) for trail in found)
    columns = (_("Trail"), _("Entries"), _("Note"))
    return stacked(columns, rows)


def _row(trail: Trail) -> str:
    changed = sum(bool(seen.changes) for seen in look(opened.current(), trail))
    flag = f' <b class="gg-flag">{words.changed_entries(changed)}</b>' if changed else ""
    name = link(address(TRAILS, trail=str(trail.id)), escape(trail.name))
    return (
        f"<tr><td><b>{name}</b>{flag}</td>"
        f'<td class="gg-tight">{words.entries(len(trail.entries))}</td>'
        f'<td class="gg-soft">{escape(words.short(trail.note))}</td></tr>'
    )


# -- one of them -----------------------------------------------------------------------------


def _one(trail: Trail) -> None:
    st.html(f"<p>{link(address(TRAILS), _('‹ All trails'))}</p>")
    note = "".join(f"<p>{escape(part)}</p>" for part in trail.note.split("\n\n") if part.strip())
    st.html(f'<h1>{escape(trail.name)}</h1><div class="gg-lead">{note}</div>')
    seen = look(opened.current(), trail)
    if access.may_edit():
        with st.container(horizontal=True, key="trail-actions"):
            if st.button(_("Name and note"), key="trail-edit"):
                st.dialog(_("Name and note"))(_edit)(trail)
            st.button(
                _("Delete this trail"), key="trail-delete", on_click=_delete, args=(trail.name,)
            )
    _undo()
    for position, one in enumerate(seen, 1):
        _entry(trail, one, position)
    if not seen:
        text = _(
            "Open an answer or an idea and choose “Add to a trail”, or quote words of a document "
            "below."
        )
        st.html(
            f'<section class="gg-empty"><h2>{_("Nothing in it yet")}</h2><p>{text}</p></section>'
        )
    if access.may_edit():
        _quote(trail)
    if seen:
        _take_along(trail)


def _entry(trail: Trail, seen: SeenEntry, position: int) -> None:
    number = seen.entry.number
    name = trail.name
    with st.container(border=True, key=f"entry-{number}"):
        st.html(entry.entry(seen, position))
        if not access.may_edit():
            return
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Move {number} up").format(number=position),
                key=f"up-{number}",
                disabled=position == 1,
                on_click=_do,
                args=(trails.move, name, number, position - 1),
            )
            st.button(
                _("Move {number} down").format(number=position),
                key=f"down-{number}",
                disabled=position == len(trail.entries),
                on_click=_do,
                args=(trails.move, name, number, position + 1),
            )
            if st.button(_("Note to {number}").format(number=position), key=f"note-{number}"):
                st.dialog(_("Note (your own words)"))(_note)(trail, seen, position)
            st.button(
                _("Remove {number}").format(number=position),
                key=f"remove-{number}",
                on_click=_remove,
                args=(name, number, position),
            )


def _note(trail: Trail, seen: SeenEntry, position: int) -> None:
    number = seen.entry.number
    st.text_area(
        _("Note to {number}").format(number=position),
        seen.entry.note,
        key=f"text-{number}",
        max_chars=trails.LONGEST_NOTE,
    )
    _keep(_("Keep the note"), _annotate, trail.name, number)


def _annotate(library: Library, name: str, number: int) -> None:
    trails.annotate(library, name, st.session_state[f"text-{number}"], number)


def _edit(trail: Trail) -> None:
    st.text_input(_("Name"), trail.name, key="edit-name", max_chars=trails.LONGEST_NAME)
    st.text_area(
        _("Note (your own words)"), trail.note, key="edit-note", max_chars=trails.LONGEST_NOTE
    )
    _keep(_("Keep the changes"), _rename, trail)


def _rename(library: Library, trail: Trail) -> None:
    now, name, note = trail.name, st.session_state["edit-name"], st.session_state["edit-note"]
    if name != now:
        now = trails.rename(library, now, name).name
    if note != trail.note:
        trails.annotate(library, now, note)


def _keep(label: str, change: Callable[..., object], *arguments: object) -> None:
    """The button that ends a dialog; what cannot be kept is said there, and nothing is lost."""
    done = st.button(
        label, type="primary", key="dialog-keep", on_click=_do, args=(change, *arguments)
    )
    failure = st.session_state.pop(FAILED, "")
    if failure:
        st.html(f'<p class="gg-broken" role="alert">{escape(failure)}</p>')
    elif done:
        st.rerun()


def _quote(trail: Trail) -> None:
    names = [info.name for info in opened.documents()]
    if not names:
        return
    with st.expander(_("Quote words of a document")), st.form("quote", border=False):
        document = st.selectbox(_("Document"), names, key="quote-document")
        quote = st.text_area(
            _("Words as they stand there"), key="quote-words", max_chars=trails.LONGEST_NOTE
        )
        if st.form_submit_button(_("Add the quotation")):
            _try(
                lambda: trails.add_quotation(opened.current(), trail.name, quote, document=document)
            )


def _take_along(trail: Trail) -> None:
    sheet = course.handout(opened.current(), trail, told.paper)
    st.html(f'<h2 style="margin-top:.6rem">{_("To take along")}</h2>')
    with st.container(horizontal=True, vertical_alignment="center", key="taking"):
        handout.downloads(sheet, "handout", _("Handout for Word"), _("Handout as Markdown"))
        handout.pictures(trailgraph.graph(opened.current(), trail, told.paper))
        to = address(TRAILS, trail=str(trail.id), **{quizzing.QUIZ: quizzing.START})
        st.html(link(to, _("Quiz of this trail"), classes="gg-primary"), width="content")


# -- changing and taking back ----------------------------------------------------------------


def _try(change: Callable[[], object]) -> None:
    """Make a change and draw the page anew, or say why it cannot be made."""
    try:
        change()
    except LibraryError as error:
        st.html(f'<p class="gg-broken" role="alert">{escape(told.error(error))}</p>')
    else:
        st.session_state.pop(UNDO, None)
        st.rerun()


def _do(change: Callable[..., object], *arguments: object) -> None:
    """Make a change (in a callback); why it cannot be made is said on the page."""
    st.session_state.pop(UNDO, None)
    try:
        change(opened.current(), *arguments)
    except LibraryError as error:
        st.session_state[FAILED] = told.error(error)


def _remove(name: str, number: int, position: int) -> None:
    _do(trails.remove, name, number)
    said = _("Entry {number} was removed from {trail}.")
    st.session_state[UNDO] = (name, said.replace("{number}", str(position)))


def _delete(name: str) -> None:
    _do(trails.delete, name)
    st.session_state[UNDO] = (name, _("The trail {trail} was deleted."))
    wire.show()


def _undo() -> None:
    failure = st.session_state.pop(FAILED, "")
    if failure:
        st.html(f'<p class="gg-broken" role="alert">{escape(failure)}</p>')
    name, what = st.session_state.get(UNDO, ("", ""))
    if not name:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        said = what.format(trail=f"<b>{escape(name)}</b>")
        st.html(f'<p role="status">{said}</p>')
        st.button(_("Undo"), key="trail-undo", on_click=_do, args=(trails.undo, name))
