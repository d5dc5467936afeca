"""Whether a line answers a question: a fitted model that reads the two together.

Nearness of vectors tells what a line is about. Whether it says what is asked, and not only
something on the same matter, takes both texts at once (a cross-encoder, Nogueira and Cho 2019,
https://arxiv.org/abs/1901.04085). The embedding model does it, as an adapter changes it for this
task; `python -m benchmarks.fit_reader` makes the files in `answer/data` from our own questions.
Start reading at `line_logits`.
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

    from answer.snapshot import Snapshot
    from corpus.records import Document
    from index.models import Embedder
    from kg.records import Unit

READ: Final = 8
"""Lines that are read for a question: 16 put no more right ones among the first three, and each
takes some 10 ms on two cores."""

LONGEST: Final = 700
"""Characters of a passage that are read; the model sees about as many."""

HEADING: Final = 80
"""Characters of a heading that may stand before a unit that is all of its passage."""

END: Final = 3
"""Characters (a full stop, a quotation mark) that may stand after it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The adapted model with its fitted head (dim,) and bias."""

    encoder: TextEncoder
    head: NDArray[np.float32]
    bias: float

    def logits(self, question: str, lines: Sequence[str]) -> NDArray[np.float32]:
        """Log-odds (n,) that each of `lines` (`line_text`) answers the question."""
        vectors = self.encoder.encode_pairs([(question, line) for line in lines])
        found: NDArray[np.float32] = vectors @ self.head + np.float32(self.bias)
        return found


def line_text(document: Document, unit: Unit) -> str:
    """What is read of a unit: its words, and after them where it stands (heading and passage)."""
    words = " ".join(unit.span.of(document.text).split())
    around = embedded_text(document, document.passages[unit.passage])[:LONGEST]
    before, found, after = around.partition(words)
    if found and len(before) <= HEADING and len(after) <= END:
        around = before.rstrip()  # the unit is all of its passage
    return f"{words} | {around}"


def line_logits(
    reader: Reader, snapshot: Snapshot, question: str, units: Sequence[int]
) -> dict[int, float]:
    """Log-odds that each unit answers the question; the same words are read once."""
    texts = {
        unit: line_text(snapshot.document(snapshot.document_of(unit)), snapshot.units[unit])
        for unit in units
    }
    lines = list(dict.fromkeys(texts.values()))
    if not lines:
        return {}
    logits = dict(zip(lines, reader.logits(question, lines).tolist(), strict=True))
    return {unit: round(logits[text], 4) for unit, text in texts.items()}


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
