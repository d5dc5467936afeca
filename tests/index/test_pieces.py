from __future__ import annotations

from array import array
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index import pieces
from index.models import DEFAULT, prepare, tokens

if TYPE_CHECKING:
    from index.pieces import Pieces

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample" / "guidance"

ODD = [
    "",
    "   ",
    "<s> out </s> <mask> <unk>",
    "日本語のテキスト～ですか？",
    "🎉🎉 zażółć 🎉 gęślą",
    "a\u200bb\u00adc\x00d",
    "\ufffd\ufffd ▁▁ e\u0301 ﬁ Å",
    "𒀀𒀁 𒀂x𒀃𒀄",
    "x" * 300,
    "ქართული ไทย العربية",
]


@cache
def whole() -> Tokenizer:
    opened = Tokenizer.from_file(str(prepare() / "tokenizer.json"))
    opened.encode_special_tokens = True
    return opened


@cache
def split() -> Pieces:
    return pieces.read(pieces.prepare_pieces(prepare()))


def test_the_sample_guidance_has_the_tokens_of_the_whole_tokenizer() -> None:
    paths = sorted(SAMPLE.glob("*.md"))
    assert paths
    lines = [line for path in paths for line in path.read_text("utf-8").split("\n")]
    wanted = [found.ids for found in whole().encode_batch(lines)]
    assert [split().ids(line) for line in lines] == wanted


@pytest.mark.parametrize("text", ODD)
def test_an_odd_text_has_the_tokens_of_the_whole_tokenizer(text: str) -> None:
    assert split().ids(text) == whole().encode(text).ids


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_has_the_tokens_of_the_whole_tokenizer(text: str) -> None:
    assert split().ids(text) == whole().encode(text).ids


def test_two_texts_have_the_marks_of_a_pair() -> None:
    pair = ("query: May I?", "passage: You may.")
    assert split().ids(*pair) == whole().encode(*pair).ids


def test_many_words_are_forgotten_and_split_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "REMEMBERED", 2)
    text = "one two three four one two"
    assert split().ids(text) == whole().encode(text).ids


def test_the_best_way_is_that_of_the_highest_sum() -> None:
    # "abc" as ab|c is -1 + -4, as a|bc -2 + -2: the second is better, though its first piece is not
    held = pieces.Pieces(
        frame=None,
        places={"?": 0, "a": 1, "ab": 2, "bc": 3, "c": 4},
        scores=array("d", [0, -2, -1, -2, -4, -4]),
        longest=2,
        unknown=0,
        begin=8,
        end=9,
    )
    assert held._word("abc") == (1, 3)  # noqa: SLF001 - the whole tokenizer's way is told above
    assert held._word("axyc") == (1, 0, 4)  # noqa: SLF001 - unknown ones beside each other are one


def test_texts_are_encoded_without_the_whole_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = prepare(DEFAULT)
    held = tokens(folder)
    assert held is tokens(folder)

    def refuse() -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(type(held), "whole", lambda _self: refuse())
    assert held.ids(["query: Hello"]) == [split().ids("query: Hello")]
