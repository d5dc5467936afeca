"""What a reader takes along: an answer (`handout`), a paper (`downloads`), a trail (`pictures`).

A theme's handout is made by `answer.handout`, with the `words` of the reader's language.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer import paper, picture
from answer.signs import without
from web import words
from web.translation import gettext as _

if TYPE_CHECKING:
    from answer.records import Answer, Line
    from answer.trailgraph import TrailGraph
    from web.source import Cited

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plain(text: str) -> str:
    r"""`text` so that Markdown shows it as it is, on one line.

    >>> plain("a *b* <c>")
    'a \\*b\\* \\<c\\>'
    """
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join(text.split()))


def handout(answer: Answer, cites: list[Cited]) -> str:
    """The answer with its sections, and the sources under it."""
    numbers = {str(cited.place): cited.number for cited in cites}
    _style, headline, explanation = words.verdict(answer.verdict)
    parts = [f"# {plain(answer.question)}", f"**{headline}** ({words.match(answer.confidence)})."]
    parts.append(explanation)
    if answer.not_covered:
        missing = ", ".join(plain(word) for word in answer.not_covered)
        parts.append(_("Nothing in it matched: {words}").format(words=missing))
    for key, lines in answer.sections.items():
        if lines:
            parts.append(f"## {words.section(key)[0]}")
            parts.append("\n".join(_item(line, cites, numbers) for line in lines))
    if answer.nearest:
        parts.append(f"## {_('The nearest guidance')}")
        parts.append("\n".join(_item(line, cites, numbers) for line in answer.nearest))
    if cites:
        parts.append(f"## {_('Sources')}")
        parts.append("\n".join(_source(cited) for cited in cites))
    foot = _("Library revision {revision}. Every line is quoted word for word.")
    parts.append(foot.format(revision=answer.revision))
    return "\n\n".join(parts) + "\n"


def _item(line: Line, cites: list[Cited], numbers: dict[str, int]) -> str:
    mine = [cited for cited in cites if cited.citation in line.citations]
    marks = " ".join(f"[{numbers[str(cited.place)]}]" for cited in mine)
    strength = f"**{words.strength(line.strength)[0]}** " if line.strength else ""
    return f"- {strength}“{plain(without(line.text))}” {marks} ({words.sources(line.sources)})"


def _source(cited: Cited) -> str:
    citation = cited.citation
    path = f", {plain(citation.heading.replace(' > ', ' › '))}" if citation.heading else ""
    span = _("characters {start} to {end}").format(start=citation.start, end=citation.end)
    return f"{cited.number}. {plain(citation.document)}{path}, {span}: “{plain(citation.quote)}”"


def downloads(sheet: list[paper.Block], name: str, word: str, markdown: str) -> None:
    """Two buttons: the sheet for a word processor and as Markdown."""
    st.download_button(
        word, paper.docx(sheet), file_name=f"{name}.docx", mime=WORD, on_click="ignore"
    )
    st.download_button(
        markdown,
        paper.markdown(sheet),
        file_name=f"{name}.md",
        mime="text/markdown",
        on_click="ignore",
    )


def pictures(graph: TrailGraph) -> None:
    """Two buttons: the graph of a trail for slides and as a drawing, made when one is pressed."""
    for label, form, mime in (
        (_("Picture for slides (PNG)"), "png", "image/png"),
        (_("Picture as SVG"), "svg", "image/svg+xml"),
    ):
        st.download_button(
            label,
            functools.partial(picture.FORMS[f".{form}"], graph),
            file_name=f"{_('trail')}.{form}",
            mime=mime,
            on_click="ignore",
            key=f"picture-{form}",
        )
