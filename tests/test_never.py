"""What Guidegraph never does, whatever a file holds: unpickle, run a text, start a shell."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

import pytest

from tests.test_layers import IMPORTS, MODULES, top

if TYPE_CHECKING:
    from collections.abc import Iterator

UNPICKLES: Final = frozenset("pickle _pickle shelve marshal dill cloudpickle joblib".split())
TEMPLATES: Final = frozenset("jinja2 mako chameleon genshi".split())
RUNS: Final = frozenset(
    "eval exec compile __import__ os.system os.popen subprocess.getoutput "
    "subprocess.getstatusoutput pty.spawn code.interact runpy.run_path runpy.run_module "
    "torch.load torch.jit.load string.Template Template yaml.load".split()
)
STARTS: Final = {"corpus.apart"}
"""The one module that starts a program: the process that reads files."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with what is called, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def amiss(source: str) -> list[str]:
    """The calls of a module that it may not make."""
    found = []
    for name, call in calls(ast.parse(source)):
        given = {one.arg: ast.unparse(one.value) for one in call.keywords}
        unpickles = given.get("allow_pickle", "False") != "False"  # as NumPy has it
        shell = given.get("shell", "False") != "False" or name.startswith(("os.exec", "os.spawn"))
        if name in RUNS or unpickles or shell:
            found.append(f"{call.lineno}: {name}")
    return found


@pytest.mark.parametrize("name", MODULES)
def test_no_module_unpickles_runs_a_text_or_starts_a_shell(name: str) -> None:
    assert amiss(MODULES[name].read_text(encoding="utf-8")) == []
    assert {top(one.module) for one in IMPORTS[name]} & (UNPICKLES | TEMPLATES) == set()


def test_one_module_starts_a_program() -> None:
    starting = {
        name
        for name, found in IMPORTS.items()
        if any(top(one.module) in {"subprocess", "multiprocessing", "pty"} for one in found)
    }
    assert starting == STARTS


@pytest.mark.parametrize(
    "line",
    [
        "eval(text)",
        "exec(text)",
        "os.system(text)",
        "subprocess.run(text, shell=True)",
        "np.load(path, allow_pickle=True)",
        "os.execv(path, [])",
        "torch.load(path)",
    ],
)
def test_what_may_not_be_called_is_seen(line: str) -> None:
    assert amiss(line) == [f"1: {line.partition('(')[0]}"]
