"""Write tests/assets.sha256, the digests of what is packaged: `python -m benchmarks.make_manifest`.

Run it after a fitted model, the graph component or another asset was made anew. A test holds that
every packaged file is the one of the manifest; `sha256sum --check` reads it, too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
MANIFEST: Final = ROOT / "tests" / "assets.sha256"

FOLDERS: Final = ("answer/data", "corpus/sample", "kg/data", "web/assets")
"""Folders of what is packaged beside code; the catalogues of `web/locales` are compared with what
they are compiled from (`tests/web/test_language.py`)."""


def packaged() -> Iterator[Path]:
    """Every packaged file that is no code."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and not path.name.startswith(".") and path.suffix != ".pyc":
                yield path


def manifest() -> str:
    """A line for each file: its digest, two blanks, its path."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT).as_posix()}\n"
        for path in packaged()
    )


if __name__ == "__main__":
    MANIFEST.write_text(manifest(), encoding="utf-8")
