"""A collection of texts, searched by the code that `ask` uses.

Start reading at `open_collection`. Each text is a document of one passage; everything is in
memory, and nothing is written but the run.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from answer import build, passages, understand
from answer.atomic import replace_file
from answer.errors import BadQuestion
from answer.search import DEPTH, Field, Question, Searcher
from corpus.document import from_text
from index import words
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from answer.settings import Settings
    from answer.texts import Text
    from index.models import Embedder

    Progress = Callable[[int, int, str], None]
    Run = list[tuple[str, list[tuple[str, float]]]]

TAG: Final = "guidegraph"
"""The last column of a TREC run: which system made it."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection ready to be searched; `names` holds each passage's `_id`."""

    searcher: Searcher
    names: Sequence[str]


def open_collection(
    documents: Sequence[Text],
    embedders: Sequence[Embedder],
    *,
    progress: Progress | None = None,
) -> Collection:
    """Embed and index `documents`, in memory."""
    tell = progress or _silent
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.row_factory = sqlite3.Row
    words.create(connection)
    texts: list[str] = []
    names: list[str] = []
    languages: list[str] = []
    rows: list[tuple[int, str, str, str]] = []
    for done, entry in enumerate(documents):
        if done % 256 == 0:
            tell(done, len(documents), "reading")
        document = from_text(entry.id, entry.text, entry.title)
        for _, passage in passages.indexed(document):
            rows.append((len(names), passage.span.of(entry.text), passage.language, entry.title))
            texts.append(passages.embedded_text(document, passage))
            names.append(entry.id)
            languages.append(passage.language)
    words.add(connection, rows)
    fields = tuple(_field(embedder, texts, languages, tell) for embedder in embedders)
    searcher = Searcher(fields, connection, dict(enumerate(languages)), Counter(languages), {})
    return Collection(searcher, names)


def _field(
    embedder: Embedder, texts: Sequence[str], languages: Sequence[str], tell: Progress
) -> Field:
    """One model's vectors of the passages in its languages.

    A passage that is a document has one unit, itself: its vector would say the same again, so
    the units are left empty.
    """
    covered = [row for row, code in enumerate(languages) if build.covers(embedder, code)]
    vectors = embedder.encode_passages(
        [texts[row] for row in covered],
        progress=lambda done, total: tell(done, total, f"embedding with {embedder.name}"),
    )
    index = VectorIndex.build(covered, vectors.reshape(-1, embedder.dimension))
    nothing = VectorIndex.build([], np.zeros((0, embedder.dimension), np.float32))
    return Field.of(embedder, index, nothing, dict(enumerate(languages)))


def search(
    collection: Collection,
    questions: Sequence[Text],
    settings: Settings,
    *,
    depth: int = DEPTH,
    progress: Progress | None = None,
) -> Run:
    """For each question its documents, best first, each once, scores falling strictly."""
    asked = ask_all(collection, questions, settings)
    return rank_all(collection, questions, asked, depth=depth, progress=progress)


def rank_all(
    collection: Collection,
    questions: Sequence[Text],
    asked: Sequence[Question | None],
    *,
    depth: int = DEPTH,
    progress: Progress | None = None,
) -> Run:
    """`search` for questions that `ask_all` has embedded."""
    tell = progress or _silent
    found: Run = []
    for done, (text, question) in enumerate(zip(questions, asked, strict=True)):
        if done % 16 == 0:
            tell(done, len(questions), "searching")
        hits = collection.searcher.search(question, depth=depth).hits if question else ()
        best: dict[str, float] = {}
        for hit in hits:
            best.setdefault(collection.names[hit.passage], hit.score)
        found.append((text.id, _falling(best)[:depth]))
    return found


def ask_all(
    collection: Collection, questions: Sequence[Text], settings: Settings
) -> list[Question | None]:
    """The questions as `ask` understands them, embedded together; None for one without words.

    One that is longer than `ask` takes is cut there.
    """
    understood: list[tuple[str, str] | None] = []
    for text in questions:
        try:
            asked = understand.understand(text.text[: settings.longest_question], settings)
            understood.append((asked.question, asked.language))
        except BadQuestion:
            understood.append(None)
    real = [entry for entry in understood if entry is not None]
    ready = iter(collection.searcher.ask_many(real))
    return [None if entry is None else next(ready) for entry in understood]


def _falling(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """Scores to six decimals, each below the one before: tools sort runs by score alone."""
    falling: list[tuple[str, float]] = []
    for name, score in scores.items():
        most = falling[-1][1] - 1e-6 if falling else float("inf")
        falling.append((name, round(min(score, most), 6)))
    return falling


def write_run(path: Path, run: Run) -> None:
    """Write a TREC run."""
    replace_file(
        path,
        "".join(
            f"{question} Q0 {document} {rank} {score:.6f} {TAG}\n"
            for question, found in run
            for rank, (document, score) in enumerate(found, start=1)
        ),
    )


def _silent(_done: int, _total: int, _label: str) -> None:
    """Progress that nobody watches."""
