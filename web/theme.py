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

LOGO: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none">
<path d="M9 10.5 22.5 8M9.5 12 15 23m2-1L23.5 9" stroke="#6f918d" stroke-width="2"/>
<rect x="3.5" y="6.5" width="8" height="8" rx="2" fill="#5a6fd0"/>
<path d="m24 3 5 5-5 5-5-5z" fill="#d0574a"/><circle cx="16" cy="25" r="4.5" fill="#2c9a86"/>
</svg>"""
"""Three linked ideas in the shapes of their kinds: a principle, a risk, a practice."""
