"""Every change has a line in the journal: who, what, when; and no line is changed or lost."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from answer import backups, cases, corrections, journal, questions, trails, unanswered
from answer.actors import Actor, local, nobody
from answer.errors import LibraryError, NotAllowed
from answer.library import Library
from answer.store import FILE
from kg.records import Kind
from tests.answer.conftest import VISITS, WIZYTY
from tests.fakes import TrigramEmbedder
from tests.stores import file_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome

ANNA = Actor("anna@example.org", "https://id.example.org 17")
WORDS = "A late reply may be read as a lack of interest."

CHANGES = {
    "adding": lambda held: held.add_upload("wizyty.md", WIZYTY.encode()),
    "removing": lambda held: held.remove(["visits.md"]),
    "reading anew": lambda held: held.rebuild(),
    "correcting": lambda held: corrections.set_kind(held, WORDS, Kind.PRINCIPLE),
    "a trail": lambda held: trails.create(held, "Second day"),
    "a question of the team's": lambda held: cases.keep(held, "ours.csv", asked(held)),
    "a gap": lambda held: unanswered.note(held, "May I bring my dog?"),
}


def asked(held: Library) -> list[questions.Outcome]:
    table = questions.table(b"question,expected\nMay I fly?,not covered\n", "ours.csv")
    return list(questions.ask_all(held, table))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    held = opened(folder, local)
    held.add_upload("visits.md", VISITS.encode())
    held.close()
    return folder


def opened(folder: Path, actor: Callable[[], Actor]) -> Library:
    return Library.open(folder, create=True, embedders=[TrigramEmbedder()], actor=actor)


@pytest.fixture
def annas(place: Path) -> Iterator[Library]:
    held = opened(place, lambda: ANNA)
    yield held
    held.close()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_says_who_made_it(annas: Library, change: Callable[[Library], object]) -> None:
    before = journal.listed(annas.store)
    change(annas)
    (line, *rest) = journal.listed(annas.store)
    assert tuple(rest) == before
    assert line.actor == ANNA
    assert line.revision == annas.revision
    assert line.what


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_who_may_only_read_changes_nothing(
    place: Path, change: Callable[[Library], object]
) -> None:
    held = opened(place, nobody)
    before = (
        held.revision,
        journal.listed(held.store),
        trails.listed(held),
        unanswered.listed(held),
    )
    with pytest.raises(NotAllowed, match="reading only"):
        change(held)
    after = (
        held.revision,
        journal.listed(held.store),
        trails.listed(held),
        unanswered.listed(held),
    )
    assert after == before
    assert held.ask("How long may a visit be?").revision == held.revision
    held.close()


def test_who_may_only_read_begins_no_change(place: Path) -> None:
    held = opened(place, nobody)
    with pytest.raises(NotAllowed), held.store.alone():
        pytest.fail("the turn to change it was taken")
    with pytest.raises(NotAllowed), held.store.transaction():
        pytest.fail("a change was begun")
    held.close()


def test_what_was_done_is_told(annas: Library) -> None:
    trails.create(annas, "Second day")
    trails.annotate(annas, "Second day", "Slowly.")
    trails.delete(annas, "Second day")
    trails.undo(annas)
    unanswered.note(annas, "May I bring my dog?")
    gone = unanswered.forget(annas, "May I bring my dog?")
    unanswered.put_back(annas, gone)
    corrections.set_kind(annas, WORDS, Kind.PRINCIPLE)
    corrections.undo(annas)
    assert [journal.told(line) for line in journal.listed(annas.store, 9)] == [
        f"corrected taken back: “{WORDS}” is a principle",
        f"corrected “{WORDS}” is a principle",
        "noted May I bring my dog?",
        "forgotten May I bring my dog?",
        "noted May I bring my dog?",
        "trail Second day: took back: deleted Second day",
        "trail Second day: deleted Second day",
        "trail Second day: changed the note",
        "trail Second day: made Second day",
    ]


def test_a_change_that_fails_has_no_line(annas: Library) -> None:
    trails.create(annas, "Second day")
    before = journal.listed(annas.store)
    with pytest.raises(LibraryError):
        trails.create(annas, "Second day")
    assert journal.listed(annas.store) == before


@file_only
@pytest.mark.parametrize(
    "statement", ["UPDATE journal SET actor = 'nobody'", "DELETE FROM journal"]
)
def test_sqlite_refuses_to_change_or_delete_a_line(place: Path, statement: str) -> None:
    with closing(sqlite3.connect(place / FILE)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="journal"):
            connection.execute(statement)
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (1,)


@file_only
def test_a_backup_that_is_put_back_has_a_line(place: Path, tmp_path: Path) -> None:
    file = backups.back_up(place, tmp_path / "copy.sqlite")
    backups.recover(tmp_path / "new", file)
    held = opened(tmp_path / "new", local)
    assert [(line.part.value, line.actor) for line in journal.listed(held.store)] == [
        ("backup", local()),
        ("documents", local()),
    ]
    held.close()


def test_the_command_shows_the_journal(run: Callable[..., Outcome], annas: Library) -> None:
    trails.create(annas, "Second day")
    shown = run("history", "--library", annas.folder)
    first, second = shown.out.splitlines()
    assert first.endswith("  anna@example.org  trail Second day: made Second day")
    assert second.endswith(f"  {local().name}  added uploads/visits.md")
    (line,) = json.loads(run("history", "--last", "1", "--json", "--library", annas.folder).out)
    assert {key: line[key] for key in ("actor", "account", "part", "what", "revision")} == {
        "actor": ANNA.name,
        "account": ANNA.account,
        "part": "trail",
        "what": {"trail": ["Second day"], "did": ["made Second day"]},
        "revision": annas.revision,
    }


def test_an_empty_library_has_no_line(run: Callable[..., Outcome], tmp_path: Path) -> None:
    opened(tmp_path / "empty", local).close()
    assert run("history", "--library", tmp_path / "empty").out == "No change yet.\n"
