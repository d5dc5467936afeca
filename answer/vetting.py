"""What a language model wrote, sentence by sentence: which of it may stand beside quotations.

Start reading at `vetted`. A sentence is kept only if

1. it cites lines of the answer by their numbers, and every number is one of a line;
2. what it puts in quotation marks stands in a line that it cites, word for word;
3. every figure and every address in it stands in such a line;
4. at least a third of its words that carry meaning stand in such lines (`SHARED`);
5. it advises, or warns off, as one of these lines does where it says most of the same.

The last two don't prove that a sentence is true to its lines; they drop most of what has nothing
to do with them. That is why a summary is always shown as a machine's, above the quotations.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from answer.records import Sentence
from kg.cues import fold
from kg.function_words import FUNCTION_WORDS, NEGATIONS
from kg.pairs import STEM, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from answer.records import Line

SENTENCES: Final = 5
"""Sentences kept of a summary: a longer one would stand in the way of what it sums up."""

LONGEST: Final = 400
"""Characters of a sentence, about sixty words."""

SHARED: Final = 1 / 3
"""Share of a sentence's words in the lines that it cites: of neighbouring texts of one field in
`kg/gold/links` that say different things, 1 % (English) and 0 % (Polish) have as many in common,
13 and 22 % have one word (tests/answer/test_vetting.py holds this)."""

_MARK: Final = re.compile(r"\[\s*[0-9]{1,3}(?:\s*[,;]\s*[0-9]{1,3})*\s*\]")
_CLOSERS: Final = '"”“»’)*'
_MARK_AFTER_STOP: Final = re.compile(rf"([.!?…。！？]+[{_CLOSERS}]*)((?:\s*{_MARK.pattern})+)")
_END: Final = re.compile(rf"(?<=[.!?…])[{_CLOSERS}]*\s+|(?<=[。！？])[」』）]*|\n+")
"""Where a sentence may end. Too many ends are safe here: what they cut off cites nothing."""

_BULLET: Final = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_DOUBLE: Final = '"“”„‟«»「」『』‹›＂〝〞〟″`'
_QUOTED: Final = re.compile(rf"[{_DOUBLE}]([^{_DOUBLE}]*)[{_DOUBLE}]")
_SINGLE: Final = re.compile(r"(?<!\w)['‘‚‛’](.+?)['’‛‘](?!\w)")
_JOINED: Final = re.compile(r"[^\s\"“”„«»()]*\w[.:/@!?\\]+\w[^\s\"“”„«»()]*")
"""Words with punctuation inside: addresses, times, "e.g", and a full stop without its space."""


def vetted(written: object, lines: Sequence[Line]) -> tuple[Sentence, ...]:
    """The sentences of `written` (a text or a list of texts) that may be shown.

    The number n in a citation [n] is that of `lines[n - 1]`.
    """
    found = (checked(piece, lines) for piece in _pieces(written))
    kept = dict.fromkeys(sentence for sentence in found if sentence is not None)
    return tuple(kept)[:SENTENCES]


def _pieces(written: object) -> Iterator[str]:
    """Sentences, each with the citations that stand before or after its full stop."""
    texts = written if isinstance(written, list) else [written]
    for text in texts:
        if isinstance(text, str):
            yield from _split(_MARK_AFTER_STOP.sub(r" \2\1 ", text))


def _split(text: str) -> Iterator[str]:
    ends = [0, *(end.end() for end in _END.finditer(text)), len(text)]
    for start, end in pairwise(ends):
        yield _BULLET.sub("", text[start:end].strip())


def checked(piece: str, lines: Sequence[Line]) -> Sentence | None:
    """One sentence with the ideas that it cites, or None if it may not be shown.

    >>> from answer.records import Line
    >>> ask = Line("p1", "", "practice", "Ask a colleague.", None, None, None, None, False, 1, ())
    >>> checked("First ask a colleague [1].", [ask])
    Sentence(text='First ask a colleague.', ideas=('p1',))
    >>> checked("First ask a colleague.", [ask]), checked("Always ask first [2].", [ask])
    (None, None)
    """
    numbers = [int(n) for mark in _MARK.findall(piece) for n in re.findall(r"[0-9]+", mark)]
    if not numbers or not all(1 <= number <= len(lines) for number in numbers):
        return None
    cited = [lines[number - 1] for number in dict.fromkeys(numbers)]
    text = " ".join(_MARK.sub(" ", piece).split())
    text = re.sub(r"\s+([.,;:!?…])", r"\1", text)
    said = [words for line in cited for words in _words_of(line)]
    if not (_plain(text) and _quotes_hold(text, said) and _figures_hold(text, said)):
        return None
    if not (_shares(text, said) and _same_side(text, cited)):
        return None
    return Sentence(text, tuple(dict.fromkeys(line.idea for line in cited)))


def _words_of(line: Line) -> list[str]:
    """Everything that a line quotes, on one line each: its text, its citations, their twins."""
    quotes = [line.text]
    for citation in line.citations:
        quotes.append(citation.quote)
        if citation.twin is not None:
            quotes.append(citation.twin.quote)
    return [" ".join(quote.split()) for quote in dict.fromkeys(quotes)]


def _plain(text: str) -> bool:
    """Whether a text is one whole sentence that can be shown: no markup, nothing invisible."""
    return (
        text.isprintable()
        and len(text) <= LONGEST
        and not text[:1].islower()
        and not set(text) & set("[]{}<>|\\")
        and any(letter.isalpha() for letter in text)
    )


def _quotes_hold(text: str, said: Iterable[str]) -> bool:
    """Whether all that stands in quotation marks is verbatim; a mark without its other is not."""
    if set(_QUOTED.sub("", text)) & set(_DOUBLE):
        return False
    quotes = [*_QUOTED.findall(text), *_SINGLE.findall(text)]
    return all(any(quote.strip() in words for words in said) for quote in quotes)


def _figures_hold(text: str, said: Iterable[str]) -> bool:
    """Whether every figure, and every word with punctuation inside, stands in what was said."""
    known = list(said)
    figures = {figure for words in known for figure in re.findall(r"\d+", words)}
    joined = [match.group().strip(".:!?,;") for match in _JOINED.finditer(text)]
    return set(re.findall(r"\d+", text)) <= figures and all(
        any(word in words for words in known) for word in joined
    )


def stems(text: str) -> frozenset[str]:
    """The beginnings of a text's words that carry meaning (see `kg.pairs.STEM`).

    >>> sorted(stems("Never lift without a colleague"))
    ['colle', 'lift']
    """
    words = re.findall(r"[^\W\d_]{3,}", fold(text))
    return frozenset(
        word[:STEM] for word in words if word not in FUNCTION_WORDS and word not in NEGATIONS
    )


def _shares(text: str, said: Iterable[str]) -> bool:
    own = stems(text)
    common = own & frozenset[str]().union(*map(stems, said))
    return bool(common) and len(common) >= SHARED * len(own)


def _same_side(text: str, cited: Sequence[Line]) -> bool:
    """Whether one of the lines advises, or warns off, as the sentence does.

    Of each line the sentence that has most in common with it counts.
    """
    own = stems(text)
    against = _against(text, cited)
    for line in cited:
        told = max(_split(line.text), key=lambda part: len(own & stems(part)))
        by_place = line.strength == "avoid" and not any(
            _against(part, cited) for part in _split(line.text)
        )
        if against == (by_place or _against(told, cited)):
            return True
    return False


def _against(text: str, cited: Sequence[Line]) -> bool:
    """Whether a text warns off, in one of the languages of the lines."""
    quoted = [citation for line in cited for citation in line.citations]
    twins = [citation.twin for citation in quoted if citation.twin is not None]
    languages = {citation.language for citation in (*quoted, *twins)} or {"und"}
    return any(describe(text, language).against for language in languages)
