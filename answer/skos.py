"""The ideas of a library as SKOS concepts, in JSON-LD. Start reading at `graph`.

What SKOS (https://www.w3.org/TR/skos-reference/) has a word for is said with it:
- an idea is a `skos:Concept` of one scheme, the library; a kind is a `skos:Collection`, and so
  are a theme and each part of it, which is a member of its theme;
- its name is the `skos:prefLabel` of its language; in every other language of its mentions the
  shortest name there is that language's (SKOS allows one each); other names are `skos:altLabel`;
- each mention is a `skos:note` with the quotation (`rdf:value`), its document (`dct:source`), its
  heading and its offsets, as section 4.2 of the SKOS Primer does it ("documentation as resource");
- `related_to` is `skos:related`; `same_as` and `translation_of` are `skos:closeMatch`.

The typed relations are properties of our own, sub-properties of `skos:semanticRelation`.
None is `skos:broader`: `supports` joins a principle to its ground or to a case of it, and the
graph may have circles, which `skos:broader` had better not have.
`tension` is no `skos:related` either: it says that two ideas pull against each other.
The score and the evidence of an edge stand in an `rdf:Statement` about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from answer import themes as naming
from kg.records import ENDS, Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from answer.library import Library
    from answer.records import Citation
    from answer.themes import Theme
    from kg.records import Edge, Idea

BASE: Final = "urn:guidegraph:"
"""A library has no address on the web: names are URNs, the same for the same content."""

PROPERTIES: Final = {
    Relation.RELATED_TO: "skos:related",
    Relation.SAME_AS: "skos:closeMatch",
    Relation.TRANSLATION_OF: "skos:closeMatch",
}

CONTEXT: Final = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "gg": f"{BASE}vocabulary:",
    "rdfs:subPropertyOf": {"@type": "@id"},
    "skos:inScheme": {"@type": "@id"},
    "skos:member": {"@type": "@id"},
    "skos:related": {"@type": "@id"},
    "skos:closeMatch": {"@type": "@id"},
    "dct:source": {"@type": "@id"},
    "rdf:subject": {"@type": "@id"},
    "rdf:predicate": {"@type": "@id"},
    "rdf:object": {"@type": "@id"},
    **{f"gg:{relation.value}": {"@type": "@id"} for relation in (*ENDS, Relation.TENSION)},
}

Node = dict[str, Any]


def graph(library: Library) -> Node:
    """The library as one JSON-LD document."""
    scheme = f"{BASE}library:{library.revision}"
    ideas = library.ideas()
    edges = library.edges()
    links: dict[str, dict[str, list[str]]] = {}
    for edge in edges:
        by_property = links.setdefault(edge.source, {})
        by_property.setdefault(name_of(edge.relation), []).append(_idea_id(edge.target))
    nodes: list[Node] = [{"@id": scheme, "@type": "skos:ConceptScheme", "dct:title": "Guidegraph"}]
    nodes += [
        {
            "@id": name_of(relation),
            "@type": "rdf:Property",
            "rdfs:label": relation.value.replace("_", " "),
            "rdfs:subPropertyOf": "skos:semanticRelation",
        }
        for relation in (*ENDS, Relation.TENSION)
    ]
    nodes += [
        {
            "@id": f"gg:{kind.value}",
            "@type": "skos:Collection",
            "skos:prefLabel": {"@value": kind.value, "@language": "en"},
            "skos:member": [_idea_id(idea.id) for idea in ideas if idea.kind is kind],
        }
        for kind in Kind
        if kind is not Kind.CONTEXT
    ]
    nodes += [
        node for theme in naming.themes(library.snapshot()).themes for node in _collections(theme)
    ]
    nodes += [
        {
            "@id": _document_id(info.id),
            "@type": "dct:BibliographicResource",
            "dct:title": _said(info.title or info.name, info.language),
            "dct:identifier": info.source,
        }
        for info in library.documents()
    ]
    documents = {info.name: info.id for info in library.documents()}
    nodes += [
        {**_concept(library, idea, scheme, documents), **links.get(idea.id, {})} for idea in ideas
    ]
    nodes += [_statement(library, edge, documents) for edge in edges]
    return {"@context": CONTEXT, "@graph": nodes}


def _collections(theme: Theme) -> Iterator[Node]:
    """A theme and its parts; a theme without parts holds its ideas itself."""
    inside = [f"{BASE}theme:{theme.id}:{part.id}" for part in theme.parts]
    yield {
        "@id": f"{BASE}theme:{theme.id}",
        "@type": ["skos:Collection", "gg:Theme"],
        "skos:prefLabel": _said(theme.name, theme.language),
        "skos:member": inside or [_idea_id(idea) for idea in theme.ideas],
    }
    for name, part in zip(inside, theme.parts, strict=True):
        yield {
            "@id": name,
            "@type": "skos:Collection",
            "skos:prefLabel": _said(part.name, part.language),
            "skos:member": [_idea_id(idea) for idea in part.ideas],
        }


def name_of(relation: Relation) -> str:
    """The property that stands for a relation.

    >>> name_of(Relation.MITIGATES), name_of(Relation.RELATED_TO)
    ('gg:mitigates', 'skos:related')
    """
    return PROPERTIES.get(relation, f"gg:{relation.value}")


def _concept(library: Library, idea: Idea, scheme: str, documents: dict[str, str]) -> Node:
    preferred, others = _labels(library, idea)
    node: Node = {
        "@id": _idea_id(idea.id),
        "@type": "skos:Concept",
        "skos:inScheme": scheme,
        "skos:prefLabel": [_said(text, language) for language, text in sorted(preferred.items())],
    }
    if others:
        node["skos:altLabel"] = [_said(text, language) for language, text in others]
    node["gg:sources"] = idea.sources
    node["skos:note"] = [_quotation(cited, documents) for cited in library.mentions(idea.id)]
    return node


def _labels(library: Library, idea: Idea) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The preferred name of each language, and the other names as (language, name)."""
    view = library.snapshot()
    preferred = {idea.language: idea.name}
    names = set()
    for mention in idea.mentions:
        unit = view.units[mention]
        text = " ".join(unit.name.of(view.document(unit.document).text).split())
        names.add((unit.language, text))
    for language, text in sorted(names, key=lambda name: (name[0], len(name[1]), name[1])):
        preferred.setdefault(language, text)
    return preferred, sorted(names - set(preferred.items()))


def _quotation(cited: Citation, documents: dict[str, str]) -> Node:
    return {
        "rdf:value": _said(cited.quote, cited.language),
        "dct:source": _document_id(documents[cited.document]),
        "gg:heading": cited.heading,
        "gg:start": cited.start,
        "gg:end": cited.end,
    }


def _statement(library: Library, edge: Edge, documents: dict[str, str]) -> Node:
    source, target = library.evidence(edge)
    return {
        "@type": "rdf:Statement",
        "rdf:subject": _idea_id(edge.source),
        "rdf:predicate": name_of(edge.relation),
        "rdf:object": _idea_id(edge.target),
        "gg:score": {"@value": f"{edge.score:.4f}", "@type": "xsd:decimal"},
        "gg:signal": [name for name, _ in edge.evidence.signals],
        "gg:evidence": [_quotation(source, documents), _quotation(target, documents)],
    }


def _said(text: str, language: str) -> Node | str:
    """A text in its language; a plain one where that is unknown."""
    return text if language == "und" else {"@value": text, "@language": language}


def _idea_id(idea: str) -> str:
    return f"{BASE}idea:{idea}"


def _document_id(document: str) -> str:
    return f"{BASE}document:{document}"
