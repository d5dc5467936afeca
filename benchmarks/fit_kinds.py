"""Fit the kind model on the gold sentences: `python -m benchmarks.fit_kinds`.

Writes `kg/data/kinds.npz` and prints the figures it reached on the held-out fields and, with
`--labels FOLDER`, on public labels that nothing was fitted to. Deterministic: the same gold
sentences and embedding model give the same file.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from index import models
from kg import gold
from kg.features import BUCKETS, Saying, extract
from kg.kinds import KindModel
from kg.records import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

OUT = Path(__file__).parent.parent / "kg" / "data" / "kinds.npz"
EMBEDDER = "multilingual-e5-small"
INVERSE_PENALTY = {"vectors": 0.5, "words": 1.0}
"""C of the regression: the best of .1, .3, 1, 3 in the leave-fields-out folds of the fitted fields."""
VECTOR_SCALE = 6.0
"""Weight of the centred vectors against the words: the best of 2, 4, 6, 8, 12 likewise."""
FOLDS = 6


def saying(line: gold.GoldLine) -> Saying:
    """What the kind model sees of a gold line."""
    row = line.row
    return Saying(row["text"], line.language, row["heading"], row["place"], row["before"])


def matrix(sayings: Sequence[Saying]) -> sparse.csr_matrix:
    """Hashed features (n, BUCKETS)."""
    rows, columns, values = extract(sayings)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(sayings), BUCKETS))


def fit(
    sayings: Sequence[Saying],
    vectors: NDArray[np.float32] | None,
    labels: NDArray[np.int64],
    mean: NDArray[np.float32],
    *,
    penalty: float,
    scale: float = VECTOR_SCALE,
) -> KindModel:
    """One regression over words and, where given, vectors."""
    words = matrix(sayings)
    features = words
    if vectors is not None:
        features = sparse.hstack([words, sparse.csr_matrix((vectors - mean) * scale)]).tocsr()
    regression = LogisticRegression(C=penalty, max_iter=500, tol=1e-4)
    regression.fit(features, labels)
    weights = np.zeros((features.shape[1], len(KINDS)), np.float32)
    bias = np.full(len(KINDS), -10.0, np.float32)
    for position, label in enumerate(regression.classes_):
        weights[:, label] = regression.coef_[position]
        bias[label] = regression.intercept_[position]
    vector = (
        weights[BUCKETS:] * scale if vectors is not None else np.zeros((0, len(KINDS)), np.float32)
    )
    return KindModel(
        weights[:BUCKETS], vector, mean, bias, 1.0, EMBEDDER if vectors is not None else ""
    )


def temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The divisor of the logits that makes held-out labels most likely."""

    def loss(divisor: float) -> float:
        scaled = logits / divisor
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        likelihood = scaled[np.arange(len(labels)), labels] - np.log(np.exp(scaled).sum(axis=1))
        return float(-likelihood.mean())

    return float(minimize_scalar(loss, bounds=(0.3, 5.0), method="bounded").x)


def calibration_error(
    shares: NDArray[np.float32], labels: NDArray[np.int64], bins: int = 15
) -> float:
    """Expected calibration error of the chosen kind (Naeini et al. 2015), equal-width bins."""
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    edges = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(right[edges == b].mean() - sure[edges == b].mean()) * (edges == b).mean()
            for b in range(bins)
            if (edges == b).any()
        )
    )


def public(folder: Path, model: KindModel, embedder: Any) -> dict[str, float]:  # noqa: ANN401
    """Macro-F1 over the kinds present, restricted to them; recall for one kind; F1 of practice."""
    figures = {}
    for path in sorted(folder.glob("*/labels.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        texts = [row["text"] for row in rows]
        sayings = [
            Saying(" ".join(text.split()), row["lang"])
            for text, row in zip(texts, rows, strict=True)
        ]
        vectors = embedder.encode_passages([s.text for s in sayings]) if model.vector.size else None
        shares = model.probabilities(sayings, vectors)
        present = sorted({row["label"] for row in rows})
        names = [kind.value for kind in KINDS]
        if "other" in present:
            guess = shares.argmax(axis=1) == names.index("practice")
            figures[path.parent.name] = float(
                f1_score([r["label"] == "practice" for r in rows], guess)
            )
        elif len(present) == 1:
            figures[path.parent.name] = float(
                np.mean(shares.argmax(axis=1) == names.index(present[0]))
            )
        else:
            columns = [names.index(label) for label in present]
            guess = [present[i] for i in shares[:, columns].argmax(axis=1)]
            figures[path.parent.name] = float(
                f1_score([r["label"] for r in rows], guess, average="macro")
            )
    return figures


def main() -> None:
    """Fit, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, help="folder of public label sets to judge on")
    parser.add_argument("--dry", action="store_true", help="judge only, write nothing")
    options = parser.parse_args()
    lines = list(gold.read("kinds"))
    embedder = models.load(EMBEDDER)
    sayings = [saying(line) for line in lines]
    vectors = embedder.encode_passages([s.text for s in sayings])
    labels = np.array(
        [[k.value for k in KINDS].index(line.row["kind"]) for line in lines], np.int64
    )
    held = np.array([line.field in gold.HELD_OUT for line in lines])
    languages = np.array([line.language for line in lines])
    mean = vectors[~held].mean(axis=0)
    print(f"{len(lines)} gold sentences, {held.sum()} of them held out")
    stored: dict[str, Any] = {"model": EMBEDDER, "mean": mean.astype(np.float32)}
    for part in ("words", "vectors"):
        given = vectors if part == "vectors" else None
        model = _fit_calibrated(
            sayings, given, labels, held, mean, [line.field for line in lines], part
        )
        chosen = [s for s, h in zip(sayings, held, strict=True) if h]
        shares = model.probabilities(chosen, None if given is None else given[held])
        truth = labels[held]
        for language in ("en", "pl"):
            mask = languages[held] == language
            if mask.any():
                score = f1_score(truth[mask], shares[mask].argmax(axis=1), average="macro")
                each = f1_score(
                    truth[mask], shares[mask].argmax(axis=1), average=None, labels=range(len(KINDS))
                )
                print(
                    part,
                    "held-out macro-F1",
                    language,
                    round(float(score), 3),
                    dict(zip([k.value for k in KINDS], each.round(2), strict=True)),
                )
        print(
            part,
            "expected calibration error",
            round(calibration_error(shares, truth), 3),
            "temperature",
            round(model.temperature, 3),
        )
        if options.labels:
            print(
                part,
                {
                    name: round(score, 3)
                    for name, score in public(options.labels, model, embedder).items()
                },
            )
        used = np.flatnonzero(np.abs(model.words).max(axis=1) > SMALL)
        stored |= {
            f"{part}.buckets": used.astype(np.uint16),
            f"{part}.weights": model.words[used].astype(np.float16),
            f"{part}.vector": model.vector.astype(np.float16),
            f"{part}.bias": model.bias,
            f"{part}.temperature": model.temperature,
        }
    if not options.dry:
        OUT.parent.mkdir(exist_ok=True)
        np.savez_compressed(OUT, **stored)
        print(f"wrote {OUT.name}: {OUT.stat().st_size // 1024} KiB")


SMALL = 1e-3
"""Weights below this move no probability by a thousandth and are not stored."""


def _fit_calibrated(
    sayings: Sequence[Saying],
    vectors: NDArray[np.float32] | None,
    labels: NDArray[np.int64],
    held: NDArray[np.bool_],
    mean: NDArray[np.float32],
    fields: Sequence[str],
    part: str,
) -> KindModel:
    """Fit on the fields that are not held out; the temperature comes from folds over fields."""
    indices = np.flatnonzero(~held)
    names = sorted({fields[i] for i in indices})
    fold_of = np.array([names.index(fields[i]) % FOLDS for i in indices])
    logits = np.zeros((len(indices), len(KINDS)), np.float32)
    for fold in range(FOLDS):
        train, test = indices[fold_of != fold], indices[fold_of == fold]
        model = fit(
            [sayings[i] for i in train],
            None if vectors is None else vectors[train],
            labels[train],
            mean,
            penalty=INVERSE_PENALTY[part],
        )
        logits[fold_of == fold] = model.logits(
            [sayings[i] for i in test], None if vectors is None else vectors[test]
        )
    score = f1_score(labels[indices], logits.argmax(axis=1), average="macro")
    print(part, "leave-fields-out macro-F1 of the fitted fields", round(float(score), 3))
    divisor = temperature(logits, labels[indices])
    model = fit(
        [sayings[i] for i in indices],
        None if vectors is None else vectors[indices],
        labels[indices],
        mean,
        penalty=INVERSE_PENALTY[part],
    )
    return KindModel(model.words, model.vector, model.mean, model.bias, divisor, model.model)


if __name__ == "__main__":
    main()
