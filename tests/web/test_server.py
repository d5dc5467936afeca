"""Serving: the port, the headers, what is closed."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from typing import TYPE_CHECKING, Any

import pytest

from answer.library import Library
from web import health, logs, server
from web.hardening import FOREIGN_ORIGIN, Hardening
from web.logs import Lines, Requests
from web.server import AddressError, PortTakenError, serve
from web.signin import SignIn

if TYPE_CHECKING:
    from pathlib import Path


async def inner(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def answer(
    kind: str, path: str, hosts: frozenset[str] | None = None, **headers: str
) -> list[dict[str, Any]]:
    """What the hardened application sends for one connection."""
    sent: list[dict[str, Any]] = []
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> dict[str, str]:
        return {"type": f"{kind}.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": kind, "path": path, "headers": raw, "method": "GET"}
    asyncio.run(Hardening(inner, hosts)(scope, receive, send))  # type: ignore[arg-type]
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


def test_what_is_closed_carries_the_policy_too() -> None:
    headers = dict(answer("http", "/_stcore/metrics")[0]["headers"])
    assert headers[b"content-security-policy"].startswith(b"default-src 'self'")


HERE = frozenset({"127.0.0.1", "localhost"})


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "LOCALHOST:1"])
def test_a_request_for_this_host_is_served(host: str) -> None:
    assert answer("http", "/", HERE, host=host)[0]["status"] == 200


@pytest.mark.parametrize("host", ["evil.example:8501", "127.0.0.1.evil.example", "", "[localhost"])
def test_a_name_of_elsewhere_that_leads_here_is_turned_away(host: str) -> None:
    """DNS rebinding: such a page is of its own origin."""
    assert answer("http", "/", HERE, host=host)[0]["status"] == 421
    origin = f"http://{host}"
    sent = answer("websocket", "/_stcore/stream", HERE, host=host, origin=origin)
    assert sent == [{"type": "websocket.close", "code": FOREIGN_ORIGIN}]
    assert answer("http", "/healthz", HERE, host=host)[0]["status"] == 200


def test_the_app_listens_on_this_machine_only_unless_it_is_told() -> None:
    with server._listen(server.HOST, 0) as listener:  # noqa: SLF001 - the socket that is served
        assert listener.getsockname()[0] == "127.0.0.1"
    assert server.hosts_of(server.HOST, None) == {"127.0.0.1", "::1", "localhost"}
    assert server.hosts_of("192.168.1.5", None) is None
    team = SignIn("https://guidance.example.org", "", "", "", "")
    assert server.hosts_of("127.0.0.1", team) == {"guidance.example.org"}


@pytest.mark.parametrize("address", ["203.0.113.7", "no such host"])
def test_an_address_of_elsewhere_is_said_in_one_line(tmp_path: Path, address: str) -> None:
    with pytest.raises(AddressError, match=f"^{address}: (no such|not an) address"):
        serve(tmp_path, 0, address=address)


def test_by_https_browsers_are_told_to_stay_with_it_and_keep_cookies_to_it() -> None:
    sent: list[dict[str, Any]] = []
    cookies = [b"a=1; Path=/", b"b=2; secure"]

    async def inner(_scope: Any, _receive: Any, send: Any) -> None:
        set_by = [(b"set-cookie", cookie) for cookie in cookies]
        await send({"type": "http.response.start", "status": 200, "headers": set_by})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/", "headers": [], "method": "GET"}
    asyncio.run(Hardening(inner, https=True)(scope, None, send))  # type: ignore[arg-type]
    assert dict(sent[0]["headers"])[b"strict-transport-security"] == b"max-age=31536000"
    given = [value for name, value in sent[0]["headers"] if name == b"set-cookie"]
    assert given == [b"a=1; Path=/; Secure", b"b=2; secure"]


# -- what a monitor and a log see ------------------------------------------------------------


def test_a_monitor_is_told_of_a_library_that_cannot_be_read(tmp_path: Path) -> None:
    assert health.state(tmp_path / "none")["status"] == "missing"
    Library.open(tmp_path / "new", create=True).close()
    found = health.state(tmp_path / "new")
    assert {key: found[key] for key in ("status", "revision", "models")} == {
        "status": "ok",
        "revision": "empty",
        "models": [],
    }
    (tmp_path / "new" / "library.sqlite").write_bytes(b"no database at all" * 100)
    assert health.state(tmp_path / "new")["status"] == "damaged"
    assert health.endpoint(tmp_path / "none")(None).status_code == 503  # type: ignore[arg-type]


def test_a_line_of_the_log_has_what_may_be_read_and_no_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logs_of = logging.getLogger(f"{logs.NAME}.questions")
    with caplog.at_level(logging.INFO, logger=logs.NAME):
        logs_of.info("May I hit a client?", extra={"event": "question", "ms": 3, "text": "secret"})
    line = json.loads(Lines().format(caplog.records[-1]))
    assert set(line) == {"at", "level", "event", "ms"}
    assert (line["event"], line["ms"]) == ("question", 3)


def test_a_request_is_logged_without_its_parameters(caplog: pytest.LogCaptureFixture) -> None:
    scope = {"type": "http", "path": "/media/5f.md", "query_string": b"q=May+I", "method": "GET"}

    async def send(_message: Any) -> None:
        pass

    with caplog.at_level(logging.INFO, logger=logs.NAME):
        asyncio.run(Requests(inner)(scope, None, send))  # type: ignore[arg-type]
    line = json.loads(Lines().format(caplog.records[-1]))
    told = {key: line[key] for key in ("event", "method", "path", "status")}
    assert told == {"event": "request", "method": "GET", "path": "/media/", "status": 200}


def test_a_socket_of_a_foreign_origin_is_refused() -> None:
    sent = answer("websocket", "/_stcore/stream", host="127.0.0.1:1", origin="http://evil.example")
    assert sent == [{"type": "websocket.close", "code": FOREIGN_ORIGIN}]


def test_a_socket_of_the_page_itself_is_served() -> None:
    sent = answer("websocket", "/_stcore/stream", host="127.0.0.1:1", origin="http://127.0.0.1:1")
    assert sent[0]["type"] == "http.response.start"
