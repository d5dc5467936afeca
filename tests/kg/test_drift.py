"""Where aligned sentences differ: numbers, negations, missing sentences, renderings of terms."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Span
from kg.drift import Drift, DriftKind, Sentence, find
from kg.numerals import numbers, unmatched
from kg.polarity import differs, polarity
from kg.renderings import Word, links, several, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

TOPICS = ("gift", "visit", "key", "note", "call", "trip", "food", "fire")
POLISH = ("prezent", "wizyt", "klucz", "notatk", "telefon", "wycieczk", "jedzeni", "pożar")


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """A vector whose axes are topics, in English or Polish, and a last one for all else."""
    vectors = np.full((len(texts), len(TOPICS) + 1), 0.01, np.float32)
    for row, text in enumerate(texts):
        for axis, (english, polish) in enumerate(zip(TOPICS, POLISH, strict=True)):
            vectors[row, axis] += english in text.lower() or polish in text.lower()
        vectors[row, -1] += not vectors[row].max() > 1
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def analyse(text: str, language: str) -> Iterator[Word]:
    """All words of five letters and more; their beginning is their dictionary form."""
    del language
    for match in re.finditer(r"\w{3,}", text):
        yield Word(match.group(), match.group().lower()[:5], match.start())


def page(text: str, language: str) -> list[Sentence]:
    spans = [Span(*match.span()) for match in re.finditer(r"[^.\s][^.]*\.", text)]
    return [Sentence(span, span.of(text), language) for span in spans]


ENGLISH = "Gifts go back in 7 days. Visits end at noon. Never lend the key. Keep a note. Call us."
TWIN = (
    "Prezenty wracają w 7 dni. Wizyty kończą się w południe. Nigdy nie pożyczaj klucza. "
    "Prowadź notatki. Telefonuj."
)


def told(polish: str) -> list[Drift]:
    kinds = {DriftKind.TERM, DriftKind.RENDERINGS}
    found = find(page(ENGLISH, "en"), page(polish, "pl"), [encode], analyse)
    return [drift for drift in found if drift.kind not in kinds]


def test_a_faithful_translation_differs_in_nothing() -> None:
    assert told(TWIN) == []


def test_another_number_is_told_with_both_places() -> None:
    polish = TWIN.replace("7", "14")
    (drift,) = told(polish)
    assert drift.kind is DriftKind.NUMBER
    assert [mark.of(ENGLISH) for mark in drift.left.marks] == ["7"]
    assert [mark.of(polish) for mark in drift.right.marks] == ["14"]


def test_a_dropped_negation_is_told() -> None:
    (drift,) = told(TWIN.replace("Nigdy nie pożyczaj", "Pożyczaj"))
    assert drift.kind is DriftKind.NEGATION
    assert drift.left.span.of(ENGLISH) == "Never lend the key."
    assert [mark.of(ENGLISH) for mark in drift.left.marks] == ["Never"]


def test_a_missing_sentence_is_told_after_the_one_before() -> None:
    polish = TWIN.replace(" Prowadź notatki.", "")
    (drift,) = told(polish)
    assert drift.kind is DriftKind.MISSING
    assert drift.left.span.of(ENGLISH) == "Keep a note."
    assert drift.right.span.of(polish) == "Nigdy nie pożyczaj klucza."


def test_an_added_sentence_is_told() -> None:
    polish = TWIN.replace("Telefonuj.", "Jedzenie jest w kuchni. Telefonuj.")
    (drift,) = told(polish)
    assert drift.kind is DriftKind.ADDED
    assert drift.right.span.of(polish) == "Jedzenie jest w kuchni."


def test_documents_without_sentences_do_not_differ() -> None:
    assert find([], page(ENGLISH, "en"), [encode], analyse) == []


@pytest.mark.parametrize(
    ("english", "polish"),
    [
        ("Three people sign.", "Podpisują 3 osoby."),
        ("Call us 24 hours a day, 7 days a week.", "Dzwoń całą dobę, siedem dni w tygodniu."),
        ("It closes at 5 pm.", "Zamykamy o 17:00."),
        ("Since 3 May 2019.", "Od 3.05.2019."),
        ("Half an hour.", "30 minut."),
        ("1,200,000 dollars", "1 200 000 dolarów"),
        ("two hundred pages", "200 stron"),
        ("within 2.5 per cent", "do 2,5%"),
        ("This leaflet", "Ten opis"),
    ],
)
def test_the_same_numbers_in_other_forms_are_the_same(english: str, polish: str) -> None:
    left, right = numbers(english, "en"), numbers(polish, "pl")
    assert (unmatched(left, right), unmatched(right, left)) == ((), ())


@pytest.mark.parametrize(
    ("english", "polish", "expected"),
    [
        ("Do not enter.", "Wejdź.", True),
        ("It harms trust.", "Nie szkodzi zaufaniu.", True),
        ("Do not close without checking for danger.", "Zamknij bez sprawdzania zagrożeń.", True),
        ("Children without a consent do not go.", "Dzieci bez zgody jadą.", True),
        ("Avoid long calls.", "Nie rozmawiaj długo.", False),
        ("Never leave a child unattended.", "Dziecko zawsze musi być pod opieką.", False),
        ("Not only you.", "Nie tylko ty.", False),
        ("Wait until it ends.", "Czekaj, dopóki się nie skończy.", False),
        ("Nobody knows.", "Nikt nie wie.", False),
        ("Ask whether you are inviting it.", "Zastanów się, czy sam nie zachęcasz.", False),
        ("No more than is needed.", "Nie więcej, niż potrzeba.", False),
    ],
)
def test_a_negation_on_one_side_is_told_from_another_way_to_say_it(
    english: str, polish: str, *, expected: bool
) -> None:
    left, right = polarity(english, "en"), polarity(polish, "pl")
    assert differs(left, right) is expected
    assert differs(right, left) is expected


@given(st.text(max_size=60))
def test_a_text_has_the_numbers_and_the_polarity_of_itself(text: str) -> None:
    found = numbers(text, "en")
    assert unmatched(found, found) == ()
    assert all(0 <= number.start < number.end <= len(text) for number in found)
    assert not differs(polarity(text, "en"), polarity(text, "en"))


def test_a_key_term_with_no_usual_rendering_is_told_with_all_of_them() -> None:
    pairs = [
        ("gift visit", "prezent wizyta"),
        ("gift key", "prezent klucz"),
        ("gift note", "pożar notatka"),
        ("gift call", "jedzenie telefon"),
    ]
    words = [(list(analyse(a, "en")), list(analyse(b, "pl"))) for a, b in pairs]
    found = links(words, vocabulary(words, [encode]))
    assert [(link.left.text, link.right.text) for link in found[:4]] == [
        ("gift", "prezent"), ("visit", "wizyta"), ("gift", "prezent"), ("key", "klucz"),
    ]  # fmt: skip
    usual = [link for link in found if link.right.text in {"prezent", "wizyta", "klucz"}]
    assert several(usual, frozenset({"gift"})) == []


def test_the_gold_of_drift_makes_the_changes_that_it_names(root: Path) -> None:
    lines = (root / "benchmarks/data/drift.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert len(entries) == 61
    for entry in entries:
        for kind in ("number", "negation", "term"):
            if kind in entry:
                assert entry[kind][0] in entry["pl"]
        assert entry.get("missing", "") in entry["pl"]
        assert entry.get("added", "") in entry["en"]


def test_the_gold_of_twins_is_monotone(root: Path) -> None:
    lines = (root / "benchmarks/data/twins.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 14
    for line in lines:
        aligned = json.loads(line)["aligned"]
        for side in (0, 1):
            starts = [place[0] for bead in aligned for place in bead[side]]
            assert starts == sorted(set(starts))
