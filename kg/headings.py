"""Which headings are advice that names the practice under them ("Provide resources"), by their form."""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

import re
from typing import Final

from corpus.records import Document, Form
from kg.cues import fold

_TOPICS: Final = re.compile(
    r"\W*(?:(?:\d+[.)]?\s*)?(?:how|what|why|when|where|who|which|is|are|do|does|can|should|the|our|a|an|understanding|introducing|about|jak|co|dlaczego|"
    r"kiedy|gdzie|kto|czy|czym|po co|wie|was|warum|comment|pourquoi|como|por que)(?!\w)"
    r"|.*(?<!\w)(?:best practices|good practices?|practices for|principles? (?:of|for)|tips|guide|guidelines?|risks?|benefits?|importance|overview|introduction|"
    r"conclusions?|summary|background|examples?|questions|checklist|purpose|scope|definitions?|situations?|options|policy|when is|"
    r"dobre praktyki|wskazowki|zasady|ryzyk\w*|korzysci|znaczenie|wstep|wprowadzenie|podsumowanie|zakonczenie|przyklad\w*|pytania|cel|zakres)(?!\w))"
)
"""Headings that name a topic, or ask."""


def is_advice(document: Document, number: int) -> bool:
    """Whether the heading `number` may name a practice: it is not the title, no topic, no question.

    A title is the first heading that the document says, and every heading of level 1.
    """
    passage = document.passages[number]
    if any(other.form is Form.HEADING and not other.chrome for other in document.passages[:number]):
        text = passage.span.of(document.text)
        return not (text.rstrip().endswith("?") or _TOPICS.match(fold(text)))
    return False
