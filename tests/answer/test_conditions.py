"""Conditions as switches: what holds comes first, what is excepted last, nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answer.conditions import applies, arrange, key_of, place, terms
from answer.records import Answer, AnswerSection, Citation, Line, Verdict

WORDS = (None, "if a child is there", "when money is asked for", "unless in danger")


def line(name: str, condition: str | None = None, exception: str | None = None) -> Line:
    cited = Citation("a.md", "a.md", "", 0, 4, "Text", "en")
    return Line(
        name,
        name,
        "practice",
        name,
        "should",
        condition,
        exception,
        None,
        urgent=False,
        sources=1,
        citations=(cited,),
    )


def answer(*lines: Line) -> Answer:
    sections: dict[AnswerSection, tuple[Line, ...]] = dict.fromkeys(AnswerSection, ())
    sections[AnswerSection.DO] = lines
    return Answer("q", "q", "en", Verdict.ANSWERED, 0.9, sections, (), (), "r")


def names(arranged: Answer) -> str:
    return "".join(one.name for one in arranged.sections[AnswerSection.DO])


CHILD, MONEY, DANGER = (key_of(str(text)) for text in WORDS[1:])
FOUR = answer(
    line("a"), line("b", WORDS[1]), line("c", WORDS[2], WORDS[3]), line("d", "If a CHILD is there")
)


def test_the_same_words_are_one_condition() -> None:
    assert [(term.text, term.exception) for term in terms(FOUR)] == [
        ("if a child is there", False),
        ("when money is asked for", False),
        ("unless in danger", True),
    ]


def test_what_holds_comes_first_and_what_is_excepted_last() -> None:
    assert names(arrange(FOUR, {CHILD})) == "bdac"
    assert names(arrange(FOUR, {DANGER})) == "abdc"
    assert names(arrange(FOUR, {MONEY, DANGER})) == "abdc"


def test_what_does_not_hold_can_be_left_out() -> None:
    assert names(arrange(FOUR, {CHILD}, only=True)) == "bda"
    assert names(arrange(FOUR, {MONEY, DANGER}, only=True)) == "a"


def test_without_a_choice_or_with_an_unknown_one_the_answer_stays() -> None:
    assert arrange(FOUR, (), only=True) is FOUR
    assert arrange(FOUR, {"00000000"}, only=True) is FOUR


LINES = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=8)


@given(LINES, st.sets(st.sampled_from([CHILD, MONEY, DANGER])))
def test_lines_are_moved_in_order_and_none_is_lost(
    given_: list[tuple[str | None, str | None]], holds: set[str]
) -> None:
    before = answer(*(line(str(n), *pair) for n, pair in enumerate(given_)))
    lines = before.sections[AnswerSection.DO]
    after = arrange(before, holds).sections[AnswerSection.DO]
    assert sorted(after, key=lines.index) == list(lines)
    known = holds & {term.key for term in terms(before)}
    ranked = [(place(one, known), lines.index(one)) for one in after]
    assert ranked == sorted(ranked)
    only = arrange(before, holds, only=True).sections[AnswerSection.DO]
    assert all(applies(one, known) for one in only) or not known
