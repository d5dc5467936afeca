"""The tables of a library's file, and how they come from one version to the next.

One SQLite file (WAL) is the truth. Vectors are float32 rows; document records (sections,
passages, origins) are JSON. Rows derived from several documents (`ideas`, `mentions`, `edges`)
are written anew by linking; all others belong to one document and go with it.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = 1

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
