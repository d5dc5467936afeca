"""Signs of Markdown: not shown to a reader, kept in what programs read."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from answer import jsonform, render
from answer.records import Answer, AnswerSection, Citation, Line, Verdict
from answer.signs import signs, without
from corpus.records import Span

TEXT = "**Ask** a colleague, see [the list](list.md), and run `check` *first*."
READ = "Ask a colleague, see the list, and run check first."


def answer() -> Answer:
    cited = Citation("a.md", "a.md", "Asking", 3, 3 + len(TEXT), TEXT, "en", lead="If **unsure**:")
    line = Line(
        "i1", "**Ask** a colleague", "practice", TEXT, "should", None, None, None,
        urgent=False, sources=1, citations=(cited,),
    )  # fmt: skip
    risk = Line(
        "i2", "A *rash* answer", "risk", "A *rash* answer", None, None, None, None,
        urgent=False, sources=1, citations=(cited,), mitigated_by=("i1",),
    )  # fmt: skip
    sections: dict[AnswerSection, tuple[Line, ...]] = dict.fromkeys(AnswerSection, ())
    sections |= {AnswerSection.DO: (line,), AnswerSection.AVOID: (risk,)}
    return Answer("q", "q", "en", Verdict.ANSWERED, 0.9, sections, (), (), "r")


def test_a_terminal_shows_the_words_and_no_signs() -> None:
    said = render.answer_text(answer(), render.Page(width=400))
    assert f"You should: If unsure: “{READ}” [1]" in said
    assert "what helps: “Ask a colleague”" in said
    assert not set("*`") & set(said)
    assert "list.md" not in said


def test_what_programs_read_is_the_documents_own_text() -> None:
    told = json.loads(json.dumps(jsonform.answer_form(answer())))
    (line,) = told["sections"]["do"]
    assert line["text"] == line["citations"][0]["quote"] == TEXT
    assert line["citations"][0]["end"] - line["citations"][0]["start"] == len(TEXT)


@given(st.text(st.sampled_from("ab *_`[]()\\\\\n<!"), max_size=40))
def test_only_signs_are_left_out(text: str) -> None:
    found, _ = signs(text, Span(0, len(text)))
    left = {at for sign in found for at in range(*sign)}
    assert without(text) == "".join(char for at, char in enumerate(text) if at not in left)
    assert {text[at] for at in left if text[at] in "ab"} == set() or "](" in text or "][" in text
