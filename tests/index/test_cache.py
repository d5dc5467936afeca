from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest

from index.cache import MANIFEST, TEMPORARY, is_complete, prepare_folder

if TYPE_CHECKING:
    from pathlib import Path


class Builder:
    """Builds a folder of two files and counts how often."""

    def __init__(self, *, delay: float = 0) -> None:
        self.built = 0
        self.delay = delay

    def __call__(self, folder: Path) -> None:
        self.built += 1
        (folder / "inner").mkdir(parents=True)
        (folder / "weights").write_bytes(b"1234")
        time.sleep(self.delay)
        (folder / "inner" / "config").write_text("{}")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUIDEGRAPH_CACHE", str(tmp_path))
    return tmp_path


def test_a_model_is_built_once() -> None:
    build = Builder()
    folder = prepare_folder("m", "f", build)
    assert prepare_folder("m", "f", build) == folder
    assert build.built == 1
    assert (folder / "weights").read_bytes() == b"1234"


def test_another_fingerprint_is_built_anew() -> None:
    build = Builder()
    prepare_folder("m", "f", build)
    prepare_folder("m", "g", build)
    assert build.built == 2


@pytest.mark.parametrize("file", ["weights", "inner/config", MANIFEST])
@pytest.mark.parametrize("damage", ["gone", "cut", "changed"])
def test_damage_is_noticed_and_repaired(file: str, damage: str) -> None:
    build = Builder()
    folder = prepare_folder("m", "f", build)
    path = folder / file
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-2])
    else:
        path.write_bytes(b"#" * path.stat().st_size)
        os.utime(path, (0, 0))
    assert not is_complete(folder, "f")
    assert prepare_folder("m", "f", build) == folder
    assert is_complete(folder, "f")
    assert build.built == 2


def test_a_copy_with_other_times_is_whole(cache: Path) -> None:
    folder = prepare_folder("m", "f", Builder())
    shutil.copytree(folder, cache / "copy", copy_function=shutil.copyfile)
    assert is_complete(cache / "copy", "f")


def test_a_build_that_fails_leaves_nothing(cache: Path) -> None:
    def fail(folder: Path) -> None:
        folder.mkdir()
        (folder / "half").write_bytes(b"1")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        prepare_folder("m", "f", fail)
    assert [path.name for path in (cache / "models").iterdir()] == ["m.lock"]


def test_what_a_dead_process_left_is_cleared(cache: Path) -> None:
    left = cache / "models" / f"{TEMPORARY}m-dead"
    left.mkdir(parents=True)
    prepare_folder("m", "f", Builder())
    assert not left.exists()


def test_two_at_once_build_one() -> None:
    build = Builder(delay=0.2)
    found: list[Path] = []
    threads = [
        threading.Thread(target=lambda: found.append(prepare_folder("m", "f", build)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert build.built == 1
    assert len(set(found)) == 1
    assert len(found) == 4
