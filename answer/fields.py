"""Opening what a search reads: each model's FAISS indexes, made anew when they are out of date.

Start reading at `open_searcher`. The indexes are derived from the library's file: each carries
the revision and the model's fingerprint, and is rebuilt from the stored vectors when they differ.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

from answer import pgvectors, store
from answer.errors import OtherModel
from answer.search import Field, Searcher
from answer.snapshot import current_revision
from answer.whereabouts import Address
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


def _vectors(opened: Store, part: str, model: str) -> list[Row]:
    return opened.rows(
        f"SELECT {part} AS id, vector FROM {part}_vectors WHERE model = ? ORDER BY {part}",  # noqa: S608 - own words
        model,
    )


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
                index = VectorIndex.open(path, revision=revision, fingerprint=model["fingerprint"])
            except OtherState:
                continue
            except Mismatch as error:
                yield path, str(error)
                continue
            found = _vectors(opened, part, model["name"])
            if index.ids.tolist() != [row["id"] for row in found]:
                yield path, "its ids are not those of the vectors"
            elif index.reconstruct(index.ids).tobytes() != b"".join(row["vector"] for row in found):
                yield path, "its vectors are not those of the library"


def _index(opened: Store, part: str, embedder: Embedder, revision: str) -> Vectors:
    if isinstance(opened.place, Address):
        there = pgvectors.find(opened, part, embedder)
        if there is not None:
            return there
    path = _path(opened, part, embedder.name)
    try:
        return VectorIndex.open(path, revision=revision, fingerprint=embedder.fingerprint)
    except Mismatch:
        found = _vectors(opened, part, embedder.name)
        vectors = store.load_vectors(found, embedder.dimension)
        index = VectorIndex.build([row["id"] for row in found], vectors)
        try:
            index.save(path, revision=revision, fingerprint=embedder.fingerprint)
        except OSError as error:  # a library on a read-only disk can still be asked
            _log.warning("%s: not saved (%s); it is made anew each time", path, error.strerror)
        return index
