"""The signs of Markdown in a quotation: where they are, and the words without them.

A quotation is its document's own text, asterisks and all, and its offsets count them. Whoever
shows it to a reader lets the signs step back. Start reading at `signs`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from corpus.records import Span

if TYPE_CHECKING:
    from collections.abc import Sequence


def signs(text: str, within: Span) -> tuple[list[Span], list[tuple[str, Span]]]:
    """Where the signs stand, and the words that they set apart, each with its HTML tag.

    Signs are asterisks, underscores, backquotes, backslashes that guard a letter, and the brackets
    and addresses of links. Of a pair that a quotation cuts through, the half that is left is one.

    >>> signs("**Ask** first", Span(0, 13))
    ([Span(start=0, end=2), Span(start=5, end=7)], [('strong', Span(start=2, end=5))])
    """
    rest, begin = within.of(text), within.start
    found: list[Span] = []
    apart: list[tuple[str, Span]] = []
    for tag, pattern in _PAIRS:
        for pair in pattern.finditer(rest):
            (start, end), (first, last) = pair.span(), pair.span("words")
            found += [Span(begin + start, begin + first), Span(begin + last, begin + end)]
            if tag:
                apart.append((tag, Span(begin + first, begin + last)))
        rest = pattern.sub(_blanked, rest)
    found += [Span(begin + lone.start(), begin + lone.end()) for lone in _LONE.finditer(rest)]
    return [one for one in found if one.end > one.start], apart


def without(text: str) -> str:
    """The words of `text` as they are meant to be read.

    >>> without("**Ask** [the team](../team.md), and set `quiet`.")
    'Ask the team, and set quiet.'
    >>> without("2 * 3 is snake_case_name")
    '2 * 3 is snake_case_name'
    """
    if not any(sign in text for sign in "*_`[\\"):
        return text
    found, _ = signs(text, Span(0, len(text)))
    return "".join(_kept(text, sorted(found)))


def _kept(text: str, found: Sequence[Span]) -> list[str]:
    parts, end = [], 0
    for sign in found:
        parts.append(text[end : sign.start])
        end = max(end, sign.end)
    return [*parts, text[end:]]


def _blanked(pair: re.Match[str]) -> str:
    """What later pairs see of this one: of code and of what a backslash guards, nothing."""
    start, end = pair.start("words") - pair.start(), pair.end() - pair.end("words")
    inner = pair["words"] if pair[0][0] not in "`\\" else len(pair["words"]) * _BLANK
    return start * _BLANK + inner + end * _BLANK


_BLANK: Final = "\0"

_PAIRS: Final = (
    ("code", re.compile(r"(?P<tick>`{1,3})(?!`)(?P<words>[^`\n]{1,300})(?P=tick)(?!`)")),
    ("", re.compile(r"\\(?P<words>[\\`*_{}\[\]()#+.!|<>~-])")),
    ("", re.compile(r"(?<!!)\[(?P<words>[^][\n]{1,300})\](?:\([^()\s]{0,600}\)|\[[^][\n]*\])")),
    ("strong", re.compile(r"\*\*(?=\S)(?P<words>(?:[^*\n]|(?<!\*)\*(?!\*)){1,400}?)(?<=\S)\*\*")),
    ("strong", re.compile(r"(?<!\w)__(?=\S)(?P<words>[^_\n]{1,400}?)(?<=\S)__(?!\w)")),
    ("em", re.compile(r"(?<![\w*])\*(?=[^\s*])(?P<words>[^*\n]{1,400}?)(?<=[^\s*])\*(?![\w*])")),
    ("em", re.compile(r"(?<!\w)_(?=[^\s_])(?P<words>[^_\n]{1,400}?)(?<=[^\s_])_(?!\w)")),
)  # fmt: skip
"""Signs of CommonMark in pairs, what stands in none of the others first; `words` is shown. A
backslash guards one letter, and a link shows its words."""

_LONE: Final = re.compile(r"(?<!\S)(?:\*\*|`)(?=\S)|(?<=\S)(?:\*\*|`)(?!\S)")
