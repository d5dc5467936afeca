"""Whole answers, with the real models: of three sample documents, and of the first documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from answer.library import Library
from answer.records import AnswerSection, Citation, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from answer.records import Answer, Line

CHOSEN = (
    "anger-threats-and-danger.docx",
    "over-sharing-nine-steps.md",
    "over-sharing-nine-steps.pl.md",
)


@pytest.fixture(scope="module")
def library(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    opened = Library.open(tmp_path_factory.mktemp("sample"), create=True)
    opened.add([root / "corpus" / "sample" / "guidance" / name for name in CHOSEN])
    return opened


@pytest.fixture(scope="module")
def first_documents(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    opened = Library.open(tmp_path_factory.mktemp("seeds"), create=True)
    opened.add([shared / "seeds"])
    return opened


def lines(answer: Answer) -> list[Line]:
    return [line for section in AnswerSection for line in answer.sections[section]]


@pytest.mark.parametrize(
    "question",
    ["What should I do when a client is angry?", "What should I do when a client cries?"],
)
def test_nothing_on_another_danger_stands_above_what_was_asked(
    library: Library, question: str
) -> None:
    answer = library.ask(question)
    urgent = [line.text for line in answer.sections[AnswerSection.URGENT]]
    assert not [text for text in urgent if "If there is a plan" in text or "wanting to die" in text]
    assert answer.sections[AnswerSection.DO]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("A client tells me that she wants to kill herself.", "appointment with a doctor"),
        ("What should I do when I see a weapon?", "call the police"),
        ("Co zrobić, gdy klient mówi, że nie chce mu się żyć?", "wezwij służby ratunkowe"),
    ],
)
def test_a_danger_that_is_asked_about_keeps_its_urgent_lines(
    library: Library, question: str, said: str
) -> None:
    urgent = [line.text for line in library.ask(question).sections[AnswerSection.URGENT]]
    assert any(said in text for text in urgent), urgent


def test_what_is_urgent_comes_first_and_is_in_no_other_section(library: Library) -> None:
    answer = library.ask("What should I do when a client tells me about violence at home?")
    assert answer.verdict is Verdict.ANSWERED
    urgent = [line.text for line in answer.sections[AnswerSection.URGENT]]
    assert any("ring the emergency number at once" in text for text in urgent)
    assert all(line.urgent for line in answer.sections[AnswerSection.URGENT])
    assert list(answer.sections) == list(AnswerSection)
    ideas = [line.idea for line in lines(answer)]
    assert len(ideas) == len(set(ideas))


@pytest.mark.parametrize("word", ["Confidentiality", "gifts", "Poufność"])
def test_a_word_alone_is_in_a_language_of_the_library(library: Library, word: str) -> None:
    assert library.ask(word).language == ("pl" if word == "Poufność" else "en")


@pytest.mark.parametrize(
    ("question", "leads"),
    [
        ("Why should I not promise to keep a secret?", AnswerSection.PRINCIPLES),
        ("What can I say when a client shouts at me?", AnswerSection.SAY),
        ("What could go wrong when I text clients?", AnswerSection.AVOID),
        ("What should I do when a client offers me a gift?", AnswerSection.DO),
        ("Co może pójść nie tak, gdy przyjmę prezent?", AnswerSection.AVOID),
    ],
)
def test_what_is_asked_for_leads(library: Library, question: str, leads: AnswerSection) -> None:
    answer = library.ask(question)
    assert list(answer.sections)[:2] == [AnswerSection.URGENT, leads]
    assert answer.sections[leads]


def test_no_line_is_part_of_a_line_above_it(library: Library) -> None:
    for question in (
        "What should I do when a client offers me a gift?",
        "May I accept a gift?",
        "Co zrobić, gdy klient wpada w złość?",
    ):
        above: list[Citation] = []
        for line in (line for found in library.ask(question).sections.values() for line in found):
            own = line.citations[0]
            assert not any(
                held.document == own.document and held.start <= own.start and own.end <= held.end
                for held in above
            )
            above.append(own)


def test_words_to_say_are_given_as_they_stand(library: Library) -> None:
    answer = library.ask("What can I say when a client shouts at me?")
    said = [line.wording for line in answer.sections[AnswerSection.SAY]]
    assert any(wording and "I can't do it while you are shouting" in wording for wording in said)


def test_a_question_in_polish_is_answered_in_polish_with_the_english_twin(library: Library) -> None:
    answer = library.ask("Co robić, kiedy klient mówi o przemocy w domu?")
    assert answer.language == "pl"
    polish = [line for line in lines(answer) if line.citations[0].language == "pl"]
    twins = [line.citations[0].twin for line in polish]
    assert any(twin and twin.document == "over-sharing-nine-steps.md" for twin in twins)


@pytest.mark.xfail(
    strict=True,
    reason="Polish passages that share the word 'klient' outrank the English ones on threats",
)
def test_what_only_the_english_document_says_outranks_polish_ones_on_other_matters(
    library: Library,
) -> None:
    answer = library.ask("Klient grozi, że mnie pobije. Co robić?")
    found = {citation.document for line in lines(answer) for citation in line.citations}
    assert "anger-threats-and-danger.docx" in found


def test_english_documents_answer_a_question_in_polish(root: Path, tmp_path: Path) -> None:
    opened = Library.open(tmp_path / "english", create=True)
    opened.add([root / "corpus" / "sample" / "guidance" / CHOSEN[0]])
    answer = opened.ask("Co robić, kiedy klient mówi, że chce się zabić?")
    assert answer.verdict is not Verdict.NOT_COVERED
    headings = {citation.heading for line in lines(answer) for citation in line.citations}
    assert any("speaks of suicide" in heading for heading in headings)


@pytest.mark.parametrize(
    "question",
    [
        "What should I do when the boiler leaks?",
        "How do I change the oil of a tractor?",
        "Jaka będzie jutro pogoda w Krakowie?",
    ],
)
def test_what_no_document_covers_is_not_covered(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.verdict is Verdict.NOT_COVERED
    assert lines(answer) == []
    assert answer.nearest
    assert answer.not_covered


def test_the_words_that_nothing_matches_are_named(library: Library) -> None:
    assert "boiler" in library.ask("What should I do when the boiler leaks?").not_covered


def test_every_line_opens_in_its_document(library: Library) -> None:
    for question in ("A client shouts at me", "What may go wrong when I listen too long?"):
        for line in lines(library.ask(question)):
            for citation in line.citations:
                text = library.document(citation.document).text
                assert text[citation.start : citation.end] == citation.quote
            assert line.text == line.citations[0].quote


def test_a_translation_counts_as_one_source(library: Library) -> None:
    view = library.snapshot()
    twins = {"over-sharing-nine-steps.md", "over-sharing-nine-steps.pl.md"}
    shared = []
    for idea in library.ideas():
        units = [view.units[unit] for unit in idea.mentions]
        documents = {view.names[unit.document] for unit in units}
        if len({unit.language for unit in units}) > 1:
            shared.append(idea)
            assert idea.sources == len(documents - twins) + 1
    assert len([idea for idea in shared if idea.sources == 1]) >= 20


def test_other_models_than_the_librarys_are_refused(library: Library) -> None:
    from answer.errors import OtherModel
    from answer.settings import Settings

    other = Library.open(library.folder, settings=Settings(models=("all-MiniLM-L6-v2",)))
    with pytest.raises(OtherModel, match="guidegraph rebuild"):
        other.ask("A client shouts at me")


@pytest.mark.parametrize(
    ("question", "language", "document"),
    [
        ("What should I do when a client crosses a line?", "en", "000_785937170babda1d.txt"),
        ("Co robić, gdy klient przekroczy granicę?", "pl", "001_8596eca51b17510d.txt"),
        ("Co robić, gdy klient przekroczy linię?", "pl", "001_8596eca51b17510d.txt"),
    ],
)
def test_the_first_question_is_answered_from_the_page_and_its_twin(
    first_documents: Library, question: str, language: str, document: str
) -> None:
    answer = first_documents.ask(question)
    assert answer.verdict is not Verdict.NOT_COVERED
    first = answer.sections[AnswerSection.DO][0]
    assert first.citations[0].document == document
    assert first.citations[0].language == language
    assert first.condition is not None
    twin = first.citations[0].twin
    assert twin is not None
    assert twin.language != language
    assert first.sources == 1


def test_the_first_documents_say_nothing_of_boilers(first_documents: Library) -> None:
    answer = first_documents.ask("What should I do when the boiler leaks?")
    assert answer.verdict is Verdict.NOT_COVERED
    assert set(answer.not_covered) == {"boiler", "leaks"}
