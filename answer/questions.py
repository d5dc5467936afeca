"""A library asked questions whose answers are known. Start reading at `ask_all`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from answer.errors import LibraryError
from answer.records import Verdict
from answer.texts import read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from answer.evaluate import Figures
    from answer.library import Library
    from answer.records import Answer

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

    None: nothing was expected.
    """

    asked: Asked
    answer: Answer
    right: bool | None


def read_questions(path: Path) -> list[Asked]:
    """Questions with what is expected of them.

    Raises:
        LibraryError: a line lacks `text` or `expect`, or expects an unknown verdict.
    """
    questions = []
    for place, entry in read_lines(path):
        missing = [name for name in ("text", "expect") if name not in entry]
        if missing:
            raise LibraryError(f"{place}: no `{missing[0]}`; each line needs `text` and `expect`")
        if entry["expect"] not in set(Verdict):
            raise LibraryError(f"{place}: `expect` is {entry['expect']!r}, not one of "
                               f"{', '.join(Verdict)}")  # fmt: skip
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
        raise LibraryError(f"{library.folder}: no question is about a document of this library")
    outcomes = []
    for done, asked in enumerate(mine):
        if progress is not None:
            progress(done, len(mine), "asking")
        answer = library.ask(asked.text)
        outcomes.append(Outcome(asked, answer, _quotes(library, answer, asked)))
    return outcomes


def _quotes(library: Library, answer: Answer, asked: Asked) -> bool | None:
    """Whether a citation of the answer is of an expected document, or meets an expected passage."""
    if not asked.documents and not asked.passages:
        return None
    lines = [line for section in answer.sections.values() for line in section]
    cited = [citation for line in lines for citation in line.citations]
    if asked.documents:
        return any(citation.document in asked.documents for citation in cited)
    for citation in cited:
        text = library.document(citation.document).text
        for passage in asked.passages:
            start = text.find(passage)
            if start >= 0 and start < citation.end and citation.start < start + len(passage):
                return True
    return False


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
        "questions": {"covered": len(inside), "uncovered": len(outside)},
    }


def _share(values: Iterable[bool | None]) -> float | None:
    """The share that is true; None of nothing."""
    held = [bool(value) for value in values]
    return sum(held) / len(held) if held else None
