"""Break off changes of a library and look what is left: `python -m benchmarks.crash --times 500`.

A process that adds, changes, removes, restores, reads anew, corrects, or makes indexes, backups or
a model is killed (SIGKILL) at one of its writes, before it or halfway through, or that write fails:
an I/O error, a full disk, a short write, an fsync that fails. Afterwards the library must open, be
the old one or the new one, and sound (`guidegraph check`); and the same change must go through.
After a fault that is no kill the same process must be able to go on, too.

Which write is drawn with `--seed`; `--every` goes through all writes of every change, with one
break after another, which another seed begins with another. Needs a C compiler, which makes
`benchmarks/faults.c`; without one, processes are killed between two statements of SQL only.
Embeddings are those of `tests.fakes`.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from answer import backups, corrections, preparing, soundness
from answer.library import Library
from corpus import document
from index import cache
from kg.records import Kind
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpus.records import Document

SOURCE: Final = Path(__file__).with_name("faults.c")
PRELOADED: Final = "GUIDEGRAPH_FAULTS"
COUNT: Final = 1
BREAKS: Final = {
    "kill": 2,
    "kill halfway": 3,
    "I/O error": 4,
    "disk full": 5,
    "short write": 6,
    "fsync fails": 7,
}
"""The kinds of faults.c."""

FAILED: Final = 3
"""Exit status of a process whose change was refused, and which went on."""

VISITS: Final = """# Home visits

## Best practices

- Agree on a time limit before the visit starts.
- You must tell a colleague where you are going, unless the visit is in the office.

## Potential risks

Visits without a time limit can lead to exhaustion.

## Principles

Trust grows when promises are kept.
"""
CHANGED: Final = VISITS + "\nNever promise a client to keep a secret.\n"
GIFTS: Final = "# Gifts\n\nA gift may be read as a favour.\n\n- Never take money from a client.\n"
WIZYTY: Final = "# Wizyty\n\n- Przed wizytą ustal, ile potrwa.\n\nZaufanie rośnie powoli.\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of files and a library made of them."""

    folder: Path

    @property
    def files(self) -> Path:
        """The documents."""
        return self.folder / "files"

    @property
    def held(self) -> Path:
        """The library."""
        return self.folder / "library"

    def library(self) -> Library:
        """The library, opened."""
        return Library.open(self.held, create=True, embedders=[TrigramEmbedder()])


def _add(place: Place, library: Library) -> None:
    (place.files / "gifts.md").write_text(GIFTS, "utf-8")
    library.add([place.files])


def _change(place: Place, library: Library) -> None:
    (place.files / "visits.md").write_text(CHANGED, "utf-8")
    library.add([place.files])


def _remove(place: Place, library: Library) -> None:
    del place
    if any(info.name == "visits.md" for info in library.documents()):
        library.remove(["visits.md"])


def _restore(place: Place, library: Library) -> None:
    del place
    library.restore("old.md")


def _rebuild(place: Place, library: Library) -> None:
    del place
    library.rebuild()


def _correct(place: Place, library: Library) -> None:
    del place
    if not corrections.listed(library):
        corrections.set_kind(library, "Trust grows when promises are kept.", Kind.BENEFIT)


def _index(place: Place, library: Library) -> None:
    for path in place.held.glob("*.faiss"):
        path.unlink()
    library.warm()


def _back_up(place: Place, library: Library) -> None:
    del library
    backups.back_up(place.held, place.folder / "copy.sqlite")


def _prepare(place: Place, library: Library) -> None:
    del library
    os.environ["GUIDEGRAPH_CACHE"] = str(place.folder / "cache")

    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / "weights").write_bytes(bytes(50_000))
        (folder / "words").write_text("a b c", "utf-8")

    made = cache.prepare_folder("model", "print", make)
    if (made / "words").read_text("utf-8") != "a b c" or not cache.is_complete(made, "print"):
        raise ValueError("half a model")


CHANGES: Final[dict[str, Callable[[Place, Library], None]]] = {
    "add": _add,
    "change": _change,
    "remove": _remove,
    "restore": _restore,
    "rebuild": _rebuild,
    "correct": _correct,
    "index": _index,
    "back up": _back_up,
    "prepare a model": _prepare,
}


def content(place: Place) -> str:
    """What a library holds, as text, without times."""
    library = place.library()
    rows = library.store.rows
    held: list[object] = [library.revision]
    for table, columns in (
        ("documents", "id, source, title, sha256, text, structure, data"),
        ("passages", "*"), ("units", "*"), ("unit_vectors", "*"), ("passage_vectors", "*"),
        ("ideas", "*"), ("mentions", "*"), ("edges", "*"), ("dependent", "*"),
        ("word_forms", "*"), ("revisions", "revision, what"), ("removed", "source, data"),
        ("corrections", "what, record"),
    ):  # fmt: skip
        held.append(sorted(repr(tuple(row)) for row in rows(f"SELECT {columns} FROM {table}")))  # noqa: S608 - own words
    library.close()
    return json.dumps(held)


# -- one break ---------------------------------------------------------------------------------


class Harness:
    """A library to begin with, what each change makes of it, and how many writes it takes."""

    def __init__(self, folder: Path) -> None:
        """Make the library and try each change once."""
        self.folder = folder
        self.shim = _shim()
        self.base = Place(folder / "base")
        self.base.files.mkdir(parents=True)
        _read_here()
        for name, text in (("visits.md", VISITS), ("wizyty.md", WIZYTY), ("old.md", GIFTS)):
            (self.base.files / name).write_text(text.replace("Gifts", name), "utf-8")
        library = self.base.library()
        library.add([self.base.files])
        library.remove(["old.md"])
        (self.base.files / "old.md").unlink()
        library.warm()
        library.close()
        self.before = content(self.base)
        self.after: dict[str, str] = {}
        self.writes: dict[str, int] = {}
        for name, change in CHANGES.items():
            place = self.copy()
            self.writes[name] = self._counted(place, change)
            self.after[name] = content(place)

    def copy(self) -> Place:
        """The library to begin with, in the same place each time: sources are absolute."""
        place = Place(self.folder / "tried")
        shutil.rmtree(place.folder, ignore_errors=True)
        shutil.copytree(self.base.folder, place.folder)
        connection = sqlite3.connect(place.held / "library.sqlite")
        connection.close()
        return place

    def _counted(self, place: Place, change: Callable[[Place, Library], None]) -> int:
        """Do a change, and count what can be broken off."""
        library = place.library()
        count = 0
        if self.shim is None:

            def traced(_: str) -> None:
                nonlocal count
                count += 1

            library.store.connection.set_trace_callback(traced)
            change(place, library)
        else:
            self.shim.guidegraph_arm(COUNT, 0)
            change(place, library)
            count = self.shim.guidegraph_count()
            self.shim.guidegraph_arm(0, 0)
        library.close()
        return max(count, 1)

    def broken(self, name: str, kind: str, number: int) -> str:
        """Break a change at its write `number`; what went wrong, "" if nothing did."""
        place = self.copy()
        child = os.fork()
        if child == 0:
            self._be_victim(place, name, kind, number)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code not in {0, FAILED, -signal.SIGKILL}:
            return f"the process ended with {code}"
        return self._judge(place, name, went_on=code == FAILED)

    def _be_victim(self, place: Place, name: str, kind: str, number: int) -> None:
        code = 1
        try:
            _read_here()
            library = place.library()
            self._arm(library, kind, number)
            try:
                CHANGES[name](place, library)
                code = 0
            except (ValueError, OSError) as error:  # LibraryError is a ValueError
                if self.shim is not None:
                    self.shim.guidegraph_arm(0, 0)
                if "this should not happen" not in str(error):
                    CHANGES[name](place, library)
                    code = FAILED
        except BaseException:
            import traceback

            traceback.print_exc()
            raise
        finally:
            os._exit(code)

    def _arm(self, library: Library, kind: str, number: int) -> None:
        if self.shim is not None:
            self.shim.guidegraph_arm(BREAKS[kind], number)
            return
        left = number

        def traced(_: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        library.store.connection.set_trace_callback(traced)

    def _judge(self, place: Place, name: str, *, went_on: bool) -> str:
        found = content(place)
        if found not in {self.before, self.after[name]}:
            return "the library is neither the old one nor the new one"
        if went_on and found != self.after[name]:
            return "the process could not go on"
        wrong = soundness.check(place.held)
        if wrong:
            return f"not sound: {wrong[0]}"
        if found == self.before and self.before != self.after[name]:
            library = place.library()
            CHANGES[name](place, library)
            library.close()
            if content(place) != self.after[name]:
                return "the change did not go through afterwards"
        if name in {"back up", "prepare a model", "index"}:
            library = place.library()
            CHANGES[name](place, library)
            library.close()
            again = soundness.check(place.held)
            return f"not sound: {again[0]}" if again else ""
        return ""


def _read_here() -> None:
    """Read files in this process: what breaks the reading one off is tested with it."""

    def parse(source: str, data: bytes, *, stop: object) -> Document:
        del stop
        return document.parse(source, data)

    preparing.parse = parse  # type: ignore[assignment]


# -- the shim ----------------------------------------------------------------------------------


def _shim() -> ctypes.CDLL | None:
    return ctypes.CDLL(os.environ[PRELOADED]) if PRELOADED in os.environ else None


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


def breaks(
    harness: Harness, *, times: int, seed: int, every: bool
) -> Iterator[tuple[str, str, int]]:
    """The changes, kinds of breaks and numbers of writes to try."""
    kinds = list(BREAKS) if harness.shim is not None else ["kill"]
    if every:
        writes = [(name, n) for name in CHANGES for n in range(1, harness.writes[name] + 1)]
        for turn, (name, number) in enumerate(writes):
            yield name, kinds[(turn + seed) % len(kinds)], number
        return
    draw = random.Random(seed)  # noqa: S311 - no secret
    names = list(CHANGES)
    for turn in range(times):
        name = names[turn % len(names)]
        kind = draw.choice(kinds)
        # Of an fsync there are a tenth as many.
        most = max(1, harness.writes[name] // (10 if kind == "fsync fails" else 1))
        yield name, kind, draw.randint(1, most)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the harness; 1 if a library did not come through."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", action="store_true", help="each write once")
    options = parser.parse_args(given)
    if PRELOADED not in os.environ:
        status = _preload(given)
        if status is not None:
            return status
    started = time.monotonic()
    done: Counter[str] = Counter()
    lost: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        harness = Harness(Path(folder))
        for name, kind, number in breaks(
            harness, times=options.times, seed=options.seed, every=options.every
        ):
            done[kind] += 1
            wrong = harness.broken(name, kind, number)
            if wrong:
                lost.append(f"{name}, {kind} at write {number}: {wrong}")
                print(lost[-1], flush=True)
        print("writes of each change:", harness.writes)
    print("breaks:", dict(done), "in", f"{time.monotonic() - started:.0f} s")
    print(f"{sum(done.values())} breaks, {len(lost)} libraries lost or unsound")
    return 1 if lost else 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
