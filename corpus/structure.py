"""Structure in plain text that has lost its markup. Start reading at `find_blocks`.

1. `_lines` gives the lines that are not blank; `_joined` puts hard-wrapped ones together again.
2. `_mark` finds each line's marker, and throws out those that are no list's ("A. Smith").
3. `_classify` goes over the lines once, and decides each by itself and its neighbours:
   rules, table rows, items, what continues an item, questions, headings, paragraphs.

A heading here is a short line without a full stop that stands before longer text; a question on a
line of its own heads its answers. Levels come from numbering and capitals; the first heading
becomes the title (`corpus.document`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from corpus.markers import Marker, find_marker, is_doubtful
from corpus.records import Block, Form, Span

# A text counts as hard-wrapped if its lines keep within what editors and e-mail wrap at.
_WIDEST_WRAP: Final = 120
_NARROWEST_WRAP: Final = 40
_WRAPPED_SHARE: Final = 0.2  # of the lines begin small; in 17 wrapped licences .33 to .86 do

_LONGEST_HEADING: Final = 120  # characters: 99.7 % of 5,215 Markdown headings in guidance
_MOST_HEADING_WORDS: Final = 16  # 99.7 % of the same headings
_LONGEST_QUESTION: Final = 220
_LONG_TEXT: Final = 80  # what a heading stands before: a line of prose
_SHORT_TITLE: Final = 60  # a numbered line this short, before prose, is a heading
_MOST_CONTINUED: Final = 6  # paragraphs of one item
_MOST_QUESTIONS: Final = 2  # more question lines in a row are a list of questions
_CHAINED: Final = 3  # title, chapter, section: headings that may stand right under each other
_INDENT: Final = 2

_RULE: Final = re.compile(r"[-–—=_*~#·•.+|:\s]+")
_LETTER: Final = re.compile(r"[^\W_]")
_TABLE: Final = re.compile(r"\S\t+\S|^\|.*\|$|\S \| \S.* \| \S")
_ADDRESS: Final = re.compile(r"https?://|www\.|\S+@\S+\.\w")
_STOP: Final = (".", "!", ";", ",", "…", ":", "।", "。")
_LONE_DASHES: Final = frozenset("-–—•*")
_FEWEST_WORDS: Final = 3  # of a short sentence; "Mr. X." and "Ltd." are none
_MARKS: Final = "\"'“”„‚‘’«»"
# Paragraphs that go on with the item above although the list is over: what to say, an example.
_GOES_ON: Final = re.compile(
    r"(?:say|try|tell them|for example|e\.g\.|example|powiedz|na przykład|np\.|zum beispiel|"
    r"z\. ?b\.|par exemple|dites|por ejemplo|diga)\b[^.]{0,60}[\"“„«:]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, or several that were wrapped: its span without its marker, and what is around."""

    span: Span
    text: str
    gap: bool  # a blank line stands before it
    indent: int
    marker: Marker | None = None
    dash: str = ""  # the lone dash on the line above


def find_blocks(text: str) -> tuple[Block, ...]:
    r"""Find the blocks of plain text; together with their markers they cover all but white space.

    >>> text = "Home visits\n\n- Ring first.\n- Be on time: nobody likes to wait."
    >>> [(block.form.value, block.marker, block.span.of(text)) for block in find_blocks(text)][:2]
    [('heading', '', 'Home visits'), ('item', '-', 'Ring first.')]
    """
    lines = _mark(_joined(_lines(text), text), text)
    return tuple(_classify(lines))


def is_question(text: str) -> bool:
    """Say whether a line asks something and does nothing else."""
    return text.endswith(("?", "？", "؟")) and len(text) <= _LONGEST_QUESTION


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    position = 0
    gap = False
    for line in text.splitlines(keepends=True):
        trimmed = line.strip()
        if trimmed:
            indent = len(line) - len(line.lstrip())
            start = position + indent
            found.append(_Line(Span(start, start + len(trimmed)), trimmed, gap, indent))
        gap = not trimmed
        position += len(line)
    return found


def _joined(lines: list[_Line], text: str) -> list[_Line]:
    """Join lines that were wrapped: the next line's first word would not have fitted any more."""
    width = max((len(line.text) for line in lines), default=0)
    wraps = _NARROWEST_WRAP <= width <= _WIDEST_WRAP and _is_wrapped(lines)
    joined: list[_Line] = []
    last = ""  # the line that the next one would be joined to
    for line in lines:
        if joined and _continues(last, line, width if wraps else 0, text):
            whole = Span(joined[-1].span.start, line.span.end)
            joined[-1] = replace(joined[-1], span=whole, text=whole.of(text))
        else:
            joined.append(line)
        last = line.text
    return joined


def _is_wrapped(lines: list[_Line]) -> bool:
    """Say whether lines break within sentences: some begin with a small letter."""
    pairs = [(above, line) for above, line in pairwise(lines) if not line.gap]
    broken = sum(
        line.text[0].islower() and not above.text.endswith(_STOP[:2]) for above, line in pairs
    )
    return broken > 0 and broken >= _WRAPPED_SHARE * len(pairs)


def _continues(last: str, line: _Line, width: int, text: str) -> bool:
    """Say whether `line` goes on with the line above it, whose text is `last`."""
    first, end = line.text, last[-1]
    if line.gap or not _LETTER.search(last) or find_marker(text, *line.span) or _table(first):
        return False
    if _table(last) or not _LETTER.search(first) or first[0] in "#>|":
        return False
    if first[0].islower() and end not in ".!?:;":
        return True
    room = width - len(last) - len(first.split(maxsplit=1)[0])
    return bool(width) and room <= 1 + width // 12  # ragged editors leave a little more


def _mark(lines: list[_Line], text: str) -> list[_Line]:
    """Find the markers of the lines, and put a lone dash to the line after it."""
    found = [find_marker(text, *line.span) for line in lines]
    doubtful = {(m.style, m.number) for m in found if m and is_doubtful(m)}
    marked = []
    dash: _Line | None = None
    for line, marker in zip(lines, found, strict=True):
        real = marker if marker and _stands(marker, doubtful) else None
        lone = line.text in _LONE_DASHES
        if dash and (lone or real):
            marked.append(dash)
            dash = None
        if lone:
            dash = line
            continue
        if real:
            marked.append(_without_marker(line, real))
        else:
            marked.append(replace(line, dash=dash.text, gap=True) if dash else line)
        dash = None
    return [*marked, dash] if dash else marked


def _without_marker(line: _Line, marker: Marker) -> _Line:
    words = line.text[len(marker.text) :].lstrip()
    span = Span(line.span.end - len(words), line.span.end)
    return replace(line, span=span, text=words, marker=marker)


def _stands(marker: Marker, doubtful: set[tuple[str, int]]) -> bool:
    """Say whether a marker is one, given all the doubtful ones of the text."""
    return not is_doubtful(marker) or _has_neighbour(marker, doubtful)


def _has_neighbour(marker: Marker, known: set[tuple[str, int]]) -> bool:
    return any((marker.style, marker.number + step) in known for step in (-1, 1))


def _classify(lines: list[_Line]) -> list[Block]:
    blocks: list[Block] = []
    lists: list[tuple[int, str]] = []  # (indent, style) of the open items, outermost first
    capitals = _mixed_capitals(lines)
    questions = _questions(lines)
    dashes = [len(line.text) for line in lines if line.dash]
    short_dashes = bool(dashes) and sorted(dashes)[len(dashes) // 2] < _LONG_TEXT
    for number, line in enumerate(lines):
        if not _LETTER.search(line.text) and _RULE.fullmatch(line.text):
            blocks.append(Block(line.span, Form.PARAGRAPH, chrome="rule"))
        elif line.dash:
            form = Form.ITEM if short_dashes else Form.PARAGRAPH
            blocks.append(Block(line.span, form, marker=line.dash))
            lists = []
        elif _row(lines, number):
            blocks.append(Block(line.span, Form.ROW))
        elif number in questions:
            marker = line.marker.text if line.marker else ""
            blocks.append(Block(line.span, Form.HEADING, 2, marker))
            lists = []
        elif line.marker and line.marker.style == "answer":
            blocks.append(Block(line.span, Form.PARAGRAPH, 0, line.marker.text))
            lists = []
        elif level := _heading_level(lines, number, capitals=capitals, in_list=bool(lists)):
            marker = line.marker.text if line.marker else ""
            blocks.append(Block(line.span, Form.HEADING, level, marker))
            lists = []
        elif line.marker:
            lists = _nested(lists, line)
            blocks.append(Block(line.span, Form.ITEM, len(lists) - 1, line.marker.text))
        else:
            if not _continues_item(lines, number, lists):
                lists = []
            form = Form.QUOTATION if _quoted(line.text) else Form.PARAGRAPH
            blocks.append(Block(line.span, form, len(lists)))
    return blocks


def _nested(lists: list[tuple[int, str]], line: _Line) -> list[tuple[int, str]]:
    """Give the open lists after an item: those it stands in, and its own at the end.

    A known style goes back to its list; a new one, or the same further in, opens a list inside.
    """
    style = line.marker.style if line.marker else ""
    for depth in range(len(lists) - 1, -1, -1):
        indent, known = lists[depth]
        if known == style and line.indent < indent + _INDENT:
            return [*lists[:depth], (line.indent, style)]
    outer = [entry for entry in lists if entry[0] <= line.indent]
    return [*outer, (line.indent, style)]


def _questions(lines: list[_Line]) -> frozenset[int]:
    """Find the lines that are questions with something under them to answer."""
    found: set[int] = set()
    run: list[int] = []
    for number, line in enumerate([*lines, None]):
        if line is not None and _asks(lines, number):
            run.append(number)
            continue
        if line is not None and len(run) <= _MOST_QUESTIONS:
            found.update(run)
        run = []
    return frozenset(found)


def _asks(lines: list[_Line], number: int) -> bool:
    line = lines[number]
    if not is_question(line.text) or line.dash or line.text[0] in _MARKS:
        return False
    if line.marker and line.marker.style != "question":
        after = lines[number + 1] if number + 1 < len(lines) else None
        return line.marker.number > 0 and after is not None and _prose(after)
    before = lines[number - 1] if number else None
    return before is None or not before.text.endswith(":")


def _heading_level(lines: list[_Line], number: int, *, capitals: bool, in_list: bool) -> int:
    """Give the level of the heading that a line is, 0 if it is none."""
    line = lines[number]
    after = lines[number + 1] if number + 1 < len(lines) else None
    if after is None or is_question(line.text) or not _headline(line.text):
        return 0
    if line.marker:
        short = line.marker.number and len(line.text) <= _SHORT_TITLE
        return 1 + max(1, line.marker.depth) if short and _prose(after) else 0
    if _underlined(after) and not after.gap:
        return 2
    close = (not line.gap and after.marker is None) or line.indent >= _INDENT
    if (in_list and close and not _prose(after)) or not _leads(lines, number):
        return 0
    return 2 if not capitals or line.text.isupper() else 3


def _headline(text: str) -> bool:
    """Say whether a line has the looks of a heading: short, no full stop, begins like one."""
    if len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_HEADING_WORDS:
        return False
    text = text.removesuffix(":")
    if (
        not text
        or text.endswith(_STOP)
        or text[0] in _MARKS
        or text[-1] in _MARKS
        or text[0].islower()
    ):
        return False
    return bool(_LETTER.search(text)) and not _ADDRESS.search(text) and text[0] not in "#@"


def _leads(lines: list[_Line], number: int) -> bool:
    """Say whether a line stands before longer text or a list, or before headings that do."""
    colon = lines[number].text.endswith(":")
    for after in lines[number + 1 : number + 1 + _CHAINED]:
        if after.dash:
            return not colon
        if _prose(after):
            return not colon or len(lines[number].text) < _SHORT_TITLE
        if after.marker:
            return not colon
        if is_question(after.text):
            continue
        if colon or not _headline(after.text):
            return False
    return False


def _prose(line: _Line) -> bool:
    """Say whether a line is running text, not a label."""
    if line.marker and line.marker.style != "answer":
        return False
    return len(line.text) >= _LONG_TEXT or (
        line.text.endswith((".", "!", ":")) and len(line.text.split()) >= _FEWEST_WORDS
    )


def _underlined(after: _Line) -> bool:
    return len(after.text) > _INDENT and set(after.text) in ({"="}, {"-"}, {"~"})


def _mixed_capitals(lines: list[_Line]) -> bool:
    """Say whether the text has headings in capitals above headings in small letters."""
    capitals = sum(line.text.isupper() and _headline(line.text) for line in lines)
    return capitals > 1


def _continues_item(lines: list[_Line], number: int, lists: list[tuple[int, str]]) -> bool:
    """Say whether a line without a marker still belongs to the item above it."""
    if not lists:
        return False
    line = lines[number]
    indent, style = lists[-1]
    if line.indent >= indent + _INDENT:
        return True
    if _GOES_ON.match(line.text) and lines[number - 1].marker:
        return True
    above = range(number - 1, max(-1, number - 1 - _MOST_CONTINUED), -1)
    item = next((lines[n].marker for n in above if lines[n].marker), None)
    for ahead, after in enumerate(lines[number + 1 : number + 1 + _MOST_CONTINUED]):
        if after.marker and item:
            bullet = after.marker.style == style and not item.number
            return after.marker.follows(item) or (
                bullet and not line.gap and ahead == 0 and not line.text.endswith(":")
            )
        if after.dash or after.text.endswith("?"):
            return False
    return False


def _row(lines: list[_Line], number: int) -> bool:
    """Say whether a line is a row of a table, which has two rows at least."""
    if lines[number].marker or not _table(lines[number].text):
        return False
    around = lines[max(0, number - 2) : number] + lines[number + 1 : number + 3]
    return any(_table(line.text) for line in around)


def _table(text: str) -> bool:
    return bool(_TABLE.search(text[:2000]))


def _quoted(text: str) -> bool:
    """Say whether a paragraph is a quotation as a whole."""
    return text[0] in '"“„«»' and text[-1] in '"”“»«' and len(text) > _INDENT
