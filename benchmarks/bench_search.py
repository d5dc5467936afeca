"""What each part of the search is worth: `python -m benchmarks.bench_search FOLDER [NAME…]`.

FOLDER holds collections in the BEIR form (`NAME/corpus.jsonl`, `queries.jsonl`, `qrels.tsv`).
Prints nDCG@10, and where questions need several passages the share with all of them in the top
10, for the product's search, for it without one of its parts, and for each part alone.
The vectors are computed once for each collection. `--most N` takes at most N questions (drawn
with a fixed seed), `--documents N` their gold and random others up to N documents.
"""

from __future__ import annotations

import argparse
import random
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answer import collection, evaluate, search, walk
from answer.settings import Settings
from answer.texts import read_documents, read_texts
from index import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from answer.collection import Collection
    from answer.evaluate import Figures, Qrels
    from answer.texts import Text


def main() -> None:
    """Measure, and print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--documents", type=int, default=0)
    options = parser.parse_args()
    names = options.names or sorted(path.parent.name for path in options.folder.glob("*/qrels.tsv"))
    embedders = [models.load(name) for name in Settings().new_models]
    for name in names:
        documents, asked, judged = subset(
            options.folder / name, most=options.most, largest=options.documents
        )
        started = time.monotonic()
        held = collection.open_collection(documents, embedders)
        opened = time.monotonic()
        rows = dict(variants(held, asked, judged))
        each = (time.monotonic() - opened) / len(asked) / len(rows)
        print(f"\n{name}: {len(documents)} documents, {len(asked)} questions; "
              f"{opened - started:.0f} s to open, {1000 * each:.0f} ms a question\n")  # fmt: skip
        print("| | nDCG@10 | recall@100 | all-gold@10 |\n|---|---|---|---|")
        for label, figures in rows.items():
            print(f"| {label} | {figures['nDCG@10']:.3f} | {figures['recall@100']:.3f} "
                  f"| {figures['all-gold@10']:.3f} |", flush=True)  # fmt: skip


def subset(folder: Path, *, most: int, largest: int) -> tuple[list[Text], list[Text], Qrels]:
    """Documents, questions with gold, and their judgements, in the size that is wanted."""
    judged = {
        question: documents
        for question, documents in evaluate.read_qrels(folder / "qrels.tsv").items()
        if any(score > 0 for score in documents.values())
    }
    chance = random.Random(7)  # noqa: S311 - a sample, no secret
    asked = [text for text in read_texts(folder / "queries.jsonl") if text.id in judged]
    if most and len(asked) > most:
        asked = chance.sample(asked, most)
    documents = read_documents(folder / "corpus.jsonl")
    if largest and len(documents) > largest:
        gold = {document for text in asked for document in judged[text.id]}
        others = [text for text in documents if text.id not in gold]
        chosen = gold | {t.id for t in chance.sample(others, max(0, largest - len(gold)))}
        documents = [text for text in documents if text.id in chosen]
    return documents, asked, {text.id: judged[text.id] for text in asked}


def variants(held: Collection, asked: list[Text], judged: Qrels) -> Iterator[tuple[str, Figures]]:
    """The product's search, and others beside it."""
    embedded = collection.ask_all(held, asked, Settings())

    def measured(of: Collection = held) -> Figures:
        return evaluate.of_search(collection.rank_all(of, asked, embedded), judged)

    yield "the product", measured()
    with values(walk, WEIGHT=0.0):
        yield "without the walk", measured()
        with values(search, ACROSS=0.0):
            yield "… and words across languages", measured()
        with values(search, WORDS=0.0, ACROSS=0.0):
            yield "… and any words", measured()
            for part in held.searcher.fields:
                alone = replace(held, searcher=replace(held.searcher, fields=(part,)))
                if len(part.passages):
                    yield f"{part.embedder.name} alone", measured(alone)
        alone = replace(held, searcher=replace(held.searcher, fields=()))
        with values(search, WORDS=1.0, ACROSS=1.0):
            yield "words alone", measured(alone)


@contextmanager
def values(module: Any, **changed: float) -> Iterator[None]:  # noqa: ANN401 - a module
    """A module with other constants."""
    before = {name: getattr(module, name) for name in changed}
    for name, value in changed.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


if __name__ == "__main__":
    main()
