"""A quiz is quoted, has one right choice, and its wrong ones are wrong for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from answer import corrections, course, paper, quiz, trails
from answer.errors import NoQuiz
from answer.library import Library
from answer.quiz import Form
from kg.records import Kind
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from answer.quiz import Question, Quiz
    from answer.records import Citation
    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

PRACTICES: Final = (
    "Agree on a time limit before the visit starts.",
    "Write a short note on the same day.",
    "Refuse every gift of money with thanks.",
    "Ring the office when you leave the house.",
    "Keep your work phone switched off at night.",
    "Ask a colleague to read difficult letters.",
)
RISKS: Final = (
    "Visits without a time limit can lead to exhaustion.",
    "What is not written on the same day may be forgotten.",
    "A gift of money may be understood as a price.",
)
SAYINGS: Final = (
    'If a client shouts, say: "I want to help you, and I cannot do it now."',
    'If a client cries, say: "Take all of the time that you need."',
    'If a client offers money, say: "Thank you, but I may not take this."',
    'When a client is late, say: "I am glad that you came after all."',
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A practice with the risk that it answers, or a text alone; kinds set by hand are certain."""
    monkeypatch.setattr(quiz, "LINKED", 0.3)
    answered = [f"{practice} {risk}" for practice, risk in zip(PRACTICES, RISKS, strict=False)]
    held = Library.open(tmp_path / "library", create=True, embedders=[TrigramEmbedder()])
    alone = (*PRACTICES[len(RISKS) :], *SAYINGS)
    for number, text in enumerate((*answered, *alone)):
        held.add_upload(f"{number:02}.md", f"# Part {number}\n\n{text}\n".encode())
    for text in (*PRACTICES, *SAYINGS):
        corrections.set_kind(held, text, Kind.PRACTICE)
    for text in RISKS:
        corrections.set_kind(held, text, Kind.RISK)
    yield held
    held.close()


def citations(question: Question) -> Iterator[Citation]:
    yield question.quote
    yield from question.explanation
    yield from (choice.citation for choice in question.choices if choice.citation)


def of(made: Quiz, form: Form) -> list[Question]:
    return [question for question in made.questions if question.form is form]


def right(question: Question) -> str:
    (text,) = (choice.text for choice in question.choices if choice.right)
    return text


def test_everything_shown_is_quoted_and_one_choice_is_right(library: Library) -> None:
    made = quiz.make(library, count=50)
    assert {question.form for question in made.questions} == set(Form)
    for question in made.questions:
        assert len(question.choices) >= 3
        assert len({choice.text for choice in question.choices}) == len(question.choices)
        assert right(question)
        for citation in citations(question):
            text = library.document(citation.document).text
            assert text[citation.start : citation.end] == citation.quote
        for choice in question.choices:
            if choice.citation is not None:
                assert choice.text in " ".join(choice.citation.quote.split())


def test_wrong_practices_are_not_linked_and_lie_in_the_farther_half(library: Library) -> None:
    view = library.snapshot()
    questions = of(quiz.make(library, count=50), Form.ANSWERS)
    assert questions
    units = {
        view.document(unit.document).text[unit.span.start : unit.span.end]: key
        for key, unit in view.units.items()
    }
    linked = {frozenset((edge.source, edge.target)) for edge in library.edges()}
    for question in questions:
        stem = units[question.quote.quote]
        practices = [units[text] for text in (*PRACTICES, *SAYINGS)]
        middle = float(np.median([view.nearness(stem, key) for key in practices]))
        for choice in question.choices:
            assert choice.citation is not None
            key = units[choice.citation.quote]
            joined = frozenset((view.idea_of[key], view.idea_of[stem])) in linked
            assert joined is choice.right
            if not choice.right:
                assert view.nearness(stem, key) <= middle + 1e-6


def test_a_situation_is_answered_with_its_own_words_to_say(library: Library) -> None:
    questions = of(quiz.make(library, count=50), Form.SAY)
    assert questions
    for question in questions:
        (own,) = (text for text in SAYINGS if text.startswith(question.quote.quote))
        assert f'"{right(question)}"' in own


def test_kinds_are_told_of_units_that_are_sure(library: Library) -> None:
    questions = of(quiz.make(library, count=50), Form.KIND)
    for question in questions:
        assert [choice.text for choice in question.choices] == [
            "principle",
            "risk",
            "practice",
            "benefit",
        ]
        said = right(question)
        assert said == ("risk" if question.quote.quote in RISKS else "practice")


def test_a_seed_gives_the_same_quiz_and_another_seed_another(library: Library) -> None:
    first = quiz.make(library, count=6, seed=3)
    library.rebuild()
    assert quiz.make(library, count=6, seed=3) == first
    assert quiz.make(library, count=6, seed=4).questions != first.questions
    ideas = [idea for question in first.questions for idea in question.ideas]
    assert len(ideas) == len(set(ideas))


def test_a_trail_limits_what_is_asked_and_not_the_wrong_choices(library: Library) -> None:
    trails.create(library, "Shouting")
    trails.add_quotation(library, "Shouting", "a client shouts")
    among = quiz.ideas_of(library, trails.get(library, "Shouting"))
    assert len(among) == 1
    made = quiz.make(library, among=among)
    assert made.wanted == 10
    assert len(made.questions) == 1
    assert set(made.questions[0].ideas) == among


def test_what_is_not_sure_is_not_asked(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoQuiz):
        quiz.make(library, language="pl")
    monkeypatch.setattr(quiz, "SURE", 1.1)
    with pytest.raises(NoQuiz, match="nothing there is sure enough"):
        quiz.make(library)


def test_the_sheet_has_the_answers_after_the_questions(library: Library) -> None:
    made = quiz.make(library, count=3)
    text = paper.markdown(course.quiz_sheet(made))
    before, answers = text.split("\n## Answers\n")
    answers, sources = answers.split("\n## Sources\n")
    for number, question in enumerate(made.questions, start=1):
        assert f"## {number}. {question.prompt}" in before
        letter = "ABCD"[[choice.right for choice in question.choices].index(True)]
        assert f"**{number}. {letter}.** " in answers
    assert "1. " in sources


def test_on_the_command_line_it_is_printed_written_and_told_when_short(
    library: Library, run: Run, tmp_path: Path
) -> None:
    held = library.folder
    library.close()
    said = run("quiz", "--library", held, "--count", "100", "--json")
    assert said.status == 0
    assert list(said.value) == ["seed", "wanted", "revision", "questions"]
    number = len(said.value["questions"])
    assert said.err == (
        f"guidegraph: {number} questions of 100 wanted: nothing else there is sure enough\n"
    )
    assert list(said.value["questions"][0]) == (
        "form prompt quote choices explanation ideas".split()
    )
    assert run("quiz", "--library", held, "--count", "1").out.startswith("# Quiz\n\n## 1. ")
    written = run("quiz", "--library", held, "--count", "2", "--output", tmp_path / "q.docx")
    assert written.out == f"Wrote {tmp_path / 'q.docx'}: 2 questions\n"
    assert (tmp_path / "q.docx").read_bytes().startswith(b"PK")
