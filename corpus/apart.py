"""Reading files in a process apart, so that a hostile one cannot harm the one that asks.

Start reading at `parse`. A helping process (`corpus.confined`) serves one file after another; for
each it makes a child that can open nothing, and that the operating system ends when it takes too
much. Only JSON comes back, and it is checked. Threads that read at the same time have a helper
each; one that is idle serves whoever comes next, and ends by itself after a while.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus import jsonform
from corpus.errors import Unreadable

if TYPE_CHECKING:
    from corpus.records import Document


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    cpu: int = 60
    """Seconds of computing; a text of 5 MB, a shelf of handbooks, takes four."""

    wall: int = 300
    """Seconds by the clock, on a machine that does other things too."""

    memory: int = 2_000_000_000
    """Bytes of address space; the same text takes 450 MB."""

    text: int = 20_000_000
    """Characters: what one of these files unpacks to must not fill the library."""

    output: int = 150_000_000
    """Bytes of the document as JSON; those of the same text are 22 MB."""


LIMITS: Final = Limits()

_STARTING: Final = 60
"""Seconds that the helper may take to start, and to hand on what it has."""

_LOOK: Final = 0.2
"""Seconds between two looks whether anybody still waits: Ctrl-C is to feel as if at once."""

_DOCUMENT: Final = b"D"
_LENGTH: Final = 8
_COMMAND: Final = ["-P", "-m", "corpus.confined"]
"""-P: what lies in the folder that the user stands in is not imported."""

_ENVIRONMENT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "TZ")
"""What the helper is told of this process's environment; keys and tokens are no part of it."""

ENDED: Final = (
    "damaged: its reader ended",
    "open it in its own program, save it anew and add that",
)


class _Ended(Exception):
    """The helper is gone."""


class Stopped(Exception):
    """Reading was broken off, since nobody waits for it any more."""


def parse(
    source: str, data: bytes, *, limits: Limits = LIMITS, stop: threading.Event | None = None
) -> Document:
    r"""`corpus.document.parse` in a process apart: the same document, or the same refusal.

    >>> parse("visits.txt", b"Home visits\n\nRing before you come, and be on time.\n").title
    'Home visits'

    Raises:
        Unreadable: as `corpus.document.parse`, and for a file that goes beyond `limits` or
            breaks its reader.
        Stopped: `stop` was set meanwhile.
    """
    try:
        kind, payload = _ask(source, data, limits, stop)
    except _Ended:  # it was idle and left, or was killed: a second one gets one chance
        try:
            kind, payload = _ask(source, data, limits, stop)
        except _Ended:
            raise Unreadable(source, *ENDED) from None
    if kind != _DOCUMENT:
        raise Unreadable(source, *_refusal(payload))
    try:
        return jsonform.load(payload, source=source, sha256=sha256(data).hexdigest())
    except ValueError as error:
        raise Unreadable(source, *ENDED) from error


def _refusal(payload: bytes) -> tuple[str, str]:
    try:
        reason, remedy = json.loads(payload)
    except ValueError:
        return ENDED
    return str(reason), str(remedy)


_lock = threading.Lock()
_idle: list[subprocess.Popen[bytes]] = []
_busy: set[subprocess.Popen[bytes]] = set()


def _ask(
    source: str, data: bytes, limits: Limits, stop: threading.Event | None
) -> tuple[bytes, bytes]:
    helper = _taken()
    assert helper.stdin is not None  # noqa: S101 - it was made with pipes
    assert helper.stdout is not None  # noqa: S101
    request = {"source": source, "size": len(data), "limits": asdict(limits)}
    try:
        helper.stdin.write(json.dumps(request).encode() + b"\n" + data)
        helper.stdin.flush()
        handle = helper.stdout.fileno()
        deadline = time.monotonic() + limits.wall + _STARTING
        head = _exactly(handle, 1 + _LENGTH, deadline, stop)
        length = min(int.from_bytes(head[1:], "big"), limits.output)
        payload = _exactly(handle, length, deadline, stop)
    except BaseException as error:
        with _lock:
            _busy.discard(helper)
        _end(helper)  # half a reply may be in the pipe
        if isinstance(error, OSError):
            raise _Ended from error
        raise
    with _lock:
        _busy.discard(helper)
        _idle.append(helper)
    return head[:1], payload


def _exactly(handle: int, size: int, deadline: float, stop: threading.Event | None) -> bytes:
    pieces = []
    while size:
        left = max(0.0, deadline - time.monotonic())
        if stop is not None and stop.is_set():
            raise Stopped
        wait = left if stop is None else min(left, _LOOK)
        if not select.select([handle], [], [], wait)[0]:
            if wait < left:
                continue
            raise _Ended
        piece = os.read(handle, min(size, 1 << 20))
        if not piece:
            raise _Ended
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _taken() -> subprocess.Popen[bytes]:
    """A helper for one file: the one that was idle last, started if there is none."""
    with _lock:
        gone = [helper for helper in _idle if helper.poll() is not None]
        _idle[:] = [helper for helper in _idle if helper not in gone]
        helper = _idle.pop() if _idle else _started()
        _busy.add(helper)
    for one in gone:
        _end(one)
    return helper


def _started() -> subprocess.Popen[bytes]:
    told = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    own = str(Path(__file__).resolve().parent.parent)
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, *_COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=told
        | {"PYTHONPATH": own, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        | {"PYTHONHASHSEED": "0"},
        start_new_session=True,  # Ctrl-C is for the one who asks
    )


def close() -> None:
    """End the helpers, with what they are reading; the next file starts another."""
    with _lock:
        idle, busy = [*_idle], [*_busy]
        _idle.clear()
    for helper in busy:  # the thread that waits for it does the rest
        _kill(helper)
    for helper in idle:
        _end(helper)


def _end(helper: subprocess.Popen[bytes]) -> None:
    _kill(helper)
    helper.wait()
    for pipe in (helper.stdin, helper.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _kill(helper: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        os.killpg(helper.pid, signal.SIGKILL)


def _forget() -> None:
    """In a forked process: the helpers are its parent's."""
    global _lock  # noqa: PLW0603 - a thread that is not here may have held it
    _lock = threading.Lock()
    _idle.clear()
    _busy.clear()


atexit.register(close)
os.register_at_fork(after_in_child=_forget)
