"""How fast a library is built and asked: `python -m benchmarks.bench_speed [--passages 10000]`.

Prints, for this machine: the sample library from nothing, the first answer of a fresh
`guidegraph ask`, and building and asking a library of many passages (p50, p95, p99 of warm
questions, peak memory, size on disk). The large library is made of our own gold sentences, one or
two a passage, in documents of a hundred passages; `--docs FOLDER` takes real documents instead.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from answer.library import Library
from benchmarks.gold_questions import questions
from kg import gold

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "sample" / "guidance"
QUESTION = "What should I do when a client tells me about violence at home?"


def megabytes(folder: Path) -> float:
    """The size of a library's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def write_documents(folder: Path, passages: int) -> None:
    """Markdown documents of a hundred passages of gold sentences each, always the same."""
    lines = [line.row["text"] for line in gold.read("kinds")]
    draw = random.Random(0)  # noqa: S311 - repeatable, not secret
    for number in range(-(-passages // 100)):
        parts = [" ".join(draw.sample(lines, draw.choice((1, 2)))) for _ in range(100)]
        text = "\n\n".join([f"# Document {number}", *parts])
        (folder / f"{number:04}.md").write_text(text + "\n", "utf-8")


def build(paths: list[Path], folder: Path) -> None:
    """Build a library and say how long it took."""
    start = time.perf_counter()
    library = Library.open(folder, create=True)
    library.add(paths)
    seconds = time.perf_counter() - start
    counts = library.counts()
    library.close()
    print(
        f"built {counts['documents']} documents, {counts['passages']} passages, {counts['units']} "
        f"units, {counts['edges']} edges in {seconds:.1f} s "
        f"({counts['passages'] / seconds:.0f} passages/s); {megabytes(folder):.0f} MB"
    )


def fresh(folder: Path) -> None:
    """The time of a whole `guidegraph ask` in a new process, the best and worst of three."""
    command = [
        sys.executable,
        "-m",
        "answer.cli",
        "ask",
        QUESTION,
        "--json",
        "--library",
        str(folder),
    ]
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - our own
        times.append(time.perf_counter() - start)
    print(f"a fresh `guidegraph ask`: {min(times):.2f} to {max(times):.2f} s")


def warm(folder: Path, count: int = 200) -> None:
    """The time of a question to an open library."""
    library = Library.open(folder)
    start = time.perf_counter()
    library.ask(QUESTION)
    first = time.perf_counter() - start
    times = []
    asked = [row["text"] for row in questions()]
    random.Random(0).shuffle(asked)  # noqa: S311 - repeatable, not secret
    for text in asked[:count]:
        start = time.perf_counter()
        library.ask(text)
        times.append(time.perf_counter() - start)
    p50, p95, p99 = (1000 * float(np.percentile(times, q)) for q in (50, 95, 99))
    print(
        f"first question {first:.2f} s; {count} warm ones: "
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms"
    )
    library.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--docs", type=Path, help="a folder of real documents instead")
    parser.add_argument("--keep", type=Path, help="where to keep the large library")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("-- the sample guidance")
        build([SAMPLE], folder / "sample")
        fresh(folder / "sample")
        warm(folder / "sample")
        if not options.passages:
            return
        documents = options.docs or folder / "documents"
        if options.docs is None:
            documents.mkdir()
            write_documents(documents, options.passages)
        print(f"-- {documents.name}")
        large = options.keep or folder / "large"
        build([documents], large)
        fresh(large)
        warm(large)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory of this process {peak:.0f} MB")


if __name__ == "__main__":
    main()
