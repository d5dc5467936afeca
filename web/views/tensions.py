"""The view of tensions: two quotations that pull against each other, and what reconciles them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from web import making
from web.address import link
from web.translation import gettext as _
from web.translation import ngettext
from web.verbatim import said
from web.views import quoted

if TYPE_CHECKING:
    from answer.trainer import Form
    from web.views.bar import Here

FIRST: Final = 20
"""Tensions shown at first."""


def draw(here: Here) -> None:
    """Draw the view."""
    forms = making.form("tensions", _("Looking for tensions …"))
    if not forms:
        st.html(
            quoted.nothing(
                _("No tensions were found"),
                _(
                    "Nothing in these documents was found to pull against anything else. Hardly "
                    "any tension is found, so two documents may still disagree: compare them "
                    "beside each other."
                )
                + f"</p><p>{link(here.at(view='compare'), _('Compare documents'))}",
            )
        )
        return
    shown = here.most(FIRST)
    counted = ngettext("{n} tension", "{n} tensions", len(forms))
    lead = _("Where the guidance speaks for and against, and what may reconcile the two.")
    rows = "".join(f"<li>{tension(form, here)}</li>" for form in forms[:shown])
    st.html(
        f'<h2>{counted}</h2><p class="gg-soft">{lead}</p><ol class="gg-list">{rows}</ol>'
        f"{quoted.more(len(forms), shown, here, FIRST)}"
    )


def tension(form: Form, here: Here) -> str:
    """One tension: both sides, then the conditions and exceptions that they give."""
    return quoted.link_of(form, here) + _reconciled(form)


def _reconciled(form: Form) -> str:
    if not form["reconciled"]:
        return f'<p class="gg-soft">{_("Neither side says when the other holds.")}</p>'
    names = {"condition": _("Condition"), "exception": _("Exception")}
    rows = ""
    for given in form["reconciled"]:
        document = form["evidence"][given["end"]]["document"]
        text = said(given["text"], quoted.language_of(document), tag="span")
        rows += (
            f"<dt>{names[given['form']]}</dt><dd>{text} "
            f'<span class="gg-path gg-said">{escape(document)}</span></dd>'
        )
    return (
        f'<section class="gg-reconciled"><h3>{_("What may reconcile them")}</h3>'
        f'<dl class="gg-terms">{rows}</dl></section>'
    )
