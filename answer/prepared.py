"""A document's share of a library: all of its rows, before they are in one.

Start reading at `prepare`. It needs a document and the models, and nothing of the library, so that
what it gives is the same whenever, wherever and after whichever other document it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from answer import encoders
from answer import store as rows
from answer.passages import embedded_text, indexed
from kg import extraction, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.records import Document
    from index.models import Embedder
    from kg.records import Unit

    Share = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Vectors:
    """One model's vectors (n, dim) of the passages or units numbered `chosen`: in its languages."""

    model: str
    chosen: tuple[int, ...]
    matrix: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its bytes and units, and each model's vectors.

    Vectors of passages are numbered as `indexed` lists these, those of units as `units` does.
    """

    document: Document
    data: bytes
    units: tuple[Unit, ...]
    of_passages: tuple[Vectors, ...]
    of_units: tuple[Vectors, ...]


def prepare(
    document: Document, data: bytes, embedders: Sequence[Embedder], *, tell: Share | None = None
) -> Prepared:
    """Understand a document; `tell` is given how much of it is done, from 0 to 1."""
    passages = indexed(document)
    spoken = [passage.language for _, passage in passages]
    sentences = sum(len(passage.sentences) for passage in document.passages)
    steps = _Steps(
        tell or (lambda _: None),
        len(embedders) * len(passages) + (1 + len(embedders) / UNITS) * sentences,
    )
    texts = [embedded_text(document, passage) for _, passage in passages]
    of_passages = _encode(embedders, texts, spoken, steps)
    judge = encoders.for_kinds(embedders[0])
    units = extraction.extract(
        document,
        rows.document_id(document.source),
        lambda said: steps.encode(judge or embedders[0], said),
        kinds.shipped(judge.name if judge else ""),
    )
    texts = [" ".join(unit.span.of(document.text).split()) for unit in units]
    of_units = _encode(embedders, texts, [unit.language for unit in units], steps)
    return Prepared(document, data, units, of_passages, of_units)


UNITS: Final = 5
"""Sentences to a unit, about, while it is not known: 557 gave 93 in pages of handbooks, and
guidance gives more."""


@dataclass(slots=True)
class _Steps:
    """How many texts are embedded of those that are `expected`."""

    tell: Share
    expected: float
    done: int = 0

    def encode(self, embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
        def told(done: int, _total: int) -> None:
            self.tell(min(1.0, (self.done + done) / max(self.expected, 1)))

        vectors = embedder.encode_passages(texts, progress=told)
        self.done += len(texts)
        return vectors


def _encode(
    embedders: Sequence[Embedder], texts: Sequence[str], languages: Sequence[str], steps: _Steps
) -> tuple[Vectors, ...]:
    """Each model's vectors of what is in its languages."""
    found = []
    for embedder in embedders:
        chosen = tuple(i for i, language in enumerate(languages) if covers(embedder, language))
        matrix = steps.encode(embedder, [texts[i] for i in chosen])
        found.append(Vectors(embedder.name, chosen, matrix))
    return tuple(found)


def covers(embedder: Embedder, language: str) -> bool:
    """Whether a model is for texts in `language`."""
    return embedder.languages is None or language in embedder.languages
