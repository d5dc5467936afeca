"""What a trainer asks of a library: themes, ways, gaps, grounds, comparisons, tensions.

Start reading at `theme_forms`. Each function gives what `--json` prints; `answer.trainertext`
turns that into a page. Whatever is said in a document's name is a citation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from answer import themes as naming
from answer.errors import NotFound
from answer.jsonform import citation_form, edge_forms
from kg import agreement, ways
from kg import gaps as lacking
from kg.ideas import leaning
from kg.records import KINDS as KINDS_OF_UNITS
from kg.records import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from answer.library import Library
    from answer.themes import Theme, ThemeMap
    from corpus.records import Span
    from kg.gaps import Gap
    from kg.records import Edge, Idea

Form = dict[str, Any]


# -- ideas and edges -------------------------------------------------------------------------


def find(library: Library, text: str, kind: Kind | None = None) -> list[Idea]:
    """The ideas that a text may mean, of `kind` if that is given, likeliest first.

    An id means one; words mean the best linked ideas whose names have all of them, at most
    `MEANT`, else the one that is nearest in meaning.

    Raises:
        NotFound: the library is empty, the id is unknown, or nothing of the kind is near.
    """
    view = library.snapshot()
    if not view.ideas:
        raise NotFound(f"{library.place}: no ideas in this library; add documents first")
    if re.fullmatch(r"(?:pra|ris|pri|ben)-[0-9a-f]{10}", text) or text in view.ideas:
        return [library.idea(text)]
    found = library.find_ideas(text, len(view.ideas) if kind else MEANT)
    found = [idea for idea in found if kind is None or idea.kind is kind]
    wanted = text.casefold().split()
    named = [idea for idea in found if all(word in idea.name.casefold() for word in wanted)]
    if not found:
        raise NotFound(f"{text}: no {kind or 'idea'} is near to this; use other words or an id")
    return named[:MEANT] or found[:1]


MEANT = 5
"""Ideas that some words may mean: a trainer types "gift" and thinks of no one idea."""


def idea_form(library: Library, idea: Idea, language: str) -> Form:
    """An idea with the quotation that speaks best for it in `language`.

    `documents` are those that say it; `citation` is null where its words are lost.
    """
    view = library.snapshot()
    mention = naming.speaking(view, idea.id, language)
    cited = library.cite(mention)
    documents = {view.names[view.units[one].document] for one in idea.mentions}
    return {
        "idea": idea.id,
        "kind": idea.kind.value,
        "name": " ".join(view.name_of(mention).split()),
        "strength": view.units[mention].strength,
        "sources": idea.sources,
        "documents": sorted(documents),
        "citation": citation_form(cited) if cited is not None else None,
    }


def edges_of(library: Library, edges: Sequence[Edge]) -> list[Form]:
    """Edges as `edges --json` prints them, with `strengths` of both ends (null for no practice)."""
    units = library.snapshot().units
    return [
        {
            **form,
            "strengths": [
                units[edge.evidence.source_mention].strength,
                units[edge.evidence.target_mention].strength,
            ],
        }
        for edge, form in zip(edges, edge_forms(library, edges), strict=True)
    ]


def edge_form(library: Library, edge: Edge) -> Form:
    """One edge, likewise."""
    return edges_of(library, [edge])[0]


def _ideas(library: Library, ideas: Iterable[str], language: str) -> list[Form]:
    """Forms of ideas in their order; made document by document, since few are held in memory."""
    view = library.snapshot()
    wanted = list(ideas)

    def document(idea: str) -> str:
        return view.units[view.ideas[idea].mentions[0]].document

    made = {
        idea: idea_form(library, view.ideas[idea], language)
        for idea in sorted(wanted, key=document)
    }
    return [made[idea] for idea in wanted]


# -- themes ----------------------------------------------------------------------------------

CENTRAL = 5
"""Ideas that stand for a theme in a list; all of them are shown where one theme is asked for."""

BRIDGES = 3
"""Edges shown of each pair of themes: the strongest."""


def theme_forms(
    library: Library, language: str | None = None, *, found: ThemeMap | None = None
) -> Form:
    """All themes: `{themes, bridges, alone}`; a theme has its most central ideas.

    `found` are the library's themes in `language`, where they are known already.
    """
    view = library.snapshot()
    language = language or naming.usual_language(view)
    found = found or naming.themes(view, language)
    return {
        "themes": [
            theme_form(library, theme, language, number=number, most=CENTRAL)
            for number, theme in enumerate(found.themes, start=1)
        ],
        "bridges": _bridges(library, found),
        "alone": _ideas(library, found.alone, language),
    }


def theme_form(
    library: Library, theme: Theme, language: str, *, number: int, most: int | None = None
) -> Form:
    """One theme; `central` holds `most` of its ideas, `parts` what is inside."""
    spoken = _in_language(library, theme.ideas, language)
    return {
        "id": theme.id,
        "number": number,
        "name": theme.name,
        "language": theme.language,
        "ideas": len(theme.ideas),
        "kinds": {kind.value: theme.kinds.get(kind.value, 0) for kind in KINDS},
        "documents": list(theme.documents),
        "central": _ideas(library, spoken[:most], language),
        "whole": most is None,
        "parts": [
            {"id": part.id, "name": part.name, "ideas": list(part.ideas)}
            for part in theme.parts or (theme,)
        ],
    }


KINDS = (Kind.PRINCIPLE, Kind.RISK, Kind.PRACTICE, Kind.BENEFIT)


def _in_language(library: Library, ideas: Sequence[str], language: str) -> list[str]:
    """Ideas with those first that are said in a language; else the order stays."""
    view = library.snapshot()

    def foreign(idea: str) -> bool:
        return all(view.units[one].language != language for one in view.ideas[idea].mentions)

    return sorted(ideas, key=foreign)


def _bridges(library: Library, found: ThemeMap) -> list[Form]:
    return [
        {
            "from": found.themes[bridge.left].id,
            "to": found.themes[bridge.right].id,
            "from_name": found.themes[bridge.left].name,
            "to_name": found.themes[bridge.right].name,
            "links": len(bridge.edges),
            "edges": edges_of(library, bridge.edges[:BRIDGES]),
        }
        for bridge in found.bridges
    ]


# -- ways ------------------------------------------------------------------------------------


def way_forms(
    library: Library, start: str, end: str, language: str | None = None, *, most: int = 3
) -> Form:
    """How two ideas connect: `{from, to, ways: [{weakest, vague, steps}], apart}`.

    Where words may mean several ideas, those are taken that connect best. A step is an edge and
    `forward`, whether it is read from its `from`. `apart` is null, or how many ideas each end
    reaches.
    """
    view = library.snapshot()
    meant = [[idea.id for idea in find(library, text)] for text in (start, end)]
    ends = [view.ideas[idea] for idea in ways.nearest(view.graph, *meant)]
    language = language or naming.usual_language(view)
    found = ways.ways(view.graph, ends[0].id, ends[1].id, most=most)
    gulf = ways.apart(view.graph, ends[0].id, ends[1].id)
    return {
        "from": idea_form(library, ends[0], language),
        "to": idea_form(library, ends[1], language),
        "ways": [
            {
                "weakest": way.weakest,
                "vague": way.vague,
                "steps": _steps(library, ends[0].id, way.steps),
            }
            for way in found
        ],
        "apart": {"from": gulf.left, "to": gulf.right} if gulf else None,
    }


def _steps(library: Library, start: str, edges: Sequence[Edge]) -> list[Form]:
    at, steps = start, []
    for edge, form in zip(edges, edges_of(library, edges), strict=True):
        forward = edge.source == at
        steps.append({**form, "forward": forward})
        at = edge.target if forward else edge.source
    return steps


def why_apart(library: Library, form: Form) -> str:
    """One line that says why nothing connects the two ends of `way_forms`."""
    names = f"“{form['from']['name']}” and “{form['to']['name']}”"
    reach = [form["apart"]["from"], form["apart"]["to"]]
    if not any(reach):
        why = "neither is linked with anything"
    elif not all(reach):
        lonely = form["from" if not reach[0] else "to"]["name"]
        why = f"“{lonely}” is linked with nothing"
    else:
        why = f"the {reach[0] + 1} ideas around the first have no link with the "
        why += f"{reach[1] + 1} around the second"
    home = naming.themes(library.snapshot()).of_idea()
    themes = [home[form[end]["idea"]][0] for end in ("from", "to") if form[end]["idea"] in home]
    if len({theme.id for theme in themes}) == 1 and themes[1:]:
        why += f", but both stand in the theme “{themes[0].name}”"
    return f"nothing connects {names}: {why}"


# -- gaps and grounds ------------------------------------------------------------------------


def gap_forms(library: Library, language: str | None = None) -> Form:
    """What is missing: `{unanswered, unreasoned, unlived, single}`, lists of ideas.

    Each has `perhaps`: null, or an edge below the score from which one counts. Ideas that are
    plainly of their kind and lean on no sentence before them come first among their like.
    """
    view = library.snapshot()
    language = language or naming.usual_language(view)
    found = lacking.gaps(view.graph)

    def forms(unsorted: Sequence[Gap]) -> list[Form]:
        gaps = sorted(
            unsorted, key=lambda gap: (gap.perhaps is not None, not _plain(library, gap.idea))
        )
        ideas = _ideas(library, [gap.idea.id for gap in gaps], language)
        return [
            {**idea, "perhaps": edge_form(library, gap.perhaps) if gap.perhaps else None}
            for idea, gap in zip(ideas, gaps, strict=True)
        ]

    return {
        name: forms(getattr(found, name))
        for name in ("unanswered", "unreasoned", "unlived", "single")
    }


PLAINLY = 0.7
"""Probability of its kind from which an idea is plainly of it: a round number, not fitted. Of the
first 20 risks, practices and principles that it leaves on the sample guidance, about 45 of 60 were
of the kind that they stand under, by reading."""


def _plain(library: Library, idea: Idea) -> bool:
    view = library.snapshot()
    place = KINDS_OF_UNITS.index(idea.kind)
    sure = max(view.units[mention].probabilities[place] for mention in idea.mentions)
    return sure >= PLAINLY and not leaning(idea.name)


GROUNDS = ("lived", "served", "threatened", "guarded", "grounds", "cases", "against")


def uphold_form(library: Library, text: str, language: str | None = None) -> Form:
    """What upholds a principle, what it rests on, what rests on it: lists of edges by name.

    Of several principles that words may mean, the best linked is taken; `others` are the rest.

    Raises:
        NotFound: no principle is meant by `text`.
    """
    view = library.snapshot()
    known = text in view.ideas
    idea, *others = find(library, text, None if known else Kind.PRINCIPLE)
    if idea.kind is not Kind.PRINCIPLE:
        raise NotFound(f"{text}: a {idea.kind.value}; `uphold` asks about a principle")
    found = lacking.standing(view.graph, idea.id)
    language = language or naming.usual_language(view)
    return {
        "principle": idea_form(library, idea, language),
        "others": [idea_form(library, other, language) for other in others],
        **{name: edges_of(library, getattr(found, name)) for name in GROUNDS},
    }


# -- documents -------------------------------------------------------------------------------


def said_in(library: Library) -> dict[str, frozenset[str]]:
    """The names of the documents that say each idea."""
    view = library.snapshot()
    return {
        idea.id: frozenset(view.names[view.units[one].document] for one in idea.mentions)
        for idea in view.ideas.values()
    }


def agreement_forms(library: Library) -> list[Form]:
    """Every two documents with something in common: `{left, right, shared, tensions, links}`.

    `dependent` says that one is a copy or a translation of the other; these pairs come last.
    """
    view = library.snapshot()
    family = {view.names[one]: view.families.get(one, one) for one in view.names}
    found = [
        {
            "left": one.left,
            "right": one.right,
            "dependent": family[one.left] == family[one.right],
            "shared": one.shared,
            "tensions": one.tensions,
            "links": one.links,
        }
        for one in agreement.agreement(view.graph, said_in(library))
    ]
    return sorted(found, key=lambda pair: pair["dependent"])


def compare_form(
    library: Library,
    left: str,
    right: str,
    language: str | None = None,
    *,
    themes: ThemeMap | None = None,
) -> Form:
    """Two documents beside each other; `themes` are the library's, where they are known already.

    Raises:
        NotFound: one of them is not in the library, or they are the same.
    """
    names = library.info(left).name, library.info(right).name
    if names[0] == names[1]:
        raise NotFound(f"{left} and {right} are one document; name two")
    view = library.snapshot()
    found = agreement.compare(view.graph, said_in(library), *names)
    language = language or naming.usual_language(view)
    themes = themes or naming.themes(view, language)
    return {
        "left": names[0],
        "right": names[1],
        "shared": [_shared(library, idea, names, language) for idea in found.shared],
        "alike": edges_of(library, found.alike),
        "tensions": [tension_form(library, edge) for edge in found.tensions],
        "links": edges_of(library, found.links),
        "themes": _common_themes(library, names, themes),
        "only_left": _ideas(library, found.only_left, language),
        "only_right": _ideas(library, found.only_right, language),
    }


def _common_themes(library: Library, names: tuple[str, str], themes: ThemeMap) -> list[Form]:
    """The themes that both documents speak of, with how many ideas of each; most shared first."""
    said = said_in(library)
    found = []
    for theme in themes.themes:
        left, right = (sum(name in said[idea] for idea in theme.ideas) for name in names)
        if min(left, right) >= SPEAKS:
            found.append({"id": theme.id, "name": theme.name, "left": left, "right": right})
    return sorted(found, key=lambda one: -min(one["left"], one["right"]))


SPEAKS = 2
"""Ideas of a theme from which a document speaks of it: one may stand there by chance."""


def _shared(library: Library, idea: str, names: tuple[str, str], language: str) -> Form:
    """An idea that two documents say, with the words of each: `quotes` by document."""
    cited = library.mentions(idea)
    quotes = {
        name: next(citation_form(one) for one in cited if one.document == name)
        for name in names
        if any(one.document == name for one in cited)
    }
    return {**idea_form(library, library.idea(idea), language), "quotes": quotes}


def tension_forms(library: Library) -> list[Form]:
    """Every tension, surest first, with what reconciles it where a text says so."""
    edges = [edge for edge in library.edges() if edge.relation is Relation.TENSION]
    edges.sort(key=lambda edge: (-edge.score, edge.source, edge.target))
    return [tension_form(library, edge) for edge in edges]


def tension_form(library: Library, edge: Edge) -> Form:
    """An edge and `reconciled`: the conditions and exceptions that its quotations give."""
    view = library.snapshot()
    given = []
    for end, mention in (
        ("from", edge.evidence.source_mention),
        ("to", edge.evidence.target_mention),
    ):
        unit = view.units[mention]
        text = view.document(unit.document).text
        given += [
            {"end": end, "form": form, "text": span.of(text)}
            for form, span in _conditions(unit.condition, unit.exception)
        ]
    return {**edge_form(library, edge), "reconciled": given}


def _conditions(condition: Span | None, exception: Span | None) -> list[tuple[str, Span]]:
    named = (("condition", condition), ("exception", exception))
    return [(form, span) for form, span in named if span is not None]
