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
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from answer import decide
from answer.library import Library
from answer.settings import Settings
from answer.understand import understand

ROOT = Path(__file__).parent.parent
OUT = ROOT / "answer" / "data" / "decision.json"
FIRST = 3
"""Passages among which the right one must be for an answer to count as right."""
WRONG = 0.1
"""Share of verdicts "answered" that may be wrong, on questions that were not fitted to."""


def questions() -> list[dict[str, Any]]:
    """Our own questions: of the gold corpora and of the sample guidance, in one form."""
    rows = []
    for path in sorted((ROOT / "answer" / "gold").glob("questions*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            rows.append(row | {"covered": row["expect"] != "not covered"})
    for line in (ROOT / "corpus" / "sample" / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        covered = row["expect"] != "not covered"
        rows.append(row | {"corpus": "sample", "passages": [], "covered": covered,
                           "type": "answerable" if covered else "near_miss"})  # fmt: skip
    return rows


def measure(corpus: str, rows: list[dict[str, Any]], folder: Path) -> tuple[list[Any], list[bool]]:
    """Signals of each question on a corpus, and whether what was found is right."""
    library = Library.open(folder / corpus, create=True)
    path = (
        ROOT / "corpus" / "sample" / "guidance"
        if corpus == "sample"
        else ROOT / "answer" / "gold" / "corpora" / corpus
    )
    library.add([path])
    view, searcher = library.snapshot(), library.searcher()
    place = {}
    for row in library._store.rows("SELECT id, document, number FROM passages"):  # noqa: SLF001
        place[row["id"]] = (row["document"], row["number"])
    values, right = [], []
    for row in rows:
        asked = understand(row["text"], Settings())
        found = searcher.search(searcher.ask(asked.question, asked.language))
        values.append(library.signals(asked, found))
        right.append(
            row["covered"] and _right(row, view, [place[hit.passage] for hit in found.hits[:FIRST]])
        )
    library.close()
    return values, right


def _right(row: dict[str, Any], view: Any, first: list[tuple[str, int]]) -> bool:  # noqa: ANN401
    if row["corpus"] == "sample":
        return bool({view.names[document] for document, _ in first} & set(row["documents"]))
    for document, number in first:
        parsed = view.document(document)
        passage = parsed.passages[number]
        around = [passage, *(other for other in parsed.passages if other.parent == number)]
        if passage.parent >= 0:
            around.append(parsed.passages[passage.parent])
        text = " ".join(" ".join(part.span.of(parsed.text).split()) for part in around).casefold()
        if any(" ".join(quote.split()).casefold() in text for quote in row["passages"]):
            return True
    return False


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
    by_corpus = defaultdict(list)
    rows = questions()
    corpora = sorted({row["corpus"] for row in rows} - {"any"})
    for row in rows:
        for corpus in corpora if row["corpus"] == "any" else [row["corpus"]]:
            by_corpus[corpus].append(row)
    measured = {}
    with tempfile.TemporaryDirectory() as folder:
        for corpus in corpora:
            measured[corpus] = measure(corpus, by_corpus[corpus], Path(folder))
    values = np.concatenate([np.array(measured[corpus][0]) for corpus in corpora])
    right = np.concatenate([np.array(measured[corpus][1]) for corpus in corpora])
    home = np.concatenate([[corpus] * len(measured[corpus][1]) for corpus in corpora])
    kind = np.concatenate([[row["type"] for row in by_corpus[corpus]] for corpus in corpora])
    covered = np.concatenate([[row["covered"] for row in by_corpus[corpus]] for corpus in corpora])
    # Off-topic questions are asked of every corpus: together they weigh as much as one asking.
    weight = np.where(kind == "off_topic", 1.0 / len(corpora), 1.0)
    print(
        f"{len(rows)} questions, {len(values)} askings; "
        f"right passage in the first {FIRST}: {right[covered].mean():.3f}"
    )
    shares = np.zeros(len(values))
    for corpus in corpora:
        fitted = LogisticRegression(C=1.0, max_iter=1000)
        fitted.fit(
            values[home != corpus], right[home != corpus], sample_weight=weight[home != corpus]
        )
        shares[home == corpus] = fitted.predict_proba(values[home == corpus])[:, 1]
    answered, partly = thresholds(shares, right, covered, weight)
    for corpus in corpora:
        mask = home == corpus
        print(
            f"{corpus:24} AUROC {roc_auc_score(covered[mask], shares[mask]):.3f}  "
            f"right passage {right[mask & covered].mean():.3f}"
        )
    for name in ("answerable", "near_miss", "off_topic"):
        mask = kind == name
        print(
            f"{name:11} answered {(shares[mask] >= answered).mean():.3f}  partly "
            f"{((shares[mask] < answered) & (shares[mask] >= partly)).mean():.3f}  "
            f"not covered {(shares[mask] < partly).mean():.3f}"
        )
    print(
        f"AUROC over all {roc_auc_score(covered, shares, sample_weight=weight):.3f}; "
        f"answered from {answered}, partly from {partly}"
    )
    fitted = regression(values, right, weight)
    data = {
        "weights": dict(zip(decide.SIGNALS, map(float, fitted.coef_[0].round(4)), strict=True)),
        "bias": round(float(fitted.intercept_[0]), 4),
        "answered": answered,
        "partly": partly,
    }
    print(json.dumps(data["weights"]))
    if not options.dry:
        OUT.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
