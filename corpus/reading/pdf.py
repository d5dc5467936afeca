"""Reading a PDF by PDFium. Start reading at `read`.

1. `_lines` takes each page's characters, in the page's own reading order, as lines with their
   place, size and weight.
2. `_mark_running` finds heads, feet and page numbers that stand on many pages. They go to the end
   of the text as chrome, so that a paragraph may go on over the page.
3. `_blocks` makes headings of larger or bold lines, items of marked ones, and joins the rest to
   paragraphs; a hyphen that only stood at the end of a line is left out.

Origins count PDFium's characters of each page.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import Unreadable
from corpus.markers import find_marker
from corpus.reading.assembly import Assembly
from corpus.records import Form, OriginUnit, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

Pdfium = Any  # a document, page or function of pypdfium2, which has no types

_HYPHENS: Final = "\ufffe\x02\u00ad-\u2010"
_LINE_HYPHEN: Final = re.compile("\ufffe(?!$)")
_PRIVATE_BULLETS: Final = "\uf0b7\uf0a7\uf0d8\uf076\uf02d"  # Symbol and Wingdings
_UNSHOWN: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ufeff\ufffe\uffff]")
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:page|strona|str\.|s\.|seite|p\.|página|página)?\s*(?:\d{1,4}|[ivxlc]{1,6})"
    r"(?:\s*(?:/|of|z|von|de|sur)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_EDGE: Final = 2  # lines at the top and at the bottom of a page that may be heads and feet
_FEWEST_PAGES: Final = 3
_RUNNING_SHARE: Final = 0.4  # of the pages; left and right heads differ
_SAME_SIZE: Final = 0.1  # of the body's size: signs and small capitals differ that much
_LARGER: Final = 1.15  # times the body's size: a heading; smaller steps are rounding
_BOLD: Final = 600  # font weight, https://www.w3.org/TR/css-fonts-4/#font-weight-prop
_LONGEST_HEADING: Final = 160
_LEADING: Final = 1.9  # line heights between two lines of one paragraph, at most
_FULL: Final = 0.82  # of the column's width: a line that ends before ends its paragraph
_LEVELS: Final = 4
_JUNK_TITLE: Final = re.compile(
    r"microsoft word|untitled|\.(?:docx?|indd|pdf|tex|qxd|rtf)$|^\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: words, the index of its first character, and its looks."""

    page: int
    words: str
    offset: int
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    chrome: str = ""


def read(source: str, data: bytes) -> Reading:
    """Read the text layer of a .pdf file."""
    document = _open(source, data)
    try:
        pages = [_lines(document, number) for number in range(len(document))]
        title = str(document.get_metadata_dict().get("Title") or "")
    finally:
        document.close()
    if not any(pages):
        reason = "has pictures of pages only, no text"
        raise Unreadable(source, reason, "run text recognition (OCR) over it and add that")
    lines = _mark_running(pages)
    assembly = Assembly(OriginUnit.PAGE)
    _blocks(assembly, [line for line in lines if not line.chrome])
    headings = [block for block in assembly.blocks if block.form is Form.HEADING]
    text = assembly.text()
    first = " ".join(headings[0].span.of(text).split()) if headings else ""
    running = [line for line in lines if line.chrome]
    for line in running:
        assembly.space(Form.PARAGRAPH)
        start = assembly.length
        assembly.add(line.words, line.page, line.offset)
        assembly.close(start, Form.PARAGRAPH, chrome=line.chrome)
    title = "" if _JUNK_TITLE.search(title) else " ".join(title.split())
    structured = running or any(b.form in (Form.HEADING, Form.ITEM) for b in assembly.blocks)
    return Reading(
        text=assembly.text(),
        title=title or first,
        media_type="application/pdf",
        origins=tuple(assembly.origins),
        blocks=tuple(assembly.blocks) if structured else None,
    )


def _open(source: str, data: bytes) -> Pdfium:
    import pypdfium2

    try:
        load: Pdfium = pypdfium2.PdfDocument
        return load(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            remedy = "save a copy without a password and add that"
            raise Unreadable(source, "encrypted", remedy) from error
        raise Unreadable(source, "damaged", "print it to PDF anew and add that") from error


def _raw() -> Pdfium:
    """Give PDFium's own functions."""
    from pypdfium2 import raw

    return raw


def _lines(document: Pdfium, number: int) -> list[_Line]:
    """Give a page's lines in PDFium's order."""
    import pypdfium2

    raw = _raw()
    try:
        page = document[number]
        layer = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []  # a broken page among good ones: nothing on it can be read
    count = raw.FPDFText_CountChars(layer.raw)
    codes = [raw.FPDFText_GetUnicode(layer.raw, index) for index in range(count)]
    words = "".join(_character(code) for code in codes)
    found = []
    for match in re.finditer(r"[^\r\n]+", words):
        trimmed = match[0].strip()
        if trimmed.strip(_HYPHENS + "\ufffd"):
            offset = match.start() + match[0].index(trimmed[0])
            found.append(_line(layer, number, trimmed, offset))
    layer.close()
    page.close()
    return found


def _character(code: int) -> str:
    if code in (0xFFFE, 0x2):
        return "\ufffe"
    character = "\ufffd" if code > sys.maxunicode else chr(code)
    if "\ud800" <= character <= "\udfff":  # half of a pair
        character = "\ufffd"
    if character in _PRIVATE_BULLETS:
        return "•"
    return " " if _UNSHOWN.match(character) else character


def _line(layer: Pdfium, number: int, words: str, offset: int) -> _Line:
    import pypdfium2

    raw = _raw()
    last = offset + len(words) - 1
    boxes = []
    for index in (offset, last):
        try:
            boxes.append(layer.get_charbox(index))
        except pypdfium2.PdfiumError:  # a character that PDFium made has no box
            boxes.append((0.0, 0.0, 0.0, 0.0))
    sample = range(offset, last + 1, max(1, len(words) // 8))
    shown = [index for index in sample if not words[index - offset].isspace()]
    sizes = sorted(_size(layer, index) for index in shown)
    bold = all(raw.FPDFText_GetFontWeight(layer.raw, index) >= _BOLD for index in shown)
    return _Line(
        page=number,
        words=words,
        offset=offset,
        left=boxes[0][0],
        right=boxes[1][2],
        bottom=boxes[0][1],
        size=round(sizes[len(sizes) // 2], 1),
        bold=bold,
    )


def _size(layer: Pdfium, index: int) -> float:
    """Give a character's size on the page: its font's, scaled by the matrix it is drawn with."""
    from ctypes import byref

    raw = _raw()
    size = float(raw.FPDFText_GetFontSize(layer.raw, index))
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(layer.raw, index, byref(matrix)):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        return size * scale if scale else size
    return size


def _mark_running(pages: list[list[_Line]]) -> list[_Line]:
    """Give all lines, those that run over the pages marked."""
    keys: Counter[str] = Counter()
    for page in pages:
        keys.update({_key(line) for line in [*page[:_EDGE], *page[-_EDGE:]]})
    enough = max(_FEWEST_PAGES, _RUNNING_SHARE * len(pages))
    marked = []
    for page in pages:
        for number, line in enumerate(page):
            edge = number < _EDGE or number >= len(page) - _EDGE
            chrome = ""
            if edge and len(pages) > 1 and _PAGE_NUMBER.fullmatch(line.words):
                chrome = "page number"
            elif edge and keys[_key(line)] >= (_FEWEST_PAGES if _numbered(line) else enough):
                chrome = "running head"
            marked.append(replace(line, chrome=chrome) if chrome else line)
    return marked


def _key(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.words.casefold())


def _numbered(line: _Line) -> bool:
    """Say whether a line begins or ends with a number, as heads with the page's do."""
    return line.words[0].isdigit() or line.words[-1].isdigit()


def _blocks(assembly: Assembly, lines: list[_Line]) -> None:
    """Add the lines to the text as headings, items and paragraphs."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.words)
    body = max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0
    larger = sorted((size for size in sizes if size >= body * _LARGER), reverse=True)
    widths = {page: _column(lines, page) for page in {line.page for line in lines}}
    margins: list[float] = []
    last: _Line | None = None
    for group in _grouped(lines, body, widths):
        first = group[0]
        level = _heading(group, body, larger)
        marker = find_marker(first.words, 0, len(first.words))
        form = Form.HEADING if level else Form.ITEM if marker else Form.PARAGRAPH
        if form is Form.ITEM:
            margins = [left for left in margins if left < first.left - first.size / 2]
            margins.append(first.left)
            level = len(margins) - 1
        elif last is not None:
            margins = []
        skipped = 0
        if marker:
            skipped = len(marker.text)
            skipped += len(first.words[skipped:]) - len(first.words[skipped:].lstrip())
        assembly.space(form)
        if marker:
            assembly.add(first.words[:skipped], first.page, first.offset)
        start = assembly.length
        _join(assembly, group, skipped)
        assembly.close(start, form, level, marker.text if marker else "")
        last = group[-1]


def _column(lines: list[_Line], page: int) -> float:
    """Give the width that a page's full lines have."""
    widths = sorted(line.right - line.left for line in lines if line.page == page)
    return widths[int(len(widths) * 0.9)] if widths else 0.0


def _heading(group: list[_Line], body: float, larger: list[float]) -> int:
    """Give a group's level as a heading, 0 if it is none."""
    words = " ".join(line.words for line in group)
    if len(words) > _LONGEST_HEADING or not any(map(str.isalpha, words)):
        return 0
    if group[0].size >= body * _LARGER and group[0].size in larger:
        return min(larger.index(group[0].size) + 1, _LEVELS)
    if all(line.bold for line in group) and not words.endswith((".", ":", ",", ";")):
        return min(len(larger), _LEVELS) + 1
    return 0


def _grouped(lines: list[_Line], body: float, widths: dict[int, float]) -> Iterator[list[_Line]]:
    """Yield the lines that belong together."""
    group: list[_Line] = []
    for line in lines:
        if group and not _goes_on(group[-1], line, body, widths[group[-1].page]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(last: _Line, line: _Line, body: float, width: float) -> bool:
    """Say whether `line` is of the same heading, item or paragraph as the line before it."""
    if abs(last.size - line.size) > _SAME_SIZE * body:
        return False
    if find_marker(line.words, 0, len(line.words)):
        return False
    begins_small = line.words[0].islower() or line.words[0].isdigit()
    ended = last.words.endswith((".", "!", "?", ":", "…", ".”", '."'))
    drop = last.bottom - line.bottom
    if last.page != line.page or not -last.size <= drop <= _LEADING * max(last.size, 1.0):
        return not ended and begins_small
    if last.right - last.left < _FULL * width:
        heading = last.size > body * _LARGER or (last.bold and line.bold)
        return not ended and (begins_small or heading)
    return not (ended and line.left > last.left + line.size)


def _join(assembly: Assembly, group: list[_Line], skipped: int) -> None:
    """Add the lines of a group, hyphens at their ends undone.

    PDFium puts U+FFFE for a hyphen that it takes to end a line, and goes on with the next.
    """
    for number, line in enumerate(group):
        start = 0 if number else skipped
        following = group[number + 1].words if number + 1 < len(group) else ""
        pieces = [*_LINE_HYPHEN.split(line.words[start:])]
        offset = line.offset + start
        for piece, after in zip(pieces, [*pieces[1:], following], strict=True):
            last = after is following and piece is pieces[-1]
            hyphen = _broken(piece, last=last)
            undone = hyphen and after[:1].islower()
            words = piece[:-1] if hyphen and last and undone else piece
            assembly.add(words, line.page, offset)
            offset += len(piece)
            if not last:
                if not undone:
                    assembly.add("-", line.page, offset)
                offset += 1
            elif following and not undone:
                assembly.add(" ")


def _broken(piece: str, *, last: bool) -> bool:
    """Say whether a word was broken after `piece`; the last of a line has its hyphen still."""
    if not last:
        return piece[-1:].isalpha()
    return len(piece) > 1 and piece[-1] in _HYPHENS and piece[-2].isalpha()
