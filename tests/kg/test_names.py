"""Short names, cut from the sentence that tells."""

# ruff: noqa: E501 - a case on one line is easier to read

import pytest

from corpus.records import Span
from kg.names import ENOUGH, LONG, short_name

NAMES = [
    ("If the client shouts, step back and give them room.", "step back and give them room"),
    ("Finally, ask the family what they would like to keep.", "ask the family what they would like to keep"),
    ("To avoid long queues, open the second till at noon.", "open the second till at noon"),
    ("However, the key is to listen before you answer.", "the key is to listen before you answer"),
    ("3.2 Keep the ladder chained to the rack at night.", "Keep the ladder chained to the rack at night"),
    ("(b) accept keys to a client's home", "accept keys to a client's home"),
    ("Wait.", "Wait"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_a_name_leaves_out_what_only_leads_in(text: str, expected: str) -> None:
    assert short_name(text, Span(0, len(text)), "en").of(text) == expected


def test_a_long_name_is_cut_at_a_clause_and_not_inside_an_enumeration() -> None:
    text = (
        "These limits are essential for keeping trust, respect, and distance in our work, "
        "because without them the days have no end and the nights no rest."
    )
    name = short_name(text, Span(0, len(text)), "en").of(text)
    assert name == "These limits are essential for keeping trust, respect, and distance in our work"


def test_a_name_is_never_long_and_rarely_short() -> None:
    text = "word " * 60
    name = short_name(text, Span(0, len(text)), "en").of(text)
    assert ENOUGH <= len(name) <= LONG
