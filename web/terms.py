"""The conditions of an answer as switches, whose state the address holds.

Start reading at `Case`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.conditions import Term, arrange, terms
from web.address import ASK, address, link
from web.translation import gettext as _
from web.verbatim import said

if TYPE_CHECKING:
    from answer.records import Answer

HOLDS: Final = "if"
ONLY: Final = "only"

AT_ONCE: Final = 6
"""Switches shown before the others are unfolded: two rows on a wide page."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the reader says of the situation: keys of what holds, and whether only that counts."""

    holds: frozenset[str] = frozenset()
    only: bool = False

    @classmethod
    def of_page(cls) -> Case:
        """The one in the address of this page."""
        keys = st.query_params.get(HOLDS, "").split(".")
        return cls(frozenset(filter(None, keys)), st.query_params.get(ONLY, "") == "1")

    def parameters(self) -> dict[str, str]:
        """As they stand in an address.

        >>> Case(frozenset({"b", "a"}), only=True).parameters()
        {'if': 'a.b', 'only': '1'}
        """
        return {HOLDS: ".".join(sorted(self.holds)), ONLY: "1" if self.only else ""}

    def toggled(self, key: str) -> Case:
        """The case in which `key` holds if it did not, and the other way round."""
        holds = self.holds ^ {key}
        return Case(holds, only=self.only and bool(holds))

    def arranged(self, answer: Answer) -> Answer:
        """The answer for this case."""
        return arrange(answer, self.holds, only=self.only)


def switches(answer: Answer, case: Case) -> str:
    """A switch for every condition and exception of `answer`, or nothing if it has none."""
    found = terms(answer)
    if not found:
        return ""
    made = [_switch(answer.question, case, term) for term in found]
    more = "".join(made[AT_ONCE:])
    if more:
        opened = " open" if any(term.key in case.holds for term in found[AT_ONCE:]) else ""
        summary = _("More conditions")
        more = f"<details{opened}><summary>{summary}</summary>{_row(more)}</details>"
    return (
        f'<section class="gg-case"><h2>{_("Does any of this hold?")} '
        f"<small>{_('what holds comes first')}</small></h2>"
        f"{_row(''.join(made[:AT_ONCE]))}{more}{_only(answer.question, case)}</section>"
    )


def _row(inner: str) -> str:
    return f'<div class="gg-chips">{inner}</div>'


def _switch(question: str, case: Case, term: Term) -> str:
    to = address(ASK, q=question, **case.toggled(term.key).parameters())
    words = said(term.text, term.language, tag="span", document=term.document)
    if term.exception:
        words += f' <span class="gg-kind">{_("exception")}</span>'
    return _link(to, words, on=term.key in case.holds)


def _only(question: str, case: Case) -> str:
    """The switch that leaves out what does not hold; there once something does."""
    if not case.holds:
        return ""
    to = address(ASK, q=question, **Case(case.holds, only=not case.only).parameters())
    return f"<p>{_link(to, _('Leave out what does not hold'), on=case.only)}</p>"


def _link(to: str, inner: str, *, on: bool) -> str:
    made = link(to, inner, classes="gg-chip gg-switch")
    state = "true" if on else "false"
    return made.replace("<a ", f'<a role="switch" aria-checked="{state}" ', 1)
