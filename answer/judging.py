"""Texts that stand in no document, judged by kind and linked, by the models of a library.

Start reading at `classify` and `link`. Each text is judged as one unit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from answer import encoders
from answer.atomic import replace_file
from answer.jsonform import probabilities_form
from answer.prepared import covers
from corpus.language import detect, detect_all
from kg import kinds, nearness, pairs
from kg.features import Saying
from kg.records import ENDS, KINDS, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from answer.texts import Text
    from index.models import Embedder

    Progress = Callable[[int, int, str], None]

LINKS: Final = 20
"""Targets named for each source and relation."""

NEAREST: Final = 100
"""Targets, nearest in meaning, that the pair model judges for each source: five times `LINKS`."""


@dataclass(frozen=True, slots=True)
class Link:
    """One text bears on another; `score` is the pair model's probability."""

    source: str
    relation: Relation
    target: str
    score: float


def classify(
    texts: Sequence[Text], embedder: Embedder, *, progress: Progress | None = None
) -> NDArray[np.float32]:
    """The probability of each kind (n, 5) for each text, judged as one unit.

    `embedder`: a model of the library, which says who judges (`answer.encoders`).
    """
    tell = progress or _silent
    collapsed = [" ".join(text.text.split()) for text in texts]
    sayings = [Saying(text, detect(text)) for text in collapsed]
    judge = encoders.for_kinds(embedder)
    if judge is None:
        return kinds.shipped().probabilities(sayings, None)
    vectors = judge.encode_passages(
        collapsed, progress=lambda done, total: tell(done, total, "embedding")
    )
    return kinds.shipped(judge.name).probabilities(sayings, vectors)


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
    texts: Sequence[Text], embedders: Sequence[Embedder], *, progress: Progress | None = None
) -> list[Link]:
    """For each source the best `LINKS` targets of every relation between kinds, best first.

    The score is that of `kg.pairs`, which sees how near two texts are. A library's edges are
    weighed by place, too (`kg.weighing`), and these texts have none.
    """
    tell = progress or _silent
    collapsed = [" ".join(text.text.split()) for text in texts]
    _, languages = detect_all(collapsed)
    ends = [pairs.describe(*end) for end in zip(collapsed, languages, strict=True)]
    vectors = [_vectors(embedder, collapsed, ends, tell) for embedder in embedders]
    if not texts:
        return []
    near = nearness.measure(ends, [text.label for text in texts], *vectors)
    model = pairs.shipped(embedders[0].name)
    found: list[Link] = []
    for done, (relation, kinds_of) in enumerate(ENDS.items()):
        tell(done, len(ENDS), f"linking: {relation.value}")
        left, right = (
            np.array([row for row, text in enumerate(texts) if text.label == kind.value], np.int64)
            for kind in kinds_of
        )
        if relation not in model.relations or not len(left) or not len(right):
            continue
        candidates = list(near.nearest(left, right, NEAREST))
        sources, targets = (vectors[0][[pair[end] for pair in candidates]] for end in (0, 1))
        described = [(ends[a], ends[b]) for a, b in candidates]
        logits = model.logits(relation, sources, targets, described, nearness=near.of(candidates))
        scores = pairs.sigmoid(logits).tolist()
        best: dict[int, list[tuple[float, str]]] = {}
        for (source, target), score in zip(candidates, scores, strict=True):
            best.setdefault(source, []).append((-score, texts[target].id))
        for source in left.tolist():
            found += [
                Link(texts[source].id, relation, target, round(-score, 6))
                for score, target in sorted(best.get(source, []))[:LINKS]
            ]
    return found


def _vectors(
    embedder: Embedder, texts: Sequence[str], ends: Sequence[pairs.Text], tell: Progress
) -> NDArray[np.float32]:
    """A model's vectors (n, dim); zeros for texts in languages that it is not for."""
    rows = [row for row, end in enumerate(ends) if covers(embedder, end.language)]
    vectors = np.zeros((len(texts), embedder.dimension), np.float32)
    vectors[rows] = embedder.encode_passages(
        [texts[row] for row in rows],
        progress=lambda done, total: tell(done, total, f"embedding with {embedder.name}"),
    )
    return vectors


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
