"""A change that is broken off goes on where it was, and gives the library that it would have."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer import preparing, soundness, unfinished
from answer.errors import Unwritable
from answer.prepared import prepare
from corpus import document
from tests.answer.broken_off import (
    THIRD,
    Broken,
    Counting,
    broken,
    content,
    here,
    left,
    opened,
    stopped,
    straight,
    written,
)
from tests.answer.conftest import VISITS, WIZYTY
from tests.answer.test_invariants import collections, few
from tests.fakes import TrigramEmbedder
from tests.stores import told

if TYPE_CHECKING:
    from collections.abc import Callable


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


@pytest.mark.parametrize("name", ["prepared", "unfinished", "passages", "encoders"])
def test_every_module_that_a_documents_share_is_made_by_counts(root: Path, name: str) -> None:
    tree = ast.parse((root / "answer" / f"{name}.py").read_text("utf-8"))
    used = {"answer": [name]}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            package, _, module = (node.module or "").partition(".")
            used.setdefault(package, []).extend(
                [module] if module else [a.name for a in node.names]
            )
    assert {f"{module}.py" for module in used["answer"]} <= set(unfinished._OWN)  # noqa: SLF001
    assert used.keys() & {"corpus", "kg", "index"} <= set(unfinished._PACKAGES)  # noqa: SLF001


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
