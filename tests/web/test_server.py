"""Serving: the port, the headers, what is closed."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest

from web.hardening import FOREIGN_ORIGIN, Hardening
from web.server import PortTakenError, serve

if TYPE_CHECKING:
    from pathlib import Path


async def inner(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def answer(kind: str, path: str, **headers: str) -> list[dict[str, Any]]:
    """What the hardened application sends for one connection."""
    sent: list[dict[str, Any]] = []
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> dict[str, str]:
        return {"type": f"{kind}.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": kind, "path": path, "headers": raw, "method": "GET"}
    asyncio.run(Hardening(inner)(scope, receive, send))  # type: ignore[arg-type]
    return sent


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"^port {port}: in use by another program"):
            serve(tmp_path, port)


def test_every_response_carries_the_policy() -> None:
    headers = dict(answer("http", "/")[0]["headers"])
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    assert headers[b"x-content-type-options"] == b"nosniff"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/run"])
def test_what_the_app_does_not_need_is_closed(path: str) -> None:
    assert answer("http", path)[0]["status"] == 404


def test_a_socket_of_a_foreign_origin_is_refused() -> None:
    sent = answer("websocket", "/_stcore/stream", host="127.0.0.1:1", origin="http://evil.example")
    assert sent == [{"type": "websocket.close", "code": FOREIGN_ORIGIN}]


def test_a_socket_of_the_page_itself_is_served() -> None:
    sent = answer("websocket", "/_stcore/stream", host="127.0.0.1:1", origin="http://127.0.0.1:1")
    assert sent[0]["type"] == "http.response.start"
