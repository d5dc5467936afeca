"""Quoted words and who is named as their author. Start reading at `find_quotations`.

1. Each style of quotation marks is a row of `_STYLES`; the leftmost mark that closes wins, so that
   marks nested inside belong to the outer quotation.
2. A dash and a name after the closing mark make it a saying (`"…" - Mohsin Hamid`); a name before
   a colon does not (`Nurse: "…"`): that is somebody speaking, and the words are there to be used.
"""

from __future__ import annotations

import re
from typing import Final

from corpus.records import Quotation, Span

# A quotation longer than this is most likely an unclosed mark that met another one.
_LONGEST: Final = 1500

# What may stand before an opening mark and after a closing one, where a mark is also an apostrophe
# or the sign of an inch.
_BEFORE: Final = r"(?<![\w.,!?…])"
_AFTER: Final = r"(?!\w)"

_STYLES: Final = (  # (opening, what may stand inside, closing)
    ("„", '[^„”“"]', '[”“"]'),  # Polish, German, Czech; typists close it with a straight mark
    ("“", '[^“”"]', '[”"]'),  # English
    ("”", "[^“”]", "”"),  # Swedish, Finnish
    ("«", "[^«»]", "»"),  # French, Spanish, Ukrainian
    ("»", "[^«»]", "«"),  # German books
    ("‚", "[^‚‘’]", "[‘’]"),  # German and Polish single
    ("「", "[^「」]", "」"),  # Japanese, Chinese
    ("『", "[^『』]", "』"),
    (_BEFORE + '"', '[^"]', '"' + _AFTER),  # typewriter
    (_BEFORE + "‘", r"(?:[^‘’]|(?<=\w)’(?=\w))", "’" + _AFTER),  # English single
    # A straight single mark is an apostrophe unless it stands at both outer ends of several words.
    (_BEFORE + r"'(?=\w)", r"(?:[^'\n]|(?<=\w)'(?=\w))", r"(?<=[\w.!?…])'" + _AFTER),
)
_QUOTATION: Final = re.compile(
    "|".join(
        f"{opening}({inside}{{1,{_LONGEST}}}?){closing}" for opening, inside, closing in _STYLES
    )
)
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\r?\n")
_SINGLE: Final = len(_STYLES)  # the last row's group: needs two words at least

_DASH: Final = re.compile(r"[ \t]*\r?\n?[ \t]*(?:[-‐-―~]{1,2})[ \t]*(?=\w)")
_NAME_WORD: Final = re.compile(r"(?:[^\W\d_]\.)+|[^\W\d_][\w’'-]*")
_LONGEST_NAME: Final = 6  # words: "Antoine Marie Jean-Baptiste Roger de Saint-Exupéry"
# Small words inside of names.
_PARTICLES: Final = frozenset(
    "al bin da de del della den der di dos du el ibn la le of st the van von y z".split()
)
# Words in capitals that begin the next sentence, and are never part of a name.
_STARTERS: Final = frozenset(
    """a an and as at be but by do don't for from he her here his how i i'd i'll i'm i've if in it
    it's its let my never no not on one or our say she so that the their then there these they this
    those to use we what when where which while who why with would you your
    aby ale bo być co czy dla do gdy i ich ja jak jako jest jeśli ma mam mnie może na należy nie o
    od po pod powiedz przy się ta tak te ten to tu w we więc wtedy z za ze że
    aber als auch das der die ein eine er es ich ihr im in ist man sie so und wenn wie wir
    ce cette elle il ils je la le les nous on si un une vous
    el ella en es eso esta este la los no nosotros se si un una yo""".split()
)


def find_quotations(text: str, span: Span) -> tuple[Quotation, ...]:
    """Find the quotations in a span of `text`, in order; offsets are those of `text`.

    >>> text = 'Say "Not now" - or: „Nie teraz". "Be kind." - Ann Lee I agree.'
    >>> for quotation in find_quotations(text, Span(0, len(text))):
    ...     print(quotation.span.of(text), quotation.attribution and quotation.attribution.of(text))
    Not now None
    Nie teraz None
    Be kind. Ann Lee
    """
    found = []
    for match in _QUOTATION.finditer(text, span.start, span.end):
        group = match.lastindex or 0
        words = match[group]
        if not words.strip() or _BLANK_LINE.search(words):
            continue
        if group == _SINGLE and len(words.split()) == 1:
            continue
        inner = Span(*match.span(group))
        found.append(Quotation(inner, _attribution(text, match.end(), span.end)))
    return tuple(found)


def _attribution(text: str, start: int, end: int) -> Span | None:
    """Find the name that a dash joins to the quotation which ends at `start`."""
    dash = _DASH.match(text, start, end)
    if dash is None:
        return None
    words: list[re.Match[str]] = []
    position = dash.end()
    while len(words) < _LONGEST_NAME:
        word = _NAME_WORD.match(text, position, end)
        if word is None or not _in_name(word[0], first=not words):
            break
        words.append(word)
        position = word.end()
        if not text.startswith((" ", "\u00a0"), position):
            break
        position += 1
    while words and words[-1][0].lower() in _PARTICLES:
        words.pop()
    if not words:
        return None
    name = Span(words[0].start(), words[-1].end())
    follows = text[name.end : end].lstrip(" \u00a0")[:1]
    if len(words) == 1 and follows.islower():  # "No" - Ask politely: an instruction, not a name
        return None
    return name


def _in_name(word: str, *, first: bool) -> bool:
    lowered = word.lower()
    if lowered in _PARTICLES and not word[0].isupper():
        return not first
    return word[0].isupper() and lowered.replace("’", "'") not in _STARTERS
