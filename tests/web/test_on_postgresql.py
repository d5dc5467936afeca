"""The pages over a library on PostgreSQL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import kept_library
import pytest
from streamlit.testing.v1 import AppTest
from written import ROOT, html_of

from answer.whereabouts import Address, whole
from index import models
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stores import Server


@pytest.fixture
def address(
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Address:
    """A library with all that people add, which the pages show; its address has a password."""
    for name in [name for name in sys.modules if name.split(".")[0] == "web"]:
        monkeypatch.delitem(sys.modules, name)
    made = server.address(f"web-{abs(hash(request.node.name))}")
    url = made.database.replace("postgres:@", "postgres:s3cret@")
    found = Address(url, made.library, tmp_path)
    monkeypatch.setattr(models, "load", lambda *_, **__: TrigramEmbedder())
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", whole(found))
    monkeypatch.setenv("GUIDEGRAPH_MODEL", "trigrams")
    monkeypatch.setenv("GUIDEGRAPH_CACHE", str(tmp_path))
    kept_library.fill(found)
    return found


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize(
    ("page", "parameters", "shown"),
    [
        ("ask", {"q": "How does trust grow?"}, "Trust grows when promises are kept."),
        ("shelf", {}, "visits.md"),
        ("trail", {}, "Second day"),
        ("explore", {}, "Dignity comes first"),
    ],
)
def test_a_page_shows_a_library_on_postgresql(
    page: str, parameters: dict[str, str], shown: str
) -> None:
    app = AppTest.from_string(f"from web import {page}\n{page}.page()\n", default_timeout=20)
    for key, value in parameters.items():
        app.query_params[key] = value
    body = html_of(app.run())
    assert not app.exception
    assert shown in body
    assert "s3cret" not in body


def test_a_library_that_is_missing_can_be_made_from_the_page(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Address(address.database, f"{address.library}-new", address.folder)
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", whole(other))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20).run()
    assert str(other) in html_of(app)
    assert "s3cret" not in html_of(app)
    (button,) = [one for one in app.button if "empty library" in one.label]
    button.click().run()
    assert not app.exception
    assert "There is no library here yet" not in html_of(app)


def test_a_monitor_is_told_the_revision_or_that_the_server_is_gone(
    address: Address, server: Server
) -> None:
    from web import health

    found = health.state(address)
    assert found["status"] == "ok"
    assert found["models"] == [{"name": "trigrams", "fingerprint": TrigramEmbedder().fingerprint}]
    server.stop()
    try:
        assert health.state(address)["status"] == "gone"
    finally:
        server.start()
