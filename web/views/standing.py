"""What a principle stands on: a part of the card of an idea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from web import making, words
from web.address import EXPLORE, address, link
from web.lines import sign
from web.translation import N_, language
from web.translation import gettext as _
from web.verbatim import said
from web.views import quoted

if TYPE_CHECKING:
    from answer.trainer import Form
    from web.views.bar import Here

SORTS: Final = (
    ("lived", N_("Lived by"), "from"),
    ("served", N_("Served by"), "from"),
    ("threatened", N_("Threatened by"), "from"),
    ("guarded", N_("Guarded against these risks by"), "from"),
    ("grounds", N_("It rests on"), "from"),
    ("cases", N_("On it rest"), "to"),
    ("against", N_("Pulls against"), ""),
)
"""What stands around a principle, its heading, and the end of a link that is shown."""

FIRST: Final = 10
"""Shown of each sort; the graph has the others."""


def standing(principle: str, here: Here) -> str:
    """The lists around a principle, or a sentence that says that there is nothing."""
    form = making.form("uphold", _("Looking for what upholds it …"), principle)
    parts = "".join(_sort(form, *sort, here) for sort in SORTS)
    heading = f"<h3>{_('What upholds it')}</h3>"
    if not parts:
        none = _("Nothing in the library upholds it, and nothing rests on it.")
        return f"{heading}<p>{none}</p>"
    return heading + parts


def _sort(form: Form, sort: str, heading: str, end: str, here: Here) -> str:
    edges = form[sort]
    if not edges:
        return ""
    mine = form["principle"]["idea"]
    rows = "".join(
        _row(edge, end or ("to" if edge["from"] == mine else "from"), here)
        for edge in edges[:FIRST]
    )
    return (
        f'<section class="gg-rel"><h4>{_(heading)} <small>{len(edges)}</small></h4>{rows}</section>'
    )


def _row(edge: Form, end: str, here: Here) -> str:
    """One idea, with both quotations and what the link rests on behind it."""
    cited = edge["evidence"][end]
    text = quoted.words_of(cited, tag="span")
    own = quoted.in_own(cited)
    shown = said(own, language(), tag="span") if own else text
    to = link(address(EXPLORE, idea=cited["idea"]), _("Go to this idea"))
    other = edge["evidence"]["to" if end == "from" else "from"]
    beside = quoted.words_of(other)
    sure = words.in_100(edge["score"])
    unsure = "" if edge["score"] >= quoted.TRUSTED else f" <b>{_('perhaps')}</b>"
    return (
        f'<details class="gg-edge"><summary>{sign(edge[f"{end}_kind"])}<span>{shown}{unsure}</span>'
        f'</summary><div class="gg-twins"><div>{text}</div><div>{beside}</div></div>'
        '<div class="gg-facts">'
        f"{quoted.where(cited, here)}<span>{sure}</span><span>{quoted.rests(edge)}</span>{to}"
        "</div></details>"
    )
