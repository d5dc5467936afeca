"""Whether the library covers a question: a calibrated probability.

Start reading at `confidence`. A logistic regression over a few signals of the search that a
person can name; its parameters (`answer/data/decision.json`) are made by
`python -m benchmarks.fit_decision` from our own questions.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from answer.records import Verdict
from index import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.search import Found
    from index.database import Connection

SIGNALS: Final = (
    "nearest passage",
    "nearest unit",
    "nearest passage is unusual",
    "nearest passage (second model)",
    "nearest unit (second model)",
    "nearest passage is unusual (second model)",
    "second model asked",
    "best score",
    "standing out",
    "words in the library",
    "words in one passage",
    "words that nothing matches",
    "words of the question",
    "same language",
)
"""The named signals, in the order of the parameters. Words only count where question and passage
are in one language."""

READ: Final = ("best passage as read", "first passage as read")
"""Further signals where a reader (`answer.reader`) has read the first passages: log-odds that the
best and the first of them answer."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the content words of a question are matched.

    `words` are there, `unmatched` of them are like nothing in the library; `anywhere` and `in_one`
    are the shares (0 to 1, by rarity) that the library and the best passage have.
    """

    words: int
    unmatched: int
    anywhere: float
    in_one: float


def coverage(
    connection: Connection,
    situation: str,
    language: str,
    passages: Sequence[int],
    *,
    total: int,
) -> Coverage:
    """How many of the content words of a situation the library has, and the best of `passages` has.

    A word counts by its rarity among all `total` passages: what every passage has says nothing.
    """
    matches = words.resolve(connection, situation, language)
    if not matches:
        return Coverage(0, 0, 0.0, 0.0)
    total = max(1, total)
    weights = []
    for match in matches:
        uses = max((words.document_frequency(connection, term) for term in match.terms), default=0)
        weights.append(math.log((total + 1) / (uses + 0.5)))
    whole = sum(weights)
    if whole <= 0:
        return Coverage(len(matches), 0, 1.0, 0.0)
    anywhere = sum(w for w, match in zip(weights, matches, strict=True) if match.terms) / whole
    best = 0.0
    for passage in passages:
        inside = words.terms_of(connection, passage)
        share = sum(
            w for w, match in zip(weights, matches, strict=True) if inside & set(match.terms)
        )
        best = max(best, share / whole)
    unmatched = sum(not match.terms for match in matches)
    return Coverage(len(matches), unmatched, anywhere, best)


def signals(
    found: Found, coverage: Coverage, *, same_language: bool, read: Sequence[float] = ()
) -> tuple[float, ...]:
    """The values of `SIGNALS` for a search, and of `READ` where passages were `read` (log-odds)."""
    scores = [hit.score for hit in found.hits[:TOP]]
    rest = scores[1:] or scores
    first = found.nearest[0] if found.nearest else None
    second = found.nearest[1] if len(found.nearest) > 1 else None
    same = float(same_language)
    return (
        (first.passage - USUAL) * 20 if first else 0.0,
        (first.unit - USUAL) * 20 if first else 0.0,
        first.unusual if first else 0.0,
        second.passage * 4 if second else 0.0,
        second.unit * 4 if second else 0.0,
        second.unusual if second else 0.0,
        float(second is not None),
        scores[0] if scores else 0.0,
        scores[0] - sum(rest) / len(rest) if scores else 0.0,
        coverage.anywhere * same,
        coverage.in_one * same,
        coverage.unmatched * same,
        coverage.words / 5,
        same,
        *((max(read), read[0]) if read else ()),
    )


TOP: Final = 10
"""Passages over which "standing out" is told."""

USUAL: Final = 0.85
"""Cosine of e5 vectors of a question and a passage on its topic; told from here, times twenty."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Fitted parameters, and the probabilities from which a question is answered or partly so.

    `answered` and `partly` are chosen on questions that were not fitted to, so that at most one
    verdict "answered" in ten is wrong (see the parameters' file for the figures reached).
    """

    weights: tuple[float, ...]
    bias: float
    answered: float
    partly: float

    def confidence(self, values: Sequence[float]) -> float:
        """The probability, from 0 to 1, that the best passages answer the question."""
        logit = self.bias + sum(w * v for w, v in zip(self.weights, values, strict=True))
        return round(0.5 * (1.0 + math.tanh(0.5 * logit)), 4)

    def verdict(self, confidence: float) -> Verdict:
        """The verdict for a confidence."""
        if confidence >= self.answered:
            return Verdict.ANSWERED
        return Verdict.PARTLY if confidence >= self.partly else Verdict.NOT_COVERED


@cache
def shipped(*, read: bool = False) -> Decision:
    """The shipped parameters; those with the signals of `READ` where passages were `read`."""
    text = (resources.files("answer") / "data" / "decision.json").read_text("utf-8")
    data = json.loads(text)["read" if read else "near"]
    return Decision(
        tuple(data["weights"][name] for name in (SIGNALS + READ if read else SIGNALS)),
        data["bias"],
        data["answered"],
        data["partly"],
    )
