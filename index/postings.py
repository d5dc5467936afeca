"""The word index on PostgreSQL: the tables of `index.words`, and BM25 over postings in SQL.

Start reading at `search`. FTS5's part is done by two tables: `word_postings` says how often each
passage has a term in its title and in its words, `word_totals` (one row) how many passages and
terms there are. The formula is FTS5's, step by step, so that both stores give the same scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.database import Connection

TABLES: Final = (
    """CREATE TABLE word_index (
        rowid BIGINT PRIMARY KEY, title TEXT NOT NULL, words TEXT NOT NULL, forms TEXT NOT NULL,
        language TEXT NOT NULL
    )""",
    """CREATE TABLE word_postings (
        term TEXT COLLATE "C" NOT NULL, passage BIGINT NOT NULL, in_title BIGINT NOT NULL,
        in_words BIGINT NOT NULL, size BIGINT NOT NULL, PRIMARY KEY (term, passage)
    )""",
    "CREATE INDEX word_postings_of ON word_postings (passage)",
    "CREATE TABLE word_totals (passages BIGINT NOT NULL, terms BIGINT NOT NULL)",
    "INSERT INTO word_totals VALUES (0, 0)",
    """CREATE VIEW word_vocabulary AS
        SELECT term, count(*) AS doc, sum(in_title + in_words) AS cnt
        FROM word_postings GROUP BY term""",
    """CREATE TABLE word_forms (
        form TEXT COLLATE "C" NOT NULL, language TEXT COLLATE "C" NOT NULL,
        term TEXT COLLATE "C" NOT NULL, uses BIGINT NOT NULL, PRIMARY KEY (form, language, term)
    )""",
)

DROPS: Final = (
    "DROP VIEW IF EXISTS word_vocabulary",
    "DROP TABLE IF EXISTS word_index, word_postings, word_totals, word_forms",
)

_OF: Final = """
SELECT term, rowid, count(*) FILTER (WHERE headed), count(*) FILTER (WHERE NOT headed),
    CAST(sum(count(*)) OVER (PARTITION BY rowid) AS BIGINT) AS size
FROM (
    SELECT rowid, true, unnest(string_to_array(title, ' ')) FROM word_index WHERE {chosen}
    UNION ALL
    SELECT rowid, false, unnest(string_to_array(words, ' ')) FROM word_index WHERE {chosen}
) AS said (rowid, headed, term)
WHERE term <> '' GROUP BY term, rowid
"""


def add(connection: Connection, passages: Sequence[int]) -> None:
    """Write the postings of passages that were put into `word_index`."""
    chosen = _OF.format(chosen="rowid = ANY(?)")
    ids = list(passages)
    connection.execute(
        f"WITH new AS (INSERT INTO word_postings {chosen} RETURNING in_title + in_words AS terms) "  # noqa: S608 - own words
        "UPDATE word_totals SET passages = passages + ?, "
        "terms = terms + (SELECT CAST(coalesce(sum(new.terms), 0) AS BIGINT) FROM new)",
        (ids, ids, len(ids)),
    )


def remove(connection: Connection, passages: Sequence[int]) -> None:
    """Take the postings of passages out, of which `word_index` has rows still."""
    ids = list(passages)
    connection.execute(
        "WITH old AS (DELETE FROM word_postings WHERE passage = ANY(?) "
        "RETURNING in_title + in_words AS terms) "
        "UPDATE word_totals SET passages = passages - "
        "(SELECT count(*) FROM word_index WHERE rowid = ANY(?)), "
        "terms = terms - (SELECT CAST(coalesce(sum(old.terms), 0) AS BIGINT) FROM old)",
        (ids, ids),
    )


def search(
    connection: Connection, terms: Sequence[str], title_weight: float, k: int | None
) -> list[tuple[int, float]]:
    """The `k` best passages (or all) for `terms` by BM25 (k1 = 1.2, b = 0.75), ties by id.

    The terms are added up in their order: sums of floating-point numbers depend on it.
    """
    found = connection.execute(
        """
        WITH totals AS (
            SELECT CAST(passages AS double precision) AS passages,
                CAST(terms AS double precision) / nullif(passages, 0) AS mean FROM word_totals
        ), hits AS (
            SELECT asked.place, one.passage, one.size,
                CAST(? AS double precision) * one.in_title + one.in_words AS uses,
                CAST(count(*) OVER (PARTITION BY asked.place) AS double precision) AS passages
            FROM unnest(CAST(? AS text[])) WITH ORDINALITY AS asked (term, place)
            JOIN word_postings AS one ON one.term = asked.term
        ), rare AS (
            SELECT hits.*, totals.mean, ln(
                (totals.passages - hits.passages + 0.5) / (hits.passages + 0.5)
            ) AS weight FROM hits, totals
        )
        SELECT passage, sum(
            CASE WHEN weight <= 0 THEN CAST(1e-6 AS double precision) ELSE weight END
            * ((uses * 2.2) / (uses + 1.2 * (0.25 + 0.75 * size / mean))) ORDER BY place
        ) AS score
        FROM rare GROUP BY passage ORDER BY score DESC, passage LIMIT ?
        """,
        (title_weight, list(terms), k),
    )
    return [(passage, score) for passage, score in found]


def wrong(connection: Connection) -> int:
    """How many postings are not those of `word_index`, the totals counted as one."""
    right = _OF.format(chosen="true")
    rows = connection.execute(
        f"WITH anew (term, passage, in_title, in_words, size) AS ({right}) "  # noqa: S608 - own words
        "SELECT (SELECT count(*) FROM (TABLE anew EXCEPT TABLE word_postings) AS few) "
        "+ (SELECT count(*) FROM (TABLE word_postings EXCEPT TABLE anew) AS many)"
    ).fetchone()[0]
    totals = connection.execute(
        "SELECT count(*) FROM word_totals WHERE passages = (SELECT count(*) FROM word_index) "
        "AND terms = (SELECT coalesce(sum(in_title + in_words), 0) FROM word_postings)"
    ).fetchone()[0]
    return int(rows) + int(totals != 1)
