"""The views of Explore without a browser: what each shows, in both languages, and of little."""

from __future__ import annotations

import html
import importlib
import re
import threading
from typing import TYPE_CHECKING, Any

import fake_library
import pytest
from fake_guidance import TEXTS
from written import html_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Draw = Callable[..., AppTest]

VIEWS: tuple[dict[str, str], ...] = (
    {},
    {"theme": "1"},
    {"theme": "nothing"},
    {"view": "path"},
    {"view": "path", "idea": "coordinator", "to": "trust"},
    {"view": "path", "idea": "second", "to": "trust"},
    {"view": "path", "idea": "nobody", "to": "trust"},
    {"view": "tensions"},
    {"view": "gaps"},
    {"view": "gaps", "sort": "single", "most": "x"},
    {"view": "compare"},
    {"view": "compare", "left": "visits.md", "right": "handbook.md"},
    {"view": "compare", "left": "visits.md", "right": "gone.md"},
    {"view": "compare", "left": "visits.md", "right": "visits.md"},
    {"view": "twins"},
    {"view": "twins", "left": "visits.md", "right": "handbook.md"},
    {"view": "twins", "left": "visits.md", "right": "gone.md"},
    {"view": "nothing"},
    {"idea": "trust"},
)


def words_of(body: str) -> str:
    """The text of HTML, tags away."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def sections(body: str) -> dict[str, str]:
    """The words of each section by its heading."""
    parts = body.split('<section class="gg-section">')[1:]
    found = [words_of(part.split("</section>")[0]) for part in parts]
    headings = [words_of(re.search(r"<h[23]>(.*?)</h[23]>", part).group(1)) for part in parts]  # type: ignore[union-attr]
    return dict(zip(headings, found, strict=True))


@pytest.mark.parametrize("lang", ["en", "pl"])
@pytest.mark.parametrize("parameters", VIEWS, ids=str)
def test_every_view_is_drawn_in_both_languages(
    draw: Draw, parameters: dict[str, str], lang: str
) -> None:
    app = draw("explore", lang=lang, **parameters)
    assert not app.exception
    body = html_of(app)
    names = {"en": "Compare documents", "pl": "Porównaj dokumenty"}
    assert names[lang] in body
    assert body.count('aria-current="page"') + body.count("aria-current=page") == 1


@pytest.mark.parametrize("parameters", VIEWS, ids=str)
def test_every_view_of_an_empty_library_invites_documents(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, parameters: dict[str, str]
) -> None:
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", str(tmp_path / "empty"))
    app = draw("explore", **parameters)
    assert not app.exception
    assert "The library is empty" in html_of(app)


@pytest.mark.parametrize("parameters", VIEWS, ids=str)
def test_every_view_stands_without_a_link(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, parameters: dict[str, str]
) -> None:
    monkeypatch.setattr(fake_library, "EDGES", ())
    assert not draw("explore", **parameters).exception


@pytest.mark.parametrize("parameters", VIEWS, ids=str)
def test_every_view_stands_with_one_document_without_ideas(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, parameters: dict[str, str]
) -> None:
    monkeypatch.setattr(fake_library, "TEXTS", {"visits.md": "# Nothing\n\nA line."})
    assert not draw("explore", **parameters).exception


def test_what_a_small_library_lacks_is_said(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake_library, "TEXTS", {"visits.md": "# Nothing\n\nA line."})
    said = {
        "": "No ideas were found in these documents",
        "tensions": "No tensions were found",
        "gaps": "No gaps were found",
        "compare": "Nothing to compare with",
        "twins": "No translations in this library",
    }
    for view, words in said.items():
        assert words in html_of(draw("explore", view=view)), view


def test_themes_are_the_way_in_with_their_sizes_and_bridges(draw: Draw) -> None:
    body = html_of(draw("explore"))
    assert "<h2>3 themes</h2>" in body
    cards = body.split('class="gg-card"')[1:]
    sizes = [int(re.search(r">(\d+) ideas?", card).group(1)) for card in cards]  # type: ignore[union-attr]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(fake_library.Library(TEXTS).ideas())
    rows = body.split("<tbody>")[1].split("<tr>")[1:]
    assert len(rows) == 3
    assert all(re.search(r"\d+ links?</td>", row) for row in rows)


def test_a_theme_shows_all_its_ideas_by_part_and_where_they_stand(draw: Draw) -> None:
    card = html_of(draw("explore")).split('class="gg-card"')[1]
    theme = re.search(r"theme=(the-[0-9a-f]{10})", card).group(1)  # type: ignore[union-attr]
    size = int(re.search(r">(\d+) ideas", card).group(1))  # type: ignore[union-attr]
    app = draw("explore", theme=theme)
    body = html_of(app)
    assert body.count('class="gg-line"') == size
    assert "cite=visits.md%3A" in body
    assert "Themes that it is linked with" in sections(body)
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Handout for Word", "Handout as Markdown"]


def test_a_theme_that_is_gone_leads_to_all(draw: Draw) -> None:
    body = html_of(draw("explore", theme="the-0000000000"))
    assert "This theme is no longer in the library" in body
    assert 'href="/explore"' in body


@pytest.mark.parametrize(("lang", "title"), [("en", "## Principles"), ("pl", "## Zasady")])
def test_a_handout_speaks_the_readers_language_and_quotes_the_documents(
    fake: Path,  # noqa: ARG001 - puts the fake in place
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    title: str,
) -> None:
    from answer import handout

    translation = importlib.import_module("web.translation")
    paper = importlib.import_module("web.paper")
    for module in (translation, paper):
        monkeypatch.setattr(module, "language", lambda: lang)
    text = handout.markdown(fake_library.Library(TEXTS), None, paper.own_words())  # type: ignore[arg-type]
    assert title in text
    assert "“Trust grows when promises are kept.” (visits.md" in text
    assert ("lived by" in text) == (lang == "en")


def test_a_way_has_a_quotation_at_both_ends_of_every_step(draw: Draw) -> None:
    body = html_of(draw("explore", view="path", idea="coordinator", to="trust"))
    steps = body.split('class="gg-step"')[1:]
    assert [step.count('class="gg-side"') for step in steps] == [2, 2]
    first, second = map(words_of, steps)
    assert first.index("You should talk with the coordinator") < first.index("makes less likely")
    assert first.index("makes less likely") < first.index("A promise of silence may leave you")
    assert second.index("is harm to") < second.index("Trust grows when promises are kept.")


def test_a_way_is_read_in_the_direction_in_which_it_is_walked(draw: Draw) -> None:
    body = html_of(draw("explore", view="path", idea="trust", to="coordinator"))
    steps = [words_of(step) for step in body.split('class="gg-step"')[1:]]
    assert "is harmed by" in steps[0]
    assert steps[0].index("Trust grows") < steps[0].index("A promise of silence")
    assert "is made less likely by" in steps[1]


def test_other_ways_share_no_idea_with_the_surest(draw: Draw) -> None:
    found = sections(html_of(draw("explore", view="path", idea="silence", to="trust")))
    assert [*found] == ["The surest way 1 step", "Another way 2 steps"]
    assert "Do not promise to keep a secret" not in found["The surest way 1 step"]
    assert "Do not promise to keep a secret" in found["Another way 2 steps"]


def test_why_nothing_connects_is_said_with_numbers(draw: Draw) -> None:
    body = words_of(html_of(draw("explore", view="path", idea="second", to="trust")))
    assert "linked with 6 other ideas and the second with 7" in body


def test_the_ends_of_a_way_are_found_by_typing(draw: Draw) -> None:
    app = draw("explore", view="path", idea="trust")
    app.text_input(key="find_other").input("promise").run()
    offers = html_of(app).split('role="status"')[1].split("</div>")[0]
    assert "to=secret" in offers
    assert "Trust grows" not in offers


def test_a_tension_shows_both_sides_and_what_reconciles_them(draw: Draw) -> None:
    body = html_of(draw("explore", view="tensions"))
    assert "<h2>1 tension</h2>" in body
    text = words_of(body)
    assert "you must call the duty line the same day." in text
    assert "People have a right to decide who knows their story." in text
    reconciled = text.split("What may reconcile them")[1]
    assert reconciled.startswith(" Condition If a neighbour tells you about harm to a child")


def test_gaps_are_sorted_counted_and_name_what_may_be_the_answer(draw: Draw) -> None:
    body = html_of(draw("explore", view="gaps"))
    counts = re.findall(r'gg-count">(\d+)<', body)
    assert counts == ["0", "2", "0", "5"]
    assert 'aria-current="true"' in body.split("Practices without a reason")[0].rsplit("<a", 1)[1]
    unsure = words_of(body.split('class="gg-perhaps"')[1])
    assert "A calm sentence at the right moment can put a nervous neighbour at ease." in unsure
    assert "31 in 100" in unsure
    assert "Every risk has a practice" in html_of(draw("explore", view="gaps", sort="unanswered"))


def test_a_long_list_shows_more_by_a_link(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    draw("explore")
    gaps = importlib.import_module("web.views.gaps")
    monkeypatch.setattr(gaps, "FIRST", 2)
    body = html_of(draw("explore", view="gaps", sort="single"))
    assert body.count('class="gg-line"') == 2
    to = re.search(r'href="([^"]*most=4[^"]*)"', body)
    assert to
    assert "2 of 5 shown" in body
    more = html_of(draw("explore", view="gaps", sort="single", most="4"))
    assert more.count('class="gg-line"') == 4


def test_two_documents_are_compared_each_in_its_own_words(draw: Draw) -> None:
    body = html_of(draw("explore", view="compare", left="visits.md", right="handbook.md"))
    found = sections(body)
    both = found["Both say 1"]
    assert "Agree on a time limit" in both
    assert "Set the length of the visit at the door" in both
    links = body.split("Links from one to the other")[1].split("</section>")[0]
    for joined in links.split('class="gg-joined"')[1:]:
        left, right = joined.split('class="gg-side"')[1:]
        assert "visits.md" in left
        assert "handbook.md" in right
    assert "Dignity comes first" not in found["Only in visits.md 5"]


def test_a_document_is_chosen_from_all_but_the_other(draw: Draw) -> None:
    app = draw("explore", view="compare", left="visits.md")
    left, right = app.selectbox(key="compare_left"), app.selectbox(key="compare_right")
    assert left.value == "visits.md"
    assert right.value is None
    assert [option.split("(")[-1] for option in right.options] == ["handbook.md)", "wizyty.md)"]
    rows = html_of(app).split("<tbody>")[1].split("<tr>")[1:]
    assert all("visits.md" in row for row in rows)
    right.select("wizyty.md").run()
    assert app.query_params["right"] == "wizyty.md"
    assert "Both say" in html_of(app)


def test_the_card_of_a_principle_says_what_upholds_it(draw: Draw) -> None:
    body = html_of(draw("explore", idea="trust"))
    card = body.split("What upholds it")[1]
    for heading in ("Lived by <small>3", "Threatened by <small>1", "Guarded against these risks"):
        assert heading in card
    assert "Do not promise to keep a secret" in card
    assert "<h3>is lived by …</h3>" not in body


def test_a_card_of_another_kind_has_its_links_only(draw: Draw) -> None:
    assert "What upholds it" not in html_of(draw("explore", idea="secret"))


def test_a_source_stands_beside_the_view_and_closing_it_keeps_the_view(draw: Draw) -> None:
    body = html_of(draw("explore", view="gaps", sort="single", cite="visits.md:155-253"))
    assert '<mark class="gg-reveal last">' in body
    closing = body.split('class="gg-close"')[0].rsplit("<a", 1)[1]
    assert "/explore?view=gaps&amp;sort=single" in closing
    assert "cite" not in closing


# -- what takes a while ----------------------------------------------------------------------


@pytest.fixture
def making(fake: Path) -> Iterator[Any]:  # noqa: ARG001 - puts the fake in place
    return importlib.import_module("web.making")


def test_work_is_done_once_and_failures_are_tried_again(making: Any) -> None:
    kept, calls = making.Kept(), []

    def fails() -> None:
        calls.append("fails")
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            kept.of("a", fails).result(5)
    assert calls == ["fails", "fails"]
    assert [kept.of("b", lambda: calls.append("once")).result(5) for _ in range(3)] == [None] * 3
    assert calls.count("once") == 1


def test_only_the_last_used_results_are_kept(making: Any) -> None:
    kept = making.Kept()
    first = kept.of(0, object).result(5)
    for key in range(1, making.KEPT):
        kept.of(key, object)
    assert kept.of(0, object).result(5) is first
    second = kept.of(1, object).result(5)
    kept.of("one more", object)
    assert kept.of(0, object).result(5) is first
    assert kept.of(1, object).result(5) is second
    assert kept.of(2, object).result(5) is not first


def test_a_page_waits_with_a_skeleton_and_comes_back_to_the_work(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw("explore")
    module = importlib.import_module("web.making")
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> list[Any]:
        begun.set()
        assert go_on.wait(10)
        return []

    monkeypatch.setitem(module.FORMS, "tensions", slow)
    seen: list[str] = []
    states = importlib.import_module("web.states")
    waiting = states.waiting

    def watched(words: str) -> Any:
        seen.append(words)
        threading.Timer(0.3, go_on.set).start()
        return waiting(words)

    monkeypatch.setattr(states, "waiting", watched)
    body = html_of(draw("explore", view="tensions"))
    assert begun.is_set()
    assert seen == ["Looking for tensions …"]
    assert "No tensions were found" in body
    assert "gg-waiting" not in body
