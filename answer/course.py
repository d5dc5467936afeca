"""Material for a course: a trail as a handout, a quiz as a sheet, with every quotation's source.

Start reading at `handout` and `quiz_sheet`. What is in quotation marks is quoted; notes are the
trainer's own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

from answer.paper import Block, Style
from answer.places import same_words
from answer.render import place, quoted
from answer.revisit import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from answer.library import Library
    from answer.quiz import Quiz
    from answer.records import Citation
    from answer.revisit import Seen, SeenEntry, SeenStep
    from answer.trails import Trail

FORWARD: Final = {
    "mitigates": "makes this risk less likely",
    "upholds": "is how this principle is lived",
    "threatens": "is harm to this principle",
    "supports": "is a ground of this principle",
    "brings": "brings this benefit",
    "serves": "serves this principle",
    "tension": "speaks against this",
    "same_as": "says the same as this",
    "translation_of": "says the same in another language",
    "related_to": "is near to this",
}
"""What a step of a path says of its next end."""

BACK: Final = {
    **FORWARD,
    "mitigates": "is made less likely by this",
    "upholds": "is lived by this",
    "threatens": "is harmed by this",
    "supports": "rests on this",
    "brings": "is brought by this",
    "serves": "is served by this",
}
"""The same where the path goes against the edge."""

ALSO: Final = 3
"""Further mentions of an idea that are quoted; more make a handout long, not clear."""


@dataclass(slots=True)
class Sources:
    """Citations by number, in the order in which they are met.

    `say` turns what the program says in its own words into the reader's language; what is quoted
    never goes through it.
    """

    say: Callable[[str], str] = str
    cited: dict[tuple[str, int, int], tuple[int, Citation]] = field(default_factory=dict)

    def number(self, citation: Citation) -> int:
        """The number of a citation's place, from 1."""
        key = (citation.source, citation.start, citation.end)
        number, _ = self.cited.setdefault(key, (len(self.cited) + 1, citation))
        return number

    def mark(self, citation: Citation) -> str:
        """What stands behind a quotation: its source's number, as in " [1]"."""
        return f" [{self.number(citation)}]"

    def blocks(self) -> Iterator[Block]:
        """The list of sources."""
        if not self.cited:
            return
        yield Block(Style.HEADING, self.say("Sources"))
        for _, citation in self.cited.values():
            span = self.say(f"characters {citation.start} to {citation.end}")
            yield Block(Style.SOURCE, f"{place(citation)}, {span}")


def handout(library: Library, trail: Trail, say: Callable[[str], str] = str) -> list[Block]:
    """A trail as a paper: its entries in order, each with its quotations, and the sources.

    `say` gives a sentence of the program in the reader's language.
    """
    sources = Sources(say)
    paper = [Block(Style.TITLE, trail.name), *_note(trail.note)]
    for seen in look(library, trail):
        paper += _entry(seen, sources)
    paper += sources.blocks()
    paper.append(
        Block(
            Style.TEXT,
            say(
                f"Library revision {library.revision}. What is in quotation marks is quoted word "
                "for word; the rest is the trainer's."
            ),
        )
    )
    return paper


def quiz_sheet(quiz: Quiz, say: Callable[[str], str] = str) -> list[Block]:
    """A quiz as a paper: the questions, then the answers with their passages, and the sources."""
    sources = Sources(say)
    paper = [Block(Style.TITLE, say("Quiz"))]
    answers = [Block(Style.HEADING, say("Answers"))]
    for number, question in enumerate(quiz.questions, start=1):
        paper.append(Block(Style.HEADING, f"{number}. {question.prompt}"))
        paper.append(Block(Style.QUOTE, quoted(same_words(question.quote.quote))))
        for letter, choice in zip(ascii_uppercase, question.choices, strict=False):
            text = quoted(choice.text) if choice.citation is not None else choice.text
            paper.append(Block(Style.ITEM, text, lead=f"{letter}."))
            if choice.right:
                answers.append(Block(Style.TEXT, text, lead=f"{number}. {letter}."))
        answers += [
            Block(Style.QUOTE, quoted(same_words(one.quote)), after=sources.mark(one))
            for one in question.explanation
        ]
    made = say(f"Made from library revision {quiz.revision} with seed {quiz.seed}.")
    return [*paper, *answers, *sources.blocks(), Block(Style.TEXT, made)]


def _entry(seen: SeenEntry, sources: Sources) -> Iterator[Block]:
    if seen.steps:
        first, last = seen.entry.ideas[0].name, seen.entry.ideas[-1].name
        yield Block(Style.HEADING, sources.say(f"From “{first}” to “{last}”"))
        for number, step in enumerate(seen.steps, start=1):
            yield from _step(step, number, sources)
    elif seen.ideas:
        (idea,) = seen.ideas
        yield Block(Style.HEADING, idea.kept.name)
        for position, one in enumerate(idea.seen[: 1 + ALSO]):
            lead = "Also." if position else f"{idea.kept.kind.capitalize()}."
            yield _quotation(one, sources, sources.say(lead))
    else:
        (one,) = seen.quotations
        yield _quotation(one, sources, "")
    yield from _note(seen.entry.note)
    for change in seen.changes:
        lead = sources.say("Changed since it was collected.")
        yield Block(Style.ITEM, f"{sources.say(change)}.", lead=lead)


def _step(step: SeenStep, number: int, sources: Sources) -> Iterator[Block]:
    ends = (step.source, step.target) if step.kept.forward else (step.target, step.source)
    words = (FORWARD if step.kept.forward else BACK)[step.kept.relation]
    yield _quotation(ends[0], sources, f"{number}.")
    yield _quotation(ends[1], sources, sources.say(f"{words}:"))


def _quotation(seen: Seen, sources: Sources, lead: str) -> Block:
    """A quotation as it stands now, with its source; as it was collected where it is gone."""
    if seen.citation is None:
        after = f" [{sources.say(seen.state.value)}]"
        return Block(Style.QUOTE, quoted(same_words(seen.place.quote)), lead=lead, after=after)
    text = quoted(same_words(seen.citation.quote))
    return Block(Style.QUOTE, text, lead=lead, after=sources.mark(seen.citation))


def _note(note: str) -> Sequence[Block]:
    """The trainer's words, a block for each paragraph."""
    return [Block(Style.TEXT, same_words(part)) for part in note.split("\n\n") if part.strip()]
