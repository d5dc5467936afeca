"""Markdown, web pages, PDF and Word files: blocks, and the way back."""

# ruff: noqa: E501, ISC004 - pages as they are written, passages as they are read

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.document import original, parse
from corpus.records import Form, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.records import Document

MARKDOWN = """---
title: "Late visits"
---
<!-- a comment -->
# Visits at night #

Ring *before* you come:

- **Ring first**: it shows
  respect

  Say "It is me."
  1. by telephone
* [ ] Pack the forms

> Be kind.
> Always.

In the rain
-----------

| Risk | Action |
|------|--------|
| Fall | Hold   |

```python
print()
```

**What if it snows?**

Stay at home.

[ref]: http://example.org
"""


def test_markdown(outline: Callable[[Document], list[tuple[str, str, str]]]) -> None:
    document = parse("a.md", MARKDOWN.encode())
    assert outline(document) == [
        ("heading", "#", "Visits at night"),
        ("paragraph", "", "Ring *before* you come:"),
        ("item", "-", "**Ring first**: it shows\n  respect"),
        ("paragraph", "", 'Say "It is me."'),
        ("item", "1.", "by telephone"),
        ("item", "* [ ]", "Pack the forms"),
        ("quotation", "", "Be kind.\n> Always."),
        ("heading", "", "In the rain"),
        ("row", "", "Risk | Action"),
        ("row", "", "Fall | Hold"),
        ("code", "", "print()"),
        ("heading", "", "What if it snows?"),
        ("paragraph", "", "Stay at home."),
    ]
    assert document.title == "Late visits"
    assert document.text == MARKDOWN
    reasons = [p.chrome for p in document.passages if p.chrome]
    assert reasons[:2] == ["front matter", "comment"]


def test_what_stands_in_a_markdown_item_belongs_to_it() -> None:
    document = parse("a.md", MARKDOWN.encode())
    words = [p.span.of(document.text) for p in document.passages]
    item = next(n for n, w in enumerate(words) if w.startswith("**Ring first"))
    assert document.passages[words.index('Say "It is me."')].parent == item
    assert document.passages[words.index("by telephone")].parent == item


PAGE = """<!DOCTYPE html><html><head><title>Late visits | CareHouse</title><style>p {}</style></head>
<body><nav><a href="/">Home</a> <a href="/a">About us</a></nav>
<div class="cookie-banner">We use cookies. <button>Accept</button></div>
<main><h1>Late &amp; early visits</h1>
<p>Ring before   you come &ndash; zażółć
gęślą jaźń, because nobody likes to be surprised at home at night.
<p>Be on time<br>or call, and say that you are sorry for being late when you are.
<ol start=3><li>One thing to do<ul><li>sub a<li><p>sub b</p><p>more of it</p></ul><li>Four things to do</ol>
<table><tr><th>Risk<th>Action<tr><td>Fall<td>Hold <b>the</b> rail</table>
<blockquote>Be kind to everybody whom you meet at work</blockquote>
<details><summary>What if I am late?</summary><p>Ring and say so, the sooner the better for all.</p></details>
<pre>code
  more</pre><template>never</template><p hidden>unseen</p></main>
<footer>© 2024 CareHouse</footer></body></html>
"""


def test_a_web_page(outline: Callable[[Document], list[tuple[str, str, str]]]) -> None:
    document = parse("a.html", PAGE.encode())
    assert outline(document) == [
        ("heading", "", "Late & early visits"),
        (
            "paragraph",
            "",
            "Ring before you come – zażółć gęślą jaźń, because nobody likes to be surprised "
            "at home at night.",
        ),
        (
            "paragraph",
            "",
            "Be on time\nor call, and say that you are sorry for being late when you are.",
        ),
        ("item", "3.", "One thing to do"),
        ("item", "-", "sub a"),
        ("item", "-", "sub b"),
        ("paragraph", "", "more of it"),
        ("item", "4.", "Four things to do"),
        ("row", "", "Risk\tAction"),
        ("row", "", "Fall\tHold the rail"),
        ("quotation", "", "Be kind to everybody whom you meet at work"),
        ("heading", "", "What if I am late?"),
        ("paragraph", "", "Ring and say so, the sooner the better for all."),
        ("code", "", "code\n  more"),
    ]
    assert document.title == "Late & early visits"
    assert "unseen" not in document.text
    chrome = {p.span.of(document.text): p.chrome for p in document.passages if p.chrome}
    assert chrome["Home About us"] == "navigation"
    assert chrome["© 2024 CareHouse"] == "footer"


def test_a_run_of_a_web_page_leads_back_to_its_bytes_and_line() -> None:
    data = PAGE.encode()
    document = parse("a.html", data)
    start = document.text.index("zażółć")
    (place,) = original(document, data, Span(start, start + 6))
    origin = place.origin
    assert data[origin.place : origin.place + origin.length].decode() == "zażółć"
    assert place.words == "line 5"


def test_definitions_of_a_web_page_hang_together() -> None:
    page = "<dl><dt>Visit<dd>Going to a person at home.<dt>Call<dd>Ringing a person up.</dl>"
    document = parse("a.html", page.encode())
    kept = [p for p in document.passages if not p.chrome]
    assert [(p.form, p.parent) for p in kept] == [
        (Form.ITEM, -1), (Form.PARAGRAPH, 0), (Form.ITEM, -1), (Form.PARAGRAPH, 2),
    ]  # fmt: skip


def page_of(number: int, *words: str) -> list[tuple[int, int, int, bool, str]]:
    head = [(50, 800, 9, False, "CareHouse handbook")]
    body = [(50, 740 - 14 * n, 11, False, line) for n, line in enumerate(words)]
    return [*head, *body, (290, 30, 9, False, f"Page {number}")]


def test_a_pdf(
    make_pdf: Callable[..., bytes], outline: Callable[[Document], list[tuple[str, str, str]]]
) -> None:
    first = page_of(
        1,
        "Ring before you come to see anybody at home, because it is not nice to be sur-",
        "prised in the bath. Nobody likes it, and a call costs nothing to you at all in",
        "the end.",
        "1. Ring first, and say who you are and what you want of them in this very mo-",
        "ment.",
        "2. Be on time.",
        "This paragraph begins on the first page and it goes on over the foot of it to the",
    )
    first.insert(1, (50, 770, 18, True, "Late visits"))
    second = page_of(
        2, "next page without a stop, which is how long paragraphs like to be set in books."
    )
    data = make_pdf(first, second, page_of(3, "The end of it all."))
    document = parse("a.pdf", data)
    assert outline(document) == [
        ("heading", "", "Late visits"),
        (
            "paragraph",
            "",
            "Ring before you come to see anybody at home, because it is not nice to be surprised in "
            "the bath. Nobody likes it, and a call costs nothing to you at all in the end.",
        ),
        (
            "item",
            "1.",
            "Ring first, and say who you are and what you want of them in this very moment.",
        ),
        ("item", "2.", "Be on time."),
        (
            "paragraph",
            "",
            "This paragraph begins on the first page and it goes on over the foot of it to the next "
            "page without a stop, which is how long paragraphs like to be set in books.",
        ),
        ("paragraph", "", "The end of it all."),
    ]
    assert {p.chrome for p in document.passages} == {"", "running head", "page number"}
    start = document.text.index("The end of it all")
    (place,) = original(document, data, Span(start, start + 7))
    assert place.words == "page 3"


def test_a_word_file(
    make_docx: Callable[..., bytes], outline: Callable[[Document], list[tuple[str, str, str]]]
) -> None:
    data = make_docx(
        ("Title", "Late visits"),
        ("Normal", "Ring before you come:"),
        ("List Number", "Ring first."),
        ("List Number", "Be on time."),
        ("Heading 1", "In the rain"),
        ("List Bullet", "Take a coat."),
        ("Quote", "Be kind."),
        table=[["Risk", "Action"], ["Fall", "Hold the rail"]],
    )
    document = parse("a.docx", data)
    assert outline(document) == [
        ("heading", "", "Late visits"),
        ("paragraph", "", "Ring before you come:"),
        ("item", "1.", "Ring first."),
        ("item", "2.", "Be on time."),
        ("heading", "", "In the rain"),
        ("item", "-", "Take a coat."),
        ("quotation", "", "Be kind."),
        ("row", "", "Risk\tAction"),
        ("row", "", "Fall\tHold the rail"),
    ]
    assert document.title == "Late visits"
    start = document.text.index("coat")
    (place,) = original(document, data, Span(start, start + 4))
    assert (place.words, place.origin.offset) == ("paragraph 6", 7)
