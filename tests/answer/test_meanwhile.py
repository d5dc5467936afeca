"""While documents are understood others ask and change the library; readers go a little ahead."""

from __future__ import annotations

import re
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from answer import corrections, pace, preparing, soundness, store
from answer.errors import Busy, OtherModel
from kg.records import Kind
from tests.answer.broken_off import (
    THIRD,
    Counting,
    content,
    left,
    opened,
    stopped,
    straight,
    written,
)
from tests.answer.conftest import VISITS
from tests.fakes import TrigramEmbedder
from tests.stores import file_only, there
from web import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from answer.build import AddReport
    from answer.library import Library


def test_readers_go_a_few_files_ahead_and_wait(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number:02}.md" for number in range(30)]
    files = written(tmp_path / "files", dict.fromkeys(names, VISITS))
    monkeypatch.setattr(preparing, "available_threads", lambda: 2)
    monkeypatch.setattr(preparing, "EACH", 1)
    ahead: list[int] = []

    class Watching(Counting):
        def encode_passages(self, texts: Sequence[str], **options: Any) -> NDArray[np.float32]:
            time.sleep(0.005)
            ahead.append(len(read) - len(self.calls) // 2)
            return super().encode_passages(texts, **options)

    library = opened(tmp_path / "held", Watching())
    assert [Path(source).name for source in library.add([files]).added] == names
    assert max(ahead) <= 2 + preparing.AHEAD + 1
    assert max(ahead) > 2
    library.close()


@pytest.fixture
def midway(tmp_path: Path, files: Path) -> Iterator[Library]:
    """A library with `a.md`, to which another adds `files` and is at the first of them."""
    at_it, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        at_it.set()
        assert go_on.wait(60)

    library = opened(tmp_path / "held")
    library.add_upload("a.md", VISITS.encode())
    adds = opened(tmp_path / "held", Counting(1, wait))
    thread = threading.Thread(target=adds.add, args=([files],))
    thread.start()
    assert at_it.wait(60)
    yield library
    assert thread.is_alive()
    go_on.set()
    thread.join()
    adds.close()
    names = {info.name for info in library.documents()}
    library.close()
    assert names >= {"0.md", "1.md", "2.md"}
    assert soundness.check(there(tmp_path / "held")) == ()


def test_a_library_can_be_asked_while_documents_are_understood(midway: Library) -> None:
    assert midway.ask("What about a time limit?").sections


def test_a_library_can_be_changed_while_documents_are_understood(midway: Library) -> None:
    corrections.set_kind(midway, "Trust grows when promises are kept.", Kind.BENEFIT)
    assert midway.remove(["a.md"]) == ("a.md",)
    assert midway.documents() == ()


def test_who_adds_meanwhile_waits_for_the_one_that_is_at_it(
    midway: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.1)
    with pytest.raises(Busy, match="another program is changing this library"):
        midway.add_upload("b.md", THIRD.encode())


def meanwhile(
    tmp_path: Path, files: Path, act: Callable[[Library], object]
) -> tuple[Library, AddReport]:
    """Add `files` while another machine does something: it knows nothing of this one's lock."""

    def other() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store.Store, "preparing", nullcontext)
            library = opened(tmp_path / "held")
            act(library)
            library.close()

    library = opened(tmp_path / "held", Counting(3, other))
    return library, library.add([files])


def test_what_another_has_added_meanwhile_is_unchanged(tmp_path: Path, files: Path) -> None:
    library, report = meanwhile(tmp_path, files, lambda other: other.add([files / "0.md"]))
    assert [Path(source).name for source in report.unchanged] == ["0.md"]
    assert [Path(source).name for source in report.added] == ["1.md", "2.md"]
    assert content(library) == straight(tmp_path, files)
    assert left(library) == []
    library.close()


def test_what_another_has_added_otherwise_meanwhile_is_changed(tmp_path: Path, files: Path) -> None:
    def act(other: Library) -> None:
        library = other
        known = (files / "1.md").read_text("utf-8")
        (files / "1.md").write_text("# Calls\n\nCall back the same day.\n", "utf-8")
        library.add([files / "1.md"])
        (files / "1.md").write_text(known, "utf-8")

    library, report = meanwhile(tmp_path, files, act)
    assert [Path(source).name for source in report.changed] == ["1.md"]
    assert len(report.added) == 2
    assert content(library) == straight(tmp_path, files)
    library.close()


def test_with_other_models_than_another_has_taken_meanwhile_nothing_is_added(
    tmp_path: Path, files: Path
) -> None:
    def act(_: Library) -> None:
        embedder = Counting(made=TrigramEmbedder(dimension=32))
        library = opened(tmp_path / "held", embedder)
        library.add_upload("a.md", VISITS.encode())
        library.close()

    with pytest.raises(OtherModel):
        meanwhile(tmp_path, files, act)
    library = opened(tmp_path / "held", Counting(made=TrigramEmbedder(dimension=32)))
    assert [info.name for info in library.documents()] == ["a.md"]
    assert len(library.add([files]).added) == 3
    library.close()


def test_how_far_it_is_how_fast_and_how_long_it_takes_is_told(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(tmp_path / "held", files, 1)
    monkeypatch.setattr(pace, "SURE", 1e-9)
    said: list[tuple[int, int, str]] = []
    library = opened(tmp_path / "held")
    library.add([files], progress=lambda *given: said.append(given))
    labels = [label.split(":")[0] for _, _, label in said]
    assert list(dict.fromkeys(labels)) == [
        "opening the embedding models", "reading 0.md", "understanding 1.md", "understanding 2.md",
        "writing 0.md", "writing 1.md", "writing 2.md", "linking", "done",
    ]  # fmt: skip
    understanding = [entry for entry in said if entry[2].startswith("understanding")]
    done = [entry[0] for entry in understanding]
    ready = next(info.passages for info in library.documents() if info.name == "0.md")
    assert done == sorted(done)
    assert done[0] == ready > 0
    assert all(done <= total for done, total, _ in said)
    last = understanding[-1]
    assert re.fullmatch(r"understanding 2\.md: [\d.]+ passages a second, \d+ s left", last[2])
    assert told.step(last[2]) == last[2]
    library.close()


@file_only
def test_two_who_go_on_with_the_same_take_turns(tmp_path: Path, files: Path) -> None:
    stopped(tmp_path / "held", files, 2)
    found: list[Any] = []

    def go_on() -> None:
        library = opened(tmp_path / "held")
        found.append(library.add([files]))
        library.close()

    both = [threading.Thread(target=go_on) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    late, early = sorted(found, key=lambda report: len(report.added))
    assert (len(late.unchanged), len(late.added), late.ready) == (3, 0, 0)
    assert (len(early.added), early.ready) == (3, 2)
    library = opened(tmp_path / "held")
    assert content(library) == straight(tmp_path, files)
    library.close()
