"""The pages when there is nothing to show yet: no library, a damaged one, an empty one."""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from answer.errors import LibraryError, Missing
from answer.library import Library
from answer.whereabouts import Place  # noqa: TC001 - Streamlit resolves callbacks' annotations
from web import access, opened, told, wire
from web.address import LIBRARY, address, link
from web.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def unopened(error: LibraryError) -> None:
    """Say why no library is open, and offer what can be done about it."""
    folder = opened.folder()
    shown = f"<code>{escape(str(folder))}</code>"
    if isinstance(error, Missing):
        found = _(
            "Nothing was found in {folder}. Make an empty library there, then add your guidance "
            "documents to it."
        ).format(folder=shown)
        _notice(_("There is no library here yet"), f"<p>{found}</p>")
        if access.may_edit():
            st.button(_("Make an empty library"), type="primary", on_click=_make, args=(folder,))
        _failure()
    else:
        unchanged = _("Nothing was changed in the folder {folder}.").format(folder=shown)
        _notice(
            _("The library cannot be opened"),
            f"<p>{escape(told.error(error))}</p><p>{unchanged}</p>",
        )
        st.button(_("Try again"))
    wire.mount()


def failed(error: LibraryError) -> None:
    """Say what the library could not do; what the page already shows stays."""
    st.html(
        f'<section class="gg-empty" role="alert"><h2>{_("That did not work")}</h2>'
        f"<p>{escape(told.error(error))}</p></section>"
    )


def empty() -> None:
    """Invite the first documents."""
    invitation = _(
        "Add the guidance that you work with: text, Markdown, HTML, PDF or Word files. They are "
        "read on this machine and go nowhere else."
    )
    to = link(address(LIBRARY), _("Add documents"), classes="gg-primary")
    text = f"<p>{invitation}</p><p>{to}</p>"
    if not access.may_edit():
        text = f"<p>{_('An editor adds the guidance that you work with.')}</p>"
    _notice(_("The library is empty"), text)


@contextmanager
def waiting(words: str) -> Iterator[Callable[[], None]]:
    """Hold the place of what is being made; `words` tell a reader program what that is.

    The function that it gives holds it longer; a reader who has left is noticed there.
    """
    place = st.empty()
    bars = "<i></i>" * 6

    def still() -> None:
        place.html(
            f'<div class="gg-waiting" role="status"><span class="gg-unseen">{words}</span>{bars}'
            "</div>"
        )

    still()
    try:
        yield still
    finally:
        place.empty()


def _notice(heading: str, inner: str) -> None:
    st.html(f'<section class="gg-empty"><h1>{heading}</h1>{inner}</section>')


def _make(folder: Place) -> None:
    try:
        access.actor()
        Library.open(folder, create=True)
    except (LibraryError, OSError) as error:
        st.session_state["failure"] = told.error(error)
    opened.library.clear()


def _failure() -> None:
    failure = st.session_state.pop("failure", "")
    if failure:
        st.html(f'<p class="gg-broken" role="alert">{escape(failure)}</p>')
