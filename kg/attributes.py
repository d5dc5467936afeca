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

from corpus.quotations import find_quotations
from corpus.records import Quotation, Span
from kg.attribute_cues import (
    CONDITIONS,
    DANGERS,
    EXCEPTIONS,
    NO_CONDITION,
    NOT_SAID,
    OPENING_ONLY,
    RESCUES,
    SPEECH,
    STRENGTHS,
    URGENT,
)
from kg.cues import LANGUAGES, fold
from kg.records import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ORDER = ("avoid", "must", "consider", "should")
"""When a clause has several cues: what it speaks against first, then the stronger of the others;
`consider` goes before `should` ("it may be advisable")."""

_BREAKS = (
    r"(?:[,;:!?–—()\n]|\.(?!\w))+|(?<!\w)(?:because|since|so that|which|who|whose|whom|where|wherever|if|when|whenever|unless|until|before|after|while|"
    r"as soon as|ktor\w+|poniewaz|gdyz|bo|o ile|zanim|gdy|gdyby|jesli|jezeli|kiedy|dopoki|skoro|aby|zeby|"
    r"weil|wenn|falls|bevor|damit|dass|parce que|car|quand|lorsque|avant|pour que|porque|cuando|antes|aunque)(?!\w)"
)
"""What ends a clause: punctuation, and the words that open a subordinate one."""

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
    >>> strength("If you cannot stay, the pan must come off the fire.", "en")
    (<Strength.MUST: 'must'>, Span(start=28, end=32))
    """
    folded = _without_speech(text)
    asks = folded.rstrip(" \"'”»").endswith("?")
    main = False
    for clause, leads_in in _clauses(folded, language):
        found = [
            (sign, cue)
            for sign in (("consider",) if asks else _ORDER)
            if (cue := _strength_cue(sign, language, folded, clause))
            and not (sign == "avoid" and main)
        ]
        if found:
            sign, cue = found[0]
            if sign == "avoid" and found[1:] and found[1][0] == "must":
                sign, cue = min(found[:2], key=lambda entry: entry[1].start)
            return Strength(sign), cue
        main = main or not leads_in
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
    return _compile("|".join(opening) or "(?!)"), _compile("|".join(inside) or "(?!)")


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
    if when is not None and not folded[: when.start].strip(_DECORATION):
        start = when.end
    for match in re.compile(_BREAKS).finditer(folded, start):
        if match.start() < start:
            continue
        clause = Span(start, match.start())
        if not subordinate and clause.of(folded).strip(_DECORATION):
            comma = match.group()[:1] == ","
            yield clause, comma and bool(_ADVERBIAL.match(folded, start, match.start()))
        start, subordinate = match.end(), match.group()[:1].isalpha()
    if not subordinate and folded[start:].strip(_DECORATION):
        yield Span(start, len(folded)), False


_DECORATION = " \n\t\"'“„«»*_–—-"
"""What may stand around a clause and says nothing."""


def condition(text: str, language: str) -> Span | None:
    """The words that say when the advice holds.

    >>> condition("If the client shouts, step back.", "en").of("If the client shouts, step back.")
    'If the client shouts'
    >>> condition("Ask them to say when it hurts.", "en")
    """
    folded = _without_speech(text)
    barred = {match.start() for match in _table(EXCEPTIONS, language).finditer(folded)}
    taken = [match.span() for match in _table(NO_CONDITION, language).finditer(folded)]
    lead = _lead_in(folded, language)
    if lead is not None:
        return lead
    weak = _table(OPENING_ONLY, language)
    for match in _table(CONDITIONS, language).finditer(folded):
        start = match.start()
        if any(abs(start - other) < len("only if ") for other in barred):
            continue
        if any(first <= start < last for first, last in taken):
            continue
        opens = _opens_clause(folded, start)
        if weak.match(folded, start) and not opens:
            continue
        if opens and match.group() == "while" and _CONTRAST.match(folded, start):
            continue
        span = _phrase(folded, start, language) if opens and language == "pl" else None
        if span is not None:
            return span
        if language == "pl" and opens and match.group() in {"po", "przy", "przed"}:
            continue
        return _clause(text, start)
    return None


_CONTRAST = re.compile(r"while [^,]* (?:is|are|was|may|might|can|not|generally|\w+s) ")
"""'While empathy is crucial, …' sets two things against each other and tells no time."""

_LEAD_INS = {
    "en": r"\W*((?:should (?:an?|the|any\w*|some\w*|you|they|he|she|it|\w+) [^,]{6,90}|for (?:an? |the )?(?:small|new|young|low|large|\w+-\w+)[^,]{3,60}|"
    r"with (?:an? |the )?[^,]{4,60}|on (?:\w+ )?\w+ing [^,]{3,60}|upon [^,]{3,60}))(?=,)",
    "de": r"\W*((?:droht|reagiert|atmet|kommt|liegt|ist|sind|hat|wird|fallt|tritt) [^,]{6,110})(?=, (?:ruf|ist|sind|muss|soll|kann|darf|geh|bring|mach|\w+en sie))",
}
"""Conditions that no conjunction opens: inverted clauses, and "with" or "for" what stands in front."""


def _lead_in(folded: str, language: str) -> Span | None:
    pattern = _LEAD_INS.get(language)
    match = re.match(pattern, folded) if pattern else None
    return Span(*match.span(1)) if match else None


_POLISH_VERB = re.compile(
    r"(?<=\s)(?:\w+(?:aj|uj|ij|yj|ej)(?:cie|my)?|trzeba|nalezy|mozna|warto|powin\w+|mus\w+|dobrze|bywa|nie|lepiej|zostan|wez|umow|"
    r"przesun|zadzwon|popros|powiedz|sprawdz|zapisz|napisz|omow|zrob|zamknij|skontaktuj|ustal|wroc|oddziel|radzilbym|moze|moga|\w+ja)(?!\w)"
)
"""Where a Polish clause begins to advise: no comma stands after a phrase of time or place."""


def _phrase(folded: str, start: int, language: str) -> Span | None:
    """A Polish phrase in front ("Po rozmowie | zapisz …"): up to the verb, None for a clause."""
    if language != "pl" or not re.match(
        r"(?:po|przy|przed|podczas|w (?:razie|przypadku|trakcie|czasie|ciagu|sytuacji)) ",
        folded[start:],
    ):
        return None
    stop = re.search(r"[,;:.!?\n]", folded[start:])
    end = start + stop.start() if stop else len(folded)
    verb = _POLISH_VERB.search(folded, start, end)
    if verb is not None and verb.start() > start:
        end = verb.start()
    elif stop is None or stop.group() != ",":
        return None
    end = start + len(folded[start:end].rstrip())
    return Span(start, end) if end > start else None


def exception(text: str, language: str) -> Span | None:
    """The words that say when the advice does not hold.

    >>> sentence = "Keep it confidential unless someone is in danger."
    >>> exception(sentence, "en").of(sentence)
    'unless someone is in danger'
    """
    folded = _without_speech(text)
    match = _table(EXCEPTIONS, language).search(folded)
    if match is None:
        excepted = re.search(r",?[^,]*? excepted(?!\w)", folded) if language == "en" else None
        return Span(*excepted.span()) if excepted else None
    return _clause(text, match.start())


def urgent(text: str, language: str) -> Span | None:
    """The words that show that safety, referral or a duty to report is at stake.

    >>> sentence = "If he collapses, call an ambulance."
    >>> urgent(sentence, "en").of(sentence)
    'call an ambulance'
    """
    folded = _without_speech(text)
    match = _table(URGENT, language).search(folded)
    if match:
        return Span(match.start(), match.end())
    if not _table(DANGERS, language).search(folded):
        return None
    when = condition(text, language)
    for match in _table(RESCUES, language).finditer(folded):
        if when is None or not when.start <= match.start() < when.end:
            end = _clause(text, match.start()).end
            return Span(match.start(), end)
    return None


def wording(text: str, span: Span, quotations: Iterable[Quotation]) -> Span | None:
    """The quoted speech inside `span` of `text` that is offered for use.

    No wording is a saying with its author, a term, a phrase that is warned off, a sentence that is
    quoted as a whole and speaks to nobody.

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


def _without_speech(text: str) -> str:
    """Folded text with quoted words blanked: what is quoted is no condition of the advice."""
    folded = fold(text)
    for quotation in find_quotations(text, Span(0, len(text))):
        start, end = quotation.span
        if folded[:start].strip(_DECORATION) or folded[end:].strip(_DECORATION + ".,"):
            folded = folded[:start] + "_" * (end - start) + folded[end:]
    return folded


def _table(table: dict[str, str], language: str) -> re.Pattern[str]:
    if language in LANGUAGES:
        return _compile(table.get(language, "(?!)"))
    return _compile("|".join(table.values()))


@cache
def _compile(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)")


def _opens_clause(folded: str, start: int) -> bool:
    before = folded[:start].strip(_DECORATION + "*0123456789.)(•")
    return not before or folded[:start].rstrip()[-1:] in {".", ";", ":", "!", "?"}


_CLAUSE_END = r",|;|:|\.(?=\s|$)|[!?]|\s[-–—]\s|\n|\)"
_PREDICATE = r" (?=(?:may|might|can|could|will|would|must|should|ought|has to|have to)\s)"
_PHRASE = re.compile(r"(?:after|before|during|until) (?:an?|the|every|each|any|\w+ing) ")
"""A time that is told by a phrase ends where the sentence goes on: "Staff who are left alone after
a threat | may lose confidence"."""


def _clause(text: str, start: int) -> Span:
    """From `start` to the comma, dash or full stop that ends the clause."""
    stops = _CLAUSE_END
    if _PHRASE.match(fold(text[start : start + 60])):
        stops = f"{_CLAUSE_END}|{_PREDICATE}"
    for match in re.finditer(stops, text[start:]):
        end = start + match.start()
        if match.group() == "," and _goes_on(text, end):
            continue
        return Span(start, end)
    return Span(start, len(text.rstrip()))


def _goes_on(text: str, comma: int) -> bool:
    """Whether a comma ends no clause.

    It separates words of an enumeration ("ill, tired or late"), is Polish punctuation before "że",
    "który" and their kin, or stands before "such as".
    """
    after = fold(text[comma + 1 : comma + 40]).lstrip()
    if re.match(r"(?:ze|ktor\w+|aby|zeby|bo|kto|co|czego|jak|such as|takie jak|like)(?!\w)", after):
        return True
    enumeration = re.match(r"[\w-]+(?:,| (?:or|and|lub|albo|oraz|i) )", after)
    return bool(
        enumeration
        and not re.match(r"(?:and|or|then|i|oraz) ", after)
        and " " not in enumeration.group().rstrip(", ").split(" or")[0].split(" and")[0]
    )
