"""What answers quote, by our own questions: `python -m benchmarks.bench_answers`.

Builds a library of each corpus that the reader was not fitted to (`gold_questions.KEPT`), asks its
questions as a person does, and prints: the share of covered questions whose first line, first
three lines, and any line quote what answers; how many lines an answer has, and which share of them
quotes what answers; and what is told of questions that are not covered. A line quotes what answers
when half of the shorter of both is common.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answer.records import Answer, Verdict
from benchmarks.gold_questions import KEPT, SETS, SINGLE, open_library, questions, spans

if TYPE_CHECKING:
    from answer.library import Library
    from corpus.records import Span

COMMON = 0.5
"""Share of the shorter of two quotations that must be common for them to be the same."""


def told(answer: Answer, library: Library, row: dict[str, Any]) -> list[bool]:
    """Of each line, in the order in which they are read, whether it quotes what answers."""
    view = library.snapshot()
    if row["documents"]:
        wanted = set(row["documents"])
        return [bool(wanted & {c.document for c in line.citations}) for line in lines(answer)]
    gold = [(view.names[document], span) for document, span in spans(view, row["passages"])]
    return [
        any(common(span, c.start, c.end) for c in line.citations for name, span in gold
            if name == c.document)
        for line in lines(answer)
    ]  # fmt: skip


def lines(answer: Answer) -> list[Any]:
    """The lines of all sections."""
    return [line for section in answer.sections.values() for line in section]


def common(span: Span, start: int, end: int) -> bool:
    """Whether enough of both is common."""
    shorter = min(span.end - span.start, end - start)
    return min(span.end, end) - max(span.start, start) >= COMMON * shorter


def measure(corpus: str, rows: list[dict[str, Any]], folder: Path) -> dict[str, list[float]]:
    """The figures of each question of a corpus."""
    library = open_library(corpus, folder)
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        answer = library.ask(row["text"])
        if not row["covered"]:
            found[f"{row['type']}: not covered"].append(answer.verdict is Verdict.NOT_COVERED)
            found[f"{row['type']}: answered"].append(answer.verdict is Verdict.ANSWERED)
            continue
        right = told(answer, library, row)
        found["told as not covered"].append(answer.verdict is Verdict.NOT_COVERED)
        found["told as answered"].append(answer.verdict is Verdict.ANSWERED)
        if answer.verdict is Verdict.NOT_COVERED:
            continue
        found["lines"].append(len(right))
        found["first line"].append(bool(right[:1]) and right[0])
        found["first three"].append(any(right[:3]))
        found["any line"].append(any(right))
        found["share of lines"].append(sum(right) / max(1, len(right)))
    library.close()
    return found


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep the libraries here, for the next time")
    parser.add_argument("--only", nargs="*", default=sorted(KEPT), help="these corpora alone")
    options = parser.parse_args()
    by_corpus = defaultdict(list)
    for row in questions():
        by_corpus[row["corpus"]].append(row)
    groups: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for corpus in options.only:
            measured = measure(corpus, by_corpus[corpus], options.folder or Path(temporary))
            told_of(corpus, measured)
            group = (
                "one document"
                if corpus in SINGLE
                else "four documents"
                if corpus in SETS
                else corpus
            )
            for name, values in measured.items():
                groups.setdefault(group, defaultdict(list))[name] += values
    for group, measured in groups.items():
        told_of(f"-- {group}", measured)


def told_of(name: str, measured: dict[str, list[float]]) -> None:
    """Print the means of one corpus."""
    means = "  ".join(f"{key} {statistics.fmean(values):.3f}" for key, values in measured.items())
    print(f"{name}: {means}", flush=True)


if __name__ == "__main__":
    main()
