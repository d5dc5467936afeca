"""What the word index finds in public collections, where they lie beside the checkout."""

from __future__ import annotations

import json
import math
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from index import words
from index.analysis import fold

SETS = Path(__file__).parents[3] / "shared" / "data" / "retrieval"

pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason="no ../shared beside the repository")


def lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def ndcg(name: str, language: str, *, plain: bool = False) -> float:
    """nDCG@10; each query of these sets has one document, so the ideal is 1."""
    documents, queries = lines(SETS / name / "corpus.jsonl"), lines(SETS / name / "queries.jsonl")
    rows = [row.split("\t") for row in (SETS / name / "qrels.tsv").read_text().splitlines()[1:]]
    gold = {query: document for query, document, _ in rows}
    connection = sqlite3.connect(":memory:")
    words.create(connection)
    words.add(
        connection,
        [(row, found["text"], language, found["title"]) for row, found in enumerate(documents)],
    )
    total = 0.0
    for query in queries:
        text = fold(query["text"]) if plain else query["text"]
        results = words.search(connection, text, language, 10)
        ids = [documents[row]["_id"] for row, _ in results]
        if gold[query["_id"]] in ids:
            total += 1 / math.log2(2 + ids.index(gold[query["_id"]]))
    return total / len(queries)


def test_polish_questions_find_their_paragraphs() -> None:
    # words as they are written: .75; measured: .874
    assert ndcg("poquad_pl_A", "pl") > 0.86


def test_polish_questions_without_diacritics_find_nearly_as_much() -> None:
    # measured: .871, with their diacritics .874
    assert ndcg("poquad_pl_A", "pl", plain=True) > 0.86


def test_english_situations_find_their_rule() -> None:
    # words as they are written: .75; measured: .794
    assert ndcg("orsharc_dev", "en") > 0.785
