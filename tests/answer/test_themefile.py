"""Themes in a file beside the library: found once, and never those of something else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from answer import themefile, themes
from answer.library import Library
from kg import themes as communities
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "\n\n".join(
    f"You should {verb} the {thing} before a visit. A lost {thing} may do harm."
    for verb in ("check", "count", "lock", "label")
    for thing in ("key", "letter", "parcel", "badge")
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    held = Library.open(tmp_path / "library", create=True, embedders=[TrigramEmbedder()])
    held.add_upload("a.txt", TEXT.encode())
    yield held
    held.close()


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that themes were really looked for."""
    seen: list[int] = []
    find = communities.find

    def watched(*given: object) -> communities.Themes:
        seen.append(1)
        return find(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(communities, "find", watched)
    return seen


def test_themes_are_found_once_and_are_the_same_from_the_file(
    library: Library, tmp_path: Path, searches: list[int]
) -> None:
    folder = tmp_path / "library"
    plain = themes.themes(library.snapshot(), "en")
    assert plain.themes
    assert [themes.themes(library.snapshot(), "en", folder=folder) for _ in range(3)] == [plain] * 3
    assert len(searches) == 2


def test_a_change_of_the_library_finds_them_anew(
    library: Library, tmp_path: Path, searches: list[int]
) -> None:
    folder = tmp_path / "library"
    themes.themes(library.snapshot(), "en", folder=folder)
    library.add_upload("b.txt", TEXT.replace("visit", "meeting").encode())
    after = themes.themes(library.snapshot(), "en", folder=folder)
    assert after == themes.themes(library.snapshot(), "en")
    assert len(searches) == 3


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"of": 1', "another", "twice", "missing"])
def test_a_file_that_is_damaged_or_of_something_else_is_not_believed(
    library: Library, tmp_path: Path, searches: list[int], damage: str
) -> None:
    folder = tmp_path / "library"
    plain = themes.themes(library.snapshot(), "en", folder=folder)
    path = folder / themefile.FILE
    form = json.loads(path.read_text("utf-8"))
    match damage:
        case "another":
            form["of"] = "0" * 64
        case "twice":
            form["alone"].append(form["order"][0][0])
        case "missing":
            form["order"][0].pop()
    path.write_text(damage if damage[:1] in {"", "[", "{"} else json.dumps(form), "utf-8")
    assert themes.themes(library.snapshot(), "en", folder=folder) == plain
    assert len(searches) == 2


def test_a_folder_that_cannot_be_written_has_themes_all_the_same(
    library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = tmp_path / "nowhere"
    assert themes.themes(library.snapshot(), "en", folder=nowhere).themes
    assert "found anew each time" in caplog.text
