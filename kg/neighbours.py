"""Each text's nearest texts of every group, kept from one linking to the next.

Start reading at `update`. A group is the texts of one kind and language. Which texts are looked at
is told by the inner products of vectors that stay what they are while others come and go
(`kg.listed.settle`): so a list stays true, and only what has come is compared with all
(n · new, not n²). How near two listed texts are is told by `kg.listed`, in the collection as it is.

Every list is the true beginning of the order by nearness (ties: the text that stands first), at
least `LISTED` long where the group has as many others. What comes is put in if it stands before
the end of a list; a list that has become too short is made anew. Hence lists that were kept are
those that are made from nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Vectors = Sequence[NDArray[np.float32]]

LISTED: Final = 48
"""Texts of each group that are looked at for a text: of the pairs of the sample guidance that are
among the 24 nearest by `kg.nearness` and two standard deviations near, all are among these; in
5,000 texts mixed of it, too (32 would do for these, but tell less well what is near to all).
Not less than `kg.nearness.HUB`."""

SPARE: Final = 16
"""Texts that are listed beyond: as many may go before a list is made anew."""

LONGEST: Final = LISTED + SPARE

CELLS: Final = 1 << 21
"""Inner products that are held at once: 8 MB for each model, which stay in a processor's cache."""

DECIMALS: Final = 5
"""Of the nearness by which lists are ordered: float32 products of equal vectors differ by 1e-7."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of n texts in g groups.

    `keys` (n,) name the texts by all that decides over lists (place, group, vectors), `labels` are
    the groups' names, `group` (n,) the number of each text's. `ids` (n, g, LONGEST) are the
    places of the listed texts, best first, -1 where there is none; `products`
    (models, n, g, LONGEST) the inner products with them.
    """

    keys: NDArray[np.bytes_]
    labels: tuple[str, ...]
    group: NDArray[np.int64]
    ids: NDArray[np.int32]
    products: NDArray[np.float32]


def update(
    held: Lists | None, keys: NDArray[np.bytes_], labels: Sequence[str], vectors: Vectors
) -> Lists:
    """The lists of these texts; what `held` knows of them (by key) is not computed again.

    `labels` (n,) name the texts' groups, `vectors` (n, dim) are of each model, of unit length,
    rows of zeros for texts that it is not for. Keys are unique; texts that have changed places
    are taken for new ones.
    """
    names = tuple(sorted(set(labels)))
    number = {name: place for place, name in enumerate(names)}
    group = np.array([number[label] for label in labels], np.int64)
    shape = (len(keys), len(names), LONGEST)
    lists = Lists(
        keys,
        names,
        group,
        np.full(shape, -1, np.int32),
        np.zeros((len(vectors), *shape), np.float32),
    )
    old, new = _common(held, keys) if held is not None else _NOTHING
    if held is not None and len(new):
        _carry_over(lists, held, old, new)
    came = np.setdiff1d(np.arange(len(keys)), new)
    for place in range(len(names)):
        members = np.flatnonzero(group == place)
        fresh = np.intersect1d(members, came)
        _insert(lists, vectors, place, new, fresh, before=len(members) - len(fresh))
        others = len(members) - (group == place)
        short = (lists.ids[:, place] >= 0).sum(axis=1) < np.minimum(others, LISTED)
        short[came] = True
        _make(lists, vectors, place, np.flatnonzero(short), members)
    return lists


_NOTHING: Final = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def _common(held: Lists, keys: NDArray[np.bytes_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places in `held` and now of the texts that both have, in one order."""
    _, old, new = np.intersect1d(held.keys, keys, return_indices=True)
    order = np.argsort(new)
    old, new = old[order], new[order]
    rising = np.maximum.accumulate(old) == old  # ties are broken by place
    return old[rising], new[rising]


def _carry_over(lists: Lists, held: Lists, old: NDArray[np.int64], new: NDArray[np.int64]) -> None:
    """Copy the lists of texts that stay, without those that have gone."""
    moved = np.full(len(held.keys) + 1, -1, np.int32)  # the last stands for an empty place
    moved[old] = new
    for place, name in enumerate(lists.labels):
        if name not in held.labels:
            continue
        there = held.labels.index(name)
        ids = moved[held.ids[old, there]]
        products = held.products[:, old, there]
        gone = (ids < 0) & (held.ids[old, there] >= 0)
        some = np.flatnonzero(gone.any(axis=1))
        if len(some):
            order = np.argsort(ids[some] < 0, axis=1, kind="stable")
            ids[some] = np.take_along_axis(ids[some], order, axis=1)
            for part in products:
                part[some] = np.take_along_axis(part[some], order, axis=1)
        lists.ids[new, place] = ids
        lists.products[:, new, place] = products


def _insert(
    lists: Lists,
    vectors: Vectors,
    place: int,
    rows: NDArray[np.int64],
    fresh: NDArray[np.int64],
    *,
    before: int,
) -> None:
    """Put the `fresh` texts of a group into the lists of `rows`, where they belong.

    `before` is how many texts the group had besides them.
    """
    if not len(fresh):
        return
    for some, products in _blocks(vectors, rows, fresh):
        ids = lists.ids[some, place]
        size = (ids >= 0).sum(axis=1)
        whole = size == before - (lists.group[some] == place)
        last = np.maximum(size - 1, 0)[:, None]
        ends = _order(lists.products[:, some, place])
        end = np.take_along_axis(ends, last, axis=1)
        end_id = np.take_along_axis(ids, last, axis=1)
        near = _order(products)
        fits = whole[:, None] | (
            (size[:, None] > 0) & ((near > end) | ((near == end) & (fresh[None, :] < end_id)))
        )
        changed = np.flatnonzero(fits.any(axis=1))
        if not len(changed):
            continue
        wide = np.concatenate(
            [ids[changed], np.where(fits[changed], fresh[None, :], -1).astype(np.int32)], axis=1
        )
        both = np.concatenate([lists.products[:, some[changed], place], products[:, changed]], 2)
        _write(lists, place, some[changed], wide, both)


def _make(
    lists: Lists,
    vectors: Vectors,
    place: int,
    rows: NDArray[np.int64],
    members: NDArray[np.int64],
) -> None:
    """Make the lists of `rows` for one group from nothing."""
    for some, products in _blocks(vectors, rows, members):
        near = products.sum(axis=0)
        own = np.minimum(np.searchsorted(members, some), len(members) - 1)
        itself = np.flatnonzero(members[own] == some)
        near[itself, own[itself]] = -np.inf
        if len(members) > LONGEST:
            columns = _first(near)
            ids = members[columns].astype(np.int32)
            chosen = np.stack([np.take_along_axis(part, columns, 1) for part in products])
            _write(lists, place, some, ids, chosen)
        else:
            ids = np.where(np.isfinite(near), members[None, :], -1).astype(np.int32)
            _write(lists, place, some, ids, products)


def _first(near: NDArray[np.float32]) -> NDArray[np.int64]:
    """The columns (rows, LONGEST) of the largest values, as lists are ordered; ascending."""
    bar = np.partition(near, near.shape[1] - LONGEST, axis=1)[:, -LONGEST][:, None]
    chosen = near >= bar - 2 * 10.0**-DECIMALS  # what rounding may bring before the last one
    for row in np.flatnonzero(chosen.sum(axis=1) > LONGEST):
        level = np.flatnonzero(chosen[row])
        order = np.argsort(-np.round(near[row, level], DECIMALS), kind="stable")
        chosen[row, level[order[LONGEST:]]] = False
    return np.nonzero(chosen)[1].reshape(len(near), LONGEST)


def _write(
    lists: Lists,
    place: int,
    rows: NDArray[np.int64],
    ids: NDArray[np.int32],
    products: NDArray[np.float32],
) -> None:
    """Sort candidates (rows, any number) and write the first of them as lists."""
    near = np.where(ids >= 0, _order(products), -np.inf)
    order = np.lexsort((ids, -near), axis=1)[:, :LONGEST]
    count = order.shape[1]
    lists.ids[rows, place, :count] = np.take_along_axis(ids, order, axis=1)
    for target, part in zip(lists.products, products, strict=True):
        target[rows, place, :count] = np.take_along_axis(part, order, axis=1)


def _order(products: NDArray[np.float32]) -> NDArray[np.float32]:
    """The nearness that lists are ordered by, of products (models, …)."""
    return np.asarray(np.round(products.sum(axis=0), DECIMALS), np.float32)


def _blocks(
    vectors: Vectors, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Blocks of `rows` with their products (models, block, columns)."""
    if not len(rows) or not len(columns):
        return
    right = [matrix[columns] for matrix in vectors]
    step = max(1, CELLS // len(columns))
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        products = np.empty((len(right), len(some), len(columns)), np.float32)
        for target, matrix, part in zip(products, vectors, right, strict=True):
            np.matmul(matrix[some], part.T, out=target)
        yield some, products
