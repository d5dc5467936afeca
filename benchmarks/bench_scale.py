"""What a question costs in a library of any size: `python -m benchmarks.bench_scale [LIBRARY]`.

For each of `--sizes` a library of so many passages is made of LIBRARY (default: one of the sample
guidance, built first): its documents again and again with their units, ideas and edges; each copy
has vectors of its own, and every second word of its word index exchanged. Nothing is linked, since
that is timed by `benchmarks.bench_linking`. A process of its own asks each of them our gold
questions, and prints seconds to the first answer, warm questions (with the reader and without),
their time of all processors together, the peak of its memory, and at the end what is no file and
what is. `--keep FOLDER` keeps the libraries, and asks those
that are there without making them again.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from answer import build, reader
from answer import store as rows
from answer.library import Library
from benchmarks.bench_themes import build as build_sample
from benchmarks.gold_questions import questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from index.database import Connection

SIZES = (10_000, 100_000)

STEP = 10_000
"""Rows whose vectors are made together."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", nargs="?", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--keep", type=Path, help="where to keep the libraries")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.questions)))
        return
    with tempfile.TemporaryDirectory() as name:
        place = options.keep or Path(name)
        source = options.library or build_sample(place / "sample")
        for size in sorted(options.sizes):
            folder = place / str(size)
            if not (folder / rows.FILE).exists():
                start = time.perf_counter()
                grow(source, folder, size)
                print(f"{size}: made in {time.perf_counter() - start:.0f} s", flush=True)
            module = [sys.executable, "-m", "benchmarks.bench_scale"]
            command = [*module, "--one", str(folder), "--questions", str(options.questions)]
            for state in ("indexes made", "opened again"):
                told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
                figures = json.loads(told.stdout)
                print(f"{size}, {state}: ", end="")
                print(", ".join(f"{what} {value}" for what, value in figures.items()), flush=True)


def measure(folder: Path, count: int) -> dict[str, float]:
    """Open the library in `folder` and ask it `count` questions."""
    start = time.perf_counter()
    library = Library.open(folder)
    library.ask("What should I do when a client tells me about violence at home?")
    told: dict[str, float] = {"first answer [s]": round(time.perf_counter() - start, 2)}
    asked = [row["text"] for row in questions()]
    random.Random(0).shuffle(asked)  # noqa: S311 - repeatable, not secret
    for part in ("read", "not read"):
        if part == "not read":
            setattr(reader, "beside", lambda _embedder: None)  # noqa: B010 - mypy minds the other
        times, processor = [], []
        for text in asked[:count] if part == "read" else asked[count : 2 * count]:
            start, used = time.perf_counter(), time.process_time()
            library.ask(text)
            times.append(time.perf_counter() - start)
            processor.append(time.process_time() - used)
        for percent in (50, 95):
            told[f"{part} p{percent} [ms]"] = round(1000 * float(np.percentile(times, percent)))
        told[f"{part} processor p50 [ms]"] = round(1000 * float(np.median(processor)))
    told["peak [MB]"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    status = Path("/proc/self/status").read_text("ascii")
    for name in ("RssAnon", "RssFile"):
        told[f"{name} [MB]"] = int(status.split(f"{name}:")[1].split()[0]) // 1024
    library.close()
    return told


# -- a library of any size -------------------------------------------------------------------


def grow(source: Path, folder: Path, size: int) -> None:
    """A library in `folder` of about `size` passages, with a graph, made of that in `source`."""
    draw = np.random.default_rng(0)
    library = rows.open_store(folder, create=True)
    connection = library.connection
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -500000")
    connection.execute("PRAGMA foreign_keys = OFF")
    opened = sqlite3.connect(source / rows.FILE)
    documents = opened.execute("SELECT * FROM documents ORDER BY id").fetchall()
    count = opened.execute("SELECT count(*) FROM passages").fetchone()[0]
    copies = [(document, number) for number in range(-(-size // count)) for document in documents][
        : round(size / count * len(documents))
    ]
    with library.transaction():
        for entry in opened.execute("SELECT * FROM models"):
            connection.execute("INSERT INTO models VALUES (?, ?, ?, ?)", entry)
        keys = {}
        for document, number in copies:
            named = _source(document[1], number)
            digest = document[4] if not number else f"{document[4][:-8]}{number:08}"
            keys[document[0], number] = rows.document_id(named)
            connection.execute(
                f"INSERT INTO documents VALUES ({', '.join('?' * len(document))})",  # noqa: S608
                (keys[document[0], number], named, *document[2:4], digest, *document[5:]),
            )
        for part in ("passage", "unit"):
            _put_rows(connection, opened, part, keys)
            _put_vectors(connection, opened, part, keys, draw)
        _put_words(connection, opened, keys, draw)
        _put_graph(connection, opened, keys)
        connection.execute(
            "INSERT INTO revisions (revision, at, what) VALUES (?, '', '{}')",
            (build.revision(connection),),
        )
    library.close()
    opened.close()


def _source(name: str, number: int) -> str:
    return f"{name}/{number}" if number else name


def _copied(
    opened: sqlite3.Connection, part: str, keys: dict[tuple[str, int], str]
) -> Iterator[tuple[int, int, tuple[str, int], Sequence[object]]]:
    """(new id, old id, document with its copy's number, old row), ascending by the new id."""
    of: dict[str, list[Sequence[object]]] = {}
    for row in opened.execute(f"SELECT * FROM {part}s ORDER BY id"):  # noqa: S608 - own words
        of.setdefault(row[1], []).append(row)
    found = [
        (rows.row_id(new, part, int(str(row[2]))), int(str(row[0])), key, row)
        for key, new in keys.items()
        for row in of.get(key[0], [])
    ]
    return iter(sorted(found, key=lambda entry: entry[0]))


def _put_rows(
    connection: Connection,
    opened: sqlite3.Connection,
    part: str,
    keys: dict[tuple[str, int], str],
) -> None:
    for key, _, copy, row in _copied(opened, part, keys):
        values = [key, keys[copy], *row[2:]]
        if part == "unit":
            values[5] = str(values[5]).replace(f'"{copy[0]}"', f'"{keys[copy]}"')
        connection.execute(
            f"INSERT INTO {part}s VALUES ({', '.join('?' * len(values))})",  # noqa: S608
            values,
        )


def _put_vectors(
    connection: Connection,
    opened: sqlite3.Connection,
    part: str,
    keys: dict[tuple[str, int], str],
    draw: np.random.Generator,
) -> None:
    """Each model's vectors, in the order of its table's key."""
    for (model,) in opened.execute("SELECT name FROM models ORDER BY name").fetchall():
        held = dict(
            opened.execute(f"SELECT {part}, vector FROM {part}_vectors WHERE model = ?", (model,))  # noqa: S608
        )
        base = np.stack([np.frombuffer(vector, np.float32) for vector in held.values()])
        place = {key: row for row, key in enumerate(held)}
        wanted = [
            (new, place[old], copy[1])
            for new, old, copy, _ in _copied(opened, part, keys)
            if old in place
        ]
        for start in range(0, len(wanted), STEP):
            some = wanted[start : start + STEP]
            vectors = vary(base, np.array([row for _, row, _ in some]), draw)
            for line, (_, row, number) in enumerate(some):
                if not number:
                    vectors[line] = base[row]
            connection.executemany(
                f"INSERT INTO {part}_vectors VALUES (?, ?, ?)",  # noqa: S608
                [(new, model, vectors[line].tobytes()) for line, (new, _, _) in enumerate(some)],
            )


def vary(
    base: NDArray[np.float32], own: NDArray[np.int64], draw: np.random.Generator
) -> NDArray[np.float32]:
    """Unit vectors (n, dim): the rows `own` of `base`, moved by part of what two others differ."""
    one, other = (base[draw.integers(len(base), size=len(own))] for _ in range(2))
    weight = draw.uniform(0.3, 0.7, (len(own), 1)).astype(np.float32)
    moved = base[own] + weight * (one - other)
    varied: NDArray[np.float32] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return varied


def _put_words(
    connection: Connection,
    opened: sqlite3.Connection,
    keys: dict[tuple[str, int], str],
    draw: np.random.Generator,
) -> None:
    """The word index, of each copy every second word another; forms as they were."""
    held = {
        row[0]: row[1:]
        for row in opened.execute("SELECT rowid, title, words, forms, language FROM word_index")
    }
    every = np.array([word for row in held.values() for word in row[1].split()], dtype=object)
    for new, old, copy, _ in _copied(opened, "passage", keys):
        title, text, forms, language = held[old]
        if copy[1]:
            words = text.split()
            others = every[draw.integers(len(every), size=len(words))]
            swap = draw.integers(2, size=len(words))
            text = " ".join(
                other if yes else word for word, other, yes in zip(words, others, swap, strict=True)
            )
        connection.execute(
            "INSERT INTO word_index(rowid, title, words, forms, language) VALUES (?, ?, ?, ?, ?)",
            (new, title, text, forms, language),
        )
    connection.executemany(
        "INSERT INTO word_forms VALUES (?, ?, ?, ?)", opened.execute("SELECT * FROM word_forms")
    )


def _put_graph(
    connection: Connection, opened: sqlite3.Connection, keys: dict[tuple[str, int], str]
) -> None:
    """Ideas and edges of each copy, where all that they are made of was copied."""
    where = dict(opened.execute("SELECT id, document FROM units"))
    new = {(old, copy[1]): key for key, old, copy, _ in _copied(opened, "unit", keys)}
    mentions: dict[str, list[int]] = {}
    for unit, idea in opened.execute("SELECT unit, idea FROM mentions"):
        mentions.setdefault(idea, []).append(unit)
    ideas = opened.execute("SELECT * FROM ideas").fetchall()
    edges = opened.execute("SELECT * FROM edges").fetchall()
    for number in range(1 + max(number for _, number in keys)):
        told = {
            idea[0]
            for idea in ideas
            if all((where[unit], number) in keys for unit in mentions[idea[0]])
        }
        connection.executemany(
            "INSERT INTO ideas VALUES (?, ?, ?, ?, ?)",
            [(_source(row[0], number), *row[1:]) for row in ideas if row[0] in told],
        )
        connection.executemany(
            "INSERT INTO mentions VALUES (?, ?)",
            [
                (new[unit, number], _source(idea, number))
                for idea in sorted(told)
                for unit in mentions[idea]
            ],
        )
        connection.executemany(
            "INSERT INTO edges VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    _source(row[0], number),
                    row[1],
                    _source(row[2], number),
                    *row[3:5],
                    new[row[5], number],
                    new[row[6], number],
                )
                for row in edges
                if row[0] in told and row[2] in told
            ],
        )


if __name__ == "__main__":
    main()
