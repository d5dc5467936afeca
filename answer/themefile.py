"""The themes of a library in a file beside it: finding them takes long where there are many ideas.

The file is derived. It carries a digest of what the themes were found in, and is made anew when
that does not match. Start reading at `kept`.
"""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Final

from answer.atomic import replace_file
from answer.errors import LibraryError
from kg import themes as communities

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from answer.snapshot import Snapshot

FILE: Final = "themes.json"

_log = logging.getLogger(__name__)


def kept(
    view: Snapshot, folder: Path, find: Callable[[], communities.Themes]
) -> communities.Themes:
    """The themes in the file in `folder`, else those that `find` finds, which are then kept."""
    path, digest = folder / FILE, digest_of(view)
    found = read(path, digest)
    if found is not None and ideas_of(found) == sorted(view.ideas):
        return found
    found = find()
    form = {
        "of": digest,
        "themes": [[list(part) for part in theme.parts] for theme in found.themes],
        "order": [list(theme.ideas) for theme in found.themes],
        "alone": list(found.alone),
    }
    try:
        replace_file(path, json.dumps(form))
    except LibraryError as error:  # a library on a read-only disk has themes all the same
        _log.warning("%s; the themes are found anew each time", error)
    return found


def digest_of(view: Snapshot) -> str:
    """What tells whether themes are still those of a library: its revision, ideas and links."""
    made = hashlib.sha256(f"{view.revision} {communities.SETTINGS}\n".encode())
    for idea in sorted(view.ideas):
        made.update(f"{idea}\n".encode())
    for edge in view.edges:
        made.update(f"{edge.source} {edge.relation} {edge.target} {edge.score:.6f}\n".encode())
    return made.hexdigest()


def read(path: Path, digest: str) -> communities.Themes | None:
    """The themes in a file, or None where it is missing, damaged, or of something else."""
    try:
        form = json.loads(path.read_text("utf-8"))
        if form["of"] != digest:
            return None
        themes = tuple(
            communities.Theme(tuple(order), tuple(map(tuple, parts)))
            for order, parts in zip(form["order"], form["themes"], strict=True)
        )
        return communities.Themes(themes, tuple(form["alone"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def ideas_of(found: communities.Themes) -> list[str]:
    """Every idea of the themes, and those in none, in order of their ids; twice if it is twice."""
    held = [idea for theme in found.themes for idea in theme.ideas]
    return sorted([*held, *found.alone])
