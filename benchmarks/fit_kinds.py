"""Fit the kind model on the gold sentences: `python -m benchmarks.fit_kinds`.

Writes `kg/data/kinds.npz` and prints the figures it reached on the held-out fields and, with
`--labels FOLDER`, on public labels that nothing was fitted to. Deterministic: the same gold
sentences and embedding model give the same file.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.linalg import solve_triangular
from scipy.optimize import minimize, minimize_scalar
from sklearn.metrics import f1_score

from index import models
from kg import gold
from kg.features import BUCKETS, Saying, extract
from kg.kinds import KindModel, centred, gaussian
from kg.records import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

OUT = Path(__file__).parent.parent / "kg" / "data" / "kinds.npz"
EMBEDDER = "multilingual-e5-small"
PENALTY = 0.05
"""Of the squared weights: the best of .03, .05, .1 in the leave-fields-out folds."""
WORDS_SHARE = {"vectors": 1.4, "words": 6.0}
"""Weight of the kernel of words beside that of vectors: 1.4 scored .786 in the leave-fields-out
folds and .7 scored .781; with words alone it only undoes part of the penalty."""
LANDMARKS = 1200
"""Of some 3,800 vectors: the others' pull is handed over to them (`_compress`), which changes one
judgement in a hundred and saves two thirds of the file."""
FOLDS = 6
SEED = 0


def saying(line: gold.GoldLine) -> Saying:
    """What the kind model sees of a gold line."""
    row = line.row
    return Saying(row["text"], line.language, row["heading"], row["place"], row["before"])


def matrix(sayings: Sequence[Saying]) -> sparse.csr_matrix:
    """Hashed features (n, BUCKETS), rows of length 1."""
    rows, columns, values = extract(sayings)
    features = sparse.csr_matrix((values, (rows, columns)), shape=(len(sayings), BUCKETS))
    lengths = np.sqrt(np.asarray(features.multiply(features).sum(axis=1)))
    return sparse.csr_matrix(features.multiply(1 / np.maximum(lengths, 1e-6)))


@dataclass(frozen=True, slots=True)
class Sample:
    """Sentences to fit on, or a part of them: features, centred vectors or None, kinds."""

    words: sparse.csr_matrix
    vectors: NDArray[np.float32] | None
    labels: NDArray[np.int64]

    def part(self, chosen: NDArray[np.int64]) -> Sample:
        """The sentences `chosen` (indices)."""
        vectors = None if self.vectors is None else self.vectors[chosen]
        return Sample(self.words[chosen], vectors, self.labels[chosen])


def kernel(left: Sample, right: Sample, share: float) -> NDArray[np.float32]:
    """How alike the sentences are (n, m): words times `share`, and meaning."""
    alike = share * np.asarray((left.words @ right.words.T).todense(), np.float32)
    if left.vectors is not None and right.vectors is not None:
        alike += gaussian(left.vectors, right.vectors)
    return alike


def solve(
    alike: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Kernel logistic regression: each sentence's pull (n, 5), and the bias (5,).

    The kernel's Cholesky factor serves as features of an ordinary, penalised regression.
    """
    count = len(labels)
    factor = np.linalg.cholesky(alike.astype(np.float64) + JITTER * np.eye(count))
    narrow = factor.astype(np.float32)
    truth = np.eye(len(KINDS), dtype=np.float32)[labels]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat[: -len(KINDS)].reshape(count, -1).astype(np.float32)
        scores = narrow @ weights + flat[-len(KINDS) :].astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        value = -((scores * truth).sum(axis=1) - np.log(total[:, 0])).sum()
        slope = odds / total - truth
        gradient = np.concatenate(
            [(narrow.T @ slope + PENALTY * weights).ravel(), slope.sum(axis=0)]
        )
        penalty = PENALTY / 2 * (weights * weights).sum()
        return float(value + penalty), gradient.astype(np.float64)

    start = np.zeros((count + 1) * len(KINDS))
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150, "ftol": 1e-6}
    ).x
    pull = solve_triangular(factor.T, found[: -len(KINDS)].reshape(count, -1), lower=False)
    return pull, found[-len(KINDS) :].astype(np.float32)


JITTER = 1e-4
"""Added to the kernel's diagonal: sentences that are told twice would make it singular."""


def fit(sample: Sample, mean: NDArray[np.float32], part: str) -> KindModel:
    """The model of one part ("words", "vectors") before calibration."""
    share = WORDS_SHARE[part]
    pull, bias = solve(kernel(sample, sample, share), sample.labels)
    words = np.asarray(share * (sample.words.T @ pull), np.float32)
    landmarks, drawn = np.zeros((0, len(mean)), np.float32), np.zeros((0, len(KINDS)), np.float32)
    if sample.vectors is not None:
        landmarks, drawn = _compress(sample.vectors, pull)
    model = EMBEDDER if sample.vectors is not None else ""
    return KindModel(words, landmarks, drawn, mean, bias, 1.0, model)


def _compress(
    vectors: NDArray[np.float32], pull: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fewer landmarks, stored in one byte a number, that pull as nearly alike as they can."""
    chosen = np.sort(np.random.default_rng(SEED).permutation(len(vectors))[:LANDMARKS])
    few = np.round(vectors[chosen] * FINENESS).astype(np.int8).astype(np.float32)
    few /= np.linalg.norm(few, axis=1, keepdims=True)
    wanted = gaussian(vectors, vectors) @ pull
    near = gaussian(vectors, few).astype(np.float64)
    squares = near.T @ near + RIDGE * np.eye(len(few))
    return few, np.linalg.solve(squares, near.T @ wanted).astype(np.float32)


FINENESS = 300.0
"""Steps from 0 to 1 of a stored number: the largest in the gold are .4, and 127 / 300 is .42."""
RIDGE = 1e-3
"""Keeps the handed-over pulls small where landmarks are near each other."""


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
        vectors = embedder.encode_passages([s.text for s in sayings]) if model.model else None
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
    names = [kind.value for kind in KINDS]
    labels = np.array([names.index(line.row["kind"]) for line in lines], np.int64)
    held = np.array([line.field in gold.HELD_OUT for line in lines])
    languages = np.array([line.language for line in lines])
    mean = vectors[~held].mean(axis=0)
    words = matrix(sayings)
    print(f"{len(lines)} gold sentences, {held.sum()} of them held out")
    stored: dict[str, Any] = {"model": EMBEDDER, "mean": mean.astype(np.float32)}
    for part in ("words", "vectors"):
        sample = Sample(words, centred(vectors, mean) if part == "vectors" else None, labels)
        model = _fit_calibrated(sample, held, mean, [line.field for line in lines], part)
        _judge(model, sayings, vectors, labels=labels, held=held, languages=languages, part=part)
        if options.labels:
            figures = public(options.labels, model, embedder)
            print(part, {name: round(score, 3) for name, score in figures.items()})
        used = np.flatnonzero(np.abs(model.words).max(axis=1) > SMALL)
        stored |= {
            f"{part}.buckets": used.astype(np.uint16),
            f"{part}.weights": model.words[used].astype(np.float16),
            f"{part}.bias": model.bias,
            f"{part}.temperature": model.temperature,
        }
        if part == "vectors":
            stored["landmarks"] = np.round(model.landmarks * FINENESS).astype(np.int8)
            stored["pull"] = model.pull
    if not options.dry:
        OUT.parent.mkdir(exist_ok=True)
        np.savez_compressed(OUT, **stored)
        print(f"wrote {OUT.name}: {OUT.stat().st_size // 1024} KiB")


def _judge(
    model: KindModel,
    sayings: Sequence[Saying],
    vectors: NDArray[np.float32],
    *,
    labels: NDArray[np.int64],
    held: NDArray[np.bool_],
    languages: NDArray[np.str_],
    part: str,
) -> None:
    """Print the figures on the held-out fields."""
    names = [kind.value for kind in KINDS]
    shares = model.probabilities(
        [sayings[i] for i in np.flatnonzero(held)], vectors[held] if model.model else None
    )
    truth = labels[held]
    for language in ("en", "pl"):
        mask = languages[held] == language
        each = f1_score(
            truth[mask], shares[mask].argmax(axis=1), average=None, labels=range(len(KINDS))
        )
        told = {name: round(float(score), 2) for name, score in zip(names, each, strict=True)}
        print(part, "held-out macro-F1", language, round(float(each.mean()), 3), told)
    error = calibration_error(shares, truth)
    print(part, f"calibration error {error:.3f}, temperature {model.temperature:.3f}")


SMALL = 2e-3
"""Weights below this move no probability by a thousandth and are not stored."""


def _fit_calibrated(
    sample: Sample,
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
    share = WORDS_SHARE[part]
    for fold in range(FOLDS):
        train = sample.part(indices[fold_of != fold])
        pull, bias = solve(kernel(train, train, share), train.labels)
        test = sample.part(indices[fold_of == fold])
        logits[fold_of == fold] = kernel(test, train, share) @ pull + bias
    labels = sample.labels[indices]
    score = f1_score(labels, logits.argmax(axis=1), average="macro")
    print(part, "leave-fields-out macro-F1 of the fitted fields", round(float(score), 3))
    model = fit(sample.part(indices), mean, part)
    return replace(model, temperature=temperature(logits, labels))


if __name__ == "__main__":
    main()
