"""What of a web page is the page's and not the text's. Start reading at `judge`.

Two witnesses: the tags and class names around a block, and trafilatura, which extracts a page's
main text as a whole. A block that trafilatura kept stays; one that it left out is chrome if it
is mostly links or stands in a part of the page that is made for getting around.
`benchmarks/bench_cleaning.py` measures the two together on labelled pages: F .920,
trafilatura's plain extraction by itself .926. The rules here were chosen on those same 120
pages. What they are for is that left-out text in the midst of an article stays.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from corpus.records import Block, Form

if TYPE_CHECKING:
    from corpus.reading.elements import Element

_CHROME_TAGS: Final = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "aside",
    "form": "form",
    "button": "button",
    "select": "form",
    "textarea": "form",
    "dialog": "dialog",
    "noscript": "noscript",
}
_CHROME_ROLES: Final = {
    "navigation": "navigation",
    "banner": "banner",
    "contentinfo": "footer",
    "search": "search",
    "complementary": "aside",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "menu": "menu",
    "menubar": "menu",
}
# Words in class names and ids, and what they stand for.
_CHROME_NAMES: Final = (
    ("cookies", r"cookie|consent|gdpr|onetrust|cmplz|borlabs"),
    ("share buttons", r"share|sharing|sharedaddy|social|addtoany|shariff"),
    ("navigation", r"nav|navbar|navigation|menu|breadcrumbs?|pagination|pager|toc|skip|sitemap"),
    ("footer", r"footer|colophon|copyright|impressum"),
    ("sidebar", r"sidebar|widget|widgets|secondary"),
    (
        "related pages",
        r"related|recommended|recommendations|teaser|teasers|popular|trending|outbrain",
    ),
    ("newsletter", r"newsletter|subscribe|subscription|signup|mailchimp"),
    ("advertisement", r"ads?|advert|advertisement|banner|sponsored|promo|werbung|anzeige"),
    ("search", r"search|searchform|suche"),
    ("comments", r"comments?|commentlist|respond|disqus|reply"),
    ("byline", r"meta|byline|author|tags|tag-links|categories|postmeta"),
)
# Manuals call their boxes "sidebar": in the midst of the main text, that is no reason by itself.
_OFTEN_CONTENT: Final = frozenset({"sidebar"})
_NAMED: Final = tuple(
    (reason, re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])", re.IGNORECASE))
    for reason, words in _CHROME_NAMES
)
_LINK_DENSE: Final = 0.5
_MATCHED: Final = 0.7  # of a block's word pairs stand in the main text
_FEW_WORDS: Final = 4  # fewer may be found in the main text by chance
# A paragraph inside of the main text's extent that trafilatura left out is a caption, a credit or
# an appeal unless it is at least this long. F is .920 with 4 and 10 words, .923 with 14: no more
# than chance on 120 pages.
_LABEL_WORDS: Final = 10
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Region:
    """Where a block stands: its innermost element, and how many of its characters are links."""

    element: Element
    linked: int


def judge(
    source: str, text: str, blocks: tuple[Block, ...], regions: tuple[Region, ...]
) -> tuple[Block, ...]:
    """Give the blocks with `chrome` set to why a block is the page's own."""
    main = _main_words(source)
    pairs = set(pairwise(main))
    single = set(main)
    kept = [_kept(_words(block.span.of(text)), single, pairs) for block in blocks]
    first, last = _extent(text, blocks, kept)
    judged = []
    for number, (block, region) in enumerate(zip(blocks, regions, strict=True)):
        reason = _place(region.element)
        dense = region.linked > _LINK_DENSE * (block.span.end - block.span.start)
        if not main:
            chrome = reason
        elif kept[number] or (block.form is Form.HEADING and _heads_text(number, blocks, kept)):
            chrome = reason if dense else ""
        else:
            inside = first <= number < last
            chrome = _left_out(block, text, dense=dense, inside=inside)
            if reason not in _OFTEN_CONTENT or not inside:
                chrome = reason or chrome
        judged.append(replace(block, chrome=chrome))
    return tuple(judged)


def _heads_text(number: int, blocks: tuple[Block, ...], kept: list[bool]) -> bool:
    """Say whether what stands under a heading is in the main text."""
    level = blocks[number].level
    for below in range(number + 1, len(blocks)):
        if blocks[below].form is not Form.HEADING:
            return kept[below]
        if blocks[below].level <= level:
            return False
    return False


def _extent(text: str, blocks: tuple[Block, ...], kept: list[bool]) -> tuple[int, int]:
    """Give the range of blocks that holds the main text, with the headings right before it."""
    long = [
        number
        for number, block in enumerate(blocks)
        if kept[number] and len(_words(block.span.of(text))) >= _FEW_WORDS
    ]
    if not long:
        return 0, len(blocks)
    first = long[0]
    while first and blocks[first - 1].form is Form.HEADING:
        first -= 1
    return first, long[-1] + 1


def _left_out(block: Block, text: str, *, dense: bool, inside: bool) -> str:
    """Say why a block that is not in the main text is chrome, "" if it may be the text's own."""
    if dense:
        return "links"
    if not inside:
        return "outside of the main text"
    if block.form in (Form.ITEM, Form.ROW, Form.CODE):
        return ""
    few = len(_words(block.span.of(text))) < _LABEL_WORDS
    return "label" if few or block.form is Form.HEADING else ""


def _main_words(source: str) -> list[str]:
    """Give the words of the page's main text as trafilatura finds it."""
    import trafilatura

    # It logs each page that it finds no main text in; that is an answer here, not an error.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    main = trafilatura.extract(
        source, include_comments=False, include_tables=True, output_format="txt"
    )
    return _words(main or "")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _kept(words: list[str], single: set[str], pairs: set[tuple[str, str]]) -> bool:
    if len(words) <= 1:
        return bool(words) and words[0] in single
    found = sum(pair in pairs for pair in pairwise(words))
    return found >= _MATCHED * (len(words) - 1)


def _place(element: Element | None) -> str:
    """Say what part of the page an element stands in, "" for the text's own."""
    while element is not None:
        if element.tag in {"article", "main", "body"}:
            return ""
        reason = _CHROME_TAGS.get(element.tag) or _CHROME_ROLES.get(
            element.attributes.get("role", "")
        )
        if reason:
            return reason
        named = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}".strip()
        if named:
            for reason, pattern in _NAMED:
                if pattern.search(named):
                    return reason
        element = element.parent
    return ""
