"""A stand-in for a language model's server on this machine, which behaves as badly as it is told.

A behaviour gets the handler of one request and writes whatever it likes; `replies` is the one
that behaves well.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; `received` collects the bodies."""

    behaviour: Behaviour
    received: list[Any]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(length))
        self.received.append((self.path, dict(self.headers), body))
        self.close_connection = True
        with contextlib.suppress(OSError):  # the other side has had enough
            type(self).behaviour(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(behaviour: Behaviour) -> Iterator[tuple[str, list[Any]]]:
    """The address of a server with this behaviour, and what it receives."""
    received: list[Any] = []
    options = {"behaviour": staticmethod(behaviour), "received": received}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Handler,), options))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def raw(data: bytes, *, status: int = 200, **headers: str) -> Behaviour:
    """A server that answers with these bytes."""

    def behave(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"content-length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return behave


def replies(content: object) -> Behaviour:
    """A server whose model writes `content`."""
    message = {"role": "assistant", "content": content}
    return raw(json.dumps({"choices": [{"index": 0, "message": message}]}).encode())


def writes(**keys: object) -> Behaviour:
    """A server whose model writes a JSON object."""
    return replies(json.dumps(keys))


def silent(handler: Handler) -> None:
    """Takes the request and says nothing."""
    del handler
    time.sleep(20)


def drips(handler: Handler) -> None:
    """Sends a byte now and then, each long before any time-out of its own."""
    handler.send_response(200)
    handler.send_header("content-length", "100000")
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def drips_headers(handler: Handler) -> None:
    """Never comes to the end of its headers."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(400):
        handler.wfile.write(b"a")
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    """Sends without an end, as fast as it can."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(2_000):
        handler.wfile.write(b" " * 65_536)


def streams(handler: Handler) -> None:
    """Streams events that nobody asked for, the last of them broken."""
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.send_header("transfer-encoding", "chunked")
    handler.end_headers()
    for event in ({"choices": [{"delta": {"content": "{"}}]}, {"choices": []}):
        line = f"data: {json.dumps(event)}\n\n".encode()
        handler.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
    handler.wfile.write(b"zz\r\nno chunk")


def hangs_up(handler: Handler) -> None:
    """Ends in the middle of what it promised."""
    raw(b'{"choices": [{"mess', content_length="500")(handler)


def speaks_otherwise(handler: Handler) -> None:
    """Answers in no HTTP at all."""
    handler.wfile.write(b"220 mail.example ESMTP\r\n" * 3)
