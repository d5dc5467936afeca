"""Fit how units bear on each other: `python -m benchmarks.fit_links`.

First an adapter of the embedding model with a head (`kg.bearing`), on the pairs of
`kg/gold/links` and those that linking proposed and that were read (`kg/gold/proposed`); then, on
collections that the adapter has not seen, what reading, nearness and place weigh together. Prints
the figures on further collections, which nothing was fitted to. Writes `kg/data/bearing.npz` and
`bearing_adapter.npz`. Half an hour on one core; the seed is fixed.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks import tuning
from benchmarks.fit_pairs import calibration_error
from index import adapter, models
from kg import bearing, gold, pairs
from kg.bearing import CLASSES, RELATIONS, End, column
from kg.records import SYMMETRIC, Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

DATA = Path(__file__).parent.parent / "kg" / "data"
EPOCHS = 3
SEED = 0
TOKENS = 160
PARTLY = 0.2
"""How far a pair that belongs together loosely has the relation that was asked about."""

STRANGERS = 600
"""Pairs of gold texts that nobody judged, from two situations: nearly none has a relation."""

CALIBRATE = frozenset(
    {
        "gold_03",
        "gold_07",
        "gold_11",
        "gold_15",
        "corpora_02",
        "guidance_complaints_at_a_front_desk",
        "guidance_hoarding_and_eviction",
        "guidance_laboratory_safety",
    }
)
"""Collections that the weights of the signals are fitted to, and the adapter is not."""

HELD_OUT = frozenset(
    {
        "held_16",
        "held_17",
        "corpora_03",
        "guidance_client_money_and_conflicts",
        "guidance_medication_in_home_care",
    }
)
"""Collections that nothing is fitted to."""

LEAST = 0.05
"""Score by nearness and place from which a pair counts where weights are fitted: pairs that are
not read need none."""

PENALTY = 1.0
"""Inverse penalty of the weights."""


class Judged(NamedTuple):
    """A pair with its verdict."""

    collection: str
    source: End
    target: End
    asked: Relation | None
    found: Relation | None
    partly: bool = False
    row: dict[str, Any] = {}  # noqa: RUF012 - never written to


def of_links() -> Iterator[Judged]:
    """The pairs that were written, and strangers drawn from them."""
    lot = random.Random(SEED)  # noqa: S311 - no secret
    held: list[Judged] = []
    for line in gold.read("links"):
        if line.field in gold.HELD_OUT_LINKS:
            continue
        row = line.row
        ends = [End(Kind(row[f"{end}_kind"]), row[end]) for end in ("source", "target")]
        found = None if row["relation"] == "none" else Relation(row["relation"])
        held.append(Judged(line.field, ends[0], ends[1], found, found, row=row))
    yield from held
    linked = [pair for pair in held if pair.found]
    for _ in range(STRANGERS):
        one, other = lot.sample(linked, 2)
        if one.row["group"] != other.row["group"]:
            yield one._replace(target=other.target, found=None)


def of_proposed() -> Iterator[Judged]:
    """The pairs that linking proposed."""
    for line in gold.read("proposed"):
        row = line.row
        asked = Relation(row["relation"])
        yield Judged(
            line.field,
            *(End(Kind(row[f"{end}_kind"]), row[end]) for end in ("source", "target")),
            asked,
            {"yes": asked, "same": Relation.SAME_AS, "tension": Relation.TENSION}.get(
                row["verdict"]
            ),
            partly=row["verdict"] == "partly",
            row=row,
        )


def target(pair: Judged) -> NDArray[np.float32]:
    """What the adapter learns of a pair: shares (9,) of the classes."""
    shares = np.zeros(len(CLASSES), np.float32)
    if pair.partly and pair.asked:
        shares[column(pair.asked)] = PARTLY
    elif pair.found:
        shares[column(pair.found)] = 1.0
    shares[0] = 1.0 - shares.sum()
    return shares


def said(pair: Judged, relation: Relation | None) -> tuple[str, str]:
    """Both texts as they are read."""
    ends = pair.source, pair.target
    if relation:
        ends = bearing.in_order(relation, *ends)
    return ends[0].said(), ends[1].said()


def learnt(some: Sequence[Judged], *, epochs: int) -> tuning.Tuning:
    """The adapter, fitted to pairs; those without a direction are shown in the order of texts."""
    packaged = models.PACKAGED[models.DEFAULT]
    model = tuning.Tuning(len(CLASSES), base=packaged.name, prefix="", seed=SEED, tokens=TOKENS)
    texts = [said(pair, pair.found if pair.found in SYMMETRIC else None) for pair in some]
    states = model.lower(_prefixed(texts))
    tuning.fit(model, states, np.stack([target(pair) for pair in some]), epochs=epochs, seed=SEED)
    return model


def _prefixed(texts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs with what the base model puts before a question and a passage."""
    packaged = models.PACKAGED[models.DEFAULT]
    return [(packaged.query_prefix + one, packaged.passage_prefix + other) for one, other in texts]


class Cases(NamedTuple):
    """Pairs that a relation was asked of.

    `signals` (n, len(SIGNALS)), `right` (n,) is the truth, `weight` how many pairs each stands
    for, `before` its score by nearness and place.
    """

    relation: Relation
    signals: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]
    before: NDArray[np.float64]


def cases(model: tuning.Tuning, some: Sequence[Judged]) -> dict[Relation, Cases]:
    """The proposed pairs of each relation; tension may hold between any that were asked about."""
    some = [pair for pair in some if pair.row["score"] >= LEAST]
    found = {}
    for relation in RELATIONS:
        fitting = [pair for pair in some if _asks(pair, relation)]
        ends = [bearing.in_order(relation, pair.source, pair.target) for pair in fitting]
        texts = _prefixed([(one.said(), other.said()) for one, other in ends])
        read = bearing.log_odds(relation, ends, tuning.logits(model, model.lower(texts)))
        rows = [pair.row for pair in fitting]
        found[relation] = Cases(
            relation,
            bearing.columns(
                read,
                np.array([row["pair"] for row in rows]),
                np.array([row["source_language"] != row["target_language"] for row in rows]),
                np.array(
                    [
                        1.0
                        if relation is Relation.SAME_AS
                        else row["source_sure"] * row["target_sure"]
                        for row in rows
                    ]
                ),
                np.array([row["place"] for row in rows], np.int64),
            ),
            np.array([pair.found is relation for pair in fitting]),
            np.array([1.0 / row["share"] for row in rows]),
            np.array([row["score"] for row in rows]),
        )
    return found


def _asks(pair: Judged, relation: Relation) -> bool:
    if relation is Relation.TENSION:
        return pair.source.kind is Kind.PRACTICE and pair.target.kind is not Kind.BENEFIT
    return pair.asked is relation


def weigh(found: dict[Relation, Cases]) -> dict[Relation, NDArray[np.float64]]:
    """Weights of the signals, common to all relations, and a number for each relation."""
    names = list(found)
    rows = [
        np.hstack([one.signals, np.tile(np.eye(len(names))[place], (len(one.right), 1))])
        for place, one in enumerate(found.values())
    ]
    weight = np.concatenate([np.minimum(one.weight, MOST) for one in found.values()])
    regression = LogisticRegression(C=PENALTY, max_iter=5000, fit_intercept=False)
    regression.fit(
        np.vstack(rows),
        np.concatenate([one.right for one in found.values()]),
        sample_weight=weight / weight.mean(),
    )
    count = len(bearing.SIGNALS)
    common, own = regression.coef_[0][:count], regression.coef_[0][count:]
    for name, value in zip((*bearing.SIGNALS, *names), regression.coef_[0], strict=True):
        print(f"  {name}: {value:+.2f}")
    return {name: np.append(common, own[place]) for place, name in enumerate(names)}


MOST = 10.0
"""Pairs that one which was drawn may stand for."""


def judge(found: dict[Relation, Cases], weights: dict[Relation, NDArray[np.float64]]) -> None:
    """Print how well scores tell, of each relation and of all."""
    every: list[list[NDArray[Any]]] = [[], [], [], []]
    for relation, one in found.items():
        logits = one.signals @ weights[relation][:-1] + weights[relation][-1]
        scores = pairs.sigmoid(logits)
        for held, values in zip(every, (scores, one.right, one.weight, one.before), strict=True):
            held.append(values)
        _tell(str(relation), scores, one.right, one.weight, one.before)
    _tell("all", *(np.concatenate(held) for held in every))


def _tell(
    name: str,
    scores: NDArray[np.float64],
    right: NDArray[np.bool_],
    weight: NDArray[np.float64],
    before: NDArray[np.float64],
) -> None:
    if not right.any() or right.all():
        print(f"{name:12} {right.sum():4} right of {len(right)}")
        return
    areas = [roc_auc_score(right, one) for one in (scores, before)]
    precisions = [
        average_precision_score(right, one, sample_weight=weight) for one in (scores, before)
    ]
    told = [
        f"{name:12} {right.sum():4} right of {len(right):4}",
        f"AUROC {areas[0]:.3f} ({areas[1]:.3f} unread)",
        f"average precision {precisions[0]:.3f} ({precisions[1]:.3f})",
        f"calibration error {calibration_error(scores, right):.3f}",
    ]
    for bar in (0.3, 0.5, 0.7):
        sure = scores >= bar
        share = f"{np.average(right[sure], weights=weight[sure]):.2f}" if sure.any() else "-"
        told.append(
            f"from {bar}: {sure.sum()} pairs, {share} right, recall {sure[right].mean():.2f}"
        )
    print("  ".join(told))


def main() -> None:
    """Fit, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--into", type=Path, default=DATA, help="folder to write to")
    options = parser.parse_args()
    proposed = list(of_proposed())
    away = CALIBRATE | HELD_OUT
    some = [*of_links(), *(pair for pair in proposed if pair.collection not in away)]
    print(f"{len(some)} pairs, {sum(pair.found is not None for pair in some)} with a relation")
    model = learnt(some, epochs=options.epochs)
    print("weights, fitted to collections that the adapter has not seen:")
    weights = weigh(cases(model, [pair for pair in proposed if pair.collection in CALIBRATE]))
    print("held out:")
    judge(cases(model, [pair for pair in proposed if pair.collection in HELD_OUT]), weights)
    tuned = model.result()
    packaged = models.PACKAGED[models.DEFAULT]
    adapter.write_adapter(
        options.into / "bearing_adapter.npz",
        name=f"{packaged.name}-bearing",
        base=packaged.name,
        prefix="",
        updates=tuned.updates,
    )
    np.savez(
        options.into / "bearing.npz",
        head=tuned.head,
        bias=tuned.bias,
        model=f"{packaged.name}-bearing",
        relations=np.array([str(relation) for relation in weights]),
        weights=np.stack(list(weights.values())),
    )
    size = (options.into / "bearing_adapter.npz").stat().st_size
    print(f"wrote bearing_adapter.npz: {size // 1024} KiB")


if __name__ == "__main__":
    main()
