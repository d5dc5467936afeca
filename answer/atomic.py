"""Writing a file or a folder whole or not at all: a reader sees the old one or the new one."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from answer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator


def replace_file(path: Path, content: str | bytes) -> None:
    """Write a text (UTF-8, line ends as they are) or bytes to `path`.

    Raises:
        LibraryError: the folder is missing or cannot be written to.
    """
    _require_folder(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path.exists() and not path.is_file():  # a pipe, or /dev/stdout: nothing to replace
        path.write_bytes(data)
        return
    with _unwritable(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        written = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            written.chmod(_mode(path))
            written.replace(path)
        except BaseException:
            written.unlink(missing_ok=True)
            raise


def replace_folder(path: Path, files: dict[str, str]) -> None:
    """Write `files` (name and text) as the folder `path`.

    A folder that is there is replaced only if it holds nothing but files of these names.

    Raises:
        LibraryError: something else stands there, or it cannot be written.
    """
    _require_folder(path)
    if path.exists() and not path.is_dir():
        raise LibraryError(f"{path}: a file stands there; name another folder, or remove it")
    if path.is_dir() and {entry.name for entry in path.iterdir()} - set(files):
        raise LibraryError(f"{path}: the folder holds other files; name another, or empty it")
    with _unwritable(path):
        fresh = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        try:
            fresh.chmod(0o777 & ~_umask())
            for name, text in files.items():
                (fresh / name).write_text(text, "utf-8", newline="")
            old = fresh.with_name(f"{fresh.name}.old")
            if path.is_dir():
                path.replace(old)
            fresh.replace(path)
            shutil.rmtree(old, ignore_errors=True)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise


def _require_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise LibraryError(f"{path.parent}: no such folder; make it first")


@contextmanager
def _unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"{path}: cannot be written ({error.strerror}); name another place"
        ) from error


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, else what a new file gets."""
    return path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
