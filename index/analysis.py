"""Turns text into the terms of the word index: lemmas without case, diacritics or stop words.

Start reading at `analyse`. A word becomes its lemma (while it still has its diacritics, which the
dictionaries need), then loses them: "wizytę" and "wizyta" are the term "wizyta".

Completeness: lemmas for English, Polish, German, French and Spanish; words of other languages are
their own terms. Chinese, Japanese and Thai are not split into words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

LEMMATISED: Final = frozenset({"en", "pl", "de", "fr", "es"})
"""Languages whose words are brought to their lemmas, with simplemma's dictionaries."""

_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters that Unicode does not decompose; what remains of "ß" is done by casefolding."""

_MARKS: Final = re.compile("[\u0300-\u036f]+")
"""The diacritics of Latin, Greek and Cyrillic; vowel signs of other scripts stay."""


class Word(NamedTuple):
    """One content word: as it is written, without case and diacritics, and as it is indexed."""

    text: str
    form: str
    term: str


def analyse(text: str, language: str | None) -> Iterator[Word]:
    """The content words of `text` in order.

    >>> [word.term for word in analyse("Dear clients' children", "en")]
    ['dear', 'client', 'child']
    >>> [word.term for word in analyse("Ustal wizytę w Łodzi", "pl")]
    ['ustalic', 'wizyta', 'lodz']
    """
    code = language or ""
    for word, form in forms(text, code):
        yield Word(word, form, _term(word, code))


def forms(text: str, language: str | None) -> Iterator[tuple[str, str]]:
    """The content words of `text` in order, as they are written and as their form.

    No dictionary is read for that, which takes a third of a second the first time.
    """
    stops = stop_forms(language or "")
    plain = unicodedata.normalize("NFKC", text)
    for found in _pattern_for(plain).finditer(plain):
        word = found.group()
        form = _form(word)
        if form not in stops:
            yield word, form


def term_of(word: str, language: str | None) -> str:
    """The term of one word of `forms`."""
    return _term(word, language or "")


def fold(text: str) -> str:
    """`text` without case and diacritics.

    >>> fold("Zażółć Straße")
    'zazolc strasse'
    """
    # Letters of mathematics ("𝕬") are capitals only once they are taken apart.
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", apart))
    return unicodedata.normalize("NFC", plain.translate(_LETTERS))


@cache
def stop_forms(language: str) -> frozenset[str]:
    """The stop words of `language` as forms; of an unknown language, none."""
    from index.stopwords import STOP_WORDS

    return frozenset(map(fold, STOP_WORDS.get(language, "").split()))


LONGEST: Final = 64
"""Letters of a word that count; longer ones are data (a key, an address), in no dictionary."""


@lru_cache(maxsize=200_000)  # the distinct words of some 100 MB of text; 20 MB of memory
def _form(word: str) -> str:
    return fold(word)[:LONGEST]


@lru_cache(maxsize=200_000)  # the same
def _term(word: str, language: str) -> str:
    form = _form(word)
    if language not in LEMMATISED or not word.isalpha() or len(word) > LONGEST:
        return form
    lemma = _lemma(word.lower(), language)
    if language == "pl":
        lemma = _same_person(lemma)
    return fold(lemma) or form


_FEMININE: Final = (
    ("ka", "", ("ent", "ant", "ist", "yst", "tor", "ciel", "ner", "der", "yk", "kun")),  # klientka
    ("tka", "ta", ("eu",)),  # terapeutka
    ("arka", "arz", ("",)),  # lekarka, pielęgniarka
    ("niczka", "nik", ("",)),  # kierowniczka
    ("żka", "g", ("lo", "go")),  # psycholożka
    ("czyni", "ca", ("w",)),  # wychowawczyni
    ("ennica", "eń", ("ucz",)),  # uczennica
)
"""How Polish names a woman by her work: ending, the man's ending, what stands before it."""


@cache
def _same_person(lemma: str) -> str:
    """The man's name for the work of a woman, where the dictionary has it; other words stay.

    What is said of a client ("klient") is said of a woman who is one ("klientka"), too.

    >>> _same_person("klientka"), _same_person("kartka"), _same_person("lekarka")
    ('klient', 'kartka', 'lekarz')
    """
    import simplemma

    for ending, other, before in _FEMININE:
        stem = lemma.removesuffix(ending)
        if stem != lemma and stem.endswith(before):
            found = stem + other
            if simplemma.is_known(found, lang="pl", low_memory=True):
                return found
    return lemma


def in_dictionary(word: str, language: str | None) -> bool:
    """Whether the dictionary of `language` has `word`, or its lemma, however it is capitalised.

    >>> in_dictionary("stories", "en"), in_dictionary("storeis", "en")
    (True, False)
    """
    if language not in LEMMATISED:
        return False
    import simplemma

    lower = word.lower()
    spellings = {lower, lower.capitalize(), _lemma(lower, language)}
    return any(simplemma.is_known(one, lang=language, low_memory=True) for one in spellings)


def _lemma(word: str, language: str) -> str:
    """The lemma of a word in lower case; names and German nouns are looked up capitalised too."""
    import simplemma

    # low_memory: 55 MB instead of 400 MB for Polish; the cache above makes up for its speed
    lemma = simplemma.lemmatize(word, lang=language, low_memory=True)
    if lemma != word or simplemma.is_known(word, lang=language, low_memory=True):
        return lemma
    return simplemma.lemmatize(word.capitalize(), lang=language, low_memory=True)


_PLAIN: Final = re.compile(r"[^\W_]+")


def _pattern_for(text: str) -> re.Pattern[str]:
    """What finds the words of `text`; where it has no marks, the shorter pattern finds the same."""
    if text.isascii() or not any(unicodedata.category(letter) in _ON_LETTERS for letter in text):
        return _PLAIN
    return _word_pattern()


_ON_LETTERS: Final = frozenset({"Mn", "Mc"})


@cache
def _word_pattern() -> re.Pattern[str]:
    """Runs of letters, digits and the marks on them: vowel signs of Indic scripts are marks."""
    marks = "".join(
        chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) in _ON_LETTERS
    )
    return re.compile(rf"[^\W_](?:[^\W_]|[{marks}])*")
