"""Which word of a translation stands for which, by vectors and by the company that words keep.

Start reading at `links`. In each pair of sentences every content word takes at most one of the
other side, so that what is said in common is largest (an assignment). `several` then tells which
key terms a translator renders in more than one way; that is a fact about the translation, not a
judgement: small embedding models cannot tell a synonym from a slip ("sharing" is as near to
"separacja" as to "udostępnianie").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import linear_sum_assignment  # type: ignore[attr-defined]  # not in its __all__

from kg.cues import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

    Sentences = Sequence[tuple[Sequence["Word"], Sequence["Word"]]]

HUB: Final = 10
"""Nearest words that tell how near a word is to everything (`kg.nearness.HUB`)."""

COMPANY: Final = 2.0
"""What two words gain that only occur together, in standard deviations of nearness."""

PLACE: Final = 1.0
"""What is taken off for standing at opposite ends of the two sentences."""

FAR: Final = -1.5
"""Nearness below which a link is a guess: read off the sample's translations, where links below
it are mostly between words that are left over."""


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: its text, its dictionary form, and where it begins in its sentence."""

    text: str
    term: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Link:
    """Words of a pair of sentences (`bead`) that stand for each other.

    `near` is their nearness in standard deviations above any two words, hubs held back.
    """

    bead: int
    left: Word
    right: Word
    near: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Nearness of every word of one side to every word of the other (n, m)."""

    near: NDArray[np.float64]
    rows: dict[str, int]
    columns: dict[str, int]

    def between(self, left: Sequence[Word], right: Sequence[Word]) -> NDArray[np.float64]:
        """Nearness of the words of two sentences."""
        rows = [self.rows[word.text.lower()] for word in left]
        columns = [self.columns[word.text.lower()] for word in right]
        return self.near[np.ix_(rows, columns)]


def vocabulary(pairs: Sentences, encoders: Iterable[Encode]) -> Vocabulary:
    """The nearness of all words; each of `encoders` gives unit vectors, and they are added up."""
    left = sorted({word.text.lower() for words, _ in pairs for word in words})
    right = sorted({word.text.lower() for _, words in pairs for word in words})
    total = np.zeros((len(left), len(right)))
    if left and right:
        for encode in encoders:
            both = [_centred(encode(words)) for words in (left, right)]
            total += _held_back((both[0] @ both[1].T).astype(np.float64))
        total /= max(float(total.std()), 1e-9)
    return Vocabulary(
        total,
        {word: row for row, word in enumerate(left)},
        {word: column for column, word in enumerate(right)},
    )


def _centred(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    moved = vectors - vectors.mean(axis=0)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9))


def _held_back(cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cosines less what their words have with everything (CSLS), in standard deviations."""
    rows = np.sort(cosines, axis=1)[:, -HUB:].mean(axis=1)
    columns = np.sort(cosines, axis=0)[-HUB:].mean(axis=0)
    found = 2 * cosines - rows[:, None] - columns[None, :]
    return np.asarray(found / max(float(found.std()), 1e-9))


def links(pairs: Sentences, near: Vocabulary) -> list[Link]:
    """The words that stand for each other in every pair of sentences."""
    company = _Company.of(pairs)
    found = []
    for bead, (left, right) in enumerate(pairs):
        if not left or not right:
            continue
        bare = near.between(left, right)
        places = np.abs(
            np.arange(len(left))[:, None] / len(left) - np.arange(len(right))[None, :] / len(right)
        )
        total = bare + COMPANY * company.between(left, right) - PLACE * places
        for i, j in zip(*linear_sum_assignment(-total), strict=True):
            found.append(Link(bead, left[i], right[j], float(bare[i, j])))
    return found


@dataclass(frozen=True, slots=True)
class _Company:
    """In how many pairs of sentences terms occur, alone and together."""

    left: Counter[str]
    right: Counter[str]
    both: Counter[tuple[str, str]]

    @classmethod
    def of(cls, pairs: Sentences) -> _Company:
        ours: set[str]
        theirs: set[str]
        found = cls(Counter(), Counter(), Counter())
        for left, right in pairs:
            ours, theirs = ({stem(word) for word in words} for words in (left, right))
            found.left.update(ours)
            found.right.update(theirs)
            found.both.update((one, other) for one in ours for other in theirs)
        return found

    def between(self, left: Sequence[Word], right: Sequence[Word]) -> NDArray[np.float64]:
        """Dice's coefficient, where they meet more than once (n, m)."""
        return np.array([[self._dice(stem(a), stem(b)) for b in right] for a in left])

    def _dice(self, one: str, other: str) -> float:
        met = self.both[one, other]
        return (2 * met - 1) / (self.left[one] + self.right[other]) if met > 1 else 0.0


STEM: Final = 5
"""Letters by which forms of a word are joined (`kg.pairs.STEM`)."""


def stem(word: Word) -> str:
    """What joins the forms of a word: the beginning of its dictionary form."""
    return fold(word.term)[:STEM]


@dataclass(frozen=True, slots=True)
class Renderings:
    """A term and the words that stand for it, each with its links; the commonest first."""

    term: str
    ways: tuple[tuple[Link, ...], ...]

    @property
    def links(self) -> tuple[Link, ...]:
        """All its links, by place."""
        return tuple(sorted((one for way in self.ways for one in way), key=lambda one: one.bead))


SEEN: Final = 3
"""Times that a term must be rendered before it is said to be rendered in several ways."""

MOST: Final = 0.5
"""Share of its commonest rendering above which the others are exceptions to a rule."""


def several(found: Sequence[Link], key: frozenset[str]) -> list[Renderings]:
    """The terms of the left side whose stems are in `key` and that have no usual rendering.

    The most scattered come first.
    """
    by_term: dict[str, list[Link]] = defaultdict(list)
    for link in found:
        if link.near >= FAR:
            by_term[fold(link.left.term)].append(link)
    told = []
    for term, rendered in by_term.items():
        ways: dict[str, list[Link]] = defaultdict(list)
        for link in rendered:
            ways[stem(link.right)].append(link)
        ordered = sorted(
            (tuple(way) for way in ways.values()), key=lambda way: (-len(way), way[0].bead)
        )
        if (
            term[:STEM] in key
            and len(rendered) >= SEEN
            and len(ordered) > 1
            and len(ordered[0]) <= MOST * len(rendered)
        ):
            told.append(Renderings(term, tuple(ordered)))
    return sorted(told, key=lambda one: (-len(one.links), one.term))
