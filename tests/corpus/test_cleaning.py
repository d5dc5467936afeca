"""What is no guidance is marked, and nothing else is."""

# ruff: noqa: E501 - pages of one line each

from __future__ import annotations

import pytest

from corpus.document import parse

LONG = (
    "Ring the doorbell, say who you are and wait until you are asked in, whatever the weather is."
)
LONGER = LONG + " Nobody likes to be surprised in the bath, and a call costs nothing at all."

CASES = {
    "a menu with the site's name before the title": (
        ["CareHouse", "Home", "About us", "Log in", "", "Late visits", LONG],
        ["menu"] * 4 + ["", ""],
    ),
    "a Polish menu": (
        ["Strona główna", "Kontakt", "Szukaj", "", "Późne wizyty", "Zadzwoń, zanim przyjdziesz, bo nikt nie lubi niespodzianek późnym wieczorem."],
        ["menu"] * 3 + ["", ""],
    ),
    "labels after the text": (
        ["Late visits", LONG, "Share", "Privacy policy", "© 2024 CareHouse"],
        ["", "", "share buttons", "menu", "copyright"],
    ),
    "a heading that is also a label stays": (
        ["Late visits", LONG, "Contact", LONGER],
        ["", "", "", ""],
    ),
    "cookie lines": (
        ["We use cookies to improve your experience. Accept all", "Late visits", LONG, "Ta strona korzysta z plików cookies."],
        ["cookies", "", "", "cookies"],
    ),
    "guidance about cookies stays": (
        ["Consent", "Tell users which cookies you set and why, before you set them, and let them say no to them."],
        ["", ""],
    ),
    "hashtags": (["Late visits", LONG, "#care #visits"], ["", "", "hashtags"]),
    "a number with a hash is no hashtag": (["Late visits", LONG, "#1 rule: ring."], ["", "", ""]),
    "a block that comes twice": (
        ["Late visits", LONG, "Calls", LONGER, "Late visits", LONG],
        ["", "", "", "", "repeated block", "repeated block"],
    ),
    "a heading that comes twice over other text stays": (
        ["Risks", LONG, "Risks", LONGER],
        ["", "", "", ""],
    ),
    "a short line that comes twice stays": (
        ["Late visits", LONG, "Ring first.", LONGER, "Ring first."],
        ["", "", "", "", ""],
    ),
    "a page title in capitals over the same heading": (
        ["LATE VISITS TO CLIENTS | CAREHOUSE", "How to pay late visits", LONG],
        ["page title repeated below", "", ""],
    ),
    "a heading in capitals over another heading stays": (
        ["SAFETY AT WORK", "Late visits", LONG],
        ["", "", ""],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_chrome(name: str) -> None:
    lines, expected = CASES[name]
    document = parse("page.txt", "\n".join(lines).encode())
    assert [p.chrome for p in document.passages] == expected


def test_chrome_opens_no_section() -> None:
    document = parse("page.txt", f"Search\n\nLate visits\n{LONG}".encode())
    assert [p.heading_path for p in document.passages] == [(), (), ("Late visits",)]
