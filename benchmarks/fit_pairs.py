"""Fit the pair model on the gold links: `python -m benchmarks.fit_pairs`.

Writes `kg/data/pairs.npz` and prints the figures it reached on fields it was not fitted to and,
with `--labels FOLDER`, on public links that nothing was fitted to. Deterministic: the same gold
links and embedding model give the same file.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from corpus.language import detect
from index import models
from kg import gold, pairs
from kg.records import SYMMETRIC, Kind, Relation, allows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

OUT = Path(__file__).parent.parent / "kg" / "data" / "pairs.npz"
EMBEDDER = "multilingual-e5-small"
FITTED = tuple(relation for relation in Relation if relation is not Relation.RELATED_TO)
"""Relations with gold lines; `related_to` is what nearly is the same."""

INVERSE_PENALTY = 3.0
PRODUCT_SCALE = 0.5
"""C of the regression, and the weight of the product features against the named ones: the best
mean average precision of the leave-fields-out folds among C .1, .3, 1, 3 and weights .25, .5, 1."""

STRANGERS = 6
"""Texts from other situations that are taken as negatives of each text, so many from its own
field and so many from other fields."""

TRUE_SHARE = 0.25
"""Share of true pairs that the probabilities are calibrated for: about that of a library's
candidates by reading (`kg.linking.RARER` tells the rest)."""

FOLDS = 6
SAMPLE = 400
"""Practices of a public set that are judged, where it has more."""


@dataclass(frozen=True, slots=True)
class Text:
    """One end of gold lines."""

    text: str
    kind: Kind
    language: str
    field: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A judged pair; `lines` tells gold lines from strangers that were taken as negatives."""

    source: Text
    target: Text
    group: str
    true: bool
    lines: bool


class Vectors:
    """Vectors by text, each text encoded once."""

    def __init__(self, texts: Iterable[str], embedder: Any) -> None:  # noqa: ANN401
        wanted = sorted(set(texts))
        self.rows = {text: row for row, text in enumerate(wanted)}
        self.matrix = embedder.encode_passages(wanted)

    def __call__(self, texts: Iterable[str]) -> NDArray[np.float32]:
        return np.asarray(self.matrix[[self.rows[text] for text in texts]], np.float32)


def ends(line: gold.GoldLine) -> tuple[Text, Text]:
    """The two texts of a gold line; the languages of a mixed file are told by the texts."""
    row = line.row
    found = []
    for end in ("source", "target"):
        language = line.language if line.language != "mixed" else detect(row[end])
        found.append(Text(row[end], Kind(row[f"{end}_kind"]), language, line.field))
    return found[0], found[1]


def judged(lines: Sequence[gold.GoldLine]) -> dict[Relation, list[Pair]]:
    """For each relation its gold pairs, true and not, and strangers from other situations."""
    found: dict[Relation, list[Pair]] = {relation: [] for relation in FITTED}
    groups: dict[Text, set[str]] = defaultdict(set)
    for line in lines:
        source, target = ends(line)
        groups[source].add(line.row["group"])
        groups[target].add(line.row["group"])
        for relation in FITTED:
            true = line.row["relation"] == relation
            if not true and not suits(relation, source, target):
                continue
            found[relation].append(Pair(source, target, line.row["group"], true, lines=True))
    for relation, held in found.items():
        held += strangers(relation, held, groups)
    return found


def strangers(
    relation: Relation, held: Sequence[Pair], groups: Mapping[Text, set[str]]
) -> Iterator[Pair]:
    """For each source some texts of the right kind that no situation shares with it, by lot.

    Not the nearest ones: true pairs are not chosen by nearness either, so a model that was fitted
    to nearest strangers learns that nearness speaks against a link.
    """
    lot = random.Random(0)  # noqa: S311 - no secret
    texts = sorted(groups, key=lambda text: (text.field, text.text))
    listed = {frozenset((pair.source.text, pair.target.text)) for pair in held}
    for source in sorted({pair.source for pair in held}, key=lambda text: (text.field, text.text)):
        fit_for = [
            target
            for target in texts
            if suits(relation, source, target)
            and not groups[source] & groups[target]
            and frozenset((source.text, target.text)) not in listed
        ]
        for own in (True, False):
            some = [target for target in fit_for if (target.field == source.field) is own]
            for target in lot.sample(some, min(STRANGERS, len(some))):
                yield Pair(source, target, min(groups[source]), true=False, lines=False)


def suits(relation: Relation, source: Text, target: Text) -> bool:
    """Whether the relation may join texts of these kinds and languages."""
    across = source.language != target.language
    if relation is Relation.SAME_AS and across:
        return False
    if relation is Relation.TRANSLATION_OF and not across:
        return False
    return allows(relation, source.kind, target.kind)


def features(part: str, some: Sequence[Pair], vectors: Vectors, mean: NDArray[np.float32]) -> Any:  # noqa: ANN401
    """The regression's input (n, len(SIGNALS)) or, for the full part, with the product beside it."""
    left = vectors(pair.source.text for pair in some)
    right = vectors(pair.target.text for pair in some)
    described = [
        (
            pairs.describe(pair.source.text, pair.source.language),
            pairs.describe(pair.target.text, pair.target.language),
        )
        for pair in some
    ]
    nearness = np.einsum("ij,ij->i", left, right, dtype=np.float64)
    named = np.array(
        [pairs.signals(*ends, near) for ends, near in zip(described, nearness, strict=True)]
    )
    if part == "named":
        return named
    return np.hstack([named, pairs.product_features(left, right, mean) * PRODUCT_SCALE])


def fit(values: NDArray[np.float64], truth: NDArray[np.bool_]) -> pairs.RelationModel:
    """One logistic regression."""
    regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000, tol=1e-5)
    true = truth.sum()
    weights = np.where(truth, 1.0, true * (1 - TRUE_SHARE) / TRUE_SHARE / (len(truth) - true))
    regression.fit(values, truth, sample_weight=weights)
    weights = regression.coef_[0]
    count = len(pairs.SIGNALS)
    return pairs.RelationModel(
        weights[:count], weights[count:] * PRODUCT_SCALE, float(regression.intercept_[0])
    )


def score(
    model: pairs.PairModel, relation: Relation, some: Sequence[Pair], vectors: Vectors
) -> NDArray[np.float64]:
    """Probabilities of judged pairs."""
    return model.scores(
        relation,
        vectors(pair.source.text for pair in some),
        vectors(pair.target.text for pair in some),
        [
            (
                pairs.describe(pair.source.text, pair.source.language),
                pairs.describe(pair.target.text, pair.target.language),
            )
            for pair in some
        ],
    )


def calibration_error(
    shares: NDArray[np.float64], truth: NDArray[np.bool_], bins: int = 10
) -> float:
    """Expected calibration error (Naeini et al. 2015), equal-width bins."""
    places = np.minimum((shares * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(truth[places == b].mean() - shares[places == b].mean()) * (places == b).mean()
            for b in range(bins)
            if (places == b).any()
        )
    )


def figures(name: str, shares: NDArray[np.float64], some: Sequence[Pair]) -> None:
    """Print how well shares tell true pairs: of gold lines alone, and among strangers."""
    truth = np.array([pair.true for pair in some])
    lines = np.array([pair.lines for pair in some])
    if truth.all() or not truth.any():
        return
    hard = (
        f"{roc_auc_score(truth[lines], shares[lines]):.3f}" if not truth[lines].all() else "    -"
    )
    print(
        f"{name:34} true {truth.sum():4} of {len(truth):5}  AUROC {roc_auc_score(truth, shares):.3f}"
        f" (gold lines alone {hard})  average precision {average_precision_score(truth, shares):.3f}"
        f"  calibration error {calibration_error(shares, truth):.3f}"
    )
    sure = shares >= HALF
    if sure.any():
        print(
            f"{'':34} at {HALF}: precision {truth[sure].mean():.2f}, recall {sure[truth].mean():.2f}"
        )


HALF = 0.5


def ranking(scores: NDArray[np.float64], right: Sequence[set[int]]) -> tuple[float, float]:
    """Recall at 5 and mean reciprocal rank of the right columns of each row."""
    recalls, ranks = [], []
    for row, wanted in zip(scores, right, strict=True):
        order = np.argsort(-row, kind="stable")
        recalls.append(len(wanted & set(order[:5].tolist())) / len(wanted))
        ranks.append(1 / (1 + next(i for i, column in enumerate(order) if column in wanted)))
    return float(np.mean(recalls)), float(np.mean(ranks))


def rank_fields(
    model: pairs.PairModel, lines: Sequence[gold.GoldLine], vectors: Vectors
) -> tuple[float, float, float, float]:
    """Practice → risk within each field: recall@5 and MRR of the model, and of bare cosine."""
    rows = []
    by_field: dict[str, list[gold.GoldLine]] = defaultdict(list)
    for line in lines:
        by_field[line.field].append(line)
    for some in by_field.values():
        risks = sorted(
            {e for line in some for e in ends(line) if e.kind is Kind.RISK}, key=lambda t: t.text
        )
        right: dict[Text, set[int]] = defaultdict(set)
        for line in some:
            if line.row["relation"] == Relation.MITIGATES:
                source, target = ends(line)
                right[source].add(risks.index(target))
        practices = sorted(right, key=lambda text: text.text)
        if not practices:
            continue
        scores = matrix(model, practices, risks, vectors)
        cosines = vectors(t.text for t in practices) @ vectors(t.text for t in risks).T
        wanted = [right[practice] for practice in practices]
        rows += [(*ranking(scores, wanted), *ranking(cosines, wanted), len(practices))]
    table = np.array(rows)
    mean = np.average(table[:, :4], axis=0, weights=table[:, 4])
    return tuple(float(value) for value in mean)  # type: ignore[return-value]


def matrix(
    model: pairs.PairModel, practices: Sequence[Text], risks: Sequence[Text], vectors: Vectors
) -> NDArray[np.float64]:
    """Log-odds (practices, risks) that the one mitigates the other."""
    described = [pairs.describe(text.text, text.language) for text in risks]
    targets = vectors(text.text for text in risks)
    rows = []
    for practice in practices:
        source = vectors([practice.text])
        rows.append(
            model.logits(
                Relation.MITIGATES,
                np.repeat(source, len(risks), axis=0),
                targets,
                [(pairs.describe(practice.text, practice.language), end) for end in described],
            )
        )
    return np.array(rows)


def public(folder: Path, model: pairs.PairModel, embedder: Any) -> None:  # noqa: ANN401
    """Practice → risk over all risks of each public set with links."""
    for path in sorted(folder.glob("*/links.tsv")):
        rows = [
            json.loads(line)
            for line in (path.parent / "labels.jsonl").read_text("utf-8").splitlines()
        ]
        texts = {
            row["_id"]: Text(" ".join(row["text"].split()), Kind(row["label"]), row["lang"], "")
            for row in rows
            if row["lang"] == "en"
        }
        names = sorted(name for name, text in texts.items() if text.kind is Kind.RISK)
        right: dict[str, set[int]] = defaultdict(set)
        for line in path.read_text("utf-8").splitlines()[1:]:
            first, _, second = line.split("\t")
            risk, practice = sorted((first, second), key=lambda name: texts[name].kind is not Kind.RISK)
            right[practice].add(names.index(risk))
        chosen = sorted(right)
        if len(chosen) > SAMPLE:
            chosen = sorted(random.Random(0).sample(chosen, SAMPLE))  # noqa: S311 - no secret
        vectors = Vectors(
            [texts[name].text for name in [*chosen, *names]], embedder
        )
        practices, risks = [texts[name] for name in chosen], [texts[name] for name in names]
        wanted = [right[name] for name in chosen]
        bare = vectors(t.text for t in practices) @ vectors(t.text for t in risks).T
        for label, scores in (
            ("bare cosine", bare),
            ("pair model", matrix(model, practices, risks, vectors)),
        ):
            recall, rank = ranking(scores, wanted)
            print(
                f"{path.parent.name:16} {len(chosen):5} practices, {len(names):5} risks  {label:12}"
                f" recall@5 {recall:.3f}  MRR {rank:.3f}"
            )


def fit_all(
    found: Mapping[Relation, Sequence[Pair]], vectors: Vectors, mean: NDArray[np.float32], part: str
) -> pairs.PairModel:
    """A model of every relation from judged pairs."""
    relations = {}
    for relation, some in found.items():
        truth = np.array([pair.true for pair in some])
        relations[relation] = fit(features(part, some, vectors, mean), truth)
    return pairs.PairModel(relations, mean, EMBEDDER if part == "full" else "")


def out_of_fold(
    found: Mapping[Relation, Sequence[Pair]],
    lines: Sequence[gold.GoldLine],
    vectors: Vectors,
    mean: NDArray[np.float32],
    part: str,
) -> None:
    """Leave fields out: each fold is judged by a model that saw none of its fields."""
    names = sorted({line.field for line in lines})
    shares = {relation: np.zeros(len(some)) for relation, some in found.items()}
    rankings = []
    for fold in range(FOLDS):
        away = {name for position, name in enumerate(names) if position % FOLDS == fold}
        model = fit_all(
            {
                relation: [p for p in some if not {p.source.field, p.target.field} & away]
                for relation, some in found.items()
            },
            vectors,
            mean,
            part,
        )
        for relation, some in found.items():
            test = [i for i, pair in enumerate(some) if pair.source.field in away]
            shares[relation][test] = score(model, relation, [some[i] for i in test], vectors)
        rankings.append(rank_fields(model, [n for n in lines if n.field in away], vectors))
    for relation, some in found.items():
        figures(f"{part} left-out folds {relation}", shares[relation], some)
    recall, rank, bare_recall, bare_rank = np.mean(rankings, axis=0)
    print(
        f"{part} left-out folds practice → risk in the field: recall@5 {recall:.3f} MRR {rank:.3f}"
        f" (bare cosine {bare_recall:.3f} {bare_rank:.3f})"
    )


def main() -> None:
    """Fit, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, help="folder of public label sets to judge on")
    parser.add_argument("--dry", action="store_true", help="judge only, write nothing")
    options = parser.parse_args()
    lines = list(gold.read("links"))
    fitted = [line for line in lines if line.field not in gold.HELD_OUT_LINKS]
    held = [line for line in lines if line.field in gold.HELD_OUT_LINKS]
    embedder = models.load(EMBEDDER)
    vectors = Vectors(
        [line.row[end] for line in lines for end in ("source", "target")], embedder
    )
    known = sorted({line.row[end] for line in fitted for end in ("source", "target")})
    mean = vectors(known).mean(axis=0)
    print(f"{len(lines)} gold pairs, {len(held)} of them held out")
    found, kept = judged(fitted), judged(held)
    stored: dict[str, Any] = {
        "model": EMBEDDER,
        "mean": mean.astype(np.float32),
        "relations": np.array([str(relation) for relation in FITTED]),
    }
    for part in ("named", "full"):
        out_of_fold(found, fitted, vectors, mean, part)
        model = fit_all(found, vectors, mean, part)
        for relation, some in kept.items():
            figures(f"{part} held out {relation}", score(model, relation, some, vectors), some)
        recall, rank, bare_recall, bare_rank = rank_fields(model, held, vectors)
        print(
            f"{part} held out practice → risk in the field: recall@5 {recall:.3f} MRR {rank:.3f}"
            f" (bare cosine {bare_recall:.3f} {bare_rank:.3f})"
        )
        if options.labels:
            public(options.labels, model, embedder)
        for relation, parameters in model.relations.items():
            stored |= {
                f"{relation}.{part}.named": parameters.named.astype(np.float32),
                f"{relation}.{part}.product": parameters.product.astype(np.float32),
                f"{relation}.{part}.bias": np.float32(parameters.bias),
            }
    if not options.dry:
        np.savez_compressed(OUT, **stored)
        print(f"wrote {OUT.name}: {OUT.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
