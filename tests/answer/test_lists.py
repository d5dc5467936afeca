"""The file of lists beside a library: it saves time, and nothing depends on it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pytest

from answer import lists
from answer.library import Library
from kg import neighbours
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = [
    f"# Visits\n\nAgree on a time limit of {hours} hours. A reply after {hours} days may be read "
    f"as a lack of interest. Never leave {hours} letters at the door.\n"
    for hours in range(2, 8)
]


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "FEWEST", 0)


def made(folder: Path, pages: list[str]) -> Library:
    library = Library.open(folder, create=True, embedders=[TrigramEmbedder()])
    for number, page in enumerate(pages):
        library.add_upload(f"{number}.md", page.encode())
    return library


def graph(library: Library) -> list[tuple[object, ...]]:
    view = library.snapshot()
    edges = [(edge.source, edge.relation, edge.target, round(edge.score, 3)) for edge in view.edges]
    return [*sorted(view.ideas), *edges]


def test_what_was_read_is_what_was_written(tmp_path: Path) -> None:
    library = made(tmp_path / "held", PAGES)
    held = lists.read(library.store.connection)
    assert held is not None
    lists.write(library.store.connection, held)
    again = lists.read(library.store.connection)
    assert again is not None
    assert again.labels == held.labels == ("practice en", "risk en")
    for name in ("keys", "group", "ids", "products"):
        assert np.array_equal(getattr(again, name), getattr(held, name)), name


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    path.write_bytes(data)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def of_another_form(path: Path) -> None:
    np.savez(path, keys=np.zeros(3))


@pytest.mark.parametrize("spoil", [damaged, flipped, emptied, of_another_form])
def test_a_damaged_file_is_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], None]
) -> None:
    library = made(tmp_path / "held", PAGES[:-1])
    spoil(library.folder / lists.FILE)
    assert lists.read(library.store.connection) is None
    assert "made anew" in caplog.text
    library.add_upload("5.md", PAGES[-1].encode())
    assert lists.read(library.store.connection) is not None
    assert graph(library) == graph(made(tmp_path / "whole", PAGES))


def test_lists_of_another_library_do_no_harm(tmp_path: Path) -> None:
    library = made(tmp_path / "held", PAGES[:3])
    other = made(tmp_path / "other", PAGES[2:5])
    (other.folder / lists.FILE).replace(library.folder / lists.FILE)
    library.add_upload("3.md", PAGES[3].encode())
    assert graph(library) == graph(made(tmp_path / "whole", PAGES[:4]))


def test_a_small_library_keeps_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = made(tmp_path / "held", PAGES)
    assert (library.folder / lists.FILE).exists()
    monkeypatch.setattr(lists, "FEWEST", 2000)
    library.remove(["5.md"])
    assert not (library.folder / lists.FILE).exists()


def test_adding_a_page_makes_lists_for_its_units_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.listed.SETTLED", 1)
    library = made(tmp_path / "held", PAGES)
    # The document that comes last in the draw tells nothing of what a language shares.
    last = max(library.documents(), key=lambda one: sha256(one.id.encode()).digest())
    data = library.original(last.name)
    rows: set[int] = set()
    original = neighbours._make

    def noted(held: object, of: object, place: int, some: np.ndarray, members: object) -> None:  # type: ignore[type-arg]
        rows.update(some.tolist())
        original(held, of, place, some, members)  # type: ignore[arg-type]

    monkeypatch.setattr(neighbours, "_make", noted)
    library.remove([last.name])
    assert rows == set()
    library.add_upload(last.name, data)
    assert len(rows) == len(library.units_of(last.name)) > 0
