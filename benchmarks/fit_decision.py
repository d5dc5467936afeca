"""Fit when a question counts as answered: `python -m benchmarks.fit_decision`.

Builds a library of each of our own corpora (`answer/gold`), asks our own questions, and fits the
probability that one of the first three passages is the right one. Every figure printed is on a
corpus that the parameters were not fitted to (leave one corpus out); the shipped parameters
(`answer/data/decision.json`) come from all of them. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from answer import decide, reader
from answer.settings import Settings
from answer.understand import understand
from benchmarks.gold_questions import KEPT, PAIRED, SETS, is_right, open_library, questions

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
OUT = ROOT / "answer" / "data" / "decision.json"
FIRST = 3
"""Passages among which the right one must be for an answer to count as right."""
SHOWN = 8
"""Passages from which an answer takes its lines, nearly all of them."""
WRONG = 0.1
"""Share of verdicts "answered" that may be wrong, on questions that were not fitted to."""


def measure(
    corpus: str, rows: list[dict[str, Any]], folder: Path
) -> tuple[list[Any], list[bool], list[bool]]:
    """Signals of each question on a corpus, and whether what is found is right: first, shown."""
    library = open_library(corpus, folder)
    view, searcher = library.snapshot(), library.searcher()
    values, right, shown = [], [], []
    for row in rows:
        asked = understand(row["text"], Settings())
        found = searcher.search(searcher.ask(asked.question, asked.language))
        values.append(library.signals(asked, found))
        first = [reader.place(library.store, hit.passage) for hit in found.hits[:SHOWN]]
        right.append(row["covered"] and is_right(row, view, first[:FIRST]))
        shown.append(row["covered"] and is_right(row, view, first))
    library.close()
    return values, right, shown


def regression(values: Any, right: Any, weight: Any) -> LogisticRegression:  # noqa: ANN401
    """A logistic regression of the signals."""
    return LogisticRegression(C=PENALTY, max_iter=5000).fit(values, right, sample_weight=weight)


PENALTY = 0.3
"""Inverse penalty; .05 to 1 are within .005 AUROC of each other."""


def thresholds(shares: Any, right: Any, covered: Any, weight: Any) -> tuple[float, float]:  # noqa: ANN401
    """The probabilities from which a question is answered, and answered in part.

    Answered: the lowest with at most `WRONG` wrong above it. In part: where as large a share of
    the covered questions lies below as of the others above (the equal error rate).
    """
    order = np.argsort(-shares)
    told = np.cumsum(weight[order])
    wrong = np.cumsum((weight * ~right)[order]) / told
    fine = np.flatnonzero((wrong <= WRONG) & (told >= ENOUGH))
    answered = float(shares[order][fine[-1]]) if len(fine) else 0.9
    found = np.cumsum((weight * covered)[order]) / (weight * covered).sum()
    false = np.cumsum((weight * ~covered)[order]) / (weight * ~covered).sum()
    partly = float(shares[order][np.argmin(np.abs(1 - found - false))])
    return round(answered, 3), round(min(partly, answered), 3)


ENOUGH = 20
"""Verdicts "answered" from which their share of wrong ones is looked at."""


def main() -> None:
    """Fit, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="judge only, write nothing")
    options = parser.parse_args()
    fitted = KEPT - SETS - PAIRED
    by_corpus = defaultdict(list)
    for row in questions():
        for corpus in sorted(KEPT - SETS) if row["corpus"] == "any" else [row["corpus"]]:
            by_corpus[corpus].append(row)
    measured = {}
    with tempfile.TemporaryDirectory() as folder:
        for corpus in sorted(KEPT):
            measured[corpus] = measure(corpus, by_corpus[corpus], Path(folder))
            print(f"asked {corpus} {len(by_corpus[corpus])} questions", flush=True)
    asked, pairs, sets = (
        Asked.of(by_corpus, {name: measured[name] for name in names})
        for names in (fitted, PAIRED, SETS)
    )
    data = {}
    for key, told, names in (
        ("near", "without the reader", decide.SIGNALS),
        ("read", "with the reader", decide.SIGNALS + decide.READ),
    ):
        data[key] = asked.fit(told, [*range(len(names))], names)
        pairs.judge(f"{told}, minimal pairs", data[key])
        sets.judge(f"{told}, sets of four documents", data[key])
    if not options.dry:
        OUT.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


@dataclass(frozen=True, slots=True)
class Asked:
    """Every asking of a question of a corpus: signals (n, signals), and what is known of it (n,).

    Off-topic questions are asked of every corpus: together they weigh as much as one asking.
    """

    values: NDArray[np.float64]
    right: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    home: NDArray[np.str_]
    kind: NDArray[np.str_]
    weight: NDArray[np.float64]

    @classmethod
    def of(
        cls, by_corpus: dict[str, list[Any]], measured: dict[str, tuple[Any, Any, Any]]
    ) -> Asked:
        """From the questions of each corpus and what `measure` gave."""
        names = sorted(measured)
        rows = [row for name in names for row in by_corpus[name]]
        kind = np.array([row["type"] for row in rows])
        return cls(
            np.concatenate([np.array(measured[name][0]) for name in names]),
            np.concatenate([np.array(measured[name][1]) for name in names]),
            np.concatenate([np.array(measured[name][2]) for name in names]),
            np.array([row["covered"] for row in rows]),
            np.concatenate([[name] * len(by_corpus[name]) for name in names]),
            kind,
            np.where(kind == "off_topic", 1.0 / len(names), 1.0),
        )

    def fit(self, told: str, columns: list[int], names: tuple[str, ...]) -> dict[str, Any]:
        """Parameters from these columns; prints what they reach, each corpus left out in turn."""
        values, shares = self.values[:, columns], np.zeros(len(self.values))
        for corpus in np.unique(self.home):
            away = self.home == corpus
            fitted = regression(values[~away], self.right[~away], self.weight[~away])
            shares[away] = fitted.predict_proba(values[away])[:, 1]
        answered, partly = thresholds(shares, self.shown, self.covered, self.weight)
        self.tell(told, shares, answered, partly)
        fitted = regression(values, self.right, self.weight)
        weights = map(float, fitted.coef_[0].round(4))
        return {
            "weights": dict(zip(names, weights, strict=True)),
            "bias": round(float(fitted.intercept_[0]), 4),
            "answered": answered,
            "partly": partly,
        }

    def judge(self, told: str, fitted: dict[str, Any]) -> None:
        """Print what parameters reach that were fitted to other corpora."""
        weights = np.array([*fitted["weights"].values()])
        logits = self.values[:, : len(weights)] @ weights + fitted["bias"]
        self.tell(told, 1 / (1 + np.exp(-logits)), fitted["answered"], fitted["partly"])

    def tell(self, told: str, shares: Any, answered: float, partly: float) -> None:  # noqa: ANN401
        """Print how well the probabilities tell what is covered."""
        print(f"{told}: {len(shares)} askings")
        for corpus in np.unique(self.home):
            here = self.home == corpus
            areas = [
                area(self.covered[mask], shares[mask])
                for mask in (here & (self.kind != "off_topic"), here & (self.kind != "near_miss"))
            ]
            found = self.right[here & self.covered].mean()
            print(
                f"  {corpus:27} AUROC against near-misses {areas[0]:.3f}, off-topic {areas[1]:.3f}"
                f"  right passage in the first {FIRST} {found:.3f}"
            )
        for name in ("answerable", "near_miss", "off_topic"):
            mine = shares[self.kind == name]
            if not len(mine):
                continue
            print(
                f"  {name:11} answered {(mine >= answered).mean():.3f}  partly "
                f"{((mine < answered) & (mine >= partly)).mean():.3f}  "
                f"not covered {(mine < partly).mean():.3f}"
            )
        for name, others in (("near-misses", "off_topic"), ("off-topic questions", "near_miss")):
            mask = self.kind != others
            print(f"  AUROC against {name} {area(self.covered[mask], shares[mask]):.3f}")
        sure = shares >= answered
        wrong = 1 - np.average(self.shown[sure], weights=self.weight[sure])
        print(
            f"  answered from {answered}, partly from {partly}; of those answered {wrong:.3f} wrong"
        )


def area(covered: Any, shares: Any) -> float:  # noqa: ANN401
    """Area under the ROC curve; nan where all are covered: sets were asked nothing off topic."""
    return float(roc_auc_score(covered, shares)) if not covered.all() else float("nan")


if __name__ == "__main__":
    main()
