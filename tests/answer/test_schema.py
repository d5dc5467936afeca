"""A library's file comes from one version of the tables to the next with all that it holds."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from answer.library import Library
from answer.schema import CHANGES, VERSION
from tests.answer.conftest import VISITS, WIZYTY
from tests.answer.test_invariants import content
from tests.fakes import TrigramEmbedder
from tests.stores import file_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

pytestmark = file_only  # tests/answer/test_postgres.py has what is like it there

FIRST: Final = Path(__file__).with_name("library_version1.sqlite.gz")
"""A library of `EARLIER` and `WIZYTY`, written by the program whose tables were version 1."""

EARLIER: Final = VISITS.replace(" End each visit on time.", "")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "library.sqlite").write_bytes(gzip.decompress(FIRST.read_bytes()))
    return folder


def opened(folder: Path) -> Library:
    return Library.open(folder, create=True, embedders=[TrigramEmbedder()])


def tables(folder: Path) -> dict[str, str]:
    with sqlite3.connect(folder / "library.sqlite") as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return dict(rows.fetchall())


def version(folder: Path) -> int:
    with sqlite3.connect(folder / "library.sqlite") as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_old_library_becomes_one_of_this_version_and_keeps_what_it_holds(
    old: Path, tmp_path: Path
) -> None:
    assert version(old) == 1
    library = opened(old)
    assert version(old) == VERSION == len(CHANGES) + 1
    assert library.counts()["units"] == 9
    new = opened(tmp_path / "new")
    new.add_upload("visits.md", EARLIER.encode())
    new.add_upload("wizyty.md", WIZYTY.encode())
    assert tables(old) == tables(tmp_path / "new")
    library.rebuild()  # what an old program had found may differ from what this one finds
    assert content(library) == content(new)
    assert library.ask("How long may a visit be?").revision == library.revision


def test_an_old_library_is_not_changed_by_a_failing_step(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("answer.store.CHANGES", ("CREATE TABLE a (b TEXT);\nnonsense",))
    with pytest.raises(ValueError, match="damaged"):
        opened(old)
    assert version(old) == 1
    assert "a" not in tables(old)


def test_two_programs_may_open_an_old_library_at_once(old: Path) -> None:
    first, second = opened(old), opened(old)
    assert first.revision == second.revision
