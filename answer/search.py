"""Searching passages: by meaning, by words, by units, and over the graph, in every language.

Start reading at `Searcher.search`. Every signal is told in standard deviations over the library
for this question (z-scores), so that signals of different scales can be added up. A word score
means little across languages, so it counts in full only for passages in the question's language,
and a model only for the languages that it is for. What is found is then put in the order that a
walk over the graph of passages gives (`answer.walk`).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from answer import walk
from index import together, words
from index.vectors import among

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from index.database import Connection
    from index.models import Embedder
    from index.vectors import Vectors

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

CUT: Final = 2_000
"""Passages up to which the first `DEPTH` by words stand for all that have a word in common, as when
the weights were chosen. In a large library that would tell every word score the higher the more
passages there are (docs/scaling.md)."""

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
    """One model's view of a library: its indexes, and a sample of passages as the background.

    The indexes hold the passages and units that the model covers; `tongues` says for each row of
    `background` which language it is in.
    """

    embedder: Embedder
    passages: Vectors
    units: Vectors
    background: NDArray[np.float32]
    tongues: NDArray[np.str_]

    @classmethod
    def of(
        cls,
        embedder: Embedder,
        passages: Vectors,
        units: Vectors,
        languages: Mapping[int, str],
    ) -> Field:
        """The field of a model, with at most `BACKGROUND` passages evenly drawn by id."""
        ids = passages.ids
        sample = ids[:: max(1, len(ids) // BACKGROUND)][:BACKGROUND]
        return cls(
            embedder,
            passages,
            units,
            passages.reconstruct(sample),
            np.array([languages[int(key)] for key in sample], np.str_),
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A question as search sees it: its words, its language, and each model's vector."""

    text: str
    language: str
    vectors: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class View:
    """A question in one model's field, with the cosines that are usual there.

    `usual` holds mean and spread for each language: a question is nearer to any passage in its
    own language than to one in another, which says nothing of what they are about.
    """

    part: Field
    vector: NDArray[np.float32]
    usual: Mapping[str, tuple[float, float]]

    def unusual(self, cosine: float, language: str) -> float:
        """A cosine as a z-score among passages in `language`."""
        mean, spread = self.usual.get(language) or self.usual[""]
        return (cosine - mean) / spread


def _usual(part: Field, vector: NDArray[np.float32]) -> dict[str, tuple[float, float]]:
    """Mean and spread of the background's cosines: of all ("") and of each language.

    A language with few passages is drawn towards all (`FEW`).
    """
    cosines = part.background @ vector
    mean, spread = float(cosines.mean()), float(cosines.std())
    found = {"": (mean, spread + 1e-6)}
    for language in sorted(set(part.tongues.tolist())):
        own = cosines[part.tongues == language]
        share = len(own) / (len(own) + FEW)
        found[language] = (
            share * float(own.mean()) + (1 - share) * mean,
            share * float(own.std()) + (1 - share) * spread + 1e-6,
        )
    return found


FEW: Final = 20
"""Passages that count as much as all together for what is usual in a language; 0 to 60 put the
right document of the Polish sample questions about as high (mean reciprocal rank .57 to .54, and
.48 where languages are not told apart)."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The best cosines of one model: of a passage, of a unit, and the former as a z-score."""

    passage: float
    unit: float
    unusual: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: passages best first, and the nearness of units in z-scores.

    `units` holds the units that are nearest of all and those of the first passages; `nearest`
    says for each model (in the library's order) how near the question came.
    """

    hits: tuple[Hit, ...]
    units: Mapping[int, float]
    nearest: tuple[Nearest, ...] = ()


@dataclass(frozen=True, slots=True)
class Searcher:
    """Everything that a search reads.

    `languages` says of each passage its language, `sizes` how many passages a language has,
    `homes` of each unit its passage, `contents` of a passage its units.
    """

    fields: Sequence[Field]
    connection: Connection
    languages: Mapping[int, str]
    sizes: Mapping[str, int]
    homes: Mapping[int, int]
    contents: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

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
        views = self._views(question)
        begun = together.begin(
            [
                (index, view.vector, min(many, len(index)))
                for view in views
                for index, many in ((view.part.passages, depth), (view.part.units, 2 * depth))
            ]
        )
        lexical = self._lexical(question, depth)
        passages = set(lexical)
        units: set[int] = set()
        nearest = []
        for place, view in enumerate(views):
            cosines, ids = begun[2 * place].result()
            passages.update(int(key) for key in ids[0] if key >= 0)
            best, tongue = float(cosines[0, 0]), self.languages[int(ids[0, 0])]
            of_unit = best
            if len(view.part.units):
                cosines, ids = begun[2 * place + 1].result()
                units.update(int(key) for key in ids[0] if key >= 0)
                of_unit = float(cosines[0, 0])
            nearest.append(Nearest(best, of_unit, view.unusual(best, tongue)))
        passages.update(self.homes[unit] for unit in units)
        for passage in passages:
            units.update(self.contents.get(passage, ()))
        of_units = _mean(
            _meaning(views, sorted(units), "unit", lambda unit: self.languages[self.homes[unit]])
        )
        hits = self._fuse(
            question,
            sorted(passages),
            _meaning(views, sorted(passages), "passage", self.languages.__getitem__),
            lexical,
            of_units,
        )
        return Found(tuple(self._connect(hits)[:depth]), of_units, tuple(nearest))

    def _views(self, question: Question) -> list[View]:
        found = []
        for part in self.fields:
            vector = question.vectors.get(part.embedder.name)
            if vector is not None:
                found.append(View(part, vector, _usual(part, vector)))
        return found

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
            held = set(among(part.passages, [hit.passage for hit in hits]))
            rows = [row for row, hit in enumerate(hits) if hit.passage in held]
            if not rows:
                continue
            vectors = part.passages.reconstruct([hits[row].passage for row in rows])
            vectors = vectors - part.background.mean(axis=0)
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
            total[np.ix_(rows, rows)] += vectors @ vectors.T
            models[np.ix_(rows, rows)] += 1
        return np.asarray(total / np.maximum(models, 1), np.float32)

    def _lexical(self, question: Question, depth: int) -> dict[int, float]:
        """BM25 in standard deviations over the passages in the same language.

        What has no word in common scores 0. Where few passages are in the question's language,
        all of its words are rare: only beside each other can these passages be told apart.
        """
        asked = self.connection, question.text, question.language
        if len(self.languages) <= CUT:
            found = best = words.search(*asked, depth)
        else:
            found = words.matches(*asked)
            least = min(heapq.nlargest(depth, (score for _, score in found)), default=0.0)
            near = [hit for hit in found if hit[1] >= least]  # with what is as good as the last
            best = sorted(near, key=lambda hit: (-hit[1], hit[0]))[:depth]
        by_language: dict[str, list[float]] = {}
        for key, score in found:
            by_language.setdefault(self.languages[key], []).append(score)
        usual = {}
        for language, scores in by_language.items():
            total = self.sizes[language]
            mean = sum(scores) / total
            usual[language] = mean, (sum(s * s for s in scores) / total - mean * mean) ** 0.5
        result = {}
        for key, score in best:
            mean, spread = usual[self.languages[key]]
            result[key] = (score - mean) / (spread + 1e-6)
        return result

    def _fuse(
        self,
        question: Question,
        candidates: Sequence[int],
        meaning: Mapping[str, Mapping[int, float]],
        lexical: Mapping[int, float],
        units: Mapping[int, float],
    ) -> list[Hit]:
        best_unit: dict[int, float] = {}
        for unit, near in units.items():
            home = self.homes[unit]
            best_unit[home] = max(near, best_unit.get(home, -np.inf))
        hits = []
        for key in candidates:
            said = {name: table[key] for name, table in meaning.items() if key in table}
            # A passage that one of two models covers is judged by that one alone, at full weight.
            near = sum(said.values()) / len(said) if said else 0.0
            signals = [(f"meaning ({name})", round(z, 3)) for name, z in said.items()]
            score = near
            if key in best_unit:
                score += UNITS * max(best_unit[key] - near, 0.0)
                signals.append(("its best unit", round(best_unit[key], 3)))
            if key in lexical:
                codes = {question.language, self.languages[key]}
                weight = WORDS if len(codes) == 1 or "und" in codes else ACROSS
                score += weight / max(len(said), 1) * lexical[key]
                signals.append(("words in common", round(lexical[key], 3)))
            hits.append(Hit(key, round(score, 6), tuple(signals)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage))


def _meaning(
    views: Sequence[View],
    keys: Sequence[int],
    part: Literal["passage", "unit"],
    languages: Callable[[int], str],
) -> dict[str, dict[int, float]]:
    """For each model the z-scores of those of `keys` that it covers."""
    tables = {}
    for view in views:
        index = view.part.passages if part == "passage" else view.part.units
        inside = among(index, keys)
        if inside:
            cosines = index.reconstruct(inside) @ view.vector
            tables[view.part.embedder.name] = {
                key: view.unusual(float(cosine), languages(key))
                for key, cosine in zip(inside, cosines, strict=True)
            }
    return tables


def _mean(tables: Mapping[str, Mapping[int, float]]) -> dict[int, float]:
    """The mean of each key over the models that have it."""
    found: dict[int, list[float]] = {}
    for table in tables.values():
        for key, score in table.items():
            found.setdefault(key, []).append(score)
    return {key: sum(scores) / len(scores) for key, scores in found.items()}


FEWEST: Final = 3
"""Passages below which there is nothing to walk over."""
