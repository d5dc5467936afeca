"""Which model tells kinds beside a library's embedding models.

Start reading at `for_kinds`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from index import adapter
from index.encoding import TextEncoder
from kg import kinds

if TYPE_CHECKING:
    from index.models import Embedder


def for_kinds(embedder: Embedder) -> Embedder | None:
    """The adapted model whose vectors the kind model reads.

    None beside an embedder that `index.models.load` did not make: kinds are told by words alone.
    """
    return _adapted() if isinstance(embedder, TextEncoder) else None


@cache
def _adapted() -> Embedder:
    with resources.as_file(kinds.adapter()) as path:
        return adapter.load(path)
