"""Every command of the library: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from answer import decide, terminal
from answer.cli import cli
from answer.library import Library
from benchmarks.make_cli_reference import PAGE, reference
from tests.stores import file_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = sorted(commands(cli))


# -- help and wrong use ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_help_with_examples(path: tuple[str, ...], run: Run) -> None:
    said = run(*path, "--help")
    assert said.status == 0
    assert f"  guidegraph {path[0]}" in said.out.split("Examples:")[1]


@pytest.mark.parametrize("named", ["a,b,a", "e5-small, multilingual-e5-small"])
def test_a_model_that_is_named_twice_is_told(
    named: str, run: Run, guidance: Path, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = named.rsplit(",", maxsplit=1)[-1].strip()
    line = f"guidegraph: {twice}: this model is named twice; name each once in --model or "
    said = run("add", guidance, "--library", fresh, "--model", named)
    assert (said.status, said.out, said.err) == (1, "", f"{line}GUIDEGRAPH_MODEL\n")
    monkeypatch.setenv("GUIDEGRAPH_MODEL", named)
    assert run("add", guidance, "--library", fresh).err == said.err
    assert not fresh.exists()


ELSEWHERE = frozenset({"search", "classify", "link", "eval"})
"""Commands that work on files of texts."""

GROUPS = frozenset(path[:1] for path in ALL if len(path) > 1)
"""Commands that only hold others."""


@pytest.mark.parametrize(
    "path", [path for path in ALL if path[0] not in ELSEWHERE and path not in GROUPS], ids=" ".join
)
def test_every_command_on_a_library_takes_library(path: tuple[str, ...], run: Run) -> None:
    assert "--library DIR" in run(*path, "--help").out


def test_the_reference_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), (
        "run: python -m benchmarks.make_cli_reference"
    )


@pytest.mark.parametrize(
    "arguments", [["asks"], ["ask"], ["list", "--colour"], ["add"], ["search"], []]
)
def test_wrong_use_ends_with_two(arguments: list[str], run: Run) -> None:
    said = run(*arguments)
    assert said.status == 2
    assert "Usage: guidegraph" in said.err
    assert not said.out


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom answer.cli import cli\nfrom answer.terminal import run\n"
        "run(cli, ['--help'])\n"
        "print(sorted({'numpy', 'networkx', 'faiss', 'torch', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


# -- changing the library --------------------------------------------------------------------


def test_add_tells_what_was_added_unchanged_changed_removed(
    run: Run, fresh: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("Ask before you lift.", encoding="utf-8")
    (notes / "b.md").write_text("Never lift alone.", encoding="utf-8")
    a, b = str(notes / "a.md"), str(notes / "b.md")
    nothing: dict[str, list[str]] = {
        "added": [], "unchanged": [], "changed": [], "removed": [], "refused": []
    }  # fmt: skip
    first = run("add", notes, "--library", fresh, "--json")
    assert first.status == 0
    assert first.value == {**nothing, "added": [a, b]}
    assert list(first.value) == list(nothing)
    assert not first.err
    (notes / "a.md").write_text("Ask first.", encoding="utf-8")
    assert run("add", notes, "--library", fresh, "--json").value == {
        **nothing, "unchanged": [b], "changed": [a],
    }  # fmt: skip
    (notes / "b.md").unlink()
    assert run("add", notes, "--library", fresh, "--json").value == {
        **nothing, "unchanged": [a], "removed": [b],
    }  # fmt: skip


def test_what_is_refused_is_named_and_the_rest_is_added(
    run: Run, fresh: Path, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.docx"
    good.write_text("Ask before you lift.", encoding="utf-8")
    bad.write_bytes(b"no Word file")
    said = run("add", good, bad, tmp_path / "none.txt", "--library", fresh, "--json")
    assert said.status == 1
    assert said.value["added"] == [str(good)]
    refused = {entry["source"]: entry["reason"] for entry in said.value["refused"]}
    assert list(refused) == [str(tmp_path / "none.txt"), str(bad)]
    assert refused[str(tmp_path / "none.txt")] == "not found; check the path"
    assert f"guidegraph: {bad}: {refused[str(bad)]}" in said.err.splitlines()
    assert [info["name"] for info in run("list", "--library", fresh, "--json").value] == ["good.md"]


@pytest.mark.skipif(sys.platform != "linux", reason="another platform: names are UTF-8 there")
def test_a_name_that_is_not_utf8_is_refused_and_the_rest_is_added(
    run: Run, fresh: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("Ask before you lift.", encoding="utf-8")
    (notes / os.fsdecode(b"caf\xe9.md")).write_text("Never lift alone.", encoding="utf-8")
    said = run("add", notes, "--library", fresh, "--json")
    assert said.status == 1
    assert said.value["added"] == [str(notes / "a.md")]
    assert said.value["refused"] == [
        {
            "source": str(notes / "caf?.md"),
            "reason": "its name is not UTF-8; rename it and add it again",
        }
    ]


def test_remove_and_restore(run: Run, fresh: Path, guidance: Path) -> None:
    run("add", guidance, "--library", fresh)
    assert run("remove", "visits.md", "--library", fresh).out == "Removed visits.md\n"
    assert [d["name"] for d in run("list", "--library", fresh, "--json").value] == ["wizyty.md"]
    again = run("restore", "visits.md", "--library", fresh, "--json")
    assert again.value["added"] == [str(guidance / "visits.md")]
    names = [info["name"] for info in run("list", "--library", fresh, "--json").value]
    assert names == ["visits.md", "wizyty.md"]


def test_rebuild_reads_every_document_again(run: Run, fresh: Path, guidance: Path) -> None:
    run("add", guidance, "--library", fresh)
    before = run("units", "--library", fresh, "--json").value
    said = run("rebuild", "--library", fresh, "--json")
    assert said.value["changed"] == [str(guidance / "visits.md"), str(guidance / "wizyty.md")]
    assert run("units", "--library", fresh, "--json").value == before


def test_an_unknown_document_is_named(run: Run, folder: Path) -> None:
    said = run("remove", "nothing.md", "--library", folder)
    assert said.status == 1
    assert said.err == (
        "guidegraph: nothing.md: not in the library; `guidegraph list` shows what is\n"
    )


# -- asking ----------------------------------------------------------------------------------


@pytest.fixture
def sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is found is taken for an answer."""
    certain = decide.Decision((0.0,) * len(decide.SIGNALS), 2.0, 0.5, 0.3)
    monkeypatch.setattr(decide, "shipped", lambda **_: certain)


def test_an_answer_is_shown_with_sections_and_numbered_sources(
    run: Run, folder: Path, sure: None
) -> None:
    del sure
    said = run("ask", "What should I do before a visit starts?", "--library", folder)
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[:2] == [
        "What should I do before a visit starts?",
        "The guidance answers this. Confidence 0.88.",
    ]
    assert "DO, IN THIS ORDER" in lines
    assert "“Agree on a time limit before the visit starts.” [" in said.out
    assert "visits.md › Home visits › Best practices" in said.out
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in said.out


@pytest.mark.parametrize("question", ["", "   ", "?!", "x" * 10_000])
def test_a_question_that_cannot_be_asked_is_told_in_one_line(
    question: str, run: Run, folder: Path
) -> None:
    said = run("ask", question, "--library", folder, "--json")
    assert said.status == 1
    assert not said.out
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("guidegraph: the question ")


def test_a_question_in_a_third_language_is_answered_in_the_same_form(
    run: Run, folder: Path
) -> None:
    said = run("ask", "Was soll ich vor einem Besuch tun?", "--library", folder, "--json")
    assert said.status == 0
    assert said.value["language"] == "de"


def test_not_covered_is_an_answer(run: Run, fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Ask first.", encoding="utf-8")
    run("add", tmp_path / "a.md", "--library", fresh)
    run("remove", "a.md", "--library", fresh)
    said = run("ask", "What should I do with zebras?", "--library", fresh, "--json")
    assert said.status == 0
    assert said.value["verdict"] == "not covered"
    assert list(said.value["sections"]) == ["urgent", "do", "say", "avoid", "principles", "differs"]
    assert said.value["nearest"] == []


def test_a_path_is_told_edge_by_edge(run: Run, folder: Path) -> None:
    edges = run("edges", "--library", folder, "--json").value
    first = edges[0]
    said = run("path", first["from"], first["to"], "--library", folder, "--json")
    assert [{step["from"], step["to"]} for step in said.value] == [{first["from"], first["to"]}]
    assert (
        first["from_text"].split()[0]
        in run("path", first["from"], first["to"], "--library", folder).out
    )


# -- what can be wrong with a library --------------------------------------------------------


@file_only
def test_a_missing_library_is_told_with_what_to_do(run: Run, tmp_path: Path) -> None:
    said = run("list", "--library", tmp_path / "none")
    assert said.status == 1
    assert said.err == (
        f"guidegraph: {tmp_path / 'none'}: no library here; make one with "
        f"`guidegraph add PATH… --library {tmp_path / 'none'}`\n"
    )


@file_only
def test_a_library_of_a_later_version_is_left_alone(run: Run, fresh: Path, guidance: Path) -> None:
    run("add", guidance / "visits.md", "--library", fresh)
    with sqlite3.connect(fresh / "library.sqlite") as connection:
        connection.execute("PRAGMA user_version = 999")
    said = run("ask", "What now?", "--library", fresh)
    assert said.status == 1
    assert "written by a later version of guidegraph" in said.err
    assert len(said.err.splitlines()) == 1


@file_only
def test_a_damaged_library_is_told_in_one_line(run: Run, fresh: Path) -> None:
    fresh.mkdir()
    (fresh / "library.sqlite").write_bytes(b"this is no database at all" * 100)
    said = run("list", "--library", fresh)
    assert said.status == 1
    assert said.err.startswith(f"guidegraph: {fresh / 'library.sqlite'}: damaged (")
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("options", [[], ["--debug"]])
def test_a_traceback_is_shown_only_when_it_is_asked_for(
    options: list[str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUIDEGRAPH_DEBUG", raising=False)
    said = run("list", "--library", tmp_path / "none", *options)
    assert ("Traceback" in said.err) is bool(options)
    assert said.status == 1


def test_ctrl_c_ends_quietly(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_library: Library) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "documents", interrupted)
    said = run("list", "--library", folder)
    assert (said.status, said.out, said.err.strip()) == (terminal.INTERRUPTED, "", "")


@file_only
def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    command = [sys.executable, "-m", "answer.cli", "units", "--json", "--library", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_the_library_of_the_environment_is_the_default(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", str(folder))
    assert [info["name"] for info in run("list", "--json").value] == ["visits.md", "wizyty.md"]


def test_app_serves_the_library(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import web.server

    asked = []
    monkeypatch.setattr(
        web.server, "serve", lambda *given, **options: asked.append((given, options))
    )
    assert run("app", "--library", folder, "--port", "0").status == 0
    options = {"address": "127.0.0.1", "sign_in": None, "open_browser": False, "verbose": False}
    assert asked == [((folder, 0), options)]


EVERYWHERE = "0.0.0.0"  # noqa: S104 - what the test is about


def test_app_asks_others_to_sign_in_or_says_what_to_do(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import web.server

    asked = []
    monkeypatch.setattr(web.server, "serve", lambda *_, **options: asked.append(options))
    told = run("app", "--library", folder, "--address", EVERYWHERE)
    assert told.status == 1
    assert told.err.startswith(f"guidegraph: {EVERYWHERE}: others could use the app there")
    assert "--sign-in FILE" in told.err
    assert asked == []
    assert run("app", "--library", folder, "--address", EVERYWHERE, "--without-sign-in").status == 0
    assert [(one["address"], one["sign_in"]) for one in asked] == [(EVERYWHERE, None)]
    both = run("app", "--sign-in", folder / "none.toml", "--without-sign-in")
    assert both.status == 2


# -- the real models -------------------------------------------------------------------------


def test_asking_never_loads_torch(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Lifting\n\nNever lift alone.\n", encoding="utf-8")
    code = (
        "import sys\nfrom answer.cli import cli\nfrom answer.terminal import run\n"
        f"place = ['--library', {str(tmp_path / 'library')!r}]\n"
        f"assert run(cli, ['add', {str(tmp_path / 'a.md')!r}, *place]) == 0\n"
        "assert run(cli, ['ask', 'May I lift alone?', '--json', *place]) == 0\n"
        "print([name for name in ('torch', 'streamlit', 'sklearn') if name in sys.modules])"
    )
    assert _printed(code) == "[]"


@file_only
def test_asking_loads_nothing_that_only_changing_needs(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Lifting\n\nNever lift alone.\n", encoding="utf-8")
    library = Library.open(tmp_path / "library", create=True)
    library.add([tmp_path / "a.md"])
    library.ask("May I lift alone?")  # makes the files of FAISS
    library.close()
    code = (
        "import sys\nfrom answer.cli import cli\nfrom answer.terminal import run\n"
        f"place = ['--library', {str(tmp_path / 'library')!r}]\n"
        "assert run(cli, ['ask', 'May I lift alone?', '--json', *place]) == 0\n"
        "slow = 'answer.build corpus.document networkx scipy simplemma sklearn tokenizers'\n"
        "print([name for name in slow.split() if name in sys.modules])"
    )
    assert _printed(code) == "['tokenizers']"  # which takes no time to import


def _printed(code: str) -> str:
    """The last line that a process of its own prints, with the models prepared beforehand."""
    from index import models

    for name in models.PACKAGED:
        models.prepare(name)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GUIDEGRAPH_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=300, env=environment,
    )  # fmt: skip
    answer = json.loads(done.stdout[done.stdout.index("{") : done.stdout.rindex("}") + 1])
    assert answer["question"] == "May I lift alone?"
    return done.stdout.splitlines()[-1]
