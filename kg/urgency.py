"""Which words of a sentence must not wait: somebody's safety, a referral, a duty to report.

A sentence is cut into stretches, each perhaps an act. A small model weighs what a stretch and the
text around it show: the act, whom it reaches, how soon, what threatens. It is fitted by
`python -m benchmarks.fit_urgency`; its tables are in `kg.urgency_cues`. Start reading at `urgent`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import TYPE_CHECKING, Final

from corpus.records import Span
from kg.conditions import DECORATION, without_speech
from kg.cue import compiled
from kg.cues import LANGUAGES
from kg.denial import denied
from kg.urgency_cues import (
    ACTS,
    JOINERS,
    LATER,
    MODALS,
    NO_ACTS,
    NOMINAL,
    PASSIVES,
    SETTINGS,
    SUBORDINATORS,
    TAILS,
    urgency_pattern,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

FLOOR: Final = 0.4
"""The probability from which a stretch is urgent; chosen by leaving fields out."""

_MODAL = compiled(MODALS)
_LATER = compiled(LATER)
_NO_ACT = compiled(NO_ACTS)
_PASSIVE = re.compile(rf"(?<!\w)(?:{PASSIVES}) \w?$")
_TAIL = compiled(TAILS)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a sentence, from one break to the next.

    `act` reaches from the verb of its first act to its end; None where it is subordinate or has
    neither an act nor a word of whom to reach or how soon. `joined` tells that no full stop parts
    it from the stretch before.
    """

    span: Span
    act: Span | None
    joined: bool


def urgent(text: str, language: str) -> Span | None:
    """The words that show that safety, referral or a duty to report is at stake.

    >>> sentence = "If he collapses, call an ambulance."
    >>> urgent(sentence, "en").of(sentence)
    'call an ambulance'
    """
    folded = without_speech(text)
    parts = stretches(folded, language)
    calm = bool(denied(folded, language)) and not dangers(folded, language)
    shares = [
        probability(signs_of(folded, parts, place, language))
        if part.act and not (calm and _waits(folded, part.span, language))
        else 0.0
        for place, part in enumerate(parts)
    ]
    if max(shares, default=0.0) < FLOOR:
        return None
    return run(folded, parts, shares)


def _waits(folded: str, span: Span, language: str) -> bool:
    """Whether an act may wait where danger is only denied: it brings no help and is not due soon.

    None of the 14 gold practices that deny a danger is urgent.
    """
    return not any(
        urgency_pattern(sign, language).search(folded, span.start, span.end)
        for sign in ("helper", "soon")
    )


def run(folded: str, parts: Sequence[Stretch], shares: Sequence[float]) -> Span:
    """The most urgent act, with the urgent acts that are joined to it and a time that follows."""
    first = last = max(range(len(parts)), key=shares.__getitem__)
    while parts[first].joined and shares[first - 1] >= FLOOR:
        first -= 1
    while last + 1 < len(parts) and parts[last + 1].joined and shares[last + 1] >= FLOOR:
        last += 1
    if last + 1 < len(parts) and _TAIL.match(folded, parts[last + 1].span.start):
        last += 1
    begin = parts[first].act
    return Span((begin or parts[first].span).start, parts[last].span.end)


def stretches(folded: str, language: str) -> list[Stretch]:
    """The stretches of a folded text, in order, none empty.

    >>> text = "if he faints, lay him down and call for help."
    >>> [part.act.of(text) for part in stretches(text, "en") if part.act]
    ['call for help']
    """
    ends, subordinate = _breaks(language)
    cuts = [match for match in ends.finditer(folded) if not _of_things(folded, match, language)]
    marks = [(0, ""), *((match.end(), match.group().strip()) for match in cuts)]
    limits = [*(match.start() for match in cuts), len(folded)]
    found: list[Stretch] = []
    for (start, mark), limit in zip(marks, limits, strict=True):
        words = folded[start:limit]
        span = Span(
            start + len(words) - len(words.lstrip(DECORATION)),
            start + len(words.rstrip(DECORATION)),
        )
        if span.start >= span.end:
            continue
        idle = subordinate.match(mark) or _NO_ACT.match(folded, span.start)
        act = None if idle else _act(folded, span, language) or _unnamed(folded, span, language)
        found.append(Stretch(span, act, mark[:1] != "." and bool(found)))
    return found


def _of_things(folded: str, mark: re.Match[str], language: str) -> bool:
    """Whether a joining word joins two things, with no act or modal in the second."""
    if language not in LANGUAGES or not re.fullmatch(JOINERS[language], mark.group()):
        return False
    rest = folded[mark.end() :].lstrip()
    if not re.match(NOMINAL[language], rest):
        return False
    start = len(folded) - len(rest)
    clause = Span(start, start + len(re.split(r"[,;:.!?]", rest)[0]))
    return _MODAL.search(folded, clause.start, clause.end) is None and (
        _act(folded, clause, language) is None
    )


@cache
def _breaks(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where a stretch ends, and what makes the next one subordinate."""
    own = [language] if language in LANGUAGES else sorted(SUBORDINATORS)
    subordinate = "|".join(SUBORDINATORS[name] for name in own)
    joined = "|".join(JOINERS[name] for name in own)
    ends = rf"[,;:!?()\n]+|\.(?=\s|$)|\s[-–—]\s|(?<!\w)(?:{subordinate}|{joined})(?!\w)"
    return re.compile(ends), compiled(subordinate)


def dangers(folded: str, language: str) -> list[Span]:
    """The words that tell of danger, without those that say that there is none.

    >>> dangers("unless somebody is in danger, wait", "en")
    []
    """
    spared = denied(folded, language)
    return [
        Span(*match.span())
        for match in urgency_pattern("danger", language).finditer(folded)
        if not any(span.start < match.end() and match.start() < span.end for span in spared)
    ]


def _act(folded: str, span: Span, language: str) -> Span | None:
    """From the verb of the first act to the end; after a modal, if an act follows one.

    In the passive it is who is told that stands in front: "the duty officer must be told".
    """
    modals = [match.end() for match in _MODAL.finditer(folded, span.start, span.end)]
    for start in [*modals[-1:], span.start]:
        verbs = [
            match.start()
            for sign in ACTS
            if (match := urgency_pattern(sign, language).search(folded, start, span.end))
            and not _LATER.search(folded, start, match.start())
        ]
        if not verbs:
            continue
        verb = min(verbs)
        bare = " " not in folded[verb : span.end]
        passive = bare or _PASSIVE.search(folded, span.start, verb + 1)
        if passive and _who(folded, Span(span.start, verb), language):
            return span
        soon = [
            match.start()
            for match in urgency_pattern("soon", language).finditer(folded, start, verb)
            if not folded[match.end() : verb].strip()
        ]
        return Span(min([verb, *soon]), span.end)
    return None


def _unnamed(folded: str, span: Span, language: str) -> Span | None:
    """What a stretch asks with a verb that no table names, if it says whom to reach or how soon."""
    soon = urgency_pattern("soon", language).search(folded, span.start, span.end)
    if soon is None and not _who(folded, span, language):
        return None
    modals = [match.end() for match in _MODAL.finditer(folded, span.start, span.end)]
    if not modals or _who(folded, Span(span.start, modals[-1]), language):
        return span
    rest = folded[modals[-1] : span.end].lstrip()
    return Span(span.end - len(rest), span.end) if rest else None


def _who(folded: str, span: Span, language: str) -> bool:
    return any(
        urgency_pattern(sign, language).search(folded, span.start, span.end)
        for sign in ("helper", "authority")
    )


def signs_of(folded: str, parts: Sequence[Stretch], place: int, language: str) -> tuple[str, ...]:
    """What the stretch at `place` and the text around it show, by name; pairs have a plus."""
    span = parts[place].span
    shown = {
        sign
        for sign in (*ACTS, *SETTINGS)
        if urgency_pattern(sign, language).search(folded, span.start, span.end)
    }
    threats = dangers(folded, language)
    if not any(span.start <= threat.start < span.end for threat in threats):
        shown.discard("danger")
    around = any(threat.start < span.start or threat.start >= span.end for threat in threats)
    settings = [*(sign for sign in SETTINGS if sign in shown), *(["around"] if around else [])]
    acts: list[str] = [sign for sign in ACTS if sign in shown]
    signs = [*acts, *settings, "act" if acts else "unnamed"]
    signs += [f"{act}+{setting}" for act in acts or ["unnamed"] for setting in settings]
    if "soon" in shown and around:
        signs.append("soon+around")
    if "soon" in shown and shown & {"helper", "authority"}:
        signs.append("soon+who")
    act = parts[place].act
    if act is not None and act.start == span.start:
        signs.append("opens")
    if place and parts[place].joined and parts[place - 1].act:
        signs.append("after an act")
    if place + 1 < len(parts) and parts[place + 1].joined and parts[place + 1].act:
        signs.append("before an act")
    if folded[span.end : span.end + 1] == "?":
        signs.append("asks")
    return tuple(signs)


def probability(signs: Sequence[str]) -> float:
    """How likely a stretch that shows these signs is urgent."""
    weights = _weights()
    return 1 / (1 + exp(-sum(weights.get(sign, 0.0) for sign in ("bias", *signs))))


@cache
def _weights() -> dict[str, float]:
    stored = resources.files("kg") / "data" / "urgency.json"
    weights: dict[str, float] = json.loads(stored.read_text("utf-8"))
    return weights
