"""The results of a team's own questions, as JSON and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from answer.render import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.cases import Change, Result

WIDE: Final = 70
"""Letters of a question in a list; what is longer is cut."""


def examination_form(
    results: Sequence[Result], former: str | None, changes: Sequence[Change]
) -> dict[str, Any]:
    """The cases, and which broke or were mended since the revision `former`."""
    return {
        "passed": sum(result.passed for result in results),
        "cases": [result_form(result) for result in results],
        "since": former,
        "broken": [change.now.case.id for change in changes if change.broke],
        "mended": [change.now.case.id for change in changes if change.mended],
    }


def result_form(result: Result) -> dict[str, Any]:
    """One case with its result."""
    return {
        "id": result.case.id,
        "question": result.case.text,
        "expect": result.case.expect.value,
        "passed": result.passed,
        "verdict": result.verdict,
        "confidence": result.confidence,
        "first": result.first or None,
        "document": result.document or None,
        "why": result.why or None,
    }


def examination_text(
    results: Sequence[Result], former: str | None, changes: Sequence[Change]
) -> str:
    """A line for each case; what failed says why. Then what broke and what was mended."""
    lines = []
    for result in results:
        question = short(result.case.text)
        lines.append(f"{'ok  ' if result.passed else 'FAIL'}  {plain(result.case.id)}  {question}")
        if result.why:
            begins = f"; the answer begins “{short(result.first)}”" if result.first else ""
            lines.append(f"      {result.why}{begins}")
    passed = sum(result.passed for result in results)
    lines.append(f"\n{passed} of {len(results)} passed")
    if former is None:
        lines.append("No earlier revision was examined; there is nothing to compare with")
    else:
        for said, chosen in (
            ("Broke", [change for change in changes if change.broke]),
            ("Mended", [change for change in changes if change.mended]),
        ):
            names = ", ".join(plain(change.now.case.id) for change in chosen) or "nothing"
            lines.append(f"{said} since revision {former}: {names}")
    return "\n".join([*lines, "", ""])


def short(text: str) -> str:
    r"""`text` on one line, cut where it is long.

    >>> short("Ask\nfirst.")
    'Ask first.'
    """
    words = plain(text)
    return words if len(words) <= WIDE else f"{words[:WIDE].rsplit(' ', 1)[0]} …"
