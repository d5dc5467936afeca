"""Whether a passage answers a question: a fitted model that reads the two together.

Nearness of vectors tells what a passage is about. Whether it says what is asked, and not only
something on the same matter, takes both texts at once (a cross-encoder, Nogueira and Cho 2019,
https://arxiv.org/abs/1901.04085). The embedding model does it, as an adapter changes it for this
task; `python -m benchmarks.fit_reader` makes the files in `answer/data` from our own questions.
Start reading at `Reader.logits`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from answer.passages import embedded_text
from index import adapter
from index.encoding import TextEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from answer.search import Found
    from answer.snapshot import Snapshot
    from answer.store import Store
    from index.models import Embedder

READ: Final = 3
"""Passages that are read for a question: on two cores each takes some 15 ms."""

LONGEST: Final = 700
"""Characters of a passage that are read; the model sees about as many."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The adapted model with its fitted head (dim,) and bias."""

    encoder: TextEncoder
    head: NDArray[np.float32]
    bias: float

    def logits(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Log-odds (n,) that each passage answers the question."""
        vectors = self.encoder.encode_pairs([(question, text[:LONGEST]) for text in passages])
        found: NDArray[np.float32] = vectors @ self.head + np.float32(self.bias)
        return found


def place(store: Store, passage: int) -> tuple[str, int]:
    """The document of an indexed passage, and its number there."""
    row = store.rows("SELECT document, number FROM passages WHERE id = ?", passage)[0]
    return row["document"], row["number"]


def first_passages(store: Store, view: Snapshot, found: Found, most: int = READ) -> list[str]:
    """The first `most` passages that a search found, as they are embedded."""
    texts = []
    for hit in found.hits[:most]:
        document, number = place(store, hit.passage)
        parsed = view.document(document)
        texts.append(embedded_text(parsed, parsed.passages[number]))
    return texts


def beside(embedder: Embedder) -> Reader | None:
    """The shipped reader; None beside an embedder that `index.models.load` did not make."""
    return shipped() if isinstance(embedder, TextEncoder) else None


def shipped() -> Reader:
    """The reader with the shipped parameters, opened once."""
    with _OPENING:
        return _opened()


_OPENING: Final = threading.Lock()


@cache
def _opened() -> Reader:
    data = resources.files("answer") / "data"
    with resources.as_file(data / "reader.npz") as path, np.load(path) as held:
        head, bias = held["head"].astype(np.float32), float(held["bias"])
    with resources.as_file(data / "reader_adapter.npz") as path:
        return Reader(adapter.load(path), head, bias)
