from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import LEMMATISED, LONGEST, analyse, fold, in_dictionary
from index.stopwords import STOP_WORDS

CASES = json.loads(Path(__file__).with_name("analysis_cases.json").read_text(encoding="utf-8"))


def test_there_are_cases() -> None:
    assert {case["language"] for case in CASES} >= LEMMATISED


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_words_become_terms(case: dict[str, Any]) -> None:
    assert [word.term for word in analyse(case["text"], case["language"])] == case["terms"]


@pytest.mark.parametrize("word", ["wizytę", "Wizytę", "WIZYTĘ", "wizyta"])
def test_case_and_inflection_do_not_matter(word: str) -> None:
    assert [found.term for found in analyse(word, "pl")] == ["wizyta"]


def test_the_word_is_kept_as_it_is_written() -> None:
    (found,) = analyse("Wizytę!", "pl")
    assert found == ("Wizytę", "wizyte", "wizyta")


@settings(deadline=None)
@given(st.text(), st.sampled_from([None, "", "en", "pl", "xx"]))
def test_terms_are_what_the_index_can_hold(text: str, language: str | None) -> None:
    for word in analyse(text, language):
        for part in (word.form, word.term):
            assert part
            assert part.split() == [part]
            assert '"' not in part
        assert len(word.form) <= LONGEST


@given(st.text())
@example("𝕬")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_lemmatised_language_has_stop_words() -> None:
    assert set(STOP_WORDS) == LEMMATISED


def test_a_misspelling_is_in_no_dictionary() -> None:
    assert [in_dictionary(word, "pl") for word in ("Warszawie", "klientami", "kleintami")] == [
        True,
        True,
        False,
    ]
    assert not in_dictionary("asiakas", "fi")
