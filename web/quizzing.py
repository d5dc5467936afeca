"""A quiz of a trail or of the whole library: one question after the other, or all on a page.

Start reading at `draw`. The address holds the whole quiz: its seed, how many questions, which one
is shown, and what was chosen, so that Back takes an answer back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer import course
from answer.errors import LibraryError
from web import handout, opened, told, words
from web.address import LIBRARY, TRAILS, address, link
from web.source import place_of
from web.translation import gettext as _
from web.verbatim import language_of, quote_of, said

if TYPE_CHECKING:
    from answer.quiz import Choice, Question, Quiz
    from answer.records import Citation
    from answer.trails import Trail

QUIZ: Final = "quiz"
"""The parameter that asks for a quiz; it holds the seed."""

START: Final = "1"
COUNTS: Final = (5, 10, 20)
MOST: Final = 50
"""Questions of a quiz: an hour's."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """What the address says of a quiz: `picks` has a letter for each question answered so far."""

    trail: str = ""
    seed: int = 1
    count: int = 10
    at: int = 1
    picks: str = ""
    whole: bool = False

    @classmethod
    def of_page(cls) -> Sitting:
        """The quiz of this page's address; what makes no sense there counts as not given."""
        given = st.query_params
        return cls(
            given.get("trail", ""),
            number(given.get(QUIZ, ""), 1, 1_000_000),
            number(given.get("count", ""), 10, MOST),
            number(given.get("at", ""), 1, MOST + 1),
            "".join(one for one in given.get("picks", "")[:MOST] if one in ascii_lowercase),
            given.get("whole", "") == "1",
        )

    def address(self) -> str:
        """Where this is shown."""
        return address(
            TRAILS,
            trail=self.trail,
            quiz=str(self.seed),
            count=str(self.count),
            at=str(self.at) if self.at > 1 else "",
            picks=self.picks,
            whole="1" if self.whole else "",
        )


def number(text: str, usual: int, most: int) -> int:
    """A number from 1 to `most` in an address, or the usual one.

    >>> number("7", 10, 50), number("99", 10, 50), number("x", 10, 50)
    (7, 10, 10)
    """
    found = int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else 0
    return found if 1 <= found <= most else usual


def draw(of: Trail | None) -> None:
    """Draw the quiz of a trail, or of the library."""
    sitting = Sitting.of_page()
    back = address(TRAILS, trail=sitting.trail)
    st.html(f"<p>{link(back, escape(of.name) if of else _('‹ All trails'))}</p>")
    st.html(f"<h1>{_('Quiz')}</h1>")
    try:
        quiz = opened.quiz(of, sitting.count, sitting.seed)
    except LibraryError as error:
        st.html(
            f'<section class="gg-empty"><h2>{_("No quiz can be made of this")}</h2>'
            f"<p>{escape(told.error(error))}</p></section>"
        )
        return
    st.html(settings(sitting))
    if sitting.whole:
        st.html(sheet(quiz))
    elif sitting.at > len(quiz.questions):
        st.html(result(quiz, sitting))
    else:
        st.html(one(quiz, sitting))
    if len(quiz.questions) < quiz.wanted:
        st.html(f'<p class="gg-soft">{words.sure_questions(len(quiz.questions))}</p>')
    with st.container(horizontal=True, key="taking"):
        paper = course.quiz_sheet(quiz, told.paper)
        handout.downloads(paper, "quiz", _("Quiz for Word"), _("Quiz as Markdown"))


def settings(sitting: Sitting) -> str:
    """Links to other quizzes: how many questions, how they are shown, other ones."""
    fresh = replace(sitting, at=1, picks="")
    chips = [
        _chip(replace(fresh, count=count), words.questions(count), on=count == sitting.count)
        for count in COUNTS
    ]
    chips += [
        _chip(replace(fresh, whole=False), _("One after the other"), on=not sitting.whole),
        _chip(replace(fresh, whole=True), _("All on a page"), on=sitting.whole),
        _chip(replace(fresh, seed=sitting.seed + 1), _("Other questions"), on=False),
    ]
    return f'<nav class="gg-chips" aria-label="{_("Which quiz")}">{"".join(chips)}</nav>'


def _chip(to: Sitting, text: str, *, on: bool) -> str:
    made = link(to.address(), text, classes="gg-chip")
    return made.replace("<a ", '<a aria-current="true" ', 1) if on else made


def one(quiz: Quiz, sitting: Sitting) -> str:
    """The question that is shown; once it is answered, with what is right and why."""
    question = quiz.questions[sitting.at - 1]
    answered = len(sitting.picks) >= sitting.at
    of = _("Question {number} of {count}").format(number=sitting.at, count=len(quiz.questions))
    head = f'<p class="gg-path">{of}</p>{_asked(question, "h2")}'
    if not answered:
        return f'<section class="gg-panel gg-quiz">{head}{_open(question, sitting)}</section>'
    picked = ascii_lowercase.index(sitting.picks[sitting.at - 1])
    right = picked < len(question.choices) and question.choices[picked].right
    verdict = _("That is right.") if right else _("Not this one.")
    style = "answered" if right else "uncovered"
    last = sitting.at == len(quiz.questions)
    onward = link(
        replace(sitting, at=sitting.at + 1).address(),
        _("See the result") if last else _("Next question"),
        classes="gg-primary",
    )
    return (
        f'<section class="gg-panel gg-quiz">{head}{_closed(question, picked)}'
        f'<div class="gg-verdict {style}" role="status"><span class="gg-icon" aria-hidden="true">'
        f"</span><h3>{verdict}</h3></div>{_explained(question)}<p>{onward}</p></section>"
    )


def _asked(question: Question, tag: str) -> str:
    spoken = language_of(question.quote.language)
    return (
        f"<{tag}{spoken}>{escape(question.prompt)}</{tag}>"
        f'<blockquote class="gg-passage">{quote_of(question.quote)}'
        "</blockquote>"
    )


def _open(question: Question, sitting: Sitting) -> str:
    rows = "".join(
        f"<li>{link(_picked(sitting, index), _choice(choice, index, question), classes='gg-pick')}"
        "</li>"
        for index, choice in enumerate(question.choices)
    )
    return f'<ol class="gg-picks" aria-label="{_("Choices")}">{rows}</ol>'


def _picked(sitting: Sitting, index: int) -> str:
    picks = sitting.picks[: sitting.at - 1].ljust(sitting.at - 1, "z") + ascii_lowercase[index]
    return replace(sitting, picks=picks).address()


def _closed(question: Question, picked: int) -> str:
    rows = ""
    for index, choice in enumerate(question.choices):
        style = " right" if choice.right else " wrong" if index == picked else ""
        told_ = _("right") if choice.right else _("your choice") if index == picked else ""
        flag = f' <b class="gg-flag">{told_}</b>' if told_ else ""
        rows += (
            f'<li><div class="gg-pick{style}">{_choice(choice, index, question)}{flag}</div></li>'
        )
    return f'<ol class="gg-picks" aria-label="{_("Choices")}">{rows}</ol>'


def _choice(choice: Choice, index: int, question: Question) -> str:
    letter = f"<b>{ascii_lowercase[index].upper()}</b> "
    language = choice.citation.language if choice.citation else question.quote.language
    if choice.citation is None:
        return f"{letter}<span{language_of(language)}>{escape(choice.text)}</span>"
    return letter + said(choice.text, language, tag="span")


def _explained(question: Question) -> str:
    rows = "".join(_cited(citation) for citation in question.explanation)
    return f"<h3>{_('Where it stands')}</h3>{rows}"


def _cited(citation: Citation) -> str:
    to = address(LIBRARY, doc=citation.document, cite=str(place_of(citation)))
    heading = escape(citation.heading.replace(" > ", " › "))
    return (
        f'<blockquote class="gg-passage">{quote_of(citation)}'
        f'<p class="gg-path">{link(to, escape(citation.document))}'
        f"{f' · {heading}' if heading else ''}</p></blockquote>"
    )


def result(quiz: Quiz, sitting: Sitting) -> str:
    """How many were right, and each question with what was chosen."""
    right = [
        ascii_lowercase.index(pick) < len(question.choices)
        and question.choices[ascii_lowercase.index(pick)].right
        for question, pick in zip(quiz.questions, sitting.picks, strict=False)
    ]
    told_ = words.right_of(sum(right), len(quiz.questions))
    again = link(replace(sitting, at=1, picks="").address(), _("Once more"), classes="gg-primary")
    rows = ""
    for index, question in enumerate(quiz.questions):
        good = index < len(right) and right[index]
        style, mark = ("gg-passed", _("right")) if good else ("gg-failed", _("not right"))
        to = replace(sitting, at=index + 1).address()
        rows += (
            f"<li>{link(to, said(words.short(question.quote.quote), tag='span'))} "
            f'<b class="{style}">{mark}</b></li>'
        )
    return (
        f'<section class="gg-panel gg-quiz"><div role="status"><h2>{told_}</h2></div>'
        f'<ol class="gg-results">{rows}</ol><p>{again}</p></section>'
    )


def sheet(quiz: Quiz) -> str:
    """All questions, each with an answer that opens."""
    rows = ""
    for index, question in enumerate(quiz.questions, 1):
        choices = "".join(
            f'<li><div class="gg-pick">{_choice(choice, at, question)}</div></li>'
            for at, choice in enumerate(question.choices)
        )
        rights = "".join(
            f"<p>{_choice(choice, at, question)}</p>"
            for at, choice in enumerate(question.choices)
            if choice.right
        )
        of = _("Question {number} of {count}").format(number=index, count=len(quiz.questions))
        rows += (
            f'<section class="gg-panel gg-quiz"><p class="gg-path">{of}</p>'
            f'{_asked(question, "h2")}<ol class="gg-picks">{choices}</ol>'
            f'<details class="gg-more"><summary>{_("Answer")}</summary>{rights}'
            f"{_explained(question)}</details></section>"
        )
    return f'<div class="gg-sheet">{rows}</div>'
