"""The page Ask: one question, and what the guidance says to it. Start reading at `page`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from answer.errors import LibraryError
from answer.records import Answer, AnswerSection, Verdict
from web import (
    access,
    collect,
    handout,
    noted,
    opened,
    source,
    states,
    translation,
    whence,
    wire,
    words,
)
from web.address import ASK, LIBRARY, address, link, place
from web.lines import Writer, meter, number
from web.terms import Case, switches
from web.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.catalogue import DocumentInfo
    from answer.records import Line
    from web.source import Cited

REVISION = "rev"
"""The parameter of a shared link that says which revision of the library answered."""

WHY = "why"
"""The parameter that names the idea of a line whose reasons are shown."""

SHOWN = 12
"""Letters of a revision: enough to tell two apart."""

MOST_EXAMPLES = 5
"""Example questions offered: two rows on a wide page."""


def page() -> None:
    """Draw the page."""
    if not opened.documents():
        states.empty()
        wire.mount()
        return
    question = _question()
    if question:
        collect.offer()
        with states.waiting(_("Looking in the guidance …")):
            answer = opened.ask(question)
        _answer(answer)
    else:
        _welcome()


def _question() -> str:
    asked = st.session_state.get("q") or st.query_params.get("q", "")
    with st.container(key="asking"):
        small = ' class="gg-small"' if asked else ""
        st.html(f"<h1{small}>{_('What should I do when …')}</h1>")
        if not asked:
            st.html(
                '<p class="gg-lead">'
                + _(
                    "Describe the situation in your own words. You get what your guidance says "
                    "about it, word for word, with its sources."
                )
                + "</p>"
            )
        question: str = st.text_input(
            _("Your situation or question"),
            key="q",
            bind="query-params",
            type="search",
            icon=":material/search:",
            placeholder=_("a person tells me more than they meant to"),
            on_change=_forget_citation,
            label_visibility="collapsed" if asked else "visible",
        )
    return question.strip()


def _forget_citation() -> None:
    for name in ("cite", WHY):
        if name in st.query_params:
            del st.query_params[name]


def _welcome() -> None:
    documents = opened.documents()
    spoken = sorted(
        {info.language for info in documents if info.language != "und"},
        key=lambda code: (code != translation.language(), code),
    )
    examples = dict.fromkeys(text for code in spoken or ["en"] for text in opened.examples(code))
    chips = "".join(
        link(address(ASK, q=text), escape(text), classes="gg-chip")
        for text in list(examples)[:MOST_EXAMPLES]
    )
    if chips:
        st.html(
            f'<section><h2 style="font-size:1rem;margin-bottom:.6rem">{_("For example")}</h2>'
            f'<div class="gg-chips">{chips}</div></section>'
        )
    st.html(
        f'<section class="gg-recent" data-gg-recent><h2>{_("Asked recently in this browser")}</h2>'
        '<div class="gg-chips"></div><button type="button" class="gg-button gg-quiet" '
        f"data-gg-forget>{_('Forget these')}</button></section>"
    )
    st.html(f'<section class="gg-facts3">{_promises(documents, spoken)}</section>')
    wire.mount()


def _promises(documents: Sequence[DocumentInfo], spoken: list[str]) -> str:
    """What a reader can rely on, each under a heading."""
    named = translation.listed([translation.name_of(code) for code in spoken])
    held = f"{words.documents(len(documents))} ({named})" if named else words.documents(0)
    here = (
        _("On this machine"),
        _("{documents}. No question and no document leaves this computer."),
    )
    if access.person():
        here = (
            _("On your organisation's server"),
            _("{documents}. No question and no document leaves it."),
        )
    promises = (
        (
            _("Only quotations"),
            _(
                "Nothing is written anew. Every line stands in one of your documents, and a "
                "number beside it opens the place."
            ),
        ),
        (
            _("It says when it does not know"),
            _(
                "Where the guidance is silent, you are told so, with the words that nothing "
                "matched."
            ),
        ),
        (here[0], here[1].format(documents=escape(held))),
    )
    return "".join(f"<div><h2>{heading}</h2><p>{text}</p></div>" for heading, text in promises)


def _answer(found: Answer) -> None:
    case = Case.of_page()
    answer = case.arranged(found)
    kept = {"q": answer.question, **case.parameters()}
    cites = number(answer)
    named = place(st.query_params.get("cite", ""))
    explained = _explained(answer)
    reasons = explained.idea if explained else ""
    left, right = st.columns([1.55, 1], gap="large")
    with left:
        _changed(answer)
        _body(answer, cites, switches(found, case), case)
        _take_along(answer, cites, address(ASK, **kept, cite=str(named or "")))
    with right, st.container(key="source"):
        if named is not None:
            cited = next((one for one in cites if one.place == named), None)
            back = address(ASK, **kept, why=reasons)
            source.panel(named, cited, back, apart=cited is None and not reasons)
        elif explained is not None:
            whence.panel(explained, kept)
        elif cites:
            st.html(source.listing(cites, ASK, **kept))
    wire.mount(str(named or (reasons and f"{WHY}:{reasons}")))


def _explained(answer: Answer) -> Line | None:
    """The line whose reasons the address asks for."""
    idea = st.query_params.get(WHY, "")
    lines = [line for some in answer.sections.values() for line in some] + list(answer.nearest)
    found = (line for line in lines if line.idea == idea and line.why is not None)
    return next(found, None)


def _changed(answer: Answer) -> None:
    """Say so where the link that led here was made with another revision of the library."""
    made = st.query_params.get(REVISION, "")
    if made and not answer.revision.startswith(made):
        changed = _(
            "The library has changed since this link was made (revision {then}, now {now}). "
            "The answer may not be the one that was meant."
        ).format(then=escape(made[:SHOWN]), now=escape(answer.revision[:SHOWN]))
        st.html(f'<p class="gg-changed" role="status">{changed}</p>')


def _body(answer: Answer, cites: list[Cited], conditions: str, case: Case) -> None:
    st.html(verdict(answer))
    writer = Writer(answer, cites, _name_of, case)
    for key, lines in answer.sections.items():
        html = writer.section(key, lines)
        if html:
            st.html(html)
        if key is AnswerSection.URGENT and conditions:
            st.html(conditions)
    if answer.nearest:
        rows = "".join(writer.line(line) for line in answer.nearest)
        st.html(
            f'<section class="gg-section"><h2>{_("The nearest guidance")} '
            f"<small>{_('near in meaning, but no answer to this question')}</small></h2>"
            f"<ol>{rows}</ol></section>"
        )
    if answer.verdict is Verdict.NOT_COVERED:
        to = link(address(LIBRARY), _("Library"))
        hint = _("Ask in other words, or add guidance that covers it: {library}.")
        if not access.may_edit():
            hint = _("Ask in other words, or ask somebody who knows.")
        st.html(f"<p>{hint.format(library=to)}</p>")
        noted.offer(answer.question)


def _take_along(answer: Answer, cites: list[Cited], here: str) -> None:
    """What a reader can take along: a file, a link that names the revision, a print."""
    shared = escape(f"{here}&{REVISION}={answer.revision[:SHOWN]}")
    with st.container(horizontal=True, vertical_alignment="center", key="taking"):
        st.download_button(
            _("Download as Markdown"),
            handout.handout(answer, cites),
            file_name="answer.md",
            mime="text/markdown",
            on_click="ignore",
        )
        st.html(
            '<button type="button" class="gg-button gg-large" data-gg-copy="link" '
            f'data-gg-link="{shared}">{_("Copy the link")}</button> '
            '<button type="button" class="gg-button gg-large" data-gg-print>'
            f"{_('Print')}</button>",
            width="content",
        )
    foot = _("From {documents}, library revision {revision}.").format(
        documents=words.documents(len(opened.documents())), revision=escape(answer.revision[:SHOWN])
    )
    st.html(f'<p class="gg-foot">{foot}</p>{source.printed(cites)}')


def verdict(answer: Answer) -> str:
    """The banner: whether the guidance covers the question, how sure that is, what is missing."""
    style, headline, explanation = words.verdict(answer.verdict)
    missing = ""
    if answer.not_covered:
        listed = " ".join(f"<b>{escape(word)}</b>" for word in answer.not_covered)
        said = _("Nothing in it matched: {words}").format(words=listed)
        missing = f' <span class="gg-words">{said}</span>'
    if answer.verdict is not Verdict.NOT_COVERED and not any(answer.sections.values()):
        explanation = _("No line could be quoted for it.")
    icon = '<span class="gg-icon" aria-hidden="true"></span>'
    often = _("How often an answer like this one is right")
    question = f'data-gg-question="{escape(answer.question)}"'
    return (
        f'<section class="gg-verdict {style}" {question}>{icon}<h2>{headline}</h2>'
        f'<span class="gg-match" title="{often}">{words.match(answer.confidence)}'
        f"{meter(answer.confidence)}{words.in_100(answer.confidence)}</span>"
        f'<p class="gg-why">{explanation}{missing}</p></section>'
    )


def _name_of(idea: str) -> str:
    try:
        return opened.current().idea(idea).name
    except (LibraryError, KeyError):
        return idea
