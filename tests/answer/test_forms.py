"""The JSON forms and the exports of a small library, field by field."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import docx
import networkx as nx
import pytest

from answer import export, jsonform, themes
from answer.errors import LibraryError
from answer.library import Library
from answer.records import Answer, AnswerSection, Citation, Line, Verdict
from answer.render import Page, answer_text
from kg import exchange
from kg.records import Relation
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

UNIT = (
    "document start end text kind probabilities name strength condition exception wording urgent "
    "language idea"
).split()
EDGE = "from relation to score evidence from_text to_text from_kind to_kind".split()
CITATION = "document source heading start end lead quote language twin".split()
LINE = ("idea name kind text strength condition exception wording urgent sources citations").split()

POLISH = Citation("w.md", "/g/w.md", "Wizyty", 3, 19, "Najpierw zapytaj.", "pl")
ENGLISH = Citation("v.md", "/g/v.md", "Visits > First", 5, 15, "Ask first.", "en", POLISH)


def line(idea: str, kind: str, name: str, text: str, *citations: Citation, **more: Any) -> Line:
    """A line without condition, exception and wording."""
    values: dict[str, Any] = {"strength": None, "urgent": False, "sources": 1, **more}
    return Line(
        idea=idea, kind=kind, name=name, text=text, citations=citations,
        condition=None, exception=None, wording=None, **values,
    )  # fmt: skip


ASK = line("pra-1", "practice", "Ask first", "Ask first.", ENGLISH, POLISH, strength="must",
           sources=2)  # fmt: skip
HARM = line("ris-1", "risk", "Haste harms", "Haste may\nharm.",
            Citation("v.md", "/g/v.md", "", 30, 45, "Haste may\nharm.", "en"),
            mitigated_by=("pra-1", "pra-9"))  # fmt: skip
ANSWER = Answer(
    "What now?", "now", "en", Verdict.PARTLY, 0.61,
    {AnswerSection.DO: (ASK,), AnswerSection.AVOID: (HARM,)}, ("zebra",), (), "abc",
)  # fmt: skip


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    held = Library.open(folder, embedders=[TrigramEmbedder()])
    yield held
    held.close()


# -- JSON ------------------------------------------------------------------------------------


def test_an_answer_has_exactly_these_fields_in_this_order() -> None:
    form = jsonform.answer_form(ANSWER)
    assert list(form) == (
        "question language verdict confidence sections not_covered nearest revision".split()
    )
    assert list(form["sections"]) == "urgent do say avoid principles differs".split()
    assert form["sections"]["urgent"] == form["nearest"] == []
    (ask,), (harm,) = form["sections"]["do"], form["sections"]["avoid"]
    assert list(ask) == LINE
    assert list(harm) == [*LINE, "mitigated_by"]
    assert harm["mitigated_by"] == ["pra-1", "pra-9"]
    assert list(ask["citations"][0]) == list(ask["citations"][0]["twin"]) == CITATION
    assert ask["citations"][0]["twin"]["twin"] is None
    assert (form["verdict"], form["not_covered"]) == ("partly", ["zebra"])


def test_every_unit_has_exactly_these_fields_and_quotes_its_document(
    run: Run, folder: Path, guidance: Path
) -> None:
    units = run("units", "--library", folder, "--json").value
    assert units
    for unit in units:
        assert list(unit) == UNIT
        text = (guidance / unit["document"]).read_text(encoding="utf-8")
        assert text[unit["start"] : unit["end"]] == unit["text"]
        assert list(unit["probabilities"]) == "principle risk practice benefit context".split()
        assert sum(unit["probabilities"].values()) == pytest.approx(1)
        for name in ("name", "condition", "exception", "wording"):
            assert unit[name] is None or unit[name] in text


def test_a_gift_is_answered_with_its_condition_and_wording(run: Run, folder: Path) -> None:
    units = run("units", "--library", folder, "--json").value
    (gift,) = (unit for unit in units if unit["text"].startswith("If the client offers"))
    assert gift["kind"] == "practice"
    assert gift["condition"] == "If the client offers you a gift"
    assert gift["wording"] == "Thank you, but I am not allowed to take it."


def test_every_edge_has_exactly_these_fields_and_the_texts_of_both_ends(
    run: Run, folder: Path
) -> None:
    units = run("units", "--library", folder, "--json").value
    said = {(unit["idea"], unit["document"], unit["start"]): unit for unit in units}
    edges = run("edges", "--library", folder, "--json").value
    assert edges
    for edge in edges:
        assert list(edge) == EDGE
        assert Relation(edge["relation"])
        assert 0 <= edge["score"] <= 1
        for end in ("from", "to"):
            cited = edge["evidence"][end]
            unit = said[cited["idea"], cited["document"], cited["start"]]
            assert edge[end] == cited["idea"]
            assert edge[f"{end}_text"] == cited["text"] == unit["text"]
            assert edge[f"{end}_kind"] == unit["kind"]
        assert all(len(signal) == 2 for signal in edge["evidence"]["signals"])


# -- the terminal ----------------------------------------------------------------------------


def test_an_answer_in_a_terminal() -> None:
    assert answer_text(ANSWER, Page()) == (
        "What now?\n"
        "The guidance answers part of this. Confidence 0.61.\n\n"
        "Nothing in the library matches: “zebra”.\n\n"
        "DO, IN THIS ORDER\n"
        " 1. You must: “Ask first.” [1]\n"
        "    said by 2 independent sources\n\n"
        "AVOID, AND WHY\n"
        " 1. “Haste may harm.” [2]\n"
        "    said by 1 source\n"
        "    what helps: “Ask first”\n\n"
        "Sources\n"
        " [1] v.md › Visits › First\n"
        "     in Polish, w.md: “Najpierw zapytaj.”\n"
        " [2] v.md\n"
    )


def test_a_document_cannot_steer_the_terminal() -> None:
    evil = line("pra-2", "practice", "x", "Clear \x1b[2J the screen.")
    said = Answer(
        "What now?", "now", "en", Verdict.ANSWERED, 0.9, {AnswerSection.DO: (evil,)}, (), (), "abc"
    )
    assert "\x1b" not in answer_text(said, Page())


# -- exports ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["graphml", "json", "jsonld", "csv", "md", "docx"])
def test_equal_libraries_give_equal_exports(
    ending: str, run: Run, folder: Path, other_way_round: Path, tmp_path: Path
) -> None:
    fresh = other_way_round
    said = run("export", tmp_path / f"one.{ending}", "--library", folder)
    assert (said.status, said.out) == (0, f"Wrote {tmp_path / f'one.{ending}'}\n")
    run("export", tmp_path / f"two.{ending}", "--library", fresh)
    assert content(tmp_path / f"one.{ending}") == content(tmp_path / f"two.{ending}")


@pytest.fixture
def other_way_round(run: Run, fresh: Path, guidance: Path) -> Path:
    """A library of the same documents, added one by one, the last one first."""
    for name in ("wizyty.md", "visits.md"):
        run("add", guidance / name, "--library", fresh)
    return fresh


def content(path: Path) -> dict[str, bytes]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name if path.is_dir() else "": file.read_bytes() for file in files}


def test_networkx_reads_the_graph_back_equal(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    plain = exchange.plain
    monkeypatch.setattr(
        exchange, "plain", lambda *parts: written.append(plain(*parts)) or written[-1]
    )
    export.write(library, tmp_path / "graph.json")
    data = json.loads((tmp_path / "graph.json").read_text(encoding="utf-8"))
    linked = nx.node_link_graph(data, edges="edges")
    (graph,) = written
    graph.graph["revision"] = library.revision
    assert nx.utils.graphs_equal(linked, graph)
    assert set(linked.nodes) == {idea.id for idea in library.ideas()}
    assert set(linked.edges(keys=True)) == {
        (edge.source, edge.target, edge.relation.value) for edge in library.edges()
    }
    quotes = {cited["quote"] for _, node in linked.nodes(data=True) for cited in node["mentions"]}
    assert "Trust grows when promises are kept." in quotes


def test_graph_programs_can_open_the_graph(library: Library, tmp_path: Path) -> None:
    """Gephi passes over a second edge of one id, and shows `label` and `weight`."""
    export.write(library, tmp_path / "graph.graphml")
    read = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    home = themes.themes(library.snapshot()).of_idea()
    assert {
        node: (data["label"], data["theme"], data["part_name"])
        for node, data in read.nodes(data=True)
    } == {
        idea.id: (idea.name, home[idea.id][0].id, home[idea.id][1].name)
        if idea.id in home
        else (idea.name, "", "")
        for idea in library.ideas()
    }
    edges = {
        (source, target, data["relation"], data["label"].replace(" ", "_"), data["weight"])
        for source, target, data in read.edges(data=True)
    }
    assert edges == {
        (edge.source, edge.target, edge.relation.value, edge.relation.value, edge.score)
        for edge in library.edges()
    }
    text = (tmp_path / "graph.graphml").read_text(encoding="utf-8")
    ids = re.findall(r'<edge [^>]*id="([^"]*)"', text)
    assert len(set(ids)) == len(ids) == len(library.edges())


def test_the_tables_join(library: Library, tmp_path: Path) -> None:
    export.write(library, tmp_path / "tables.csv")

    def table(name: str) -> list[dict[str, Any]]:
        with (tmp_path / "tables.csv" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    ideas = {row["id"] for row in table("ideas")}
    assert ideas == {idea.id for idea in library.ideas()}
    assert {row["idea"] for row in table("mentions")} == ideas
    assert {row["idea"] for row in table("units")} == ideas
    assert {row["from"] for row in table("edges")} <= ideas
    assert [row["name"] for row in table("documents")] == ["visits.md", "wizyty.md"]
    named = {row["id"]: row["name"] for row in table("themes")}
    assert {row["theme"]: row["theme_name"] for row in table("ideas") if row["theme"]} == {
        row["id"]: row["name"] for row in table("themes") if not row["part_of"]
    }
    assert {row["part"] for row in table("ideas")} - {""} <= set(named)


def test_no_cell_of_a_table_is_a_formula(run: Run, fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "=HYPERLINK(1).md").write_text(
        "You must ask first.\n\n=cmd|' /C calc'!A0 must never be opened by staff.\n\n"
        "@SUM(1+1) should be checked before you open it.\n", encoding="utf-8"
    )  # fmt: skip
    run("add", tmp_path / "=HYPERLINK(1).md", "--library", fresh)
    run("export", tmp_path / "tables.csv", "--library", fresh)
    cells = []
    for path in (tmp_path / "tables.csv").iterdir():
        with path.open(newline="", encoding="utf-8") as file:
            cells += [cell for row in csv.reader(file) for cell in row]
    assert "'=HYPERLINK(1).md" in cells
    assert any(cell.startswith("'=cmd|") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(export.FORMULA)]


def test_the_handout_quotes_every_mention(library: Library, tmp_path: Path) -> None:
    text = export.write(library, tmp_path / "handout.md").read_text(encoding="utf-8")
    assert "- “Trust grows when promises are kept.” (visits.md › Home visits › Principles" in text
    assert text.count("\n- “") == len(library.ideas())


def test_a_theme_is_a_handout_of_its_own(run: Run, folder: Path, tmp_path: Path) -> None:
    first = run("themes", "1", "--library", folder, "--json").value
    quotes = [" ".join(idea["citation"]["quote"].split()) for idea in first["central"]]
    assert run("export", tmp_path / "a.md", "--theme", "1", "--library", folder).status == 0
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {first['name']}\n\n")
    assert all(f"“{quote}”" in text for quote in quotes)
    assert text.count("\n- “") == first["ideas"]
    run("export", tmp_path / "a.docx", "--theme", first["id"], "--library", folder)
    paragraphs = docx.Document(str(tmp_path / "a.docx")).paragraphs
    assert paragraphs[0].text == first["name"]
    assert paragraphs[0].style.name == "Title"
    bullets = [one.text for one in paragraphs if one.style.name.startswith("List Bullet")]
    assert all(any(f"“{quote}” (" in bullet for bullet in bullets) for quote in quotes)


@pytest.mark.parametrize(
    ("file", "theme", "told"),
    [("a.md", "zebra", "no theme has this name"), ("a.json", "1", "use one of .docx, .md")],
)
def test_a_theme_that_cannot_be_written_is_told(  # noqa: PLR0917 - pytest hands over by name
    file: str, theme: str, told: str, run: Run, folder: Path, tmp_path: Path
) -> None:
    said = run("export", tmp_path / file, "--theme", theme, "--library", folder)
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert told in said.err
    assert not (tmp_path / file).exists()


@pytest.mark.parametrize("name", ["graph", "graph.xlsx", "none/graph.json"])
def test_what_cannot_be_written_is_told(name: str, library: Library, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"use one of|make it first"):
        export.write(library, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_not_replaced(library: Library, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").mkdir()
    (tmp_path / "mine.csv" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(LibraryError, match="holds other files"):
        export.write(library, tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv" / "thesis.txt").read_text(encoding="utf-8") == "years of work"
