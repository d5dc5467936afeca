"""The numbers that a text names, in figures or in words, in a form that languages share.

Start reading at `numbers`. "1,200,000", "1 200 000" and "1.200.000" are one number, "5 pm" is
"17:00", "3 May 2019" is "3.05.2019". Number words from two up are read in English, Polish,
German, French and Spanish. Words that often count nothing ("one", "second", "a day") are soft:
they can stand for a figure of the other language ("a day" for "24 hours") and ask for none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.cues import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands; `soft` if its word may be no number at all."""

    value: int
    start: int
    end: int
    soft: bool = False


_HARD: Final[Mapping[str, Mapping[int, str]]] = {
    "en": {
        2: "two twice",
        3: "three thrice",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        14: "fourteen",
        15: "fifteen",
        20: "twenty",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        90: "ninety",
        100: "hundred",
    },
    "pl": {
        2: "dwa dwaj dwie dwoje dwoch dwom dwoma dwukrotnie",
        3: "trzy trzej trzech trzem trzema troje trzykrotnie",
        4: "cztery czterej czterech czterem czterema czworo",
        5: "piec pieciu pieciokrotnie",
        6: "szesc szesciu",
        7: "siedem siedmiu",
        8: "osiem osmiu",
        9: "dziewiec dziewieciu",
        10: "dziesiec dziesieciu",
        11: "jedenascie jedenastu",
        12: "dwanascie dwunastu",
        14: "czternascie czternastu",
        15: "pietnascie pietnastu quince",
        20: "dwadziescia dwudziestu",
        30: "trzydziesci trzydziestu",
        40: "czterdziesci czterdziestu",
        50: "piecdziesiat piecdziesieciu",
        60: "szescdziesiat szescdziesieciu",
        90: "dziewiecdziesiat dziewiecdziesieciu",
        100: "sto stu",
        200: "dwiescie dwustu",
        300: "trzysta trzystu",
        500: "piecset pieciuset",
    },
    "de": {
        2: "zwei zweimal",
        3: "drei dreimal",
        4: "vier",
        5: "funf",
        6: "sechs",
        7: "sieben",
        8: "acht",
        9: "neun",
        10: "zehn",
        11: "elf",
        12: "zwolf",
        14: "vierzehn",
        15: "funfzehn",
        20: "zwanzig",
        30: "dreissig",
        40: "vierzig",
        50: "funfzig",
        60: "sechzig",
        90: "neunzig",
        100: "hundert",
    },
    "fr": {
        2: "deux",
        3: "trois",
        4: "quatre",
        5: "cinq",
        6: "six",
        7: "sept",
        8: "huit",
        9: "neuf",
        10: "dix",
        11: "onze",
        12: "douze",
        14: "quatorze",
        15: "quinze",
        20: "vingt",
        30: "trente",
        40: "quarante",
        50: "cinquante",
        60: "soixante",
        100: "cent",
    },
    "es": {
        2: "dos",
        3: "tres",
        4: "cuatro",
        5: "cinco",
        6: "seis",
        7: "siete",
        8: "ocho",
        9: "nueve",
        10: "diez",
        12: "doce",
        14: "catorce",
        15: "quince",
        20: "veinte",
        30: "treinta",
        40: "cuarenta",
        50: "cincuenta",
        60: "sesenta",
        90: "noventa",
        100: "cien",
    },
}
"""Folded words that are numbers and little else ("once" is none, for it is often no number)."""

_SOFT: Final[Mapping[str, Mapping[int, str]]] = {
    "en": {
        0: "midnight zero",
        1: "one once single first january",
        2: "second both double pair couple half february",
        3: "third march",
        4: "fourth april",
        5: "fifth may",
        6: "sixth june",
        7: "seventh week weekly july",
        8: "august",
        9: "september",
        10: "october decade",
        11: "november",
        12: "december noon dozen",
        14: "fortnight fortnightly",
        15: "quarter",
        24: "day daily",
        30: "half month monthly",
        60: "hour hourly minute",
        100: "century",
        365: "year yearly annual",
        1000: "thousand",
        1000000: "million",
    },
    "pl": {
        0: "polnoc polnocy",
        1: "jeden jedna jedno jednego jednej jednym pierwszy pierwsza pierwsze stycznia styczen",
        2: "drugi druga drugie drugiego drugiej oba obie obaj pol lutego luty lutym",
        3: "trzeci trzecia trzecie trzeciego trzeciej marca marzec marcu",
        4: "czwarty czwarta czwarte kwietnia kwiecien kwietniu",
        5: "piaty piata piate maja maj",
        6: "szosty czerwca czerwiec czerwcu",
        7: "tydzien tygodnia tygodniu tygodniowo lipca lipiec lipcu",
        8: "sierpnia sierpien sierpniu",
        9: "wrzesnia wrzesien wrzesniu",
        10: "pazdziernika pazdziernik pazdzierniku dekada",
        11: "listopada listopad listopadzie",
        12: "grudnia grudzien grudniu poludnie poludniu tuzin",
        15: "kwadrans kwadransa",
        24: "doba doby dobe codziennie",
        30: "pol polgodzinny miesiac miesiaca miesiacu miesiecznie",
        60: "godzina godzine godziny minuta",
        100: "wiek stulecie",
        365: "rok roku rocznie",
        1000: "tysiac tysiaca tysiecy tysiace",
        1000000: "milion miliona milionow miliony",
    },
}
"""Folded words that may stand for a number: ordinals, months, spans of time."""


def _by_word() -> dict[str, dict[str, list[tuple[int, bool]]]]:
    found: dict[str, dict[str, list[tuple[int, bool]]]] = {}
    for tables, soft in ((_HARD, False), (_SOFT, True)):
        for language, table in tables.items():
            told = found.setdefault(language, {})
            for value, words in table.items():
                for word in words.split():
                    told.setdefault(word, []).append((value, soft))
    return found


_BY_WORD: Final = _by_word()

_FIGURES: Final = re.compile(
    r"(?P<date>\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b)"
    r"|(?P<clock>\b\d{1,2}(?:[:.]\d{2})?\s?(?P<half>[ap])\.?m\b\.?)"
    r"|(?P<figure>\b\d+(?:[.,:\u00a0\u202f ]\d{3})+\b|\b\d+(?:[.,:]\d+)?)"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")

NOON: Final = 12


def numbers(text: str, language: str) -> tuple[Number, ...]:
    """The numbers that `text` names, in order.

    >>> [number.value for number in numbers("Call within 24 hours, by 5 pm, twice.", "en")]
    [24, 17, 2]
    >>> [n.value for n in numbers("2,5 % z 1 200 000, od 3.05.2019", "pl")]
    [25, 1200000, 3, 5, 2019]
    """
    folded = fold(text)
    found = [*_figures(folded), *_words(folded, language)]
    return tuple(sorted(found, key=lambda number: (number.start, number.value)))


def _figures(folded: str) -> Iterator[Number]:
    for match in _FIGURES.finditer(folded):
        start, end = match.span()
        if match["date"]:
            for part in re.finditer(r"\d+", match["date"]):
                yield Number(int(part.group()), start + part.start(), start + part.end())
            continue
        digits = re.findall(r"\d+", match.group())
        if match["half"]:
            hour = int(digits[0]) % NOON + (NOON if match["half"] == "p" else 0)
            digits[0] = str(hour)
        if re.search(r":00$|[ap]\.?m", match.group()) and digits[1:] in ([], ["00"]):
            digits = digits[:1]
        yield Number(int("".join(digits)[:18]), start, end)


def _words(folded: str, language: str) -> Iterator[Number]:
    words = _BY_WORD.get(language, {})
    held: Number | None = None
    for match in _LETTERS.finditer(folded):
        told = words.get(match.group(), ())
        composed = _composed(held, told, match, folded)
        if composed is not None:
            held = composed
            continue
        if held is not None:
            yield held
        held = None
        for value, soft in told:
            number = Number(value, *match.span(), soft)
            if soft or len(told) > 1:
                yield number
            else:
                held = number
    if held is not None:
        yield held


def _composed(
    before: Number | None,
    told: Sequence[tuple[int, bool]],
    match: re.Match[str],
    folded: str,
) -> Number | None:
    """A number in two words: "two hundred" is 200, "twenty-one" is 21."""
    if before is None or not told or folded[before.end : match.start()].strip("- "):
        return None
    value = told[0][0]
    if value in MULTIPLIERS and value > before.value:
        return Number(before.value * value, before.start, match.end())
    if before.value >= TENS and value < DIGITS:
        return Number(before.value + value, before.start, match.end())
    return None


MULTIPLIERS: Final = frozenset({100, 1000, 1_000_000})
TENS: Final = 20
DIGITS: Final = 10
"""From `TENS` on a number may be said in two words, of which the second is below `DIGITS`."""


def unmatched(one: Sequence[Number], other: Sequence[Number]) -> tuple[Number, ...]:
    """The numbers of `one` that are no soft words and have no counterpart in `other`.

    Two figures of a year stand for it ("the 1990s", "lata 90.").

    >>> left, right = numbers("7 days, two keys", "en"), numbers("14 dni, dwa klucze", "pl")
    >>> [number.value for number in unmatched(left, right)]
    [7]
    """
    there = {number.value for number in other}
    there |= {value % 100 for value in there if value > YEARS}
    return tuple(
        number
        for number in one
        if not number.soft
        and number.value not in there
        and not (number.value > YEARS and number.value % 100 in there)
    )


YEARS: Final = 1000
"""Numbers above this may be years."""
