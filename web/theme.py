"""The look of the app as Streamlit's own options; `assets/page.css` holds the rest.

Every pair of text and ground has a contrast of at least 4.5 to 1 (WCAG 2.2 AA, 1.4.3).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).parent / "assets"

THEME: Final[dict[str, str | float | bool]] = {
    "theme.font": "sans-serif",
    "theme.baseRadius": "10px",
    "theme.showWidgetBorder": True,
    "theme.light.primaryColor": "#0b5f5a",
    "theme.light.backgroundColor": "#faf9f5",
    "theme.light.secondaryBackgroundColor": "#f3f1ea",
    "theme.light.textColor": "#1c2423",
    "theme.light.borderColor": "#c9c5b9",
    "theme.light.linkColor": "#0b5f5a",
    "theme.dark.primaryColor": "#2f9c90",
    "theme.dark.backgroundColor": "#131919",
    "theme.dark.secondaryBackgroundColor": "#202a2b",
    "theme.dark.textColor": "#e9ece8",
    "theme.dark.borderColor": "#3d4a4c",
    "theme.dark.linkColor": "#76d3c7",
}

LOGO: Final = ASSETS / "logo.svg"
"""Three linked ideas in the shapes of their kinds (a principle, a risk, a practice), and the name.

The letters are outlines of Source Sans (SIL Open Font License 1.1), because an image cannot use
the page's fonts; their colour reads on both grounds.
"""
