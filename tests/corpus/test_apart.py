"""Hostile files are read or refused in a process apart; nothing that they do reaches this one."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corpus import apart, jsonform
from corpus.document import parse
from corpus.errors import Unreadable
from corpus.files import find, load
from corpus.reading import MEDIA_TYPES
from tests.corpus import hostile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PLAIN = b"Home visits\n\nRing before you come, and be on time.\n"


def outcome(read: Callable[[str, bytes], object], name: str, data: bytes) -> object:
    """The document, or the words of the refusal."""
    try:
        return read(name, data)
    except Unreadable as error:
        assert error.reason  # noqa: PT017 - a refusal is as good as a document
        assert error.remedy  # noqa: PT017
        return str(error)


def reason(name: str, data: bytes, limits: apart.Limits = apart.LIMITS) -> str:
    with pytest.raises(Unreadable) as refused:
        apart.parse(name, data, limits=limits)
    assert refused.value.source == name
    assert refused.value.remedy
    return refused.value.reason


@pytest.mark.parametrize("folder", ["docx", "pdf", "html", "strings", "encodings", "web_pages"])
def test_a_file_read_apart_gives_what_it_gives_here(shared: Path, folder: str) -> None:
    files = sorted(path for path in (shared / "data/robustness" / folder).iterdir())
    assert files
    every = max(1, len(files) // 60)
    for path in files[::every]:
        known = path.suffix.lower() in MEDIA_TYPES
        name = path.name if known else f"{path.name}.txt"
        data = path.read_bytes()
        there = outcome(apart.parse, name, data)
        if "newline-buffer-test" not in name:  # PDFium remembers the file before, in one process
            assert there == outcome(parse, name, data), name


@pytest.mark.parametrize("name", hostile.READ)
def test_a_hostile_file_is_read_without_what_it_asks_for(name: str) -> None:
    document = apart.parse(name, hostile.READ[name])
    assert hostile.WORDS in document.text
    assert "root:" not in document.text
    assert len(document.text) < 100_000


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_is_refused(name: str) -> None:
    assert "Error" not in reason(name, hostile.REFUSED[name])


@pytest.mark.parametrize("name", hostile.BOMBS)
def test_a_small_file_that_becomes_large_is_refused(name: str) -> None:
    data = hostile.BOMBS[name]()
    assert len(data) < 1_000_000
    small = replace(apart.LIMITS, cpu=4, wall=60, memory=600_000_000, text=5_000_000)
    said = reason(name, data, small)
    assert any(part in said for part in ("memory", "takes more than", "holds more", "damaged"))


@pytest.mark.parametrize("suffix", sorted(MEDIA_TYPES))
def test_a_file_under_a_wrong_ending_is_read_or_refused(suffix: str) -> None:
    for name in ("macros.docx", "a script.pdf", "deep.html", "brackets.md"):
        outcome(apart.parse, f"a{suffix}", hostile.READ[name])


# -- a reader that has been taken over ---------------------------------------------------------

EVIL = {
    "crashes": ("os.abort()", "breaks its reader"),
    "counts for ever": ("while True: pass", "takes more than"),
    "sleeps": ("time.sleep(99)", "takes more than 2 s"),
    "fills memory": ("bytearray(3_000_000_000)", "GB of memory"),
    "calls itself": ("f = lambda: f(); f()", "nested too deeply"),
    "raises": ("raise KeyError('x')", "breaks its reader (KeyError)"),
    "leaves": ("os._exit(0)", "breaks its reader"),
    "reads a file": ("open('/etc/passwd').read()", "breaks its reader (OSError)"),
    "writes a file": ("open(PLACE, 'w').write('x')", "breaks its reader (OSError)"),
    "connects": ("socket.socket().connect(('127.0.0.1', PORT))", "breaks its reader (OSError)"),
    "starts a program": ("subprocess.run(['touch', PLACE])", "breaks its reader (OSError)"),
    "talks nonsense": ("os.write(max(OPEN()), b'Dnonsense'); os._exit(0)", "its reader ended"),
    "lies about an offset": (
        "os.write(max(OPEN()), b'D' + FORM.replace(b'[0,', b'[9999,')); os._exit(0)",
        "its reader ended",
    ),
    "says far too much": ("os.write(max(OPEN()), b'x' * 9_000_000)", "gives more than"),
    "kills its parent": ("os.kill(os.getppid(), 9); time.sleep(9)", "its reader ended"),
}  # fmt: skip

HOOK = """
import os, socket, subprocess, time
from corpus import confined, jsonform
PLACE, PORT = {place!r}, {port}
known = confined.parse
FORM = jsonform.dump(known("a.txt", {plain!r}))
def OPEN():
    found = []
    for number in range(3, 64):
        try: os.fstat(number)
        except OSError: continue
        found.append(number)
    return found
def parse(source, data):
    if source == "evil.txt":
        {act}
    return known(source, data)
confined.parse = parse
confined.main()
"""


@pytest.fixture
def taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Give a way to put `act` in the place of reading a file `evil.txt`."""

    def put(act: str) -> None:
        apart.close()
        code = HOOK.format(place=str(tmp_path / "evil"), port=9, plain=PLAIN, act=act)
        monkeypatch.setattr(apart, "_COMMAND", ["-P", "-c", code])

    yield put
    apart.close()


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="another platform: limits of Linux")
@pytest.mark.parametrize("name", EVIL)
def test_a_reader_that_is_taken_over_harms_nothing_and_the_next_file_is_read(
    name: str, taken_over: Callable[[str], None], tmp_path: Path
) -> None:
    act, said = EVIL[name]
    taken_over(act)
    limits = apart.Limits(cpu=1, wall=2, memory=2_000_000_000, text=10_000, output=5_000_000)
    assert said in reason("evil.txt", PLAIN, limits)
    assert list(tmp_path.iterdir()) == []
    assert apart.parse("visits.txt", PLAIN) == parse("visits.txt", PLAIN)


def test_a_document_that_is_too_long_is_refused() -> None:
    limits = replace(apart.LIMITS, text=30)
    assert "million characters" in reason("visits.txt", PLAIN, limits)


def helper() -> int:
    """The process that reads the next file."""
    return apart._idle[-1].pid  # noqa: SLF001 - the process that is looked for


def test_one_helper_serves_all_files_and_another_takes_its_place() -> None:
    apart.parse("visits.txt", PLAIN)
    first = helper()
    apart.parse("b.md", PLAIN)
    assert helper() == first
    os.kill(first, 9)
    time.sleep(0.1)
    assert apart.parse("visits.txt", PLAIN).title == "Home visits"
    assert helper() != first


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="another platform: limits of Linux")
def test_who_reads_beside_another_does_not_wait_and_what_nobody_waits_for_is_broken_off(
    taken_over: Callable[[str], None],
) -> None:
    taken_over("time.sleep(99)")
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(apart.parse, "evil.txt", PLAIN, stop=stop)
        while not apart._busy:  # noqa: SLF001
            time.sleep(0.01)
        assert apart.parse("visits.txt", PLAIN).title == "Home visits"
        assert not long.done()
        stop.set()
        with pytest.raises(apart.Stopped):
            long.result(timeout=30)
    assert len(apart._idle) == 1  # noqa: SLF001 - the one that was broken off is ended


def test_what_lies_in_the_users_folder_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("docx", "json", "corpus", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'evil')!r}, 'w')", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    apart.close()
    assert apart.parse("visits.txt", PLAIN).title == "Home visits"
    assert not (tmp_path / "evil").exists()


def test_the_helper_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "secret")
    apart.close()
    apart.parse("visits.txt", PLAIN)
    pid = helper()
    if os.uname().sysname == "Linux":
        with open(f"/proc/{pid}/environ", "rb") as file:  # noqa: PTH123 - no file of ours
            assert b"SOME_TOKEN" not in file.read()


# -- the JSON form ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(hostile.READ))
def test_a_document_comes_back_from_json_as_it_was(name: str) -> None:
    document = outcome(parse, name, hostile.READ[name])
    assert not isinstance(document, str)
    back = jsonform.load(
        jsonform.dump(document),  # type: ignore[arg-type] - a document, as the line before says
        source=document.source,  # type: ignore[attr-defined]
        sha256=document.sha256,  # type: ignore[attr-defined]
    )
    assert back == document


# -- finding and loading ------------------------------------------------------------------------


def test_a_pipe_or_device_is_refused_unread(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    files, refused = find([pipe, tmp_path])
    assert files == ()
    assert [error.reason for error in refused] == ["a device or pipe"]


def test_no_more_of_a_large_file_is_loaded_than_shows_that_it_is(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(10_000_000_000)
    assert len(load(large, 1000)) == 1001
