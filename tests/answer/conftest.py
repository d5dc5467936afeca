"""A small library of hand-written guidance, made with vectors that a person can compute."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from answer import preparing, terminal
from answer.cli import cli
from answer.library import Library
from answer.settings import Settings
from answer.whereabouts import Address
from index import models
from tests.answer.broken_off import THIRD, here, written
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.records import Document
    from tests.stores import Server

VISITS = """# Home visits

## Best practices

- Agree on a time limit before the visit starts.
- You must tell a colleague where you are going, unless the visit is in the office.
- If the client offers you a gift, say: "Thank you, but I am not allowed to take it."

## Potential risks

A late reply may be read as a lack of interest.
Visits without a time limit can lead to exhaustion. End each visit on time.

## Principles

Trust grows when promises are kept.
"""

WIZYTY = """# Wizyty domowe

## Dobre praktyki

- Przed wizytą ustal, ile potrwa.
- Nigdy nie przyjmuj gotówki od klienta.

## Ryzyka

Spóźniona odpowiedź może zostać odebrana jako brak zainteresowania.
"""


QUESTIONS: Final = ("What about a time limit?", "May I take a gift?", "Czy mogę przyjąć gotówkę?")


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


@pytest.fixture(scope="session", autouse=True)
def _on_chosen_store(chosen: object) -> None:
    """Every library of these tests is in the chosen store."""


@pytest.fixture
def trigrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model is the trigram embedder, in this test."""
    monkeypatch.setattr(models, "load", lambda *_, **__: TrigramEmbedder())
    monkeypatch.setenv("GUIDEGRAPH_MODEL", "trigrams")


@pytest.fixture(scope="session")
def guidance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents, in English and Polish."""
    folder = tmp_path_factory.mktemp("guidance")
    (folder / "visits.md").write_text(VISITS, encoding="utf-8")
    (folder / "wizyty.md").write_text(WIZYTY, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, guidance: Path) -> Path:
    """The folder of a library of these documents; tests that change it take `fresh`."""
    place = tmp_path_factory.mktemp("library") / "held"
    library = Library.open(place, create=True, settings=Settings(), embedders=[TrigramEmbedder()])
    library.add([guidance])
    library.close()
    return place


@pytest.fixture
def fresh(tmp_path: Path, trigrams: None) -> Path:
    """Where a library may be made."""
    del trigrams
    return tmp_path / "fresh"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], trigrams: None) -> Callable[..., Outcome]:
    """A command line, run in this process."""
    del trigrams

    def call(*arguments: str | Path) -> Outcome:
        capfd.readouterr()
        status = terminal.run(cli, [str(argument) for argument in arguments])
        said = capfd.readouterr()
        return Outcome(status, said.out, said.err)

    return call


# -- changes that are broken off ---------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, in this process."""
    names: list[str] = []

    def parse(source: str, data: bytes, *, stop: object) -> Document:
        names.append(Path(source).name)
        return here(source, data, stop=stop)

    monkeypatch.setattr(preparing, "parse", parse)
    return names


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Three files, `0.md` to `2.md`."""
    return written(tmp_path / "files", dict(enumerate((VISITS, WIZYTY, THIRD))))


# -- on PostgreSQL, whatever store is chosen ----------------------------------------------------

_numbers = itertools.count()


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
    import psycopg

    with psycopg.connect(address.database, autocommit=True) as link:
        link.execute(f'SET search_path = "{address.schema}", public'.encode())
        for statement in statements:
            cursor = link.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
