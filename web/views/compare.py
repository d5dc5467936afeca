"""The view of two documents beside each other: what both say, where they differ.

Start reading at `draw`. Without two documents it lists the pairs that have most in common.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer.errors import LibraryError
from web import making, opened, told, wire
from web.address import EXPLORE, address, link
from web.translation import gettext as _
from web.translation import ngettext
from web.verbatim import said
from web.views import quoted, tensions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from answer.trainer import Form
    from web.views.bar import Here

FIRST: Final = 10
"""Shown of each sort at first."""

PAIRS: Final = 30
"""Pairs of documents listed at first."""

TWO: Final = 2


def draw(here: Here) -> None:
    """Draw the view."""
    if len(opened.documents()) < TWO:
        text = _("Comparing needs two documents, and the library has one.")
        st.html(quoted.nothing(_("Nothing to compare with"), text))
        return
    _choice(here)
    left, right = here.shown.get("left", ""), here.shown.get("right", "")
    if not left or not right or left == right:
        _pairs(here)
        return
    try:
        form = making.form("compare", _("Comparing …"), left, right)
    except LibraryError as error:
        st.html(f'<p class="gg-broken">{escape(told.error(error))}</p>')
        return
    _both(form, here)


def _choice(here: Here) -> None:
    """Two fields that choose a document each; they follow the address."""
    names = [one.name for one in opened.documents()]
    titles = {one.name: one.title for one in opened.documents()}
    labels = {"left": _("One document"), "right": _("The other document")}
    for column, (side, label) in zip(st.columns(2, gap="medium"), labels.items(), strict=True):
        other = here.shown.get("right" if side == "left" else "left", "")
        offered = [name for name in names if name != other]
        chosen = here.shown.get(side, "")
        key = f"compare_{side}"
        st.session_state[key] = chosen if chosen in offered else None
        with column:
            st.selectbox(
                label,
                offered,
                key=key,
                placeholder=_("Choose a document"),
                format_func=lambda name: f"{titles[name]} ({name})" if titles[name] else name,
                on_change=_chosen,
                args=(side, dict(here.shown)),
            )


def _chosen(side: str, shown: dict[str, str]) -> None:
    """Write the chosen document into the address."""
    chosen = {**shown, side: st.session_state[f"compare_{side}"] or ""}
    wire.show(**{key: value for key, value in chosen.items() if value and key != "most"})


def _pairs(here: Here) -> None:
    pairs = making.form("agreement", _("Comparing …"))
    chosen = {here.shown.get("left"), here.shown.get("right")} - {None}
    pairs = [pair for pair in pairs if chosen <= {pair["left"], pair["right"]}]
    if not pairs:
        text = _("No two documents say the same, pull against each other or are linked.")
        st.html(f'<p class="gg-soft">{text}</p>')
        return
    shown = here.most(PAIRS)
    rows = "".join(_pair(pair, here) for pair in pairs[:shown])
    heads = "".join(
        f"<th>{name}</th>"
        for name in (_("Documents"), _("In common"), _("Tensions"), _("Other links"))
    )
    caption = _("Pairs with most in common")
    st.html(
        f'<table class="gg-table stack"><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{quoted.more(len(pairs), shown, here, PAIRS)}"
    )


def _pair(pair: Form, here: Here) -> str:
    names = '<span class="gg-arrow">↔</span>'.join(
        f'<span class="gg-said">{escape(pair[side])}</span>' for side in ("left", "right")
    )
    to = link(here.at(left=pair["left"], right=pair["right"], most=""), names)
    copy = ""
    if pair["dependent"]:
        copy = f'<br><span class="gg-soft">{_("copies or translations of each other")}</span>'
    counts = (
        pair["shared"] and ngettext("{n} idea", "{n} ideas", pair["shared"]),
        pair["tensions"] and ngettext("{n} tension", "{n} tensions", pair["tensions"]),
        pair["links"] and ngettext("{n} link", "{n} links", pair["links"]),
    )
    cells = "".join(
        f'<td class="gg-tight gg-beside">{count}</td>' if count else '<td class="gg-none">–</td>'
        for count in counts
    )
    return f"<tr><td>{to}{copy}</td>{cells}</tr>"


def _both(form: Form, here: Here) -> None:
    """What two documents have in common, where they differ, and what only one says."""
    most = here.most(FIRST)
    names = form["left"], form["right"]
    parts = [_themes(form)]
    if not form["shared"] and not form["alike"] and not form["tensions"]:
        text = _("No idea is said by both, and nothing in one pulls against the other.")
        parts.append(f'<p class="gg-note">{text}</p>')
    sections: tuple[tuple[str, str, Callable[[Form], str]], ...] = (
        ("shared", _("Both say"), lambda idea: _shared(idea, names, here)),
        ("alike", _("The same in other words"), lambda edge: _joined(edge, names, here)),
        (
            "tensions",
            _("Where they pull against each other"),
            lambda edge: tensions.tension(edge, here),
        ),
        ("links", _("Links from one to the other"), lambda edge: _joined(edge, names, here)),
    )
    for key, heading, row in sections:
        rows = "".join(f"<li>{row(one)}</li>" for one in form[key][:most])
        parts.append(_section(heading, rows, len(form[key])))
    only = _("Only in {document}")
    columns = ""
    for key, name in zip(("only_left", "only_right"), names, strict=True):
        rows = "".join(quoted.line(idea, here) for idea in form[key][:most])
        shown = f'<span class="gg-said">{escape(name)}</span>'
        columns += f"<div>{_section(only.format(document=shown), rows, len(form[key]))}</div>"
    longest = max(
        len(form[key]) for key in (*(row[0] for row in sections), "only_left", "only_right")
    )
    st.html(
        f'{"".join(parts)}<div class="gg-halves">{columns}</div>'
        f"{quoted.more(longest, most, here, longest)}"
    )


def _joined(edge: Form, names: tuple[str, str], here: Here) -> str:
    """A link between the documents, left one first, each end in its own document's words."""
    mentions = {
        end: {one.document: one for one in opened.current().mentions(edge[end])}
        for end in ("from", "to")
    }
    forward = names[0] in mentions["from"]
    evidence = {}
    for end, name in zip(("from", "to"), names if forward else reversed(names), strict=True):
        held = edge["evidence"][end]
        own = mentions[end].get(name)
        if own is not None and held["document"] != name:
            place = {"document": name, "start": own.start, "end": own.end}
            held = {**held, **place, "text": own.quote}
        evidence[end] = held
    return quoted.link_of({**edge, "evidence": evidence}, here, forward=forward)


def _section(heading: str, rows: str, total: int) -> str:
    if not rows:
        return ""
    return (
        f'<section class="gg-section"><h2><span>{heading}</span> <small>{total}</small></h2>'
        f'<ol class="gg-list">{rows}</ol></section>'
    )


def _themes(form: Form) -> str:
    if not form["themes"]:
        return ""
    rows = "".join(
        link(
            address(EXPLORE, theme=theme["id"]),
            f'<span class="gg-said">{escape(theme["name"])}</span> '
            f'<span class="gg-count">{theme["left"]} + {theme["right"]}</span>',
            classes="gg-chip",
            label=_("{theme}: {left} and {right} ideas").format(
                theme=theme["name"], left=theme["left"], right=theme["right"]
            ),
        )
        for theme in form["themes"]
    )
    return (
        f'<section class="gg-section"><h2>{_("Both speak of")}</h2>'
        f'<div class="gg-chips">{rows}</div></section>'
    )


def _shared(idea: Form, names: Sequence[str], here: Here) -> str:
    """An idea in the words of both documents, once where they are the same."""
    quotes = [idea["quotes"][name] for name in names if name in idea["quotes"]]
    same = len({" ".join(one["quote"].split()) for one in quotes}) == 1
    boxes = "".join(
        f"<div>{said(one['quote'], one['language'], document=one['document'])}"
        f'<p class="gg-facts">{quoted.where(one, here)}</p></div>'
        for one in quotes[: 1 if same else None]
    )
    both = f'<p class="gg-soft">{_("in the same words in both")}</p>' if same else ""
    badge = quoted.badge(idea["kind"], idea["strength"])
    return f'<div class="gg-gutter">{badge}</div><div class="gg-twins">{boxes}</div>{both}'
