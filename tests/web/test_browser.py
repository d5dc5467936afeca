"""The app in a real browser, over the fake library: what only a browser can show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from web import widgets

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTION = "someone tells me more than they meant to"


def test_a_question_leads_to_a_quotation_marked_in_its_passage(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Your situation or question").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The guidance answers this")).to_be_visible()
    page.get_by_role("link", name="Source 2: visits.md").first.click()
    mark = page.locator(".gg-panel mark")
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_text(re.compile("^Listen first. You can say: "))
    expect(page).to_have_url(re.compile(r"cite=visits\.md%3A559-665"))
    page.go_back()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    expect(page.get_by_label("Your situation or question")).to_have_value(QUESTION)


def test_a_shared_link_opens_the_same_citation(page: Page) -> None:
    page.goto(f"/?q={QUESTION}&cite=visits.md:559-665")
    expect(page.locator(".gg-panel mark")).to_be_visible()
    page.get_by_role("button", name="Show in the whole document").click()
    whole = page.get_by_role("dialog").locator("mark")
    expect(whole).to_be_in_viewport()
    expect(whole).to_have_text(re.compile("^Listen first"))


def test_words_to_say_go_to_the_clipboard(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/?q={QUESTION}")
    page.wait_for_selector("html[data-gg-links]", state="attached")
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "Thank you for trusting me. I would like to think with you about who can help."


def test_an_example_is_asked_by_one_click(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="What should I say before the visit?").click()
    expect(page.get_by_role("heading", name="The guidance answers this")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=What"))


def test_the_graph_is_walked_by_keyboard_and_back_returns(page: Page) -> None:
    page.goto("/explore?idea=trust&steps=3")
    graph = page.get_by_role("application")
    expect(graph.locator("canvas").first).to_be_visible()
    graph.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("idea=trust"))
    page.go_back()
    expect(page).to_have_url(re.compile("idea=trust"))
    expect(page.locator(".st-key-card h2")).to_have_text("Trust grows when promises are kept.")
    page.get_by_label("Find an idea").fill("dignity")
    page.get_by_role("link", name="Dignity comes first").first.click()
    expect(page).to_have_url(re.compile("idea=dignity&?.*steps=3|steps=3.*idea=dignity"))
    expect(page.get_by_label("Find an idea")).to_have_value("")


def test_a_click_on_a_node_opens_its_card(page: Page) -> None:
    page.goto("/explore?idea=note&steps=1")
    box = page.get_by_role("application")
    expect(box.locator("canvas").first).to_be_visible()
    page.wait_for_timeout(600)
    place = box.bounding_box()
    assert place
    # Two ideas and one link between them: the other one is the nearest click that hits a node.
    for x in range(60, int(place["width"]) - 60, 24):
        for y in (0.5, 0.35, 0.65, 0.2, 0.8):
            page.mouse.move(place["x"] + x, place["y"] + y * place["height"])
            if box.get_attribute("title") == "Trust grows when promises are kept.":
                page.mouse.down()
                page.mouse.up()
                expect(page).to_have_url(re.compile("idea=trust"))
                return
    pytest.fail("no node was found under the mouse")


def test_the_legend_hides_a_relation_in_the_graph_and_in_the_table(page: Page) -> None:
    page.goto("/explore?idea=secret")
    page.get_by_text("The same as a table").click()
    table = page.get_by_role("region", name="Links as a table")
    expect(table).to_contain_text("makes less likely")
    page.get_by_role("button", name=re.compile("makes less likely")).click()
    expect(table).not_to_contain_text("makes less likely")
    expect(table).to_contain_text("is a way to live")


def test_a_trainer_goes_from_themes_to_a_source_by_keyboard_and_back(page: Page) -> None:
    page.goto("/explore")
    page.wait_for_selector("html[data-gg-links]", state="attached")
    graph = page.get_by_role("application")
    expect(graph.locator("canvas").first).to_be_visible()
    graph.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h2.gg-title")).to_be_visible()
    expect(page).to_have_url(re.compile("theme=the-"))
    page.get_by_role("link", name="Open the source: visits.md").first.press("Enter")
    expect(page.locator(".gg-panel mark")).to_be_visible()
    expect(page.locator("h2.gg-title")).to_be_visible()
    page.go_back()
    expect(page.locator(".gg-panel mark")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", name="3 themes")).to_be_visible()
    views = page.get_by_role("navigation", name="Views")
    views.get_by_role("link", name="Gaps").press("Enter")
    page.get_by_role("link", name="Said once 5").press("Enter")
    expect(page).to_have_url(re.compile("view=gaps&sort=single"))
    expect(page.get_by_role("link", name="Said once 5")).to_have_attribute("aria-current", "true")


def test_a_handout_of_a_theme_is_handed_over_in_the_readers_language(
    page: Page, chromium: Browser, address: str
) -> None:
    page.goto("/explore?theme=1")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Handout as Markdown").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "“Trust grows when promises are kept.” (visits.md" in text
    other = polish(chromium, address)
    other.goto("/explore?theme=1")
    with other.expect_download() as waiting:
        other.get_by_role("button", name="Materiał w Markdown").click()
    assert "## Zasady" in waiting.value.path().read_text(encoding="utf-8")
    other.context.close()


def test_two_documents_are_chosen_by_keyboard_and_compared(page: Page) -> None:
    page.goto("/explore?view=compare")
    for name, words in (("One document", "visits"), ("The other document", "handbook")):
        page.get_by_role("combobox", name=name).fill(words)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"={words}.md"))
    expect(page.get_by_role("heading", name="Both say")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Both say")).to_have_count(0)
    expect(page.get_by_role("combobox", name="The other document")).to_have_value("")


def test_files_are_added_or_refused_with_the_reason(page: Page) -> None:
    page.goto("/library")
    files = [
        {"name": "new.md", "mimeType": "text/markdown", "buffer": b"# New\n\nKnock first."},
        {"name": "new.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"},
    ]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add to the library").click()
    report = page.locator("section[role=status]")
    expect(report).to_contain_text("added new.md")
    expect(report).to_contain_text(
        "refused new.pdf: unknown type of file; save it as one of .md, .txt"
    )
    page.get_by_role("link", name="New").click()
    page.get_by_role("button", name="Remove this document").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Removed new.md")).to_be_visible()


@pytest.mark.parametrize("to", ["/", f"/?q={QUESTION}", "/explore?idea=trust", "/library"])
def test_a_phone_shows_everything_in_one_column(page: Page, to: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(to)
    expect(page.locator("h1").first).to_be_visible()
    page.wait_for_timeout(300)
    wide = page.evaluate("""[...document.querySelectorAll('.stMainBlockContainer *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.gg-scrollx'))
        .map(e => e.className)""")
    assert wide == []


def test_a_condition_is_switched_by_mouse_and_by_space_and_back_undoes_it(page: Page) -> None:
    page.goto(f"/?q={QUESTION}")
    page.wait_for_selector("html[data-gg-links]", state="attached")
    switch = page.get_by_role("switch", name="after a hard visit")
    switch.focus()
    page.keyboard.press(" ")
    expect(switch).to_have_attribute("aria-checked", "true")
    first = page.locator(".gg-section.do .gg-line").first
    expect(first).to_contain_text("talk with the coordinator")
    expect(first).to_contain_text("your case")
    page.get_by_role("switch", name="Leave out what does not hold").click()
    expect(page.locator(".gg-section.urgent")).to_have_count(0)
    expect(page).to_have_url(re.compile("if=[0-9a-f]{8}&only=1"))
    page.go_back()
    expect(page.locator(".gg-section.urgent")).to_be_visible()
    page.go_back()
    expect(switch).to_have_attribute("aria-checked", "false")


def test_a_shared_link_reproduces_the_answer_in_another_browser(
    page: Page, chromium: Browser, address: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/?q={QUESTION}")
    page.wait_for_selector("html[data-gg-links]", state="attached")
    page.get_by_role("switch", name="after a hard visit").click()
    page.get_by_role("link", name="Source 2: ").first.click()
    expect(page.locator(".gg-panel mark")).to_be_visible()
    lines = page.locator(".gg-line").all_inner_texts()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    shared = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"&rev=[0-9a-f]{12}$", shared)
    other = chromium.new_context(base_url=address).new_page()
    other.goto(shared)
    expect(other.locator(".gg-panel mark")).to_be_visible()
    assert other.locator(".gg-line").all_inner_texts() == lines
    assert other.get_by_text("The library has changed").count() == 0
    other.goto(shared[:-12] + "000000000000")
    expect(other.get_by_text("The library has changed since this link was made")).to_be_visible()
    other.context.close()


def test_recent_questions_stay_in_this_browser_until_they_are_forgotten(
    page: Page, chromium: Browser, address: str
) -> None:
    for question in (QUESTION, "<b>a visit</b>"):
        page.goto(f"/?q={question}")
        expect(page.locator(".gg-verdict")).to_be_visible()
        page.wait_for_selector("[data-gg-kept]")
    page.goto("/")
    recent = page.locator("[data-gg-recent]")
    expect(recent.get_by_role("link")).to_have_text(["<b>a visit</b>", QUESTION])
    other = chromium.new_context(base_url=address).new_page()
    other.goto("/")
    expect(other.get_by_role("heading", name="For example")).to_be_visible()
    expect(other.locator("[data-gg-recent]")).to_be_hidden()
    other.context.close()
    recent.get_by_role("link", name=QUESTION).click()
    expect(page.get_by_label("Your situation or question")).to_have_value(QUESTION)
    page.goto("/")
    page.get_by_role("button", name="Forget these").click()
    expect(recent).to_be_hidden()


def test_signs_of_markdown_are_unseen_in_a_line_dim_in_its_source_and_copied(page: Page) -> None:
    page.goto(f"/?q={QUESTION}")
    line = page.locator(".gg-line", has_text="Read the *last* note").first
    expect(line.locator("em")).to_have_text("last")
    sign = line.locator(".gg-markup").first
    box = sign.bounding_box()
    assert box is None or box["width"] < 1
    selected = line.locator(".gg-said").first.evaluate(
        """(node) => { const range = document.createRange(); range.selectNodeContents(node);
        getSelection().removeAllRanges(); getSelection().addRange(range);
        return getSelection().toString(); }"""
    )
    assert selected.startswith("Read the *last* note in the book")
    line.get_by_role("link", name="Source").first.click()
    dim = page.locator(".gg-opened mark .gg-markup").first
    expect(dim).to_be_visible()
    shown = dim.bounding_box()
    assert shown is not None
    assert shown["width"] > 3


def test_why_a_line_is_there_is_drawn_told_and_closed(page: Page) -> None:
    page.goto(f"/?q={QUESTION}")
    page.get_by_role("link", name="Why this? Trust grows").click()
    panel = page.locator(".st-key-source")
    expect(panel.get_by_role("heading", name="Why this is here")).to_be_visible()
    assert "why=trust" in page.url
    graph = panel.get_by_role("application")
    expect(graph).to_have_attribute("data-drawn", re.compile("coordinator:silence:trust"))
    expect(panel.get_by_placeholder("Find in the graph")).to_be_hidden()
    expect(panel.locator(".gg-walk > li")).to_have_count(2)
    graph.focus()
    page.keyboard.press("ArrowLeft")
    expect(panel.get_by_role("status")).to_contain_text("risk: A promise of silence")
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)
    assert "why=trust" in page.url
    panel.get_by_role("link", name="Open the source: handbook.md").first.click()
    expect(page.locator(".gg-opened mark")).to_be_visible()
    page.get_by_role("link", name="Close this source").click()
    expect(panel.locator(".gg-whence")).to_be_visible()
    panel.get_by_role("link", name="Close these reasons").click()
    expect(panel.locator(".gg-whence")).to_have_count(0)


def test_a_print_holds_every_line_and_every_source(page: Page) -> None:
    from pypdfium2 import PdfDocument

    page.goto(f"/?q={QUESTION}")
    expect(page.get_by_text("library revision")).to_be_attached()  # the last of an answer
    document = PdfDocument(page.pdf())
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
    text = " ".join(text.replace("\ufffe", "").split())
    for line in page.locator(".gg-line .gg-said").all_text_contents():
        assert line.split(".")[0].strip("“ ")[:24] in text
    assert "(visits.md, Home visits" in text
    assert "library revision" in text
    assert "Why this?" not in text


def test_the_place_of_an_answer_is_held_while_it_is_looked_for(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Your situation or question").fill("a slow question")
    page.keyboard.press("Enter")
    waiting = page.locator(".gg-waiting")
    expect(waiting).to_be_visible()
    expect(waiting).to_have_attribute("role", "status")
    page.wait_for_timeout(700)
    expect(page.locator(".gg-verdict")).to_be_visible()
    expect(waiting).to_have_count(0)


def polish(chromium: Browser, address: str) -> Page:
    """A page of a browser that asks for Polish."""
    return chromium.new_context(base_url=address, locale="pl-PL").new_page()


def test_a_polish_browser_gets_polish_and_the_switch_is_remembered(
    chromium: Browser, address: str
) -> None:
    page = polish(chromium, address)
    page.goto(f"/?q={QUESTION}")
    expect(page.get_by_role("heading", name="Wytyczne na to odpowiadają")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    quoted = page.locator(".gg-line .gg-said").all_text_contents()
    page.get_by_role("navigation", name="Język").get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="The guidance answers this")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator(".gg-line .gg-said").all_text_contents() == quoted
    assert "lang=" not in page.url
    page.goto("/library")
    expect(page.get_by_role("heading", name="The library")).to_be_visible()
    expect(page.get_by_role("button", name="Upload", exact=True)).to_be_visible()
    page.context.close()


def test_streamlit_says_nothing_in_english_on_a_polish_page(
    chromium: Browser, address: str
) -> None:
    page = polish(chromium, address)
    page.goto("/library?doc=visits.md")
    page.get_by_role("button", name="Usuń ten dokument").click()
    expect(page.get_by_role("button", name="Zamknij")).to_be_visible()
    own = (*widgets.OWN, *widgets.REWORDED)
    english = {message for message in own if "{" not in message and message != "Logo"}
    assert words_of(page).isdisjoint(english)
    page.goto("/library")
    page.get_by_role("button", name="Menu główne").click()
    expect(page.get_by_text("Systemowy")).to_be_visible()
    assert words_of(page).isdisjoint(english)
    page.context.close()


def words_of(page: Page) -> set[str]:
    """Every text and name on the page."""
    found: list[str] = page.evaluate("""() => {
        const named = ["aria-label", "title", "placeholder", "alt"];
        return [...document.body.querySelectorAll("*")].flatMap((node) => [
            ...named.map((name) => node.getAttribute(name)),
            ...[...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.nodeValue),
        ]).filter(Boolean).map((text) => text.trim());
    }""")
    return set(found)
