"""Opening what a search reads: each model's FAISS indexes, made anew when they are out of date.

Start reading at `open_searcher`. The indexes are derived from the library's file: each carries
the revision and the model's fingerprint, and is rebuilt from the stored vectors when they differ.
A large one takes up what has changed since its revision instead, where `answer.touched` knows that.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from answer import pgvectors, store, touched
from answer.errors import OtherModel
from answer.search import Field, Searcher
from answer.snapshot import current_revision
from answer.whereabouts import Address
from index.mapped import MappedIndex, is_mapped, open_mapped, write
from index.vectors import Mismatch, OtherState, VectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from answer.snapshot import Snapshot
    from answer.store import Store
    from index.database import Row
    from index.models import Embedder
    from index.vectors import Vectors

_log = logging.getLogger(__name__)

LARGE: Final = 50_000
"""Vectors of one model from which an index is mapped, not held in memory (docs/scaling.md)."""

BATCH: Final = 20_000
"""Vectors that are read together."""

MOST: Final = 20_000
"""Changed vectors that are fetched one by one (0.4 s); where more have changed all are read."""


class _Model(NamedTuple):
    name: str
    fingerprint: str
    dimension: int


def open_searcher(opened: Store, embedders: Sequence[Embedder], view: Snapshot) -> Searcher:
    """The searcher of a library at the revision of `view`."""
    languages = {
        row["id"]: row["language"] for row in opened.rows("SELECT id, language FROM passages")
    }
    fields = []
    for embedder in embedders:
        passages = _index(opened, "passage", embedder, view.revision)
        units = _index(opened, "unit", embedder, view.revision)
        fields.append(Field.of(embedder, passages, units, languages))
    sizes = Counter(languages.values())
    return Searcher(tuple(fields), opened.connection, languages, sizes, view.home, view.units_in)


def check_models(opened: Store, embedders: Sequence[Embedder]) -> None:
    """Say so when the vectors of a library were made by others than `embedders`.

    Raises:
        OtherModel: they were.
    """
    stored = opened.rows("SELECT name, fingerprint FROM models ORDER BY position")
    had = [(row["name"], row["fingerprint"]) for row in stored]
    have = [(embedder.name, embedder.fingerprint) for embedder in embedders]
    if had and had != have:
        raise OtherModel(
            f"{opened.place}: made with {', '.join(name for name, _ in had)}, and vectors of "
            f"{', '.join(name for name, _ in have)} cannot be compared with these "
            f"(other model or weights); run "
            f"`guidegraph rebuild --library {opened.place}`, or set the model back"
        )


def _path(opened: Store, part: str, model: str) -> Path:
    slug = "".join(letter if letter.isalnum() else "-" for letter in model)
    return opened.folder / f"{part}s.{slug}.faiss"


def _batches(opened: Store, part: str, model: str) -> Iterator[list[Row]]:
    """The ids and vectors of a model in batches, ascending by id."""
    last = -1
    while found := opened.rows(
        f"SELECT {part} AS id, vector FROM {part}_vectors "  # noqa: S608 - own words
        f"WHERE model = ? AND {part} > ? ORDER BY {part} LIMIT ?",
        model,
        last,
        BATCH,
    ):
        yield found
        last = found[-1]["id"]


def damage(opened: Store) -> Iterator[tuple[Path, str]]:
    """The index files that are damaged, or of this revision and yet not of its vectors.

    One of another revision is no damage: it is made anew when somebody asks.
    """
    revision = current_revision(opened)
    for model in opened.rows("SELECT name, fingerprint, dimension FROM models"):
        for part in ("passage", "unit"):
            path = _path(opened, part, model["name"])
            if not path.exists():
                continue
            try:
                index = _open(path, revision, model["fingerprint"])
            except OtherState:
                continue
            except Mismatch as error:
                yield path, str(error)
                continue
            problem = _differs(opened, part, model, index)
            if problem:
                yield path, problem


def _differs(opened: Store, part: str, model: Row, index: Vectors) -> str:
    """What an index has otherwise than the library; nothing where it has the same."""
    if isinstance(index, MappedIndex) and not index.sound():
        return "damaged; build it anew"
    seen = 0
    for found in _batches(opened, part, model["name"]):
        ids = [row["id"] for row in found]
        if index.ids[seen : seen + len(ids)].tolist() != ids:
            return "its ids are not those of the vectors"
        if index.reconstruct(ids).tobytes() != b"".join(row["vector"] for row in found):
            return "its vectors are not those of the library"
        seen += len(ids)
    return "" if seen == len(index) else "its ids are not those of the vectors"


def _open(path: Path, revision: str, fingerprint: str) -> Vectors:
    """The index in `path`, of either kind.

    Raises:
        OtherState: it is of another revision or model. Mismatch: it is missing or damaged.
    """
    if not is_mapped(path):
        held = VectorIndex.open(path, revision=revision, fingerprint=fingerprint)
        if len(held) >= LARGE:
            raise OtherState(f"{path}: written by a former version, which held all in memory")
        return held
    index = open_mapped(path, fingerprint=fingerprint)
    if index.revision != revision:
        raise OtherState(f"{path}: made for revision {index.revision!r}")
    return index


def _index(opened: Store, part: str, embedder: Embedder, revision: str) -> Vectors:
    if isinstance(opened.place, Address):
        there = pgvectors.find(opened, part, embedder)
        if there is not None:
            return there
    path = _path(opened, part, embedder.name)
    try:
        return _open(path, revision, embedder.fingerprint)
    except Mismatch:
        model = _Model(embedder.name, embedder.fingerprint, embedder.dimension)
        return _updated(opened, part, model, revision) or _made(opened, part, model, revision)


def _made(opened: Store, part: str, model: _Model, revision: str) -> Vectors:
    """The index of all vectors: mapped from `LARGE` on, else in memory."""
    path, name, dimension = _path(opened, part, model.name), model.name, model.dimension
    ids = [
        row["id"]
        for row in opened.rows(
            f"SELECT {part} AS id FROM {part}_vectors WHERE model = ? ORDER BY {part}",  # noqa: S608
            name,
        )
    ]
    try:
        if len(ids) >= LARGE:
            return write(
                path,
                np.array(ids, np.int64),
                (store.load_vectors(found, dimension) for found in _batches(opened, part, name)),
                dimension,
                revision=revision,
                fingerprint=model.fingerprint,
                number=_number(opened),
            )
    except (OSError, Mismatch) as error:  # nowhere to write, or another process wrote there
        _log.warning("%s: not saved (%s); it is made anew each time", path, error)
    vectors = np.zeros((len(ids), dimension), np.float32)
    seen = 0
    for found in _batches(opened, part, name):
        vectors[seen : seen + len(found)] = store.load_vectors(found, dimension)
        seen += len(found)
    index = VectorIndex.build(ids, vectors)
    if len(ids) < LARGE:
        try:
            index.save(path, revision=revision, fingerprint=model.fingerprint)
        except OSError as error:  # a library on a read-only disk can still be asked
            _log.warning("%s: not saved (%s); it is made anew each time", path, error.strerror)
    return index


def _updated(opened: Store, part: str, model: _Model, revision: str) -> MappedIndex | None:
    """The mapped index of a former revision with what has changed since, where that is known."""
    path = _path(opened, part, model.name)
    try:
        former = open_mapped(path, fingerprint=model.fingerprint) if is_mapped(path) else None
    except Mismatch:
        return None
    if former is None:
        return None
    with opened.lock:
        ids = touched.since(opened.connection, part, former.number, former.revision)
    if ids is None or len(ids) > MOST:
        return None
    now, rows = [], []
    for key in ids:
        found = opened.rows(
            f"SELECT vector FROM {part}_vectors WHERE model = ? AND {part} = ?",  # noqa: S608
            model.name,
            key,
        )
        now += [key] * len(found)
        rows += found
    vectors = store.load_vectors(rows, model.dimension)
    index = former.changed(ids, now, vectors)
    if len(index) != _count(opened, part, model.name):
        return None
    try:
        return index.save(
            path, revision=revision, fingerprint=model.fingerprint, number=_number(opened)
        )
    except OSError as error:
        _log.warning("%s: not saved (%s); it is made anew each time", path, error.strerror)
        return index


def _count(opened: Store, part: str, model: str) -> int:
    """How many vectors a model has, told by an index that does not hold them."""
    counted = opened.rows(
        f"SELECT count(*) AS n FROM {part}_vectors INDEXED BY {part}_vectors_of WHERE model = ?",  # noqa: S608
        model,
    )
    return int(counted[0]["n"])


def _number(opened: Store) -> int:
    """Where the log of revisions stands."""
    return int(opened.rows("SELECT coalesce(max(number), 0) AS n FROM revisions")[0]["n"])


def refresh(opened: Store) -> None:
    """Bring the files of a large library to its revision after a change, while it is known."""
    with opened.reading():
        revision = current_revision(opened)
        for row in opened.rows("SELECT name, fingerprint, dimension FROM models"):
            for part in ("passage", "unit"):
                if is_mapped(_path(opened, part, row["name"])):
                    _updated(opened, part, _Model(*row), revision)
