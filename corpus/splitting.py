"""Blocks to sections and passages. Start reading at `split`.

1. `_covered` adds what no block holds (marks of the markup, lost ends), so that nothing is lost.
2. `_Outline` goes down the blocks and opens and closes sections: headings by their level, a
   question with its answers, a contributed answer with the lone dash before it.
3. `_parents` ties passages: an item to the line that announces the list, a sub-item and a
   continuing paragraph to their item.
4. `_passage` finds quotations, sentences and an item's title.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from corpus.language import detect_all
from corpus.quotations import find_quotations
from corpus.records import Block, Form, Passage, Quotation, Section, SectionRole, Span
from corpus.sentences import split_sentences
from corpus.structure import is_question

if TYPE_CHECKING:
    from collections.abc import Iterable

_SOMETHING: Final = re.compile(r"\S+(?:[^\S\n]+\S+)*")

# An item's own name before its explanation: "Name: …", "Name – …", "**Name** …", "Name. …".
_BOLD_OPENING: Final = re.compile(
    r"(?P<mark>\*\*|__)(?:\(?[\da-z]{1,3}[.)]\s+)?(?P<name>[^*_\n]{3,90}?)"
    r"(?:[.:!](?P=mark)|(?P=mark)[.:])\s+(?=\S)"
)
_TITLE_BY_MARK: Final = re.compile(
    r"(?P<mark>[*_]{1,3})(?P<marked>[^*_\n]{2,80}?)[.:]?(?P=mark)[.:]?"
    r"(?:[ \t]*[-–—:][ \t]*|\s+)(?=\S)"
    r"|(?P<name>[^\s:.!?\"“„(][^:.!?\"“„\n]{1,60}?)(?::\s+|[ \t]+[-–—][ \t]+)(?=\S)"
)
_MOST_TITLE_WORDS: Final = 8
_MOST_SENTENCE_TITLE: Final = 60  # characters of a first sentence that is a name
_TITLED_SHARE: Final = 0.5  # of a list's items: less is chance, not a pattern


@dataclass(slots=True)
class _Open:
    """A section while its end is not known."""

    role: SectionRole
    start: int
    heading: Span | None
    level: int
    parent: int
    end: int


@dataclass(slots=True)
class _Outline:
    """The sections so far, and those of them that are open, outermost first."""

    text: str
    sections: list[_Open]
    open: list[int] = field(default_factory=lambda: [0])

    def add(self, block: Block) -> int:
        """Take the next block; give the section that it stands in."""
        if not block.chrome and block.form is Form.HEADING:
            asks = is_question(block.span.of(self.text))
            role = SectionRole.QUESTION if asks else SectionRole.HEADING
            self._begin(role, block, block.level)
        elif self.answers(block):
            question = next(n for n in reversed(self.open) if self._role(n) is SectionRole.QUESTION)
            self._begin(SectionRole.ANSWER, block, self.sections[question].level + 1)
        for number in self.open:
            self.sections[number].end = block.span.end
        return self.open[-1]

    def answers(self, block: Block) -> bool:
        """Say whether a block begins a contributed answer: marked, and under a question."""
        marked = bool(block.marker) and block.form is Form.PARAGRAPH and not block.chrome
        return marked and any(self._role(n) is SectionRole.QUESTION for n in self.open)

    def path(self, section: int) -> tuple[str, ...]:
        """Give the headings from the top down to a section's own."""
        found: list[str] = []
        while section >= 0:
            heading = self.sections[section].heading
            if heading:
                found.append(" ".join(heading.of(self.text).split()))
            section = self.sections[section].parent
        return tuple(reversed(found))

    def _begin(self, role: SectionRole, block: Block, level: int) -> None:
        while len(self.open) > 1 and self.sections[self.open[-1]].level >= level:
            self.open.pop()
        heading = block.span if block.form is Form.HEADING else None
        parent = self.open[-1]
        self.sections.append(_Open(role, block.span.start, heading, level, parent, block.span.end))
        self.open.append(len(self.sections) - 1)

    def _role(self, section: int) -> SectionRole:
        return self.sections[section].role


def split(
    text: str, blocks: Iterable[Block]
) -> tuple[str, tuple[Section, ...], tuple[Passage, ...]]:
    """Give the document's language, its sections and its passages, all in the text's order."""
    covered = _covered(text, blocks)
    outline = _Outline(text, [_Open(SectionRole.TOP, 0, None, 0, -1, len(text))])
    placed: list[tuple[Block, int]] = []
    for block in covered:
        begins_answer = outline.answers(block)
        section = outline.add(block)
        dashed = block.marker and block.form is Form.PARAGRAPH and not begins_answer
        # A lone dash with no question to answer is an item's.
        placed.append((replace(block, form=Form.ITEM) if dashed else block, section))
    guidance = [block.span.of(text) for block, _ in placed if not block.chrome]
    language, languages = detect_all(guidance or [text])
    remaining = iter(languages)
    parents = _parents(text, placed)
    passages = []
    for (block, section), parent in zip(placed, parents, strict=True):
        own = language if block.chrome else next(remaining, language)
        above = outline.sections[section].parent if _heads(block, outline, section) else section
        passage = _passage(text, block, own)
        passages.append(
            replace(passage, section=section, heading_path=outline.path(above), parent=parent)
        )
    sections = tuple(
        Section(one.role, Span(one.start, one.end), one.heading, one.level, one.parent)
        for one in outline.sections
    )
    return language, sections, tuple(_titled(text, passages))


def _heads(block: Block, outline: _Outline, section: int) -> bool:
    return outline.sections[section].heading == block.span


def _covered(text: str, blocks: Iterable[Block]) -> list[Block]:
    """Add chrome blocks for what stands in no block and is no block's marker."""
    covered: list[Block] = []
    position = 0
    for block in blocks:
        before = text[position : block.span.start]
        marker_start = block.span.start
        if block.marker:
            at = before.rfind(block.marker)
            if at >= 0 and not before[at + len(block.marker) :].strip():
                marker_start = position + at
            else:  # it is not there to be had
                block = replace(block, marker="")  # noqa: PLW2901 - the loop goes on with it
        covered.extend(_leftovers(text, position, marker_start))
        if block.span.of(text).strip():
            covered.append(block)
        position = max(position, block.span.end)
    covered.extend(_leftovers(text, position, len(text)))
    return covered


def _leftovers(text: str, start: int, end: int) -> Iterable[Block]:
    for match in _SOMETHING.finditer(text, start, end):
        yield Block(Span(*match.span()), Form.PARAGRAPH, chrome="markup")


def _parents(text: str, placed: list[tuple[Block, int]]) -> list[int]:
    """Give for each block the index of the one that it belongs to, or -1."""
    parents: list[int] = []
    items: list[int] = []  # the open items, outermost first
    announcer = -1
    before = -1
    for number, (block, section) in enumerate(placed):
        if block.chrome:
            parents.append(-1)
            continue
        if before >= 0 and (placed[before][1] != section or block.form is Form.HEADING):
            items, announcer = [], -1
        if block.form is Form.ITEM or block.level > 0:
            items = items[: block.level]
        elif block.form is not Form.ROW or before < 0 or placed[before][0].form is not Form.ROW:
            items = []
            announcer = before if block.form is not Form.PARAGRAPH else -1
        parent = items[-1] if items else -1
        if block.form is Form.ITEM:
            if not items and (before < 0 or placed[before][0].form not in (Form.ITEM, Form.ROW)):
                announcer = announcer if _inside(placed, before) else before
            parent = parent if items else _announces(text, placed, announcer, number)
            items = [*items, number]
        elif parent < 0 and block.form is not Form.HEADING:
            parent = _announces(text, placed, announcer, number)
        parents.append(parent)
        before = number
    return parents


def _inside(placed: list[tuple[Block, int]], number: int) -> bool:
    """Say whether a block stands inside of an item."""
    return (
        number >= 0 and placed[number][0].form is not Form.HEADING and placed[number][0].level > 0
    )


def _announces(text: str, placed: list[tuple[Block, int]], number: int, of: int) -> int:
    """Give `number` back if that block announces what comes, else -1."""
    if number < 0 or placed[number][1] != placed[of][1]:
        return -1
    block = placed[number][0]
    plain = block.form is Form.PARAGRAPH
    return number if plain and block.span.of(text).rstrip("*_ ").endswith((":", "：")) else -1


def _passage(text: str, block: Block, language: str) -> Passage:
    """Make a passage of a block, not yet placed in its section."""
    if block.form is Form.CODE or block.chrome:
        quotations: tuple[Quotation, ...] = ()
        sentences: tuple[Span, ...] = (_trimmed(text, block.span),)
    else:
        quotations = find_quotations(text, block.span)
        sentences = split_sentences(text, block.span, language=language, quotations=quotations)
    return Passage(
        span=_trimmed(text, block.span),
        form=block.form,
        section=0,
        heading_path=(),
        language=language,
        sentences=sentences,
        quotations=quotations,
        marker=block.marker,
        chrome=block.chrome,
    )


def _trimmed(text: str, span: Span) -> Span:
    inner = span.of(text)
    start = span.end - len(inner.lstrip())
    return Span(start, start + len(inner.strip()))


def _titled(text: str, passages: list[Passage]) -> list[Passage]:
    """Give the items their titles, in lists where half of the items have one.

    A paragraph has a title where it opens with one in bold ("**5. Name the limit.** Hints …").
    """
    titles = {
        number: _title(text, passage)
        for number, passage in enumerate(passages)
        if passage.form is Form.ITEM and not passage.chrome
    }
    lists = {number: (passages[number].section, passages[number].parent) for number in titles}
    sizes = Counter(lists.values())
    named = Counter(lists[number] for number, title in titles.items() if title)
    for number, passage in enumerate(passages):
        if passage.form is Form.PARAGRAPH and not passage.chrome:
            opening = _BOLD_OPENING.match(text, passage.span.start, passage.span.end)
            if opening and len(opening["name"].split()) <= _MOST_TITLE_WORDS:
                titles[number] = Span(*opening.span("name"))
    return [
        replace(passage, title=titles[number])
        if titles.get(number)
        and (number not in lists or named[lists[number]] >= _TITLED_SHARE * sizes[lists[number]])
        else passage
        for number, passage in enumerate(passages)
    ]


def _title(text: str, passage: Passage) -> Span | None:
    match = _TITLE_BY_MARK.match(text, passage.span.start, passage.span.end)
    if match and len(match[0].split()) <= _MOST_TITLE_WORDS + 1:
        return Span(*match.span("marked" if match["marked"] else "name"))
    first = passage.sentences[0]
    words = first.of(text)
    short = len(words) <= _MOST_SENTENCE_TITLE and len(words.split()) <= _MOST_TITLE_WORDS
    if len(passage.sentences) > 1 and short and words.endswith("."):
        return Span(first.start, first.end - 1)
    return None
