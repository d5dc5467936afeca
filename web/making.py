"""What takes a while to work out: made beside the page, and kept for its revision.

Start reading at `form`. A page that waits for it shows a skeleton and can be left at any moment:
the work goes on, and is there when the reader comes back.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from answer import drifts, trainer
from answer import themes as naming
from web import opened, states, translation

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from answer.library import Library
    from answer.themes import ThemeMap
    from answer.trainer import Form

KEPT: Final = 64
"""Results kept: those of a few people at work on one machine, in two languages."""

BLINK: Final = 0.1
"""Seconds between two looks at work that goes on: what people take for at once (Nielsen 1993)."""


class Kept:
    """Results by what they are of, the last used ones; each is worked out once, in a thread."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._lock = threading.Lock()
        self._made: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def of(self, key: Hashable, work: Callable[[], Any]) -> Future[Any]:
        """What `work` gives, begun now if it is not kept; what has failed is tried again."""
        with self._lock:
            found = self._made.get(key)
            if found is None or (found.done() and found.exception() is not None):
                found = self._made[key] = Future()
                threading.Thread(target=_work, args=(found, work), daemon=True).start()
            self._made.move_to_end(key)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return found


def _work(made: Future[Any], work: Callable[[], Any]) -> None:
    try:
        made.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever waits for it raises it
        made.set_exception(error)


@st.cache_resource(show_spinner=False)
def _kept() -> Kept:
    return Kept()


def ahead() -> None:
    """Begin with what the page Explore opens with, and wait for nothing."""
    _themes(translation.language())


def form(name: str, words: str, *arguments: str) -> Any:  # noqa: ANN401 - a form, or a list of them
    """The form that `FORMS` names; meanwhile a skeleton that says `words`.

    Raises:
        LibraryError: it cannot be made.

    """
    return _arrived(_form(name, translation.language(), arguments), words)


def themes(words: str) -> ThemeMap:
    """The library's themes, with names in the reader's language; meanwhile a skeleton."""
    found: ThemeMap = _arrived(_themes(translation.language()), words)
    return found


def themes_if_known() -> ThemeMap | None:
    """The same, or None where they are not found yet: a card need not wait for them."""
    found = _themes(translation.language())
    return found.result() if found.done() and found.exception() is None else None


def _arrived(made: Future[Any], words: str) -> Any:  # noqa: ANN401 - whatever was made
    if made.done():
        st.empty()  # in the skeleton's place: what follows keeps its own, and nothing jumps
        return made.result()
    with states.waiting(words) as still:
        while not made.done():
            threading.Event().wait(BLINK)
            still()
    return made.result()


def _themes(language: str) -> Future[Any]:
    library = opened.current()

    def work() -> ThemeMap:
        return naming.themes(library.snapshot(), language, folder=library.store.folder)

    return _kept().of((*opened.key(), "themes", language), work)


def _form(name: str, language: str, arguments: tuple[str, ...]) -> Future[Any]:
    library = opened.current()
    found = _themes(language) if name in WITH_THEMES else None

    def work() -> Any:  # noqa: ANN401 - a form, or a list of them
        return FORMS[name](library, language, found.result() if found else None, *arguments)

    return _kept().of((*opened.key(), name, language, *arguments), work)


WITH_THEMES: Final = frozenset({"overview", "theme", "compare"})


def _theme(library: Library, language: str, found: ThemeMap, theme: str) -> Form:
    one = found.named(theme)
    number = found.themes.index(one) + 1
    return trainer.theme_form(library, one, language, number=number)


FORMS: Final[dict[str, Callable[..., Any]]] = {
    "overview": lambda library, language, found: trainer.theme_forms(
        library, language, found=found
    ),
    "theme": _theme,
    "ways": lambda library, language, _, *ends: trainer.way_forms(
        library, ends[0], ends[1], language
    ),
    "gaps": lambda library, language, _: trainer.gap_forms(library, language),
    "uphold": lambda library, language, _, idea: trainer.uphold_form(library, idea, language),
    "tensions": lambda library, _, __: trainer.tension_forms(library),
    "agreement": lambda library, _, __: trainer.agreement_forms(library),
    "compare": lambda library, language, found, *names: trainer.compare_form(
        library, names[0], names[1], language, themes=found
    ),
    "twins": lambda library, _, __: drifts.twins(library),
    "drift": lambda library, _, __, *names: drifts.compared(library, names[0], names[1]),
}
"""How each form is made, of the library, the reader's language, its themes and the arguments.
Twins are those of `answer.drifts`, the others the forms of `answer.trainer`."""
