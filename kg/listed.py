"""How near listed texts are (`kg.neighbours`), told as `kg.nearness` tells it of all texts.

Start reading at `measure`. Centres, rare words and hubs are those of the whole collection, but
only pairs of the lists are computed: time and memory grow with n. With the lists' products at
hand, (x - a)·(y - b) is x·y - x·b - a·y + a·b, where a and b are one vector for each group.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.nearness import HUB, WORDS, centres, rare_words, spread
from kg.neighbours import LISTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from kg.neighbours import Lists
    from kg.pairs import Text

ROWS: Final = 256
"""Texts whose rare words are spread out at once: 256 by 50,000 stems are 50 MB."""

PAIRS: Final = 4096
"""Pairs that are computed from their vectors at once."""


SETTLED: Final = 8
"""Documents of each language that tell roughly what its texts share: those whose hashes are lowest,
so that another document seldom makes a difference (of 500, one in sixty)."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A model's vectors (n, dim) around centres that stay what they are: of unit length.

    `length` (n,) is how long they were, 0 where the model has none; `shared` (languages, dim) is
    what was taken off, by `language` (n,).
    """

    vectors: NDArray[np.float32]
    length: NDArray[np.float32]
    shared: NDArray[np.float32]
    language: NDArray[np.int64]


def settle(
    vectors: Sequence[NDArray[np.float32]], languages: Sequence[str], documents: Sequence[str]
) -> tuple[Settled, ...]:
    """Each model's vectors without roughly what texts of their language share.

    That depends on few documents: for most, their coming and going changes no other's vectors.
    """
    spoken, language = np.unique(np.array(languages), return_inverse=True)
    names, owner = np.unique(np.array(documents), return_inverse=True)
    drawn = np.argsort([hashlib.sha256(str(name).encode()).digest() for name in names])
    turn = np.empty(len(names), np.int64)
    turn[drawn] = np.arange(len(names))
    settled = []
    for matrix in vectors:
        has = np.linalg.norm(matrix, axis=1) > 0
        shared = np.zeros((len(spoken), matrix.shape[1]), np.float32)
        for number in range(len(spoken)):
            members = np.flatnonzero(has & (language == number))
            if len(members):
                first = np.unique(turn[owner[members]])[:SETTLED]
                some = members[np.isin(turn[owner[members]], first)]
                shared[number] = matrix[some].mean(axis=0, dtype=np.float64)
        moved = np.where(has[:, None], matrix - shared[language], np.float32(0))
        length = np.linalg.norm(moved, axis=1).astype(np.float32)
        unit = moved / np.maximum(length, np.float32(TINY))[:, None]
        settled.append(Settled(unit, np.where(has, length, 0.0), shared, language))
    return tuple(settled)


TINY: Final = 1e-6
"""Vectors are not divided by less: one that is all that its language shares stays near to none."""

NOWHERE: Final = 1e-3
"""A vector this near to its centre is told from it by rounding alone, and near to nothing."""


@dataclass(frozen=True, slots=True)
class _Model:
    """One model's part.

    `centre` (groups, dim) is what each group shares beside what was taken off already, `length`
    (n,) that of vectors without it; `to_centre` (n, groups) and `between` (groups, groups) are
    the inner products with those centres.
    """

    settled: Settled
    has: NDArray[np.bool_]
    centre: NDArray[np.float32]
    length: NDArray[np.float32]
    to_centre: NDArray[np.float32]
    between: NDArray[np.float32]

    def moved(self, rows: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.float32]:
        """Centred unit vectors of `rows`."""
        raw = self.settled.vectors[rows] * self.settled.length[rows, None]
        return np.asarray((raw - self.centre[group[rows]]) / self.length[rows, None], np.float32)


@dataclass(frozen=True, slots=True)
class Near:
    """Nearness between the texts of one collection: standard deviations above what is usual.

    `ids` and `values` (n, groups, LISTED) are each text's nearest of each group with their
    nearness (-inf where `ids` is -1); `hub` (n, groups) is how near a text is to its nearest.
    """

    ids: NDArray[np.int32]
    values: NDArray[np.float32]
    group: NDArray[np.int64]
    hub: NDArray[np.float32]
    words: sparse.csr_matrix
    models: tuple[_Model, ...]

    def nearest(
        self, left: NDArray[np.int64], groups: Sequence[int], count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """For each text of `left` the `count` nearest others of `groups`: rows, others, values."""
        shape = (len(left), len(groups) * self.ids.shape[2])
        values = self.values[left][:, groups].reshape(shape)
        ids = self.ids[left][:, groups].reshape(shape)
        if values.shape[1] > count:
            best = np.argpartition(-values, count - 1, axis=1)[:, :count]
            values = np.take_along_axis(values, best, axis=1)
            ids = np.take_along_axis(ids, best, axis=1)
        there = np.isfinite(values)
        rows = np.broadcast_to(left[:, None], ids.shape)
        return rows[there], ids[there].astype(np.int64), values[there]

    def of(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
        """Nearness (n,) of pairs of texts, listed or not."""
        dense = np.zeros(len(left))
        both = np.zeros(len(left), np.int64)
        for model in self.models:
            has = model.has[left] & model.has[right]
            both += has
            for start in range(0, len(left), PAIRS):
                some = slice(start, start + PAIRS)
                ends = (model.moved(side[some], self.group) for side in (left, right))
                dense[some] += np.where(has[some], np.einsum("ij,ij->i", *ends), 0.0)
        common = in_common(self.words, left, right)
        held = self.hub[left, self.group[right]] + self.hub[right, self.group[left]]
        return np.asarray(dense / spread(both) + WORDS * common - held / 2, np.float32)


def measure(
    described: Sequence[Text],
    lists: Lists,
    vectors: Sequence[NDArray[np.float32]],
    settled: Sequence[Settled],
) -> Near:
    """The nearness of texts with these lists and vectors of one or more models (n, dim) each.

    `settled` are what `settle` made of the vectors, and `lists` were made of these.
    """
    languages = np.array([text.language for text in described])
    group, ids = lists.group, lists.ids[:, :, :LISTED]
    models = tuple(
        _model(matrix, one, languages, group) for matrix, one in zip(vectors, settled, strict=True)
    )
    words = rare_words(described)
    values = np.full(ids.shape, -np.inf, np.float32)
    hub = np.zeros(ids.shape[:2], np.float32)
    sizes = np.bincount(group, minlength=len(lists.labels))
    for number in range(len(lists.labels)):
        there = ids[:, number] >= 0
        dense = np.zeros(there.shape, np.float32)
        both = np.zeros(there.shape, np.int8)
        for model, products in zip(models, lists.products[:, :, number, :LISTED], strict=True):
            has = there & model.has[:, None] & model.has[ids[:, number]]
            both += has
            dense += np.where(has, _centred(model, group, ids[:, number], products, number), 0.0)
        bare = np.where(there, dense / spread(both), -np.inf).astype(np.float32)
        rows, places = np.nonzero(there)
        bare[rows, places] += np.float32(WORDS) * in_common(words, rows, ids[rows, number, places])
        values[:, number] = bare
        hub[:, number] = _hub(bare, group == number, int(sizes[number]))
    for number in range(len(lists.labels)):
        held = hub[:, number, None] + hub[ids[:, number], group[:, None]]
        values[:, number] -= held / 2
    return Near(ids, values, group, hub, words, models)


def _model(
    matrix: NDArray[np.float32],
    settled: Settled,
    languages: NDArray[np.str_],
    group: NDArray[np.int64],
) -> _Model:
    has = np.linalg.norm(matrix, axis=1) > 0
    centre = centres(matrix, has, languages, group)
    spoken = np.zeros(len(centre), np.int64)
    spoken[group] = settled.language
    centre -= settled.shared[spoken]
    between = centre @ centre.T
    to_centre = (settled.vectors @ centre.astype(np.float32).T) * settled.length[:, None]
    own = to_centre[np.arange(len(group)), group].astype(np.float64)
    square = settled.length.astype(np.float64) ** 2 - 2 * own + between[group, group]
    length = np.where(square > NOWHERE**2, np.sqrt(np.maximum(square, 0.0)), np.inf)
    return _Model(
        settled,
        has,
        centre.astype(np.float32),
        length.astype(np.float32),
        to_centre,
        between.astype(np.float32),
    )


def _centred(
    model: _Model,
    group: NDArray[np.int64],
    ids: NDArray[np.int32],
    products: NDArray[np.float32],
    number: int,
) -> NDArray[np.float32]:
    """The products (n, LISTED) of the centred unit vectors of each text and its listed ones."""
    length = model.settled.length
    moved = products * length[:, None] * length[ids]
    moved -= model.to_centre[:, number, None]
    moved -= model.to_centre[ids, group[:, None]]
    moved += model.between[group, number][:, None]
    moved /= model.length[:, None] * model.length[ids]
    return moved


def _hub(bare: NDArray[np.float32], own: NDArray[np.bool_], size: int) -> NDArray[np.float32]:
    """Mean nearness (n,) to the `HUB` nearest others of a group of this `size`.

    A text is a stranger to itself (`own`), and a group with fewer is filled up with strangers,
    whose nearness is 0.
    """
    if size <= HUB:
        return np.asarray(np.where(np.isfinite(bare), bare, 0.0).sum(axis=1) / HUB, np.float32)
    itself = np.where(own, 0.0, -np.inf).astype(np.float32)[:, None]
    wide = np.concatenate([bare, itself], axis=1)
    return np.asarray(
        np.partition(wide, wide.shape[1] - HUB, axis=1)[:, -HUB:].mean(axis=1), np.float32
    )


def in_common(
    words: sparse.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The products (n,) of rows of rare words; quickest where `left` is sorted."""
    found = np.zeros(len(left), np.float32)
    order = np.argsort(left, kind="stable")
    texts, starts = np.unique(left[order], return_index=True)
    ends = np.append(starts[1:], len(left))
    for at in range(0, len(texts), ROWS):
        some = texts[at : at + ROWS]
        chosen = order[starts[at] : ends[at + len(some) - 1]]
        spread_out = words[some].toarray().ravel()
        row = np.searchsorted(some, left[chosen]) * words.shape[1]
        first = words.indptr[right[chosen]].astype(np.int64)
        count = words.indptr[right[chosen] + 1] - first
        held = count > 0
        if not held.any():
            continue
        row, first, count = row[held], first[held], count[held]
        begin = np.cumsum(count) - count
        places = np.arange(int(count.sum())) + np.repeat(first - begin, count)
        columns = words.indices[places] + np.repeat(row, count)
        found[chosen[held]] = np.add.reduceat(spread_out[columns] * words.data[places], begin)
    return found
