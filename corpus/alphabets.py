"""Telling one-byte charsets apart by the languages' alphabets. Start reading at `readings`.

Statistics confuse charsets that differ in a few letters: Polish in ISO 8859-2 comes out of them
as Latin-6 text. But a language has few letters beyond ASCII, and a wrong charset gives others.
So a charset is only believed if the language of what it gives has all the letters that it
gives.

Alphabets: written from general knowledge, not taken from CLDR; a letter that is missing here
makes a file be refused, not misread. The rules were made on 426 files of chardet's test data,
so that none of them was misread there is no measure of other files.
"""

from __future__ import annotations

import re
from typing import Final

from corpus.language import detect

ALPHABETS: Final = {
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøåé",
    "de": "äöüßé",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "en": "éèêëçñöüïàâôœæ",
    "es": "áéíñóúü",
    "et": "äöõüšž",
    "fi": "äöåšž",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "is": "áðéíóúýþæö",
    "it": "àèéìíîòóùú",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "nl": "áäéëèïíóöüú",
    "no": "æøåéòôê",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõúü",
    "ro": "ăâîşţșț",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sq": "çë",
    "sv": "åäöé",
    "tr": "çğıöşüâîûi̇",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}

# What web and office programs of Europe wrote before UTF-8, the commonest first.
CHARSETS: Final = (
    "cp1252", "cp1250", "iso8859_2", "iso8859_15", "cp1251", "koi8_r", "cp1253", "iso8859_7",
    "cp1254", "cp1257", "iso8859_5", "koi8_u", "cp852",
)  # fmt: skip

_SIGNS: Final = frozenset("“”„‚‘’–—…•·§©®°«»‹›€£½¼¾×±²³¹µ¿¡´†‡‰™ªº№→\u00a0\u00ad")
_BEYOND: Final = re.compile(r"[^\x00-\x7f]")
# What only a wrong charset gives: signs within words, two scripts in one word, and small letters
# before capitals (KOI8 read as Windows-1251 swaps the two).
_WRONG: Final = re.compile(
    r"[^\W\d_][¿¡³¹º²£¼½¾§©®°±«»†‡‰™µ„‚‹›][^\W\d_]|[¹²³¼½¾©®™][^\W\d_]"
    r"|[a-zA-Z][\u0370-\u04ff]|[\u0370-\u04ff][a-zA-Z]|[\u0370-\u03ff][\u0400-\u04ff]"
    r"|[\u0400-\u04ff][\u0370-\u03ff]|[а-яё][А-ЯЁ]|[α-ω][Α-Ω]"
)


def readings(data: bytes) -> dict[str, str]:
    """Give what `data` may say: texts, each with the first charset that gives it.

    >>> list(readings("Zażółć gęślą jaźń, mój bracie.".encode("iso8859_2")).values())
    ['iso8859_2']
    """
    found: dict[str, str] = {}
    for charset in CHARSETS:
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if text not in found and _believable(text):
            found[text] = charset
    return found


def _believable(text: str) -> bool:
    """Say whether the text's own language has all the letters that it is written in."""
    if _WRONG.search(text):
        return False
    letters = {c.lower() for c in set(_BEYOND.findall(text)) if c.isalpha()}
    signs = {c for c in set(_BEYOND.findall(text)) if not c.isalpha()}
    language = detect(text)
    alphabet = ALPHABETS.get(language, "")
    if language != "es" and signs & {"¿", "¡"}:
        return False
    return bool(alphabet) and letters <= set(alphabet) and signs <= _SIGNS
