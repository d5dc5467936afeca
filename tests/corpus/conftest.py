"""Files made by hand for the tests of the readers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.records import Document


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """Give a maker of PDFs: pages of (x, y, size, bold, words)."""
    return _pdf


@pytest.fixture
def make_docx() -> Callable[..., bytes]:
    """Give a maker of DOCX files: a list of (style, words)."""
    return _docx


@pytest.fixture
def outline() -> Callable[[Document], list[tuple[str, str, str]]]:
    """Give what a reader of a document sees: (form, marker, words), chrome left out."""
    return lambda document: [
        (p.form.value, p.marker, p.span.of(document.text))
        for p in document.passages
        if not p.chrome
    ]


def _pdf(*pages: list[tuple[int, int, int, bool, str]], encrypted: bool = False) -> bytes:
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids ["
        + " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
        + "] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    for number, lines in enumerate(pages):
        content = "".join(
            f"BT /{'B' if bold else 'R'} {size} Tf {x} {y} Td ({words}) Tj ET\n"
            for x, y, size, bold, words in lines
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}endstream")
    data = io.BytesIO()
    data.write(b"%PDF-1.4\n")
    places = []
    for number, written in enumerate(objects, start=1):
        places.append(data.tell())
        data.write(f"{number} 0 obj\n{written}\nendobj\n".encode("latin-1"))
    table = data.tell()
    data.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        data.write(f"{place:010d} 00000 n \n".encode())
    lock = ""
    if encrypted:
        key = "00" * 32
        lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
        lock += " /ID [<00> <00>]"
    trailer = (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {lock} >>\nstartxref\n{table}\n%%EOF"
    )
    data.write(trailer.encode())
    return data.getvalue()


def _docx(*paragraphs: tuple[str, str], table: list[list[str]] | None = None) -> bytes:
    import docx

    document = docx.Document()
    for style, words in paragraphs:
        document.add_paragraph(words, style=style)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()
