"""From mentions to ideas: copies, paraphrases and translations of a unit become one node.

Start reading at `merge`. Merging is careful: two groups become one only when every mention of
one may be the same as every mention of the other (complete linkage), so that a chain of
near-paraphrases never joins what its ends do not say, and never an advice with its opposite.
The result depends on the set of units alone, not on the order in which they came.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from kg.cues import fold
from kg.records import Idea, Strength, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Pair = tuple[int, int]


def merge(
    units: Sequence[Unit],
    texts: Sequence[str],
    same: Mapping[Pair, float],
    *,
    threshold: float,
    by_hand: Sequence[tuple[Pair, bool]] = (),
) -> tuple[tuple[int, ...], ...]:
    """Groups of unit indices that say the same, each sorted, in the order of their first units.

    Copies (units of one kind with the same words) are together from the start. `same` holds the
    probability that two units (smaller index first) are the same idea; a pair that is missing is
    not. Pairs are taken best first, ties by text, so that order never matters.

    `by_hand` holds what a person said of pairs (the same, or not), oldest first: a later word
    outweighs an earlier one. It goes before all scores, but units of different kinds and copies
    of the same words stay what they are.
    """
    head: dict[int, int] = {}
    first: dict[tuple[str, str], int] = {}
    members: dict[int, list[int]] = {}
    plain = [normal(text) for text in texts]
    for index, unit in enumerate(units):
        head[index] = first.setdefault((unit.kind, plain[index]), index)
        members.setdefault(head[index], []).append(index)
    between: dict[Pair, float] = {}
    for (a, b), score in same.items():
        pair = (min(head[a], head[b]), max(head[a], head[b]))
        if pair[0] != pair[1] and not opposed(units[a], units[b]):
            between[pair] = max(score, between.get(pair, 0.0))
    group_of = {index: index for index in members}
    groups = {index: [index] for index in members}
    said = _said(units, head, by_hand)
    _join(groups, group_of, said)
    between.update(dict.fromkeys((pair for pair in said if not said[pair]), 0.0))

    def order(entry: tuple[Pair, float]) -> tuple[float, str, str]:
        (a, b), score = entry
        left, right = sorted([plain[a], plain[b]])
        return (-round(score, 4), left, right)

    for (a, b), score in sorted(between.items(), key=order):
        left, right = group_of[a], group_of[b]
        if score < threshold or left == right:
            continue
        across = ((min(c, d), max(c, d)) for c in groups[left] for d in groups[right])
        if not all(between.get(pair, 0.0) >= threshold for pair in across):
            continue
        groups[left] += groups.pop(right)
        for index in groups[left]:
            group_of[index] = left
    found = [[unit for copy in group for unit in members[copy]] for group in groups.values()]
    return tuple(sorted(tuple(sorted(group)) for group in found))


def _join(groups: dict[int, list[int]], group_of: dict[int, int], said: dict[Pair, bool]) -> None:
    """Join the groups that a person joined, the newest word first, but for what was set apart."""
    for pair, together in reversed(said.items()):
        left, right = sorted((group_of[pair[0]], group_of[pair[1]]))
        across = ((min(c, d), max(c, d)) for c in groups[left] for d in groups[right])
        if not together or left == right or any(said.get(one) is False for one in across):
            continue
        groups[left] += groups.pop(right)
        for index in groups[left]:
            group_of[index] = left


def _said(
    units: Sequence[Unit], head: Mapping[int, int], by_hand: Sequence[tuple[Pair, bool]]
) -> dict[Pair, bool]:
    """What was said last of each pair of copies' heads, in the order of saying."""
    said: dict[Pair, bool] = {}
    for (a, b), together in by_hand:
        pair = (min(head[a], head[b]), max(head[a], head[b]))
        if pair[0] != pair[1] and units[a].kind is units[b].kind:
            said.pop(pair, None)
            said[pair] = together
    return said


def opposed(left: Unit, right: Unit) -> bool:
    """Whether one advises what the other advises against, or they are of different kinds."""
    if left.kind is not right.kind:
        return True
    return (left.strength is Strength.AVOID) != (right.strength is Strength.AVOID)


def idea(
    units: Sequence[Unit],
    texts: Sequence[str],
    names: Sequence[str],
    group: Sequence[int],
    *,
    sources: int,
) -> Idea:
    """The idea of a group of units; `names` are the units' names, `texts` their whole texts.

    Its name is the shortest clear mention's: a name with a capital letter at the start and
    at least two words before others, then the shortest, then the first in the alphabet.
    """
    named = group[0]
    if len(group) > 1:
        named = min(
            group,
            key=lambda index: (
                leaning(names[index]),
                len(names[index]),
                names[index],
                texts[index],
            ),
        )
    told = min(texts[index] for index in group)
    return Idea(
        id=identify(units[group[0]].kind, told),
        kind=units[group[0]].kind,
        name=" ".join(names[named].split()),
        language=units[named].language,
        mentions=tuple(group),
        sources=sources,
    )


_PRONOUNS = frozenset(
    "this that these those it they he she we such there to ten ta te takie one oni on ona".split()
)
"""A name that opens with one of these needs the sentence before it."""


def leaning(name: str) -> int:
    """How much a name leans on the sentence before it: 2 for a pronoun in front, 1 for one word.

    >>> leaning("They might feel obliged"), leaning("Kontynuacja"), leaning("Ask first")
    (2, 1, 0)
    """
    words = fold(name).split()
    opens = bool(words) and words[0] in _PRONOUNS
    return 2 * opens + (len(words) == 1)


def identify(kind: str, text: str) -> str:
    """An idea's id: its kind's first letters and a hash of its first mention in the alphabet.

    >>> identify("practice", "Ask first.")
    'pra-60288a962e'
    """
    digest = hashlib.sha256(f"{kind}|{normal(text)}".encode()).hexdigest()
    return f"{kind[:3]}-{digest[:10]}"


def normal(text: str) -> str:
    """A text without case, diacritics and punctuation: equal for copies."""
    return _NO_WORD.sub(" ", fold(text)).strip()


_NO_WORD = re.compile(r"[\W_]+")
