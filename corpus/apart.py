"""Reading files in a process apart, so that a hostile one cannot harm the one that asks.

Start reading at `parse`. One helping process (`corpus.confined`) serves all files; for each it
makes a child that can open nothing, and that the operating system ends when it takes too much.
Only JSON comes back, and it is checked. The helper ends by itself when it is idle.
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


def parse(source: str, data: bytes, *, limits: Limits = LIMITS) -> Document:
    r"""`corpus.document.parse` in a process apart: the same document, or the same refusal.

    >>> parse("visits.txt", b"Home visits\n\nRing before you come, and be on time.\n").title
    'Home visits'

    Raises:
        Unreadable: as `corpus.document.parse`, and for a file that goes beyond `limits` or
            breaks its reader.
    """
    with _lock:
        try:
            kind, payload = _ask(source, data, limits)
        except _Ended:  # it was idle and left, or was killed: a second one gets one chance
            try:
                kind, payload = _ask(source, data, limits)
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
_helper: subprocess.Popen[bytes] | None = None


def _ask(source: str, data: bytes, limits: Limits) -> tuple[bytes, bytes]:
    helper = _running()
    assert helper.stdin is not None  # noqa: S101 - it was made with pipes
    assert helper.stdout is not None  # noqa: S101
    request = {"source": source, "size": len(data), "limits": asdict(limits)}
    try:
        helper.stdin.write(json.dumps(request).encode() + b"\n" + data)
        helper.stdin.flush()
        handle = helper.stdout.fileno()
        deadline = time.monotonic() + limits.wall + _STARTING
        head = _exactly(handle, 1 + _LENGTH, deadline)
        length = min(int.from_bytes(head[1:], "big"), limits.output)
        return head[:1], _exactly(handle, length, deadline)
    except BaseException as error:
        close()  # half a reply may be in the pipe
        if isinstance(error, OSError):
            raise _Ended from error
        raise


def _exactly(handle: int, size: int, deadline: float) -> bytes:
    pieces = []
    while size:
        left = max(0.0, deadline - time.monotonic())
        if not select.select([handle], [], [], left)[0]:
            raise _Ended
        piece = os.read(handle, min(size, 1 << 20))
        if not piece:
            raise _Ended
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _running() -> subprocess.Popen[bytes]:
    """The helper, started if there is none."""
    global _helper  # noqa: PLW0603 - one for the whole process, whoever reads
    if _helper is None or _helper.poll() is not None:
        close()
        told = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        own = str(Path(__file__).resolve().parent.parent)
        _helper = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=told
            | {"PYTHONPATH": own, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            | {"PYTHONHASHSEED": "0"},
            start_new_session=True,  # Ctrl-C is for the one who asks
        )
    return _helper


def close() -> None:
    """End the helper, with what it is reading; the next file starts another."""
    global _helper
    helper, _helper = _helper, None
    if helper is None:
        return
    with suppress(OSError):
        os.killpg(helper.pid, signal.SIGKILL)
    helper.wait()
    for pipe in (helper.stdin, helper.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _forget() -> None:
    """In a forked process: the helper is its parent's."""
    global _helper, _lock
    _helper, _lock = None, threading.Lock()


atexit.register(close)
os.register_at_fork(after_in_child=_forget)
