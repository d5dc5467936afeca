"""Features of a sentence for the fitted kind model: its words, its frame, its cues, its place.

Start reading at `extract`. Word features are hashed (Weinberger et al. 2009), so that the model's
parameters are one small array and any word of any language has a place.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kg.cues import SIGNS, fold, sign_pattern
from kg.function_words import FUNCTION_WORDS, NEGATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

BUCKETS = 1 << 15
"""Hash buckets: with some 20,000 features in the gold sentences, one in three shares a bucket;
64k buckets did not score higher (benchmarks/fit_kinds.py)."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?!:]")


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence or clause to be judged, with its place: all that the kind model sees of it."""

    text: str
    language: str = "und"
    heading: str = ""
    form: str = "paragraph"
    before: str = ""


def bucket(name: str) -> int:
    """The hash bucket of a feature (CRC-32: stable over runs and machines)."""
    return zlib.crc32(name.encode()) % BUCKETS


def names(saying: Saying) -> Iterator[tuple[str, float]]:
    """The named features of a saying with their values; `kg.signals` tells them in plain words.

    >>> [name for name, _ in names(Saying("Ask first.", "en"))][:3]
    ['word:ask', 'word:first', 'pair:ask first']
    """
    folded = fold(saying.text)
    words = _WORD.findall(folded)
    yield from _wording(words, saying.language)
    yield from _frame(words, saying.language)
    yield from _cues(saying, folded)
    yield from _shape(saying.text, words)
    yield f"form:{saying.form}", 1.0
    for word in dict.fromkeys(_WORD.findall(fold(saying.heading))):
        yield f"heading:{word}", 0.3


def _wording(words: Sequence[str], language: str) -> Iterator[tuple[str, float]]:
    weight = 1.0 / max(1.0, len(words)) ** 0.5
    for word in dict.fromkeys(words):
        yield f"word:{word}", weight
    for pair in dict.fromkeys(pairwise(words)):
        yield f"pair:{pair[0]} {pair[1]}", weight
    if words:
        yield f"first:{words[0]}", 1.0
        yield f"first ending:{language}:{words[0][-2:]}", 0.5
        yield f"opening:{' '.join(words[:2])}", 1.0
        yield f"last:{words[-1]}", 0.5


def _frame(words: Sequence[str], language: str) -> Iterator[tuple[str, float]]:
    """The sentence without what it talks of: function words, and the endings of the others."""
    frame = ["^", *map(_skeleton, words), "$"]
    weight = 0.5 / max(1.0, len(words)) ** 0.5
    for size in (2, 3, 4):
        for gram in dict.fromkeys(zip(*(frame[start:] for start in range(size)), strict=False)):
            yield f"frame:{language}:{' '.join(gram)}", weight
    for size in (3, 4):
        yield f"frame opening:{language}:{' '.join(frame[:size])}", 0.25


@cache
def _skeleton(word: str) -> str:
    if word in FUNCTION_WORDS or not word[0].isalnum():
        return word
    if word.isdigit():
        return "#"
    return f"~{word[-2:]}" if len(word) > len("four") else "~"


def _cues(saying: Saying, folded: str) -> Iterator[tuple[str, float]]:
    for sign in SIGNS:
        found = sign_pattern(sign, saying.language).search(folded)
        if found:
            yield f"cue:{sign}", 1.0
            if found.start() < EARLY:
                yield f"cue at the start:{sign}", 1.0
    for sign in ("harm", "good", "value", "should"):
        if saying.heading and sign_pattern(sign, saying.language).search(fold(saying.heading)):
            yield f"heading cue:{sign}", 0.5
        if saying.before and sign_pattern(sign, saying.language).search(fold(saying.before)):
            yield f"cue before:{sign}", 0.3


def _shape(text: str, words: Sequence[str]) -> Iterator[tuple[str, float]]:
    yield f"length:{min(len(words) // 6, 8)}", 0.5
    yield f"sentences:{min(len(re.findall(_STOP, text)), 4)}", 0.5
    yield f"commas:{min(text.count(','), 4)}", 0.3
    if any(word in NEGATIONS for word in words):
        yield "negated", 0.5
    if any(word in NEGATIONS for word in words[:3]):
        yield "negated at the start", 0.5
    for name, value, pattern in _SHAPES:
        if re.search(pattern, text):
            yield name, value


_STOP = r"[.!?](?=\s|$)"

_SHAPES = (
    ("question", 1.0, r"\?\s*$"),
    ("no full stop", 0.5, r"[^.!?…:;\"”’\s]\s*$"),
    ("semicolon", 0.3, r";"),
    ("small letter", 0.5, r"^[^\W\d_A-ZĄĆĘŁŃÓŚŹŻÄÖÜÉÀ]"),
    ("quoted", 0.5, r"^[\"„“«]"),
    ("digits", 0.3, r"\d"),
)
"""What the eye sees: name, value, expression."""

EARLY = 12
"""Characters within which a cue opens the sentence ("It is vital …", "Nie wolno …")."""


def extract(
    sayings: Sequence[Saying],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """The hashed features of `sayings` in coordinate form: rows, buckets, values (all 1-D)."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, saying in enumerate(sayings):
        for name, value in names(saying):
            rows.append(row)
            columns.append(bucket(name))
            values.append(value)
    return np.array(rows, np.int64), np.array(columns, np.int64), np.array(values, np.float32)
