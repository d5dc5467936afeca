"""Our own questions, the libraries that they are asked of, and what counts as right.

Three sorts (`answer/gold`, `corpus/sample`): of one document each, of sets of four documents on one
subject (`kg/gold/guidance`), and of the sample guidance. Start reading at `questions`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answer.library import Library
from answer.places import occurrences

if TYPE_CHECKING:
    from answer.snapshot import Snapshot
    from corpus.records import Span

ROOT = Path(__file__).parent.parent
SEVERAL = ROOT / "kg" / "gold" / "guidance"

SINGLE = frozenset(
    {
        "data_requests.en.md",
        "it_helpdesk.en.md",
        "pielegniarka_szkolna.pl.md",
        "pracownik_socjalny.pl.md",
        "school_trips.en.md",
        "therapists_private_practice.en.md",
        "volunteer_fire.pl.md",
    }
)
SETS = frozenset(folder.name for folder in SEVERAL.iterdir() if folder.is_dir())
"""Sets of four documents: nothing is fitted to their questions."""
KEPT = SINGLE | SETS | {"sample"}
"""Corpora that the reader (`benchmarks/fit_reader.py`) is not fitted to; the decision is fitted to
those of one document and the sample, since a reader is too sure of what it has learnt."""

PAIRED = frozenset({"pracownik_socjalny.pl.md", "therapists_private_practice.en.md"})
"""Of these the corpora whose near-misses are mostly an answerable question with a word or two
changed. Nobody asks like that as often, so they only judge: bars set on them would call hardly
anything answered."""


def questions() -> list[dict[str, Any]]:
    """All questions in one form.

    `passages` are quotations that answer, `first` those that should be read first (of one document
    the same), `documents` the names of documents that answer where no passage is told; `corpus` is
    "any" for what no corpus answers.
    """
    gold = ROOT / "answer" / "gold"
    rows = []
    for path in [*sorted(gold.glob("questions*.jsonl")), gold / "set_questions.jsonl"]:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            rows.append(
                {
                    "documents": [],
                    "first": row["passages"],
                    **row,
                    "passages": [*row.get("first", ()), *row["passages"]],
                    "covered": row["expect"] != "not covered",
                }
            )
    for line in (ROOT / "corpus" / "sample" / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        covered = row["expect"] != "not covered"
        rows.append(row | {"corpus": "sample", "first": [], "passages": [], "covered": covered,
                           "type": "answerable" if covered else "near_miss"})  # fmt: skip
    return rows


def folder_of(corpus: str) -> Path:
    """The document of a corpus, or the folder of its documents."""
    if corpus == "sample":
        return ROOT / "corpus" / "sample" / "guidance"
    return SEVERAL / corpus if corpus in SETS else ROOT / "answer" / "gold" / "corpora" / corpus


def open_library(corpus: str, folder: Path) -> Library:
    """The library of a corpus in `folder`, made there if it is not."""
    library = Library.open(folder / corpus, create=True)
    library.add([folder_of(corpus)])
    return library


def spans(view: Snapshot, quotes: list[str]) -> list[tuple[str, Span]]:
    """Where quotations stand: documents' ids and spans."""
    return [
        (document, span)
        for document in view.names
        for quote in quotes
        for span in occurrences(view.text(document), quote)
    ]


def is_right(row: dict[str, Any], view: Snapshot, first: list[tuple[str, int]]) -> bool:
    """Whether one of the passages (document, number) answers a question that is covered.

    A passage does that holds a quotation that answers, and one that announces or explains it.
    """
    if row["documents"]:
        return bool({view.names[document] for document, _ in first} & set(row["documents"]))
    answering = spans(view, row["passages"])
    for document, number in first:
        passages = view.document(document).passages
        passage = passages[number]
        around = [passage, *(other for other in passages if other.parent == number)]
        if passage.parent >= 0:
            around.append(passages[passage.parent])
        if any(
            document == told and part.span.start < span.end and span.start < part.span.end
            for told, span in answering
            for part in around
        ):
            return True
    return False
