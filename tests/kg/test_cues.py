"""Folding and the table of cues."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cues import CUES, LANGUAGES, SIGNS, Cue, fold, sign_pattern


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: f"{cue.sign}-{cue.language}")
def test_every_cue_compiles_is_folded_and_has_a_reason(cue: Cue) -> None:
    assert re.compile(cue.expression)
    assert cue.language in LANGUAGES
    assert cue.reason
    assert fold(re.sub(r"\\[A-Z]", "", cue.expression)) == re.sub(r"\\[A-Z]", "", cue.expression)


SEEN = [
    ("must", "en", "You must lock up.", 1),
    ("must", "en", "You must not lock up.", 0),
    ("avoid", "pl", "Nigdy nie obiecuj.", 1),
    ("harm", "en", "The risk assessment is on the shelf.", 0),
    ("harm", "pl", "Grozi pożarem.", 1),
    ("good", "de", "Das hilft allen.", 1),
]


@pytest.mark.parametrize(("sign", "language", "text", "seen"), SEEN)
def test_a_sign_is_seen_in_its_language(sign: str, language: str, text: str, seen: int) -> None:
    assert bool(sign_pattern(sign, language).search(fold(text))) == bool(seen)


def test_an_unknown_language_is_read_with_every_row() -> None:
    for sign in SIGNS:
        assert sign_pattern(sign, "xx").pattern != "(?!)"
