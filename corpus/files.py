"""Finding the files to read. Start reading at `find`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus.errors import Unreadable
from corpus.reading import MEDIA_TYPES, unknown_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of a file that are ever loaded."""


def find(paths: Iterable[Path | str]) -> tuple[tuple[Path, ...], tuple[Unreadable, ...]]:
    """Give the files to read under `paths`, in order of their names, and what was refused.

    A folder is walked to its depths: hidden files and folders are passed over, and files of
    other kinds are left alone, since a folder of guidance may hold pictures as well.
    A file that is named itself is taken whatever its name begins with, but refused if it is of
    no known kind. Each file is given once; a link to a folder above it is not followed.
    """
    files: dict[Path, None] = {}
    refused: list[Unreadable] = []
    for path in map(Path, paths):
        if path.is_dir():
            files.update(dict.fromkeys(_walk(path)))
        elif not path.exists():
            refused.append(Unreadable(str(path), "not found", "check the path"))
        elif path.suffix.lower() not in MEDIA_TYPES:
            refused.append(unknown_type(str(path)))
        elif not path.is_file():
            refused.append(Unreadable(str(path), "a device or pipe", "name a file or a folder"))
        else:
            files[path] = None
    return tuple(files), tuple(refused)


def load(path: Path, most: int = LARGEST) -> bytes:
    """Give a file's bytes; of one that is larger than `most`, no more than shows that it is.

    Raises `OSError`.
    """
    with path.open("rb") as file:
        return file.read(most + 1)


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the readable files of a folder: its own first, then those of its folders."""
    entries = sorted(
        (entry for entry in folder.iterdir() if not entry.name.startswith(".")),
        key=lambda entry: (entry.is_dir(), entry.name),
    )
    for entry in entries:
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry)
        elif entry.suffix.lower() in MEDIA_TYPES and entry.is_file():
            yield entry
