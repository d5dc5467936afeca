"""What has become of a trail: each entry with its quotations as they stand in the library now.

Start reading at `look`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from answer.places import Place, Shelf, State, same_words
from answer.records import Citation
from kg.graph import incident

if TYPE_CHECKING:
    from answer.library import Library
    from answer.snapshot import Snapshot
    from answer.trails import Entry, Kept, Step, Trail
    from corpus.records import Document, Span


@dataclass(frozen=True, slots=True)
class Seen:
    """A quotation that was kept. `citation` is where it stands now, or what it became.

    None where it is gone: then `place` has the words as they were.
    """

    place: Place
    state: State
    citation: Citation | None

    @property
    def document(self) -> str:
        """The document's name, or that of its file where it is not in the library."""
        return self.citation.document if self.citation else self.place.source.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class SeenIdea:
    """An idea that was kept; `idea` is its id now, "" when no idea says it any more."""

    kept: Kept
    idea: str
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class SeenStep:
    """A step of a path that was kept; `linked` says whether the graph has this edge now."""

    kept: Step
    source: Seen
    target: Seen
    linked: bool


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry as it is now. `changes` says in sentences what is not as it was; () when all is."""

    entry: Entry
    ideas: tuple[SeenIdea, ...]
    steps: tuple[SeenStep, ...]
    quotations: tuple[Seen, ...]
    changes: tuple[str, ...]


def look(library: Library, trail: Trail) -> tuple[SeenEntry, ...]:
    """The entries of a trail, in order, as they are now."""
    view = library.snapshot()
    with library.store.lock:
        shelf = Shelf(library.store.connection)
        return tuple(_entry(view, shelf, entry) for entry in trail.entries)


def _entry(view: Snapshot, shelf: Shelf, entry: Entry) -> SeenEntry:
    ideas = tuple(_idea(view, shelf, kept) for kept in entry.ideas)
    steps = []
    for position, kept in enumerate(entry.steps):
        ends = ideas[position].idea, ideas[position + 1].idea
        linked = any(
            {edge.source, edge.target} == set(ends) and edge.relation.value == kept.relation
            for edge in (incident(view.graph, ends[0]) if all(ends) else ())
        )
        source, target = _seen(view, shelf, kept.source), _seen(view, shelf, kept.target)
        steps.append(SeenStep(kept, source, target, linked))
    quotations = tuple(_seen(view, shelf, place) for place in entry.places)
    return SeenEntry(
        entry, ideas, tuple(steps), quotations, tuple(_changes(ideas, steps, quotations))
    )


def _idea(view: Snapshot, shelf: Shelf, kept: Kept) -> SeenIdea:
    """An idea is found by its id, else by the first of its mentions that is one still."""
    seen = tuple(_seen(view, shelf, place) for place in kept.places)
    if kept.id in view.ideas:
        return SeenIdea(kept, kept.id, seen)
    for one in seen:
        if one.citation is None:
            continue
        for key, unit in view.units.items():
            same = view.names[unit.document] == one.citation.document
            if same and unit.kind.value == kept.kind:
                said = unit.span.of(view.document(unit.document).text)
                if same_words(said) == same_words(one.citation.quote):
                    return SeenIdea(kept, view.idea_of[key], seen)
    return SeenIdea(kept, "", seen)


def _seen(view: Snapshot, shelf: Shelf, place: Place) -> Seen:
    found = shelf.look(place)
    document = shelf.document(place.source)
    if found.span is None or document is None:
        return Seen(place, found.state, None)
    return Seen(place, found.state, cited(document, view.names[found.document], found.span))


def cited(document: Document, name: str, span: Span) -> Citation:
    """The citation of a span, whatever stands there; `name` is the document's."""
    passage = next(
        (one for one in document.passages if one.span.start <= span.start < one.span.end), None
    )
    return Citation(
        document=name,
        source=document.source,
        heading=" > ".join(passage.heading_path if passage else ()) or document.title,
        start=span.start,
        end=span.end,
        quote=span.of(document.text),
        language=passage.language if passage else document.language,
    )


def _changes(
    ideas: tuple[SeenIdea, ...], steps: list[SeenStep], quotations: tuple[Seen, ...]
) -> list[str]:
    said = [f"no idea says “{one.kept.name}” any more" for one in ideas if not one.idea]
    all_seen = [
        *(one for idea in ideas for one in idea.seen),
        *(end for step in steps for end in (step.source, step.target)),
        *quotations,
    ]
    for seen in dict.fromkeys(all_seen):
        words = same_words(seen.place.quote)
        if seen.state is State.CHANGED and seen.citation is not None:
            now = same_words(seen.citation.quote)
            said.append(f"“{words}” has changed in {seen.document}: it is “{now}” now")
        elif seen.state is State.GONE:
            said.append(f"“{words}” is no longer in {seen.document}")
        elif seen.state is State.NO_DOCUMENT:
            said.append(f"“{words}” was in {seen.document}, which is not in the library")
    for position, step in enumerate(steps):
        if not step.linked and all(one.idea for one in ideas[position : position + 2]):
            names = [one.kept.name for one in ideas[position : position + 2]]
            relation = step.kept.relation.replace("_", " ")
            said.append(f"“{names[0]}” and “{names[1]}” are no longer linked by “{relation}”")
    return said
