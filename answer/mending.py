"""Making a damaged library sound again. Start reading at `repair`.

1. A file that SQLite cannot read whole is put aside, and what can be read of it is copied to a new
   one: what was added and what people made, row by row (`salvage`).
2. Stored bytes that are not those that were added are taken from the document's source, if the
   file is still there and has the digest.
3. What is derived is made anew: only indexes where only these are damaged, else everything.
"""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from answer import build, connect, journal, soundness
from answer import store as rows
from answer.backups import put_aside
from answer.errors import LibraryError
from answer.fields import damage
from answer.soundness import Finding, Part
from corpus.files import load
from index import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from answer.whereabouts import Place
    from index.database import Connection
    from index.models import Embedder

    Progress = Callable[[int, int, str], None]
    LoadEmbedders = Callable[[rows.Store], Sequence[Embedder]]

DERIVED: Final = frozenset(
    "passages units passage_vectors unit_vectors ideas mentions edges dependent "
    "extracted extracted_vectors".split()
)
"""Tables whose rows are made anew, and so are not saved from a damaged file."""


@dataclass(slots=True)
class Repair:
    """What `repair` found and did, in words; `left` is what it could not mend."""

    found: tuple[Finding, ...] = ()
    done: list[str] = field(default_factory=list)
    left: tuple[Finding, ...] = ()


def repair(
    folder: Place, load_embedders: LoadEmbedders, *, progress: Progress | None = None
) -> Repair:
    """Mend the library in `folder`; the caller keeps others from changing it meanwhile.

    Raises:
        LibraryError: there is none, or a later version wrote it.
    """
    if isinstance(folder, Path) and not (folder / rows.FILE).exists():
        _take_place(folder)
    report = Repair(soundness.check(folder, progress=progress))
    report.left = report.found
    if not report.found:
        return report
    damaged = {finding.part for finding in report.found}
    if Part.FILE in damaged:
        if not isinstance(folder, Path):
            raise LibraryError(
                f"{folder}: cannot be mended from here; put back what pg_dump saved of it"
            )
        _put_aside_and_salvage(folder, report)
    opened = rows.open_store(folder)
    try:
        if damaged & {Part.FILE, Part.BYTES}:
            _bytes_from_sources(opened, report)
        _derived(opened, damaged, load_embedders, report, progress)
        with opened.transaction():
            journal.note(opened, journal.Part.REPAIR, {"did": list(report.done)})
    finally:
        opened.close()
    report.left = soundness.check(folder, progress=progress)
    return report


def _derived(
    opened: rows.Store,
    damaged: set[Part],
    load_embedders: LoadEmbedders,
    report: Repair,
    progress: Progress | None,
) -> None:
    """Make anew what is damaged, and what hangs on it."""
    if damaged & {Part.FILE, Part.BYTES, Part.TEXT, Part.PASSAGES, Part.UNITS, Part.VECTORS}:
        with opened.transaction() as connection:
            _empty(connection)
        made = build.rebuild(opened, lambda: load_embedders(opened), progress=progress)
        report.done.append(f"read {len(made.changed)} documents anew from their stored bytes")
        report.done += [
            f"removed {source} ({reason}); `guidegraph restore` has its bytes"
            for source, reason in made.refused
        ]
    else:
        with opened.transaction() as connection:
            if Part.WORDS in damaged:
                _words(connection)
                report.done.append("made the word index anew")
            if Part.GRAPH in damaged:
                model = connection.execute("SELECT name FROM models ORDER BY position").fetchone()
                connect.relink(connection, model["name"] if model else "")
                report.done.append("made ideas and edges anew")
            if Part.LOG in damaged:
                connection.execute("DELETE FROM revisions WHERE NOT json_valid(what)")
                build_log(connection)
                report.done.append("wrote the revision to the log")
    for path in [path for path, _ in damage(opened)]:
        path.unlink(missing_ok=True)
        report.done.append(f"removed {path.name}; it is made anew when somebody asks")


def build_log(connection: Connection) -> None:
    """Write the revision of what is there to the log."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT INTO revisions VALUES (?, ?, ?, ?)",
        (
            rows.next_number(connection, "revisions"),
            build.revision(connection),
            now,
            '{"added": [], "changed": [], "removed": []}',
        ),
    )


def _empty(connection: Connection) -> None:
    """Leave nothing of what rebuilding makes: rows of no document would outlive it."""
    for table in (
        "mentions",
        "edges",
        "ideas",
        "dependent",
        "extracted_vectors",
        "extracted",
        "unit_vectors",
        "passage_vectors",
    ):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - own words
    connection.execute("DELETE FROM units")
    connection.execute("DELETE FROM passages")
    _new_words(connection)
    connection.execute("DELETE FROM revisions WHERE NOT json_valid(what)")
    for row in connection.execute("SELECT id, source FROM documents").fetchall():
        right = rows.document_id(row["source"])
        if row["id"] != right:
            connection.execute("UPDATE documents SET id = ? WHERE id = ?", (right, row["id"]))


def _new_words(connection: Connection) -> None:
    words.drop(connection)
    words.create(connection)


def _words(connection: Connection) -> None:
    _new_words(connection)
    for row in connection.execute("SELECT * FROM documents ORDER BY source").fetchall():
        words.add(connection, build.word_rows(rows.load_document(row), row["id"]))


# -- what was added --------------------------------------------------------------------------


def _bytes_from_sources(opened: rows.Store, report: Repair) -> None:
    """Take the bytes that are damaged from where they were added, if these are there still.

    What is damaged and cannot be had again is kept as it is, and its text beside it.
    """
    for row in opened.rows("SELECT id, source, sha256, data, text FROM documents"):
        if sha256(bytes(row["data"])).hexdigest() == row["sha256"]:
            continue
        source = Path(row["source"])
        try:
            data = load(source) if source.is_absolute() else b""
        except OSError:
            data = b""
        if sha256(data).hexdigest() == row["sha256"]:
            with opened.transaction() as connection:
                connection.execute("UPDATE documents SET data = ? WHERE id = ?", (data, row["id"]))
            report.done.append(f"took the bytes of {source} from there")
            continue
        saved = opened.folder / "saved"
        saved.mkdir(exist_ok=True)
        text = saved / f"{row['id']}-{source.stem}.txt"
        text.write_text(row["text"], "utf-8", errors="replace")
        with opened.transaction() as connection:
            connection.execute(
                "INSERT INTO removed VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE "
                "SET name = excluded.name, at = excluded.at, data = excluded.data",
                (row["source"], source.name, datetime.now(UTC).isoformat(timespec="seconds"),
                 row["data"]),
            )  # fmt: skip
            build.drop(connection, row["source"])
            connection.execute("DELETE FROM documents WHERE id = ?", (row["id"],))
        report.done.append(
            f"took {source} out, for its bytes are damaged and not at their source any more; "
            f"its text is in {text}: add it again, or put back a backup"
        )


SALVAGED: Final = "salvaged.sqlite"
"""What was saved of a damaged file, whole, until it takes its place."""


def _put_aside_and_salvage(folder: Path, report: Repair) -> None:
    """Copy what can be read to a file beside it, and only then let that take its place."""
    work = folder / "mending"
    shutil.rmtree(work, ignore_errors=True)  # of a repair that was broken off
    rows.open_store(work, create=True).close()
    try:
        counts = salvage(folder / rows.FILE, work / rows.FILE)
    except sqlite3.OperationalError as error:
        raise rows.unwritable(folder, error) from error
    (work / rows.FILE).replace(folder / SALVAGED)
    shutil.rmtree(work, ignore_errors=True)
    old = put_aside(folder)
    _take_place(folder)
    report.done.append(f"put the damaged file aside as {old.name}")
    report.done += [
        f"saved {kept} of {table}" + (f"; {lost} rows could not be read" if lost else "")
        for table, (kept, lost) in counts.items()
        if kept or lost
    ]


def _take_place(folder: Path) -> None:
    """Let what was saved of a damaged file be the library, where that was put aside."""
    if (folder / SALVAGED).exists():
        (folder / SALVAGED).replace(folder / rows.FILE)


def salvage(old: Path, new: Path) -> dict[str, tuple[int, int]]:
    """Copy what can be read of `old` to `new`: for each table the rows kept, and those lost."""
    counts: dict[str, tuple[int, int]] = {}
    source = sqlite3.connect(old)
    target = sqlite3.connect(new)
    try:
        target.execute("BEGIN IMMEDIATE")
        named = target.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'word\\_%' "
            "ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        ).fetchall()
        for (table,) in named:
            if table not in DERIVED:
                counts[table] = _copy(source, target, table)
        target.commit()
    finally:
        source.close()
        target.close()
    return counts


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> tuple[int, int]:
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(columns)
    kept = lost = 0
    for row in _readable(source, table, names):
        if row is None:
            lost += 1
            continue
        try:
            marks = ", ".join("?" * len(columns))
            done = target.execute(
                f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - own words
                row,
            )
            kept += done.rowcount
        except sqlite3.DatabaseError as error:
            if rows.fails(error):  # the new file's disk, not the old file's row
                raise
            lost += 1
    return kept, lost


def _readable(
    source: sqlite3.Connection, table: str, names: str
) -> Iterator[tuple[object, ...] | None]:
    """Every row that can be read, from both ends, and None for one that is known and cannot."""
    try:
        known = {key for order in ("ASC", "DESC") for key in _keys(source, table, order)}
    except sqlite3.OperationalError:  # it has no row ids: as far as they can be read in order
        yield from _in_order(source, table, names)
        return
    for key in sorted(known):
        try:
            row = source.execute(
                f"SELECT {names} FROM {table} WHERE rowid = ?",  # noqa: S608 - own words
                (key,),
            ).fetchone()
        except sqlite3.DatabaseError:
            row = None
        yield tuple(row) if row is not None else None


def _keys(source: sqlite3.Connection, table: str, order: str) -> set[int]:
    """The row ids from one end, as far as they can be read.

    Raises:
        sqlite3.OperationalError: the table has none.
    """
    known: set[int] = set()
    query = f"SELECT rowid FROM {table} ORDER BY rowid {order}"  # noqa: S608 - own words
    try:
        known.update(key for (key,) in _each(source, query))
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
    return known


def _in_order(
    source: sqlite3.Connection, table: str, names: str
) -> Iterator[tuple[object, ...] | None]:
    try:
        yield from _each(source, f"SELECT {names} FROM {table}")  # noqa: S608 - own words
    except sqlite3.DatabaseError:
        yield None


def _each(source: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query up to where it fails.

    Python's cursor is a row ahead: where that cannot be read, it takes the one before with it,
    which is asked for once more.

    Raises:
        sqlite3.DatabaseError: there are more, which cannot be read.
    """
    count = 0
    try:
        for row in source.execute(query):
            yield tuple(row)
            count += 1
    except sqlite3.DatabaseError:
        yield from source.execute(f"{query} LIMIT 1 OFFSET {count}").fetchall()
        raise
