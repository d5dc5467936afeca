"""Questions without an answer are noted, kept through changes of documents, and taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from answer import unanswered
from answer.errors import BadQuestion, NotFound
from answer.library import Library
from tests.answer.conftest import VISITS
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    held = Library.open(tmp_path / "library", create=True, embedders=[TrigramEmbedder()])
    yield held
    held.close()


def test_a_question_is_noted_once_and_stays_when_documents_change(library: Library) -> None:
    first = unanswered.note(library, " May I bring \n my dog? ", " Asked twice. ")
    assert (first.question, first.note) == ("May I bring my dog?", "Asked twice.")
    assert first.revision == "empty"
    library.add_upload("visits.md", VISITS.encode())
    unanswered.note(library, "May I bring my  dog?", "Asked often.")
    (kept,) = unanswered.listed(library)
    assert (kept.note, kept.revision) == ("Asked often.", library.revision)
    assert unanswered.find(library, "May I bring my dog?") == kept
    assert unanswered.find(library, "may I bring a cat?") is None


def test_what_is_taken_off_the_list_can_be_put_back_as_it_was(library: Library) -> None:
    unanswered.note(library, "May I bring my dog?", "Asked twice.")
    before = unanswered.listed(library)
    gone = unanswered.forget(library, "May I bring my dog?")
    assert unanswered.listed(library) == ()
    unanswered.put_back(library, gone)
    assert unanswered.listed(library) == before


def test_what_cannot_be_noted_is_said(library: Library) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        unanswered.note(library, "  ")
    with pytest.raises(BadQuestion, match="at most 1000 characters, not 1001"):
        unanswered.note(library, "Why?", "x" * 1001)
    with pytest.raises(NotFound, match="not on the list"):
        unanswered.forget(library, "Why?")
