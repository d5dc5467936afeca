"""Fit how likely relations are: `python -m benchmarks.fit_edges`.

Cuts the sets of documents of `kg/gold/guidance`, which have one subject each, takes the pairs that
linking looks at, and fits the weights of `kg.weighing` to which of them are listed as links
(`kg/gold/listed`). Prints the figures of each subject by weights of the others, and writes
`kg/data/edges.npz`. Most of the five minutes goes into embedding. The result is the same each time.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from answer import store as rows
from answer.library import Library
from benchmarks.fit_pairs import calibration_error
from kg import candidates, gold, pairs, weighing
from kg.records import ENDS, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from kg.records import Unit

ROOT = Path(__file__).parent.parent
MODELS = ("multilingual-e5-small", "all-MiniLM-L6-v2")
FOLDS = 6
PENALTY = 0.3
"""Inverse penalty; with .1, 1 and 3 the average precisions are within .004 of these, and the
calibration error is .084, .032 and .026."""

BARS = (0.1, 0.2, 0.3, 0.5, 0.7)
SHOWN = 0.1
"""Score from which calibration is looked at: nearly all pairs are far below, and rightly so."""


class Subject(NamedTuple):
    """The units of documents on one subject, their texts, vectors (n, dim) and sections."""

    name: str
    units: list[Unit]
    texts: list[str]
    documents: list[str]
    vectors: list[NDArray[np.float32]]
    sections: list[int]


class Cases(NamedTuple):
    """Candidate pairs of one relation: signals (n, len(SIGNALS)) and which are listed."""

    subject: str
    relation: Relation
    signals: NDArray[np.float64]
    right: NDArray[np.bool_]
    between: NDArray[np.bool_]


def subjects() -> Iterator[Subject]:
    """The sets of documents, as a library cuts and embeds them."""
    for folder in sorted((ROOT / "kg" / "gold" / "guidance").iterdir()):
        with tempfile.TemporaryDirectory() as place:
            library = Library.open(Path(place) / "library", create=True)
            library.add(sorted(folder.glob("*.md")))
            view = library.snapshot()
            found = library.store.rows("SELECT id, record FROM units ORDER BY document, number")
            units = [rows.load_unit(row["record"]) for row in found]
            parsed = {unit.document: view.document(unit.document) for unit in units}
            ids = [row["id"] for row in found]
            yield Subject(
                folder.name,
                units,
                [unit.span.of(parsed[unit.document].text) for unit in units],
                [Path(view.names[unit.document]).name for unit in units],
                [_vectors(library, model, ids) for model in MODELS],
                [parsed[unit.document].passages[unit.passage].section for unit in units],
            )
            library.close()


def _vectors(library: Library, model: str, ids: Sequence[int]) -> NDArray[np.float32]:
    """The vectors (n, dim) of units; zeros where a model has none."""
    found = library.store.rows("SELECT unit, vector FROM unit_vectors WHERE model = ?", model)
    held = {row["unit"]: np.frombuffer(row["vector"], np.float32) for row in found}
    nothing = np.zeros_like(next(iter(held.values())))
    return np.stack([held.get(one, nothing) for one in ids])


def listed() -> dict[str, set[tuple[str, str, str, str, str]]]:
    """The links of each subject: relation, and document and text of both ends."""
    found: dict[str, set[tuple[str, str, str, str, str]]] = defaultdict(set)
    for line in gold.read("listed"):
        row = line.row
        ends = [(row[f"{end}_document"], row[end]) for end in ("source", "target")]
        found[line.field].add((row["relation"], *ends[0], *ends[1]))
        if row["relation"] == Relation.TENSION:
            found[line.field].add((row["relation"], *ends[1], *ends[0]))
    return found


def cases(subject: Subject, links: set[tuple[str, str, str, str, str]]) -> Iterator[Cases]:
    """The candidates of each relation, and which of them are links."""
    ends = [
        pairs.describe(text, unit.language)
        for text, unit in zip(subject.texts, subject.units, strict=True)
    ]
    state = candidates.gather(
        subject.units,
        subject.texts,
        ends,
        subject.vectors,
        model=pairs.shipped(),
        sections=subject.sections,
        held=None,
    )
    told = state.columns
    named = list(zip(subject.documents, subject.texts, strict=True))
    for relation in weighing.FITTED:
        kinds = ENDS.get(relation)
        a, b, near = state.nearest(*kinds) if kinds else state.opposed()
        yield Cases(
            subject.name,
            relation,
            weighing.columns(told, a, b, near),
            np.array(
                [(str(relation), *named[i], *named[j]) in links for i, j in zip(a, b, strict=True)]
            ),
            told.document[a] != told.document[b],
        )


def fit(some: Sequence[Cases]) -> weighing.Weights:
    """Weights common to all relations, and two numbers for each."""
    count = len(weighing.FITTED)
    table = []
    for one in some:
        own = np.tile(np.eye(count)[weighing.FITTED.index(one.relation)], (len(one.right), 1))
        table.append(np.hstack([one.signals, own, own * weighing.together(one.signals)[:, None]]))
    regression = LogisticRegression(C=PENALTY, max_iter=8000)
    regression.fit(np.vstack(table), np.concatenate([one.right for one in some]))
    weights, bias = regression.coef_[0], float(regression.intercept_[0])
    common, own = weights[: -2 * count], weights[-2 * count :].reshape(2, count)
    return weighing.Weights(
        common,
        {
            relation: np.array([own[0, place] + bias, own[1, place]])
            for place, relation in enumerate(weighing.FITTED)
        },
    )


def scores(weights: weighing.Weights, one: Cases) -> NDArray[np.float64]:
    """Probabilities (n,) of candidates."""
    parts = weights.parts(one.relation, one.signals)
    return pairs.sigmoid(weights.logits(one.relation, parts))


def judge(some: Sequence[Cases]) -> None:
    """Print how well weights of other subjects tell the links of each."""
    names = sorted({one.subject for one in some})
    found: list[tuple[Cases, NDArray[np.float64]]] = []
    for fold in range(FOLDS):
        away = set(names[fold::FOLDS])
        weights = fit([one for one in some if one.subject not in away])
        found += [(one, scores(weights, one)) for one in some if one.subject in away]
    for relation in weighing.FITTED:
        _tell(relation, [pair for pair in found if pair[0].relation is relation])
    _tell("all", found)


def _tell(name: str, found: Sequence[tuple[Cases, NDArray[np.float64]]]) -> None:
    right = np.concatenate([one.right for one, _ in found])
    between = np.concatenate([one.between for one, _ in found])
    score = np.concatenate([values for _, values in found])
    told = [f"{name:10} {right.sum():4} of {len(right):6} candidates"]
    for where, some in (("within", ~between), ("between", between)):
        if right[some].any():
            area = average_precision_score(right[some], score[some])
            told.append(f"average precision {where} documents {area:.3f}")
    shown = score >= SHOWN
    if shown.any():
        told.append(f"calibration error {calibration_error(score[shown], right[shown]):.3f}")
    for low, high in itertools.pairwise((*BARS, 1.0)):
        some = (score >= low) & (score < high)
        if some.any():
            told.append(f"{low} to {high}: {right[some].mean():.2f} of {some.sum()} right")
    print("  ".join(told))


def main() -> None:
    """Fit, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="judge only, write nothing")
    options = parser.parse_args()
    links = listed()
    some = [one for subject in subjects() for one in cases(subject, links[subject.name])]
    print(f"{sum(map(len, links.values()))} links listed, both directions of tensions")
    judge(some)
    weights = fit(some)
    for name, weight in zip(weighing.SIGNALS, weights.common, strict=True):
        print(f"  {name}: {weight:+.2f}")
    if not options.dry:
        np.savez(
            ROOT / "kg" / "data" / "edges.npz",
            common=weights.common,
            relations=np.array([str(relation) for relation in weighing.FITTED]),
            own=np.stack([weights.own[relation] for relation in weighing.FITTED]),
        )


if __name__ == "__main__":
    main()
