"""Fit what weighs in urgency: `python -m benchmarks.fit_urgency [--dry]`.

Judges the model of `kg.urgency` on the gold practices by leaving fields out, then fits it on all
fields that are not held out and writes `kg/data/urgency.json`. The held-out fields are judged by
`python -m benchmarks.bench_attributes`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from corpus.records import Span
from kg import gold
from kg.conditions import without_speech
from kg.urgency import FLOOR, run, signs_of, stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

OUT = Path(__file__).parents[1] / "kg" / "data" / "urgency.json"
FOLDS = 8
PENALTY = 1.0
"""Inverse strength of the penalty on weights; 0.3 to 3 judge alike."""

MOST = 0.5
"""The share of an act that must be marked for the act to count as urgent."""


def main() -> None:
    """Judge, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="judge only, write nothing")
    options = parser.parse_args()
    lines = [
        line
        for line in gold.read("kinds")
        if line.row["kind"] == "practice" and line.field not in gold.HELD_OUT
    ]
    rows, labels, owners = _acts(lines)
    names = sorted({line.field for line in lines})
    fold_of = np.array([names.index(lines[i].field) % FOLDS for i, _ in owners])
    shares = np.zeros(len(rows))
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([dict.fromkeys(row, 1.0) for row in rows])
    for fold in range(FOLDS):
        model = _fit(table[fold_of != fold], labels[fold_of != fold])
        shares[fold_of == fold] = model.predict_proba(table[fold_of == fold])[:, 1]
    _judge(lines, owners, shares)
    if options.dry:
        return
    model = _fit(table, labels)
    weights = dict(zip(vectorizer.feature_names_, model.coef_[0], strict=True))
    weights |= {"bias": float(model.intercept_[0])}
    told = {name: round(float(weights[name]), 3) for name in sorted(weights)}
    OUT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {OUT.name}: {len(told)} weights from {len(rows)} acts")


def _acts(
    lines: Sequence[gold.GoldLine],
) -> tuple[list[tuple[str, ...]], NDArray[np.bool_], list[tuple[int, int]]]:
    """Of every act its signs, whether it is marked, its line and its place in it."""
    rows, labels, owners = [], [], []
    for number, line in enumerate(lines):
        folded = without_speech(line.row["text"])
        parts = stretches(folded, line.language)
        wanted = marked(line)
        for place, part in enumerate(parts):
            if part.act is None:
                continue
            rows.append(signs_of(folded, parts, place, line.language))
            length = part.act.end - part.act.start
            labels.append(bool(wanted) and _shared(part.act, wanted) > MOST * length)
            owners.append((number, place))
    return rows, np.array(labels), owners


def marked(line: gold.GoldLine) -> Span | None:
    """The words that a gold line marks as urgent."""
    words = line.row["urgent"]
    if words is None:
        return None
    start = line.row["text"].index(words)
    return Span(start, start + len(words))


def _shared(one: Span | None, other: Span | None) -> int:
    if one is None or other is None:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _fit(table: Any, labels: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - scikit-learn is untyped
    return LogisticRegression(C=PENALTY, max_iter=2000).fit(table, labels)


def _judge(
    lines: Sequence[gold.GoldLine],
    owners: Sequence[tuple[int, int]],
    shares: NDArray[np.float64],
) -> None:
    """Print overlap F1 of characters by language, every field judged by the others."""
    guesses: dict[int, dict[int, float]] = {}
    for (number, place), share in zip(owners, shares, strict=True):
        guesses.setdefault(number, {})[place] = float(share)
    for languages in (("en",), ("pl",), ("de", "fr", "es")):
        shared = told = wanted = 0
        for number, line in enumerate(lines):
            if line.language not in languages:
                continue
            folded = without_speech(line.row["text"])
            parts = stretches(folded, line.language)
            own = [guesses.get(number, {}).get(place, 0.0) for place in range(len(parts))]
            found = run(folded, parts, own) if max(own, default=0.0) >= FLOOR else None
            right = marked(line)
            shared += _shared(found, right)
            told += found.end - found.start if found else 0
            wanted += right.end - right.start if right else 0
        figures = [shared / max(told, 1), shared / max(wanted, 1), 2 * shared / (told + wanted)]
        print("/".join(languages), "precision, recall, F1:", [round(f, 3) for f in figures])


if __name__ == "__main__":
    main()
