"""Reading a file of any known kind. Start reading at `read`."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from corpus.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.records import Reading

MEDIA_TYPES: Final = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

# A choice, not a measurement: far above any guidance we read (the largest has 94 kB).
LIMIT: Final = 50_000_000

# First bytes of what often comes under a wrong name, and what to tell its owner.
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF file", ".pdf"),
    (b"PK\x03\x04", "a ZIP or Office file", ".docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office 97 file", ""),
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"{\\rtf", "an RTF file", ".rtf"),
)


def read(path: PurePath | str, data: bytes, *, limit: int = LIMIT) -> Reading:
    """Read a file's bytes as what its name says it is.

    Raises `Unreadable` if it is of no known kind, larger than `limit` bytes, damaged, locked,
    or holds no text.
    """
    source = str(path)
    media_type = MEDIA_TYPES.get(PurePath(path).suffix.lower())
    if media_type is None:
        raise unknown_type(source)
    if len(data) > limit:
        size = f"larger than {limit / 1_000_000:g} MB"
        raise Unreadable(source, size, "split it into parts and add those")
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(source, "empty", "add a file that has text in it")
    _sniff(source, media_type, data)
    reading = _reader(media_type)(source, data)
    if not any(not character.isspace() for character in reading.text):
        raise Unreadable(source, "no text in it", "add a file that has text in it")
    return reading


def unknown_type(source: str) -> Unreadable:
    """Say that a file is of a kind that cannot be read, and which ones can."""
    kinds = ", ".join(sorted(MEDIA_TYPES))
    return Unreadable(source, "unknown type of file", f"save it as one of {kinds}")


def _sniff(source: str, media_type: str, data: bytes) -> None:
    """Refuse a file whose first bytes are of another kind than its name says."""
    locked = "EncryptedPackage".encode("utf-16-le")
    if data.startswith(_SIGNATURES[2][0]) and locked in data:
        raise Unreadable(source, "encrypted", "save a copy without a password and add that")
    for signature, kind, suffix in _SIGNATURES:
        if data.startswith(signature) and MEDIA_TYPES.get(suffix) != media_type:
            known = suffix in MEDIA_TYPES
            remedy = f"rename it to {suffix}" if known else "save it as text and add that"
            raise Unreadable(source, f"is {kind}, whatever its name says", remedy)


def _reader(media_type: str) -> Callable[[str, bytes], Reading]:
    """Give the reader of a media type; each brings its own libraries, so only one is imported."""
    if media_type == "text/markdown":
        from corpus.reading import markdown

        return markdown.read
    if media_type == "text/html":
        from corpus.reading import webpage

        return webpage.read
    if media_type == "application/pdf":
        from corpus.reading import pdf

        return pdf.read
    if media_type == MEDIA_TYPES[".docx"]:
        from corpus.reading import word

        return word.read
    from corpus.reading import plain

    return plain.read
