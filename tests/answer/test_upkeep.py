"""A library that is damaged in any of its parts is told so, and mended."""

from __future__ import annotations

import json
import re
import resource
import shutil
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from answer import backups, mending, soundness, trails
from answer.errors import LibraryError, TooNew, Unwritable
from answer.library import Library
from answer.soundness import Finding, Part
from tests.fakes import TrigramEmbedder
from tests.stores import file_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome

pytestmark = file_only  # tests/answer/test_postgres.py has what is like it there


@pytest.fixture
def held(folder: Path, tmp_path: Path) -> Path:
    """A library of its own for a test to damage."""
    place = tmp_path / "held"
    shutil.copytree(folder, place)
    opened = Library.open(place, embedders=[TrigramEmbedder()])
    opened.warm()
    opened.close()
    return place


def sql(place: Path, *statements: str) -> None:
    connection = sqlite3.connect(place / "library.sqlite", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def content(place: Path) -> str:
    """What a library holds but the log and the times, as one text."""
    connection = sqlite3.connect(place / "library.sqlite")
    tables = {
        table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))  # noqa: S608
        for table in ("passages", "units", "passage_vectors", "unit_vectors", "ideas", "mentions",
                      "edges", "dependent", "word_forms")
    }  # fmt: skip
    query = "SELECT id, source, title, sha256, text, structure, data FROM documents"
    tables["documents"] = sorted(map(repr, connection.execute(query)))
    connection.close()
    return json.dumps(tables)


def repair(place: Path) -> mending.Repair:
    return mending.repair(place, lambda _: [TrigramEmbedder()])


DAMAGE = {
    "a text": (Part.TEXT, ["UPDATE documents SET text = replace(text, 'limit', 'Limit')"]),
    "a title": (Part.TEXT, ["UPDATE documents SET title = 'x' WHERE title = 'Home visits'"]),
    "a structure": (Part.TEXT, ["UPDATE documents SET structure = '{' WHERE language = 'en'"]),
    "a document's id": (
        Part.PASSAGES,
        [
            "PRAGMA foreign_keys = OFF",
            "UPDATE documents SET id = 'x' WHERE language = 'en'",
        ],
    ),
    "a passage too few": (
        Part.PASSAGES,
        ["DELETE FROM passages WHERE id = (SELECT max(id) FROM passages)"],
    ),
    "a passage's language": (Part.PASSAGES, ["UPDATE passages SET language = 'xx'"]),
    "a unit's offset": (
        Part.UNITS,
        ["UPDATE units SET record = json_set(record, '$.span[1]', 99999) WHERE number = 0"],
    ),
    "a unit's place": (
        Part.UNITS,
        ["UPDATE units SET record = json_set(record, '$.span[0]', 0) WHERE number = 1"],
    ),
    "a unit's kind": (Part.UNITS, ["UPDATE units SET kind = 'risk' WHERE kind = 'practice'"]),
    "a unit's probabilities": (
        Part.UNITS,
        ["UPDATE units SET record = json_set(record, '$.probabilities[0]', 0.9)"],
    ),
    "a unit's record": (Part.UNITS, ["UPDATE units SET record = '[' WHERE number = 0"]),
    "a unit's id": (Part.UNITS, ["PRAGMA foreign_keys = OFF", "UPDATE units SET id = id + 1"]),
    "a vector too few": (
        Part.VECTORS,
        ["DELETE FROM unit_vectors WHERE unit = (SELECT max(unit) FROM unit_vectors)"],
    ),
    "a vector's length": (Part.VECTORS, ["UPDATE passage_vectors SET vector = x'00'"]),
    "a vector's values": (Part.VECTORS, ["UPDATE unit_vectors SET vector = zeroblob(256)"]),
    "vectors of no model": (Part.VECTORS, ["UPDATE unit_vectors SET model = 'other'"]),
    "a word too few": (
        Part.WORDS,
        ["DELETE FROM word_index WHERE rowid = (SELECT max(rowid) FROM word_index)"],
    ),
    "uses of a word": (Part.WORDS, ["UPDATE word_forms SET uses = uses + 1"]),
    "the inside of the word index": (
        Part.WORDS,
        ["UPDATE word_index_data SET block = zeroblob(30) WHERE id > 10"],
    ),
    "an edge that is forbidden": (Part.GRAPH, ["UPDATE edges SET relation = 'serves'"]),
    "an edge's score": (Part.GRAPH, ["UPDATE edges SET score = 1.5"]),
    "an edge's end": (Part.GRAPH, ["UPDATE edges SET target = 'nowhere'"]),
    "an edge's quotation": (Part.GRAPH, ["UPDATE edges SET source_unit = 1"]),
    "an edge's signals": (Part.GRAPH, ["UPDATE edges SET signals = '['"]),
    "an idea without mention": (
        Part.GRAPH,
        ["INSERT INTO ideas VALUES ('x', 'risk', 'x', 'en', 1)"],
    ),
    "an idea's kind": (Part.GRAPH, ["UPDATE ideas SET kind = 'benefit'"]),
    "a mention too few": (Part.GRAPH, ["DELETE FROM mentions"]),
    "a family of nothing": (Part.GRAPH, ["INSERT INTO dependent VALUES ('x', 'y')"]),
    "a row of nothing": (
        Part.VECTORS,
        [
            "PRAGMA foreign_keys = OFF",
            "INSERT INTO unit_vectors SELECT 7, model, vector FROM unit_vectors LIMIT 1",
        ],
    ),
    "the revision": (Part.LOG, ["UPDATE revisions SET revision = 'x'"]),
    "the log": (Part.LOG, ["UPDATE revisions SET what = '{'"]),
}


def test_a_library_is_sound(held: Path) -> None:
    assert soundness.check(held) == ()
    assert repair(held).done == []


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_derived_is_found_and_made_anew(held: Path, name: str) -> None:
    part, statements = DAMAGE[name]
    before = content(held)
    sql(held, *statements)
    assert part in {finding.part for finding in soundness.check(held)}
    report = repair(held)
    assert report.left == ()
    assert report.done
    assert soundness.check(held) == ()
    assert content(held) == before
    with_answers = Library.open(held, embedders=[TrigramEmbedder()])
    assert with_answers.ask("What about a time limit?").revision == with_answers.revision
    with_answers.close()


def test_a_damaged_index_file_is_found_and_removed(held: Path) -> None:
    index = next(held.glob("units.*.faiss"))
    data = bytearray(index.read_bytes())
    data[-9] ^= 255
    index.write_bytes(data)
    assert [finding.part for finding in soundness.check(held)] == [Part.INDEX]
    assert repair(held).left == ()
    assert not index.exists()


def test_an_index_of_other_vectors_is_found(held: Path) -> None:
    passages, units = next(held.glob("passages.*.faiss")), next(held.glob("units.*.faiss"))
    shutil.copy(passages, units)
    found = soundness.check(held)
    assert [(finding.part, finding.what) for finding in found] == [
        (Part.INDEX, "its ids are not those of the vectors")
    ]


def test_an_index_of_a_former_revision_is_no_damage(held: Path, tmp_path: Path) -> None:
    (tmp_path / "more.md").write_text("Never promise a client to keep a secret.", "utf-8")
    opened = Library.open(held, embedders=[TrigramEmbedder()])
    opened.add([tmp_path / "more.md"])
    opened.close()
    assert soundness.check(held) == ()


# -- what was added ----------------------------------------------------------------------------


def test_damaged_bytes_are_taken_from_where_they_came(held: Path) -> None:
    before = content(held)
    sql(held, "UPDATE documents SET data = x'00' WHERE language = 'en'")
    found = soundness.check(held)
    assert [finding.part for finding in found] == [Part.BYTES]
    report = repair(held)
    assert report.left == ()
    assert any("took the bytes of" in line for line in report.done)
    assert content(held) == before


def test_what_cannot_be_had_again_is_taken_out_and_its_text_saved(held: Path) -> None:
    opened = Library.open(held, embedders=[TrigramEmbedder()])
    opened.add_upload("gone.md", b"# Gifts\n\nNever take money from a client.\n")
    opened.close()
    sql(held, "UPDATE documents SET data = x'00' WHERE source = 'uploads/gone.md'")
    report = repair(held)
    assert report.left == ()
    (text,) = (held / "saved").iterdir()
    assert text.read_text("utf-8") == "# Gifts\n\nNever take money from a client.\n"
    opened = Library.open(held, embedders=[TrigramEmbedder()])
    assert [info.name for info in opened.documents()] == ["visits.md", "wizyty.md"]
    opened.close()


def test_damaged_work_of_people_is_told_and_kept(held: Path) -> None:
    sql(held, "INSERT INTO trails VALUES (1, 'a', '{')")
    assert soundness.check(held) == (Finding(Part.MADE, "trails", "1 rows cannot be read"),)
    assert repair(held).left != ()


@pytest.mark.parametrize("first", [1, 2, 3, 8, 20, 40])
def test_a_file_with_a_damaged_page_is_salvaged(held: Path, first: int) -> None:
    sql(held, "PRAGMA wal_checkpoint(TRUNCATE)")
    file = held / "library.sqlite"
    data = bytearray(file.read_bytes())
    page = 4096 * (first - 1)
    assert page < len(data)
    data[page + 100 * (first == 1) : page + 4096] = bytes(range(256)) * 16
    file.write_bytes(data)
    assert Part.FILE in {finding.part for finding in soundness.check(held)}
    report = repair(held)
    assert report.left == ()
    assert list(held.glob("damaged-*.sqlite"))
    assert soundness.check(held) == ()


def test_all_is_saved_but_what_stood_on_the_damaged_page(held: Path) -> None:
    opened = Library.open(held, embedders=[TrigramEmbedder()])
    trails.create(opened, "course 00001", "for new staff")
    opened.close()
    sql(
        held,
        "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "INSERT INTO trails SELECT i, printf('course %05d', i), (SELECT record FROM trails) FROM n",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    )
    data = bytearray((held / "library.sqlite").read_bytes())
    leaf = 13  # https://www.sqlite.org/fileformat2.html#b_tree_pages: of a table, not of an index
    (page,) = (
        at for at in range(0, len(data), 4096)
        if data[at] == leaf and b"course 01000" in data[at : at + 4096]
    )  # fmt: skip
    lost = set(re.findall(rb"course \d{5}", data[page : page + 4096]))
    data[page : page + 4096] = bytes(range(256)) * 16
    (held / "library.sqlite").write_bytes(data)
    report = repair(held)
    assert report.left == ()
    opened = Library.open(held, embedders=[TrigramEmbedder()])
    saved = {trail.name.encode() for trail in trails.listed(opened)}
    assert len(opened.documents()) == 2
    opened.close()
    assert 10 < len(lost) < 200
    assert saved == {b"course %05d" % number for number in range(1, 2001)} - lost


def test_a_file_that_is_no_database_is_put_aside(held: Path) -> None:
    (held / "library.sqlite").write_bytes(b"no database at all" * 500)
    report = repair(held)
    assert report.left == ()
    assert Library.open(held).documents() == ()


# -- backups -----------------------------------------------------------------------------------


def test_a_backup_is_the_library(held: Path, tmp_path: Path) -> None:
    backups.back_up(held, tmp_path / "copy.sqlite")
    assert backups.recover(tmp_path / "new", tmp_path / "copy.sqlite") is None
    assert content(tmp_path / "new") == content(held)
    assert soundness.check(tmp_path / "new") == ()


def test_what_a_backup_replaces_is_kept(held: Path, tmp_path: Path) -> None:
    backups.back_up(held, tmp_path / "copy.sqlite")
    before = content(held)
    opened = Library.open(held, embedders=[TrigramEmbedder()])
    opened.remove(["visits.md"])
    after = content(held)
    kept = backups.recover(held, tmp_path / "copy.sqlite")
    assert content(held) == before
    assert [info.name for info in opened.documents()] == ["visits.md", "wizyty.md"]  # seen at once
    opened.close()
    assert kept is not None
    backups.recover(held, kept)
    assert content(held) == after


def test_a_backup_replaces_a_damaged_library(held: Path, tmp_path: Path) -> None:
    backups.back_up(held, tmp_path / "copy.sqlite")
    before = content(held)
    (held / "library.sqlite").write_bytes(b"x" * 5000)
    backups.recover(held, tmp_path / "copy.sqlite")
    assert content(held) == before


def test_the_bytes_that_were_removed_last_come_back(held: Path) -> None:
    opened = Library.open(held, embedders=[TrigramEmbedder()])
    texts = [b"# Keys\n\nKeep the keys in a drawer.\n", b"# Keys\r\n\r\nKeep keys in a safe.\r\n"]
    for text in texts:
        opened.add_upload("keys.md", text)
        assert opened.original("keys.md") == text
        opened.remove(["keys.md"])
    opened.restore("keys.md")
    assert opened.original("keys.md") == texts[-1]
    opened.close()


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """No file may become longer than `size` bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_without_room_is_told_as_such_and_not_as_damage(held: Path, tmp_path: Path) -> None:
    copy = backups.back_up(held, tmp_path / "copy.sqlite")
    before = content(held)
    with no_room(40_000):
        with pytest.raises(LibraryError, match=r"cannot be written .* make room, or name another"):
            backups.back_up(held, tmp_path / "another.sqlite")
        with pytest.raises(LibraryError, match=r"cannot be written .* make room, or name another"):
            backups.recover(held, copy)  # what is there is kept first
    shutil.rmtree(held)
    with no_room(40_000), pytest.raises(Unwritable, match="check the free space"):
        backups.recover(held, copy)
    with no_room(1_000), pytest.raises(Unwritable, match="check the free space"):
        Library.open(tmp_path / "new", create=True, embedders=[TrigramEmbedder()])
    assert sorted(tmp_path.glob("**/*.sqlite")) == [
        copy, held / "library.sqlite", tmp_path / "new" / "library.sqlite"
    ]  # fmt: skip
    backups.recover(held, copy)
    assert content(held) == before
    assert soundness.check(held) == ()


def test_a_backup_taken_while_documents_are_added_is_sound(held: Path, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        opened = Library.open(held, embedders=[TrigramEmbedder()])
        try:
            for number in range(6):
                text = f"# Visit {number}\n\nAgree on the time {number} before the visit.\n"
                opened.add_upload(f"{number}.md", text.encode())
        finally:
            opened.close()
            done.set()

    writer = threading.Thread(target=write)
    writer.start()
    taken = 0
    while not done.is_set() or not taken:
        file = backups.back_up(held, tmp_path / f"{taken}.sqlite")
        taken += 1
        backups.recover(tmp_path / f"at{taken}", file)
        assert soundness.check(tmp_path / f"at{taken}") == ()
    writer.join()


def test_what_is_no_backup_is_refused_and_the_library_stays(held: Path, tmp_path: Path) -> None:
    before = content(held)
    other = tmp_path / "other.sqlite"
    sqlite3.connect(other).execute("CREATE TABLE t (x)").connection.close()
    (tmp_path / "text.sqlite").write_text("Ring before you come. " * 400)
    for file in (other, tmp_path / "text.sqlite", tmp_path / "missing.sqlite"):
        with pytest.raises(LibraryError):
            backups.recover(held, file)
    backups.back_up(held, tmp_path / "later.sqlite")
    later = sqlite3.connect(tmp_path / "later.sqlite")
    later.execute("PRAGMA user_version = 999")
    later.close()
    with pytest.raises(TooNew):
        backups.recover(held, tmp_path / "later.sqlite")
    assert content(held) == before


# -- the commands ------------------------------------------------------------------------------


def test_the_commands(run: Callable[..., Outcome], held: Path, tmp_path: Path) -> None:
    assert run("check", "--library", held).out.startswith("Sound")
    copy = tmp_path / "copy.sqlite"
    assert run("backup", copy, "--library", held).out == f"Wrote {copy}\n"
    sql(held, "DELETE FROM mentions")
    told = run("check", "--library", held, "--json")
    assert told.status == 1
    assert told.value["sound"] is False
    assert {entry["part"] for entry in told.value["findings"]} == {"graph"}
    assert "units are in no idea" in run("check", "--library", held).out
    mended = run("repair", "--library", held)
    assert (mended.status, mended.out) == (0, "Made ideas and edges anew.\n")
    assert run("repair", "--library", held, "--json").value == {
        "found": [], "done": [], "left": [],
    }  # fmt: skip
    recovered = run("recover", copy, "--library", held)
    assert recovered.status == 0
    assert "What was there is in" in recovered.out


def test_a_command_says_what_is_wrong(run: Callable[..., Outcome], tmp_path: Path) -> None:
    for command in (["check"], ["backup", tmp_path / "b.sqlite"]):
        told = run(*command, "--library", tmp_path / "none")
        assert told.status == 1
        assert "no library here" in told.err
    told = run("recover", tmp_path / "none.sqlite", "--library", tmp_path / "new")
    assert (told.status, "not found" in told.err) == (1, True)


def test_a_document_that_is_refused_when_all_is_read_anew_is_kept(held: Path) -> None:
    opened = Library.open(held, embedders=[TrigramEmbedder()])
    opened.add_upload("gone.md", b"# Gifts\n\nNever take money from a client.\n")
    bad = bytes(range(256)) * 4
    opened.store.connection.execute(
        "UPDATE documents SET data = ? WHERE source = 'uploads/gone.md'", (bad,)
    )
    report = opened.rebuild()
    assert report.removed == ["uploads/gone.md"]
    assert opened.store.rows("SELECT name, data FROM removed")[0]["data"] == bad
    opened.close()
    assert soundness.check(held) == ()
