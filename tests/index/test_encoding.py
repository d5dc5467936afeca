from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoding import OVERLAP, REMEMBERED, SLACK, TextEncoder, split_windows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray


@dataclass
class LetterEngine:
    """Each letter is a token; a text's vector is its shares of "a" and of all else, unit length."""

    limit: int = 100
    dimension: int = 2
    seen: list[str] = field(default_factory=list)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return [(i, i + 1) for i in range(len(text))]

    def encode(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        self.seen += texts
        if progress is not None:
            progress(len(texts), len(texts))
        counts = [(text.count("a"), len(text) - text.count("a")) for text in texts]
        vectors = np.array(counts, np.float32).reshape(-1, 2)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def encoder(engine: LetterEngine) -> TextEncoder:
    return TextEncoder("letters", "0", None, engine, "q:", "p:")


words = st.lists(st.text("abc", min_size=1, max_size=12), max_size=200).map(" ".join)


@settings(deadline=None)
@given(words, st.integers(8, 60))
def test_windows_cover_the_text_and_fit_the_model(text: str, capacity: int) -> None:
    spans = [(i, i + 1) for i in range(len(text))]
    windows = split_windows(text, spans, capacity)
    assert windows[0].start == 0
    assert windows[-1].end == len(text)
    assert all(0 <= window.tokens <= capacity for window in windows)
    assert all(window.end - window.start == window.tokens for window in windows)
    for before, after in pairwise(windows):
        assert before.start < after.start <= before.end < after.end


def test_windows_share_the_overlap_and_are_cut_between_words() -> None:
    text = "four " * 400
    windows = split_windows(text, [(i, i + 1) for i in range(len(text))], 500)
    assert len(windows) == 5
    for before, after in pairwise(windows):
        assert before.end - after.start >= OVERLAP // 2
        assert text[after.start - 1] == " " or text[after.start] == " "


def test_a_long_text_is_the_mean_of_its_windows_weighted_by_tokens() -> None:
    engine = LetterEngine(limit=10 + SLACK + 2)
    found = encoder(engine).encode_passages(["aaaaaaaaaabbbbb"])[0]
    # 15 tokens, 10 fit: windows 0-10 and 5-15, without words to move their ends to
    assert engine.seen == ["p:aaaaaaaaaa", "p:aaaaabbbbb"]
    first, second = np.array([10, 2]) / np.hypot(10, 2), np.array([5, 7]) / np.hypot(5, 7)
    expected = (10 * first + 10 * second) / np.linalg.norm(10 * first + 10 * second)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_queries_and_passages_have_their_prefixes() -> None:
    engine = LetterEngine()
    encoder(engine).encode_queries(["x"])
    encoder(engine).encode_passages(["x"])
    assert engine.seen == ["q:x", "p:x"]


def test_a_query_asked_again_is_remembered_unharmed() -> None:
    engine = LetterEngine()
    found = encoder(engine)
    first = found.encode_queries(["ab", "abb", "ab"])
    first[:] = 0
    again = found.encode_queries(["ab"])
    assert engine.seen == ["q:ab", "q:abb"]
    np.testing.assert_allclose(again, [np.array([1, 3]) / np.hypot(1, 3)], rtol=1e-6)


def test_old_queries_are_forgotten() -> None:
    engine = LetterEngine()
    found = encoder(engine)
    for number in range(REMEMBERED + 1):
        found.encode_queries([str(number)])
    found.encode_queries(["0", str(REMEMBERED)])
    assert engine.seen[REMEMBERED + 1 :] == ["q:0"]


def test_equal_passages_are_encoded_once_and_returned_in_order() -> None:
    engine = LetterEngine()
    vectors = encoder(engine).encode_passages(["a", "b", "a"])
    assert engine.seen == ["p:a", "p:b"]
    assert (vectors[0] == vectors[2]).all()
    assert (vectors[0] != vectors[1]).any()


def test_nothing_gives_an_array_without_rows() -> None:
    found = encoder(LetterEngine())
    assert found.encode_queries([]).shape == found.encode_passages([]).shape == (0, 2)


def test_half_a_surrogate_pair_is_replaced() -> None:
    engine = LetterEngine()
    encoder(engine).encode_passages(["a\ud800"])
    assert engine.seen == ["p:a?"]


def test_progress_counts_up_to_the_end() -> None:
    calls: list[tuple[int, int]] = []
    encoder(LetterEngine()).encode_passages(
        ["a", "b"], progress=lambda done, total: calls.append((done, total))
    )
    assert calls == [(2, 2)]
