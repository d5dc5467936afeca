"""How likely a relation between two units is, by how they stand and how near they are in meaning.

A logistic regression over signals that can be named, fitted to sets of documents on one subject of
which every link that a trainer would show was listed (`kg/gold/listed`): `python -m
benchmarks.fit_edges` makes `kg/data/edges.npz` and says how well it tells. Start reading at
`columns`, then `Weights.parts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.columns import ITEM, NEAR, NEXT, REASON, SECTION
from kg.records import Relation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.columns import Columns

    Rows = NDArray[np.int64]
    Floats = NDArray[np.float64]

FEW_WORDS: Final = 3
"""Stems below which a text says too little: "A few are dangerous." is near to much."""

LEAST: Final = 0.05
"""A kind is never less sure than this: its logarithm is a signal."""

SIGNALS: Final = (
    "nearness",
    "nearness in two documents",
    "nearness in one passage or section",
    "two languages",
    "sureness of the source's kind",
    "sureness of the target's kind",
    "few words",
    "a reason inside the same sentence",
    "the same item",
    "the next sentence",
    "the same section",
    "the target is the next unit",
    "the target is the unit before",
    "two units apart",
    "the target ends the source",
    "the target's share of the source",
    "advice for and advice against",
)

TOLD: Final = (
    "nearness of meaning",
    "two languages",
    "sureness of the kinds",
    "few words",
    "where they stand",
    "advice for and against",
)
"""What a reader is told of the signals, added up."""

GROUP: Final = np.array([0, 0, 0, 1, 2, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5])
"""The place in `TOLD` of each of `SIGNALS`."""

WHERE: Final = 4
"""The place in `TOLD` of what is told by the name of the place."""

PLACED: Final = slice(7, 11)
"""Those of `SIGNALS` that are places of `kg.columns.PLACES`, from `REASON` to `SECTION`."""

FITTED: Final = (
    Relation.MITIGATES,
    Relation.UPHOLDS,
    Relation.THREATENS,
    Relation.SUPPORTS,
    Relation.BRINGS,
    Relation.SERVES,
    Relation.TENSION,
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted parameters: `common` (len(SIGNALS),) to all relations, `own` of each (2,).

    The first of `own` holds for any pair, the second is added where the two stand together.
    """

    common: Floats
    own: dict[Relation, Floats]

    def parts(self, relation: Relation, signals: Floats) -> Floats:
        """What the signals (n, len(SIGNALS)) speak for: log-odds (n, len(TOLD))."""
        found = np.zeros((len(signals), len(TOLD)))
        for place, weight in enumerate(self.common):
            found[:, GROUP[place]] += signals[:, place] * weight
        found[:, WHERE] += together(signals) * self.own[relation][1]
        return found

    def logits(self, relation: Relation, parts: Floats) -> Floats:
        """Log-odds (n,) from `parts`."""
        return np.asarray(parts.sum(axis=1) + self.own[relation][0], np.float64)


def columns(told: Columns, a: Rows, b: Rows, near: NDArray[np.floating]) -> Floats:
    """The signals (n, len(SIGNALS)) of pairs of units with their nearness."""
    place = told.place(a, b)
    inside = (place == REASON) | (place == ITEM)
    close = (place == NEXT) | (place == SECTION)
    one = told.document[a] == told.document[b]
    part = told.overlap(a, b)
    step = np.where(one & ~part, told.order[b] - told.order[a], 0)
    share = (told.end[b] - told.start[b]) / np.maximum(told.end[a] - told.start[a], 1)
    return np.column_stack(
        [
            np.where(inside, 0.0, near),  # a text is near to its own part, whatever that says
            np.where(one, 0.0, near),
            np.where(close, near, 0.0),
            told.across(a, b),
            np.log(np.maximum(told.sure[a], LEAST)),
            np.log(np.maximum(told.sure[b], LEAST)),
            np.minimum(told.stems[a], told.stems[b]) < FEW_WORDS,
            *(place == number for number in (REASON, ITEM, NEXT, SECTION)),
            step == 1,
            step == -1,
            np.abs(step) == NEAR,
            part & (told.end[a] == told.end[b]),
            np.where(part, np.log(np.maximum(share, LEAST)), 0.0),
            told.avoid[a] != told.avoid[b],
        ]
    ).astype(np.float64)


def together(signals: Floats) -> NDArray[np.bool_]:
    """Which pairs (n,) stand in one sentence, item or section, one after the other."""
    return np.asarray(signals[:, PLACED].any(axis=1))


@cache
def shipped() -> Weights:
    """The shipped parameters."""
    with (
        resources.as_file(resources.files("kg") / "data" / "edges.npz") as path,
        np.load(path) as data,
    ):
        own = zip(data["relations"].tolist(), data["own"].astype(np.float64), strict=True)
        return Weights(
            data["common"].astype(np.float64), {Relation(name): values for name, values in own}
        )
