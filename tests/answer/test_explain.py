"""How a line got into its answer: what is told adds up, exists in the graph, and is quoted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer import decide, explain
from answer.explain import reasons
from answer.library import Library
from answer.records import AnswerSection, Citation, Line, Step, Why
from kg import graph as graphs
from kg.records import Edge, Evidence, Relation
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from answer.records import Answer
    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

QUESTION = "What should I do about visits without a time limit?"
matters = st.lists(
    st.sampled_from("visit time limit client gift gotówki wizytą trust late reply zebra".split()),
    min_size=1,
    max_size=6,
).map(" ".join)
openings = st.sampled_from(["", "Why ", "What can go wrong when ", "What can I say when "])
questions = st.tuples(openings, matters).map("".join)
any_question = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is found is taken for an answer."""
    certain = decide.Decision((0.0,) * len(decide.SIGNALS), 2.0, 0.5, 0.3)
    monkeypatch.setattr(decide, "shipped", lambda **_: certain)


@pytest.fixture
def library(folder: Path, sure: None) -> Iterator[Library]:
    del sure
    held = Library.open(folder, embedders=[TrigramEmbedder()])
    yield held
    held.close()


def told(answer: Answer) -> Iterator[tuple[AnswerSection | None, Line, Why]]:
    """Every line with its section and its reasons; all have some."""
    for section, lines in [*answer.sections.items(), (None, answer.nearest)]:
        for line in lines:
            assert line.why is not None
            yield section, line, line.why


@any_question
@given(question=questions)
def test_what_is_told_of_a_line_adds_up_to_its_score(library: Library, question: str) -> None:
    found = list(told(library.ask(question)))
    assert found
    for _, _, why in found:
        assert sum(weight for _, weight in why.counted) == pytest.approx(why.score, abs=0.005)
        weights = [abs(weight) for _, weight in why.counted]
        assert weights == sorted(weights, reverse=True)
        assert all(weights)


@any_question
@given(question=questions)
def test_every_path_is_of_the_graph_and_leads_from_what_another_line_says(
    library: Library, question: str
) -> None:
    answer, view = library.ask(question), library.snapshot()
    cited = [line.citations[0] for _, line, _ in told(answer)]
    said = {
        view.idea_of[key]
        for key, unit in view.units.items()
        for one in cited
        if view.names[unit.document] == one.document
        and one.start <= unit.span.start
        and unit.span.end <= one.end
    }
    edges = {(edge.source, edge.relation.value, edge.target) for edge in library.edges()}
    for section, lines in answer.sections.items():
        for line in lines:
            assert line.why is not None
            path = line.why.path
            assert {(step.source, step.relation, step.target) for step in path} <= edges
            if path:
                assert section not in {AnswerSection.URGENT, AnswerSection.DO, AnswerSection.SAY}
                assert (said - {line.idea}) & {path[0].source, path[0].target}
                assert line.idea in {path[-1].source, path[-1].target}
            for step in path:
                for quoted in (step.source_quote, step.target_quote):
                    text = library.document(quoted.document).text
                    assert text[quoted.start : quoted.end] == quoted.quote


def test_a_risk_tells_the_practice_above_it_that_lessens_it(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = library.snapshot()
    texts = {
        unit.span.of(view.document(unit.document).text): key for key, unit in view.units.items()
    }
    agree = texts["Agree on a time limit before the visit starts."]
    tired = texts["Visits without a time limit can lead to exhaustion."]
    edge = Edge(
        view.idea_of[agree],
        Relation.MITIGATES,
        view.idea_of[tired],
        0.8,
        Evidence((), agree, tired),
    )
    linked = replace(
        view,
        edges=(edge,),
        linked=lambda: graphs.build(view.ideas.values(), (edge,)),
        at=lambda: graphs.by_end((edge,)),
    )
    monkeypatch.setattr(library, "snapshot", lambda: linked)
    found = {line.text: why for _, line, why in told(library.ask(QUESTION))}
    (step,) = found["Visits without a time limit can lead to exhaustion."].path
    assert (step.relation, step.score) == ("mitigates", 0.8)
    assert step.source_quote.quote == "Agree on a time limit before the visit starts."
    assert step.target_quote.quote == "Visits without a time limit can lead to exhaustion."
    assert not found["Agree on a time limit before the visit starts."].path


def test_the_mention_that_was_found_is_named_where_another_one_is_shown() -> None:
    other = Citation("w.md", "/w.md", "", 0, 17, "Najpierw zapytaj.", "pl")
    why = Why(1.0, (("its own words", 1.0),), (), (), (), other, (), alone=True)
    line = Line("p", "Ask", "practice", "Ask.", None, None, None, None, False, 1, (), why=why)  # noqa: FBT003
    assert list(reasons(line))[-1] == "found by what w.md says of it: “Najpierw zapytaj.”"


def test_a_line_that_came_over_the_graph_alone_says_so() -> None:
    one, other = (Citation("v.md", "/v.md", "", 0, 4, quote, "en") for quote in ("Ask.", "Harm."))
    step = Step("p", "mitigates", "r", 0.8, (("nearness of meaning", 2.0),), one, other)
    why = Why(
        0.2,
        (("its passage", 0.2),),
        (("words in common", 1.5),),
        (("words of harm", 0.9),),
        (("urgent", "at once"),),
        None,
        (step,),
        alone=False,
    )
    line = Line("r", "Harm", "risk", "Harm.", None, None, None, None, False, 1, (), why=why)  # noqa: FBT003
    assert list(reasons(line)) == [
        "near to the question: 0.20 standard deviations (its passage +0.20)",
        "not near enough by itself; it is here for its connection with another line:",
        "“Ask.” (v.md) mitigates (0.80) “Harm.” (v.md); rests on: nearness of meaning 2.00",
        "its passage by each signal, likewise: words in common 1.50",
        "taken for a risk by: words of harm 0.90",
        "“urgent” by its words: “at once”",
    ]
    assert list(reasons(replace(line, why=None))) == []


def test_a_path_that_cannot_be_quoted_is_not_told(library: Library) -> None:
    view = library.snapshot()
    unit = next(iter(view.units))
    edge = Edge("a", Relation.MITIGATES, "b", 0.9, Evidence((), unit, unit))
    options = {"shown": unit, "nearest": unit, "score": 1.0, "counted": (), "passage": ()}
    asked = {"path": (edge,), "alone": True, **options}
    assert explain.why(view, cite=library.cite, **asked).path  # type: ignore[arg-type]
    assert explain.why(view, cite=lambda _: None, **asked).path == ()  # type: ignore[arg-type]


def test_reasons_are_printed_only_when_they_are_asked_for(
    run: Run, folder: Path, sure: None
) -> None:
    del sure
    plain = run("ask", QUESTION, "--library", folder)
    whole = run("ask", QUESTION, "--library", folder, "--why")
    assert "why: near to the question" not in plain.out
    assert "    why: near to the question: " in whole.out
    assert max(map(len, whole.out.splitlines())) <= 80
    kept = [line for line in whole.out.splitlines() if line in plain.out.splitlines()]
    assert kept == plain.out.splitlines()


def test_reasons_are_in_the_json_only_when_they_are_asked_for(
    run: Run, folder: Path, sure: None
) -> None:
    del sure
    plain = run("ask", QUESTION, "--library", folder, "--json").value
    whole = run("ask", QUESTION, "--library", folder, "--json", "--why").value
    taken = []
    for lines in whole["sections"].values():
        taken += [line.pop("why") for line in lines]
    taken += [line.pop("why") for line in whole["nearest"]]
    assert whole == plain
    assert taken
    for why in taken:
        assert list(why) == "score counted passage kind cues found path alone".split()
        for step in why["path"]:
            assert list(step) == "from relation to score signals from_quote to_quote".split()
