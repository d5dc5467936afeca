"""The view of how two ideas connect: chains of links with a quotation for every step.

Start reading at `draw`. The surest way comes first; others share no idea with it. Where nothing
connects the two, it says why.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.errors import LibraryError
from web import collect, making, opened, told, words
from web.address import EXPLORE, address, link
from web.lines import sign
from web.translation import gettext as _
from web.translation import ngettext
from web.verbatim import said
from web.views import quoted

if TYPE_CHECKING:
    from answer.trainer import Form
    from kg.records import Idea
    from web.views.bar import Here

FOUND: Final = 6
"""Ideas offered for an end."""

ENDS: Final = ("idea", "to")
"""The parameters that hold the two ends."""


def draw(here: Here) -> None:
    """Draw the view."""
    st.html(f"<h2>{_('How they connect')}</h2>")
    columns = st.columns(2, gap="medium")
    known = []
    for column, name in zip(columns, ENDS, strict=True):
        with column:
            known.append(_end(name, here))
    if not all(known):
        text = _("Choose two ideas: every step from one to the other is shown with its quotations.")
        st.html(f'<p class="gg-soft">{text}</p>')
        return
    ends = [here.shown[name] for name in ENDS]
    form = making.form("ways", _("Looking for ways …"), *ends)
    swap = link(here.at(idea=ends[1], to=ends[0]), _("The other way round"))
    if form["apart"]:
        st.html(_apart(form))
        return
    if ends[0] == ends[1]:
        st.html(f"<p>{_('Both are the same idea.')}</p>")
        return
    add = collect.adding(EXPLORE, collect.PATH, _("path"), **here.shown)
    st.html(
        f"<p>{' · '.join(filter(None, (swap, add)))}</p>"
        + "".join(_way(way, n, here) for n, way in enumerate(form["ways"]))
    )


def _end(name: str, here: Here) -> bool:
    """Draw one end: the idea that is chosen, or the field that finds one; whether it is known."""
    label = _("From") if name == "idea" else _("To")
    chosen = here.shown.get(name, "")
    if chosen:
        shown, known = _named(chosen)
        other = _("Choose another")
        to = link(here.at(**{name: "", "view": "path"}), other, label=f"{label}: {other}")
        st.html(f'<div class="gg-end"><b>{label}</b><p>{shown}</p>{to}</div>')
        return known
    field = "find_from" if name == "idea" else "find_other"
    text: str = st.text_input(
        label, key=field, type="search", live=True, placeholder=_("words of the idea")
    )
    if text.strip():
        other = here.shown.get(ENDS[name == "idea"], "")
        found = opened.current().find_ideas(text.strip(), FOUND)
        offered = [idea for idea in found if idea.id != other]
        st.html(
            f'<div role="status">{_offers(offered, name, here)}</div>'
            if offered
            else f'<p class="gg-soft" role="status">{_("No other idea has these words.")}</p>'
        )
    return False


def _named(idea: str) -> tuple[str, bool]:
    """An idea's name, or why there is none, and whether there is one."""
    try:
        held = opened.current().idea(idea)
    except LibraryError as error:
        return escape(told.error(error)), False
    return f"{sign(held.kind.value)}{said(held.name, held.language, tag='span')}", True


def _offers(ideas: list[Idea], name: str, here: Here) -> str:
    links = "".join(
        link(
            here.at(**{name: idea.id, "view": "path"}),
            f"{sign(idea.kind.value)}{said(idea.name, tag='span')}",
            classes="gg-chip",
        )
        for idea in ideas
    )
    return f'<div class="gg-chips">{links}</div>'


def _way(way: Form, number: int, here: Here) -> str:
    """One way; the first is the surest."""
    heading = _("The surest way") if not number else _("Another way")
    steps = ngettext("{n} step", "{n} steps", len(way["steps"]))
    cares = []
    if way["weakest"] < quoted.TRUSTED:
        weak = _(
            "Its weakest step is {sure} sure: more likely wrong than right. Read the quotations."
        )
        cares.append(weak.format(sure=words.in_100(way["weakest"])))
    if way["vague"]:
        cares.append(_("A step claims no more than nearness in meaning."))
    rows, before = "", ""
    for step in way["steps"]:
        start, end = ("from", "to") if step["forward"] else ("to", "from")
        again = ""
        if before and step[f"{start}_text"] != before:
            again = f'<p class="gg-soft">{_("which is also said in these words:")}</p>'
        before = step[f"{end}_text"]
        joined = quoted.link_of(step, here, forward=step["forward"])
        rest = f'<p class="gg-soft">{quoted.rests(step)}</p>'
        rows += f'<li class="gg-step">{again}{joined}{rest}</li>'
    said_ = "".join(f'<p class="gg-care">{care}</p>' for care in cares)
    return (
        f'<section class="gg-section"><h3>{heading} <small class="gg-soft">{steps}</small></h3>'
        f"{said_}<ol>{rows}</ol></section>"
    )


def _apart(form: Form) -> str:
    """Why nothing connects the two, and what they have in common all the same."""
    left, right = form["apart"]["from"], form["apart"]["to"]
    names = [said(form[end]["name"], "", tag="span") for end in ("from", "to")]
    if not left and not right:
        why = _("Neither of them is linked with anything.")
    elif not left or not right:
        why = _("“{name}” is linked with nothing.").format(name=names[bool(left)])
    else:
        why = _(
            "The first is linked with {left} other ideas and the second with {right}, and none of "
            "these is linked with one of the others."
        ).format(left=left, right=right)
    home = making.themes(_("Finding the themes …")).of_idea()
    themes = [home[form[end]["idea"]][0] for end in ("from", "to") if form[end]["idea"] in home]
    both = ""
    if len(themes) == len(ENDS) and themes[0].id == themes[1].id:
        name = said(themes[0].name, themes[0].language, tag="span")
        to = link(address(EXPLORE, theme=themes[0].id), name)
        both = f"<p>{_('Both stand in the theme {theme}.').format(theme=to)}</p>"
    heading = _("Nothing connects “{left}” and “{right}”").format(left=names[0], right=names[1])
    return f'<section class="gg-empty"><h3>{heading}</h3><p>{why}</p>{both}</section>'
