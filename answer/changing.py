"""What changes a library's documents: the bodies of `Library.add` and those beside it.

They stand apart, since what reads files and links ideas takes half a second to import, and who
asks a question needs none of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from answer import build
from answer.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from answer.build import AddReport, Progress
    from answer.library import Library


def add(library: Library, paths: Iterable[Path | str], progress: Progress | None) -> AddReport:
    """Add or update files and folders; documents of a folder whose file is gone are removed."""
    report = build.AddReport()
    listed = [Path(path) for path in paths]
    sources = build.from_paths(listed, report)
    named = {source.name for source in sources}
    folders = [str(path.resolve()) for path in listed if path.is_dir()]
    gone = [
        info.source
        for info in library.documents()
        if info.source not in named
        and any(info.source.startswith(f"{folder}/") for folder in folders)
    ]
    return _change(library, sources, report, gone, progress)


def add_upload(library: Library, name: str, data: bytes, progress: Progress | None) -> AddReport:
    """Add a file that was handed over, under `uploads/NAME`."""
    source = build.Source(f"uploads/{name.replace('/', '_')}", lambda: data)
    return _change(library, [source], build.AddReport(), [], progress)


def remove(library: Library, names: Iterable[str]) -> tuple[str, ...]:
    """Remove documents by name or id.

    Raises:
        NotFound: one is not there; none is removed then.
    """
    infos = [library.info(name) for name in names]
    with library.store.alone():
        build.remove(
            library.store,
            [info.source for info in infos],
            [info.name for info in infos],
            library.embedders()[0].name,
        )
    return tuple(info.name for info in infos)


def restore(library: Library, name: str, progress: Progress | None) -> AddReport:
    """Bring back a document that was removed.

    Raises:
        NotFound: nothing of this name was removed.
    """
    found = library.store.rows(
        "SELECT source, data FROM removed WHERE name = ? OR source = ? ORDER BY at DESC",
        name,
        name,
    )
    if not found:
        raise NotFound(f"{name}: nothing of this name was removed")
    source = build.Source(found[0]["source"], lambda: bytes(found[0]["data"]))
    return _change(library, [source], build.AddReport(), [], progress)


def rebuild(library: Library, progress: Progress | None) -> AddReport:
    """Read and embed every document anew, with the models that are set now."""
    with library.store.alone():
        return build.rebuild(
            library.store, lambda: library.embedders(check=False), progress=progress
        )


def _change(
    library: Library,
    sources: Sequence[build.Source],
    report: AddReport,
    gone: Sequence[str],
    progress: Progress | None,
) -> AddReport:
    with library.store.alone():
        return build.add(
            library.store,
            sources,
            library.embedders,
            library.settings,
            report,
            gone=gone,
            progress=progress,
        )
