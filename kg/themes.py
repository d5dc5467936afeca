"""Themes: ideas that belong together, at two levels, and what bridges them.

Start reading at `find`. Ideas are tied by the graph's edges and, where vectors and places are
given, by `ties`: nearness of meaning across sections, and standing in one section. Communities
are Louvain's (Blondel et al. 2008), made steady by consensus (Lancichinetti & Fortunato 2012,
doi:10.1038/srep00336): many runs from different seeds, then only what most of them agree on.
Everything is computed from this graph alone, and equal graphs give equal themes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from kg.records import Relation

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from kg.records import Edge

NEIGHBOURS: Final = 10
"""Ideas of other sections that an idea is tied to by meaning."""

SHARP: Final = 4
"""Power of the cosine in a tie: near neighbours count, the many that are a little near do not."""

COARSE: Final = 0.4
FINE: Final = 1.5
"""Resolutions of themes and of the parts inside a theme. These four: of the settings tried on the
sample guidance the ones whose themes moved least when one document was taken out and still had
ideas of three documents on average (`python -m benchmarks.bench_themes` gives what is reached)."""

RUNS: Final = 20
ROUNDS: Final = 8
AGREED: Final = 0.5
"""Runs of Louvain for a consensus, rounds at most, and the share of runs that must put two tied
ideas together: the paper's figures are of the same size, and one half is a majority."""

SETTINGS: Final = (NEIGHBOURS, SHARP, COARSE, FINE, RUNS, ROUNDS, AGREED)
"""What themes depend on beside the graph: those that were found with others are not these."""

SMALLEST: Final = 3
"""Ideas of the smallest theme: two that are near each other are a pair, and no theme."""

BLOCK: Final = 1024
"""Rows of cosines held at once: 1,024 by 20,000 are 80 MB."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Ids of ideas that belong together, the most central first.

    `parts` are the communities inside it, largest first, each likewise; every idea is in one.
    """

    ideas: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes, largest first, and the ideas in none."""

    themes: tuple[Theme, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """The edges between two themes (positions, smaller first), strongest first."""

    left: int
    right: int
    edges: tuple[Edge, ...]


def find(graph: nx.MultiDiGraph, tied: sparse.csr_matrix | None = None) -> Themes:
    """The themes of a graph; `tied` (n, n) are further ties, in the order of `sorted(graph)`."""
    ids = sorted(graph)
    weights = _edge_weights(graph, ids)
    if tied is not None:
        weights = sparse.csr_matrix(weights + tied)
    whole = _communities(weights, COARSE)
    inner = _homes(_communities(_inside(weights, _homes(whole, len(ids))), FINE), len(ids))
    themes, alone = [], []
    for members in whole:
        if len(members) < SMALLEST:
            alone += members.tolist()
            continue
        order = _central_first(graph, ids, members, weights)
        parts: dict[int, list[str]] = defaultdict(list)
        for member in order:
            parts[int(inner[member])].append(ids[member])
        largest = sorted(parts.values(), key=lambda part: -len(part))
        themes.append(Theme(tuple(ids[member] for member in order), tuple(map(tuple, largest))))
    themes.sort(key=lambda theme: (-len(theme.ideas), theme.ideas[0]))
    return Themes(tuple(themes), tuple(ids[member] for member in sorted(alone)))


def bridges(graph: nx.MultiDiGraph, themes: Sequence[Theme]) -> tuple[Bridge, ...]:
    """The edges between themes by pair, the best joined pair (sum of scores) first.

    Of an edge that claims something and one that claims nearness, the first stands first.
    """
    home = {idea: place for place, theme in enumerate(themes) for idea in theme.ideas}
    found: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    for source, target, data in graph.edges(data=True):
        if source in home and target in home and home[source] != home[target]:
            left, right = sorted((home[source], home[target]))
            found[left, right].append(data["edge"])

    def order(edge: Edge) -> tuple[bool, float, str, str, str]:
        vague = edge.relation is Relation.RELATED_TO
        return vague, -edge.score, edge.source, edge.relation, edge.target

    made = [
        Bridge(left, right, tuple(sorted(edges, key=order)))
        for (left, right), edges in found.items()
    ]
    return tuple(
        sorted(
            made,
            key=lambda one: (-sum(edge.score for edge in one.edges), one.left, one.right),
        )
    )


# -- ties ------------------------------------------------------------------------------------


def ties(
    vectors: NDArray[np.float32],
    languages: Sequence[str],
    places: Sequence[Iterable[Hashable]],
) -> sparse.csr_matrix:
    """Ties (n, n) of ideas by meaning and by place; symmetric, not negative.

    `vectors` (n, dim) are the ideas' meanings, `places` the sections each is said in. Ideas of
    one section share ties that weigh the less the more they are; across sections each idea is
    tied to its `NEIGHBOURS` nearest. Time grows with n²: 10,000 ideas take some seconds.
    """
    near = _near(_centred(vectors, languages), _membership(places))
    return sparse.csr_matrix(near + _placed(_membership(places)))


def _centred(vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors without what all texts of a language share, so that languages meet."""
    moved = np.array(vectors, np.float32)
    labels = np.array(languages)
    for language in sorted(set(languages)):
        moved[labels == language] -= moved[labels == language].mean(axis=0)
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(np.where(length > TINY, moved / np.maximum(length, TINY), 0.0), np.float32)


TINY: Final = 1e-6
"""A vector shorter than this is the mean of its language, and near to nothing."""


def _membership(places: Sequence[Iterable[Hashable]]) -> sparse.csr_matrix:
    """Ideas by places (n, m): 1 where an idea is said there."""
    order: dict[Hashable, int] = {}
    rows, columns = [], []
    for row, said in enumerate(places):
        for place in dict.fromkeys(said):
            rows.append(row)
            columns.append(order.setdefault(place, len(order)))
    shape = (len(places), max(1, len(order)))
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def _near(unit: NDArray[np.float32], member: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each idea's nearest of other sections; a tie that only one end holds counts half."""
    count = len(unit)
    most = min(NEIGHBOURS, count - 1)
    if most < 1:
        return sparse.csr_matrix((count, count), dtype=np.float32)
    rows, columns, values = [], [], []
    for start in range(0, count, BLOCK):
        some = np.arange(start, min(start + BLOCK, count))
        cosine = unit[some] @ unit.T
        cosine[some - start, some] = 0.0
        together = (member[some] @ member.T).tocoo()
        cosine[together.row, together.col] = 0.0
        best = np.argpartition(-cosine, most - 1, axis=1)[:, :most]
        rows.append(np.repeat(some, most))
        columns.append(best.ravel())
        values.append(np.take_along_axis(cosine, best, axis=1).ravel())
    weights = np.clip(np.concatenate(values), 0.0, None) ** SHARP
    entries = (weights, (np.concatenate(rows), np.concatenate(columns)))
    one_way = sparse.csr_matrix(entries, shape=(count, count))
    one_way.eliminate_zeros()
    return sparse.csr_matrix((one_way + one_way.T) / 2)


def _placed(member: sparse.csr_matrix) -> sparse.csr_matrix:
    """Ties inside sections: 1 / √(others there), once for each section in common."""
    others = np.asarray(member.sum(axis=0)).ravel() - 1.0
    weight = sparse.diags(np.where(others > 0, 1.0 / np.sqrt(np.maximum(others, 1.0)), 0.0))
    together = sparse.csr_matrix(member @ weight @ member.T)
    together.setdiag(0.0)
    together.eliminate_zeros()
    return together


def _edge_weights(graph: nx.MultiDiGraph, ids: Sequence[str]) -> sparse.csr_matrix:
    """The sum of the scores (n, n) between two ideas, whatever the direction."""
    place = {idea: number for number, idea in enumerate(ids)}
    rows, columns, values = [], [], []
    for source, target, data in graph.edges(data=True):
        if source != target:
            rows += [place[source], place[target]]
            columns += [place[target], place[source]]
            values += [data["edge"].score] * 2
    shape = (len(ids), len(ids))
    return sparse.csr_matrix((np.array(values, np.float64), (rows, columns)), shape=shape)


# -- communities -----------------------------------------------------------------------------


def _communities(weights: sparse.csr_matrix, resolution: float) -> list[NDArray[np.int64]]:
    """The consensus of `RUNS` runs, as sorted rows of each community."""
    rows, columns = weights.nonzero()
    count = int(weights.shape[0])
    if not len(rows):
        return [np.array([row]) for row in range(count)]
    current, share = weights, np.zeros(len(rows))
    for _ in range(ROUNDS):
        share = _shares(current, resolution, rows, columns)
        if np.isin(share, (0.0, 1.0)).all():
            break
        kept = share >= AGREED
        current = sparse.csr_matrix((share[kept], (rows[kept], columns[kept])), weights.shape)
    kept = share >= AGREED
    agreed = sparse.csr_matrix((share[kept], (rows[kept], columns[kept])), weights.shape)
    count, labels = csgraph.connected_components(agreed, directed=False)
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1])


def _shares(
    weights: sparse.csr_matrix,
    resolution: float,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The share of runs that put the two ends of each tie together."""
    from sknetwork.clustering.louvain import Louvain

    together = np.zeros(len(rows))
    if not weights.nnz:
        return together
    for seed in range(RUNS):
        louvain = Louvain(
            resolution=resolution,
            random_state=seed,
            shuffle_nodes=True,
            return_probs=False,
            return_aggregate=False,
        )
        labels = np.asarray(louvain.fit(weights).labels_)
        together += labels[rows] == labels[columns]
    return together / RUNS


def _homes(communities: Sequence[NDArray[np.int64]], count: int) -> NDArray[np.int64]:
    """The number of the community (n,) that each row is in."""
    home = np.zeros(count, np.int64)
    for number, members in enumerate(communities):
        home[members] = number
    return home


def _inside(weights: sparse.csr_matrix, home: NDArray[np.int64]) -> sparse.csr_matrix:
    """Only the ties between rows of one home."""
    ends = weights.tocoo()
    kept = home[ends.row] == home[ends.col]
    entries = (ends.data[kept], (ends.row[kept], ends.col[kept]))
    return sparse.csr_matrix(entries, shape=weights.shape)


def _central_first(
    graph: nx.MultiDiGraph,
    ids: Sequence[str],
    members: NDArray[np.int64],
    weights: sparse.csr_matrix,
) -> list[int]:
    """Members by how strongly they are tied to each other, times what further sources add."""
    strength = np.asarray(weights[members][:, members].sum(axis=1)).ravel()
    rows: list[int] = members.tolist()
    sources = [graph.nodes[ids[row]]["idea"].sources for row in rows]
    central = (strength * (1.0 + np.log2(np.maximum(sources, 1)))).round(4)
    worth = dict(zip(rows, central.tolist(), strict=True))
    return sorted(rows, key=lambda row: (-worth[row], ids[row]))
