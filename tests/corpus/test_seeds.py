"""The four documents that the project starts from come out as a person reads them.

Each row is (what, line, first column, end column, detail): the program's own output, which was then
compared with the files by eye. Lines count from 1, columns from 0. The files are not ours to
publish, so no word of theirs stands here.
The detail of a heading or question is its level, of an item or answer its marker, of a continuation
the line of its item, of chrome the reason.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import pytest

from corpus.document import parse
from corpus.records import Form, SectionRole

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.records import Document, Passage, Span

EXPECTED = {
    "000_785937170babda1d.txt": (
        ("chrome", 1, 0, 4, "menu"),
        ("chrome", 3, 0, 12, "menu"),
        ("chrome", 5, 0, 10, "menu"),
        ("chrome", 6, 0, 6, "menu"),
        ("chrome", 8, 0, 88, "page title repeated below"),
        ("heading", 10, 0, 35, 1),
        ("item", 14, 3, 431, "1."),
        ("title", 14, 3, 44, ""),
        ("item", 16, 3, 292, "2."),
        ("title", 16, 3, 18, ""),
        ("item", 18, 3, 201, "3."),
        ("title", 18, 3, 24, ""),
        ("continuation", 20, 0, 173, "line 18"),
        ("wording", 20, 5, 106, ""),
        ("wording", 20, 112, 172, ""),
        ("item", 22, 3, 306, "4."),
        ("title", 22, 3, 20, ""),
        ("item", 24, 3, 237, "5."),
        ("title", 24, 3, 18, ""),
        ("item", 26, 3, 270, "6."),
        ("title", 26, 3, 15, ""),
        ("question", 28, 0, 108, 2),
        ("chrome", 32, 0, 100, "hashtags"),
    ),
    "001_8596eca51b17510d.txt": (
        ("heading", 1, 0, 48, 1),
        ("item", 3, 3, 390, "1."),
        ("title", 3, 3, 35, ""),
        ("item", 4, 3, 299, "2."),
        ("title", 4, 3, 19, ""),
        ("item", 5, 3, 236, "3."),
        ("title", 5, 3, 32, ""),
        ("continuation", 6, 0, 182, "line 5"),
        ("wording", 6, 10, 109, ""),
        ("wording", 6, 116, 180, ""),
        ("item", 7, 3, 319, "4."),
        ("title", 7, 3, 18, ""),
        ("item", 8, 3, 220, "5."),
        ("title", 8, 3, 14, ""),
        ("item", 9, 3, 317, "6."),
        ("title", 9, 3, 18, ""),
        ("question", 10, 0, 119, 2),
    ),
    "002_b0446426ef787d4d.txt": (
        ("question", 1, 0, 96, 1),
        ("item", 3, 2, 119, "-"),
        ("title", 3, 2, 22, ""),
        ("item", 4, 2, 93, "-"),
        ("title", 4, 2, 19, ""),
        ("item", 5, 2, 112, "-"),
        ("title", 5, 2, 18, ""),
        ("question", 6, 0, 48, 2),
        ("chrome", 7, 0, 96, "repeated block"),
        ("chrome", 8, 0, 177, "repeated block"),
        ("chrome", 9, 2, 119, "repeated block"),
        ("chrome", 10, 2, 93, "repeated block"),
        ("chrome", 11, 2, 112, "repeated block"),
        ("chrome", 12, 0, 48, "repeated block"),
        ("answer", 14, 0, 693, "-"),
        ("saying", 14, 1, 63, ""),
        ("attribution", 14, 67, 79, ""),
        ("answer", 16, 0, 361, "-"),
        ("answer", 18, 0, 338, "-"),
        ("wording", 18, 203, 337, ""),
        ("answer", 20, 0, 256, "-"),
        ("answer", 22, 0, 165, "-"),
    ),
    "003_89f0241b165bec2f.txt": (
        ("heading", 1, 0, 76, 1),
        ("heading", 3, 0, 55, 2),
        ("heading", 9, 0, 47, 2),
        ("heading", 16, 0, 60, 2),
        ("heading", 23, 0, 54, 2),
        ("wording", 28, 338, 405, ""),
        ("heading", 31, 0, 10, 2),
    ),
}

# (first answer's line, the question that it stands under, the question that heads both)
ANSWERS_UNDER = {"002_b0446426ef787d4d.txt": (14, 6, 1)}


def _read(shared: Path, name: str) -> Document:
    return parse(name, (shared / "seeds" / name).read_bytes())


def _rows(document: Document) -> list[tuple[str, int, int, int, object]]:
    starts = [0, *(at + 1 for at, c in enumerate(document.text) if c == "\n")]

    def at(span: Span) -> tuple[int, int, int]:
        line = bisect_right(starts, span.start)
        return line, span.start - starts[line - 1], span.end - starts[line - 1]

    rows: list[tuple[str, int, int, int, object]] = []
    for passage in document.passages:
        what, detail = _what(document, passage)
        if what == "continuation":
            detail = f"line {at(document.passages[passage.parent].span)[0]}"
        if what:
            rows.append((what, *at(passage.span), detail))
        if passage.title:
            rows.append(("title", *at(passage.title), ""))
        for quotation in passage.quotations:
            rows.append(("saying" if quotation.attribution else "wording", *at(quotation.span), ""))
            if quotation.attribution:
                rows.append(("attribution", *at(quotation.attribution), ""))
    return rows


def _what(document: Document, passage: Passage) -> tuple[str, object]:
    section = document.sections[passage.section]
    if passage.chrome:
        return "chrome", passage.chrome
    if passage.form is Form.HEADING:
        question = section.role is SectionRole.QUESTION
        return ("question" if question else "heading"), section.level
    if passage.form is Form.ITEM:
        return "item", passage.marker
    if passage.marker:
        assert section.role is SectionRole.ANSWER
        return "answer", passage.marker
    return ("continuation" if passage.parent >= 0 else ""), ""


@pytest.mark.parametrize("name", EXPECTED)
def test_a_seed_comes_out_as_a_person_reads_it(shared: Path, name: str) -> None:
    assert _rows(_read(shared, name)) == list(EXPECTED[name])


@pytest.mark.parametrize("name", EXPECTED)
def test_the_items_of_a_seed_belong_to_the_line_that_announces_them(
    shared: Path, name: str
) -> None:
    document = _read(shared, name)
    for passage in document.passages:
        if passage.form is Form.ITEM and not passage.chrome:
            assert document.passages[passage.parent].span.of(document.text).endswith(":")


@pytest.mark.parametrize("name", ANSWERS_UNDER)
def test_contributed_answers_stand_under_their_question(shared: Path, name: str) -> None:
    document = _read(shared, name)
    lines = document.text.split("\n")
    first, question, above = ANSWERS_UNDER[name]
    answer = next(p for p in document.passages if p.span.of(document.text) == lines[first - 1])
    assert answer.heading_path == (lines[above - 1], lines[question - 1])


@pytest.mark.parametrize("name", EXPECTED)
def test_a_seed_has_its_own_language(shared: Path, name: str) -> None:
    document = _read(shared, name)
    assert document.language == ("pl" if name.startswith("001") else "en")
    assert {p.language for p in document.passages} == {document.language}


def test_the_saying_ends_before_the_answer_begins(shared: Path) -> None:
    document = _read(shared, "002_b0446426ef787d4d.txt")
    answer = next(p for p in document.passages if p.quotations and p.quotations[0].attribution)
    assert answer.quotations[0].attribution is not None
    assert answer.sentences[0].end == answer.quotations[0].attribution.end


def test_a_wording_of_two_sentences_stays_in_one_piece(shared: Path) -> None:
    document = _read(shared, "002_b0446426ef787d4d.txt")
    (wording,) = [q for p in document.passages for q in p.quotations if not q.attribution]
    passage = next(p for p in document.passages if wording in p.quotations)
    assert passage.sentences[-1].start == wording.span.start - 1
    assert passage.sentences[-1].end == wording.span.end + 1
