"""Reading plain text: the decoded file itself, with no structure of its own."""

from __future__ import annotations

from corpus import origins
from corpus.decoding import decode
from corpus.records import Reading


def read(source: str, data: bytes) -> Reading:
    """Read a .txt file. `Reading.text` is the decoded file, unchanged but for a byte order mark."""
    decoded = decode(source, data)
    return Reading(
        text=decoded.text,
        title="",
        media_type="text/plain",
        origins=origins.of_lines(decoded.text, decoded.charset, decoded.skipped, len(data)),
        blocks=None,
    )
