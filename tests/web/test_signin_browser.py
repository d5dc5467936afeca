"""Signing in with a real OpenID provider, in a real browser: who comes in, and who does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import signed
from signed import come_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ASKED = "How long may a visit be?"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    yield from signed.provider()


@pytest.fixture(scope="module")
def app(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[signed.Signed]:
    yield from signed.app(tmp_path_factory.mktemp("signed"), issuer)


@pytest.fixture
def context(chromium: Browser, app: signed.Signed) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=app.address, locale="en-GB")
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def session_of(context: BrowserContext) -> Any:
    (cookie,) = [one for one in context.cookies() if one["name"] == "guidegraph"]
    return cookie


def test_nobody_sees_anything_before_signing_in(page: Page, app: signed.Signed) -> None:
    page.goto(f"/?q={ASKED}")
    assert page.url.startswith(f"{app.address}/sign-in?to=")
    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert "Trust" not in page.content()
    for path in (
        "/static/index.html",
        "/media/x",
        "/_stcore/host-config",
        "/_stcore/upload_file/a/b",
    ):
        assert page.request.get(path).status == 401


def test_a_reader_reads_and_sees_nothing_that_edits(page: Page) -> None:
    come_in(page, "rita", "/library")
    page.get_by_role("heading", name="The library").wait_for()
    page.get_by_role("link", name="handbook.md").or_(
        page.get_by_text("handbook.md")
    ).first.wait_for()
    assert page.get_by_text("Add documents").count() == 0
    page.goto("/library?doc=handbook.md")
    page.get_by_role("heading", name=re.compile("What was read of")).wait_for()
    page.wait_for_timeout(1500)
    for words in ("Remove this document", "Correct what was taken for what"):
        assert page.get_by_text(words).count() == 0
    page.goto("/?q=How does trust grow?")
    page.get_by_text("From ").first.wait_for()
    assert page.get_by_text("Add to a trail").count() == 0


def test_an_editor_edits_and_the_journal_has_the_name(page: Page) -> None:
    come_in(page, "edna", "/trails")
    page.get_by_label("A new trail").fill("Made by Edna")
    page.get_by_role("button", name="Make the trail").click()
    page.get_by_role("heading", name="Made by Edna").wait_for()


def test_the_page_that_was_asked_for_comes_after_signing_in(page: Page) -> None:
    come_in(page, "rita", f"/?q={ASKED}")
    page.wait_for_url(re.compile(r"/\?q=How"))
    assert page.get_by_label("Your situation or question").input_value() == ASKED


def test_who_has_no_role_is_refused_by_name(page: Page, context: BrowserContext) -> None:
    come_in(page, "nemo")
    page.get_by_role("heading", name="No access").wait_for()
    assert page.get_by_text("nemo@example.org").is_visible()
    assert page.request.get("/static/index.html").status == 403
    assert session_of(context)["httpOnly"]
