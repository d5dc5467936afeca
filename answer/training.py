"""The commands of a trainer: `trail` and `quiz`.

Heavy imports are made inside the commands, so that `--help` is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from answer.terminal import (
    count,
    debug_option,
    examples,
    json_option,
    library_option,
    model_option,
    opened,
    print_json,
)

if TYPE_CHECKING:
    from answer.whereabouts import Place


@click.group(
    epilog=examples(
        'guidegraph trail new "Gifts and boundaries"',
        'guidegraph trail add "Gifts and boundaries" "refuse a gift politely"',
        'guidegraph trail export "Gifts and boundaries" gifts.docx',
    )
)
@debug_option
def trail() -> None:
    """Collect ideas, paths and quotations for a course; order and annotate them, take them along.

    A trail is kept in the library. It stays when documents are read again, changed or removed,
    and `trail show` says which of its quotations have changed or are gone.
    """


NAME = click.argument("name", metavar="NAME")
NOTE = click.option("--note", default="", help="A note of your own.")


@trail.command(epilog=examples('guidegraph trail new "Gifts and boundaries" --note "Day one"'))
@NAME
@NOTE
@library_option
def new(*, name: str, note: str, library: Place | None) -> None:
    """Make a trail."""
    from answer import trails

    with opened(library) as held:
        made = trails.create(held, name, note)
    click.echo(f"Made {made.name}")


@trail.command(
    epilog=examples(
        'guidegraph trail add "Gifts" pra-2e5373e99c --note "Ask the group first"',
        'guidegraph trail add "Gifts" "refuse a gift" --to "trust"    (a path)',
        'guidegraph trail add "Gifts" "Gifts of money are always refused." --quote',
    )
)
@NAME
@click.argument("target", metavar="TARGET")
@click.option("--to", "end", metavar="TARGET", help="Add the path from the first to this idea.")
@click.option("--quote", is_flag=True, help="TARGET is words as they stand in a document.")
@click.option("--document", metavar="DOC", help="With --quote: the document, as `list` shows it.")
@NOTE
@library_option
@model_option
def add(
    *,
    name: str,
    target: str,
    end: str | None,
    quote: bool,
    document: str | None,
    note: str,
    library: Place | None,
    model: str | None,
) -> None:
    """Add an idea (TARGET is its id, or words: the nearest is taken), a path, or a quotation."""
    from answer import trails
    from answer.courseform import trail_text
    from answer.render import Page
    from answer.revisit import look

    if (end and quote) or (document and not quote):
        raise click.UsageError("--to is for ideas, --document only for --quote")
    with opened(library, model) as held:
        if end:
            trails.add_path(held, name, target, end, note)
        elif quote:
            trails.add_quotation(held, name, target, document=document, note=note)
        else:
            trails.add_idea(held, name, target, note)
        made = trails.get(held, name)
        shown = trail_text(made, look(held, made)[-1:], Page.of_terminal())
    click.echo(shown, nl=False)


@trail.command("list", epilog=examples("guidegraph trail list"))
@library_option
@json_option
def list_trails(*, library: Place | None, as_json: bool) -> None:
    """List the trails."""
    from answer import trails

    with opened(library) as held:
        found = trails.listed(held)
    if as_json:
        print_json(
            [{"name": one.name, "note": one.note, "entries": len(one.entries)} for one in found]
        )
        return
    for one in found:
        click.echo(f"{one.name}  ({count(len(one.entries), 'entry')})")
    if not found:
        click.echo("No trails; make one with `guidegraph trail new NAME`.")


@trail.command(epilog=examples('guidegraph trail show "Gifts"'))
@NAME
@library_option
@json_option
def show(*, name: str, library: Place | None, as_json: bool) -> None:
    """Show a trail, and which of its quotations have changed or are gone."""
    from answer import trails
    from answer.courseform import trail_form, trail_text
    from answer.render import Page
    from answer.revisit import look

    with opened(library) as held:
        found = trails.get(held, name)
        entries = look(held, found)
    if as_json:
        print_json(trail_form(found, entries))
    else:
        click.echo(trail_text(found, entries, Page.of_terminal()), nl=False)


@trail.command(epilog=examples('guidegraph trail remove "Gifts" 3'))
@NAME
@click.argument("number", type=int, metavar="NUMBER")
@library_option
def remove(*, name: str, number: int, library: Place | None) -> None:
    """Take an entry out, by the number that `trail show` has."""
    from answer import trails

    with opened(library) as held:
        trails.remove(held, name, number)
    click.echo(f"Removed entry {number}; `guidegraph trail undo` brings it back")


@trail.command(epilog=examples('guidegraph trail move "Gifts" 3 1    (entry 3 comes first)'))
@NAME
@click.argument("number", type=int, metavar="NUMBER")
@click.argument("position", type=click.IntRange(1), metavar="POSITION")
@library_option
def move(*, name: str, number: int, position: int, library: Place | None) -> None:
    """Put an entry at a position; 1 is the first."""
    from answer import trails

    with opened(library) as held:
        moved = trails.move(held, name, number, position)
    order = ", ".join(str(entry.number) for entry in moved.entries)
    click.echo(f"The entries stand in the order {order}")


@trail.command(
    epilog=examples(
        'guidegraph trail note "Gifts" "For new staff"',
        'guidegraph trail note "Gifts" "Ask the group first" --entry 3',
    )
)
@NAME
@click.argument("text", metavar="TEXT")
@click.option("--entry", "number", type=int, metavar="NUMBER", help="The entry it belongs to.")
@library_option
def note(*, name: str, text: str, number: int | None, library: Place | None) -> None:
    """Set the note of a trail or of an entry; "" takes it away."""
    from answer import trails

    with opened(library) as held:
        trails.annotate(held, name, text, number)
    click.echo("Noted" if text.strip() else "Took the note away")


@trail.command(epilog=examples('guidegraph trail rename "Gifts" "Gifts and money"'))
@NAME
@click.argument("new_name", metavar="NEW")
@library_option
def rename(*, name: str, new_name: str, library: Place | None) -> None:
    """Give a trail another name."""
    from answer import trails

    with opened(library) as held:
        made = trails.rename(held, name, new_name)
    click.echo(f"Renamed to {made.name}")


@trail.command(epilog=examples('guidegraph trail delete "Gifts"'))
@NAME
@library_option
def delete(*, name: str, library: Place | None) -> None:
    """Delete a trail; `trail undo` brings it back."""
    from answer import trails

    with opened(library) as held:
        gone = trails.delete(held, name)
    click.echo(f"Deleted {gone.name}; `guidegraph trail undo` brings it back")


@trail.command(epilog=examples("guidegraph trail undo", 'guidegraph trail undo "Gifts"'))
@click.argument("name", required=False, metavar="[NAME]")
@library_option
def undo(*, name: str | None, library: Place | None) -> None:
    """Take back the last change of a trail, or without NAME of any."""
    from answer import trails

    with opened(library) as held:
        what = trails.undo(held, name)
    click.echo(f"Taken back: {what}")


@trail.command(
    epilog=examples(
        'guidegraph trail export "Gifts" gifts.docx',
        'guidegraph trail export "Gifts" gifts.png    (a picture for slides)',
    )
)
@NAME
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@library_option
def export(*, name: str, file: Path, library: Place | None) -> None:
    """Write a trail as a handout (.md or .docx) or as a picture of its graph (.svg or .png).

    A handout has the notes, the quotations and a list of sources; a picture the ideas with the
    links between them, and the same list.
    """
    from answer import course, paper, picture, trailgraph, trails
    from answer.atomic import replace_file
    from answer.errors import LibraryError

    form = file.suffix.lower()
    if form not in {*picture.FORMS, ".md", ".docx"}:
        raise LibraryError(f"{file}: the ending says the form; use .md, .docx, .svg or .png")
    with opened(library) as held:
        found = trails.get(held, name)
        if form in picture.FORMS:
            replace_file(file, picture.FORMS[form](trailgraph.graph(held, found)))
        else:
            paper.write(file, course.handout(held, found))
    click.echo(f"Wrote {file}: {count(len(found.entries), 'entry')}")


@click.command(
    epilog=examples(
        "guidegraph quiz",
        'guidegraph quiz --trail "Gifts" --count 5 --seed 2 --output gifts-quiz.docx',
    )
)
@click.option("--trail", "name", metavar="NAME", help="Only what is in this trail.")
@click.option("--count", "wanted", type=click.IntRange(1, 200), default=10, show_default=True,
              help="Questions at most.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="Another quiz for each.")
@click.option("--language", metavar="CODE", help="Only questions in this language, as `en`.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a sheet to print there, .md or .docx.",
)
@library_option
@json_option
def quiz(
    *,
    name: str | None,
    wanted: int,
    seed: int,
    language: str | None,
    output: Path | None,
    library: Place | None,
    as_json: bool,
) -> None:
    """Make a quiz of the guidance itself: every question, choice and explanation is quoted.

    Which practice answers this risk? Is this a principle, a risk, a practice or a benefit? What
    would you say? Only what the program is sure of is asked; the same seed gives the same quiz.
    """
    from answer import course, paper, trails
    from answer import quiz as quizzes
    from answer.courseform import quiz_form

    with opened(library) as held:
        among = quizzes.ideas_of(held, trails.get(held, name)) if name is not None else None
        made = quizzes.make(held, count=wanted, seed=seed, among=among, language=language)
    if output is not None:
        paper.write(output, course.quiz_sheet(made))
    if as_json:
        print_json(quiz_form(made))
    elif output is None:
        click.echo(paper.markdown(course.quiz_sheet(made)), nl=False)
    else:
        click.echo(f"Wrote {output}: {count(len(made.questions), 'question')}")
    if len(made.questions) < wanted:
        few = count(len(made.questions), "question")
        click.echo(
            f"guidegraph: {few} of {wanted} wanted: nothing else there is sure enough", err=True
        )
