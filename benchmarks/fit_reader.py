"""Fit the reader of questions and passages: `python -m benchmarks.fit_reader`.

Builds a library of each of our own corpora (`answer/gold`) that is not in `KEPT`, searches it with
our own questions, and fits whether a passage that was found is one that answers. Writes
`answer/data/reader.npz` and `reader_adapter.npz`. `python -m benchmarks.fit_decision` then judges
on the corpora of `KEPT`. The seed is fixed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from answer import reader
from answer.reader import LONGEST
from answer.settings import Settings
from answer.understand import understand
from benchmarks import tuning
from benchmarks.gold_questions import KEPT, is_right, open_library, questions
from index import adapter, models
from index.encoding import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from answer.library import Library

DATA = Path(__file__).parent.parent / "answer" / "data"
EPOCHS = 3
SEED = 0
READ = {"answerable": 3, "near_miss": 2, "off_topic": 1}
"""Passages of each search that are learnt from, by what is asked."""
OFF_TOPIC = 0.15
"""Share of the off-topic questions that are learnt from: each is asked of every corpus."""


def examples(folder: Path) -> Iterator[tuple[tuple[str, str], int]]:
    """Pairs of question and passage, and whether the passage answers."""
    rows = questions()
    lot = random.Random(SEED)  # noqa: S311 - no secret
    for corpus in sorted({row["corpus"] for row in rows} - {"any"} - KEPT):
        library = open_library(corpus, folder)
        for row in rows:
            off = row["type"] == "off_topic"
            if row["corpus"] not in {corpus, "any"} or (off and lot.random() > OFF_TOPIC):
                continue
            for text, right in found(library, row)[: READ[row["type"]]]:
                yield (row["text"], text[:LONGEST]), int(right)
        library.close()


def found(library: Library, row: dict[str, Any]) -> list[tuple[str, bool]]:
    """The passages that a question finds, best first, and which of them answers it."""
    view, searcher = library.snapshot(), library.searcher()
    asked = understand(row["text"], Settings())
    hits = searcher.search(searcher.ask(asked.question, asked.language))
    texts = reader.first_passages(library.store, view, hits, max(READ.values()))
    places = [reader.place(library.store, hit.passage) for hit in hits.hits[: len(texts)]]
    return [
        (text, row["covered"] and is_right(row, view, [place]))
        for text, place in zip(texts, places, strict=True)
    ]


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--into", type=Path, default=DATA, help="folder to write to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(examples(Path(folder)))
    pairs, labels = [pair for pair, _ in rows], np.array([right for _, right in rows], np.int64)
    print(f"{len(pairs)} pairs of question and passage, {labels.mean():.2f} answer", flush=True)
    packaged = models.PACKAGED[models.DEFAULT]
    model = tuning.Tuning(2, base=packaged.name, prefix="", seed=SEED, tokens=TOGETHER)
    states = model.lower(
        [
            (packaged.query_prefix + first, packaged.passage_prefix + second)
            for first, second in pairs
        ]
    )
    tuning.fit(model, states, labels, epochs=options.epochs, seed=SEED)
    tuned = model.result()
    adapter.write_adapter(
        options.into / "reader_adapter.npz",
        name=f"{packaged.name}-reader",
        base=packaged.name,
        prefix="",
        updates=tuned.updates,
    )
    np.savez(
        options.into / "reader.npz",
        head=tuned.head[:, 1] - tuned.head[:, 0],
        bias=float(tuned.bias[1] - tuned.bias[0]),
    )
    size = (options.into / "reader_adapter.npz").stat().st_size
    print(f"wrote reader_adapter.npz: {size // 1024} KiB")


if __name__ == "__main__":
    main()
