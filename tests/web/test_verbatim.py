"""Text of documents goes to the page unchanged, wherever marks are put."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Span
from web.verbatim import Mark, marked


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
