"""A library's themes with their names, central ideas and documents.

Start reading at `themes`. `kg.themes` finds them; here they get their names: the words that tell
a theme's quotations from the others', in the reader's language where it has quotations in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from answer.errors import NotFound
from answer.themefile import kept
from index import analysis
from kg import theme_names
from kg import themes as communities
from kg.function_words import FUNCTION_WORDS
from kg.ideas import leaning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from scipy import sparse

    from answer.snapshot import Snapshot
    from kg.themes import Bridge

FEWEST: Final = 3
"""Ideas with a mention in the reader's language from which a theme is named in it."""

SHORTEST: Final = 3
"""Letters of a word that may name a theme."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme or a part of one.

    `id` is made from its most central idea; `name` is a heading or some words of its documents in
    `language`; `ideas` are ids, the most central first; `documents` are names, those with most of
    it first; `kinds` counts ideas.
    """

    id: str
    name: str
    language: str
    ideas: tuple[str, ...]
    documents: tuple[str, ...]
    kinds: Mapping[str, int]
    parts: tuple[Theme, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """All themes, largest first, the ideas in none, and the bridges between themes."""

    themes: tuple[Theme, ...]
    alone: tuple[str, ...]
    bridges: tuple[Bridge, ...]

    def of_idea(self) -> dict[str, tuple[Theme, Theme]]:
        """The theme of each idea that has one, and the part of it."""
        return {
            idea: (theme, part)
            for theme in self.themes
            for part in theme.parts or (theme,)
            for idea in part.ideas
        }

    def named(self, text: str) -> Theme:
        """The theme with this id or number (from 1), else the largest whose name has its words.

        Raises:
            NotFound: there is none.
        """
        wanted = text.casefold().replace(",", " ").split()
        for number, theme in enumerate(self.themes, start=1):
            if text in {theme.id, str(number)}:
                return theme
        for theme in self.themes:
            if wanted and all(word in theme.name.casefold() for word in wanted):
                return theme
        raise NotFound(f"{text}: no theme has this name; `guidegraph themes` lists them")


def themes(view: Snapshot, language: str | None = None, *, folder: Path | None = None) -> ThemeMap:
    """The themes of a library's revision, named in `language` (default: what most is said in).

    With the library's `folder` they are kept there, and need not be found again.
    """
    language = language or usual_language(view)
    found = _found(view) if folder is None else kept(view, folder, lambda: _found(view))
    whole = [theme.ideas for theme in found.themes]
    inside = [part for theme in found.themes for part in theme.parts]
    words = dict(zip(inside, _names(view, inside, language), strict=True))
    named = [
        _theme(
            view,
            theme.ideas,
            name,
            tuple(_theme(view, part, words[part]) for part in theme.parts)
            if len(theme.parts) > 1
            else (),
        )
        for theme, name in zip(found.themes, _names(view, whole, language), strict=True)
    ]
    return ThemeMap(tuple(named), found.alone, communities.bridges(view.graph, found.themes))


def _found(view: Snapshot) -> communities.Themes:
    ids = sorted(view.ideas)
    return communities.find(view.graph, _ties(view, ids) if ids else None)


def usual_language(view: Snapshot) -> str:
    """The language that most ideas are said in; English for an empty library."""
    count = Counter(
        language
        for idea in view.ideas.values()
        for language in {view.units[mention].language for mention in idea.mentions}
    )
    return min(count, key=lambda code: (-count[code], code)) if count else "en"


def speaking(view: Snapshot, idea: str, language: str) -> int:
    """The mention to quote of an idea: in `language`, one that leans on nothing, then short."""
    mentions = view.ideas[idea].mentions

    def order(mention: int) -> tuple[bool, int, int, int]:
        unit = view.units[mention]
        length = unit.span.end - unit.span.start
        return unit.language != language, leaning(view.name_of(mention)), length, mention

    return min(mentions, key=order)


def _ties(view: Snapshot, ids: Sequence[str]) -> sparse.csr_matrix:
    vectors = np.stack([_meaning(view, idea) for idea in ids])
    languages = [view.ideas[idea].language for idea in ids]
    places = [
        {
            (unit.document, view.document(unit.document).passages[unit.passage].section)
            for unit in (view.units[mention] for mention in view.ideas[idea].mentions)
        }
        for idea in ids
    ]
    return communities.ties(vectors, languages, places)


def _meaning(view: Snapshot, idea: str) -> NDArray[np.float32]:
    """The mean of the vectors of an idea's mentions in its own language."""
    held = view.ideas[idea]
    own = [mention for mention in held.mentions if view.units[mention].language == held.language]
    rows = [view.positions[mention] for mention in own or held.mentions]
    return np.asarray(view.vectors[rows].mean(axis=0), np.float32)


# -- names -----------------------------------------------------------------------------------


Name = tuple[str, str]
"""A language and a name in it."""


def _names(view: Snapshot, groups: Sequence[Sequence[str]], language: str) -> list[Name]:
    """The words that tell each group of ideas from the others, in `language` if it speaks it."""
    spoken = [_language_of(view, group, language) for group in groups]
    by_language = {
        code: theme_names.name([_texts(view, group, code) for group in groups])
        for code in sorted(set(spoken))
    }
    return [(code, by_language[code][place]) for place, code in enumerate(spoken)]


def _language_of(view: Snapshot, group: Sequence[str], language: str) -> str:
    """`language` if `FEWEST` ideas of the group are said in it, else its most usual one."""
    count = Counter(
        code
        for idea in group
        for code in {view.units[mention].language for mention in view.ideas[idea].mentions}
    )
    if count[language] >= FEWEST:
        return language
    return min(count, key=lambda code: (-count[code], code))


def _texts(view: Snapshot, group: Sequence[str], language: str) -> list[theme_names.Text]:
    """What each idea of a group says in a language, and the headings above it."""
    texts: list[theme_names.Text] = []
    for idea in group:
        said: dict[theme_names.Term, str] = {}
        headings: dict[theme_names.Heading, None] = {}
        for mention in view.ideas[idea].mentions:
            unit = view.units[mention]
            if unit.language != language:
                continue
            document = view.document(unit.document)
            _gather(said, unit.span.of(document.text), language)
            path = document.passages[unit.passage].heading_path
            headings.update(
                (_heading(text, depth, language), None) for depth, text in enumerate(path)
            )
        if said:
            texts.append(theme_names.Text(said, tuple(headings)))
    return texts


@lru_cache(maxsize=4096)
def _heading(text: str, depth: int, language: str) -> theme_names.Heading:
    terms: dict[theme_names.Term, str] = {}
    _gather(terms, text, language)
    shown = " ".join(text.split()).strip(MARKUP)
    shown = shown.capitalize() if shown.isupper() else shown
    return theme_names.Heading(shown, depth, frozenset(terms))


MARKUP: Final = " .:*_#0123456789"
"""What may stand around a heading's words and is no name."""


def _gather(found: dict[theme_names.Term, str], said: str, language: str) -> None:
    """Add the telling words of a text, and two of them where one follows the other.

    A capital inside a sentence is a person's name, which names no theme, but for German nouns.
    """
    end, before = 0, ("", "")
    for word in analysis.analyse(said, language):
        start = said.find(word.text, end)
        between = said[end:start]
        opens = not end or any(mark in between for mark in '.!?:“”„"\n')
        shown = word.text.lower() if opens and language != "de" else word.text
        end = max(start, end) + len(word.text)
        if not _telling(word) or (shown.istitle() and language != "de"):
            before = ("", "")
            continue
        found.setdefault((word.term,), shown)
        if between in {" ", "-"} and before[0] not in {"", word.term}:
            found.setdefault((before[0], word.term), f"{before[1]}{between}{shown}")
        before = (word.term, shown)


EVERYDAY: Final = frozenset(
    """
    add already another appear ask away back begin bring call change choose come day differently
    do easily end enough even ever everybody everyone find first follow full give good happen hear
    hold hour keep know later leave little long look mean month new note now old open part point
    put quickly read really reason receive remain second see seem send show sit six small soon
    speak start stay step still straight take talk tell thing think three time today tomorrow turn
    two use usually wait want way week word work write wrong year yesterday yet

    chciec czas czesc czekac czytac dac dawac dluga dlugi dlugo dobry dzien dzis dzisiaj godzina
    inny isc jutro juz konczyc koniec mala maly miesiac mowic moment myslec nowy ostatni pelny
    pisac poczatek powiedziec pozniej pytac raz robic rok rzecz slowo sluchac spytac stary szybko
    tydzien uzywac widziec wiedziec wrocic wziac zaczac zaczynac znac znalezc zostac zrobic zly
    """.split()
)
"""Common verbs, adverbs and times, folded, that any theme may have and that name none."""


def _telling(word: analysis.Word) -> bool:
    """Whether a word may name a theme: no function word, no number, not too short."""
    plain = {word.form, word.term}
    return (
        not plain & (FUNCTION_WORDS | EVERYDAY)
        and len(word.form) >= SHORTEST
        and word.text.isalpha()
    )


def _theme(
    view: Snapshot, ideas: Sequence[str], named: Name, parts: tuple[Theme, ...] = ()
) -> Theme:
    language, name = named
    held = [view.ideas[idea] for idea in ideas]
    documents = Counter(
        document
        for idea in held
        for document in {view.names[view.units[mention].document] for mention in idea.mentions}
    )
    return Theme(
        id=f"the-{hashlib.sha256(ideas[0].encode()).hexdigest()[:10]}",
        name=name or _clear(view, ideas, language),
        language=language,
        ideas=tuple(ideas),
        documents=tuple(sorted(documents, key=lambda name: (-documents[name], name))),
        kinds=Counter(idea.kind.value for idea in held),
        parts=parts,
    )


def _clear(view: Snapshot, ideas: Sequence[str], language: str) -> str:
    """The shortest clear name among the most central ideas that are said in a language."""
    names = [
        " ".join(view.name_of(mention).split())
        for idea in ideas
        for mention in view.ideas[idea].mentions
        if view.units[mention].language == language
    ]
    return min(names[:CENTRAL], key=lambda name: (leaning(name), len(name), name))


CENTRAL: Final = 5
"""Ideas that are looked at for a group that has no word of its own."""
