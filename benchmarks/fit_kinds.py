"""Fit the kind model on the gold sentences: `python -m benchmarks.fit_kinds`.

Writes `kg/data/kinds.npz` and `kg/data/kinds_adapter.npz` (half an hour on one core), and prints
the figures they reach on the held-out fields and, with `--labels FOLDER`, on public labels that
nothing was fitted to. The seed is fixed: on one machine the same gold gives the same files.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from sklearn.metrics import f1_score

from benchmarks import tuning
from index import adapter
from kg import gold
from kg.features import BUCKETS, Saying, extract
from kg.kinds import KindModel
from kg.records import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.models import Embedder

DATA = Path(__file__).parent.parent / "kg" / "data"
BASE = "multilingual-e5-small"
NAME = "multilingual-e5-small-kinds"
PREFIX = "query: "
EPOCHS = 4
PENALTY = 3e-5
"""Of the squared weights of words."""
CALIBRATING = 7
"""One field in so many is kept out of the fit, for the temperature and the share of words."""
SEED = 0
IN_GUIDANCE = 0.2
"""Share of context in guidance, as in the guideline of the gold sentences; of the sentences that
are fitted on, pages of reference among them, a third is."""


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


def fit_words(
    features: sparse.csr_matrix, labels: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Penalised logistic regression over hashed features: weights (BUCKETS, 5) and bias (5,)."""
    used = np.unique(features.indices)
    narrow = features[:, used].astype(np.float64)
    truth = np.eye(len(KINDS))[labels]
    count = len(labels)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[: -len(KINDS)].reshape(len(used), -1), flat[-len(KINDS) :]
        scores = narrow @ weights + bias
        shares = softmax(scores)
        slope = (shares - truth) / count
        value = -np.log((shares * truth).sum(axis=1)).mean()
        gradient = np.concatenate(
            [(narrow.T @ slope + PENALTY * weights).ravel(), slope.sum(axis=0)]
        )
        return float(value + PENALTY / 2 * (weights * weights).sum()), gradient

    start = np.zeros((len(used) + 1) * len(KINDS))
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300, "ftol": 1e-7}
    ).x
    weights = np.zeros((BUCKETS, len(KINDS)), np.float32)
    weights[used] = found[: -len(KINDS)].reshape(len(used), -1)
    return weights, found[-len(KINDS) :].astype(np.float32)


def softmax(scores: NDArray[Any]) -> NDArray[Any]:
    """Probabilities (n, 5) of log-odds (n, 5)."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[Any] = odds / odds.sum(axis=1, keepdims=True)
    return shares


def calibrate(parts: Sequence[NDArray[np.float32]], labels: NDArray[np.int64]) -> list[float]:
    """The factors of each part's logits that make labels which none was fitted to most likely."""

    def loss(factors: NDArray[np.float64]) -> float:
        scores = sum(
            factor**2 * part.astype(np.float64) for factor, part in zip(factors, parts, strict=True)
        )
        return float(-np.log(softmax(scores)[np.arange(len(labels)), labels]).mean())

    found = minimize(loss, np.full(len(parts), 0.7), method="Nelder-Mead").x
    return [float(factor**2) for factor in found]


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


def public(folder: Path, model: KindModel, judge: Embedder) -> dict[str, float]:
    """Macro-F1 over the kinds present, restricted to them; recall for one kind; F1 of practice."""
    figures = {}
    names = [kind.value for kind in KINDS]
    for path in sorted(folder.glob("*/labels.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        sayings = [Saying(" ".join(row["text"].split()), row["lang"]) for row in rows]
        vectors = judge.encode_passages([s.text for s in sayings]) if model.model else None
        shares = model.probabilities(sayings, vectors)
        gold_kinds = [row["label"] for row in rows]
        present = sorted(set(gold_kinds))
        if "other" in present:
            guess = shares.argmax(axis=1) == names.index("practice")
            score = f1_score([kind == "practice" for kind in gold_kinds], guess)
        elif len(present) == 1:
            score = np.mean(shares.argmax(axis=1) == names.index(present[0]))
        else:
            chosen = shares[:, [names.index(kind) for kind in present]].argmax(axis=1)
            score = f1_score(gold_kinds, [present[i] for i in chosen], average="macro")
        figures[path.parent.name] = round(float(score), 3)
    return figures


def main() -> None:
    """Fit, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, help="folder of public label sets to judge on")
    parser.add_argument("--dry", action="store_true", help="judge only, write nothing")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--into", type=Path, default=DATA, help="folder to write to")
    options = parser.parse_args()
    lines = list(gold.read("kinds"))
    sayings = [saying(line) for line in lines]
    names = [kind.value for kind in KINDS]
    labels = np.array([names.index(line.row["kind"]) for line in lines], np.int64)
    held = np.array([line.field in gold.HELD_OUT for line in lines])
    print(f"{len(lines)} gold sentences, {held.sum()} of them held out", flush=True)
    features = matrix(sayings)
    states = _model().lower([s.text for s in sayings])
    kept = [int(i) for i in np.flatnonzero(~held) if _calibrates(lines[i].field)]
    rest = [int(i) for i in np.flatnonzero(~held) if not _calibrates(lines[i].field)]
    weights, word_bias = fit_words(features[rest], labels[rest])
    model = _model()
    tuning.fit(model, [states[i] for i in rest], labels[rest], epochs=options.epochs, seed=SEED)
    spoken = np.asarray(features[kept] @ weights + word_bias, np.float32)
    meant = tuning.logits(model, [states[i] for i in kept])
    shares = _factors(spoken, meant, labels[kept])
    tuned = model.result()
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "kinds_adapter.npz"
        adapter.write_adapter(path, name=NAME, base=BASE, prefix=PREFIX, updates=tuned.updates)
        judge = adapter.load(path)
        context = float(np.mean(labels[rest] == names.index("context")))
        print(f"share of context {context:.2f}, moved to {IN_GUIDANCE}", flush=True)
        alone, together = (
            _moved(model, context) for model in _models(weights, word_bias, tuned, shares)
        )
        for model in (alone, together):
            _judge(model, judge, [sayings[i] for i in np.flatnonzero(held)], labels[held])
            if options.labels:
                print("public labels", public(options.labels, model, judge), flush=True)
        if not options.dry:
            _write(options.into, alone, together)
            shutil.copyfile(path, options.into / "kinds_adapter.npz")
            for name in ("kinds.npz", "kinds_adapter.npz"):
                print(f"wrote {name}: {(options.into / name).stat().st_size // 1024} KiB")


def _model() -> tuning.Tuning:
    return tuning.Tuning(len(KINDS), base=BASE, prefix=PREFIX, seed=SEED)


def _calibrates(field: str) -> bool:
    return sum(field.encode()) % CALIBRATING == 0


def _factors(
    spoken: NDArray[np.float32], meant: NDArray[np.float32], truth: NDArray[np.int64]
) -> tuple[float, float, float]:
    """Of words alone, and of words and vectors together."""
    (alone,) = calibrate([spoken], truth)
    words, vectors = calibrate([spoken, meant], truth)
    for told, scores in (
        ("words", spoken),
        ("vectors", meant),
        ("both", words * spoken + vectors * meant),
    ):
        score = f1_score(truth, scores.argmax(axis=1), average="macro")
        print(f"{len(truth)} sentences of fields kept out, {told}: macro-F1 {score:.3f}")
    print(f"factors: words alone {alone:.2f}; words {words:.2f}, vectors {vectors:.2f}", flush=True)
    return alone, words, vectors


def _models(
    weights: NDArray[np.float32],
    bias: NDArray[np.float32],
    tuned: tuning.Tuned,
    factors: tuple[float, float, float],
) -> tuple[KindModel, KindModel]:
    """The model of words alone, and that of words and vectors."""
    alone, words, vectors = factors
    nothing = np.zeros((0, len(KINDS)), np.float32)
    return (
        KindModel(weights, nothing, bias, 1 / alone, "", IN_GUIDANCE),
        KindModel(
            weights * np.float32(words / vectors),
            tuned.head,
            bias * np.float32(words / vectors) + tuned.bias,
            1 / vectors,
            NAME,
            IN_GUIDANCE,
        ),
    )


def _moved(model: KindModel, context: float) -> KindModel:
    """The model for guidance, where less is context than in the sentences it was fitted on."""
    odds = IN_GUIDANCE / (1 - IN_GUIDANCE) / (context / (1 - context))
    bias = model.bias.copy()
    bias[KINDS.index(Kind.CONTEXT)] += np.float32(np.log(odds) * model.temperature)
    return replace(model, bias=bias)


def _judge(
    model: KindModel, judge: Embedder, sayings: Sequence[Saying], truth: NDArray[np.int64]
) -> None:
    """Print the figures on the held-out fields."""
    part = "words and vectors" if model.model else "words alone"
    vectors = judge.encode_passages([s.text for s in sayings]) if model.model else None
    shares = model.probabilities(sayings, vectors)
    languages = np.array([s.language for s in sayings])
    for language in sorted(set(languages)):
        mask = languages == language
        each = f1_score(
            truth[mask], shares[mask].argmax(axis=1), average=None, labels=range(len(KINDS))
        )
        told = {kind.value: round(float(score), 2) for kind, score in zip(KINDS, each, strict=True)}
        print(f"{part}: held-out macro-F1 {language} {each.mean():.3f} {told}")
    print(f"{part}: calibration error {calibration_error(shares, truth):.3f}", flush=True)


def _write(folder: Path, alone: KindModel, together: KindModel) -> None:
    stored: dict[str, Any] = {
        "model": together.model,
        "head": together.head,
        "context": together.context,
    }
    for part, model in (("words", alone), ("vectors", together)):
        used = np.flatnonzero(np.abs(model.words).max(axis=1) > SMALL)
        stored |= {
            f"{part}.buckets": used.astype(np.uint16),
            f"{part}.weights": model.words[used].astype(np.float16),
            f"{part}.bias": model.bias,
            f"{part}.temperature": model.temperature,
        }
    np.savez_compressed(folder / "kinds.npz", **stored)


SMALL = 2e-3
"""Weights below this move no probability by a thousandth and are not stored."""


if __name__ == "__main__":
    main()
