"""The view of gaps: what the guidance lacks, one sort at a time.

A link that is too unsure to count is shown with an idea as what may be the answer after all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from web import making, words
from web.address import link
from web.translation import N_, ngettext
from web.translation import gettext as _
from web.views import quoted

if TYPE_CHECKING:
    from answer.trainer import Form
    from web.views.bar import Here

FIRST: Final = 20
"""Ideas shown at first."""

SORTS: Final = {
    "unanswered": (
        N_("Risks without an answer"),
        N_("No practice was found that makes these less likely."),
        N_("Every risk has a practice that makes it less likely."),
    ),
    "unreasoned": (
        N_("Practices without a reason"),
        N_("Nothing was found that these are for: no risk, principle or benefit."),
        N_("Every practice has a reason."),
    ),
    "unlived": (
        N_("Principles that nobody lives"),
        N_("No practice was found that shows how these are lived."),
        N_("Every principle has a practice that lives it."),
    ),
    "single": (
        N_("Said once"),
        N_("Other ideas rest on these, and only one independent source says them."),
        N_("Nothing that others rest on is said by one source alone."),
    ),
}
"""The sorts of gaps: heading, what it means, and what is said where there is none."""


def draw(here: Here) -> None:
    """Draw the view."""
    form = making.form("gaps", _("Looking for gaps …"))
    if not opened_ideas(form):
        st.html(quoted.nothing(_("No gaps were found"), _("Nothing is missing in this library.")))
        return
    chosen = here.shown.get("sort", "")
    chosen = chosen if chosen in SORTS else next(sort for sort in SORTS if form[sort])
    st.html(_sorts(form, chosen, here))
    _heading, meaning, none = SORTS[chosen]
    found = form[chosen]
    shown = here.most(FIRST)
    if not found:
        st.html(f"<p>{_(none)}</p>")
        return
    unsure = sum(gap["perhaps"] is not None for gap in found)
    told = _(meaning)
    if chosen != "single":
        told += " " + _("Links between documents are seldom found: another may have the answer.")
    if unsure:
        told += " " + ngettext(
            "{n} of them has a link that is too unsure to count; it is shown as “perhaps”.",
            "{n} of them have a link that is too unsure to count; it is shown as “perhaps”.",
            unsure,
        )
    rows = "".join(quoted.line(gap, here, _perhaps(gap, here)) for gap in found[:shown])
    st.html(
        f'<p class="gg-soft">{told}</p><ol class="gg-list">{rows}</ol>'
        f"{quoted.more(len(found), shown, here, FIRST)}"
    )


def opened_ideas(form: Form) -> int:
    """How many gaps there are of all sorts."""
    return sum(len(form[sort]) for sort in SORTS)


def _sorts(form: Form, chosen: str, here: Here) -> str:
    """The sorts as links with how many there are; the one that is open is marked."""
    links = ""
    for sort, (heading, *_rest) in SORTS.items():
        count = f'<span class="gg-count">{len(form[sort])}</span>'
        current = ' aria-current="true"' if sort == chosen else ""
        to = link(here.at(sort=sort, most=""), f"{_(heading)} {count}", classes="gg-chip")
        links += to.replace("<a ", f"<a{current} ", 1)
    return f'<nav class="gg-chips gg-sorts" aria-label="{_("Sorts of gaps")}">{links}</nav>'


def _perhaps(gap: Form, here: Here) -> str:
    edge = gap["perhaps"]
    if edge is None:
        return ""
    end = "from" if edge["from"] != gap["idea"] else "to"
    cited = edge["evidence"][end]
    text = quoted.words_of(cited, tag="span")
    return (
        f'<p class="gg-perhaps"><b>{_("perhaps")}</b> {text} '
        f'<span class="gg-facts">{quoted.where(cited, here)}'
        f"<span>{words.in_100(edge['score'])}</span></span></p>"
    )
