"""Whether a sentence denies: what tells a dropped negation from one said in another way.

Start reading at `differs`. "Avoid lifting alone" and "Nie dźwigaj sam" deny alike, though only one
has a "not"; "Never leave a child unattended" and "Dziecko zawsze musi być pod opieką" agree, for
two negations are none. So three things are counted in a sentence: negations, words that deny
by their meaning, and connectives that one language says with a negation and another
without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.cues import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN: Final[Mapping[str, str]] = {
    "en": r"not|\w+n't|cannot|never|nobody|no one|none|nothing|nowhere|neither|nor|no",
    "pl": r"nie|nigdy|nikt|nikogo|nikomu|nikim|nic|niczego|niczym|nigdzie|zad(?:en|na|ne|nego|nej|nych|nym|nymi|nemu)",
    "de": r"nicht|nie|niemals|niemand\w*|nichts|nirgends|kein\w*|weder",
    "fr": r"ne|n'|jamais|aucun\w*|personne ne|rien",
    "es": r"no|nunca|jamas|nadie|ningun\w*|nada|tampoco",
}
"""Negations of a clause."""

_WITHOUT: Final[Mapping[str, str]] = {
    "en": "without", "pl": "bez", "de": "ohne", "fr": "sans", "es": "sin",
}  # fmt: skip

_MEANT: Final[Mapping[str, str]] = {
    "en": r"avoid\w*|refrain\w*|refus\w+|prevent\w*|stop\w*|forbid\w*|forbidden|prohibit\w*|ban(?:s|ned)?|den(?:y|ies|ied|ial)|declin\w+|"
    r"reject\w*|fail\w*|lack\w*|beware|ignor\w+|exclud\w+|absen\w+|hardly|rarely|seldom|barely|resist\w*|abstain\w*|hesitat\w*|"
    r"miss(?:ing|ed)?|lest|free (?:of|from)|un(?!der|i[tvo]|til|less|cle)\w{3,}|im(?:possible|proper|perfect|polite|patient)\w*|il(?:legal|legible|literate)\w*|"
    r"ir(?:regular|relevant|responsible|reversible)\w*|in(?:valid|correct|complete|secure|ability|capable|sufficient|appropriate|adequate|accurate|effective|visible)\w*|"
    r"dis(?:able|agree|allow|approv|continu|honest|obey|regard|respect|advantage)\w*|non\w{4,}|\w{3,}less(?:ly)?|wrong\w*|too|tampering",
    "pl": r"unika\w*|powstrzym\w+|odm(?:ow|aw|ow)\w+|zapobie\w+|zakaz\w+|zabron\w+|zabrani\w+|wzbron\w+|odrzu\w+|brak\w*|braci|"
    r"rzadko|ledwie|ledwo|przesta\w+|zaprzesta\w+|wystrzega\w*|rezygn\w+|uchyl\w+|zaniedb\w+|zaniech\w+|pomi(?:n|j)\w+|pozbawi\w+|"
    r"wyklucz\w+|nie(?!bezpieczen|ktor|dziel|mal|wiele|ruchom|zaleznie)[a-z]{4,}|zaprzecz\w+|waha\w*|wolny od|wolne od|zle|bled\w+|zbyt",
    "de": r"vermeid\w+|verweiger\w+|verbot\w*|verbiet\w+|fehl\w*|mangel\w*|kaum|selten|un\w{4,}|\w{3,}los\w*|zu",
    "fr": r"evit\w+|refus\w+|interdi\w+|manqu\w+|rarement|in\w{5,}|im\w{5,}|trop",
    "es": r"evit\w+|rechaz\w+|prohib\w+|falt\w+|raramente|in\w{5,}|im\w{5,}|demasiado",
}
"""Words that deny by their meaning, "zle" and "wrong" among them ("not right")."""

_SOFT: Final[Mapping[str, str]] = {
    "en": r"unless|until|till|before|except\w*|instead|rather|otherwise|only|but|yet|just|other than|apart from|let alone|whatever|however|merely",
    "pl": r"chyba ze|dopoki|poki|zanim|oprocz|poza|z wyjatkiem|zamiast|inaczej|w przeciwnym|tylko|jedynie|wylacznie|ale|lecz|o ile|przed",
    "de": r"ausser|bis|bevor|statt|sonst|nur|aber|sondern", "fr": r"sauf|avant|sinon|seulement|que|mais",
    "es": r"salvo|hasta|antes|excepto|solo|sino|pero",
}  # fmt: skip
"""Connectives that another language may say with a negation ("until": "dopóki nie")."""

_EMPTY: Final[Mapping[str, str]] = {
    "en": r"not only|no matter|no longer than|no more than|no less than|no later than|nothing but|whether or not|or not|why not|not (?:just|merely|simply)|"
    r"no doubt|no\. ?\d|^\W*no(?=[.,])",
    "pl": r"nie tylko|nic innego|czy(?: \w+){0,4} nie|^\W*nie(?=[.,])|czemu nie|dlaczego nie|jak nie|co nie miara|nie (?:pozniej|wiecej|mniej|dluzej|krocej),? niz",
    "de": r"nicht nur|ob oder nicht", "fr": r"non seulement|ne \w+ que", "es": r"no solo",
}  # fmt: skip
"""Negations that deny nothing, or bounds that the other language may say as "at most"."""

LANGUAGES: Final = frozenset(_PLAIN)
"""The languages whose negations are known."""


@dataclass(frozen=True, slots=True)
class Polarity:
    """How often a sentence denies; `place` is its first negation, as an offset range in it."""

    plain: int
    without: int
    meant: int
    soft: int
    place: tuple[int, int] | None


_CLAUSES: Final = re.compile(
    r"[,;:.!?()–—]|\b(?:and|but|or|because|so that|if|when|i|ale|albo|lub|oraz|bo|poniewaz|jesli|gdy|zeby|aby|ze)\b"
)


def polarity(text: str, language: str) -> Polarity:
    """What denies in one sentence.

    Within a clause negations are one: Polish says "nikt nigdy nie", English "nobody ever".

    >>> told = polarity("Nikt nigdy nie wchodzi tam bez kasku.", "pl")
    >>> told.plain, told.without
    (1, 1)
    """
    folded = fold(text)
    blank = re.sub(rf"\b(?:{_EMPTY[language]})\b", lambda m: "_" * len(m.group()), folded)
    found = list(re.finditer(rf"(?<!\w)(?:{_PLAIN[language]})(?!\w)", blank))
    clauses = {sum(1 for _ in _CLAUSES.finditer(blank, 0, match.start())) for match in found}
    return Polarity(
        plain=len(clauses),
        without=_count(_WITHOUT[language], blank),
        meant=_count(_MEANT[language], blank),
        soft=_count(_SOFT[language], blank),
        place=found[0].span() if found else None,
    )


def _count(pattern: str, folded: str) -> int:
    return len(re.findall(rf"(?<!\w)(?:{pattern})(?!\w)", folded))


def differs(one: Polarity, other: Polarity) -> bool:
    """Whether one sentence denies and the other does not.

    >>> english = polarity("Visitors do not enter alone.", "en")
    >>> differs(english, polarity("Goście wchodzą sami.", "pl"))
    True
    >>> differs(english, polarity("Goście unikają wchodzenia w pojedynkę.", "pl"))
    False
    """
    if bool(one.plain) == bool(other.plain):
        return False
    denies, affirms = (one, other) if one.plain else (other, one)
    without = denies.without - affirms.without
    if affirms.meant or affirms.soft or without < 0:
        return False
    return (denies.plain + denies.meant + without) % 2 == 1
