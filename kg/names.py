"""A unit's name: the shortest stretch of its own words that an editor would put on the card.

Never invented: a name is a span of the document. Start reading at `short_name`.
"""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from corpus.records import Span
from kg import attributes
from kg.cues import LANGUAGES, fold
from kg.function_words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG: Final = 90
"""Characters: about one line on a card or two in the graph; a longer name is cut at a clause."""

ENOUGH: Final = 24
"""Characters: what is shorter rarely names anything ("They might", "In this case")."""

_CONNECTIVES: Final = re.compile(
    r"(?:finally|first(?:ly)?|second(?:ly)?|third(?:ly)?|lastly|however|moreover|furthermore|therefore|thus|also|additionally|ultimately|"
    r"in addition|in conclusion|for example|for instance|as a result|tl;dr|note|tip|remember|"
    r"ponadto|jednak|dlatego|wiec|po pierwsze|po drugie|po trzecie|wreszcie|na koniec|na przyklad|dodatkowo|poza tym|"
    r"ausserdem|schliesslich|zum beispiel|enfin|ensuite|par exemple|cependant|finalmente|ademas|por ejemplo|sin embargo)[,:]\s+"
)
"""Words that tie a sentence to the text before it and say nothing on a card."""

_LEAD_INS: Final = re.compile(
    r"(?:in order to|to|while|although|though|as an? |even though|choc|chociaz|mimo ze|aby|zeby|um|pour|para|aunque)(?!\w)[^,.;:]*,\s+"
)
"""Purposes and concessions in front of what is said ("To avoid queues, | open two tills")."""


def short_name(text: str, sentence: Span, language: str) -> Span:
    """The name for a unit whose telling sentence is `sentence`.

    A condition, a purpose or a connective in front is left out ("If the client shouts, | step
    back"), and a long sentence is cut at the last clause boundary within `LONG`, at a word if it
    has none.

    >>> line = "If the client shouts, step back and give them room."
    >>> short_name(line, Span(0, len(line)), "en").of(line)
    'step back and give them room'
    """
    start, end = sentence
    end -= len(text[start:end]) - len(text[start:end].rstrip(" .!;:\n\t"))
    for skipped in _openings(text[start:end], language):
        if end - start - skipped >= ENOUGH:
            start += skipped
    said = text[start:end]
    opening = re.match(r"[\W_]*(?:(?:\d+(?:\.\d+)*[.)]?|[a-z]\))\s+)?", said)
    if opening and opening.end() < len(said) - 1 and said[:1] not in '"“„«':
        start += opening.end()
        said = text[start:end]
    end -= _left_over(said)
    said = text[start:end]
    if len(said) <= LONG:
        return Span(start, end)
    return Span(start, start + len(said[: _cut(said)].rstrip()))


def _left_over(said: str) -> int:
    """Characters at the end that close an emphasis which opens before the name ("help with.**")."""
    closing = re.search(r"[\s.!;:]*(\*\*|__|[*_`])$", said)
    return len(closing.group()) if closing and said.count(closing[1]) % 2 else 0


def _openings(said: str, language: str) -> Iterator[int]:
    """The lengths of what stands in front of the telling part, one after the other."""
    done = 0
    for _ in range(2):
        folded = fold(said[done:])
        tied = _CONNECTIVES.match(folded) or _LEAD_INS.match(folded)
        if tied:
            yield tied.end()
            done += tied.end()
            continue
        when = attributes.condition(said[done:], language if language in LANGUAGES else "und")
        if when is None or when.start:
            return
        rest = re.match(r"[\s,:–—-]*", said[done + when.end :])
        length = when.end + (rest.end() if rest else 0)
        yield length
        done += length


def _cut(said: str) -> int:
    """Where to cut a long name: at a clause, else at a word, with no function word left hanging."""
    cuts = [
        match.start()
        for match in re.finditer(r"[,;:(–—]|\s-\s|\n", said[: LONG + 1])
        if match.start() >= ENOUGH
        and not (match.group() == "," and _enumerates(said, match.start()))
    ]
    if cuts:
        return cuts[-1]
    cut = max((match.start() for match in re.finditer(r"\s", said[: LONG + 1])), default=LONG)
    while True:
        words = re.search(r"(\S+)\s*$", said[:cut])
        if words is None or words.start() < ENOUGH or fold(words[1]) not in FUNCTION_WORDS:
            return cut
        cut = words.start()


def _enumerates(said: str, comma: int) -> bool:
    """Whether the comma stands between the members of an enumeration ("trust, respect, and …")."""
    rest = fold(said[comma + 1 :]).lstrip()
    return (
        bool(re.match(r"(?:[\w'’-]+ ?){1,4},? (?:and|or|i|oraz|lub|und|oder|et|ou|y|o) ", rest))
        or bool(re.match(r"(?:[\w'’-]+ ?){1,3}, (?:[\w'’-]+ ?){1,4},", rest))
        or rest.startswith(("and ", "or "))
    )
