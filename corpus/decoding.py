"""Bytes to text, and never a guess that could be wrong. Start reading at `decode`."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from corpus.errors import Unreadable
from corpus.language import detect

_MARKS: Final = (  # longest first: the UTF-32 mark begins with the UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# HTML and XML declare their charset within the first 1024 bytes
# (https://html.spec.whatwg.org/#charset); older pages often do so a little later.
_DECLARATION_REACH: Final = 4096
_DECLARATION: Final = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*["']?|<\?xml[^>]{0,100}?encoding\s*=\s*["'])([\w.:-]+)""",
    re.IGNORECASE,
)

# Browsers read these names as the superset (https://encoding.spec.whatwg.org/#names-and-labels).
_SUPERSETS: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}

# No byte sequence of prose is valid in a wrong one of these for long.
_MULTI_BYTE: Final = ("cp932", "euc_jp", "cp949", "gb18030", "big5")
_MULTI_BYTE_LANGUAGES: Final = ("ja", "ko", "zh")

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Text has next to no control characters, random bytes have 11 % of them.
_CONTROL_SHARE: Final = 0.02
_BINARY: Final = ("binary, not text", "add the document as .pdf, .docx or text")
_REMEDY: Final = "save it as UTF-8 text and add that"
_NULL_SHARE: Final = 0.3  # of UTF-16 text in Latin letters every other byte is null


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the charset that gave it, and how many bytes of byte order mark come before."""

    text: str
    charset: str
    skipped: int


def decode(source: str, data: bytes, *, markup: bool = False) -> Decoded:
    r"""Decode by byte order mark, then UTF-8, then the file's own declaration, then by statistics.

    >>> decode("a.txt", b"\xef\xbb\xbfza\xc5\xbc")
    Decoded(text='zaż', charset='utf-8', skipped=3)

    Raises `Unreadable` for bytes that are no text, or whose charset cannot be told.
    """
    decoded = _marked(source, data) or _sure(data) or (_declared(data) if markup else None)
    if decoded is None:
        if b"\0" in data:
            raise Unreadable(source, *_BINARY)
        decoded = _guessed(source, data)
    controls = len(_CONTROL.findall(decoded.text))
    if "\0" in decoded.text or controls > _CONTROL_SHARE * len(decoded.text):
        raise Unreadable(source, *_BINARY)
    return decoded


def _marked(source: str, data: bytes) -> Decoded | None:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(charset), charset, len(mark))
            except UnicodeDecodeError as error:
                reason = f"damaged: byte {error.start + len(mark)} is no {charset.upper()}"
                raise Unreadable(source, reason, _REMEDY) from error
    return None


def _sure(data: bytes) -> Decoded | None:
    """Decode what can be only one thing: UTF-16 without a mark, or valid UTF-8."""
    sample = data[:_DECLARATION_REACH]
    for first, charset in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[first::2].count(0) > _NULL_SHARE * len(sample) and not sample[
            1 - first :: 2
        ].count(0):
            return _try(data, charset)
    # ISO-2022 and HZ are ASCII to UTF-8, and shift by escapes; RFC 1557 begins Korean with its own.
    if b"\x1b$" in data or b"\x1b(" in data:
        shifted = _try(data, "iso2022_kr" if b"\x1b$)C" in data else "iso2022_jp_2")
        if shifted is not None:
            return shifted
    return _try(data, "utf-8")


def _declared(data: bytes) -> Decoded | None:
    match = _DECLARATION.search(data[:_DECLARATION_REACH])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace")).name
    except LookupError:
        return None
    return _try(data, _SUPERSETS.get(name, name))


def _try(data: bytes, charset: str) -> Decoded | None:
    """Decode if every byte fits and "decode" is about text at all (not "base64")."""
    try:
        return Decoded(data.decode(charset), charset, 0)
    except (UnicodeError, LookupError):
        return None


def _guessed(source: str, data: bytes) -> Decoded:
    """Decode by alphabets or statistics; refuse where two charsets do and read otherwise."""
    from corpus.alphabets import readings

    found = readings(data)
    if len(found) == 1:
        text, charset = next(iter(found.items()))
        return Decoded(text, charset, 0)
    if found:
        reason = f"its encoding may be {' or '.join(sorted(found.values()))}"
        raise Unreadable(source, reason, _REMEDY)
    return _by_statistics(source, data)


def _by_statistics(source: str, data: bytes) -> Decoded:
    """Decode a multi-byte charset; what is left of one-byte ones would be a guess."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_MULTI_BYTE)).best()
    decoded = _try(data, best.encoding) if best else None
    if decoded is None or detect(decoded.text) not in _MULTI_BYTE_LANGUAGES:
        raise Unreadable(source, "its encoding cannot be told", _REMEDY)
    return decoded
