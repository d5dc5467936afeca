"""Merging mentions into ideas: complete linkage, no opposites, no order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Span
from kg import ideas
from kg.records import Kind, Strength, Unit


def unit(document: str, kind: Kind = Kind.PRACTICE, strength: Strength | None = None) -> Unit:
    span = Span(0, 10)
    return Unit(document, 0, span, kind, (0.0,) * 5, span, "en", strength=strength)


TEXTS = ["Ask first", "Always ask first", "Ask before you start", "Begin with a question"]


def test_a_chain_is_not_merged_where_its_ends_differ() -> None:
    units = [unit(name) for name in "abc"]
    same = {(0, 1): 0.95, (1, 2): 0.9, (0, 2): 0.3}
    assert ideas.merge(units, TEXTS[:3], same, threshold=0.8) == ((0, 1), (2,))


def test_all_that_say_the_same_become_one() -> None:
    units = [unit(name) for name in "abc"]
    same = {(0, 1): 0.95, (1, 2): 0.9, (0, 2): 0.85}
    assert ideas.merge(units, TEXTS[:3], same, threshold=0.8) == ((0, 1, 2),)


def test_share_and_do_not_share_never_merge() -> None:
    units = [unit("a"), unit("b", strength=Strength.AVOID)]
    texts = ["Share your number", "Do not share your number"]
    assert ideas.merge(units, texts, {(0, 1): 1.0}, threshold=0.8) == ((0,), (1,))


def test_units_of_two_kinds_never_merge() -> None:
    units = [unit("a"), unit("b", Kind.RISK)]
    assert ideas.merge(units, TEXTS[:2], {(0, 1): 1.0}, threshold=0.8) == ((0,), (1,))


def test_a_name_that_leans_on_the_sentence_before_is_not_chosen() -> None:
    units = [unit("a"), unit("b")]
    names = ["It helps", "Ask before you start"]
    idea = ideas.idea(units, names, names, (0, 1), sources=2)
    assert (idea.name, idea.mentions, idea.sources) == ("Ask before you start", (0, 1), 2)


@given(
    scores=st.lists(st.floats(0, 1), min_size=15, max_size=15),
    avoid=st.lists(st.booleans(), min_size=6, max_size=6),
    order=st.permutations(range(6)),
)
def test_groups_do_not_depend_on_the_order_of_units(
    scores: list[float], avoid: list[bool], order: list[int]
) -> None:
    texts = [f"text {number}" for number in range(6)]
    units = [
        unit(text, strength=Strength.AVOID if bad else None)
        for text, bad in zip(texts, avoid, strict=True)
    ]
    keys = [(a, b) for a in range(6) for b in range(a + 1, 6)]
    same = dict(zip(keys, scores, strict=True))
    moved = {(i, j): same[min(order[i], order[j]), max(order[i], order[j])] for i, j in keys}
    one = ideas.merge(units, texts, same, threshold=0.5)
    other = ideas.merge([units[i] for i in order], [texts[i] for i in order], moved, threshold=0.5)
    named = {frozenset(texts[i] for i in group) for group in one}
    assert named == {frozenset(texts[order[i]] for i in group) for group in other}
    for group in one:
        assert len({avoid[i] for i in group}) == 1
        assert all(same[a, b] >= 0.5 for a in group for b in group if a < b)


@given(
    scores=st.lists(st.floats(0, 1), min_size=15, max_size=15),
    words=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()).filter(
            lambda word: word[0] < word[1]
        ),
        max_size=6,
    ),
)
def test_the_last_word_of_a_person_on_a_pair_goes_before_its_score(
    scores: list[float], words: list[tuple[int, int, bool]]
) -> None:
    texts = [f"text {number}" for number in range(6)]
    units = [unit(text) for text in texts]
    keys = [(a, b) for a in range(6) for b in range(a + 1, 6)]
    by_hand = [((a, b), together) for a, b, together in words]
    groups = ideas.merge(
        units, texts, dict(zip(keys, scores, strict=True)), threshold=0.5, by_hand=by_hand
    )
    home = {index: number for number, group in enumerate(groups) for index in group}
    last = dict(by_hand)
    assert all(home[a] != home[b] for (a, b), together in last.items() if not together)
    if by_hand and by_hand[-1][1]:
        (a, b), _ = by_hand[-1]
        assert home[a] == home[b]
    if all(last.values()):
        assert all(home[a] == home[b] for a, b in last)


def test_a_person_may_join_advice_that_looks_opposite_but_not_two_kinds() -> None:
    units = [unit("a"), unit("b", strength=Strength.AVOID), unit("c", Kind.RISK)]
    said = [((0, 1), True), ((0, 2), True)]
    assert ideas.merge(units, TEXTS[:3], {}, threshold=0.8, by_hand=said) == ((0, 1), (2,))
