"""How near two texts are in meaning, against what is usual in the collection that they are in.

Start reading at `measure`. A bare cosine mostly tells that two texts share a topic, a kind of
sentence and a language. What remains when that is taken off tells which risk a practice answers:
1. vectors are centred on what texts of their kind and language have in common here;
2. several embedding models and rare words in common are added up, where a pair has them;
3. texts that are near to everything are held back (CSLS, Conneau et al. 2018, section 2.3).

Nothing here is fitted. Recall at 5 of practice → risk against the better bare cosine, on public
links: software .62 → .76, security_cwe .31 → .35, cloud_prowler .72 → .81 (`python -m
benchmarks.fit_pairs --labels`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from kg.pairs import Text

LITTLE: Final = 5
"""Texts that the wider mean counts for when the narrower is taken: few texts have a chance mean."""

SPREAD: Final = {0: 1.0, 1: 0.10, 2: 0.17}
"""Standard deviation of centred inner products of strangers, by the models that a pair has both
vectors of: e5 alone .10, e5 and MiniLM added .17 (gold texts, each kind against each)."""

WORDS: Final = 3.0
"""What a pair with all its rare words in common gains, in standard deviations: a round number,
not fitted. On the public links 1.5 loses up to .03 of recall at 5, and 4.5 gains up to .02."""

HUB: Final = 10
"""Nearest texts that tell how near a text is to everything: the number of the paper."""

BLOCK: Final = 512
"""Rows of a matrix product: 512 by 20,000 nearnesses are 80 MB."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Nearness between the texts of one collection.

    `dense` (n, dims) holds the centred unit vectors of all models side by side, `present`
    (n, models) which a text has, `words` (n, stems) its rare words, of unit length;
    `group` (n,) numbers kinds with languages, `hub` (n, groups) is how near a text is to its
    nearest of each group.
    """

    dense: NDArray[np.float32]
    present: NDArray[np.float32]
    words: sparse.csr_matrix
    group: NDArray[np.int64]
    hub: NDArray[np.float32]

    def rows(
        self, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Blocks of `left` with their nearness (block, right): standard deviations above usual."""
        for start in range(0, len(left), BLOCK):
            some = left[start : start + BLOCK]
            held = (
                self.hub[np.ix_(some, self.group[right])]
                + self.hub[np.ix_(right, self.group[some])].T
            )
            yield some, np.asarray(_bare(self, some, right) - held / 2, np.float32)

    def nearest(
        self, left: NDArray[np.int64], right: NDArray[np.int64], count: int
    ) -> Iterator[tuple[int, int]]:
        """For each text of `left` its `count` nearest others of `right`, best first."""
        for some, values in self.rows(left, right):
            values[some[:, None] == right] = -np.inf
            if values.shape[1] > count:
                best = np.sort(np.argpartition(-values, count - 1, axis=1)[:, :count], axis=1)
            else:
                best = np.broadcast_to(np.arange(values.shape[1]), values.shape)
            order = np.argsort(-np.take_along_axis(values, best, axis=1), axis=1, kind="stable")
            best = np.take_along_axis(best, order, axis=1)
            for row, text, chosen in zip(values, some, best, strict=True):
                yield from (
                    (int(text), int(right[column])) for column in chosen if np.isfinite(row[column])
                )

    def of(self, pairs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """Nearness (n,) of pairs of texts."""
        if not pairs:
            return np.zeros(0)
        left, right = np.array(pairs, np.int64).T
        dense = np.concatenate(
            [
                np.einsum(
                    "ij,ij->i",
                    self.dense[left[at : at + BLOCK]],
                    self.dense[right[at : at + BLOCK]],
                )
                for at in range(0, len(left), BLOCK)
            ]
        )
        both = np.einsum("ij,ij->i", self.present[left], self.present[right]).astype(int)
        words = np.asarray(self.words[left].multiply(self.words[right]).sum(axis=1)).ravel()
        held = self.hub[left, self.group[right]] + self.hub[right, self.group[left]]
        return np.asarray(dense / spread(both) + WORDS * words - held / 2, np.float64)


def measure(
    described: Sequence[Text],
    kinds: Sequence[Hashable],
    *vectors: NDArray[np.float32],
) -> Nearness:
    """The nearness of texts with these kinds and vectors of one or more models (n, dim) each.

    A row of zeros stands for a text in a language that the model is not for.
    """
    labels = [(str(kind), text.language) for kind, text in zip(kinds, described, strict=True)]
    order = {label: number for number, label in enumerate(sorted(set(labels)))}
    group = np.array([order[label] for label in labels], np.int64)
    languages = np.array([text.language for text in described])
    parts, present = [], []
    for matrix in vectors:
        has = np.linalg.norm(matrix, axis=1) > 0
        parts.append(_centred(matrix, has, languages, group))
        present.append(has)
    bare = Nearness(
        np.hstack(parts).astype(np.float32),
        np.stack(present, axis=1).astype(np.float32),
        rare_words(described),
        group,
        np.zeros((len(group), len(order)), np.float32),
    )
    return Nearness(bare.dense, bare.present, bare.words, group, _hubs(bare, len(order)))


def _centred(
    matrix: NDArray[np.float32],
    has: NDArray[np.bool_],
    languages: NDArray[np.str_],
    group: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Unit vectors without what all texts, those of their language, and of their kind share."""
    usual = centres(matrix, has, languages, group)[group]
    moved = np.where(has[:, None], matrix - usual, 0.0)
    return np.asarray(
        moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), np.float32
    )


def centres(
    matrix: NDArray[np.float32],
    has: NDArray[np.bool_],
    languages: NDArray[np.str_],
    group: NDArray[np.int64],
) -> NDArray[np.float64]:
    """What the texts of each group share (groups, dim), of those that the model `has`.

    A group's mean, to which that of its language adds a little, and to that the mean of all.
    """
    count = int(group.max()) + 1
    sums = np.zeros((count, matrix.shape[1]))
    sizes = np.zeros(count)
    spoken = [""] * count
    for number in range(count):
        members = group == number
        spoken[number] = str(languages[np.argmax(members)])
        sums[number] = matrix[members & has].sum(axis=0, dtype=np.float64)
        sizes[number] = (members & has).sum()
    of_all = sums.sum(axis=0) / (sizes.sum() + LITTLE)
    means = np.zeros_like(sums)
    for language in set(spoken):
        own = np.array([one == language for one in spoken])
        wider = (sums[own].sum(axis=0) + LITTLE * of_all) / (sizes[own].sum() + LITTLE)
        means[own] = (sums[own] + LITTLE * wider) / (sizes[own, None] + LITTLE)
    return means


def rare_words(described: Sequence[Text]) -> sparse.csr_matrix:
    """Stems (n, stems) weighted by their rarity here (idf), each row of unit length."""
    from scipy import sparse

    stems = sorted({stem for text in described for stem in text.stems})
    column = {stem: number for number, stem in enumerate(stems)}
    sizes = np.array([len(text.stems) for text in described], np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    columns = np.fromiter(
        (number for text in described for number in sorted(column[stem] for stem in text.stems)),
        np.int64,
        int(starts[-1]),
    )
    rarity = np.log((len(described) + 1) / (np.bincount(columns, minlength=len(stems)) + 0.5))
    values = rarity[columns]
    rows = np.repeat(np.arange(len(described)), sizes)
    length = np.sqrt(np.bincount(rows, values**2, minlength=len(described)))
    values /= np.where(length > 0, length, 1.0)[rows]
    shape = (len(described), max(1, len(stems)))
    entries = (values.astype(np.float32), columns, starts)
    return sparse.csr_matrix(entries, shape=shape)  # type: ignore[no-untyped-call]


def _hubs(near: Nearness, groups: int) -> NDArray[np.float32]:
    """Mean nearness (n, groups) to the `HUB` nearest others of each group.

    A group with fewer is filled up with strangers, whose nearness is 0.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for text, number in enumerate(near.group):
        members[int(number)].append(text)
    hub = np.zeros((len(near.group), groups), np.float32)
    everything = np.arange(len(near.group))
    for start in range(0, len(everything), BLOCK):
        some = everything[start : start + BLOCK]
        values = _bare(near, some, everything)
        values[np.arange(len(some)), some] = 0.0
        for number, texts in members.items():
            part = values[:, texts]
            if part.shape[1] > HUB:
                part = -np.partition(-part, HUB - 1, axis=1)[:, :HUB]
            hub[some, number] = part.sum(axis=1) / HUB
    return hub


def _bare(near: Nearness, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
    """Nearness (left, right) before hubs are held back."""
    both = (near.present[left] @ near.present[right].T).astype(int)
    words = (near.words[left] @ near.words[right].T).toarray()
    return np.asarray(
        near.dense[left] @ near.dense[right].T / spread(both) + WORDS * words, np.float32
    )


def spread(both: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
    """The spread of pairs that have so many models' vectors in common."""
    table = np.array(
        [SPREAD[min(number, max(SPREAD))] for number in range(int(both.max(initial=0)) + 1)]
    )
    return np.asarray(table[both], np.float32)
