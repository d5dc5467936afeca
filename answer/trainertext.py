"""What a trainer asks, as pages to print: themes, ways, gaps, grounds, comparisons, tensions.

Start reading at `themes_text`. The forms are those of `answer.trainer`; every quotation stands
with its document and the headings above it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from answer.render import plain, quoted
from answer.terminal import count
from kg.ways import TRUSTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from answer.jsonform import Form
    from answer.render import Page

PHRASES: Final = {
    "mitigates": ("makes less likely", "is made less likely by"),
    "upholds": ("lives the principle", "is lived by"),
    "threatens": ("is a harm to", "is harmed by"),
    "supports": ("is the ground of", "rests on"),
    "brings": ("brings about", "comes about by"),
    "serves": ("is good for", "is served by"),
    "tension": ("pulls against", "pulls against"),
    "same_as": ("says the same as", "says the same as"),
    "translation_of": ("says in another language", "says in another language"),
    "related_to": ("is near in meaning to", "is near in meaning to"),
}
"""How an edge is read, from its `from` and from its `to`."""


def themes_text(form: Form, page: Page, *, most: int) -> str:
    """Themes, largest first, each with its central ideas; then what bridges them."""
    themes = form["themes"]
    if not themes:
        held = count(len(form["alone"]), "idea")
        return f"No themes: the library holds {held}, too few to belong together.\n"
    parts = [page.style(count(len(themes), "theme"), "1")]
    parts += [theme_text(theme, page) for theme in themes[:most]]
    if len(themes) > most:
        names = "; ".join(f"{theme['number']}. {theme['name']}" for theme in themes[most:])
        parts.append(page.wrap(f"And {len(themes) - most} more: {plain(names)}."))
    if form["bridges"]:
        shown = [_bridge(bridge, page) for bridge in form["bridges"][:BRIDGES]]
        parts.append(f"{page.style('BRIDGES BETWEEN THEMES', '1')}\n" + "\n".join(shown))
    if form["alone"]:
        held = count(len(form["alone"]), "idea")
        parts.append(page.wrap(f"{held} in no theme; --json names them."))
    parts.append(page.wrap("`guidegraph themes NUMBER` shows a theme with all its ideas."))
    return "\n\n".join(parts) + "\n"


BRIDGES: Final = 5
"""Pairs of themes shown: the best joined."""


def theme_text(theme: Form, page: Page) -> str:
    """One theme: its size, documents and parts, and its ideas with their sources."""
    kinds = ", ".join(count(number, kind) for kind, number in theme["kinds"].items() if number)
    lines = [
        page.style(page.wrap(f"{theme['number']}. {plain(theme['name'])}"), "1"),
        page.wrap(f"{kinds}; from {_documents(theme['documents'])}", first="   ", rest="   "),
    ]
    if len(theme["parts"]) > 1:
        inside = "; ".join(f"{part['name']} ({len(part['ideas'])})" for part in theme["parts"])
        lines.append(page.wrap(f"parts: {plain(inside)}", first="   ", rest="   "))
    for kind in theme["kinds"] if theme["whole"] else [None]:
        ideas = [idea for idea in theme["central"] if kind in {None, idea["kind"]}]
        if ideas and kind:
            lines += ["", page.style(f"   {kind.upper()}S ({len(ideas)})", "1")]
        lines += [line for idea in ideas for line in idea_lines(idea, page)]
    return "\n".join(lines)


def _bridge(bridge: Form, page: Page) -> str:
    head = f"“{plain(bridge['from_name'])}” and “{plain(bridge['to_name'])}”: "
    head += count(bridge["links"], "link")
    return "\n".join([page.wrap(head, rest="  "), *_edge(bridge["edges"][0], page)])


def _documents(names: Sequence[str]) -> str:
    """The first few names, and how many more."""
    shown = ", ".join(plain(name) for name in names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


NAMED: Final = 4
"""Documents named in a list."""


def idea_lines(idea: Form, page: Page, lead: str = "   - ") -> Iterator[str]:
    """An idea's quotation and where it stands."""
    rest = " " * len(lead)
    cited = idea["citation"]
    long = cited and (len(cited["quote"]) > LONG or "**" in cited["quote"])
    said = quoted(idea["name"] if long or not cited else cited["quote"])
    yield page.wrap(f"{_kind(idea['kind'], idea['strength'])}: {said}", first=lead, rest=rest)
    if cited:
        sources = f", {idea['sources']} independent sources" if idea["sources"] > 1 else ""
        yield page.style(page.wrap(f"{_place(cited)}{sources}", first=rest, rest=rest), "2")


LONG: Final = 200
"""Characters of a quotation in a list; a longer one, or one with marks of Markdown in it, is told
by its name, which is quoted too."""


def _kind(kind: str, strength: str | None) -> str:
    """A kind with how strongly it is advised: an item under "Staff must not" reads as advice.

    >>> _kind("practice", "avoid"), _kind("risk", None)
    ('practice, avoid', 'risk')
    """
    return f"{kind}, {strength}" if strength else kind


def _place(cited: Form) -> str:
    """The document and the heading right above."""
    heading = cited["heading"].split(" > ")[-1]
    return plain(f"{cited['document']} › {heading}" if heading else cited["document"])


def _edge(edge: Form, page: Page, *, forward: bool = True, lead: str = "   ") -> Iterator[str]:
    """An edge with both quotations, read from one of its ends."""
    ends = ("from", "to") if forward else ("to", "from")
    phrase = PHRASES[edge["relation"]][not forward]
    for end, before in zip(ends, ("", f"{phrase} ({edge['score']:.2f}) "), strict=True):
        cited = edge["evidence"][end]
        kind = _kind(edge[f"{end}_kind"], edge["strengths"][end == "to"])
        text = f"{before}{kind}: {quoted(cited['text'])} ({plain(cited['document'])})"
        blank = " " * len(lead)
        yield page.wrap(text, first=f"{blank}→ " if before else lead, rest=f"{blank}  ")


# -- ways ------------------------------------------------------------------------------------


def ways_text(form: Form, page: Page) -> str:
    """How two ideas connect: the best way and others, with what to be careful about."""
    ends = [form["from"], form["to"]]
    parts = [
        "\n".join(
            line
            for word, idea in zip(("From", "To"), ends, strict=True)
            for line in idea_lines(idea, page, f"{word:<5}")
        )
    ]
    if ends[0]["idea"] == ends[1]["idea"]:
        return f"{parts[0]}\n\nBoth are the same idea.\n"
    for number, way in enumerate(form["ways"], start=1):
        steps = count(len(way["steps"]), "step")
        head = "The surest way" if number == 1 else f"Another way ({number})"
        lines = [page.style(f"{head}: {steps}", "1")]
        before = ""
        for place, step in enumerate(way["steps"], start=1):
            here, there = ("from", "to") if step["forward"] else ("to", "from")
            if before and step[f"{here}_text"] != before:
                lines.append("    which is said in other words too:")
            lines += _edge(step, page, forward=step["forward"], lead=f"{place:>2}. ")
            before = step[f"{there}_text"]
        if way["weakest"] < TRUSTED:
            lines.append(page.wrap(WEAK.format(way["weakest"]), first="    ", rest="    "))
        if way["vague"]:
            lines.append(page.wrap(VAGUE, first="    ", rest="    "))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


WEAK: Final = (
    "Its weakest step has score {:.2f}: more likely wrong than right; read the quotations."
)
VAGUE: Final = "A step claims no more than nearness in meaning."


# -- gaps and grounds ------------------------------------------------------------------------

GAPS: Final = {
    "unanswered": ("RISKS THAT NO PRACTICE ANSWERS", "risk"),
    "unreasoned": ("PRACTICES THAT NAME NO REASON", "practice"),
    "unlived": ("PRINCIPLES THAT NO PRACTICE LIVES", "principle"),
    "single": ("MUCH RESTS ON THESE, AND ONE SOURCE SAYS THEM", "idea"),
}


def gaps_text(form: Form, page: Page, *, most: int) -> str:
    """What is missing, at most so many of each sort."""
    parts = []
    for name, (title, noun) in GAPS.items():
        found = form[name]
        surely = sum(gap["perhaps"] is None for gap in found)
        told = count(len(found), noun)
        if surely < len(found):
            told += f", {len(found) - surely} of them with a link too unsure to count"
        lines = [page.style(page.wrap(f"{title}: {told}"), "1")]
        for gap in found[:most]:
            lines += idea_lines(gap, page, " - ")
            if gap["perhaps"]:
                lines += _perhaps(gap, page)
        if len(found) > most:
            lines.append(f"   and {len(found) - most:,} more; --most {len(found)} shows all")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _perhaps(gap: Form, page: Page) -> Iterator[str]:
    edge = gap["perhaps"]
    other = "from" if edge["from"] != gap["idea"] else "to"
    text = f"perhaps ({edge['score']:.2f}): {quoted(edge[f'{other}_text'])} "
    text += f"({plain(edge['evidence'][other]['document'])})"
    yield page.wrap(text, first="   ", rest="     ")


STANDS: Final = (
    ("lived", "LIVED BY", "from"),
    ("served", "SERVED BY", "from"),
    ("threatened", "THREATENED BY", "from"),
    ("guarded", "GUARDED AGAINST THESE RISKS BY", "from"),
    ("grounds", "IT RESTS ON", "from"),
    ("cases", "ON IT REST", "to"),
    ("against", "PULLS AGAINST", None),
)
"""Lists of `uphold`: their title, and the end of an edge that is shown."""


def uphold_text(form: Form, page: Page, *, most: int) -> str:
    """What a principle stands on and what stands on it."""
    principle = form["principle"]
    parts = ["\n".join(idea_lines(principle, page, ""))]
    for name, title, end in STANDS:
        lines = [page.style(title, "1")]
        for edge in form[name][:most]:
            shown = end or ("to" if edge["from"] == principle["idea"] else "from")
            cited = edge["evidence"][shown]
            kind = _kind(edge[f"{shown}_kind"], edge["strengths"][shown == "to"])
            text = f"{kind}: {quoted(cited['text'])} "
            text += f"({plain(cited['document'])}, {edge['score']:.2f})"
            lines.append(page.wrap(text, first=" - ", rest="   "))
        if len(form[name]) > most:
            lines.append(f"   and {len(form[name]) - most:,} more")
        if form[name]:
            parts.append("\n".join(lines))
    if len(parts) == 1:
        parts.append(page.wrap("Nothing in the library upholds it, and nothing rests on it."))
    if form["others"]:
        names = "; ".join(f"{quoted(one['name'])} ({one['idea']})" for one in form["others"])
        parts.append(page.wrap(f"Other principles that this may mean: {names}."))
    return "\n\n".join(parts) + "\n"


# -- documents -------------------------------------------------------------------------------


def agreement_text(forms: Sequence[Form], page: Page) -> str:
    """Pairs of documents, one to a line, those that share most first."""
    if not forms:
        return "No two documents say the same, pull against each other or are linked.\n"
    lines = []
    for pair in forms:
        told = [f"{count(pair['shared'], 'idea')} in common"] if pair["shared"] else []
        told += [count(pair["tensions"], "tension")] if pair["tensions"] else []
        told += [count(pair["links"], "other link")] if pair["links"] else []
        told += ["copies or translations of each other"] if pair["dependent"] else []
        lines.append(page.style(page.wrap(plain(f"{pair['left']} and {pair['right']}")), "1"))
        lines.append(page.wrap(", ".join(told), first="    ", rest="    "))
    return "\n".join(lines) + "\n"


def compare_text(form: Form, page: Page, *, most: int) -> str:
    """Two documents beside each other."""
    names = [form["left"], form["right"]]
    parts = [page.style(page.wrap(plain(f"{names[0]} and {names[1]}")), "1")]
    themes = [
        page.wrap(f"{plain(one['name'])} ({one['left']} and {one['right']} ideas)", first=" - ")
        for one in form["themes"]
    ]
    parts += _listed("BOTH SPEAK OF", themes, len(themes), page)
    parts += _listed(
        f"BOTH SAY: {count(len(form['shared']), 'idea')}",
        [line for idea in form["shared"][:most] for line in _both(idea, names, page)],
        len(form["shared"]),
        page,
        most,
    )
    for name, title in (
        ("alike", "THE SAME IN OTHER WORDS"),
        ("tensions", "WHERE THEY PULL AGAINST EACH OTHER"),
        ("links", "LINKS FROM ONE TO THE OTHER"),
    ):
        edges = form[name]
        show = _tension if name == "tensions" else _edge
        lines = [line for edge in edges[:most] for line in show(edge, page)]
        parts += _listed(f"{title}: {len(edges)}", lines, len(edges), page, most)
    for side, name in zip(("only_left", "only_right"), names, strict=True):
        lines = [line for idea in form[side][:most] for line in idea_lines(idea, page, " - ")]
        head = f"ONLY {plain(name)} SAYS: {count(len(form[side]), 'idea')}"
        parts += _listed(head, lines, len(form[side]), page, most)
    if not form["shared"] and not form["alike"] and not form["tensions"]:
        parts.insert(
            1, page.wrap("No idea is said by both, and nothing in one pulls against the other.")
        )
    return "\n\n".join(parts) + "\n"


def _listed(
    title: str, lines: Sequence[str], total: int, page: Page, most: int | None = None
) -> list[str]:
    """A titled block of lines, or nothing where there are none."""
    if not lines:
        return []
    rest = f"\n   and {total - most:,} more" if most is not None and total > most else ""
    return ["\n".join([page.style(title, "1"), *lines]) + rest]


def _both(idea: Form, names: Sequence[str], page: Page) -> Iterator[str]:
    """A shared idea in the words of both documents, once where they are the same."""
    quotes = [idea["quotes"][name] for name in names if name in idea["quotes"]]
    same = len({" ".join(one["quote"].split()) for one in quotes}) == 1
    for place, cited in enumerate(quotes[:1] if same else quotes):
        where = "in both" if same else plain(cited["document"])
        text = f"{idea['kind'] + ': ' if not place else ''}{quoted(cited['quote'])} ({where})"
        yield page.wrap(text, first="   " if place else " - ", rest="   ")


NO_TENSIONS: Final = (
    "No tensions: nothing in the library was found to pull against anything else. Hardly any "
    "tension is found, so documents may disagree all the same; `guidegraph compare` lays two "
    "beside each other."
)


def tensions_text(forms: Sequence[Form], page: Page) -> str:
    """Every tension: both quotations, and what reconciles them."""
    if not forms:
        return f"{page.wrap(NO_TENSIONS)}\n"
    head = page.style(count(len(forms), "tension"), "1")
    return "\n\n".join([head, *("\n".join(_tension(form, page)) for form in forms)]) + "\n"


def _tension(form: Form, page: Page) -> Iterator[str]:
    yield from _edge(form, page)
    for given in form["reconciled"]:
        text = f"{given['form']} given: {quoted(given['text'])}"
        yield page.wrap(text, first="     ", rest="     ")
