"""Files of texts: one JSON object a line. Start reading at `read_texts`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from answer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Text:
    """A line of a file of texts; what the file does not say is ""."""

    id: str
    text: str
    title: str = ""
    label: str = ""


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's place ("corpus.jsonl:3") and object; blank lines are passed over.

    Raises:
        LibraryError: a line is no JSON object, or the file is not UTF-8.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # a string may hold U+2028
    except UnicodeDecodeError as error:
        raise LibraryError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise LibraryError(f"{place}: not JSON ({error}); give one object a line") from None
        if not isinstance(entry, dict):
            raise LibraryError(f"{place}: no JSON object; give one object a line")
        yield place, entry


def read_texts(path: Path, *, empty: bool = True) -> list[Text]:
    """The texts of a JSONL file, ids as strings.

    Raises:
        LibraryError: a line lacks `_id` or `text`, or an `_id` comes twice.
    """
    found: dict[str, Text] = {}
    for place, entry in read_lines(path):
        for name in ("_id", "text"):
            if name not in entry:
                raise LibraryError(f"{place}: no `{name}`; each line needs `_id` and `text`")
        text = Text(*(_text(entry.get(name)) for name in ("_id", "text", "title", "label")))
        if text.id in found:
            raise LibraryError(f"{place}: the _id {text.id!r} comes twice; make each unique")
        if not text.id or (not empty and len(text.id.split()) != 1):
            raise LibraryError(f"{place}: the _id {text.id!r} is empty or has a blank in it")
        found[text.id] = text
    return list(found.values())


def read_documents(path: Path) -> list[Text]:
    """The documents of a collection; one without text has its title as text."""
    return [text if text.text.strip() else Text(text.id, text.title) for text in read_texts(path)]


def _text(value: object) -> str:
    """A JSON value as text; half a surrogate pair, which is no character, becomes "?"."""
    text = "" if value is None else str(value)
    return text.encode("utf-8", "replace").decode("utf-8")
