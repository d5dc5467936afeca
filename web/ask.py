"""The page Ask: one question, and what the guidance says to it. Start reading at `page`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from answer.errors import LibraryError
from answer.records import Answer, Verdict
from web import handout, opened, source, states, wire, words
from web.address import ASK, address, link, place
from web.lines import Writer, meter, number

if TYPE_CHECKING:
    from web.source import Cited

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
        _answer(opened.ask(question))
    else:
        _welcome()


def _question() -> str:
    asked = st.session_state.get("q") or st.query_params.get("q", "")
    with st.container(key="asking"):
        small = ' class="gg-small"' if asked else ""
        st.html(f"<h1{small}>What should I do when …</h1>")
        if not asked:
            st.html(
                '<p class="gg-lead">Describe the situation in your own words. You get what your '
                "guidance says about it, word for word, with its sources.</p>"
            )
        question: str = st.text_input(
            "Your situation or question",
            key="q",
            bind="query-params",
            type="search",
            icon=":material/search:",
            placeholder="a person tells me more than they meant to",
            on_change=_forget_citation,
        )
    return question.strip()


def _forget_citation() -> None:
    if "cite" in st.query_params:
        del st.query_params["cite"]


def _welcome() -> None:
    library = opened.current()
    documents = opened.documents()
    spoken = sorted({info.language for info in documents if info.language != "und"})
    examples = dict.fromkeys(text for code in spoken or ["en"] for text in library.examples(code))
    chips = "".join(
        link(address(ASK, q=text), escape(text), classes="gg-chip")
        for text in list(examples)[:MOST_EXAMPLES]
    )
    if chips:
        st.html(
            '<section><h2 style="font-size:1rem;margin-bottom:.6rem">For example</h2>'
            f'<div class="gg-chips">{chips}</div></section>'
        )
    named = ", ".join(words.language(code) for code in spoken)
    held = words.count(len(documents), "document") + (f" in {named}" if named else "")
    st.html(
        '<section class="gg-facts3">'
        "<div><h2>Only quotations</h2><p>Nothing is written anew. Every line stands in one of "
        "your documents, and a number beside it opens the place.</p></div>"
        "<div><h2>It says when it does not know</h2><p>Where the guidance is silent, you are "
        "told so, with the words that nothing matched.</p></div>"
        f"<div><h2>On this machine</h2><p>{escape(held)}. No question and no document leaves "
        "this computer.</p></div></section>"
    )
    wire.mount()


def _answer(answer: Answer) -> None:
    cites = number(answer)
    named = place(st.query_params.get("cite", ""))
    left, right = st.columns([1.55, 1], gap="large")
    with left:
        _body(answer, cites)
    with right, st.container(key="source"):
        if named is not None:
            cited = next((one for one in cites if one.place == named), None)
            source.panel(named, cited, address(ASK, q=answer.question))
        elif cites:
            st.html(source.listing(cites, ASK, q=answer.question))
    wire.mount(str(named or ""))


def _body(answer: Answer, cites: list[Cited]) -> None:
    st.html(verdict(answer))
    writer = Writer(answer, cites, _name_of)
    for key, lines in answer.sections.items():
        html = writer.section(key, lines)
        if html:
            st.html(html)
    if answer.nearest:
        rows = "".join(writer.line(line) for line in answer.nearest)
        st.html(
            '<section class="gg-section"><h2>The nearest guidance '
            "<small>near in meaning, but no answer to this question</small></h2>"
            f"<ol>{rows}</ol></section>"
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Download as Markdown",
            handout.handout(answer, cites),
            file_name="answer.md",
            mime="text/markdown",
            on_click="ignore",
        )
        st.html(
            '<button type="button" class="gg-button" style="min-height:2.5rem" '
            'data-gg-copy="link">Copy the link</button>',
            width="content",
        )
    held = words.count(len(opened.documents()), "document")
    st.html(f'<p class="gg-foot">From {held}, library revision {escape(answer.revision[:12])}.</p>')


def verdict(answer: Answer) -> str:
    """The banner: whether the guidance covers the question, how sure that is, what is missing."""
    style, headline, explanation = words.VERDICTS[answer.verdict]
    missing = ""
    if answer.not_covered:
        listed = " ".join(f"<b>{escape(word)}</b>" for word in answer.not_covered)
        missing = f' <span class="gg-words">Nothing in it matched: {listed}</span>'
    if answer.verdict is not Verdict.NOT_COVERED and not any(answer.sections.values()):
        explanation = "No line could be quoted for it."
    sure = round(100 * answer.confidence)
    icon = '<span class="gg-icon" aria-hidden="true"></span>'
    return (
        f'<section class="gg-verdict {style}">{icon}<h2>{headline}</h2>'
        f'<span class="gg-match" title="How often an answer like this one is right">'
        f"{words.match(answer.confidence)}{meter(answer.confidence)}{sure} in 100</span>"
        f'<p class="gg-why">{explanation}{missing}</p></section>'
    )


def _name_of(idea: str) -> str:
    try:
        return opened.current().idea(idea).name
    except (LibraryError, KeyError):
        return idea
