"""What the engine says of a line's way into an answer, in the reader's language.

The tables pair the engine's words (`answer.compose`, `answer.search`, `kg.signals`) with those
that are shown; `web.told` has the tables of everything else that it tells.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from web import told
from web.translation import N_
from web.translation import gettext as _

Forms: TypeAlias = tuple[tuple[str, str], ...]

COUNTED: Final[Forms] = (
    ("its own words", N_("Its own words are near in meaning to the question")),
    ("its passage", N_("The passage around it answers such questions")),
    ("its document's topic", N_("Its document as a whole is about such situations")),
    ("independent sources", N_("More than one independent source says it")),
    (
        "leans on what stands before it",
        N_("It leans on the sentence before it and says less by itself"),
    ),
)
"""What adds up to the nearness of a line."""

PASSAGE: Final[Forms] = (
    ("meaning ({model})", N_("Nearness of meaning ({model})")),
    ("words in common", N_("Words in common")),
    ("its best unit", N_("Its strongest statement")),
)
"""What search says of a passage."""

CUES: Final[Forms] = (
    ("words of obligation", N_("words of obligation")),
    ("words of recommendation", N_("words of recommendation")),
    ("words that leave it open", N_("words that leave it open")),
    ("words that warn off", N_("words that warn off")),
    ("words such as “may lead to”", N_("words such as “may lead to”")),
    ("words of harm", N_("words of harm")),
    ("words of improvement", N_("words of improvement")),
    ("words of values and rights", N_("words of values and rights")),
    ("words that announce or refer", N_("words that announce or refer")),
    ("told in the past", N_("told in the past")),
    ("speaks to the reader", N_("words to the reader")),
    ("told in the first person", N_("told in the first person")),
    ("an order or request", N_("an order or request")),
)
"""Cues of a kind, by what they are to a reader."""

KINDS: Final[Forms] = (
    ("the word “{words}”", N_("the word “{words}”")),
    ("the words “{words}”", N_("the words “{words}”")),
    ("opens with “{words}”", N_("at its beginning: “{words}”")),
    ("ends in “{words}”", N_("at its end: “{words}”")),
    ("“{words}” in the heading", N_("in the heading: “{words}”")),
    ("opens with a negation", N_("a negation at its beginning")),
    ("opens with {cue}", N_("at its beginning: {cue}")),
    ("under a heading with {cue}", N_("in the heading: {cue}")),
    ("after a sentence with {cue}", N_("in the sentence before: {cue}")),
    ("meaning", N_("its meaning as a whole")),
    ("its length", N_("its length")),
    ("its punctuation", N_("its punctuation")),
    ("its place on the page", N_("its place on the page")),
    ("the build of the sentence", N_("the build of the sentence")),
    ("a question", N_("it is a question")),
    ("no full stop at the end", N_("no full stop at its end")),
    ("a negation", N_("a negation")),
    ("begins in the middle of a sentence", N_("it begins in the middle of a sentence")),
    ("in quotation marks", N_("it is in quotation marks")),
    ("figures in it", N_("figures in it")),
    ("stands in a paragraph", N_("it stands in a paragraph")),
    ("stands in a list", N_("it stands in a list")),
    ("is a heading", N_("it is a heading")),
    ("is a quotation", N_("it is a quotation")),
    ("stands in a table", N_("it stands in a table")),
    ("stands in code", N_("it stands in code")),
    ("set by hand", N_("set by hand")),
)
"""What decides a unit's kind."""


def counted(name: str) -> str:
    """A part of a line's nearness, as a sentence.

    >>> counted("its passage")
    'The passage around it answers such questions'
    """
    return told.fit(name, COUNTED)


def passage(name: str) -> str:
    """A signal of search.

    >>> passage("meaning (multilingual-e5-small)")
    'Nearness of meaning (multilingual-e5-small)'
    """
    return told.fit(name, PASSAGE)


def kind(name: str) -> str:
    """What spoke for a unit's kind.

    >>> kind("opens with words that warn off"), kind("the word “may”")
    ('at its beginning: words that warn off', 'the word “may”')
    """
    for form, message in KINDS:
        found = told.expression(form).fullmatch(name)
        if found and "cue" in found.groupdict():
            return _(message).format(cue=told.fit(found["cue"], CUES))
        if found:
            return _(message).format(**found.groupdict())
    return told.fit(name, CUES)
