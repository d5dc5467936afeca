"""The tables of a library's file, and how they come from one version to the next.

One SQLite file (WAL) is the truth. Vectors are float32 rows; document records (sections,
passages, origins) are JSON. Rows derived from several documents (`ideas`, `mentions`, `edges`)
are written anew by linking; all others belong to one document and go with it, but for what people
made: `corrections`, `trails`, `cases` and `unanswered` stay whatever happens to documents, and so
does the `journal` of all changes.

`TABLES` is version 1; each entry of `CHANGES` leads from one version to the next. A new library
goes the same way as an old one, so that both are the same.
"""

from __future__ import annotations

from typing import Final

TABLES: Final = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE models (
    name TEXT PRIMARY KEY, position INTEGER NOT NULL, fingerprint TEXT NOT NULL,
    dimension INTEGER NOT NULL
) STRICT;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, language TEXT NOT NULL,
    sha256 TEXT NOT NULL, media_type TEXT NOT NULL, added TEXT NOT NULL,
    words INTEGER NOT NULL, text TEXT NOT NULL,
    structure TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    number INTEGER NOT NULL, language TEXT NOT NULL, UNIQUE (document, number)
) STRICT;
CREATE TABLE units (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    number INTEGER NOT NULL, passage INTEGER NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (document, number)
) STRICT;
CREATE TABLE passage_vectors (
    passage INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE, model TEXT NOT NULL,
    vector BLOB NOT NULL, PRIMARY KEY (model, passage)
) STRICT, WITHOUT ROWID;
CREATE INDEX passage_vectors_of ON passage_vectors (passage);
CREATE TABLE unit_vectors (
    unit INTEGER NOT NULL REFERENCES units(id) ON DELETE CASCADE, model TEXT NOT NULL,
    vector BLOB NOT NULL, PRIMARY KEY (model, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_vectors_of ON unit_vectors (unit);
CREATE TABLE ideas (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL,
    sources INTEGER NOT NULL
) STRICT;
CREATE TABLE mentions (
    unit INTEGER PRIMARY KEY REFERENCES units(id) ON DELETE CASCADE,
    idea TEXT NOT NULL REFERENCES ideas(id) ON DELETE CASCADE
) STRICT;
CREATE INDEX mentions_of ON mentions (idea);
CREATE TABLE edges (
    source TEXT NOT NULL, relation TEXT NOT NULL, target TEXT NOT NULL, score REAL NOT NULL,
    signals TEXT NOT NULL, source_unit INTEGER NOT NULL, target_unit INTEGER NOT NULL,
    PRIMARY KEY (source, relation, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_into ON edges (target);
CREATE TABLE dependent (document TEXT PRIMARY KEY, family TEXT NOT NULL) STRICT;
CREATE TABLE revisions (
    number INTEGER PRIMARY KEY, revision TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL
) STRICT;
CREATE TABLE removed (
    source TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
"""

CHANGES: Final[tuple[str, ...]] = (
    """
CREATE TABLE corrections (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, record TEXT NOT NULL
) STRICT;
CREATE TABLE extracted (
    unit INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    number INTEGER NOT NULL, record TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE INDEX extracted_of ON extracted (document);
CREATE TABLE extracted_vectors (
    unit INTEGER NOT NULL REFERENCES extracted(unit) ON DELETE CASCADE, model TEXT NOT NULL,
    vector BLOB NOT NULL, PRIMARY KEY (unit, model)
) STRICT, WITHOUT ROWID;
CREATE TABLE trails (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, record TEXT NOT NULL
) STRICT;
CREATE TABLE trail_changes (
    number INTEGER PRIMARY KEY, trail INTEGER NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL,
    former TEXT
) STRICT;
CREATE TABLE cases (id TEXT PRIMARY KEY, position INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE results (
    case_id TEXT NOT NULL REFERENCES cases(id) ON DELETE CASCADE, revision TEXT NOT NULL,
    at TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (case_id, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE differences (
    number INTEGER PRIMARY KEY REFERENCES revisions(number) ON DELETE CASCADE, record BLOB NOT NULL
) STRICT;
""",
    """
CREATE TABLE unanswered (
    question TEXT PRIMARY KEY, note TEXT NOT NULL, at TEXT NOT NULL, revision TEXT NOT NULL
) STRICT;
""",
    """
CREATE TABLE journal (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL,
    account TEXT NOT NULL, part TEXT NOT NULL, what TEXT NOT NULL, revision TEXT NOT NULL
) STRICT;
CREATE TRIGGER journal_unchanged BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is not changed'); END;
CREATE TRIGGER journal_kept BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is not shortened'); END;
""",
)
"""What each version adds.

2: corrections by hand, with what extraction had found of units that one changed or set aside
(`extracted`); trails, with what each was before its changes; the cases of a team's own evaluation
and their results by revision; what each change of the library gained and lost (zlib of JSON).
3: questions that the guidance does not answer, as people noted them.
4: the journal: who changed what, and when; its lines can be neither changed nor deleted.
"""

VERSION: Final = 1 + len(CHANGES)
"""What `PRAGMA user_version` holds."""
