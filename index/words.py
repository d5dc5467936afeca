"""The word index: BM25 over lemmas, in a connection of the caller's.

Start reading at `search`. SQLite's FTS5 does it, or on PostgreSQL `index.postings`, with the same
results. Three tables, changed only inside the caller's transaction:

`word_index` (FTS5) has a row for each passage, `rowid` its id. `title` and `words` are the terms of
its title and text, separated by blanks; not searched are `language` and `forms`, the words that the
terms of title and text stand for, one for one.
`word_vocabulary` (fts5vocab) has each term and the number of passages with it; it is derived.
`word_forms` says which words, without case and diacritics, became which terms, and how often:
`form`, `language`, `term`, `uses`.

`word_forms` is what lets a question be spelled without diacritics or with a slip: its word is
looked up there as it is written, and only then brought to its lemma.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index import postings
from index.analysis import analyse, forms, in_dictionary, term_of
from index.spelling import allowed_slips, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.analysis import Word
    from index.database import Connection

TITLE_WEIGHT: Final = 2.0
"""What a word in the title counts against one in the text. nDCG@10 with .5, 1, 2, 3: SciFact .665,
.668, .678, .676; PoQuAD .859, .862, .863, .863."""

MOST_SPELLINGS: Final = 3
"""Corrections of one word that are searched for: the most used among the equally near."""

# The tokenizer `ascii` splits at ASCII punctuation only; what it gets is split already.
_SCHEMA: Final = """
CREATE VIRTUAL TABLE word_index USING fts5(
    title, words, forms UNINDEXED, language UNINDEXED, tokenize = 'ascii'
);
CREATE VIRTUAL TABLE word_vocabulary USING fts5vocab(word_index, 'row');
CREATE TABLE word_forms (
    form TEXT NOT NULL, language TEXT NOT NULL, term TEXT NOT NULL, uses INTEGER NOT NULL,
    PRIMARY KEY (form, language, term)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Match:
    """What a word of a question was matched with: `terms`, none if nothing in the index is like it.

    `corrected` says that the word as written is not there and the terms are of words near it.
    """

    word: str
    terms: tuple[str, ...]
    corrected: bool = False


def create(connection: Connection) -> None:
    """Makes the tables. Raises the connection's own error when they are there."""
    if not isinstance(connection, sqlite3.Connection):
        for statement in postings.TABLES:
            connection.execute(statement)
        return
    for statement in _SCHEMA.split(";"):  # executescript would commit the caller's transaction
        if statement.strip():
            connection.execute(statement)


def drop(connection: Connection) -> None:
    """Takes the tables away, as far as they are there."""
    if not isinstance(connection, sqlite3.Connection):
        for statement in postings.DROPS:
            connection.execute(statement)
        return
    for table in ("word_vocabulary", "word_index", "word_forms"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")


def add(connection: Connection, rows: Iterable[tuple[int, str, str | None, str]]) -> None:
    """Indexes passages: (id, text, language, title), whose ids are new.

    Raises the connection's own error for an id that is there.
    """
    uses: Counter[tuple[str, str, str]] = Counter()
    added: list[int] = []

    def entries() -> Iterator[tuple[int, str, str, str, str]]:
        for passage, text, language, title in rows:
            code = language or ""
            head, body = list(analyse(title, code)), list(analyse(text, code))
            uses.update((word.form, code, word.term) for word in head + body)
            forms = " ".join(word.form for word in head + body)
            added.append(passage)
            yield passage, _join(head), _join(body), forms, code

    connection.executemany(
        "INSERT INTO word_index(rowid, title, words, forms, language) VALUES (?, ?, ?, ?, ?)",
        entries(),
    )
    if not isinstance(connection, sqlite3.Connection):
        postings.add(connection, added)
    connection.executemany(
        "INSERT INTO word_forms(form, language, term, uses) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (form, language, term) "
        "DO UPDATE SET uses = word_forms.uses + excluded.uses",
        [(*key, count) for key, count in uses.items()],
    )


def _join(words: Sequence[Word]) -> str:
    return " ".join(word.term for word in words)


def remove(connection: Connection, ids: Iterable[int]) -> None:
    """Takes passages out, with the forms that only they had; unknown ids are passed over."""
    gone = Counter[tuple[str, str, str]]()
    passages = sorted(set(ids))
    for passage in passages:
        row = connection.execute(
            "SELECT title, words, forms, language FROM word_index WHERE rowid = ?", (passage,)
        ).fetchone()
        if row is not None:
            title, words, forms, language = row
            terms = [*title.split(), *words.split()]
            gone.update(
                (form, language, term) for form, term in zip(forms.split(), terms, strict=True)
            )
    if not isinstance(connection, sqlite3.Connection):
        postings.remove(connection, passages)
    connection.executemany("DELETE FROM word_index WHERE rowid = ?", [(id_,) for id_ in passages])
    connection.executemany(
        "UPDATE word_forms SET uses = uses - ? WHERE form = ? AND language = ? AND term = ?",
        [(count, *key) for key, count in gone.items()],
    )
    connection.executemany(
        "DELETE FROM word_forms WHERE form = ? AND language = ? AND term = ? AND uses <= 0",
        list(gone),
    )


def search(
    connection: Connection, query: str, language: str | None, k: int
) -> list[tuple[int, float]]:
    """The `k` best passages for the words of `query`, as (id, score), best first.

    The score is BM25 (k1 = 1.2, b = 0.75: FTS5's), above 0, comparable within one search only;
    equal scores are in the order of the ids. Passages of all languages are searched.
    """
    terms = _terms(connection, query, language)
    if not terms or k < 1:
        return []
    if not isinstance(connection, sqlite3.Connection):
        return postings.search(connection, terms, TITLE_WEIGHT, k)
    rows = connection.execute(
        "SELECT rowid, bm25(word_index, ?, 1.0) AS distance FROM word_index "
        "WHERE word_index MATCH ? ORDER BY distance, rowid LIMIT ?",
        (TITLE_WEIGHT, _expression(terms), k),
    )
    return [(passage, -distance) for passage, distance in rows]


def matches(connection: Connection, query: str, language: str | None) -> list[tuple[int, float]]:
    """Every passage that has a word of `query`, as `search` scores it, in the order of the ids."""
    terms = _terms(connection, query, language)
    if not terms:
        return []
    if not isinstance(connection, sqlite3.Connection):
        return sorted(postings.search(connection, terms, TITLE_WEIGHT, None))
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples: there may be tens of thousands
    return cursor.execute(
        "SELECT rowid, -bm25(word_index, ?, 1.0) FROM word_index WHERE word_index MATCH ?",
        (TITLE_WEIGHT, _expression(terms)),
    ).fetchall()


def _terms(connection: Connection, query: str, language: str | None) -> list[str]:
    """The terms that a question is searched by, each once."""
    matched = resolve(connection, query, language)
    return list(dict.fromkeys(term for match in matched for term in match.terms))


def _expression(terms: Sequence[str]) -> str:
    """What FTS5 is asked for `terms`, which hold no quotation marks."""
    return " OR ".join(f'"{term}"' for term in terms)


def unmatched(connection: Connection, query: str, language: str | None) -> list[str]:
    """The content words of `query` that the index lacks, as they are written.

    A word that was corrected counts as lacking when its language's dictionary has it: it is no
    misspelling, and the words near it may be quite different ones ("fake", "face").
    """
    return list(
        dict.fromkeys(
            match.word
            for match in resolve(connection, query, language)
            if not match.terms or (match.corrected and in_dictionary(match.word, language))
        )
    )


def resolve(connection: Connection, query: str, language: str | None) -> list[Match]:
    """What each content word of `query` is matched with, in order.

    The first of these that gives anything: the terms of the word as it is written, in its
    language; its lemma; the terms of the word as it is written in any language; those of the
    words that it may be a misspelling of.
    """
    code = language or ""
    return [_resolve_word(connection, word, form, code) for word, form in forms(query, code)]


def _resolve_word(connection: Connection, word: str, form: str, language: str) -> Match:
    rows = connection.execute(
        "SELECT language, term FROM word_forms WHERE form = ? ORDER BY uses DESC, term",
        (form,),
    ).fetchall()
    same = tuple(term for code, term in rows if code == language)
    if same:
        return Match(word, same)
    lemma = term_of(word, language)
    if document_frequency(connection, lemma):
        return Match(word, (lemma,))
    if rows:
        return Match(word, tuple(dict.fromkeys(term for _, term in rows)))
    terms = tuple(_corrected(connection, form))
    return Match(word, terms, corrected=bool(terms))


def _corrected(connection: Connection, form: str) -> list[str]:
    """The terms of the words that `form` may be a misspelling of, most used first."""
    slips = allowed_slips(form)
    if not slips:
        return []
    uses = dict(
        connection.execute(
            "SELECT form, CAST(sum(uses) AS BIGINT) FROM word_forms "
            "WHERE length(form) BETWEEN ? AND ? AND form >= ? AND form < ? GROUP BY form",
            (len(form) - slips, len(form) + slips, form[0], chr(ord(form[0]) + 1)),
        )
    )
    near = sorted(nearest(form, list(uses)), key=lambda found: (-uses[found], found))
    terms: list[str] = []
    for found in near[:MOST_SPELLINGS]:
        rows = connection.execute(
            "SELECT DISTINCT term FROM word_forms WHERE form = ? ORDER BY term", (found,)
        )
        terms += [term for (term,) in rows if term not in terms]
    return terms


def known(connection: Connection, word: str, language: str | None = None) -> bool:
    """Whether the index has `word`, or one that it may be a misspelling of."""
    return any(match.terms for match in resolve(connection, word, language))


def terms_of(connection: Connection, passage: int) -> frozenset[str]:
    """The terms of a passage, its title's among them; none for an id that is not there."""
    row = connection.execute(
        "SELECT title, words FROM word_index WHERE rowid = ?", (passage,)
    ).fetchone()
    return frozenset((*row[0].split(), *row[1].split())) if row else frozenset()


def document_frequency(connection: Connection, term: str) -> int:
    """How many passages have `term` (a lemma without case and diacritics: `Word.term`)."""
    row = connection.execute("SELECT doc FROM word_vocabulary WHERE term = ?", (term,)).fetchone()
    return int(row[0]) if row else 0
