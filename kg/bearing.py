"""How one unit bears on another: a fitted model that reads the two texts together.

Nearness of vectors (`kg.nearness`) tells that two texts are about the same matter. Whether the one
lessens the harm that the other names takes both texts at once (a cross-encoder, Nogueira and Cho
2019, https://arxiv.org/abs/1901.04085). The embedding model does it, as an adapter changes it for
this task; `python -m benchmarks.fit_links` makes the files in `kg/data` from `kg/gold/links` and
`kg/gold/proposed`. Start reading at `Bearing`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kg.columns import PLACES
from kg.records import SAME_KIND, SYMMETRIC, Kind, Relation, allows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

RELATIONS: Final = (
    Relation.MITIGATES,
    Relation.UPHOLDS,
    Relation.THREATENS,
    Relation.SUPPORTS,
    Relation.BRINGS,
    Relation.SERVES,
    Relation.TENSION,
    Relation.SAME_AS,
)
CLASSES: Final[tuple[Relation | None, ...]] = (None, *RELATIONS)
"""What two texts may be to each other; None is nothing of it. Of two languages, `SAME_AS` is a
translation."""

LONGEST: Final = 300
"""Characters of each text that are read: nine units in ten are shorter."""


Reads = Callable[["Sequence[tuple[End, End]]"], "NDArray[np.float32]"]
"""Reads pairs of texts together: class scores (n, 9), which depend on nothing but the pair."""


class End(NamedTuple):
    """One of two texts that are read together."""

    kind: Kind
    text: str

    def said(self) -> str:
        """As the model reads it."""
        return f"{self.kind}: {' '.join(self.text.split())[:LONGEST]}"


def column(relation: Relation) -> int:
    """The place of a relation in `CLASSES`."""
    return CLASSES.index(Relation.SAME_AS if relation in SAME_KIND else relation)


def possible(source: Kind, target: Kind) -> NDArray[np.bool_]:
    """Which of `CLASSES` (9,) may join texts of these kinds."""
    return np.array([one is None or allows(one, source, target) for one in CLASSES], np.bool_)


SIGNALS: Final = (
    "reading both texts",
    "nearness and words",
    "two languages",
    "sureness of the kinds",
    *(place for place in PLACES if place),
)
"""What a score is made of, beside a number for the relation."""

FAR: Final = 6.0
"""Log-odds from which more says no more."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """Fitted parameters.

    `head` (dim, 9) and `bias` (9,) make class scores of the unit vectors that the adapted model
    `model` gives for pairs of texts. `weights` holds for each relation those of `SIGNALS` and,
    last, a number of its own (10,).
    """

    head: NDArray[np.float32]
    bias: NDArray[np.float32]
    model: str
    weights: dict[Relation, NDArray[np.float64]]

    def classes(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores (n, 9) of each class of `CLASSES`, from vectors (n, dim) of pairs."""
        scores: NDArray[np.float32] = vectors @ self.head + self.bias
        return scores

    def logits(self, relation: Relation, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated log-odds (n,) of a relation, from `columns` (n, 9)."""
        weights = self.weights[relation]
        return np.asarray(signals @ weights[:-1] + weights[-1], np.float64)


def columns(
    read: NDArray[np.float64],
    pair: NDArray[np.float64],
    across: NDArray[np.bool_],
    sure: NDArray[np.float64],
    place: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The signals (n, len(SIGNALS)) of pairs.

    `read` are the log-odds of `against_all`, `pair` those of the pair model, `sure` the
    probability that both ends are of their kinds, `place` numbers of `kg.columns.PLACES`.
    """
    return np.column_stack(
        [
            np.clip(read, -FAR, FAR),
            np.clip(pair, -FAR, FAR),
            across,
            np.log(np.clip(sure, 0.05, 1.0)),
            *(place == number for number in range(1, len(PLACES))),
        ]
    ).astype(np.float64)


def log_odds(
    relation: Relation, ends: Sequence[tuple[End, End]], classes: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Log-odds (n,) of the relation against all else that each pair's kinds allow."""
    allowed = np.array([possible(one.kind, other.kind) for one, other in ends], np.bool_)
    chosen = np.full(len(ends), column(relation), np.int64)
    return against_all(classes.astype(np.float64), allowed.reshape(-1, len(CLASSES)), chosen)


def in_order(relation: Relation, source: End, target: End) -> tuple[End, End]:
    """Two ends as they are read; where a relation has no direction, in the order of their texts."""
    if relation in SYMMETRIC and target.text < source.text:
        return target, source
    return source, target


def against_all(
    scores: NDArray[np.float64], allowed: NDArray[np.bool_], chosen: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Log-odds (n,) of the `chosen` class of each row against the other `allowed` ones."""
    rows = np.arange(len(scores))
    others = np.where(allowed, scores, -np.inf)
    own = scores[rows, chosen]
    others[rows, chosen] = -np.inf
    most = others.max(axis=1)
    return np.asarray(own - most - np.log(np.exp(others - most[:, None]).sum(axis=1)), np.float64)


def adapter() -> Traversable:
    """The file that changes the embedding model for this task (`index.adapter.load`)."""
    return resources.files("kg") / "data" / "bearing_adapter.npz"


@cache
def shipped() -> Bearing:
    """The shipped parameters."""
    with (
        resources.as_file(resources.files("kg") / "data" / "bearing.npz") as path,
        np.load(path) as data,
    ):
        return Bearing(
            head=data["head"].astype(np.float32),
            bias=data["bias"].astype(np.float32),
            model=str(data["model"]),
            weights={
                Relation(str(relation)): weights.astype(np.float64)
                for relation, weights in zip(data["relations"], data["weights"], strict=True)
            },
        )
