"""What of a web page is the page's and not the text's. Start reading at `judge`.

Two witnesses: the tags and class names around a block, and trafilatura, which extracts a page's
main text as a whole. A block that trafilatura kept stays; one that it left out is chrome if it
is mostly links or stands in a part of the page that is made for getting around.
`benchmarks/bench_cleaning.py` measures the two together on labelled pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
_NAMED: Final = tuple(
    (reason, re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])", re.IGNORECASE))
    for reason, words in _CHROME_NAMES
)
_LINK_DENSE: Final = 0.5
_MATCHED: Final = 0.7  # of a block's word pairs stand in the main text
_FEW_WORDS: Final = 4
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
    pairs = set(zip(main, main[1:], strict=False))
    single = set(main)
    judged = []
    for block, region in zip(blocks, regions, strict=True):
        words = _words(block.span.of(text))
        kept = _kept(words, single, pairs)
        reason = _place(region.element)
        size = block.span.end - block.span.start
        dense = region.linked > _LINK_DENSE * size
        if kept or not main:
            chrome = reason if reason and (dense or not main) else ""
        elif reason:
            chrome = reason
        elif dense and block.form is not Form.HEADING:
            chrome = "links"
        else:
            chrome = "" if len(words) >= _FEW_WORDS or block.form is Form.HEADING else "label"
        judged.append(replace(block, chrome=chrome))
    return tuple(judged)


def _main_words(source: str) -> list[str]:
    """Give the words of the page's main text as trafilatura finds it."""
    import trafilatura  # noqa: PLC0415

    main = trafilatura.extract(
        source, favor_recall=True, include_comments=True, include_tables=True, output_format="txt"
    )
    return _words(main or "")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _kept(words: list[str], single: set[str], pairs: set[tuple[str, str]]) -> bool:
    if len(words) < 2:  # noqa: PLR2004 - no pair
        return bool(words) and words[0] in single
    found = sum(pair in pairs for pair in zip(words, words[1:], strict=False))
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
