from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from index.models import Embedder


def test_the_trigrams_of_one_letter_are_as_computed_by_hand() -> None:
    embedder: Embedder = TrigramEmbedder()
    expected = np.zeros(64)
    expected[[63, 39]] = np.sqrt(0.5)
    np.testing.assert_allclose(embedder.encode_queries(["A"])[0], expected, atol=1e-6)


def test_texts_that_share_words_are_nearer() -> None:
    one, two, other = TrigramEmbedder().encode_passages(
        ["boundaries at work", "boundaries at home", "xylophone"]
    )
    assert one @ two > 0.7
    assert one @ other < 0.5
