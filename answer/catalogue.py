"""What is in a library, for its table of contents: documents, and the questions they suggest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from answer import store
from answer.errors import NotFound
from kg.records import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from answer.snapshot import Snapshot
    from answer.store import Store


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One document as `guidegraph list` shows it."""

    id: str
    name: str
    title: str
    source: str
    language: str
    media_type: str
    passages: int
    units: int
    kinds: Mapping[str, int]
    words: int
    added: str
    sha256: str


def documents(opened: Store) -> tuple[DocumentInfo, ...]:
    """All documents, by name."""
    found = opened.rows(
        "SELECT d.id, d.title, d.source, d.language, d.media_type, d.added, d.sha256, d.words, "
        "(SELECT count(*) FROM passages p WHERE p.document = d.id) AS passages FROM documents d"
    )
    kinds: dict[str, dict[str, int]] = {}
    for row in opened.rows("SELECT document, kind, count(*) AS n FROM units GROUP BY 1, 2"):
        kinds.setdefault(row["document"], {})[row["kind"]] = row["n"]
    names = store.short_names([row["source"] for row in found])
    infos = [
        DocumentInfo(
            id=row["id"],
            name=names[row["source"]],
            title=row["title"],
            source=row["source"],
            language=row["language"],
            media_type=row["media_type"],
            passages=row["passages"],
            units=sum(kinds.get(row["id"], {}).values()),
            kinds=kinds.get(row["id"], {}),
            words=row["words"],
            added=row["added"],
            sha256=row["sha256"],
        )
        for row in found
    ]
    return tuple(sorted(infos, key=lambda info: info.name))


def info(opened: Store, document: str) -> DocumentInfo:
    """A document by name, id or source.

    Raises:
        NotFound: there is none.
    """
    for found in documents(opened):
        if document in {found.name, found.id, found.source}:
            return found
    raise NotFound(f"{document}: not in the library; `guidegraph list` shows what is")


def languages(opened: Store) -> set[str]:
    """The languages that the documents are in."""
    return {row["language"] for row in opened.rows("SELECT DISTINCT language FROM documents")}


def examples(view: Snapshot, language: str, most: int) -> tuple[str, ...]:
    """Questions made of the conditions of practices, one of each document.

    Those that bring somebody in ("a client", "someone") come first, then urgent ones.
    """
    opening = {"pl": "Co robić, "}.get(language, "What should I do ")
    found: list[tuple[bool, bool, str, str]] = []
    for unit in view.units.values():
        if unit.kind is not Kind.PRACTICE or unit.language != language or unit.condition is None:
            continue
        condition = unit.condition.of(view.document(unit.document).text)
        words = condition.strip(MARKUP).split()
        plain = [word.casefold().strip(MARKUP) for word in words]
        alone = not PRONOUNS & set(plain) and not any(mark in condition for mark in ',;:(“"„')
        fewest, longest = EXAMPLE_WORDS
        if alone and plain[0] in EXAMPLE_OPENERS and fewest <= len(words) <= longest:
            text = " ".join(words)
            question = f"{opening}{text[0].lower()}{text[1:]}?"
            found.append((plain[1] not in SOMEBODY, unit.urgent is None, unit.document, question))
    chosen: dict[str, str] = {}
    for *_, document, question in sorted(found):
        chosen.setdefault(document, question)
    return tuple(dict.fromkeys(chosen.values()))[:most]


SOMEBODY: Final = frozenset(
    {"a", "an", "someone", "somebody", "anyone", "anybody", "people", "ktoś"}
)
"""Words after "if" that bring in whom the question is about, where "the" would point back."""

EXAMPLE_OPENERS: Final = frozenset({"if", "when", "gdy", "kiedy", "jeśli", "jeżeli"})

EXAMPLE_WORDS: Final = (4, 12)
"""Words of a condition that makes a good example question."""

PRONOUNS: Final = frozenset(
    {"he", "she", "it", "they", "them", "this", "that", "these", "those", "either", "nothing"}
    | {"you", "your", "yourself", "any", "both", "neither", "there"}
    | {"on", "ona", "ono", "oni", "one", "to", "ten", "ta", "tego", "go", "ją", "ich", "ci", "cię"}
)
"""Words that need the sentence before them, or that speak to the reader: a question with one of
these does not stand alone."""

MARKUP: Final = " .*_"
"""What may stand around the words and is none of them."""
