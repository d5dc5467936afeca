"""Sentences and quotations, with their offsets."""

from __future__ import annotations

import pytest

from corpus.quotations import find_quotations
from corpus.records import Span
from corpus.sentences import split_sentences

# (language, sentences): joined by single spaces, they have to come apart again.
SENTENCES = [
    ("en", ["Ask Dr. Lee, e.g. by phone.", "Then wait."]),
    ("en", ["It costs 3.50 a day.", "Pay by 5 p.m. at the desk.", "Thanks!"]),
    ("en", ["J. K. Rowling wrote it.", "So did I.", "We all did."]),
    ("en", ["Wait...", "Then go."]),
    ("en", ["He paused ... and went on.", "Why?"]),
    ("en", ['She said: "Stop! Go home."', "Then she left."]),
    ("en", ["“Is it late?” she asked.", "It was."]),
    ("en", ["Bring forms, pens, etc.", "Leave early."]),
    ("en", ["See Fig. 3 and No. 5 (Sec. B).", "It helps."]),
    ("en", ["Really?!", "Yes."]),
    ("en", ["1. Ring first.", "2. Leave."]),
    ("pl", ["Zadzwoń, np. rano, m.in. do dr. Nowaka.", "Potem idź na ul. Długą 5."]),
    ("pl", ["Tj. w poniedziałek itd.", "Potem odpocznij."]),
    ("pl", ["Ustawa z 2020 r. mówi inaczej.", "Zob. art. 5 ust. 2 pkt 3."]),
    ("pl", ["Powiedz: „Nie teraz. Może jutro”.", "Wyjdź."]),
    ("pl", ["Prof. Anna Kowalska i mgr inż. Jan Nowak odpowiadają.", "Zapytaj ich."]),
    ("pl", ["O godz. 15 przyjdź.", "Weź dokumenty…", "I parasol."]),
    ("de", ["Am 3. Mai kommt Dr. Weiß, z.B. um 10 Uhr.", "Rufen Sie vorher an."]),
    ("fr", ["M. Dupont arrive, cf. p. 3.", "Appelez-le."]),
    ("es", ["El Sr. López llega a las 5.", "¿Qué hago?", "Llame antes."]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "expected"), SENTENCES)
def test_sentences_come_apart(language: str, expected: list[str]) -> None:
    text = " ".join(expected)
    span = Span(0, len(text))
    quotations = find_quotations(text, span)
    found = split_sentences(text, span, language=language, quotations=quotations)
    assert [sentence.of(text) for sentence in found] == expected


@pytest.mark.parametrize("language", ["en", "pl"])
def test_plain_prose_is_split_as_pysbd_splits_it(language: str) -> None:
    pysbd = pytest.importorskip("pysbd")
    text = {
        "en": "Trust grows when promises are kept. A late reply may be read as a lack of "
        "interest. What should you do? Ring at 5 p.m. on the day. Mr. Jones did so, i.e. he rang.",
        "pl": "Zaufanie rośnie, gdy dotrzymuje się obietnic. Spóźniona odpowiedź może zostać źle "
        "odebrana. Co zrobić? Zadzwoń, np. rano. Pan dr Nowak tak zrobił.",
    }[language]
    segmenter = pysbd.Segmenter(language=language, clean=False, char_span=True)
    expected = [segment.sent.strip() for segment in segmenter.segment(text)]
    found = split_sentences(text, Span(0, len(text)), language=language)
    assert [sentence.of(text) for sentence in found] == expected


def test_a_blank_line_ends_a_sentence() -> None:
    text = "Home visits\n\nRing first"
    assert split_sentences(text, Span(0, len(text))) == (Span(0, 11), Span(13, 23))


# Each text with the quotations in it, and whom they are attributed to.
QUOTATIONS = [
    ("Say “Not now” to him.", [("Not now", None)]),
    ('Powiedz „nie teraz” albo „jutro".', [("nie teraz", None), ("jutro", None)]),
    ("Sagen Sie „nicht jetzt“ oder »morgen«.", [("nicht jetzt", None), ("morgen", None)]),
    ("Dites « pas maintenant ».", [(" pas maintenant ", None)]),
    ("Say 'I can't do that now' and wait.", [("I can't do that now", None)]),
    ("The workers' rights and the clients' needs", []),
    ("It's John's and don't touch it's", []),
    ('A 5" pipe and a 6" pipe', []),
    ('"Be kind." - Ann Lee', [("Be kind.", "Ann Lee")]),
    ("“Be kind.” — Antoine de Saint-Exupéry", [("Be kind.", "Antoine de Saint-Exupéry")]),
    ('"Be kind." - Ann Lee I would add this.', [("Be kind.", "Ann Lee")]),
    ("„Bądź dobry” – Janusz Korczak", [("Bądź dobry", "Janusz Korczak")]),
    ('"Be kind."\n- Ann Lee', [("Be kind.", "Ann Lee")]),
    ('"Be kind." - That is what I say.', [("Be kind.", None)]),
    ('"Stop" - say it calmly.', [("Stop", None)]),
    ('Nurse: "It is late."', [("It is late.", None)]),
    ("An unclosed “mark stays", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), QUOTATIONS)
def test_quotations(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = find_quotations(text, Span(0, len(text)))
    assert [
        (q.span.of(text), q.attribution.of(text) if q.attribution else None) for q in found
    ] == expected
