"""Changes of a library that are broken off, and what it holds then and afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from answer import unfinished
from answer.library import Library
from corpus import document
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from corpus.records import Document

THIRD = "# Gifts\n\n- Never take money from a client.\n\nA gift may be read as a favour.\n"


class Broken(Exception):
    """What breaks a change off."""


@dataclass
class Counting:
    """The trigram embedder, which keeps what it embedded, and breaks off at call `last`."""

    last: int = 1 << 30
    breaks: Callable[[], None] = lambda: None
    made: TrigramEmbedder = field(default_factory=TrigramEmbedder)
    calls: list[list[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.made.name

    @property
    def languages(self) -> frozenset[str] | None:
        return self.made.languages

    @property
    def dimension(self) -> int:
        return self.made.dimension

    @property
    def fingerprint(self) -> str:
        return self.made.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.made.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], *, progress: Any = None) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        if len(self.calls) == self.last:
            self.breaks()
        return self.made.encode_passages(texts, progress=progress)

    @property
    def embedded(self) -> list[str]:
        return [text for texts in self.calls for text in texts]


def broken() -> None:
    raise Broken


def here(source: str, data: bytes, *, stop: object) -> Document:
    """Read a file in this process."""
    del stop
    return document.parse(source, data)


def written(folder: Path, texts: dict[Any, str]) -> Path:
    for name, text in texts.items():
        path = folder / (name if isinstance(name, str) else f"{name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def opened(place: Path, embedder: Counting | None = None) -> Library:
    return Library.open(place, create=True, embedders=[embedder or Counting()])


def stopped(place: Path, files: Path, after: int) -> Counting:
    """Add `files`, broken off at the first of the two calls for document `after`."""
    embedder = Counting(2 * after + 1, broken)
    library = opened(place, embedder)
    with pytest.raises(Broken):
        library.add([files])
    assert library.documents() == ()
    library.close()
    return embedder


def content(library: Library) -> list[object]:
    """Everything that a library holds, to the last bit, but the log and the times."""
    held: list[object] = [library.revision]
    for table, columns in (
        ("documents", "id, source, title, sha256, text, structure, data"),
        *((name, "*") for name in (
            "passages", "units", "passage_vectors", "unit_vectors", "ideas", "mentions", "edges",
            "dependent", "word_forms")),
    ):  # fmt: skip
        found = library.store.rows(f"SELECT {columns} FROM {table}")  # noqa: S608 - own words
        held.append(sorted(repr(tuple(row)) for row in found))
    return held


def straight(tmp_path: Path, files: Path) -> list[object]:
    """What a library of `files` holds that was made without a stop."""
    library = opened(tmp_path / "straight")
    library.add([files])
    held = content(library)
    library.close()
    return held


def left(library: Library) -> list[str]:
    folder = library.folder / unfinished.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
