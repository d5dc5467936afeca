"""What is refused, and with which words; how bytes become text; which files are found."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from corpus.document import parse
from corpus.errors import Unreadable
from corpus.files import find
from corpus.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PASSWORD = "encrypted; save a copy without a password and add that"  # noqa: S105 - a message

REFUSED = [
    ("a.xyz", b"x", "unknown type of file"),
    ("a.txt", b"", "empty"),
    ("a.txt", b" \n\t ", "empty"),
    ("a.html", b"<p> </p><script>x</script>", "no text in it"),
    ("a.txt", bytes(range(256)) * 4, "binary, not text"),
    ("a.txt", b"text\x00with nulls\x00\x00\x01", "binary, not text"),
    ("a.txt", b"%PDF-1.7 ...", "is a PDF file"),
    ("a.txt", b"PK\x03\x04....", "is a ZIP or Office file"),
    ("a.txt", b"\xff\xfea\x00b", "damaged"),
    ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
    ("a.docx", OLE, "is an Office 97 file"),
    ("a.docx", b"PK\x03\x04 truncated", "damaged"),
    ("a.pdf", b"%PDF-1.7\n truncated", "damaged"),
    ("a.pdf", b"not a pdf at all", "damaged"),
]


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED)
def test_a_file_is_refused_with_the_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(name, data)
    assert str(refused.value).startswith(f"{name}: {reason}")
    assert refused.value.source == name
    assert refused.value.remedy


def test_a_large_file_is_refused() -> None:
    with pytest.raises(Unreadable, match="larger than 5e-06 MB"):
        read("a.txt", b"123456", limit=5)


def test_an_encrypted_pdf_is_refused(make_pdf: Callable[..., bytes]) -> None:
    data = make_pdf([(50, 700, 12, False, "Secret")], encrypted=True)
    with pytest.raises(Unreadable, match=PASSWORD):
        read("a.pdf", data)


def test_a_pdf_of_pictures_is_refused(make_pdf: Callable[..., bytes]) -> None:
    with pytest.raises(Unreadable, match=r"pictures of pages only.*OCR"):
        read("a.pdf", make_pdf([]))


def test_a_docx_that_unpacks_beyond_measure_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.xml", bytes(90_000_000))
    with pytest.raises(Unreadable, match="unpacks to 450 MB"):
        read("a.docx", data.getvalue())


POLISH = "Zażółć gęślą jaźń. Powiedz klientowi, że to trudne, i zapytaj, jak możesz pomóc."
GERMAN = "Über den Fluß gehen wir später, und das Gespräch führen wir nächste Woche."


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1250", "iso8859_2"]
)
def test_polish_text_is_decoded(charset: str) -> None:
    assert read("a.txt", POLISH.encode(charset)).text == POLISH


@pytest.mark.parametrize("charset", ["utf-16-le", "cp1252", "iso8859_15"])
def test_german_text_is_decoded(charset: str) -> None:
    assert read("a.txt", GERMAN.encode(charset)).text == GERMAN


def test_a_text_that_two_charsets_read_differently_is_refused() -> None:
    with pytest.raises(Unreadable, match="encoding"):
        read("a.txt", "ąę".encode("cp1250"))


def test_a_web_page_is_decoded_by_its_declaration() -> None:
    data = f'<meta charset="iso-8859-2"><p>{POLISH}</p>'.encode("iso8859_2")
    assert read("a.html", data).text == POLISH


def test_line_ends_are_kept() -> None:
    assert parse("a.txt", b"\xef\xbb\xbfOne.\r\n\r\nTwo.\r").text == "One.\r\n\r\nTwo.\r"


def test_find_walks_folders_in_order_and_passes_over_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".hidden.txt", "picture.png", "sub/c.PDF", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    files, refused = find([tmp_path, tmp_path / "b.txt"])
    assert [str(file.relative_to(tmp_path)) for file in files] == ["a.md", "b.txt", "sub/c.PDF"]
    assert refused == ()


def test_find_refuses_what_is_named_and_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_text("x")
    files, refused = find([tmp_path / "picture.png", tmp_path / "missing.txt"])
    assert files == ()
    assert [error.reason for error in refused] == ["unknown type of file", "not found"]
