"""A change that is broken off leaves the old library or the new one, and can be done again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from answer import soundness
from answer.errors import Unwritable
from answer.library import Library
from tests.fakes import TrigramEmbedder
from tests.stores import file_only

if TYPE_CHECKING:
    from pathlib import Path


@file_only
def test_what_is_broken_off_at_a_write_leaves_a_sound_library(root: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.crash"),
            *("--kills", "14", "--faults", "28", "--seed", "5"),
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "42 breaks, 0 libraries lost or unsound" in done.stdout


@file_only
def test_a_full_disk_is_told_and_the_library_goes_on(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "held", create=True, embedders=[TrigramEmbedder()])
    library.add_upload("a.md", b"# Visits\n\nAgree on a time limit before the visit starts.\n")
    before = library.revision
    pages = library.store.rows("PRAGMA page_count")[0][0]
    library.store.connection.execute(f"PRAGMA max_page_count = {pages}")
    text = "\n\n".join(f"Never promise a client that you keep secret {n}." for n in range(200))
    with pytest.raises(Unwritable, match=r"full.*check the free space"):
        library.add_upload("b.md", text.encode())
    assert library.revision == before
    library.store.connection.execute("PRAGMA max_page_count = 1000000")
    library.add_upload("b.md", text.encode())
    assert [info.name for info in library.documents()] == ["a.md", "b.md"]
    library.close()
    assert soundness.check(tmp_path / "held") == ()


@file_only
def test_a_change_that_was_told_is_on_the_disk(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "held", create=True, embedders=[TrigramEmbedder()])
    full = 2  # https://www.sqlite.org/pragma.html#pragma_synchronous
    assert library.store.rows("PRAGMA synchronous")[0][0] == full
    assert library.store.rows("PRAGMA journal_mode")[0][0] == "wal"
    library.close()


@file_only
def test_what_fails_inside_a_change_is_told_as_it_is(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "held", create=True, embedders=[TrigramEmbedder()])
    with pytest.raises(sqlite3.IntegrityError), library.store.transaction() as connection:
        connection.execute("INSERT INTO settings VALUES ('a', '1'), ('a', '2')")
    assert library.store.rows("SELECT * FROM settings") == []
    library.close()
