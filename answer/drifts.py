"""Twins side by side, and where they drift apart: `guidegraph twins` and `guidegraph drift`.

Start reading at `twins`, `drift` and `compared`, which shows one on the other. Twins are found
from the stored vectors of passages; for drift the sentences and words of the twins asked for are
embedded anew (a page takes seconds).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from answer.errors import NotFound
from answer.records import Citation
from corpus.records import Form, Span
from index.analysis import analyse
from kg import drift as drifting
from kg import twins as twinning
from kg.renderings import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from answer.library import Library
    from answer.snapshot import Snapshot
    from corpus.records import Document
    from kg.alignment import Alignment
    from kg.drift import DriftKind, Place


@dataclass(frozen=True, slots=True)
class Row:
    """Passages that stand side by side; one side is empty where nothing answers to the other.

    `differences` is filled by `compared`.
    """

    left: tuple[Citation, ...]
    right: tuple[Citation, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class TwinPages:
    """Two documents that are copies or translations of each other.

    `covered` is the share of each one's passages that are aligned; `rows` are all passages of
    both in order. `elsewhere` are differences that begin in no row, as in a heading; it is filled
    by `compared`.
    """

    left: str
    right: str
    languages: tuple[str, str]
    covered: tuple[float, float]
    rows: tuple[Row, ...]
    elsewhere: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation with the words in it that differ, by offsets in the document."""

    citation: Citation
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A drift between twins, both sides quoted; `more` are the other renderings of a term."""

    kind: DriftKind
    score: float
    left: Quoted
    right: Quoted
    more: tuple[tuple[Quoted, Quoted], ...]


def twins(library: Library, document: str | None = None) -> tuple[TwinPages, ...]:
    """All twins of a library, or those of one document (name, id or source), by name.

    Raises:
        NotFound: there is no such document.
    """
    view = library.snapshot()
    only = library.info(document).id if document is not None else None
    return tuple(_pages(view, *pair, found) for pair, found in _found(view, only))


def drift(library: Library, document: str | None = None) -> tuple[Difference, ...]:
    """Where twins differ: all of a library's, or those of one document.

    Raises:
        NotFound: there is no such document, or it has no twin.
    """
    view = library.snapshot()
    only = library.info(document).id if document is not None else None
    pairs = [pair for pair, _ in _found(view, only)]
    if only is not None and not pairs:
        raise NotFound(
            f"{document}: no other document is a copy or translation of it; "
            "`guidegraph twins` shows which have one"
        )
    return tuple(difference for pair in pairs for difference in _differences(library, view, *pair))


def compared(library: Library, one: str, other: str) -> TwinPages:
    """Two twins side by side, every row with the differences that begin in it.

    Raises:
        NotFound: there is no such document, or the two are no twins.
    """
    view = library.snapshot()
    wanted = {library.info(name).id for name in (one, other)}
    for pair, found in _found(view, min(wanted)):
        if set(pair) == wanted:
            pages = _pages(view, *pair, found)
            left = list(_differences(library, view, *pair))
            rows = []
            for row in _joined(pages.rows, left):
                mine = tuple(told for told in left if _in(row, told))
                left = [told for told in left if told not in mine]
                rows.append(replace(row, differences=mine))
            return replace(pages, rows=tuple(rows), elsewhere=tuple(left))
    raise NotFound(
        f"{one}: neither a copy nor a translation of {other}; "
        "`guidegraph twins` shows which documents have one"
    )


def _joined(rows: Sequence[Row], differences: Sequence[Difference]) -> Iterator[Row]:
    """The rows, those that stand alone side by side where their sentences are compared.

    Sentences are aligned anew for drift, and with another number or a negation two passages may
    be too unlike to be aligned while their sentences are not.
    """
    alone: list[Row] = []
    for row in (*rows, None):
        if row is not None and not (row.left and row.right):
            alone.append(row)
            continue
        for one in list(alone):
            other = next(
                (
                    other
                    for other in alone
                    if one.left and other.right and _compared(one, other, differences)
                ),
                None,
            )
            if other is not None:
                alone[alone.index(one)] = Row(one.left, other.right)
                alone.remove(other)
        yield from alone
        alone = []
        if row is not None:
            yield row


def _compared(one: Row, other: Row, differences: Sequence[Difference]) -> bool:
    """Whether a sentence on the left of one row is compared with one on the right of the other."""
    return any(
        told.kind not in drifting.WHOLE
        and _holds(one.left, told.left.citation.start)
        and _holds(other.right, told.right.citation.start)
        for told in differences
    )


def _holds(passages: Sequence[Citation], start: int) -> bool:
    return any(passage.start <= start < passage.end for passage in passages)


def _in(row: Row, one: Difference) -> bool:
    """Whether a difference begins in a row; what is only on the right is told there."""
    cited, there = (
        (one.right, row.right) if one.kind is drifting.DriftKind.ADDED else (one.left, row.left)
    )
    return _holds(there, cited.citation.start)


def sentences(document: Document) -> list[drifting.Sentence]:
    """A document's sentences that guide, headings among them."""
    found = []
    for passage in document.passages:
        if passage.chrome or passage.form is Form.CODE:
            continue
        for span in passage.sentences:
            text = span.of(document.text)
            if any(letter.isalpha() for letter in text):
                key = passage.form is Form.HEADING
                found.append(drifting.Sentence(span, text, passage.language, key))
    return found


def words(text: str, language: str) -> Iterator[Word]:
    """The content words of a sentence."""
    at = 0
    for word in analyse(text, language):
        place = text.find(word.text, at)
        if place >= 0 and word.text.isalpha():
            yield Word(word.text, word.term, place)
            at = place + len(word.text)


def _found(view: Snapshot, only: str | None) -> list[tuple[tuple[str, str], Alignment]]:
    """Twins by document ids, by their names, of each pair the first name first."""
    held = view.held()
    found = []
    for (one, other), aligned in twinning.find(held.sequences, held.passages).items():
        if only is None or only in {one, other}:
            turn = view.names[one] > view.names[other]
            found.append(((other, one), aligned.turned()) if turn else ((one, other), aligned))
    return sorted(found, key=lambda entry: [view.names[name] for name in entry[0]])


def _pages(view: Snapshot, first: str, second: str, found: Alignment) -> TwinPages:
    held = view.held()
    cited = [
        [
            _cite(view, name, view.document(name).passages[held.numbers[row]].span)
            for row in held.sequences[name]
        ]
        for name in (first, second)
    ]
    return TwinPages(
        view.names[first],
        view.names[second],
        (view.document(first).language, view.document(second).language),
        found.covered,
        tuple(_rows(cited[0], cited[1], found)),
    )


def _rows(left: Sequence[Citation], right: Sequence[Citation], found: Alignment) -> Iterator[Row]:
    """All passages in order: what is aligned side by side, the rest alone."""
    i = j = 0
    for bead in found.beads:
        yield from (Row((one,), ()) for one in left[i : bead.left[0]])
        yield from (Row((), (one,)) for one in right[j : bead.right[0]])
        i, j = bead.left[-1] + 1, bead.right[-1] + 1
        yield Row(tuple(left[p] for p in bead.left), tuple(right[p] for p in bead.right))
    yield from (Row((one,), ()) for one in left[i:])
    yield from (Row((), (one,)) for one in right[j:])


def _differences(library: Library, view: Snapshot, first: str, second: str) -> Iterator[Difference]:
    embedder = library.embedders()[0]
    found = drifting.find(
        sentences(view.document(first)),
        sentences(view.document(second)),
        [embedder.encode_passages, embedder.encode_queries],
        words,
    )
    for one in found:
        yield Difference(
            one.kind,
            one.score,
            _quoted(view, first, one.left),
            _quoted(view, second, one.right),
            tuple((_quoted(view, first, a), _quoted(view, second, b)) for a, b in one.more),
        )


def _quoted(view: Snapshot, document: str, place: Place) -> Quoted:
    return Quoted(_cite(view, document, place.span), place.marks)


def _cite(view: Snapshot, identifier: str, span: Span) -> Citation:
    """The citation of a place in a document."""
    document = view.document(identifier)
    passage = next(one for one in document.passages if one.span.end > span.start)
    return Citation(
        document=view.names[identifier],
        source=document.source,
        heading=" > ".join(passage.heading_path) or document.title,
        start=span.start,
        end=span.end,
        quote=span.of(document.text),
        language=passage.language,
    )
