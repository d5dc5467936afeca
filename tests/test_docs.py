"""What the papers say of the repository is true: commands, links, paths, versions, quotations."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click
import pytest

from answer.cli import cli
from corpus.document import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
PAPERS: Final = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("kg/gold/**/*.md"),
        ROOT / "corpus/sample/README.md",
        ROOT / "web/graph/README.md",
    ]
)
NAMES: Final = [path.relative_to(ROOT).as_posix() for path in PAPERS]
MAKEFILE: Final = (ROOT / "Makefile").read_text(encoding="utf-8")
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")

FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
SPAN: Final = re.compile(r"`([^`\n]+)`")

ELSEWHERE: Final = frozenset({"apt-get", "npm", "pip", "docker"})
"""Programs that are not ours, of whose commands nothing is checked."""

HOSTS: Final = frozenset(
    {
        "127.0.0.1",
        "arxiv.org",
        "creativecommons.org",
        "guidance.example.org",
        "login.example.org",
        "semver.org",
        "www.sbert.net",
        "www.w3.org",
    }
)
"""What a paper may link to: works that are cited, the app itself, and examples (RFC 2606)."""


def shell_lines() -> Iterator[tuple[str, str]]:
    """Every command of the papers' shell blocks, without comments and prompts."""
    for name, path in zip(NAMES, PAPERS, strict=True):
        for language, block in FENCE.findall(path.read_text(encoding="utf-8")):
            if language in {"sh", "bash", "shell", "console"}:
                for line in block.replace("\\\n", " ").splitlines():
                    if words := shlex.split(line.removeprefix("$ "), comments=True):
                        yield name, shlex.join(words)


def check_guidegraph(words: list[str]) -> None:
    """The command exists and has the options."""
    if not words or words[0].startswith("-"):
        return
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command, words = command.commands[words[0]], words[1:]
    options = {option for parameter in command.params for option in parameter.opts}
    given = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert given <= options | {"--help"}


def check_make(words: list[str]) -> None:
    """The targets exist, and what is set is read."""
    for word in words:
        name, sets, _ = word.partition("=")
        if sets:
            assert re.search(rf"\b{name}\b", MAKEFILE)
        else:
            assert re.search(rf"^{name}:", MAKEFILE, re.MULTILINE)


def test_there_are_shell_blocks_to_check() -> None:
    assert ("README.md", "make app") in set(shell_lines())


@pytest.mark.parametrize(("name", "line"), [*shell_lines()])
def test_every_command_of_a_shell_block_exists(name: str, line: str) -> None:
    program, *words = shlex.split(line)
    while "=" in program and words:  # an environment variable before the command
        program, *words = words
    match Path(program).name:
        case "guidegraph":
            check_guidegraph(words)
        case "make":
            check_make(words)
        case "python":
            assert words[0] == "-m", f"{name}: {line}"
            assert (ROOT / words[1].replace(".", "/")).with_suffix(".py").is_file(), line
        case other:
            assert other in ELSEWHERE, f"{name}: {line}"


def test_the_readme_has_every_command_and_no_other() -> None:
    rows = re.findall(r"^\| `guidegraph ([a-z]+)", README, re.MULTILINE)
    assert sorted(rows) == sorted(cli.commands)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_into_the_repository_leads_somewhere(name: str) -> None:
    path = ROOT / name
    targets = [target.split("#")[0] for target in LINK.findall(path.read_text(encoding="utf-8"))]
    local = [target for target in targets if target and not urlsplit(target).scheme]
    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_path_that_is_named_exists(name: str) -> None:
    path = ROOT / name
    spans = SPAN.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    tops = {entry.name for entry in ROOT.iterdir() if entry.is_dir()} - {".venv", "library"}
    paths = [span for span in spans if re.fullmatch(r"[\w.-]+(/[\w.*-]+)+/?", span)]
    modules = [span.split()[2] for span in spans if span.startswith("python -m ")]
    ours = [named for named in paths if named.split("/")[0] in tops]
    assert [named for named in ours if not any(ROOT.glob(named))] == []
    assert [one for one in modules if not (ROOT / f"{one.replace('.', '/')}.py").is_file()] == []


@pytest.mark.parametrize("name", [*NAMES, "Makefile", "constraints.txt", ".ci/run"])
def test_a_paper_names_no_place_of_one_machine_and_only_known_hosts(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("#!/usr/bin/env", "")
    assert re.findall(r"(?<![\w.~/-])/(?:work|root|home|tmp|opt|usr|Users)\b\S*", text) == []
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[^\s)>\"'`]+", text)}
    assert hosts <= HOSTS


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    component = tomllib.loads((ROOT / "web" / "pyproject.toml").read_text("utf-8"))
    assert component["project"]["version"] == version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == version


def test_every_quotation_of_the_readme_stands_in_the_sample_guidance() -> None:
    (shown,) = (block for language, block in FENCE.findall(README)[:1] if language == "text")
    quoted = re.findall(r"“(.*?)”", " ".join(shown.split()))
    texts = [
        " ".join(parse(path.name, path.read_bytes()).text.split())
        for path in sorted((ROOT / "corpus" / "sample" / "guidance").iterdir())
    ]
    assert quoted
    assert [quote for quote in quoted if not any(quote in text for text in texts)] == []
