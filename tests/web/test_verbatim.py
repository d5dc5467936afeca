"""Text of documents goes to the page unchanged, wherever marks are put."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.signs import without
from corpus.records import Span
from web.verbatim import Mark, marked, markup


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.hits, self.depth = "", "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        self.depth += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.hits += data if self.depth else ""


# Without carriage returns and nulls, which HTML itself does not carry.
texts = st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=40)


@given(texts, st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=4))
def test_marked_text_reads_back_as_it_was(text: str, ends: list[tuple[int, int]]) -> None:
    spans = [Span(min(pair), max(pair)) for pair in ends]
    reader = Reader()
    reader.feed(marked(text, Span(0, len(text)), [Mark(s, "hit", "mark") for s in spans]))
    reader.close()
    assert reader.text == text
    covered = {i for s in spans for i in range(s.start, s.end)}
    assert reader.hits == "".join(char for i, char in enumerate(text) if i in covered)


@given(st.text(st.sampled_from("ab *_`[]()\\\n<!"), max_size=40), st.integers(0, 5))
def test_marked_markdown_reads_back_as_it_was(text: str, start: int) -> None:
    within = Span(min(start, len(text)), len(text))
    reader = Reader()
    reader.feed(marked(text, within, [Mark(within, "hit", "mark")], markdown=True))
    reader.close()
    assert reader.text == reader.hits == within.of(text)


@pytest.mark.parametrize(
    ("text", "shown", "set_apart"),
    [
        ("**3. Listen first.** Then steer.", "3. Listen first. Then steer.", ["3. Listen first."]),
        ("Say what you can help with.**", "Say what you can help with.", []),
        ("**Say what you can", "Say what you can", []),
        ("A *dual* and a _second_ one", "A dual and a second one", ["dual", "second"]),
        ("__Never__ run `**rm**`", "Never run **rm**", ["**rm**", "Never"]),
        ("See [the guide](../a.md#b) or [this][1].", "See the guide or this.", []),
        ("**a *b* c**", "a b c", ["a *b* c", "b"]),
        ("If `a flag", "If a flag", []),
        (r"2 \* 3 and 2*3*4", "2 * 3 and 2*3*4", []),
        ("snake_case_name, a * b * c", "snake_case_name, a * b * c", []),
        ("![a picture](a.png)", "![a picture](a.png)", []),
    ],
)
def test_signs_of_markdown_step_back_and_what_they_mean_is_shown(
    text: str, shown: str, set_apart: list[str]
) -> None:
    marks = markup(text, Span(0, len(text)))
    signs = {i for one in marks if one.classes == "gg-markup" for i in range(*one.span)}
    assert "".join(char for i, char in enumerate(text) if i not in signs) == shown
    assert [one.span.of(text) for one in marks if one.tag != "span"] == set_apart
    assert without(text) == shown


def test_signs_in_a_text_that_is_no_markdown_stay() -> None:
    text = "**Ask** `first`"
    assert marked(text, Span(0, len(text))) == text
