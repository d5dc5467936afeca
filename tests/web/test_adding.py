"""Adding to the library: a folder, pasted text, the time left, and what the library then is."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from written import html_of

from answer.library import Library
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Draw = Callable[..., AppTest]


def press(app: AppTest) -> str:
    """Press the button of the form; the words of the page after that."""
    next(one for one in app.button if one.label == "Add to the library").click().run()
    assert not app.exception
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", html_of(app))).split())


def test_pasted_text_becomes_a_document_of_its_name(show: Draw, kept: Path) -> None:
    app = show("shelf")
    app.radio(key="way").set_value("text").run()
    app.text_input(key="pasted-name").input("Doors / gates")
    app.text_area(key="pasted-text").input("You should knock first.\n")
    assert "added Doors _ gates.txt" in press(app)
    held = Library.open(kept, embedders=[TrigramEmbedder()])
    assert held.document("Doors _ gates.txt").text == "You should knock first.\n"
    held.close()


def test_pasted_text_without_a_name_has_its_first_words(show: Draw) -> None:
    app = show("shelf")
    app.radio(key="way").set_value("text").run()
    app.text_area(key="pasted-text").input("\nYou should ring first.\n\nThen wait.")
    assert "added You should ring first..txt" in press(app)


@pytest.mark.parametrize("way", ["files", "folder", "text"])
def test_nothing_chosen_is_said_to_be_nothing(show: Draw, way: str) -> None:
    app = show("shelf")
    app.radio(key="way").set_value(way).run()
    assert "There is nothing to add yet. Choose documents, or paste a text" in press(app)
    assert "3 documents" in html_of(app)


def test_a_folder_can_be_chosen(show: Draw) -> None:
    app = show("shelf")
    app.radio(key="way").set_value("folder").run()
    (field,) = app.get("file_uploader")
    assert field.proto.accept_directory


def test_the_state_of_the_library_is_told(show: Draw) -> None:
    said = html_of(show("shelf")).split("gg-state")[1].split("</dl>")[0]
    told = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", said)).split())
    assert "Languages English 2, Polish 1" in told
    assert re.search(r"What the documents say \d+ principles? \d+ risks? \d+ practices?", told)
    assert re.search(r"Coverage \d+ passages; something was found in \d+% of them", told)
    assert 'href="/library?view=changes"' in said


@pytest.mark.parametrize(
    ("spent", "share", "said"),
    [
        (1.0, 0.5, ""),
        (10.0, 0.0, ""),
        (10.0, 1.0, ""),
        (10.0, 0.9, "about 5 seconds left"),
        (10.0, 0.25, "about 30 seconds left"),
        (30.0, 0.25, "about 2 minutes left"),
        (60.0, 0.5, "about 1 minute left"),
    ],
)
def test_the_time_left_follows_from_what_it_took(spent: float, share: float, said: str) -> None:
    from web.adding import time_left

    assert time_left(spent, share) == said
