"""The words that tell one group of texts from all others: names for themes, in their own words.

Start reading at `name`. The best name is a heading that much of the group stands under and whose
words the group itself says, a narrow one before a wide one; else it is the group's distinctive
terms. A term, a word or two
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

LIFTS: Final = (3.0, 1.5)
"""How many times more frequent than in the others a term is that tells a group from the others;
the second where the first leaves too few terms for a name."""

COVERS: Final = 0.4
"""Share of a group's texts that stand under a heading that names it."""

SHORT: Final = 70
"""Characters of a heading that is a name: what is longer does not fit a line beside a count."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a mention: 0 is the depth of a document's title."""

    text: str
    depth: int
    terms: frozenset[Term]


@dataclass(frozen=True, slots=True)
class Text:
    """What one idea says: the terms of its mentions and of their headings, each with a form.

    `headings` are as they are written, with their depth and terms. Forms are what is shown for a
    term.
    """

    said: Mapping[Term, str]
    headings: tuple[Heading, ...] = ()

    @property
    def terms(self) -> frozenset[Term]:
        """What it says or stands under."""
        return frozenset(self.said).union(*(heading.terms for heading in self.headings))


def name(groups: Sequence[Sequence[Text]]) -> tuple[str, ...]:
    """A name for each group: a heading, or its terms with commas between; "" where it has none.

    No two groups have one heading as their name: it goes to the one that has more under it.

    >>> gifts = [Text({("gift",): "gifts", ("price",): "price"})] * 2
    >>> heading = Heading("Home visits", 0, frozenset({("visit",)}))
    >>> visits = [Text({("visit",): "visits"}, (heading,))] * 2
    >>> name([gifts, visits])
    ('gifts, price', 'Home visits')
    """
    terms = [[text.terms for text in group] for group in groups]
    everywhere = Counter(term for group in terms for own in group for term in own)
    whole = sum(len(group) for group in groups)
    worth = [
        _worth(group, own, everywhere, whole) for group, own in zip(groups, terms, strict=True)
    ]
    headed = [_headings(group, own) for group, own in zip(groups, worth, strict=True)]
    most: dict[str, int] = {}
    for heading, under in (pair for own in headed for pair in own):
        most[heading] = max(under, most.get(heading, 0))
    found = []
    for group, own, headings in zip(groups, worth, headed, strict=True):
        free = (heading for heading, under in headings if under == most[heading])
        told = [_form(group, term) for term in _chosen(own)]
        found.append(next(free, ", ".join(told) if len(told) >= LEAST else ""))
    return tuple(found)


def _worth(
    group: Sequence[Text],
    terms: Sequence[frozenset[Term]],
    everywhere: Counter[Term],
    whole: int,
) -> dict[Term, float]:
    """The worth of each term that the group's mentions say often enough."""
    said = Counter(term for text in group for term in text.said)
    met = Counter(term for own in terms for term in own)
    worth: dict[Term, float] = {}
    for lift in LIFTS:
        for term, number in said.items():
            share, usual = met[term] / len(group), everywhere[term] / whole
            elsewhere = (everywhere[term] - met[term]) / max(1, whole - len(group))
            enough = number >= FEWEST[len(term) - 1] and number >= SHARE * len(group)
            if enough and share >= lift * elsewhere:
                worth[term] = share * (1.0 + math.log(share / usual))
        if len(_chosen(worth)) >= LEAST:
            break
    return worth


def _chosen(worth: Mapping[Term, float]) -> list[Term]:
    """The best terms; a word that one of them has already is not said again."""
    chosen: list[Term] = []
    for term in sorted(worth, key=lambda term: (-round(worth[term], 9), term)):
        if len(chosen) < TERMS and not set(term) & {word for other in chosen for word in other}:
            chosen.append(term)
    return chosen


def _headings(group: Sequence[Text], worth: Mapping[Term, float]) -> list[tuple[str, int]]:
    """The headings that name a group, the best first, each with how many stand under it."""
    under = Counter(heading for text in group for heading in text.headings)
    named = [
        heading
        for heading, number in under.items()
        if number >= COVERS * len(group)
        and len(heading.text) <= SHORT
        and heading.terms & worth.keys()
    ]
    named.sort(key=lambda heading: (-heading.depth, -under[heading], heading.text))
    return [(heading.text, under[heading]) for heading in named]


def _form(group: Sequence[Text], term: Term) -> str:
    """The form of a term that most of the group's mentions have, the first of two by alphabet."""
    forms = Counter(text.said[term] for text in group if term in text.said)
    return min(forms, key=lambda form: (-forms[form], form))
