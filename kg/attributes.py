"""What a practice's words say besides what to do: strength, condition, exception, wording, urgency.

Every attribute is the span of the words that show it. Start reading at `strength`.
The patterns run over folded text (`kg.cues.fold`), whose offsets are those of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.records import Quotation, Span
from kg.cues import LANGUAGES, fold, sign_pattern
from kg.records import Strength

if TYPE_CHECKING:
    from collections.abc import Iterable

_ORDER = ("avoid", "must", "consider", "should")
"""When a sentence has several: what it speaks against first, then the stronger of the others
(a "should" beside a "could" is mostly inside its explanation, so `consider` goes before it only
when it stands first in the sentence, see `strength`)."""

_CONDITIONS = {
    "en": r"(?<!even )(?<!as )(?:if|when)(?! so| necessary| needed| possible| in doubt)|whenever|once(?= (?:the|a|you|it|they|he|she|all|every\w*|this|that)\b(?! (?:day|week|month|year|shift)))|"
    r"as soon as|in the event (?:that|of)|in case of|where(?= \w+ \w)|should (?:a|an|the|you|any|someone|they|he|she|it)|"
    r"(?:before|after|until|till|while)(?= (?:the|a|an|any|anyone|anybody|you|it|they|he|she|we|someone|each|every|no)\b)|"
    r"after|before|during|while|until|as long as|provided that|every time|each time|with (?:children|minors)|for (?:new|young)",
    "pl": r"jesli|jezeli|gdy|gdyby|kiedy|w (?:przypadku|razie|sytuacji|chwili)|po (?:tym, jak|\w+)|przed \w+|podczas|w trakcie|o ile|dopoki|"
    r"zanim|za kazdym razem|ilekroc|skoro|jak tylko|w czasie",
    "de": r"wenn|falls|sobald|sofern|bei|im falle|nach|vor|wahrend",
    "fr": r"si|s'il|s'ils|lorsque|lorsqu'\w+|quand|en cas de?|des que|apres|avant de?|pendant",
    "es": r"si|cuando|en caso de|tan pronto como|despues de|antes de|durante|mientras",
}
"""Words that open a condition: conjunctions first, then the prepositions that stand for one
("after the visit", "w razie pożaru"). A condition runs to the next comma or the end of the clause."""

_WEAK = {
    "en": r"after|before|during|while|until|where|for|with",
    "pl": r"po|przed|podczas|w trakcie|w czasie|zanim",
    "de": r"bei|nach|vor|wahrend",
    "fr": r"apres|avant|pendant",
    "es": r"despues|antes|durante|mientras",
}
"""Openers that make a condition only at the head of a sentence: elsewhere they tell time or place."""

_EXCEPTIONS = {
    "en": r"unless|except(?: when| if| for| where| in| that)?|other than|with the exception of|only (?:if|when)|"
    r"when appropriate|where appropriate|if appropriate|as appropriate|save (?:where|when)|apart from|but not (?:if|when)",
    "pl": r"chyba ze|z wyjatkiem|oprocz|poza (?:przypadk|sytuacj)\w+|o ile nie|jesli nie|wyjatkowo|"
    r"gdy to (?:wlasciwe|stosowne|zasadne)|z zastrzezeniem|tylko (?:jesli|gdy|wtedy)|poza tym",
    "de": r"es sei denn|ausser|mit ausnahme|nur wenn|ausgenommen",
    "fr": r"sauf|a moins que?|hormis|excepte|uniquement si|a l'exception",
    "es": r"salvo|excepto|a menos que|solo si|con excepcion",
}
"""Words that open an exception."""

_URGENT = {
    "en": r"call (?:an ambulance|the police|the emergency|emergency|999|911|112|for help at once)|emergency (?:services|number|room|department)|"
    r"ambulance|immediate(?:ly)?(?: danger| risk| report| tell| inform| stop| leave| evacuate| call)?|at once|right away|straight ?away|"
    r"without delay|immediate danger|in danger|life[- ]threatening|suicid\w+|self-harm|kill (?:himself|herself|themselves|yourself)|"
    r"domestic (?:violence|abuse)|violence at home|(?:child|sexual|elder|substance) abuse|abused?|safeguarding|"
    r"duty to (?:report|warn|refer)|must be reported|must report|report (?:it|this|them|any)? ?(?:immediately|at once|to the police)|"
    r"refer (?:them|him|her|the \w+|clients?|people)? ?(?:at once |immediately )?to (?:\w+ ){0,2}(?:professional|specialist|service|doctor|emergency|crisis)\w*|"
    r"evacuat\w+|get (?:everyone )?out|leave the (?:room|house|building|flat)|threat(?:en)?s? to (?:kill|hurt|harm)|"
    r"risk to life|crisis line|seek (?:medical|urgent) (?:help|attention|care)|overdose|unconscious|not breathing",
    "pl": r"(?:zadzwon|dzwon|zadzwonic|dzwonimy|wezwij|wezwac|wezwi\w+|wzywa\w*|zawiadom|powiadom)\w* (?:natychmiast |od razu |niezwlocznie )?(?:po |na |pod )?"
    r"(?:pogotowie|karetk\w+|policj\w+|straz\w*|112|999|997|numer alarmowy|sluzby|ratownik\w+|pomoc)|numer alarmowy|pogotowi\w+|"
    r"natychmiast|niezwlocznie|od razu|bezzwlocznie|zagrozeni\w+ (?:zycia|zdrowia|bezpieczenstwa)|samoboj\w+|samookalecz\w+|"
    r"przemoc\w* (?:domow\w+|w (?:domu|rodzinie))|przemoc\w*|naduzywan\w+ (?:substancji|alkoholu|narkotykow)|wykorzystyw\w+ (?:seksualn\w+|dziec\w+)|"
    r"obowiazek (?:zglosz\w+|zgloszenia|zawiadomienia|powiadomienia)|ewakuuj\w*|ewakuac\w+|opusc (?:pokoj|budynek|dom|mieszkanie)|"
    r"grozi (?:smierci|ze (?:zabije|sie zabije))|nieprzytomn\w+|nie oddycha|przedawkowa\w+|skieruj (?:\w+ )?do (?:\w+ )?(?:specjalist|lekarz)\w+|"
    r"odn\w+ sie do (?:\w+ )?specjalist\w+",
    "de": r"notruf|112|110|sofort|unverzuglich|krankenwagen|rettungsdienst|lebensgefahr|suizid\w*|polizei|bewusstlos\w*",
    "fr": r"appelez (?:le|les) (?:15|112|18|17|samu|secours|urgences|pompiers)|immediatement|sans delai|tout de suite|urgences?|danger de mort|suicid\w*|inconscient\w*|112",
    "es": r"llame al? (?:112|061|urgencias|policia|ambulancia)|de inmediato|inmediatamente|urgencias|ambulancia|suicid\w*|inconsciente|112|peligro de muerte",
}
"""Words of a person's safety, of referral and of a duty to report."""

_NEVER = re.compile(r"(?!)")


def _table(table: dict[str, str], language: str) -> re.Pattern[str]:
    if language in LANGUAGES:
        return _compile(table[language])
    return _compile("|".join(table.values()))


def _compile(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)")


def strength(text: str, language: str) -> tuple[Strength, Span | None]:
    """The strength of a practice and the words that show it (None for a bare imperative).

    >>> strength("Never leave the pan alone.", "en")
    (<Strength.AVOID: 'avoid'>, Span(start=0, end=5))
    >>> strength("Wash your hands.", "en")
    (<Strength.SHOULD: 'should'>, None)
    """
    folded = fold(text)
    found = [
        (match.start(), rank, sign, match)
        for rank, sign in enumerate(_ORDER)
        if (match := sign_pattern(sign, language).search(folded))
    ]
    if not found:
        return Strength.SHOULD, None
    first = min(found)
    # "Avoid" inside the reason ("…, so nobody need not …") loses to a cue that opens the sentence.
    strongest = min(found, key=lambda entry: entry[1])
    chosen = strongest if strongest[0] - first[0] < NEAR else first
    return Strength(chosen[2]), Span(chosen[3].start(), chosen[3].end())


NEAR = 60
"""Characters: a stronger cue within this distance of the first belongs to the same clause."""


def condition(text: str, language: str) -> Span | None:
    """The words that say when the advice holds.

    >>> condition("If the client shouts, step back.", "en").of("If the client shouts, step back.")
    'If the client shouts'
    """
    folded = fold(text)
    exception_at = {match.start() for match in _table(_EXCEPTIONS, language).finditer(folded)}
    weak = _table(_WEAK, language)
    for match in _table(_CONDITIONS, language).finditer(folded):
        if any(abs(match.start() - start) < len("only if ") for start in exception_at):
            continue
        opens = _opens_clause(folded, match.start())
        if weak.match(folded, match.start()) and not opens:
            continue
        return _clause(text, match.start())
    return None


def exception(text: str, language: str) -> Span | None:
    """The words that say when the advice does not hold.

    >>> sentence = "Keep it confidential unless someone is in danger."
    >>> exception(sentence, "en").of(sentence)
    'unless someone is in danger'
    """
    match = _table(_EXCEPTIONS, language).search(fold(text))
    return _clause(text, match.start()) if match else None


def urgent(text: str, language: str) -> Span | None:
    """The words that show that safety, referral or a duty to report is at stake.

    >>> sentence = "If he collapses, call an ambulance."
    >>> urgent(sentence, "en").of(sentence)
    'call an ambulance'
    """
    match = _table(_URGENT, language).search(fold(text))
    return Span(match.start(), match.end()) if match else None


def wording(span: Span, quotations: Iterable[Quotation]) -> Span | None:
    """The quoted speech inside `span` that is offered for use (nobody's saying).

    A quotation is speech when it is at least `SPEECH` characters long: shorter ones are
    terms in quotation marks.
    """
    for quotation in quotations:
        inside = span.start <= quotation.span.start and quotation.span.end <= span.end
        long_enough = quotation.span.end - quotation.span.start >= SPEECH
        if inside and quotation.attribution is None and long_enough:
            return quotation.span
    return None


SPEECH = 12
"""Characters; in the gold sentences every wording is longer and nearly every quoted term shorter."""


def _opens_clause(folded: str, start: int) -> bool:
    return not folded[:start].strip(" \n\t\"'“„«»”-–—•*0123456789.)(") or folded[:start].rstrip()[
        -1:
    ] in {
        ".",
        ";",
        ":",
        "!",
        "?",
    }


def _clause(text: str, start: int) -> Span:
    """From `start` to the comma, dash or full stop that ends the clause."""
    for match in re.finditer(r",|;|:|\.(?=\s|$)|[!?]|\s[-–—]\s|\n|\)", text[start:]):
        end = start + match.start()
        if match.group() == "," and _goes_on(text, end):
            continue
        return Span(start, end)
    return Span(start, len(text.rstrip()))


def _goes_on(text: str, comma: int) -> bool:
    """Whether a comma only separates words of an enumeration ("ill, tired or late"), or is Polish
    punctuation before "że", "który" and their kin."""
    after = fold(text[comma + 1 : comma + 40]).lstrip()
    if re.match(r"(?:ze|ktor\w+|aby|zeby|bo|kto|co|czego|jak)(?!\w)", after):
        return True
    enumeration = re.match(r"[\w-]+(?:,| (?:or|and|lub|albo|oraz|i) )", after)
    return bool(
        enumeration
        and not re.match(r"(?:and|or|then|i|oraz) ", after)
        and " " not in enumeration.group().rstrip(", ").split(" or")[0].split(" and")[0]
    )
