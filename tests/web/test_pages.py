"""The pages without a browser: what each writes for a library, a question, an idea, a document."""

from __future__ import annotations

import html
import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import fake_library
import pytest
from streamlit.testing.v1 import AppTest
from written import ROOT, html_of

from answer.conditions import key_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Draw = Callable[..., AppTest]


@pytest.fixture
def door(fake: Path) -> AppTest:  # noqa: ARG001 - puts the fake in place
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)


def test_the_door_leads_to_the_question(door: AppTest) -> None:
    app = door.run()
    assert not app.exception
    assert app.text_input(key="q").label == "Your situation or question"
    assert "What should I say before the visit?" in html_of(app)


def test_a_typed_question_is_answered_with_its_sections_in_order(door: AppTest) -> None:
    app = door.run()
    app.text_input(key="q").input("a neighbour confides in me").run()
    body = html_of(app)
    headings = ["Urgent", "Do", "Say", "Avoid, and why", "The principle behind it"]
    places = [body.index(f"<h2>{heading} <small>") for heading in headings]
    assert places == sorted(places)
    assert "The guidance answers this" in body


def test_text_of_documents_is_shown_as_it_stands(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit"))
    assert "Read the *last* note in the book" in body
    assert "&lt;b&gt;you are a neighbour&lt;/b&gt;, not an expert :red[here]." in body


def test_strength_match_and_sources_are_three_things(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit"))
    assert 'title="The text says it is required">must</span>' in body
    assert "strong match" in body
    assert "said by 2 independent sources" in body


def test_words_to_say_can_be_copied(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit"))
    assert "<span data-gg-text>Thank you for trusting me. I would like to think" in body
    assert 'data-gg-copy="text"' in body


def test_what_is_not_covered_names_the_words_and_shows_the_nearest(draw: Draw) -> None:
    body = html_of(draw("ask", q="a moon rocket"))
    assert "The guidance does not cover this" in body
    assert "<b>moon</b> <b>rocket</b>" in body
    assert "near in meaning, but no answer to this question" in body
    assert "Consider a second visitor" in body


def test_a_partly_covered_question_says_so(draw: Draw) -> None:
    body = html_of(draw("ask", q="money"))
    assert "The guidance answers part of this" in body
    assert "fair match" in body


def test_an_open_citation_marks_the_quotation_in_its_passage(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit", cite="visits.md:559-665"))
    assert '<mark class="gg-reveal last">Listen first. You can say: &quot;Thank you' in body
    assert "Do not promise to keep a secret unless you know" in body.split("</mark>")[1]


def test_a_citation_with_a_twin_shows_both_languages(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit", cite="visits.md:155-253"))
    assert "<h3>The same in Polish</h3>" in body
    assert "Przed wizytą ustal, ile potrwa." in body


@pytest.mark.parametrize("cite", ["gone.md:1-5", "visits.md:90000-90005", "visits.md", "x:9-1"])
def test_a_citation_that_leads_nowhere_harms_nothing(draw: Draw, cite: str) -> None:
    app = draw("ask", q="a visit", cite=cite)
    assert not app.exception
    assert "<mark" not in html_of(app)


def test_a_handout_can_be_downloaded(draw: Draw) -> None:
    app = draw("ask", q="a visit")
    assert [button.proto.label for button in app.get("download_button")] == ["Download as Markdown"]


HARD = key_of("after a hard visit")


def names_of(body: str, section: str) -> list[str]:
    """The first words of a section's lines, in order."""
    part = body.split(f'class="gg-section {section}"')[1].split("</section>", maxsplit=1)[0]
    said = [line.split("gg-said")[1].split(">", 1)[1] for line in part.split('class="gg-line"')[1:]]
    return [html.unescape(re.sub(r"<[^>]*>", "", text))[:20] for text in said]


def test_conditions_are_switches_whose_links_hold_the_state(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit"))
    assert "Does any of this hold?" in body
    assert body.count('role="switch" aria-checked="false"') == 5
    assert f'href="/?q=a%20visit&amp;if={HARD}"' in body
    assert "Leave out what does not hold" not in body


def test_signs_of_markdown_step_back_in_lines_conditions_and_names(draw: Draw) -> None:
    """They stay in the page's text, which is the document's own; the style sheet hides them."""
    em = (
        '<span class="gg-markup last" aria-hidden="true">*</span><em class="gg-em last">last</em>'
        '<span class="gg-markup last" aria-hidden="true">*</span>'
    )
    body = html_of(draw("ask", q="a visit"))
    switches = body.split('class="gg-case"')[1].split("</section>")[0]
    assert f"the {em} note</span>" in switches
    assert "*last*" not in switches
    card = html_of(draw("explore", idea="note"))
    assert f'<h2 class="gg-said" lang="en">Read the {em} note in the book</h2>' in card
    assert 'aria-label="Connections of: Read the last note in the book"' in body


def test_what_holds_comes_first_and_is_marked(draw: Draw) -> None:
    before = names_of(html_of(draw("ask", q="a visit")), "do")
    body = html_of(draw("ask", q="a visit", **{"if": HARD}))
    after = names_of(body, "do")
    assert after == [before[3], *before[:3]]
    assert after[0] == "You should talk with"
    assert body.count("your case</span>") == 1
    assert 'aria-checked="true"' in body
    assert f"q=a%20visit&amp;if={HARD}&amp;cite=" in body


def test_what_does_not_hold_can_be_left_out(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit", only="1", **{"if": HARD}))
    assert 'class="gg-section urgent"' not in body
    assert (
        "Agree on a time limit" not in body.split('class="gg-section do"')[1].split("</section>")[0]
    )
    assert 'class="gg-section principles"' in body


def test_a_link_of_another_revision_says_so(draw: Draw) -> None:
    app = draw("ask", q="a visit")
    revision = re.search(r"&amp;rev=(\w+)", html_of(app))
    assert revision
    assert "The library has changed" not in html_of(draw("ask", q="a visit", rev=revision[1]))
    assert "The library has changed since this link was made (revision 0123abc, now" in html_of(
        draw("ask", q="a visit", rev="0123abc")
    )


def reasons(draw: Draw, idea: str, **more: str) -> str:
    """The words of the panel that says why the line of an idea is in an answer."""
    body = html_of(draw("ask", q="a visit", why=idea, **more)).split("gg-whence")[1]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", f"<{body}")).split())


def test_why_a_line_is_there_is_said_in_words_with_what_it_weighs(draw: Draw) -> None:
    said = reasons(draw, "duty")
    for words in (
        "Why this is here × call the duty line the same day",
        "1.8 standard deviations nearer to the question",
        "The passage around it answers such questions +1.2",
        "Its own words are near in meaning to the question +0.8",
        "It leans on the sentence before it and says less by itself -0.2",
        "Nearness of meaning (multilingual-e5-small) +1.4",
        "Taken for this kind: practice",
        "at its beginning: words that warn off +0.9",
        "Shown by its words must If urgent harm to a child",
    ):
        assert words in said
    assert "Its way over the graph" not in said


def test_the_way_to_a_line_is_told_step_by_step_with_both_quotations(draw: Draw) -> None:
    app = draw("ask", q="a visit", why="trust")
    body = html_of(app)
    steps = body.split('class="gg-walk"')[1].split("</ol>")[0].split("<li>")[1:]
    told = [" ".join(re.sub(r"<[^>]*>", " ", step).split()) for step in steps]
    assert "You should talk with the coordinator after a hard visit. handbook.md" in told[0]
    assert "makes less likely 57 in 100" in told[0]
    assert told[0].index("talk with the coordinator") < told[0].index("A promise of silence")
    assert "is harm to 61 in 100" in told[1]
    assert "rests on: the same item" in told[1]
    assert told[1].index("A promise of silence") < told[1].index("Trust grows")
    assert "It is also connected with another line:" in body
    assert f"cite={quote('handbook.md:')}" in steps[0]


def test_a_line_that_a_connection_alone_brought_says_so(draw: Draw) -> None:
    assert "By itself it is not near enough." in reasons(draw, "silence")


def test_words_that_were_found_in_another_language_are_quoted(draw: Draw) -> None:
    assert "Found by these words Agree on a time limit" in reasons(draw, "limit")


def test_the_reasons_are_closed_by_a_link_and_a_source_goes_before_them(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit", why="trust"))
    closing = body.split('aria-label="Close these reasons"')[0].rsplit("<a", 1)[1]
    assert 'href="/?q=a%20visit"' in closing
    cited = html_of(draw("ask", q="a visit", why="trust", cite="visits.md:155-253"))
    assert "gg-whence" not in cited
    assert '<mark class="gg-reveal last">' in cited


@pytest.mark.parametrize("idea", ["nobody", "dignity", ""])
def test_what_is_not_in_the_answer_has_no_reasons(draw: Draw, idea: str) -> None:
    app = draw("ask", q="a visit", why=idea)
    assert not app.exception
    assert "gg-whence" not in html_of(app)
    assert "gg-documents" in html_of(app)


def test_a_line_that_does_not_know_why_offers_no_reasons(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake_library.Library, "_why", lambda *_: None)
    assert "Why this?" not in html_of(draw("ask", q="a visit", why="trust"))


def test_a_quotation_is_copied_with_its_place(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit"))
    assert "“Trust grows when promises are kept.” (visits.md, Home visits" in body


def test_explore_finds_ideas_by_their_words(draw: Draw) -> None:
    app = draw("explore")
    app.text_input(key="find").input("promise").run()
    found = html_of(app).split('role="status"')[1].split("<h2>")[0]
    assert "Trust grows when promises are kept." in found
    assert "Dignity comes first" not in found


def test_the_card_groups_links_by_relation_with_both_quotations(draw: Draw) -> None:
    body = html_of(draw("explore", idea="secret"))
    assert "<h3>makes less likely …</h3>" in body
    assert "<h3>is a way to live …</h3>" in body
    assert "Do not promise to keep a secret unless you know that nobody is in danger." in body
    assert "A promise of silence may leave you alone with what you know, and it can" in body


def test_the_graph_is_there_as_a_table(draw: Draw) -> None:
    rows = html_of(draw("explore", idea="trust")).split("<tbody>")[1].split("<tr>")
    assert any("Do not promise" in row and "is a way to live" in row for row in rows)


def test_two_ideas_are_connected_step_by_step_with_quotations(draw: Draw) -> None:
    steps = html_of(draw("explore", idea="coordinator", to="trust")).split("How they connect")[1]
    first, second = steps.split('class="gg-step"')[1:3]
    assert "makes less likely" in first
    assert "You should talk with the coordinator after a hard visit." in first
    assert "is harm to" in second
    assert "Trust grows when promises are kept." in second


def test_ideas_that_nothing_connects_are_said_to_be_so(draw: Draw) -> None:
    assert "Nothing connects “" in html_of(draw("explore", idea="second", to="trust"))


def test_an_idea_that_is_gone_is_said_to_be_gone(draw: Draw) -> None:
    assert "no longer in the library" in html_of(draw("explore", idea="nobody"))


def test_the_library_lists_documents_with_what_they_say(draw: Draw) -> None:
    body = html_of(draw("shelf"))
    assert "Handbook of the circle" in body
    assert "5 practices" in body
    assert "<caption>3 documents</caption>" in body


def test_a_document_shows_what_was_read_and_what_was_set_aside(draw: Draw) -> None:
    body = html_of(draw("shelf", doc="visits.md"))
    assert (
        '<span class="aside last" title="not used: menu">Home · Services · Contact us</span>'
        in body
    )
    assert '<span class="principle last" title="principle">Trust grows when promises' in body
    assert "hashtags, menu" in body


def test_a_document_is_removed_after_a_question_and_can_come_back(draw: Draw) -> None:
    app = draw("shelf", doc="wizyty.md")
    app.button(key="remove-wizyty.md").click().run()
    app.button(key="remove-yes").click().run()
    assert "<caption>2 documents</caption>" in html_of(app)
    app.button(key="undo").click().run()
    assert "<caption>3 documents</caption>" in html_of(app)


@pytest.mark.parametrize("page", ["ask", "explore", "shelf"])
def test_an_empty_library_invites_documents(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str
) -> None:
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", str(tmp_path / "empty"))
    app = draw(page)
    assert not app.exception
    assert "this machine and go" in html_of(app)


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("nowhere", "There is no library here yet"),
        ("damaged", "library.db is damaged (no database). Run `guidegraph repair`"),
    ],
)
def test_a_library_that_cannot_be_opened_is_explained(
    door: AppTest, fake: Path, monkeypatch: pytest.MonkeyPatch, folder: str, said: str
) -> None:
    (fake / "damaged").mkdir()
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", str(fake / folder))
    app = door.run()
    assert not app.exception
    assert said in html.unescape(html_of(app))


def test_only_the_engine_decides_what_is_true() -> None:
    for path in [ROOT / "app.py", *(ROOT / "web").rglob("*.py")]:
        imported = {
            line.split()[1].split(".")[0]
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.startswith(("import ", "from "))
        }
        assert imported & {"networkx", "faiss", "index", "sqlite3"} == set(), path
    assert "fake_library" in sys.modules
