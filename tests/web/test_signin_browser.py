"""Signing in with a real OpenID provider, in a real browser: who comes in, and who does not."""

from __future__ import annotations

import importlib.resources
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
import signed
from playwright.sync_api import expect
from signed import come_in
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ASKED = "How long may a visit be?"
COOKIE = "guidegraph"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    yield from signed.provider()


@pytest.fixture(scope="module")
def app(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[signed.Signed]:
    yield from signed.app(tmp_path_factory.mktemp("signed"), issuer)


@pytest.fixture
def context(chromium: Browser, app: signed.Signed) -> Iterator[BrowserContext]:
    yield from fresh(chromium, app.address)


def fresh(chromium: Browser, address: str, locale: str = "en-GB") -> Iterator[BrowserContext]:
    """A browser that nobody has used; a breach of the policy fails its test."""
    made = chromium.new_context(base_url=address, locale=locale)
    made.set_default_timeout(20_000)
    breaches: list[str] = []
    made.on(
        "console",
        lambda line: breaches.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield made
    made.close()
    assert breaches == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def key_of(context: BrowserContext) -> Any:
    (cookie,) = [one for one in context.cookies() if one["name"] == COOKIE]
    return cookie


def library(page: Page) -> None:
    """Wait for the page Library."""
    page.get_by_role("heading", name="The library").wait_for()


# -- coming in -------------------------------------------------------------------------------


def test_nobody_sees_anything_before_signing_in(page: Page, app: signed.Signed) -> None:
    page.goto(f"/?q={ASKED}")
    assert page.url.startswith(f"{app.address}/sign-in?to=")
    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert "Trust" not in page.content()
    for path in (
        "/static/index.html",
        "/media/x",
        "/_stcore/host-config",
        "/_stcore/upload_file/a",
    ):
        assert page.request.get(path).status == 401


def test_a_reader_reads_and_sees_nothing_that_edits(page: Page) -> None:
    come_in(page, "rita", "/library?doc=handbook.md")
    page.get_by_role("heading", name=re.compile("What was read of")).wait_for()
    page.get_by_role("link", name="Sign out").wait_for()
    for words in ("Remove this document", "Correct what was taken for what"):
        assert page.get_by_text(words).count() == 0
    page.get_by_role("link", name="‹ All documents").click()
    library(page)
    page.get_by_role("table").wait_for()
    assert page.get_by_text("Add documents").count() == 0


def test_an_editor_edits_and_the_journal_has_the_name(page: Page, app: signed.Signed) -> None:
    come_in(page, "edna", "/trails")
    page.get_by_label("A new trail").fill("Made by Edna")
    page.get_by_role("button", name="Make the trail").click()
    page.get_by_role("heading", name="Made by Edna").wait_for()
    folder = str(app.log.parent / "library")
    command = [sys.executable, "-m", "answer.cli", "history", "--last", "1", "--json"]
    told = subprocess.run(
        [*command, "--library", folder], capture_output=True, text=True, check=True
    )
    (line,) = json.loads(told.stdout)
    assert (line["actor"], line["part"]) == ("edna@example.org", "trail")
    assert line["account"].endswith(" edna")
    assert line["what"] == {"trail": ["Made by Edna"], "did": ["made Made by Edna"]}


def test_an_editor_adds_a_document(page: Page) -> None:
    come_in(page, "edna", "/library")
    library(page)
    file = {"name": "cars.md", "mimeType": "text/markdown", "buffer": b"# Cars\n\nDrive slowly."}
    page.locator("input[type=file]").set_input_files([file])
    page.get_by_role("button", name="Add to the library").click()
    page.get_by_role("status").get_by_text("cars.md").wait_for()


def test_the_page_that_was_asked_for_comes_after_signing_in(page: Page) -> None:
    come_in(page, "rita", f"/?q={ASKED}")
    expect(page.get_by_label("Your situation or question")).to_have_value(ASKED)


def test_who_has_no_role_is_refused_by_name(page: Page) -> None:
    come_in(page, "nemo")
    page.get_by_role("heading", name="No access").wait_for()
    assert page.get_by_text("nemo@example.org").is_visible()
    assert page.request.get("/static/index.html").status == 403


def test_who_says_no_at_the_provider_is_not_signed_in(page: Page, app: signed.Signed) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Deny").click()
    page.get_by_text("Signing in did not work").wait_for()
    assert page.url.startswith(app.address)
    assert [one for one in page.context.cookies() if one["name"] == COOKIE] == []


def test_the_doorstep_speaks_polish(chromium: Browser, app: signed.Signed) -> None:
    for context in fresh(chromium, app.address, "pl-PL"):
        page = context.new_page()
        page.goto("/trails")
        assert page.locator("html").get_attribute("lang") == "pl"
        page.get_by_role("link", name="Zaloguj się").click()
        page.get_by_role("button", name="nemo", exact=True).click()
        page.get_by_role("heading", name="Brak dostępu").wait_for()
        page.goto("/sign-in?lang=en")
        page.get_by_role("heading", name="No access").or_(
            page.get_by_role("heading", name="Brak dostępu")
        ).wait_for()


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_the_doorstep_stands_in_no_ones_way(page: Page, ground: Any) -> None:
    package = importlib.resources.files("axe_playwright_python")
    axe = (package / "axe.min.js").read_text(encoding="utf-8")
    page.emulate_media(color_scheme=ground)

    def violations() -> list[str]:
        page.evaluate(axe)
        found = page.evaluate("() => axe.run(document)")["violations"]
        return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]

    page.goto("/sign-in?why=ended")
    assert violations() == []
    come_in(page, "nemo")
    page.get_by_role("heading", name="No access").wait_for()
    assert violations() == []


# -- the end of it ---------------------------------------------------------------------------


def test_signing_out_ends_every_page_and_the_key_opens_nothing_again(
    page: Page, context: BrowserContext, app: signed.Signed
) -> None:
    come_in(page, "rita", "/library")
    library(page)
    key = key_of(context)
    other = context.new_page()
    other.goto("/library?view=gaps")
    other.get_by_role("heading", name="Noted gaps").wait_for()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="End session").click()  # the provider's own question
    page.get_by_text("You have signed out").wait_for()
    other.wait_for_url(f"{app.address}/sign-in?to=**gaps**")
    context.add_cookies([key])
    page.goto("/library")
    page.get_by_text("Your session has ended").wait_for()
    assert page.request.get("/_stcore/host-config").status == 401


def test_an_idle_session_ends_on_the_open_page(
    chromium: Browser, issuer: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("idle")
    for app in signed.app(folder, issuer, idle_minutes="0.1"):
        for context in fresh(chromium, app.address):
            page = context.new_page()
            come_in(page, "rita", "/library?view=gaps")
            page.get_by_role("heading", name="Noted gaps").wait_for()
            page.get_by_text("Your session has ended").wait_for(timeout=15_000)
            assert "to=%2Flibrary%3Fview%3Dgaps" in page.url
            page.get_by_role("link", name="Sign in", exact=True).click()
            page.get_by_role("button", name="rita", exact=True).click()
            page.get_by_role("heading", name="Noted gaps").wait_for()


def forged(app: signed.Signed, secret: str) -> str:
    """A cookie of Streamlit's own kind for an editor."""
    claims = {
        **signed.PEOPLE["edna"],
        "is_logged_in": True,
        "sub": "edna",
        "provider": "default",
        "origin": app.address,
    }
    return create_signed_value(secret, "_streamlit_user", json.dumps(claims)).decode()


def test_a_forged_or_edited_cookie_opens_nothing(
    page: Page, context: BrowserContext, app: signed.Signed
) -> None:
    for name, value in (
        ("_streamlit_user", forged(app, "guessed" * 5)),
        ("_streamlit_user", forged(app, signed.SECRET)),  # even by who knows the secret
        (COOKIE, forged(app, signed.SECRET)),
        (COOKIE, "x" * 43),
    ):
        context.add_cookies([{"name": name, "value": value, "url": app.address}])
        page.goto("/library")
        assert page.get_by_role("heading", name="Sign in").is_visible()
        assert page.request.get("/_stcore/host-config").status == 401
    context.clear_cookies()
    come_in(page, "rita", "/library")
    library(page)
    key = key_of(context)
    assert [
        one["name"] for one in context.cookies() if one["name"].startswith("_streamlit_u")
    ] == []
    edited = key["value"][:-1] + ("a" if key["value"][-1] != "a" else "b")
    context.add_cookies([{**key, "value": edited}])
    page.goto("/library")
    assert page.get_by_role("heading", name="Sign in").is_visible()


def test_a_reader_stays_one_with_an_editors_cookie_beside(
    page: Page, context: BrowserContext, app: signed.Signed
) -> None:
    come_in(page, "rita", "/library")
    library(page)
    beside = {"name": "_streamlit_user", "value": forged(app, signed.SECRET), "url": app.address}
    context.add_cookies([beside])  # type: ignore[list-item]
    page.reload()
    page.get_by_role("table").wait_for()
    assert page.get_by_title("Signed in as rita@example.org").is_visible()
    assert page.get_by_text("Add documents").count() == 0
    assert page.request.put("/_stcore/upload_file/a/b", data="x").status == 403


# -- what every answer carries, and what is written down ---------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/sign-in/go", "/auth/login", "/auth/logout", "/oauth2callback?state=x", "/",
     "/healthz", "/static/a.js", "/_stcore/metrics", "/_stcore/stream"],
)  # fmt: skip
def test_every_answer_carries_the_policy(app: signed.Signed, path: str) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:  # type: ignore[override]
            return None

    try:
        answer: Any = urllib.request.build_opener(Stay).open(f"{app.address}{path}", timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    answer.close()


def test_another_host_is_turned_away(app: signed.Signed) -> None:
    for path, status in (("/sign-in", 421), ("/healthz", 200)):
        asked = urllib.request.Request(f"{app.address}{path}", headers={"Host": "evil.example"})  # noqa: S310
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - our own
                found = answer.status
        except urllib.error.HTTPError as error:
            found = error.code
            error.close()
        assert found == status


def test_a_monitor_learns_the_state_and_no_text(app: signed.Signed) -> None:
    with urllib.request.urlopen(f"{app.address}/healthz", timeout=10) as answer:  # noqa: S310
        state = json.load(answer)
    assert set(state) == {"status", "version", "revision", "models"}
    assert state["status"] == "ok"
    assert re.fullmatch("[0-9a-f]{12}", state["revision"])
    (model,) = state["models"]
    assert model["name"] == "trigrams"
    assert re.fullmatch("[0-9a-f]{64}", model["fingerprint"])


def test_what_is_written_down_has_no_text(page: Page, app: signed.Signed) -> None:
    come_in(page, "rita", f"/?q={ASKED}")
    page.get_by_text("From ", exact=False).first.wait_for()
    page.wait_for_timeout(500)
    lines = app.lines()
    events = {line["event"] for line in lines}
    assert {"request", "page", "sign-in", "question"} <= events
    (asked, *_) = [line for line in lines if line["event"] == "question"]
    assert asked["actor"] == "rita@example.org"
    assert asked["verdict"] in {"answered", "partly", "not covered"}
    written = app.log.read_text(encoding="utf-8")
    for secret in ("visit be", "handbook", "state=", "code=", signed.SECRET, "How"):
        assert secret not in written
