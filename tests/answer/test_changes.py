"""What changed between two revisions: added up, turned round, and told in words."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer import cases, changes, corrections, questions
from answer.errors import NotFound
from answer.library import Library
from answer.questions import Asked
from answer.records import Verdict
from kg.records import Kind
from tests.answer.conftest import VISITS, WIZYTY
from tests.answer.test_invariants import SENTENCES
from tests.answer.test_schema import FIRST
from tests.fakes import TrigramEmbedder
from tests.stores import file_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

LIMIT = "Agree on a time limit before the visit starts."
CLEAR = "Agree on a clear time limit before each visit."


def opened(place: Path) -> Library:
    return Library.open(place, create=True, embedders=[TrigramEmbedder()])


def units(library: Library) -> set[tuple[str, str, str]]:
    view = library.snapshot()
    return {
        (
            view.sources[unit.document],
            unit.kind.value,
            unit.span.of(view.document(unit.document).text),
        )
        for unit in view.units.values()
    }


def told(part: changes.Part) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    return {tuple(one.values()) for one in part.gained}, {tuple(one.values()) for one in part.lost}


def test_a_changed_sentence_is_one_lost_and_one_gained(tmp_path: Path) -> None:
    library = opened(tmp_path / "one")
    library.add_upload("visits.md", VISITS.encode())
    first = library.revision
    library.add_upload("visits.md", VISITS.replace(LIMIT, CLEAR).encode())
    found = changes.changes(library)
    assert (found.former.revision, found.latter.revision) == (first, library.revision)  # type: ignore[union-attr]
    assert told(found.units) == (
        {("uploads/visits.md", "practice", CLEAR)},
        {("uploads/visits.md", "practice", LIMIT)},
    )
    assert [one["name"] for one in found.ideas.gained] == [CLEAR.rstrip(".")]
    assert [one["name"] for one in found.ideas.lost] == [LIMIT.rstrip(".")]
    turned = changes.changes(library, library.revision, first)
    assert told(turned.units) == tuple(reversed(told(found.units)))
    assert changes.changes(library, first[:6], library.revision[:6]) == found
    assert changes.changes(library, library.revision).units == changes.Part()


def test_a_correction_is_a_change_and_taking_it_back_leaves_none(tmp_path: Path) -> None:
    library = opened(tmp_path / "one")
    library.add_upload("visits.md", VISITS.encode())
    first = library.revision
    corrections.set_kind(library, LIMIT, Kind.PRINCIPLE)
    assert told(changes.changes(library).units) == (
        {("uploads/visits.md", "principle", LIMIT)},
        {("uploads/visits.md", "practice", LIMIT)},
    )
    corrections.undo(library)
    assert changes.log(library)[-1].what["corrected"] == [f"taken back: “{LIMIT}” is a principle"]
    between = changes.changes(library, first)
    assert between.units == between.ideas == between.edges == changes.Part()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["nothing"], "no such revision"),
        ([""], "no such revision"),
        (["empty", "empty"], "the library was empty then"),
    ],
)
def test_a_revision_that_is_not_there_is_told(
    tmp_path: Path, names: list[str], message: str
) -> None:
    library = opened(tmp_path / "one")
    with pytest.raises(NotFound, match="no revision yet"):
        changes.changes(library)
    library.add_upload("visits.md", VISITS.encode())
    with pytest.raises(NotFound, match=message):
        changes.changes(library, *names)


@file_only
def test_a_library_of_an_earlier_version_tells_what_changes_from_now_on(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "library.sqlite").write_bytes(gzip.decompress(FIRST.read_bytes()))
    library = opened(folder)
    old = library.revision
    with pytest.raises(NotFound, match="kept no differences"):
        changes.changes(library)
    before = units(library)
    library.remove(["visits.md"])
    gained, lost = told(changes.changes(library, old).units)
    assert gained == set()
    assert lost == before - units(library)
    with pytest.raises(NotFound, match="kept no differences"):
        changes.changes(library, "empty")


documents = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("\n\n".join)
acts = st.lists(
    st.tuples(st.sampled_from(("a.md", "b.md", "c.md")), st.none() | documents),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=acts)
def test_what_lies_between_two_revisions_adds_up(acts: list[tuple[str, str | None]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        library = opened(Path(place) / "one")
        states: list[tuple[str, set[tuple[str, str, str]], set[str], set[tuple[str, ...]]]] = []
        for name, text in acts:
            if text is not None:
                library.add_upload(name, text.encode())
            elif name in {info.name for info in library.documents()}:
                library.remove([name])
            states.append(
                (
                    library.revision,
                    units(library),
                    {idea.id for idea in library.ideas()},
                    {(edge.source, edge.relation, edge.target) for edge in library.edges()},
                )
            )
        if library.revision == "empty":
            return
        for revision, said, ideas, edges in states:
            if revision == "empty":
                continue
            found = changes.changes(library, revision)
            assert told(found.units) == (units(library) - said, said - units(library))
            now = {idea.id for idea in library.ideas()}
            assert {one["id"] for one in found.ideas.gained} == now - ideas
            assert {one["id"] for one in found.ideas.lost} == ideas - now
            linked = {(edge.source, edge.relation, edge.target) for edge in library.edges()}
            for part, wanted in (
                (found.edges.gained, linked - edges),
                (found.edges.lost, edges - linked),
            ):
                assert {(one["from"], one["relation"], one["to"]) for one in part} == wanted
                assert all(one["from_name"] and one["to_name"] for one in part)


def test_changed_answers_are_told_on_the_command_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "decide", lambda *_: (0.9, Verdict.ANSWERED))
    library = opened(tmp_path / "one")
    library.add_upload("visits.md", VISITS.encode())
    library.add_upload("wizyty.md", WIZYTY.encode())
    asked = [Asked("limit", "Must I agree on a time limit?", Verdict.ANSWERED, passages=(LIMIT,))]
    cases.keep(library, "ours.csv", questions.ask_all(library, asked))
    first = library.revision
    library.add_upload("visits.md", VISITS.replace(LIMIT, CLEAR).encode())
    library.close()
    quick = run("changes", "--no-ask", "--library", tmp_path / "one")
    assert "Answers: not compared; run `guidegraph eval questions`" in quick.out
    said = run("changes", "--library", tmp_path / "one")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"From {first} to ")
    assert f"Units: 1 gained, 1 lost\n  + practice “{CLEAR}” (visits.md)\n" in said.out
    assert "Answers: 1 of 1 kept question changed\n  limit  Must I agree on a time" in said.out
    form = run("changes", first, "--json", "--library", tmp_path / "one").value
    assert list(form) == ["from", "to", "units", "ideas", "edges", "answers"]
    assert form["answers"][0]["broke"] is True
    assert form["answers"][0]["before"]["first"] == LIMIT
    listed = run("changes", "--log", "--library", tmp_path / "one").out.splitlines()
    assert [line.split("  ")[2] for line in listed] == [
        "1 document changed",
        "1 document added",
        "1 document added",
    ]
    log = run("changes", "--log", "--json", "--library", tmp_path / "one").value
    assert [one["revision"] for one in log][-1] == form["to"]
