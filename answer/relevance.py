"""How near every idea is to a question, from what search found.

Start reading at `weigh`. An idea is as near as its nearest mention: what its own words, its passage
and its document have in common with the question, added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from answer.search import Found
    from answer.snapshot import Snapshot
    from kg.records import Edge, Idea

PASSAGE: Final = 0.7
"""Share of its passage's score in a unit's nearness: the passage knows the heading and the words.
Of .3, .5, .7 and .85, the first line was right most often with .7 on the four corpora of
`answer/gold` (.60 of 180 questions) and nearly so on the sample guidance."""

TOPIC: Final = 0.6
"""Weight of a document's two best passages in the nearness of everything in it: on the sample
guidance the first line came from a right document for .71 of 45 questions (.60 without), and
.62 (.55) of the first five did; within one document nothing changes."""

AGREEMENT: Final = 0.15
"""Standard deviations that a doubling of independent sources is worth."""


LEANING: Final = 0.2
"""Standard deviations that a line loses for a pronoun in front ("It may …"), twice this: alone it
says little."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An idea with its nearness to the question (standard deviations) and its nearest mention.

    `counted` names what was added up to `score`, `passage` is what search said of its passage;
    `path` is the edges that connect it with what is shown before it; without them it would not be
    shown if it is not `alone` near enough.
    """

    idea: Idea
    score: float
    unit: int
    signals: tuple[tuple[str, float], ...] = ()
    counted: tuple[tuple[str, float], ...] = ()
    passage: tuple[tuple[str, float], ...] = ()
    path: tuple[Edge, ...] = ()
    alone: bool = True


def weigh(snapshot: Snapshot, found: Found) -> list[Weighed]:
    """Every idea that search came upon, best first."""
    hits = {hit.passage: hit for hit in found.hits}
    floor = found.hits[-1].score if found.hits else 0.0
    topics = _topics(snapshot, found)
    best: dict[str, tuple[float, int]] = {}
    for unit, near in sorted(found.units.items()):
        name = snapshot.idea_of.get(unit)
        if name is None:
            continue
        hit = hits.get(snapshot.home[unit])
        around = hit.score if hit else floor
        topic = topics.get(snapshot.document_of(unit), 0.0)
        score = (1 - PASSAGE) * near + PASSAGE * around + TOPIC * topic
        score += _agreed(snapshot.ideas[name].sources) - LEANING * snapshot.leaning(unit)
        if name not in best or score > best[name][0]:
            best[name] = score, unit
    weighed = []
    for name, (score, unit) in sorted(best.items(), key=lambda one: (-one[1][0], one[0])):
        hit, idea, near = hits.get(snapshot.home[unit]), snapshot.ideas[name], found.units[unit]
        topic = topics.get(snapshot.document_of(unit), 0.0)
        said = hit.signals if hit else ()
        signals = (
            ("its own nearness", round(near, 2)),
            ("its document's topic", round(topic, 2)),
            *said,
        )
        counted = (
            ("its own words", (1 - PASSAGE) * near),
            ("its passage", PASSAGE * (hit.score if hit else floor)),
            ("its document's topic", TOPIC * topic),
            ("independent sources", _agreed(idea.sources)),
            ("leans on what stands before it", -LEANING * snapshot.leaning(unit)),
        )
        weighed.append(Weighed(idea, score, unit, signals, counted, said))
    return weighed


@cache
def _agreed(sources: int) -> float:
    return AGREEMENT * float(np.log2(sources))


def _topics(snapshot: Snapshot, found: Found) -> dict[str, float]:
    """How much each document is about the question: the mean score of its two best passages."""
    scores: dict[str, list[float]] = {}
    for hit in found.hits:
        for unit in snapshot.units_in.get(hit.passage, ())[:1]:
            scores.setdefault(snapshot.document_of(unit), []).append(hit.score)
    return {document: sum(told[:2]) / 2 for document, told in scores.items()}
