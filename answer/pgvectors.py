"""Vectors searched on the server, by an HNSW index of pgvector, instead of here by FAISS.

Start reading at `find`. It is for libraries whose vectors are too many for each reader's memory:
who runs the server makes the index (`statement`), and from then on every reader uses it. What HNSW
gives is scored exactly, as FAISS's is; only that it may miss one of the nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from answer.store import dump_vector, load_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from answer.store import Store
    from index.models import Embedder

EFFORT: Final = 400
"""Vectors that HNSW looks at for each search: twice as many as are asked for at most."""


@dataclass(frozen=True, slots=True)
class ServerIndex:
    """The vectors of one model and part, with the methods of `index.vectors.VectorIndex`."""

    opened: Store
    part: str
    model: str
    dimension: int
    ids: NDArray[np.int64]

    def __len__(self) -> int:
        """The number of vectors."""
        return len(self.ids)

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The `k` best for each query, as `VectorIndex.search` gives them."""
        scores = np.full((len(queries), k), -np.inf, np.float32)
        ids = np.full((len(queries), k), -1, np.int64)
        self.opened.rows("SELECT set_config('hnsw.ef_search', ?, false)", str(EFFORT))
        for row, query in enumerate(queries):
            found = self.opened.rows(
                f"SELECT {self.part} AS id, vector FROM {self.part}_vectors "  # noqa: S608 - own words
                f"WHERE {_chosen(self.model)} ORDER BY {_vector(self.dimension)} <#> "
                f"CAST(? AS vector({self.dimension})) LIMIT ?",
                dump_vector(query),
                k,
            )
            keys = np.array([one["id"] for one in found], np.int64)
            vectors = load_vectors(found, self.dimension).astype(np.float64)
            near = np.einsum("ij,j->i", vectors, query.astype(np.float64)).astype(np.float32)
            order = np.lexsort((keys, -near))
            scores[row, : len(order)] = near[order]
            ids[row, : len(order)] = keys[order]
        return scores, ids

    def reconstruct(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of `ids`, float32 `(n, dim)`. Raises `KeyError` for one that is not there."""
        wanted = [int(key) for key in ids]
        found = {
            row["id"]: row
            for row in self.opened.rows(
                f"SELECT {self.part} AS id, vector FROM {self.part}_vectors "  # noqa: S608 - own words
                f"WHERE {_chosen(self.model)} AND {self.part} = ANY(?)",
                wanted,
            )
        }
        return load_vectors([found[key] for key in wanted], self.dimension)


def find(opened: Store, part: str, embedder: Embedder) -> ServerIndex | None:
    """The index that somebody has made on the server of the library; None where there is none."""
    made = opened.rows(
        "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexname = ?",
        name_of(part, embedder.name),
    )
    if not made:
        return None
    rows = opened.rows(
        f"SELECT {part} AS id FROM {part}_vectors WHERE model = ? ORDER BY {part}",  # noqa: S608 - own words
        embedder.name,
    )
    ids = np.array([row["id"] for row in rows], np.int64)
    return ServerIndex(opened, part, embedder.name, embedder.dimension, ids)


def name_of(part: str, model: str) -> str:
    """What the index must be called; PostgreSQL keeps 63 letters of a name.

    >>> name_of("unit", "all-MiniLM-L6-v2")
    'near_unit_all_minilm_l6_v2'
    """
    slug = "".join(letter if letter.isalnum() else "_" for letter in model.lower())
    return f"near_{part}_{slug}"[:63]


def statement(part: str, model: str, dimension: int) -> str:
    """What makes the index.

    >>> print(statement("unit", "trigrams", 64))
    CREATE INDEX near_unit_trigrams ON unit_vectors USING hnsw
    ((CAST(vector AS vector(64))) vector_ip_ops) WHERE model = 'trigrams'
    """
    return (
        f"CREATE INDEX {name_of(part, model)} ON {part}_vectors USING hnsw "
        f"(({_vector(dimension)}) vector_ip_ops) WHERE {_chosen(model)}"
    )


def _vector(dimension: int) -> str:
    """A column of vectors of all dimensions, as one that the index has."""
    return f"CAST(vector AS vector({dimension}))"


def _chosen(model: str) -> str:
    """The rows of a model; the index is found by these very words."""
    return "model = '{}'".format(model.replace("'", "''"))
