"""A theme to take along: buttons that hand over its handout, made when one is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from answer import handout
from web import making, opened, words
from web.translation import gettext as _
from web.translation import language, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def of_theme(theme: str) -> None:
    """Draw the buttons for the theme with this id."""
    found = making.themes(_("Finding the themes …")).named(theme)
    library, spoken = opened.current(), own_words()

    def made(write: Callable[..., bytes | str]) -> Callable[[], bytes | str]:
        return lambda: write(library, found, spoken)

    with st.container(horizontal=True, key="taking"):
        for label, ending, mime, write in (
            (_("Handout for Word"), "docx", DOCX, handout.word),
            (_("Handout as Markdown"), "md", "text/markdown", handout.markdown),
        ):
            st.download_button(
                label,
                made(write),
                file_name=f"{_('theme')}.{ending}",
                mime=mime,
                on_click="ignore",
                key=f"handout-{ending}",
            )


def own_words() -> handout.Words:
    """What a handout says beside its quotations, in the reader's language.

    The language is that of now: the handout is made later, when no page is drawn.
    """
    code = language()

    def documents(number: int) -> str:
        return ngettext("{n} document", "{n} documents", number, code)

    def ideas(number: int) -> str:
        return ngettext("{n} idea", "{n} ideas", number, code)

    def places(number: int) -> str:
        return ngettext("{n} other place", "{n} other places", number, code)

    note = _(
        "{documents}, {ideas}; library revision {revision}. Every line is quoted word for word."
    )
    return handout.Words(
        title=_("What the guidance says"),
        note=note,
        kinds={kind: words.kinds(kind) for kind in words.KINDS},
        joined={
            relation: words.relation(relation, outward=False)
            for _kind, relation in handout.PARTS
            if relation is not None
        },
        also=_("also:"),
        more=_("and at {places}"),
        sources=_("Documents"),
        none=_("None."),
        documents=documents,
        ideas=ideas,
        places=places,
    )
