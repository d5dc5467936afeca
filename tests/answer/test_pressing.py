"""Which urgent lines stand on top, with a reader whose log-odds are given by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from answer import understand
from answer.library import Library
from answer.pressing import pressing
from answer.settings import Settings
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from answer.reader import Reader

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


class ByHand:
    """Reads a passage as an answer with the log-odds of the word in it that is given."""

    def __init__(self, **odds: float) -> None:
        self.odds = odds
        self.read = 0

    def logits(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        assert question
        assert len(passages) == len(set(passages))
        self.read += len(passages)
        told = [[o for word, o in self.odds.items() if word in text] for text in passages]
        return np.array([odds[0] if odds else -3.0 for odds in told], np.float32)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("pressing")
    (folder / "stable.md").write_text(STABLE, encoding="utf-8")
    (folder / "dom.md").write_text(DOM_KULTURY, encoding="utf-8")
    place = folder / "held"
    opened = Library.open(place, create=True, settings=Settings(), embedders=[TrigramEmbedder()])
    opened.add([folder / "stable.md", folder / "dom.md"])
    return opened


def on_top(library: Library, question: str, urgent: str, nearest: str, held: ByHand | None) -> bool:
    """Whether the urgent unit with the word `urgent` stands on top where `nearest` is nearest."""
    view, searcher = library.snapshot(), library.searcher()
    asked = understand.understand(question, Settings())
    found = searcher.search(searcher.ask(asked.question, asked.language))

    def unit(word: str) -> int:
        return next(
            number
            for number, one in view.units.items()
            if word in one.span.of(view.document(one.document).text)
        )

    chosen = unit(urgent)
    assert view.units[chosen].urgent is not None
    top = pressing(view, asked, found, cast("Reader", held), nearest=unit(nearest), urgent=[chosen])
    assert top <= {chosen}
    return bool(top)


CASES = [
    ("Where do I find a helmet for a rider?", "ambulance", "helmet"),
    ("Gdzie zapisać nowe dziecko na zajęcia?", "straż", "zapisać"),
]


@pytest.mark.parametrize(("question", "urgent", "nearest"), CASES)
def test_an_urgent_line_that_does_not_answer_stands_not_on_top(
    library: Library, question: str, urgent: str, nearest: str
) -> None:
    assert not on_top(library, question, urgent, nearest, ByHand(**{urgent: -0.5, nearest: -1.0}))
    assert not on_top(library, question, urgent, nearest, ByHand(**{urgent: 0.5, nearest: 1.0}))


@pytest.mark.parametrize(("question", "urgent", "nearest"), CASES)
def test_an_urgent_line_that_reads_as_the_answer_stands_on_top(
    library: Library, question: str, urgent: str, nearest: str
) -> None:
    assert on_top(library, question, urgent, nearest, ByHand(**{urgent: 0.5, nearest: -1.0}))


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
    held = ByHand()
    assert on_top(library, question, urgent, nearest, held)
    assert held.read == 0


def test_without_a_reader_every_urgent_line_stands_on_top(library: Library) -> None:
    assert on_top(library, *CASES[0], None)
