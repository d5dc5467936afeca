"""The conditions and exceptions that an answer's lines name, as switches of the reader.

A condition ("if the client discloses harm") that the reader says holds brings its lines to the
front of their section; an exception that holds takes them to its end. Nothing is left out unless
the reader asks for it. Start reading at `arrange`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from answer.records import Answer, AnswerSection, Line

KEY: Final = 8
"""Letters of a condition's key: among a hundred, two alike in a library of 10,000,000 answers."""


@dataclass(frozen=True, slots=True)
class Term:
    """A condition or an exception, in the words of its document; `key` stands for it in addresses.

    `document` is its name, `language` that of the words, `exception` whether its lines then do not
    hold.
    """

    key: str
    text: str
    language: str
    exception: bool
    document: str


def key_of(text: str) -> str:
    """The key of a condition: the same for the same words, whatever their case.

    >>> key_of("If in danger") == key_of("if in  danger")
    True
    """
    return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()[:KEY]


def terms(answer: Answer) -> tuple[Term, ...]:
    """The conditions and exceptions of an answer in reading order, each once."""
    found: dict[str, Term] = {}
    for lines in answer.sections.values():
        for line in lines:
            cited = line.citations[0] if line.citations else None
            language, document = (
                (cited.language, cited.document) if cited is not None else (answer.language, "")
            )
            for text, exception in ((line.condition, False), (line.exception, True)):
                if text:
                    key = key_of(text)
                    found.setdefault(key, Term(key, text, language, exception, document))
    return tuple(found.values())


def arrange(answer: Answer, holds: Collection[str], *, only: bool = False) -> Answer:
    """The answer for a reader to whom the conditions and exceptions with these keys apply.

    Within each section, lines whose condition holds come first and lines whose exception holds
    come last; the others keep their order. With `only`, lines that do not hold are left out:
    those with another condition, and those whose exception holds. Unknown keys do nothing.
    """
    known = {term.key for term in terms(answer)}.intersection(holds)
    if not known:
        return answer
    sections: dict[AnswerSection, tuple[Line, ...]] = {}
    for section, lines in answer.sections.items():
        places = {id(line): place(line, known) for line in lines}
        kept = [line for line in lines if not only or applies(line, known)]
        sections[section] = tuple(sorted(kept, key=lambda line: places[id(line)]))
    return replace(answer, sections=sections)


def place(line: Line, holds: Collection[str]) -> int:
    """-1 for a line whose condition holds, 1 for one whose exception does, 0 for the others."""
    if line.exception and key_of(line.exception) in holds:
        return 1
    return -1 if line.condition and key_of(line.condition) in holds else 0


def applies(line: Line, holds: Collection[str]) -> bool:
    """Whether a line holds where exactly these conditions do."""
    if line.exception and key_of(line.exception) in holds:
        return False
    return not line.condition or key_of(line.condition) in holds
