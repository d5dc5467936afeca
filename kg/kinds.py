"""The kind of a sentence: a fitted, calibrated model that can say what decided.

Logistic regression over two things: hashed words, cues and place (`kg.features`), so that every
feature's share of a decision can be told, and the sentence's vector, whose share is told as one:
"meaning". The vector comes from the embedding model as an adapter changes it for this task
(`kg/data/kinds_adapter.npz`): its own vectors tell topics apart, and kinds much less.
Parameters: `kg/data/kinds.npz`. `python -m benchmarks.fit_kinds` makes both files from
`kg/gold/kinds`. Start reading at `KindModel.probabilities`.
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
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class KindModel:
    """Fitted parameters.

    `words` (BUCKETS, 5) weighs the features, whose values are scaled to a row of length 1. `head`
    (dim, 5) weighs vectors; it is empty for the parameters that use words alone. `bias` is (5,).
    `temperature` divides the logits (Guo et al. 2017) and was fitted on fields that the weights had
    not seen. `model` names the adapted model that vectors come from, "" for words alone. `context`
    is the share of context that the probabilities are for; `kg.extraction` moves them to a
    document's own.
    """

    words: NDArray[np.float32]
    head: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    model: str
    context: float

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
        if self.head.size:
            if vectors is None or vectors.shape != (len(sayings), len(self.head)):
                raise ValueError(
                    f"the kind model needs vectors of {self.model}, "
                    f"({len(sayings)}, {len(self.head)}); got {getattr(vectors, 'shape', None)}"
                )
            scores += self.meaning(vectors)
        shifted: NDArray[np.float32] = scores + self.bias
        return shifted

    def meaning(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What vectors (n, dim) speak for: log-odds (n, 5)."""
        spoken: NDArray[np.float32] = vectors @ self.head
        return spoken

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
        if self.head.size and meant is None and vector is not None:
            meant = self.meaning(vector[None])[0]
        if meant is not None:
            shares["meaning"] = _lead(meant, column)
        spoken = sorted(
            ((said, share) for said, share in shares.items() if share > 0),
            key=lambda entry: (-entry[1], entry[0]),
        )
        return tuple((said, round(share, 3)) for said, share in spoken[:most])


def _lead(scores: NDArray[np.float32], column: int) -> float:
    return float(scores[column] - scores.mean())


def adapter() -> Traversable:
    """The file that changes the embedding model for this task (`index.adapter.load`)."""
    return resources.files("kg") / "data" / "kinds_adapter.npz"


@cache
def shipped(model: str = "") -> KindModel:
    """The shipped parameters for vectors of the adapted model `model`, else of words alone."""
    with (
        resources.as_file(resources.files("kg") / "data" / "kinds.npz") as path,
        np.load(path) as data,
    ):
        part = "vectors" if model and str(data["model"]) == model else "words"
        words = np.zeros((BUCKETS, len(KINDS)), np.float32)
        words[data[f"{part}.buckets"]] = data[f"{part}.weights"].astype(np.float32)
        head = data["head"].astype(np.float32)
        return KindModel(
            words=words,
            head=head if part == "vectors" else head[:0],
            bias=data[f"{part}.bias"].astype(np.float32),
            temperature=float(data[f"{part}.temperature"]),
            model=model if part == "vectors" else "",
            context=float(data["context"]),
        )
