"""The commands that lay documents side by side: `guidegraph twins` and `guidegraph drift`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from answer.terminal import (
    count,
    examples,
    json_option,
    library_option,
    model_option,
    opened,
    print_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.drifts import Difference, Quoted, Row, TwinPages
    from answer.records import Citation
    from answer.render import Page
    from answer.whereabouts import Place

    Form = dict[str, Any]

SAID: Final = {
    "number": "Another number",
    "negation": "A negation on one side only",
    "missing": "Missing in {right}",
    "added": "Only in {right}",
    "replaced": "Other sentences at the same place",
    "term": "Perhaps another meaning",
    "renderings": "A key term in several renderings",
}
"""What each kind of difference is called, by `kg.drift.DriftKind`."""


@click.command(epilog=examples("guidegraph twins", "guidegraph twins leaflet.pdf --json"))
@click.argument("document", metavar="[DOC]", required=False)
@library_option
@json_option
def twins(document: str | None, library: Place | None, as_json: bool) -> None:  # noqa: FBT001
    """Show documents that are copies or translations of each other.

    With DOC (a name or id that `list` shows), its passages stand beside those of its twins.
    --json prints the passages of all.
    """
    from answer import drifts

    with opened(library) as held:
        found = drifts.twins(held, document)
    if as_json:
        print_json([pages_form(pages) for pages in found])
    else:
        from answer.render import Page

        click.echo(pages_text(found, Page.of_terminal(), whole=document is not None), nl=False)


@click.command(epilog=examples("guidegraph drift", "guidegraph drift leaflet.pdf --json"))
@click.argument("document", metavar="[DOC]", required=False)
@library_option
@model_option
@json_option
def drift(document: str | None, library: Place | None, model: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Show where twins do not say the same, with both quotations.

    Told are other numbers, a negation on one side only, missing sentences, words that may mean
    something else, and key terms that are rendered in several ways. With DOC, only its twins are
    compared. Words that differ stand between ⟦ and ⟧.
    """
    from answer import drifts

    with opened(library, model) as held:
        found = drifts.drift(held, document)
    if as_json:
        print_json([difference_form(one) for one in found])
    else:
        from answer.render import Page

        click.echo(differences_text(found, Page.of_terminal()), nl=False)


# -- JSON ------------------------------------------------------------------------------------


def pages_form(pages: TwinPages) -> Form:
    """Two twins with all their passages, side by side."""
    from answer.jsonform import citation_form

    return {
        "left": pages.left,
        "right": pages.right,
        "languages": list(pages.languages),
        "covered": [round(share, 3) for share in pages.covered],
        "passages": [
            {
                "left": [citation_form(one) for one in row.left],
                "right": [citation_form(one) for one in row.right],
            }
            for row in pages.rows
        ],
    }


def difference_form(one: Difference) -> Form:
    """A difference with both quotations; `marks` are offsets in the document."""
    return {
        "kind": one.kind.value,
        "score": one.score,
        "left": _quoted_form(one.left),
        "right": _quoted_form(one.right),
        "more": [{"left": _quoted_form(a), "right": _quoted_form(b)} for a, b in one.more],
    }


def _quoted_form(quoted: Quoted) -> Form:
    from answer.jsonform import citation_form

    return {**citation_form(quoted.citation), "marks": [list(mark) for mark in quoted.marks]}


# -- text ------------------------------------------------------------------------------------


def pages_text(found: Sequence[TwinPages], page: Page, *, whole: bool) -> str:
    """Pairs of documents, with their passages if `whole`."""
    lines = []
    for pages in found:
        from answer.render import plain

        lines.append(page.style(plain(f"{pages.left} ({pages.languages[0]})"), "1"))
        lines.append(page.style(plain(f"{pages.right} ({pages.languages[1]})"), "1"))
        aligned = sum(bool(row.left and row.right) for row in pages.rows)
        covered = " and ".join(f"{share:.0%}" for share in pages.covered)
        lines.append(f"    {count(aligned, 'aligned passage')}, {covered} of the two")
        if whole:
            for row in pages.rows:
                lines += _row_lines(row, page)
        lines.append("")
    return "\n".join(lines[:-1]) + "\n" if lines else "No document is a translation of another.\n"


def _row_lines(row: Row, page: Page) -> list[str]:
    lines = [""]
    for side in (row.left, row.right):
        said = " ".join(one.quote for one in side) or "(nothing)"
        lines.append(page.wrap(said, first="    ", rest="    "))
    return lines


def differences_text(found: Sequence[Difference], page: Page) -> str:
    """Differences, each with both quotations."""
    if not found:
        return "No difference between twins was found.\n"
    lines = []
    for one in found:
        said = SAID[one.kind.value].format(right=one.right.citation.document)
        lines.append(page.style(page.wrap(f"{said} ({one.score:.2f})"), "1"))
        for left, right in ((one.left, one.right), *one.more):
            for quoted, lead in ((left, "  "), (right, "  → ")):
                text = f"{marked(quoted)} ({_place(quoted.citation)})"
                lines.append(page.wrap(text, first=lead, rest="    "))
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def marked(quoted: Quoted) -> str:
    """A quotation with what differs between brackets; a mark of the whole is left out.

    >>> from answer.drifts import Quoted
    >>> from answer.records import Citation
    >>> from corpus.records import Span
    >>> cited = Citation("a", "a", "", 10, 23, "within 7 days", "en")
    >>> marked(Quoted(cited, (Span(17, 18),)))
    '“within ⟦7⟧ days”'
    """
    citation = quoted.citation
    text, done, start = "", 0, citation.start
    for mark in sorted(quoted.marks):
        if mark.end - mark.start >= citation.end - citation.start:
            continue
        text += citation.quote[done : mark.start - start]
        text += f"⟦{citation.quote[mark.start - start : mark.end - start]}⟧"
        done = mark.end - start
    return f"“{text}{citation.quote[done:]}”"


def _place(citation: Citation) -> str:
    heading = citation.heading.replace(" > ", " › ")
    return f"{citation.document} › {heading}" if heading else citation.document
