"""What the page of promises says is held by tests that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
HELD, _, OUT_OF_SCOPE = PAGE.partition("## Out of scope")
PROMISES: Final = [line for line in HELD.splitlines() if line.startswith("- ")]
NAMED: Final = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def defined_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_there_are_promises() -> None:
    assert len(PROMISES) > 20
    assert "encrypted" in OUT_OF_SCOPE


@pytest.mark.parametrize("promise", PROMISES, ids=lambda line: line[2:50])
def test_a_promise_has_tests_that_exist(promise: str) -> None:
    named = NAMED.findall(promise)
    assert named
    for path, test in named:
        assert test in defined_in(path), f"{path} has no {test}"


def test_what_stands_between_the_promises_promises_nothing() -> None:
    for line in HELD.splitlines():
        assert line.startswith(("#", "- ", "Each sentence", "`make test")) or not line
