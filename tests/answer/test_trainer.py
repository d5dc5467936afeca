"""The questions of a trainer on small libraries: forms, pages, and what can be wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from answer import handout, trainer, trainertext
from answer import themes as naming
from answer.errors import NotFound
from answer.library import Library
from answer.render import Page
from kg.records import Edge, Evidence, Kind, Relation
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

COMMANDS = ["themes", "gaps", "compare", "tensions"]


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    held = Library.open(folder, embedders=[TrigramEmbedder()])
    yield held
    held.close()


def made(place: Path, **texts: str) -> Path:
    """A library in `place` of documents by name."""
    place.mkdir()
    sources = place / "sources"
    sources.mkdir()
    for name, text in texts.items():
        (sources / f"{name}.md").write_text(text, encoding="utf-8")
    library = Library.open(place / "held", create=True, embedders=[TrigramEmbedder()])
    library.add([sources])
    library.close()
    return place / "held"


# -- themes ----------------------------------------------------------------------------------


def test_themes_are_named_by_words_of_their_documents(run: Run, folder: Path) -> None:
    form = run("themes", "--library", folder, "--json").value
    assert list(form) == ["themes", "bridges", "alone"]
    with_texts = {unit["text"]: unit for unit in run("units", "--library", folder, "--json").value}
    said = (
        " ".join(with_texts).casefold() + " home visits best practices potential risks principles"
    )
    for theme in form["themes"]:
        assert all(word in said for word in theme["name"].casefold().replace(",", " ").split())
        assert sum(theme["kinds"].values()) == theme["ideas"]
        assert sorted(idea for part in theme["parts"] for idea in part["ideas"])
        for idea in theme["central"]:
            assert idea["citation"]["quote"] in with_texts
    listed = run("themes", "--library", folder).out
    for theme in form["themes"]:
        assert f"{theme['number']}. {theme['name']}" in " ".join(listed.split())


def test_one_theme_is_shown_with_all_its_ideas(run: Run, folder: Path) -> None:
    first = run("themes", "--library", folder, "--json").value["themes"][0]
    for wanted in ("1", first["id"], first["name"]):
        form = run("themes", wanted, "--library", folder, "--json").value
        assert form["id"] == first["id"]
        assert len(form["central"]) == first["ideas"]
    shown = " ".join(run("themes", "1", "--library", folder).out.split())
    assert all(
        " ".join(idea["citation"]["quote"].split())[:40] in shown for idea in form["central"]
    )
    said = run("themes", "zebra", "--library", folder)
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "zebra: no theme has this name" in said.err


def test_the_readers_language_is_quoted_first(library: Library) -> None:
    form = trainer.theme_forms(library, "pl")
    spoken = [idea["citation"]["language"] for idea in form["themes"][0]["central"]]
    assert spoken == sorted(spoken, key=lambda code: code != "pl")
    assert naming.usual_language(library.snapshot()) == "en"


# -- ways, grounds, documents ----------------------------------------------------------------


def test_a_path_has_ways_beside_the_surest(run: Run, folder: Path) -> None:
    edge = run("edges", "--library", folder, "--json").value[0]
    form = run("path", edge["from"], edge["to"], "--ways", "3", "--library", folder, "--json").value
    assert list(form) == ["from", "to", "ways", "apart"]
    assert (form["from"]["idea"], form["to"]["idea"]) == (edge["from"], edge["to"])
    assert form["apart"] is None
    at = edge["from"]
    for step in form["ways"][0]["steps"]:
        assert at == step["from" if step["forward"] else "to"]
        at = step["to" if step["forward"] else "from"]
    assert at == edge["to"]
    shown = run("path", edge["to"], edge["from"], "--library", folder).out
    assert "The surest way: " in shown


def test_the_same_idea_is_its_own_way(run: Run, folder: Path) -> None:
    idea = run("edges", "--library", folder, "--json").value[0]["from"]
    assert run("path", idea, idea, "--library", folder, "--json").value == []
    assert "Both are the same idea." in run("path", idea, idea, "--library", folder).out


def test_why_nothing_connects_two_ideas_is_told(library: Library) -> None:
    lonely = [idea.id for idea in library.ideas() if not len(library.snapshot().graph[idea.id])
              and not list(library.snapshot().graph.predecessors(idea.id))]  # fmt: skip
    linked = library.edges()[0].source
    form = trainer.way_forms(library, linked, lonely[0])
    assert form["ways"] == []
    assert form["apart"]["to"] == 0
    assert "is linked with nothing" in trainer.why_apart(library, form)


def test_uphold_takes_a_principle_only(run: Run, folder: Path) -> None:
    form = run("uphold", "promises are kept", "--library", folder, "--json").value
    assert form["principle"]["citation"]["quote"] == "Trust grows when promises are kept."
    assert list(form) == ["principle", "others", *trainer.GROUNDS]
    practice = next(
        unit["idea"]
        for unit in run("units", "--library", folder, "--json").value
        if unit["kind"] == "practice"
    )
    said = run("uphold", practice, "--library", folder)
    assert (said.status, said.err) == (
        1,
        f"guidegraph: {practice}: a practice; `uphold` asks about a principle\n",
    )


@pytest.mark.parametrize("command", [["uphold"], ["path", "trust"]])
def test_an_unknown_id_is_told_in_one_line(command: list[str], run: Run, folder: Path) -> None:
    said = run(*command, "pri-0123456789", "--library", folder)
    assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
    assert "pri-0123456789: no such idea" in said.err


def test_two_documents_are_compared(run: Run, folder: Path) -> None:
    form = run("compare", "visits.md", "wizyty.md", "--library", folder, "--json").value
    ideas = {idea["idea"] for side in ("shared", "only_left", "only_right") for idea in form[side]}
    ends = {
        e[end]
        for name in ("alike", "tensions", "links")
        for e in form[name]
        for end in ("from", "to")
    }
    assert (
        ideas | ends
        >= {unit["idea"] for unit in run("units", "--library", folder, "--json").value} - ends
    )
    assert all(idea["documents"] == ["visits.md"] for idea in form["only_left"])
    assert (
        "ONLY wizyty.md SAYS" in run("compare", "visits.md", "wizyty.md", "--library", folder).out
    )


@pytest.mark.parametrize(
    ("documents", "status", "told"),
    [
        (["visits.md"], 2, "name two documents, or none"),
        (["visits.md", "zebra.md"], 1, "zebra.md: not in the library"),
        (["visits.md", "visits.md"], 1, "are one document; name two"),
    ],
)
def test_what_cannot_be_compared_is_told(
    documents: list[str], status: int, told: str, run: Run, folder: Path
) -> None:
    said = run("compare", *documents, "--library", folder)
    assert said.status == status
    assert told in said.err


# -- what a library may be -------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_an_empty_library_has_nothing_to_tell(command: str, run: Run, tmp_path: Path) -> None:
    empty = made(tmp_path / "empty")
    said = run(command, "--library", empty)
    assert (said.status, said.err) == (0, "")
    assert said.out
    assert run(command, "--library", empty, "--json").value in (
        [],
        {"themes": [], "bridges": [], "alone": []},
        {"unanswered": [], "unreasoned": [], "unlived": [], "single": []},
    )
    told = run("path", "a", "b", "--library", empty)
    assert (told.status, told.err.count("\n")) == (1, 1)
    assert "no ideas in this library" in told.err


def test_a_library_of_one_unit(run: Run, tmp_path: Path) -> None:
    one = made(tmp_path / "one", rule="You must ask first.")
    (idea,) = run("themes", "--library", one, "--json").value["alone"]
    assert idea["citation"]["quote"] == "You must ask first."
    assert "holds 1 idea, too few" in run("themes", "--library", one).out
    assert [gap["idea"] for gap in run("gaps", "--library", one, "--json").value["unreasoned"]] == [
        idea["idea"]
    ]
    assert run("path", idea["idea"], "ask", "--library", one, "--json").value == []


def test_two_identical_documents_say_the_same(run: Run, tmp_path: Path) -> None:
    text = "# Rules\n\nYou must ask first.\n\nYou should write everything down the same day.\n"
    twice = made(tmp_path / "twice", a=text, b=text)
    form = run("compare", "a.md", "b.md", "--library", twice, "--json").value
    assert len(form["shared"]) == 2
    assert form["only_left"] == form["only_right"] == form["tensions"] == []
    (pair,) = run("compare", "--library", twice, "--json").value
    assert (pair["left"], pair["right"], pair["shared"]) == ("a.md", "b.md", 2)
    assert "(in both)" in run("compare", "a.md", "b.md", "--library", twice).out


def test_a_sentence_said_thousands_of_times_is_one_idea(run: Run, tmp_path: Path) -> None:
    often = made(tmp_path / "often", noise="You must ask first.\n\n" * 5000)
    (idea,) = run("gaps", "--library", often, "--json").value["unreasoned"]
    assert idea["documents"] == ["noise.md"]
    assert len(run("gaps", "--library", often).out) < 1500


def test_a_handout_names_some_places_of_an_idea_and_counts_the_rest(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handout, "PLACES", 2)
    thrice = made(tmp_path / "thrice", **dict.fromkeys("abc", "You must ask first.\n"))
    run("export", tmp_path / "handout.md", "--library", thrice)
    text = (tmp_path / "handout.md").read_text(encoding="utf-8")
    assert text.count("“You must ask first.”") == 2
    assert "\n  - and at 1 other place\n" in text


# -- pages -----------------------------------------------------------------------------------


def tension(library: Library, left: str, right: str) -> Edge:
    """A tension between the ideas of the units that open with these words."""
    view = library.snapshot()

    def unit(words: str) -> int:
        return next(
            key
            for key, one in view.units.items()
            if one.span.of(view.document(one.document).text).startswith(words)
        )

    ends = unit(left), unit(right)
    return Edge(
        view.idea_of[ends[0]], Relation.TENSION, view.idea_of[ends[1]], 0.8, Evidence((), *ends)
    )


def test_a_tension_is_shown_with_what_reconciles_it(library: Library) -> None:
    edge = tension(library, "If the client offers", "Nigdy nie przyjmuj")
    form = trainer.tension_form(library, edge)
    assert form["reconciled"][0] == {
        "end": "from", "form": "condition", "text": "If the client offers you a gift",
    }  # fmt: skip
    page = trainertext.tensions_text([form], Page(100))
    assert page.startswith(
        "1 tension\n\n   practice, should: “If the client offers you a gift, say:"
    )
    assert (
        "   → pulls against (0.80) practice, avoid: “Nigdy nie przyjmuj gotówki od klienta.”"
        in (" ".join(page.split("\n")))
    )
    assert "condition given: “If the client offers you a gift”" in page


def test_a_weak_and_vague_way_says_so() -> None:
    cited = {"document": "v.md", "heading": "A > B", "quote": "Ask.", "language": "en"}
    idea = {"idea": "pra-1", "kind": "practice", "name": "Ask", "sources": 2, "citation": cited,
            "strength": "must"}  # fmt: skip
    step = {
        "from": "pra-1", "relation": "related_to", "to": "ris-1", "score": 0.31, "forward": False,
        "from_kind": "practice", "to_kind": "risk", "strengths": ["avoid", None],
        "from_text": "Ask.", "to_text": "Harm.",
        "evidence": {"from": {"text": "Ask.", "document": "v.md"},
                     "to": {"text": "Harm.", "document": "w.md"}},
    }  # fmt: skip
    form: dict[str, Any] = {
        "from": {**idea, "idea": "ris-1"},
        "to": idea,
        "ways": [{"weakest": 0.31, "vague": True, "steps": [step]}],
        "apart": None,
    }
    assert trainertext.ways_text(form, Page(100)) == (
        "From practice, must: “Ask.”\n"
        "     v.md › B, 2 independent sources\n"
        "To   practice, must: “Ask.”\n"
        "     v.md › B, 2 independent sources\n\n"
        "The surest way: 1 step\n"
        " 1. risk: “Harm.” (w.md)\n"
        "    → is near in meaning to (0.31) practice, avoid: “Ask.” (v.md)\n"
        "    Its weakest step has score 0.31: more likely wrong than right; read the quotations.\n"
        "    A step claims no more than nearness in meaning.\n"
    )


def test_a_document_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    evil = made(tmp_path / "evil", evil="You must clear \x1b[2J the screen first.\n")
    for command in COMMANDS[:2]:
        assert "\x1b" not in run(command, "--library", evil).out


def test_nothing_of_a_kind_is_told(library: Library) -> None:
    with pytest.raises(NotFound, match="no benefit is near"):
        trainer.find(library, "zebra", Kind.BENEFIT)
    assert json.dumps(trainer.gap_forms(library))
