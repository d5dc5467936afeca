"""Where a library is: a folder with a file, or a schema on PostgreSQL. Start reading at `place`."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from answer.errors import LibraryError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

SCHEMES: Final = ("postgresql://", "postgres://")

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")
"""A library's name in a database; PostgreSQL keeps 63 letters of a schema's."""

UNREADABLE: Final = (
    "no address that PostgreSQL understands; write what is special in a user or password as %40 "
    "for @"
)
"""What is said of such an address, without any part of it that may be one of the password."""

UNNAMED: Final = "library"
"""The library of an address that names only the database."""


@dataclass(frozen=True, slots=True)
class Address:
    """A library on PostgreSQL: the address of the database, and the library's name in it.

    `database` may hold a password; what is shown never does. `folder` is for what is derived on
    this machine (indexes), and can be deleted at any time.

    >>> print(place("postgresql://anna:secret@db.example/guidance/care?sslmode=verify-full"))
    postgresql://anna@db.example/guidance/care
    """

    database: str
    library: str
    folder: Path

    @property
    def schema(self) -> str:
        """The schema that holds the library's tables."""
        return f"guidegraph_{self.library}"

    def __str__(self) -> str:
        """The address without password and options."""
        parts = urlsplit(self.database)
        host = parts.netloc.rpartition("@")[2]
        user = parts.netloc.rpartition("@")[0].partition(":")[0]
        netloc = f"{user}@{host}" if user else host
        return f"{parts.scheme}://{netloc}{parts.path}/{self.library}"

    def __repr__(self) -> str:
        """As it is shown: a traceback tells no password."""
        return f"Address({str(self)!r})"


Place = Path | Address


def whole(place: Place) -> str:
    """What names the library to a process of ours; an address with its password."""
    if isinstance(place, Address):
        database, mark, options = place.database.partition("?")
        return f"{database}/{place.library}{mark}{options}"
    return str(place)


def place(named: str | os.PathLike[str]) -> Place:
    """A folder, or the library that an address of PostgreSQL names.

    The address is that of the database, with the library's name behind it:
    `postgresql://user@host:5432/database/care?sslmode=verify-full`.

    Raises:
        LibraryError: the address cannot be taken apart, names no database, or a library cannot
            have the name.
    """
    text = os.fspath(named)
    if not text.startswith(SCHEMES):
        return Path(text).expanduser()
    try:
        parts = urlsplit(text, allow_fragments=False)
    except ValueError:  # whose words may hold a part of the password
        raise LibraryError(f"postgresql://…: {UNREADABLE}") from None
    if "@" in parts.path or parts.netloc.count("@") > 1:  # a / or @ of a password ends it there
        raise LibraryError(f"postgresql://…: {UNREADABLE}")
    database, _, library = parts.path.strip("/").partition("/")
    library = library or UNNAMED
    if not database:
        raise LibraryError("postgresql://…: name the database: postgresql://host/database/library")
    if not NAME.fullmatch(library):
        raise LibraryError(
            f"{library}: a library's name in a database has small letters, digits, - and _, "
            "48 at most"
        )
    options = f"?{parts.query}" if parts.query else ""
    url = f"{parts.scheme}://{parts.netloc}/{database}{options}"
    return Address(url, library, _folder(parts, library))


def _folder(parts: SplitResult, library: str) -> Path:
    """Where indexes of a library on a server are kept on this machine, whoever asks for them."""
    from index.cache import cache_folder

    host = parts.netloc.rpartition("@")[2]
    options = [pair for pair in parse_qsl(parts.query) if not pair[0].endswith("password")]
    digest = hashlib.sha256(f"{host}{parts.path} {sorted(options)}".encode()).hexdigest()[:12]
    return cache_folder() / "libraries" / f"{library}-{digest}"
