"""Putting what a page shows into a trail: a link beside it, and the dialog that the link opens.

Start reading at `adding`, which makes the link, and `offer`, which a page calls once. What is to
be added stands in the address as `collect`: an idea's id, `path` (the page's own `idea` and `to`
are its ends) or `words` (of the citation that is open).
"""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from answer import trails
from answer.errors import LibraryError
from web import access, opened, told
from web.address import TRAILS, address, link, place
from web.translation import gettext as _
from web.verbatim import said

COLLECT: Final = "collect"
PATH: Final = "path"
WORDS: Final = "words"
DONE: Final = "collected"
"""Where the session keeps the trail that something was added to while the dialog is open."""

FAILED: Final = "collect failure"


def adding(page: str, what: str, name: str = "", **parameters: str) -> str:
    """A link that offers to add `what` to a trail; `name` tells it from the page's other ones.

    "" for who may not add it.
    """
    if not access.may_edit():
        return ""
    words = _("Add to a trail")
    label = f"{words}: {name}" if name else ""
    return link(address(page, **parameters, **{COLLECT: what}), words, label=label)


def offer() -> None:
    """Open the dialog where the address says that something is to be added."""
    what = st.query_params.get(COLLECT, "") if access.may_edit() else ""
    if what and (what != WORDS or place(st.query_params.get("cite", ""))):
        st.dialog(_("Add to a trail"), on_dismiss=_leave)(_draw)(what)


def _leave() -> None:
    st.session_state.pop(DONE, None)
    if COLLECT in st.query_params:
        del st.query_params[COLLECT]


def _draw(what: str) -> None:
    done = st.session_state.get(DONE)
    if done is not None:
        identifier, name = done
        to = link(address(TRAILS, trail=str(identifier)), escape(name))
        st.html(f'<p role="status">{_("Added to the trail {trail}.").format(trail=to)}</p>')
        if st.button(_("Close"), key="collect-close", on_click=_leave):
            st.rerun()
        return
    try:
        st.html(_shown(what))
    except LibraryError as error:
        st.html(f'<p class="gg-broken">{escape(told.error(error))}</p>')
        return
    _form(what)


def _shown(what: str) -> str:
    """What is to be added, in its own words."""
    library = opened.current()
    if what == WORDS:
        named = place(st.query_params.get("cite", ""))
        text = opened.document(named.document).text if named else ""
        return said(named.span.of(text)) if named else ""
    ends = [what]
    if what == PATH:
        ends = [st.query_params.get("idea", ""), st.query_params.get("to", "")]
    ideas = [library.idea(one) for one in ends]
    return "<p>…</p>".join(said(idea.name, idea.language) for idea in ideas)


def _form(what: str) -> None:
    """Which trail, and a note."""
    names = {trail.id: trail.name for trail in trails.listed(opened.current())}
    chosen = None
    if names:
        chosen = st.selectbox(
            _("Trail"),
            [*names, None],
            format_func=lambda one: names[one] if one else _("A new trail"),
            key="collect-trail",
        )
    if chosen is None:
        st.text_input(_("Name of the new trail"), key="collect-new", max_chars=trails.LONGEST_NAME)
    st.text_area(
        _("Note (your own words)"), key="collect-note", height=90, max_chars=trails.LONGEST_NOTE
    )
    failure = st.session_state.pop(FAILED, "")
    if failure:
        st.html(f'<p class="gg-broken" role="alert">{escape(failure)}</p>')
    st.button(_("Add"), type="primary", key="collect-add", on_click=_try, args=(what, names))


def _try(what: str, names: dict[int, str]) -> None:
    """Add it as the dialog's fields say (in a callback), or keep the reason why not."""
    kept = st.session_state
    name = names.get(kept.get("collect-trail") or 0, "")
    try:
        name = name or trails.create(opened.current(), kept.get("collect-new", "")).name
        kept[DONE] = _add(what, name, kept.get("collect-note", ""))
    except LibraryError as error:
        kept[FAILED] = told.error(error)


def _add(what: str, name: str, note: str) -> tuple[int, str]:
    """Add it to the trail `name`."""
    library = opened.current()
    if what == PATH:
        start, end = st.query_params.get("idea", ""), st.query_params.get("to", "")
        trails.add_path(library, name, start, end, note)
    elif what == WORDS:
        named = place(st.query_params.get("cite", ""))
        if named is not None:
            words = named.span.of(opened.document(named.document).text)
            trails.add_quotation(library, name, words, document=named.document, note=note)
    else:
        trails.add_idea(library, name, what, note)
    trail = trails.get(library, name)
    return trail.id, trail.name
