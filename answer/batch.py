"""The commands that work on files of texts: search, classify, link, and what measures them.

They use the code that `add` and `ask` use; a text is a document of one passage. `link` alone does
not: a library's edges are weighed by where units stand, and these texts stand nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from answer.terminal import (
    count,
    debug_option,
    examples,
    input_file,
    json_option,
    library_option,
    load_embedders,
    model_option,
    opened,
    output_file,
    print_json,
    progress_bar,
    settings_for,
)
from answer.texts import read_documents, read_texts

if TYPE_CHECKING:
    from pathlib import Path

    from answer.evaluate import Figures
    from answer.whereabouts import Place

_TEXTS = "Lines of JSON with `_id` and `text`."
_LABELLED = "Lines of JSON with `_id`, `text` and `label`."
_CORPUS = "Lines of JSON with `_id`, `title` and `text` (BEIR)."
_QUERIES = "Lines of JSON with `_id` and `text`."


@click.command(
    epilog=examples(
        "guidegraph search --corpus corpus.jsonl --queries queries.jsonl --run out.trec",
    )
)
@input_file("corpus", _CORPUS)
@input_file("queries", _QUERIES)
@output_file("run", "Where the TREC run goes: `qid Q0 docid rank score tag`.")
@click.option("--depth", type=click.IntRange(1, 1000), default=100, show_default=True,
              help="Documents for each question at most.")  # fmt: skip
@model_option
@debug_option
def search(corpus: Path, queries: Path, run: Path, depth: int, model: str | None) -> None:
    """Search a collection of texts with the search that `ask` uses."""
    from answer import collection

    with progress_bar() as progress:
        documents = read_documents(corpus)
        asked = read_texts(queries)
        embedders = load_embedders(model, progress)
        opened_collection = collection.open_collection(documents, embedders, progress=progress)
        found = collection.search(
            opened_collection, asked, settings_for(model), depth=depth, progress=progress
        )
        collection.write_run(run, found)
    click.echo(f"Wrote {run}: {count(len(asked), 'question')}, {count(len(documents), 'document')}")


@click.command(epilog=examples("guidegraph classify --input texts.jsonl --output kinds.jsonl"))
@input_file("input", _TEXTS)
@output_file("output", "Where `{_id, kind, probabilities}` goes, a line for each text.")
@model_option
@debug_option
def classify(input: Path, output: Path, model: str | None) -> None:  # noqa: A002 - the option's name
    """Tell the kind of texts: principle, risk, practice, benefit or context."""
    from answer import judging

    with progress_bar() as progress:
        texts = read_texts(input)
        (first,) = load_embedders(model, progress, most=1)
        judged = judging.classify(texts, first, progress=progress)
        judging.write_kinds(output, texts, judged)
    click.echo(f"Wrote {output}: {count(len(texts), 'text')}")


@click.command(epilog=examples("guidegraph link --input texts.jsonl --output links.tsv"))
@input_file("input", _LABELLED)
@output_file("output", "Where `from relation to score` goes, tab-separated, best first.")
@model_option
@debug_option
def link(input: Path, output: Path, model: str | None) -> None:  # noqa: A002 - the option's name
    """Find what bears on what among texts whose kinds are given, such as practices on risks."""
    from answer import judging

    with progress_bar() as progress:
        texts = read_texts(input)
        links = judging.link(texts, load_embedders(model, progress), progress=progress)
        judging.write_links(output, links)
    click.echo(f"Wrote {output}: {count(len(texts), 'text')}, {count(len(links), 'link')}")


# -- with the gold beside them ---------------------------------------------------------------


@click.group("eval", epilog=examples("guidegraph eval search --help"))
@debug_option
def evaluate() -> None:
    """Measure search, classify, link and ask against gold, by the field's measures."""


@evaluate.command(
    "search",
    epilog=examples(
        "guidegraph eval search --corpus corpus.jsonl --queries queries.jsonl --qrels qrels.tsv"
    ),
)
@input_file("corpus", _CORPUS)
@input_file("queries", _QUERIES)
@input_file("qrels", "Gold: `query-id corpus-id score` (BEIR), or TREC's four columns.")
@model_option
@json_option
@debug_option
def eval_search(corpus: Path, queries: Path, qrels: Path, model: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Search, and print nDCG@10, recall@100, MRR and the share with all gold in the top 10."""
    from answer import collection
    from answer import evaluate as measures

    judged = measures.read_qrels(qrels)
    with progress_bar() as progress:
        asked = [text for text in read_texts(queries) if text.id in judged]
        documents = read_documents(corpus)
        held = collection.open_collection(
            documents, load_embedders(model, progress), progress=progress
        )
        found = collection.search(held, asked, settings_for(model), depth=100, progress=progress)
    _show(measures.of_search(found, judged), as_json=as_json)


@evaluate.command("classify", epilog=examples("guidegraph eval classify --input labels.jsonl"))
@input_file("input", _LABELLED)
@model_option
@json_option
@debug_option
def eval_classify(input: Path, model: str | None, as_json: bool) -> None:  # noqa: A002, FBT001
    """Tell kinds, and print F1 by kind, their mean, the confusion and the calibration error.

    Only the kinds that are among the labels are chosen from; the label `other` is none of them.
    """
    from answer import evaluate as measures
    from answer import judging

    with progress_bar() as progress:
        texts = read_texts(input)
        (first,) = load_embedders(model, progress, most=1)
        judged = judging.classify(texts, first, progress=progress)
    _show(measures.of_kinds(judged, texts), as_json=as_json)


@evaluate.command(
    "link", epilog=examples("guidegraph eval link --input labels.jsonl --links links.tsv")
)
@input_file("input", _LABELLED)
@input_file("links", "Gold: `from relation to` with tabs.")
@model_option
@json_option
@debug_option
def eval_link(input: Path, links: Path, model: str | None, as_json: bool) -> None:  # noqa: A002, FBT001
    """Link, and print recall@5 and MRR for each relation."""
    from answer import evaluate as measures
    from answer import judging

    with progress_bar() as progress:
        texts = read_texts(input)
        found = judging.link(texts, load_embedders(model, progress), progress=progress)
    _show(measures.of_links(found, measures.read_links(links, texts)), as_json=as_json)


@evaluate.command(
    "questions",
    epilog=examples(
        "guidegraph eval questions --questions ours.csv --library ~/libraries/care",
        "guidegraph eval questions --questions ours.csv --check    (in a script)",
    ),
)
@input_file(
    "questions",
    "A .csv with the columns `question` and `expected`, or lines of JSON: `id`, `text`, `expect`, "
    "`documents` or `passages`.",
)
@click.option("--check", is_flag=True, help="Exit with 1 if a case fails that passed before.")
@library_option
@model_option
@json_option
def eval_questions(
    *, questions: Path, check: bool, library: Place | None, model: str | None, as_json: bool
) -> int:
    """Ask a library your own questions; print each result, and what broke since the last revision.

    In a .csv, `expected` is a quotation of the guidance or the words "not covered"; a question
    with several good quotations has a row for each. A case passes when the answer quotes what is
    expected, or is not covered where nothing is. Results are kept in the library by revision, and
    compared with those of the revision that was examined before. A question about a document that
    the library lacks (`corpus`) is left out.
    """
    from answer import caseform, cases
    from answer import questions as examination

    asked = examination.read_questions(questions)
    with opened(library, model) as held, progress_bar() as progress:
        outcomes = examination.ask_all(held, asked, progress=progress)
        results = cases.keep(held, questions.name, outcomes)
        former = cases.examined_before(held, held.revision)
        changes = cases.compare(held, former, held.revision) if former is not None else ()
    mine = {result.case for result in results}
    changes = tuple(change for change in changes if change.now.case in mine)
    figures = examination.of_answers(outcomes)
    if as_json:
        print_json({**figures, **caseform.examination_form(results, former, changes)})
    else:
        click.echo(caseform.examination_text(results, former, changes), nl=False)
        _show(figures, as_json=False)
    return int(check and any(change.broke for change in changes))


def _show(figures: Figures, *, as_json: bool) -> None:
    """Print figures: one to a line, or as JSON."""
    if as_json:
        print_json(figures)
        return
    for name, value in figures.items():
        if isinstance(value, dict):
            inner = "  ".join(f"{key} {_number(part)}" for key, part in value.items())
            click.echo(f"{name}: {inner}")
        else:
            click.echo(f"{name}: {_number(value)}")


def _number(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
