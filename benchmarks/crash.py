"""Break off changes of a library and look what is left: `python -m benchmarks.crash`.

A process that adds, changes, removes, restores, reads anew, corrects, collects, brings up to date,
or makes indexes, backups or a model is killed (SIGKILL) at one of its writes, before it or halfway
through; or that write fails: an I/O error, a full disk, a short write, an fsync that fails. What
writes are is said in `faults.c`. Afterwards the library must open, be the old one or the new one,
and sound (`guidegraph check`); and the same change must go through. After a fault that is no kill
the same process must be able to go on, too.

Without options it kills 500 times, at writes drawn with `--seed`, and then lets every write of
every change fail in every way that it can. Needs a C compiler, which makes `benchmarks/faults.c`;
without one, processes are killed between two statements of SQL only. Embeddings are those of
`tests.fakes`.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from answer import preparing, soundness
from benchmarks.crash_changes import BESIDE, CHANGES, Place, begin, content
from corpus import document

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from answer.library import Library
    from corpus.records import Document

SOURCE: Final = Path(__file__).with_name("faults.c")
PRELOADED: Final = "GUIDEGRAPH_FAULTS"
COUNT: Final = 1
KILLS: Final = {"kill": 2, "kill halfway": 3}
FAULTS: Final = {"I/O error": 4, "disk full": 5, "short write": 6, "fsync fails": 7}
"""The kinds of faults.c."""

FITTING: Final = {
    "w": ("I/O error", "disk full", "short write"),
    "s": ("fsync fails", "disk full"),
    "n": ("I/O error", "disk full"),
}
"""How a write can fail, by its class in faults.c: it writes, syncs, or names a file."""

FAILED: Final = 3
"""Exit status of a process whose change was refused, and which went on."""

PASSED: Final = 4
"""Exit status of a process that never came to the write which was to be broken."""


# -- one break ---------------------------------------------------------------------------------


class Harness:
    """A library to begin with, what each change makes of it, and how many writes it takes."""

    def __init__(self, folder: Path, changes: Sequence[str]) -> None:
        """Make the library and try each of `changes` once."""
        self.folder = folder
        self.shim = _shim()
        _read_here()
        begin(self.tried)
        self.before, self.former = content(self.tried.held), self._brought_up()
        self.tried.folder.rename(folder / "base")
        self.after: dict[str, tuple[str, str]] = {}
        self.writes: dict[str, str] = {}
        for name in changes:
            self.copy()
            self.writes[name] = self._writes(name)
            self.after[name] = self._held(name)

    def _brought_up(self) -> str:
        former = self.tried.folder / "copy"
        shutil.copytree(self.tried.former, former)
        found = content(former)
        shutil.rmtree(former)
        return found

    @property
    def tried(self) -> Place:
        """Where changes are tried, the same place each time: sources are absolute."""
        return Place(self.folder / "tried")

    def copy(self) -> None:
        """Put the library to begin with, and what is beside it, where changes are tried."""
        shutil.rmtree(self.tried.folder, ignore_errors=True)
        shutil.copytree(self.folder / "base", self.tried.folder)

    def _held(self, name: str) -> tuple[str, str]:
        """What the library holds, and the other one that a change is about."""
        other = self.tried.hurt if name == "repair" else self.tried.former
        return content(self.tried.held), content(other)

    def _writes(self, name: str) -> str:
        """Do a change, and tell the class of each of its writes, a letter each."""
        library = self.tried.library()
        if self.shim is None:
            seen: list[str] = []
            _in_file(library).set_trace_callback(seen.append)
            CHANGES[name](self.tried, library)
            classes = "w" * max(1, len(seen))
        else:
            self.shim.guidegraph_arm(COUNT, 0)
            CHANGES[name](self.tried, library)
            library.close()
            count = self.shim.guidegraph_count()
            classes = self.shim.guidegraph_classes()[:count].decode()
            self.shim.guidegraph_arm(0, 0)
        library.close()
        return classes

    def broken(self, name: str, kind: str, number: int) -> tuple[bool, str]:
        """Break a change at a write: whether it came there, and what went wrong, or ""."""
        self.copy()
        child = os.fork()
        if child == 0:
            self._be_victim(name, kind, number)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code not in {0, FAILED, PASSED, -signal.SIGKILL}:
            return True, f"the process ended with {code}"
        return code != PASSED, self._judge(name, went_on=code in {0, FAILED, PASSED})

    def _be_victim(self, name: str, kind: str, number: int) -> None:
        code = 1
        try:
            _read_here()
            library = self.tried.library()
            self._arm(library, kind, number)
            try:
                CHANGES[name](self.tried, library)
                library.close()  # which writes as well: SQLite empties its log
                code = 0 if self._reached(number) else PASSED
            except (ValueError, OSError) as error:  # LibraryError is a ValueError
                self._disarm()
                if "this should not happen" not in str(error):
                    CHANGES[name](
                        self.tried, self.tried.library() if name == "recover" else library
                    )
                    code = FAILED
        except BaseException:
            import traceback

            traceback.print_exc()
            raise
        finally:
            os._exit(code)

    def _reached(self, number: int) -> bool:
        return self.shim is not None and self.shim.guidegraph_count() >= number

    def _disarm(self) -> None:
        if self.shim is not None:
            self.shim.guidegraph_arm(0, 0)

    def _arm(self, library: Library, kind: str, number: int) -> None:
        if self.shim is not None:
            self.shim.guidegraph_arm((KILLS | FAULTS)[kind], number)
            return
        left = number

        def traced(_: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        _in_file(library).set_trace_callback(traced)

    def _judge(self, name: str, *, went_on: bool) -> str:
        """What is wrong with what is left, and with doing the change again; "" if nothing is."""
        found, new = content(self.tried.held), self.after[name]
        if found not in {self.before, new[0]}:
            return "the library is neither the old one nor the new one"
        if content(self.tried.former) != self.former:
            return "the library of an earlier version is another one"
        if went_on and self._held(name) != new:
            return "the process could not go on"
        wrong = soundness.check(self.tried.held)
        if not wrong and (name in BESIDE or found != new[0]):
            library = self.tried.library()
            CHANGES[name](self.tried, library)
            library.close()
            if self._held(name) != new:
                return "the change did not go through afterwards"
            wrong = soundness.check(self.tried.held)
        return f"not sound: {wrong[0]}" if wrong else ""


def _in_file(library: Library) -> sqlite3.Connection:
    """The connection of a library in a folder."""
    return cast("sqlite3.Connection", library.store.connection)


def _read_here() -> None:
    """Read files in this process: what breaks the reading one off is tested with it."""

    def parse(source: str, data: bytes, *, stop: object) -> Document:
        del stop
        return document.parse(source, data)

    preparing.parse = parse  # type: ignore[assignment]


# -- the shim ----------------------------------------------------------------------------------


def _shim() -> ctypes.CDLL | None:
    if PRELOADED not in os.environ:
        return None
    shim = ctypes.CDLL(os.environ[PRELOADED])
    shim.guidegraph_count.restype = ctypes.c_long
    shim.guidegraph_classes.restype = ctypes.c_char_p
    return shim


def _preload(arguments: Sequence[str]) -> int | None:
    """Run the harness again with faults.c before the system's own; None where that cannot be."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "faults.so"
        made = subprocess.run(  # noqa: S603 - our own source
            [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"],
            check=False,
        )
        if made.returncode:
            return None
        told = {"LD_PRELOAD": str(library), PRELOADED: str(library), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "benchmarks.crash", *arguments]
        return subprocess.run(command, env=os.environ | told, check=False).returncode  # noqa: S603


# -- the run -----------------------------------------------------------------------------------


def kills(harness: Harness, times: int, seed: int) -> Iterator[tuple[str, str, int]]:
    """Changes and numbers of writes at which to kill, drawn by chance."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    names, kinds = list(harness.writes), list(KILLS if harness.shim is not None else ["kill"])
    for turn in range(times):
        name = names[turn % len(names)]
        yield name, draw.choice(kinds), draw.randint(1, len(harness.writes[name]))


def faults(harness: Harness, times: int | None, seed: int) -> Iterator[tuple[str, str, int]]:
    """Every way in which every write of every change can fail, or some of them drawn by chance."""
    if harness.shim is None:
        return
    every = [
        (name, kind, number)
        for name, classes in harness.writes.items()
        for number, one in enumerate(classes, 1)
        for kind in FITTING[one]
    ]
    draw = random.Random(seed)  # noqa: S311 - no secret
    yield from every if times is None else draw.sample(every, min(times, len(every)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the harness; 1 if a library did not come through."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--faults", type=int, help="so many, drawn; else every one")
    parser.add_argument("--only", choices=list(CHANGES), action="append", help="these changes")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(given)
    if PRELOADED not in os.environ:
        status = _preload(given)
        if status is not None:
            return status
    logging.disable(logging.WARNING)  # that an index could not be kept, again and again
    started = time.monotonic()
    done: Counter[str] = Counter()
    lost: list[str] = []
    passed = 0
    with tempfile.TemporaryDirectory() as folder:
        harness = Harness(Path(folder), options.only or list(CHANGES))
        for name, kind, number in (
            *kills(harness, options.kills, options.seed),
            *faults(harness, options.faults, options.seed),
        ):
            reached, wrong = harness.broken(name, kind, number)
            done[kind] += reached
            passed += not reached
            if wrong:
                lost.append(f"{name}, {kind} at write {number}: {wrong}")
                print(lost[-1], flush=True)
        for name, classes in harness.writes.items():
            print(f"{name}: {len(classes)} writes, {classes.count('s')} of them syncs")
    print("breaks:", dict(done), "in", f"{time.monotonic() - started:.0f} s")
    if passed:
        print(f"{passed} were to be at a write that was not made again")
    print(f"{sum(done.values())} breaks, {len(lost)} libraries lost or unsound")
    return 1 if lost else 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
