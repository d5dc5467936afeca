"""The cells of a table's rows, and what a column's header says of them. Start at `column_of`."""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from corpus.records import Document, Passage, Span
from kg.cues import fold
from kg.records import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL: Final = frozenset(KINDS)
NO_UNIT: Final = frozenset({Kind.CONTEXT})

_DO: Final = r"what (?:to|you (?:should|can|must)) do|do|dos|action\w*|response|what to say and do|step\w*|recommend\w+|advice|measure\w*|good practice|best practice|mitigation|control\w*|co (?:robic|zrobic)|zalecen\w+|dzialani\w+|postepowani\w+|reakcj\w+|was tun|massnahme\w*|que faire|que hacer"
_HARM: Final = r"risk\w*|danger\w*|what (?:can|may|could) go wrong|risk if .*|consequence\w*|hazard\w*|threat\w*|ryzyk\w+|zagrozen\w+|skutk\w+|czym to grozi|risik\w+|risque\w*|riesgo\w*"
_WHEN: Final = r"situation\w*|case\w*|when|if|scenario\w*|trigger\w*|event|example\w*|who|question|problem|sytuacj\w+|przypad\w+|kiedy|zdarzeni\w+|pytani\w+|fall|situation|cas|caso"
_SAY: Final = r"words.*|what to say|wording|phrase\w*|say|slowa.*|co powiedziec|przyklad\w* slow"
_WHY: Final = (
    r"why.*|reason\w*|rationale|because|dlaczego.*|powod\w*|uzasadnieni\w+|warum|pourquoi|por que"
)

COLUMNS: Final = (
    ("do", _DO, frozenset({Kind.PRACTICE})),
    ("harm", _HARM, frozenset({Kind.RISK})),
    ("when", _WHEN, NO_UNIT),
    ("say", _SAY, NO_UNIT),
    ("why", _WHY, ALL - {Kind.PRACTICE}),
)
"""What a column's header says of its cells: its role, an expression, the kinds they may be."""


def cells_of(document: Document, passage: Passage) -> list[Span]:
    """The cells of a table's row, white space and marks left out."""
    start, end = passage.span
    found = []
    for match in re.finditer(r"[^\t|\n]+", document.text[start:end]):
        words = match.group()
        if words.strip():
            left = start + match.start() + len(words) - len(words.lstrip())
            found.append(Span(left, start + match.start() + len(words.rstrip())))
    return found


def is_header(cells: Sequence[str]) -> bool:
    """Whether a table's first row names its columns: short cells, at least one of a known role."""
    short = all(len(cell.split()) <= HEADER_WORDS and cell[-1:] not in ".!" for cell in cells)
    return len(cells) > 1 and short and any(column_of(cell)[0] for cell in cells)


HEADER_WORDS: Final = 7
"""Words of a header's cell: "Why, and what to avoid" has five."""


def column_of(header: str) -> tuple[str, frozenset[Kind]]:
    """The role of a column and the kinds of its cells, by its header; "" and all for others."""
    for role, expression, kinds in COLUMNS:
        if re.fullmatch(rf"(?:the )?(?:{expression})(?:[ ,].*)?", fold(header).strip(" *:_")):
            return role, kinds
    return "", ALL
