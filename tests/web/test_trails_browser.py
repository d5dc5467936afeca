"""From an answer to a handout in a real browser, over a real library, with the keyboard too."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import docx
from kept_library import QUOTED
from PIL import Image
from playwright.sync_api import expect
from test_access import arrive, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_an_idea_becomes_a_handout(kept_page: Page) -> None:
    page = kept_page
    arrive(page, "/explore")
    page.get_by_label("Find an idea").fill("trust grows")
    page.get_by_role("link", name=QUOTED[:20]).first.click()
    page.get_by_role("link", name="Add to a trail").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(QUOTED[:-1]).first).to_be_visible()
    dialog.get_by_label("Trail").click()
    page.get_by_role("option", name="A new trail").click()
    dialog.get_by_label("Name of the new trail").fill("From a browser")
    dialog.get_by_label("Note (your own words)").fill("Ask <b>why</b>.")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("Added to the trail From a browser.")
    dialog.get_by_role("link", name="From a browser").click()
    expect(page.get_by_role("heading", name="From a browser")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    entry = page.locator(".gg-entry")
    expect(entry).to_contain_text(QUOTED)
    expect(entry).to_contain_text("Ask <b>why</b>.")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Handout for Word").click()
    assert waiting.value.suggested_filename == "handout.docx"
    document = docx.Document(io.BytesIO(waiting.value.path().read_bytes()))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "From a browser"
    assert any(f"“{QUOTED}” [1]" in text for text in texts)
    assert "Ask <b>why</b>." in texts
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Handout as Markdown").click()
    assert f"“{QUOTED}” [1]" in waiting.value.path().read_text(encoding="utf-8")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Picture as SVG").click()
    assert waiting.value.suggested_filename == "trail.svg"
    drawn = ET.fromstring(waiting.value.path().read_text(encoding="utf-8"))  # noqa: S314
    words = " ".join("".join(drawn.itertext()).split())
    assert f"“{QUOTED}” (visits.md" in words
    assert "From a browser" in words
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Picture for slides (PNG)").click()
    assert waiting.value.suggested_filename == "trail.png"
    with Image.open(waiting.value.path()) as slide:
        assert slide.size == (3200, 1800)


def test_entries_are_put_in_order_by_keyboard_alone(kept_page: Page) -> None:
    page = kept_page
    arrive(page, "/trails?trail=1")
    entries = page.locator(".gg-entry")
    before = entries.all_text_contents()
    tab_to(page, "^Move 1 down$")
    page.keyboard.press("Enter")
    expect(entries.nth(1)).to_contain_text(before[0][1:40])
    tab_to(page, "^Move 2 up$")
    page.keyboard.press("Enter")
    expect(entries.nth(0)).to_contain_text(before[0][1:40])


def test_back_takes_an_answer_of_a_quiz_back(kept_page: Page) -> None:
    page = kept_page
    arrive(page, "/trails?quiz=1&count=5")
    page.locator("a.gg-pick").first.click()
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()
    page.get_by_role("link", name="Next question").click()
    expect(page.get_by_text(re.compile("^Question 2 of"))).to_be_visible()
    page.go_back()
    expect(page.get_by_text(re.compile("^Question 1 of"))).to_be_visible()
    page.go_back()
    expect(page.locator("a.gg-pick").first).to_be_visible()
    expect(page.get_by_role("heading", name="Where it stands")).to_have_count(0)


def test_questions_of_a_team_are_uploaded_and_asked(kept_page: Page) -> None:
    page = kept_page
    arrive(page, "/library?view=questions")
    table = b"question;expected\nHow does trust grow?;Trust grows when promises are kept.\n"
    upload(page, "more.csv", table)
    page.get_by_role("button", name="Ask them", exact=True).click()
    expect(page.get_by_role("cell", name="How does trust grow?").first).to_be_visible()
    upload(page, "bad.csv", b"a,b\n1,2\n")
    page.get_by_role("button", name="Ask them", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("bad.csv has no column “question”")


def upload(page: Page, name: str, data: bytes) -> None:
    """Choose a file, and wait until the page says that it has arrived.

    A form that is sent before goes without the file; one that was sent empties its field.
    """
    expect(page.get_by_test_id("stFileChip")).to_have_count(0)
    file = {"name": name, "mimeType": "text/csv", "buffer": data}
    page.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
