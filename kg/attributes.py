"""What a practice's words say besides what to do: strength, condition, exception, wording, urgency.

Every attribute is the span of the words that show it. The tables are in `kg.attribute_cues`; they
are read over folded text (`kg.cues.fold`), whose offsets are those of the text.
Start reading at `strength`.
"""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from corpus.records import Quotation, Span
from kg.attribute_cues import NOT_SAID, SPEECH, STRENGTHS
from kg.conditions import DECORATION, condition, exception, without_speech
from kg.cue import compiled
from kg.cues import LANGUAGES, fold
from kg.records import Strength
from kg.urgency import urgent

__all__ = ["condition", "exception", "strength", "urgent", "wording"]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ORDER = ("free", "avoid", "must", "consider", "should")
"""When a clause has several cues: a duty that is denied ("you need not"), which leaves it open,
what it speaks against, then the stronger of the others; `consider` goes before `should` ("it may
be advisable")."""

_LEFT_OPEN = frozenset({"free", "consider"})
"""Signs by which a later clause does not weaken the one before it that advises: "Run a test. It may
take an hour" asks for the test. With that 5 more of 3,189 English gold sentences are right and 6 of
1,140 Polish ones, of the held-out fields 3 of 304 and none less."""

_OF_BEFORE = re.compile(r"\W*(?:may|might|could|can)(?!\w)")
"""A clause that opens with its verb goes on with the one before ("Gifts, also small ones, | may …")."""

_BREAKS = (
    r",\s*(?:(?:w|o|na|do|z|od|za|po|przy|u) )?(?:co|czego|czym|czemu|jak|jaki\w*|gdzie|ile|kto|kogo|komu|kim|skad|dokad|dlaczego|czy)(?!\w)|"
    r"(?:[,;:!?–—()\n]|\.(?!\w))+|(?<!\w)(?:(?<=\w )(?:what|how|whether|why)|chyba,? ze|because|since|so that|which|who|whose|whom|where|wherever|if|when|whenever|unless|until|before|after|while|"
    r"as soon as|ktor\w+|poniewaz|gdyz|bo|o ile|zanim|gdy|gdyby|jesli|jezeli|kiedy|dopoki|skoro|aby|zeby|"
    r"weil|wenn|falls|bevor|damit|dass|parce que|car|quand|lorsque|avant|pour que|porque|cuando|antes|aunque)(?!\w)"
)
"""What ends a clause: punctuation, and the words that open a subordinate one, an indirect question
among them ("say | what has to change", "powiedz, | w czym możesz pomóc")."""

_ADVERBIAL = re.compile(
    r"\W*(?:for|with|in|at|on|by|during|after|before|even|once|under|from|despite|given|as|to|then|however|therefore|finally|"
    r"w|we|na|przy|po|przed|podczas|dla|u|do|od|z|ze|bei|nach|vor|im|in|am|mit|pour|dans|avec|en|a|con|para|al|tl|dr)(?!\w)"
)
"""Openings of a stretch before the clause that advises ("On closing a file, | …")."""


def strength(text: str, language: str) -> tuple[Strength, Span | None]:
    """The strength of a practice and the words that show it (None for a bare imperative).

    >>> strength("Never leave the pan alone.", "en")
    (<Strength.AVOID: 'avoid'>, Span(start=0, end=5))
    >>> strength("Wash your hands.", "en")
    (<Strength.SHOULD: 'should'>, None)
    >>> strength("Open the valve slowly; it may hiss.", "en")
    (<Strength.SHOULD: 'should'>, None)
    >>> strength("If you cannot stay, the pan must come off the fire.", "en")
    (<Strength.MUST: 'must'>, Span(start=28, end=32))
    """
    folded = without_speech(text)
    asks = folded.rstrip(" \"'”»").endswith("?")
    main = advised = False
    for clause, leads_in in _clauses(folded, language):
        found = [
            (sign, cue)
            for sign in (("consider",) if asks else _ORDER)
            if (cue := _strength_cue(sign, language, folded, clause))
            and not (sign == "avoid" and main)
        ]
        after = advised and not _OF_BEFORE.match(folded, clause.start)
        if found and not (after and found[0][0] in _LEFT_OPEN):
            sign, cue = found[0]
            if sign == "avoid":  # "should be sealed so that they don't leak" advises to seal
                duties = [entry for entry in found if entry[0] in {"avoid", "must", "should"}]
                sign, cue = min(duties, key=lambda entry: entry[1].start)
            return Strength.CONSIDER if sign == "free" else Strength(sign), cue
        main = main or not leads_in
        advised = advised or (main and " " in clause.of(folded).strip())
    return (Strength.CONSIDER if asks else Strength.SHOULD), None


def _strength_cue(sign: str, language: str, folded: str, clause: Span) -> Span | None:
    opening, inside = _strength_patterns(sign, language)
    begin = re.compile(r"[\W_]*(?:tl|dr)?[\W_]*").match(folded, clause.start, clause.end)
    match = opening.match(folded, begin.end() if begin else clause.start, clause.end)
    match = match or inside.search(folded, clause.start, clause.end)
    return Span(match.start(), match.end()) if match else None


@cache
def _strength_patterns(sign: str, language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The expressions that hold where a clause begins, and those that hold anywhere in it."""
    rows = [cue for cue in STRENGTHS if cue.sign == sign]
    if language in LANGUAGES:
        rows = [cue for cue in rows if cue.language == language]
    parts = [part for cue in rows for part in _alternatives(cue.expression)]
    opening = [part.removeprefix("^") for part in parts if part.startswith("^")]
    inside = [part for part in parts if not part.startswith("^")]
    return compiled("|".join(opening) or "(?!)"), compiled("|".join(inside) or "(?!)")


def _alternatives(expression: str) -> Iterator[str]:
    """The outermost alternatives of an expression.

    >>> list(_alternatives("a(?:b|c)|^d"))
    ['a(?:b|c)', '^d']
    """
    depth, start = 0, 0
    for position, sign in enumerate(expression):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            yield expression[start:position]
            start = position + 1
    yield expression[start:]


def _clauses(folded: str, language: str) -> Iterator[tuple[Span, bool]]:
    """The clauses that may carry the advice: conditions, reasons and relative clauses left out.

    With each, whether it only leads in ("On closing a file, | …").
    """
    start, subordinate = 0, False
    when = condition(folded, language)
    if when is not None and not folded[: when.start].strip(DECORATION):
        start = when.end
    for match in re.compile(_BREAKS).finditer(folded, start):
        if match.start() < start:
            continue
        clause = Span(start, match.start())
        if not subordinate and re.search(r"[^\W\d_]", clause.of(folded)):
            comma = match.group()[:1] == ","
            yield clause, comma and bool(_ADVERBIAL.match(folded, start, match.start()))
        start, subordinate = match.end(), match.group()[-1:].isalpha()
    if not subordinate and folded[start:].strip(DECORATION):
        yield Span(start, len(folded)), False


def wording(text: str, span: Span, quotations: Iterable[Quotation]) -> Span | None:
    """The quoted speech inside `span` of `text` that is offered for use.

    No wording is a saying with its author, a term, a phrase that is warned off, a sentence that is
    quoted as a whole and speaks to nobody.

    >>> from corpus.quotations import find_quotations
    >>> said = 'Say "Let us stop here", never "calm down".'
    >>> wording(said, Span(0, len(said)), find_quotations(said, Span(0, len(said)))).of(said)
    'Let us stop here'
    """
    for quotation in quotations:
        inside = span.start <= quotation.span.start and quotation.span.end <= span.end
        if inside and quotation.attribution is None and _is_speech(text, span, quotation.span):
            return quotation.span
    return None


def _is_speech(text: str, span: Span, quoted: Span) -> bool:
    words = quoted.of(text)
    before = fold(text[max(span.start, quoted.start - BEFORE) : quoted.start]).rstrip("\"'“„«‘ ")
    after = fold(text[quoted.end : span.end]).lstrip("\"'”“»’,. ")
    if re.search(rf"(?<!\w)(?:{NOT_SAID})$", before) or re.match(
        r"(?:wrote|said|says|argues)\b", after
    ):
        return False
    if not before.strip() and not after.strip():
        folded = fold(words)
        mine = re.search(
            r"(?<!\w)(?:i|i'm|i'd|i'll|my|we|let's|ja|moja|mam|czuje|moge)(?!\w)", folded
        )
        yours = re.search(r"(?<!\w)(?:you|your|pan|pani|ciebie|ci|cie|twoj\w*)(?!\w)", folded)
        return bool(mine and yours)
    handed = re.search(rf"(?<!\w){SPEECH}(?!\w)[^.!?]*$", before)
    sentence_like = len(words.split()) >= SENTENCE and (
        before[-1:] in {":", ","} or words[:1].isupper()
    )
    return bool(handed) or sentence_like


BEFORE = 60
"""Characters before a quotation in which a verb of speech hands it over."""

SENTENCE = 4
"""Words from which a quotation that nothing introduces may be speech; shorter ones are terms."""
