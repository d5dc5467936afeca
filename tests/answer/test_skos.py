"""The SKOS export as another program reads it."""

from __future__ import annotations

import warnings
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from rdflib import RDF, RDFS, Graph, Namespace, URIRef

from answer import export, skos, themes
from answer.library import Library
from kg.records import Relation
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    held = Library.open(folder, embedders=[TrigramEmbedder()])
    yield held
    held.close()


SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCT = Namespace("http://purl.org/dc/terms/")
GG = Namespace("urn:guidegraph:vocabulary:")


@pytest.fixture
def concepts(library: Library, tmp_path: Path) -> Graph:
    """The SKOS export as rdflib reads it."""
    export.write(library, tmp_path / "ideas.jsonld")
    with warnings.catch_warnings():  # rdflib's own reader uses what rdflib advises against
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return Graph().parse(tmp_path / "ideas.jsonld", format="json-ld")


def test_rdflib_reads_every_idea_as_a_concept_with_its_quotations(
    library: Library, concepts: Graph
) -> None:
    ideas = {URIRef(f"{skos.BASE}idea:{idea.id}") for idea in library.ideas()}
    assert set(concepts.subjects(RDF.type, SKOS.Concept)) == ideas
    (scheme,) = concepts.subjects(RDF.type, SKOS.ConceptScheme)
    assert set(concepts.subjects(SKOS.inScheme, scheme)) == ideas
    said = {
        str(value)
        for idea in ideas
        for note in concepts.objects(idea, SKOS.note)
        for value in concepts.objects(note, RDF.value)
    }
    assert said == {cited.quote for idea in library.ideas() for cited in library.mentions(idea.id)}
    sources = set(concepts.objects(None, DCT.source))
    assert sources == set(concepts.subjects(RDF.type, DCT.BibliographicResource))


def test_the_concepts_keep_the_integrity_conditions_of_skos(concepts: Graph) -> None:
    """S9, S13, S14, S27, S37 and S46 of the SKOS reference."""
    kinds = [
        set(concepts.subjects(RDF.type, kind))
        for kind in (SKOS.Concept, SKOS.ConceptScheme, SKOS.Collection)
    ]
    assert all(not one & two for one, two in combinations(kinds, 2))
    for concept in kinds[0] | kinds[2]:
        labels = list(concepts.objects(concept, SKOS.prefLabel))
        assert labels
        assert len({label.language for label in labels}) == len(labels)  # type: ignore[attr-defined]
        assert not set(labels) & set(concepts.objects(concept, SKOS.altLabel))
    members = set(concepts.objects(None, SKOS.member))
    assert members <= kinds[0] | kinds[2]
    semantic = {SKOS.related, SKOS.closeMatch, *(GG[relation] for relation in Relation)}
    for source, predicate, target in concepts:
        if predicate in semantic:
            assert {source, target} <= kinds[0]
            assert predicate in {SKOS.related, SKOS.closeMatch} or (
                predicate, RDFS.subPropertyOf, SKOS.semanticRelation
            ) in concepts  # fmt: skip
    assert not set(concepts.predicates()) & {SKOS.broader, SKOS.narrower, SKOS.exactMatch}


def test_every_theme_is_a_collection_of_its_ideas(library: Library, concepts: Graph) -> None:
    found = themes.themes(library.snapshot()).themes
    nodes = set(concepts.subjects(RDF.type, GG.Theme))
    assert len(nodes) == len(found) > 0
    for theme in found:
        node = URIRef(f"{skos.BASE}theme:{theme.id}")
        inside = set(concepts.transitive_objects(node, SKOS.member))
        assert {f"{skos.BASE}idea:{idea}" for idea in theme.ideas} <= {str(one) for one in inside}
        assert str(concepts.value(node, SKOS.prefLabel)) == theme.name


def test_a_concept_has_one_preferred_name_in_a_language(library: Library) -> None:
    graph = skos.graph(library)["@graph"]
    concepts = [node for node in graph if node["@type"] == "skos:Concept"]
    assert {node["@id"].removeprefix(f"{skos.BASE}idea:") for node in concepts} == {
        idea.id for idea in library.ideas()
    }
    known = {node["@id"] for node in graph if "@id" in node}
    for concept in concepts:
        languages = [label["@language"] for label in concept["skos:prefLabel"]]
        assert len(set(languages)) == len(languages) > 0
        assert not [
            label
            for label in concept.get("skos:altLabel", [])
            if label in concept["skos:prefLabel"]
        ]
        assert {note["dct:source"] for note in concept["skos:note"]} <= known
    statements = [node for node in graph if node["@type"] == "rdf:Statement"]
    stated = {(s["rdf:subject"], s["rdf:predicate"], s["rdf:object"]) for s in statements}
    direct = {
        (concept["@id"], name, target)
        for concept in concepts
        for name, targets in concept.items()
        if (name.startswith("gg:") and isinstance(targets, list))
        or name in set(skos.PROPERTIES.values())
        for target in targets
    }  # fmt: skip
    assert stated == direct
    assert len(statements) == len(library.edges())
