"""Whether everything in a library is as it must be. Start reading at `check`.

What was added (bytes, and what people made) is the truth; all else is derived from it and can be
made anew. Each check looks at one part and compares it with what it is derived from.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import numpy as np

from answer import build, passages
from answer import store as rows
from answer.errors import Damaged
from answer.whereabouts import Address
from corpus.apart import parse
from corpus.errors import Unreadable
from index import postings, words
from kg.records import Kind, Relation, allows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from answer.whereabouts import Place
    from corpus.records import Document, Span
    from index.database import Connection, Row
    from kg.records import Unit

    Progress = Callable[[int, int, str], None]


class Part(StrEnum):
    """What a finding is about."""

    FILE = "file"
    BYTES = "bytes"
    MADE = "made by hand"
    TEXT = "text"
    PASSAGES = "passages"
    UNITS = "units"
    VECTORS = "vectors"
    WORDS = "words"
    GRAPH = "graph"
    INDEX = "index"
    LOG = "log"

    @property
    def derived(self) -> bool:
        """Whether it can be made anew from what was added."""
        return self not in {Part.FILE, Part.BYTES, Part.MADE}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that is not as it must be: in which part, where, and what."""

    part: Part
    where: str
    what: str


BROKEN: Final = (ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What reading a damaged record raises."""

UNIT_LENGTH: Final = 1e-3
"""By how much the length of a vector may differ from 1: that of float16 weights does by 5e-4."""


def check(folder: Place, *, progress: Progress | None = None) -> tuple[Finding, ...]:
    """What is wrong with the library in `folder`, in the order of `Part`; nothing is changed.

    Raises:
        LibraryError: there is none, or a later version wrote it.
    """
    try:
        opened = rows.open_store(folder)
    except Damaged as error:
        return (_unread(folder, str(error)),)
    try:
        with opened.lock:
            found = [*_file(opened.connection)]
            if any(one.part is Part.FILE for one in found):
                return tuple(found)
            opened.connection.execute("BEGIN")  # one state for all that follows
            try:
                found += _everything(opened, progress or (lambda _done, _total, _label: None))
            finally:
                opened.connection.execute("ROLLBACK")
    except (sqlite3.DatabaseError, Damaged) as error:
        return (_unread(folder, f"cannot be read ({error})"),)
    finally:
        opened.close()
    places = {part: number for number, part in enumerate(Part)}
    return tuple(sorted(set(found), key=lambda one: (places[one.part], one.where, one.what)))


def _unread(folder: Place, what: str) -> Finding:
    """The finding for a file, or a schema, that cannot be read."""
    where = folder.schema if isinstance(folder, Address) else rows.FILE
    return Finding(Part.FILE, where, what)


def _everything(opened: rows.Store, tell: Progress) -> Iterator[Finding]:
    connection = opened.connection
    listed = connection.execute("SELECT id, source FROM documents ORDER BY source").fetchall()
    indexed: list[tuple[int, str, str, str]] = []
    for done, row in enumerate(listed):
        tell(done, len(listed) + 1, f"checking {row['source'].rpartition('/')[2]}")
        yield from _document(connection, row["id"], indexed)
    tell(len(listed), len(listed) + 1, "checking what hangs together")
    yield from _vectors(connection)
    yield from _words(connection, indexed)
    yield from _graph(connection)
    yield from _indexes(opened)
    yield from _log(connection)
    yield from _made(connection)


# -- the file --------------------------------------------------------------------------------


def _file(connection: Connection) -> Iterator[Finding]:
    """What the database says of itself. PostgreSQL keeps its rows together by itself."""
    if not isinstance(connection, sqlite3.Connection):
        bad = postings.wrong(connection)
        if bad:
            what = f"{bad} postings are not those of the index"
            yield Finding(Part.WORDS, "word_postings", what)
        return
    for (said,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if said != "ok":
            yield Finding(Part.FILE, rows.FILE, str(said))
    for row in connection.execute("PRAGMA foreign_key_check").fetchall():
        part = {
            "passages": Part.PASSAGES,
            "units": Part.UNITS,
            "passage_vectors": Part.VECTORS,
            "unit_vectors": Part.VECTORS,
            "mentions": Part.GRAPH,
        }.get(row[0], Part.LOG)
        yield Finding(part, row[0], f"a row belongs to nothing in {row[2]}")
    connection.execute("BEGIN IMMEDIATE")  # FTS5 takes the question for a change
    try:
        connection.execute("INSERT INTO word_index(word_index) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        yield Finding(Part.WORDS, "word_index", f"the word index is damaged ({error})")
    finally:
        connection.execute("ROLLBACK")


# -- one document ----------------------------------------------------------------------------


def _document(
    connection: Connection, identifier: str, indexed: list[tuple[int, str, str, str]]
) -> Iterator[Finding]:
    """Check a document; its passages go to `indexed` as the word index takes them."""
    row = connection.execute("SELECT * FROM documents WHERE id = ?", (identifier,)).fetchone()
    source = str(row["source"])
    if identifier != rows.document_id(source):
        yield Finding(Part.PASSAGES, source, "its id is not that of its source")
    data = bytes(row["data"])
    if sha256(data).hexdigest() != row["sha256"]:
        yield Finding(Part.BYTES, source, "the stored bytes are not those that were added")
    else:
        yield from _text(row, data)
    try:
        document = rows.load_document(row)
    except BROKEN as error:
        yield Finding(Part.TEXT, source, f"its structure cannot be read ({error!r})")
        return
    yield from _passages(connection, identifier, document, indexed)
    yield from _units(connection, identifier, document)


def _text(row: Row, data: bytes) -> Iterator[Finding]:
    source = str(row["source"])
    try:
        anew = parse(source, data)
    except Unreadable as error:
        yield Finding(Part.TEXT, source, f"its bytes are refused now ({error.reason})")
        return
    for name in ("title", "language", "media_type", "text"):
        if getattr(anew, name) != row[name]:
            yield Finding(Part.TEXT, source, f"reading its bytes gives another {name}")
    if rows.dump_structure(anew) != row["structure"]:
        yield Finding(Part.TEXT, source, "reading its bytes gives another structure")


def _passages(
    connection: Connection,
    identifier: str,
    document: Document,
    indexed: list[tuple[int, str, str, str]],
) -> Iterator[Finding]:
    wanted = {}
    for number, passage in passages.indexed(document):
        key = rows.row_id(identifier, "passage", number)
        wanted[key] = (number, passage.language)
    indexed += build.word_rows(document, identifier)
    stored = {
        row["id"]: (row["number"], row["language"])
        for row in connection.execute("SELECT * FROM passages WHERE document = ?", (identifier,))
    }
    if stored != wanted:
        what = f"{len(wanted.items() ^ stored.items())} rows are not those of its text"
        yield Finding(Part.PASSAGES, document.source, what)


def _units(connection: Connection, identifier: str, document: Document) -> Iterator[Finding]:
    for row in connection.execute("SELECT * FROM units WHERE document = ?", (identifier,)):
        try:
            unit = rows.load_unit(row["record"])
            wrong = _wrong(row, unit, document)
        except BROKEN as error:
            wrong = f"cannot be read ({error!r})"
        if wrong:
            yield Finding(Part.UNITS, document.source, f"unit {row['number']}: {wrong}")


def _wrong(row: Row, unit: Unit, document: Document) -> str:
    """What is wrong with a unit, "" if nothing is."""
    right = (
        rows.row_id(row["document"], "unit", row["number"]),
        (row["document"], row["passage"], row["kind"]),
    )
    if (row["id"], (unit.document, unit.passage, unit.kind)) != right:
        return "its id or its record is not that of its row"
    if unit.kind is Kind.CONTEXT or not 0 <= unit.passage < len(document.passages):
        return "its kind or passage is none that a unit can have"
    spans = (unit.span, unit.name, unit.strength_cue, unit.condition, unit.exception)
    if not all(_inside(span, document.text) for span in (*spans, unit.wording, unit.urgent)):
        return "an offset leads out of the text"
    if rows.quote_digest(unit.span.of(document.text)) != row["digest"]:
        return "the text at its place is not what was read"
    total = sum(unit.probabilities)
    if not all(0.0 <= one <= 1.0 for one in unit.probabilities) or abs(total - 1) > UNIT_LENGTH:
        return "its probabilities do not add up to 1"
    return ""


def _inside(span: Span | None, text: str) -> bool:
    return span is None or 0 <= span.start <= span.end <= len(text)


# -- what hangs together ---------------------------------------------------------------------


def _vectors(connection: Connection) -> Iterator[Finding]:
    """Each model's vectors: of all that is in its languages, of its dimension, of length 1."""
    models = connection.execute("SELECT name, dimension FROM models ORDER BY position").fetchall()
    known = {row["name"] for row in models}
    for part in ("passage", "unit"):
        of = _languages(connection, part)
        for (name,) in connection.execute(f"SELECT DISTINCT model FROM {part}_vectors"):  # noqa: S608 - own words
            if name not in known:
                yield Finding(Part.VECTORS, name, f"{part} vectors of a model that is not listed")
        for position, (name, dimension) in enumerate(models):
            held = dict(
                connection.execute(
                    f"SELECT {part}, vector FROM {part}_vectors WHERE model = ?",  # noqa: S608
                    (name,),
                )
            )
            codes = {of[key] for key in held if key in of}
            wanted = {key for key, code in of.items() if position == 0 or code in codes}
            if set(held) != wanted:
                what = f"{part} vectors: {len(set(held) ^ wanted)} too few or too many"
                yield Finding(Part.VECTORS, name, what)
            bad = sum(not _sound(vector, dimension) for vector in held.values())
            if bad:
                yield Finding(Part.VECTORS, name, f"{part} vectors: {bad} damaged")


def _languages(connection: Connection, part: str) -> dict[int, str]:
    if part == "passage":
        return dict(connection.execute("SELECT id, language FROM passages"))
    found = {}
    for key, record in connection.execute("SELECT id, record FROM units"):
        try:
            found[key] = str(json.loads(record)["language"])
        except BROKEN:
            found[key] = ""
    return found


def _sound(vector: bytes, dimension: int) -> bool:
    if len(vector) != 4 * dimension:
        return False
    values = np.frombuffer(vector, np.float32).astype(np.float64)
    return bool(abs(np.sqrt(values @ values) - 1) < UNIT_LENGTH)  # and so for no NaN


def _words(connection: Connection, indexed: list[tuple[int, str, str, str]]) -> Iterator[Finding]:
    """The word index against one that is made anew."""
    anew = sqlite3.connect(":memory:")
    words.create(anew)
    words.add(anew, dict((row[0], row) for row in indexed).values())  # noqa: C402 - ids once
    for table, columns in (
        ("word_index", "rowid, title, words, forms, language"),
        ("word_forms", "form, language, term, uses"),
    ):
        query = f"SELECT {columns} FROM {table}"  # noqa: S608 - own words
        wanted = set(map(tuple, anew.execute(query)))
        stored = set(map(tuple, connection.execute(query)))
        if wanted != stored:
            what = f"{len(wanted ^ stored)} rows are not those of the passages"
            yield Finding(Part.WORDS, table, what)
    anew.close()


def _graph(connection: Connection) -> Iterator[Finding]:
    kinds = dict(connection.execute("SELECT id, kind FROM ideas"))
    mentions = connection.execute(
        "SELECT m.unit, m.idea, u.kind FROM mentions m LEFT JOIN units u ON u.id = m.unit"
    ).fetchall()
    idea_of = {row["unit"]: row["idea"] for row in mentions}
    for row in mentions:
        if kinds.get(row["idea"]) != row["kind"]:
            yield Finding(Part.GRAPH, row["idea"], "a mention is of another kind, or of nothing")
    for idea in sorted(set(kinds) - set(idea_of.values())):
        yield Finding(Part.GRAPH, idea, "an idea without a mention")
    for row in connection.execute("SELECT * FROM edges"):
        wrong = _wrong_edge(row, kinds, idea_of)
        if wrong:
            where = f"{row['source']} {row['relation']} {row['target']}"
            yield Finding(Part.GRAPH, where, wrong)
    documents = {row[0] for row in connection.execute("SELECT id FROM documents")}
    for row in connection.execute("SELECT document, family FROM dependent"):
        if not {row["document"], row["family"]} <= documents:
            yield Finding(Part.GRAPH, row["document"], "dependent on a document that is not there")
    loose = connection.execute(
        "SELECT count(*) FROM units WHERE id NOT IN (SELECT unit FROM mentions)"
    ).fetchone()[0]
    if loose:
        yield Finding(Part.GRAPH, "mentions", f"{loose} units are in no idea")


def _wrong_edge(row: Row, kinds: dict[str, str], idea_of: dict[int, str]) -> str:
    """What is wrong with an edge, "" if nothing is."""
    ends = (row["source"], row["target"])
    try:
        relation = Relation(row["relation"])
        source, target = (Kind(kinds[end]) for end in ends)
        json.loads(row["signals"])
    except BROKEN as error:
        return f"an end, the relation or the signals cannot be read ({error!r})"
    if not allows(relation, source, target) or ends[0] == ends[1]:
        return "the table of relations forbids it"
    if not 0.0 <= row["score"] <= 1.0:
        return f"its score is {row['score']}"
    if (idea_of.get(row["source_unit"]), idea_of.get(row["target_unit"])) != ends:
        return "its quotations are not of its ends"
    return ""


def _indexes(opened: rows.Store) -> Iterator[Finding]:
    """The FAISS files that say they are of this revision; others are made anew when needed."""
    from answer.fields import damage

    for path, what in damage(opened):
        yield Finding(Part.INDEX, path.name, what)


def _log(connection: Connection) -> Iterator[Finding]:
    last = connection.execute(
        "SELECT revision FROM revisions ORDER BY number DESC LIMIT 1"
    ).fetchone()
    now = build.revision(connection)
    held = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    if (last is None and held) or (last is not None and last["revision"] != now):
        yield Finding(Part.LOG, "revisions", "the last revision is not that of what is there")
    for row in connection.execute("SELECT number, what FROM revisions"):
        try:
            json.loads(row["what"])
        except ValueError:
            yield Finding(Part.LOG, f"revision {row['number']}", "what it did cannot be read")


def _made(connection: Connection) -> Iterator[Finding]:
    """Corrections, trails and cases: each must be JSON."""
    for table, column in (
        ("corrections", "record"),
        ("trails", "record"),
        ("trail_changes", "former"),
        ("cases", "record"),
        ("results", "record"),
    ):
        bad = connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND NOT json_valid({column})"  # noqa: S608 - own words
        ).fetchone()[0]
        if bad:
            yield Finding(Part.MADE, table, f"{bad} rows cannot be read")
