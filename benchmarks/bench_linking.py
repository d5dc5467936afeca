"""How linking grows: `python -m benchmarks.bench_linking [LIBRARY] [--sizes 1000 3000 10000 …]`.

For each size a library of so many units is made of LIBRARY (default: one of the sample guidance,
built first): its documents again and again, with vectors between those of two texts of the
language, and every second word exchanged for another of its length, so that the copies say
something else. Each is linked from nothing, in a process of its own; then a document of one page
is added, and removed. Prints seconds (in brackets: of processor time), peak memory, and the
exponent b of seconds = a · units^b between the smallest and the largest size. What is timed of
adding is all but reading and embedding.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from answer import build, connect
from answer import store as rows
from answer.library import Library
from benchmarks.bench_themes import build as build_sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)

PAGE = """# Home visits in winter

Agree on a time limit before the visit starts. Tell a colleague where you go and when you return.

- Never leave a note with the client's name on the door.
- If nobody opens, wait ten minutes and call the office.
- Take a torch and a charged telephone with you.

A late reply may be read as a lack of interest. Trust grows when promises are kept. Without a note
of the call the next worker may give the opposite advice. You must report a threat to a child at
once, unless the police already know of it. A shared joke can put a nervous visitor at ease.
"""
"""A page of a dozen sentences."""

DOCUMENT = "SELECT * FROM documents ORDER BY id"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", nargs="?", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    found = []
    print("  units  documents   edges  from nothing    peak memory  page added  removed")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        source = options.library or build_sample(place / "sample")
        for size in sorted(options.sizes):
            grow(source, place / str(size), size)
            module = [sys.executable, "-m", "benchmarks.bench_linking"]
            command = [*module, "--one", str(place / str(size))]
            told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
            one = json.loads(told.stdout)
            found.append(one)
            print(
                f"{one['units']:7} {one['documents']:10} {one['edges']:7} "
                f"{one['link']:7.1f} s ({one['cpu']:.1f}) {one['peak']:8.0f} MB"
                f" {one['add']:7.2f} s ({one['add cpu']:.2f}) {one['remove']:6.2f} s",
                flush=True,
            )
    if len(found) > 1:
        first, last = found[0], found[-1]
        for what in ("link", "peak", "add"):
            growth = math.log(last[what] / first[what]) / math.log(last["units"] / first["units"])
            print(f"{what}: units^{growth:.2f}")
        few, many = first["units"], last["units"]
        growth = 1 + math.log(math.log(many) / math.log(few)) / math.log(many / few)
        print(f"n log n would be units^{growth:.2f}")


def measure(folder: Path) -> dict[str, float]:
    """Link the library in `folder` from nothing; add and remove a page."""
    library = Library.open(folder)
    model = library.embedders()[0].name
    for path in folder.glob("*.npz"):
        path.unlink()
    clock, cpu = time.perf_counter(), time.process_time()
    with library.store.transaction() as connection:
        connect.relink(connection, model)
    told: dict[str, float] = {
        "link": time.perf_counter() - clock,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    library.add_upload("before.md", b"# Visits\n\nAsk before you come.\n")  # opens the models
    with passed_over() as seconds:
        clock, cpu = time.perf_counter(), time.process_time()
        library.add_upload("page.md", PAGE.encode())
        told["add"] = time.perf_counter() - clock - sum(one for one, _ in seconds)
        told["add cpu"] = time.process_time() - cpu - sum(one for _, one in seconds)
    clock = time.perf_counter()
    library.remove(["page.md"])
    told["remove"] = time.perf_counter() - clock
    for name in ("documents", "units", "edges"):
        told[name] = library.store.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"]  # noqa: S608
    library.close()
    return told


@contextmanager
def passed_over() -> Iterator[list[tuple[float, float]]]:
    """The seconds, and those of the processor, of reading and embedding.

    They are the same in a library of any size.
    """
    seconds: list[tuple[float, float]] = []
    originals = {name: getattr(build, name) for name in ("_read", "write")}

    def timed(name: str) -> Any:  # noqa: ANN401 - any of the two
        def run(*arguments: Any) -> Any:  # noqa: ANN401
            clock, cpu = time.perf_counter(), time.process_time()
            try:
                return originals[name](*arguments)
            finally:
                seconds.append((time.perf_counter() - clock, time.process_time() - cpu))

        return run

    for name in originals:
        setattr(build, name, timed(name))
    try:
        yield seconds
    finally:
        for name, original in originals.items():
            setattr(build, name, original)


# -- a library of any size -------------------------------------------------------------------


def grow(source: Path, folder: Path, size: int) -> None:
    """A library in `folder` of about `size` units, made of that in `source`; not linked."""
    draw = np.random.default_rng(0)
    opened = sqlite3.connect(source / rows.FILE)
    library = rows.open_store(folder, create=True)
    with library.transaction() as connection:
        for table in ("models", "documents", "passages", "units"):
            held = opened.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - own words
            if table == "models":
                marks = ", ".join("?" * len(held[0]))
                connection.executemany(f"INSERT INTO models VALUES ({marks})", held)  # noqa: S608
        material = _Material(opened, draw)
        number, count = 0, 0
        while count < size:
            for document in opened.execute(DOCUMENT).fetchall():
                if count < size:
                    count += _write(connection, material, document, number)
            number += 1
        connection.execute(
            "INSERT INTO revisions (revision, at, what) VALUES (?, '', '{}')",
            (build.revision(connection),),
        )
    library.close()
    opened.close()


class _Material:
    """What copies are mixed of: vectors by language, words by length."""

    def __init__(self, opened: sqlite3.Connection, draw: np.random.Generator) -> None:
        self.opened, self.draw = opened, draw
        self.vectors: dict[tuple[str, str], dict[int, NDArray[np.float32]]] = {}
        self.language: dict[int, str] = dict(opened.execute("SELECT id, language FROM passages"))
        for key, record in opened.execute("SELECT id, record FROM units"):
            self.language[key] = json.loads(record)["language"]
        for part in ("passage", "unit"):
            for key, model, vector in opened.execute(f"SELECT * FROM {part}_vectors"):  # noqa: S608
                held = self.vectors.setdefault((part, model), {})
                held[key] = np.frombuffer(vector, np.float32)
        self.keys: Mapping[tuple[str, str, str], list[int]] = defaultdict(list)
        for (part, model), held in self.vectors.items():
            for key in held:
                self.keys[part, model, self.language[key]].append(key)
        self.words: Mapping[int, list[str]] = defaultdict(list)
        for (text,) in opened.execute("SELECT text FROM documents"):
            for word in re.findall(r"[^\W\d_]+", text):
                self.words[len(word)].append(word)

    def text(self, text: str) -> str:
        """Every second word exchanged for one of its length: offsets stay true."""

        def other(match: re.Match[str]) -> str:
            words = self.words[len(match[0])]
            return str(words[self.draw.integers(len(words))]) if self.draw.integers(2) else match[0]

        return re.sub(r"[^\W\d_]+", other, text)

    def vector(self, part: str, model: str, key: int) -> bytes:
        """A vector between those of two texts of the language of a row."""
        keys = self.keys[part, model, self.language[key]]
        held = self.vectors[part, model]
        one, other = (held[keys[self.draw.integers(len(keys))]] for _ in range(2))
        weight = self.draw.uniform(0.2, 0.8)
        mixed = (1 - weight) * one + weight * other
        return bytes((mixed / np.linalg.norm(mixed)).astype(np.float32).tobytes())


def _write(
    connection: sqlite3.Connection, material: _Material, document: Sequence[Any], number: int
) -> int:
    """Write the copy `number` of a document (0: itself); how many units it has."""
    old, source, *rest = document
    source = f"{source}/{number}" if number else source
    identifier = rows.document_id(source)
    texts = list(rest)
    if number:
        texts[6] = material.text(rest[6])
        texts[2] = f"{rest[2][:-8]}{number:08}"  # another digest
    marks = ", ".join("?" * len(document))
    connection.execute(f"INSERT INTO documents VALUES ({marks})", (identifier, source, *texts))  # noqa: S608
    count = 0
    for part in ("passage", "unit"):
        for row in material.opened.execute(f"SELECT * FROM {part}s WHERE document = ?", (old,)):  # noqa: S608
            key = rows.row_id(identifier, part, row[2])
            values = list(row)
            values[:2] = key, identifier
            if part == "unit":
                record = json.loads(values[5])
                record["document"] = identifier
                values[5] = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
                count += 1
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {part}s VALUES ({marks})", values)  # noqa: S608
            for model in [name for of, name in material.vectors if of == part]:
                held = material.vectors[part, model]
                if row[0] in held:
                    vector = material.vector(part, model, row[0]) if number else held[row[0]]
                    connection.execute(
                        f"INSERT INTO {part}_vectors VALUES (?, ?, ?)",  # noqa: S608
                        (key, model, vector),
                    )
    return count


if __name__ == "__main__":
    main()
