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
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands; `soft` if its word may be no number at all."""

    value: int
    start: int
    end: int
    soft: bool = False


_HARD: Final = {
    2: "two twice dwa dwaj dwie dwoje dwoch dwom dwoma dwukrotnie zwei zweimal deux dos",
    3: "three thrice trzy trzej trzech trzem trzema troje trzykrotnie drei dreimal trois tres",
    4: "four cztery czterej czterech czterem czterema czworo vier quatre cuatro",
    5: "five piec pieciu pieciokrotnie funf cinq cinco",
    6: "six szesc szesciu sechs seis",
    7: "seven siedem siedmiu sieben siete",
    8: "eight osiem osmiu acht huit ocho",
    9: "nine dziewiec dziewieciu neun neuf nueve",
    10: "ten dziesiec dziesieciu zehn dix diez",
    11: "eleven jedenascie jedenastu onze",
    12: "twelve dwanascie dwunastu zwolf douze doce",
    14: "fourteen czternascie czternastu vierzehn quatorze catorce",
    15: "fifteen pietnascie pietnastu funfzehn quinze quince",
    20: "twenty dwadziescia dwudziestu zwanzig vingt veinte",
    30: "thirty trzydziesci trzydziestu dreissig trente treinta",
    40: "forty czterdziesci czterdziestu vierzig quarante cuarenta",
    50: "fifty piecdziesiat piecdziesieciu funfzig cinquante cincuenta",
    60: "sixty szescdziesiat szescdziesieciu sechzig soixante sesenta",
    90: "ninety dziewiecdziesiat dziewiecdziesieciu neunzig noventa",
    100: "hundred sto stu hundert cien",
}
"""Folded words that are numbers and little else ("once" is English, too, so it is missing)."""

_SOFT: Final = {
    0: "midnight polnoc polnocy zero",
    1: "one once single first jeden jedna jedno jednego jednej jednym pierwszy pierwsza pierwsze",
    2: "second both double pair couple half drugi druga drugie drugiego drugiej oba obie obaj pol",
    3: "third trzeci trzecia trzecie trzeciego trzeciej",
    4: "fourth czwarty czwarta czwarte",
    5: "fifth piaty piata piate may maja maj",
    6: "sixth szosty june czerwca czerwiec czerwcu",
    7: "seventh week weekly tydzien tygodnia tygodniu tygodniowo july lipca lipiec lipcu",
    8: "august sierpnia sierpien sierpniu",
    9: "september wrzesnia wrzesien wrzesniu",
    10: "october pazdziernika pazdziernik pazdzierniku decade dekada",
    11: "november listopada listopad listopadzie",
    12: "december grudnia grudzien grudniu noon poludnie poludniu dozen tuzin",
    14: "fortnight fortnightly",
    15: "quarter kwadrans kwadransa",
    24: "day daily doba doby dobe codziennie",
    30: "half pol polgodzinny month monthly miesiac miesiaca miesiacu miesiecznie",
    60: "hour hourly godzina godzine godziny minuta minute",
    100: "century wiek stulecie",
    365: "year yearly annual rok roku rocznie",
    1000: "thousand tysiac tysiaca tysiecy tysiace",
    1000000: "million milion miliona milionow miliony",
}
"""Folded words that may stand for a number: ordinals, months, spans of time."""

_MONTHS: Final = {
    1: "january stycznia styczen styczniu",
    2: "february lutego luty lutym",
    3: "march marca marzec marcu",
    4: "april kwietnia kwiecien kwietniu",
}
"""The months whose numbers have no other soft words."""


def _by_word() -> dict[str, list[tuple[int, bool]]]:
    found: dict[str, list[tuple[int, bool]]] = {}
    for table, soft in ((_HARD, False), (_SOFT, True), (_MONTHS, True)):
        for value, words in table.items():
            for word in words.split():
                found.setdefault(word, []).append((value, soft))
    return found


_BY_WORD: Final = _by_word()

_FIGURES: Final = re.compile(
    r"(?P<date>\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b)"
    r"|(?P<clock>\b\d{1,2}(?:[:.]\d{2})?\s?(?P<half>[ap])\.?m\b\.?)"
    r"|(?P<figure>\b\d+(?:[.,:\u00a0\u202f ]\d{3})+\b|\b\d+(?:[.,:]\d+)?)"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")

NOON: Final = 12


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers that `text` names, in order.

    >>> [number.value for number in numbers("Call within 24 hours, by 5 pm, twice.")]
    [24, 17, 2]
    >>> [n.value for n in numbers("2,5 % z 1 200 000, od 3.05.2019")]
    [25, 1200000, 3, 5, 2019]
    """
    folded = fold(text)
    found = [*_figures(folded), *_words(folded)]
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


def _words(folded: str) -> Iterator[Number]:
    for match in _LETTERS.finditer(folded):
        for value, soft in _BY_WORD.get(match.group(), ()):
            yield Number(value, *match.span(), soft)


def unmatched(one: Sequence[Number], other: Sequence[Number]) -> tuple[Number, ...]:
    """The numbers of `one` that are no soft words and have no counterpart in `other`.

    Two figures of a year stand for it ("the 1990s", "lata 90."), and a number is found in words
    that are multiplied ("two hundred" for 200).

    >>> left, right = numbers("7 days, two keys"), numbers("14 dni, dwa klucze")
    >>> [number.value for number in unmatched(left, right)]
    [7]
    """
    there = {number.value for number in other}
    tens = sorted(there)
    for big in (100, 1000, 1_000_000):
        if big in there:
            there |= {value * big for value in tens}
    for value in tens:
        there |= {value + unit for unit in tens if value >= TENS and 0 < unit < NOON - 2}
    there |= {value % 100 for value in tens if value > YEARS}
    return tuple(
        number
        for number in one
        if not number.soft
        and number.value not in there
        and not (number.value > YEARS and number.value % 100 in there)
    )


TENS: Final = 20
"""From here on a number may be said in two words ("dwadzieścia jeden")."""

YEARS: Final = 1000
"""Numbers above this may be years."""
