"""The commands a trainer asks with: `themes`, `path`, `gaps`, `uphold`, `compare`, `tensions`.

The forms are made in `answer.trainer`, the pages in `answer.trainertext`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from answer.terminal import (
    examples,
    json_option,
    library_option,
    model_option,
    opened,
    print_json,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from answer.terminal import Command
    from answer.whereabouts import Place


def most_option(default: int, what: str) -> Callable[[Command], Command]:
    """`--most N`."""
    return click.option(
        "--most",
        type=click.IntRange(1),
        default=default,
        show_default=True,
        metavar="N",
        help=f"Show at most N {what}; --json has all.",
    )


language_option = click.option(
    "--language",
    metavar="CODE",
    help="The reader's language, as en or pl [default: what most of the library is said in].",
)


@click.command(
    epilog=examples(
        "guidegraph themes",
        "guidegraph themes 2",
        "guidegraph themes gift --json",
        "guidegraph themes --language pl",
    )
)
@click.argument("theme", required=False, metavar="[THEME]")
@library_option
@language_option
@most_option(12, "themes")
@json_option
def themes(
    theme: str | None,
    library: Place | None,
    language: str | None,
    most: int,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show the themes of a library: ideas that belong together, and what bridges them.

    With THEME, a number, an id or words of its name: that theme with all its ideas. A theme is
    named by a heading or by words of its documents.
    """
    from answer import themes as naming
    from answer import trainer, trainertext
    from answer.render import Page

    with opened(library) as held:
        if theme is None:
            form = trainer.theme_forms(held, language)
        else:
            language = language or naming.usual_language(held.snapshot())
            found = naming.themes(held.snapshot(), language)
            one = found.named(theme)
            form = trainer.theme_form(held, one, language, number=found.themes.index(one) + 1)
    if as_json:
        print_json(form)
    elif theme is None:
        click.echo(trainertext.themes_text(form, Page.of_terminal(), most=most), nl=False)
    else:
        click.echo(trainertext.theme_text(form, Page.of_terminal()))


@click.command(
    epilog=examples(
        'guidegraph path "agree a time limit" "burnout"',
        "guidegraph path pra-2e5373e99c ris-09ab41c3d2 --json",
        'guidegraph path "gifts" "trust" --ways 5',
    )
)
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@library_option
@model_option
@click.option("--ways", type=click.IntRange(1), metavar="N",
              help="Show at most N ways [default: 3]; with --json, all in one object.")  # fmt: skip
@json_option
def path(  # noqa: PLR0917 - click hands over by name
    start: str,
    end: str,
    library: Place | None,
    model: str | None,
    ways: int | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show how two ideas connect, with a quotation for each step. FROM and TO are ids or texts.

    The surest way comes first; others share no idea with it. --json prints the steps of the
    surest way as a list of edges, and with --ways an object of all ways. Where nothing connects
    the two, the exit status is 1 and a line says why.
    """
    from answer import trainer, trainertext
    from answer.errors import NotFound
    from answer.render import Page

    with opened(library, model) as held:
        form = trainer.way_forms(held, start, end, most=ways or WAYS)
        if form["apart"]:
            raise NotFound(trainer.why_apart(held, form))
    if not as_json:
        click.echo(trainertext.ways_text(form, Page.of_terminal()), nl=False)
    elif ways:
        print_json(form)
    else:
        steps = form["ways"][0]["steps"]
        mine = {"forward", "strengths"}
        print_json([{key: step[key] for key in step if key not in mine} for step in steps])


WAYS = 3
"""Ways shown: the surest and two others."""


@click.command(
    epilog=examples("guidegraph gaps", "guidegraph gaps --most 20", "guidegraph gaps --json")
)
@library_option
@language_option
@most_option(10, "of each sort")
@json_option
def gaps(library: Place | None, language: str | None, most: int, as_json: bool) -> None:  # noqa: FBT001
    """Show what the guidance lacks.

    Risks that no practice answers, practices that name no reason, principles that no practice
    lives, and ideas on which others rest but which only one independent source says. A link too
    unsure to count is shown as "perhaps". Links between documents are seldom found: what is
    missing in one may stand in another.
    """
    from answer import trainer, trainertext
    from answer.render import Page

    with opened(library) as held:
        form = trainer.gap_forms(held, language)
    if as_json:
        print_json(form)
    else:
        click.echo(trainertext.gaps_text(form, Page.of_terminal(), most=most), nl=False)


@click.command(
    epilog=examples(
        'guidegraph uphold "trust"',
        "guidegraph uphold pri-09ab41c3d2 --json",
    )
)
@click.argument("idea", metavar="IDEA")
@library_option
@model_option
@most_option(10, "of each sort")
@json_option
def uphold(idea: str, library: Place | None, model: str | None, most: int, as_json: bool) -> None:  # noqa: FBT001
    """Show what upholds a principle, what it rests on and what rests on it.

    IDEA is the id of a principle, or a text: the principle nearest to it is taken. Shown are the
    practices that live it, the benefits that serve it, the risks that threaten it with what guards
    against them, and the principles that it rests on and that rest on it.
    """
    from answer import trainer, trainertext
    from answer.render import Page

    with opened(library, model) as held:
        form = trainer.uphold_form(held, idea)
    if as_json:
        print_json(form)
    else:
        click.echo(trainertext.uphold_text(form, Page.of_terminal(), most=most), nl=False)


@click.command(
    epilog=examples(
        "guidegraph compare",
        "guidegraph compare gifts-policy.docx small-gifts-article.html",
        "guidegraph compare --json",
    )
)
@click.argument("documents", nargs=-1, metavar="[DOC DOC]")
@library_option
@most_option(10, "of each sort")
@json_option
def compare(
    documents: tuple[str, ...],
    library: Place | None,
    most: int,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Compare two documents, or show which documents agree and which differ.

    Of two documents, by name or id: the themes and ideas that both have, where they pull against
    each other, the links between them, and what only one of them says.
    """
    from answer import trainer, trainertext
    from answer.render import Page

    if len(documents) not in {0, TWO}:
        raise click.UsageError("name two documents, or none")
    with opened(library) as held:
        if documents:
            form = trainer.compare_form(held, *documents)
            text = trainertext.compare_text(form, Page.of_terminal(), most=most)
        else:
            pairs = trainer.agreement_forms(held)
            text = trainertext.agreement_text(pairs, Page.of_terminal())
    if as_json:
        print_json(form if documents else pairs)
    else:
        click.echo(text, nl=False)


TWO = 2


@click.command(epilog=examples("guidegraph tensions", "guidegraph tensions --json"))
@library_option
@json_option
def tensions(library: Place | None, as_json: bool) -> None:  # noqa: FBT001
    """Show where the guidance pulls against itself, with both quotations.

    Where one of the two gives a condition or an exception, it is shown: it may reconcile them.
    Hardly any tension is found: that none is shown does not say that the documents agree.
    """
    from answer import trainer, trainertext
    from answer.render import Page

    with opened(library) as held:
        forms = trainer.tension_forms(held)
    if as_json:
        print_json(forms)
    else:
        click.echo(trainertext.tensions_text(forms, Page.of_terminal()), nl=False)
