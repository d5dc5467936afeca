"""Runs any sentence-transformers model: the reference, and the way to a model of one's own.

Start reading at `open_engine`. `ModelMissing` says what was looked for, where, and what to do.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

CHUNK: Final = 512
"""Texts between two reports of progress."""

BATCH: Final = 32
"""Texts in a batch; sentence-transformers' own default, and no slower here than 64."""


class ModelMissing(ValueError):
    """A model that is neither in an installed package, nor on disk, nor to be fetched."""


@dataclass(frozen=True, slots=True)
class TorchEngine:
    """A sentence-transformers model; see `index.encoding.Engine`."""

    model: SentenceTransformer
    dimension: int
    limit: int

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token stands in `text`; its words where the tokenizer cannot tell."""
        tokenizer = _tokenizer(self.model)
        if tokenizer is None:
            return [found.span() for found in re.finditer(r"\S+", text)]
        padding, truncation = tokenizer.padding, tokenizer.truncation
        tokenizer.no_truncation()
        tokenizer.no_padding()
        spans: list[tuple[int, int]] = tokenizer.encode(text, add_special_tokens=False).offsets
        if truncation:
            tokenizer.enable_truncation(**truncation)
        if padding:
            tokenizer.enable_padding(**padding)
        return spans

    def encode(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors `(n, dim)`; sentence-transformers makes batches of texts of like length."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            vectors[start : start + len(chunk)] = self.model.encode(
                chunk,
                prompt="",
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            if progress is not None:
                progress(start + len(chunk), len(texts))
        return vectors


def _tokenizer(model: SentenceTransformer) -> Any:  # noqa: ANN401 - tokenizers.Tokenizer or None
    from tokenizers import Tokenizer

    found = getattr(model, "tokenizer", None)
    found = getattr(found, "backend_tokenizer", found)
    return found if isinstance(found, Tokenizer) else None


def open_engine(name: str, *, threads: int | None = None) -> TorchEngine:
    """The model in the folder, or with the name, `name`; on a GPU where torch has one.

    A name is looked for in the local Hugging Face cache first and fetched only if it is not there.
    `threads` holds for torch in the whole process.

    Raises `ModelMissing`.
    """
    import torch

    if threads is not None:
        torch.set_num_threads(threads)
    model = _find(name)
    model.eval()
    if hasattr(model.tokenizer, "split_special_tokens"):
        model.tokenizer.split_special_tokens = True  # "<s>" in a text is text
    dimension = model.get_embedding_dimension()
    if dimension is None:
        dimension = len(model.encode(["a"], prompt="", show_progress_bar=False)[0])
    longest = model.max_seq_length
    return TorchEngine(model, dimension, int(longest) if longest else 512)


def _find(name: str) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    path = Path(name).expanduser()
    quiet = logging.getLogger("sentence_transformers")
    level = quiet.level
    quiet.setLevel(logging.ERROR)  # it announces a model without a pooling configuration
    try:
        if path.is_dir():
            return SentenceTransformer(str(path), local_files_only=True)
        if path.is_absolute() or name.startswith((".", "~")):
            raise ModelMissing(
                f"{name}: no such folder; give the folder of a sentence-transformers model"
            )
        try:
            return SentenceTransformer(name, local_files_only=True)
        except (OSError, ValueError):
            return SentenceTransformer(name)
    except ModelMissing:
        raise
    except Exception as error:  # the libraries raise what they like: OSError, httpx's, KeyError
        where = os.environ.get("HF_HOME", "~/.cache/huggingface")
        raise ModelMissing(
            f"{name}: no model of this name or folder could be loaded ({_first_line(error)}); "
            f"looked in {where} and on huggingface.co. Put the model's folder on this machine and "
            "name that, or leave the model unset for multilingual-e5-small"
        ) from error
    finally:
        quiet.setLevel(level)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def prefixes_of(engine: TorchEngine, name: str) -> tuple[str, str]:
    """What the model wants before a query and before a passage.

    From its own prompts; E5 models older than prompts need theirs all the same (their cards say so).
    """
    prompts = engine.model.prompts
    query = prompts.get("query", "")
    passage = next(
        (prompts[key] for key in ("passage", "document", "corpus") if prompts.get(key)), ""
    )
    base = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].casefold()
    if not query and not passage and re.search(r"(^|-)e5(-|$)", base) and "instruct" not in base:
        return "query: ", "passage: "
    return query, passage


def fingerprint_of(engine: TorchEngine, prefixes: tuple[str, str]) -> str:
    """A hash of the model's weights, tokenizer, modules, limit and prefixes; 64 hex digits."""
    found = hashlib.sha256()
    for part in _identity(engine, prefixes):
        found.update(hashlib.sha256(part).digest())
    return found.hexdigest()


def _identity(engine: TorchEngine, prefixes: tuple[str, str]) -> Iterator[bytes]:
    import torch

    for key, tensor in sorted(engine.model.state_dict().items()):
        yield key.encode()
        yield tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes()
    tokenizer = _tokenizer(engine.model)
    yield b"" if tokenizer is None else tokenizer.to_str().encode()
    modules = [
        (type(module).__name__, getattr(module, "pooling_mode", None)) for module in engine.model
    ]
    yield json.dumps([modules, engine.limit, prefixes], default=str).encode()
