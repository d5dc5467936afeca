"""What the program says in its own words: verdicts, strengths, kinds, relations, languages."""

from __future__ import annotations

from typing import Final

from answer.records import AnswerSection, Verdict
from kg.records import Kind, Relation

SECTIONS: Final[dict[AnswerSection, tuple[str, str]]] = {
    AnswerSection.URGENT: ("Urgent", "before anything else"),
    AnswerSection.DO: ("Do", "in this order"),
    AnswerSection.SAY: ("Say", "words that the guidance offers"),
    AnswerSection.AVOID: ("Avoid, and why", "what may go wrong, and what helps"),
    AnswerSection.PRINCIPLES: ("The principle behind it", "what the advice rests on"),
    AnswerSection.DIFFERS: ("When this differs", "exceptions, and the other side"),
}
"""Each section's heading and what it holds."""

VERDICTS: Final[dict[Verdict, tuple[str, str, str]]] = {
    Verdict.ANSWERED: (
        "answered",
        "The guidance answers this",
        "Everything below is quoted word for word. Open a number to see it in its place.",
    ),
    Verdict.PARTLY: (
        "partly",
        "The guidance answers part of this",
        "What was found is quoted below, but it does not settle the whole question.",
    ),
    Verdict.NOT_COVERED: (
        "uncovered",
        "The guidance does not cover this",
        "Nothing in this library is close enough to answer the question.",
    ),
}
"""Each verdict's style class, headline and explanation."""

STRENGTHS: Final = {
    "must": "The text says it is required",
    "should": "The text recommends it",
    "consider": "The text offers it as an option",
    "avoid": "The text advises against it",
}

KINDS: Final = {
    Kind.PRINCIPLE: ("principle", "principles"),
    Kind.RISK: ("risk", "risks"),
    Kind.PRACTICE: ("practice", "practices"),
    Kind.BENEFIT: ("benefit", "benefits"),
}

RELATIONS: Final[dict[Relation, tuple[str, str]]] = {
    Relation.MITIGATES: ("makes less likely", "is made less likely by"),
    Relation.UPHOLDS: ("is a way to live", "is lived by"),
    Relation.THREATENS: ("is harm to", "is harmed by"),
    Relation.SUPPORTS: ("is a ground of", "rests on"),
    Relation.BRINGS: ("brings", "comes from"),
    Relation.SERVES: ("is a good for", "is served by"),
    Relation.TENSION: ("pulls against", "pulls against"),
    Relation.SAME_AS: ("says the same as", "says the same as"),
    Relation.TRANSLATION_OF: ("is in another language", "is in another language"),
    Relation.RELATED_TO: ("is near in meaning to", "is near in meaning to"),
}
"""How each relation reads from its source to its target, and the other way round."""

LANGUAGES: Final = {
    "en": "English",
    "pl": "Polish",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "uk": "Ukrainian",
    "cs": "Czech",
    "nl": "Dutch",
    "pt": "Portuguese",
    "und": "language unknown",
}

STRONG_MATCH: Final = 0.8
FAIR_MATCH: Final = 0.5
"""Where words change for a probability of being right: four in five, and more likely than not."""


def language(code: str) -> str:
    """The English name of the language with this ISO 639-1 code.

    >>> language("pl"), language("xx")
    ('Polish', 'xx')
    """
    return LANGUAGES.get(code, code)


def match(confidence: float) -> str:
    """A calibrated probability in words.

    >>> match(0.87), match(0.52), match(0.08)
    ('strong match', 'fair match', 'weak match')
    """
    if confidence >= STRONG_MATCH:
        return "strong match"
    return "fair match" if confidence >= FAIR_MATCH else "weak match"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "source"), count(2, "source"), count(0, "entry", "entries")
    ('1 source', '2 sources', '0 entries')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def sources(number: int) -> str:
    """How many independent sources say something.

    >>> sources(1), sources(3)
    ('said by 1 source', 'said by 3 independent sources')
    """
    return f"said by {number} independent sources" if number > 1 else "said by 1 source"
