"""Whether two units stand in a relation: a fitted, calibrated model of pairs of texts.

One logistic regression a relation over a handful of signals that a person can name (nearness of
meaning, words in common, opposite advice, another language) and over the product of the two
embeddings, which learns along which directions two texts must agree for this relation.
Parameters: `kg/data/pairs.npz`, made by `python -m benchmarks.fit_pairs` from `kg/gold/links`.
Start reading at `PairModel.scores`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.cues import fold, sign_pattern
from kg.records import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SIGNALS: Final = (
    "nearness of meaning",
    "nearness of meaning across languages",
    "another language",
    "words in common",
    "the longer text holds the shorter",
    "one advises, the other advises against",
    "different numbers",
)
"""The named signals, in the order of the parameters."""

STEM: Final = 5
"""Letters that two words must share at the start to count as one: "client", "clients", "klientów"
(English and Polish inflect at the end; four letters join too much, six too little)."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a pair model sees of one end: language, stems, polarity, numbers."""

    language: str
    stems: frozenset[str]
    against: bool
    numbers: frozenset[str]


def describe(text: str, language: str) -> Text:
    """The signals' raw material for one text.

    >>> sorted(describe("Never lift alone.", "en").stems), describe("Never lift alone.", "en").against
    (['alone', 'lift', 'never'], True)
    """
    folded = fold(text)
    words = re.findall(r"[^\W\d_]{4,}", folded)
    return Text(
        language=language,
        stems=frozenset(word[:STEM] for word in words),
        against=bool(sign_pattern("avoid", language).search(folded)),
        numbers=frozenset(re.findall(r"\d+", folded)),
    )


def signals(source: Text, target: Text, nearness: float) -> tuple[float, ...]:
    """The values of `SIGNALS` for a pair whose vectors have the cosine `nearness`."""
    other_language = source.language != target.language
    shared = len(source.stems & target.stems)
    union = len(source.stems | target.stems)
    fewer = min(len(source.stems), len(target.stems))
    return (
        (nearness - USUAL) * 10,
        (nearness - USUAL) * 10 if other_language else 0.0,
        float(other_language),
        shared / union if union else 0.0,
        shared / fewer if fewer else 0.0,
        float(source.against != target.against),
        float(bool(source.numbers ^ target.numbers)),
    )


USUAL: Final = 0.85
"""Cosine of e5 vectors of two sentences on one topic: signals are told from here, times ten,
so that their parameters have the size of the others'."""


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Fitted parameters of one relation: `named` (len(SIGNALS),), `product` (dim,), `bias`."""

    named: NDArray[np.float32]
    product: NDArray[np.float32]
    bias: float


@dataclass(frozen=True, slots=True)
class PairModel:
    """The relations' models, and the mean (dim,) that is taken off every vector first."""

    relations: Mapping[Relation, RelationModel]
    mean: NDArray[np.float32]
    model: str

    def logits(
        self,
        relation: Relation,
        sources: NDArray[np.float32],
        targets: NDArray[np.float32],
        described: Sequence[tuple[Text, Text]],
    ) -> NDArray[np.float64]:
        """Log-odds (n,) that row i of `sources` stands in `relation` to row i of `targets`."""
        parameters = self.relations[relation]
        named = np.array(
            [
                signals(source, target, float(nearness))
                for (source, target), nearness in zip(
                    described,
                    np.einsum("ij,ij->i", sources, targets, dtype=np.float64),
                    strict=True,
                )
            ],
            np.float64,
        ).reshape(len(described), len(SIGNALS))
        logits = named @ parameters.named + parameters.bias
        if parameters.product.size and sources.shape[1] == parameters.product.size:
            logits += product_features(sources, targets, self.mean) @ parameters.product
        return np.asarray(logits, np.float64)

    def scores(
        self,
        relation: Relation,
        sources: NDArray[np.float32],
        targets: NDArray[np.float32],
        described: Sequence[tuple[Text, Text]],
    ) -> NDArray[np.float64]:
        """Probabilities (n,), calibrated on the gold pairs' share of true ones."""
        odds: NDArray[np.float64] = sigmoid(self.logits(relation, sources, targets, described))
        return odds


def product_features(
    sources: NDArray[np.float32], targets: NDArray[np.float32], mean: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Elementwise product of the centred, renormalised vectors, scaled to unit variance (n, dim)."""
    left, right = centred(sources, mean), centred(targets, mean)
    return np.asarray(left * right * np.float32(left.shape[1] ** 0.5), np.float32)


def centred(vectors: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors (n, dim) without the direction that all texts share, of unit length again."""
    moved = vectors - mean
    return np.asarray(
        moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), np.float32
    )


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)), np.float64)


@cache
def shipped(model: str = "") -> PairModel:
    """The shipped parameters; for vectors of another model than theirs the named signals alone."""
    with (
        resources.as_file(resources.files("kg") / "data" / "pairs.npz") as path,
        np.load(path) as data,
    ):
        fits = str(data["model"]) == model
        part = "full" if fits else "named"
        relations = {
            Relation(str(relation)): RelationModel(
                named=data[f"{relation}.{part}.named"].astype(np.float64),
                product=data[f"{relation}.{part}.product"].astype(np.float64),
                bias=float(data[f"{relation}.{part}.bias"]),
            )
            for relation in data["relations"]
        }
        return PairModel(
            relations, data["mean"].astype(np.float32), str(data["model"]) if fits else ""
        )
