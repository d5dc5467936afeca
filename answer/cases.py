"""A team's own evaluation: its cases and their results, kept in the library by revision.

Start reading at `keep` and `compare`. What broke is what passed at the revision that was examined
before this one and fails now.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from answer import journal
from answer.errors import NotFound
from answer.places import same_words
from answer.questions import Asked, ask_all
from answer.records import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from answer.library import Library
    from answer.questions import Outcome
    from index.database import Connection

    Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """A case's result: `first` is the first line of the answer, "" without one.

    `why` says in words why it did not pass; "" when it did.
    """

    case: Asked
    passed: bool
    verdict: str
    confidence: float
    first: str
    document: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """A case at two revisions."""

    before: Result
    now: Result

    @property
    def broke(self) -> bool:
        """Whether it passed before and fails now."""
        return self.before.passed and not self.now.passed

    @property
    def mended(self) -> bool:
        """Whether it failed before and passes now."""
        return self.now.passed and not self.before.passed

    @property
    def differs(self) -> bool:
        """Whether the verdict or the first line is another."""
        return (self.before.verdict, self.before.first) != (self.now.verdict, self.now.first)


def result(outcome: Outcome) -> Result:
    """What is kept of an outcome."""
    lines = [line for section in outcome.answer.sections.values() for line in section]
    return Result(
        case=outcome.asked,
        passed=outcome.passed,
        verdict=outcome.answer.verdict.value,
        confidence=outcome.answer.confidence,
        first=same_words(lines[0].text) if lines else "",
        document=lines[0].citations[0].document if lines else "",
        why=_why(outcome),
    )


def _why(outcome: Outcome) -> str:
    if outcome.passed:
        return ""
    if outcome.asked.expect is Verdict.NOT_COVERED:
        return f"it is {outcome.answer.verdict.value}, and should not be covered"
    if outcome.missing:
        return "what is expected is not in the library"
    if outcome.answer.verdict is Verdict.NOT_COVERED:
        return "it is told as not covered"
    return "what is expected is not quoted"


# -- keeping ---------------------------------------------------------------------------------


def keep(library: Library, name: str, outcomes: Sequence[Outcome]) -> tuple[Result, ...]:
    """Keep the results of the set of cases `name` (its file's) for the present revision.

    Cases of this set that are not among them any more are forgotten.
    """
    results = tuple(result(outcome) for outcome in outcomes)
    revision = library.revision
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    with library.store.alone(), library.store.transaction() as connection:
        _keep_cases(connection, name, [one.case for one in results])
        connection.executemany(
            "INSERT INTO results VALUES (?, ?, ?, ?) ON CONFLICT (case_id, revision) "
            "DO UPDATE SET at = excluded.at, record = excluded.record",
            [(_identify(name, one.case), revision, now, _dump(one)) for one in results],
        )
        journal.note(library.store, journal.Part.QUESTIONS, {"asked": [name]})
    return results


def _keep_cases(connection: Connection, name: str, cases: Sequence[Asked]) -> None:
    kept = {_identify(name, case) for case in cases}
    for row in connection.execute("SELECT id, record FROM cases").fetchall():
        if json.loads(row["record"])["set"] == name and row["id"] not in kept:
            connection.execute("DELETE FROM cases WHERE id = ?", (row["id"],))
    for position, case in enumerate(cases):
        record = json.dumps({"set": name, **_case_form(case)}, ensure_ascii=False)
        connection.execute(
            "INSERT INTO cases VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET position = excluded.position, record = excluded.record",
            (_identify(name, case), position, record),
        )


def _identify(name: str, case: Asked) -> str:
    """A case's id: of its set, its words and what is expected, whatever its own id."""
    form = {**_case_form(case), "id": name}
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()[:16]


def _case_form(case: Asked) -> dict[str, Any]:
    return {
        "id": case.id,
        "text": case.text,
        "expect": case.expect.value,
        "corpus": case.corpus,
        "documents": list(case.documents),
        "passages": list(case.passages),
    }


def _case(form: dict[str, Any]) -> Asked:
    return Asked(
        form["id"],
        form["text"],
        Verdict(form["expect"]),
        form["corpus"],
        tuple(form["documents"]),
        tuple(form["passages"]),
    )


def _dump(one: Result) -> str:
    return json.dumps(
        {
            "passed": one.passed,
            "verdict": one.verdict,
            "confidence": one.confidence,
            "first": one.first,
            "document": one.document,
            "why": one.why,
        },
        ensure_ascii=False,
    )


# -- comparing -------------------------------------------------------------------------------


def kept(library: Library) -> tuple[Asked, ...]:
    """All cases that are kept, in the order of their files."""
    return tuple(case for _, case in _kept(library))


def _kept(library: Library) -> list[tuple[str, Asked]]:
    found = library.store.rows("SELECT record FROM cases ORDER BY position, id")
    forms = sorted((json.loads(row["record"]) for row in found), key=lambda form: form["set"])
    return [(form["set"], _case(form)) for form in forms]


def results(library: Library, revision: str) -> dict[str, Result]:
    """The results at a revision, by the case's id in the library's file."""
    found = library.store.rows(
        "SELECT r.case_id, r.record, c.record AS kept FROM results r JOIN cases c ON "
        "c.id = r.case_id WHERE r.revision = ? ORDER BY c.position, c.id",
        revision,
    )
    return {
        row["case_id"]: Result(case=_case(json.loads(row["kept"])), **json.loads(row["record"]))
        for row in found
    }


def examined_before(library: Library, revision: str) -> str | None:
    """The revision that was examined last before the kept results of `revision`, or at all."""
    found = library.store.rows(
        "SELECT revision FROM results WHERE revision != ? GROUP BY revision "
        "ORDER BY max(at) DESC LIMIT 1",
        revision,
    )
    return str(found[0]["revision"]) if found else None


def compare(library: Library, former: str, latter: str) -> tuple[Change, ...]:
    """The cases that have results at both revisions, in the order of their files."""
    before, now = results(library, former), results(library, latter)
    return tuple(Change(before[key], one) for key, one in now.items() if key in before)


def examine(library: Library, *, progress: Progress | None = None) -> None:
    """Ask the kept cases that have no result at the present revision yet.

    Raises:
        NotFound: no cases are kept.
    """
    cases = _kept(library)
    if not cases:
        raise NotFound("no questions are kept; run `guidegraph eval questions` once")
    there = results(library, library.revision)
    for name in dict.fromkeys(name for name, _ in cases):
        mine = [case for own, case in cases if own == name]
        if any(_identify(name, case) not in there for case in mine):
            keep(library, name, ask_all(library, mine, progress=progress))
