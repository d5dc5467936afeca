"""The page of error messages has every message that the program can give."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import pytest

from web import told

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
SPANS: Final = re.findall(r"`([^`]+)`", PAGE)

EXPLAINED: Final = frozenset(
    "AddressError BadCorrection BadQuestion BadSignInError BadTrail Busy Damaged DamagedWeights "
    "Gone LibraryError Missing ModelMissing NoLanguageModel NoQuiz NotAllowed NotFound OtherModel "
    "PortTakenError TooMany TooNew Unwritable UsageError".split()
)
"""Errors of these classes are on the page."""

INSIDE: Final = frozenset(
    "ActiveSqlTransaction AdapterMismatch ExportFailed KeyError Mismatch OtherState TypeError "
    "Unreadable Unusable ValueError".split()
)
"""Errors that are caught, told by what catches them, or cannot be met with a library."""


TREES: Final = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for package in ("answer", "index", "web")
    for path in sorted((ROOT / package).rglob("*.py"))
}
CONSTANTS: Final = {
    node.target.id: node.value.value
    for tree in TREES.values()
    for node in tree.body
    if isinstance(node, ast.AnnAssign)
    and isinstance(node.target, ast.Name)
    and isinstance(node.value, ast.Constant)
    and isinstance(node.value.value, str)
}
"""Words that several messages have."""


def raised() -> Iterator[tuple[str, str, str]]:
    """Every error that is made with a message: where, its class, its message."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            for name, call in made(node):
                if call.args:
                    yield f"{path}:{call.lineno}", name, message(call.args[0])


def made(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The errors that a statement makes: raised, returned to be raised, or with their own words."""
    if isinstance(node, ast.ClassDef):
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
                yield node.name, call
    found = getattr(node, "exc", None) or (node.value if isinstance(node, ast.Return) else None)
    if isinstance(found, ast.Call):
        name = ast.unparse(found.func).split(".")[-1]
        if isinstance(node, ast.Raise) or name in EXPLAINED:
            yield name, found


def message(node: ast.expr) -> str:
    """A message with `…` for what varies; "" where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("`", "")
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = (
        str(part.value)
        if isinstance(part, ast.Constant)
        else CONSTANTS.get(ast.unparse(cast("ast.FormattedValue", part).value), "…")
        for part in node.values
    )
    return "".join(parts).replace("`", "")


def tells(span: str, text: str) -> bool:
    """Whether what stands on the page is a message, or how it begins."""
    fixed = span.split("…")
    pattern = ".*".join(re.escape(part) for part in fixed)
    return own_words(span) and re.match(pattern, text) is not None


def own_words(text: str) -> bool:
    """Whether a message has words of its own; one without hands on those of another."""
    return sum(map(len, text.split("…"))) > 4


RAISED: Final = [*raised()]
WANTED: Final = [
    (where, text) for where, name, text in RAISED if name in EXPLAINED and own_words(text)
]
REASONS: Final = [re.sub(r"\{\w+\}", "…", reason) for reason, _ in told.REASONS]


def test_every_class_of_errors_is_told_apart() -> None:
    classes = {name for _, name, text in RAISED if text}
    assert classes <= EXPLAINED | INSIDE
    assert len(WANTED) > 130


@pytest.mark.parametrize(("where", "text"), WANTED, ids=[where for where, _ in WANTED])
def test_a_message_stands_on_the_page(where: str, text: str) -> None:
    assert any(tells(span, text) for span in SPANS), f"{where}: {text}"


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_refusing_a_file_stands_on_the_page(reason: str) -> None:
    assert reason in SPANS


def test_what_stands_on_the_page_can_still_happen() -> None:
    """No row has outlived its message."""
    texts = [text for _, _, text in RAISED if text] + REASONS
    rows = re.findall(r"^\| (`.+?) \| ", PAGE, re.MULTILINE)
    spans = [span for row in rows for span in re.findall(r"`([^`]+)`", row)]
    assert len(spans) > 50
    assert [
        one for one in spans if not any(tells(one, text) or one == text for text in texts)
    ] == []
