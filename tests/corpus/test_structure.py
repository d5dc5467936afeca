"""Plain text that has lost its markup, as people paste it: what its lines are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.document import parse
from corpus.records import Form, SectionRole

if TYPE_CHECKING:
    from corpus.records import Document

LONG = (
    "Ring the doorbell, say who you are and wait until you are asked in, whatever the weather is."
)
LONGER = LONG + " Nobody likes to be surprised in the bath, and a call costs nothing at all."


def read(*lines: str) -> Document:
    return parse("page.txt", "\n".join(lines).encode())


def forms(document: Document) -> list[str]:
    """Give each passage as "form level-or-marker", chrome with its reason."""
    return [p.chrome or f"{p.form.value} {p.marker}".strip() for p in document.passages]


CASES = {
    "a short line before a paragraph is a heading": (
        ["Home visits", LONG, "When it rains", LONGER],
        ["heading", "paragraph", "heading", "paragraph"],
    ),
    "a short sentence is no heading": (
        ["Home visits", LONG, "That is all.", LONGER],
        ["heading", "paragraph", "paragraph", "paragraph"],
    ),
    "lines wrapped at one width are one paragraph": (
        [
            "Home visits",
            "",
            "Ring the doorbell, say who you are and wait until you are",
            "asked in. Nobody likes to be surprised in the bath, and a",
            "Call costs nothing.",
            "",
            "Keep notes of what was said, and show them to the person if",
            "asked.",
        ],
        ["heading", "paragraph", "paragraph"],
    ),
    "a numbered list with a paragraph inside of an item": (
        [LONG[:-1] + ":", "1. Ring first.", "It shows respect.", "2. Be on time.", "3. Leave."],
        ["paragraph", "item 1.", "paragraph", "item 2.", "item 3."],
    ),
    "what follows a list is not of its last item": (
        ["1. Ring first.", "2. Be on time.", LONGER],
        ["item 1.", "item 2.", "paragraph"],
    ),
    "letters count only in a row": (
        ["a) Ring first.", "b) Be on time.", "A. Smith wrote this down in the year of the flood."],
        ["item a)", "item b)", "paragraph"],
    ),
    "legal clauses": (
        ["3.1 The worker rings first.", "3.1(a) The bell is used.", "3.1(b) The door is not."],
        ["item 3.1", "item 3.1(a)", "item 3.1(b)"],
    ),
    "a decimal number begins no item": (
        ["3.5 million people were visited last year, and most of them liked it a lot."],
        ["paragraph"],
    ),
    "a checklist": (
        ["Before you go", "[ ] Ring first", "[x] Pack the forms", "☐ Lock the office"],
        ["heading", "item [ ]", "item [x]", "item ☐"],
    ),
    "bullets of pages and of word processors": (
        ["• Ring first", "· Be on time", "► Leave early", "– Say thanks"],
        ["item •", "item ·", "item ►", "item –"],
    ),
    "a table with tabs": (
        ["Risk\tAction", "Fall\tHold the rail", "Fire\tLeave the house"],
        ["row", "row", "row"],
    ),
    "a table with pipes": (
        ["| Risk | Action |", "|---|---|", "| Fall | Hold the rail |"],
        ["row", "rule", "row"],
    ),
    "an underlined heading": (
        ["Home visits", "===========", "", LONG],
        ["heading", "rule", "paragraph"],
    ),
    "numbered headings": (
        ["1. Home visits", LONG, "1.1 In the rain", LONGER],
        ["heading 1.", "paragraph", "heading 1.1", "paragraph"],
    ),
    "questions and answers with letters": (
        ["Q: May I come late?", "A: No. " + LONG, "Q: May I come early?", "A: Yes."],
        ["heading Q:", "paragraph A:", "heading Q:", "paragraph A:"],
    ),
    "many questions in a row are a list of questions": (
        ["Is it safe here?", "Is it warm here?", "Is anybody at home?", LONG],
        ["paragraph", "paragraph", "paragraph", "paragraph"],
    ),
    "short texts between lone dashes are items": (
        ["Pack these things", "-", "A torch.", "-", "A map of the area.", "-", "Water."],
        ["heading", "item -", "item -", "item -"],
    ),
    "a quoted paragraph": ([LONG, "“Be kind to everybody you meet.”"], ["paragraph", "quotation"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_lines_of_plain_text(name: str) -> None:
    lines, expected = CASES[name]
    assert forms(read(*lines)) == expected


def test_a_question_heads_contributed_answers() -> None:
    document = read("May I come late?", "-", LONG, "", "And ring first.", "-", LONGER)
    answers = [s for s in document.sections if s.role is SectionRole.ANSWER]
    assert [document.sections[a.parent].role for a in answers] == [SectionRole.QUESTION] * 2
    assert [p.section for p in document.passages] == [1, 2, 2, 3]


def test_a_paragraph_between_two_items_belongs_to_the_first() -> None:
    document = read("1. Ring first.", 'Say "It is me."', "2. Be on time.")
    assert [p.parent for p in document.passages] == [-1, 0, -1]


def test_bullets_under_a_number_belong_to_it() -> None:
    document = read("Do this:", "1. Ring first.", "- At the door", "- By telephone", "2. Leave.")
    assert [p.parent for p in document.passages] == [-1, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("- Ring first: it shows respect.", "Ring first"),
        ("- Ring first – it shows respect.", "Ring first"),
        ("1. Ring first. It shows respect.", "Ring first"),
        ("- **Ring first**: it shows respect.", "Ring first"),
        ("- Ring first.", None),
        ("- See https://example.org for more.", None),
        ("- Come at 10:30 or later.", None),
        ("- He said that it is not at all easy to see why they do: they just do.", None),
    ],
)
def test_an_item_has_the_title_before_its_explanation(item: str, title: str | None) -> None:
    document = read(item)
    (passage,) = document.passages
    assert (passage.title.of(document.text) if passage.title else None) == title


def test_the_title_is_the_first_heading_and_stands_above_the_others() -> None:
    document = read("Home visits", LONG, "In the rain", LONGER)
    assert document.title == "Home visits"
    assert document.passages[-1].heading_path == ("Home visits", "In the rain")


def test_headings_in_capitals_stand_above_those_in_small_letters() -> None:
    document = read("VISITS", LONG, "In the rain", LONGER, "CALLS", LONG[::-1], "At night", LONG)
    assert document.passages[-1].heading_path[-2:] == ("CALLS", "At night")


def test_a_file_without_headings_has_its_name_for_a_title() -> None:
    assert parse("rules/visits.txt", LONG.encode()).title == "visits"


def test_source_code_and_verse_make_no_headings() -> None:
    document = read("Roses are red,", "violets are blue,", "sugar is sweet,", "and so are you.")
    assert {p.form for p in document.passages} == {Form.PARAGRAPH}
