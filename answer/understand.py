"""What a question asks: its language, the situation in it, and what kind of answer is wanted.

Start reading at `understand`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from answer.errors import BadQuestion
from corpus import language as languages
from kg.cues import fold

if TYPE_CHECKING:
    from collections.abc import Collection

    from answer.settings import Settings


class Asked(StrEnum):
    """What a question wants to lead with."""

    DO = "do"
    SAY = "say"
    WHY = "why"
    RISK = "risk"
    MAY = "may"


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, its language (ISO 639-1), the situation without the asking, what is asked."""

    question: str
    language: str
    situation: str
    asked: Asked


_OPENINGS: Final = (
    # (what is asked, expression over folded text, reason)
    (
        Asked.DO,
        (
            r"what (?:should|shall|do|can|must|would|could) (?:i|we|you|one) do"
            r"(?: (?:when|if|about|with|after|in case))?"
        ),
        "the searcher's question",
    ),
    (Asked.DO, r"what to do(?: (?:when|if|about|with|after|in case))?", "its short form"),
    (
        Asked.DO,
        (
            r"how (?:should|shall|do|can|must|would|could) (?:i|we|you|one) "
            r"(?:deal with|handle|manage|(?:respond|react) (?:to|when|if)|act (?:when|if))"
        ),
        "how to handle",
    ),
    (Asked.DO, r"how to (?:deal with|handle|respond to|react to|manage)", "its short form"),
    (
        Asked.SAY,
        (
            r"what (?:should|shall|can|do|could|would) (?:i|we|you) (?:say|tell|answer|reply)"
            r"(?: to)?(?: (?:when|if))?"
        ),
        "words to say",
    ),
    (Asked.SAY, r"how (?:should|can|do) i (?:say|tell|phrase|word|put it)", "words to say"),
    (Asked.WHY, r"why(?: (?:should|must|do|is|are|can't|shouldn't|not))?", "a reason"),
    (
        Asked.RISK,
        (
            r"what (?:can|could|may|might) (?:go wrong|happen)(?: (?:when|if))?|"
            r"what are the (?:risks|dangers)(?: (?:of|when|if))?"
        ),
        "harm",
    ),
    (
        Asked.MAY,
        r"(?:may|can|am i allowed to|is it (?:ok|okay|allowed|fine|acceptable) to)(?: i| we)?",
        "permission",
    ),
    (
        Asked.DO,
        (
            r"(?:i |me )?co (?:(?:mam|powin\w+|mozna|moge|nalezy|trzeba) )?(?:robic|zrobic|czynic)"
            r"(?:,? (?:gdy|kiedy|jesli|jezeli|jak|w przypadku|w razie))?"
        ),
        "the searcher's question in Polish",
    ),
    (
        Asked.DO,
        (
            r"jak (?:mam |powin\w+ |nalezy |moge )?(?:sie )?"
            r"(?:(?:za)?reagowac|postapic|postepowac|zachowac(?: sie)?|(?:po)?radzic sobie)"
            r"(?:,? (?:na|z|gdy|kiedy|jesli|wobec|w przypadku))?"
        ),
        "how to handle, in Polish",
    ),
    (
        Asked.SAY,
        (
            r"co (?:mam |powin\w+ |moge |mozna )?(?:powiedziec|odpowiedziec)"
            r"(?:,? (?:gdy|kiedy|jesli|na))?"
        ),
        "words to say, in Polish",
    ),
    (Asked.WHY, r"dlaczego|czemu|po co", "a reason, in Polish"),
    (
        Asked.RISK,
        (
            r"co (?:moze )?(?:grozi|pojsc nie tak|sie stac)(?:,? (?:gdy|kiedy|jesli))?|"
            r"jakie (?:sa )?(?:ryzyka|zagrozenia)"
        ),
        "harm, in Polish",
    ),
    (Asked.MAY, r"czy (?:moge|wolno|mozna|powin\w+)", "permission, in Polish"),
)
"""How questions open: what is left when the opening is taken off is the situation."""


def understand(
    question: str, settings: Settings, *, default: str = "en", spoken: Collection[str] = ()
) -> Understood:
    """Read a question; of languages that a word or two do not tell apart, one of `spoken` is taken.

    Raises:
        BadQuestion: it is empty, has no word, or is longer than `settings.longest_question`.

    >>> from answer.settings import Settings
    >>> understand("What should I do when a client shouts?", Settings()).situation
    'a client shouts'
    """
    plain = cleaned(question, settings)
    language = languages.detect(plain, default=default, among=spoken)
    folded = fold(plain)
    for asked, expression, _ in _OPENINGS:
        match = re.match(rf"\W*(?:{expression})(?!\w)[\s,:]*", folded)
        if match:
            rest = plain[match.end() :].strip().rstrip("?!. ")
            return Understood(plain, language, rest or plain.rstrip("?!. "), asked)
    return Understood(plain, language, plain.rstrip("?!. "), Asked.DO)


def cleaned(question: str, settings: Settings) -> str:
    """The question on one line, without what cannot be printed.

    Raises:
        BadQuestion: it is empty, has no word, or is longer than `settings.longest_question`.
    """
    plain = " ".join(
        "".join(letter if letter.isprintable() else " " for letter in question).split()
    )
    if not re.search(r"\w", plain):
        raise BadQuestion("the question is empty; tell the situation in a few words")
    if len(plain) > settings.longest_question:
        raise BadQuestion(
            f"the question has {len(plain):,} characters, more than "
            f"{settings.longest_question:,}; tell the situation in a few sentences"
        )
    return plain
