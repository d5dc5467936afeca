"""Whatever a command is asked: what it prints with `--json` obeys its schema, or it says why."""

from __future__ import annotations

import json
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import click
import jsonschema
import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from answer import corrections, trails, trainer
from answer.cli import cli
from answer.library import Library
from benchmarks.make_schemas import COMMANDS, PAGE, of_command, written
from kg.records import Kind
from tests.answer.conftest import VISITS, WIZYTY
from tests.fakes import TrigramEmbedder
from tests.stores import copied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

GIFTS: Final = """# Gifts

- Never accept a gift of money from a client.
- Accept a small gift from a client if refusing would hurt the client.
- Write down within 3 days who gave what.

## Risks

A gift of money may be understood as a price.
Refusing a small gift can hurt the client.

## Principles

Trust is the foundation of every relationship with a client.
A kept promise can strengthen trust.
"""
TWIN: Final = GIFTS.replace("3 days", "7 days").replace("Never accept", "Accept")
FILES: Final = {"visits.md": VISITS, "wizyty.md": WIZYTY, "gifts.md": GIFTS, "twin.md": TWIN}
QUESTIONS: Final = (
    'question,expected\n"What about a gift of money?","Never accept a gift of money from a client."'
    '\n"How deep is the sea?",not covered\n'
)

some = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that has something of everything, and the files it was made of beside it."""
    folder = tmp_path_factory.mktemp("json")
    sources = folder / "sources"
    sources.mkdir()
    for name, text in FILES.items():
        (sources / name).write_text(text, encoding="utf-8")
    (sources / "gone.md").write_text("# Keys\n\nKeep the keys in a locked drawer.\n", "utf-8")
    library = Library.open(folder / "held", create=True, embedders=[TrigramEmbedder()])
    library.add([sources])
    (sources / "gone.md").unlink()
    library.add([sources])
    corrections.set_kind(library, "Trust grows when promises are kept.", Kind.PRINCIPLE)
    edge = next(edge for edge in library.edges() if edge.source != edge.target)
    trails.create(library, "Course", "for new staff")
    trails.add_idea(library, "Course", edge.source)
    trails.add_path(library, "Course", edge.source, edge.target)
    trails.add_quotation(library, "Course", "Trust grows when promises are kept.", document=None)
    library.close()
    return folder / "held"


@pytest.fixture
def copy(held: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return fresh(held, tmp_path / "copy")


def fresh(held: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    return copied(held, place)


@cache
def validator(name: str) -> Any:
    return jsonschema.Draft202012Validator(of_command(name))


def check(name: str, said: Outcome) -> Any:
    """A command has printed one value of its form and nothing else, or said in a line why not."""
    assert "this should not happen" not in said.err, said.err
    if not said.out:
        assert said.status in {1, 2}
        assert said.err.strip()
        return None
    assert said.status in {0, 1}
    value = said.value
    validator(name).validate(value)
    return value


# -- the schemas -------------------------------------------------------------------------------


def with_json(group: click.Group, path: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from with_json(command, f"{path}{name} ")
        elif any(parameter.name == "as_json" for parameter in command.params):
            yield path + name


def test_every_command_with_json_has_a_schema_and_no_other() -> None:
    further = {"path --ways", "themes THEME", "compare DOC DOC", "changes --log"}
    assert set(COMMANDS) == {*with_json(cli), *further}


def test_the_page_of_schemas_is_what_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), "run: python -m benchmarks.make_schemas"
    whole = json.loads(written())
    assert whole["properties"].keys() == COMMANDS.keys()
    for name in COMMANDS:
        jsonschema.Draft202012Validator.check_schema(of_command(name))


def test_a_key_too_many_too_few_or_of_another_type_is_no_answer(run: Run, held: Path) -> None:
    answer = run("ask", "May I accept a gift?", "--library", held, "--json").value
    validator("ask").validate(answer)
    wrong: list[dict[str, Any]] = [
        {**answer, "more": 1},
        {key: value for key, value in answer.items() if key != "revision"},
        {**answer, "confidence": 1.5},
        {**answer, "verdict": "perhaps"},
        {**answer, "sections": {**answer["sections"], "do": [{}]}},
    ]
    assert [one for one in wrong if validator("ask").is_valid(one)] == []


# -- each command once -------------------------------------------------------------------------

READING: Final = {
    "list": ["list"],
    "ask": ["ask", "May I accept a gift of money from a client?", "--why"],
    "units": ["units"],
    "edges": ["edges"],
    "twins": ["twins"],
    "drift": ["drift"],
    "correct list": ["correct", "list"],
    "trail list": ["trail", "list"],
    "trail show": ["trail", "show", "Course"],
    "quiz": ["quiz", "--count", "20"],
    "changes": ["changes", "empty"],
    "changes --log": ["changes", "--log"],
    "history": ["history"],
    "themes": ["themes"],
    "themes THEME": ["themes", "1"],
    "gaps": ["gaps"],
    "uphold": ["uphold", "trust"],
    "compare": ["compare"],
    "compare DOC DOC": ["compare", "gifts.md", "twin.md"],
    "tensions": ["tensions"],
    "check": ["check"],
}


@pytest.mark.parametrize("name", READING)
def test_what_reads_a_library_prints_its_form(name: str, run: Run, held: Path) -> None:
    said = run(*READING[name], "--library", held, "--json")
    assert said.status == 0, said.err
    value = check(name, said)
    assert value or name == "tensions"  # without the real models nothing is near enough to oppose


def test_a_tension_has_its_form(held: Path) -> None:
    library = Library.open(held, embedders=[TrigramEmbedder()])
    forms = [trainer.tension_form(library, edge) for edge in library.edges()]
    library.close()
    assert any(form["reconciled"] for form in forms)
    validator("tensions").validate(json.loads(json.dumps(forms)))


@pytest.mark.parametrize(("name", "options"), [("path", []), ("path --ways", ["--ways", "2"])])
def test_a_path_prints_its_form(name: str, options: list[str], run: Run, held: Path) -> None:
    edge = run("edges", "--library", held, "--json").value[0]
    assert check(name, run("path", edge["from"], edge["to"], *options, "--library", held, "--json"))


def test_what_changes_a_library_prints_its_form(run: Run, copy: Path, tmp_path: Path) -> None:
    def done(name: str, *arguments: str | Path) -> Any:
        said = run(*arguments, "--library", copy, "--json")
        assert said.status == 0, said.err
        return check(name, said)

    (tmp_path / "more.md").write_text("# Keys\n\nKeep the keys in a drawer.\n", "utf-8")
    assert done("add", "add", tmp_path / "more.md")["added"]
    assert done("remove", "remove", "more.md") == {"removed": ["more.md"]}
    assert done("restore", "restore", "more.md")["added"]
    assert done("rebuild", "rebuild")["changed"]
    done("correct kind", "correct", "kind", "Trust grows when promises are kept.", "benefit")
    practices = [one for one in done("units", "units") if one["kind"] == "practice"]
    ideas = sorted({one["idea"] for one in practices})
    merged = done("correct merge", "correct", "merge", *ideas[:2])
    assert merged["what"] == "merge"
    (many, first, *_) = next(
        (one["idea"], one["text"], other["text"])
        for one in done("units", "units")
        for other in done("units", "units")
        if one["idea"] == other["idea"] and one["text"] != other["text"]
    )
    done("correct split", "correct", "split", many, first)
    assert done("correct undo", "correct", "undo")["what"] == "split"
    (tmp_path / "ours.csv").write_text(QUESTIONS, "utf-8")
    asked = done("eval questions", "eval", "questions", "--questions", tmp_path / "ours.csv")
    assert len(asked["cases"]) == 2
    done("remove", "remove", "more.md")
    changed = done("changes", "changes")
    assert len(changed["units"]["lost"]) == 1
    next(copy.glob("*.faiss")).write_bytes(b"no index")
    found = run("check", "--library", copy, "--json")
    assert found.status == 1
    assert check("check", found)["findings"]
    assert done("repair", "repair")["done"]


def test_what_measures_prints_its_form(run: Run, tmp_path: Path) -> None:
    def lines(name: str, *values: dict[str, str]) -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{json.dumps(value)}\n" for value in values), "utf-8")
        return path

    texts = lines(
        "texts",
        {"_id": "a", "text": "Ring the bell before you come in.", "label": "practice"},
        {"_id": "b", "text": "A late visit may hurt the client.", "label": "risk"},
    )
    corpus = lines("corpus", {"_id": "a", "title": "", "text": "Ring the bell first."})
    queries = lines("queries", {"_id": "q", "text": "the bell"})
    (tmp_path / "qrels").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n", "utf-8")
    (tmp_path / "links").write_text("a\tmitigates\tb\n", "utf-8")
    for name, options in {
        "eval classify": ["--input", texts],
        "eval link": ["--input", texts, "--links", tmp_path / "links"],
        "eval search": ["--corpus", corpus, "--queries", queries, "--qrels", tmp_path / "qrels"],
    }.items():
        said = run(*name.split(), *options, "--json")
        assert said.status == 0, said.err
        assert check(name, said)


# -- whatever is asked ---------------------------------------------------------------------------

SENTENCES: Final = [
    line.lstrip("- ").strip() for text in FILES.values() for line in text.splitlines() if line
]
VOCABULARY: Final = sorted({word for line in SENTENCES for word in line.split()})
LETTERS: Final = st.characters(blacklist_categories=("Cs",), blacklist_characters="\0")
TEXTS: Final = st.one_of(
    st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=8).map(" ".join),
    st.sampled_from(SENTENCES),
    st.text(LETTERS, max_size=30),
    st.sampled_from(
        ["", " ", "\n", "-", "--json", "?", "*", '"', "a" * 5000, "\udcff", "NaN", "null"]
    ),
)
"""Words of the documents, whole sentences of them, any letters, and what programs trip over; the
last of these is a byte on the command line that is no UTF-8."""


def mostly(good: st.SearchStrategy[str], other: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Three of four times something that is there."""
    return st.integers(0, 3).flatmap(lambda turn: good if turn else other)


IDS: Final = mostly(
    st.integers(0, 200).map(lambda number: f"@{number}"),
    st.one_of(TEXTS, st.from_regex(r"\A(?:pra|ris|pri|ben)-[0-9a-f]{10}\Z")),
)
"""What names an idea: words, an id of none, or (`@7`) the id of the library's seventh."""

DOCUMENTS: Final = mostly(st.sampled_from([*FILES, "gone.md"]), TEXTS)
KINDS: Final = st.sampled_from(["principle", "risk", "practice", "benefit", "context", "none"])
NUMBERS: Final = mostly(st.integers(1, 12).map(str), st.sampled_from(["0", "-1", "x", "1e3"]))
NAMES: Final = mostly(st.just("Course"), TEXTS)
LANGUAGES: Final = mostly(st.sampled_from(["en", "pl", "de", "xx"]), TEXTS)


def line(name: str, *arguments: Any, **options: Any) -> st.SearchStrategy[Any]:
    """Command lines: (command, arguments, options), each option there or not; True has no value."""
    chosen = st.fixed_dictionaries(
        {}, optional={key: st.none() if one is True else one for key, one in options.items()}
    )
    return st.tuples(st.just(name), st.tuples(*arguments), chosen)


READS: Final = st.one_of(
    line("ask", TEXTS, why=True),
    line("path", IDS, IDS, ways=NUMBERS),
    line("twins"),
    line("twins", DOCUMENTS),
    line("drift", DOCUMENTS),
    line("trail show", NAMES),
    line(
        "quiz",
        count=NUMBERS,
        seed=st.integers(-(2**70), 2**70).map(str),
        trail=NAMES,
        language=LANGUAGES,
    ),
    line("changes", st.one_of(st.sampled_from(["empty", "", "0", "a", "f"]), TEXTS), log=True),
    line("history", last=NUMBERS),
    line("themes", language=LANGUAGES),
    line("themes", st.one_of(NUMBERS, TEXTS), language=LANGUAGES),
    line("gaps", language=LANGUAGES),
    line("uphold", IDS, most=NUMBERS),
    line("compare", DOCUMENTS, DOCUMENTS),
)
WRITES: Final = st.one_of(
    line("remove", DOCUMENTS),
    line("remove", DOCUMENTS, DOCUMENTS),
    line("restore", DOCUMENTS),
    line("rebuild"),
    line("correct kind", IDS, KINDS, document=DOCUMENTS),
    line("correct merge", IDS, IDS),
    line("correct split", IDS, IDS),
    line("correct undo"),
    line("correct undo", NUMBERS),
    line("repair"),
    line("add", TEXTS),
)
AFTER: Final = ("list", "units", "edges", "correct list", "trail show", "history", "check")


def called(run: Run, held: Path, command: tuple[str, tuple[str, ...], dict[str, Any]]) -> Any:
    """Run a command line and look at what it prints."""
    name, arguments, options = command
    library = Library.open(held, embedders=[TrigramEmbedder()])
    ideas = [idea.id for idea in library.ideas()]
    library.close()
    given_ids = [
        ideas[int(one[1:]) % len(ideas)] if ideas and one[1:].isdecimal() and one[0] == "@" else one
        for one in arguments
    ]
    flags = [f"--{key}" if value is None else f"--{key}={value}" for key, value in options.items()]
    said = run(*name.split(), *flags, "--library", held, "--json", "--", *given_ids)
    form = {
        "path": "path --ways" if "ways" in options else "path",
        "themes": "themes THEME" if arguments else "themes",
        "compare": "compare DOC DOC",
        "changes": "changes --log" if "log" in options else "changes",
    }.get(name, name)
    event(f"{form}: {said.status}")
    return check(form, said)


@settings(some, max_examples=200)
@given(command=READS)
@example(command=("ask", ("\udcff gift",), {"why": None}))
@example(command=("path", ("@1", "@2"), {"ways": "3"}))
def test_whatever_is_asked_is_answered_in_its_form(
    command: tuple[str, tuple[str, ...], dict[str, Any]], run: Run, held: Path
) -> None:
    called(run, held, command)


@settings(some, max_examples=20)
@given(commands=st.lists(WRITES, min_size=1, max_size=4))
@example(commands=[("correct merge", ("@0", "@1"), {}), ("correct undo", (), {})])
def test_whatever_is_changed_is_told_in_its_form_and_leaves_a_sound_library(
    commands: list[tuple[str, tuple[str, ...], dict[str, Any]]],
    run: Run,
    held: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(held.parent / "sources")  # where a generated path leads nowhere else
    place = fresh(held, tmp_path / "changed")
    for command in commands:
        called(run, place, command)
    for name in AFTER:
        said = run(*READING[name], "--library", place, "--json")
        assert said.status == 0, said.err
        check(name, said)
