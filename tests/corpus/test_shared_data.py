"""Odd and real files: each is read or refused, none breaks the program."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from corpus.document import parse
from corpus.errors import Unreadable
from corpus.reading import MEDIA_TYPES

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = (
    "robustness/docx", "robustness/pdf", "robustness/html", "robustness/encodings",
    "robustness/strings", "robustness/web_pages", "corpora/18f_guides", "corpora/pagerduty",
    "corpora/nhs_service_manual", "corpora/owasp_cheatsheets", "corpora/security101_enpl",
    "corpora/debian_handbook_enpl",
)  # fmt: skip
SAMPLE = 12  # files of each folder, evenly spread


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_file_is_read_or_refused(shared: Path, folder: str) -> None:
    files = sorted(path for path in (shared / "data" / folder).rglob("*") if path.is_file())
    assert files
    for path in files[:: max(1, len(files) // SAMPLE)]:
        # What has a name of another kind is tried as text.
        name = path.name if path.suffix.lower() in MEDIA_TYPES else path.name + ".txt"
        try:
            document = parse(name, path.read_bytes())
        except Unreadable as error:
            assert error.remedy  # noqa: PT017 - a refusal is as good as a text
            continue
        assert document.passages


BIG = {
    "one sentence": "word " * 200_000,
    "one word": "x" * 1_000_000,
    "marks": '"' * 1_000_000,
    "open quotations": "„ab " * 250_000,
    "links": "https://example.org/some/page\n" * 33_000,
    "verse": "".join(f"roses are red {n},\nviolets blue\n\n" for n in range(15_000)),
    "right to left": "مرحبا بالعالم. كيف حالك؟ " * 40_000,
    "emoji": "😀🎉 ok. " * 100_000,
}


@pytest.mark.parametrize("name", BIG)
def test_a_megabyte_of_anything_takes_seconds(name: str) -> None:
    started = time.perf_counter()
    parse("a.txt", BIG[name].encode())
    assert time.perf_counter() - started < 60  # one or two on a free machine; a square takes hours


@pytest.mark.parametrize(
    "page", ["<div>" * 20_000, "<a " * 100_000, "<!--" * 50_000, "<b>" * 20_000]
)
def test_a_broken_page_takes_seconds(page: str) -> None:
    started = time.perf_counter()
    parse("a.html", f"<p>Ring first. {page}".encode())
    assert time.perf_counter() - started < 60
