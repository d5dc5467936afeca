"""Adding documents: files, those of a folder, or text that is pasted. Start reading at `form`."""

from __future__ import annotations

import time
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from answer.errors import LibraryError
from web import opened, told
from web.translation import gettext as _
from web.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

READ: Final = ("txt", "md", "html", "htm", "pdf", "docx")

FILES: Final = "files"
FOLDER: Final = "folder"
TEXT: Final = "text"

LONGEST_NAME: Final = 60
"""Characters of the first line that name a text without a name."""

SETTLED: Final = 2.0
"""Seconds from which the time that is left can be told."""

MINUTE: Final = 60
STEP: Final = 5
"""Seconds to which a short time is rounded: it is a guess."""


class Given(NamedTuple):
    """A document that was handed over: its name, and where its bytes come from."""

    name: str
    data: Callable[[], bytes]


def form() -> None:
    """Draw the form, and what came of the last time."""
    reports = st.session_state.pop("reports", None)
    names = {FILES: _("Files"), FOLDER: _("A folder"), TEXT: _("Pasted text")}
    way = st.radio(
        _("Add documents from"), list(names), format_func=names.get, horizontal=True, key="way"
    )
    with st.form("add", clear_on_submit=True):
        given = _text() if way == TEXT else _files(way)
        sent = st.form_submit_button(_("Add to the library"), type="primary")
        if sent and given:
            _take(given)
        elif sent:
            nothing = _(
                "There is nothing to add yet. Choose documents, or paste a text, and try again."
            )
            st.html(f'<p class="gg-broken" role="alert">{nothing}</p>')
    if reports:
        st.html(reports)


def _files(way: str | None) -> list[Given]:
    found: list[UploadedFile] = st.file_uploader(
        _("Documents") if way != FOLDER else _("The documents of a folder"),
        type=list(READ),
        accept_multiple_files="directory" if way == FOLDER else True,
        key=way or FILES,
    )
    return [Given(file.name, file.getvalue) for file in found]


def _text() -> list[Given]:
    name = st.text_input(_("Name of the document"), key="pasted-name")
    text = st.text_area(_("Text"), key="pasted-text", height=200)
    if not text.strip():
        return []
    named = name.strip() or text.strip().splitlines()[0]
    return [Given(f"{named[:LONGEST_NAME].strip()}.txt", text.encode)]


def _take(files: Sequence[Given]) -> None:
    """Add each file, showing how far it is; then draw the page anew with what came of it."""
    library = opened.current()
    found: dict[str, list[str]] = {key: [] for key in ("added", "changed", "unchanged")}
    refused: list[tuple[str, str]] = []
    reading = ngettext("Reading {n} file …", "Reading {n} files …", len(files))
    with st.status(reading, expanded=True) as status:
        bar, began = st.progress(0.0), time.monotonic()
        for index, file in enumerate(files):

            def progress(done: int, total: int, label: str, *, at: int = index) -> None:
                share = (at + done / max(total, 1)) / len(files)
                left = time_left(time.monotonic() - began, share)
                text = " · ".join(filter(None, (f"{files[at].name}: {told.step(label)}", left)))
                bar.progress(min(1.0, share), text=_plain(text))

            try:
                report = library.add_upload(file.name, file.data(), progress=progress)
            except LibraryError as error:
                refused.append((file.name, told.error(error)))
                continue
            for key, names in found.items():
                names.extend(getattr(report, key))
            refused.extend(report.refused)
        status.update(label=_("Done"), state="complete")
    st.session_state["reports"] = report_of(found, refused)
    st.rerun()


def report_of(found: dict[str, list[str]], refused: list[tuple[str, str]]) -> str:
    """What came of adding: each name with its outcome, refused ones with the reason."""
    outcomes = {"added": _("added"), "changed": _("changed"), "unchanged": _("unchanged")}
    rows = [
        f"<li><b>{outcomes[key]}</b> {escape(PurePath(name).name)}</li>"
        for key, names in found.items()
        for name in names
    ]
    rows += [
        f'<li class="gg-broken"><b>{_("refused")}</b> {escape(PurePath(name).name)}: '
        f"{escape(told.reason(reason))}</li>"
        for name, reason in refused
    ]
    return f'<section class="gg-panel" role="status"><ul>{"".join(rows)}</ul></section>'


def _plain(text: str) -> str:
    """`text` for a label that Streamlit reads as Markdown."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]<>#|~!:$" else char for char in text)


def time_left(spent: float, share: float) -> str:
    """How long it still takes by what it took so far, once that tells something.

    >>> time_left(30.0, 0.25), time_left(30.0, 0.75), time_left(1.0, 0.5)
    ('about 2 minutes left', 'about 10 seconds left', '')
    """
    if spent < SETTLED or not 0 < share < 1:
        return ""
    seconds = spent * (1 - share) / share
    if seconds >= MINUTE:
        number = round(seconds / MINUTE)
        return ngettext("about {n} minute left", "about {n} minutes left", number)
    number = max(STEP, STEP * round(seconds / STEP))
    return ngettext("about {n} second left", "about {n} seconds left", number)
