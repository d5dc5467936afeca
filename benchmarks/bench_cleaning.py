"""Measure how much page furniture cleaning finds: `python benchmarks/bench_cleaning.py FOLDER`.

The folder holds pages and `_gold.json`, a list of `{"file", "with": [segments to keep],
"without": [segments to drop]}`, the form of trafilatura's own evaluation
(https://trafilatura.readthedocs.io/en/latest/evaluation.html). A kept segment is a true positive,
a dropped one that is kept a false positive; trafilatura 2 reaches F 0.92 on that set of 990 pages.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from corpus.document import parse
from corpus.errors import Unreadable


def main() -> None:
    """Print precision, recall, F and the pages that cost most."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="print each wrong segment")
    options = parser.parse_args()
    gold = json.loads((options.folder / "_gold.json").read_text(encoding="utf-8"))
    counts = {"tp": 0, "fn": 0, "fp": 0, "tn": 0}
    started = time.perf_counter()
    for page in gold:
        path = options.folder / page["file"]
        try:
            document = parse(page["file"], path.read_bytes())
        except Unreadable as error:
            print(error, file=sys.stderr)
            kept, text, reasons = "", "", []
        else:
            text = document.text
            passages = [p for p in document.passages if not p.chrome]
            kept = "\n".join(passage.span.of(text) for passage in passages)
            reasons = [(p.span.of(text), p.chrome) for p in document.passages if p.chrome]
        for segments, right, wrong in (("with", "tp", "fn"), ("without", "tn", "fp")):
            for segment in page[segments]:
                present = _flat(segment) in _flat(kept)
                result = right if present == (segments == "with") else wrong
                counts[result] += 1
                if options.errors and result == wrong:
                    why = next((r for words, r in reasons if _flat(segment) in _flat(words)), "-")
                    print(wrong, page["file"], repr(segment[:80]), why)
    precision = counts["tp"] / (counts["tp"] + counts["fp"])
    recall = counts["tp"] / (counts["tp"] + counts["fn"])
    score = 2 * precision * recall / (precision + recall)
    seconds = time.perf_counter() - started
    print(f"{len(gold)} pages, {seconds:.0f} s, {counts}")
    print(f"precision {precision:.3f} recall {recall:.3f} F {score:.3f}")


def _flat(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main()
