"""The pages when there is nothing to show yet: no library, a damaged one, an empty one."""

from __future__ import annotations

from html import escape
from pathlib import Path  # noqa: TC003 - Streamlit resolves the annotations of callbacks

import streamlit as st

from answer.errors import LibraryError, Missing
from answer.library import Library
from web import opened
from web.address import LIBRARY, address, link


def unopened(error: LibraryError) -> None:
    """Say why no library is open, and offer what can be done about it."""
    folder = opened.folder()
    if isinstance(error, Missing):
        _notice(
            "There is no library here yet",
            f"<p>Nothing was found in <code>{escape(str(folder))}</code>. "
            "Make an empty library there, then add your guidance documents to it.</p>",
        )
        st.button("Make an empty library", type="primary", on_click=_make, args=(folder,))
        _failure()
    else:
        _notice(
            "The library cannot be opened",
            f"<p>{escape(str(error))}</p><p>Nothing was changed in the folder "
            f"<code>{escape(str(folder))}</code>.</p>",
        )
        st.button("Try again")


def failed(error: LibraryError) -> None:
    """Say what the library could not do; what the page already shows stays."""
    st.html(
        '<section class="gg-empty" role="alert"><h2>That did not work</h2>'
        f"<p>{escape(str(error))}</p></section>"
    )


def empty() -> None:
    """Invite the first documents."""
    to = link(address(LIBRARY), "Add documents")
    _notice(
        "The library is empty",
        "<p>Add the guidance that you work with: text, Markdown, HTML, PDF or Word files. "
        "They are read on this machine and go nowhere else.</p>"
        f"<p>{to}</p>",
    )


def _notice(heading: str, inner: str) -> None:
    st.html(f'<section class="gg-empty"><h1>{heading}</h1>{inner}</section>')


def _make(folder: Path) -> None:
    try:
        Library.open(folder, create=True)
    except (LibraryError, OSError) as error:
        st.session_state["failure"] = str(error)
    opened.library.clear()


def _failure() -> None:
    failure = st.session_state.pop("failure", "")
    if failure:
        st.html(f'<p class="gg-broken" role="alert">{escape(failure)}</p>')
