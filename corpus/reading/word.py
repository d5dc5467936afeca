"""Reading a Word file (.docx). Start reading at `read`.

python-docx gives the file's parts, styles and properties; the words are taken from the paragraphs'
XML, since its `Paragraph.text` leaves out insertions, smart tags and content controls.
Origins count paragraphs in the order of the document, those of table cells included, and
characters as they stand in the paragraph (a tab or a line break is one).
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import Unreadable
from corpus.reading.assembly import Assembly
from corpus.records import Form, OriginUnit, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

Xml = Any  # an element, paragraph or document of lxml and python-docx, which have no types

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# A choice: eight times the default limit of a file. Small Word files were packed 1.4 to 24 times.
_EXPANDED_LIMIT: Final = 400_000_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "‑"}
# What stands in a paragraph but is not its text: deletions, properties, text boxes, drawings.
_NOT_TEXT: Final = frozenset(
    "del moveFrom pPr rPr txbxContent drawing pict object instrText fldData".split()
)
_STYLES: Final = (  # (beginning of a style's name, form, level)
    ("heading ", Form.HEADING, 0),
    ("title", Form.HEADING, 1),
    ("subtitle", Form.PARAGRAPH, 0),
    ("list", Form.ITEM, 0),
    ("quote", Form.QUOTATION, 0),
    ("intense quote", Form.QUOTATION, 0),
    ("html preformatted", Form.CODE, 0),
    ("toc", Form.PARAGRAPH, 0),
)
_BOLD_HEADING: Final = 100  # a paragraph all in bold, no longer than this, is a heading
_BOLD_LEVEL: Final = 6
_JUNK_TITLES: Final = ("word document", "document", "untitled", "microsoft word")


@dataclass(slots=True)
class _Walk:
    """The document, the text in the making, the paragraph's index and the lists' counters.

    `styled` says whether the file defines styles; python-docx would take its own in their place.
    """

    document: Xml
    assembly: Assembly
    styled: bool
    paragraph: int = -1
    counters: Counter[tuple[str, int]] = field(default_factory=Counter)
    title: str = ""


def read(source: str, data: bytes) -> Reading:
    """Read the paragraphs and tables of a .docx file in their order."""
    document = _open(source, data)
    styled = any(part.reltype.endswith("/styles") for part in document.part.rels.values())
    walk = _Walk(document, Assembly(OriginUnit.PARAGRAPH), styled)
    for element in _content(document.element.body):
        if element.tag == _W + "p":
            _read_paragraph(walk, element)
        else:
            _read_table(walk, element)
    text = walk.assembly.text()
    blocks = tuple(walk.assembly.blocks)
    structured = any(block.form in (Form.HEADING, Form.ITEM) for block in blocks)
    title = _property(document) or walk.title
    return Reading(
        text, title, MEDIA_TYPE, tuple(walk.assembly.origins), blocks if structured else None
    )


def _open(source: str, data: bytes) -> Xml:
    import docx

    damaged = Unreadable(source, "damaged", "open it in Word, save it anew and add that")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            expanded = sum(entry.file_size for entry in archive.infolist())
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
    except Exception as error:  # zipfile has five classes for what it cannot read
        raise damaged from error
    if locked:
        raise Unreadable(source, "encrypted", "save a copy without a password and add that")
    if expanded > _EXPANDED_LIMIT:
        reason = f"unpacks to {expanded / 1_000_000:.0f} MB"
        raise Unreadable(source, reason, "take out what is no text and add that")
    try:
        return docx.Document(BytesIO(data))
    except Exception as error:  # whatever lxml, zipfile and python-docx raise on broken parts
        raise damaged from error


def _content(body: Xml) -> Iterator[Any]:
    """Yield the paragraphs and tables in an element, those in content controls too."""
    for child in body.iterchildren():
        if child.tag in {_W + "p", _W + "tbl"}:
            yield child
        elif child.tag in {_W + "sdt", _W + "sdtContent", _W + "customXml", _W + "ins"}:
            yield from _content(child)


def _words(element: Xml) -> Iterator[str]:
    """Yield the text of a paragraph, without what Word does not show."""
    stack = [element]
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str):
            continue
        name = node.tag.removeprefix(_W) if node.tag.startswith(_W) else ""
        if name == "t":
            yield node.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name not in _NOT_TEXT and not node.tag.endswith("}Fallback"):
            stack.extend(reversed(node))


def _read_paragraph(walk: _Walk, element: Xml) -> None:
    walk.paragraph += 1
    words = "".join(_words(element))
    form, level, chrome = _form(walk, element, words)
    marker = ""
    if form is Form.ITEM:
        level, marker = _numbered(walk, element, level)
    if not words.strip():
        return
    assembly = walk.assembly
    assembly.space(form)
    if marker:
        assembly.add(marker + " ")
    start = assembly.length
    assembly.add(words, walk.paragraph)
    assembly.close(start, form, level, marker, chrome)
    if form is Form.HEADING and not walk.title:
        walk.title = " ".join(words.split())


def _form(walk: _Walk, element: Xml, words: str) -> tuple[Form, int, str]:
    """Give a paragraph's form, level and reason to be chrome by its style and properties."""
    style = _style(walk, element)
    seen = 0
    while style is not None and seen < len(_STYLES):
        name = (style.name or "").lower()
        for beginning, form, level in _STYLES:
            if name.startswith(beginning) and not name.startswith("list paragraph"):
                digits = name.removeprefix("heading ")
                known = int(digits[0]) if digits[:1].isdecimal() else level
                chrome = "table of contents" if beginning == "toc" else ""
                return form, known if form is Form.HEADING else 0, chrome
        style, seen = style.base_style, seen + 1
    outline = element.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and (depth := _depth(outline, 9)) < 9:  # noqa: PLR2004 - 9: body text
        return Form.HEADING, depth + 1, ""
    if _list(walk, element) is not None:
        return Form.ITEM, 0, ""
    plain = words.strip()
    runs = element.iterchildren(_W + "r")
    bold = [_bold(run) for run in runs if "".join(_words(run)).strip()]
    short = 0 < len(plain) <= _BOLD_HEADING and not plain.endswith((".", ":", ",", ";", "!"))
    if bold and all(bold) and short:
        return Form.HEADING, _BOLD_LEVEL, ""
    return Form.PARAGRAPH, 0, ""


def _bold(run: Xml) -> bool:
    """Say whether a run is set in bold by itself, not by a style."""
    mark = run.find(f"{_W}rPr/{_W}b")
    return mark is not None and mark.get(_W + "val", "1") in {"1", "true", "on"}


def _style(walk: _Walk, element: Xml) -> Xml:
    """Give a paragraph's own style, None if the file has none."""
    from docx.text.paragraph import Paragraph

    return Paragraph(element, walk.document.part).style if walk.styled else None


def _list(walk: _Walk, element: Xml) -> tuple[str, int] | None:
    """Give the list (its number in the file) and the depth of a paragraph, None if in no list."""
    places = [element.find(f"{_W}pPr/{_W}numPr")]
    style = _style(walk, element)
    if style is not None:
        places.append(style.element.find(f"{_W}pPr/{_W}numPr"))
    for numbering in places:
        number = numbering.find(_W + "numId") if numbering is not None else None
        if number is None:
            continue
        depth = numbering.find(_W + "ilvl")
        level = _depth(depth, 0) if depth is not None else 0
        name = number.get(_W + "val", "0")
        return (name, level) if name != "0" else None
    return None


def _depth(element: Xml, default: int) -> int:
    """Give an element's value as a depth of at most 9, `default` if it is none."""
    written = element.get(_W + "val", "")
    return min(int(written), 9) if re.fullmatch("[0-9]{1,4}", written) else default


def _numbered(walk: _Walk, element: Xml, level: int) -> tuple[int, str]:
    """Give an item's depth and marker, and count it."""
    found = _list(walk, element)
    if found is None:
        style = _style(walk, element)
        last = (style.name or "")[-1:] if style is not None else ""
        return (int(last) - 1 if last.isdecimal() else level), "-"
    number, depth = found
    for key in [key for key in walk.counters if key[0] == number and key[1] > depth]:
        del walk.counters[key]
    walk.counters[found] += 1
    return depth, _marker(walk.document, found, walk.counters[found])


def _marker(document: Xml, place: tuple[str, int], count: int) -> str:
    """Give the marker that the file's numbering definitions ask for."""
    number, depth = place
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return "-"
    for one in numbering.iterfind(_W + "num"):
        if one.get(_W + "numId") != number:
            continue
        abstract = one.find(_W + "abstractNumId")
        wanted = abstract.get(_W + "val") if abstract is not None else ""
        for definition in numbering.iterfind(_W + "abstractNum"):
            if definition.get(_W + "abstractNumId") == wanted:
                for level in definition.iterfind(_W + "lvl"):
                    style = level.find(_W + "numFmt")
                    if level.get(_W + "ilvl") == str(depth) and style is not None:
                        return _counted(style.get(_W + "val", ""), count)
    return "-"


def _counted(style: str, count: int) -> str:
    if style in {"bullet", "none", ""}:
        return "-"
    letters = "abcdefghijklmnopqrstuvwxyz"
    if style.endswith("Letter") and count <= len(letters):
        letter = letters[count - 1]
        return (letter.upper() if style.startswith("upper") else letter) + ")"
    return f"{count}."


def _read_table(walk: _Walk, table: Xml) -> None:
    """Read a table: a row is one block, its cells set apart by tabs; one column is no table."""
    rows = [
        [cell for cell in row.iter(_W + "tc") if _row_of(cell) is row]
        for row in table.iterchildren(_W + "tr")
    ]
    if all(len(row) <= 1 for row in rows):
        for row in rows:
            for cell in row:
                for element in _content(cell):
                    (_read_paragraph if element.tag == _W + "p" else _read_table)(walk, element)
        return
    assembly = walk.assembly
    for row in rows:
        assembly.space(Form.ROW)
        start = assembly.length
        for cell in row:
            separator = "\t"
            for paragraph in cell.iter(_W + "p"):
                walk.paragraph += 1
                words = "".join(_words(paragraph))
                if words.strip():
                    if assembly.length > start:
                        assembly.add(separator)
                    assembly.add(words, walk.paragraph)
                    separator = "\n"
        assembly.close(start, Form.ROW)


def _row_of(cell: Xml) -> Xml:
    """Give the row that a cell stands in, through any content control."""
    parent = cell.getparent()
    while parent is not None and parent.tag != _W + "tr":
        parent = parent.getparent()
    return parent


def _property(document: Xml) -> str:
    """Give the title of the file's properties unless it is a program's default."""
    try:
        title = str(document.core_properties.title or "")
    except (KeyError, ValueError, AttributeError):
        return ""
    title = " ".join(title.split())
    return "" if title.lower().startswith(_JUNK_TITLES) else title
