"""How indexing and asking grow: `make bench`, or `python -m benchmarks.bench_growth`.

For each of `--sizes` (1k, 10k, 100k, 1M passages) a library is made. Up to `--indexed` passages
documents of `--data` (default: the sample guidance) are indexed, all steps, in a process of its
own; beyond that, or where the documents end, the largest library indexed is repeated with vectors
and words of its own (`benchmarks.bench_scale.grow`), which is no indexing, and is said. Then it is
asked: by `guidegraph ask` in new processes, and by a process that stays.

Prints a table, and writes `benchmarks.json`, `benchmarks.md` and `benchmarks.svg` to `--page`. All
of them are made of the first: `--from FILE` draws them again from one.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from answer import passages
from answer import store as rows
from answer.library import Library
from benchmarks import curves
from benchmarks.bench_scale import grow
from benchmarks.bench_speed import QUESTION, ROOT, SAMPLE, megabytes
from benchmarks.fit_decision import questions
from corpus.apart import parse
from corpus.errors import Unreadable
from corpus.files import find, load

if TYPE_CHECKING:
    from collections.abc import Sequence

Figures = dict[str, Any]

NAMES: Final = ("1k", "10k", "100k", "1M")

ASKED: Final = 200
"""Warm questions for each size: the second worst of a hundred is then told by two."""

FRESH: Final = 3
"""New processes that ask for each size; the best counts."""


def main() -> int:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(NAMES), help="such as 1k,10k")
    parser.add_argument("--data", type=Path, default=SAMPLE, help="a folder of documents")
    parser.add_argument("--indexed", default="10k", help="passages up to which all is indexed")
    parser.add_argument("--page", type=Path, help="the folder of the page; only printed without it")
    parser.add_argument("--keep", type=Path, help="where to keep the libraries")
    parser.add_argument("--questions", type=int, default=ASKED)
    parser.add_argument("--from", dest="source", type=Path, help="draw these figures again")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(STEPS[options.step[0]](*options.step[1:])))
        return 0
    if options.source:
        told = json.loads(options.source.read_text("utf-8"))
    else:
        sizes = sorted(number(size) for size in options.sizes.split(","))
        with tempfile.TemporaryDirectory() as name:
            place = options.keep or Path(name)
            place.mkdir(parents=True, exist_ok=True)
            found = measure(sizes, options.data, number(options.indexed), place, options.questions)
        told = {"machine": machine(), "data": options.data.name, "sizes": found}
    print(table(told))
    if options.page:
        text = json.dumps(told, indent=1) + "\n"
        (options.page / "benchmarks.json").write_text(text, "utf-8")
        (options.page / "benchmarks.svg").write_text(picture(told["sizes"]), "utf-8")
        (options.page / "benchmarks.md").write_text(page(told), "utf-8")
    return 0


def number(size: str) -> int:
    """A size as people write it.

    >>> number("10k"), number("1M"), number("500")
    (10000, 1000000, 500)
    """
    factor = {"k": 1_000, "M": 1_000_000}.get(size[-1:], 1)
    return int(size.rstrip("kM")) * factor


def machine() -> Figures:
    """What it was measured on."""
    model = ""
    place = Path("/proc/cpuinfo")
    if place.exists():
        lines = place.read_text("utf-8").splitlines()
        model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
    return {
        "cpus": os.cpu_count(),
        "processor": model or platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "day": datetime.now(UTC).date().isoformat(),
    }


# -- measuring -------------------------------------------------------------------------------


def measure(sizes: Sequence[int], data: Path, most: int, place: Path, asked: int) -> list[Figures]:
    """The figures of each size."""
    listed = choose(data, [size for size in sizes if size <= most] or [min(sizes[0], most)])
    made: list[Figures] = []
    source: Path | None = None
    for size, files in listed.items():
        folder = place / f"indexed-{size}"
        if source is None or files:
            figures = step("index", str(folder), *files)
            source = folder
            if size in sizes:
                made.append({"size": size, **figures, **ask(folder, asked)})
                print(json.dumps(made[-1]), file=sys.stderr, flush=True)
    done = {figures["size"] for figures in made}
    for size in sizes:
        if size in done or source is None:
            continue
        folder = place / f"grown-{size}"
        if not (folder / rows.FILE).exists():
            grow(source, folder, size)
        made.append({"size": size, **ask(folder, asked)})
        print(json.dumps(made[-1]), file=sys.stderr, flush=True)
    return sorted(made, key=lambda figures: int(figures["size"]))


def choose(data: Path, sizes: Sequence[int]) -> dict[int, list[str]]:
    """For each size the documents, in an order drawn once, that have about so many passages.

    A size that the documents do not reach is left out, but for the first, which then has all.
    """
    paths, _ = find([data])
    paths = sorted(paths)
    random.Random(0).shuffle(paths)  # noqa: S311 - repeatable, not secret
    chosen: list[str] = []
    found: dict[int, list[str]] = {}
    count = 0
    wanted = sorted(sizes)
    for path in paths:
        try:
            count += len(passages.indexed(parse(str(path), load(path))))
        except Unreadable:
            continue
        chosen.append(str(path))
        while wanted and count >= wanted[0]:
            found[wanted.pop(0)] = list(chosen)
        if not wanted:
            return found
    return found or {count: chosen}


def step(name: str, *given: str) -> Figures:
    """What one step tells, which a process of its own does."""
    command = [sys.executable, "-m", "benchmarks.bench_growth", "--step", name, *given]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603 - our own
    told: Figures = json.loads(done.stdout.splitlines()[-1])
    return told


def index(folder: str, *files: str) -> Figures:
    """Index documents; seconds by the clock and of all processors, the peak of memory."""
    library = Library.open(Path(folder), create=True)
    start, used = time.perf_counter(), _processors()
    library.add(files)
    seconds, processor = time.perf_counter() - start, _processors() - used
    library.close()
    return {
        "index [s]": round(seconds, 1),
        "index processor [s]": round(processor, 1),
        "index memory [MB]": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _processors() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def ask(folder: Path, count: int) -> Figures:
    """Ask a library: the first time, which makes its indexes; in new processes; and warm."""
    first = fresh(folder)
    again = [fresh(folder) for _ in range(FRESH)]
    return {
        "indexes made [s]": first[0],
        "cold [s]": min(seconds for seconds, _ in again),
        "cold processor [s]": min(processor for _, processor in again),
        **step("warm", str(folder), str(count)),
        "disk [MB]": round(megabytes(folder)),
    }


def fresh(folder: Path) -> tuple[float, float]:
    """`guidegraph ask` in a new process: seconds by the clock, and of all processors."""
    command = [sys.executable, "-m", "answer.cli", "ask", QUESTION, "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own
        [*command, "--library", str(folder)], check=True, capture_output=True, cwd=ROOT
    )
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return round(seconds, 2), round(processor, 2)


def warm(folder: str, count: str) -> Figures:
    """Questions to a library that is open."""
    library = Library.open(Path(folder))
    library.ask(QUESTION)
    asked = [row["text"] for row in questions()]
    random.Random(0).shuffle(asked)  # noqa: S311 - repeatable, not secret
    times, processor = [], []
    for text in asked[: int(count)]:
        start, used = time.perf_counter(), time.process_time()
        library.ask(text)
        times.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - used))
    told: Figures = {key: value for key, value in library.counts().items() if key in COUNTED}
    for percent in (50, 95, 99):
        told[f"p{percent} [ms]"] = round(float(np.percentile(times, percent)), 1)
    told["processor p50 [ms]"] = round(float(np.median(processor)), 1)
    told["asking memory [MB]"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    library.close()
    return told


COUNTED: Final = frozenset({"documents", "passages", "units", "edges"})
STEPS: Final = {"index": index, "warm": warm}


# -- telling ---------------------------------------------------------------------------------


def table(told: Figures) -> str:
    """The figures as a Markdown table, with how each grows from the size before."""
    head = (
        "| passages | indexed, a second | memory while indexing | cold first answer "
        "| warm p50 / p95 / p99 | memory while asking | on disk | grows: cold, p50, memory, disk |"
    )
    lines = [head, "|---" * 8 + "|"]
    before: Figures | None = None
    for one in told["sizes"]:
        indexed = "index [s]" in one
        rate = (
            f"{one['passages'] / one['index [s]']:.0f} "
            f"({one['passages'] / one['index processor [s]']:.0f})"
            if indexed
            else "grown"
        )
        cells = [
            f"{one['passages']:,}",
            rate,
            f"{one['index memory [MB]']:,} MB" if indexed else "–",
            f"{one['cold [s]']:.2f} s ({one['cold processor [s]']:.2f})",
            (
                f"{one['p50 [ms]']:.0f} / {one['p95 [ms]']:.0f} / {one['p99 [ms]']:.0f} ms "
                f"({one['processor p50 [ms]']:.0f})"
            ),
            f"{one['asking memory [MB]']:,} MB",
            f"{one['disk [MB]']:,} MB",
            growth(before, one),
        ]
        lines.append(f"| {' | '.join(cells)} |")
        before = one
    return "\n".join(lines)


GROWING: Final = ("cold [s]", "p50 [ms]", "asking memory [MB]", "disk [MB]")


def growth(before: Figures | None, now: Figures) -> str:
    """The powers of the number of passages with which figures have grown from `before` to `now`."""
    if before is None:
        return "–"
    by = math.log(now["passages"] / before["passages"])
    powers = [math.log(now[name] / before[name]) / by for name in GROWING]
    return ", ".join(f"n^{power:.2f}" for power in powers)


def picture(sizes: Sequence[Figures]) -> str:
    """The curves as SVG."""

    def line(label: str, name: str) -> curves.Line:
        return curves.Line(
            label, tuple((one["passages"], one[name]) for one in sizes if name in one)
        )

    return curves.draw(
        (
            curves.Panel("First answer of a new process, seconds", (line("", "cold [s]"),)),
            curves.Panel(
                "Warm question, milliseconds",
                tuple(line(f"p{percent}", f"p{percent} [ms]") for percent in (50, 95, 99)),
            ),
            curves.Panel(
                "Peak memory, MB",
                (line("asking", "asking memory [MB]"), line("indexing", "index memory [MB]")),
            ),
            curves.Panel("On disk, MB", (line("", "disk [MB]"),)),
        )
    )


def page(told: Figures) -> str:
    """The page around the table and the curves."""
    on = told["machine"]
    sizes = ",".join(str(one["size"]) for one in told["sizes"])
    where = f"{on['cpus']} CPUs ({on['processor']}), {on['system']}, Python {on['python']}"
    said = f"""`make bench SIZES={sizes} DATA={told["data"]}` on {on["day"]}: {where};
load at the end {on["load"]}. In brackets stands what it takes of the processor, of all cores
together: a busy machine changes that less than what the clock shows. `n^p` is how a figure has
grown from the row before, with the power p of the number of passages.
"""
    if any("index [s]" not in one for one in told["sizes"]):
        said += """What is marked “grown” repeats a library that was indexed, with vectors and words
of its own: its size is real, its texts are not.
"""
    return f"""# How indexing and asking grow

{said}
{table(told)}

![First answer, warm question, memory and disk by the number of passages](benchmarks.svg)

What makes up these figures, and what was tried, stands in [scaling.md](scaling.md).
"""


if __name__ == "__main__":
    sys.exit(main())
