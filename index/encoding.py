"""Turns texts of any length into unit vectors, whichever engine runs the model.

Start reading at `TextEncoder.encode_passages`. A text longer than the model's limit is read in
overlapping windows, each with the prefix before it; its vector is their mean, weighted by tokens.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, runtime_checkable

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

OVERLAP: Final = 64
"""Tokens that neighbouring windows share at least: a sentence of usual length (15 words make
about 25 tokens) that one window cuts stands whole in the next."""

REACH: Final = OVERLAP // 2
"""Tokens by which a window's end may move to fall between two words; half the overlap, so that
two ends moving towards each other leave no gap."""

SLACK: Final = 8
"""Tokens of the limit that stay free: begin and end marks, and what tokenising a part of a text
by itself may add at its edges."""

TOGETHER: Final = 128
"""Tokens of a question and a passage that are read together: most passages of guidance are
shorter, and twice as many would take twice the time of a question."""

REMEMBERED: Final = 256
"""Query vectors kept (400 kB): a person refining a question asks the same one again."""


class Engine(Protocol):
    """Runs a model over texts that fit its limit."""

    @property
    def limit(self) -> int:
        """Tokens that the model reads at most, marks included."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token of `text` stands (start and end in code points), without marks."""
        ...

    def encode(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors `(n, dim)` of `texts`, cut at `limit`, in the order given."""
        ...


@runtime_checkable
class PairEngine(Protocol):
    """An engine that can also read two texts together."""

    def encode_pairs(
        self,
        pairs: Sequence[tuple[str, str]],
        limit: int,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Unit vectors `(n, dim)` of two texts read together, cut at `limit` tokens in all."""
        ...


class Window(NamedTuple):
    """A part of a text that fits the model, and its number of tokens."""

    start: int
    end: int
    tokens: int


def split_windows(text: str, spans: Sequence[tuple[int, int]], capacity: int) -> list[Window]:
    """Windows of at most `capacity` tokens that cover `text`, evenly spread, cut between words.

    `spans` are the tokens' places. Neighbours share `OVERLAP` tokens or more (half as many or more
    after the cuts have moved to word starts). A text that fits is one window.

    >>> text = "one two three four"
    >>> split_windows(text, [(0, 3), (4, 7), (8, 13), (14, 18)], 500)
    [Window(start=0, end=18, tokens=4)]
    """
    total = len(spans)
    if total <= capacity:
        return [Window(0, len(text), total)]
    overlap = min(OVERLAP, capacity // 4)  # a tiny capacity, as in a test, must still move on
    reach = overlap // 2
    count = -(-(total - overlap) // (capacity - overlap))
    windows = []
    for number in range(count):
        first = round(number * (total - capacity) / (count - 1))
        last = first + capacity
        if number > 0:
            first = next((i for i in range(first, first + reach) if _opens(text, spans[i])), first)
        if number < count - 1:
            last = next((i for i in range(last, last - reach, -1) if _opens(text, spans[i])), last)
        start = spans[first][0] if number > 0 else 0
        end = spans[last - 1][1] if number < count - 1 else len(text)
        windows.append(Window(start, end, last - first))
    return windows


def _clean(text: str) -> str:
    """`text` without lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _opens(text: str, span: tuple[int, int]) -> bool:
    """Whether the token at `span` begins a word (its span may include the blank before it)."""
    start = span[0]
    return start == 0 or text[start].isspace() or text[start - 1].isspace()


@dataclass(slots=True)
class _Recent:
    """The vectors of the queries asked last, safe for threads; the vectors are read-only."""

    vectors: OrderedDict[str, NDArray[np.float32]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, text: str) -> NDArray[np.float32] | None:
        with self.lock:
            if text in self.vectors:
                self.vectors.move_to_end(text)
            return self.vectors.get(text)

    def put(self, text: str, vector: NDArray[np.float32]) -> None:
        kept = vector.copy()
        kept.flags.writeable = False
        with self.lock:
            self.vectors[text] = kept
            while len(self.vectors) > REMEMBERED:
                self.vectors.popitem(last=False)


@dataclass(frozen=True, slots=True)
class TextEncoder:
    """An `Embedder` over any engine. Safe for threads where the engine is."""

    name: str
    fingerprint: str
    languages: frozenset[str] | None
    engine: Engine
    query_prefix: str = ""
    passage_prefix: str = ""
    _recent: _Recent = field(default_factory=_Recent, repr=False, compare=False)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self.engine.dimension

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, float32 `(n, dim)`; the last ones asked are remembered."""
        found = {text: self._recent.get(text) for text in texts}
        missing = [text for text, vector in found.items() if vector is None]
        for text, vector in zip(missing, self._encode(missing, self.query_prefix), strict=True):
            self._recent.put(text, vector)
            found[text] = vector
        return self._stack([vector for text in texts if (vector := found[text]) is not None])

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors of passages, float32 `(n, dim)`; an equal text is encoded once.

        `progress` is called with the windows done and their number: one for a text of usual length.
        """
        distinct = list(dict.fromkeys(texts))
        place = {text: row for row, text in enumerate(distinct)}
        vectors = self._encode(distinct, self.passage_prefix, progress)
        return vectors[[place[text] for text in texts]]

    def encode_pairs(
        self,
        pairs: Sequence[tuple[str, str]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Unit vectors of pairs of a question and a passage that are read together: `(n, dim)`.

        Of a long pair the first `TOGETHER` tokens are read. Only the packaged models' engine can.
        """
        if not isinstance(self.engine, PairEngine):
            raise TypeError(f"{self.name}: this engine reads no pairs")
        prefixed = [
            (self.query_prefix + _clean(first), self.passage_prefix + _clean(second))
            for first, second in pairs
        ]
        return self.engine.encode_pairs(prefixed, TOGETHER, progress)

    def _encode(
        self,
        texts: Sequence[str],
        prefix: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        parts = list(self._parts(texts, prefix))
        encoded = self.engine.encode([prefix + part for _, part, _ in parts], progress)
        rows = np.array([row for row, _, _ in parts], np.int64)
        weights = np.array([tokens for _, _, tokens in parts], np.float32)
        sums = np.zeros((len(texts), self.dimension), np.float32)
        np.add.at(sums, rows, encoded * weights[:, None])
        lengths: NDArray[np.float32] = np.linalg.norm(sums, axis=1, keepdims=True)
        sums /= np.maximum(lengths, 1e-12)  # windows that cancel out give zeros, not NaN
        return sums

    def _parts(self, texts: Sequence[str], prefix: str) -> Iterator[tuple[int, str, int]]:
        """Each text's row, its parts that fit the model, and their weights."""
        least = self.engine.limit - SLACK - len(prefix) - 1  # a token is a character or more
        for row, raw in enumerate(texts):
            text = _clean(raw)
            if len(text) <= least:
                yield row, text, 1
                continue
            capacity = self.engine.limit - SLACK - len(self.engine.token_spans(prefix))
            if len(text) <= capacity:
                yield row, text, 1
                continue
            for window in split_windows(text, self.engine.token_spans(text), capacity):
                yield row, text[window.start : window.end], window.tokens

    def _stack(self, vectors: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        return np.stack(vectors) if vectors else np.zeros((0, self.dimension), np.float32)
