"""The words that show a kind or an attribute, as tables: one row a cue, each with its reason.

A cue is a regular expression over folded text (see `fold`): lower case, no diacritics, so that
Polish typed without them is read alike. Cues are signals to the fitted models, never verdicts:
a cue that misleads in some field is outweighed there by the other features.
Start reading at `CUES`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from kg.cue import Cue, compiled
from kg.kind_cues import KIND_CUES
from kg.strength_cues import STRENGTH_CUES

__all__ = ["CUES", "LANGUAGES", "SIGNS", "Cue", "fold", "sign_pattern"]

_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "đ": "d", "ı": "i", "ʼ": "'", "’": "'"}
)
"""Letters that Unicode does not decompose (ł, ø, đ), and apostrophes as typed in contractions."""


@cache
def _folded_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter.translate(_UNDECOMPOSED))[:1]
    lower = plain.lower()
    return lower if len(lower) == 1 else plain


def fold(text: str) -> str:
    """Lower case without diacritics, code point for code point: offsets stay the same.

    >>> fold("Należy Żyć – don’t")
    "nalezy zyc – don't"
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_letter, text))


CUES: tuple[Cue, ...] = (*STRENGTH_CUES, *KIND_CUES)
"""The table of kind and strength cues. Its rows are features of the fitted kind model and the
source of a practice's strength; the weights are fitted, the rows are ours."""

SIGNS = tuple(dict.fromkeys(cue.sign for cue in CUES))
"""The signs in the table's order."""


@cache
def sign_pattern(sign: str, language: str) -> re.Pattern[str]:
    """All rows of `sign` for `language`; an unknown language is read with every row.

    >>> bool(sign_pattern("avoid", "pl").search(fold("Nigdy nie obiecuj tajemnicy")))
    True
    """
    rows = [cue.expression for cue in CUES if cue.sign == sign and cue.language == language]
    if not rows:
        rows = (
            [cue.expression for cue in CUES if cue.sign == sign]
            if language not in LANGUAGES
            else []
        )
    return compiled("|".join(rows)) if rows else re.compile(r"(?!)")


LANGUAGES = frozenset({"en", "pl", "de", "fr", "es"})
"""The languages that the tables know."""
