"""Every packaged file that is no code is the one whose digest is written down."""

from __future__ import annotations

import hashlib
from pathlib import Path

from benchmarks.make_manifest import FOLDERS, MANIFEST, ROOT, packaged

REMEDY = "was it meant to change? then run: python -m benchmarks.make_manifest"
LINES = dict(
    reversed(line.split("  ", 1)) for line in MANIFEST.read_text(encoding="utf-8").splitlines()
)


def test_the_manifest_names_every_packaged_file_and_no_other() -> None:
    assert sorted(LINES) == sorted(path.relative_to(ROOT).as_posix() for path in packaged()), REMEDY
    assert {"kg/data/kinds.npz", "web/assets/graph.js", "answer/data/reader.npz"} <= set(LINES)
    assert all(any(name.startswith(f"{folder}/") for name in LINES) for folder in FOLDERS)


def test_every_packaged_file_is_the_one_of_the_manifest() -> None:
    other = [
        name
        for name, digest in LINES.items()
        if hashlib.sha256(Path(ROOT / name).read_bytes()).hexdigest() != digest
    ]
    assert other == [], REMEDY
