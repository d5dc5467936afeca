"""Whether two texts stand in a relation: a fitted, calibrated model of pairs of texts.

One logistic regression a relation over a handful of signals that a person can name: nearness of
meaning in the collection (`kg.nearness`), another language, opposite advice, other numbers.
The product of the two embeddings was tried beside the bare cosine and left out: on fields that it
was not fitted to it gained .01 of AUROC, and it would tie the parameters to one embedding model.
Linking asks it whether two units say the same; of relations between kinds it knows no place, so
`kg.weighing` weighs those, and only texts that stand in no document are linked by it alone
(`answer.judging`). Parameters: `kg/data/pairs.npz`, made by `python -m benchmarks.fit_pairs` from
`kg/gold/links`. Start reading at `PairModel.logits`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.cues import fold, sign_pattern
from kg.records import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SIGNALS: Final = (
    "nearness of meaning",
    "nearness of meaning across languages",
    "another language",
    "one advises, the other advises against",
    "one advises against what the other advises",
    "different numbers",
)
"""The named signals, in the order of the parameters."""

STEM: Final = 5
"""Letters that two words must share at the start to count as one: "client", "clients", "klientów"
(English and Polish inflect at the end; four letters join too much, six too little)."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a pair model sees of one end: language, stems, polarity, numbers."""

    language: str
    stems: frozenset[str]
    against: bool
    numbers: frozenset[str]


def describe(text: str, language: str) -> Text:
    """The signals' raw material for one text.

    >>> told = describe("Never lift alone.", "en")
    >>> sorted(told.stems), told.against
    (['alone', 'lift', 'never'], True)
    """
    folded = fold(text)
    words = re.findall(r"[^\W\d_]{4,}", folded)
    return Text(
        language=language,
        stems=frozenset(word[:STEM] for word in words),
        against=bool(sign_pattern("avoid", language).search(folded)),
        numbers=frozenset(re.findall(r"\d+", folded)),
    )


def signals(source: Text, target: Text, nearness: float) -> tuple[float, ...]:
    """The values of `SIGNALS` for a pair with this nearness (`kg.nearness`).

    >>> signals(describe("Lift alone.", "en"), describe("Never lift alone.", "en"), 2.0)
    (2.0, 0.0, 0.0, 1.0, 2.0, 0.0)
    """
    across = source.language != target.language
    opposed = source.against != target.against
    return (
        nearness,
        nearness if across else 0.0,
        float(across),
        float(opposed),
        nearness if opposed else 0.0,
        float(bool(source.numbers ^ target.numbers)),
    )


def columns(
    near: NDArray[np.float64],
    across: NDArray[np.bool_],
    opposed: NDArray[np.bool_],
    numbers: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The values of `SIGNALS` (n, len(SIGNALS)) of many pairs at once.

    `across` are in two languages, `opposed` are an advice and one against it, `numbers` differ.
    """
    return np.stack(
        [
            near,
            np.where(across, near, 0.0),
            across.astype(np.float64),
            opposed.astype(np.float64),
            np.where(opposed, near, 0.0),
            numbers.astype(np.float64),
        ],
        axis=1,
    )


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Fitted parameters of one relation: `named` (len(SIGNALS),) and `bias`."""

    named: NDArray[np.float64]
    bias: float

    def logits(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds (n,) of pairs with these values of `SIGNALS` (n, len(SIGNALS))."""
        return np.asarray(values @ self.named + self.bias, np.float64)


@dataclass(frozen=True, slots=True)
class PairModel:
    """The relations' models."""

    relations: Mapping[Relation, RelationModel]

    def logits(
        self,
        relation: Relation,
        sources: NDArray[np.float32],
        targets: NDArray[np.float32],
        described: Sequence[tuple[Text, Text]],
        *,
        nearness: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        """Log-odds (n,) that row i of `sources` stands in `relation` to row i of `targets`.

        `sigmoid` of them is calibrated on a field's gold pairs among its strangers.
        `nearness` (n,) is that of `kg.nearness`, in the collection that the texts are in.
        Without it the bare cosine stands in, which is much worse at ranking.
        """
        if nearness is None:
            cosines = np.einsum("ij,ij->i", sources, targets, dtype=np.float64)
            nearness = (cosines - USUAL) / SPREAD
        values = [
            signals(source, target, float(near))
            for (source, target), near in zip(described, nearness, strict=True)
        ]
        named = np.array(values, np.float64).reshape(len(described), len(SIGNALS))
        return self.relations[relation].logits(named)


USUAL: Final = 0.81
SPREAD: Final = 0.036
"""Where bare e5 cosines of a topic's texts lie and how far they spread, for callers without
a collection (`kg.nearness.measure` needs one): read off the gold texts of single fields."""


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)), np.float64)


@cache
def shipped(model: str = "") -> PairModel:  # noqa: ARG001 - the parameters hold for any model's
    """The shipped parameters; nearness is told in standard deviations, whatever the model."""
    with (
        resources.as_file(resources.files("kg") / "data" / "pairs.npz") as path,
        np.load(path) as data,
    ):
        return PairModel(
            {
                Relation(str(relation)): RelationModel(
                    data[f"{relation}.named"].astype(np.float64), float(data[f"{relation}.bias"])
                )
                for relation in data["relations"]
            }
        )
