"""What the invented guidance beside this module says, unit by unit, and how it is linked."""

from __future__ import annotations

from pathlib import Path

TEXTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted(Path(__file__).with_name("guidance").glob("*.md"))
}

UNITS: tuple[dict[str, str], ...] = (
    {
        "idea": "limit",
        "in": "visits.md",
        "kind": "practice",
        "name": "Agree on a time limit",
        "text": "Agree on a time limit: Say how long you will stay before you ring the bell. "
        "You should keep to it.",
        "strength": "should",
        "condition": "before you ring the bell",
    },
    {
        "idea": "limit",
        "in": "handbook.md",
        "kind": "practice",
        "name": "Set the length of the visit at the door",
        "text": "Set the length of the visit at the door, before you sit down.",
        "strength": "should",
    },
    {
        "idea": "limit",
        "in": "wizyty.md",
        "kind": "practice",
        "name": "Przed wizytą ustal, ile potrwa.",
        "text": "Przed wizytą ustal, ile potrwa. Trzymaj się tego.",
        "strength": "should",
    },
    {
        "idea": "note",
        "in": "visits.md",
        "kind": "practice",
        "name": "Read the *last* note in the book",
        "condition": "the *last* note",
        "text": "Read the *last* note in the book, so that you know what was promised.",
        "strength": "should",
    },
    {
        "idea": "story",
        "in": "visits.md",
        "kind": "principle",
        "name": "People have a right to decide who knows their story.",
        "text": "People have a right to decide who knows their story.",
    },
    {
        "idea": "story",
        "in": "wizyty.md",
        "kind": "principle",
        "name": "Ludzie mają prawo decydować, kto zna ich historię.",
        "text": "Ludzie mają prawo decydować, kto zna ich historię.",
    },
    {
        "idea": "trust",
        "in": "visits.md",
        "kind": "principle",
        "name": "Trust grows when promises are kept.",
        "text": "Trust grows when promises are kept.",
    },
    {
        "idea": "trust",
        "in": "wizyty.md",
        "kind": "principle",
        "name": "Zaufanie rośnie, gdy dotrzymuje się obietnic.",
        "text": "Zaufanie rośnie, gdy dotrzymuje się obietnic.",
    },
    {
        "idea": "duty",
        "in": "visits.md",
        "kind": "practice",
        "name": "call the duty line the same day",
        "text": "If a neighbour tells you about harm to a child, "
        "you must call the duty line the same day.",
        "strength": "must",
        "condition": "If a neighbour tells you about harm to a child",
        "urgent": "harm to a child",
    },
    {
        "idea": "listen",
        "in": "visits.md",
        "kind": "practice",
        "name": "Listen first.",
        "text": 'Listen first. You can say: "Thank you for trusting me. '
        'I would like to think with you about who can help."',
        "strength": "should",
        "wording": "Thank you for trusting me. I would like to think with you about who can help.",
    },
    {
        "idea": "secret",
        "in": "visits.md",
        "kind": "practice",
        "name": "Do not promise to keep a secret",
        "text": "Do not promise to keep a secret unless you know that nobody is in danger.",
        "strength": "avoid",
        "exception": "unless you know that nobody is in danger",
    },
    {
        "idea": "silence",
        "in": "visits.md",
        "kind": "risk",
        "name": "A promise of silence may leave you alone with what you know",
        "text": "A promise of silence may leave you alone with what you know, "
        "and it can delay help.",
    },
    {
        "idea": "silence",
        "in": "wizyty.md",
        "kind": "risk",
        "name": "Obietnica milczenia może zostawić cię samego",
        "text": "Obietnica milczenia może zostawić cię samego z tym, co wiesz.",
    },
    {
        "idea": "ease",
        "in": "visits.md",
        "kind": "benefit",
        "name": "A calm sentence can put a nervous neighbour at ease",
        "text": "A calm sentence at the right moment can put a nervous neighbour at ease.",
    },
    {
        "idea": "late",
        "in": "handbook.md",
        "kind": "risk",
        "name": "A late end may be read as an invitation to stay every time.",
        "text": "A late end may be read as an invitation to stay every time.",
    },
    {
        "idea": "second",
        "in": "handbook.md",
        "kind": "practice",
        "name": "Consider a second visitor",
        "text": "Consider a second visitor when the talk turns to money.",
        "strength": "consider",
        "condition": "when the talk turns to money",
    },
    {
        "idea": "advice",
        "in": "handbook.md",
        "kind": "practice",
        "name": "Avoid advice on money or medicine",
        "text": "Avoid advice on money or medicine: <b>you are a neighbour</b>, "
        "not an expert :red[here].",
        "strength": "avoid",
    },
    {
        "idea": "coordinator",
        "in": "handbook.md",
        "kind": "practice",
        "name": "talk with the coordinator after a hard visit",
        "text": "You should talk with the coordinator after a hard visit.",
        "strength": "should",
        "condition": "after a hard visit",
    },
    {
        "idea": "worry",
        "in": "handbook.md",
        "kind": "risk",
        "name": "Carrying a worry alone may wear you down.",
        "text": "Carrying a worry alone may wear you down.",
    },
    {
        "idea": "dignity",
        "in": "handbook.md",
        "kind": "principle",
        "name": "Dignity comes first",
        "text": "Dignity comes first: a visit is a meeting of equals.",
    },
)

EDGES = (
    ("limit", "mitigates", "late", 0.93),
    ("limit", "upholds", "trust", 0.71),
    ("note", "upholds", "trust", 0.84),
    ("secret", "mitigates", "silence", 0.95),
    ("secret", "upholds", "trust", 0.66),
    ("listen", "brings", "ease", 0.58),
    ("listen", "upholds", "story", 0.62),
    ("ease", "serves", "dignity", 0.55),
    ("silence", "threatens", "trust", 0.61),
    ("coordinator", "mitigates", "worry", 0.9),
    ("coordinator", "mitigates", "silence", 0.57),
    ("story", "supports", "dignity", 0.68),
    ("duty", "tension", "story", 0.74),
    ("duty", "brings", "ease", 0.31),
    ("second", "related_to", "advice", 0.6),
    ("advice", "upholds", "dignity", 0.52),
)

WAYS = {
    "silence": (("coordinator", "silence"),),
    "trust": (("coordinator", "silence"), ("silence", "trust")),
}
"""Ideas that came into an answer over edges."""
