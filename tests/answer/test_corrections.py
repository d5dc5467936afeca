"""Corrections by hand: they hold whatever happens to documents, and say when they no longer can."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer import corrections
from answer.errors import BadCorrection, NotFound
from answer.library import Library
from answer.places import State
from kg.byhand import SIGNAL
from kg.records import Kind, Strength, allows
from tests.answer.test_invariants import SENTENCES, content
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.records import Unit
    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

VISITS = """# Home visits

## Best practices

- Agree on a time limit before the visit starts.
- You must tell a colleague where you are going, unless the visit is in the office.

## Potential risks

A late reply may be read as a lack of interest.

In this article we look at home visits.
"""
CALLS = """# Calls

- Tell people on the phone how many minutes you have.
- Keep every call short.
"""
LIMIT = "Agree on a time limit before the visit starts."
TELL = "You must tell a colleague where you are going, unless the visit is in the office."
LATE = "A late reply may be read as a lack of interest."
LOOK = "In this article we look at home visits."
CALL = "Keep every call short."
CALLER = "Tell people on the phone how many minutes you have."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "visits.md").write_text(VISITS, "utf-8")
    (tmp_path / "calls.md").write_text(CALLS, "utf-8")
    held = Library.open(tmp_path / "library", create=True, embedders=[TrigramEmbedder()])
    held.add([tmp_path / "visits.md", tmp_path / "calls.md"])
    yield held
    held.close()


def units(library: Library) -> dict[str, Unit]:
    """Units by their words."""
    view = library.snapshot()
    return {unit.span.of(view.document(unit.document).text): unit for unit in view.units.values()}


def idea_of(library: Library, text: str) -> str:
    view = library.snapshot()
    return next(
        view.idea_of[key]
        for key, unit in view.units.items()
        if unit.span.of(view.document(unit.document).text) == text
    )


# -- kinds -----------------------------------------------------------------------------------


def test_a_kind_that_is_set_is_certain_and_has_its_attributes(library: Library) -> None:
    assert units(library)[LIMIT].kind is Kind.PRACTICE
    corrections.set_kind(library, LIMIT, Kind.PRINCIPLE)
    unit = units(library)[LIMIT]
    assert (unit.kind, unit.strength, unit.signals) == (Kind.PRINCIPLE, None, ((SIGNAL, 1.0),))
    assert unit.probabilities == (1.0, 0.0, 0.0, 0.0, 0.0)
    assert library.idea(idea_of(library, LIMIT)).kind is Kind.PRINCIPLE
    corrections.set_kind(library, LATE, Kind.PRACTICE)
    assert units(library)[LATE].strength is Strength.CONSIDER
    corrections.set_kind(library, TELL, Kind.PRACTICE)
    told = units(library)[TELL]
    assert told.strength is Strength.MUST
    assert told.exception is not None


def test_what_is_context_is_no_unit_and_is_not_searched(library: Library) -> None:
    before = content(library)
    made = corrections.set_kind(library, LATE, Kind.CONTEXT)
    assert LATE not in units(library)
    view = library.snapshot()
    for field in library.searcher().fields:
        assert set(map(int, field.units.ids)) == set(view.units)
    corrections.undo(library, made.number)
    assert content(library) == before
    for field in library.searcher().fields:
        assert set(map(int, field.units.ids)) == set(library.snapshot().units)


def test_words_that_are_no_unit_become_one(library: Library) -> None:
    before = content(library)
    assert LOOK not in units(library)
    made = corrections.set_kind(library, "we look at home visits", Kind.BENEFIT)
    assert made.places[0].quote == "we look at home visits"
    corrections.undo(library)
    corrections.set_kind(library, LOOK, Kind.BENEFIT)
    unit = units(library)[LOOK]
    assert unit.kind is Kind.BENEFIT
    view = library.snapshot()
    assert set(view.positions) == set(view.units)
    assert library.ask("What do we look at in home visits?").revision == library.revision
    corrections.set_kind(library, LOOK, Kind.CONTEXT)
    assert LOOK not in units(library)
    corrections.undo(library)
    assert units(library)[LOOK].kind is Kind.BENEFIT
    corrections.undo(library)
    assert content(library) == before


def test_the_last_word_counts_and_taking_one_back_leaves_the_other(library: Library) -> None:
    first = corrections.set_kind(library, LIMIT, Kind.RISK)
    corrections.set_kind(library, LIMIT, Kind.BENEFIT)
    assert units(library)[LIMIT].kind is Kind.BENEFIT
    corrections.undo(library, first.number)
    assert units(library)[LIMIT].kind is Kind.BENEFIT
    corrections.undo(library)
    assert units(library)[LIMIT].kind is Kind.PRACTICE


def test_a_correction_survives_reading_again_removal_and_return(library: Library) -> None:
    corrections.set_kind(library, LATE, Kind.PRINCIPLE)
    corrections.set_kind(library, LOOK, Kind.RISK)
    corrections.merge(library, [LIMIT, CALL])
    after = content(library)
    library.rebuild()
    assert content(library) == after
    library.remove(["visits.md"])
    assert next(one.states[0] for one in corrections.listed(library)) is State.NO_DOCUMENT
    library.restore("visits.md")
    assert content(library) == after
    assert [one.lost for one in corrections.listed(library)] == ["", "", ""]


def test_a_correction_follows_its_words_to_another_place(library: Library, tmp_path: Path) -> None:
    corrections.set_kind(library, LATE, Kind.PRINCIPLE)
    moved = "# Visits\n\nBring a map.\n\n" + VISITS.replace(LATE, LATE.replace(" read", "\nread"))
    (tmp_path / "visits.md").write_text(moved, "utf-8")
    library.add([tmp_path / "visits.md"])
    assert units(library)[LATE.replace(" read", "\nread")].kind is Kind.PRINCIPLE


def test_a_correction_whose_words_are_gone_says_so(
    library: Library, tmp_path: Path, run: Run
) -> None:
    corrections.set_kind(library, LATE, Kind.PRINCIPLE)
    library.close()
    changed = VISITS.replace(LATE, "A late answer may hurt.")
    (tmp_path / "visits.md").write_text(changed, "utf-8")
    said = run("add", tmp_path / "visits.md", "--library", tmp_path / "library")
    assert said.status == 0
    assert said.err == (
        f"guidegraph: correction 1 no longer applies: “{LATE}” is no longer in visits.md; "
        "see `guidegraph correct list`\n"
    )
    listed = run("correct", "list", "--library", tmp_path / "library")
    assert listed.out == (
        f"1  “{LATE}” is a principle  [does not apply: “{LATE}” is no longer in visits.md]\n"
    )


@pytest.mark.parametrize(
    ("target", "kind", "error", "told"),
    [
        ("Bring a dog.", Kind.RISK, NotFound, "in no document of the library"),
        ("   ", Kind.RISK, BadCorrection, "nothing is quoted"),
        (LOOK, Kind.CONTEXT, BadCorrection, "is no unit"),
        ("Home visits", Kind.RISK, BadCorrection, "stands in a heading"),
        ("the", Kind.RISK, BadCorrection, "stands in several units"),
    ],
)
def test_what_cannot_be_corrected_is_told_and_changes_nothing(
    library: Library, target: str, kind: Kind, error: type[Exception], told: str
) -> None:
    before = content(library)
    with pytest.raises(error, match=told):
        corrections.set_kind(library, target, kind)
    assert content(library) == before
    assert corrections.listed(library) == ()


# -- ideas -----------------------------------------------------------------------------------


def test_ideas_are_merged_split_and_taken_back(library: Library) -> None:
    before = content(library)
    apart = [idea_of(library, text) for text in (LIMIT, CALL, CALLER)]
    assert len(set(apart)) == 3
    corrections.merge(library, [apart[0], apart[1], CALLER])
    (idea,) = {idea_of(library, text) for text in (LIMIT, CALL, CALLER)}
    assert len(library.idea(idea).mentions) == 3
    assert library.idea(idea).sources == 2
    corrections.split(library, idea, [CALLER])
    assert idea_of(library, LIMIT) == idea_of(library, CALL)
    assert idea_of(library, CALLER) == apart[2]
    corrections.undo(library)
    assert len({idea_of(library, text) for text in (LIMIT, CALL, CALLER)}) == 1
    corrections.undo(library)
    assert content(library) == before
    with pytest.raises(NotFound, match="no correction"):
        corrections.undo(library)


def test_a_merge_that_a_later_word_overrules_says_so(library: Library) -> None:
    corrections.merge(library, [LIMIT, CALL])
    corrections.merge(library, [LIMIT, CALLER])
    corrections.split(library, idea_of(library, LIMIT), [CALLER])
    assert [one.lost for one in corrections.listed(library)] == [
        "",
        "its mentions are of different kinds now, or were split later",
        "",
    ]
    corrections.set_kind(library, CALL, Kind.CONTEXT)
    assert corrections.listed(library)[0].lost == f"“{CALL}” is no unit any more"
    assert corrections.lost(library) == ()
    corrections.undo(library)
    corrections.merge(library, [LIMIT, CALLER])
    assert corrections.listed(library)[2].lost == "its mentions were merged later"
    assert len({idea_of(library, text) for text in (LIMIT, CALL, CALLER)}) == 1


def test_what_cannot_be_merged_or_split_is_told(library: Library) -> None:
    with pytest.raises(BadCorrection, match="different kinds"):
        corrections.merge(library, [LIMIT, LATE])
    with pytest.raises(BadCorrection, match="two ideas"):
        corrections.merge(library, [LIMIT, idea_of(library, LIMIT)])
    with pytest.raises(BadCorrection, match="one must stay"):
        corrections.split(library, LIMIT, [LIMIT])
    with pytest.raises(NotFound, match="not a mention"):
        corrections.split(library, LIMIT, [CALL])
    with pytest.raises(NotFound, match="no idea of this id"):
        corrections.merge(library, [LIMIT, "ris-0000000000"])
    corrections.set_kind(library, LIMIT, Kind.RISK)
    with pytest.raises(NotFound, match="no such correction"):
        corrections.undo(library, 7)


# -- invariants ------------------------------------------------------------------------------

acts = st.lists(
    st.tuples(
        st.sampled_from(("kind", "merge", "split")),
        st.sampled_from(SENTENCES),
        st.sampled_from(SENTENCES),
        st.sampled_from(tuple(Kind)),
    ),
    min_size=1,
    max_size=5,
)
texts = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), min_size=2, max_size=3
)


def perform(library: Library, what: str, one: str, other: str, kind: Kind) -> None:
    """A correction, or none where it cannot be made."""
    try:
        if what == "kind":
            corrections.set_kind(library, one, kind)
        elif what == "merge":
            corrections.merge(library, [one, other])
        else:
            corrections.split(library, one, [one])
    except (BadCorrection, NotFound):
        pass


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=texts, acts=acts, seed=st.integers(0, 99))
def test_corrected_libraries_are_equal_however_they_came_about(
    texts: list[list[str]], acts: list[tuple[str, str, str, Kind]], seed: int
) -> None:
    with tempfile.TemporaryDirectory() as place:
        library = Library.open(Path(place) / "one", create=True, embedders=[TrigramEmbedder()])
        names = [f"{number}.md" for number in range(len(texts))]
        files = {name: "\n\n".join(said) for name, said in zip(names, texts, strict=True)}
        for name in names:
            library.add_upload(name, files[name].encode())
        before = content(library)
        for act in acts:
            perform(library, *act)
        after = content(library)
        view = library.snapshot()
        for edge in view.edges:
            assert allows(edge.relation, view.ideas[edge.source].kind, view.ideas[edge.target].kind)
        for key, unit in view.units.items():
            assert unit.kind is not Kind.CONTEXT
            assert library.cite(key) is not None
        assert set(view.positions) == set(view.units)
        random.Random(seed).shuffle(names)  # noqa: S311 - an order, not a secret
        for name in names:
            library.remove([name])
            library.restore(name)
        assert content(library) == after
        library.rebuild()
        assert content(library) == after
        while corrections.listed(library):
            corrections.undo(library)
        assert content(library) == before


# -- as data, on the command line ------------------------------------------------------------


def test_corrections_are_gold_that_eval_classify_reads(
    library: Library, tmp_path: Path, run: Run
) -> None:
    library.close()
    held = tmp_path / "library"
    run("correct", "kind", LATE, "risk", "--library", held)
    run("correct", "kind", LIMIT, "risk", "--library", held)
    run("correct", "kind", LIMIT, "practice", "--library", held)
    run("correct", "merge", LIMIT, CALL, "--library", held)
    gold, pairs = tmp_path / "gold.jsonl", tmp_path / "pairs.jsonl"
    assert run("correct", "export", gold, "--library", held).status == 0
    assert [json.loads(line) for line in gold.read_text("utf-8").splitlines()] == [
        {"_id": "kind-1", "text": LATE, "label": "risk"},
        {"_id": "kind-2", "text": LIMIT, "label": "practice"},
    ]
    figures = run("eval", "classify", "--input", gold, "--json")
    assert figures.status == 0
    run("correct", "export", pairs, "--pairs", "--library", held)
    assert [json.loads(line) for line in pairs.read_text("utf-8").splitlines()] == [
        {"_id": "pair-1", "source": LIMIT, "target": CALL, "kind": "practice", "label": "same"}
    ]
    listed = run("correct", "list", "--json", "--library", held).value
    assert [(one["number"], one["what"], one["kind"], one["lost"]) for one in listed] == [
        (1, "kind", "risk", None),
        (2, "kind", "risk", None),
        (3, "kind", "practice", None),
        (4, "merge", None, None),
    ]
    undone = run("correct", "undo", "--library", held)
    assert undone.out == f"Taken back: 4  “{CALL}” says the same as “{LIMIT}”\n"
