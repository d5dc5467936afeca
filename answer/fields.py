"""Opening what a search reads: each model's FAISS indexes, made anew when they are out of date.

Start reading at `open_searcher`. The indexes are derived from the library's file: each carries
the revision and the model's fingerprint, and is rebuilt from the stored vectors when they differ.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

from answer import store
from answer.search import Field, Searcher
from index.vectors import Mismatch, VectorIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.snapshot import Snapshot
    from answer.store import Store
    from index.models import Embedder

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


def _index(opened: Store, part: str, embedder: Embedder, revision: str) -> VectorIndex:
    slug = "".join(letter if letter.isalnum() else "-" for letter in embedder.name)
    path = opened.folder / f"{part}s.{slug}.faiss"
    try:
        return VectorIndex.open(path, revision=revision, fingerprint=embedder.fingerprint)
    except Mismatch:
        found = opened.rows(
            f"SELECT {part} AS id, vector FROM {part}_vectors WHERE model = ? ORDER BY {part}",  # noqa: S608 - own words
            embedder.name,
        )
        vectors = store.load_vectors(found, embedder.dimension)
        index = VectorIndex.build([row["id"] for row in found], vectors)
        try:
            index.save(path, revision=revision, fingerprint=embedder.fingerprint)
        except OSError as error:  # a library on a read-only disk can still be asked
            _log.warning("%s: not saved (%s); it is made anew each time", path, error.strerror)
        return index
