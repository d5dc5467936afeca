"""Finds the indexed words that a misspelled word may stand for.

A word is forgiven one slip (a letter missing, added, wrong, or two swapped) from four letters on,
and two from eight on, where a second slip still leaves most of the word; its first letter counts,
because slips there are rare (J. Pollock and A. Zamora, "Automatic spelling correction in scientific
and scholarly text", 1984: under 8 %) and words that differ there are mostly other words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ONE_SLIP: Final = 4
"""Letters from which one slip is forgiven; three-letter words have too many neighbours."""

TWO_SLIPS: Final = 8
"""Letters from which two slips are forgiven."""


def allowed_slips(form: str) -> int:
    """How many slips are forgiven in `form`; none in what has a digit in it.

    >>> [allowed_slips(form) for form in ("pit", "gift", "boundary", "2024")]
    [0, 1, 2, 0]
    """
    if not form.isalpha() or len(form) < ONE_SLIP:
        return 0
    return 1 if len(form) < TWO_SLIPS else 2


def nearest(form: str, vocabulary: Sequence[str]) -> list[str]:
    """The words of `vocabulary` with the fewest slips from `form`, if so few are forgiven.

    Slips are counted by the optimal string alignment distance.

    >>> nearest("bondary", ["bound", "boundary", "monetary"])
    ['boundary']
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = allowed_slips(form)
    if not slips:
        return []
    alike = [word for word in vocabulary if word[0] == form[0]]
    found = process.extract(form, alike, scorer=OSA.distance, score_cutoff=slips, limit=None)
    fewest = min((distance for _, distance, _ in found), default=0)
    return sorted(word for word, distance, _ in found if distance == fewest)
