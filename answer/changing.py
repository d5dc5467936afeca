"""What changes a library's documents: what `Library.add` and those beside it do.

It stands apart, since what reads files and links ideas takes half a second to import, and who asks
a question needs none of it. `load` opens the library's models, which only happens where they are
needed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from answer import build, catalogue
from answer.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from answer.build import AddReport, Progress
    from answer.settings import Settings
    from answer.store import Store
    from index.models import Embedder

    Load = Callable[[], Sequence[Embedder]]


def add(
    store: Store,
    paths: Iterable[Path | str],
    load: Load,
    settings: Settings,
    progress: Progress | None,
) -> AddReport:
    """Add or update files and folders; documents of a folder whose file is gone are removed."""
    report = build.AddReport()
    listed = [Path(path) for path in paths]
    sources = build.from_paths(listed, report)
    named = {source.name for source in sources}
    folders = [str(path.resolve()) for path in listed if path.is_dir()]
    gone = [
        info.source
        for info in catalogue.documents(store)
        if info.source not in named
        and any(info.source.startswith(f"{folder}/") for folder in folders)
    ]
    with store.alone():
        return build.add(store, sources, load, settings, report, gone=gone, progress=progress)


def add_bytes(
    store: Store,
    source: str,
    data: bytes,
    load: Load,
    settings: Settings,
    *,
    progress: Progress | None,
) -> AddReport:
    """Add or update one document by its bytes."""
    one, report = build.Source(source, lambda: data), build.AddReport()
    with store.alone():
        return build.add(store, [one], load, settings, report, progress=progress)


def remove(store: Store, names: Iterable[str], load: Load) -> tuple[str, ...]:
    """Remove documents by name or id.

    Raises:
        NotFound: one is not there; none is removed then.
    """
    infos = [catalogue.info(store, name) for name in names]
    with store.alone():
        build.remove(
            store,
            [info.source for info in infos],
            [info.name for info in infos],
            load()[0].name,
        )
    return tuple(info.name for info in infos)


def removed(store: Store, name: str) -> tuple[str, bytes]:
    """The source and the bytes of a document that was removed.

    Raises:
        NotFound: nothing of this name was.
    """
    found = store.rows(
        "SELECT source, data FROM removed WHERE name = ? OR source = ? ORDER BY at DESC",
        name,
        name,
    )
    if not found:
        raise NotFound(f"{name}: nothing of this name was removed")
    return found[0]["source"], bytes(found[0]["data"])


def rebuild(store: Store, load: Load, progress: Progress | None) -> AddReport:
    """Read and embed every document anew."""
    with store.alone():
        return build.rebuild(store, load, progress=progress)
