"""Twins and their drift, from a library and on the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from answer import drifts
from answer.errors import NotFound
from answer.library import Library
from answer.records import Citation
from kg.drift import DriftKind
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

FIRST = """# Visits

- Agree on a time limit before the visit starts, at most 40 minutes.
- Tell a colleague where you are going and when you come back.
- Do not accept cash from a client.
- Write down what was agreed on the same day.
- Keep the keys of the office in the locked drawer.
"""
SECOND = FIRST.replace("40", "90").replace("Do not accept", "Accept")
OTHER = """# Kitchen

- Wash your hands after raw meat.
- Store knives in the rack by the door.
- Throw away oil that smells burnt.
- Label every box with a date.
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twins")
    for name, text in (("a.md", FIRST), ("b.md", SECOND), ("c.md", OTHER)):
        (folder / name).write_text(text, encoding="utf-8")
    library = Library.open(folder / "held", create=True, embedders=[TrigramEmbedder()])
    library.add([folder / name for name in ("a.md", "b.md", "c.md")])
    library.close()
    return folder / "held"


@pytest.fixture
def library(place: Path) -> Library:
    return Library.open(place, embedders=[TrigramEmbedder()])


def test_a_document_and_its_revision_stand_side_by_side(library: Library) -> None:
    (pages,) = drifts.twins(library)
    assert (pages.left, pages.right, pages.covered) == ("a.md", "b.md", (1.0, 1.0))
    assert [len(row.left) for row in pages.rows] == [1] * 5
    assert pages.rows[2].right[0].quote == "Accept cash from a client."


def test_what_differs_is_quoted_on_both_sides(library: Library) -> None:
    number, negation = drifts.drift(library)
    assert (number.kind, negation.kind) == (DriftKind.NUMBER, DriftKind.NEGATION)
    for quoted, text, words in (
        (number.left, FIRST, ["40"]),
        (number.right, SECOND, ["90"]),
        (negation.left, FIRST, ["not"]),
        (negation.right, SECOND, []),
    ):
        citation = quoted.citation
        assert citation.quote == text[citation.start : citation.end]
        assert [mark.of(text) for mark in quoted.marks] == words


def test_a_row_holds_the_differences_that_begin_in_it(library: Library) -> None:
    pages = drifts.compared(library, "b.md", "a.md")
    assert (pages.left, pages.right) == ("a.md", "b.md")
    kinds = [[one.kind.value for one in row.differences] for row in pages.rows]
    assert kinds == [["number"], [], ["negation"], [], []]
    assert pages.elsewhere == ()


def test_documents_that_are_no_twins_are_not_compared(library: Library) -> None:
    for one, other in (("a.md", "c.md"), ("c.md", "a.md"), ("a.md", "a.md")):
        with pytest.raises(NotFound, match=f"{one}: neither a copy nor a translation of {other}"):
            drifts.compared(library, one, other)


def test_what_differs_in_a_heading_stands_in_no_row(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "held", create=True, embedders=[TrigramEmbedder()])
    library.add_upload("a.md", FIRST.replace("# Visits", "# Six visits a day").encode())
    library.add_upload("b.md", FIRST.replace("# Visits", "# Nine visits a day").encode())
    pages = drifts.compared(library, "a.md", "b.md")
    assert not any(row.differences for row in pages.rows)
    (one,) = pages.elsewhere
    assert one.left.citation.quote == "Six visits a day"


def test_passages_whose_sentences_are_compared_stand_side_by_side() -> None:
    a, b, c, d = (Citation("a", "a", "", 10 * at, 10 * at + 9, "", "en") for at in range(4))
    paired, alone = drifts.Row((a,), (a,)), [drifts.Row((b,), ()), drifts.Row((), (c,))]
    rows = [paired, *alone, drifts.Row((d,), ())]
    differ = drifts.Difference(
        DriftKind.NUMBER, 0.9, drifts.Quoted(b, ()), drifts.Quoted(c, ()), ()
    )
    told = list(drifts._joined(rows, [differ]))  # noqa: SLF001 - the step that joins them
    assert told == [paired, drifts.Row((b,), (c,)), drifts.Row((d,), ())]
    missing = replace(differ, kind=DriftKind.MISSING)
    assert list(drifts._joined(rows, [missing])) == rows  # noqa: SLF001


def test_the_commands_print_twins_and_drift(run: Run, place: Path) -> None:
    assert run("twins", "--library", place).out.splitlines()[:3] == [
        "a.md (en)", "b.md (en)", "    5 aligned passages, 100% and 100% of the two",
    ]  # fmt: skip
    assert "Accept cash" in run("twins", "a.md", "--library", place).out
    said = run("drift", "--library", place).out
    assert "Another number (0.95)" in said
    assert "at most ⟦40⟧ minutes" in said
    value = run("drift", "a.md", "--library", place, "--json").value
    assert [one["kind"] for one in value] == ["number", "negation"]
    assert value[0]["left"]["document"] == "a.md"
    assert [len(row["left"]) for row in run("twins", "--library", place, "--json").value[0]["passages"]] == [1] * 5  # fmt: skip # noqa: E501


def test_a_document_without_a_twin_has_no_drift(run: Run, place: Path) -> None:
    said = run("drift", "c.md", "--library", place)
    assert said.status == 1
    assert said.err.count("\n") == 1
    assert "c.md: no other document is a copy or translation of it" in said.err
    assert run("twins", "c.md", "--library", place, "--json").value == []


def test_a_machine_translation_is_aligned_whole_and_its_scattered_term_is_told(
    shared: Path, tmp_path: Path
) -> None:
    seeds = sorted((shared / "seeds").iterdir())[:2]
    library = Library.open(tmp_path / "held", create=True)
    library.add(seeds)
    (pages,) = drifts.twins(library)
    assert pages.covered == (1.0, 1.0)
    (term,) = [one for one in drifts.drift(library) if one.kind is DriftKind.RENDERINGS]
    ways = [(term.left, term.right), *term.more]
    said = [
        tuple(q.citation.quote[m.start - q.citation.start : m.end - q.citation.start].lower()
              for q in way for m in q.marks)
        for way in ways
    ]  # fmt: skip
    assert ("over-sharing", "udostępnianiem") in said
    assert ("over-sharing", "separacją") in said
    assert ("over-sharing", "rozdzieleniem") in said
