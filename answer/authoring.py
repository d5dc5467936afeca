"""The commands with which people look after a library: `correct`, `changes` and `history`.

Heavy imports are made inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from answer.terminal import (
    debug_option,
    examples,
    json_option,
    library_option,
    model_option,
    opened,
    print_json,
)

if TYPE_CHECKING:
    from answer.amend import Correction
    from answer.whereabouts import Place

KINDS: Final = ("principle", "risk", "practice", "benefit", "context")
"""`kg.records.KINDS`, which is not imported here because it would slow `--help` down."""


# -- corrections -----------------------------------------------------------------------------


@click.group(
    epilog=examples(
        'guidegraph correct kind "A late reply may hurt." risk', "guidegraph correct undo"
    )
)
@debug_option
def correct() -> None:
    """Correct by hand what the program took for what: kinds, and which mentions are one idea.

    A correction is about words of a document. It is kept when documents are read again, removed
    and brought back; when its words are gone, `correct list` and `add` say so. The last word
    counts. `correct undo` takes one back, `correct export` makes evaluation data of them.
    """


@correct.command(
    epilog=examples(
        'guidegraph correct kind "A late reply may be read as a lack of interest." risk',
        "guidegraph correct kind pra-2e5373e99c principle",
        'guidegraph correct kind "In this article we look at visits." context',
    )
)
@click.argument("target", metavar="TARGET")
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.option("--document", metavar="DOC", help="Only there: a document's name, as `list` shows.")
@library_option
@model_option
@json_option
def kind(
    *,
    target: str,
    kind: str,
    document: str | None,
    library: Place | None,
    model: str | None,
    as_json: bool,
) -> None:
    """Set a kind: principle, risk, practice, benefit, or context (which makes no unit).

    TARGET is an idea's id (all its mentions are set) or words of a document. Words that are no
    unit become one. Setting the kind that is there already confirms it.
    """
    from answer import corrections
    from kg.records import Kind

    with opened(library, model) as held:
        made = corrections.set_kind(held, target, Kind(kind), document=document)
    _show(made, as_json=as_json)


@correct.command(epilog=examples("guidegraph correct merge pra-2e5373e99c pra-09ab41c3d2"))
@click.argument("targets", nargs=-1, required=True, metavar="TARGET…")
@library_option
@model_option
@json_option
def merge(
    *, targets: tuple[str, ...], library: Place | None, model: str | None, as_json: bool
) -> None:
    """Make ideas of one kind one idea. TARGET is an idea's id, or words of one of its mentions."""
    from answer import corrections

    with opened(library, model) as held:
        made = corrections.merge(held, targets)
    _show(made, as_json=as_json)


@correct.command(
    epilog=examples('guidegraph correct split pra-2e5373e99c "Ask the client before you visit."')
)
@click.argument("idea", metavar="IDEA")
@click.argument("quotations", nargs=-1, required=True, metavar="QUOTATION…")
@library_option
@model_option
@json_option
def split(
    *,
    idea: str,
    quotations: tuple[str, ...],
    library: Place | None,
    model: str | None,
    as_json: bool,
) -> None:
    """Split an idea: the mentions that are quoted (each in full) become an idea of their own."""
    from answer import corrections

    with opened(library, model) as held:
        made = corrections.split(held, idea, quotations)
    _show(made, as_json=as_json)


@correct.command(epilog=examples("guidegraph correct undo", "guidegraph correct undo 3"))
@click.argument("number", type=int, required=False, metavar="[NUMBER]")
@library_option
@model_option
@json_option
def undo(*, number: int | None, library: Place | None, model: str | None, as_json: bool) -> None:
    """Take a correction back, by the number that `correct list` shows; without one, the last."""
    from answer import corrections

    with opened(library, model) as held:
        made = corrections.undo(held, number)
    _show(made, as_json=as_json, done="Taken back: ")


@correct.command(
    "list", epilog=examples("guidegraph correct list", "guidegraph correct list --json")
)
@library_option
@json_option
def list_corrections(*, library: Place | None, as_json: bool) -> None:
    """List the corrections, oldest first, and say which no longer apply."""
    from answer import corrections
    from answer.jsonform import correction_form

    with opened(library) as held:
        found = corrections.listed(held)
    if as_json:
        print_json([correction_form(standing) for standing in found])
        return
    for standing in found:
        why = f"  [does not apply: {standing.lost}]" if standing.lost else ""
        click.echo(f"{standing.correction.number}  {corrections.told(standing.correction)}{why}")
    if not found:
        click.echo("No corrections.")


@correct.command(
    "export",
    epilog=examples(
        "guidegraph correct export kinds.jsonl    (then: guidegraph eval classify --input …)",
        "guidegraph correct export pairs.jsonl --pairs",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--pairs", is_flag=True, help="Merges and splits instead of kinds.")
@library_option
def export_corrections(*, file: Path, pairs: bool, library: Place | None) -> None:
    """Write the corrections as gold: lines of JSON that `guidegraph eval classify` reads.

    Kinds are `{_id, text, label}`. With --pairs: `{_id, source, target, kind, label}`, where the
    label is `same` or `different`.
    """
    from answer import corrections
    from answer.atomic import replace_file

    with opened(library) as held:
        text = corrections.gold_pairs(held) if pairs else corrections.gold_kinds(held)
        replace_file(file, text)
    click.echo(f"Wrote {file}")


def _show(made: Correction, *, as_json: bool, done: str = "") -> None:
    from answer import corrections

    if as_json:
        print_json({"number": made.number, "what": made.what.value, "said": corrections.told(made)})
    else:
        click.echo(f"{done}{made.number}  {corrections.told(made)}")


# -- changes ---------------------------------------------------------------------------------


@click.command(
    epilog=examples(
        "guidegraph changes             (the last change)",
        "guidegraph changes 044e0a      (since that revision)",
        "guidegraph changes 044e0a d01628",
        "guidegraph changes --log",
    )
)
@click.argument("former", metavar="[REV]", required=False)
@click.argument("latter", metavar="[REV]", required=False)
@click.option("--log", "only_log", is_flag=True, help="List the revisions instead.")
@click.option("--no-ask", is_flag=True, help="Do not ask the kept questions now.")
@library_option
@model_option
@json_option
def changes(
    *,
    former: str | None,
    latter: str | None,
    only_log: bool,
    no_ask: bool,
    library: Place | None,
    model: str | None,
    as_json: bool,
) -> None:
    """Show what changed between two revisions, and which answers it changed.

    REV is how a revision's name begins, or `empty`. Without REV the last change is shown, with one
    what changed since. The questions kept by `eval questions` are asked at the present revision,
    and compared where they were asked at the other one too.
    """
    from answer import cases, changeform
    from answer import changes as compared

    with opened(library, model) as held:
        if only_log:
            revisions = compared.log(held)
            if as_json:
                print_json([changeform.log_form(one) for one in revisions])
            else:
                click.echo(changeform.log_text(revisions), nl=False)
            return
        if not no_ask and latter is None and cases.kept(held):
            cases.examine(held)
        found = compared.changes(held, former, latter)
    if as_json:
        print_json(changeform.changes_form(found))
    else:
        click.echo(changeform.changes_text(found), nl=False)


# -- who changed it --------------------------------------------------------------------------


@click.command(epilog=examples("guidegraph history", "guidegraph history --last 5 --json"))
@click.option("--last", type=click.IntRange(1), metavar="N", help="Only the last N changes.")
@library_option
@json_option
def history(*, last: int | None, library: Place | None, as_json: bool) -> None:
    """Show who changed what in the library, and when, the latest first.

    Documents, corrections, trails, kept questions, noted gaps and repairs. At the command line
    that is the user of this machine, in an app with sign-in the account. Lines can be neither
    changed nor deleted.
    """
    from answer import journal
    from answer.render import plain

    with opened(library) as held:
        lines = journal.listed(held.store, last)
    if as_json:
        print_json([journal.form(line) for line in lines])
        return
    for line in lines:
        at = line.at[:16].replace("T", " ")
        click.echo(f"{at}  {plain(line.actor.name)}  {plain(journal.told(line))}")
    if not lines:
        click.echo("No change yet.")
