"""How fast documents are understood, and how long the rest will take. Start reading at `Pace.told`.

What documents cost goes by their passages. Those of a file that is not read yet are told by its
size and by how many passages the files of its kind had that are.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SURE: Final = 5.0
"""Seconds after which a rate is told: before, the first long document would decide it."""

BYTES: Final = 400
"""Bytes to a passage, where no file is read yet: 60 files of handbooks had 352."""


@dataclass(slots=True)
class Pace:
    """Counts passages: `ready` ones that were understood before, and those understood now."""

    clock: Callable[[], float] = time.monotonic
    unread: Counter[str] = field(default_factory=Counter)
    """Bytes of files that are not read yet, by their kind (ending)."""

    of: dict[str, Counter[str]] = field(default_factory=dict)
    """Bytes and passages of those that are read, by their kind."""

    found: int = 0
    ready: int = 0
    done: float = 0.0
    began: float | None = None

    @classmethod
    def over(cls, files: Iterable[tuple[str, int]]) -> Pace:
        """The pace of understanding files, given by names and bytes."""
        pace = cls()
        for name, size in files:
            pace.unread[_kind(name)] += size
        return pace

    def read(self, name: str, size: int, passages: int, *, ready: bool = False) -> None:
        """A file has been read, or understood before (`ready`); it has so many passages."""
        kind = _kind(name)
        self.unread[kind] -= size
        self.of.setdefault(kind, Counter()).update(bytes=size, passages=passages)
        self.found += passages
        self.ready += passages if ready else 0

    def told(self, name: str, within: float = 0.0) -> tuple[int, int, str]:
        """What is told of understanding a file, `within` passages into it: done, total, in words.

        >>> pace = Pace.over([("a.md", 4000), ("b.md", 4000)])
        >>> pace.clock = iter([0.0, 5.0]).__next__
        >>> pace.read("a.md", 4000, 20)
        >>> pace.told("a.md")
        (0, 40, 'understanding a.md')
        >>> pace.told("a.md", 10)
        (10, 40, 'understanding a.md: 2 passages a second, 15 s left')
        """
        now = self.clock()
        self.began = now if self.began is None else self.began
        total = self.found + self._expected()
        done = self.ready + self.done + within
        label = f"understanding {name}"
        seconds = now - self.began
        rate = (self.done + within) / seconds if seconds >= SURE else 0.0
        if rate:
            left = duration(max(0.0, total - done) / rate)
            label += f": {rate:.{int(rate < 1)}f} passages a second, {left} left"
        return int(done), max(int(total), int(done), 1), label

    def _expected(self) -> float:
        size = sum(of["bytes"] for of in self.of.values())
        all_of = (self.found or size / BYTES) / size if size else 1 / BYTES
        expected = 0.0
        for kind, unread in self.unread.items():
            of = self.of.get(kind)
            expected += unread * (of["passages"] / of["bytes"] if of and of["bytes"] else all_of)
        return expected


def _kind(name: str) -> str:
    return PurePath(name).suffix.lower()


def duration(seconds: float) -> str:
    """A time in signs that every language has.

    >>> duration(39.6), duration(200), duration(4000)
    ('40 s', '3 min', '1 h 7 min')
    """
    whole = round(seconds)
    if whole < 100:  # noqa: PLR2004 - about as far as people count in seconds
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004 - minutes
