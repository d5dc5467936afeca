"""The kind of a sentence: a fitted, calibrated kernel model that can say what decided.

Kernel logistic regression with the sum of two kernels: a linear one over hashed words, cues and
place (`kg.features`), so that every feature's share of a decision can be told, and a Gaussian one
over the sentence's embedding, whose share is told as one: "meaning". The Gaussian one matters:
with a linear model over the embedding the macro-F1 of the leave-fields-out folds is .75, not .78.
Parameters: `kg/data/kinds.npz`, made by `python -m benchmarks.fit_kinds` from `kg/gold/kinds`.
Start reading at `KindModel.probabilities`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from kg import signals
from kg.features import BUCKETS, Saying, bucket, extract, names
from kg.records import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WIDTH = 0.7
"""The Gaussian kernel is exp(-WIDTH · |a - b|²) of unit vectors: .4 and .7 score alike in the
leave-fields-out folds, and 1.2 lower."""

_CHUNK = 4096
"""Sentences whose kernel values are held at once: 16 MB."""


@dataclass(frozen=True, slots=True)
class KindModel:
    """Fitted parameters.

    `words` (BUCKETS, 5) weighs the features, whose values are scaled to a row of length 1.
    `landmarks` (m, dim) are unit vectors and `pull` (m, 5) says what nearness to each speaks for;
    both are empty for the parameters that use words alone. `mean` (dim,) centres embeddings, `bias`
    is (5,). `temperature` divides the logits (Guo et al. 2017) and was fitted on fields that the
    weights had not seen. `model` names the embedding model, "" for words alone.
    """

    words: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    pull: NDArray[np.float32]
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
        length = np.sqrt(np.bincount(rows, values * values, len(sayings))).astype(np.float32)
        for kind in range(len(KINDS)):
            scores[:, kind] = np.bincount(rows, self.words[columns, kind] * values, len(sayings))
        scores /= np.maximum(length, 1e-6)[:, None]
        if self.landmarks.size:
            if vectors is None or vectors.shape != (len(sayings), self.landmarks.shape[1]):
                raise ValueError(
                    f"the kind model needs vectors of {self.model}, "
                    f"({len(sayings)}, {self.landmarks.shape[1]}); "
                    f"got {getattr(vectors, 'shape', None)}"
                )
            for start in range(0, len(sayings), _CHUNK):
                scores[start : start + _CHUNK] += self.meaning(vectors[start : start + _CHUNK])
        shifted: NDArray[np.float32] = scores + self.bias
        return shifted

    def meaning(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What embeddings (n, dim) speak for: log-odds (n, 5)."""
        pulled: NDArray[np.float32] = (
            gaussian(centred(vectors, self.mean), self.landmarks) @ self.pull
        )
        return pulled

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
        self,
        saying: Saying,
        vector: NDArray[np.float32] | None,
        kind: Kind,
        *,
        most: int = 4,
        meant: NDArray[np.float32] | None = None,
    ) -> tuple[tuple[str, float], ...]:
        """The signals that spoke most for `kind`: (plain words, log-odds over the mean kind).

        Features that are told in the same words are added up (`kg.signals.in_words`). `meant` (5,)
        is what `meaning` gave for the vector, where it is known already.
        """
        column = KINDS.index(kind)
        found = list(names(saying))
        length = max(sum(value * value for _, value in found) ** 0.5, 1e-6)
        shares: dict[str, float] = {}
        for name, value in found:
            said = signals.in_words(name)
            share = float(value / length * _lead(self.words[bucket(name)], column))
            shares[said] = shares.get(said, 0.0) + share
        if self.landmarks.size and meant is None and vector is not None:
            meant = self.meaning(vector[None])[0]
        if meant is not None:
            shares["meaning"] = _lead(meant, column)
        spoken = sorted(
            ((said, share) for said, share in shares.items() if share > 0),
            key=lambda entry: (-entry[1], entry[0]),
        )
        return tuple((said, round(share, 3)) for said, share in spoken[:most])


def centred(vectors: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Embeddings (n, dim) less what all sentences share, scaled to length 1."""
    moved = vectors - mean
    lengths = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    unit: NDArray[np.float32] = (moved / lengths).astype(np.float32)
    return unit


def gaussian(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """The Gaussian kernel of unit vectors (n, dim), (m, dim): from exp(-4 WIDTH) to 1, (n, m)."""
    near: NDArray[np.float32] = np.exp(2 * WIDTH * (left @ right.T - 1))
    return near


def _lead(scores: NDArray[np.float32], column: int) -> float:
    return float(scores[column] - scores.mean())


@cache
def shipped(model: str = "") -> KindModel:
    """The shipped parameters for vectors of the embedding model `model`, else of words alone."""
    with (
        resources.as_file(resources.files("kg") / "data" / "kinds.npz") as path,
        np.load(path) as data,
    ):
        part = "vectors" if model and str(data["model"]) == model else "words"
        words = np.zeros((BUCKETS, len(KINDS)), np.float32)
        words[data[f"{part}.buckets"]] = data[f"{part}.weights"].astype(np.float32)
        landmarks = data["landmarks"].astype(np.float32)
        landmarks /= np.linalg.norm(landmarks, axis=1, keepdims=True)
        if part == "words":
            landmarks = landmarks[:0]
        return KindModel(
            words=words,
            landmarks=landmarks,
            pull=data["pull"].astype(np.float32)[: len(landmarks)],
            mean=data["mean"].astype(np.float32),
            bias=data[f"{part}.bias"].astype(np.float32),
            temperature=float(data[f"{part}.temperature"]),
            model=model if part == "vectors" else "",
        )
