"""The kind model: its arithmetic by hand, its explanations, what it says of plain sentences."""

import numpy as np
import pytest

from index.models import Embedder
from kg import kinds
from kg.features import BUCKETS, Saying, bucket, names
from kg.kinds import KindModel
from kg.records import KINDS, Kind


def by_hand() -> KindModel:
    words = np.zeros((BUCKETS, len(KINDS)), np.float32)
    words[bucket("word:ask"), KINDS.index(Kind.PRACTICE)] = 2.0
    return KindModel(
        words=words,
        head=np.array([[0, 1, 0, 0, 0], [0, 0, 0, 3, 0]], np.float32),
        bias=np.array([0, 0, 0.5, 0, 0], np.float32),
        temperature=2.0,
        model="two numbers",
        context=0.2,
    )


def test_logits_are_words_meaning_and_bias() -> None:
    saying = Saying("Ask.", "en")
    values = dict(names(saying))
    length = np.sqrt(sum(value**2 for _, value in names(saying)))
    found = by_hand().logits([saying], np.array([[0.6, 0.8]], np.float32))[0]
    expected = [0, 0.6, 2 * values["word:ask"] / length + 0.5, 2.4, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_probabilities_are_the_softmax_of_tempered_logits() -> None:
    sayings = [Saying("Ask.", "en"), Saying("Rest.", "en")]
    vectors = np.array([[1, 0], [1, 1]], np.float32)
    model = by_hand()
    odds = np.exp(model.logits(sayings, vectors) / 2.0)
    expected = odds / odds.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.probabilities(sayings, vectors), expected, rtol=1e-5)


def test_no_sentences_give_no_rows() -> None:
    assert by_hand().probabilities([], np.zeros((0, 2), np.float32)).shape == (0, len(KINDS))


def test_vectors_of_another_model_are_refused() -> None:
    with pytest.raises(ValueError, match=r"needs vectors of two numbers, \(1, 2\); got \(1, 3\)"):
        by_hand().logits([Saying("Ask.")], np.zeros((1, 3), np.float32))


def test_an_explanation_tells_the_strongest_signals_in_words() -> None:
    told = by_hand().explain(Saying("Ask.", "en"), np.array([0, 1], np.float32), Kind.PRACTICE)
    assert [signal for signal, _ in told] == ["the word “ask”"]
    told = by_hand().explain(Saying("Ask.", "en"), np.array([0, 1], np.float32), Kind.BENEFIT)
    assert told[0] == ("meaning", pytest.approx(3 - 3 / 5, abs=1e-3))


def test_an_unknown_embedding_model_is_judged_by_words_alone() -> None:
    model = kinds.shipped("somebody/else")
    assert model.model == ""
    assert not model.head.size
    shares = model.probabilities([Saying("Never leave a ladder against the gate.", "en")], None)
    assert KINDS[int(shares[0].argmax())] is Kind.PRACTICE


PLAIN = [
    ("You must lock the medicine cupboard at night.", "en", Kind.PRACTICE),
    ("A cupboard left open may lead to theft and harm a child.", "en", Kind.RISK),
    ("Every child has a right to be heard.", "en", Kind.PRINCIPLE),
    ("A short rest helps the team and makes mistakes less likely.", "en", Kind.BENEFIT),
    ("The hut was built in 1962 and has eleven rooms.", "en", Kind.CONTEXT),
    ("Nigdy nie zostawiaj otwartej szafki z lekami.", "pl", Kind.PRACTICE),
    ("Otwarta szafka może doprowadzić do zatrucia dziecka.", "pl", Kind.RISK),
    ("Każde dziecko ma prawo być wysłuchane.", "pl", Kind.PRINCIPLE),
    ("Krótka przerwa pomaga zespołowi i zmniejsza liczbę błędów.", "pl", Kind.BENEFIT),
    ("Schronisko zbudowano w 1962 roku, ma jedenaście pokoi.", "pl", Kind.CONTEXT),
]


@pytest.mark.parametrize(("text", "language", "kind"), PLAIN)
def test_plain_sentences_have_their_kinds(
    judge: Embedder, text: str, language: str, kind: Kind
) -> None:
    model = kinds.shipped(judge.name)
    shares = model.probabilities([Saying(text, language)], judge.encode_passages([text]))
    assert KINDS[int(shares[0].argmax())] is kind


def test_an_order_that_names_its_harm_is_a_risk(judge: Embedder) -> None:
    text = "Lend a neighbour your ladder and you will never see it again."
    model = kinds.shipped(judge.name)
    shares = model.probabilities([Saying(text, "en")], judge.encode_passages([text]))
    assert KINDS[int(shares[0].argmax())] is Kind.RISK
