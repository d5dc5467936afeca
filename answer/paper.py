"""A text to print or pass on, as Markdown or for a word processor.

Start reading at `write`. A paper is a list of blocks; what a block quotes is there word for word.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from answer.atomic import replace_file
from answer.errors import LibraryError
from answer.handout import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Style(StrEnum):
    """How a block looks; a word processor's style of the same name is used for each."""

    TITLE = "Title"
    HEADING = "Heading 1"
    SUBHEADING = "Heading 2"
    TEXT = "Normal"
    QUOTE = "Quote"
    ITEM = "List Bullet"
    SOURCE = "List Number"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: `lead` stands before the text in bold, `after` behind it as it is (" [1]")."""

    style: Style
    text: str
    lead: str = ""
    after: str = ""


def write(path: Path, paper: Sequence[Block]) -> None:
    """Write a paper to `path`, as .md or .docx.

    Raises:
        LibraryError: the ending is another, or the file cannot be written.
    """
    match path.suffix.lower():
        case ".md":
            replace_file(path, markdown(paper))
        case ".docx":
            replace_file(path, docx(paper))
        case _:
            raise LibraryError(f"{path}: the ending says the form; use .md or .docx")


def markdown(paper: Sequence[Block]) -> str:
    r"""A paper as Markdown.

    >>> markdown([Block(Style.TITLE, "A *b*"), Block(Style.QUOTE, "Ask.", after=" [1]")])
    '# A \\*b\\*\n\n> Ask. [1]\n'
    """
    parts: list[str] = []
    number = 0
    for position, block in enumerate(paper):
        number = number + 1 if block.style is Style.SOURCE else 0
        mark = f"{number}. " if number else MARKS[block.style]
        lead = f"**{plain(block.lead)}** " if block.lead else ""
        text = f"{mark}{lead}{plain(block.text)}{block.after}"
        joined = position and block.style in LISTS and paper[position - 1].style is block.style
        parts.append(("\n" if joined else "\n\n" if position else "") + text)
    return "".join(parts) + "\n"


MARKS: Final = {
    Style.TITLE: "# ",
    Style.HEADING: "## ",
    Style.SUBHEADING: "### ",
    Style.TEXT: "",
    Style.QUOTE: "> ",
    Style.ITEM: "- ",
    Style.SOURCE: "1. ",
}

LISTS: Final = frozenset({Style.ITEM, Style.SOURCE})
"""Styles whose blocks follow each other without an empty line."""


def docx(paper: Sequence[Block]) -> bytes:
    """A paper as the bytes of a .docx file."""
    import docx as word

    document = word.Document()
    for block in paper:
        paragraph = document.add_paragraph(style=block.style.value)
        if block.lead:
            paragraph.add_run(f"{printable(block.lead)} ").bold = True
        paragraph.add_run(printable(block.text))
        if block.after:
            paragraph.add_run(block.after)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def printable(text: str) -> str:
    r"""`text` on one line, without the control characters that XML cannot hold.

    >>> printable("a\n b\x00")
    'a b�'
    """
    joined = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "�" for letter in joined)
