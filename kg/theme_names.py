"""The words that tell one group of texts from all others: names for themes, in their own words.

Start reading at `name`. The best name is a heading that most of the group stands under and whose
words the group itself says; else it is the group's distinctive terms. A term, a word or two
neighbouring ones, is worth its share of the group's texts times one and the logarithm of how much
more frequent it is there than everywhere; standing in the heading counts as being said.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Term = tuple[str, ...]
"""One lemma or two."""

TERMS: Final = 3
LEAST: Final = 2
"""Terms of a name at most and at least: one leaves it open, four are a list."""

FEWEST: Final = (2, 3)
"""Texts of a group that must say a term of one word, of two: rarer ones tell of their text."""

SHARE: Final = 0.08
"""Share of a group's texts that must say a term for it to speak for the group."""

LIFT: Final = 2.0
"""How many times more frequent than everywhere a term is that tells a group from the others."""

COVERS: Final = 0.4
"""Share of a group's texts that stand under a heading that names it."""

SHORT: Final = 60
"""Characters of a heading that is a name: what is longer does not fit a line beside a count."""


@dataclass(frozen=True, slots=True)
class Text:
    """What one idea says: the terms of its mentions and of their headings, each with a form.

    `headings` are as they are written. Forms are what is shown for a term.
    """

    said: Mapping[Term, str]
    above: Mapping[Term, str]
    headings: tuple[str, ...] = ()


def name(groups: Sequence[Sequence[Text]]) -> tuple[str, ...]:
    """A name for each group: a heading, or its terms with commas between; "" where it has none.

    No two groups have one heading as their name: it goes to the one that has more under it.

    >>> gifts = [Text({("gift",): "gifts", ("price",): "price"}, {})] * 2
    >>> visits = [Text({("visit",): "visits"}, {("visit",): "visits"}, ("Home visits",))] * 2
    >>> name([gifts, visits])
    ('gifts, price', 'Home visits')
    """
    everywhere = Counter(term for group in groups for text in group for term in _terms(text))
    whole = sum(len(group) for group in groups)
    worth = [_worth(group, everywhere, whole) for group in groups]
    headed = [_heading(group, own) for group, own in zip(groups, worth, strict=True)]
    found = []
    for group, own, (heading, under) in zip(groups, worth, headed, strict=True):
        most = max((number for other, number in headed if other == heading), default=0)
        told = [_form(group, term) for term in _chosen(own)]
        named = ", ".join(told) if len(told) >= LEAST else ""
        found.append(heading if heading and under == most else named)
    return tuple(found)


def _terms(text: Text) -> set[Term]:
    return {*text.said, *text.above}


def _worth(group: Sequence[Text], everywhere: Counter[Term], whole: int) -> dict[Term, float]:
    """The worth of each term that the group's mentions say often enough."""
    said = Counter(term for text in group for term in text.said)
    met = Counter(term for text in group for term in _terms(text))
    worth = {}
    for term, number in said.items():
        share, usual = met[term] / len(group), everywhere[term] / whole
        enough = number >= FEWEST[len(term) - 1] and number >= SHARE * len(group)
        if enough and (share >= LIFT * usual or len(group) == whole):
            worth[term] = share * (1.0 + math.log(share / usual))
    return worth


def _chosen(worth: Mapping[Term, float]) -> list[Term]:
    """The best terms; a word that one of them has already is not said again."""
    chosen: list[Term] = []
    for term in sorted(worth, key=lambda term: (-round(worth[term], 9), term)):
        if len(chosen) < TERMS and not set(term) & {word for other in chosen for word in other}:
            chosen.append(term)
    return chosen


def _heading(group: Sequence[Text], worth: Mapping[Term, float]) -> tuple[str, int]:
    """The heading with most of the group under it, and how many; ("", 0) if none names it."""
    under = Counter(heading for text in group for heading in text.headings)
    terms: dict[str, set[Term]] = {}
    for text in group:
        for heading in text.headings:
            terms.setdefault(heading, set()).update(text.above)
    for heading in sorted(under, key=lambda heading: (-under[heading], heading)):
        named = len(heading) <= SHORT and terms[heading] & worth.keys()
        if named and under[heading] >= COVERS * len(group):
            return heading, under[heading]
    return "", 0


def _form(group: Sequence[Text], term: Term) -> str:
    """The form of a term that most of the group's texts have, the first in the alphabet of two."""
    forms = Counter(
        text.said.get(term) or text.above[term] for text in group if term in _terms(text)
    )
    return min(forms, key=lambda form: (-forms[form], form))
