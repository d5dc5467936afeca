"""Which urgent lines stand on top, with log-odds that are given by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from answer import relevance, understand
from answer.library import Library
from answer.pressing import pressing
from answer.settings import Settings
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from pathlib import Path

STABLE = """# The riding school

## Lessons

- You should lend a helmet to every rider who has none.

## Falls

- If a rider has fallen and bleeds, call an ambulance at once.
"""

DOM_KULTURY = """# Dom kultury

## Zajęcia

- Należy zapisać nowe dziecko na listę zajęć.

## Pożar

- Jeśli wybuchnie pożar, natychmiast wezwij straż pożarną.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("pressing")
    (folder / "stable.md").write_text(STABLE, encoding="utf-8")
    (folder / "dom.md").write_text(DOM_KULTURY, encoding="utf-8")
    place = folder / "held"
    opened = Library.open(place, create=True, settings=Settings(), embedders=[TrigramEmbedder()])
    opened.add([folder / "stable.md", folder / "dom.md"])
    return opened


def on_top(library: Library, question: str, urgent: str, nearest: str, **read: float) -> bool:
    """Whether the urgent unit with the word `urgent` stands on top where `nearest` is nearest.

    `read`: the log-odds of the units with these words; the others were not read.
    """
    view, searcher = library.snapshot(), library.searcher()
    asked = understand.understand(question, Settings())
    weighed = relevance.weigh(view, searcher.search(searcher.ask(asked.question, asked.language)))

    def holds(entry: relevance.Weighed, word: str) -> bool:
        one = view.units[entry.unit]
        return word in one.span.of(view.document(one.document).text)

    weighed.sort(key=lambda entry: not holds(entry, nearest))
    weighed = [
        replace(entry, read=next((odds for word, odds in read.items() if holds(entry, word)), None))
        for entry in weighed
    ]
    chosen = [entry for entry in weighed if holds(entry, urgent)]
    assert view.units[chosen[0].unit].urgent is not None
    top = pressing(view, asked, weighed, chosen)
    assert top in ([], chosen)
    return bool(top)


CASES = [
    ("Where do I find a helmet for a rider?", "ambulance", "helmet"),
    ("Gdzie zapisać nowe dziecko na zajęcia?", "straż", "zapisać"),
]


@pytest.mark.parametrize(("question", "urgent", "nearest"), CASES)
def test_an_urgent_line_that_does_not_answer_stands_not_on_top(
    library: Library, question: str, urgent: str, nearest: str
) -> None:
    assert not on_top(library, question, urgent, nearest, **{urgent: -0.5, nearest: -1.0})
    assert not on_top(library, question, urgent, nearest, **{urgent: 0.5, nearest: 1.0})


@pytest.mark.parametrize(("question", "urgent", "nearest"), CASES)
def test_an_urgent_line_that_reads_as_the_answer_stands_on_top(
    library: Library, question: str, urgent: str, nearest: str
) -> None:
    assert on_top(library, question, urgent, nearest, **{urgent: 0.5, nearest: -1.0})


@pytest.mark.parametrize(
    ("question", "urgent", "nearest"),
    [
        ("What do I do when a rider is hurt?", "ambulance", "helmet"),
        ("Co robić, gdy na zajęciach wybuchnie pożar?", "straż", "zapisać"),
        ("What should I do when a child loses a tooth?", "ambulance", "ambulance"),
        ("Co zrobić, gdy dziecko się zgubi?", "straż", "straż"),
    ],
)
def test_where_danger_is_asked_about_or_nearest_every_urgent_line_stands_on_top(
    library: Library, question: str, urgent: str, nearest: str
) -> None:
    assert on_top(library, question, urgent, nearest, **{urgent: -3.0, nearest: -3.0})


def test_without_a_reader_every_urgent_line_stands_on_top(library: Library) -> None:
    assert on_top(library, *CASES[0])
