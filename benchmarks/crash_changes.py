"""What `benchmarks.crash` breaks off: the changes of a small library, and what it holds.

Start reading at `CHANGES`. Embeddings are those of `tests.fakes`.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from answer import backups, corrections, mending, trails
from answer.library import Library
from answer.store import alone
from index import cache
from kg.records import Kind
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable

VISITS: Final = """# Home visits

## Best practices

- Agree on a time limit before the visit starts.
- You must tell a colleague where you are going, unless the visit is in the office.

## Potential risks

Visits without a time limit can lead to exhaustion.

## Principles

Trust grows when promises are kept.
"""
CHANGED: Final = VISITS + "\nNever promise a client to keep a secret.\n"
GIFTS: Final = "# Gifts\n\nA gift may be read as a favour.\n\n- Never take money from a client.\n"
FORMER: Final = Path(__file__).parents[1] / "tests" / "answer" / "library_version1.sqlite.gz"
"""A library as the first program wrote it."""

WIZYTY: Final = "# Wizyty\n\n- Przed wizytą ustal, ile potrwa.\n\nZaufanie rośnie powoli.\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of files and a library made of them."""

    folder: Path

    @property
    def files(self) -> Path:
        """The documents."""
        return self.folder / "files"

    @property
    def held(self) -> Path:
        """The library."""
        return self.folder / "library"

    @property
    def former(self) -> Path:
        """A library of an earlier version."""
        return self.folder / "former"

    @property
    def hurt(self) -> Path:
        """The library with a damaged page."""
        return self.folder / "hurt"

    @property
    def kept(self) -> Path:
        """A backup of another state of the library."""
        return self.folder / "kept.sqlite"

    def library(self) -> Library:
        """The library, opened."""
        return opened(self.held)


def opened(folder: Path) -> Library:
    """The library in a folder."""
    return Library.open(folder, create=True, embedders=[TrigramEmbedder()])


def begin(place: Place) -> None:
    """Make the library to begin with, and what stands beside it."""
    place.files.mkdir(parents=True)
    for name, text in (("visits.md", VISITS), ("wizyty.md", WIZYTY), ("old.md", GIFTS)):
        (place.files / name).write_text(text.replace("Gifts", name), "utf-8")
    library = place.library()
    library.add([place.files])
    backups.back_up(place.held, place.kept)
    library.remove(["old.md"])
    (place.files / "old.md").unlink()
    library.warm()
    library.close()
    shutil.copytree(place.held, place.hurt)
    with (place.hurt / "library.sqlite").open("r+b") as file:
        file.seek(4096 * 20)
        file.write(bytes(range(256)) * 16)
    place.former.mkdir()
    (place.former / "library.sqlite").write_bytes(gzip.decompress(FORMER.read_bytes()))


def _add(place: Place, library: Library) -> None:
    (place.files / "gifts.md").write_text(GIFTS, "utf-8")
    library.add([place.files])


def _change(place: Place, library: Library) -> None:
    (place.files / "visits.md").write_text(CHANGED, "utf-8")
    library.add([place.files])


def _remove(place: Place, library: Library) -> None:
    del place
    if any(info.name == "visits.md" for info in library.documents()):
        library.remove(["visits.md"])


def _restore(place: Place, library: Library) -> None:
    del place
    library.restore("old.md")


def _rebuild(place: Place, library: Library) -> None:
    del place
    library.rebuild()


def _correct(place: Place, library: Library) -> None:
    del place
    if not corrections.listed(library):
        corrections.set_kind(library, "Trust grows when promises are kept.", Kind.BENEFIT)


def _merge(place: Place, library: Library) -> None:
    del place
    if not corrections.listed(library):
        practices = [idea.id for idea in library.ideas() if idea.kind is Kind.PRACTICE]
        corrections.merge(library, practices[:2])


def _collect(place: Place, library: Library) -> None:
    del place
    if not trails.listed(library):
        trails.create(library, "Course", "for new staff")


def _index(place: Place, library: Library) -> None:
    for path in place.held.glob("*.faiss"):
        path.unlink()
    library.warm()


def _back_up(place: Place, library: Library) -> None:
    del library
    backups.back_up(place.held, place.folder / "copy.sqlite")


def _recover(place: Place, library: Library) -> None:
    library.close()
    with alone(place.held):
        backups.recover(place.held, place.kept)


def _repair(place: Place, library: Library) -> None:
    del library
    with alone(place.hurt):
        report = mending.repair(place.hurt, lambda _: [TrigramEmbedder()])
    if report.left:
        raise ValueError(f"this should not happen: {report.left[0]}")


def _bring_up(place: Place, library: Library) -> None:
    del library
    opened(place.former).close()


def _prepare(place: Place, library: Library) -> None:
    del library
    os.environ["GUIDEGRAPH_CACHE"] = str(place.folder / "cache")

    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / "weights").write_bytes(bytes(50_000))
        (folder / "words").write_text("a b c", "utf-8")

    made = cache.prepare_folder("model", "print", make)
    if (made / "words").read_text("utf-8") != "a b c" or not cache.is_complete(made, "print"):
        raise ValueError("half a model")


CHANGES: Final[dict[str, Callable[[Place, Library], None]]] = {
    "add": _add,
    "change": _change,
    "remove": _remove,
    "restore": _restore,
    "rebuild": _rebuild,
    "correct": _correct,
    "merge": _merge,
    "collect": _collect,
    "index": _index,
    "back up": _back_up,
    "recover": _recover,
    "repair": _repair,
    "bring up": _bring_up,
    "prepare a model": _prepare,
}


BESIDE: Final = frozenset(["index", "back up", "repair", "bring up", "prepare a model"])
"""Changes of what stands beside the library, which stays as it is."""


def content(folder: Path) -> str:
    """What a library holds, as text, without times."""
    library = opened(folder)
    rows = library.store.rows
    held: list[object] = [library.revision]
    for table, columns in (
        ("documents", "id, source, title, sha256, text, structure, data"),
        ("passages", "*"), ("units", "*"), ("unit_vectors", "*"), ("passage_vectors", "*"),
        ("ideas", "*"), ("mentions", "*"), ("edges", "*"), ("dependent", "*"),
        ("word_forms", "*"), ("revisions", "revision, what"), ("removed", "source, data"),
        ("corrections", "what, record"), ("trails", "*"),
    ):  # fmt: skip
        held.append(sorted(repr(tuple(row)) for row in rows(f"SELECT {columns} FROM {table}")))  # noqa: S608 - own words
    library.close()
    return json.dumps(held)
