"""Text of documents as HTML, changed in nothing: escaped, and marked by spans of its offsets.

Start reading at `marked`. No Markdown is made of such text: that would lose asterisks and line
breaks, and an image address in the text would be loaded.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from answer.signs import signs
from corpus.records import Span
from web import opened, told
from web.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.records import Citation
    from corpus.records import Document, Passage


FILLED: Final = 0.8
"""Share of its passage from which a quotation needs its neighbours to be seen in context."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text to set apart, by an element (`tag`) with a class.

    What is `silent` is not read out.
    """

    span: Span
    classes: str
    tag: str = "span"
    title: str = ""
    silent: bool = False

    def opening(self, *, last: bool) -> str:
        """The start tag of one piece; the class `last` lets a style put a label after the whole."""
        title = f' title="{escape(self.title)}"' if self.title else ""
        silent = ' aria-hidden="true"' if self.silent else ""
        classes = f"{escape(self.classes)}{' last' if last else ''}"
        return f'<{self.tag} class="{classes}"{title}{silent}>'


def marked(text: str, within: Span, marks: Sequence[Mark] = (), *, markdown: bool = False) -> str:
    """The part `within` of `text` as HTML, each of `marks` around what it covers.

    Marks may overlap: the text is cut at every end, and a piece lies in all marks that cover it.
    Where the text is `markdown`, what that sets apart is shown so (`markup`).

    >>> from corpus.records import Span
    >>> marked("a < b", Span(0, 5), [Mark(Span(2, 3), "hit", "mark")])
    'a <mark class="hit last">&lt;</mark> b'
    """
    every = [*marks, *(markup(text, within) if markdown else ())]
    near = [mark for mark in every if mark.span.start < within.end and mark.span.end > within.start]
    ends = {within.start, within.end}
    for mark in near:
        ends.update(end for end in mark.span if within.start < end < within.end)
    cuts = sorted(ends)
    pieces = []
    for start, end in itertools.pairwise(cuts):
        over = [mark for mark in near if mark.span.start <= start and mark.span.end >= end]
        opening = "".join(mark.opening(last=mark.span.end == end) for mark in over)
        closing = "".join(f"</{mark.tag}>" for mark in reversed(over))
        pieces.append(f"{opening}{escape(text[start:end])}{closing}")
    return "".join(pieces)


def markup(text: str, within: Span) -> list[Mark]:
    """Marks that show bold, italics, code and links of Markdown as they are meant.

    Its asterisks, backquotes and addresses (`answer.signs`) stay in the text and are copied with
    it; the style sheet hides them in a line and dims them in a source.

    >>> from corpus.records import Span
    >>> [(tuple(mark.span), mark.classes) for mark in markup("**Ask** first", Span(0, 13))]
    [((0, 2), 'gg-markup'), ((5, 7), 'gg-markup'), ((2, 5), 'gg-strong')]
    """
    found, apart = signs(text, within)
    return [
        *(Mark(one, "gg-markup", silent=True) for one in found),
        *(Mark(span, f"gg-{tag}", tag) for tag, span in apart),
    ]


def language_of(code: str) -> str:
    """The attribute that tells a reader program which language to speak.

    >>> language_of("pl"), language_of("und")
    (' lang="pl"', '')
    """
    return f' lang="{escape(code)}"' if code not in {"", "und"} else ""


def said(text: str, language: str = "", *, tag: str = "p", document: str = "") -> str:
    """A quotation as an element of its own, in the face of the documents' words.

    `document` is the name of the one that is quoted; where it is not known, as with the name of an
    idea, what looks like Markdown is taken for it.
    """
    markdown = not document or opened.is_markdown(document)
    body = marked(text, Span(0, len(text)), markdown=markdown)
    return f'<{tag} class="gg-said"{language_of(language)}>{body}</{tag}>'


def quote_of(citation: Citation, *, tag: str = "p") -> str:
    """The quotation of a citation."""
    return said(citation.quote, citation.language, tag=tag, document=citation.document)


def passages_of(document: Document, span: Span) -> tuple[Passage, ...]:
    """The passages that `span` touches, in order."""
    return tuple(
        passage
        for passage in document.passages
        if passage.span.start < span.end and passage.span.end > span.start
    )


def in_context(document: Document, span: Span) -> tuple[tuple[str, bool], ...]:
    """The passages around `span` as HTML, with `span` in a `<mark>`, and whether they hold it.

    Where the quotation fills its passage, the neighbours in the same section stand around it.
    """
    held = passages_of(document, span)
    mark, markdown = Mark(span, "gg-reveal", "mark"), document.media_type == opened.MARKDOWN
    if not held:
        return ((marked(document.text, span, [mark], markdown=markdown), True),)
    around = held
    length = sum(passage.span.end - passage.span.start for passage in held)
    if span.end - span.start > FILLED * length:
        near = [one for one in document.passages if _is_beside(document, one, held[0])]
        before = [one for one in near if one.span.end <= held[0].span.start][-1:]
        after = [one for one in near if one.span.start >= held[-1].span.end][:1]
        around = (*before, *held, *after)
    return tuple(
        (marked(document.text, one.span, [mark], markdown=markdown), one in held) for one in around
    )


def _is_beside(document: Document, passage: Passage, held: Passage) -> bool:
    """Whether a passage tells something about what stands around `held`."""
    words = any(char.isalpha() for char in passage.span.of(document.text))
    return words and passage.section == held.section and not passage.chrome


def headings_of(document: Document) -> list[Mark]:
    """Marks for a document's headings."""
    return [
        Mark(section.heading, "heading")
        for section in document.sections
        if section.heading is not None
    ]


def set_aside(document: Document) -> list[Mark]:
    """Marks for what is no guidance, each with the reason."""
    return [
        Mark(
            passage.span,
            "aside",
            title=_("not used: {reason}").format(reason=told.aside(passage.chrome)),
        )
        for passage in document.passages
        if passage.chrome
    ]
