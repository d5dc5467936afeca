"""A team's own questions: asked of the library, with what broke since the last revision.

Start reading at `page`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer import cases, questions
from answer.errors import LibraryError
from web import access, changed, opened, told, words
from web.address import ASK, address, link
from web.tables import stacked
from web.translation import gettext as _
from web.verbatim import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.cases import Change, Result

QUESTIONS: Final = "questions"
"""The view of the page Library that shows them."""


def page() -> None:
    """Upload questions, ask them, and show how they went."""
    lead = _(
        "Keep a spreadsheet with the columns “question” and “expected”, saved as CSV (UTF-8). What "
        "is expected is a quotation of your documents, or “not covered”."
    )
    st.html(f'<h2>{_("Questions of your own")}</h2><p class="gg-soft">{lead}</p>')
    failure = st.session_state.pop("examination failure", "")
    if failure:
        st.html(f'<p class="gg-broken" role="alert">{escape(failure)}</p>')
    if access.may_edit():
        with st.form("examine", clear_on_submit=True):
            file = st.file_uploader(_("Your questions"), type=["csv"], key="questions-file")
            if st.form_submit_button(_("Ask them"), type="primary") and file is not None:
                _examine(file.getvalue(), file.name)
    library = opened.current()
    kept = cases.kept(library)
    if not kept:
        text = _("Upload them once. They are kept, and can be asked again after every change.")
        st.html(
            f'<section class="gg-empty"><h3>{_("No questions are kept yet")}</h3>'
            f"<p>{text}</p></section>"
        )
        return
    results = tuple(cases.results(library, library.revision).values())
    if len(results) < len(kept):
        st.html(f'<p class="gg-changed" role="status">{words.to_ask(len(kept) - len(results))}</p>')
        if access.may_edit() and st.button(_("Ask them now"), type="primary", key="ask-again"):
            _examine(None, "")
    if results:
        former = cases.examined_before(library, library.revision)
        changes = cases.compare(library, former, library.revision) if former else ()
        st.html(summary(results, former, changes))
        st.html(table(results, changes))


def _examine(data: bytes | None, name: str) -> None:
    """Ask the uploaded questions, or those that are kept."""
    library = opened.current()
    bar = st.progress(0.0)

    def progress(done: int, total: int, _label: str) -> None:
        text = _("{done} of {total}").format(done=done + 1, total=total)
        bar.progress(min(1.0, (done + 1) / max(total, 1)), text=text)

    try:
        if data is None:
            cases.examine(library, progress=progress)
        else:
            asked = questions.table(data, name)
            cases.keep(library, name, questions.ask_all(library, asked, progress=progress))
    except LibraryError as error:
        st.session_state["examination failure"] = told.error(error)
    st.rerun()


def summary(results: Sequence[Result], former: str | None, changes: Sequence[Change]) -> str:
    """How many passed, and what broke or was mended since the revision examined before."""
    passed = sum(result.passed for result in results)
    lines = [f"<p><b>{words.passed_of(passed, len(results))}</b></p>"]
    if former is None:
        text = _("No earlier revision was examined, so there is nothing to compare with.")
        lines.append(f'<p class="gg-soft">{text}</p>')
    else:
        broke = sum(change.broke for change in changes)
        mended = sum(change.mended for change in changes)
        since = _("Since revision {revision}: {broke}, {mended}.").format(
            revision=changed.short(former), broke=words.broke(broke), mended=words.mended(mended)
        )
        lines.append(f"<p>{since}</p>")
    return f'<section class="gg-note" role="status">{"".join(lines)}</section>'


def table(results: Sequence[Result], changes: Sequence[Change]) -> str:
    """The questions: what broke first, then what failed, then the others."""
    broke = {change.now.case for change in changes if change.broke}
    mended = {change.now.case for change in changes if change.mended}
    ordered = sorted(results, key=lambda one: (one.case not in broke, one.passed))
    rows = "".join(_row(one, broke=one.case in broke, mended=one.case in mended) for one in ordered)
    columns = (_("Question"), _("Result"), _("The answer begins"))
    return stacked(columns, rows)


def _row(one: Result, *, broke: bool, mended: bool) -> str:
    result = _("passed") if one.passed else _("failed")
    style = "gg-passed" if one.passed else "gg-failed"
    flag = _("broke") if broke else _("mended") if mended else ""
    flag = f' <b class="gg-flag">{flag}</b>' if flag else ""
    why = f'<p class="gg-soft">{escape(told.failed(one.why))}</p>' if one.why else ""
    asked = link(address(ASK, q=one.case.text), escape(one.case.text))
    first = said(one.first, tag="span") if one.first else _("nothing")
    where = f'<p class="gg-path">{escape(one.document)}</p>' if one.document else ""
    return (
        f'<tr><td class="gg-asked">{asked}</td><td><b class="{style}">{result}</b>{flag}{why}</td>'
        f"<td>{first}{where}</td></tr>"
    )
