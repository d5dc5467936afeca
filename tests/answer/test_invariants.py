"""The invariants of a library, on documents that Hypothesis puts together."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer import lists, passages
from answer.library import Library
from answer.records import Verdict
from kg import listed, nearness, neighbours
from kg.graph import cost
from kg.records import allows
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from answer.records import Answer, Citation

SENTENCES = (
    "Agree on a time limit before the visit starts.",
    "Przed wizytą ustal, ile potrwa.",
    "A late reply may be read as a lack of interest.",
    "Spóźniona odpowiedź może zostać odebrana jako brak zainteresowania.",
    "Trust grows when promises are kept.",
    "A shared joke can put a nervous visitor at ease.",
    "Never promise a client that you will keep a secret.",
    "You must report a threat to a child at once, unless the police already know of it.",
    'If the client shouts, say "I want to help you, and I cannot while you are shouting."',
    "Without a note of the call the next worker may give the opposite advice.",
    "Promise the client that what is said stays in the room.",
    "In this article we look at home visits.",
)

sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5)
headings = st.sampled_from(
    ("", "# Visits", "# Potential risks\n\n## In the evening", "# Dobre praktyki")
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A small Markdown document: a heading, a paragraph, a list."""
    items = "\n".join(f"{n}. {text}" for n, text in enumerate(draw(sentences), 1))
    return f"{draw(headings)}\n\n{' '.join(draw(sentences))}\n\n{items}\n"


collections = st.dictionaries(
    st.sampled_from(("a.md", "b.md", "c/a.md", "d.md")), documents(), min_size=1, max_size=4
)
few = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Shelf:
    """A folder of files, and libraries made of it."""

    def __init__(self, folder: Path, texts: dict[str, str]) -> None:
        self.folder = folder
        self.files = folder / "files"
        for name, text in texts.items():
            self.write(name, text)
        self.names = sorted(texts)

    def write(self, name: str, text: str) -> None:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, library: Library, changes: Sequence[tuple[str, str | None]]) -> None:
        """Write or delete (None) a file, and add the folder, for each change; one file stays."""
        for name, text in changes:
            path = self.files / name
            if text is not None:
                self.write(name, text)
            elif path.exists() and len(library.documents()) > 1:
                path.unlink()
            library.add([self.files])

    def library(self, name: str = "library") -> Library:
        return Library.open(self.folder / name, create=True, embedders=[TrigramEmbedder()])


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def shelf(place: Path, texts: dict[str, str]) -> Shelf:
    return Shelf(Path(tempfile.mkdtemp(dir=place)), texts)


def content(library: Library) -> str:
    """Everything that a library holds but the log, with scores to three decimals."""
    view = library.snapshot()
    return json.dumps(
        {
            "revision": view.revision,
            "units": sorted(
                [
                    view.names[u.document],
                    *u.span,
                    u.kind,
                    u.strength,
                    [round(p, 3) for p in u.probabilities],
                ]
                for u in view.units.values()
            ),
            "ideas": [
                [i.id, i.kind, i.name, i.sources, len(i.mentions)] for i in view.ideas.values()
            ],
            "edges": [[e.source, e.relation, e.target, round(e.score, 3)] for e in view.edges],
            "families": sorted(view.families.items()),
        }
    )


def every_citation(answer: Answer) -> Iterator[Citation]:
    lines = [line for section in answer.sections.values() for line in section] + list(
        answer.nearest
    )
    for line in lines:
        for citation in line.citations:
            yield citation
            if citation.twin is not None:
                yield citation.twin


@few
@given(texts=collections, question=st.sampled_from(SENTENCES))
def test_every_quotation_is_the_documents_own_text_at_its_place(
    place: Path, texts: dict[str, str], question: str
) -> None:
    made = shelf(place, texts)
    library = made.library()
    library.add([made.files])
    for unit in library.snapshot().units:
        citation = library.cite(unit)
        assert citation is not None
        assert (
            library.document(citation.document).text[citation.start : citation.end]
            == citation.quote
        )
    for citation in every_citation(library.ask(question)):
        text = (made.files / citation.source.split("/files/")[1]).read_text("utf-8")
        assert text[citation.start : citation.end] == citation.quote


@few
@given(texts=collections)
def test_every_edge_obeys_the_table_of_relations_and_has_its_quotations(
    place: Path, texts: dict[str, str]
) -> None:
    made = shelf(place, texts)
    library = made.library()
    library.add([made.files])
    for edge in library.edges():
        assert allows(edge.relation, library.idea(edge.source).kind, library.idea(edge.target).kind)
        assert 0.0 <= edge.score <= 1.0
        assert edge.source != edge.target
        for citation in library.evidence(edge):
            text = library.document(citation.document).text
            assert text[citation.start : citation.end] == citation.quote


@few
@given(texts=collections)
def test_the_vectors_are_those_of_the_indexed_passages_and_units(
    place: Path, texts: dict[str, str]
) -> None:
    made = shelf(place, texts)
    library = made.library()
    library.add([made.files])
    searcher = library.searcher()
    view = library.snapshot()
    for field in searcher.fields:
        assert set(map(int, field.passages.ids)) == set(searcher.languages)
        assert set(map(int, field.units.ids)) == set(view.units)
    wanted = sum(len(passages.indexed(library.document(info.id))) for info in library.documents())
    assert len(searcher.languages) == wanted


@few
@given(texts=collections, order=st.randoms(use_true_random=False))
def test_the_order_of_adding_makes_no_difference(
    place: Path, texts: dict[str, str], order: object
) -> None:
    made = shelf(place, texts)
    together, singly = made.library("together"), made.library("singly")
    together.add([made.files])
    names = list(made.names)
    order.shuffle(names)  # type: ignore[attr-defined]
    for name in names:
        singly.add([made.files / name])
    assert content(together) == content(singly)


@few
@given(texts=collections, extra=documents())
def test_adding_and_removing_a_document_leaves_the_library_as_it_was(
    place: Path, texts: dict[str, str], extra: str
) -> None:
    made = shelf(place, texts)
    library = made.library()
    library.add([made.files])
    before = content(library)
    library.add_upload("extra.md", extra.encode())
    assert content(library) != before
    library.remove(["extra.md"])
    assert content(library) == before
    library.restore("extra.md")
    library.remove(["extra.md"])
    assert content(library) == before


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of ten, kept from the first unit on: so that small libraries outgrow them."""
    monkeypatch.setattr(lists, "FEWEST", 0)
    monkeypatch.setattr(neighbours, "LISTED", nearness.HUB)
    monkeypatch.setattr(listed, "LISTED", nearness.HUB)
    for module in (neighbours, lists):
        monkeypatch.setattr(module, "LONGEST", nearness.HUB + 1)


@pytest.mark.usefixtures("short_lists")
@few
@given(
    texts=collections,
    changes=st.lists(
        st.tuples(st.sampled_from(("a.md", "b.md", "c/a.md", "e.md")), documents() | st.none()),
        min_size=1,
        max_size=6,
    ),
)
def test_whatever_came_and_went_the_library_is_that_of_what_is_there(
    place: Path, texts: dict[str, str], changes: list[tuple[str, str | None]]
) -> None:
    made = shelf(place, texts)
    library = made.library()
    library.add([made.files])
    made.change(library, changes)
    assert (library.folder / lists.FILE).exists()
    anew = made.library("anew")
    anew.add([made.files])
    assert content(library) == content(anew)


@few
@given(texts=collections)
def test_adding_twice_changes_nothing(place: Path, texts: dict[str, str]) -> None:
    made = shelf(place, texts)
    library = made.library()
    first = library.add([made.files])
    assert sorted(Path(source).name for source in first.added) == sorted(
        Path(n).name for n in made.names
    )
    before = (content(library), library.revisions())
    again = library.add([made.files])
    assert (again.added, again.changed, again.removed) == ([], [], [])
    assert len(again.unchanged) == len(made.names)
    assert (content(library), library.revisions()) == before


@few
@given(texts=collections)
def test_every_path_shown_exists_and_no_single_edge_is_cheaper(
    place: Path, texts: dict[str, str]
) -> None:
    made = shelf(place, texts)
    library = made.library()
    library.add([made.files])
    edges = library.edges()
    for edge in edges[:5]:
        path = library.path(edge.source, edge.target)
        assert set(path) <= set(edges)
        assert sum(map(cost, path)) <= cost(edge) + 1e-9
        for step in path:
            assert all(citation.quote for citation in library.evidence(step))


@few
@given(
    texts=collections,
    question=st.text(min_size=1, max_size=80).filter(lambda text: any(map(str.isalnum, text))),
)
def test_an_answer_has_cited_findings_or_says_that_it_has_none(
    place: Path, texts: dict[str, str], question: str
) -> None:
    made = shelf(place, texts)
    library = made.library()
    library.add([made.files])
    answer = library.ask(question)
    lines = [line for section in answer.sections.values() for line in section]
    assert 0.0 <= answer.confidence <= 1.0
    if answer.verdict is Verdict.NOT_COVERED:
        assert lines == []
    else:
        assert lines
        assert all(line.citations for line in lines)
    ideas = [line.idea for line in lines]
    assert len(ideas) == len(set(ideas))


def test_a_quotation_that_is_not_in_its_document_is_left_out_and_logged(
    place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = shelf(place, {"a.md": "# Visits\n\nAgree on a time limit before the visit starts.\n"})
    library = made.library()
    library.add([made.files])
    unit = next(iter(library.snapshot().units))
    library._store.connection.execute("UPDATE documents SET text = replace(text, 'limit', 'Limit')")  # noqa: SLF001
    with caplog.at_level(logging.ERROR):
        assert library.cite(unit) is None
    assert "left out" in caplog.text


def test_a_crash_while_adding_leaves_the_old_library(place: Path) -> None:
    made = shelf(place, {"a.md": "# Visits\n\nAgree on a time limit before the visit starts.\n"})
    library = made.library()
    library.add([made.files])
    before = content(library)

    class Failing(TrigramEmbedder):
        def encode_passages(self, texts: object, *, progress: object = None) -> NoReturn:  # noqa: ARG002
            raise MemoryError

    failing = Library.open(library.folder, embedders=[Failing()])
    (made.files / "b.md").write_text("Never promise a secret.", "utf-8")
    with pytest.raises(MemoryError):
        failing.add([made.files])
    assert content(failing) == before
    assert content(Library.open(library.folder, embedders=[TrigramEmbedder()])) == before
