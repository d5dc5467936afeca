"""The command line: `guidegraph COMMAND`. Start reading at `main`; docs/cli.md is its reference.

The commands here work on a library; what a trainer asks stands in `answer.trainercli`, what
measures or works on files of texts in `answer.batch`. Heavy imports are made inside the commands,
so that `--help` is quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from answer import authoring, batch, comparing, trainercli, training, upkeep
from answer.terminal import (
    count,
    debug_option,
    examples,
    json_option,
    library_option,
    model_option,
    opened,
    print_json,
    progress_bar,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.build import AddReport
    from answer.endpoint import Endpoint
    from answer.library import Library
    from answer.whereabouts import Place


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run(cli, sys.argv[1:] if arguments is None else arguments))


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "guidegraph add ~/guidance",
        'guidegraph ask "What should I do when a client shouts at me?"',
        "guidegraph app",
    ),
)
@click.version_option(package_name="guidegraph", message="%(prog)s %(version)s")
@debug_option
def cli() -> None:
    """Ask your guidance documents what to do, and get back what they say, with citations.

    A library is a folder that holds what was added. Every command takes --library DIR; the
    default is the environment variable GUIDEGRAPH_LIBRARY, else a folder for user data.
    """


# -- changing the library --------------------------------------------------------------------


@cli.command(
    epilog=examples(
        "guidegraph add handbook.pdf notes.md",
        "guidegraph add ~/guidance --library ~/libraries/care",
        "guidegraph add ~/guidance --json",
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@library_option
@model_option
@json_option
def add(paths: tuple[Path, ...], library: Place | None, model: str | None, as_json: bool) -> int:  # noqa: FBT001
    """Add or update files and folders (.txt, .md, .html, .pdf, .docx).

    A file that has not changed is passed over. A document that came from a folder and whose file
    is gone is removed when that folder is added again. What cannot be read is named with the
    reason; the rest is added, and the exit status is 1.
    """
    with opened(library, model, create=True) as held, progress_bar() as progress:
        report = held.add(paths, progress=progress)
        _warn_of_lost(held)
    return _show_report(report, as_json=as_json)


@cli.command(epilog=examples("guidegraph remove handbook.pdf", "guidegraph remove old/notes.md"))
@click.argument("documents", nargs=-1, required=True, metavar="DOC…")
@library_option
@model_option
@json_option
def remove(
    documents: tuple[str, ...],
    library: Place | None,
    model: str | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Remove documents, by the name or id that `list` shows. `restore` brings one back."""
    with opened(library, model) as held:
        names = held.remove(documents)
    if as_json:
        print_json({"removed": list(names)})
    else:
        for name in names:
            click.echo(f"Removed {name}")


@cli.command(epilog=examples("guidegraph restore handbook.pdf"))
@click.argument("document", metavar="DOC")
@library_option
@model_option
@json_option
def restore(document: str, library: Place | None, model: str | None, as_json: bool) -> int:  # noqa: FBT001
    """Bring back a document that was removed, by its name."""
    with opened(library, model) as held, progress_bar() as progress:
        report = held.restore(document, progress=progress)
        _warn_of_lost(held)
    return _show_report(report, as_json=as_json)


@cli.command(
    epilog=examples("guidegraph rebuild", "guidegraph rebuild --model multilingual-e5-small")
)
@library_option
@model_option
@json_option
def rebuild(library: Place | None, model: str | None, as_json: bool) -> int:  # noqa: FBT001
    """Read and embed every document anew, with the models that are set now."""
    with opened(library, model) as held, progress_bar() as progress:
        report = held.rebuild(progress=progress)
        _warn_of_lost(held)
    return _show_report(report, as_json=as_json)


def _warn_of_lost(library: Library) -> None:
    """Say on standard error which corrections by hand have lost their words."""
    from answer import corrections

    for standing in corrections.lost(library):
        click.echo(
            f"guidegraph: correction {standing.correction.number} no longer applies: "
            f"{standing.lost}; see `guidegraph correct list`",
            err=True,
        )


def _show_report(report: AddReport, *, as_json: bool) -> int:
    """Print what was done; the exit status."""
    if as_json:
        from answer.jsonform import report_form

        print_json(report_form(report))
    else:
        for name in ("added", "changed", "removed"):
            for source in getattr(report, name):
                click.echo(f"{name.capitalize()} {source}")
        if report.unchanged:
            click.echo(f"{count(len(report.unchanged), 'document')} unchanged")
        if report.ready:
            ready = count(report.ready, "document")
            click.echo(f"{ready} had been understood before it was broken off")
    for source, reason in report.refused:
        click.echo(f"guidegraph: {source}: {reason}", err=True)
    if not as_json and not report.touched and not report.unchanged and not report.refused:
        click.echo("guidegraph: no file of a known kind there; see add --help", err=True)
        return 1
    return 1 if report.refused else 0


# -- asking and looking ----------------------------------------------------------------------


@cli.command("list", epilog=examples("guidegraph list", "guidegraph list --json"))
@library_option
@json_option
def list_documents(library: Place | None, as_json: bool) -> None:  # noqa: FBT001
    """List the documents of a library."""
    with opened(library) as held:
        documents = held.documents()
    if as_json:
        from answer.jsonform import document_form

        print_json([document_form(info) for info in documents])
    else:
        from answer.render import Page, documents_text

        click.echo(documents_text(documents, Page.of_terminal()), nl=False)


@cli.command(
    epilog=examples(
        'guidegraph ask "What should I do when a client shouts at me?"',
        'guidegraph ask "Co robić, gdy klient krzyczy?" --json',
        'guidegraph ask "May I accept a gift?" --why',
        'guidegraph ask "What should I do when a client shouts at me?" --summary',
    )
)
@click.argument("question", metavar="QUESTION")
@click.option("--why", is_flag=True, help="Say of each line how it got into the answer.")
@click.option("--summary", is_flag=True, help="Let a language model sum it up.")
@click.option("--reorder", is_flag=True, help="Let it put the lines in order.")
@library_option
@model_option
@json_option
def ask(
    question: str,
    library: Place | None,
    model: str | None,
    **asked: bool,
) -> None:
    """Ask a question in any language; the answer quotes the documents.

    "Not covered" is an answer too: the exit status is 0, and the nearest guidance is shown.

    --summary and --reorder send the question and the lines of its answer to the language model
    that GUIDEGRAPH_LLM_URL (the address of an OpenAI-compatible server), GUIDEGRAPH_LLM_MODEL and,
    if need be, GUIDEGRAPH_LLM_KEY name. What it writes is marked as a machine's and cites lines; a
    sentence that doesn't is left out. No quotation is changed, added or removed. Where it gives
    nothing that can be used, the answer is what it would have been, and standard error says why.
    """
    summary, reorder, why, as_json = (
        asked[name] for name in ("summary", "reorder", "why", "as_json")
    )
    writer = _language_model() if summary or reorder else None
    with opened(library, model) as held:
        answer = held.ask(question)
    if writer is not None:
        from answer.llm import enrich

        answer = enrich(answer, writer, summary=summary, reorder=reorder)
    if as_json:
        from answer.jsonform import answer_form

        print_json(answer_form(answer, why=why))
    else:
        from answer.render import Page, answer_text

        click.echo(answer_text(answer, Page.of_terminal(), why=why), nl=False)


def _language_model() -> Endpoint:
    from answer.endpoint import Endpoint
    from answer.settings import Settings

    return Endpoint.of(Settings())


@cli.command(epilog=examples("guidegraph units", "guidegraph units --json > units.json"))
@library_option
@json_option
def units(library: Place | None, as_json: bool) -> None:  # noqa: FBT001
    """Show every mention of every unit: what the documents say, by kind."""
    from answer.jsonform import unit_forms

    with opened(library) as held:
        forms = list(unit_forms(held))
    if as_json:
        print_json(forms)
    else:
        from answer.render import Page, units_text

        click.echo(units_text(forms, Page.of_terminal()), nl=False)


@cli.command(epilog=examples("guidegraph edges", "guidegraph edges --json > edges.json"))
@library_option
@json_option
def edges(library: Place | None, as_json: bool) -> None:  # noqa: FBT001
    """Show every edge between ideas, with its score and the quotations that it rests on."""
    from answer.jsonform import edge_forms

    with opened(library) as held:
        forms = list(edge_forms(held, held.edges()))
    if as_json:
        print_json(forms)
    else:
        from answer.render import Page, edges_text

        click.echo(edges_text(forms, Page.of_terminal()), nl=False)


@cli.command(
    epilog=examples(
        "guidegraph export graph.graphml",
        "guidegraph export ideas.jsonld",
        "guidegraph export tables.csv    (a folder with one table for each thing)",
        "guidegraph export handout.md",
        "guidegraph export gifts.docx --theme gift",
    )
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@library_option
@click.option(
    "--theme",
    metavar="THEME",
    help="Only one theme, by number, id or words of its name; for .md and .docx.",
)
def export(file: Path, library: Place | None, theme: str | None) -> None:
    """Write the whole graph to FILE, in the form that its ending names.

    .graphml (for graph programs), .json (node-link), .jsonld (SKOS), .csv (a folder of tables),
    .md or .docx (a handout to read). FILE is replaced whole, or not at all. In tables a text that
    a spreadsheet would take for a formula has an apostrophe before it.
    """
    from answer.export import write

    with opened(library) as held:
        written = write(held, file, theme)
    click.echo(f"Wrote {written}")


@cli.command(
    epilog=examples(
        "guidegraph app",
        "guidegraph app --port 8600 --open",
        "guidegraph app --address 0.0.0.0 --sign-in sign-in.toml",
    )
)
@library_option
@click.option("--port", type=click.IntRange(0, 65535), default=8501, show_default=True,
              help="Port on this machine; 0 takes any that is free.")  # fmt: skip
@click.option("--address", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address to listen at; 0.0.0.0 is every one of this machine.")  # fmt: skip
@click.option("--sign-in", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Settings of your OpenID provider [default: GUIDEGRAPH_SIGN_IN].")  # fmt: skip
@click.option("--without-sign-in", is_flag=True,
              help="Let whoever reaches the address read and change the library.")  # fmt: skip
@click.option("--open", "open_browser", is_flag=True, help="Open a browser at the app.")
@click.option("--verbose", is_flag=True, help="Write what is done to standard error, as JSON.")
def app(
    *,
    library: Place | None,
    port: int,
    address: str,
    sign_in: Path | None,
    without_sign_in: bool,
    open_browser: bool,
    verbose: bool,
) -> None:
    """Start the browser app; Ctrl-C ends it.

    It listens on this machine only, where everyone may read and change the library. At another
    --address people have to sign in with an OpenID provider, which is set in a file or in the
    environment (docs/server.md), unless you say --without-sign-in.
    """
    from answer.settings import default_library

    if sign_in is not None and without_sign_in:
        raise click.UsageError("--sign-in and --without-sign-in: choose one of them")

    # The pages stand above this package (answer ← web): this is the one door upwards.
    server = import_module("web.server")
    server.serve(
        library or default_library(),
        port,
        address=address,
        sign_in=server.signin.settle(address, sign_in, without=without_sign_in),
        open_browser=open_browser,
        verbose=verbose,
    )


COMMANDS: Final = (
    authoring.correct,
    authoring.changes,
    authoring.history,
    training.trail,
    training.quiz,
    trainercli.path,
    trainercli.themes,
    trainercli.gaps,
    trainercli.uphold,
    trainercli.compare,
    trainercli.tensions,
    comparing.twins,
    comparing.drift,
    batch.search,
    batch.classify,
    batch.link,
    batch.evaluate,
    upkeep.check,
    upkeep.repair,
    upkeep.backup,
    upkeep.recover,
)
for command in COMMANDS:
    cli.add_command(command)


if __name__ == "__main__":
    main()
