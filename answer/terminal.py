"""What every command shares: options, opening, progress, printing, and how a failure ends.

Start reading at `run`. Nothing heavy is imported here: `guidegraph --help` takes 0.2 s.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from answer.library import Library
    from answer.settings import Settings
    from answer.whereabouts import Place
    from index.models import Embedder

    Command = TypeVar("Command", bound=Callable[..., Any])
    Progress = Callable[[int, int, str], None]

INTERRUPTED: Final = 130
"""Exit status after Ctrl-C: 128 and the number of SIGINT, as shells give it."""


def run(group: click.Group, arguments: Sequence[str]) -> int:
    """Run a command line; the exit status: 0, 1 (it could not be done), 2 (wrong use) or 130.

    What went wrong is told in one line on standard error; with `--debug` or GUIDEGRAPH_DEBUG=1
    the traceback goes before it.
    """
    debug = "--debug" in arguments or bool(os.environ.get("GUIDEGRAPH_DEBUG"))
    _write_utf8()
    try:
        status = group.main(list(arguments), prog_name="guidegraph", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _close_stdout()
        return 1
    except Exception as error:  # noqa: BLE001 - the last place where a failure can be told in words
        if debug:
            import traceback

            traceback.print_exc()
        click.echo(f"guidegraph: {_told(error)}", err=True)
        return 1
    return status if isinstance(status, int) else 0


def _told(error: Exception) -> str:
    """A failure in one line."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}; check the path, its permissions and the free space"
    if isinstance(error, ValueError) and str(error):
        return " ".join(str(error).split())
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return f"{said}; this should not happen: run it again with --debug and report what it prints"


def _write_utf8() -> None:
    """Standard output that is not a terminal is UTF-8 everywhere; a terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")


def _close_stdout() -> None:
    """Let nothing be written when Python ends: the reader of our output has gone."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


# -- options ---------------------------------------------------------------------------------


def debug_option(command: Command) -> Command:
    """`--debug`; it is read in `run`, before any command is known."""
    return click.option(
        "--debug", is_flag=True, expose_value=False, help="Show the traceback of an error."
    )(command)


class _Library(click.Path):
    """A folder, or the address of a library on PostgreSQL."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - click's
        """What an option or an argument says."""
        from answer.whereabouts import SCHEMES, place

        if isinstance(value, str) and value.startswith(SCHEMES):
            return place(value)
        return super().convert(value, param, ctx)


def library_option(command: Command) -> Command:
    """`--library DIR`, and `--debug`."""
    return click.option(
        "--library",
        type=_Library(path_type=Path, file_okay=False),
        metavar="DIR",
        help="The library's folder, or postgresql://… [default: GUIDEGRAPH_LIBRARY, else the "
        "user's data folder].",
    )(debug_option(command))


def model_option(command: Command) -> Command:
    """`--model NAME`."""
    return click.option(
        "--model",
        metavar="NAME",
        help="Embedding model, a name or a folder; several with commas, the first for all "
        "languages [default: GUIDEGRAPH_MODEL, else multilingual-e5-small,all-MiniLM-L6-v2].",
    )(command)


def json_option(command: Command) -> Command:
    """`--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON value and nothing else."
    )(command)


def input_file(name: str, help_text: str, *, required: bool = True) -> Callable[[Command], Command]:
    """An option `--NAME FILE` for a file that is read."""
    return click.option(
        f"--{name}",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        metavar="FILE",
        required=required,
        help=help_text,
    )


def output_file(name: str, help_text: str) -> Callable[[Command], Command]:
    """An option `--NAME FILE` for a file that is written."""
    return click.option(
        f"--{name}",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        required=True,
        help=help_text,
    )


def examples(*lines: str) -> str:
    r"""The end of a command's help.

    >>> examples("guidegraph list")
    '\x08\nExamples:\n  guidegraph list'
    """
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


# -- opening and progress --------------------------------------------------------------------


def settings_for(model: str | None) -> Settings:
    """The settings, with the models that `--model` names."""
    from answer.settings import Settings

    named = tuple(part.strip() for part in (model or "").split(",") if part.strip())
    return Settings(models=named) if named else Settings()


@contextmanager
def opened(
    folder: Place | None, model: str | None = None, *, create: bool = False
) -> Iterator[Library]:
    """The library in `folder` or at this address, closed afterwards."""
    from answer.library import Library

    library = Library.open(folder, create=create, settings=settings_for(model))
    try:
        yield library
    finally:
        library.close()


def load_embedders(
    model: str | None, progress: Progress | None = None, *, most: int | None = None
) -> tuple[Embedder, ...]:
    """The models that `--model` or the settings name, ready to use; only the first `most`."""
    from index import models

    names = settings_for(model).new_models
    if progress is not None:
        progress(0, 1, "opening the embedding models")
    return tuple(models.load(name) for name in names[:most])


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar on standard error, or None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(file=sys.stderr, leave=False, dynamic_ncols=True, bar_format=BAR) as bar:

        def tell(done: int, total: int, label: str) -> None:
            doing, _, pace = label.partition(": ")
            bar.set_description_str(_short(doing), refresh=False)
            bar.set_postfix_str(pace, refresh=False)
            bar.total, bar.n = total, done
            bar.refresh()

        yield tell


BAR: Final = "{desc} {bar} {n_fmt}/{total_fmt}{postfix}"
"""Rate and time left come with the label where they mean something (`answer.pace`)."""

LABEL: Final = 48
"""Characters of what is being done that a line of 80 has room for beside the bar."""


def _short(text: str) -> str:
    """`text` with its middle left out where it is long: a file's name begins and ends it.

    >>> _short("understanding " + "a" * 30 + "/handbook.md")
    'understanding aaaaaaaaaa…aaaaaaaaaaa/handbook.md'
    """
    half = LABEL // 2
    return text if len(text) <= LABEL else f"{text[:half]}…{text[-half + 1 :]}"


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """One JSON value on standard output."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def count(number: int, one: str) -> str:
    """A number with its noun.

    >>> count(1, "document"), count(2, "document"), count(0, "query")
    ('1 document', '2 documents', '0 queries')
    """
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{number:,} {one if number == 1 else many}"
