"""How units are cut. The kinds come from a stand-in that goes by single words, so that each test is
about boundaries; the last tests use the real model."""

# ruff: noqa: E501 - a case on one line is easier to read

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.document import from_text, parse
from kg import kinds
from kg.extraction import extract
from kg.records import KINDS, Kind, Strength, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.records import Document
    from index.models import Embedder
    from kg.features import Saying

MARKS = {
    Kind.RISK: r"\b(may|danger|szkodzi)\b",
    Kind.BENEFIT: r"\b(helps|pomaga)\b",
    Kind.PRINCIPLE: r"\b(right|trust|prawo)\b",
    Kind.PRACTICE: r"\b(ask|lock|keep|say|should|must|not|ring|offer|show|zamknij|consider|accept)\b",
}


class ByMark:
    """Judges a text by the first mark in it, with probability .9; context has no mark."""

    model = ""
    context = 0.2

    def probabilities(self, sayings: Sequence[Saying], vectors: object) -> np.ndarray:
        assert vectors is None
        shares = np.full((len(sayings), len(KINDS)), 0.025, np.float32)
        for row, saying in enumerate(sayings):
            found = [
                kind for kind, mark in MARKS.items() if re.search(mark, saying.text.casefold())
            ]
            shares[row, KINDS.index(found[0] if found else Kind.CONTEXT)] = 0.9
        return shares

    def explain(self, *seen: object, meant: object) -> tuple[tuple[str, float], ...]:
        assert meant is None
        return ((f"a mark of {seen[-1]}", 1.0),)


def cut(text: str, name: str = "page.md") -> tuple[Document, tuple[Unit, ...]]:
    document = parse(name, text.encode())
    return document, extract(document, "d", lambda _texts: np.zeros((0, 0)), ByMark())  # type: ignore[arg-type]


def told(text: str, name: str = "page.md") -> list[tuple[str, str]]:
    document, units = cut(text, name)
    return [(str(unit.kind), " ".join(unit.span.of(document.text).split())) for unit in units]


def test_an_item_with_its_explanation_is_one_practice_named_by_its_title() -> None:
    text = "# Doors\n\nRules:\n\n- Lock up: Ask the porter. Keep the key.\n- Ring us: Say who you are.\n"
    document, units = cut(text)
    assert [(unit.kind, unit.name.of(document.text)) for unit in units] == [
        (Kind.PRACTICE, "Lock up"),
        (Kind.PRACTICE, "Ring us"),
    ]
    assert units[0].span.of(document.text) == "Lock up: Ask the porter. Keep the key."


def test_a_sentence_of_another_kind_inside_an_item_is_a_unit_too() -> None:
    text = "# Doors\n\n1. Lock up. Ask the porter. Open doors may tempt thieves.\n2. Ring us. Say who you are.\n"
    assert told(text) == [
        ("practice", "Lock up. Ask the porter. Open doors may tempt thieves."),
        ("risk", "Open doors may tempt thieves."),
        ("practice", "Ring us. Say who you are."),
    ]


def test_a_paragraph_that_continues_an_item_belongs_to_it() -> None:
    text = 'Doors\n\n1. Ask first. Keep calm.\n\nSay "I would rather wait outside for you."\n\n2. Lock up. Ask the porter.\n'
    document, units = cut(text, "page.txt")
    assert len(units) == 2
    wording = units[0].wording
    assert wording is not None
    assert wording.of(document.text) == "I would rather wait outside for you."


def test_a_paragraph_of_risks_gives_a_unit_a_risk() -> None:
    text = "# Risks\n\nKeys may get lost. They may also be copied. This may cost you dear.\n"
    assert told(text) == [
        ("risk", "Keys may get lost."),
        ("risk", "They may also be copied."),
        ("risk", "This may cost you dear."),
    ]


def test_an_example_belongs_to_what_it_illustrates() -> None:
    text = "# Keys\n\nKeys may get lost. For example, a coat was left on a train. Nothing else.\n"
    assert told(text) == [
        ("risk", "Keys may get lost. For example, a coat was left on a train."),
    ]


def test_a_practice_takes_the_sentence_that_leans_on_it() -> None:
    text = (
        "# Keys\n\nKeep a list of keys. This should be done weekly. However, lock the list away.\n"
    )
    assert told(text) == [
        ("practice", "Keep a list of keys. This should be done weekly."),
        ("practice", "However, lock the list away."),
    ]


def test_an_advice_with_its_reason_gives_both() -> None:
    text = "# Keys\n\nYou should keep the key, because a lost one is a danger to us all.\n"
    marks = MARKS | {Kind.RISK: r"^because.*danger"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(MARKS, Kind.RISK, marks[Kind.RISK])
        assert told(text) == [
            ("practice", "You should keep the key, because a lost one is a danger to us all."),
            ("risk", "a lost one is a danger to us all"),
        ]


def test_announcements_and_questions_are_no_units() -> None:
    text = (
        "# Keys\n\nHere are some ways to keep keys:\n\n- Ask the porter.\n\nShould we keep them?\n"
    )
    assert told(text) == [("practice", "Ask the porter.")]


def test_a_question_that_advises_is_a_practice() -> None:
    assert told("# Keys\n\nWhy not ask the porter?\n") == [("practice", "Why not ask the porter?")]


def test_a_heading_that_is_advice_names_the_practice_under_it() -> None:
    text = "# Keys\n\nOld and new.\n\n## Ask the porter\n\nHe should know. Strangers may not.\n"
    document, units = cut(text)
    assert [(unit.kind, unit.name.of(document.text)) for unit in units] == [
        (Kind.PRACTICE, "Ask the porter"),
        (Kind.RISK, "Strangers may not"),
    ]


@pytest.mark.parametrize(
    "heading", ["How to keep keys", "Should we ask?", "Tips to keep keys", "Jak zamknij drzwi"]
)
def test_a_heading_that_names_a_topic_is_no_unit(heading: str) -> None:
    text = f"# Keys\n\nOld and new.\n\n## {heading}\n\nHe should know.\n"
    assert told(text) == [("practice", "He should know.")]


def test_the_title_of_a_document_is_no_practice() -> None:
    assert told("# Keep your keys\n\nHe should know.\n") == [("practice", "He should know.")]


def test_items_take_the_strength_of_the_line_that_announces_them() -> None:
    text = "# Gifts\n\nStaff must not:\n\n- accept money;\n- accept keys, except from the porter.\n"
    _, units = cut(text)
    assert [unit.strength for unit in units] == [Strength.AVOID, Strength.AVOID]
    assert units[1].exception is not None


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("**Keep the bees fed.** They are hungry. You could ask the neighbour.", Strength.SHOULD),
        ("**Ring the tower.** You need not say who you are.", Strength.SHOULD),
        ("**Zamknij stajnię.** Gdy pada, możesz zawołać: „Zamknij!”", Strength.SHOULD),
        ("**The tower.** You must ring it.", Strength.MUST),
        ("**Stajnia.** Musisz powiedzieć: „Zamknij!”", Strength.MUST),
    ],
)
def test_a_title_that_advises_tells_the_strength_and_one_that_only_names_does_not(
    item: str, expected: Strength
) -> None:
    _, units = cut(f"# Duties\n\nOld and new.\n\n- {item}\n")
    assert [unit.strength for unit in units if unit.kind is Kind.PRACTICE] == [expected]


def test_a_saying_with_its_author_is_no_practice() -> None:
    text = '# Keys\n\n"Keep what you have, always." - Ann Lee\n'
    assert "practice" not in [kind for kind, _ in told(text)]


def test_each_cell_of_a_table_is_judged_under_its_column() -> None:
    text = (
        "# Doors\n\n| Situation | What to do | Words | Risk |\n|---|---|---|---|\n"
        '| A door stands open | Wait outside | "I am the porter, may I come in?" | Thieves come back |\n'
    )
    document, units = cut(text)
    assert [(unit.kind, unit.name.of(document.text)) for unit in units] == [
        (Kind.PRACTICE, "Wait outside"),
        (Kind.RISK, "Thieves come back"),
    ]
    condition, wording = units[0].condition, units[0].wording
    assert condition is not None
    assert condition.of(document.text) == "A door stands open"
    assert wording is not None
    assert wording.of(document.text) == "I am the porter, may I come in?"


ODD = {
    "nothing": "",
    "a long sentence": "word " * 4_000,
    "links": "https://example.org/a https://example.org/b\n\n[a](https://example.org)\n" * 20,
    "emoji": "🔑🔒🚪 🎉🎉🎉",
    "control characters": "\x00\x01 \x1b[31m \x7f\u200b\ufeff\u202e",
    "one letter": "a",
    "brackets": "((((((((((((((((((((((((((((((" * 50,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_where_nothing_is_said_there_is_no_unit(text: str) -> None:
    documents = [from_text("a text", text)]
    if text.isprintable():
        documents.append(parse("page.txt", text.encode() or b"?"))
    for document in documents:
        assert extract(document, "d", lambda _texts: np.zeros((0, 0)), ByMark()) == ()  # type: ignore[arg-type]


def test_source_code_has_no_units() -> None:
    assert told("# Keys\n\n```python\ndef keep(key):\n    return key\n```\n") == []


def test_a_sentence_of_twenty_thousand_characters_takes_no_time() -> None:
    text = "Keep the key, " + "and if the porter, who is old, asks when you, the guest, go, " * 330
    start = time.perf_counter()
    _, units = cut(text)
    assert units
    assert time.perf_counter() - start < SECONDS


SECONDS = 20
"""On a busy machine; .2 s on an idle one."""


@pytest.fixture(scope="module")
def real(judge: Embedder) -> tuple[Embedder, kinds.KindModel]:
    return judge, kinds.shipped(judge.name)


def test_a_poem_and_its_prose_make_no_advice(
    real: tuple[Embedder, kinds.KindModel],
) -> None:
    poem = "The evening lay upon the lake,\nthe reeds were brown and thin,\nand all the boats came in.\n"
    embedder, model = real
    units = extract(parse("poem.txt", poem.encode()), "d", embedder.encode_passages, model)
    assert [unit for unit in units if unit.kind is Kind.PRACTICE] == []


def test_units_lie_in_the_document_and_add_up(
    root: Path, real: tuple[Embedder, kinds.KindModel]
) -> None:
    embedder, model = real
    for path in sorted((root / "corpus" / "sample" / "guidance").glob("ending-well*.txt")):
        document = parse(path.name, path.read_bytes())
        units = extract(document, "d", embedder.encode_passages, model)
        assert units == extract(document, "d", embedder.encode_passages, model)
        for unit in units:
            assert 0 <= unit.span.start < unit.span.end <= len(document.text)
            assert unit.span.start <= unit.name.start < unit.name.end <= unit.span.end
            assert sum(unit.probabilities) == pytest.approx(1)
            assert all(signal and weight > 0 for signal, weight in unit.signals)


SEEDS = json.loads((Path(__file__).parent / "seed_units.json").read_text("utf-8"))
"""For each seed document: kind, start and end of units that a trainer marked, without their words.

`found` are cut so, `missed` are known failures: abstract statements taken for another kind."""


@pytest.mark.parametrize("name", SEEDS)
def test_the_seeds_give_the_units_that_a_trainer_marked(
    name: str, shared: Path, real: tuple[Embedder, kinds.KindModel]
) -> None:
    embedder, model = real
    document = parse(name, (shared / "seeds" / name).read_bytes())
    units = extract(document, "d", embedder.encode_passages, model)
    found = {(str(unit.kind), *unit.span) for unit in units}
    assert {tuple(line) for line in SEEDS[name]["found"]} - found == set()


@pytest.mark.xfail(reason="an abstract statement is taken for another kind", strict=True)
@pytest.mark.parametrize(
    ("name", "marked"), [(name, unit) for name in SEEDS for unit in SEEDS[name]["missed"]]
)
def test_every_unit_that_a_trainer_marked_is_found(
    name: str, marked: list[str | int], shared: Path, real: tuple[Embedder, kinds.KindModel]
) -> None:
    embedder, model = real
    document = parse(name, (shared / "seeds" / name).read_bytes())
    units = extract(document, "d", embedder.encode_passages, model)
    assert tuple(marked) in {(str(unit.kind), *unit.span) for unit in units}


@pytest.mark.parametrize(
    "text",
    [
        "As a steward you may well encounter guests who refuse to leave.",
        "Jako opiekun możesz czasem napotkać rodziców, którzy nie chcą rozmawiać.",
    ],
)
def test_what_may_happen_to_one_is_no_advice(
    text: str, real: tuple[Embedder, kinds.KindModel]
) -> None:
    embedder, model = real
    found = extract(from_text("t", text), "d", embedder.encode_passages, model)
    assert Kind.PRACTICE not in {unit.kind for unit in found}


def test_a_text_alone_is_cut_like_a_document(
    real: tuple[Embedder, kinds.KindModel],
) -> None:
    embedder, model = real
    document = from_text("t", "Never leave a pan of oil alone. Hot oil can catch fire.")
    units = extract(document, "d", embedder.encode_passages, model)
    assert [(unit.kind, unit.strength) for unit in units] == [
        (Kind.PRACTICE, Strength.AVOID),
        (Kind.RISK, None),
    ]


class Doubtful(ByMark):
    """Judges likewise, and is less sure of what has a mark."""

    def probabilities(self, sayings: Sequence[Saying], vectors: object) -> np.ndarray:
        shares = super().probabilities(sayings, vectors)
        marked = shares[:, KINDS.index(Kind.CONTEXT)] < 0.5
        shares[marked] = shares[marked] * 0.5 + 0.1
        return shares


def test_a_handbook_gives_only_what_is_sure() -> None:
    plain = " ".join(f"The pump has part {number}." for number in range(60))
    advice = "You should lift the guard by hand."
    found = []
    for text in (advice, f"{plain}\n\n{advice}"):
        document = parse("page.md", f"# Pump\n\n{text}\n".encode())
        found.append(extract(document, "d", lambda _texts: np.zeros((0, 0)), Doubtful()))  # type: ignore[arg-type]
    assert [len(units) for units in found] == [1, 0]


def test_an_item_under_a_heading_that_forbids_is_advised_against() -> None:
    _, units = cut("# Doors\n\n## Don't\n\n- Lock the door behind a guest.\n")
    assert [unit.strength for unit in units] == [Strength.AVOID]


def test_a_unit_takes_the_list_that_it_announces() -> None:
    document, units = cut(
        "# Keys\n\nYou should type this before you leave the desk at night:\n\n```\nlock\n```\n\nThe end.\n"
    )
    assert ["lock" in unit.span.of(document.text) for unit in units] == [True]
    assert "The end" not in units[0].span.of(document.text)
