"""Trails: what people collect stays theirs, and says what documents have made of it."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer import course, paper, trails
from answer.errors import BadTrail, LibraryError, NotFound
from answer.library import Library
from answer.places import State
from answer.revisit import look
from answer.trails import Form
from tests.answer.conftest import VISITS
from tests.fakes import TrigramEmbedder
from tests.stores import copied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from answer.revisit import SeenEntry
    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

WARSZTAT = """# Warsztat

- Wyłącz prąd, zanim otworzysz obudowę szlifierki.
- Okulary ochronne leżą w szafce obok umywalki; noś je zawsze.

Iskry mogą zapalić wióry pod stołem.
"""
"""On other matters than the visits: what says the same in two languages is one idea."""

LIMIT = "Agree on a time limit before the visit starts."
CLEAR = "Agree on a clear time limit before each visit starts."
TIRED = "Visits without a time limit can lead to exhaustion."
TRUST = "Trust grows when promises are kept."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    held = Library.open(tmp_path / "library", create=True, embedders=[TrigramEmbedder()])
    held.add_upload("visits.md", VISITS.encode())
    held.add_upload("warsztat.md", WARSZTAT.encode())
    yield held
    held.close()


def idea_of(library: Library, text: str) -> str:
    view = library.snapshot()
    return next(
        view.idea_of[key]
        for key, unit in view.units.items()
        if unit.span.of(view.document(unit.document).text) == text
    )


def seen(library: Library, name: str = "Course") -> tuple[SeenEntry, ...]:
    return look(library, trails.get(library, name))


def filled(library: Library) -> None:
    """A trail with an idea, a path and a quotation."""
    trails.create(library, " Course \n one ", "First words.\n\nSecond words.")
    trails.rename(library, "Course one", "Course")
    trails.add_idea(library, "Course", idea_of(library, LIMIT), "Ask the group first.")
    edge = library.edges()[0]
    trails.add_path(library, "Course", edge.target, edge.source)
    trails.add_quotation(library, "Course", "promises are  kept")


def test_entries_are_kept_with_their_words_and_shown_with_citations(library: Library) -> None:
    filled(library)
    idea, path, quotation = seen(library)
    assert (idea.entry.form, idea.entry.note) == (Form.IDEA, "Ask the group first.")
    assert idea.ideas[0].idea == idea_of(library, LIMIT)
    assert path.entry.form is Form.PATH
    assert [step.linked for step in path.steps] == [True]
    assert path.steps[0].kept.forward is False
    assert [one.idea for one in path.ideas] == [
        library.edges()[0].target,
        library.edges()[0].source,
    ]
    (one,) = quotation.quotations
    assert one.citation is not None
    text = library.document("visits.md").text
    assert text[one.citation.start : one.citation.end] == one.citation.quote == "promises are kept"
    assert one.citation.heading == "Home visits > Principles"
    assert all(entry.changes == () for entry in (idea, path, quotation))


def test_a_trail_survives_reading_again_removal_and_return(library: Library) -> None:
    filled(library)
    before = seen(library)
    library.rebuild()
    assert seen(library) == before
    library.remove(["visits.md"])
    gone = seen(library)
    assert gone[2].quotations[0].state is State.NO_DOCUMENT
    assert gone[2].changes == ("“promises are kept” was in visits.md, which is not in the library",)
    assert gone[0].ideas[0].idea == ""
    library.restore("visits.md")
    assert seen(library) == before


def test_it_tells_which_quotation_has_changed_and_which_is_gone(library: Library) -> None:
    filled(library)
    changed = VISITS.replace(LIMIT, CLEAR)
    changed = "# Before all\n\nRead this.\n\n" + changed.replace(TRUST, "Nothing else.")
    library.add_upload("visits.md", changed.encode())
    idea, _, quotation = seen(library)
    assert idea.changes == (f"“{LIMIT}” has changed in visits.md: it is “{CLEAR}” now",)
    assert idea.ideas[0].idea == idea_of(library, CLEAR)
    assert quotation.changes == ("“promises are kept” is no longer in visits.md",)
    assert quotation.quotations[0].citation is None


def test_a_path_whose_edge_is_gone_says_so(library: Library) -> None:
    edge = library.edges()[0]
    trails.create(library, "Course")
    trails.add_path(library, "Course", edge.source, edge.target)
    library._store.connection.execute("DELETE FROM edges")  # noqa: SLF001
    library._snapshot = None  # noqa: SLF001
    (entry,) = seen(library)
    assert entry.steps[0].linked is False
    assert "are no longer linked by" in entry.changes[0]


def test_every_change_can_be_taken_back_also_a_deletion(library: Library) -> None:
    filled(library)
    whole = trails.get(library, "Course")
    trails.remove(library, "Course", 2)
    trails.move(library, "Course", 3, 1)
    trails.annotate(library, "Course", "")
    trails.annotate(library, "Course", "Later.", 1)
    after = trails.get(library, "Course")
    assert [entry.number for entry in after.entries] == [3, 1]
    assert (after.note, after.entry(1).note) == ("", "Later.")
    trails.delete(library, "Course")
    assert trails.listed(library) == ()
    assert trails.undo(library, "Course") == "deleted Course"
    assert trails.get(library, "Course") == after
    for _ in range(4):
        trails.undo(library, "Course")
    assert trails.get(library, "Course") == whole
    for _ in range(5):
        trails.undo(library)
    assert trails.listed(library) == ()
    with pytest.raises(NotFound, match="nothing to take back"):
        trails.undo(library)


def test_what_cannot_be_done_is_told_and_changes_nothing(library: Library) -> None:
    trails.create(library, "Course")
    trails.create(library, "Other")
    for call, told in (
        (lambda: trails.create(library, "Course"), "has this name already"),
        (lambda: trails.create(library, " "), "1 to 120 characters"),
        (lambda: trails.create(library, "x" * 121), "not 121"),
        (lambda: trails.rename(library, "Other", "Course"), "has this name already"),
        (lambda: trails.annotate(library, "Course", "x" * 4001), "at most 4,000"),
        (lambda: trails.get(library, "None"), "no trail of this name"),
        (lambda: trails.remove(library, "Course", 1), "no entry 1"),
        (lambda: trails.add_quotation(library, "Course", "no such words"), "no document of"),
        (lambda: trails.add_quotation(library, "Course", "o"), "visits.md, warsztat.md; name one"),
        (lambda: trails.add_path(library, "Course", idea_of(library, LIMIT), LIMIT), "same idea"),
    ):
        with pytest.raises((BadTrail, NotFound), match=told):
            call()  # type: ignore[no-untyped-call]
    assert [(one.name, one.entries) for one in trails.listed(library)] == [
        ("Course", ()),
        ("Other", ()),
    ]


acts = st.lists(
    st.tuples(
        st.sampled_from(("add", "remove", "move", "note", "rename")),
        st.integers(1, 6),
        st.integers(1, 6),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=acts)
def test_taking_back_goes_through_the_same_states_backwards(
    acts: list[tuple[str, int, int]],
) -> None:
    with tempfile.TemporaryDirectory() as place:
        library = Library.open(Path(place) / "one", create=True, embedders=[TrigramEmbedder()])
        library.add_upload("visits.md", VISITS.encode())
        name = trails.create(library, "a").name
        states = [trails.get(library, name)]
        for what, one, other in acts:
            try:
                if what == "add":
                    trails.add_quotation(library, name, (LIMIT, TIRED, TRUST)[one % 3])
                elif what == "remove":
                    trails.remove(library, name, one)
                elif what == "move":
                    trails.move(library, name, one, other)
                elif what == "note":
                    trails.annotate(library, name, str(other), one)
                else:
                    name = trails.rename(library, name, f"name {one}").name
            except NotFound:
                continue
            states.append(trails.get(library, name))
            numbers = [entry.number for entry in states[-1].entries]
            assert len(numbers) == len(set(numbers))
        while len(states) > 1:
            assert trails.listed(library) == (states.pop(),)
            trails.undo(library)
        assert trails.listed(library) == tuple(states)


# -- handout ---------------------------------------------------------------------------------


def test_the_handout_quotes_and_lists_its_sources(library: Library) -> None:
    filled(library)
    text = paper.markdown(course.handout(library, trails.get(library, "Course")))
    assert text.startswith("# Course\n\nFirst words.\n\nSecond words.\n\n## Agree on a time limit")
    assert f"> **Practice.** “{LIMIT}” [1]\n\nAsk the group first.\n" in text
    assert "> “promises are kept” [" in text
    assert "\n## Sources\n\n1. visits.md › Home visits › Best practices, characters " in text
    document = library.document("visits.md").text
    start = document.index(LIMIT)
    assert f"characters {start} to {start + len(LIMIT)}\n" in text


def test_the_handout_is_the_same_in_a_word_processor(library: Library, tmp_path: Path) -> None:
    filled(library)
    sheet = course.handout(library, trails.get(library, "Course"))
    paper.write(tmp_path / "course.docx", sheet)
    document = docx.Document(io.BytesIO((tmp_path / "course.docx").read_bytes()))
    lines = [(line.style.name, line.text) for line in document.paragraphs]
    assert lines[0] == ("Title", "Course")
    assert ("Quote", f"Practice. “{LIMIT}” [1]") in lines
    assert len(lines) == len(sheet)
    with pytest.raises(LibraryError, match="the ending says the form"):
        paper.write(tmp_path / "course.pdf", sheet)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    block = paper.Block(paper.Style.TEXT, "<script>[x](y)\x00\n# no")
    assert paper.markdown([block]) == "\\<script\\>\\[x\\](y)\x00 \\# no\n"
    paper.write(tmp_path / "odd.docx", [block])
    (line,) = docx.Document(str(tmp_path / "odd.docx")).paragraphs
    assert line.text == "<script>[x](y)� # no"


# -- command line ----------------------------------------------------------------------------


def test_a_trail_from_beginning_to_end_on_the_command_line(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    held = copied(folder, tmp_path / "held")

    def trail(*arguments: str | Path) -> Any:
        said = run("trail", *arguments, "--library", held)
        assert (said.status, said.err) == (0, "")
        return said

    assert trail("list").out == "No trails; make one with `guidegraph trail new NAME`.\n"
    assert trail("new", "Course", "--note", "Day one").out == "Made Course\n"
    added = trail("add", "Course", LIMIT, "--note", "Ask first")
    assert added.out.startswith("Course\nDay one\n 1. practice: ")
    trail("add", "Course", TRUST, "--quote")
    assert trail("move", "Course", "2", "1").out == "The entries stand in the order 2, 1\n"
    assert trail("list").out == "Course  (2 entries)\n"
    form = trail("show", "Course", "--json").value
    assert list(form) == ["name", "note", "entries"]
    assert [one["form"] for one in form["entries"]] == ["quotation", "idea"]
    assert form["entries"][0]["quotations"][0]["citation"]["quote"] == TRUST
    assert trail("note", "Course", "").out == "Took the note away\n"
    assert trail("note", "Course", "Later", "--entry", "1").out == "Noted\n"
    assert trail("rename", "Course", "Days").out == "Renamed to Days\n"
    assert trail("export", "Days", tmp_path / "days.md").out.endswith("days.md: 2 entries\n")
    assert "Later" in (tmp_path / "days.md").read_text("utf-8")
    trail("remove", "Days", "2")
    trail("delete", "Days")
    assert trail("undo").out == "Taken back: deleted Days\n"
    assert trail("undo", "Days").out == "Taken back: removed entry 2\n"
    assert " 2. quotation: “Trust grows when promises are kept.”" in trail("show", "Days").out
    wrong = run("trail", "add", "Days", "x", "--to", "y", "--quote", "--library", held)
    assert wrong.status == 2
