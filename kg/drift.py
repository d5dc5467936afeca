"""Where aligned sentences of twin documents do not say the same. Start reading at `find`.

1. The sentences of both documents are aligned (`kg.alignment`); what is left over on one side
   is missing on the other.
2. In every aligned group numbers (`kg.numerals`) and negations (`kg.polarity`) are compared.
3. Words that stand for each other are found (`kg.renderings`): a word that nothing in the other
   sentence is near to, and without which the sentences are nearer, may be a mistranslation; a
   key term that has no usual rendering is told with all that it has.

Every difference is told with both places; whether it matters is for a reader to say.
Completeness: negations in the languages of `kg.polarity`; a term that is mistranslated in the
same way everywhere is found only if its words are far from each other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from corpus.records import Span
from kg import renderings
from kg.alignment import Bead, align, side
from kg.numerals import numbers, unmatched
from kg.polarity import LANGUAGES, differs, polarity
from kg.renderings import FAR, Link, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kg.renderings import Encode, Renderings

    Analyse = Callable[[str, str], Iterable[Word]]


class DriftKind(StrEnum):
    """How two aligned places differ."""

    NUMBER = "number"
    NEGATION = "negation"
    MISSING = "missing"
    ADDED = "added"
    REPLACED = "replaced"
    TERM = "term"
    RENDERINGS = "renderings"


WHOLE: Final = frozenset({DriftKind.MISSING, DriftKind.ADDED, DriftKind.REPLACED})
"""Differences of whole sentences; the others are told of words in two that are aligned."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document with its place in it; `key` if it is a heading or title."""

    span: Span
    text: str
    language: str
    key: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place on one side and the words in it that differ, by offsets in the document."""

    span: Span
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference: where it stands on both sides.

    What is missing on one side has, there, the sentence after which it would stand. `score` is
    the share of differences of this kind that were right (`python -m benchmarks.bench_drift`), for
    a term its probability. `more` are further places, the other renderings of a term.
    """

    kind: DriftKind
    score: float
    left: Place
    right: Place
    more: tuple[tuple[Place, Place], ...] = ()


SCORES: Final = {
    DriftKind.NUMBER: 0.95,
    DriftKind.NEGATION: 0.9,
    DriftKind.MISSING: 0.9,
    DriftKind.ADDED: 0.9,
    DriftKind.REPLACED: 0.5,
    DriftKind.RENDERINGS: 0.5,
}

TWINS: Final = 3.0
"""Log-odds added to every group of sentences: the documents are twins, and a sentence with
another number or term is to be compared, not passed over. Twice as much joins what is missing."""

SHORT: Final = 12
"""Letters of a sentence whose absence is not told: "No.", "See also"."""

WEIGHTS: Final = (114.0, -1.1)
BIAS: Final = -5.1
"""Of `Doubt`, fitted (`--fit`) to sentences of the sample's translations, in half of which a word
was put in the place of another."""

LIKELY: Final = 0.75
"""Probability from which a word is told: below it, as many faithful words are told as wrong ones,
for the vectors of single words tell little."""

DOUBTFUL: Final = -3.5
"""Log-odds, without what leaving the word out tells, below which that is not computed."""


def find(
    left: Sequence[Sentence],
    right: Sequence[Sentence],
    encoders: Sequence[Encode],
    analyse: Analyse,
) -> list[Drift]:
    """The differences between twin documents, in order.

    `encoders` give unit vectors of texts; the first is that for passages. `analyse` gives the
    content words of a text in a language.
    """
    if not left or not right:
        return []
    vectors = [encoders[0]([one.text for one in some]) for some in (left, right)]
    sides = [
        side(some_vectors, [one.text for one in some])
        for some_vectors, some in zip(vectors, (left, right), strict=True)
    ]
    beads = align(*sides, sure=TWINS).beads
    pairs = [(_join(left, bead.left), _join(right, bead.right)) for bead in beads]
    found: list[Drift] = []
    for drift in _left_out(left, right, beads):
        compared = (
            []
            if drift.kind is not DriftKind.REPLACED
            else [
                told
                for ours, theirs in zip(
                    _within(left, drift.left), _within(right, drift.right), strict=False
                )
                for told in _compare(ours, theirs)
            ]
        )
        found += compared or [drift]
    for one, other in pairs:
        found += _compare(one, other)
    found += _terms(pairs, encoders, analyse)
    return sorted(found, key=lambda drift: (drift.left.span, drift.right.span, drift.kind))


def _within(some: Sequence[Sentence], place: Place) -> list[Sentence]:
    return [one for one in some if one.span in place.marks]


def _compare(one: Sentence, other: Sentence) -> Iterator[Drift]:
    """What differs between two aligned sentences, apart from terms."""
    if " ".join(one.text.split()) != " ".join(other.text.split()):
        yield from _numbers(one, other)
        yield from _negations(one, other)


def _join(some: Sequence[Sentence], places: Sequence[int]) -> Sentence:
    """Neighbouring sentences as one: offsets in it are those of the document less its start."""
    chosen = [some[place] for place in places]
    if len(chosen) == 1:
        return chosen[0]
    span = Span(chosen[0].span.start, chosen[-1].span.end)
    text = ""
    for one in chosen:
        text += " " * (one.span.start - span.start - len(text)) + one.text
    return Sentence(span, text, chosen[0].language, any(one.key for one in chosen))


def _marked(one: Sentence, *ranges: tuple[int, int]) -> Place:
    start = one.span.start
    return Place(one.span, tuple(Span(start + a, start + b) for a, b in ranges))


# -- sentences that are missing ----------------------------------------------------------------


def _left_out(
    left: Sequence[Sentence], right: Sequence[Sentence], beads: Sequence[Bead]
) -> Iterator[Drift]:
    """Runs of sentences between two aligned groups that have no counterpart."""
    edges = [Bead((-1,), (-1,), 0.0), *beads, Bead((len(left),), (len(right),), 0.0)]
    for before, after in pairwise(edges):
        ours = _told(left, before.left[-1] + 1, after.left[0])
        theirs = _told(right, before.right[-1] + 1, after.right[0])
        if ours and theirs:
            yield Drift(DriftKind.REPLACED, SCORES[DriftKind.REPLACED], _run(ours), _run(theirs))
        elif ours:
            place = Place(right[max(before.right[-1], 0)].span)
            yield Drift(DriftKind.MISSING, SCORES[DriftKind.MISSING], _run(ours), place)
        elif theirs:
            place = Place(left[max(before.left[-1], 0)].span)
            yield Drift(DriftKind.ADDED, SCORES[DriftKind.ADDED], place, _run(theirs))


def _told(some: Sequence[Sentence], start: int, end: int) -> list[Sentence]:
    return [one for one in some[start:end] if len(one.text) >= SHORT]


def _run(some: Sequence[Sentence]) -> Place:
    return Place(Span(some[0].span.start, some[-1].span.end), tuple(one.span for one in some))


# -- numbers and negations ---------------------------------------------------------------------


def _numbers(one: Sentence, other: Sentence) -> Iterator[Drift]:
    ours, theirs = numbers(one.text, one.language), numbers(other.text, other.language)
    left, right = unmatched(ours, theirs), unmatched(theirs, ours)
    if left or right:
        yield Drift(
            DriftKind.NUMBER,
            SCORES[DriftKind.NUMBER],
            _marked(one, *((number.start, number.end) for number in left)),
            _marked(other, *((number.start, number.end) for number in right)),
        )


def _negations(one: Sentence, other: Sentence) -> Iterator[Drift]:
    if one.language not in LANGUAGES or other.language not in LANGUAGES:
        return
    ours, theirs = polarity(one.text, one.language), polarity(other.text, other.language)
    if differs(ours, theirs):
        yield Drift(
            DriftKind.NEGATION,
            SCORES[DriftKind.NEGATION],
            _marked(one, *([ours.place] if ours.place else [])),
            _marked(other, *([theirs.place] if theirs.place else [])),
        )


# -- terms -------------------------------------------------------------------------------------


def _terms(
    pairs: Sequence[tuple[Sentence, Sentence]], encoders: Sequence[Encode], analyse: Analyse
) -> Iterator[Drift]:
    differ = [(a, b) for a, b in pairs if a.language != b.language and a.text != b.text]
    words = [
        (tuple(analyse(a.text, a.language)), tuple(analyse(b.text, b.language))) for a, b in differ
    ]
    found = renderings.links(words, renderings.vocabulary(words, encoders))
    heads: Counter[str] = Counter()
    for (one, _), (left, _) in zip(differ, words, strict=True):
        if one.key:
            heads.update({renderings.stem(word) for word in left})
    key = frozenset(word for word, times in heads.items() if times >= HEADS)
    for told in renderings.several(found, key):
        yield _several(told, differ)
    yield from _confirmed(doubts(words, found), differ, words, encoders[0])


def _several(told: Renderings, pairs: Sequence[tuple[Sentence, Sentence]]) -> Drift:
    """One place for every rendering, the commonest first."""
    places = []
    for way in told.ways:
        link = way[0]
        one, other = pairs[link.bead]
        places.append((_token(one, link.left), _token(other, link.right)))
    return Drift(
        DriftKind.RENDERINGS, SCORES[DriftKind.RENDERINGS], *places[0], more=tuple(places[1:])
    )


def _token(one: Sentence, word: Word) -> Place:
    """A word with what is joined to it by hyphens."""
    start, end = word.start, word.end
    while start > 1 and one.text[start - 1] in HYPHENS and one.text[start - 2].isalpha():
        start -= 1
        while start and one.text[start - 1].isalpha():
            start -= 1
    while end + 1 < len(one.text) and one.text[end] in HYPHENS and one.text[end + 1].isalpha():
        end += 1
        while end < len(one.text) and one.text[end].isalpha():
            end += 1
    return _marked(one, (start, end))


HEADS: Final = 2
"""Headings that a word must stand in to be a key term: one may have any verb in it."""

HYPHENS: Final = "-‐‑"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word of the right sentence that may be wrong, and how near its counterpart is."""

    bead: int
    link: Link | None
    word: Word
    near: float

    def logit(self, gain: float) -> float:
        """Log-odds that it is wrong; `gain` is how much nearer the sentences are without it."""
        return float(np.dot(WEIGHTS, (gain, self.near)) + BIAS)


UNLINKED: Final = -3.0
"""The nearness that counts for a word without a counterpart."""


def doubts(
    words: Sequence[tuple[Sequence[Word], Sequence[Word]]], found: Sequence[Link]
) -> list[Doubt]:
    """Every word of the right sides, with what speaks for it."""
    by_word = {(link.bead, link.right): link for link in found}
    told = []
    for bead, (_, right) in enumerate(words):
        for word in right:
            link = by_word.get((bead, word))
            told.append(Doubt(bead, link, word, link.near if link else UNLINKED))
    return told


def _confirmed(
    doubted: Sequence[Doubt],
    pairs: Sequence[tuple[Sentence, Sentence]],
    words: Sequence[tuple[Sequence[Word], Sequence[Word]]],
    encode: Encode,
) -> Iterator[Drift]:
    """The doubts that leaving the word out of its sentence confirms, one for each sentence."""
    beads = sorted({doubt.bead for doubt in doubted if doubt.logit(0.0) >= DOUBTFUL})
    without = gains(beads, pairs, words, encode)
    best: dict[int, tuple[float, Doubt]] = {}
    for doubt in doubted:
        if (doubt.bead, doubt.word) in without:
            logit = doubt.logit(without[doubt.bead, doubt.word])
            if logit > best.get(doubt.bead, (-np.inf, doubt))[0]:
                best[doubt.bead] = logit, doubt
    for bead, (logit, doubt) in sorted(best.items()):
        score = 1.0 / (1.0 + float(np.exp(-logit)))
        if score >= LIKELY:
            one, other = pairs[bead]
            ours = doubt.link.left if doubt.link and doubt.link.near >= FAR - 1 else None
            yield Drift(
                DriftKind.TERM,
                round(score, 3),
                _token(one, ours) if ours else Place(one.span),
                _token(other, doubt.word),
            )


def gains(
    beads: Sequence[int],
    pairs: Sequence[tuple[Sentence, Sentence]],
    words: Sequence[tuple[Sequence[Word], Sequence[Word]]],
    encode: Encode,
) -> dict[tuple[int, Word], float]:
    """How much nearer each word's sentence is to the other without it, above the usual there."""
    texts: list[str] = []
    for bead in beads:
        one, other = pairs[bead]
        texts += [one.text, other.text]
        texts += [
            " ".join((other.text[: word.start] + other.text[word.end :]).split())
            for word in words[bead][1]
        ]
    if not texts:
        return {}
    vectors = encode(texts)
    found: dict[tuple[int, Word], float] = {}
    at = 0
    for bead in beads:
        count = len(words[bead][1])
        one, other, without = vectors[at], vectors[at + 1], vectors[at + 2 : at + 2 + count]
        moved = without @ one - other @ one
        found |= {
            (bead, word): float(gain)
            for word, gain in zip(words[bead][1], moved - np.median(moved), strict=True)
        }
        at += 2 + count
    return found
