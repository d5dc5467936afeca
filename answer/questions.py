"""A library asked questions whose answers are known. Start reading at `read_questions`, `ask_all`.

A team keeps its questions in a spreadsheet: a CSV with the columns `question` and `expected`, where
what is expected is a quotation of the guidance, or "not covered". `answer.cases` keeps the results.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from answer.errors import LibraryError
from answer.places import occurrences, same_words
from answer.records import Verdict
from answer.texts import read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from answer.evaluate import Figures
    from answer.library import Library
    from answer.records import Answer, Citation
    from corpus.records import Span

    Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is expected: a verdict, and documents or passages to be quoted."""

    id: str
    text: str
    expect: Verdict
    corpus: str = ""
    documents: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with its answer; `right` says whether what was expected is quoted.

    None: nothing was expected. `first` says the same of the first line alone. `missing`: none of
    the expected passages stands in the library any more.
    """

    asked: Asked
    answer: Answer
    right: bool | None
    first: bool | None = None
    missing: bool = False

    @property
    def passed(self) -> bool:
        """Whether the verdict is as expected, and what was expected is quoted."""
        refused = self.answer.verdict is Verdict.NOT_COVERED
        if self.asked.expect is Verdict.NOT_COVERED:
            return refused
        return not refused and self.right is not False


def read_questions(path: Path) -> list[Asked]:
    """Questions with what is expected of them: a .csv (see `read_table`), or lines of JSON.

    Raises:
        LibraryError: a line lacks `text` or `expect`, or expects an unknown verdict.
    """
    if path.suffix.lower() == ".csv":
        return read_table(path)
    questions = []
    for place, entry in read_lines(path):
        missing = [name for name in ("text", "expect") if name not in entry]
        if missing:
            raise LibraryError(f"{place}: no `{missing[0]}`; each line needs `text` and `expect`")
        if entry["expect"] not in list(Verdict):  # a list may be asked for what has no hash
            raise LibraryError(f"{place}: `expect` is {entry['expect']!r}, not one of "
                               f"{', '.join(Verdict)}")  # fmt: skip
        for name in ("documents", "passages"):
            if not isinstance(entry.get(name) or [], list):
                raise LibraryError(f"{place}: `{name}` is no list; write it in brackets")
        corpus = str(entry.get("corpus") or "")
        questions.append(
            Asked(
                str(entry.get("id", entry.get("_id", place))),
                str(entry["text"]),
                Verdict(entry["expect"]),
                "" if corpus == "any" else corpus,
                tuple(map(str, entry.get("documents") or ())),
                tuple(map(str, entry.get("passages") or ())),
            )
        )
    return questions


def read_table(path: Path) -> list[Asked]:
    """A team's questions in a file; see `table`."""
    return table(path.read_bytes(), str(path))


def table(data: bytes, name: str) -> list[Asked]:
    """A team's questions: columns `question` and `expected`, and if wanted `id`.

    `expected` is a quotation, or "not covered". A question may stand in several rows: any of their
    quotations will do. Commas, semicolons or tabs part the columns, as spreadsheets write them.

    Raises:
        LibraryError: a column or a value is missing, or a row contradicts an earlier one.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LibraryError(
            f"{name}: not UTF-8 (byte {error.start}); save it as “CSV UTF-8”"
        ) from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        return _cases(name, csv.DictReader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise LibraryError(f"{name}: no table ({error}); save it as “CSV UTF-8”") from None


def _cases(name: str, reader: csv.DictReader[str]) -> list[Asked]:
    columns = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
    for wanted in ("question", "expected"):
        if wanted not in columns:
            raise LibraryError(f"{name}: no column `{wanted}`; the first line names the columns")
    found: dict[str, Asked] = {}
    for row in reader:
        place = f"{name}:{reader.line_num}"
        values = {key: same_words(row[own] or "") for key, own in columns.items() if key}
        if not any(values.values()):
            continue
        if not values["question"] or not values["expected"]:
            raise LibraryError(f"{place}: a question and what is expected must both be there")
        asked = _row(values, place, found.get(values["question"]))
        found[asked.text] = asked
    return list(found.values())


def _row(values: dict[str, str], place: str, before: Asked | None) -> Asked:
    """A row's question, with what earlier rows expect of it."""
    refused = values["expected"].casefold() == Verdict.NOT_COVERED
    expect = Verdict.NOT_COVERED if refused else Verdict.ANSWERED
    if before is not None and (refused or before.expect is not expect):
        raise LibraryError(f"{place}: this question is in the table already, with other wishes")
    return Asked(
        before.id if before is not None else values.get("id") or place.rsplit(":", 1)[-1],
        values["question"],
        expect,
        passages=(
            *(before.passages if before is not None else ()),
            *(() if refused else (values["expected"],)),
        ),
    )


def ask_all(
    library: Library, questions: Sequence[Asked], *, progress: Progress | None = None
) -> list[Outcome]:
    """The answers to the questions that are about this library.

    Raises:
        LibraryError: none is.
    """
    names = {info.name for info in library.documents()}
    mine = [asked for asked in questions if not asked.corpus or asked.corpus in names]
    if not mine:
        raise LibraryError(f"{library.place}: no question is about a document of this library")
    places = _places(library, {passage for asked in mine for passage in asked.passages})
    outcomes = []
    for done, asked in enumerate(mine):
        if progress is not None:
            progress(done, len(mine), "asking")
        outcomes.append(_outcome(asked, library.ask(asked.text), places))
    return outcomes


def _places(library: Library, passages: set[str]) -> dict[str, set[tuple[str, Span]]]:
    """Where expected passages stand: documents' names and spans, each document read once."""
    view = library.snapshot()
    places: dict[str, set[tuple[str, Span]]] = {passage: set() for passage in passages}
    for identifier, name in view.names.items() if passages else ():
        text = _typed(view.document(identifier).text)
        for passage, found in places.items():
            found.update((name, span) for span in occurrences(text, _typed(passage)))
    return places


def _outcome(asked: Asked, answer: Answer, found: dict[str, set[tuple[str, Span]]]) -> Outcome:
    if not asked.documents and not asked.passages:
        return Outcome(asked, answer, None)
    places = {place for passage in asked.passages for place in found[passage]}
    lines = [
        any(_meets(citation, asked, places) for citation in line.citations)
        for section in answer.sections.values()
        for line in section
    ]
    return Outcome(
        asked,
        answer,
        right=any(lines),
        first=bool(lines) and lines[0],
        missing=bool(asked.passages) and not places,
    )


ENOUGH: Final = 0.5
"""Share of the shorter of two quotations that must be common for them to be the same."""


def _meets(citation: Citation, asked: Asked, places: set[tuple[str, Span]]) -> bool:
    """Whether a citation is of an expected document, or quotes an expected passage."""
    if asked.documents:
        return citation.document in asked.documents
    return any(
        min(span.end, citation.end) - max(span.start, citation.start)
        >= ENOUGH * min(span.end - span.start, citation.end - citation.start)
        for name, span in places
        if name == citation.document
    )


def _typed(text: str) -> str:
    """`text` with the quotation marks and dashes that keyboards have, one for one."""
    return text.translate(_MARKS)


_MARKS: Final = str.maketrans("“”„«»‘’‚–—\u00a0", '"""""' + "'''" + "-- ")


def of_answers(outcomes: Sequence[Outcome]) -> Figures:
    """How well coverage is told, and how often what was expected is quoted.

    AUROC of the confidence (covered against not covered); error rates of the verdicts; the share
    of covered questions whose answer quotes what was expected.
    """
    from sklearn.metrics import roc_auc_score

    covered = [o.asked.expect is not Verdict.NOT_COVERED for o in outcomes]
    answered = [o.answer.verdict is Verdict.ANSWERED for o in outcomes]
    refused = [o.answer.verdict is Verdict.NOT_COVERED for o in outcomes]
    quoted = [o.right for o in outcomes if o.right is not None]
    sure = [bool(o.right) for o, told in zip(outcomes, answered, strict=True) if told]
    both = len(set(covered)) > 1
    inside = [i for i, is_covered in enumerate(covered) if is_covered]
    outside = [i for i, is_covered in enumerate(covered) if not is_covered]
    confidences = [o.answer.confidence for o in outcomes]
    return {
        "AUROC of confidence": float(roc_auc_score(covered, confidences)) if both else None,
        "uncovered told as answered": _share(answered[i] for i in outside),
        "uncovered told as answered or partly": _share(not refused[i] for i in outside),
        "covered told as not covered": _share(refused[i] for i in inside),
        "covered told as answered": _share(answered[i] for i in inside),
        "answered that are wrong": _share(not right for right in sure),
        "covered with what was expected quoted": _share(quoted),
        "covered with what was expected first": _share(
            o.first for o in outcomes if o.right is not None
        ),
        "questions": {"covered": len(inside), "uncovered": len(outside)},
    }


def _share(values: Iterable[bool | None]) -> float | None:
    """The share that is true; None of nothing."""
    held = [bool(value) for value in values]
    return sum(held) / len(held) if held else None
