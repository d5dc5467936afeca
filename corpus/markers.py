"""What stands before a list item: numbers, letters, bullets, boxes. Start reading at `find_marker`.

Letters and Roman numbers may also be somebody's initial or a word, so they only count where a
neighbour is in the text too ("b." beside "a.").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

BULLETS: Final = "-–—*+•●○▪▫◦‣⁃∙·■□◆◇➢➔➤►→»✓✔✗✘☐☑☒❑❏✅❌"
_BOX: Final = r"\[[ xX✓✔]?\]"

_MARKER: Final = re.compile(
    rf"""
    (?P<box>(?:[-*+•][ \t]*)?{_BOX}|[☐☑☒❑❏])(?=\s*\S)
    | (?P<bullet>[{re.escape(BULLETS)}])(?=[ \t\u00a0])
    | (?P<bare>[•●▪◦‣⁃■➢➤►✓✔✗✘✅❌])(?=\w)
    | (?P<legal>§[ ]?\d+\w?\.?|[Aa]rt\.[ ]?\d+\w?\.
        |\d{{1,3}}(?:\.\d{{1,3}})*(?:\([a-z0-9]{{1,4}}\))+[.)]?
        |\d{{1,3}}(?:\.\d{{1,3}})+[.)]?(?=\s+["'“„(]?[^\W\d_a-zà-ž]))(?=\s)
    | (?P<number>\d{{1,3}}[.)]|\(\d{{1,3}}\)|\[\d{{1,3}}\])(?=\s)
    | (?P<question>(?:Q|Question|P|Pytanie|Frage)[ ]?\d{{0,3}}[:.](?=\s)(?=.{{0,300}}\?))
    | (?P<answer>(?:A|Answer|O|Odp|Odpowiedź|Antwort|Réponse|Respuesta)[ ]?\d{{0,3}}:(?=\s))
    | (?P<letter>\(?[a-zA-Z][.)])(?=\s)
    | (?P<roman>\(?[ivxIVX]{{2,5}}[.)])(?=\s)
    """,
    re.VERBOSE,
)
_DIGITS: Final = re.compile(r"\d+")
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@dataclass(frozen=True, slots=True)
class Marker:
    """An item's marker: its text, its `style` (equal for the items of one list), its `number`.

    `number` is 0 for bullets. `depth` counts the parts of a legal number ("3.1(b)" has three).
    """

    text: str
    style: str
    number: int = 0
    depth: int = 0

    def follows(self, other: Marker) -> bool:
        """Say whether this is the next one after `other` in the same numbered list."""
        return bool(self.number) and self.style == other.style and self.number == other.number + 1


def find_marker(text: str, start: int, end: int) -> Marker | None:
    """Find the marker that a line begins with.

    >>> find_marker("12. Listen", 0, 10)
    Marker(text='12.', style='number.', number=12, depth=1)
    >>> find_marker("3.1(b) The worker", 0, 17).depth
    3
    """
    match = _MARKER.match(text, start, end)
    if match is None or match.lastgroup is None or not text[match.end() : end].strip():
        return None
    return _made(match[0], match.lastgroup)


def _made(marker: str, kind: str) -> Marker:
    """Make a marker of its text and kind."""
    if kind in {"box", "question", "answer"}:
        return Marker(marker, kind)
    if kind in {"bullet", "bare"}:
        return Marker(marker, kind + marker)
    digits = _DIGITS.findall(marker)
    if kind == "legal":
        depth = max(1, marker.count("(") + marker.rstrip(".").count(".") + 1)
        return Marker(marker, f"legal{depth}", int(digits[-1]) if digits else 0, depth)
    shape = "(" * marker.startswith("(") + marker[-1]
    if kind == "number":
        return Marker(marker, "number" + shape, int(digits[0]), 1)
    word = marker.strip("().")
    case = "upper" if word.isupper() else "lower"
    if kind == "roman":
        number = _ROMAN.index(word.lower()) + 1 if word.lower() in _ROMAN else 0
    else:
        number = ord(word.lower()) - ord("a") + 1
    return Marker(marker, kind + case + shape, number, 1)


def is_doubtful(marker: Marker) -> bool:
    """Say whether a marker needs a neighbour in the text to count as one."""
    return marker.style.startswith(("letter", "roman")) or marker.style == "legal1"
