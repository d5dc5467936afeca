"""Write docs/cli.schema.json, what `--json` prints: `python -m benchmarks.make_schemas`.

A JSON Schema (2020-12) for each command that has `--json`, by the command's words, and by further
ones where an option or argument changes the form (`changes --log`). Every key is named and no other
is allowed. Tests hold that the file is what this gives, that every command has its schema, and
that what the commands print, whatever they are asked, obeys it. Start reading at `COMMANDS`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from benchmarks.schema_forms import (
    COUNT,
    FORMS,
    IDEA,
    KIND,
    LANGUAGE,
    LINK,
    MARKED,
    NAMED,
    POSITIVE,
    RELATION,
    REVISION,
    SEEN,
    SHARE,
    STATE,
    STRENGTH,
    TEXT,
    TIME,
    UNIT_KIND,
    VERDICT,
    WORDS,
    YES_OR_NO,
    Schema,
    also,
    form,
    listed,
    of,
    one_of,
    or_null,
    pair,
)

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "cli.schema.json"

# -- what each command prints --------------------------------------------------------------------

ANSWER: Final = form(
    question=WORDS,
    language=LANGUAGE,
    verdict=VERDICT,
    confidence=SHARE,
    sections=form(
        urgent=listed(of("line")),
        do=listed(of("line")),
        say=listed(of("line")),
        avoid=listed(of("risk")),
        principles=listed(of("line")),
        differs=listed(of("line")),
    ),
    not_covered=listed(WORDS),
    nearest=listed(of("line")),
    revision=REVISION,
    machine_or_not=form(
        model=WORDS,
        summary=listed(form(text=WORDS, ideas=listed(IDEA, minItems=1))),
        reordered=listed(one_of("urgent", "do", "say", "avoid", "principles", "differs")),
    ),
)
UNIT: Final = form(
    document=WORDS,
    start=COUNT,
    end=POSITIVE,
    text=WORDS,
    kind=UNIT_KIND,
    probabilities=form(principle=SHARE, risk=SHARE, practice=SHARE, benefit=SHARE, context=SHARE),
    name=WORDS,
    strength=STRENGTH,
    condition=or_null(WORDS),
    exception=or_null(WORDS),
    wording=or_null(WORDS),
    urgent=YES_OR_NO,
    language=LANGUAGE,
    idea=or_null(IDEA),
)
CHANGE: Final = {
    part: form(gained=listed(one), lost=listed(one))
    for part, one in (
        ("units", form(source=WORDS, kind=UNIT_KIND, quote=WORDS)),
        ("ideas", form(id=IDEA, name=WORDS, kind=UNIT_KIND)),
        ("edges", form(from_=IDEA, relation=RELATION, to=IDEA, from_name=TEXT, to_name=TEXT)),
    )
}
FIRST: Final = form(verdict=VERDICT, first=TEXT)
MEASURED: Final = or_null(SHARE)

QUESTIONS: Final = (
    "AUROC of confidence",
    "uncovered told as answered",
    "uncovered told as answered or partly",
    "covered told as not covered",
    "covered told as answered",
    "answered that are wrong",
    "covered with what was expected quoted",
    "covered with what was expected first",
)
"""The figures of a team's own questions, null where there are no such questions."""

COMMANDS: Final[dict[str, Schema]] = {
    "add": of("report"),
    "restore": of("report"),
    "rebuild": of("report"),
    "remove": form(removed=listed(WORDS, minItems=1)),
    "list": listed(
        form(
            name=WORDS,
            id={"type": "string", "pattern": "^[0-9a-f]{12}$"},
            title=TEXT,
            source=WORDS,
            language=LANGUAGE,
            media_type=WORDS,
            passages=COUNT,
            units=COUNT,
            words=COUNT,
            added=TIME,
            sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        )
    ),
    "ask": ANSWER,
    "units": listed(UNIT),
    "edges": listed(of("edge")),
    "path": listed(of("edge")),
    "path --ways": form(
        from_=of("idea"),
        to=of("idea"),
        ways=listed(
            form(weakest=SHARE, vague=YES_OR_NO, steps=listed(also(LINK, forward=YES_OR_NO)))
        ),
        apart={"type": "null"},
    ),
    "twins": listed(
        form(
            left=WORDS,
            right=WORDS,
            languages=pair(LANGUAGE, LANGUAGE),
            covered=pair(SHARE, SHARE),
            passages=listed(form(left=listed(of("citation")), right=listed(of("citation")))),
        )
    ),
    "drift": listed(
        form(
            kind=one_of("number", "negation", "missing", "added", "replaced", "term", "renderings"),
            score=SHARE,
            left=MARKED,
            right=MARKED,
            more=listed(form(left=MARKED, right=MARKED)),
        )
    ),
    "correct kind": of("corrected"),
    "correct merge": of("corrected"),
    "correct split": of("corrected"),
    "correct undo": of("corrected"),
    "correct list": listed(
        form(
            number=POSITIVE,
            at=TIME,
            what=one_of("kind", "merge", "split"),
            kind=or_null(KIND),
            groups=listed(listed(form(source=WORDS, quote=WORDS, start=COUNT, state=STATE))),
            lost=or_null(WORDS),
        )
    ),
    "trail list": listed(form(name=WORDS, note=TEXT, entries=COUNT)),
    "trail show": form(
        name=WORDS,
        note=TEXT,
        entries=listed(
            form(
                number=POSITIVE,
                form=one_of("idea", "path", "quotation"),
                note=TEXT,
                ideas=listed(
                    form(id=or_null(IDEA), name=WORDS, kind=UNIT_KIND, quotations=listed(SEEN))
                ),
                steps=listed(
                    form(
                        relation=RELATION, forward=YES_OR_NO, linked=YES_OR_NO, from_=SEEN, to=SEEN
                    )
                ),
                quotations=listed(SEEN),
                changes=listed(WORDS),
            )
        ),
    ),
    "quiz": form(
        seed={"type": "integer"},
        wanted=POSITIVE,
        revision=REVISION,
        questions=listed(
            form(
                form=one_of("answers", "kind", "say"),
                prompt=WORDS,
                quote=of("citation"),
                choices=listed(form(text=WORDS, right=YES_OR_NO, citation=or_null(of("citation")))),
                explanation=listed(of("citation")),
                ideas=listed(IDEA),
            )
        ),
    ),
    "changes": form(
        from_=or_null(REVISION),
        to=REVISION,
        **CHANGE,
        answers=or_null(
            listed(
                form(
                    id=WORDS,
                    question=WORDS,
                    before=FIRST,
                    now=FIRST,
                    broke=YES_OR_NO,
                    mended=YES_OR_NO,
                )
            )
        ),
    ),
    "changes --log": listed(
        form(
            revision=REVISION,
            at=TIME,
            added=listed(WORDS),
            changed=listed(WORDS),
            removed=listed(WORDS),
            corrected_or_not=listed(WORDS),
        )
    ),
    "history": listed(
        form(
            number=POSITIVE,
            at=TIME,
            actor=TEXT,
            account=TEXT,
            part=one_of("documents", "correction", "trail", "questions", "gap", "repair", "backup"),
            what={"type": "object", "additionalProperties": listed(TEXT)},
            revision=TEXT,
        )
    ),
    "themes": form(
        themes=listed(of("theme")),
        bridges=listed(
            form(
                from_=WORDS,
                to=WORDS,
                from_name=WORDS,
                to_name=WORDS,
                links=POSITIVE,
                edges=listed(of("link"), minItems=1, maxItems=3),
            )
        ),
        alone=listed(of("idea")),
    ),
    "themes THEME": of("theme"),
    "gaps": form(
        **{
            name: listed(also(NAMED, perhaps=or_null(of("link"))))
            for name in ("unanswered", "unreasoned", "unlived", "single")
        }
    ),
    "uphold": form(
        principle=of("idea"),
        others=listed(of("idea")),
        lived=listed(of("link")),
        served=listed(of("link")),
        threatened=listed(of("link")),
        guarded=listed(of("link")),
        grounds=listed(of("link")),
        cases=listed(of("link")),
        against=listed(of("link")),
    ),
    "compare": listed(
        form(
            left=WORDS, right=WORDS, dependent=YES_OR_NO, shared=COUNT, tensions=COUNT, links=COUNT
        )
    ),
    "compare DOC DOC": form(
        left=WORDS,
        right=WORDS,
        shared=listed(
            also(NAMED, quotes={"type": "object", "additionalProperties": of("citation")})
        ),
        alike=listed(of("link")),
        tensions=listed(of("tension")),
        links=listed(of("link")),
        themes=listed(form(id=WORDS, name=WORDS, left=POSITIVE, right=POSITIVE)),
        only_left=listed(of("idea")),
        only_right=listed(of("idea")),
    ),
    "tensions": listed(of("tension")),
    "check": form(sound=YES_OR_NO, findings=listed(of("finding"))),
    "repair": form(found=listed(of("finding")), done=listed(WORDS), left=listed(of("finding"))),
    "eval search": form(
        **dict.fromkeys(("nDCG@10", "recall@100", "MRR", "all-gold@10"), SHARE),
        questions=POSITIVE,
    ),
    "eval classify": {
        "type": "object",
        "properties": {
            **dict.fromkeys(("macro-F1", "accuracy", "calibration error"), SHARE),
            "F1": {"type": "object", "additionalProperties": SHARE},
            "texts": POSITIVE,
        },
        "required": ["macro-F1", "F1", "accuracy", "calibration error", "texts"],
        "patternProperties": {
            "^[a-z]+ told as$": {"type": "object", "additionalProperties": COUNT}
        },
        "additionalProperties": False,
    },
    "eval link": {
        "type": "object",
        "propertyNames": RELATION,
        "additionalProperties": form(**{"recall@5": SHARE, "MRR": SHARE, "sources": POSITIVE}),
    },
    "eval questions": also(
        form(
            passed=COUNT,
            cases=listed(
                form(
                    id=WORDS,
                    question=WORDS,
                    expect=VERDICT,
                    passed=YES_OR_NO,
                    verdict=VERDICT,
                    confidence=SHARE,
                    first=or_null(WORDS),
                    document=or_null(WORDS),
                    why=or_null(WORDS),
                )
            ),
            since=or_null(REVISION),
            broken=listed(WORDS),
            mended=listed(WORDS),
            questions=form(covered=COUNT, uncovered=COUNT),
        ),
        **dict.fromkeys(QUESTIONS, MEASURED),
    ),
}


def schema() -> Schema:
    """All of it: the commands under `properties`, the forms that they share under `$defs`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "What each command of guidegraph prints with --json. Made by "
        "python -m benchmarks.make_schemas",
        "$defs": FORMS,
        "properties": COMMANDS,
    }


def of_command(name: str) -> Schema:
    """The schema of one command."""
    return {"$schema": schema()["$schema"], "$defs": FORMS, **COMMANDS[name]}


def written() -> str:
    """The text of docs/cli.schema.json: a line for each command and each form that they share."""
    whole = schema()
    parts = []
    for key, value in whole.items():
        told = json.dumps(value)
        if isinstance(value, dict):
            lines = (f"    {json.dumps(name)}: {json.dumps(one)}" for name, one in value.items())
            told = "{\n" + ",\n".join(lines) + "\n  }"
        parts.append(f"  {json.dumps(key)}: {told}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
