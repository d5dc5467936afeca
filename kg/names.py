"""A unit's name: the shortest stretch of its own words that an editor would put on the card.

Never invented: a name is a span of the document. Start reading at `short_name`.
"""

from __future__ import annotations

import re

from corpus.records import Span
from kg import attributes
from kg.cues import LANGUAGES

LONG = 90
"""Characters: about one line on a card or two in the graph; a longer name is cut at a clause."""

ENOUGH = 24
"""Characters: what is shorter rarely names anything ("They might", "In this case")."""


def short_name(text: str, sentence: Span, language: str) -> Span:
    """The name for a unit whose telling sentence is `sentence`.

    A condition in front is left out ("If the client shouts, | step back"), and a long sentence is
    cut at the last clause boundary within `LONG`, at a word if it has none.

    >>> line = "If the client shouts, step back and give them room."
    >>> short_name(line, Span(0, len(line)), "en").of(line)
    'step back and give them room'
    """
    start, end = sentence
    end -= len(text[start:end]) - len(text[start:end].rstrip(" .!;:\n\t"))
    said = text[start:end]
    when = attributes.condition(said, language if language in LANGUAGES else "und")
    if when is not None and when.start == 0:
        rest = re.match(r"[\s,:–—-]*", said[when.end :])
        skipped = when.end + (rest.end() if rest else 0)
        if len(said) - skipped >= ENOUGH:
            start += skipped
            said = text[start:end]
    opening = re.match(r"[\W_]*", said)
    if opening and opening.end() < len(said) - ENOUGH and said[0] not in '"“„«':
        start += opening.end()
        said = text[start:end]
    if len(said) <= LONG:
        return Span(start, end)
    cuts = [match.start() for match in re.finditer(r"[,;:(–—]|\s-\s|\n", said[: LONG + 1])]
    cuts = [cut for cut in cuts if cut >= ENOUGH]
    if not cuts:
        cuts = [match.start() for match in re.finditer(r"\s", said[: LONG + 1])]
    cut = cuts[-1] if cuts else LONG
    return Span(start, start + len(said[:cut].rstrip()))
