"""The user's cache of prepared models: built once, complete or not there, safe for two processes.

Start reading at `prepare_folder`. A folder is built beside its place under a lock and renamed into
it; its manifest, written last, lists every file, so that a damaged folder is noticed and rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MANIFEST: Final = "guidegraph.json"

TEMPORARY: Final = ".building-"
"""How the names of folders being built begin."""


def cache_folder() -> Path:
    """`GUIDEGRAPH_CACHE`, else the user's cache folder for guidegraph."""
    chosen = os.environ.get("GUIDEGRAPH_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("guidegraph", appauthor=False)


def prepare_folder(name: str, fingerprint: str, build: Callable[[Path], None]) -> Path:
    """The folder of the model `name`, built with `build(folder)` if it is missing or damaged.

    `fingerprint` names what `build` makes; a folder with another is replaced.
    Raises `OSError` when the cache cannot be written, and whatever `build` raises.
    """
    from filelock import FileLock

    models = cache_folder() / "models"
    folder = models / name
    if is_complete(folder, fingerprint):
        return folder
    models.mkdir(parents=True, exist_ok=True)
    with FileLock(models / f"{name}.lock"):
        if is_complete(folder, fingerprint):  # another process built it while this one waited
            return folder
        for left in models.glob(f"{TEMPORARY}{name}-*"):  # by a process that died
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=f"{TEMPORARY}{name}-", dir=models))
        try:
            build(work / "new")
            _write_manifest(work / "new", fingerprint)
            if folder.exists():
                folder.rename(work / "old")
            (work / "new").rename(folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return folder


def is_complete(folder: Path, fingerprint: str) -> bool:
    """Whether `folder` holds what its manifest lists, and that is the model of `fingerprint`.

    A file whose size and time are as recorded is taken as whole; another is read and compared.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["fingerprint"] != fingerprint:
            return False
        return all(_is_whole(folder / name, entry) for name, entry in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def recorded_hash(folder: Path, name: str) -> str:
    """The SHA-256 of a file in a prepared folder, as its manifest has it."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return str(manifest["files"][name]["sha256"])


def _is_whole(path: Path, entry: dict[str, Any]) -> bool:
    found = path.stat()
    if found.st_size != entry["size"]:
        return False
    return bool(found.st_mtime_ns == entry["time"]) or file_hash(path) == entry["sha256"]


def _write_manifest(folder: Path, fingerprint: str) -> None:
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found = path.stat()
        files[path.relative_to(folder).as_posix()] = {
            "size": found.st_size,
            "time": found.st_mtime_ns,
            "sha256": file_hash(path),
        }
    text = json.dumps({"fingerprint": fingerprint, "files": files}, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
