"""What it costs to be stopped while adding: `python -m benchmarks.bench_resume [FOLDER]`.

Adds FOLDER (default: the sample guidance) once straight through, and once with the process killed
(SIGKILL) when half of the documents are understood, and then adds it again. Prints for each the
seconds, processor time, passages a second and the peak of memory, what keeping documents cost of
it, and whether both libraries are the same. Models are opened before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from answer import encoders
from answer.library import Library
from answer.unfinished import Unfinished
from benchmarks.bench_speed import SAMPLE
from corpus import apart

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--kill", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.folder, options.one, options.kill)))
        return
    with tempfile.TemporaryDirectory() as name:
        straight, stopped = Path(name, "straight"), Path(name, "stopped")
        whole = run(options.folder, straight)
        print("straight through:", told(whole))
        half = int(whole["documents"]) // 2
        start = time.perf_counter()
        run(options.folder, stopped, half)
        seconds = time.perf_counter() - start
        print(f"killed after {half} documents, {seconds:.1f} s with opening the models")
        print("and then again:", told(run(options.folder, stopped)))
        same = Library.open(straight).revision == Library.open(stopped).revision
        rows = [vectors(folder) for folder in (straight, stopped)]
        print("the same revision:", same, "the same vectors:", rows[0] == rows[1])


def run(folder: Path, library: Path, kill: int = 0) -> dict[str, float]:
    """Add `folder` in a process of its own, killed after so many documents."""
    module = [sys.executable, "-m", "benchmarks.bench_resume", str(folder)]
    command = [*module, "--one", str(library), "--kill", str(kill)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own
    if kill and done.returncode == -signal.SIGKILL:
        return {}
    done.check_returncode()
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(folder: Path, place: Path, kill: int) -> dict[str, float]:
    """Add `folder` to the library in `place`."""
    library = Library.open(place, create=True)
    encoders.for_kinds(library.embedders()[0])
    kept: dict[str, float] = {"count": 0.0, "seconds": 0.0}
    for name in ("put", "get", "ready", "forget"):
        setattr(Unfinished, name, timed(getattr(Unfinished, name), kept, kill))
    start, used = time.perf_counter(), processor()
    report = library.add([folder])
    seconds = time.perf_counter() - start
    apart.close()  # what the processes that read have used is told when they have ended
    counts = library.counts()
    library.close()
    return {
        "seconds": seconds,
        "processor": processor() - used,
        "keeping": kept["seconds"],
        "documents": counts["documents"],
        "ready": report.ready,
        "passages": counts["passages"],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def timed(call: Callable[..., object], kept: dict[str, float], kill: int) -> Callable[..., object]:
    """`call`, with its time of this thread added to `kept`; the process is killed after `kill`."""

    def around(self: Unfinished, *given: object) -> object:
        start = time.thread_time()
        result = call(self, *given)
        kept["seconds"] += time.thread_time() - start
        kept["count"] += call.__name__ == "put"
        if kill and kept["count"] == kill:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return around


def processor() -> float:
    """Seconds of processor time, of all threads, and of the processes that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def told(found: dict[str, float]) -> str:
    """The figures of a run in words."""
    rate = found["passages"] / found["seconds"]
    return (
        f"{found['documents']:.0f} documents ({found['ready']:.0f} ready), "
        f"{found['passages']:.0f} passages in {found['seconds']:.1f} s ({rate:.1f}/s), "
        f"processor {found['processor']:.1f} s, of it keeping them {found['keeping']:.2f} s "
        f"({found['keeping'] / found['processor']:.1%}); peak {found['peak']:.0f} MB"
    )


def vectors(folder: Path) -> list[tuple[object, ...]]:
    """All vectors of a library."""
    library = Library.open(folder)
    query = "SELECT * FROM passage_vectors ORDER BY passage, model"
    found = [tuple(row) for row in library.store.rows(query)]
    library.close()
    return found


if __name__ == "__main__":
    main()
