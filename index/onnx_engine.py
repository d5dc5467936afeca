"""Runs an exported model with ONNX Runtime: the engine that answers questions.

Importing and using it imports onnxruntime, tokenizers and numpy, never torch.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from index.pieces import TOKENIZER
from index.threads import available_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.pieces import Pieces

BATCH_TEXTS: Final = 64
"""Texts in a batch at most: 8 give 290 sentences/s, 32 give 342, 64 give 355, more no more."""

BATCH_TOKENS: Final = 4096
"""Tokens in a batch at most, padding included: 8 texts of 512, whose attention takes 100 MB."""

CHUNK: Final = 8192
"""Texts tokenised at a time, so that a large library's tokens are never all in memory."""

PROVIDERS: Final = ("CUDAExecutionProvider", "CPUExecutionProvider")
"""Best first; those that this onnxruntime lacks are left out."""


@dataclass(slots=True)
class Tokens:
    """A model's tokenizer, opened when it is first wanted: with `pieces` that is only for `spans`.

    Engines of one vocabulary can share it. Safe for threads.
    """

    file: Path
    pieces: Pieces | None = None
    _whole: Any = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ids(self, inputs: Sequence[str] | Sequence[tuple[str, str]]) -> list[list[int]]:
        """The tokens of texts, or of pairs of texts, with the model's marks."""
        if self.pieces is None:
            return [found.ids for found in self.whole().encode_batch(list(inputs))]
        split = self.pieces.ids
        return [split(one) if isinstance(one, str) else split(*one) for one in inputs]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token stands in `text`."""
        found: list[tuple[int, int]] = self.whole().encode(text, add_special_tokens=False).offsets
        return found

    def whole(self) -> Any:  # noqa: ANN401 - of tokenizers, which is not imported with this module
        """The tokenizer itself; 0.6 s for e5-small, in which nothing else runs."""
        from tokenizers import Tokenizer

        with self._lock:
            if self._whole is None:
                opened = Tokenizer.from_file(str(self.file))
                opened.no_padding()
                opened.no_truncation()
                opened.encode_special_tokens = True  # "<s>" in a text is text
                self._whole = opened
        return self._whole


@dataclass(frozen=True, slots=True)
class OnnxEngine:
    """A session and its tokenizer; see `index.encoding.Engine`."""

    session: Any
    tokens: Tokens
    dimension: int
    limit: int

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token stands in `text`."""
        return self.tokens.spans(text)

    def encode(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors `(n, dim)`, in batches of texts of like length."""
        return self._encode(texts, self.limit, progress)

    def encode_pairs(
        self,
        pairs: Sequence[tuple[str, str]],
        limit: int,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Unit vectors `(n, dim)` of two texts read together, cut at `limit` tokens in all."""
        return self._encode(pairs, min(limit, self.limit), progress)

    def _encode(
        self,
        inputs: Sequence[str] | Sequence[tuple[str, str]],
        limit: int,
        progress: Callable[[int, int], None] | None,
    ) -> NDArray[np.float32]:
        vectors = np.zeros((len(inputs), self.dimension), np.float32)
        done = 0
        for start in range(0, len(inputs), CHUNK):
            chunk = inputs[start : start + CHUNK]
            tokens = [_fit(ids, limit) for ids in self.tokens.ids(chunk)]
            for rows in batches([len(ids) for ids in tokens]):
                vectors[[start + row for row in rows]] = self._run([tokens[row] for row in rows])
                done += len(rows)
                if progress is not None:
                    progress(done, len(inputs))
        return vectors

    def _run(self, batch: list[list[int]]) -> NDArray[np.float32]:
        length = max(map(len, batch))
        ids = np.zeros((len(batch), length), np.int64)
        mask = np.zeros((len(batch), length), np.int64)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        vectors: NDArray[np.float32] = self.session.run(None, {"ids": ids, "mask": mask})[0]
        return vectors


def _fit(ids: list[int], limit: int) -> list[int]:
    """`ids` cut at the limit, with the end mark kept."""
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The indices of `lengths`, longest first, in groups that stay within both limits.

    The longest come first, so that what does not fit into memory fails at once.

    >>> list(batches([3, 4000, 5]))
    [[1], [2, 0]]
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        longest = lengths[batch[0]] if batch else 0
        if len(batch) == BATCH_TEXTS or longest * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def open_engine(
    folder: Path, *, limit: int, tokens: Tokens | None = None, threads: int | None = None
) -> OnnxEngine:
    """The engine over `model.onnx` of `folder`, and over its tokenizer or these `tokens`."""
    onnxruntime: Any = import_module("onnxruntime")  # untyped: mypy does not see what it exports
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or available_threads()
    options.inter_op_num_threads = 1
    # Waiting threads sleep instead of spinning: beside another busy program, spinning made the same
    # work take several times as long, and alone it gains next to nothing at these matrix sizes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors; the warnings are about graph optimisation
    found = onnxruntime.get_available_providers()
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"),
        options,
        providers=[provider for provider in PROVIDERS if provider in found],
    )
    dimension = session.get_outputs()[0].shape[-1]
    return OnnxEngine(session, tokens or Tokens(folder / TOKENIZER), dimension, limit)
