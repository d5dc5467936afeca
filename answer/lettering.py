"""How wide words are, and where a line of them ends: for pictures, whose viewers choose the font.

Start reading at `wrapped`.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


def wrapped(text: str, room: float, size: int) -> list[str]:
    """`text` in lines that are no wider than `room`; a word that is wider is cut.

    >>> wrapped("makes less likely", 90, 16)
    ['makes less', 'likely']
    >>> wrapped("aaaaaaaaaa", 45, 16)
    ['aaaaa', 'aaaaa']
    """
    lines: list[str] = []
    for word in shown(text).split():
        if lines and measured(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
            continue
        lines += _cut(word, room, size)
    return lines


def shown(text: str) -> str:
    r"""`text` on one line, without the characters that are not printed.

    >>> shown("a\n b\x00\u202ec")
    'a bc'
    """
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _cut(word: str, room: float, size: int) -> Iterator[str]:
    part = ""
    for letter in word:
        if part and measured(part + letter, size) > room:
            yield part
            part = ""
        part += letter
    yield part


NARROW: Final = {
    **dict.fromkeys("ijl'|", 0.222),
    **dict.fromkeys(" !.,:;/\\fItI()[]-·ł", 0.278),
    **dict.fromkeys('r„“”"*', 0.36),
    **dict.fromkeys("ckszJvxyćśźż", 0.5),
    **dict.fromkeys("ABEKPSVXYĄĘŚŻŹ&", 0.667),
    **dict.fromkeys("CDHNRUwĆŃ", 0.722),
    **dict.fromkeys("GOQÓ", 0.778),
    **dict.fromkeys("mMW@%—…", 1.0),
}
"""Widths of letters in Helvetica, in sizes of the font (Adobe's metrics of its core fonts, the
widest of a group): the narrower face of the PNG and of most viewers fits as well."""

USUAL: Final = 0.556


def measured(text: str, size: int) -> float:
    """The width of a line of text, in pixels."""
    wide = "WF"
    return size * sum(
        1.0 if unicodedata.east_asian_width(letter) in wide else NARROW.get(letter, USUAL)
        for letter in text
    )
