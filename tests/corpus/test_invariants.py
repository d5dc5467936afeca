"""What holds for every text and every file, whatever is in it."""

# ruff: noqa: E501 - the table of pieces

from __future__ import annotations

import html as htmllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import from_text, original, parse
from corpus.errors import Unreadable
from corpus.origins import locate
from corpus.records import Document, OriginUnit, Span

PIECES = (
    "Call the client before you come, and write down what was agreed with them. ",
    'Zadzwoń, np. rano. „Nie teraz", powiedz „później”. ',
    'Say "not now" - Ann Lee I agree. ',
    "1. ", "2) ", "- ", "a) ", "b) ", "3.1(b) ", "[ ] ", "☐ ", "# ", "## ", "> ", "```", "---", "===",
    "-", "\n", "\n\n", "\r\n", "\r", "\t", "    ", "|", "a | b | c", "Search", "Menu", "Contact us",
    "#care #work", "We use cookies on this site.", "What now?", "What should I do when it rains?",
    "MANAGING VISITS", "Managing visits", "“", "”", "'", '"', "*", "**Name**: ", "_", "<p>", "</p>",
    "<li>", "<ul>", "</ul>", "<table><tr><td>", "<td>", "</table>", "<!--", "-->", "&amp;", "&#x41;",
    "&bogus;", "&", "<", ">", "<h1>", "</h1>", "<nav>", "</nav>", "<script>", "</script>", "<pre>", "<br>",
    "مرحبا", "😀", "e\u0301", "\u200b", "\u2028", "\x0b", "\x0c", "\x85", "\ufeff", "日本語。", "[x]: http://a.b",
    "[a](b)", "![p](q)", "<dl><dt>", "<dd>", "<details><summary>", "<blockquote>", "</blockquote>",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.text(max_size=200),
)
relaxed = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def check(document: Document) -> None:
    """Every character but white space is in one passage or marker; sentences cover passages."""
    text = document.text
    covered = [0] * len(text)
    position = 0
    for passage in document.passages:
        start, end = passage.span
        assert position <= start < end <= len(text)
        gap = text[position:start].strip()
        assert gap == passage.marker
        for at in range(start, end):
            covered[at] += 1
        position = end
        assert passage.span.of(text) == passage.span.of(text).strip()
        said = "".join("".join(s.of(text).split()) for s in passage.sentences)
        assert said == "".join(passage.span.of(text).split())
        assert list(passage.sentences) == sorted(passage.sentences)
        for quotation in passage.quotations:
            assert start <= quotation.span.start < quotation.span.end <= end
        assert passage.title is None or start <= passage.title.start < passage.title.end <= end
        assert -1 <= passage.parent < len(document.passages)
        assert 0 <= passage.section < len(document.sections)
    assert not text[position:].strip()
    for number, section in enumerate(document.sections):
        assert -1 <= section.parent < max(number, 1)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@relaxed
@given(text=texts)
def test_every_character_is_in_exactly_one_passage_or_marker(name: str, text: str) -> None:
    try:
        document = parse(name, text.encode(errors="replace"))
    except Unreadable:
        return
    check(document)


@relaxed
@given(text=texts)
def test_a_text_file_stays_as_it_is(text: str) -> None:
    data = text.encode(errors="replace")
    try:
        document = parse("a.txt", data)
    except Unreadable:
        return
    assert document.text.encode() == data.removeprefix(b"\xef\xbb\xbf")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
@relaxed
@given(text=texts, cut=st.tuples(st.integers(0, 60), st.integers(1, 30)))
def test_a_span_of_a_text_leads_back_to_its_bytes(
    charset: str, text: str, cut: tuple[int, int]
) -> None:
    data = ("Zażółć: it is so. " + text).encode(charset, errors="replace")
    try:
        document = parse("a.txt", data)
    except Unreadable:
        return
    span = Span(min(cut[0], len(document.text) - 1), min(sum(cut), len(document.text)))
    places = original(document, data, span)
    back = b"".join(data[p.origin.place : p.origin.place + p.origin.length] for p in places)
    plain = {"utf-16": "utf-16-le"}.get(charset, "utf-8")
    assert back.decode(plain) == span.of(document.text)


@relaxed
@given(text=texts)
def test_a_span_of_a_web_page_leads_back_to_its_bytes(text: str) -> None:
    data = f"<p>Zażółć &amp; it&nbsp;is {text}".encode(errors="replace")
    try:
        document = parse("a.html", data)
    except Unreadable:
        return
    for passage in document.passages:
        for place in original(document, data, passage.span):
            origin = place.origin
            back = data[origin.place : origin.place + origin.length].decode()
            words = origin.span.of(document.text)
            assert " ".join(htmllib.unescape(back).split()) == " ".join(words.split())


@relaxed
@given(text=texts)
def test_origins_cover_every_character_of_a_web_page_but_white_space_and_markers(text: str) -> None:
    try:
        document = parse("a.html", f"<p>Hello there {text}".encode(errors="replace"))
    except Unreadable:
        return
    for passage in document.passages:
        inner = {
            at for origin in locate(document.origins, passage.span) for at in range(*origin.span)
        }
        missing = [at for at in range(*passage.span) if at not in inner]
        assert not "".join(document.text[at] for at in missing).strip()


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.pdf", "a.docx"])
@relaxed
@given(data=st.binary(max_size=300), head=st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04"]))
def test_any_bytes_are_read_or_refused(name: str, data: bytes, head: bytes) -> None:
    try:
        document = parse(name, head + data)
    except Unreadable:
        return
    check(document)


@relaxed
@given(text=texts, title=st.text(max_size=10))
def test_a_text_of_one_passage_is_one_passage(text: str, title: str) -> None:
    document = from_text("x", text, title)
    assert document.text == text
    assert len(document.passages) == (1 if text.strip() else 0)
    check(document)


@relaxed
@given(text=texts)
def test_the_same_bytes_give_the_same_document(text: str) -> None:
    data = text.encode(errors="replace")
    for name in ("a.txt", "a.html"):
        try:
            assert parse(name, data) == parse(name, data)
        except Unreadable:
            continue


def test_locate_clips_characters_of_a_paragraph() -> None:
    document = parse("a.txt", b"Ring before you come.\nBe on time.\n")
    (origin,) = locate(document.origins, Span(5, 11))
    assert (origin.unit, origin.place, origin.length) == (OriginUnit.BYTE, 5, 6)
