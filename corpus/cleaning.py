"""Marking what is no guidance; nothing is deleted. Start reading at `mark_chrome`.

1. Lines that say it themselves: hashtags, cookies, copyright (`corpus.cues.SENTENCES`).
2. Labels ("Search", "Contact us") before the title, after the last text, or three in a row;
   between two of them a short line is one too, such as the site's name.
3. A block, or a run of blocks, that stands in the text a second time.
4. A line in capitals that says what the heading under it says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from corpus.cues import furniture, label, normalise
from corpus.records import Block, Form

_LONG: Final = 60  # characters: more than any label, so the text has begun
_SHORT_WORDS: Final = 4  # a line this short between two labels is one of them
_RUN: Final = 3  # labels in a row are a menu wherever they stand
_REPEATED_WORDS: Final = 12  # a repeated block or run has to say something, not just "See above"
_NEVER_REPEATED: Final = (Form.ROW, Form.CODE)  # tables and programs repeat themselves for a reason
_SAME_TITLE: Final = 0.5  # of the heading's words stand in the line above as well
_STEM: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]{4,}")


def mark_chrome(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    r"""Give the blocks with `chrome` saying why each is no guidance, where it is none.

    >>> from corpus.structure import find_blocks
    >>> text = "Search\n\nLate visits\n\nRing before you come, even if it is five minutes.\n"
    >>> [block.chrome for block in mark_chrome(text, find_blocks(text))]
    ['menu', '', '']
    """
    words = [block.span.of(text) for block in blocks]
    reasons = [block.chrome or furniture(word) for block, word in zip(blocks, words, strict=True)]
    _mark_menus(blocks, words, reasons)
    _mark_repeated(blocks, words, reasons)
    _mark_capitals(blocks, words, reasons)
    return tuple(
        replace(block, chrome=reason) for block, reason in zip(blocks, reasons, strict=True)
    )


def _mark_menus(blocks: tuple[Block, ...], words: list[str], reasons: list[str]) -> None:
    labels = [
        reason or label(word) or ("" if any(map(str.isalnum, word)) else "rule")
        for reason, word in zip(reasons, words, strict=True)
    ]
    long = [n for n, word in enumerate(words) if len(word) > _LONG and not reasons[n]]
    begun = long[0] if long else len(words)
    over = long[-1] + 1 if long else len(words)
    if long and blocks[begun].form is not Form.HEADING and begun:
        begun -= 1  # the line before the first long text is its heading, whatever it says
    for start, end in ((0, begun), (over, len(words))):
        known = [n for n in range(start, end) if labels[n]]
        if known:
            first = 0 if start == 0 and len(known) > 1 else known[0]
            _mark_between(first, known[-1] + 1, words, labels, reasons)
    run: list[int] = []
    for number in range(len(words) + 1):
        if number < len(words) and labels[number]:
            run.append(number)
            continue
        if len(run) >= _RUN:
            _mark_between(run[0], run[-1] + 1, words, labels, reasons)
        run = []


def _mark_between(
    start: int, end: int, words: list[str], labels: list[str], reasons: list[str]
) -> None:
    for number in range(start, end):
        if labels[number] or len(words[number].split()) <= _SHORT_WORDS:
            reasons[number] = reasons[number] or labels[number] or "menu"


def _mark_repeated(blocks: tuple[Block, ...], words: list[str], reasons: list[str]) -> None:
    """Mark the second and later occurrences of a run of blocks, as long a run as can be had."""
    keys = [normalise(word) for word in words]
    seen: dict[str, int] = {}
    number = 0
    while number < len(keys):
        earlier = seen.get(keys[number]) if keys[number] else None
        length = 0
        if earlier is not None:
            while (
                number + length < len(keys)
                and earlier + length < number
                and keys[earlier + length] == keys[number + length]
                and blocks[number + length].form not in _NEVER_REPEATED
            ):
                length += 1
        said = " ".join(keys[number : number + length])
        if (
            length
            and said.count(" ") + 1 >= _REPEATED_WORDS
            and not _only_headings(blocks[number : number + length])
        ):
            for repeated in range(number, number + length):
                reasons[repeated] = reasons[repeated] or "repeated block"
            number += length
        else:
            if not reasons[number]:
                seen.setdefault(keys[number], number)
            number += 1


def _only_headings(blocks: tuple[Block, ...]) -> bool:
    return all(block.form is Form.HEADING for block in blocks)


def _mark_capitals(blocks: tuple[Block, ...], words: list[str], reasons: list[str]) -> None:
    """Mark a line in capitals whose words the heading right under it has."""
    for number in range(len(blocks) - 1):
        above, below = words[number], words[number + 1]
        if reasons[number] or not above.isupper() or below.isupper():
            continue
        if blocks[number + 1].form is not Form.HEADING or blocks[number].form not in (
            Form.HEADING,
            Form.PARAGRAPH,
        ):
            continue
        said, heading = _stems(above), _stems(below)
        if heading and len(said & heading) >= _SAME_TITLE * len(heading):
            reasons[number] = "page title repeated below"


def _stems(text: str) -> set[str]:
    """Give the beginnings of a line's longer words, hyphens undone ("Over-Sharing": "overs")."""
    return {word[:_STEM] for word in _WORD.findall(text.casefold().replace("-", ""))}
