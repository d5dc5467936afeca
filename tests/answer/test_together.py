"""Many at one library: readers see whole revisions, writers wait for each other."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from answer import soundness, store
from answer.errors import Busy
from answer.library import Library
from tests.fakes import TrigramEmbedder
from tests.stores import there, told

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def opened(place: Path) -> Library:
    return Library.open(place, create=True, embedders=[TrigramEmbedder()])


def test_who_asks_while_documents_are_added_sees_whole_revisions(tmp_path: Path) -> None:
    place = tmp_path / "held"
    first = opened(place)
    first.add_upload("0.md", b"# Visits\n\nAgree on a time limit before the visit starts.\n")
    done = threading.Event()
    failed: list[Exception] = []

    def write() -> None:
        writer = opened(place)
        try:
            for number in range(1, 6):
                text = f"# Visits\n\nAgree on a time limit of {number} hours before the visit.\n"
                writer.add_upload(f"{number}.md", text.encode())
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)
        finally:
            writer.close()
            done.set()

    thread = threading.Thread(target=write)
    thread.start()
    seen: dict[str, int] = {}
    while not done.is_set() or not seen:
        view = first.snapshot()
        answer = first.ask("What about a time limit?")
        for section in answer.sections.values():
            for line in section:
                for citation in line.citations:
                    text = first.document(citation.document).text
                    assert text[citation.start : citation.end] == citation.quote
        seen[view.revision] = len(view.names)
        assert len(view.units) >= len(view.names)
    thread.join()
    assert failed == []
    whole = {revision for revision, _, _ in first.revisions()}
    assert set(seen) <= whole
    assert len(first.snapshot().names) == 6
    first.close()
    assert soundness.check(place) == ()


def test_what_is_read_together_is_of_one_state(tmp_path: Path) -> None:
    reader, writer = opened(tmp_path / "held"), opened(tmp_path / "held")
    with reader.store.reading():
        before = reader.revision
        writer.add_upload("a.md", b"# Visits\n\nAgree on a time limit before the visit starts.\n")
        assert reader.revision == before
        assert reader.snapshot().names == {}
    assert list(reader.snapshot().names.values()) == ["a.md"]
    reader.close()
    writer.close()


WRITER = """
import sys
from answer.library import Library
from answer.whereabouts import place
from tests.fakes import TrigramEmbedder
where, name = sys.argv[1:]
library = Library.open(place(where), create=True, embedders=[TrigramEmbedder()])
for number in range(3):
    text = f"# {name}\\n\\nRing {number} times first.\\n"
    library.add_upload(f"{name}{number}.md", text.encode())
library.close()
"""


def test_two_processes_that_write_take_turns_and_lose_nothing(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "held"
    both = [
        subprocess.Popen([sys.executable, "-c", WRITER, told(place), name], cwd=root)
        for name in ("a", "b")
    ]
    assert [one.wait() for one in both] == [0, 0]
    library = opened(place)
    names = sorted(info.name for info in library.documents())
    library.close()
    assert names == ["a0.md", "a1.md", "a2.md", "b0.md", "b1.md", "b2.md"]
    assert soundness.check(place) == ()


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.1)
    library = opened(tmp_path / "held")
    with store.alone(tmp_path / "held"):  # this thread may, another may not
        busy: list[Exception] = []

        def write() -> None:
            try:
                library.add_upload("a.md", b"Ring before you come to a home.\n")
            except Busy as error:
                busy.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert "another program is changing this library" in str(busy[0])
    library.close()


WAITING = """
import sys
from pathlib import Path
from answer import store, terminal
from answer.cli import cli
from index import models
from tests.fakes import TrigramEmbedder
models.load = lambda *_, **__: TrigramEmbedder()
store.NOTICE = 0.2
sys.exit(terminal.run(cli, ["add", sys.argv[1], "--library", sys.argv[2]]))
"""


def test_who_has_to_wait_is_told_at_once_and_gets_a_turn(
    root: Path, guidance: Path, tmp_path: Path
) -> None:
    place = tmp_path / "held"
    opened(place).close()
    with store.alone(place):
        waiting = subprocess.Popen(
            [sys.executable, "-c", WAITING, str(guidance), told(place)],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"GUIDEGRAPH_MODEL": "trigrams"},
        )  # fmt: skip
        assert waiting.stderr is not None
        said = waiting.stderr.readline()
        assert waiting.poll() is None
    out, _ = waiting.communicate()
    assert said == (
        f"{there(place)}: another program is changing this library; waiting until it is done\n"
    )
    assert waiting.returncode == 0
    assert f"Added {guidance / 'visits.md'}" in out


NETWORK = """
import sys
said = []
def hook(event, given):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        said.append(event)
sys.addaudithook(hook)
from answer import terminal
from answer.cli import cli
from index import models
from tests.fakes import TrigramEmbedder
models.load = lambda *_, **__: TrigramEmbedder()
place, files = sys.argv[1:]
for line in (["add", files], ["ask", "What about a time limit?"], ["check"], ["list"]):
    assert terminal.run(cli, [*line, "--library", place]) == 0, line
print("connections:", said)
"""


def test_adding_asking_and_checking_open_no_connection(
    root: Path, guidance: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NETWORK, str(tmp_path / "held"), str(guidance)],
        cwd=root, capture_output=True, text=True, check=False,
        env=os.environ | {"GUIDEGRAPH_MODEL": "trigrams"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "connections: []" in done.stdout
