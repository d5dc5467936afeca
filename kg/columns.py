"""What linking looks at in units, as columns: one entry for each unit, pairs as two arrays of rows.

Start reading at `columns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.records import KINDS, Strength

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray

    from kg.pairs import Text
    from kg.records import Unit

    Rows = NDArray[np.int64]
    Flags = NDArray[np.bool_]

PLACES: Final = (
    "",
    "a reason inside the same sentence",
    "the same item",
    "the next sentence",
    "the same section",
    "twin documents say it at the same place",
)
"""How close two units stand, by number; 0 is two documents or far apart."""

REASON, ITEM, NEXT, SECTION, TWIN = range(1, len(PLACES))

NEAR: Final = 2
"""Units of a document that stand side by side are so many apart at most."""

SPACE: Final = 3
"""Characters between neighbouring sentences: a space, or a full stop and a line break."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns (n,) of units.

    `kind` is the place in `KINDS`, `sure` the probability of it; `document`, `language` and
    `numbers` are numbers that are equal where those are; `passage` numbers those of the whole
    collection in order, `section` is -1 where none is known. `order` is the place
    of a unit among those of its document. `one_line` has no line break,
    `against` are words that advise against something, `avoid` a practice of that strength.
    """

    kind: Rows
    sure: NDArray[np.float64]
    document: Rows
    passage: Rows
    section: Rows
    start: Rows
    end: Rows
    order: Rows
    one_line: Flags
    language: Rows
    stems: Rows
    against: Flags
    avoid: Flags
    numbers: Rows

    def overlap(self, a: Rows, b: Rows) -> Flags:
        """Which pairs are a text and a part of it."""
        return np.asarray(
            (self.document[a] == self.document[b])
            & (self.start[a] < self.end[b])
            & (self.start[b] < self.end[a])
        )

    def across(self, a: Rows, b: Rows) -> Flags:
        """Which pairs are in two languages."""
        return np.asarray(self.language[a] != self.language[b])

    def place(self, a: Rows, b: Rows) -> Rows:
        """How close the units of each pair stand, as numbers of `PLACES`."""
        together = self.passage[a] == self.passage[b]
        gap = np.maximum(self.start[a], self.start[b]) - np.minimum(self.end[a], self.end[b])
        section = (self.section[a] == self.section[b]) & (self.section[a] != -1)
        within = np.where(together & self.one_line[a] & self.one_line[b], REASON, ITEM)
        apart = np.where(together & (gap <= SPACE), NEXT, np.where(section, SECTION, 0))
        found = np.where(self.overlap(a, b), within, apart)
        return np.asarray(np.where(self.document[a] == self.document[b], found, 0), np.int64)

    def together(self) -> tuple[Rows, Rows]:
        """Pairs of units of one passage, or side by side, or a part of the other; both ways."""
        pairs = [np.zeros((2, 0), np.int64)]
        order = np.lexsort((self.start, self.passage, self.document))
        for step in range(1, len(order)):
            first, second = order[:-step], order[step:]
            close = (self.passage[first] == self.passage[second]) | self.overlap(first, second)
            if not close.any():  # those further on stand further apart
                break
            pairs.append(np.stack([first[close], second[close]]))
        order = np.lexsort((self.order, self.document))
        for step in range(1, NEAR + 1):
            first, second = order[:-step], order[step:]
            close = self.document[first] == self.document[second]
            pairs.append(np.stack([first[close], second[close]]))
        one_way = np.concatenate(pairs, axis=1)
        both = np.concatenate([one_way, one_way[::-1]], axis=1)
        _, single = np.unique(both[0] * len(order) + both[1], return_index=True)
        left, right = both[:, single]
        return left, right


def columns(
    units: Sequence[Unit], texts: Sequence[str], ends: Sequence[Text], sections: Sequence[int]
) -> Columns:
    """The columns of units with their texts, what is told of these, and their sections."""
    kinds = {kind: number for number, kind in enumerate(KINDS)}
    kind = np.array([kinds[unit.kind] for unit in units], np.int64)
    return Columns(
        kind=kind,
        sure=np.array([unit.probabilities for unit in units], np.float64).reshape(-1, len(KINDS))[
            np.arange(len(units)), kind
        ],
        document=_numbered(unit.document for unit in units),
        passage=_ordered([(unit.document, unit.passage) for unit in units]),
        section=np.array(sections, np.int64),
        start=np.array([unit.span.start for unit in units], np.int64),
        end=np.array([unit.span.end for unit in units], np.int64),
        order=_places([(unit.document, unit.span.start, -unit.span.end) for unit in units]),
        one_line=np.array(["\n" not in text for text in texts], np.bool_),
        language=_numbered(text.language for text in ends),
        stems=np.array([len(text.stems) for text in ends], np.int64),
        against=np.array([text.against for text in ends], np.bool_),
        avoid=np.array([unit.strength is Strength.AVOID for unit in units], np.bool_),
        numbers=_numbered(text.numbers for text in ends),
    )


def _numbered(values: Iterable[Hashable]) -> Rows:
    """A number for each value, the same for equal ones."""
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], np.int64)


def _ordered(values: Sequence[tuple[str, int]]) -> Rows:
    """The place of each value among all, in order."""
    place = {value: number for number, value in enumerate(sorted(set(values)))}
    return np.array([place[value] for value in values], np.int64)


def _places(keys: Sequence[tuple[str, int, int]]) -> Rows:
    """The place of each unit (document, start, -end) among those of its document."""
    found = np.zeros(len(keys), np.int64)
    seen: dict[str, int] = {}
    for row in sorted(range(len(keys)), key=keys.__getitem__):
        document = keys[row][0]
        found[row] = seen[document] = seen.get(document, -1) + 1
    return found
