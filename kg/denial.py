"""Which words of danger tell that there is none: "nobody is hurt", "unless a child is at risk".

A danger that is denied, or that makes the exception, is no reason to hurry. That it is not acute
("no immediate danger") denies nothing, nor does a sign of life that fails ("he is not breathing").
Start reading at `denied`.
"""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

import re
from functools import cache
from typing import Final

from corpus.records import Span
from kg.conditions import exception
from kg.cue import compiled
from kg.cues import LANGUAGES

_EN_THREAT = r"(?:dangers?|risks?|threats?|harm|injur(?:y|ies)|emergenc(?:y|ies)|violence|abuse|neglect|assault|attack|fire|smoke|gas|flood(?:ing)?|leaks?|weapons?|suspicions?|accidents?|incidents?)"
_EN_STATE = r"(?:in (?:any )?danger|at (?:any )?risk|hurt|injured|harmed|wounded|threatened|trapped|missing|endangered|attacked|abused|in an? emergency)"
_EN_OTHER = (
    r"(?:(?!immediate|imminent|urgent|acute|serious|direct|delay|waiting|doubt)[\w-]+ ){0,2}?"
)
_PL_THREAT = r"(?:niebezpieczenstw\w*|zagrozeni\w*|zagrozen|ryzyk\w*|grozb\w*|krzywd\w*|obrazen\w*|przemoc\w*|pozar\w*|ognia|dymu|wypadk\w+|podejrzen\w*|broni|wyciek\w*|rannych|poszkodowanych)"
_PL_STATE = (
    r"(?:rann[yaei]|ranion\w+|zagrozon\w+|w niebezpieczenstwie|poszkodowan\w+|pobit\w+|uwiezion\w+)"
)
_PL_OTHER = r"(?:(?!bezposredni|natychmiast|nagl|powazn|piln|zwlok|czekani|watpliw)\w+ ){0,2}?"

DENIALS: Final = {
    "en": rf"(?:no|without(?: an?| any)?|not (?:an?|any)|free (?:of|from)|out of(?= danger)) {_EN_OTHER}(?:(?:sign|hint|risk|danger|threat|evidence|question|suspicion|report|chance)s? (?:of|that) {_EN_OTHER})?{_EN_THREAT}|"
    rf"(?:nobody|no one|no-one|none(?: of \w+(?: \w+)?)?|neither|no \w+)(?:'s \w+)? (?:is|are|was|were|has been|have been|gets?|got|seems?|feels?|looks?) {_EN_OTHER}{_EN_STATE}|"
    rf"(?:(?:is|are|was|were|has been|have been|feels?) (?:not|no longer|never)|(?:is|are|was|were|has|have)n't(?: been)?|(?:do|does|did)(?: not|n't) (?:feel|seem)) {_EN_OTHER}{_EN_STATE}",
    "pl": rf"(?:nie (?:ma|bylo|zachodzi|istnieje|wystepuje|widac|stwierdz\w+|doszlo do)|bez|brak|zadn\w+) {_PL_OTHER}(?:{_PL_THREAT} {_PL_OTHER})?{_PL_THREAT}|"
    rf"nie (?:groz\w+|zagraz\w+)(?! (?:\w+ ){{0,2}}(?:bezposredni|natychmiast)\w*)(?: {_PL_OTHER}{_PL_THREAT})?|(?:{_PL_THREAT} (?:\w+ ){{0,2}})nie (?:groz\w+|zagraz\w+|ma|bylo)|"
    rf"nie (?:jest|sa|byl\w*|zostal\w*|czuje sie) {_PL_OTHER}{_PL_STATE}",
    "de": r"(?:kein\w*|ohne) (?:\w+ )?(?:gefahr\w*|gewalt|feuer|rauch|brand\w*|verletz\w+|bedroh\w+)|niemand\w* (?:\w+ ){0,2}(?:verletzt|in gefahr|bedroht|droht)|nicht (?:verletzt|in gefahr|bedroht|gefahrdet)",
    "fr": r"(?:aucun\w*|pas de|sans) (?:\w+ )?(?:danger\w*|violence\w*|incendie|feu|fumee|blesse\w*|menac\w+)|(?:personne n'est|n'est pas|ne sont pas) (?:\w+ )?(?:blesse\w*|en danger|menace\w*)",
    "es": r"(?:ningun\w*|sin|no hay) (?:\w+ )?(?:peligro\w*|violencia|fuego|incendio|humo|herid\w+|amenaz\w+)|(?:nadie|no) (?:esta|corre|resulta) (?:\w+ )?(?:herid\w+|en peligro|peligro|amenaz\w+)",
}
"""Expressions over folded text that deny a danger. Signs of illness are none of them: who has no
fever may need a doctor as well."""

_ACUTE = compiled(
    r"immediate(?:ly)?|imminent|acute|bezposredni\w*|natychmiast\w*|unmittelbar\w*|immediat\w*|inmediat\w*"
)
"""An exception for what is acute leaves the danger that is not ("unless somebody is in immediate
danger, tell the safeguarding lead")."""

_THEN = compiled(
    r"(?:and |a |i )?(?:then|in (?:that|this|such an?) case|if so|wtedy|wowczas|w(?: takim| tym) (?:razie|przypadku)|w takiej sytuacji|dann|in diesem fall|alors|dans ce cas|entonces|en ese caso)"
)
"""Openings of an act that is due where the exception holds."""


def denied(folded: str, language: str) -> list[Span]:
    """The words of a folded text that say what danger there is not, in order.

    >>> [span.of("if nobody is hurt, move on") for span in denied("if nobody is hurt, move on", "en")]
    ['nobody is hurt']
    >>> denied("if he is not breathing, call 112", "en")
    []
    """
    found = [Span(*match.span()) for match in _denials(language).finditer(folded)]
    excepted = exception(folded, language)
    if (
        excepted is not None
        and not _ACUTE.search(excepted.of(folded))
        and not any(
            _THEN.match(folded, after.end()) for after in _STOP.finditer(folded, excepted.end)
        )
    ):
        found.append(excepted)
    return sorted(found)


_STOP = re.compile(r"[,;:.!?–—-]\s+")


@cache
def _denials(language: str) -> re.Pattern[str]:
    own = [DENIALS[language]] if language in LANGUAGES else list(DENIALS.values())
    return compiled("|".join(own))
