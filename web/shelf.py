"""The page Library: the documents, adding and removing them, and what was read of each.

Start reading at `page`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from answer.errors import LibraryError
from web import opened, source, wire, words
from web.address import LIBRARY, address, link, place
from web.lines import sign
from web.verbatim import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from answer.catalogue import DocumentInfo
    from corpus.records import Document

READ = ("txt", "md", "html", "htm", "pdf", "docx")
MOST_ROWS = 200
"""Documents listed at once; the filter finds the others."""


def page() -> None:
    """Draw the page: all documents, or what was read of the one that the address names."""
    chosen = st.query_params.get("doc", "")
    if chosen:
        _read(chosen)
    else:
        _all()
    wire.mount()


def _all() -> None:
    st.html("<h1>The library</h1>")
    _undo()
    _add()
    documents = opened.documents()
    if documents:
        _documents(documents)
        return
    st.html(
        '<section class="gg-empty"><h2>Nothing here yet</h2><p>Choose the guidance that you '
        "work with above. It is read on this machine and goes nowhere else.</p></section>"
    )


def _add() -> None:
    reports = st.session_state.pop("reports", None)
    with st.form("add", clear_on_submit=True):
        files = st.file_uploader(
            "Add documents", type=list(READ), accept_multiple_files=True, key="files"
        )
        if st.form_submit_button("Add to the library", type="primary") and files:
            _take(files)
    if reports:
        st.html(reports)


def _take(files: Sequence[UploadedFile]) -> None:
    """Add each file, showing how far it is; then draw the page anew with what came of it."""
    library = opened.current()
    found: dict[str, list[str]] = {key: [] for key in ("added", "changed", "unchanged")}
    refused: list[tuple[str, str]] = []
    with st.status(f"Reading {words.count(len(files), 'file')} …", expanded=True) as status:
        bar = st.progress(0.0)
        for index, file in enumerate(files):

            def progress(done: int, total: int, label: str, *, at: int = index) -> None:
                share = (at + done / max(total, 1)) / len(files)
                bar.progress(min(1.0, share), text=_plain(f"{files[at].name}: {label}"))

            try:
                report = library.add_upload(file.name, file.getvalue(), progress=progress)
            except LibraryError as error:
                refused.append((file.name, str(error)))
                continue
            for key, names in found.items():
                names.extend(getattr(report, key))
            refused.extend(report.refused)
        status.update(label="Done", state="complete")
    st.session_state["reports"] = report_of(found, refused)
    st.rerun()


def report_of(found: dict[str, list[str]], refused: list[tuple[str, str]]) -> str:
    """What came of adding: each name with its outcome, refused ones with the reason."""
    rows = [
        f"<li><b>{key}</b> {escape(name)}</li>" for key, names in found.items() for name in names
    ]
    rows += [
        f'<li class="gg-broken"><b>refused</b> {escape(name)}: {escape(reason)}</li>'
        for name, reason in refused
    ]
    return f'<section class="gg-panel" role="status"><ul>{"".join(rows)}</ul></section>'


def _plain(text: str) -> str:
    """`text` for a label that Streamlit reads as Markdown."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]<>#|~!:$" else char for char in text)


def _documents(documents: Sequence[DocumentInfo]) -> None:
    wanted = ""
    if len(documents) > 8:  # noqa: PLR2004 - fewer are found at a glance
        wanted = st.text_input("Find a document", key="find_document", type="search", live=True)
    words_wanted = wanted.strip().lower()
    shown = [one for one in documents if words_wanted in f"{one.name} {one.title}".lower()]
    st.html(table(shown[:MOST_ROWS], len(documents)))


def table(shown: Sequence[DocumentInfo], total: int) -> str:
    """The documents as a table, each name a link to what was read of it."""
    rows = "".join(_row(info) for info in shown)
    caption = words.count(total, "document")
    if len(shown) != total:
        caption = f"{len(shown)} of {caption}"
    return (
        f'<table class="gg-table stack"><caption>{caption}</caption><thead><tr><th>Document</th>'
        "<th>Language</th><th>Passages</th><th>What it says</th><th>Added</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _row(info: DocumentInfo) -> str:
    counts = info.kinds
    said = "".join(
        f"<span>{sign(kind.value)}{words.count(counts[kind.value], one, many)}</span>"
        for kind, (one, many) in words.KINDS.items()
        if counts.get(kind.value)
    )
    to = address(LIBRARY, doc=info.name)
    title = f"<b>{link(to, escape(info.title or info.name))}</b>"
    return (
        f'<tr><td>{title}<br><span class="gg-soft">{escape(info.name)}</span></td>'
        f"<td>{escape(words.language(info.language))}</td>"
        f'<td class="gg-tight">{words.count(info.passages, "passage")}</td>'
        f'<td><div class="gg-counts">{said or "nothing"}</div></td>'
        f'<td class="gg-tight">{escape(info.added[:10])}</td></tr>'
    )


def _read(name: str) -> None:
    st.html(f"<p>{link(address(LIBRARY), '‹ All documents')}</p>")
    try:
        document = opened.document(name)
    except LibraryError as error:
        st.html(f'<p class="gg-broken">{escape(str(error))}</p>')
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.html(
            f'<h1 class="gg-small">What was read of {escape(document.title or name)}</h1>'
            f'<p class="gg-soft">{escape(document.source)}, '
            f"{escape(words.language(document.language))}</p>"
        )
        if st.button("Remove this document", key=f"remove-{name}"):
            _confirm(name)
    st.html(_legend(document))
    marks = [
        Mark(unit.span, unit.kind.value, title=unit.kind.value)
        for unit in opened.current().units_of(name)
    ]
    named = place(st.query_params.get("cite", ""))
    if named is not None and named.document == name:
        marks.append(Mark(named.span, "gg-reveal", "mark"))
    st.html(source.whole(document, marks))


def _legend(document: Document) -> str:
    signs = "".join(
        f"<span>{sign(kind.value)}{one}</span>" for kind, (one, _) in words.KINDS.items()
    )
    aside = sorted({passage.chrome for passage in document.passages if passage.chrome})
    left = f'<p class="gg-soft">Struck through, and not used: {escape(", ".join(aside))}.</p>'
    number = sum(not passage.chrome for passage in document.passages)
    sections = sum(section.heading is not None for section in document.sections)
    held = f"{words.count(sections, 'section')}, {words.count(number, 'passage')} in use"
    return f'<div class="gg-counts"><span>{held}</span>{signs}</div>{left if aside else ""}'


@st.dialog("Remove this document?")
def _confirm(name: str) -> None:
    st.html(
        f"<p><b>{escape(name)}</b> and everything that rests on it alone will no longer be "
        "shown in answers. You can undo this.</p>"
    )
    with st.container(horizontal=True):
        gone = st.button("Remove", type="primary", key="remove-yes", on_click=_remove, args=(name,))
        if gone:
            st.rerun()
        if st.button("Keep it", key="remove-no"):
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
        st.html(f'<p role="status">Removed <b>{escape(name)}</b>.</p>')
        st.button("Undo", key="undo", on_click=_restore, args=(name,))


def _restore(name: str) -> None:
    opened.current().restore(name)
    del st.session_state["removed"]
