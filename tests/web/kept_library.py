"""A real library over the invented guidance, with what people add to one: made without models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fake_guidance import TEXTS

from answer import cases, corrections, questions, trails, unanswered
from answer.actors import Actor
from answer.library import Library
from kg.records import Kind
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from pathlib import Path

PERSON: Final = "Anna Nowak"
TRAIL: Final = "Second day <b>"
QUOTED: Final = "Trust grows when promises are kept."
CORRECTED: Final = "Dignity comes first"
NOTES: Final = (
    "For the group. Take your time. Ask the group first. May I bring my dog? Asked twice."
)
QUESTIONS: Final = (
    'question,expected\nHow does trust grow?,"Trust grows when promises are kept."\n'
    "Can we fly to the moon?,not covered\n"
)


def fill(folder: Path) -> None:
    """Make the library in `folder`."""
    library = Library.open(
        folder, create=True, embedders=[TrigramEmbedder()], actor=lambda: Actor(PERSON)
    )
    for name, text in TEXTS.items():
        library.add_upload(name, text.encode())
    trails.create(library, TRAIL, "For the group.\n\nTake your time.")
    edge = max(library.edges(), key=lambda edge: edge.score)
    trails.add_idea(library, TRAIL, edge.source, "Ask the group first.")
    trails.add_path(library, TRAIL, edge.source, edge.target)
    trails.add_quotation(library, TRAIL, QUOTED, document="visits.md")
    trails.create(library, "Empty")
    asked = questions.table(QUESTIONS.encode(), "ours.csv")
    cases.keep(library, "ours.csv", questions.ask_all(library, asked))
    unit = library.units_of("handbook.md")[0]
    words = unit.span.of(library.document("handbook.md").text)
    other = Kind.RISK if unit.kind is not Kind.RISK else Kind.PRINCIPLE
    corrections.set_kind(library, words, other)
    unanswered.note(library, "May I bring my dog?", "Asked twice.")
    library.close()
