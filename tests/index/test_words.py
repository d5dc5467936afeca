from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import words
from index.spelling import nearest
from tests import stores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from index.database import Connection
    from tests.stores import Server

    Rows = Iterable[tuple[int, str, str | None, str]]
    Made = Callable[[Rows], Connection]

PASSAGES = [
    (1, "Ustal granice z klientem przed wizytą. Wizyta niech trwa godzinę.", "pl", "Wizyty domowe"),
    (2, "Agree on boundaries with the client before a visit.", "en", "Home visits"),
    (3, "Small gifts can be accepted; list the gifts in the register.", "en", "Gifts"),
    (5, "Zapisz w rejestrze każdy prezent od klienta.", "pl", "Prezenty"),
    (8, "Der Kunde darf die Wohnung nicht allein verlassen.", "de", ""),
    (13, "A visitor who is angry wants to be heard.", "en", ""),
    (21, "Lock the register away.", "en", "Keys"),
]


@pytest.fixture(scope="session")
def index_of(chosen: Server | None) -> Made:
    """A word index of these passages, in the chosen store."""

    def made(rows: Rows) -> Connection:
        connection = stores.words_only(chosen)
        words.add(connection, rows)
        return connection

    return made


@pytest.fixture
def connection(index_of: Made) -> Connection:
    return index_of(PASSAGES)


def found(connection: Connection, query: str, language: str | None) -> list[int]:
    return [passage for passage, _ in words.search(connection, query, language, 10)]


def bm25(rows: dict[int, tuple[list[str], list[str]]], terms: list[str]) -> dict[int, float]:
    """BM25 as SQLite documents it (fts5.html, section 5.1.1), with twice the weight on titles."""
    lengths = {row: len(title) + len(text) for row, (title, text) in rows.items()}
    mean = sum(lengths.values()) / len(rows)
    scores: Counter[int] = Counter()
    for term in terms:
        having = [row for row, (title, text) in rows.items() if term in title + text]
        rarity = math.log((len(rows) - len(having) + 0.5) / (len(having) + 0.5))
        for row in having:
            title, text = rows[row]
            count = 2 * title.count(term) + text.count(term)
            damped = count + 1.2 * (0.25 + 0.75 * lengths[row] / mean)
            scores[row] += max(rarity, 1e-6) * count * 2.2 / damped
    return dict(scores)


letters = st.lists(st.sampled_from(["ant", "bee", "cat", "dog", "eel", "fox"]), max_size=8)


@settings(deadline=None)
@given(st.dictionaries(st.integers(1, 99), st.tuples(letters, letters), min_size=1, max_size=8))
def test_scores_are_bm25(index_of: Made, rows: dict[int, tuple[list[str], list[str]]]) -> None:
    connection = index_of(
        (row, " ".join(text), "xx", " ".join(title)) for row, (title, text) in rows.items()
    )
    terms = [term for term in ("ant", "bee", "fox") if any(term in a + b for a, b in rows.values())]
    expected = bm25(rows, terms) if terms else {}
    results = words.search(connection, " ".join(terms), "xx", 100)
    assert dict(results) == pytest.approx(expected)
    assert results == sorted(results, key=lambda result: (-result[1], result[0]))


def test_inflected_words_find_each_other(connection: Connection) -> None:
    assert found(connection, "granica wizyt", "pl") == [1]
    assert found(connection, "was the visit a boundary?", "en") == [2]
    assert found(connection, "Wohnungen", "de") == [8]


def test_polish_without_diacritics_finds_polish_with_them(connection: Connection) -> None:
    assert found(connection, "przed wizyta godzine", "pl") == [1]
    assert words.unmatched(connection, "wizyta godzine kazdy", "pl") == []


def test_a_question_in_an_unknown_language_finds_words_as_written(
    connection: Connection,
) -> None:
    assert found(connection, "boundaries Wohnung", None) == [8, 2]


def test_a_word_of_another_language_is_found_as_written(connection: Connection) -> None:
    assert set(found(connection, "klientem?", "en")) == {1, 5}


@pytest.mark.parametrize(
    ("query", "language", "ids", "word"),
    [
        ("bondaries", "en", [2], "bondaries"),
        ("visti", "en", [2], "visti"),
        ("regsiter", "en", [21, 3], "regsiter"),
        ("prezetn", "pl", [5], "prezetn"),
    ],
)
def test_a_slip_is_forgiven(
    connection: Connection, query: str, language: str, ids: list[int], word: str
) -> None:
    assert found(connection, query, language) == ids
    (match,) = words.resolve(connection, query, language)
    assert (match.word, match.corrected) == (word, True)
    assert words.unmatched(connection, query, language) == []


def test_what_the_index_lacks_is_named_as_written(connection: Connection) -> None:
    query = "What should I do when a Visitor brings a kayak, a Kayak or XJ9?"
    assert words.unmatched(connection, query, "en") == ["brings", "kayak", "Kayak", "XJ9"]


def test_a_word_of_the_dictionary_is_no_misspelling(connection: Connection) -> None:
    (match,) = words.resolve(connection, "hear", "en")
    assert match == words.Match("hear", ("hear",))
    (match,) = words.resolve(connection, "planet", "en")
    assert match.terms == ()
    (match,) = words.resolve(connection, "look", "en")
    assert (match.terms, match.corrected) == (("lock",), True)
    assert words.unmatched(connection, "look", "en") == ["look"]


def test_frequencies_count_passages(connection: Connection) -> None:
    counts = [words.document_frequency(connection, term) for term in ("klient", "gift", "gifts")]
    assert counts == [2, 1, 0]
    assert words.known(connection, "Gifts", "en")
    assert not words.known(connection, "kayak", "en")


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "gift AND",
        "NEAR(visit, 2)",
        "title:gift",
        "gift*",
        "-visit",
        "^gift",
        "a'b",
        "()",
        "\0",
    ],
)
def test_what_looks_like_a_search_expression_is_words(connection: Connection, query: str) -> None:
    ids = found(connection, query, "en")
    wanted = {3} if "gift" in query else {2} if "visit" in query else set()
    assert set(ids) == wanted


@settings(deadline=None)
@given(st.text(), st.sampled_from(["en", "pl", None]))
def test_no_question_breaks_the_search(index_of: Made, query: str, language: str | None) -> None:
    connection = index_of(PASSAGES[:2])
    results = words.search(connection, query, language, 3)
    assert all(score > 0 for _, score in results)
    words.unmatched(connection, query, language)


def contents(connection: Connection) -> list[list[tuple[object, ...]]]:
    return [
        connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()  # noqa: S608
        for table in ("word_index", "word_vocabulary", "word_forms")
    ]


@given(st.sets(st.sampled_from([row[0] for row in PASSAGES])), st.permutations(PASSAGES))
@settings(deadline=None, max_examples=25)
def test_adding_and_removing_gives_the_index_of_what_is_left(
    index_of: Made, gone: set[int], order: list[tuple[int, str, str, str]]
) -> None:
    connection = index_of([])
    for row in order:
        words.add(connection, [row])
    words.remove(connection, gone | {999})
    expected = index_of([row for row in PASSAGES if row[0] not in gone])
    assert contents(connection) == contents(expected)
    for query, language in (("gifts visit klientem", "en"), ("wizyta prezent", "pl")):
        results = words.search(connection, query, language, 10)
        assert results == words.search(expected, query, language, 10)


def test_an_id_is_added_once(connection: Connection) -> None:
    with pytest.raises(stores.duplicate(connection)):
        words.add(connection, [(1, "again", "en", "")])


def test_the_caller_decides_what_is_kept(connection: Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    words.remove(connection, [1, 2])
    words.add(connection, [(99, "kayak", "en", "")])
    connection.execute("ROLLBACK")
    assert found(connection, "visit", "en") == [2]
    assert not words.known(connection, "kayak", "en")


def test_text_without_words_is_no_hindrance(index_of: Made) -> None:
    connection = index_of([(1, "", None, ""), (2, "?!", "en", "—")])
    assert words.search(connection, "anything", "en", 5) == []
    words.remove(connection, [1, 2])


@pytest.mark.parametrize(
    ("form", "vocabulary", "near"),
    [
        ("gitf", ["gift", "golf"], ["gift"]),
        ("cat", ["cart"], []),
        ("boundry", ["bound", "boundary", "boundaries"], ["boundary"]),
        ("resposnibilty", ["responsibility"], ["responsibility"]),
        ("gift", ["lift"], []),
        ("2024", ["2025"], []),
        ("lost", ["list", "last", "lot"], ["last", "list", "lot"]),
    ],
)
def test_the_nearest_words_have_the_fewest_slips(
    form: str, vocabulary: list[str], near: list[str]
) -> None:
    assert nearest(form, vocabulary) == near
