"""What every response of the app carries, and which requests it turns away.

Start reading at `Hardening`, an ASGI middleware. The policy lets the page load nothing from
anywhere but this server; a document that holds an address can therefore never call it.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent")
"""Paths of Streamlit's server that this app has no use for."""

PROBED: Final = ("/healthz", "/_stcore/health")
"""Paths of which nothing can be learnt but that the server works."""

FOREIGN_ORIGIN: Final = 4403
"""The WebSocket close code for a page of another origin (4000 to 4999 are an application's own)."""


def boot_scripts(index: str) -> tuple[str, ...]:
    """The CSP sources of the inline scripts in Streamlit's start page `index`.

    >>> boot_scripts("<script>a</script>")
    ("'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='",)
    """
    scripts = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return tuple(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)


def policy() -> str:
    """The Content-Security-Policy for the Streamlit that is installed."""
    import streamlit as st

    index = Path(st.__file__).parent / "static" / "index.html"
    scripts = " ".join(("'self'", *boot_scripts(index.read_text(encoding="utf-8"))))
    rules = {
        "default-src": "'self'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",  # Streamlit's styles are written at run time
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())


class Hardening:
    """Adds the headers, closes what is not used, and refuses sockets of a foreign origin.

    With `hosts`, requests for any other host are turned away: a page of elsewhere whose name was
    made to lead here (DNS rebinding) is of its own origin, but asks for its own host.
    """

    def __init__(
        self, app: ASGIApp, hosts: frozenset[str] | None = None, *, https: bool = False
    ) -> None:
        """Take the application to stand before, and whether browsers reach it by https."""
        self._app = app
        self._hosts = hosts
        self._https = https
        self._headers = {
            "Content-Security-Policy": policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }
        if https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        here = scope["type"] == "lifespan" or self._is_here(scope)
        if scope["type"] == "websocket" and not (here and _is_own(Headers(scope=scope))):
            await receive()
            await send({"type": "websocket.close", "code": FOREIGN_ORIGIN})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if self._https:
                    _for_https_only(headers)
            await send(message)

        if any(path in scope["path"] for path in CLOSED):
            await PlainTextResponse("", 404)(scope, receive, with_headers)
        elif not here:
            await PlainTextResponse("not the name of this app", 421)(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)

    def _is_here(self, scope: Scope) -> bool:
        """Whether a request is for a host that is ours; monitors ask by any name."""
        if self._hosts is None or scope["path"] in PROBED:
            return True
        try:
            host = urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname
        except ValueError:  # it is none
            return False
        return host in self._hosts


def _is_own(headers: Headers) -> bool:
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _for_https_only(headers: MutableHeaders) -> None:
    """Mark every cookie that is set: Streamlit's own are not, for the sake of plain http."""
    lines = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for line in lines:
        marked = "; secure" in line.lower()
        headers.append("set-cookie", line if marked else f"{line}; Secure")
