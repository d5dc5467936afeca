"""The process that reads files for another: `python -m corpus.confined`. Start reading at `main`.

It takes one file after another from standard input. For each it makes a child of itself, which
gives up opening files, sockets and processes, and most of its memory and time, before it looks at
the first byte; what the child says goes to standard output. `corpus.apart` is the other end.

A request is a line of JSON (`source`, `size`, `limits`) and then the bytes of the file. A reply is
one byte that says what follows, eight bytes with its length, and the payload:
`D` a document (`corpus.jsonform`), `R` a refusal (a JSON list of reason and remedy).
"""

from __future__ import annotations

import codecs
import contextlib
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, NoReturn

from corpus import jsonform
from corpus.document import parse
from corpus.errors import Unreadable
from corpus.reading import MEDIA_TYPES

if TYPE_CHECKING:
    from typing import BinaryIO

DOCUMENT: Final = b"D"
REFUSAL: Final = b"R"
LENGTH: Final = 8
"""Bytes of a reply's length."""

IDLE: Final = 60
"""Seconds without a request after which the process ends and gives its memory back."""

SMALLER: Final = "split it into parts, or save it anew, and add that"
ANEW: Final = "open it in its own program, save it anew and add that"

_CHUNK: Final = 1 << 20
_NO_MEMORY: Final = 3
_TOO_DEEP: Final = 4
_warmed: set[str] = set()


def main() -> None:
    """Answer requests until standard input ends, or nothing was asked for `IDLE` seconds."""
    replies = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no reply
    requests = sys.stdin.buffer
    while True:
        signal.alarm(IDLE)  # without a handler it ends the process
        line = requests.readline()
        signal.alarm(0)
        if not line:
            return
        request = json.loads(line)
        data = requests.read(request["size"])
        if len(data) < request["size"]:
            return
        warm(request["source"])
        kind, payload = read_in_child(request["source"], data, request["limits"])
        _write(replies, kind + len(payload).to_bytes(LENGTH, "big") + payload)


def read_in_child(source: str, data: bytes, limits: dict[str, int]) -> tuple[bytes, bytes]:
    """Read a file in a child: what kind of reply, and its payload."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_child(source, data, limits, writing)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as answer:
        said, cut = _collect(answer, limits)
    if cut:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if cut:
        return _refusal(cut, SMALLER)
    if status == 0 and said[:1] in {DOCUMENT, REFUSAL}:
        return said[:1], said[1:]
    return _refusal(*_told(status, limits))


def _collect(answer: BinaryIO, limits: dict[str, int]) -> tuple[bytes, str]:
    """What the child says, and why it was cut short ("" if it was not)."""
    deadline = time.monotonic() + limits["wall"]
    pieces: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([answer], [], [], left)[0]:
            return b"", f"takes more than {limits['wall']} s to read"
        piece = answer.read(_CHUNK)
        if not piece:
            return b"".join(pieces), ""
        size += len(piece)
        if size > limits["output"]:
            return b"", f"gives more than {limits['output'] / 1e6:.0f} MB"
        pieces.append(piece)


def _told(status: int, limits: dict[str, int]) -> tuple[str, str]:
    """Reason and remedy for a child that ended without an answer."""
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGXCPU:
        return f"takes more than {limits['cpu']} s to read", SMALLER
    if code == _NO_MEMORY:
        return f"takes more than {limits['memory'] / 1e9:g} GB of memory to read", SMALLER
    if code == _TOO_DEEP:
        return "nested too deeply", ANEW
    return f"damaged: it breaks its reader ({code})", ANEW


def _be_child(source: str, data: bytes, limits: dict[str, int], writing: int) -> NoReturn:
    code = 1
    try:
        confine(limits, writing)
        kind, payload = _answer(source, data, limits)
        _write(writing, kind + payload)
        code = 0
    except MemoryError:
        code = _NO_MEMORY
    except RecursionError:
        code = _TOO_DEEP
    finally:
        os._exit(code)  # nothing of the parent's is flushed or closed twice


def confine(limits: dict[str, int], kept: int) -> None:
    """Give up what reading needs none of: for good, and held by the operating system.

    A limit that a system lacks (macOS has none on memory) is passed over.
    """
    os.closerange(3, kept)
    os.closerange(kept + 1, kept + 64)
    os.close(0)
    for name, soft, hard in (
        ("CORE", 0, 0),
        ("FSIZE", 0, 0),
        ("CPU", limits["cpu"], limits["cpu"] + 1),
        ("AS", limits["memory"], limits["memory"]),
        ("NPROC", 0, 0),
        ("NOFILE", 0, 0),  # no file and no socket can be opened from here on
    ):
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is not None:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(number, (soft, hard))


def _answer(source: str, data: bytes, limits: dict[str, int]) -> tuple[bytes, bytes]:
    try:
        document = parse(source, data)
    except Unreadable as error:
        return _refusal(error.reason, error.remedy)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a hostile file brings a reader to
        return _refusal(f"damaged: it breaks its reader ({type(error).__name__})", ANEW)
    if len(document.text) > limits["text"]:
        return _refusal(f"holds more than {limits['text'] / 1e6:g} million characters", SMALLER)
    return DOCUMENT, jsonform.dump(document)


def _refusal(reason: str, remedy: str) -> tuple[bytes, bytes]:
    return REFUSAL, json.dumps([reason, remedy]).encode()


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


# -- what a child cannot import any more -----------------------------------------------------


def warm(source: str) -> None:
    """Import all that reading a file of this kind needs, by reading a small one of it."""
    kind = MEDIA_TYPES.get(PurePath(source).suffix.lower(), "")
    for name in ("text/plain", kind):
        if name and name not in _warmed:
            _warmed.add(name)
            for suffix, data in _samples(name):
                with contextlib.suppress(Unreadable):
                    parse(f"warm{suffix}", data)
            gc.collect()
            gc.freeze()  # a child's collector would copy every page that it counts


def _samples(kind: str) -> list[tuple[str, Any]]:
    """Files that between them need every module of a kind's reader."""
    if kind == "text/plain":
        _import_codecs()
        return [
            (".txt", b"# Visits\n\n1. Ring before you come, and say who you are.\n"),
            (".txt", "明日また来てください。お電話ください。".encode("cp932")),
            (".txt", "Zażółć gęślą jaźń, i zapytaj, jak możesz pomóc.".encode("cp1250")),
        ]
    if kind == "text/markdown":
        return [(".md", b"# Visits\n\n| a | b |\n|---|---|\n| c | d |\n\n- [ ] Ring.\n")]
    if kind == "text/html":
        page = b"<html><title>Visits</title><body><h1>Visits</h1>"
        words = b"<p>Ring before you come to see anybody, and say who you are and why.</p>"
        return [(".html", page + words), (".html", page + words * 20)]  # a short one is tried twice
    if kind == "application/pdf":
        return [(".pdf", _PDF)]
    return [(".docx", _word_file())]


def _import_codecs() -> None:
    import encodings
    from pkgutil import iter_modules

    for module in iter_modules(encodings.__path__):
        with contextlib.suppress(LookupError):  # those of another system
            codecs.lookup(module.name)


def _word_file() -> bytes:
    from io import BytesIO

    import docx

    document = docx.Document()
    document.add_heading("Visits", 1)
    document.add_paragraph("Ring before you come.", style="List Number")
    document.add_table(1, 2)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


_PDF: Final = b"""%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Count 1 /Kids [4 0 R] >>
endobj
3 0 obj
<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>
endobj
4 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R
/Resources << /Font << /R 3 0 R >> >> >>
endobj
5 0 obj
<< /Length 58 >>
stream
BT /R 12 Tf 50 700 Td (Ring before you come to a home.) Tj ET
endstream
endobj
trailer
<< /Root 1 0 R /Size 6 >>
%%EOF
"""


if __name__ == "__main__":
    main()
