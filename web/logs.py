"""What the server writes down while it works, with `--verbose`: one JSON object a line.

Start reading at `begin`. No line has a document's text, a question, or a path's parameters, which
hold both: a request is its method, path, status and time.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAME: Final = "guidegraph"
"""The logger above all of ours that write what may be read by who looks after the server."""

FIELDS: Final = (
    "event", "method", "path", "status", "ms", "actor", "outcome", "part", "revision", "verdict",
    "language", "lines",
)  # fmt: skip
"""What a line may have; nothing else of a record is written, its message neither."""

STREAMLITS: Final = "streamlit.web.server.starlette.starlette_auth_routes"
"""The logger that tells why a sign-in failed; its messages have nothing of a library."""

BARE: Final = ("/media/", "/_stcore/upload_file/", "/_stcore/bidi-components/", "/static/")
"""Paths of which only the beginning is written: what follows is a key, or of no interest."""

_log = logging.getLogger(f"{NAME}.requests")


class Lines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        given = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        line = {"at": at, "level": record.levelname.lower(), **given}
        if record.name == STREAMLITS:
            error = record.exc_info[1] if record.exc_info else None
            why = f" ({type(error).__name__}: {error})" if error is not None else ""
            line |= {"event": "sign-in", "outcome": "failed", "why": record.getMessage() + why}
        return json.dumps(line, ensure_ascii=False)


def begin() -> None:
    """Write lines to standard error from here on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    log = logging.getLogger(NAME)
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
    from streamlit.logger import get_logger

    signing_in = get_logger(STREAMLITS)
    signing_in.handlers = [handler]
    signing_in.setLevel(logging.WARNING)


class Requests:
    """Writes a line for every request, and for every page that is opened."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application to stand before."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan" or not _log.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        status, began = 0, time.monotonic()

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "websocket.close":
                status = message.get("code", 1000)
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            _log.info(
                "request",
                extra={
                    "event": "request" if scope["type"] == "http" else "page",
                    "method": scope.get("method", ""),
                    "path": shown(scope["path"]),
                    "status": status,
                    "ms": round((time.monotonic() - began) * 1000),
                },
            )


def shown(path: str) -> str:
    """A path as it is written.

    >>> shown("/media/5f0c.md"), shown("/explore")
    ('/media/', '/explore')
    """
    return next((bare for bare in BARE if path.startswith(bare)), path)
