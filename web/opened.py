"""The library that the app shows, opened once for all sessions, and what is kept of it.

An answer and a document are kept for the revision they belong to, so a rerun costs nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer import quiz as quizzes
from answer.errors import LibraryError, TooMany
from answer.library import Library
from answer.settings import default_library
from web import access
from web.limits import Limit
from web.translation import gettext as _

if TYPE_CHECKING:
    from answer.catalogue import DocumentInfo
    from answer.quiz import Quiz
    from answer.records import Answer
    from answer.trails import Trail
    from answer.whereabouts import Place
    from corpus.records import Document

ASKED: Final = 30.0
"""New questions that one person may ask in a minute: a question takes about two seconds of a core
on a library of 1,000 pages, and others ask, too."""

_ASKED: Final = Limit(ASKED, 60.0)
_log = logging.getLogger("guidegraph.questions")

OPENED: Final = "opened"
"""Where the session keeps which library it has seen open."""

MARKDOWN: Final = "text/markdown"

KEPT = 64
"""Answers and documents kept: a few per person at work on one machine."""


def folder() -> Place:
    """The library's folder or address: `GUIDEGRAPH_LIBRARY`, else the user's data folder."""
    return default_library()


@st.cache_resource(show_spinner=False)
def library(place: Place) -> Library:
    """The library in the folder, or at the address, `place`.

    Raises:
        LibraryError: there is none, or it cannot be opened.

    """
    return Library.open(place, actor=access.actor)


def warm() -> None:
    """Load the models while the first page is read: the first question then need not wait.

    To be called when a page stands, which would have to share the processor with this.
    """
    _warming(folder())


@st.cache_resource(show_spinner=False)
def _warming(place: Place) -> threading.Thread:
    found = library(place)

    def load() -> None:
        with suppress(LibraryError):  # the first question tells it
            found.warm()

    loading = threading.Thread(target=load, daemon=True)
    loading.start()
    return loading


def current() -> Library:
    """The library that is open; `app.py` has made sure that there is one."""
    place = folder()
    if st.session_state.get(OPENED) != str(place):  # a spinner costs a thread, and pages ask often
        with st.spinner(_("Opening the library …")):
            library(place)
        st.session_state[OPENED] = str(place)
    return library(place)


def prepare() -> None:
    """Open the library, and read what the first page shows.

    Raises:
        LibraryError: there is none, or it cannot be opened.
    """
    found = library(folder())
    of = str(folder()), found.revision
    for language in {info.language for info in _documents(of)}:
        _examples(of, language)


def key() -> tuple[str, str]:
    """What every kept result belongs to: the library and its revision."""
    return str(folder()), current().revision


def ask(question: str) -> Answer:
    """The library's answer."""
    return _ask(key(), question)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _ask(key: tuple[str, str], question: str) -> Answer:  # noqa: ARG001 - Streamlit keeps results by it
    wait = _ASKED.wait(access.key())
    if wait:
        raise TooMany(f"{ASKED:.0f} questions a minute are enough; ask again in {wait:.0f} s")
    began = time.monotonic()
    answer = current().ask(question)
    _log.info(
        "asked",
        extra={
            "event": "question",
            "actor": access.person(),
            "language": answer.language,
            "verdict": answer.verdict.value,
            "lines": sum(map(len, answer.sections.values())),
            "revision": answer.revision,
            "ms": round((time.monotonic() - began) * 1000),
        },
    )
    return answer


def document(name: str) -> Document:
    """The document of this name.

    Raises:
        LibraryError: there is none.

    """
    return _document(key(), name)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _document(key: tuple[str, str], name: str) -> Document:  # noqa: ARG001 - as above
    return current().document(name)


def documents() -> tuple[DocumentInfo, ...]:
    """All documents, by name."""
    return _documents(key())


@st.cache_resource(max_entries=4, show_spinner=False)
def _documents(key: tuple[str, str]) -> tuple[DocumentInfo, ...]:  # noqa: ARG001 - as above
    return library(folder()).documents()


def is_markdown(name: str) -> bool:
    """Whether the document of this name is written in Markdown."""
    return name in _markdown(key())


@st.cache_resource(max_entries=4, show_spinner=False)
def _markdown(key: tuple[str, str]) -> frozenset[str]:
    return frozenset(one.name for one in _documents(key) if one.media_type == MARKDOWN)


def coverage() -> tuple[int, int]:
    """How many passages there are, and how many of them say something that was understood."""
    return _coverage(key())


@st.cache_resource(max_entries=4, show_spinner=False)
def _coverage(key: tuple[str, str]) -> tuple[int, int]:
    units = library(folder()).snapshot().units.values()
    telling = {(unit.document, unit.passage) for unit in units}
    return sum(info.passages for info in _documents(key)), len(telling)


def examples(language: str) -> tuple[str, ...]:
    """Questions that the library itself suggests."""
    return _examples(key(), language)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _examples(key: tuple[str, str], language: str) -> tuple[str, ...]:  # noqa: ARG001 - as above
    return library(folder()).examples(language)


def quiz(trail: Trail | None, count: int, seed: int) -> Quiz:
    """A quiz of a trail, or of the whole library.

    Raises:
        LibraryError: nothing can be asked.

    """
    return _quiz(key(), trail, count, seed)


@st.cache_resource(max_entries=KEPT, show_spinner=False, hash_funcs={"answer.trails.Trail": repr})
def _quiz(key: tuple[str, str], trail: Trail | None, count: int, seed: int) -> Quiz:  # noqa: ARG001 - as above
    library = current()
    among = quizzes.ideas_of(library, trail) if trail is not None else None
    return quizzes.make(library, count=count, seed=seed, among=among)


def links() -> Counter[str]:
    """How many links every idea has."""
    return _links(key())


@st.cache_resource(max_entries=4, show_spinner=False)
def _links(key: tuple[str, str]) -> Counter[str]:  # noqa: ARG001 - as above
    edges = current().edges()
    return Counter(end for edge in edges for end in (edge.source, edge.target))
