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
a `quote` is `text[start:end]`. [cli.schema.json](cli.schema.json) is a JSON Schema of each value.

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
| `correct kind`, `merge`, `split`, `undo` | `{number, what, said}` |
| `correct list` | a list of `{number, at, what, kind, groups, lost}`, a group a list of places `{source, quote, start, state}` |
| `trail list` | a list of `{name, note, entries}`, the number of entries |
| `trail show` | `{name, note, entries: [{number, form, note, ideas, steps, quotations, changes}]}`; a quotation is `{quote, state, citation}`, `changes` are sentences |
| `quiz` | `{seed, wanted, revision, questions: [{form, prompt, quote, choices: [{text, right, citation}], explanation, ideas}]}`; `quote` is a citation, `explanation` a list of them |
| `changes` | `{from, to, units, ideas, edges, answers}`: each part `{gained, lost}`, a unit `{source, kind, quote}`, an idea `{id, name, kind}`, an edge `{from, relation, to, from_name, to_name}`; `answers` is `null` where a revision was not examined |
| `changes --log` | a list of `{revision, at, added, changed, removed}`, and `corrected` where it was by hand |
| `history` | a list of `{number, at, actor, account, part, what, revision}`, the latest first; `part` is `documents`, `correction`, `trail`, `questions`, `gap`, `repair` or `backup`, `what` has lists of words |
| `path --ways N` | `{from, to, ways: [{weakest, vague, steps}], apart}`; a step is an edge with `forward` |
| `themes` | `{themes, bridges, alone}` |
| `themes THEME` | `{id, number, name, language, ideas, kinds, documents, central, whole, parts: [{id, name, ideas}]}` |
| `gaps` | `{unanswered, unreasoned, unlived, single}`, lists of ideas with `perhaps` |
| `uphold` | `{principle, others, lived, served, threatened, guarded, grounds, cases, against}`: ideas, then lists of edges |
| `compare` | a list of `{left, right, dependent, shared, tensions, links}` |
| `compare DOC DOC` | `{left, right, shared, alike, tensions, links, themes, only_left, only_right}` |
| `tensions` | a list of edges with `reconciled: [{end, form, text}]` |
| `check` | `{sound, findings: [{part, where, what, derived}]}` |
| `repair` | `{found, done, left}`: findings, what was done in words, findings |
| `eval …` | the figures by name |
| `eval questions` | the figures, and `{passed, cases: [{id, question, expect, passed, verdict, confidence, first, document, why}], since, broken, mended}`; `since` is the revision compared with, `broken` and `mended` are ids of cases |

- `verdict` is `answered`, `partly` or `not covered`; `confidence` a probability.
- `sections` has the keys `urgent`, `do`, `say`, `avoid`, `principles`, `differs`, in this order
  whatever is asked (on the page and in the terminal, what is asked for comes first after what is
  urgent); an idea stands in one of them. Each is a list of lines
  `{idea, name, kind, text, strength, condition, exception, wording, urgent, sources, citations}`;
  a line of `avoid` has `mitigated_by` too, a list of ideas. `nearest` is a list of such lines.
- With `--why` each line has `why` as well: `{score, counted, passage, kind, cues, found, path,
  alone}`. `counted` (`[[name, weight], …]`) adds up to `score`, in standard deviations of the
  library; `passage` is what each signal of the search said of its passage, `kind` what decided its
  kind, `cues` the words that show its strength and urgency; `found` the citation by which it was
  found, where another one is shown; `path` the edges to it from another line, each
  `{from, relation, to, score, signals, from_quote, to_quote}`; `alone` is false where it is shown
  only for these.
- With `--summary` or `--reorder` the answer has one more key, `machine`, where something of what
  the language model wrote could be used: `{model, summary: [{text, ideas}], reordered}`; `ideas`
  are those of the lines that a sentence cites, `reordered` the sections that it put in order.
- `sources` counts independent documents: copies and translations count once.
- A citation is `{document, source, heading, start, end, lead, quote, language, twin}`; `lead` are
  the words above that it goes on with, or empty, `document` is the name that `list` shows,
  `source` what was added, `twin` the same in the other language or `null`.
- `probabilities` has `principle`, `risk`, `practice`, `benefit`, `context`, and adds up to 1.
- `kind` of a drift is `number`, `negation`, `missing` (on the right), `added` (there), `replaced`,
  `term` or `renderings`: then `more` is a list of `{left, right}`, the other renderings. `score` is
  the share of such differences that are right.
- An idea of what a trainer asks is `{idea, kind, name, strength, sources, documents, citation}`,
  and an edge there has `strengths` of its two ends (`null` for what is no practice).
- `central` holds a theme's most central ideas, and all of them where one theme was asked for
  (`whole`); `bridges` are `{from, to, from_name, to_name, links, edges}` with the three strongest
  edges between two themes; `alone` are ideas in no theme.
- `perhaps` is `null` or an edge with a score below .5, from which one counts.
- `vague` says that a step claims no more than nearness, `weakest` is the lowest score of a way.
- `dependent` says that one document is a copy or a translation of the other.
- `evidence` is `{signals: [[name, weight], …], from, to}`, the ends as
  `{idea, text, document, start, end}`.

- The `state` of a place is `there`, `changed`, `gone` or `no document`: whether its words still
  stand in the document that was added from `source`; `start` is where they were.

## Files of texts

`search` and `classify` use the code that `add` and `ask` use; a text is a document of one passage.
`link` judges two texts by themselves, while a library's edges are weighed by where units stand, too.
They read lines of JSON (UTF-8) and replace the file that they write, whole or not at all.

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
| .csv | a folder of this name with documents, ideas, mentions, units, edges and themes; a cell that a spreadsheet would take for a formula has an apostrophe before it |
| .md, .docx | a handout: what the documents say by kind, with citations; of one theme with `--theme` |

In all of them an idea has its theme and the part of it; in SKOS these are collections.

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
