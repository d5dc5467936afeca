"""The lists of the last linking, in a file beside the library: `read` and `write`.

They spare the next linking what has not changed (`kg.neighbours`), and nothing else depends on
them: they name units by what they were made of, so that those of another state do no harm, and a
file that is missing or damaged costs the time to make them anew.
"""

from __future__ import annotations

import logging
import os
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from index.database import Placed
from kg.neighbours import LONGEST, Lists

if TYPE_CHECKING:
    from index.database import Connection

_log: Final = logging.getLogger(__name__)

FILE: Final = "linking.npz"

FEWEST: Final = 2000
"""Units from which lists are kept: those of 2,000 are made in a fifth of a second, and take
6 kB a unit."""

UNREADABLE: Final = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged file raises; each part of it has its checksum."""


def read(connection: Connection) -> Lists | None:
    """The lists beside the library; None where there are none."""
    path = _path(connection)
    if path is None or not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            lists = Lists(
                keys=data["keys"],
                labels=tuple(data["labels"].tolist()),
                group=data["group"],
                ids=data["ids"],
                products=data["products"],
            )
    except UNREADABLE as error:
        _log.warning("%s: cannot be read (%s); it is made anew", path, error)
        return None
    whole = lists.ids.shape == (len(lists.keys), len(lists.labels), LONGEST)
    return lists if whole and lists.products.shape[1:] == lists.ids.shape else None


def write(connection: Connection, lists: Lists | None) -> None:
    """Keep lists in the place of those that are there."""
    path = _path(connection)
    if path is None:
        return
    if lists is None or len(lists.keys) < FEWEST:
        path.unlink(missing_ok=True)
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(
                    file,
                    keys=lists.keys,
                    labels=np.array(lists.labels),
                    group=lists.group,
                    ids=lists.ids,
                    products=lists.products,
                )
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s: not saved (%s); it is made anew each time", path, error.strerror)


def _path(connection: Connection) -> Path | None:
    """Among what is derived from the library; None for one in memory."""
    if isinstance(connection, Placed):
        return connection.folder / FILE
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    return Path(file).with_name(FILE) if file else None
