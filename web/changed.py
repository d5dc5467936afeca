"""What a change of the library gained and lost, and the log of all changes.

Start reading at `page`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from answer import changes as compared
from answer import journal
from answer.changes import Revision
from answer.errors import LibraryError
from answer.journal import Part
from kg.records import Relation
from web import opened, told, words
from web.address import LIBRARY, address, link
from web.lines import sign
from web.tables import stacked
from web.translation import day
from web.translation import gettext as _
from web.verbatim import said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from answer.cases import Change
    from answer.changes import Part as Changed
    from answer.journal import Line

CHANGES: Final = "changes"
"""The view of the page Library that shows them."""

MOST: Final = 40
"""Lines shown of what came or went; the command line has all."""

LOGGED: Final = 30
SHOWN: Final = 12
"""Letters of a revision: enough to tell two apart."""


def page() -> None:
    """Show what the revision of the address changed, or the last one, and the log."""
    st.html(f"<h2>{_('What changed')}</h2>")
    library = opened.current()
    log = compared.log(library)
    try:
        found = compared.changes(library, latter=st.query_params.get("rev") or None)
    except LibraryError as error:
        st.html(f'<p class="gg-broken">{escape(told.error(error))}</p>')
    else:
        st.html(f"<p>{_about(found.latter)}</p>")
        parts = (
            (_("What the documents say"), found.units, _unit),
            (_("Ideas"), found.ideas, _idea),
            (_("Links"), found.edges, _edge),
        )
        st.html("".join(part(heading, one, row) for heading, one, row in parts))
        st.html(_answers(found.answers))
    if log:
        st.html(table(log[-LOGGED:], st.query_params.get("rev", "")))
    done = journal.listed(library.store, LOGGED)
    if done:
        st.html(people(done))


def people(done: Sequence[Line]) -> str:
    """Who did what, the latest first."""
    rows = "".join(
        f'<tr><td>{escape(one.actor.name)}</td><td class="gg-tight">{escape(day(one.at))}</td>'
        f"<td>{_did(one)}</td></tr>"
        for one in done
    )
    return stacked((_("Who"), _("Date"), _("What was done")), rows, _("Who did it"))


def _did(one: Line) -> str:
    """What a line of the journal tells."""
    named = {key: escape(", ".join(values)) for key, values in one.what.items()}
    if one.part in {Part.DOCUMENTS, Part.CORRECTION}:
        return _what(Revision(one.number, one.revision, one.at, one.what))
    if one.part is Part.TRAIL:
        return _("Changed the trail {trail}").format(trail=named["trail"])
    if one.part is Part.QUESTIONS:
        return _("Asked the questions of {file}").format(file=named["asked"])
    if one.part is Part.GAP and "noted" in named:
        return _("Noted a gap: {question}").format(question=named["noted"])
    if one.part is Part.GAP:
        return _("Took a gap off the list: {question}").format(question=named["forgotten"])
    return _("Repaired the library") if one.part is Part.REPAIR else _("Put back a backup")


def short(revision: str) -> str:
    """A revision's name, as much of it as tells it from the others."""
    return f'<code class="gg-rev">{escape(revision[:SHOWN])}</code>'


def _about(one: Revision) -> str:
    revision = _("Revision {revision}").format(revision=short(one.revision))
    return f"<b>{revision}</b>, {escape(day(one.at))}: {_what(one)}"


def _what(one: Revision) -> str:
    """What was done."""
    done = [
        f"{count(len(one.what[key]))}: {escape(_names(one.what[key]))}"
        for key, count in (
            ("added", words.added),
            ("changed", words.changed),
            ("removed", words.removed),
        )
        if one.what.get(key)
    ]
    done += [escape(told.corrected(said_)) for said_ in one.what.get("corrected", ())]
    return "; ".join(done) or _("read anew")


def _names(sources: Sequence[str]) -> str:
    names = [source.rsplit("/", 1)[-1] for source in sources[:3]]
    return ", ".join(names) + (" …" if len(sources) > len(names) else "")


def part(heading: str, one: Changed, row: Callable[[dict[str, str]], str]) -> str:
    """What one part gained and lost, each line written by `row`."""
    counts = f"+{len(one.gained)} −{len(one.lost)}"
    if not one.gained and not one.lost:
        none = _("nothing changed")
        return f'<section class="gg-part"><h3>{heading}</h3><p class="gg-soft">{none}</p></section>'
    rows = ""
    for style, label, entries in (
        ("gained", _("gained"), one.gained),
        ("lost", _("lost"), one.lost),
    ):
        rows += "".join(
            f'<li class="gg-{style}"><b class="gg-flag">{label}</b> {row(entry)}</li>'
            for entry in entries[:MOST]
        )
        if len(entries) > MOST:
            rows += f'<li class="gg-soft">{words.more(len(entries) - MOST)}</li>'
    opened_ = " open" if len(one.gained) + len(one.lost) <= MOST else ""
    return (
        f'<section class="gg-part"><details class="gg-more"{opened_}><summary><h3>{heading} '
        f"<small>{counts}</small></h3></summary><ul>{rows}</ul></details></section>"
    )


def _unit(one: dict[str, str]) -> str:
    document = escape(one["source"].rsplit("/", 1)[-1])
    where = f'<span class="gg-path">{document}</span>'
    return f"{sign(one['kind'])}{said(one['quote'], tag='span')} {where}"


def _idea(one: dict[str, str]) -> str:
    return f"{sign(one['kind'])}{said(one['name'], tag='span')}"


def _edge(one: dict[str, str]) -> str:
    phrase = words.relation(Relation(one["relation"]))
    ends = [said(one[key], tag="span") for key in ("from_name", "to_name")]
    return f'{ends[0]} <b class="gg-phrase">{phrase}</b> {ends[1]}'


def _answers(answers: tuple[Change, ...] | None) -> str:
    heading = f"<h3>{_('Answers to your questions')}</h3>"
    if answers is None:
        text = _("Not compared: your questions were not asked before this change and after it.")
        return f'<section class="gg-part">{heading}<p class="gg-soft">{text}</p></section>'
    differing = [change for change in answers if change.differs]
    rows = "".join(
        f"<li>{escape(change.now.case.text)}"
        f"<p class='gg-soft'>{said(change.before.first or '–', tag='span')} → "
        f"{said(change.now.first or '–', tag='span')}</p></li>"
        for change in differing
    )
    told_ = words.answers_changed(len(differing), len(answers))
    return f'<section class="gg-part">{heading}<p>{told_}</p><ul>{rows}</ul></section>'


def table(log: Sequence[Revision], chosen: str) -> str:
    """The log, newest first, each revision a link to what it changed."""
    rows = ""
    for one in reversed(log):
        to = address(LIBRARY, view=CHANGES, rev=one.revision)
        here = ' aria-current="true"' if one.revision == chosen else ""
        rows += (
            f"<tr{here}><td>{link(to, short(one.revision))}</td>"
            f'<td class="gg-tight">{escape(day(one.at))}</td><td>{_what(one)}</td></tr>'
        )
    return stacked((_("Revision"), _("Date"), _("What was done")), rows, _("All changes"))
