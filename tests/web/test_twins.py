"""Twins beside each other: every passage once, what differs told in words and marked."""

from __future__ import annotations

import html
import importlib
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from test_access import arrive, tab_to
from twin_library import FIRST, LATER
from written import html_of

from answer.drifts import Difference, Quoted, Row, TwinPages
from answer.records import Citation
from corpus.records import Span
from kg.drift import DriftKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from streamlit.testing.v1 import AppTest

    Draw = Callable[..., AppTest]

PAIR = {"view": "twins", "left": "a.md", "right": "b.md"}


def text_of(body: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def rows_of(body: str) -> list[str]:
    return body.split('<li class="gg-twin')[1:]


def test_a_library_lists_its_twins(twins: Draw) -> None:
    body = html_of(twins("explore", view="twins"))
    assert "<h2>1 pair</h2>" in body
    assert 'href="/explore?view=twins&amp;left=a.md&amp;right=b.md"' in body
    assert "6 passages" in text_of(body)
    assert "(86% · 100%)" in text_of(body)


def test_every_passage_stands_once_beside_its_counterpart(twins: Draw) -> None:
    body = html_of(twins("explore", **PAIR))
    rows = [row.split('<div class="gg-cell')[1:] for row in rows_of(body) if 'gg-pair">' in row]
    assert [len(cells) for cells in rows] == [2] * 7
    for side, text in enumerate((FIRST, LATER)):
        items = [line[2:] for line in text.splitlines() if line.startswith("- ")]
        told = [re.findall(r'<p class="gg-said"[^>]*>(.*?)</p>', cells[side]) for cells in rows]
        shown = [re.sub(r"<[^>]*>", "", one) for cell in told for one in cell]
        assert [html.unescape(one) for one in shown] == items


def test_what_differs_is_said_in_words_and_marked(twins: Draw) -> None:
    rows = rows_of(html_of(twins("explore", **PAIR)))
    heading, number, negation, missing = [row for row in rows if "gg-drifts" in row]
    assert '<mark class="gg-differs last">40</mark>' in number
    assert '<mark class="gg-differs last">90</mark>' in number
    assert "Another number : “40” ↔ “90”".replace("“", "").replace("”", "") in text_of(number)
    assert "A negation on one side only : not ↔ nothing" in text_of(negation)
    assert "Missing in b.md" in text_of(missing)
    assert "Nothing stands here." in text_of(missing)
    assert "Six ↔ Eight" in text_of(heading)
    assert "Six days before a visit" in text_of(heading)


def test_only_what_differs_is_shown_if_the_address_says_so(twins: Draw) -> None:
    body = html_of(twins("explore", **PAIR, sort="differ"))
    assert "4 differences were found." in text_of(body)
    assert len(rows_of(body)) == 4
    chosen = body.split('aria-current="true"')[1].split("</a>")[0]
    assert text_of(f"<a {chosen}") == "Where they differ 4"


def test_hostile_words_of_a_document_stay_words(twins: Draw) -> None:
    body = html_of(twins("explore", **PAIR))
    assert "&lt;b&gt;worries&lt;/b&gt;" in body
    assert "<b>worries" not in body


def test_two_that_are_no_twins_are_told_so(twins: Draw) -> None:
    body = html_of(twins("explore", view="twins", left="a.md", right="c.md"))
    assert "a.md is neither a copy nor a translation of c.md." in text_of(body)
    assert "guidegraph" not in text_of(body)


@pytest.mark.parametrize("lang", ["en", "pl"])
def test_every_kind_of_difference_is_told_in_both_languages(
    twins: Draw, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    left, right = FIRST.index("Tell"), LATER.index("Tell")
    cited = [
        Citation(name, name, "Visits", start, start + 61, text[start : start + 61], "en")
        for name, start, text in (("a.md", left, FIRST), ("b.md", right, LATER))
    ]
    ends = [Quoted(one, (Span(one.start + 7, one.start + 16),)) for one in cited]
    every = tuple(
        Difference(kind, 0.8, ends[0], ends[1], ((ends[0], ends[1]),) * (kind == "renderings"))
        for kind in DriftKind
    )
    row = Row((cited[0],), (cited[1],), every)
    pages = TwinPages("a.md", "b.md", ("en", "en"), (1.0, 1.0), (row,))
    making: Any = importlib.import_module("web.making")
    monkeypatch.setitem(making.FORMS, "drift", lambda *_: pages)
    body = text_of(html_of(twins("explore", lang=lang, **PAIR)))
    names = {
        "en": ("Another number", "A negation on one side only", "Missing in b.md", "Only in b.md",
               "Other sentences at the same place", "Perhaps another meaning",
               "A key term in several renderings", "80 in 100 sure"),
        "pl": ("Inna liczba", "Zaprzeczenie tylko po jednej stronie", "Brakuje w b.md",
               "Tylko w b.md", "W tym samym miejscu inne zdania", "Może inne znaczenie",
               "Kluczowe pojęcie oddane na kilka sposobów"),
    }  # fmt: skip
    for name in names[lang]:
        assert name in body, name
    assert body.count("colleague ↔ colleague") == len(DriftKind) - 3 + 1


def test_a_pair_is_opened_and_its_source_read_by_keyboard_alone(twins_page: Page) -> None:
    page = twins_page
    arrive(page, "/explore?view=twins")
    tab_to(page, "^a.md")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 differences were found")).to_be_visible()
    tab_to(page, "^Where they differ")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sort=differ"))
    expect(page.locator(".gg-twin")).to_have_count(4)
    tab_to(page, "^Open the source: b.md")
    page.keyboard.press("Enter")
    expect(page.locator(".gg-opened mark").first).to_be_visible()
    page.go_back()
    expect(page.locator(".gg-opened")).to_have_count(0)


def test_columns_stand_below_each_other_on_a_phone(twins_page: Page) -> None:
    page = twins_page
    arrive(page, "/explore?view=twins&left=a.md&right=b.md")
    cells = page.locator(".gg-twin .gg-cell")

    def places() -> list[Any]:
        return [cells.nth(number).bounding_box() for number in (0, 1)]

    left, right = places()
    assert left["x"] + left["width"] <= right["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    upper, lower = places()
    assert upper["y"] + upper["height"] <= lower["y"]
    expect(cells.nth(0).get_by_text("English", exact=True)).to_be_visible()
