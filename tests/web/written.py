"""What a page wrote, for the tests to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def html_of(app: AppTest) -> str:
    """All HTML that a page wrote."""
    return "\n".join(str(element.proto.body) for element in app.get("html"))
