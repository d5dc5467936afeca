"""For everyone: no violation that axe-core finds, a task by keyboard alone, zoom, quiet motion."""

from __future__ import annotations

import importlib.resources
import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

QUESTION: Final = "someone tells me more than they meant to"
RUN_AXE: Final = """() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    // Streamlit's own upload field is built so.
    rules: {"presentation-role-conflict": {enabled: false}},
})"""

STATES: Final = (
    "/",
    f"/?q={QUESTION}",
    f"/?q={QUESTION}&cite=visits.md:155-253",
    f"/?q={QUESTION}&why=trust",
    "/?q=a moon rocket",
    "/explore",
    "/explore?idea=trust",
    "/explore?idea=coordinator&to=trust",
    "/explore?idea=nobody",
    "/explore?theme=1",
    "/explore?view=path",
    "/explore?view=tensions",
    "/explore?view=gaps&sort=unreasoned",
    "/explore?view=gaps&cite=handbook.md:114-173",
    "/explore?view=compare",
    "/explore?view=compare&left=handbook.md&right=visits.md",
    "/explore?view=twins",
    "/explore?view=twins&left=handbook.md&right=visits.md",
    "/library",
    "/library?doc=visits.md",
)
KEPT_STATES: Final = (
    "/trails",
    "/trails?trail=1",
    "/trails?trail=2",
    "/trails?trail=9",
    "/trails?quiz=1&count=5",
    "/trails?quiz=1&count=5&picks=a",
    "/trails?quiz=1&count=5&picks=ab&at=50",
    "/trails?quiz=1&count=5&whole=1",
    "/library?view=changes",
    "/library?view=corrections",
    "/library?view=corrections&idea=MOST",
    "/library?view=questions",
    "/library?view=gaps",
)
"""Pages of what people add to a library, over a real one."""

TWIN_STATES: Final = (
    "/explore?view=twins",
    "/explore?view=twins&left=a.md&right=b.md",
    "/explore?view=twins&left=a.md&right=b.md&sort=differ",
    "/explore?view=twins&left=a.md&right=b.md&cite=a.md:51-116",
)
"""Twins beside each other, over a real library of two versions of a leaflet."""

PHONE: Final = {"width": 360, "height": 780}
DESK: Final = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, as the package for Playwright brings it."""
    package = importlib.resources.files("axe_playwright_python")
    return (package / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def screens(chromium: Browser, address: str) -> Iterator[Any]:
    """Opens pages of a browser with a language and a size, over the fake library."""
    yield from opening(chromium, address)


@pytest.fixture
def kept_screens(chromium: Browser, kept_address: str) -> Iterator[Any]:
    """The same over a real library."""
    yield from opening(chromium, kept_address)


@pytest.fixture
def twin_screens(chromium: Browser, twins_address: str) -> Iterator[Any]:
    """The same over a library of twins."""
    yield from opening(chromium, twins_address)


def opening(chromium: Browser, address: str) -> Iterator[Any]:
    """A function that opens pages, which are closed in the end."""
    contexts = []

    def screen(language: str = "en-US", **more: Any) -> Page:
        context = chromium.new_context(
            base_url=address,
            locale=language,
            reduced_motion="reduce",
            viewport=more.get("viewport", DESK),
        )
        contexts.append(context)
        return context.new_page()

    yield screen
    for context in contexts:
        context.close()


def arrive(page: Page, to: str) -> None:
    """Open an address and wait until the page stands."""
    page.goto(to)
    page.wait_for_selector("html[data-gg-links]", state="attached")
    expect(page.locator("h1").first).to_be_visible()
    page.wait_for_timeout(500)


def violations(page: Page, axe: str) -> list[tuple[str, str, str]]:
    """What axe-core finds: the rule, the element, what is wrong with it."""
    page.evaluate(axe)
    return [
        (rule["id"], node["html"][:160], str(node["any"] and node["any"][0]["message"]))
        for rule in page.evaluate(RUN_AXE)["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en-US", DESK), ("pl-PL", DESK), ("en-US", PHONE)],
    ids=["english", "polish", "phone"],
)
def test_nothing_stands_in_the_way_of_anyone(
    screens: Any, axe: str, language: str, viewport: Any
) -> None:
    stands_in_no_ones_way(screens(language, viewport=viewport), STATES, axe)


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en-US", DESK), ("pl-PL", PHONE)],
    ids=["english", "polish-phone"],
)
def test_nothing_that_people_add_stands_in_the_way_of_anyone(
    kept_screens: Any, named: dict[str, str], axe: str, language: str, viewport: Any
) -> None:
    states = tuple(to.replace("MOST", named["MOST"]) for to in KEPT_STATES)
    stands_in_no_ones_way(kept_screens(language, viewport=viewport), states, axe)


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en-US", DESK), ("pl-PL", PHONE)],
    ids=["english", "polish-phone"],
)
def test_twins_stand_in_no_ones_way_and_fit(
    twin_screens: Any, axe: str, language: str, viewport: Any
) -> None:
    page = twin_screens(language, viewport=viewport)
    stands_in_no_ones_way(page, TWIN_STATES, axe)
    for to in TWIN_STATES:
        arrive(page, to)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def stands_in_no_ones_way(page: Page, states: tuple[str, ...], axe: str) -> None:
    """No state has a violation, light or dark."""
    found = {}
    for to in states:
        page.emulate_media(color_scheme="light")
        arrive(page, to)
        found[to, "light"] = violations(page, axe)
        page.emulate_media(color_scheme="dark")
        expect(page.locator(".stApp")).to_have_css("color-scheme", "dark")
        page.wait_for_timeout(600)
        found[to, "dark"] = violations(page, axe)
    assert {at: wrong for at, wrong in found.items() if wrong} == {}


def test_dialogs_and_what_unfolds_stand_in_no_ones_way(screens: Any, axe: str) -> None:
    page = screens()
    arrive(page, "/library?doc=visits.md")
    page.get_by_role("button", name="Remove this document").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page, axe) == []
    arrive(page, f"/?q={QUESTION}&cite=visits.md:155-253")
    page.get_by_role("button", name="Show in the whole document").click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page, axe) == []
    arrive(page, f"/?q={QUESTION}&why=trust")
    page.locator(".gg-whence summary").click()
    assert violations(page, axe) == []


def test_the_dialogs_of_trails_stand_in_no_ones_way(
    kept_screens: Any, named: dict[str, str], axe: str
) -> None:
    page = kept_screens()
    arrive(page, "/trails?trail=1")
    for name in ("Name and note", "Note to 2"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.wait_for_timeout(400)
        assert violations(page, axe) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_text("Quote words of a document").click()
    page.wait_for_timeout(300)
    assert violations(page, axe) == []
    arrive(page, f"/explore?idea={named['MOST']}&collect={named['MOST']}")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page, axe) == []
    arrive(page, "/library?doc=visits.md")
    page.get_by_text("Correct what was taken for what").click()
    page.wait_for_timeout(300)
    assert violations(page, axe) == []


@pytest.mark.parametrize("to", KEPT_STATES)
def test_what_people_add_fits_on_a_phone(kept_screens: Any, named: dict[str, str], to: str) -> None:
    page = kept_screens(viewport=PHONE)
    arrive(page, to.replace("MOST", named["MOST"]))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    wide = page.evaluate(
        """() => [...document.querySelectorAll(".stMain .stHtml *")].filter((one) =>
            !one.closest(".gg-unseen, .gg-scrollx, thead, .st-key-wire")
            && one.getBoundingClientRect().right > innerWidth + 1).length"""
    )
    assert wide == 0


def focused(page: Page) -> str:
    """What has the focus, by its name or text."""
    found: str = page.evaluate(
        """() => { const here = document.activeElement;
        return here === document.body ? "" : here.getAttribute("aria-label") || here.innerText; }"""
    )
    return found


def tab_to(page: Page, wanted: str, *, most: int = 120) -> None:
    """Press Tab until the element with this name or text has the focus, and it shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if re.search(wanted, focused(page)):
            ring = page.evaluate(
                """() => { const s = getComputedStyle(document.activeElement);
                const box = document.activeElement.closest("[data-testid=stTextInputRootElement]");
                return [s, ...(box ? [getComputedStyle(box)] : [])].some((one) =>
                    one.outlineStyle !== "none" || one.boxShadow !== "none"); }"""
            )
            assert ring, f"the focus on {wanted} cannot be seen"
            return
    pytest.fail(f"{wanted} was not reached by Tab; the focus is on {focused(page)!r}")


def test_a_question_is_asked_and_its_source_read_by_keyboard_alone(screens: Any) -> None:
    page = screens()
    arrive(page, "/")
    tab_to(page, "^Your situation or question$")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The guidance answers this")).to_be_visible()
    tab_to(page, "^Source 2: visits.md")
    page.keyboard.press("Enter")
    expect(page.locator(".gg-panel mark")).to_be_visible()
    tab_to(page, "^Show in the whole document")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    tab_to(page, "^Connections of")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/explore"))
    expect(page.get_by_role("application")).to_be_visible()


@pytest.mark.parametrize("to", STATES)
def test_everything_fits_at_200_percent(screens: Any, to: str) -> None:
    """A page of 1280 pixels zoomed to 200 % is one of 640."""
    page = screens(viewport={"width": 640, "height": 450})
    arrive(page, to)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_nothing_moves_where_motion_is_not_wanted(screens: Any) -> None:
    page = screens()
    arrive(page, f"/?q={QUESTION}")
    page.get_by_role("link", name="Source 1: visits.md").first.click()
    expect(page.locator(".gg-panel mark")).to_be_visible()
    longest = page.evaluate(
        """() => Math.max(0, ...document.getAnimations().map(
            (one) => Number(one.effect.getComputedTiming().duration) || 0))"""
    )
    assert longest <= 1
