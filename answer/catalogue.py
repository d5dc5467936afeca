"""What is in a library, for its table of contents: documents, and the questions they suggest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from answer import store
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


def examples(view: Snapshot, language: str, most: int) -> tuple[str, ...]:
    """Questions made of the conditions of practices, urgent ones first, one of each document."""
    opening = {"pl": "Co robić, "}.get(language, "What should I do ")
    found: dict[str, str] = {}
    order = sorted(
        view.units.values(), key=lambda unit: (unit.urgent is None, unit.document, unit.span)
    )
    for unit in order:
        if unit.kind is not Kind.PRACTICE or unit.language != language or unit.condition is None:
            continue
        words = unit.condition.of(view.document(unit.document).text).split()
        alone = not PRONOUNS & {word.casefold() for word in words}
        fewest, longest = EXAMPLE_WORDS
        if words[0].casefold() in EXAMPLE_OPENERS and alone and fewest <= len(words) <= longest:
            text = " ".join(words)
            found.setdefault(unit.document, f"{opening}{text[0].lower()}{text[1:]}?")
    return tuple(list(found.values())[:most])


EXAMPLE_OPENERS: Final = frozenset({"if", "when", "gdy", "kiedy", "jeśli", "jeżeli"})

EXAMPLE_WORDS: Final = (4, 12)
"""Words of a condition that makes a good example question."""

PRONOUNS: Final = frozenset(
    {"he", "she", "it", "they", "them", "this", "that", "these", "those", "either", "nothing"}
    | {"on", "ona", "ono", "oni", "one", "to", "ten", "ta", "tego", "go", "ją", "ich"}
)
"""Words that need the sentence before them: a question with one does not stand alone."""
