"""What the program gets right, against gold, by the field's measures.

ir_measures counts rankings, scikit-learn kinds and verdicts. Start reading at `of_search`,
`of_kinds`, `of_links`: each takes results and gold, and gives figures by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from answer.errors import LibraryError
from kg.records import KINDS, Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from answer.collection import Run
    from answer.judging import Link
    from answer.texts import Text

    Qrels = dict[str, dict[str, int]]

Figures = dict[str, Any]
"""Figures by name: numbers, or numbers by a further name."""

SAME: Final = {"avoids": Relation.MITIGATES, "mitigated_by": Relation.MITIGATES}
"""Other names of a relation in gold files; the ends may stand either way round."""

TREC_COLUMNS: Final = 4
BINS: Final = 10
"""Bins of the calibration error (Guo et al. 2017 take 15, for sets ten times as large)."""


# -- search ----------------------------------------------------------------------------------


def read_qrels(path: Path) -> Qrels:
    """Judgements by question: BEIR's three columns (with or without a header), or TREC's four."""
    judged: Qrels = {}
    for place, columns in _columns(path):
        if len(columns) == TREC_COLUMNS:
            question, _, document, score = columns
        elif len(columns) == TREC_COLUMNS - 1:
            question, document, score = columns
        else:
            raise LibraryError(
                f"{place}: {len(columns)} columns; `query-id corpus-id score` is wanted"
            )
        if score == "score":
            continue
        try:
            judged.setdefault(question, {})[document] = int(score)
        except ValueError:
            raise LibraryError(f"{place}: the score {score!r} is no whole number") from None
    return judged


def of_search(run: Run, judged: Qrels) -> Figures:
    """nDCG@10, recall@100, MRR, and the share of questions with all gold in the top 10."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    asked = {question for question, _ in run}
    gold = {
        question: documents
        for question, documents in judged.items()
        if question in asked and any(score > 0 for score in documents.values())
    }
    if not gold:
        raise LibraryError("no question has a judgement; do the ids of both files agree?")
    found = {question: dict(documents) for question, documents in run if question in gold}
    measures = {"nDCG@10": nDCG @ 10, "recall@100": R @ 100, "MRR": RR}
    figures = ir_measures.calc_aggregate(list(measures.values()), gold, found)
    tops = ir_measures.iter_calc([R @ 10], gold, found)
    whole = [metric.value > 1 - 1e-9 for metric in tops]
    return {
        **{name: float(figures[measure]) for name, measure in measures.items()},
        "all-gold@10": sum(whole) / len(gold),
        "questions": len(gold),
    }


# -- kinds -----------------------------------------------------------------------------------


def of_kinds(shares: NDArray[np.float32], texts: Sequence[Text]) -> Figures:
    """F1 by kind, their mean, the confusion and the calibration error.

    `shares` (n, 5) are chosen from among the kinds that the labels have. With the label "other"
    (SemEval's "no suggestion") every kind is chosen from, and one that no label names is "other".
    """
    from sklearn.metrics import confusion_matrix, f1_score

    kept = [row for row, text in enumerate(texts) if text.label]
    if not kept:
        raise LibraryError("no line has a `label`; nothing to compare with")
    gold = [texts[row].label for row in kept]
    names = [kind.value for kind in KINDS]
    unknown = set(gold) - set(names) - {"other"}
    if unknown:
        raise LibraryError(f"unknown labels {', '.join(sorted(unknown))}; known {', '.join(names)}")
    other = "other" in gold
    present = [name for name in names if name in gold]
    chosen = shares[kept] if other else _only(shares[kept], [names.index(n) for n in present])
    told = [names[int(np.argmax(row))] for row in chosen]
    if other:
        told = [name if name in present else "other" for name in told]
    labels = [*present, *(["other"] if other else [])]
    scores = f1_score(gold, told, labels=labels, average=None, zero_division=0)
    by_kind = {name: float(score) for name, score in zip(labels, scores, strict=True)}
    right = [a == b for a, b in zip(gold, told, strict=True)]
    confidence = chosen.max(axis=1)
    if other and len(present) == 1:
        practice = shares[kept, names.index(present[0])]
        told_it = np.array([name == present[0] for name in told])
        confidence = np.where(told_it, practice, 1 - practice)
    figures: Figures = {
        "macro-F1": float(np.mean([by_kind[name] for name in present])),
        "F1": by_kind,
        "accuracy": sum(right) / len(right),
        "calibration error": calibration_error(confidence, right),
        "texts": len(kept),
    }
    matrix = confusion_matrix(gold, told, labels=labels)
    for name, row in zip(labels, matrix.tolist(), strict=True):
        figures[f"{name} told as"] = dict(zip(labels, row, strict=True))
    return figures


def _only(shares: NDArray[np.float32], columns: Sequence[int]) -> NDArray[np.float32]:
    """Probabilities of some kinds alone, adding up to 1 again; the others become 0."""
    kept = np.zeros_like(shares)
    kept[:, columns] = shares[:, columns]
    return np.asarray(kept / np.maximum(kept.sum(axis=1, keepdims=True), 1e-9), np.float32)


def calibration_error(confidence: Iterable[float], right: Iterable[bool]) -> float:
    """Expected calibration error: how far confidence and share right are apart, over `BINS` bins.

    >>> calibration_error([0.9, 0.9, 0.9, 0.9], [True, True, True, False])
    0.15
    """
    sure, correct = np.array(list(confidence), np.float64), np.array(list(right), np.float64)
    if not len(sure):
        return 0.0
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    error = sum(
        abs(sure[bins == number].mean() - correct[bins == number].mean()) * (bins == number).mean()
        for number in np.unique(bins)
    )
    return round(float(error), 6)


# -- links -----------------------------------------------------------------------------------


def read_links(path: Path, texts: Sequence[Text]) -> dict[Relation, Qrels]:
    """Gold links between `texts` by relation, each from its source kind to its target kind."""
    labels = {text.id: text.label for text in texts}
    gold: dict[Relation, Qrels] = {}
    for place, columns in _columns(path):
        if len(columns) < TREC_COLUMNS - 1:
            raise LibraryError(f"{place}: {len(columns)} columns; `from relation to` is wanted")
        source, name, target = columns[:3]
        if name == "relation":
            continue
        if name not in SAME and name not in set(Relation):
            raise LibraryError(f"{place}: unknown relation {name!r}")
        relation = SAME.get(name) or Relation(name)
        if relation is Relation.MITIGATES and labels.get(source) == Kind.RISK:
            source, target = target, source
        if source in labels and target in labels:
            gold.setdefault(relation, {}).setdefault(source, {})[target] = 1
    return gold


def of_links(links: Sequence[Link], gold: Mapping[Relation, Qrels]) -> Figures:
    """recall@5 and MRR of each relation that the gold has."""
    import ir_measures
    from ir_measures import RR, R

    figures: Figures = {}
    for relation, judged in gold.items():
        found: dict[str, dict[str, float]] = {source: {} for source in judged}
        for link in links:
            if link.relation is relation and link.source in found:
                # Equal scores keep their order: the run says which comes first.
                found[link.source][link.target] = 1.0 - len(found[link.source]) / 1_000
        measured = ir_measures.calc_aggregate([R @ 5, RR], judged, found)
        figures[relation.value] = {
            "recall@5": float(measured[R @ 5]),
            "MRR": float(measured[RR]),
            "sources": len(judged),
        }
    if not figures:
        raise LibraryError("no link joins two of the texts; do the ids of both files agree?")
    return figures


def _columns(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each line's place and columns: at tabs, or at blanks where it has no tab."""
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), start=1):
        if line.strip():
            columns = line.rstrip("\r").split("\t") if "\t" in line else line.split()
            yield f"{path}:{number}", columns
