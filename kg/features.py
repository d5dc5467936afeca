"""Features of a sentence for the fitted kind model: its words, its cues, its place, its vector.

Start reading at `extract`. Word features are hashed (Weinberger et al. 2009), so that the model's
parameters are one small array and any word of any language has a place.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.cues import SIGNS, fold, sign_pattern

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
    """The named features of a saying with their values; the name is what an explanation shows.

    >>> [name for name, _ in names(Saying("Ask first.", "en"))][:3]
    ['word:ask', 'word:first', 'pair:ask first']
    """
    words = _WORD.findall(fold(saying.text))
    weight = 1.0 / max(1.0, len(words)) ** 0.5
    for word in dict.fromkeys(words):
        yield f"word:{word}", weight
    for pair in dict.fromkeys(zip(words, words[1:], strict=False)):
        yield f"pair:{pair[0]} {pair[1]}", weight
    if words:
        yield f"first:{words[0]}", 1.0
        yield f"first ending:{saying.language}:{words[0][-2:]}", 0.5
        yield f"opening:{' '.join(words[:2])}", 1.0
        yield f"last:{words[-1]}", 0.5
    folded = fold(saying.text)
    for sign in SIGNS:
        found = sign_pattern(sign, saying.language).search(folded)
        if found:
            yield f"cue:{sign}", 1.0
            if found.start() < EARLY:
                yield f"cue at the start:{sign}", 1.0
    yield f"form:{saying.form}", 1.0
    yield f"length:{min(len(words) // 6, 8)}", 0.5
    if saying.text.rstrip().endswith("?"):
        yield "question", 1.0
    if not re.search(r"[.!?…:;\"”’]\s*$", saying.text):
        yield "no full stop", 0.5
    for word in dict.fromkeys(_WORD.findall(fold(saying.heading))):
        yield f"heading:{word}", 0.3
    for sign in ("harm", "good", "value", "should"):
        if saying.heading and sign_pattern(sign, saying.language).search(fold(saying.heading)):
            yield f"heading cue:{sign}", 0.5
        if saying.before and sign_pattern(sign, saying.language).search(fold(saying.before)):
            yield f"cue before:{sign}", 0.3


EARLY = 12
"""Characters from the start within which a cue opens the sentence ("It is vital …", "Nie wolno")."""


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
