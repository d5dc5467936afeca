"""Ideas and links of the engine's forms as HTML: each a quotation, its place, its connections.

Start reading at `line`, `side` and `link_of`. The forms are those of `answer.trainer`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from corpus.records import Span
from kg.records import SYMMETRIC, Relation
from web import opened, told, words
from web.address import EXPLORE, LIBRARY, Place, address, link
from web.lines import kind_badge, sign
from web.translation import gettext as _
from web.translation import language, name_of, ngettext
from web.verbatim import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from answer.trainer import Form
    from web.views.bar import Here

LONG: Final = 280
"""Characters of a quotation in a list, about four lines; a longer one is told by its name, which
is a part of it, and its source shows the whole."""

TRUSTED: Final = 0.5
"""Score from which a link is more likely right than wrong: scores are calibrated."""


def line(idea: Form, here: Here, more: str = "") -> str:
    """An idea with its badge, the words that speak for it, and where they stand."""
    cited = idea["citation"]
    spoken = cited["language"] if cited else ""
    document = cited["document"] if cited else ""
    text = cited["quote"] if cited and len(cited["quote"]) <= LONG else idea["name"]
    facts = [where(cited, here)] if cited else []
    if idea["sources"] > 1:
        facts.append(f"<span>{words.sources(idea['sources'])}</span>")
    facts.append(connections(idea["idea"], idea["name"]))
    return (
        f'<li class="gg-line"><div class="gg-gutter">{badge(idea["kind"], idea["strength"])}</div>'
        f"<div>{said(text, spoken, document=document)}"
        f'<div class="gg-facts">{"".join(facts)}</div>{more}</div></li>'
    )


def lines(ideas: Iterable[Form], here: Here) -> str:
    """Ideas as a list."""
    return f'<ol class="gg-list">{"".join(line(idea, here) for idea in ideas)}</ol>'


def badge(kind: str, strength: str | None) -> str:
    """A kind, with how strongly it is advised: what stands under "avoid" reads as advice."""
    if not strength:
        return kind_badge(kind)
    word, meaning = words.strength(strength)
    return (
        f'<span class="gg-badge {escape(strength)}" title="{meaning}">{sign(kind)}'
        f'<span class="gg-unseen">{words.kind(kind)}, </span>{word}</span>'
    )


def where(cited: Form, here: Here) -> str:
    """The document and the heading right above, as a link that opens the source beside."""
    place = str(Place(cited["document"], Span(cited["start"], cited["end"])))
    heading = cited.get("heading", "").split(" > ")[-1]
    name = escape(cited["document"])
    name += f" › {escape(heading)}" if heading else ""
    shown = f'<span class="gg-said">{name}</span>'
    label = _("Open the source: {document}").format(document=cited["document"])
    return link(here.at(cite=place), shown, classes="gg-from", label=label, cite=place)


def connections(idea: str, name: str) -> str:
    """The link to an idea's own view."""
    label = _("Connections of: {name}").format(name=name)
    return link(address(EXPLORE, idea=idea), _("Connections"), label=label)


def side(edge: Form, end: str, here: Here) -> str:
    """One end of a link (`from` or `to`) as a box with its quotation."""
    cited = edge["evidence"][end]
    strength = edge["strengths"][end == "to"]
    return (
        f'<div class="gg-side"><div>{badge(edge[f"{end}_kind"], strength)}</div>'
        f"{words_of(cited)}{translated(cited)}"
        f'<div class="gg-facts">{where(cited, here)}{connections(cited["idea"], cited["text"])}'
        "</div></div>"
    )


def words_of(cited: Form, *, tag: str = "p") -> str:
    """What is quoted at an end of a link."""
    document = cited["document"]
    return said(cited["text"], language_of(document), tag=tag, document=document)


def translated(cited: Form) -> str:
    """The name of a quoted idea in the reader's language, where the quotation is in another."""
    name = in_own(cited)
    if not name:
        return ""
    words_ = _("in {language}").format(language=name_of(language()))
    return f'<p class="gg-also">{words_}: {said(name, language(), tag="span")}</p>'


def in_own(cited: Form) -> str:
    """That name, or ""."""
    idea = opened.current().idea(cited["idea"])
    foreign = language_of(cited["document"]) != language()
    return idea.name if foreign and idea.language == language() else ""


def link_of(edge: Form, here: Here, *, forward: bool = True) -> str:
    """Both ends of a link beside each other, with the words that join them between."""
    ends = ("from", "to") if forward else ("to", "from")
    relation = Relation(edge["relation"])
    phrase = words.relation(relation, outward=forward)
    both = " gg-both" if relation in SYMMETRIC else ""
    return (
        f'<div class="gg-joined">{side(edge, ends[0], here)}'
        f'<p class="gg-join{both}"><b>{phrase}</b><span>{words.in_100(edge["score"])}</span></p>'
        f"{side(edge, ends[1], here)}</div>"
    )


def rests(edge: Form) -> str:
    """What a link rests on, in words."""
    names = [name for name, _weight in edge["evidence"]["signals"]]
    signals = ", ".join(escape(told.evidence(name)) for name in names)
    return _("rests on: {signals}").format(signals=signals)


def language_of(document: str) -> str:
    """The language of a document."""
    return next((one.language for one in opened.documents() if one.name == document), "")


def more(total: int, shown: int, here: Here, step: int) -> str:
    """A link that shows more of a list, or nothing where all is shown."""
    left = total - shown
    if left <= 0:
        return ""
    text = ngettext("Show {n} more", "Show {n} more", min(step, left))
    of = _("{shown} of {total} shown").format(shown=shown, total=total)
    to = link(here.at(most=str(shown + step)), text, classes="gg-primary")
    return f'<p class="gg-more">{to} <span class="gg-soft">{of}</span></p>'


def kinds(counts: Form) -> str:
    """How many ideas of each kind, with their signs."""
    found = "".join(
        f"<span>{sign(kind.value)}{words.count_kind(kind, counts[kind.value])}</span>"
        for kind in words.KINDS
        if counts.get(kind.value)
    )
    return f'<div class="gg-counts">{found}</div>'


def nothing(heading: str, text: str) -> str:
    """The designed state of a view that has nothing to show."""
    return f'<section class="gg-empty"><h2>{heading}</h2><p>{text}</p></section>'


def named(names: Sequence[str]) -> str:
    """Names of documents as links to what was read of them."""
    return "".join(
        f"<li>{link(address(LIBRARY, doc=name), escape(name), classes='gg-said')}</li>"
        for name in names
    )


def chips(ideas: Iterable[Form]) -> str:
    """Ideas by their names, each a link to its own view."""
    found = "".join(
        link(
            address(EXPLORE, idea=idea["idea"]),
            f"{sign(idea['kind'])}{said(idea['name'], tag='span')}",
            classes="gg-chip",
        )
        for idea in ideas
    )
    return f'<div class="gg-chips">{found}</div>'


def share(counts: Form) -> str:
    """The share of each kind as a bar; the numbers stand in words for those who do not see it."""
    parts = "".join(
        f'<i class="{kind.value}" style="flex-grow:{counts[kind.value]}"></i>'
        for kind in words.KINDS
        if counts.get(kind.value)
    )
    told_ = ", ".join(
        words.count_kind(kind, counts[kind.value]) for kind in words.KINDS if counts.get(kind.value)
    )
    return f'<div class="gg-share" role="img" aria-label="{told_}" title="{told_}">{parts}</div>'
