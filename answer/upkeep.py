"""The commands that look after a library: `check`, `repair`, `backup`, `recover`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from answer.terminal import (
    count,
    examples,
    json_option,
    library_option,
    model_option,
    print_json,
    progress_bar,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from answer.soundness import Finding
    from answer.store import Store
    from answer.whereabouts import Place
    from index.models import Embedder


@click.command(epilog=examples("guidegraph check", "guidegraph check --json"))
@library_option
@json_option
def check(library: Place | None, as_json: bool) -> int:  # noqa: FBT001
    """Compare everything in a library with what it is made from; nothing is changed.

    The file itself, the stored bytes and their digests, every text, quotation, vector, word,
    idea, edge and index. What is wrong is named, and the exit status is 1; `repair` mends it.
    """
    from answer import soundness

    with progress_bar() as progress:
        found = soundness.check(_folder(library), progress=progress)
    if as_json:
        print_json({"sound": not found, "findings": _forms(found)})
    elif found:
        _tell(found)
        click.echo("Run `guidegraph repair` to mend it, or `guidegraph recover` a backup.")
    else:
        click.echo("Sound: everything in the library is as it must be.")
    return 1 if found else 0


@click.command(epilog=examples("guidegraph repair", "guidegraph repair --json"))
@library_option
@model_option
@json_option
def repair(library: Place | None, model: str | None, as_json: bool) -> int:  # noqa: FBT001
    """Mend what `check` finds.

    What is derived from the documents is made anew. Stored bytes that are damaged are taken from
    the document's source, if that has not changed; else the document is taken out and its text
    saved beside the library. A file that SQLite cannot read is put aside, and what can be read of
    it is copied to a new one. The exit status is 1 where something could not be mended.
    """
    from answer import mending

    folder = _folder(library)
    with _alone(folder), progress_bar() as progress:
        report = mending.repair(folder, lambda opened: _embedders(opened, model), progress=progress)
    if as_json:
        print_json(
            {"found": _forms(report.found), "done": report.done, "left": _forms(report.left)}
        )
        return 1 if report.left else 0
    if not report.found:
        click.echo("Sound: there was nothing to mend.")
    for line in report.done:
        click.echo(f"{line[:1].upper()}{line[1:]}.")
    if report.left:
        _tell(report.left)
        click.echo("This is left: put back a backup with `guidegraph recover`.")
    return 1 if report.left else 0


@click.command(
    epilog=examples(
        "guidegraph backup ~/care-2026-03-01.sqlite",
        "guidegraph backup care.sqlite --library ~/libraries/care",
    )
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@library_option
def backup(file: Path, library: Place | None) -> None:
    """Write the whole library to one file, also while it is in use.

    Documents, what was found in them, corrections, trails and settings. `recover` puts it back.
    FILE is replaced whole, or not at all.
    """
    from answer import backups

    click.echo(f"Wrote {backups.back_up(_folder(library), file)}")


@click.command(
    epilog=examples(
        "guidegraph recover ~/care-2026-03-01.sqlite",
        "guidegraph recover care.sqlite --library ~/libraries/another",
    )
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@library_option
def recover(file: Path, library: Place | None) -> None:
    """Put a backup in the place of the library; one that is there is kept beside it."""
    from answer import backups

    folder = _folder(library)
    if not isinstance(folder, Path):
        raise backups.elsewhere(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        kept = backups.recover(folder, file)
    click.echo(f"The library in {folder} is now that of {file}")
    if kept is not None:
        click.echo(f"What was there is in {kept}")


def _folder(library: Place | None) -> Place:
    from answer.settings import default_library

    return library or default_library()


def _alone(folder: Place) -> Any:  # noqa: ANN401 - a context manager
    from answer import store

    return store.alone(folder)


def _embedders(opened: Store, model: str | None) -> Sequence[Embedder]:
    from answer.terminal import settings_for
    from index import models

    settings = settings_for(model)
    own = [row["name"] for row in opened.rows("SELECT name FROM models ORDER BY position")]
    return [models.load(name) for name in settings.models or own or settings.new_models]


def _forms(found: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {"part": one.part, "where": one.where, "what": one.what, "derived": one.part.derived}
        for one in found
    ]


def _tell(found: Sequence[Finding]) -> None:
    for one in found[:MOST]:
        click.echo(f"{one.part.value}: {one.where}: {one.what}")
    if len(found) > MOST:
        click.echo(f"and {count(len(found) - MOST, 'finding')} more; --json shows all")


MOST = 40
"""Findings shown: where one thing is damaged, much that hangs on it is too."""
