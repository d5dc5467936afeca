"""Fit the reader of questions and passages: `python -m benchmarks.fit_reader`.

Builds a library of each of our own corpora (`gold_questions`) that is not in `KEPT`, searches it
with our own questions, and fits whether a line that was found is one that answers. Writes
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
import torch

from answer import reader, relevance
from answer.settings import Settings
from answer.understand import understand
from benchmarks import tuning
from benchmarks.gold_questions import KEPT, open_library, questions, spans
from index import adapter, models
from index.encoding import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from answer.library import Library
    from corpus.records import Span
    from kg.records import Unit

DATA = Path(__file__).parent.parent / "answer" / "data"
EPOCHS = 2
SEED = 0
LOOKED_AT = 40
"""Lines of a search, best first, of which some are learnt from."""
RIGHT, NEAR, FAR = 3, 6, 2
"""Lines learnt from of a question that is covered: those that answer, the first that do not, and
others that do not."""
MISSED = 3
"""Lines learnt from of a question that is not covered."""
OFF_TOPIC = 0.1
"""Share of the off-topic questions that are learnt from: each is asked of every corpus."""


def examples(folder: Path) -> Iterator[tuple[tuple[str, str], int]]:
    """Pairs of question and line, and whether the line answers."""
    rows = questions()
    lot = random.Random(SEED)  # noqa: S311 - no secret
    for corpus in sorted({row["corpus"] for row in rows} - {"any"} - KEPT):
        library = open_library(corpus, folder)
        view = library.snapshot()
        for row in rows:
            off = row["type"] == "off_topic"
            if row["corpus"] not in {corpus, "any"} or (off and lot.random() > OFF_TOPIC):
                continue
            units = found(library, row)
            if row["covered"]:
                wanted, helping = spans(view, row["first"]), spans(view, row["passages"])
                right = [unit for unit in units if says(view.units[unit], wanted)]
                wrong = [unit for unit in units if not says(view.units[unit], helping)]
                far = wrong[NEAR:]
                units = [*right[:RIGHT], *wrong[:NEAR], *lot.sample(far, min(FAR, len(far)))]
            else:
                right, units = [], units[:MISSED]
            for unit in units:
                document = view.document(view.document_of(unit))
                yield (
                    (row["text"], reader.line_text(document, view.units[unit])),
                    int(unit in right),
                )
        library.close()


def found(library: Library, row: dict[str, Any]) -> list[int]:
    """The units that a question finds, best first."""
    searcher = library.searcher()
    asked = understand(row["text"], Settings())
    hits = searcher.search(searcher.ask(asked.question, asked.language))
    return [entry.unit for entry in relevance.weigh(library.snapshot(), hits)[:LOOKED_AT]]


def says(unit: Unit, told: Sequence[tuple[str, Span]]) -> bool:
    """Whether a unit and one of the quotations have words in common."""
    return any(
        unit.document == document and unit.span.start < span.end and span.start < unit.span.end
        for document, span in told
    )


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--into", type=Path, default=DATA, help="folder to write to")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep the libraries here, for the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(examples(options.folder or Path(folder)))
    pairs, labels = [pair for pair, _ in rows], np.array([right for _, right in rows], np.int64)
    print(f"{len(pairs)} pairs of question and line, {labels.mean():.2f} answer", flush=True)
    packaged = models.PACKAGED[models.DEFAULT]
    model = tuning.Tuning(2, base=packaged.name, prefix="", seed=SEED, tokens=TOGETHER)
    torch.set_num_threads(options.threads)
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
