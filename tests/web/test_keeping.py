"""Trails, quizzes, corrections, questions and gaps: the pages over a real library, no browser."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from kept_library import QUESTIONS, QUOTED, TRAIL
from written import html_of

from answer import cases, corrections, course, paper, trails, unanswered
from answer.library import Library
from kg.records import Kind
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Show = Callable[..., AppTest]


@pytest.fixture
def library(kept: Path) -> Iterator[Library]:
    """The library that the pages show, as a second program sees it."""
    held = Library.open(kept, embedders=[TrigramEmbedder()])
    yield held
    held.close()


def trail_id(library: Library, name: str = TRAIL) -> str:
    return str(trails.get(library, name).id)


def buttons(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


# -- trails ----------------------------------------------------------------------------------


def test_trails_are_listed_with_what_they_hold(show: Show) -> None:
    body = html_of(show("trail"))
    assert "Second day &lt;b&gt;" in body
    assert "3 entries" in body
    assert "0 entries" in body


def test_a_trail_is_made_and_opened(show: Show, library: Library) -> None:
    app = show("trail")
    app.text_input(key="new-name").input("  Gifts ")
    app.text_area(key="new-note").input("Later.")
    next(one for one in app.button if one.label == "Make the trail").click().run()
    assert trails.get(library, "Gifts").note == "Later."
    assert "<h1>Gifts</h1>" in html_of(app)
    assert "Nothing in it yet" in html_of(app)


def test_a_name_that_is_taken_is_said_to_be_so(show: Show) -> None:
    app = show("trail")
    app.text_input(key="new-name").input("Empty")
    next(one for one in app.button if one.label == "Make the trail").click().run()
    assert "A trail has the name “Empty” already. Choose another name." in html_of(app)


def test_a_trail_shows_its_entries_with_quotations_and_notes(show: Show, library: Library) -> None:
    body = html_of(show("trail", trail=trail_id(library)))
    assert body.count('class="gg-entry"') == 3
    assert "Ask the group first." in body
    assert "How they connect" in body
    place = re.search(r'href="/library\?doc=visits\.md&amp;cite=visits\.md%3A(\d+)-(\d+)"', body)
    assert place
    assert QUOTED in html.unescape(body)
    assert 'class="gg-flag"' not in body


def test_entries_are_moved_by_buttons(show: Show, library: Library) -> None:
    app = show("trail", trail=trail_id(library))
    assert app.button(key="up-1").disabled
    assert app.button(key="down-3").disabled
    app.button(key="down-1").click().run()
    assert [one.number for one in trails.get(library, TRAIL).entries] == [2, 1, 3]
    assert "Move 1 up" in buttons(app)
    app.button(key="up-3").click().run()
    assert [one.number for one in trails.get(library, TRAIL).entries] == [2, 3, 1]


def test_an_entry_is_removed_and_comes_back(show: Show, library: Library) -> None:
    app = show("trail", trail=trail_id(library))
    before = trails.get(library, TRAIL).entries
    app.button(key="remove-2").click().run()
    assert "Entry 2 was removed from <b>Second day &lt;b&gt;</b>." in html_of(app)
    assert len(trails.get(library, TRAIL).entries) == 2
    app.button(key="trail-undo").click().run()
    assert trails.get(library, TRAIL).entries == before
    assert "was removed" not in html_of(app)


def test_an_entry_is_annotated(show: Show, library: Library) -> None:
    app = show("trail", trail=trail_id(library))
    app.button(key="note-3").click().run()
    app.text_area(key="text-3").input("Read it <i>aloud</i>.")
    app.button(key="dialog-keep").click().run()
    assert trails.get(library, TRAIL).entry(3).note == "Read it <i>aloud</i>."
    assert "Read it &lt;i&gt;aloud&lt;/i&gt;." in html_of(app)


def test_a_trail_is_renamed_and_its_address_stays(show: Show, library: Library) -> None:
    number = trail_id(library)
    app = show("trail", trail=number)
    app.button(key="trail-edit").click().run()
    app.text_input(key="edit-name").input("Third day")
    app.button(key="dialog-keep").click().run()
    assert trail_id(library, "Third day") == number
    assert "<h1>Third day</h1>" in html_of(app)


def test_a_trail_is_deleted_and_comes_back(show: Show, library: Library) -> None:
    before = trails.get(library, TRAIL)
    app = show("trail", trail=str(before.id))
    app.button(key="trail-delete").click().run()
    assert TRAIL not in [one.name for one in trails.listed(library)]
    assert "The trail <b>Second day &lt;b&gt;</b> was deleted." in html_of(app)
    app.button(key="trail-undo").click().run()
    assert trails.get(library, TRAIL) == before


def test_what_has_changed_or_gone_is_marked(show: Show, library: Library) -> None:
    text = library.document("visits.md").text
    changed = text.replace(QUOTED, "Trust grows when all promises are kept well.")
    library.add_upload("visits.md", changed.encode())
    body = html.unescape(html_of(show("trail", trail=trail_id(library))))
    assert f"“{QUOTED}” has changed in visits.md: it is “Trust grows when all" in body
    assert 'class="gg-flag">changed</b>' in body
    library.remove(["visits.md"])
    body = html.unescape(html_of(show("trail", trail=trail_id(library))))
    assert f"“{QUOTED}” was in visits.md, which is not in the library" in body
    assert 'class="gg-flag">gone</b>' in body
    assert "changed</b>" in html_of(show("trail"))


def test_a_quotation_is_added_by_its_words(show: Show, library: Library) -> None:
    app = show("trail", trail=trail_id(library))
    app.selectbox(key="quote-document").select("visits.md")
    app.text_area(key="quote-words").input("promises are kept")
    next(one for one in app.button if one.label == "Add the quotation").click().run()
    assert trails.get(library, TRAIL).entries[-1].places[0].quote == "promises are kept"
    app.text_area(key="quote-words").input("nowhere at all")
    next(one for one in app.button if one.label == "Add the quotation").click().run()
    assert "“nowhere at all” does not stand in visits.md." in html_of(app)


def test_a_trail_that_is_gone_is_said_to_be_gone(show: Show) -> None:
    for identifier in ("99", "x"):
        assert "This trail is not there any more" in html_of(show("trail", trail=identifier))


def test_the_handout_can_be_taken_along_in_two_forms(show: Show, library: Library) -> None:
    app = show("trail", trail=trail_id(library))
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == [
        "Handout for Word",
        "Handout as Markdown",
        "Picture for slides (PNG)",
        "Picture as SVG",
    ]


def test_a_polish_handout_quotes_the_same_and_says_the_rest_in_polish(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web import told, translation

    monkeypatch.setattr(translation, "language", lambda: "pl")
    trail = trails.get(library, TRAIL)
    english = paper.markdown(course.handout(library, trail))
    polish = paper.markdown(course.handout(library, trail, told.paper))
    assert re.findall("> .*?“([^”]*)”", polish) == re.findall("> .*?“([^”]*)”", english)
    assert "## Źródła" in polish
    own = re.sub("[“„][^”]*”", "", polish)
    assert "Sources" not in own
    assert "Library revision" not in own
    assert "characters" not in own


# -- collecting ------------------------------------------------------------------------------


def test_an_idea_is_added_to_a_new_trail(show: Show, library: Library) -> None:
    idea = library.ideas()[0]
    app = show("explore", idea=idea.id, collect=idea.id)
    assert not app.exception
    app.selectbox(key="collect-trail").select_index(2).run()
    app.text_input(key="collect-new").input("From here")
    app.text_area(key="collect-note").input("Why not?")
    app.button(key="collect-add").click().run()
    entry = trails.get(library, "From here").entries[0]
    assert (entry.ideas[0].id, entry.note) == (idea.id, "Why not?")
    assert "Added to the trail" in html_of(app)
    app.button(key="collect-close").click().run()
    assert "collect" not in app.query_params


def test_a_path_and_quoted_words_are_added(show: Show, library: Library) -> None:
    edge = library.edges()[0]
    assert "collect=path" in html_of(show("explore", idea=edge.source, to=edge.target))
    app = show("explore", idea=edge.source, to=edge.target, collect="path")
    app.selectbox(key="collect-trail").select("Empty").run()
    app.button(key="collect-add").click().run()
    start = library.document("visits.md").text.index(QUOTED)
    cite = f"visits.md:{start}-{start + len(QUOTED)}"
    app = show("ask", q="trust", cite=cite, collect="words")
    app.selectbox(key="collect-trail").select("Empty").run()
    app.button(key="collect-add").click().run()
    path, words = trails.get(library, "Empty").entries
    assert [one.id for one in path.ideas] == [edge.source, edge.target]
    assert words.places[0].quote == QUOTED


@pytest.mark.parametrize("what", ["nobody", "path", "words"])
def test_what_cannot_be_collected_harms_nothing(show: Show, what: str) -> None:
    app = show("ask", q="trust", collect=what)
    assert not app.exception


def test_every_line_of_an_answer_offers_to_be_collected(draw: Show) -> None:
    body = html_of(draw("ask", q="a visit"))
    assert 'aria-label="Add to a trail: Listen first."' in body
    assert body.count("Add to a trail</a>") == body.count('class="gg-line"')


# -- the quiz --------------------------------------------------------------------------------


def picked(body: str, right: str) -> str:
    """The letter of the choice with these words."""
    found = re.search(rf"<b>([A-D])</b> <[^>]*>{re.escape(right)}", body)
    assert found
    return found[1].lower()


def test_a_quiz_is_asked_one_question_after_the_other(show: Show, library: Library) -> None:
    from answer import quiz

    made = quiz.make(library, count=5, seed=1)
    body = html_of(show("trail", quiz="1", count="5"))
    assert f"Question 1 of {len(made.questions)}" in body
    assert "Where it stands" not in body
    choices = made.questions[0].choices
    right = next(index for index, choice in enumerate(choices) if choice.right)
    body = html_of(show("trail", quiz="1", count="5", picks="abcd"[right]))
    assert "That is right." in body
    assert "Where it stands" in body
    assert escaped(made.questions[0].explanation[0].quote) in body
    wrong = next(index for index, choice in enumerate(choices) if not choice.right)
    body = html_of(show("trail", quiz="1", count="5", picks="abcd"[wrong]))
    assert "Not this one." in body
    assert "at=2" in body
    rights = "".join(
        "abcd"[next(index for index, one in enumerate(question.choices) if one.right)]
        for question in made.questions
    )
    last = str(len(made.questions) + 1)
    body = html_of(show("trail", quiz="1", count="5", at=last, picks=rights))
    assert f"{len(rights)} of {len(rights)} questions right" in body


def escaped(text: str) -> str:
    return html.escape(text)


def test_a_quiz_on_a_page_has_answers_that_open(show: Show) -> None:
    app = show("trail", quiz="1", count="5", whole="1")
    body = html_of(app)
    assert body.count("<summary>Answer</summary>") == body.count('class="gg-panel gg-quiz"') >= 2
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == ["Quiz for Word", "Quiz as Markdown"]


def test_a_trail_of_which_nothing_can_be_asked_is_said_to_be_so(
    show: Show, library: Library
) -> None:
    body = html_of(show("trail", trail=trail_id(library, "Empty"), quiz="1"))
    assert "No quiz can be made of this" in body
    assert "No question can be asked: nothing there is sure enough" in body


@pytest.mark.parametrize(
    "given", [{"quiz": "x", "count": "0"}, {"quiz": "-1", "at": "99", "picks": "zz<b>"}]
)
def test_an_address_that_makes_no_sense_is_a_quiz_all_the_same(
    show: Show, given: dict[str, Any]
) -> None:
    app = show("trail", **given)
    assert not app.exception
    assert "<h1>Quiz</h1>" in html_of(app)


# -- corrections -----------------------------------------------------------------------------


def test_a_kind_is_corrected_shown_and_taken_back(show: Show, library: Library) -> None:
    app = show("shelf", doc="visits.md")
    chosen = next(one for one in app.selectbox if one.label == "Which words?")
    at = next(index for index, text in enumerate(chosen.options) if QUOTED in text)
    chosen.select_index(at)
    app.radio(key="kind-kind").set_value(Kind.BENEFIT)
    next(one for one in app.button if one.label == "Correct").click().run()
    assert f"Corrected: “{QUOTED}” is a benefit" in html_of(app)
    assert f'<span class="benefit last" title="benefit">{QUOTED}</span>' in html_of(app)
    assert len(corrections.listed(library)) == 2
    app.button(key="correction-undo").click().run()
    assert len(corrections.listed(library)) == 1
    assert f'title="benefit">{QUOTED}' not in html_of(app)


def test_words_that_cannot_be_corrected_are_said_to_be_so(show: Show) -> None:
    app = show("shelf", doc="visits.md")
    chosen = next(one for one in app.selectbox if one.label == "Which words?")
    chosen.select_index(len(chosen.options) - 1)
    app.text_input(key="kind-words").input("nowhere at all")
    next(one for one in app.button if one.label == "Correct").click().run()
    assert "“nowhere at all” does not stand in visits.md." in html_of(app)


def test_corrections_are_listed_and_taken_back(show: Show, library: Library) -> None:
    app = show("shelf", view="corrections")
    assert "is a risk" in html_of(app)
    app.button(key="back-1").click().run()
    assert corrections.listed(library) == ()
    assert "No corrections yet" in html_of(app)


def test_a_correction_whose_words_are_gone_says_so(show: Show, library: Library) -> None:
    library.remove(["handbook.md"])
    assert "does not apply: handbook.md is not in the library" in html_of(
        show("shelf", view="corrections")
    )


def test_two_ideas_are_made_one_and_split_again(show: Show, library: Library) -> None:
    one, other = (idea for idea in library.ideas() if idea.id.startswith("ben"))
    app = show("shelf", view="corrections", idea=one.id)
    app.text_input(key="find_same").input(other.name[:12]).run()
    assert html.escape(other.name) in html_of(app)
    app = show("shelf", view="corrections", idea=one.id, **{"with": other.id})
    app.button(key="merge").click().run()
    (merged,) = (idea for idea in library.ideas() if idea.id.startswith("ben"))
    assert len(merged.mentions) == 2
    app = show("shelf", view="corrections", idea=merged.id)
    app.checkbox(key="split-1").check()
    next(one for one in app.button if one.label == "Split the idea").click().run()
    assert len([idea for idea in library.ideas() if idea.id.startswith("ben")]) == 2


def test_an_idea_that_is_gone_cannot_be_corrected(show: Show) -> None:
    assert "not in the library as it is now" in html_of(
        show("shelf", view="corrections", idea="nobody")
    )


# -- questions, changes, gaps ----------------------------------------------------------------


def test_kept_questions_are_asked_again_and_compared(show: Show, library: Library) -> None:
    app = show("shelf", view="questions")
    assert "2 questions were not asked of the library as it is now." in html_of(app)
    app.button(key="ask-again").click().run()
    body = html_of(app)
    assert "of 2 questions passed" in body
    assert "Since revision" in body
    assert len(cases.results(library, library.revision)) == 2


def test_what_broke_stands_first_and_is_marked() -> None:
    from answer.cases import Change, Result
    from answer.questions import Asked
    from answer.records import Verdict
    from web import examine

    def result(text: str, *, passed: bool) -> Result:
        case = Asked(text, text, Verdict.ANSWERED)
        why = "" if passed else "what is expected is not quoted"
        return Result(case, passed, "answered", 0.9, "Ask <first>.", "a.md", why)

    results = [result("fails", passed=False), result("broken", passed=False)]
    changes = [Change(result("broken", passed=True), results[1])]
    body = examine.table(results, changes)
    assert body.index("broken") < body.index("fails")
    assert body.count('class="gg-flag">broke</b>') == 1
    assert "Ask &lt;first&gt;." in body
    assert "0 of 2 questions passed" in examine.summary(results, "abc", changes)
    assert "1 broke, 0 were mended" in examine.summary(results, "abc", changes)


def test_a_table_that_cannot_be_read_says_why(library: Library) -> None:
    from answer import questions
    from answer.errors import LibraryError
    from web import told

    with pytest.raises(LibraryError) as caught:
        questions.table(b"frage,antwort\n", "ours.csv")
    assert told.error(caught.value) == (
        "ours.csv has no column “question”. The first line names the columns."
    )
    assert len(questions.table(QUESTIONS.encode(), "ours.csv")) == 2
    assert library.documents()


def test_a_change_is_shown_with_what_it_gained_and_lost(show: Show, library: Library) -> None:
    body = html_of(show("shelf", view="changes"))
    assert "is a risk" in body
    assert 'class="gg-gained"' in body
    assert 'class="gg-lost"' in body
    first = library.revisions()[-1][0]
    body = html_of(show("shelf", view="changes", rev=first))
    assert "1 document added: handbook.md" in body
    assert "There is no revision x." in html_of(show("shelf", view="changes", rev="x"))


def test_a_gap_is_noted_where_it_was_asked_and_listed(draw: Show) -> None:
    app = draw("ask", q="a moon rocket")
    app.text_input(key="gap-note").input("We <do> not fly.")
    next(one for one in app.button if one.label == "Note the gap").click().run()
    assert "Noted as a gap on" in html_of(app)
    assert "We &lt;do&gt; not fly." in html_of(app)


def test_noted_gaps_are_taken_off_and_put_back(show: Show, library: Library) -> None:
    app = show("shelf", view="gaps")
    assert 'href="/?q=May%20I%20bring%20my%20dog%3F"' in html_of(app)
    app.button(key="gap-0").click().run()
    assert unanswered.listed(library) == ()
    assert "No gap is noted" in html_of(app)
    app.button(key="gap-undo").click().run()
    assert [one.note for one in unanswered.listed(library)] == ["Asked twice."]


@pytest.fixture
def bare(show: Show, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Show:
    """Draws pages over a real library without documents."""
    Library.open(tmp_path / "bare", create=True).close()
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", str(tmp_path / "bare"))
    return show


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("changes", "Nothing has changed yet"),
        ("corrections", "No corrections yet"),
        ("questions", "No questions are kept yet"),
        ("gaps", "No gap is noted"),
        ("nonsense", "Nothing here yet"),
    ],
)
def test_an_empty_library_has_every_view(bare: Show, view: str, said: str) -> None:
    app = bare("shelf", view=view)
    assert not app.exception
    assert said in html_of(app)


def test_trails_of_an_empty_library_invite(bare: Show) -> None:
    assert "No trail yet" in html_of(bare("trail"))
    assert "No quiz can be made of this" in html_of(bare("trail", quiz="1"))
