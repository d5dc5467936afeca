"""A library on PostgreSQL whose server goes away: what is asked again, given up, and not known."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Final

import psycopg
import pytest

from answer import build, connect, pgconnect, postgres, soundness, store
from answer.errors import Busy, Gone, LibraryError
from answer.postgres import Link
from index import postings, words
from tests.answer.conftest import QUESTIONS, opened, sql
from tests.answer.test_invariants import content

if TYPE_CHECKING:
    from answer.library import Library
    from answer.whereabouts import Address
    from tests.stores import Server


def away(server: Server, seconds: float) -> threading.Thread:
    """Stop the server, and start it again after some seconds."""
    server.stop()

    def back() -> None:
        time.sleep(seconds)
        server.start()

    thread = threading.Thread(target=back)
    thread.start()
    return thread


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


LOCKS: Final = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"


def test_who_lost_the_turn_while_reading_writes_nothing(
    held: Library, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, other = build.prepare_all, opened(address)

    def lost_in_the_midst(*given: Any) -> Any:
        monkeypatch.setattr(build, "prepare_all", real)
        understood = real(*given)
        ((pid,),) = sql(address, LOCKS)
        sql(address, f"SELECT pg_terminate_backend({pid})")
        other.remove(["visits.md"])
        return understood

    monkeypatch.setattr(build, "prepare_all", lost_in_the_midst)
    with pytest.raises(Gone, match="keeps others from changing this library was lost"):
        held.rebuild()  # which would bring back what the other has removed
    assert held.revision == other.revision
    assert soundness.check(address) == ()
    held.rebuild()
    assert [info.name for info in held.documents()] == ["wizyty.md"]
    other.close()


def test_who_gets_a_turn_that_was_lost_waits_for_what_is_being_written(
    held: Library, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.5)
    other = opened(address)
    with postgres.alone(address, notice=1.0, patience=1.0):
        ((pid,),) = sql(address, LOCKS)
        with held.store.transaction() as connection:
            sql(address, f"SELECT pg_terminate_backend({pid})")
            with pytest.raises(Busy):
                other.remove(["visits.md"])
            connection.execute("INSERT INTO settings VALUES ('a', '1')")
    assert other.store.setting("a") == "1"
    other.remove(["visits.md"])
    other.close()


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
