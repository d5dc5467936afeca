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
from kg import gold, nearness, pairs
from kg.records import Kind, Relation, allows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from index.models import Embedder

OUT = Path(__file__).parent.parent / "kg" / "data" / "pairs.npz"
EMBEDDERS = ("multilingual-e5-small", "all-MiniLM-L6-v2")
FITTED: tuple[Relation, ...] = tuple(r for r in Relation if r is not Relation.RELATED_TO)
"""Relations with gold lines; `related_to` is what nearly is the same."""

INVERSE_PENALTY = 1.0
"""C of the regression: six signals and hundreds of lines; .1 to 10 give the same figures."""

STRANGERS = 6
"""Texts from other situations that are taken as negatives of each text, so many from its own
field and so many from other fields."""

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


class Collection:
    """Texts with their nearness to each other, by text."""

    def __init__(self, texts: Iterable[Text], embedders: Sequence[Embedder]) -> None:
        """Encode every text once."""
        self.texts = sorted(set(texts), key=lambda text: (text.field, text.kind, text.text))
        self.row = {text: row for row, text in enumerate(self.texts)}
        self.described = [pairs.describe(text.text, text.language) for text in self.texts]
        self.vectors = [self._encode(embedder) for embedder in embedders]
        kinds = [text.kind for text in self.texts]
        self.nearness = nearness.measure(self.described, kinds, *self.vectors)

    def _encode(self, embedder: Embedder) -> NDArray[np.float32]:
        """Vectors (n, dim), zeros in languages that the model is not for."""
        wanted = [
            row
            for row, text in enumerate(self.texts)
            if embedder.languages is None or text.language in embedder.languages
        ]
        vectors = np.zeros((len(self.texts), embedder.dimension), np.float32)
        vectors[wanted] = embedder.encode_passages([self.texts[row].text for row in wanted])
        return vectors

    def logits(
        self, model: pairs.PairModel, relation: Relation, some: Sequence[tuple[Text, Text]]
    ) -> NDArray[np.float64]:
        """Log-odds of pairs of texts."""
        rows = [(self.row[source], self.row[target]) for source, target in some]
        vectors = self.vectors[0]
        return model.logits(
            relation,
            vectors[[a for a, _ in rows]],
            vectors[[b for _, b in rows]],
            [(self.described[a], self.described[b]) for a, b in rows],
            nearness=self.nearness.of(rows),
        )

    def features(self, some: Sequence[Pair]) -> NDArray[np.float64]:
        """The regression's input (n, len(SIGNALS))."""
        rows = [(self.row[pair.source], self.row[pair.target]) for pair in some]
        near = self.nearness.of(rows)
        return np.array(
            [
                pairs.signals(self.described[a], self.described[b], float(value))
                for (a, b), value in zip(rows, near, strict=True)
            ]
        )

    def rank(
        self, model: pairs.PairModel, practices: Sequence[Text], risks: Sequence[Text]
    ) -> NDArray[np.float64]:
        """Log-odds (practices, risks) that the one mitigates the other."""
        every = [(practice, risk) for practice in practices for risk in risks]
        found = self.logits(model, Relation.MITIGATES, every)
        return found.reshape(len(practices), len(risks))

    def cosines(
        self, practices: Sequence[Text], risks: Sequence[Text], model: int = 0
    ) -> NDArray[np.float32]:
        """Bare cosines (practices, risks) of one model."""
        vectors = self.vectors[model]
        left = vectors[[self.row[text] for text in practices]]
        return np.asarray(left @ vectors[[self.row[text] for text in risks]].T, np.float32)


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
    return {
        relation: [*held, *strangers(relation, held, groups)] for relation, held in found.items()
    }


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


def fit(values: NDArray[np.float64], truth: NDArray[np.bool_]) -> pairs.RelationModel:
    """One logistic regression."""
    regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000, tol=1e-6)
    regression.fit(values, truth)
    return pairs.RelationModel(regression.coef_[0], float(regression.intercept_[0]))


def score(
    model: pairs.PairModel, relation: Relation, some: Sequence[Pair], texts: Collection
) -> NDArray[np.float64]:
    """Probabilities of judged pairs."""
    found = texts.logits(model, relation, [(pair.source, pair.target) for pair in some])
    return pairs.sigmoid(found)


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
    area, precision = roc_auc_score(truth, shares), average_precision_score(truth, shares)
    sure = shares >= HALF
    right = f"{truth[sure].mean():.2f}" if sure.any() else "-"
    print(
        f"{name:30} true {truth.sum():4} of {len(truth):5}"
        f"  AUROC {area:.3f} (gold lines alone {hard})  average precision {precision:.3f}"
        f"  calibration error {calibration_error(shares, truth):.3f}"
        f"  at {HALF}: precision {right}, recall {sure[truth].mean():.2f}"
    )


HALF = 0.5


def ranking(scores: NDArray[Any], right: Sequence[set[int]]) -> tuple[float, float]:
    """Recall at 5 and mean reciprocal rank of the right columns of each row."""
    recalls, ranks = [], []
    for row, wanted in zip(scores, right, strict=True):
        order = np.argsort(-row, kind="stable")
        recalls.append(len(wanted & set(order[:5].tolist())) / len(wanted))
        ranks.append(1 / (1 + next(i for i, column in enumerate(order) if column in wanted)))
    return float(np.mean(recalls)), float(np.mean(ranks))


def rank_fields(
    model: pairs.PairModel, lines: Sequence[gold.GoldLine], texts: Collection
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
        wanted = [right[practice] for practice in practices]
        ours = ranking(texts.rank(model, practices, risks), wanted)
        bare = ranking(texts.cosines(practices, risks), wanted)
        rows.append((*ours, *bare, len(practices)))
    table = np.array(rows)
    a, b, c, d = np.average(table[:, :4], axis=0, weights=table[:, 4]).tolist()
    return a, b, c, d


def public(folder: Path, model: pairs.PairModel, embedders: Sequence[Embedder]) -> None:
    """Practice → risk over all risks of each public set with links, of its English texts."""
    for path in sorted(folder.glob("*/links.tsv")):
        lines = (path.parent / "labels.jsonl").read_text("utf-8").splitlines()
        texts = {
            row["_id"]: Text(row["text"], Kind(row["label"]), "en", row["_id"])
            for row in map(json.loads, lines)
            if row["lang"] == "en"
        }
        names = sorted(name for name, text in texts.items() if text.kind is Kind.RISK)
        right: dict[str, set[int]] = defaultdict(set)
        for line in path.read_text("utf-8").splitlines()[1:]:
            first, _, second = line.split("\t")
            if texts[first].kind is Kind.RISK:
                first, second = second, first
            right[first].add(names.index(second))
        chosen = sorted(right)
        if len(chosen) > SAMPLE:
            chosen = sorted(random.Random(0).sample(chosen, SAMPLE))  # noqa: S311 - no secret
        practices, risks = [texts[name] for name in chosen], [texts[name] for name in names]
        wanted = [right[name] for name in chosen]
        every = Collection([*practices, *risks], embedders)
        one = Collection([*practices, *risks], embedders[:1])
        for label, scores in (
            ("bare cosine, e5", every.cosines(practices, risks)),
            ("bare cosine, MiniLM", every.cosines(practices, risks, 1)),
            ("pair model, e5", one.rank(model, practices, risks)),
            ("pair model, both", every.rank(model, practices, risks)),
        ):
            recall, rank = ranking(scores, wanted)
            print(
                f"{path.parent.name:16} {len(chosen):5} practices, {len(names):5} risks"
                f"  {label:20} recall@5 {recall:.3f}  MRR {rank:.3f}"
            )


def fit_all(found: Mapping[Relation, Sequence[Pair]], texts: Collection) -> pairs.PairModel:
    """A model of every relation from judged pairs."""
    return pairs.PairModel(
        {
            relation: fit(texts.features(some), np.array([pair.true for pair in some]))
            for relation, some in found.items()
        }
    )


def out_of_fold(
    found: Mapping[Relation, Sequence[Pair]], lines: Sequence[gold.GoldLine], texts: Collection
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
            texts,
        )
        for relation, some in found.items():
            test = [i for i, pair in enumerate(some) if pair.source.field in away]
            shares[relation][test] = score(model, relation, [some[i] for i in test], texts)
        rankings.append(rank_fields(model, [n for n in lines if n.field in away], texts))
    for relation, some in found.items():
        figures(f"left-out folds {relation}", shares[relation], some)
    recall, rank, bare_recall, bare_rank = np.mean(rankings, axis=0)
    print(
        f"left-out folds practice → risk in the field: recall@5 {recall:.3f} MRR {rank:.3f}"
        f" (bare cosine {bare_recall:.3f} {bare_rank:.3f})"
    )


def main() -> None:
    """Fit, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, help="folder of public label sets to judge on")
    parser.add_argument("--dry", action="store_true", help="judge only, write nothing")
    options = parser.parse_args()
    lines = list(gold.read("links"))
    lines = [line for line in lines if line.field not in gold.LATER_LINKS]
    fitted = [line for line in lines if line.field not in gold.HELD_OUT_LINKS]
    held = [line for line in lines if line.field in gold.HELD_OUT_LINKS]
    embedders = [models.load(name) for name in EMBEDDERS]
    print(f"{len(lines)} gold pairs, {len(held)} of them held out")
    texts = Collection([end for line in fitted for end in ends(line)], embedders)
    found = judged(fitted)
    out_of_fold(found, fitted, texts)
    model = fit_all(found, texts)
    away = Collection([end for line in held for end in ends(line)], embedders)
    for relation, some in judged(held).items():
        figures(f"held out {relation}", score(model, relation, some, away), some)
    recall, rank, bare_recall, bare_rank = rank_fields(model, held, away)
    print(
        f"held out practice → risk in the field: recall@5 {recall:.3f} MRR {rank:.3f}"
        f" (bare cosine {bare_recall:.3f} {bare_rank:.3f})"
    )
    for relation, parameters in model.relations.items():
        told = ", ".join(
            f"{name} {weight:+.2f}"
            for name, weight in zip(pairs.SIGNALS, parameters.named, strict=True)
        )
        print(f"{relation}: {parameters.bias:+.2f}, {told}")
    if options.labels:
        public(options.labels, model, embedders)
    if not options.dry:
        stored: dict[str, Any] = {"relations": np.array([str(relation) for relation in FITTED])}
        for relation, parameters in model.relations.items():
            stored[f"{relation}.named"] = parameters.named
            stored[f"{relation}.bias"] = parameters.bias
        np.savez_compressed(OUT, **stored)
        print(f"wrote {OUT.name}: {OUT.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
