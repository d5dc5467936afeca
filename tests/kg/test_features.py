"""The features of a sentence, and what they are called in words."""

import numpy as np
import pytest

from kg.features import BUCKETS, Saying, bucket, extract, names
from kg.signals import in_words


def test_the_frame_of_a_sentence_leaves_out_what_it_talks_of() -> None:
    trust = {name for name, _ in names(Saying("Trust grows when promises are kept.", "en"))}
    bread = {name for name, _ in names(Saying("Bread blows when premises are kept.", "en"))}
    frames = {name for name in trust & bread if name.startswith("frame:")}
    assert "frame:en:~es are keep" not in frames
    assert "frame:en:when ~es are" in frames


def test_extracted_features_are_the_named_ones() -> None:
    sayings = [Saying("Ask first.", "en"), Saying("", "en"), Saying("Zapytaj najpierw.", "pl")]
    rows, columns, values = extract(sayings)
    for row, saying in enumerate(sayings):
        expected = [(bucket(name), np.float32(value)) for name, value in names(saying)]
        assert list(zip(columns[rows == row], values[rows == row], strict=True)) == expected
    assert columns.max() < BUCKETS


def test_a_bucket_is_the_same_on_every_machine() -> None:
    assert bucket("word:ask") == 11676


WORDS = [
    ("word:should", "the word “should”"),
    ("first:avoid", "opens with “avoid”"),
    ("cue:harm", "words of harm"),
    ("heading:risks", "“risks” in the heading"),
    ("form:item", "stands in a list"),
    ("frame:en:~ may ~", "the build of the sentence"),
    ("question", "a question"),
]


@pytest.mark.parametrize(("name", "words"), WORDS)
def test_a_signal_is_told_in_plain_words(name: str, words: str) -> None:
    assert in_words(name) == words


def test_every_feature_has_plain_words() -> None:
    saying = Saying(
        "Never, under any circumstances, lift 20 kg alone; it may harm you.",
        "en",
        heading="Risks at work",
        form="item",
        before="It helps.",
    )
    for name, _ in names(saying):
        told = in_words(name)
        assert told
        assert ":" not in told
        assert "_" not in told
