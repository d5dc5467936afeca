"""An OpenID provider, and the app that asks it who somebody is; both are started by the tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

HERE = Path(__file__).resolve().parent
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of the tests' own app
PEOPLE: dict[str, dict[str, Any]] = {
    "rita": {"email": "rita@example.org", "groups": ["staff", "guidance-readers"]},
    "edna": {"email": "edna@example.org", "groups": ["guidance-editors"]},
    "nemo": {"email": "nemo@example.org", "groups": ["staff"]},
}


@dataclass(frozen=True)
class Signed:
    """An app with sign-in: its address and what it has written to standard error."""

    address: str
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(url: str) -> None:
    """Wait until the address answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - our own
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} does not answer")


def provider() -> Iterator[str]:
    """The address of an OpenID provider that knows `PEOPLE`."""
    port = free_port()
    claims = [
        part
        for sub, known in PEOPLE.items()
        for part in ("--user-claims", json.dumps({"sub": sub, **known}))
    ]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    base = f"http://127.0.0.1:{port}"
    answers(f"{base}/.well-known/openid-configuration")
    yield base
    server.terminate()
    server.wait(timeout=10)


def app(folder: Path, issuer: str, **settings: str) -> Iterator[Signed]:
    """The app over a library in `folder`, for those whom the provider knows."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    wanted = {
        "address": base,
        "issuer": issuer,
        "client_id": "guidegraph",
        "client_secret": "no secret",
        "cookie_secret": SECRET,
        "readers": "guidance-readers",
        "editors": "guidance-editors",
        **settings,
    }
    environment = {f"GUIDEGRAPH_SIGN_IN_{name.upper()}": value for name, value in wanted.items()}
    log = folder / "log"
    command = [sys.executable, str(HERE / "serve_signed.py"), str(folder / "library"), str(port)]
    with log.open("wb") as stream:
        server = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=stream,
            cwd=folder,
            env={**os.environ, **environment},
        )
        answers(f"{base}/_stcore/health")
        yield Signed(base, log)
        server.terminate()
        server.wait(timeout=10)


def come_in(page: Page, name: str, to: str = "/") -> None:
    """Go to a page of the app and sign in as `name` on the way."""
    page.goto(to)
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("button", name=name, exact=True).click()
