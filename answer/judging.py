"""Texts judged by kind, and linked, by the code that a library uses.

Start reading at `classify` and `link`. Each text is judged as one unit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from answer.atomic import replace_file
from answer.jsonform import probabilities_form
from corpus.language import detect
from kg import kinds, linking, pairs
from kg.features import Saying
from kg.records import ENDS, KINDS, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from answer.texts import Text
    from index.models import Embedder

    Progress = Callable[[int, int, str], None]

LINKS: Final = 20
"""Targets named for each source and relation."""

NEAREST: Final = 100
"""Targets, nearest by cosine, that the pair model judges for each source: five times `LINKS`."""


@dataclass(frozen=True, slots=True)
class Link:
    """One text bears on another; `score` is the linker's probability."""

    source: str
    relation: Relation
    target: str
    score: float


def classify(
    texts: Sequence[Text], embedder: Embedder, *, progress: Progress | None = None
) -> NDArray[np.float32]:
    """The probability of each kind (n, 5) for each text, judged as one unit."""
    tell = progress or _silent
    collapsed = [" ".join(text.text.split()) for text in texts]
    sayings = [Saying(text, detect(text)) for text in collapsed]
    vectors = embedder.encode_passages(
        collapsed, progress=lambda done, total: tell(done, total, "embedding")
    )
    return kinds.shipped(embedder.name).probabilities(sayings, vectors)


def write_kinds(path: Path, texts: Sequence[Text], shares: NDArray[np.float32]) -> None:
    """Write one line for each text: `{_id, kind, probabilities}`."""
    lines = [
        json.dumps(
            {
                "_id": text.id,
                "kind": KINDS[int(np.argmax(row))].value,
                "probabilities": probabilities_form(row.tolist()),
            },
            ensure_ascii=False,
        )
        for text, row in zip(texts, shares, strict=True)
    ]
    replace_file(path, "".join(f"{line}\n" for line in lines))


# -- links -----------------------------------------------------------------------------------


def link(
    texts: Sequence[Text], embedder: Embedder, *, progress: Progress | None = None
) -> list[Link]:
    """For each source the best `LINKS` targets of every relation between kinds, best first.

    The score is what the linker of a library gives two units of different documents.
    """
    tell = progress or _silent
    collapsed = [" ".join(text.text.split()) for text in texts]
    described = [pairs.describe(text, detect(text)) for text in collapsed]
    vectors = embedder.encode_passages(
        collapsed, progress=lambda done, total: tell(done, total, "embedding")
    )
    judge = _Judge(vectors, described, pairs.shipped(embedder.name))
    found: list[Link] = []
    for done, (relation, (source, target)) in enumerate(ENDS.items()):
        tell(done, len(ENDS), f"linking: {relation.value}")
        left, right = (
            np.array([row for row, text in enumerate(texts) if text.label == kind.value], np.int64)
            for kind in (source, target)
        )
        for row, others, scores in judge.scored(relation, left, right):
            best = sorted(
                (-score, texts[other].id) for score, other in zip(scores, others, strict=True)
            )
            found += [
                Link(texts[row].id, relation, name, round(-score, 6))
                for score, name in best[:LINKS]
            ]
    return found


@dataclass(frozen=True, slots=True)
class _Judge:
    """The pair model over the texts' vectors (n, dim) and what it sees of their words."""

    vectors: NDArray[np.float32]
    described: Sequence[pairs.Text]
    model: pairs.PairModel

    def scored(
        self, relation: Relation, sources: NDArray[np.int64], targets: NDArray[np.int64]
    ) -> Iterator[tuple[int, list[int], list[float]]]:
        """Each source with its `NEAREST` targets and their scores."""
        if not len(sources) or not len(targets) or relation not in self.model.relations:
            return
        count = min(NEAREST + 1, len(targets))  # one more: a principle is no target of itself
        for start in range(0, len(sources), BLOCK):
            some = sources[start : start + BLOCK]
            cosines = self.vectors[some] @ self.vectors[targets].T
            nearest = targets[np.argpartition(-cosines, count - 1, axis=1)[:, :count]]
            found = [
                (source, target)
                for source, row in zip(some.tolist(), nearest.tolist(), strict=True)
                for target in row
                if source != target
            ]
            left, right = (self.vectors[[pair[end] for pair in found]] for end in (0, 1))
            ends = [(self.described[a], self.described[b]) for a, b in found]
            # As in a library, where texts that stand in no common place have this taken off.
            logits = self.model.logits(relation, left, right, ends) + linking.RARER
            by_source: dict[int, tuple[list[int], list[float]]] = {}
            for (source, target), score in zip(found, pairs.sigmoid(logits).tolist(), strict=True):
                others, scores = by_source.setdefault(source, ([], []))
                others.append(target)
                scores.append(score)
            for source, (others, scores) in by_source.items():
                yield source, others, scores


BLOCK: Final = 256
"""Sources judged at a time: 256 by 100 pairs of 384 numbers are 40 MB."""


def write_links(path: Path, links: Iterable[Link]) -> None:
    """Write tab-separated lines: `from relation to score`."""
    replace_file(
        path,
        "".join(
            f"{link.source}\t{link.relation.value}\t{link.target}\t{link.score:.6f}\n"
            for link in links
        ),
    )


def _silent(_done: int, _total: int, _label: str) -> None:
    """Progress that nobody watches."""
