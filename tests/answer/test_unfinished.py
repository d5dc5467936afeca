"""A change that is broken off goes on where it was, and gives the library that it would have."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer import corrections, preparing, soundness, store, unfinished
from answer.errors import Busy, OtherModel, Unwritable
from answer.library import Library
from answer.prepared import prepare
from corpus import document
from kg.records import Kind
from tests.answer.conftest import VISITS, WIZYTY
from tests.answer.test_invariants import collections, few
from tests.fakes import TrigramEmbedder
from tests.stores import file_only, there, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from answer.build import AddReport
    from corpus.records import Document

THIRD = "# Gifts\n\n- Never take money from a client.\n\nA gift may be read as a favour.\n"


class Broken(Exception):
    """What breaks a change off."""


@dataclass
class Counting:
    """The trigram embedder, which keeps what it embedded, and breaks off at call `last`."""

    last: int = 1 << 30
    breaks: Callable[[], None] = lambda: None
    made: TrigramEmbedder = field(default_factory=TrigramEmbedder)
    calls: list[list[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.made.name

    @property
    def languages(self) -> frozenset[str] | None:
        return self.made.languages

    @property
    def dimension(self) -> int:
        return self.made.dimension

    @property
    def fingerprint(self) -> str:
        return self.made.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.made.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], *, progress: Any = None) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        if len(self.calls) == self.last:
            self.breaks()
        return self.made.encode_passages(texts, progress=progress)

    @property
    def embedded(self) -> list[str]:
        return [text for texts in self.calls for text in texts]


def broken() -> None:
    raise Broken


def here(source: str, data: bytes, *, stop: object) -> Document:
    """Read a file in this process."""
    del stop
    return document.parse(source, data)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, in this process."""
    names: list[str] = []

    def parse(source: str, data: bytes, *, stop: object) -> Document:
        names.append(Path(source).name)
        return here(source, data, stop=stop)

    monkeypatch.setattr(preparing, "parse", parse)
    return names


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Three files, `0.md` to `2.md`."""
    return written(tmp_path / "files", dict(enumerate((VISITS, WIZYTY, THIRD))))


def written(folder: Path, texts: dict[Any, str]) -> Path:
    for name, text in texts.items():
        path = folder / (name if isinstance(name, str) else f"{name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def opened(place: Path, embedder: Counting | None = None) -> Library:
    return Library.open(place, create=True, embedders=[embedder or Counting()])


def stopped(place: Path, files: Path, after: int) -> Counting:
    """Add `files`, broken off at the first of the two calls for document `after`."""
    embedder = Counting(2 * after + 1, broken)
    library = opened(place, embedder)
    with pytest.raises(Broken):
        library.add([files])
    assert library.documents() == ()
    library.close()
    return embedder


def content(library: Library) -> list[object]:
    """Everything that a library holds, to the last bit, but the log and the times."""
    held: list[object] = [library.revision]
    for table, columns in (
        ("documents", "id, source, title, sha256, text, structure, data"),
        *((name, "*") for name in (
            "passages", "units", "passage_vectors", "unit_vectors", "ideas", "mentions", "edges",
            "dependent", "word_forms")),
    ):  # fmt: skip
        found = library.store.rows(f"SELECT {columns} FROM {table}")  # noqa: S608 - own words
        held.append(sorted(repr(tuple(row)) for row in found))
    return held


def straight(tmp_path: Path, files: Path) -> list[object]:
    """What a library of `files` holds that was made without a stop."""
    library = opened(tmp_path / "straight")
    library.add([files])
    held = content(library)
    library.close()
    return held


def left(library: Library) -> list[str]:
    folder = library.folder / unfinished.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# -- going on ----------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 1, 2])
def test_what_was_understood_is_neither_read_nor_embedded_again(
    tmp_path: Path, files: Path, read: list[str], after: int
) -> None:
    first = stopped(tmp_path / "held", files, after)
    read.clear()
    second = Counting()
    library = opened(tmp_path / "held", second)
    report = library.add([files])
    assert report.ready == after
    assert read == ["0.md", "1.md", "2.md"][after:]
    assert sorted(map(Path, report.added)) == sorted(files.iterdir())
    whole = Counting()
    opened(tmp_path / "whole", whole).add([files])
    assert first.calls[:-1] + second.calls == whole.calls
    assert content(library) == straight(tmp_path, files)
    assert left(library) == []
    library.close()
    assert soundness.check(tmp_path / "held") == ()


@few
@given(texts=collections, stops=st.lists(st.integers(1, 6), max_size=3))
def test_however_often_it_was_stopped_the_library_is_the_same(
    texts: dict[str, str], stops: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "parse", here)
        place = Path(name)
        files = written(place / "files", texts)
        embedded: list[str] = []
        for last in stops:
            embedder = Counting(last, broken)
            library = opened(place / "held", embedder)
            try:
                library.add([files])
            except Broken:
                embedder.calls.pop()
            embedded += embedder.embedded
            library.close()
        embedder = Counting()
        library = opened(place / "held", embedder)
        library.add([files])
        whole = Counting()
        anew = opened(place / "whole", whole)
        anew.add([files])
        assert content(library) == content(anew)
        # Of the document at which it stopped, passages may have been embedded before its units.
        again = len(embedded) + len(embedder.embedded) - len(whole.embedded)
        longest = max(len(call) for call in whole.calls)
        assert 0 <= again <= longest * len(stops)
        library.close()
        anew.close()


@pytest.mark.parametrize("last", [1, 2, 4, 6])
def test_a_killed_process_has_left_what_it_had_understood(
    tmp_path: Path, files: Path, read: list[str], last: int
) -> None:
    child = os.fork()
    if child == 0:
        try:
            kill = Counting(last, lambda: os.kill(os.getpid(), signal.SIGKILL))
            opened(tmp_path / "held", kill).add([files])
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    library = opened(tmp_path / "held")
    assert library.documents() == ()
    assert library.add([files]).ready == (last - 1) // 2
    assert read == ["0.md", "1.md", "2.md"][(last - 1) // 2 :]
    assert content(library) == straight(tmp_path, files)
    library.close()


SLOW = """
import sys, time
from answer import terminal
from answer.cli import cli
from index import models
from tests.fakes import TrigramEmbedder
class Slow(TrigramEmbedder):
    def encode_passages(self, texts, *, progress=None):
        if sys.argv[3] == "slow" and any("money" in text for text in texts):
            print("at it", flush=True)
            time.sleep(60)
        return TrigramEmbedder.encode_passages(self, texts, progress=progress)
models.load = lambda *_, **__: Slow()
sys.exit(terminal.run(cli, ["add", sys.argv[1], "--library", sys.argv[2]]))
"""


def test_after_ctrl_c_the_same_command_goes_on(root: Path, files: Path, tmp_path: Path) -> None:
    def start(how: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", SLOW, str(files), told(tmp_path / "held"), how],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"GUIDEGRAPH_MODEL": "trigrams"},
        )  # fmt: skip

    first = start("slow")
    assert first.stdout is not None
    assert first.stdout.readline() == "at it\n"
    first.send_signal(signal.SIGINT)
    out, error = first.communicate(timeout=30)
    assert (first.returncode, out) == (130, "")
    assert "Traceback" not in error
    out, error = start("fast").communicate()
    assert "2 documents had been understood before it was broken off\n" in out
    assert [line.split("/")[-1] for line in out.splitlines()[:3]] == ["0.md", "1.md", "2.md"]
    assert error == ""


def test_reading_everything_anew_goes_on_too(tmp_path: Path, files: Path, read: list[str]) -> None:
    library = opened(tmp_path / "held")
    library.add([files])
    before = content(library)
    library.close()
    failing = opened(tmp_path / "held", Counting(3, broken))
    with pytest.raises(Broken):
        failing.rebuild()
    assert content(failing) == before
    failing.close()
    read.clear()
    library = opened(tmp_path / "held")
    report = library.rebuild()
    assert report.ready == 1
    assert read == ["1.md", "2.md"]
    assert content(library) == before
    assert left(library) == []
    library.close()


# -- what is of no use any more ----------------------------------------------------------------

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda held: held[: len(held) // 2],
    "empty": lambda _: b"",
    "zeros": lambda held: bytes(len(held)),
    "another byte": lambda held: held[:-9] + bytes([held[-9] ^ 1]) + held[-8:],
    "another digest": lambda held: bytes([held[0] ^ 1]) + held[1:],
    "something else": lambda _: b"# A page\n" * 99,
}


@pytest.mark.parametrize("how", DAMAGE)
def test_what_is_damaged_is_read_again(
    tmp_path: Path, files: Path, read: list[str], how: str
) -> None:
    stopped(tmp_path / "held", files, 2)
    parts = sorted((tmp_path / "held" / unfinished.FOLDER).iterdir())
    parts[0].write_bytes(DAMAGE[how](parts[0].read_bytes()))
    read.clear()
    library = opened(tmp_path / "held")
    assert library.add([files]).ready == 1
    assert len(read) == 2
    assert content(library) == straight(tmp_path, files)
    library.close()


def test_a_file_that_has_changed_meanwhile_is_read_again(
    tmp_path: Path, files: Path, read: list[str]
) -> None:
    stopped(tmp_path / "held", files, 2)
    (files / "0.md").write_text("# Calls\n\nCall back the same day.\n", "utf-8")
    read.clear()
    library = opened(tmp_path / "held")
    assert library.add([files]).ready == 1
    assert read == ["0.md", "2.md"]
    assert "Call back" in library.document("0.md").text
    assert content(library) == straight(tmp_path, files)
    library.close()


def test_with_another_model_all_is_embedded_with_that(
    tmp_path: Path, files: Path, read: list[str]
) -> None:
    stopped(tmp_path / "held", files, 2)
    read.clear()
    library = opened(tmp_path / "held", Counting(made=TrigramEmbedder(dimension=32)))
    assert library.add([files]).ready == 0
    assert len(read) == 3
    assert [row[0] for row in library.store.rows("SELECT dimension FROM models")] == [32]
    assert library.ask("What about a time limit?").sections
    library.close()


def test_what_another_program_understood_is_not_mixed_in(
    tmp_path: Path, files: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(tmp_path / "held", files, 2)
    read.clear()
    monkeypatch.setattr(unfinished, "_program", lambda: "a later version")
    library = opened(tmp_path / "held")
    assert library.add([files]).ready == 0
    assert read == ["0.md", "1.md", "2.md"]
    library.close()


def test_the_program_is_told_by_the_code_and_the_parameters_it_works_with() -> None:
    known = unfinished._program()  # noqa: SLF001 - what is kept hangs on it
    unfinished._program.cache_clear()  # noqa: SLF001
    assert unfinished._program() == known  # noqa: SLF001
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unfinished, "_OWN", ("prepared.py",))
        assert unfinished._program.__wrapped__() != known  # noqa: SLF001


# -- where it cannot be kept -------------------------------------------------------------------


def test_where_nothing_can_be_written_all_is_held_in_memory(
    tmp_path: Path, files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = opened(tmp_path / "held")
    (library.folder / unfinished.FOLDER).write_text("a file where the folder would be", "utf-8")
    report = library.add([files])
    assert len(report.added) == 3
    assert content(library) == straight(tmp_path, files)
    said = [one.message for one in caplog.records if "kept in memory" in one.message]
    assert len(said) == 1
    library.close()


def test_a_disk_that_fills_up_midway_costs_nothing(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = unfinished.Unfinished._write  # noqa: SLF001 - a full disk fails here
    count = 0

    def filling(self: unfinished.Unfinished, path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count > 1:
            raise OSError(28, "No space left on device")
        write(self, path, data)

    monkeypatch.setattr(unfinished.Unfinished, "_write", filling)
    library = opened(tmp_path / "held")
    library.add([files])
    assert content(library) == straight(tmp_path, files)
    assert left(library) == []
    library.close()


def test_what_the_disk_loses_at_the_last_moment_is_told_and_made_again(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened(tmp_path / "held")
    before = library.revision
    get = unfinished.Unfinished.get

    def losing(self: unfinished.Unfinished, source: str, digest: str) -> Any:
        if source.endswith("1.md"):
            self._path(source).write_bytes(b"")
        return get(self, source, digest)

    with monkeypatch.context() as patch:
        patch.setattr(unfinished.Unfinished, "get", losing)
        with pytest.raises(Unwritable, match=r"1\.md is lost; .* run this again"):
            library.add([files])
    assert library.revision == before
    assert library.add([files]).ready == 2
    assert content(library) == straight(tmp_path, files)
    library.close()


# -- what is left ------------------------------------------------------------------------------


def test_another_change_leaves_what_is_unfinished_until_a_week_has_passed(
    tmp_path: Path, files: Path
) -> None:
    stopped(tmp_path / "held", files, 2)
    library = opened(tmp_path / "held")
    kept = left(library)
    assert len(kept) == 2
    library.add_upload("a.md", THIRD.encode())
    assert left(library) == kept
    old = time.time() - unfinished.KEPT - 1
    os.utime(library.folder / unfinished.FOLDER / kept[0], (old, old))
    (library.folder / unfinished.FOLDER / f"{unfinished.WRITING}x{unfinished.ENDING}").touch()
    library.add_upload("b.md", THIRD.encode())
    assert left(library) == kept[1:]
    assert library.add([files]).ready == 1
    assert left(library) == []
    library.close()


def test_removing_a_document_leaves_nothing_of_it(tmp_path: Path, files: Path) -> None:
    library = opened(tmp_path / "held")
    library.add([files])
    library.close()
    for path in files.iterdir():
        path.write_text(path.read_text("utf-8") + "\nNever promise a secret.\n", "utf-8")
    failing = opened(tmp_path / "held", Counting(3, broken))
    with pytest.raises(Broken):
        failing.add([files])
    assert len(left(failing)) == 1
    failing.remove(["0.md"])
    assert left(failing) == []
    failing.close()


# -- beside each other -------------------------------------------------------------------------


def test_readers_go_a_few_files_ahead_and_wait(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number:02}.md" for number in range(30)]
    files = written(tmp_path / "files", dict.fromkeys(names, VISITS))
    monkeypatch.setattr(preparing, "available_threads", lambda: 2)
    monkeypatch.setattr(preparing, "EACH", 1)
    ahead: list[int] = []

    class Watching(Counting):
        def encode_passages(self, texts: Sequence[str], **options: Any) -> NDArray[np.float32]:
            time.sleep(0.005)
            ahead.append(len(read) - len(self.calls) // 2)
            return super().encode_passages(texts, **options)

    library = opened(tmp_path / "held", Watching())
    assert [Path(source).name for source in library.add([files]).added] == names
    assert max(ahead) <= 2 + preparing.AHEAD + 1
    assert max(ahead) > 2
    library.close()


@pytest.fixture
def midway(tmp_path: Path, files: Path) -> Iterator[Library]:
    """A library with `a.md`, to which another adds `files` and is at the first of them."""
    at_it, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        at_it.set()
        assert go_on.wait(60)

    library = opened(tmp_path / "held")
    library.add_upload("a.md", VISITS.encode())
    adds = opened(tmp_path / "held", Counting(1, wait))
    thread = threading.Thread(target=adds.add, args=([files],))
    thread.start()
    assert at_it.wait(60)
    yield library
    assert thread.is_alive()
    go_on.set()
    thread.join()
    adds.close()
    names = {info.name for info in library.documents()}
    library.close()
    assert names >= {"0.md", "1.md", "2.md"}
    assert soundness.check(there(tmp_path / "held")) == ()


def test_a_library_can_be_asked_while_documents_are_understood(midway: Library) -> None:
    assert midway.ask("What about a time limit?").sections


def test_a_library_can_be_changed_while_documents_are_understood(midway: Library) -> None:
    corrections.set_kind(midway, "Trust grows when promises are kept.", Kind.BENEFIT)
    assert midway.remove(["a.md"]) == ("a.md",)
    assert midway.documents() == ()


def test_who_adds_meanwhile_waits_for_the_one_that_is_at_it(
    midway: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.1)
    with pytest.raises(Busy, match="another program is changing this library"):
        midway.add_upload("b.md", THIRD.encode())


def meanwhile(
    tmp_path: Path, files: Path, act: Callable[[Library], object]
) -> tuple[Library, AddReport]:
    """Add `files` while another machine does something: it knows nothing of this one's lock."""

    def other() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store.Store, "preparing", nullcontext)
            library = opened(tmp_path / "held")
            act(library)
            library.close()

    library = opened(tmp_path / "held", Counting(3, other))
    return library, library.add([files])


def test_what_another_has_added_meanwhile_is_unchanged(tmp_path: Path, files: Path) -> None:
    library, report = meanwhile(tmp_path, files, lambda other: other.add([files / "0.md"]))
    assert [Path(source).name for source in report.unchanged] == ["0.md"]
    assert [Path(source).name for source in report.added] == ["1.md", "2.md"]
    assert content(library) == straight(tmp_path, files)
    assert left(library) == []
    library.close()


def test_what_another_has_added_otherwise_meanwhile_is_changed(tmp_path: Path, files: Path) -> None:
    def act(other: Library) -> None:
        library = other
        known = (files / "1.md").read_text("utf-8")
        (files / "1.md").write_text("# Calls\n\nCall back the same day.\n", "utf-8")
        library.add([files / "1.md"])
        (files / "1.md").write_text(known, "utf-8")

    library, report = meanwhile(tmp_path, files, act)
    assert [Path(source).name for source in report.changed] == ["1.md"]
    assert len(report.added) == 2
    assert content(library) == straight(tmp_path, files)
    library.close()


def test_with_other_models_than_another_has_taken_meanwhile_nothing_is_added(
    tmp_path: Path, files: Path
) -> None:
    def act(_: Library) -> None:
        embedder = Counting(made=TrigramEmbedder(dimension=32))
        library = opened(tmp_path / "held", embedder)
        library.add_upload("a.md", VISITS.encode())
        library.close()

    with pytest.raises(OtherModel):
        meanwhile(tmp_path, files, act)
    library = opened(tmp_path / "held", Counting(made=TrigramEmbedder(dimension=32)))
    assert [info.name for info in library.documents()] == ["a.md"]
    assert len(library.add([files]).added) == 3
    library.close()


# -- the form of a file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [VISITS, WIZYTY, "# A\n\nAlways \u2028 keep \x85 a note.\n", "—\n\nAnd.\n"]
)
def test_what_is_unpacked_is_what_was_packed(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    embedder = Counting()
    prepared = prepare(document.parse("a.md", data), data, [embedder, embedder])
    known = prepared.document
    written = unfinished.pack(prepared, "mine")
    header = unfinished.head(written, "a.md", known.sha256, "mine")
    assert header is not None
    back = unfinished.unpack(written, header)
    assert (back.document, back.data, back.units) == (known, data, prepared.units)
    for one, other in zip(
        (*prepared.of_passages, *prepared.of_units),
        (*back.of_passages, *back.of_units),
        strict=True,
    ):
        assert (one.model, one.chosen) == (other.model, other.chosen)
        assert one.matrix.tolist() == other.matrix.tolist()
        assert one.matrix.shape == other.matrix.shape
    assert unfinished.head(written, "b.md", known.sha256, "mine") is None
    assert unfinished.head(written, "a.md", "", "mine") is None
    assert unfinished.head(written, "a.md", known.sha256, "theirs") is None


@file_only
def test_two_who_go_on_with_the_same_take_turns(tmp_path: Path, files: Path) -> None:
    stopped(tmp_path / "held", files, 2)
    found: list[Any] = []

    def go_on() -> None:
        library = opened(tmp_path / "held")
        found.append(library.add([files]))
        library.close()

    both = [threading.Thread(target=go_on) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    late, early = sorted(found, key=lambda report: len(report.added))
    assert (len(late.unchanged), len(late.added), late.ready) == (3, 0, 0)
    assert (len(early.added), early.ready) == (3, 2)
    library = opened(tmp_path / "held")
    assert content(library) == straight(tmp_path, files)
    library.close()
