"""The forms that commands print with `--json`, as JSON Schema.

Here are the words to write them in, and the forms that several commands share;
`benchmarks.make_schemas` says which command prints what.
"""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

# -- words of the tables -------------------------------------------------------------------------

TEXT: Final[Schema] = {"type": "string"}
WORDS: Final[Schema] = {"type": "string", "minLength": 1}
NUMBER: Final[Schema] = {"type": "number"}
SHARE: Final[Schema] = {"type": "number", "minimum": 0, "maximum": 1}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
POSITIVE: Final[Schema] = {"type": "integer", "minimum": 1}
YES_OR_NO: Final[Schema] = {"type": "boolean"}
LANGUAGE: Final[Schema] = {"type": "string", "pattern": "^[a-z]{2,3}$"}
IDEA: Final[Schema] = {"type": "string", "pattern": "^(pra|ris|pri|ben)-[0-9a-f]{10}$"}
REVISION: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]+$"}
TIME: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"}


def of(name: str) -> Schema:
    """A form of `FORMS`."""
    return {"$ref": f"#/$defs/{name}"}


def listed(one: Schema, **limits: int) -> Schema:
    """A list."""
    return {"type": "array", "items": one, **limits}


def pair(first: Schema, second: Schema) -> Schema:
    """A list of two."""
    return {"type": "array", "prefixItems": [first, second], "items": False, "minItems": 2}


def form(**keys: Schema) -> Schema:
    """An object with these keys, all of them; a key that ends in `_or_not` may be absent.

    `from_` is `from`, which Python keeps for itself.
    """
    named = {key.removesuffix("_or_not").rstrip("_"): schema for key, schema in keys.items()}
    required = [key.rstrip("_") for key in keys if not key.endswith("_or_not")]
    return {
        "type": "object",
        "properties": named,
        "required": required,
        "additionalProperties": False,
    }


def one_of(*values: str) -> Schema:
    """One of these words."""
    return {"enum": list(values)}


def or_null(schema: Schema) -> Schema:
    """`schema`, or null for what is not there."""
    return {"anyOf": [schema, {"type": "null"}]}


def also(schema: Schema, **keys: Schema) -> Schema:
    """An object with further keys."""
    more = form(**keys)
    return {
        **schema,
        "properties": {**schema["properties"], **more["properties"]},
        "required": [*schema["required"], *more["required"]],
    }


# -- forms that commands share -------------------------------------------------------------------

UNIT_KIND: Final = one_of("principle", "risk", "practice", "benefit")
KIND: Final = one_of("principle", "risk", "practice", "benefit", "context")
STRENGTH: Final = or_null(one_of("must", "should", "consider", "avoid"))
RELATION: Final = one_of(
    "mitigates", "upholds", "threatens", "supports", "brings", "serves", "tension", "same_as",
    "translation_of", "related_to",
)  # fmt: skip
STATE: Final = one_of("there", "changed", "gone", "no document")
VERDICT: Final = one_of("answered", "partly", "not covered")
SIGNALS: Final = listed(pair(WORDS, NUMBER))

CITATION: Final = form(
    document=WORDS,
    source=WORDS,
    heading=TEXT,
    start=COUNT,
    end=POSITIVE,
    lead=TEXT,
    quote=WORDS,
    language=LANGUAGE,
    twin=or_null(of("citation")),
)
MARKED: Final = also(CITATION, marks=listed(pair(COUNT, POSITIVE)))
LINE: Final = form(
    idea=IDEA,
    name=WORDS,
    kind=UNIT_KIND,
    text=WORDS,
    strength=STRENGTH,
    condition=or_null(WORDS),
    exception=or_null(WORDS),
    wording=or_null(WORDS),
    urgent=YES_OR_NO,
    sources=COUNT,
    citations=listed(of("citation"), minItems=1),
    why_or_not=of("why"),
)
END: Final = form(idea=IDEA, text=WORDS, document=WORDS, start=COUNT, end=POSITIVE)
EDGE: Final = form(
    from_=IDEA,
    relation=RELATION,
    to=IDEA,
    score=SHARE,
    evidence=form(signals=SIGNALS, from_=END, to=END),
    from_text=WORDS,
    to_text=WORDS,
    from_kind=UNIT_KIND,
    to_kind=UNIT_KIND,
)
LINK: Final = also(EDGE, strengths=pair(STRENGTH, STRENGTH))
NAMED: Final = form(
    idea=IDEA,
    kind=UNIT_KIND,
    name=WORDS,
    strength=STRENGTH,
    sources=COUNT,
    documents=listed(WORDS, minItems=1),
    citation=or_null(of("citation")),
)
THEME: Final = form(
    id=WORDS,
    number=POSITIVE,
    name=WORDS,
    language=LANGUAGE,
    ideas=POSITIVE,
    kinds=form(principle=COUNT, risk=COUNT, practice=COUNT, benefit=COUNT),
    documents=listed(WORDS),
    central=listed(of("idea")),
    whole=YES_OR_NO,
    parts=listed(form(id=WORDS, name=WORDS, ideas=listed(IDEA))),
)
TENSION: Final = also(
    LINK,
    reconciled=listed(
        form(end=one_of("from", "to"), form=one_of("condition", "exception"), text=WORDS)
    ),
)
SEEN: Final = form(quote=WORDS, state=STATE, citation=or_null(of("citation")))
FINDING: Final = form(
    part=one_of(
        "file", "bytes", "made by hand", "text", "passages", "units", "vectors", "words", "graph",
        "index", "log",
    ),
    where=TEXT,
    what=WORDS,
    derived=YES_OR_NO,
)  # fmt: skip

FORMS: Final[dict[str, Schema]] = {
    "citation": CITATION,
    "line": LINE,
    "risk": also(LINE, mitigated_by=listed(IDEA)),
    "why": form(
        score=NUMBER,
        counted=SIGNALS,
        passage=SIGNALS,
        kind=SIGNALS,
        cues=listed(pair(WORDS, WORDS)),
        found=or_null(of("citation")),
        path=listed(
            form(
                from_=IDEA,
                relation=RELATION,
                to=IDEA,
                score=SHARE,
                signals=SIGNALS,
                from_quote=of("citation"),
                to_quote=of("citation"),
            )
        ),
        alone=YES_OR_NO,
    ),
    "edge": EDGE,
    "link": LINK,
    "idea": NAMED,
    "theme": THEME,
    "tension": TENSION,
    "finding": FINDING,
    "report": form(
        added=listed(WORDS),
        unchanged=listed(WORDS),
        changed=listed(WORDS),
        removed=listed(WORDS),
        refused=listed(form(source=WORDS, reason=WORDS)),
    ),
    "corrected": form(number=POSITIVE, what=one_of("kind", "merge", "split"), said=WORDS),
}
