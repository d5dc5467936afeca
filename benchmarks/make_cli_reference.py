# ruff: noqa: E501 - rows of Markdown tables are one line each
"""Write docs/cli.md from the commands themselves: `python -m benchmarks.make_cli_reference`.

A test holds that the file is what this gives.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from answer.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "cli.md"

OPENING: Final = """\
# The command line

Made by `python -m benchmarks.make_cli_reference` from what `--help` prints.

Every command works without a terminal. Progress is shown on standard error where that is a
terminal. `--library` stands after the command; without it the library is the folder that
`GUIDEGRAPH_LIBRARY` names, else one for user data.

| Exit status | Means |
|---|---|
| 0 | done; "not covered" is an answer, and so is an empty list |
| 1 | not done, or not all of it: a line on standard error says what, where, and what to do |
| 2 | wrong use: an unknown command or option, or a file to read that does not exist |
| 130 | ended by Ctrl-C; the library is what it was before |

`GUIDEGRAPH_DEBUG=1` or `--debug` shows the traceback of an error as well. `NO_COLOR` is obeyed.

## JSON

`--json` prints one value and nothing else on standard output, in UTF-8. What is absent is `null`,
an empty list is `[]`. Offsets count Unicode code points of the document's text and are half-open:
a `quote` is `text[start:end]`.

| Command | Prints |
|---|---|
| `add`, `restore`, `rebuild` | `{added, unchanged, changed, removed, refused: [{source, reason}]}` |
| `remove` | `{removed}` |
| `list` | a list of `{name, id, title, source, language, media_type, passages, units, words, added, sha256}` |
| `ask` | `{question, language, verdict, confidence, sections, not_covered, nearest, revision}` |
| `units` | a list of `{document, start, end, text, kind, probabilities, name, strength, condition, exception, wording, urgent, language, idea}` |
| `edges`, `path` | a list of `{from, relation, to, score, evidence, from_text, to_text, from_kind, to_kind}` |
| `twins` | a list of `{left, right, languages, covered, passages: [{left, right}]}`; both sides of a passage are lists of citations, empty where nothing answers to the other |
| `drift` | a list of `{kind, score, left, right, more}`; `left` and `right` are citations with `marks: [[start, end], …]` |
| `eval …` | the figures by name |

- `verdict` is `answered`, `partly` or `not covered`; `confidence` a probability.
- `sections` has the keys `urgent`, `do`, `say`, `avoid`, `principles`, `differs`, in the order in
  which they are to be read; an idea stands in one of them. Each is a list of lines
  `{idea, name, kind, text, strength, condition, exception, wording, urgent, sources, citations}`;
  a line of `avoid` has `mitigated_by` too, a list of ideas. `nearest` is a list of such lines.
- `sources` counts independent documents: copies and translations count once.
- A citation is `{document, source, heading, start, end, quote, language, twin}`; `document` is the
  name that `list` shows, `source` what was added, `twin` the same in the other language or `null`.
- `probabilities` has `principle`, `risk`, `practice`, `benefit`, `context`, and adds up to 1.
- `kind` of a drift is `number`, `negation`, `missing` (on the right), `added` (there), `replaced`,
  `term` or `renderings`: then `more` is a list of `{left, right}`, the other renderings. `score` is
  the share of such differences that are right.
- `evidence` is `{signals: [[name, weight], …], from, to}`, the ends as
  `{idea, text, document, start, end}`.

## Files of texts

`search`, `classify` and `link` use the code that `add` and `ask` use; a text is a document of one
passage. They read lines of JSON (UTF-8) and replace the file that they write, whole or not at all.

| File | A line |
|---|---|
| corpus | `{_id, title, text}` |
| queries | `{_id, text}` |
| texts | `{_id, text}`, for `link` also `label`: a kind |
| run | `qid Q0 docid rank score guidegraph`: best first, each document once, scores falling strictly |
| kinds | `{_id, kind, probabilities}`: one line for each text, in their order |
| links | `from relation to score` with tabs: for each source and relation the 20 best targets |

## Export

| Ending | Form |
|---|---|
| .graphml | ideas and edges, for graph programs (Gephi, yEd, NetworkX) |
| .json | node-link, as `networkx.node_link_graph(data, edges="edges")` reads it, with all evidence |
| .jsonld | ideas as SKOS concepts; the docstring of `answer/skos.py` says what stands for what |
| .csv | a folder of this name with documents, ideas, mentions, units and edges; cells are verbatim, so a spreadsheet program may take one that begins with = for a formula |
| .md | a handout: what the documents say by kind, with citations |

"""


def reference() -> str:
    """The page."""
    return OPENING + "\n".join(_commands(cli, "guidegraph", None))


def _commands(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    # The width is inherited; without a parent it would be the terminal's.
    width = {} if parent else {"terminal_width": 90}
    context = command.make_context(name, [], parent, resilient_parsing=True, **width)
    title = context.command_path
    yield f"## {title}\n\n```text\n{_trimmed(command.get_help(context))}\n```\n"
    if isinstance(command, click.Group):
        for part in sorted(command.commands):
            yield from _commands(command.commands[part], part, context)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def main() -> None:
    """Write the page."""
    PAGE.write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
