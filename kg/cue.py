"""One row of a table of cues: words that show something, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: what it is a sign of, in which language, the expression, and why."""

    sign: str
    language: str
    expression: str
    reason: str

    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled once, with word boundaries at both ends."""
        return compiled(self.expression)


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """An expression with word boundaries at both ends."""
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)")
