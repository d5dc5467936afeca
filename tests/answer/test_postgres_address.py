"""The address of a library on PostgreSQL: what it may be, and that its password stays its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from answer import (
    pgconnect,
    store,
)
from answer.errors import LibraryError
from answer.whereabouts import Address, place, whole
from tests.answer.conftest import QUESTIONS, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from answer.library import Library
    from tests.answer.conftest import Outcome
    from tests.stores import Server

    Run = Callable[..., Outcome]


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
