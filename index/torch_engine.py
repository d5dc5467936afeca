"""Runs any sentence-transformers model: the reference, and the way to a model of one's own.

Start reading at `open_engine`. `ModelMissing` says what was looked for, where, and what to do.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from contextlib import contextmanager
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


ANSWER_WITHIN: Final = 10
"""Seconds in which huggingface.co must answer whether it has a model."""


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
    model = find_model(name)
    model.eval()
    if hasattr(model.tokenizer, "split_special_tokens"):
        model.tokenizer.split_special_tokens = True  # "<s>" in a text is text
    dimension = model.get_embedding_dimension()
    if dimension is None:
        dimension = len(model.encode(["a"], prompt="", show_progress_bar=False)[0])
    longest = model.max_seq_length
    return TorchEngine(model, dimension, int(longest) if longest else 512)


def find_model(name: str) -> SentenceTransformer:
    """The model in the folder, or with the name, `name`. Raises `ModelMissing`."""
    path = Path(name).expanduser()
    if not path.is_dir() and (path.is_absolute() or name.startswith((".", "~"))):
        raise ModelMissing(
            f"{name}: no such folder; give the folder of a sentence-transformers model"
        )
    from huggingface_hub import HfApi
    from sentence_transformers import SentenceTransformer

    with _quiet():
        try:
            found = str(path) if path.is_dir() else name
            try:
                return SentenceTransformer(found, local_files_only=True)
            except (OSError, ValueError):
                if path.is_dir():
                    raise
            # Fetching retries for minutes without a network; asking for the name does not.
            HfApi().model_info(name, timeout=ANSWER_WITHIN)
            return SentenceTransformer(name)
        except Exception as error:  # OSError, KeyError, httpx's: the libraries raise what they like
            where = os.environ.get("HF_HOME", "~/.cache/huggingface")
            looked = "the folder" if path.is_dir() else f"{where} and huggingface.co"
            raise ModelMissing(
                f"{name}: no sentence-transformers model could be loaded from {looked} "
                f"({_first_line(error)}); put a model's folder on this machine and name that, "
                "or leave the model unset for multilingual-e5-small"
            ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the libraries from drawing progress bars and announcing defaults while one loads."""
    from transformers.utils import logging as hf

    bars = hf.is_progress_bar_enabled()
    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers")]
    levels = [logger.level for logger in loggers]
    hf.disable_progress_bar()  # type: ignore[no-untyped-call]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        if bars:
            hf.enable_progress_bar()  # type: ignore[no-untyped-call]


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def prefixes_of(engine: TorchEngine, name: str) -> tuple[str, str]:
    """What the model wants before a query and before a passage.

    From its own prompts; E5 models older than prompts need theirs all the same (says their card).
    """
    prompts: dict[str, str] = {key: text or "" for key, text in engine.model.prompts.items()}
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
