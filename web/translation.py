"""The interface in the reader's language. Start reading at `language`.

Only what the program says in its own words is translated; quotations, titles and names of
documents never are. `locales/` holds the catalogues, English is what stands in the code.
"""

from __future__ import annotations

import functools
import gettext as catalogues
import warnings
from datetime import date
from pathlib import Path
from typing import Final

import streamlit as st
from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from streamlit.runtime.scriptrunner import get_script_run_ctx

DOMAIN: Final = "guidegraph"
LOCALES: Final = Path(__file__).parent / "locales"
SOURCE: Final = "en"
"""The language of the messages in the code."""

LANGUAGES: Final = (SOURCE, "pl")
"""The languages of the interface."""

PARAMETER: Final = "lang"
SETTLED: Final = "settled language"
"""Where the session keeps the language of the page that is drawn."""

COOKIE: Final = "guidegraph_language"
"""Where the browser keeps a language that was chosen; `graph/src/links.js` writes it."""


def language() -> str:
    """The language of the interface for the page that is being drawn.

    The address comes first, then what was chosen in this session or browser, then what the
    browser asks for. Outside of a page it is English.

    >>> language()
    'en'
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return SOURCE
    return st.session_state.get(SETTLED) or _found()


def settle() -> None:
    """Find the language once for the page that is drawn next, which asks for it at every word."""
    choose(st.query_params.get(PARAMETER, ""))
    st.session_state[SETTLED] = _found()


def _found() -> str:
    for code in (st.query_params.get(PARAMETER), chosen()):
        if code in LANGUAGES:
            return str(code)
    return nearest(st.context.locale or "")


def chosen() -> str:
    """The language that was chosen by the switch, in this session or an earlier one, or ""."""
    code = st.session_state.get(PARAMETER) or st.context.cookies.get(COOKIE, "")
    return code if code in LANGUAGES else ""


def choose(code: str) -> None:
    """Keep `code` as the language of this session."""
    if code in LANGUAGES:
        st.session_state[PARAMETER] = code


def nearest(locale: str) -> str:
    """The language of the interface that serves a browser of this locale.

    >>> nearest("pl-PL"), nearest("de"), nearest("")
    ('pl', 'en', 'en')
    """
    return negotiate_locale([locale], LANGUAGES, sep="-") or SOURCE


@functools.cache
def catalogue(code: str) -> catalogues.NullTranslations:
    """The messages of a language; those of English are the code's own."""
    if code == SOURCE:
        return catalogues.NullTranslations()
    return catalogues.translation(DOMAIN, LOCALES, [code])


def gettext(message: str) -> str:
    """`message` in the reader's language."""
    return catalogue(language()).gettext(message)


def ngettext(one: str, many: str, number: int, code: str = "") -> str:
    """The form for `number`, with the number filled in; `code`: the language (default: the page's).

    >>> ngettext("{n} file", "{n} files", 2)
    '2 files'
    """
    code = code or language()
    form = catalogue(code).ngettext(one, many, number)
    return form.replace("{n}", _decimal(number, code))


@functools.lru_cache(maxsize=1024)
def _decimal(number: int, locale: str) -> str:
    return format_decimal(number, locale=locale)


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """Mark `message` for the catalogues; it is translated where it is shown."""
    return message


def day(iso: str) -> str:
    """A date (or the date of a time) as people write it, or `iso` if it is none.

    >>> day("2026-03-14T10:00:00"), day("?")
    ('Mar 14, 2026', '?')
    """
    try:
        return format_date(date.fromisoformat(iso[:10]), "medium", locale=language())
    except ValueError:
        return iso


def decimal(number: float, *, signed: bool = False) -> str:
    """A number with one decimal, as people write it.

    >>> decimal(2.838), decimal(0.3, signed=True), decimal(-0.3, signed=True)
    ('2.8', '+0.3', '-0.3')
    """
    pattern = "+0.0;-0.0" if signed else "0.0"
    return format_decimal(number, format=pattern, locale=language())


def percent(share: float) -> str:
    """A share from 0 to 1 in per cent, as people write it.

    >>> percent(0.871)
    '87%'
    """
    return format_percent(round(share, 2), locale=language())


def listed(items: list[str]) -> str:
    """The items as a list in a sentence.

    >>> listed(["English", "Polish"])
    'English and Polish'
    """
    return format_list(items, locale=language())


def name_of(code: str) -> str:
    """The name of the language with this ISO 639-1 code.

    >>> name_of("pl"), name_of("und"), name_of("xx")
    ('Polish', 'language unknown', 'xx')
    """
    if code == "und":
        return gettext("language unknown")
    return _names(code).get(language(), code)


@functools.cache
def _names(code: str) -> dict[str, str]:
    """The names of a language in each language of the interface, as far as Babel knows them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            spoken = Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return {}
    found = {one: spoken.get_language_name(one) for one in LANGUAGES}
    return {one: name for one, name in found.items() if name}


def own_name(code: str) -> str:
    """What a language calls itself.

    >>> own_name("pl"), own_name("en")
    ('Polski', 'English')
    """
    name = Locale.parse(code).get_language_name(code) or code
    return name[0].upper() + name[1:]
