"""A trail as a picture: what it draws exists and is cited, nothing overlaps, all text is text."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from answer import picture, trailgraph, trails
from answer.layout import PLACES, WIDTH, laid, quotations
from answer.lettering import measured, wrapped
from answer.library import Library
from answer.trailgraph import NAMES, QUOTATION, Card, Link, TrailGraph
from kg.records import SYMMETRIC, Relation
from tests.answer.conftest import VISITS
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

NAME = 'Second <script>alert("1")</script> & day ]]>'
GIFT = "If the client offers you a gift"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    held = Library.open(tmp_path / "library", create=True, embedders=[TrigramEmbedder()])
    held.add_upload("visits.md", VISITS.encode())
    trails.create(held, NAME, "For the group.")
    surest = max(held.edges(), key=lambda edge: edge.score)
    trails.add_path(held, NAME, surest.source, surest.target)
    for idea in held.ideas():
        if idea.id not in {surest.source, surest.target}:
            trails.add_idea(held, NAME, idea.id)
    trails.add_quotation(held, NAME, GIFT, document="visits.md")
    yield held
    held.close()


def drawn(library: Library) -> TrailGraph:
    return trailgraph.graph(library, trails.get(library, NAME))


def texts(svg: str) -> list[str]:
    """The lines of a picture, by parsing it: what is no XML fails."""
    root = ET.fromstring(svg)  # noqa: S314 - made by the code under test
    return ["".join(one.itertext()) for one in root.iter() if one.tag.endswith("tspan")]


# -- what is drawn ---------------------------------------------------------------------------


def test_every_idea_and_quotation_of_a_trail_is_drawn_once_with_its_source(
    library: Library,
) -> None:
    graph = drawn(library)
    names = {idea.name for idea in library.ideas()}
    assert sorted(card.text for card in graph.cards if card.kind != QUOTATION) == sorted(names)
    assert [card.text for card in graph.cards if card.kind == QUOTATION] == [f"“{GIFT}”"]
    for card in graph.cards:
        assert card.numbers
        for number in card.numbers:
            quote = re.match(r"“(.*)” \(visits\.md › .*, characters (\d+) to (\d+)\)",
                             graph.sources[number - 1])  # fmt: skip
            assert quote is not None
            assert VISITS[int(quote[2]) : int(quote[3])] == quote[1]


def test_only_links_of_the_graph_are_drawn_with_their_words(library: Library) -> None:
    graph = drawn(library)
    names = {idea.id: idea.name for idea in library.ideas()}
    edges = {
        (names[edge.source], edge.relation, names[edge.target]): edge.score
        for edge in library.edges()
    }
    assert graph.links
    for link in graph.links:
        ends = graph.cards[link.source].text, graph.cards[link.target].text
        relation = Relation(link.relation)
        assert (ends[0], relation, ends[1]) in edges
        assert link.label == NAMES[relation]
        assert link.both == (relation in SYMMETRIC)
    steps = trails.get(library, NAME).entry(1).steps
    known = [score for (_, relation, _), score in edges.items()
             if score >= trailgraph.COUNTS and relation is not Relation.RELATED_TO]  # fmt: skip
    assert len(graph.links) >= max(len(steps), len(known))


def test_what_is_gone_says_so_and_its_links_are_not_drawn(library: Library) -> None:
    before = drawn(library)
    library.remove(["visits.md"])
    graph = drawn(library)
    assert [card.gone for card in graph.cards] == ["gone"] * len(before.cards)
    assert (graph.links, graph.sources) == ((), ())
    svg = picture.svg(graph)
    assert svg.count("stroke-dasharray") == len(graph.cards)
    assert "practice · gone" in texts(svg)


def test_the_programs_own_words_are_the_readers(library: Library) -> None:
    shout = trailgraph.graph(library, trails.get(library, NAME), str.upper)
    assert {card.label for card in shout.cards} <= {"PRACTICE", "RISK", "PRINCIPLE", "BENEFIT", "QUOTATION"}  # fmt: skip # noqa: E501
    assert all(link.label.isupper() for link in shout.links)
    assert shout.heading == "SOURCES"
    assert {card.text for card in shout.cards} == {card.text for card in drawn(library).cards}


# -- how it looks ----------------------------------------------------------------------------


def test_a_hostile_name_is_text_and_nothing_else(library: Library) -> None:
    svg = picture.svg(drawn(library))
    root = ET.fromstring(svg)  # noqa: S314
    tags = {one.tag.removeprefix("{http://www.w3.org/2000/svg}") for one in root.iter()}
    known = "svg title desc rect path polygon circle text tspan g"
    assert tags <= set(known.split())
    assert texts(svg)[0] == NAME
    attributes = {name for one in root.iter() for name in one.attrib}
    assert not [name for name in attributes if name.startswith("on") or "href" in name]


def test_a_picture_has_the_shape_of_a_slide_and_the_colours_of_the_kinds(
    library: Library,
) -> None:
    graph = drawn(library)
    image = Image.open(io.BytesIO(picture.png(graph))).convert("RGB")
    root = ET.fromstring(picture.svg(graph))  # noqa: S314
    size = float(root.attrib["width"]), float(root.attrib["height"])
    assert image.size == (size[0] * picture.ZOOM, size[1] * picture.ZOOM)
    seen = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in image.getcolors(1 << 24) or ()}
    for card in graph.cards:
        assert set(picture.COLOURS[card.kind]) <= seen
    assert image.getpixel((2, 2)) == (255, 255, 255)


def test_letters_of_the_png_are_drawn_without_a_font_of_the_system(library: Library) -> None:
    graph = drawn(library)
    bare = TrailGraph("", "", (), (), "", (), "")
    titled = TrailGraph("Zażółć gęślą jaźń", "", (), (), "", (), "")
    blank, with_title = (picture.png(one) for one in (bare, titled))
    dark = [sum(Image.open(io.BytesIO(one)).convert("L").histogram()[:100])
            for one in (blank, with_title, picture.png(graph))]  # fmt: skip
    assert dark[0] == 0
    assert dark[1] > 2000
    assert dark[2] > dark[1]


kinds = st.sampled_from([*PLACES, QUOTATION])
words = st.text(max_size=200)


@st.composite
def graphs(draw: Any) -> TrailGraph:
    cards = draw(
        st.lists(st.builds(Card, kinds, words, words, st.lists(st.integers(1, 99), max_size=3)),
                 max_size=12)
    )  # fmt: skip
    ideas = [place for place, card in enumerate(cards) if card.kind in PLACES]
    links = []
    if len(ideas) > 1:
        pairs = st.lists(st.sampled_from(ideas), min_size=2, max_size=2, unique=True)
        for one, other in draw(st.lists(pairs, max_size=10)):
            relation = draw(st.sampled_from(list(Relation)))
            both = relation in SYMMETRIC
            links.append(Link(one, other, relation.value, draw(words), both))
    sources = tuple(draw(st.lists(words, max_size=5)))
    return TrailGraph(draw(words), draw(words), tuple(cards), tuple(links), "S", sources, "")


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_every_graph_is_well_formed_and_no_two_cards_overlap(graph: TrailGraph) -> None:
    svg = picture.svg(graph)
    ET.fromstring(svg)  # noqa: S314
    boxes, routes = laid(graph, 100)
    below, _ = quotations(graph, max((box.y + box.height for box in boxes), default=100))
    every = [*boxes, *below]
    assert len([box for box in every if box.card is not None]) == len(graph.cards)
    assert len(routes) == len(graph.links)
    for box in every:
        assert 0 <= box.x <= box.x + box.width <= WIDTH
        assert all(measured(line, box.size) <= box.width for line in box.lines)
    for place, one in enumerate(every):
        for other in every[place + 1 :]:
            apart = (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert apart


@given(st.text(max_size=80), st.integers(30, 400), st.integers(10, 40))
def test_a_text_is_wrapped_without_losing_a_letter(text: str, room: int, size: int) -> None:
    lines = wrapped(text, room, size)
    kept = "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
    assert "".join("".join(lines).split()) == kept
    assert all(measured(line, size) <= room or len(line) == 1 for line in lines)


# -- the command -----------------------------------------------------------------------------


def test_the_command_writes_both_forms_and_names_all(
    run: Run, library: Library, tmp_path: Path
) -> None:
    del library
    for ending, start in ((".svg", b"<svg"), (".png", b"\x89PNG")):
        file = tmp_path / f"trail{ending}"
        said = run("trail", "export", NAME, file, "--library", tmp_path / "library")
        assert (said.status, said.err) == (0, "")
        assert file.read_bytes().startswith(start)
    wrong = run("trail", "export", NAME, tmp_path / "a.gif", "--library", tmp_path / "library")
    assert wrong.status == 1
    assert "use .md, .docx, .svg or .png" in wrong.err
