"""Which sentences of a language model may be shown beside quotations."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.records import Citation, Line, Sentence
from answer.vetting import LONGEST, SENTENCES, SHARED, stems, vetted

if TYPE_CHECKING:
    from pathlib import Path


def line(idea: str, text: str, language: str = "en", twin: str | None = None, **more: Any) -> Line:
    """A line with one citation of the same words."""
    other = Citation("w.md", "/w.md", "", 0, len(twin), twin, "pl") if twin else None
    cited = Citation("v.md", "/v.md", "", 0, len(text), text, language, other)
    values: dict[str, Any] = dict.fromkeys("strength condition exception wording".split())
    values |= {"urgent": False, "sources": 1, **more}
    return Line(idea=idea, name=text, kind="practice", text=text, citations=(cited,), **values)


LINES = (
    line("limit", "Agree on a time limit of 45 minutes\nbefore the visit starts."),
    line("alone", "Never lift a client alone.", strength="avoid"),
    line("gift", 'Say: "Thank you, but I am not allowed to take it."'),
    line("call", "Ring 112, or write to help@example.org.", twin="Zadzwoń pod numer 112."),
    line("mixed", "Take the stairs. Never use the lift in a fire. It may stop."),
    line("listed", "using the lift without a word", strength="avoid"),
    line("don't", "Don't call it 'a small favour' before the client's visit."),
)

KEPT = {
    "Agree on a time limit before the visit [1].": "limit",
    "Agree on a time limit before the visit. [1]": "limit",
    "- Agree on a time limit before the visit [ 1 ]": "limit",
    "Agree on a time limit [1] before the visit starts.": "limit",
    "Agree on a limit of 45 minutes for the visit [1].": "limit",
    "Agree on “a time limit of 45 minutes before the visit starts” [1].": "limit",
    'Say "Thank you, but I am not allowed to take it" [3].': "gift",
    "Say ‘Thank you, but I am not allowed to take it’ [3].": "gift",
    "You must not lift a client alone [2].": "alone",
    "Ring 112 or write to help@example.org [4].": "call",
    "Zadzwoń pod 112 [4].": "call",
    "Don't call the client's visit 'a small favour' [7].": "don't",
    "Take the stairs [5].": "mixed",
    "Never use the lift in a fire [5].": "mixed",
    "Don't use the lift without a word [6].": "listed",
    "Agree on a time limit, and never lift a client alone [1][2].": "limit alone",
    "Agree on a time limit, and never lift a client alone [1, 2].": "limit alone",
}

DROPPED = {
    "no citation": "Agree on a time limit before the visit.",
    "a number that is no line": "Agree on a time limit before the visit [8].",
    "line 0": "Agree on a time limit before the visit [0].",
    "a right and a wrong number": "Agree on a time limit before the visit [1][9].",
    "a range of numbers": "Agree on a time limit before the visit [1-2].",
    "a citation of another form": "Agree on a time limit before the visit [1] [source].",
    "a citation that is not closed": "Agree on a time limit before the visit [1.",
    "a quotation of other words": "Agree on “a time limit of an hour” before the visit [1].",
    "a quotation of another line": "Agree on a time limit before “lift a client alone” [1].",
    "a quotation changed by a letter": "Agree on “a Time limit” before the visit [1].",
    "single marks": "Agree on a 'time and place' before the visit [1].",
    "German marks": "Agree on a „time and place“ before the visit [1].",
    "guillemets": "Agree on a «time and place» before the visit [1].",
    "backticks": "Agree on a `time and place` before the visit [1].",
    "a mark without its other": "Agree on a time limit before “the visit [1].",
    "another figure": "Agree on a time limit of 60 minutes before the visit [1].",
    "part of a figure": "Agree on a time limit of 4 minutes before the visit [1].",
    "a figure of another line": "Agree on a time limit, or ring 112, before the visit [1].",
    "an address": "Agree on a time limit before the visit at evil.example [1].",
    "a link": "Agree on a time limit before the visit: https://evil.example/visit [1].",
    "a full stop without its space": "Agree on a time limit before the visit.Give them cash [1].",
    "other words": "Give every client cash and your home telephone number [1].",
    "the opposite": "Lift a client alone [2].",
    "the opposite of advice": "Never agree on a time limit before the visit [1].",
    "the opposite of one sentence of a line": "Use the lift in a fire [5].",
    "the opposite of what a list says to avoid": "Try using the lift without a word [6].",
    "markup": "Agree on a <b>time limit</b> before the visit [1].",
    "a picture": "Agree on a time limit ![](visit) before the visit [1].",
    "an escape": "Agree on a time limit \x1b[2J before the visit [1].",
    "text that runs backwards": "Agree on a time limit \u202e before the visit [1].",
    "half a character": "Agree on a time limit \ud800 before the visit [1].",
    "no words": "[1]",
    "a text without end": "Agree on a time limit " * (LONGEST // 20) + "[1].",
    "the rest of a sentence": "Agree, e.g. on a time limit before the visit [1].",
}


@pytest.mark.parametrize("written", KEPT)
def test_a_sentence_with_a_verified_citation_is_kept(written: str) -> None:
    (sentence,) = vetted([written], LINES)
    assert " ".join(sentence.ideas) == KEPT[written]
    assert "[" not in sentence.text
    assert sentence.text[0].isupper()


@pytest.mark.parametrize("why", DROPPED)
def test_any_other_sentence_is_dropped(why: str) -> None:
    assert vetted([DROPPED[why]], LINES) == ()


def test_every_sentence_of_a_text_needs_its_own_citation() -> None:
    written = (
        "Agree on a time limit before the visit [1]. Always accept cash. "
        "never mind the rules! Never lift a client alone. [2] Take the gift.\nRing 112 [4]"
    )
    said = [sentence.text for sentence in vetted(written, LINES)]
    assert said == [
        "Agree on a time limit before the visit.",
        "Never lift a client alone.",
        "Ring 112",
    ]
    assert vetted([written], LINES) == vetted(written, LINES)


def test_a_sentence_is_shown_once_and_a_summary_ends() -> None:
    same = ["Never lift a client alone [2]."] * 2
    assert vetted(same, LINES) == (Sentence("Never lift a client alone.", ("alone",)),)
    many = [f"Never lift a client alone{' at a visit' * n} [2][1]." for n in range(SENTENCES + 3)]
    assert len(vetted(many, LINES)) == SENTENCES


@pytest.mark.parametrize(
    "written", [None, 3, True, {"1": "Ring 112 [4]."}, [["Ring 112 [4]."]], ""]
)
def test_what_is_no_text_has_no_sentences(written: object) -> None:
    assert vetted(written, LINES) == ()


@given(parts=st.lists(st.sampled_from([*KEPT, *DROPPED.values(), "", "\n", "[1]", "“", "”", "."])))
def test_whatever_is_kept_is_cited_and_quotes_verbatim(parts: list[str]) -> None:
    said = {one.idea: " ".join(one.text.split()) for one in LINES}
    for sentence in vetted(" ".join(parts), LINES):
        assert sentence.ideas
        inside = sentence.text.replace("”", "“").replace('"', "“").split("“")[1::2]
        assert all(any(words in said[idea] for idea in sentence.ideas) for words in inside)


@given(written=st.text() | st.lists(st.text()))
def test_any_text_can_be_vetted(written: str | list[str]) -> None:
    for sentence in vetted(written, LINES):
        assert sentence.text.isprintable()
        assert set(sentence.ideas) <= {one.idea for one in LINES}


@pytest.mark.parametrize(("language", "most"), [("en", 0.03), ("pl", 0.05)])
def test_texts_that_say_other_things_seldom_share_a_third_of_their_words(
    language: str, most: float, root: Path
) -> None:
    """The figures behind `SHARED`: each text beside the next one of its file."""
    shares = []
    for path in sorted((root / "kg" / "gold" / "links").glob(f"*.{language}.jsonl")):
        rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
        told = {row["source"]: stems(row["source"]) for row in rows if row["relation"] == "same_as"}
        texts = [words for words in told.values() if words]
        for own, other in pairwise(texts):
            shares.append(len(own & other) / len(own))
    assert len(shares) > 40
    assert sum(share >= SHARED for share in shares) / len(shares) <= most
    assert sum(share > 0 for share in shares) / len(shares) > 2 * most
