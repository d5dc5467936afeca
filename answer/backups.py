"""Copies of a library: taken while it is in use, and put back. Start reading at `back_up`.

A backup is one SQLite file with everything that a library holds; the FAISS files beside a library
are made anew. SQLite's own backup takes one state of it, whatever is written meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from answer import journal
from answer import store as rows
from answer.errors import Damaged, LibraryError, TooNew
from answer.schema import VERSION
from answer.whereabouts import Address

if TYPE_CHECKING:
    from answer.whereabouts import Place


def back_up(folder: Place, file: Path) -> Path:
    """Write the library in `folder` to `file`, whole or not at all.

    Raises:
        LibraryError: there is none, it is damaged, it is on PostgreSQL, or `file` cannot be
            written.
    """
    opened = rows.open_store(folder)
    try:
        if not isinstance(opened.connection, sqlite3.Connection):
            raise elsewhere(opened.place)
        _copy(opened.connection, file)
    except sqlite3.DatabaseError as error:
        if rows.fails(error):
            raise _unwritable(file, error) from error
        raise rows.damaged(opened.folder, error) from error
    finally:
        opened.close()
    return file


def elsewhere(place: Place) -> LibraryError:
    """The error for a library whose server has better means."""
    schema = place.schema if isinstance(place, Address) else ""
    return LibraryError(
        f"{place}: is on PostgreSQL, which copies it by its own means: save it with "
        f"`pg_dump --format=custom --schema={schema} --file=FILE DATABASE`, and put it back with "
        "`pg_restore --clean --if-exists --dbname=DATABASE FILE`"
    )


def recover(folder: Path, file: Path) -> Path | None:
    """Put the backup `file` in the place of the library in `folder`; where the old one is now.

    The caller keeps others from changing the library meanwhile; readers see the old one or the
    new one. None for a folder without a library.

    Raises:
        LibraryError: `file` is no sound backup, or of a later version. Unwritable: the disk is
            full or failing; the library is what it was.
    """
    _require_sound(file)
    kept: Path | None = None
    if (folder / rows.FILE).exists():
        try:
            kept = back_up(folder, unused(folder, "replaced"))
        except Damaged:
            kept = put_aside(folder)
    opened = rows.open_store(folder, create=True)
    try:
        if not isinstance(opened.connection, sqlite3.Connection):
            raise elsewhere(opened.place)
        with opened.lock, closing(sqlite3.connect(file)) as backup:
            backup.backup(opened.connection)  # one transaction: all of it, or what was
    except sqlite3.OperationalError as error:
        raise rows.unwritable(folder, error) from error
    finally:
        opened.close()
    opened = rows.open_store(folder)  # a backup of a former version is brought up to date
    try:
        with opened.transaction():
            journal.note(opened, journal.Part.BACKUP, {"did": [f"put back the backup {file.name}"]})
    finally:
        opened.close()
    return kept


def put_aside(folder: Path) -> Path:
    """Rename a damaged library's file, with what SQLite keeps beside it; what it is called now.

    Its log goes first: SQLite would take it for that of the file which comes next.
    """
    aside = unused(folder, "damaged")
    for ending in ("-wal", "-shm", ""):
        path = folder / f"{rows.FILE}{ending}"
        if path.exists():
            path.replace(folder / f"{aside.name}{ending}")
    return aside


def unused(folder: Path, word: str) -> Path:
    """A name in `folder` for a file of now that is not taken."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    names = (folder / f"{word}-{stamp}{more}.sqlite" for more in ("", *"abcdefghijklmnop"))
    return next(path for path in names if not path.exists())


def _copy(connection: sqlite3.Connection, file: Path) -> None:
    if not file.parent.is_dir():
        raise LibraryError(f"{file.parent}: no such folder; make it first")
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as error:
        raise _unwritable(file, error) from error
    os.close(handle)
    written = Path(name)
    try:
        with closing(sqlite3.connect(written)) as target:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without others beside it
        handle = os.open(written, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        written.replace(file)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _unwritable(file: Path, error: OSError | sqlite3.DatabaseError) -> LibraryError:
    said = error.strerror if isinstance(error, OSError) else error
    return LibraryError(f"{file}: cannot be written ({said}); make room, or name another place")


def _require_sound(file: Path) -> None:
    """Raise `LibraryError` for what is no backup of ours, or a damaged one."""
    if not file.is_file():
        raise LibraryError(f"{file}: not found; check the path")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as backup:
            version = int(backup.execute("PRAGMA user_version").fetchone()[0])
            if version > VERSION:
                raise TooNew(
                    f"{file}: written by a later version of guidegraph (format {version}, this "
                    f"one reads up to {VERSION}); install that version"
                )
            said = backup.execute("PRAGMA integrity_check(1)").fetchone()[0]
            backup.execute("SELECT sha256, data FROM documents LIMIT 1").fetchall()
    except sqlite3.DatabaseError as error:
        raise LibraryError(f"{file}: no backup of a library ({error}); name another") from error
    if said != "ok":
        raise LibraryError(f"{file}: damaged ({said}); name another backup")
