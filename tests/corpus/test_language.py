"""The language of questions, passages and documents."""

from __future__ import annotations

import pytest

from corpus.document import parse
from corpus.language import detect, detect_all

QUESTIONS = [
    ("What should I do?", "en"),
    ("client is crying in session", "en"),
    ("How do I say no?", "en"),
    ("Co zrobić, gdy klient krzyczy?", "pl"),
    ("co zrobic gdy klient placze", "pl"),
    ("jak odmowic grzecznie pacjentowi", "pl"),
    ("Kiedy wolno przerwać rozmowę?", "pl"),
    ("Was soll ich jetzt tun?", "de"),
    ("Wie sage ich nein?", "de"),
    ("Que dois-je faire maintenant ?", "fr"),
    ("Comment dire non au client ?", "fr"),
    ("¿Qué debo hacer ahora?", "es"),
    ("Cosa devo fare adesso?", "it"),
    ("Что мне делать?", "ru"),
    ("Що мені робити?", "uk"),
]


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_a_short_question_has_its_language(question: str, language: str) -> None:
    assert detect(question) == language


@pytest.mark.parametrize("text", ["", "12:30", "!!!", "☐"])
def test_a_text_without_words_has_the_default(text: str) -> None:
    assert detect(text) == "und"
    assert detect(text, default="pl") == "pl"


def test_a_document_changes_language_midway() -> None:
    english = "Ring before you come, and write down what was agreed with the family."
    polish = "Zadzwoń, zanim przyjdziesz, i zapisz, co zostało ustalone z rodziną."
    document = parse("a.txt", f"{english}\n\nOK\n\n{polish}\n\nOK\n\n{english}".encode())
    assert [p.language for p in document.passages] == ["en", "en", "pl", "pl", "en"]


def test_a_short_text_takes_the_language_before_it() -> None:
    texts = ["Zadzwoń, zanim przyjdziesz, i zapisz, co zostało ustalone z rodziną.", "Test."]
    assert detect_all(texts) == ("pl", ("pl", "pl"))
