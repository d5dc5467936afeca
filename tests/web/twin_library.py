"""A real library of a leaflet and its later version, which drifted apart: made without models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from answer.library import Library
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from pathlib import Path

FIRST: Final = """# Visits

## Six days before a visit

- Agree on a time limit before the visit starts, at most 40 minutes.
- Tell a colleague where you are going and when you come back.
- Do not accept cash from a client.

## After a visit

- **Write down** what was agreed on the same day.
- Keep the keys of the office in the locked drawer.
- Talk with the coordinator about what <b>worries</b> you.
- Thank the neighbour who has opened the door for you.
"""
LATER: Final = (
    FIRST.replace("40", "90")
    .replace("Do not accept", "Accept")
    .replace("## Six", "## Eight")
    .replace("- Keep the keys of the office in the locked drawer.\n", "")
)
OTHER: Final = """# Kitchen

- Wash your hands after raw meat.
- Store knives in the rack by the door.
- Throw away oil that smells burnt.
"""
TEXTS: Final = {"a.md": FIRST, "b.md": LATER, "c.md": OTHER}


def fill(folder: Path) -> None:
    """Make the library in `folder`."""
    library = Library.open(folder, create=True, embedders=[TrigramEmbedder()])
    for name, text in TEXTS.items():
        library.add_upload(name, text.encode())
    library.close()
