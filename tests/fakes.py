"""Stand-ins that a person can compute by hand, for tests that are not about the real thing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TrigramEmbedder:
    """An `index.models.Embedder` that counts trigrams of characters in 64 buckets.

    The text is casefolded, with two blanks before it and one after. Each three neighbouring
    characters a, b, c add 1 to the number (a + 7 b + 31 c) mod 64, with code points for letters;
    then the vector is divided by its length. So "a" is the trigrams "  a" and " a ":
    (32 + 7 * 32 + 31 * 97) mod 64 = 63 and (32 + 7 * 97 + 31 * 32) mod 64 = 39.
    Texts that share words are near, queries and passages are treated alike.
    """

    name: str = "trigrams"
    languages: frozenset[str] | None = None
    dimension: int = 64

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self.name} {self.dimension}".encode()).hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            codes = [ord(character) for character in f"  {text.casefold()} "]
            for a, b, c in zip(codes, codes[1:], codes[2:], strict=False):
                vectors[row, (a + 7 * b + 31 * c) % self.dimension] += 1
            vectors[row] /= np.linalg.norm(vectors[row])
        if progress is not None:
            progress(len(texts), len(texts))
        return vectors
