"""Builds the sample's .docx and .pdf from their readable sources, and its manifest.

Start reading at `build`. The same sources and package versions give the same bytes:
dates and identifiers are fixed, and nothing is compressed (zlib's output differs between builds).

    python benchmarks/make_sample.py
"""

import argparse
import datetime as dt
import hashlib
import importlib.util
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import docx
import lxml.html
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLE: Final = ROOT / "corpus" / "sample"
SOURCES: Final = ROOT / "benchmarks" / "sample_sources"

# The versions that made the committed files; others may write other bytes.
MADE_WITH: Final = {"font-source-sans-pro": "0.0.1", "python-docx": "1.2.0", "reportlab": "5.1.0"}

EPOCH: Final = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)  # any fixed date will do
CLAUSE: Final = re.compile(r"(\([a-z]\)) (.*)", re.DOTALL)
WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the sample. A file with a `running` header is built from a source."""

    file: str
    title: str
    language: str
    form: str
    translation_of: str | None = None
    note: str = ""
    running: str | None = None


CARELESS: Final = (
    "A careless, machine-like translation, on purpose, as it happens in real collections. "
    "Faults: 'referral' is rendered as 'referencja' (a letter of recommendation) and 'record' as "
    "'nagranie' (a sound recording); the sentence 'Give the client a copy and keep one in the "
    "file.' is missing; 'Do not close without checking for danger' has lost its 'not'. Do not "
    "use it as advice."
)

CATALOGUE: Final = (
    Entry(
        "anger-threats-and-danger.docx",
        "Anger, threats and danger to life",
        "en",
        "working instructions with a table",
        note="Covers violence at home disclosed by a client, and risk of suicide.",
        running="Working instructions · Staff who meet the public",
    ),
    Entry(
        "code-of-practice.docx",
        "Code of practice on professional relationships",
        "en",
        "policy with numbered clauses",
        note=(
            "Differs on purpose: no self-disclosure at all (talking-about-yourself allows it when "
            "brief), no texting (messaging-and-social-media allows reminders), food to share may "
            "be accepted (gifts-policy: never), a plain no at once (one reply in "
            "mistaken-empathy-answers lets a vague remark pass)."
        ),
        running="Kestrel Row Centre · Code of practice",
    ),
    Entry(
        "confidentiality-leaflet.pdf",
        "Private, but not secret",
        "en",
        "leaflet",
        running="Private, but not secret · Leaflet for new staff",
    ),
    Entry(
        "confidentiality-leaflet.pl.pdf",
        "Poufne, ale nie tajne",
        "pl",
        "leaflet",
        translation_of="confidentiality-leaflet.pdf",
        note="A good translation.",
        running="Poufne, ale nie tajne · Ulotka dla nowych pracowników",
    ),
    Entry("ending-well.txt", "Ending well", "en", "checklist with questions and answers"),
    Entry(
        "ending-well.pl.txt",
        "Dobrze kończyć",
        "pl",
        "checklist with questions and answers",
        translation_of="ending-well.txt",
        note=CARELESS,
    ),
    Entry(
        "gifts-policy.docx",
        "Policy on gifts, hospitality and bequests",
        "en",
        "policy with numbered clauses and a table",
        note="Differs on purpose from small-gifts-article: nothing may be accepted.",
        running="Brackenhall Family Support · Policy on gifts",
    ),
    Entry(
        "lone-working-policy.pdf",
        "Home visits, lone working and working from home",
        "en",
        "policy with numbered clauses",
        running="Alder Quay Outreach · Lone working policy",
    ),
    Entry(
        "messaging-and-social-media.md",
        "Messages, friend requests and searches: a table for the team room",
        "en",
        "table with notes",
        note="Differs on purpose from code-of-practice: reminders by text are recommended.",
    ),
    Entry(
        "mistaken-empathy-answers.html",
        "A client thinks my kindness is romantic interest. What should I do?",
        "en",
        "question with contributed replies",
        note=(
            "With site chrome. The replies differ on purpose on whether to raise a vague remark. "
            "The site and its contributors are invented."
        ),
    ),
    Entry(
        "over-sharing-nine-steps.md",
        "When clients tell you more than your role can hold: nine steps",
        "en",
        "numbered advice with explanations",
    ),
    Entry(
        "over-sharing-nine-steps.pl.md",
        "Gdy klienci mówią więcej, niż mieści się w Twojej roli: dziewięć kroków",
        "pl",
        "numbered advice with explanations",
        translation_of="over-sharing-nine-steps.md",
        note="A good translation.",
    ),
    Entry(
        "record-keeping-checklist.md",
        "Records that you could show to anyone: a checklist",
        "en",
        "checklist",
    ),
    Entry(
        "small-gifts-article.html",
        "The jar of plum jam: thinking about small gifts",
        "en",
        "article",
        note="Differs on purpose from gifts-policy: small tokens are accepted under conditions.",
    ),
    Entry(
        "talking-about-yourself.txt",
        "Talking about yourself: problems of your own and the people you support",
        "en",
        "article",
        note="Headings without markup. Differs on purpose from code-of-practice.",
    ),
    Entry(
        "when-you-already-know-each-other.md",
        "When you already know each other: dual relationships",
        "en",
        "article",
        note="Leaves a client's wedding to judgement; code-of-practice leaves little to taste.",
    ),
    Entry(
        "worried-about-a-colleague.html",
        "Worried about a colleague: questions and answers",
        "en",
        "questions and answers",
        note="A chapter of an invented handbook, with its navigation.",
    ),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a source: `kind` is heading, paragraph, item or table.

    `level` is a heading's; `label` an item's "1.", "(a)" or "•"; `rows` are a table's cells.
    """

    kind: str
    runs: tuple[tuple[str, str], ...] = ()
    level: int = 0
    label: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def read_blocks(markdown: str) -> list[Block]:
    """Read the subset of Markdown that the sources use."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return [block for node in SyntaxTreeNode(tokens).children for block in _blocks(node)]


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    match node.type:
        case "heading":
            yield Block("heading", _runs(node), level=int(node.tag[1:]))
        case "paragraph":
            yield Block("paragraph", _runs(node))
        case "bullet_list":
            yield from (_bullet(_runs(item)) for item in node.children)
        case "ordered_list":
            for number, item in enumerate(node.children, start=1):
                yield Block("item", _runs(item), label=f"{number}.")
        case "table":
            rows = [row for part in node.children for row in part.children]
            yield Block("table", rows=tuple(tuple(_text(cell) for cell in row) for row in rows))
        case _:
            raise ValueError(f"{node.type}: the sources don't use this; teach `_blocks` to read it")


def _bullet(runs: tuple[tuple[str, str], ...]) -> Block:
    clause = CLAUSE.fullmatch(runs[0][0])
    if clause is None:
        return Block("item", runs, label="•")
    return Block("item", ((clause[2], runs[0][1]), *runs[1:]), label=clause[1])


def _runs(node: SyntaxTreeNode) -> tuple[tuple[str, str], ...]:
    """Return (text, style) pairs in order; style is "", "bold" or "italic"."""
    styles = {"strong": "bold", "em": "italic"}
    return tuple(
        (" " if leaf.type == "softbreak" else leaf.content, styles.get(leaf.parent.type, ""))
        for leaf in node.walk()
        if leaf.type == "softbreak" or (leaf.type == "text" and leaf.content)
    )


def _text(node: SyntaxTreeNode) -> str:
    return "".join(text for text, _ in _runs(node))


def make_docx(entry: Entry, blocks: list[Block]) -> bytes:
    """Build a Word document with heading and list styles, real tables, header and footer."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = entry.title, "", entry.language
    properties.comments = ""
    properties.created = properties.modified = EPOCH
    _drop_unused_parts(document)
    section = document.sections[0]
    section.header.paragraphs[0].text = entry.running
    _add_page_number(section.footer.paragraphs[0])
    for position, block in enumerate(blocks):
        if block.kind == "table":
            _add_table(document, block)
            continue
        paragraph = document.add_paragraph(style=_docx_style(block, position))
        if block.label.startswith("("):
            paragraph.add_run(f"{block.label}\t")
        for text, style in block.runs:
            run = paragraph.add_run(text)
            run.bold = True if style == "bold" else None
            run.italic = True if style == "italic" else None
    written = io.BytesIO()
    document.save(written)
    return _with_fixed_dates(written)


def _docx_style(block: Block, position: int) -> str:
    if block.kind == "heading":
        return "Title" if block.level == 1 else f"Heading {block.level - 1}"
    if block.kind == "item":
        return {"•": "List Bullet"}.get(
            block.label, "List 2" if block.label.startswith("(") else "List Number"
        )
    return "Subtitle" if position == 1 else "Normal"


def _drop_unused_parts(document: Any) -> None:  # noqa: ANN401 - python-docx has no public types
    """Leave out most of the template: .8 MB of styles for tables, twice, and its thumbnail."""
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in {"Normal Table", "Table Grid"}:
            style.delete()
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del relations[key]


def _add_page_number(paragraph: Any) -> None:  # noqa: ANN401 - see above
    paragraph.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx offers no fields


def _add_table(document: Any, block: Block) -> None:  # noqa: ANN401 - see above
    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
    for row_number, row in enumerate(block.rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = True if row_number == 0 else None


def _with_fixed_dates(written: io.BytesIO) -> bytes:
    """Write the archive again, in the same order, with one date and without compression."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            info.create_system = 0
            target.writestr(info, source.read(name))
    return fixed.getvalue()


def make_pdf(entry: Entry, blocks: list[Block]) -> bytes:
    """Build an A4 document with a running header and "page of pages" in the footer."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = _pdf_styles()
    story = [
        Paragraph(
            "".join(
                {"bold": "<b>{}</b>", "italic": "<i>{}</i>"}.get(style, "{}").format(escape(text))
                for text, style in block.runs
            ),
            styles[_pdf_style(block, position)],
            bulletText=block.label or None,
        )
        for position, block in enumerate(blocks)
    ]
    written = io.BytesIO()
    SimpleDocTemplate(
        written,
        pagesize=A4,
        topMargin=26 * mm,
        bottomMargin=24 * mm,
        leftMargin=24 * mm,
        rightMargin=24 * mm,
        title=entry.title,
        lang=entry.language,
        invariant=1,
        pageCompression=0,
    ).build(story, canvasmaker=_numbered_canvas(entry))
    return written.getvalue()


def _pdf_style(block: Block, position: int) -> str:
    if block.kind == "heading":
        return f"heading{block.level}"
    return "subtitle" if block.kind == "paragraph" and position == 1 else block.kind


def _pdf_styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    # The package is found without importing it: its __init__ needs setuptools' pkg_resources.
    package = importlib.util.find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("font-source-sans-pro: needed for the PDFs; pip install it")
    files = Path(package.origin).parent / "files"
    faces = {"Sans": "Regular", "Sans-B": "Bold", "Sans-I": "It", "Sans-BI": "BoldIt"}
    for name, file in faces.items():
        pdfmetrics.registerFont(TTFont(name, files / f"SourceSansPro-{file}.ttf"))
    pdfmetrics.registerFontFamily(
        "Sans", normal="Sans", bold="Sans-B", italic="Sans-I", boldItalic="Sans-BI"
    )
    body = ParagraphStyle(
        "paragraph", fontName="Sans", bulletFontName="Sans", fontSize=11, leading=15, spaceAfter=6
    )
    return {
        "paragraph": body,
        "subtitle": ParagraphStyle("subtitle", body, fontName="Sans-I", spaceAfter=12),
        "item": ParagraphStyle("item", body, leftIndent=24, bulletIndent=4, spaceAfter=3),
        "heading1": ParagraphStyle(
            "heading1", body, fontName="Sans-B", fontSize=20, leading=25, spaceAfter=4
        ),
        "heading2": ParagraphStyle(
            "heading2",
            body,
            fontName="Sans-B",
            fontSize=13,
            leading=17,
            spaceBefore=10,
            spaceAfter=4,
            keepWithNext=1,
        ),
    }


def _numbered_canvas(entry: Entry) -> Callable[..., Any]:
    """Return a canvas class that knows the number of pages before it writes the first footer."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    page, of = {"en": ("Page", "of"), "pl": ("Strona", "z")}[entry.language]
    width, height = A4

    class NumberedCanvas(Canvas):  # type: ignore[misc]
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)
            self.pages: list[dict[str, object]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self.pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self.pages, start=1):
                self.__dict__.update(state)
                self.setFont("Sans", 9)
                self.drawString(74, height - 45, entry.running or "")
                self.drawRightString(width - 74, 40, f"{page} {number} {of} {len(self.pages)}")
                super().showPage()
            super().save()

    return NumberedCanvas


def count_words(entry: Entry, sample: Path) -> int:
    """Count the words of the guidance: a built file's by its source, a page's inside <article>."""
    if entry.running is not None:
        blocks = read_blocks(source_of(entry).read_text(encoding="utf-8"))
        texts = [text for block in blocks for text, _ in block.runs]
        texts += [cell for block in blocks for row in block.rows for cell in row]
        return len(WORD.findall(" ".join(texts)))
    text = (sample / "guidance" / entry.file).read_text(encoding="utf-8")
    if entry.file.endswith(".html"):
        (article,) = lxml.html.document_fromstring(text).xpath("//article")
        text = " ".join(article.itertext())
    return len(WORD.findall(text))


def source_of(entry: Entry) -> Path:
    """Return where the readable source of a built file lies."""
    return SOURCES / f"{Path(entry.file).with_suffix('.md')}"


def build(sample: Path) -> None:
    """Write the built files below `sample`, then the manifest over all files of the guidance."""
    makers = {".docx": make_docx, ".pdf": make_pdf}
    manifest = []
    for entry in CATALOGUE:
        path = sample / "guidance" / entry.file
        if entry.running is not None:
            blocks = read_blocks(source_of(entry).read_text(encoding="utf-8"))
            path.write_bytes(makers[path.suffix](entry, blocks))
        manifest.append(
            {
                "file": entry.file,
                "title": entry.title,
                "language": entry.language,
                "form": entry.form,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "words": count_words(entry, sample),
                "translation_of": entry.translation_of,
                "note": entry.note or None,
            }
        )
    (sample / "MANIFEST.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n"
    )


def main() -> int:
    """Build the sample in its place, or in another folder that holds a copy of it."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("sample", nargs="?", type=Path, default=SAMPLE)
    build(parser.parse_args().sample)
    return 0


if __name__ == "__main__":
    sys.exit(main())
