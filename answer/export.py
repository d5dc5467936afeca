"""The whole library in the forms of other programs: graph, concepts, tables, a text to read.

Start reading at `write`. Equal libraries give equal files; each is written whole or not at all.

| Ending | What it holds |
|---|---|
| .graphml | ideas and edges with plain attributes, for graph programs |
| .json | the same as node-link JSON, with every mention and all evidence |
| .jsonld | ideas as SKOS concepts (see `answer.skos`) |
| .csv | a folder: documents, ideas, mentions, units, edges, themes |
| .md, .docx | a handout of all or of one theme, with citations (see `answer.handout`) |

Every idea has its theme and the part of it (see `answer.themes`).
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from answer import handout, skos
from answer import themes as naming
from answer.atomic import replace_file, replace_folder
from answer.errors import LibraryError
from answer.jsonform import citation_form, edge_forms, unit_forms
from kg import exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from answer.library import Library
    from answer.themes import Theme
    from kg.records import Idea


def write(library: Library, path: Path, theme: str | None = None) -> Path:
    """Write the library, or one theme of it, to `path`, in the form that its ending names.

    Raises:
        LibraryError: the ending is unknown or not for a theme, there is no such theme, or the
            file cannot be written.
    """
    ending = path.suffix.lower()
    if ending in HANDOUTS:
        chosen = naming.themes(library.snapshot()).named(theme) if theme else None
        replace_file(path, HANDOUTS[ending](library, chosen))
    elif theme is not None:
        raise LibraryError(f"{path}: a theme is a handout; use one of .docx, .md")
    elif ending == ".csv":
        replace_folder(path, tables(library))
    elif ending in FORMS:
        replace_file(path, FORMS[ending](library))
    else:
        known = ", ".join(sorted({*FORMS, *HANDOUTS, ".csv"}))
        raise LibraryError(f"{path}: the ending says the form; use one of {known}")
    return path


def graphml(library: Library) -> str:
    """Ideas and edges as GraphML. Lists do not fit its attributes: see the other forms.

    `label` and `weight` are what Gephi shows and lays out by.
    """
    nodes = [
        (
            idea.id,
            {
                "label": idea.name,
                **attributes,
                "mentions": len(idea.mentions),
            },
        )
        for idea, attributes in _attributes(library)
    ]
    edges = [
        (
            form["from"],
            form["to"],
            form["relation"],
            {
                "label": form["relation"].replace("_", " "),
                "weight": form["score"],
                "relation": form["relation"],
                "score": form["score"],
                "signal": form["evidence"]["signals"][0][0] if form["evidence"]["signals"] else "",
                "source_quote": form["from_text"],
                "source_document": form["evidence"]["from"]["document"],
                "target_quote": form["to_text"],
                "target_document": form["evidence"]["to"]["document"],
            },
        )
        for form in edge_forms(library, library.edges())
    ]
    return exchange.graphml(exchange.plain(nodes, edges))


def _attributes(library: Library) -> Iterator[tuple[Idea, dict[str, Any]]]:
    """Every idea with its name, kind, language, sources, theme and part."""
    home = naming.themes(library.snapshot()).of_idea()
    for idea in library.ideas():
        theme, part = home.get(idea.id, (None, None))
        yield (
            idea,
            {
                "name": idea.name,
                "kind": idea.kind.value,
                "language": idea.language,
                "sources": idea.sources,
                "theme": theme.id if theme else "",
                "theme_name": theme.name if theme else "",
                "part": part.id if part else "",
                "part_name": part.name if part else "",
            },
        )


def node_link(library: Library) -> str:
    """Ideas with all mentions and edges with all evidence, as node-link JSON."""
    nodes = [
        (
            idea.id,
            {
                **attributes,
                "mentions": [citation_form(cited) for cited in library.mentions(idea.id)],
            },
        )
        for idea, attributes in _attributes(library)
    ]
    edges = [
        (
            form["from"],
            form["to"],
            form["relation"],
            {name: form[name] for name in ("relation", "score", "evidence")},
        )
        for form in edge_forms(library, library.edges())
    ]
    data = {
        **exchange.node_link(exchange.plain(nodes, edges)),
        "graph": {"revision": library.revision},
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def jsonld(library: Library) -> str:
    """Ideas as SKOS concepts, in JSON-LD."""
    return json.dumps(skos.graph(library), ensure_ascii=False, indent=1) + "\n"


# -- tables ----------------------------------------------------------------------------------


def tables(library: Library) -> dict[str, str]:
    """Six tables by file name, as RFC 4180 says; offsets count code points."""
    infos = library.documents()
    units = list(unit_forms(library))
    edges = list(edge_forms(library, library.edges()))
    ideas = library.ideas()
    return {
        "documents.csv": _table(
            [
                {
                    "name": info.name,
                    "id": info.id,
                    "title": info.title,
                    "source": info.source,
                    "language": info.language,
                    "passages": info.passages,
                    "units": info.units,
                    "words": info.words,
                    "sha256": info.sha256,
                }
                for info in infos
            ],
            "name id title source language passages units words sha256".split(),
        ),
        "ideas.csv": _table(
            [
                {"id": idea.id, "mentions": len(idea.mentions), **attributes}
                for idea, attributes in _attributes(library)
            ],
            "id kind name language sources mentions theme theme_name part part_name".split(),
        ),
        "mentions.csv": _table(
            [
                {"idea": idea.id, **citation_form(cited)}
                for idea in ideas
                for cited in library.mentions(idea.id)
            ],
            "idea document heading start end quote language".split(),
        ),
        "units.csv": _table(
            [{**unit, **unit["probabilities"]} for unit in units],
            "document start end text kind principle risk practice benefit context name strength "
            "condition exception wording urgent language idea".split(),
        ),
        "edges.csv": _table(
            [
                {
                    **edge,
                    "signals": "; ".join(
                        f"{name} {weight}" for name, weight in edge["evidence"]["signals"]
                    ),
                    "from_document": edge["evidence"]["from"]["document"],
                    "to_document": edge["evidence"]["to"]["document"],
                }
                for edge in edges
            ],
            "from relation to score from_kind from_text from_document to_kind to_text "
            "to_document signals".split(),
        ),
        "themes.csv": _table(
            [
                row
                for theme in naming.themes(library.snapshot()).themes
                for row in (_theme_row(theme, ""), *(_theme_row(p, theme.id) for p in theme.parts))
            ],
            "id part_of name language ideas documents central".split(),
        ),
    }


def _theme_row(theme: Theme, part_of: str) -> dict[str, Any]:
    return {
        "id": theme.id,
        "part_of": part_of,
        "name": theme.name,
        "language": theme.language,
        "ideas": len(theme.ideas),
        "documents": "; ".join(theme.documents),
        "central": theme.ideas[0],
    }


def _table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows as CSV; what a row has beyond `columns` is left out, null is empty."""
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return written.getvalue()


def _cell(value: Any) -> Any:  # noqa: ANN401 - what a row holds
    """A value that no spreadsheet takes for a formula: a text that opens like one gets a "'".

    The signs are those of OWASP's "CSV Injection".

    >>> _cell("=1+1"), _cell("- Ask first."), _cell(-1)
    ("'=1+1", "'- Ask first.", -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

HANDOUTS: Final[dict[str, Callable[[Library, Theme | None], str | bytes]]] = {
    ".md": handout.markdown,
    ".docx": handout.word,
}

FORMS: Final[dict[str, Callable[[Library], str]]] = {
    ".graphml": graphml,
    ".json": node_link,
    ".jsonld": jsonld,
}
