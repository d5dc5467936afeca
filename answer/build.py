"""Building a library: files in, rows out, in one transaction.

Start reading at `add`: read → clean → split → embed sentences → extract → embed units → link →
store. Each step is a function of another package; here they are put in order, and a file that
has not changed since it was added costs no more than its hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from answer import amend, connect, encoders, fields, history, journal
from answer import store as rows
from answer.errors import NotFound
from answer.passages import embedded_text, indexed
from corpus.apart import parse
from corpus.errors import Unreadable
from corpus.files import find, load
from index import words
from kg import extraction, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from answer.settings import Settings
    from answer.store import Store
    from corpus.records import Document
    from index.database import Connection
    from index.models import Embedder

    Progress = Callable[[int, int, str], None]

RECIPE: Final = 4
"""Goes up when the same files and models give another library: part of the revision."""


@dataclass(slots=True)
class AddReport:
    """What an `add` did, by sources; `refused` holds (source, reason and remedy)."""

    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def touched(self) -> bool:
        """Whether the library is another one now."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be added: where it comes from, and how to get its bytes."""

    name: str
    load: Callable[[], bytes]


def from_paths(paths: Iterable[Path | str], report: AddReport) -> list[Source]:
    """The files under `paths`; what cannot be found goes to `report.refused`."""
    files, refused = find(paths)
    report.refused += [(error.source, f"{error.reason}; {error.remedy}") for error in refused]
    sources = []
    for path in files:
        name = str(path.resolve())
        shown = name.encode("utf-8", "replace").decode("utf-8")
        if shown == name:
            sources.append(Source(name, partial(load, path)))
        else:
            report.refused.append((shown, "its name is not UTF-8; rename it and add it again"))
    return sources


def add(
    store: Store,
    sources: Sequence[Source],
    load_embedders: Callable[[], Sequence[Embedder]],
    settings: Settings,
    report: AddReport,
    *,
    gone: Sequence[str] = (),
    progress: Progress | None = None,
) -> AddReport:
    """Add or update `sources`, remove the documents whose source is in `gone`, link, commit.

    The models are only opened (`load_embedders`) when there is something to embed.
    """
    tell = progress or (lambda _done, _total, _label: None)
    known = {
        row["source"]: row["sha256"] for row in store.rows("SELECT source, sha256 FROM documents")
    }
    pending: list[tuple[str, bytes]] = []
    for source in sources:
        try:
            data = source.load()
        except OSError as error:
            reason = f"cannot be read ({error.strerror}); check its permissions"
            report.refused.append((source.name, reason))
            continue
        if len(data) > settings.largest_file:
            reason = (
                f"more than {settings.largest_file / 1e6:.0f} MB; "
                "split it, or save it without pictures"
            )
            report.refused.append((source.name, reason))
            continue
        digest = hashlib.sha256(data).hexdigest()
        if known.get(source.name) == digest:
            report.unchanged.append(source.name)
        else:
            pending.append((source.name, data))
    documents = _read(pending, report, tell)
    report.removed += [source for source in gone if source in known]
    for document, _ in documents:
        (report.changed if document.source in known else report.added).append(document.source)
    if not report.touched:
        return report
    tell(0, 1, "opening the embedding models")
    embedders = _opened(load_embedders)
    with store.transaction() as connection:
        before = history.begin(connection)
        check_models(connection, embedders)
        for old in (*report.removed, *report.changed):
            drop(connection, old)
        for done, (document, data) in enumerate(documents):
            label = Path(document.source).name
            tell(done, len(documents) + 1, f"understanding {label}")
            write(connection, document, data, embedders)
        tell(len(documents), len(documents) + 1, "linking")
        amend.apply(connection, lambda: embedders)
        connect.relink(connection, embedders[0].name)
        what = {name: getattr(report, name) for name in ("added", "changed", "removed")}
        log(store, what, before)
    fields.refresh(store)
    tell(len(documents) + 1, len(documents) + 1, "done")
    return report


def _read(
    pending: Sequence[tuple[str, bytes]], report: AddReport, tell: Progress
) -> list[tuple[Document, bytes]]:
    documents = []
    for done, (source, data) in enumerate(pending):
        tell(done, len(pending), f"reading {Path(source).name}")
        try:
            documents.append((parse(source, data), data))
        except Unreadable as error:
            report.refused.append((error.source, f"{error.reason}; {error.remedy}"))
    return documents


def _opened(load_embedders: Callable[[], Sequence[Embedder]]) -> Sequence[Embedder]:
    """The models, and the one that tells kinds beside them, opened before a transaction begins."""
    embedders = load_embedders()
    encoders.for_kinds(embedders[0])
    return embedders


def word_rows(document: Document, identifier: str) -> list[tuple[int, str, str, str]]:
    """What the word index takes of a document: (row id, text, language, title) of passages."""
    return [
        (
            rows.row_id(identifier, "passage", number),
            passage.span.of(document.text),
            passage.language,
            " ".join(passage.heading_path) or document.title,
        )
        for number, passage in indexed(document)
    ]


def write(
    connection: Connection, document: Document, data: bytes, embedders: Sequence[Embedder]
) -> None:
    """Write a document with its passages, units, vectors and words; no ideas yet."""
    identifier = rows.document_id(document.source)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            identifier,
            document.source,
            document.title,
            document.language,
            document.sha256,
            document.media_type,
            now,
            len(document.text.split()),
            document.text,
            rows.dump_structure(document),
            data,
        ),
    )
    passages = indexed(document)
    texts = [embedded_text(document, passage) for _, passage in passages]
    passage_ids = [rows.row_id(identifier, "passage", number) for number, _ in passages]
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?)",
        [
            (key, identifier, number, passage.language)
            for key, (number, passage) in zip(passage_ids, passages, strict=True)
        ],
    )
    words.add(connection, word_rows(document, identifier))
    judge = encoders.for_kinds(embedders[0])
    units = extraction.extract(
        document,
        identifier,
        (judge or embedders[0]).encode_passages,
        kinds.shipped(judge.name if judge else ""),
    )
    unit_ids = [rows.row_id(identifier, "unit", number) for number in range(len(units))]
    connection.executemany(
        "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                identifier,
                number,
                unit.passage,
                unit.kind.value,
                rows.dump_unit(unit),
                rows.quote_digest(unit.span.of(document.text)),
            )
            for number, (key, unit) in enumerate(zip(unit_ids, units, strict=True))
        ],
    )
    _write_vectors(
        connection,
        "passage",
        passage_ids,
        texts,
        [p.language for _, p in passages],
        embedders=embedders,
    )
    unit_texts = [" ".join(unit.span.of(document.text).split()) for unit in units]
    _write_vectors(
        connection,
        "unit",
        unit_ids,
        unit_texts,
        [u.language for u in units],
        embedders=embedders,
    )


def _write_vectors(
    connection: Connection,
    part: str,
    keys: Sequence[int],
    texts: Sequence[str],
    languages: Sequence[str],
    *,
    embedders: Sequence[Embedder],
) -> None:
    """Each model's vectors of what is in its languages."""
    for embedder in embedders:
        chosen = [i for i, language in enumerate(languages) if covers(embedder, language)]
        vectors = embedder.encode_passages([texts[i] for i in chosen])
        connection.executemany(
            f"INSERT INTO {part}_vectors VALUES (?, ?, ?)",  # noqa: S608 - one of two own words
            [
                (keys[i], embedder.name, rows.dump_vector(vector))
                for i, vector in zip(chosen, vectors, strict=True)
            ],
        )


def covers(embedder: Embedder, language: str) -> bool:
    """Whether a model is for texts in `language`."""
    return embedder.languages is None or language in embedder.languages


def drop(connection: Connection, source: str) -> None:
    """Remove a document and all that hangs on it; ideas and edges are left to `connect.relink`."""
    identifier = rows.document_id(source)
    keys = connection.execute(
        "SELECT id FROM passages WHERE document = ?", (identifier,)
    ).fetchall()
    words.remove(connection, [key[0] for key in keys])
    connection.execute("DELETE FROM documents WHERE id = ?", (identifier,))


def check_models(connection: Connection, embedders: Sequence[Embedder]) -> None:
    """Record the models of a new library."""
    if not connection.execute("SELECT count(*) FROM models").fetchone()[0]:
        connection.executemany(
            "INSERT INTO models VALUES (?, ?, ?, ?)",
            [
                (e.name, position, e.fingerprint, e.dimension)
                for position, e in enumerate(embedders)
            ],
        )


def revision(connection: Connection) -> str:
    """The state of a library as twelve letters: of its documents, models and corrections."""
    state: list[object] = [
        [
            tuple(row)
            for row in connection.execute("SELECT source, sha256 FROM documents ORDER BY source")
        ],
        [
            tuple(row)
            for row in connection.execute("SELECT name, fingerprint FROM models ORDER BY position")
        ],
        RECIPE,
    ]
    corrections = amend.state(connection)
    if corrections:
        state.append(corrections)
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:12]


def log(store: Store, what: dict[str, list[str]], before: history.State) -> None:
    """Write the new revision to the log: what it gained and lost since `before`, and by whom."""
    connection = store.connection
    number = rows.next_number(connection, "revisions")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT INTO revisions VALUES (?, ?, ?, ?)",
        (number, revision(connection), now, json.dumps(what)),
    )
    history.note(connection, number, before)
    part = journal.Part.CORRECTION if "corrected" in what else journal.Part.DOCUMENTS
    journal.note(store, part, what)


def remove(store: Store, sources: Sequence[str], names: Sequence[str], model: str) -> None:
    """Remove documents by source; each can be restored until another is removed from its place.

    Raises:
        NotFound: a source is not in the library.
    """
    with store.transaction() as connection:
        before = history.begin(connection)
        for source, name in zip(sources, names, strict=True):
            if not keep(connection, source, name):
                raise NotFound(f"{name}: not in the library; `guidegraph list` shows what is")
            drop(connection, source)
        amend.apply(connection, tuple)
        connect.relink(connection, model)
        what: dict[str, list[str]] = {"added": [], "changed": [], "removed": list(sources)}
        log(store, what, before)
    fields.refresh(store)


def keep(connection: Connection, source: str, name: str) -> bool:
    """Keep a document's bytes under `name` for `restore`; whether there is such a document."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    kept = connection.execute(
        "INSERT INTO removed SELECT source, ?, ?, data FROM documents WHERE source = ? "
        "ON CONFLICT (source) DO UPDATE SET name = excluded.name, at = excluded.at, "
        "data = excluded.data",
        (name, now, source),
    )
    return kept.rowcount > 0


def rebuild(
    store: Store,
    load_embedders: Callable[[], Sequence[Embedder]],
    *,
    progress: Progress | None = None,
) -> AddReport:
    """Read and embed every document anew from its stored bytes, in one transaction.

    One that is refused now is removed, and so kept for `restore`.
    """
    tell = progress or (lambda _done, _total, _label: None)
    report = AddReport()
    pending = [
        (row["source"], bytes(row["data"]))
        for row in store.rows("SELECT source, data FROM documents ORDER BY source")
    ]
    documents = _read(pending, report, tell)
    embedders = _opened(load_embedders)
    with store.transaction() as connection:
        before = history.begin(connection)
        connection.execute("DELETE FROM models")
        read = {document.source for document, _ in documents}
        for source, _ in pending:
            if source not in read:
                keep(connection, source, Path(source).name)
                report.removed.append(source)
            drop(connection, source)
        check_models(connection, embedders)
        for done, (document, data) in enumerate(documents):
            tell(done, len(documents) + 1, f"understanding {Path(document.source).name}")
            write(connection, document, data, embedders)
            report.changed.append(document.source)
        tell(len(documents), len(documents) + 1, "linking")
        amend.apply(connection, lambda: embedders)
        connect.relink(connection, embedders[0].name)
        what = {"added": [], "changed": report.changed, "removed": report.removed}
        log(store, what, before)
    return report
