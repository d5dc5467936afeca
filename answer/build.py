"""Building a library: files in, rows out, in one transaction.

Start reading at `add`: read → clean → split → embed sentences → extract → embed units → link →
store. What needs one document only is done before, and kept where it is broken off
(`answer.preparing`); here documents are written and linked, and a file that has not changed since
it was added costs no more than its hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from answer import amend, connect, fields, history, journal
from answer import store as rows
from answer.errors import NotFound, Unwritable
from answer.passages import indexed
from answer.preparing import Models, Waiting, prepare_all, unloaded
from answer.unfinished import FOLDER, Unfinished
from corpus.files import find, load
from index import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from answer.prepared import Prepared, Vectors
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
    """What an `add` did, by sources; `refused` holds (source, reason and remedy).

    `ready` counts the documents that had been understood before it was broken off the last time.
    """

    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    ready: int = 0

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

    The models are only opened (`load_embedders`) when there is something to embed. Others can
    change the library until the documents are understood.

    Raises:
        Busy: another has been changing it for long.
        OtherModel: another has read it anew with other models meanwhile.
    """
    tell = progress or (lambda _done, _total, _label: None)
    work, models = Unfinished(store.folder / FOLDER), Models(load_embedders)
    with store.preparing():
        known = _known(store)
        waiting = _waiting(sources, known, settings, report)
        understood = prepare_all(waiting, models, work, report, tell)
        if understood or not known.keys().isdisjoint(gone):
            with store.alone():
                _land(store, understood, models, work, report=report, gone=gone, tell=tell)
        work.forget([*report.unchanged, *(source for source, _ in understood)])
    if report.touched:
        tell(1, 1, "done")
    return report


def _known(store: Store) -> dict[str, str]:
    """The sources that are in the library, and their digests."""
    found = store.rows("SELECT source, sha256 FROM documents")
    return {row["source"]: row["sha256"] for row in found}


def _waiting(
    sources: Iterable[Source], known: dict[str, str], settings: Settings, report: AddReport
) -> list[Waiting]:
    """The sources that are not in the library as they are now, and that can be read."""
    found = []
    for source in sources:
        try:
            data = source.load()
        except OSError as error:
            report.refused.append((source.name, unloaded(error)))
            continue
        if len(data) > settings.largest_file:
            reason = (
                f"more than {settings.largest_file / 1e6:.0f} MB; "
                "split it, or save it without pictures"
            )
            report.refused.append((source.name, reason))
        elif known.get(source.name) == hashlib.sha256(data).hexdigest():
            report.unchanged.append(source.name)
        else:
            found.append(Waiting(source.name, source.load, len(data)))
    return found


def _land(
    store: Store,
    understood: Sequence[tuple[str, str]],
    models: Models,
    work: Unfinished,
    *,
    report: AddReport,
    gone: Sequence[str],
    tell: Progress,
) -> None:
    """Write what was understood to the library as it is now, and take out what is gone."""
    known = _known(store)
    landing = [entry for entry in understood if known.get(entry[0]) != entry[1]]
    report.unchanged += [source for source, digest in understood if known.get(source) == digest]
    for source, _ in landing:
        (report.changed if source in known else report.added).append(source)
    report.removed += [source for source in gone if source in known]
    if not report.touched:
        return
    if not models.opened:
        tell(0, 1, "opening the embedding models")
    embedders = models.open()
    fields.check_models(store, embedders)
    with store.transaction() as connection:
        before = history.begin(connection)
        check_models(connection, embedders)
        for old in (*report.removed, *report.changed):
            drop(connection, old)
        _write_all(connection, landing, work, tell)
        tell(1, 1, "linking")
        amend.apply(connection, lambda: embedders)
        connect.relink(connection, embedders[0].name)
        what = {name: getattr(report, name) for name in ("added", "changed", "removed")}
        log(store, what, before)
    fields.refresh(store)


def _write_all(
    connection: Connection,
    understood: Sequence[tuple[str, str]],
    work: Unfinished,
    tell: Progress,
) -> None:
    """Write documents one after another, so that never more than one of them is in memory.

    Raises:
        Unwritable: the disk has lost what was kept of one.
    """
    for done, (source, digest) in enumerate(understood):
        tell(done, len(understood), f"writing {Path(source).name}")
        prepared = work.get(source, digest)
        if prepared is None:
            raise Unwritable(
                f"{work.folder}: what was understood of {source} is lost; the library is what it "
                "was: check the disk, and run this again, which goes on with what is left"
            )
        write(connection, prepared)


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


def write(connection: Connection, prepared: Prepared) -> None:
    """Write a document with its passages, units, vectors and words; no ideas yet."""
    document = prepared.document
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
            prepared.data,
        ),
    )
    passages = indexed(document)
    passage_ids = [rows.row_id(identifier, "passage", number) for number, _ in passages]
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?)",
        [
            (key, identifier, number, passage.language)
            for key, (number, passage) in zip(passage_ids, passages, strict=True)
        ],
    )
    words.add(connection, word_rows(document, identifier))
    unit_ids = [rows.row_id(identifier, "unit", number) for number in range(len(prepared.units))]
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
            for number, (key, unit) in enumerate(zip(unit_ids, prepared.units, strict=True))
        ],
    )
    _write_vectors(connection, "passage", passage_ids, prepared.of_passages)
    _write_vectors(connection, "unit", unit_ids, prepared.of_units)


def _write_vectors(
    connection: Connection, part: str, keys: Sequence[int], found: Sequence[Vectors]
) -> None:
    """Each model's vectors of what is in its languages."""
    for vectors in found:
        connection.executemany(
            f"INSERT INTO {part}_vectors VALUES (?, ?, ?)",  # noqa: S608 - one of two own words
            [
                (keys[i], vectors.model, rows.dump_vector(vector))
                for i, vector in zip(vectors.chosen, vectors.matrix, strict=True)
            ],
        )


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
    Unfinished(store.folder / FOLDER).forget(sources)


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
    """Read and embed every document anew from its stored bytes, and write all in one transaction.

    One that is refused now is removed, and so kept for `restore`. The caller keeps others from
    changing the library.
    """
    tell = progress or (lambda _done, _total, _label: None)
    report = AddReport()
    work, models = Unfinished(store.folder / FOLDER), Models(load_embedders)
    waiting = [
        Waiting(row["source"], partial(_stored, store, row["source"]), row["size"])
        for row in store.rows("SELECT source, length(data) AS size FROM documents ORDER BY source")
    ]
    understood = prepare_all(waiting, models, work, report, tell)
    report.changed += [source for source, _ in understood]
    read = set(report.changed)
    embedders = models.open()
    with store.transaction() as connection:
        before = history.begin(connection)
        connection.execute("DELETE FROM models")
        for one in waiting:
            source = one.source
            if source not in read:
                keep(connection, source, Path(source).name)
                report.removed.append(source)
            drop(connection, source)
        check_models(connection, embedders)
        _write_all(connection, understood, work, tell)
        tell(1, 1, "linking")
        amend.apply(connection, lambda: embedders)
        connect.relink(connection, embedders[0].name)
        what = {"added": [], "changed": report.changed, "removed": report.removed}
        log(store, what, before)
    work.forget(report.changed)
    return report


def _stored(store: Store, source: str) -> bytes:
    return bytes(store.rows("SELECT data FROM documents WHERE source = ?", source)[0]["data"])
