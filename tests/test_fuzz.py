"""Whatever a file or a text holds, it is read, split and judged, or refused in words."""

# ruff: noqa: E501 - the tables of pieces

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from answer.errors import LibraryError
from answer.questions import read_questions
from answer.texts import read_documents
from corpus import apart, jsonform
from corpus.alphabets import readings
from corpus.decoding import decode
from corpus.document import parse
from corpus.errors import Unreadable
from corpus.language import detect
from corpus.markers import find_marker
from corpus.quotations import find_quotations
from corpus.records import Block, Form, Span
from corpus.sentences import split_sentences
from corpus.splitting import split
from corpus.structure import find_blocks
from kg import extraction, kinds
from tests.corpus import hostile
from tests.corpus.test_invariants import check, texts

if TYPE_CHECKING:
    from pathlib import Path

some = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
LIMITS = apart.Limits(cpu=20, wall=120, memory=1_500_000_000)
LANGUAGES = st.sampled_from(["en", "pl", "de", "fr", "es", "ja", "und"])

WORD_PIECES = (
    "<w:p>", "</w:p>", "<w:r><w:t>Ring first.</w:t></w:r>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>",
    "<w:tc>", "</w:tc>", "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", "<w:br/>", "<w:tab/>",
    '<w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    '<w:pPr><w:outlineLvl w:val=""/></w:pPr>', '<w:pPr><w:outlineLvl w:val="-3"/></w:pPr>',
    '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>', "<w:ins>", "</w:ins>", "<w:del>", "</w:del>",
    '<w:r><w:rPr><w:b w:val="maybe"/></w:rPr><w:t>x</w:t></w:r>', "<!-- x -->", "<?x y?>", "&amp;", "text", "<w:t>a</w:t>",
)  # fmt: skip
PDF_PIECES = (
    b"BT /R 12 Tf 50 700 Td (Ring first.) Tj ET\n", b"0 0 0 0 0 0 cm\n", b"q\n", b"Q\n", b"BT\n",
    b"/R -1 Tf\n", b"/R 1e30 Tf\n", b"1e30 -1e30 Td\n", b"(\\377\\376) Tj\n", b"[(a) -999999 (b)] TJ\n",
    b"<feff0041> Tj\n", b"0 Tz\n", b"7 Tr\n", b"ET\n", b"/X Do\n", b"BI /W 9 /H 9 ID x EI\n", b"T*\n",
    b"90 Tw 90 Tc\n", b"0 1 -1 0 50 50 Tm\n", b"(- a) Tj T* (1. b) Tj\n", b"/R 30 Tf (Big) Tj\n",
)  # fmt: skip


def outcome(name: str, data: bytes) -> None:
    """Read apart; what comes is a whole document, or a refusal that is none of the reader's own."""
    try:
        document = apart.parse(name, data, limits=LIMITS)
    except Unreadable as error:
        assert "breaks its reader" not in error.reason  # noqa: PT017 - a refusal is as good
        return
    check(document)


# -- parsers -----------------------------------------------------------------------------------


@some
@given(pieces=st.lists(st.sampled_from(WORD_PIECES), max_size=25))
@example(pieces=["<w:p>", WORD_PIECES[13], WORD_PIECES[2], "</w:p>"])
@example(pieces=["<w:p>", WORD_PIECES[14], WORD_PIECES[2], "</w:p>"])
@example(pieces=["<w:p>", WORD_PIECES[15], WORD_PIECES[2], "</w:p>"])
@example(pieces=["<w:p>", WORD_PIECES[21], WORD_PIECES[2], "</w:p>"])
def test_a_word_file_of_any_elements(pieces: list[str]) -> None:
    outcome("a.docx", hostile.word_file("".join(pieces)))


@some
@given(at=st.integers(0, 10_000), by=st.binary(min_size=1, max_size=8), part=st.integers(0, 9))
def test_a_word_file_with_some_bytes_changed(at: int, by: bytes, part: int) -> None:
    data = bytearray(hostile.READ["macros.docx"])
    if part == 0:  # the container itself
        at %= len(data)
        data[at : at + len(by)] = by
        outcome("a.docx", bytes(data))
        return
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bytes(data))) as old,
        zipfile.ZipFile(changed, "w") as new,
    ):
        for number, member in enumerate(old.namelist()):
            content = bytearray(old.read(member))
            if number == part % len(old.namelist()):
                at %= len(content)
                content[at : at + len(by)] = by
            new.writestr(member, bytes(content))
    outcome("a.docx", changed.getvalue())


@some
@given(pieces=st.lists(st.sampled_from(PDF_PIECES), max_size=25))
def test_a_pdf_of_any_operators(pieces: list[bytes]) -> None:
    outcome("a.pdf", hostile.page_of(hostile.stream(b"".join(pieces))))


@some
@given(at=st.integers(0, 10_000), by=st.binary(min_size=1, max_size=8))
def test_a_pdf_with_some_bytes_changed(at: int, by: bytes) -> None:
    data = bytearray(hostile.READ["a form in itself.pdf"])
    at %= len(data)
    data[at : at + len(by)] = by
    outcome("a.pdf", bytes(data))


@some
@given(text=texts, name=st.sampled_from(["a.html", "a.md", "a.txt"]))
def test_a_text_read_apart(name: str, text: str) -> None:
    outcome(name, text.encode(errors="replace"))


@some
@given(data=st.binary(max_size=200), markup=st.booleans())
def test_bytes_are_decoded_without_loss_or_refused(data: bytes, markup: bool) -> None:  # noqa: FBT001
    try:
        decoded = decode("a.txt", data, markup=markup)
    except Unreadable:
        return
    if "2022" not in decoded.charset and "hz" not in decoded.charset:  # shifts may be redundant
        assert data[decoded.skipped :].decode(decoded.charset) == decoded.text


@some
@given(data=st.binary(max_size=100))
def test_every_reading_of_bytes_is_one_in_its_charset(data: bytes) -> None:
    for text, charset in readings(data).items():
        assert data.decode(charset) == text


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def well_formed() -> dict[str, Any]:
    document = parse("a.md", b'# Visits\n\nSay "It is me." - Ann\n\n- **Ring**: before you come.\n')
    form: dict[str, Any] = json.loads(jsonform.dump(document))
    return form


@settings(some, max_examples=200)
@given(
    key=st.sampled_from(sorted(well_formed())),
    value=values,
    inner=st.none() | st.sampled_from(["span", "section", "parent", "heading_path", "sentences"]),
)
def test_json_of_another_process_is_a_document_or_refused(
    key: str, value: Any, inner: str | None
) -> None:
    form = well_formed()
    if inner is None:
        form[key] = value
    else:
        form["passages"][0][inner] = value
    try:
        document = jsonform.load(json.dumps(form).encode(), source="a.md", sha256="")
    except ValueError:
        return
    for passage in document.passages:
        assert 0 <= passage.span.start <= passage.span.end <= len(document.text)
        assert 0 <= passage.section < len(document.sections)
    jsonform.dump(document)


lines = st.lists(
    st.one_of(
        st.dictionaries(
            st.sampled_from(["_id", "id", "text", "title", "expect", "documents", "passages", "corpus"]),
            values | st.sampled_from(["answered", "not covered", "a"]),
        ).map(json.dumps),
        st.text(max_size=30),
        values.map(json.dumps),
    ),
    max_size=4,
).map("\n".join)  # fmt: skip


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
@some
@given(text=lines)
@example(text='{"text": "a", "expect": ["answered"]}')
@example(text='{"text": "a", "expect": "answered", "documents": 7}')
@example(text="[" * 100_000)
@example(text="question,expected\n" + "a" * 200_000 + ",b")
@example(text='question,expected\n"a\x00,b')
def test_a_file_of_texts_or_questions_is_read_or_refused(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8", errors="replace")
    for read in (read_documents, read_questions):
        try:
            read(path)
        except LibraryError as error:
            assert str(error).startswith(str(path))  # noqa: PT017 - a refusal is as good


# -- splitters ---------------------------------------------------------------------------------


def inside(spans: list[Span], text: str) -> bool:
    return all(0 <= span.start < span.end <= len(text) for span in spans)


@settings(some, max_examples=150)
@given(text=texts, language=LANGUAGES, cut=st.tuples(st.integers(0, 50), st.integers(0, 200)))
def test_sentences_cover_a_span_and_do_not_overlap(
    text: str, language: str, cut: tuple[int, int]
) -> None:
    span = Span(min(cut[0], len(text)), min(sum(cut), len(text)))
    quotations = find_quotations(text, span)
    found = split_sentences(text, span, language=language, quotations=quotations)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(span.start <= one.start < one.end <= span.end for one in found)
    said = "".join("".join(one.of(text).split()) for one in found)
    assert said == "".join(span.of(text).split())
    assert inside([one.span for one in quotations], text)


@settings(some, max_examples=150)
@given(text=texts)
def test_blocks_and_markers_stand_in_the_text(text: str) -> None:
    blocks = find_blocks(text)
    assert inside([block.span for block in blocks], text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(blocks))
    start = 0
    for line in text.split("\n"):
        marker = find_marker(text, start, start + len(line))
        assert marker is None or text.startswith(
            marker.text, start + len(line) - len(line.lstrip())
        )
        start += len(line) + 1


@some
@given(
    text=st.text(max_size=80),
    cuts=st.lists(st.integers(0, 80), max_size=8, unique=True),
    forms=st.lists(st.sampled_from(Form), min_size=8, max_size=8),
    levels=st.lists(st.integers(0, 9), min_size=8, max_size=8),
)
def test_any_blocks_are_split_into_sections_and_passages(
    text: str, cuts: list[int], forms: list[Form], levels: list[int]
) -> None:
    ends = sorted(cut for cut in cuts if cut <= len(text))
    pairs = [(a, b) for a, b in pairwise(ends) if text[a:b].strip()]
    blocks = tuple(
        Block(Span(a, b), form, level)
        for (a, b), form, level in zip(pairs, forms, levels, strict=False)
    )
    _, sections, passages = split(text, blocks)
    assert inside([passage.span for passage in passages], text)
    assert all(0 <= passage.section < len(sections) for passage in passages)


@some
@given(text=texts)
def test_a_language_is_a_code(text: str) -> None:
    assert detect(text).isalpha()


@some
@given(text=texts, name=st.sampled_from(["a.md", "a.txt"]))
def test_units_of_any_document_stand_in_it(name: str, text: str) -> None:
    try:
        document = parse(name, text.encode(errors="replace"))
    except Unreadable:
        return
    for unit in extraction.extract(document, "x", lambda _: None, kinds.shipped("")):  # type: ignore[arg-type, return-value]
        spans = [
            unit.span,
            unit.name,
            *filter(None, (unit.condition, unit.exception, unit.wording)),
        ]
        assert inside(spans, document.text)
        assert abs(sum(unit.probabilities) - 1) < 1e-3


# -- led by coverage ---------------------------------------------------------------------------


def test_ten_seconds_of_coverage_guided_fuzzing_find_nothing(root: Path, tmp_path: Path) -> None:
    if find_spec("atheris") is None:
        pytest.skip("another platform: atheris has no wheel for it")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.fuzz", "--seconds", "10", "--seed", "1"),
            *("--found", str(tmp_path), "--keep", str(tmp_path / "kept")),
        ],
        cwd=root,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(tmp_path.glob("crash-*")) == []
