"""A real library whose names, titles, headings and sentences are strings that break programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from answer import trails
from answer.library import Library
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator

STRINGS: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "robustness" / "strings"
DOCUMENTS: Final = 12
EACH: Final = 8
"""Strings of one document."""

TRAIL: Final = "<img src=x onerror=alert(1)>"
QUESTION: Final = "What should I do before a visit?"


def strings() -> list[str]:
    """Some hundred of the strings, from all over the lists, each on one line of its own."""
    lines = (STRINGS / "xss-payload-list.txt").read_text("utf-8", "replace").splitlines()
    naughty = json.loads((STRINGS / "blns.json").read_text("utf-8"))
    every = [" ".join(line.split()) for line in (*lines[:: len(lines) // 72], *naughty[::10])]
    kept = [line for line in every if 3 < len(line) < 120 and line.isprintable()]
    return kept[: DOCUMENTS * EACH]


def documents() -> Iterator[tuple[str, str, list[str]]]:
    """The name of each document, its text, and the strings in it."""
    every = strings()
    for number in range(DOCUMENTS):
        own = every[number * EACH : (number + 1) * EACH]
        name = f"{number} {own[0][:40].replace('/', '_')}.txt"
        sentences = [
            f"You should speak about {one} with the team before a visit." for one in own[2:5]
        ]
        sentences += [f"A visit without {one} may lead to harm." for one in own[5:7]]
        sentences.append(f"If {own[7]} is said at a visit, you must call the duty line.")
        yield name, "\n\n".join([own[0], own[1], *sentences]) + "\n", own


def fill(folder: Path) -> None:
    """Make the library in `folder`."""
    library = Library.open(folder, create=True, embedders=[TrigramEmbedder()])
    for name, text, _ in documents():
        library.add_upload(name, text.encode())
    trails.create(library, TRAIL, "</script><script>alert(1)</script>")
    for idea in library.ideas()[:5]:
        trails.add_idea(library, TRAIL, idea.id, "{{constructor.constructor('alert(1)')()}}")
    library.close()
