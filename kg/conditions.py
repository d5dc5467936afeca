"""When advice holds and when it does not: the spans of its conditions and exceptions.

Start reading at `condition`. The tables are in `kg.attribute_cues`.
"""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

import re

from corpus.quotations import find_quotations
from corpus.records import Span
from kg.attribute_cues import CONDITIONS, EXCEPTIONS, NO_CONDITION, OPENING_ONLY
from kg.cue import compiled
from kg.cues import LANGUAGES, fold

DECORATION = " \n\t\"'“„«»*_–—-"
"""What may stand around a clause and says nothing."""


def condition(text: str, language: str) -> Span | None:
    """The words that say when the advice holds.

    >>> condition("If the client shouts, step back.", "en").of("If the client shouts, step back.")
    'If the client shouts'
    >>> condition("Ask them to say when it hurts.", "en")
    """
    folded = without_speech(text)
    barred = {match.start() for match in table_of(EXCEPTIONS, language).finditer(folded)}
    lifted = _if_not(folded, language)
    barred |= {lifted.start()} if lifted else set()
    barred |= {match.start() for match in _ASKED.finditer(text)}
    taken = [match.span() for match in table_of(NO_CONDITION, language).finditer(folded)]
    lead = _lead_in(folded, language)
    if lead is not None:
        return lead
    weak = table_of(OPENING_ONLY, language)
    for match in table_of(CONDITIONS, language).finditer(folded):
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
        if _gives_reason(folded, start):
            continue
        if language != "pl":
            return clause_end(text, start)
        span = _polish(text, folded, match, opens=opens)
        if span is not None:
            return span
    return None


_CONTRAST = re.compile(r"while [^,]* (?:is|are|was|may|might|can|not|generally|\w+s) ")
"""'While empathy is crucial, …' sets two things against each other and tells no time."""

_ASKED = re.compile(r"(?:kiedy|gdy) (?:nie )?(?:się )?(?!sieć)\w{2,}[aeiuy]ć(?!\w)", re.IGNORECASE)
"""'Kiedy nie zmieniać tematu', with an infinitive, asks when; it tells no time."""

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
    r"(?<=\s)(?:\w+(?:aj|uj|ij|yj|oj)(?:cie|my)?|trzeba|nalezy|mozna|warto|powin\w+|mus\w+|dobrze|bywa|nie|lepiej|zostan|wez|umow|"
    r"\w+(?:sz|trz|ierz|dz|om|oz|zw|staw|mow)|opusc|wpusc|wroc|zwroc|\w+(?:a|e|i) sie|sie \w+(?:a|e|i)|ma(?:ja)?(?= (?:obowiazek|prawo))|w\w*chodze|najpierw|zawsze|bezw\w+|"
    r"przesun|zadzwon|popros|powiedz|sprawdz|zapisz|napisz|omow|zrob|zamknij|skontaktuj|ustal|wroc|oddziel|radzilbym|moze|moga)(?!\w)"
)
"""Where a Polish clause begins to advise: no comma stands after a phrase of time or place."""


def _polish(text: str, folded: str, match: re.Match[str], *, opens: bool) -> Span | None:
    """The extent of a Polish condition; None for a phrase that belongs to a noun.

    "Po meczu | umyj …" and "Umyj ręce | po meczu" tell when; "Strój po meczu pierze się" does not.
    """
    start, word = match.start(), match.group()
    if opens:
        span = _phrase(folded, start, "pl")
        if span is not None or word in {"po", "przy", "przed"}:
            return span
        return clause_end(text, start)
    span = clause_end(text, start)
    if word not in {"po", "przy", "przed", "podczas", "w ciagu", "w czasie", "w trakcie"}:
        return span
    verb = _POLISH_VERB.search(folded, start, span.end) or _INFINITIVE.search(
        folded, start, span.end
    )
    if verb is None:
        return span
    if word in {"po", "przy"} and not folded[start : verb.start()].endswith(" i "):
        return None
    return Span(start, start + len(folded[start : verb.start()].rstrip().removesuffix(" i")))


_INFINITIVE = re.compile(r"(?<!\w)\w{3,}[aiy]c(?!\w)")


def _gives_reason(folded: str, start: int) -> bool:
    """Whether the words before `start` in their clause give a reason: "…, bo po tygodniu …"."""
    clause = re.split(r"[,;:.!?]", folded[:start])[-1]
    return bool(re.match(r"\s*(?:bo|poniewaz|gdyz|because|denn|car|porque)(?!\w)", clause))


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
    folded = without_speech(text)
    match = table_of(EXCEPTIONS, language).search(folded) or _if_not(folded, language)
    if match is None:
        excepted = re.search(r",?[^,]*? excepted(?!\w)", folded) if language == "en" else None
        return Span(*excepted.span()) if excepted else None
    return clause_end(text, match.start())


_PERMITS = re.compile(r"(?<!\w)(?:wolno|moze\w*|moga|mozna|dopuszcza)(?!\w)")


def _if_not(folded: str, language: str) -> re.Match[str] | None:
    """A Polish "o ile nie": it lifts a rule, but narrows a permission.

    >>> bool(_if_not("zdaj klucz, o ile nie wracasz jutro", "pl"))
    True
    >>> bool(_if_not("wolno tu stac, o ile nie pada", "pl"))
    False
    """
    match = re.search(r"(?<!\w)o ile(?= nie )", folded) if language == "pl" else None
    if match is None or _PERMITS.search(folded[: match.start()]):
        return None
    return match


def without_speech(text: str) -> str:
    """Folded text with quoted words blanked: what is quoted is no condition of the advice."""
    folded = fold(text)
    for quotation in find_quotations(text, Span(0, len(text))):
        start, end = quotation.span
        if folded[:start].strip(DECORATION) or folded[end:].strip(DECORATION + ".,"):
            folded = folded[:start] + "_" * (end - start) + folded[end:]
    return folded


def table_of(table: dict[str, str], language: str) -> re.Pattern[str]:
    """A table's expression for a language; an unknown one is read with every row."""
    if language in LANGUAGES:
        return compiled(table.get(language, "(?!)"))
    return compiled("|".join(table.values()))


_LEADING = re.compile(
    r"^(?:tuz|zaraz|zawsze|juz|dopiero|natychmiast|right|just|always|immediately|shortly)$"
)
"""A word that may stand before the condition that opens a sentence ("Tuż przed wydaniem …")."""


def _opens_clause(folded: str, start: int) -> bool:
    before = folded[:start].strip(DECORATION + "*0123456789.)(•")
    before = _LEADING.sub("", before)
    return not before or folded[:start].rstrip()[-1:] in {".", ";", ":", "!", "?"}


_CLAUSE_END = r",|;|:|\.(?=\s|$)|[!?]|\s[-–—]\s|\n|\)"
_PREDICATE = r" (?=(?:may|might|can|could|will|would|must|should|ought|has to|have to)\s)"
_PHRASE = re.compile(r"(?:after|before|during|until) (?:an?|the|every|each|any|\w+ing) ")
"""A time that is told by a phrase ends where the sentence goes on: "Staff who are left alone after
a threat | may lose confidence"."""


def clause_end(text: str, start: int) -> Span:
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
    if re.match(
        r"(?:ze|ktor\w+|aby|zeby|bo|kto|co|czego|jak|ile|gdzie|skad|czy|such as|takie jak|like)(?!\w)",
        after,
    ):
        return True
    if re.match(r"\w+(?:aj|uj|ij|yj|dz|sz|rz|jmy|jcie|dzcie)(?!\w)", after):
        return False
    enumeration = re.match(r"[\w-]+(?:,| (?:or|and|lub|albo|oraz|i) )", after)
    return bool(
        enumeration
        and not re.match(r"(?:and|or|then|i|oraz) ", after)
        and " " not in enumeration.group().rstrip(", ").split(" or")[0].split(" and")[0]
    )
