"""A table as HTML that becomes a list on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def stacked(columns: Iterable[str], rows: str, caption: str = "") -> str:
    """A table with these headings; `rows` and the headings are HTML.

    >>> stacked(["A"], "")[30:]
    '<thead><tr><th>A</th></tr></thead><tbody></tbody></table>'
    """
    heads = "".join(f"<th>{column}</th>" for column in columns)
    above = f"<caption>{caption}</caption>" if caption else ""
    return (
        f'<table class="gg-table stack">{above}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
