"""What the program says in its own words: verdicts, strengths, kinds, relations, counts."""

from __future__ import annotations

import re
from typing import Final

from answer.records import AnswerSection, Verdict
from kg.records import Kind, Relation
from web.translation import N_, ngettext
from web.translation import gettext as _

_SECTIONS: Final[dict[AnswerSection, tuple[str, str]]] = {
    AnswerSection.URGENT: (N_("Urgent"), N_("before anything else")),
    AnswerSection.DO: (N_("Do"), N_("in this order")),
    AnswerSection.SAY: (N_("Say"), N_("words that the guidance offers")),
    AnswerSection.AVOID: (N_("Avoid, and why"), N_("what may go wrong, and what helps")),
    AnswerSection.PRINCIPLES: (N_("The principle behind it"), N_("what the advice rests on")),
    AnswerSection.DIFFERS: (N_("When this differs"), N_("exceptions, and the other side")),
}

_VERDICTS: Final[dict[Verdict, tuple[str, str, str]]] = {
    Verdict.ANSWERED: (
        "answered",
        N_("The guidance answers this"),
        N_("Everything below is quoted word for word. Open a number to see it in its place."),
    ),
    Verdict.PARTLY: (
        "partly",
        N_("The guidance answers part of this"),
        N_("What was found is quoted below, but it does not settle the whole question."),
    ),
    Verdict.NOT_COVERED: (
        "uncovered",
        N_("The guidance does not cover this"),
        N_("Nothing in this library is close enough to answer the question."),
    ),
}

_STRENGTHS: Final = {
    "must": (N_("must"), N_("The text says it is required")),
    "should": (N_("should"), N_("The text recommends it")),
    "consider": (N_("consider"), N_("The text offers it as an option")),
    "avoid": (N_("avoid"), N_("The text advises against it")),
}

_KINDS: Final = {
    Kind.PRINCIPLE: (N_("principle"), N_("Principles")),
    Kind.RISK: (N_("risk"), N_("Risks")),
    Kind.PRACTICE: (N_("practice"), N_("Practices")),
    Kind.BENEFIT: (N_("benefit"), N_("Benefits")),
}

KINDS: Final = tuple(_KINDS)
"""The kinds in the order in which they are shown."""

_RELATIONS: Final[dict[Relation, tuple[str, str]]] = {
    Relation.MITIGATES: (N_("makes less likely"), N_("is made less likely by")),
    Relation.UPHOLDS: (N_("is a way to live"), N_("is lived by")),
    Relation.THREATENS: (N_("is harm to"), N_("is harmed by")),
    Relation.SUPPORTS: (N_("is a ground of"), N_("rests on")),
    Relation.BRINGS: (N_("brings"), N_("comes from")),
    Relation.SERVES: (N_("is a good for"), N_("is served by")),
    Relation.TENSION: (N_("pulls against"), N_("pulls against")),
    Relation.SAME_AS: (N_("says the same as"), N_("says the same as")),
    Relation.TRANSLATION_OF: (N_("is in another language"), N_("is in another language")),
    Relation.RELATED_TO: (N_("is near in meaning to"), N_("is near in meaning to")),
}

STRONG_MATCH: Final = 0.8
FAIR_MATCH: Final = 0.5
"""Where words change for a probability of being right: four in five, and more likely than not."""


LONGEST: Final = 90
"""Letters of a text in a list; what is longer is cut, and stands whole where it is opened."""


def section(key: AnswerSection) -> tuple[str, str]:
    """A section's heading and what it holds."""
    heading, holds = _SECTIONS[key]
    return _(heading), _(holds)


def verdict(found: Verdict) -> tuple[str, str, str]:
    """A verdict's style class, headline and explanation."""
    style, headline, explanation = _VERDICTS[found]
    return style, _(headline), _(explanation)


def strength(word: str) -> tuple[str, str]:
    """The word for a strength and what it means.

    >>> strength("must")
    ('must', 'The text says it is required')
    """
    name, meaning = _STRENGTHS.get(word, (word, ""))
    return _(name), _(meaning) if meaning else ""


def kind(one: Kind | str) -> str:
    """The word for a kind.

    >>> kind("risk")
    'risk'
    """
    return _(_KINDS[Kind(one)][0])


def kinds(one: Kind) -> str:
    """The heading over ideas of a kind.

    >>> kinds(Kind.RISK)
    'Risks'
    """
    return _(_KINDS[one][1])


def count_kind(one: Kind, number: int) -> str:
    """How many of a kind.

    >>> count_kind(Kind.RISK, 1), count_kind(Kind.BENEFIT, 3)
    ('1 risk', '3 benefits')
    """
    match one:
        case Kind.PRINCIPLE:
            return ngettext("{n} principle", "{n} principles", number)
        case Kind.RISK:
            return ngettext("{n} risk", "{n} risks", number)
        case Kind.PRACTICE:
            return ngettext("{n} practice", "{n} practices", number)
        case _:
            return ngettext("{n} benefit", "{n} benefits", number)


def relation(one: Relation, *, outward: bool = True) -> str:
    """How a relation reads from its source to its target, or the other way round.

    >>> relation(Relation.MITIGATES), relation(Relation.MITIGATES, outward=False)
    ('makes less likely', 'is made less likely by')
    """
    return _(_RELATIONS[one][0 if outward else 1])


def match(confidence: float) -> str:
    """A calibrated probability in words.

    >>> match(0.87), match(0.52), match(0.08)
    ('strong match', 'fair match', 'weak match')
    """
    if confidence >= STRONG_MATCH:
        return _("strong match")
    return _("fair match") if confidence >= FAIR_MATCH else _("weak match")


def in_100(share: float) -> str:
    """A probability as a number out of a hundred.

    >>> in_100(0.871)
    '87 in 100'
    """
    return _("{number} in 100").format(number=round(100 * share))


def documents(number: int) -> str:
    """How many documents.

    >>> documents(1)
    '1 document'
    """
    return ngettext("{n} document", "{n} documents", number)


def passages(number: int) -> str:
    """How many passages."""
    return ngettext("{n} passage", "{n} passages", number)


def sources(number: int) -> str:
    """How many independent sources say something.

    >>> sources(1), sources(3)
    ('said by 1 source', 'said by 3 independent sources')
    """
    return ngettext("said by {n} source", "said by {n} independent sources", number)


def entries(number: int) -> str:
    """How many entries a trail has."""
    return ngettext("{n} entry", "{n} entries", number)


def changed_entries(number: int) -> str:
    """How many entries of a trail are not as they were collected."""
    return ngettext("{n} changed", "{n} changed", number)


def also(number: int) -> str:
    """How many more places say an idea."""
    return ngettext("said at {n} more place", "said at {n} more places", number)


def short(text: str) -> str:
    """`text` on one line, cut where it is long.

    >>> short(" Ask first. ")
    'Ask first.'
    """
    words = re.sub(r"\s+", " ", text).strip()
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"


def questions(number: int) -> str:
    """How many questions."""
    return ngettext("{n} question", "{n} questions", number)


def sure_questions(number: int) -> str:
    """That a quiz has fewer questions than were wanted, and why."""
    return ngettext(
        "There is only {n} question of which the program is sure enough.",
        "There are only {n} questions of which the program is sure enough.",
        number,
    )


def right_of(right: int, number: int) -> str:
    """How many answers of a quiz are right."""
    return ngettext(
        "{right} of {n} question right", "{right} of {n} questions right", number
    ).replace("{right}", str(right))


def to_ask(number: int) -> str:
    """That questions were not asked of the library as it is now."""
    return ngettext(
        "{n} question was not asked of the library as it is now.",
        "{n} questions were not asked of the library as it is now.",
        number,
    )


def passed_of(passed: int, number: int) -> str:
    """How many questions passed."""
    return ngettext(
        "{passed} of {n} question passed", "{passed} of {n} questions passed", number
    ).replace("{passed}", str(passed))


def broke(number: int) -> str:
    """How many questions broke."""
    return ngettext("{n} broke", "{n} broke", number)


def mended(number: int) -> str:
    """How many questions were mended."""
    return ngettext("{n} was mended", "{n} were mended", number)


def added(number: int) -> str:
    """How many documents were added."""
    return ngettext("{n} document added", "{n} documents added", number)


def changed(number: int) -> str:
    """How many documents were changed."""
    return ngettext("{n} document changed", "{n} documents changed", number)


def removed(number: int) -> str:
    """How many documents were removed."""
    return ngettext("{n} document removed", "{n} documents removed", number)


def more(number: int) -> str:
    """How many are not shown."""
    return ngettext("and {n} more", "and {n} more", number)


def answers_changed(changed: int, number: int) -> str:
    """How many answers to kept questions a change of the library changed."""
    return ngettext(
        "{changed} of {n} answer changed", "{changed} of {n} answers changed", number
    ).replace("{changed}", str(changed))
