"""The kind of a sentence: a fitted, calibrated, linear model that can say what decided.

A multinomial logistic regression over hashed words, cues and place (`kg.features`) and over the
sentence's embedding. Being linear, every feature's share of the decision can be told.
Parameters: `kg/data/kinds.npz`, made by `python -m benchmarks.fit_kinds` from `kg/gold/kinds`.
Start reading at `KindModel.probabilities`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from kg.features import BUCKETS, Saying, bucket, extract, names
from kg.records import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class KindModel:
    """Fitted parameters: `words` (BUCKETS, 5), `vector` (dim, 5) or (0, 5), `bias` (5,).

    `temperature` divides the logits (Guo et al. 2017: temperature scaling) and was fitted on
    fields that the weights had not seen. `model` is the fingerprint-free name of the embedding
    model that `vector` belongs to; "" for the parameters that use words alone.
    """

    words: NDArray[np.float32]
    vector: NDArray[np.float32]
    mean: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    model: str

    def logits(
        self, sayings: Sequence[Saying], vectors: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """Unscaled log-odds (n, 5)."""
        scores = np.zeros((len(sayings), len(KINDS)), np.float32)
        if not sayings:
            return scores
        rows, columns, values = extract(sayings)
        np.add.at(scores, rows, self.words[columns] * values[:, None])
        if self.vector.size:
            if vectors is None or vectors.shape != (len(sayings), self.vector.shape[0]):
                raise ValueError(
                    f"the kind model needs vectors of {self.model}, "
                    f"({len(sayings)}, {self.vector.shape[0]}); got {getattr(vectors, 'shape', None)}"
                )
            scores += (vectors - self.mean) @ self.vector
        return scores + self.bias

    def probabilities(
        self, sayings: Sequence[Saying], vectors: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """The probability of each kind (n, 5), rows adding up to 1, in the order of `KINDS`."""
        logits = self.logits(sayings, vectors) / self.temperature
        logits -= logits.max(axis=1, keepdims=True, initial=-np.inf)
        odds = np.exp(logits)
        shares: NDArray[np.float32] = odds / odds.sum(axis=1, keepdims=True)
        return shares

    def explain(
        self, saying: Saying, vector: NDArray[np.float32] | None, kind: Kind, *, most: int = 4
    ) -> tuple[tuple[str, float], ...]:
        """The signals that spoke most for `kind`: (signal, log-odds over the mean kind)."""
        column = KINDS.index(kind)
        shares = [
            (name, float(value * _lead(self.words[bucket(name)], column)))
            for name, value in names(saying)
        ]
        if self.vector.size and vector is not None:
            shares.append(("meaning", float(_lead((vector - self.mean) @ self.vector, column))))
        spoken = sorted((entry for entry in shares if entry[1] > 0), key=lambda entry: -entry[1])
        return tuple((name, round(weight, 3)) for name, weight in spoken[:most])


def _lead(scores: NDArray[np.float32], column: int) -> float:
    return float(scores[column] - scores.mean())


@cache
def shipped(model: str = "") -> KindModel:
    """The shipped parameters for vectors of the embedding model `model`; words alone for any other."""
    with (
        resources.as_file(resources.files("kg") / "data" / "kinds.npz") as path,
        np.load(path) as data,
    ):
        part = "vectors" if model and str(data["model"]) == model else "words"
        words = np.zeros((BUCKETS, len(KINDS)), np.float32)
        words[data[f"{part}.buckets"]] = data[f"{part}.weights"].astype(np.float32)
        return KindModel(
            words=words,
            vector=data[f"{part}.vector"].astype(np.float32),
            mean=data["mean"].astype(np.float32),
            bias=data[f"{part}.bias"].astype(np.float32),
            temperature=float(data[f"{part}.temperature"]),
            model=model if part == "vectors" else "",
        )
