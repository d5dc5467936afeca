"""Searching passages: by meaning, by words, by units, and over the graph, in every language.

Start reading at `Searcher.search`. Every signal is told in standard deviations over the library
for this question (z-scores), so that signals of different scales can be added up. A word score
means little across languages, so it counts in full only for passages in the question's language,
and a model only for the languages that it is for. What is found is then put in the order that a
walk over the graph of passages gives (`answer.walk`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from answer import walk
from index import words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.models import Embedder
    from index.vectors import VectorIndex

WORDS: Final = 0.3
"""Weight of the word score beside one model's: .15 to .6 are within .005 nDCG@10 of each other on
orsharc_dev and multihop_hotpotqa, 1 is worse (docs/search.md)."""

ACROSS: Final = 0.1
"""The same for passages in another language than the question's, where only names and loan words
are in common: Polish questions on English texts gain .03 and .004, with .3 one set loses."""

UNITS: Final = 0.5
"""Weight of a passage's best unit beside the passage itself: a unit says one thing, so it is
nearer to a question about that; a passage has the surroundings."""

DEPTH: Final = 100
"""Passages looked at by each signal."""

BACKGROUND: Final = 1_000
"""Vectors over which a question's usual score is taken; the mean of 1,000 is good to a thirtieth
of a standard deviation."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with what each signal said of it (z-scores, higher is better)."""

    passage: int
    score: float
    signals: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One model's view of a library: passages, units, and a sample of the background."""

    embedder: Embedder
    passages: VectorIndex
    units: VectorIndex
    background: NDArray[np.float32]
    members: frozenset[int]
    """Ids of the passages that the model covers."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as search sees it: its words, its language, and each model's vector."""

    text: str
    language: str
    vectors: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: passages best first, and each unit's nearness in z-scores.

    `cosines` holds, for each model, the best cosine of any passage.
    """

    hits: tuple[Hit, ...]
    units: Mapping[int, float]
    cosines: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Searcher:
    """Everything that a search reads. `languages` and `homes` say of each passage its language,
    of each unit its passage.
    """

    fields: Sequence[Field]
    connection: sqlite3.Connection
    languages: Mapping[int, str]
    homes: Mapping[int, int]

    def ask(self, text: str, language: str) -> Question:
        """The question with the vectors of the models that are for its language."""
        return self.ask_many([(text, language)])[0]

    def ask_many(self, asked: Sequence[tuple[str, str]]) -> list[Question]:
        """Questions from (text, language), embedded together."""
        vectors: list[dict[str, NDArray[np.float32]]] = [{} for _ in asked]
        for part in self.fields:
            if not len(part.passages):
                continue
            covered = part.embedder.languages
            rows = [
                i for i, (_, language) in enumerate(asked) if covered is None or language in covered
            ]
            encoded = part.embedder.encode_queries([asked[i][0] for i in rows])
            for row, vector in zip(rows, encoded, strict=True):
                vectors[row][part.embedder.name] = vector
        return [Question(*pair, found) for pair, found in zip(asked, vectors, strict=True)]

    def search(self, question: Question, *, depth: int = DEPTH) -> Found:
        """The best `depth` passages, best first; ties by id."""
        if not self.languages:
            return Found((), {})
        lexical = self._lexical(question, depth)
        candidates = set(lexical)
        dense: dict[str, tuple[Field, float, float, NDArray[np.float32]]] = {}
        units: dict[int, float] = {}
        of_units: dict[int, float] = {}
        cosines: dict[str, float] = {}
        used = [part for part in self.fields if part.embedder.name in question.vectors]
        for part in used:
            vector = question.vectors[part.embedder.name]
            usual = part.background @ vector
            mean, spread = float(usual.mean()), float(usual.std()) + 1e-6
            dense[part.embedder.name] = (part, mean, spread, vector)
            scores, ids = part.passages.search(vector[None], min(depth, len(part.passages)))
            candidates |= {int(key) for key in ids[0] if key >= 0}
            cosines[part.embedder.name] = float(scores[0, 0])
            if len(part.units):
                scores, ids = part.units.search(vector[None], min(2 * depth, len(part.units)))
                for key, score in zip(ids[0], scores[0], strict=True):
                    if key < 0:
                        continue
                    z = (float(score) - mean) / spread / len(used)
                    units[int(key)] = units.get(int(key), 0.0) + z
        for unit, z in units.items():
            home = self.homes.get(unit)
            if home in self.languages:
                of_units[home] = max(of_units.get(home, -np.inf), z)
        candidates |= {home for home in of_units if home in self.languages}
        hits = self._fuse(question, sorted(candidates), dense, lexical, of_units)
        return Found(tuple(self._connect(hits)[:depth]), units, cosines)

    def _connect(self, hits: list[Hit]) -> list[Hit]:
        """The hits in the order that the walk gives them.

        The scores stay what they were, first to last: the walk says what goes before what, and
        nothing of how near anything is to the question.
        """
        pool = hits[: walk.POOL]
        if len(pool) < FEWEST:
            return hits
        order = walk.reorder(np.array([hit.score for hit in pool]), self._nearness(pool))
        moved = [
            Hit(pool[place].passage, hit.score, pool[place].signals)
            for hit, place in zip(pool, order, strict=True)
        ]
        return [*moved, *hits[walk.POOL :]]

    def _nearness(self, hits: Sequence[Hit]) -> NDArray[np.float32]:
        """Nearness (n, n) of passages: the mean cosine of the models that cover both, centred."""
        total = np.zeros((len(hits), len(hits)), np.float32)
        models = np.zeros_like(total)
        for part in self.fields:
            rows = [row for row, hit in enumerate(hits) if hit.passage in part.members]
            if not rows:
                continue
            vectors = part.passages.reconstruct([hits[row].passage for row in rows])
            vectors = vectors - part.background.mean(axis=0)
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
            total[np.ix_(rows, rows)] += vectors @ vectors.T
            models[np.ix_(rows, rows)] += 1
        return np.asarray(total / np.maximum(models, 1), np.float32)

    def _lexical(self, question: Question, depth: int) -> dict[int, float]:
        """BM25 in standard deviations over the library (what has no word in common scores 0)."""
        found = words.search(self.connection, question.text, question.language, depth)
        total = len(self.languages)
        mean = sum(score for _, score in found) / total
        spread = (sum(score * score for _, score in found) / total - mean * mean) ** 0.5
        return {key: (score - mean) / (spread + 1e-6) for key, score in found}

    def _fuse(
        self,
        question: Question,
        candidates: Sequence[int],
        dense: Mapping[str, tuple[Field, float, float, NDArray[np.float32]]],
        lexical: Mapping[int, float],
        of_units: Mapping[int, float],
    ) -> list[Hit]:
        tables: dict[str, dict[int, float]] = {}
        for name, (part, mean, spread, vector) in dense.items():
            inside = [key for key in candidates if key in part.members]
            if inside:
                near = part.passages.reconstruct(inside) @ vector
                tables[name] = {
                    key: (float(score) - mean) / spread
                    for key, score in zip(inside, near, strict=True)
                }
        hits = []
        for key in candidates:
            said = {name: table[key] for name, table in tables.items() if key in table}
            # A passage that one of two models covers is judged by that one alone, at full weight.
            meaning = sum(said.values()) / len(said) if said else 0.0
            signals = [(f"meaning ({name})", round(z, 3)) for name, z in said.items()]
            score = meaning
            if key in of_units:
                score += UNITS * max(of_units[key], meaning) - UNITS * meaning
                signals.append(("its best unit", round(of_units[key], 3)))
            if key in lexical:
                codes = {question.language, self.languages[key]}
                weight = WORDS if len(codes) == 1 or "und" in codes else ACROSS
                score += weight / max(len(said), 1) * lexical[key]
                signals.append(("words in common", round(lexical[key], 3)))
            hits.append(Hit(key, round(score, 6), tuple(signals)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage))


FEWEST: Final = 3
"""Passages below which there is nothing to walk over."""
