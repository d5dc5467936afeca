"""What changed between two revisions, as JSON and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from answer.caseform import short
from answer.render import plain, quoted
from answer.terminal import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.changes import Changes, Part, Revision

SHOWN: Final = 12
"""Lines of each part in a terminal; all are in `--json`."""


def changes_form(changes: Changes) -> dict[str, Any]:
    """What `changes --json` prints."""
    return {
        "from": changes.former.revision if changes.former is not None else None,
        "to": changes.latter.revision,
        **{
            part: {"gained": list(values.gained), "lost": list(values.lost)}
            for part, values in _parts(changes)
        },
        "answers": (
            None
            if changes.answers is None
            else [
                {
                    "id": change.now.case.id,
                    "question": change.now.case.text,
                    "before": {"verdict": change.before.verdict, "first": change.before.first},
                    "now": {"verdict": change.now.verdict, "first": change.now.first},
                    "broke": change.broke,
                    "mended": change.mended,
                }
                for change in changes.answers
                if change.differs
            ]
        ),
    }


def log_form(revision: Revision) -> dict[str, Any]:
    """One line of the log."""
    return {"revision": revision.revision, "at": revision.at, **revision.what}


def _parts(changes: Changes) -> tuple[tuple[str, Part], ...]:
    return (("units", changes.units), ("ideas", changes.ideas), ("edges", changes.edges))


def changes_text(changes: Changes) -> str:
    """The same for a terminal, long lists cut."""
    former = changes.former.revision if changes.former is not None else "nothing"
    lines = [f"From {former} to {changes.latter.revision}"]
    for name, part in _parts(changes):
        lines.append(f"\n{name.capitalize()}: {len(part.gained):,} gained, {len(part.lost):,} lost")
        for sign, told in (("+", part.gained), ("-", part.lost)):
            lines += [f"  {sign} {_line(name, one)}" for one in told[:SHOWN]]
            if len(told) > SHOWN:
                lines.append(f"  {sign} … and {len(told) - SHOWN:,} more (all with --json)")
    lines += ["", *_answers(changes)]
    return "\n".join(lines) + "\n"


def _line(name: str, one: dict[str, str]) -> str:
    if name == "units":
        document = plain(one["source"].rsplit("/", 1)[-1])
        return f"{one['kind']} {quoted(short(one['quote']))} ({document})"
    if name == "ideas":
        return f"{one['kind']} {short(one['name'])}"
    relation = one["relation"].replace("_", " ")
    return f"{short(one['from_name'])} [{relation}] {short(one['to_name'])}"


def _answers(changes: Changes) -> list[str]:
    if changes.answers is None:
        return [
            "Answers: not compared; run `guidegraph eval questions` before a change and after it"
        ]
    changed = [change for change in changes.answers if change.differs]
    lines = [f"Answers: {len(changed)} of {count(len(changes.answers), 'kept question')} changed"]
    for change in changed:
        mark = " (broke)" if change.broke else " (mended)" if change.mended else ""
        lines.append(f"  {plain(change.now.case.id)}  {short(change.now.case.text)}{mark}")
        for sign, one in (("-", change.before), ("+", change.now)):
            first = f": {quoted(short(one.first))}" if one.first else ""
            lines.append(f"    {sign} {one.verdict}{first}")
    return lines


def log_text(revisions: Sequence[Revision]) -> str:
    """The log, newest first."""
    lines = []
    for one in reversed(revisions):
        what = [
            count(len(one.what[name]), "document") + f" {name}"
            for name in ("added", "changed", "removed")
            if one.what.get(name)
        ] + [f"corrected: {said}" for said in one.what.get("corrected", ())]
        lines.append(f"{one.revision}  {one.at[:16].replace('T', ' ')}  {', '.join(what)}")
    return "\n".join(lines) + "\n" if lines else "No revision yet.\n"
