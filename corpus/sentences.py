"""Splitting a passage into sentences whose offsets are exact. Start reading at `split_sentences`.

pysbd reads these languages well, but takes quadratic time (0.9 s for 40,000 characters in one
piece, 0.2 s for half of that); it serves as the tests' oracle instead.

1. A candidate is a run of sentence-final marks with what closes it, before white space.
2. `_goes_on` throws out those after an abbreviation, an initial or an ordinal, and those before
   a small letter.
3. Nothing is split inside a quotation of ordinary length: what it says stays one piece.
4. A blank line always splits, and so does the end of an attribution (`"…" - Ann Lee`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from corpus.abbreviations import AFTER_ORDINAL, MAY_BE_LAST, NEVER_LAST
from corpus.records import Quotation, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSERS: Final = "\"'”’“»)\\]*_`"
_CANDIDATE: Final = re.compile(
    rf"[.!?…؟।]+[{_CLOSERS}]*(?=\s|$)|[。！？]+[」』）]*"
    r"|(?P<blank>\n[ \t]*\r?\n)|(?P<item>\n(?=[ \t]*[-•*][ \t]))"
)
_OPENERS: Final = "\"'“„‚‘«»([*_`¿¡"
# The word that a full stop ends, with the stops inside of it: "m.in", "e.g", "3", "Dr".
_LAST_WORD: Final = re.compile(r"[^\s\"'“„«(\[/*_]*$")
_WORD_REACH: Final = 24  # no abbreviation is longer
_INITIAL: Final = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ORDINAL_LANGUAGES: Final = frozenset({"de", "cs", "da", "no", "fi", "hu", "und"})

# Longer quotations are texts of their own, and are split.
_WHOLE_QUOTATION: Final = 600


def split_sentences(
    text: str, span: Span, *, language: str = "und", quotations: tuple[Quotation, ...] = ()
) -> tuple[Span, ...]:
    """Split a span of `text` into sentences, in order, that cover all of it but white space.

    >>> text = "Ask Dr. Lee, e.g. by phone. Wait 2.5 days... Then act!"
    >>> [sentence.of(text) for sentence in split_sentences(text, Span(0, len(text)))]
    ['Ask Dr. Lee, e.g. by phone.', 'Wait 2.5 days...', 'Then act!']
    """
    ends = sorted({*_ends(text, span, language, quotations), span.end})
    found = []
    start = span.start
    for end in ends:
        piece = text[start:end]
        trimmed = piece.strip()
        if trimmed:
            first = start + piece.index(trimmed[0])
            found.append(Span(first, first + len(trimmed)))
        start = end
    return tuple(found)


def _ends(text: str, span: Span, language: str, quotations: tuple[Quotation, ...]) -> Iterator[int]:
    """Yield where sentences end, not in order."""
    whole = [q.span for q in quotations if q.span.end - q.span.start <= _WHOLE_QUOTATION]
    sayings = [q.attribution.end for q in quotations if q.attribution]
    sentence_start = span.start
    inside = 0
    for match in _CANDIDATE.finditer(text, span.start, span.end):
        end = match.end()
        while inside < len(whole) and whole[inside].end < match.start() + 1:
            inside += 1
        if (
            inside < len(whole)
            and whole[inside].start <= match.start()
            and end <= whole[inside].end
        ):
            continue
        known = match["blank"] is not None or match["item"] is not None
        if known or not _goes_on(text, match, Span(sentence_start, span.end), language):
            yield end
            sentence_start = end
    for end in sayings:
        follows = text[end : span.end].lstrip()[:1]
        if follows and (follows.isupper() or follows in _OPENERS):
            yield end


def _goes_on(text: str, match: re.Match[str], sentence: Span, language: str) -> bool:
    """Say whether the sentence that began at `sentence.start` goes on after the candidate."""
    following = text[match.end() : min(match.end() + 40, sentence.end)].lstrip()
    if not following:
        return False
    plain = following.lstrip(_OPENERS)
    if plain[:1].islower():
        return True
    if plain[:1] in {"-", "–", "—"} and match[0][-1] in _CLOSERS:
        return True  # an attribution, or a dash after direct speech
    if match[0][:1] != "." or match[0].startswith(".."):
        return False
    window = text[max(sentence.start, match.start() - _WORD_REACH) : match.start()]
    found = _LAST_WORD.search(window)
    word = found[0] if found else ""
    return (
        _abbreviated(word, language)
        or _initial(word, window, plain)
        or _ordinal(
            word,
            plain,
            language,
            first=not window[: -len(word) or None].strip(_OPENERS + " \t\r\n"),
        )
    )


def _abbreviated(word: str, language: str) -> bool:
    lowered = word.lower()
    if language in NEVER_LAST:
        return lowered in NEVER_LAST[language] and lowered not in MAY_BE_LAST[language]
    return any(lowered in table for table in NEVER_LAST.values())


def _initial(word: str, window: str, following: str) -> bool:
    """Say whether `word` is an initial: one capital, first or after another ("J. Smith")."""
    if not _INITIAL.fullmatch(word) or not word[-1].isupper() or not following[:1].isupper():
        return False
    before = window[: len(window) - len(word)].split()
    if not before:
        return True
    return before[-1][:1].isupper() and word != "I"


def _ordinal(word: str, following: str, language: str, *, first: bool) -> bool:
    """Say whether `word` is a number that the full stop makes an ordinal, or an item's marker."""
    if not word.isdecimal():
        return False
    if first:
        return True
    if language not in _ORDINAL_LANGUAGES:
        return False
    noun = re.match(r"\w+", following)
    return noun is not None and noun[0].lower() in AFTER_ORDINAL
