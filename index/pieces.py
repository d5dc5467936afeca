"""Splits short texts into the tokens of multilingual-e5-small without opening its tokenizer.

The whole tokenizer takes most of a second to open, since it makes a tree of all 250,000 pieces;
a question has twenty words. Here the pieces are one dictionary, and each word is split by itself,
as the tokenizer does it: the pieces whose scores add up to most (Viterbi; Kudo 2018, section 3.2,
https://arxiv.org/abs/1804.10959). The ids are the same, which
`tests/index/test_pieces.py` compares. Start reading at `Pieces.ids`.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from index.cache import prepare_folder, recorded_hash

if TYPE_CHECKING:
    from pathlib import Path

TOKENIZER: Final = "tokenizer.json"

RECIPE: Final = 1
"""Goes up when the files of the folder are written in another way."""

UNKNOWN: Final = 10.0
"""What a character that is no piece scores below the worst piece: `tokenizers` has the same."""

REMEMBERED: Final = 50_000
"""Words whose tokens are kept: about 10 MB. When there are more, all are forgotten."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A unigram vocabulary with what is done to a text before it is split.

    `places` holds the id of each piece, `scores` the score of each id (log-probabilities),
    `longest` the characters of the longest piece; `frame` is the tokenizer without its vocabulary.
    """

    frame: Any
    places: dict[str, int]
    scores: array[float]
    longest: int
    unknown: int
    begin: int
    end: int
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def ids(self, text: str, second: str | None = None) -> list[int]:
        """The tokens of a text, or of two that are read together, with the marks around them."""
        found = [self.begin, *self._inner(text), self.end]
        return found if second is None else [*found, self.end, *self._inner(second), self.end]

    def _inner(self, text: str) -> list[int]:
        plain = self.frame.normalizer.normalize_str(text)
        words = self.frame.pre_tokenizer.pre_tokenize_str(plain)
        return [piece for word, _ in words for piece in self._word(word)]

    def _word(self, word: str) -> tuple[int, ...]:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[word] = self._best(word)
        return found

    def _best(self, word: str) -> tuple[int, ...]:
        """The best way through a word; of equally good ones that which is found first.

        Characters beside each other that are no pieces are one unknown token.
        """
        lowest = self.scores[-1] - UNKNOWN
        best: list[tuple[float, int, int] | None] = [None] * (len(word) + 1)
        best[0] = (0.0, 0, self.unknown)
        for start in range(len(word)):
            held = best[start]
            if held is None:
                continue
            single = False
            for end in range(start + 1, min(len(word), start + self.longest) + 1):
                piece = self.places.get(word[start:end])
                if piece is None:
                    continue
                single = single or end == start + 1
                score = self.scores[piece] + held[0]
                there = best[end]
                if there is None or score > there[0]:
                    best[end] = (score, start, piece)
            if not single:
                there = best[start + 1]
                if there is None or lowest + held[0] > there[0]:
                    best[start + 1] = (lowest + held[0], start, self.unknown)
        return self._back(best)

    def _back(self, best: list[tuple[float, int, int] | None]) -> tuple[int, ...]:
        """The pieces of the best way, from the (score, start, piece) that lead to each place."""
        found: list[int] = []
        step = best[-1]
        while step is not None:
            if step[2] != self.unknown or found[-1:] != [self.unknown]:
                found.append(step[2])
            step = best[step[1]] if step[1] else None
        return tuple(reversed(found))


def prepare_pieces(folder: Path) -> Path:
    """The folder with the pieces of the model in `folder`, made the first time: 2 s, 6 MB.

    Raises `OSError` when the cache cannot be written.
    """
    source = folder / TOKENIZER
    identity = hashlib.sha256(f"{RECIPE} {recorded_hash(folder, TOKENIZER)}".encode()).hexdigest()
    return prepare_folder(f"{folder.name}-pieces", identity, lambda place: write(source, place))


def write(tokenizer: Path, folder: Path) -> None:
    """Write a unigram tokenizer's pieces, their scores and the rest of it to `folder`.

    `scores.bin` has one number more than there are pieces: the least of them.
    """
    whole = json.loads(tokenizer.read_text("utf-8"))
    vocabulary = whole["model"]["vocab"]
    unknown = whole["model"]["unk_id"]
    scores = array("d", [score for _, score in vocabulary])
    scores.append(min(scores))
    whole["model"] |= {"vocab": [vocabulary[unknown]], "unk_id": 0}
    whole["added_tokens"] = []
    marks = whole["post_processor"]["special_tokens"]
    whole["post_processor"] = None
    facts = {
        "longest": max(len(piece) for piece, _ in vocabulary),
        "unknown": unknown,
        "begin": marks["<s>"]["ids"][0],
        "end": marks["</s>"]["ids"][0],
    }
    folder.mkdir()
    text = "\n".join(piece for piece, _ in vocabulary)
    (folder / "pieces.txt").write_text(text, "utf-8", newline="")
    (folder / "scores.bin").write_bytes(scores.tobytes())
    (folder / "frame.json").write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")


def read(folder: Path) -> Pieces:
    """The pieces in a folder that `write` made; 0.05 s and 40 MB of memory."""
    from tokenizers import Tokenizer

    pieces = (folder / "pieces.txt").read_bytes().decode("utf-8").split("\n")
    scores = array("d")
    scores.frombytes((folder / "scores.bin").read_bytes())
    frame = Tokenizer.from_file(str(folder / "frame.json"))
    facts = json.loads((folder / "facts.json").read_text("utf-8"))
    return Pieces(frame, dict(zip(pieces, range(len(pieces)), strict=True)), scores, **facts)
