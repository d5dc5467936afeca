"""Searches in several indexes at the same time, on all cores. Start reading at `begin`.

FAISS gives one question to one core, and lets others work meanwhile.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Final

from index.mapped import MappedIndex
from index.threads import available_threads
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.vectors import Vectors

    Result = tuple[NDArray[np.float32], NDArray[np.int64]]

WORTH: Final = 100_000
"""Vectors, of all indexes together, from which it is worth while: below it takes under 3 ms."""


def begin(jobs: Sequence[tuple[Vectors, NDArray[np.float32], int]]) -> list[Future[Result]]:
    """What `index.search(query[None], k)` gives for each (index, query, k), when it is asked for.

    Small ones, and those that a server has, are searched at once, one after the other.
    """
    here = all(isinstance(index, (VectorIndex, MappedIndex)) for index, _, _ in jobs)
    many = sum(len(index) for index, _, _ in jobs) >= WORTH
    if here and many and available_threads() > 1:
        return [_pool().submit(index.search, query[None], k) for index, query, k in jobs]
    done = []
    for index, query, k in jobs:
        future: Future[Result] = Future()
        future.set_result(index.search(query[None], k))
        done.append(future)
    return done


@cache
def _pool() -> ThreadPoolExecutor:
    import faiss

    return ThreadPoolExecutor(
        available_threads(), "vectors", initializer=lambda: faiss.omp_set_num_threads(1)
    )
