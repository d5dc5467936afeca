"""The app over the fake library: page by page without a browser, and whole in Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
for path in (HERE, ROOT):
    if str(path) not in sys.path:
        sys.path.insert(0, str(path))

import fake_library  # noqa: E402 - found by the path above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page
    from streamlit.testing.v1 import AppTest

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Options that keep Chromium itself from calling home, so that every call seen is the page's."""

PATIENCE = 30_000
"""Milliseconds until something that is expected must be there, on a busy machine."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

PAGE = "from web import {0}\n{0}.page()\n"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder whose library is the fake; modules of `web` are read anew with it."""
    for name in [name for name in sys.modules if name.split(".")[0] == "web"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "answer.library", fake_library)  # type: ignore[arg-type]
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real library with trails, corrections, questions and a noted gap; tests take `kept`."""
    import kept_library

    place = tmp_path_factory.mktemp("filled") / "library"
    kept_library.fill(place)
    return place


@pytest.fixture(scope="session")
def named(filled: Path) -> dict[str, str]:
    """Ids of ideas in that library: the one that is said most often, and two of one kind."""
    from answer.library import Library
    from tests.fakes import TrigramEmbedder

    library = Library.open(filled, embedders=[TrigramEmbedder()])
    ideas = library.ideas()
    library.close()
    most = max(ideas, key=lambda idea: len(idea.mentions))
    one, other = [idea.id for idea in ideas if idea.kind is ideas[0].kind][:2]
    return {"MOST": most.id, "ONE": one, "OTHER": other}


@pytest.fixture
def kept(filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the filled library, which the pages show; modules of `web` are read anew."""
    return put_in_place(filled, monkeypatch, tmp_path / "kept")


@pytest.fixture(scope="session")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real library of two versions of a leaflet; tests take `twins`."""
    import twin_library

    place = tmp_path_factory.mktemp("paired") / "library"
    twin_library.fill(place)
    return place


@pytest.fixture
def twins(paired: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., AppTest]:
    """Draw a page over a copy of that library, with parameters of its address."""
    put_in_place(paired, monkeypatch, tmp_path / "twins")
    return drawn


def put_in_place(library: Path, monkeypatch: pytest.MonkeyPatch, place: Path) -> Path:
    """Copy a library to `place` and have the pages show it."""
    from index import models
    from tests.fakes import TrigramEmbedder

    for name in [name for name in sys.modules if name.split(".")[0] == "web"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(models, "load", lambda *_, **__: TrigramEmbedder())
    shutil.copytree(library, place)
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", str(place))
    monkeypatch.setenv("GUIDEGRAPH_MODEL", "trigrams")
    return place


@pytest.fixture
def show(kept: Path) -> Callable[..., AppTest]:  # noqa: ARG001 - puts the library in place
    """Draw a page over the real library, with parameters of its address."""
    return drawn


def drawn(page: str, **parameters: str) -> AppTest:
    """A page that was drawn with these parameters."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_string(PAGE.format(page), default_timeout=20)
    for key, value in parameters.items():
        app.query_params[key] = value
    return app.run()


@pytest.fixture
def draw(fake: Path) -> Callable[..., AppTest]:  # noqa: ARG001 - puts the fake in place
    """Draw a page with parameters of its address."""
    return drawn


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over the fake library."""
    yield from served("serve_fake.py", tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def kept_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over a real library with trails, corrections, questions, a gap."""
    yield from served("serve_kept.py", tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="session")
def twins_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over a real library of two versions of a leaflet."""
    yield from served("serve_kept.py", tmp_path_factory.mktemp("twins"), "twin_library")


def served(script: str, folder: Path, *more: str) -> Iterator[str]:
    """Run a script that serves the app for `folder`; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(HERE / script), str(folder), str(port), *more]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder)
    base = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{base}/_stcore/health", timeout=1).close()  # noqa: S310
            break
        except OSError:
            time.sleep(0.1)
    yield base
    server.terminate()
    server.communicate(timeout=10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, for one module: while it runs, no other asyncio loop can in this thread."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        reason = f"no browser: install one of {', '.join(BROWSERS)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test on a call elsewhere, an error, or a breach of the policy."""
    yield from watched(chromium, address)


@pytest.fixture
def twins_page(chromium: Browser, twins_address: str) -> Iterator[Page]:
    """The same over a library of two versions of a leaflet."""
    yield from watched(chromium, twins_address)


@pytest.fixture
def kept_page(chromium: Browser, kept_address: str) -> Iterator[Page]:
    """The same over a real library."""
    yield from watched(chromium, kept_address)


def watched(chromium: Browser, address: str) -> Iterator[Page]:
    """A page at an address; it is closed in the end."""
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    own, wrong = urlsplit(address).netloc, []

    def seen(request: Any) -> None:
        to = urlsplit(request.url)
        if to.scheme in {"http", "https", "ws", "wss"} and to.netloc != own:
            wrong.append(f"called {request.url}")

    context.on("request", seen)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    page.set_default_timeout(PATIENCE)
    yield page
    page.wait_for_timeout(200)
    context.close()
    assert not wrong, wrong
