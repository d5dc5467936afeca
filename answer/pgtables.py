"""The tables of a library on PostgreSQL. Start reading at `open_library`.

They are those of `answer.schema`, said in PostgreSQL's words (`spoken`), in a schema of the
library's own, whose comment tells their version.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from psycopg import errors

from answer.errors import LibraryError, Missing, TooNew
from answer.pgconnect import words_of
from answer.postgres import Link
from answer.schema import CHANGES, TABLES, VERSION
from index import words

if TYPE_CHECKING:
    from answer.whereabouts import Address


def open_library(address: Address, *, create: bool) -> Link:
    """The connection of a library that is there and of this version; with `create`, made first.

    Raises:
        Missing: there is none. TooNew: a later version wrote it. Gone: the server does not answer.
    """
    link = Link(address)
    try:
        version = _version(link)
        _check(address, version, create=create)
        if version < VERSION:
            _bring_up(link)
    except BaseException:
        link.close()
        raise
    return link


def _check(address: Address, version: int, *, create: bool) -> None:
    if version == 0 and not create:
        raise Missing(
            f"{address}: no library here; make one with `guidegraph add PATH… --library {address}`"
        )
    if version > VERSION:
        raise TooNew(
            f"{address}: written by a later version of guidegraph (format {version}, this one "
            f"reads up to {VERSION}); install that version, or make a new library"
        )


def _version(link: Link) -> int:
    """The version of the tables, which the schema's comment tells; 0 where there is no schema."""
    row = link.execute(
        "SELECT coalesce(obj_description(oid, 'pg_namespace'), ''), "
        "has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = ?",
        (link.address.schema,),
    ).fetchone()
    if row is None:
        return 0
    found = re.fullmatch(r"guidegraph (\d+)", row[0])
    if found is None:
        raise LibraryError(
            f"{link.address}: the schema {link.address.schema} is none of guidegraph's; name "
            "another library"
        )
    if not row[1]:  # else its tables would seem to be missing
        raise LibraryError(
            f"{link.address}: this user has no right to the schema {link.address.schema}; ask who "
            "made the library for USAGE on it, and SELECT on its tables"
        )
    return int(found[1])


def _bring_up(link: Link) -> None:
    """Make the tables, or change those of a former version, in one transaction."""
    schema = link.address.schema
    link.execute("BEGIN IMMEDIATE")
    try:
        version = _version(link)  # another may have done so before it was our turn
        if version == 0:
            _check_server(link)
            link.execute("SELECT pg_advisory_xact_lock(7165064744911531)")  # for all libraries
            link.execute("CREATE EXTENSION IF NOT EXISTS vector")
            link.execute(f'CREATE SCHEMA "{schema}"')
            link.execute(_JSON_VALID)
            for statement in spoken(TABLES):
                link.execute(statement)
            words.create(link)
        for change in CHANGES[max(version, 1) - 1 :]:
            for statement in spoken(change):
                link.execute(statement)
        link.execute(f"COMMENT ON SCHEMA \"{schema}\" IS 'guidegraph {VERSION}'")
        link.execute("COMMIT")
    except BaseException as error:
        if link.in_transaction:
            link.execute("ROLLBACK")
        if isinstance(error, errors.FeatureNotSupported | errors.UndefinedFile):
            raise LibraryError(
                f"{link.address}: the server has no pgvector ({words_of(error)}); install it there"
            ) from error
        raise
    link.renew()


OLDEST: Final = 16
"""PostgreSQL's version from which it knows `IS JSON`."""


def _check_server(link: Link) -> None:
    number = int(link.execute("SHOW server_version_num").fetchone()[0])
    if number < OLDEST * 10_000:
        raise LibraryError(
            f"{link.address}: the server is PostgreSQL {number // 10_000}; a library needs "
            f"{OLDEST} or newer"
        )


_JSON_VALID: Final = (
    "CREATE FUNCTION json_valid(value text) RETURNS boolean LANGUAGE sql IMMUTABLE "
    "RETURN value IS JSON"
)
"""SQLite's function."""

_WORDS: Final = (
    (r"\bINTEGER PRIMARY KEY AUTOINCREMENT\b", "BIGINT PRIMARY KEY"),
    (r"\bINTEGER\b", "BIGINT"),
    (r"\bREAL\b", "DOUBLE PRECISION"),
    (r"\bvector BLOB\b", "vector vector"),
    (r"\bBLOB\b", "BYTEA"),
    (r"\bTEXT\b", 'TEXT COLLATE "C"'),
    (r"\) STRICT(?:, WITHOUT ROWID)?\s*$", ")"),
)
"""What SQLite's types are called here, and what only it says of a table."""

_TRIGGER: Final = re.compile(
    r"CREATE TRIGGER (\w+) BEFORE (\w+) ON (\w+)\s+BEGIN SELECT RAISE\(ABORT, '([^']+)'\); END"
)


def spoken(tables: str) -> list[str]:
    """Statements of `answer.schema` as PostgreSQL says them.

    >>> spoken("CREATE TABLE a (id INTEGER PRIMARY KEY, vector BLOB NOT NULL) STRICT;")
    ['CREATE TABLE a (id BIGINT PRIMARY KEY, vector vector NOT NULL)']
    """
    found = []
    for statement in re.split(r";\s*(?:\n|$)", tables.strip()):
        trigger = _TRIGGER.fullmatch(statement.strip())
        if trigger is not None:
            name, event, table, message = trigger.groups()
            found += [
                _REFUSES.format(name=name, message=message),
                _TRIGGERS.format(name=name, event=event, table=table),
                _WHOLE.format(name=name, table=table),
            ]
            continue
        plain = statement.strip()
        for pattern, word in _WORDS:
            plain = re.sub(pattern, word, plain)
        if plain:
            found.append(plain)
    return found


_REFUSES: Final = (
    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION '{message}'; END$$"
)
_WHOLE: Final = "CREATE TRIGGER {name}_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()"
_TRIGGERS: Final = (
    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
)
