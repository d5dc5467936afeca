"""An entry of a trail as HTML: what was collected, where it stands now, and what has changed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from answer.places import same_words
from kg.records import Relation
from web import told, words
from web.address import EXPLORE, LIBRARY, address, link
from web.lines import kind_badge
from web.source import place_of
from web.translation import gettext as _
from web.verbatim import quote_of, said

if TYPE_CHECKING:
    from answer.revisit import Seen, SeenEntry, SeenIdea, SeenStep


def entry(seen: SeenEntry, position: int) -> str:
    """The entry at `position` (from 1)."""
    if seen.steps:
        inner = _path(seen)
    elif seen.ideas:
        inner = _idea(seen.ideas[0])
    else:
        inner = quotation(seen.quotations[0])
    note = "".join(
        f"<p>{escape(part)}</p>" for part in seen.entry.note.split("\n\n") if part.strip()
    )
    if note:
        note = f'<div class="gg-note"><h3>{_("Note")}</h3>{note}</div>'
    return (
        f'<section class="gg-entry" aria-label="{title(seen, position)}">'
        f'<div class="gg-number" aria-hidden="true">{position}</div>'
        f"<div>{inner}{_changes(seen)}{note}</div></section>"
    )


def title(seen: SeenEntry, position: int) -> str:
    """What an entry is, for a reader program."""
    forms = {"idea": _("idea"), "path": _("path"), "quotation": _("quotation")}
    return f"{position}, {forms[seen.entry.form.value]}"


def _idea(seen: SeenIdea) -> str:
    name = said(seen.kept.name, tag="span")
    if seen.idea:
        name = link(address(EXPLORE, idea=seen.idea), name)
    places = "".join(quotation(one) for one in seen.seen[:1])
    more = "".join(quotation(one) for one in seen.seen[1:])
    if more:
        summary = words.also(len(seen.seen) - 1)
        places += f'<details class="gg-more"><summary>{summary}</summary>{more}</details>'
    return f"<h2>{kind_badge(seen.kept.kind)} {name}</h2>{places}"


def _path(seen: SeenEntry) -> str:
    rows = "".join(
        _step(step, seen.ideas[position : position + 2]) for position, step in enumerate(seen.steps)
    )
    return f"<h2>{_('How they connect')}</h2><ol>{rows}</ol>"


def _step(step: SeenStep, ideas: tuple[SeenIdea, ...]) -> str:
    phrase = words.relation(Relation(step.kept.relation), outward=step.kept.forward)
    names = [f"{kind_badge(one.kept.kind)} {said(one.kept.name, tag='span')}" for one in ideas]
    ends = (step.source, step.target) if step.kept.forward else (step.target, step.source)
    broken = "" if step.linked else f' <b class="gg-flag">{_("no longer linked")}</b>'
    return (
        f'<li class="gg-step"><p>{names[0]} <b class="gg-phrase">{phrase}</b> {names[1]}{broken}'
        f'</p><div class="gg-twins">{"".join(f"<div>{quotation(one)}</div>" for one in ends)}</div>'
        "</li>"
    )


def quotation(seen: Seen) -> str:
    """A quotation as it stands now, with a link to its place; as it was where it is gone."""
    if seen.citation is None:
        flag = f'<b class="gg-flag">{_("gone")}</b>'
        return (
            f'<blockquote class="gg-passage gg-was">{said(same_words(seen.place.quote))}'
            f'<p class="gg-path">{escape(seen.document)} {flag}</p></blockquote>'
        )
    cited = seen.citation
    flag = f' <b class="gg-flag">{_("changed")}</b>' if seen.state.value == "changed" else ""
    to = address(LIBRARY, doc=cited.document, cite=str(place_of(cited)))
    where = link(to, escape(cited.document))
    heading = escape(cited.heading.replace(" > ", " › "))
    return (
        f'<blockquote class="gg-passage">{quote_of(cited)}'
        f'<p class="gg-path">{where}{f" · {heading}" if heading else ""}{flag}</p></blockquote>'
    )


def _changes(seen: SeenEntry) -> str:
    if not seen.changes:
        return ""
    rows = "".join(f"<li>{escape(told.became(one))}</li>" for one in seen.changes)
    return (
        f'<div class="gg-changed"><h3>{_("Changed since it was collected")}</h3>'
        f"<ul>{rows}</ul></div>"
    )
