"""The JSON forms of trails and quizzes, and a trail as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from answer.jsonform import citation_form
from answer.places import same_words
from answer.render import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.quiz import Quiz
    from answer.render import Page
    from answer.revisit import Seen, SeenEntry
    from answer.trails import Trail


def trail_form(trail: Trail, entries: Sequence[SeenEntry]) -> dict[str, Any]:
    """What `trail show --json` prints."""
    return {
        "name": trail.name,
        "note": trail.note,
        "entries": [
            {
                "number": seen.entry.number,
                "form": seen.entry.form.value,
                "note": seen.entry.note,
                "ideas": [
                    {
                        "id": idea.idea or None,
                        "name": idea.kept.name,
                        "kind": idea.kept.kind,
                        "quotations": [_seen(one) for one in idea.seen],
                    }
                    for idea in seen.ideas
                ],
                "steps": [
                    {
                        "relation": step.kept.relation,
                        "forward": step.kept.forward,
                        "linked": step.linked,
                        "from": _seen(step.source),
                        "to": _seen(step.target),
                    }
                    for step in seen.steps
                ],
                "quotations": [_seen(one) for one in seen.quotations],
                "changes": list(seen.changes),
            }
            for seen in entries
        ],
    }


def _seen(one: Seen) -> dict[str, Any]:
    return {
        "quote": one.place.quote,
        "state": one.state.value,
        "citation": citation_form(one.citation) if one.citation is not None else None,
    }


def trail_text(trail: Trail, entries: Sequence[SeenEntry], page: Page) -> str:
    """A trail with the numbers of its entries, and what is not as it was."""
    lines = [page.style(trail.name, "1")]
    if trail.note:
        lines.append(page.wrap(trail.note))
    for seen in entries:
        rest = "    "
        lines.append(page.wrap(_title(seen), first=f"{seen.entry.number:>2}. ", rest=rest))
        if seen.entry.note:
            lines.append(page.wrap(seen.entry.note, first=rest, rest=rest))
        lines += [page.wrap(f"! {change}", first=rest, rest=f"{rest}  ") for change in seen.changes]
    if not entries:
        lines.append("Nothing in it yet; add ideas with `guidegraph trail add`.")
    return "\n".join(lines) + "\n"


def _title(seen: SeenEntry) -> str:
    if seen.steps:
        return "path: " + " → ".join(idea.kept.name for idea in seen.ideas)
    if seen.ideas:
        return f"{seen.ideas[0].kept.kind}: {seen.ideas[0].kept.name}"
    (one,) = seen.quotations
    return f"quotation: {quoted(same_words(one.place.quote))} ({one.document})"


def quiz_form(quiz: Quiz) -> dict[str, Any]:
    """What `quiz --json` prints."""
    return {
        "seed": quiz.seed,
        "wanted": quiz.wanted,
        "revision": quiz.revision,
        "questions": [
            {
                "form": question.form.value,
                "prompt": question.prompt,
                "quote": citation_form(question.quote),
                "choices": [
                    {
                        "text": choice.text,
                        "right": choice.right,
                        "citation": citation_form(choice.citation) if choice.citation else None,
                    }
                    for choice in question.choices
                ],
                "explanation": [citation_form(one) for one in question.explanation],
                "ideas": list(question.ideas),
            }
            for question in quiz.questions
        ],
    }
