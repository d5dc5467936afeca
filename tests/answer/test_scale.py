"""A large library answers as a small one does: with thresholds that small libraries reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer import fields, search, snapshot, soundness
from answer.library import Library
from answer.mending import repair
from answer.store import load_unit
from index import mapped, together, words
from tests.answer.test_invariants import SENTENCES, collections, documents, few, place, shelf
from tests.fakes import TrigramEmbedder
from tests.stores import file_only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from answer.records import Answer

__all__ = ["place"]  # the fixture

pytestmark = file_only  # on a server indexes are made anew, and nothing is written beside them

NAMES = ("a.md", "b.md", "c/a.md", "e.md")


def enlarge(patch: pytest.MonkeyPatch) -> None:
    """Every library counts as large, and its files are written anew after some changes."""
    patch.setattr(fields, "LARGE", 1)
    patch.setattr(fields, "BATCH", 3)
    patch.setattr(snapshot, "LARGE", 1)
    patch.setattr(together, "WORTH", 0)
    patch.setattr(mapped, "DELTA", 15)
    patch.setattr(mapped, "SHARE", 0.0)


@pytest.fixture
def large() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        enlarge(patch)
        yield patch


def answers(library: Library) -> list[Answer]:
    return [library.ask(f"{sentence} What should I do?") for sentence in SENTENCES[:4]]


@few
@given(
    texts=collections,
    changes=st.lists(
        st.tuples(st.sampled_from(NAMES), documents() | st.none()), min_size=1, max_size=4
    ),
)
def test_whatever_came_and_went_a_large_library_answers_as_a_small_one(
    place: Path, texts: dict[str, str], changes: list[tuple[str, str | None]]
) -> None:
    made = shelf(place, texts)
    with pytest.MonkeyPatch.context() as patch:
        enlarge(patch)
        library = made.library()
        library.add([made.files])
        answers(library)
        patch.setattr(fields, "_made", not_again)
        made.change(library, changes)
        found = answers(library)
        assert soundness.check(library.folder) == ()
        assert all(mapped.is_mapped(path) for path in library.folder.glob("*.faiss"))
    anew = made.library("anew")
    anew.add([made.files])
    assert found == answers(anew)


def not_again(*_: object) -> None:
    raise AssertionError("an index was made anew, though it was known what had changed")


def test_a_unit_read_when_it_is_wanted_is_the_one_that_was_written(place: Path) -> None:
    library, _ = two(place)
    records = {
        row["id"]: row["record"] for row in library.store.rows("SELECT id, record FROM units")
    }
    units = snapshot.Units(records)
    documents = {key: units.document(key) for key in units}  # before any is read
    assert dict(units) == {key: load_unit(record) for key, record in records.items()}
    assert documents == {key: unit.document for key, unit in units.items()}
    assert documents == {key: units.document(key) for key in units}
    assert len(units) == len(records) > 1
    assert 7 not in units


@pytest.mark.parametrize("depth", [3, 100])
def test_word_scores_are_told_by_all_passages_that_match(
    place: Path, monkeypatch: pytest.MonkeyPatch, depth: int
) -> None:
    lines = "\n\n".join(
        f"A visit in the {word} {'visit ' * n}." for n, word in enumerate("abcdefg")
    )
    made = shelf(place, {"a.md": f"# Time\n\n{lines}\n\nNever promise anything to a client.\n"})
    library = made.library()
    library.add([made.files])
    searcher = library.searcher()
    question = searcher.ask("When to visit?", "en")
    by_hand = words.search(library.store.connection, question.text, "en", 100)
    scores = np.array([score for _, score in by_hand] + [0.0] * (len(searcher.languages) - 7))
    expected = {key: (score - scores.mean()) / (scores.std() + 1e-6) for key, score in by_hand}
    assert len(by_hand) == 7
    monkeypatch.setattr(search, "CUT", 0)
    found = searcher._lexical(question, depth)  # noqa: SLF001
    assert list(found) == list(expected)[:depth]
    assert found == pytest.approx({key: expected[key] for key in found})
    monkeypatch.setattr(search, "CUT", 100)
    few = searcher._lexical(question, depth)  # noqa: SLF001
    assert (few == pytest.approx(found)) == (depth == 100)


def two(place: Path) -> tuple[Library, Path]:
    made = shelf(place, {"a.md": f"# Visits\n\n{SENTENCES[0]}\n", "b.md": f"{SENTENCES[4]}\n"})
    library = made.library()
    library.add([made.files])
    return library, made.files


def test_what_another_process_changed_is_seen(place: Path, large: pytest.MonkeyPatch) -> None:
    library, files = two(place)
    answers(library)
    other = Library.open(library.folder, embedders=[TrigramEmbedder()])
    (files / "b.md").write_text(f"{SENTENCES[6]}\n", "utf-8")
    other.add([files])  # its files were made by the other: it does not know what is new in them
    found = answers(library)
    large.undo()
    anew = shelf(place, {"a.md": "x"}).library()
    anew.add([files])
    assert found == answers(anew)
    assert soundness.check(library.folder) == ()


def test_vectors_that_change_without_a_revision_are_no_other_state(
    place: Path, large: pytest.MonkeyPatch
) -> None:
    library, _ = two(place)
    answers(library)
    large.setattr(fields, "_made", not_again)
    with library.store.transaction() as connection:  # a case, a trail: no change of documents
        connection.execute("INSERT INTO settings VALUES ('a', 'b')")
    answers(library)


@pytest.mark.usefixtures("large")
def test_a_large_file_that_is_damaged_is_found_and_made_anew(place: Path) -> None:
    library, _ = two(place)
    before = answers(library)
    library.close()
    file = next(library.folder.glob("passages.*.vectors"))
    data = bytearray(file.read_bytes())
    data[-5] ^= 1
    file.write_bytes(data)
    (finding,) = soundness.check(library.folder)
    assert "damaged" in finding.what
    assert repair(library.folder, lambda _: [TrigramEmbedder()]).left == ()
    assert soundness.check(library.folder) == ()
    again = Library.open(library.folder, embedders=[TrigramEmbedder()])
    assert answers(again) == before


def test_a_transaction_that_fails_leaves_nothing_touched(place: Path) -> None:
    library, _ = two(place)

    def fail() -> None:
        with library.store.transaction() as connection:
            connection.execute("DELETE FROM unit_vectors")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    left = library.store.rows("SELECT count(*) AS n FROM temp.touched WHERE number > 0")
    assert left[0]["n"] == 0


def test_rows_that_go_with_their_document_are_touched(place: Path) -> None:
    library, _ = two(place)
    units = {row["unit"] for row in library.store.rows("SELECT unit FROM unit_vectors")}
    library.store.connection.execute("DELETE FROM documents")
    touched = library.store.rows("SELECT id FROM touched WHERE part = 'unit' AND number = 1")
    assert {row["id"] for row in touched} == units
