"""Corrections by hand: an editor sets a unit's kind, merges ideas or splits one.

Start reading at `set_kind`, `merge`, `split` and `undo`. A correction names the words that it is
about and their document, and is kept in the library: it holds after documents are read again,
removed and brought back, and says when its words are gone. `answer.amend` applies it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from answer import amend, build, connect, history
from answer.amend import Correction, What
from answer.errors import BadCorrection, NotFound
from answer.places import Place, Shelf, State, nearest, place_of, same_words
from answer.store import document_id
from kg import byhand
from kg.ideas import normal
from kg.records import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from answer.library import Library
    from answer.snapshot import Snapshot
    from index.database import Connection

SHOWN: Final = 3
"""Quotations named in a message when words stand in several; more are not read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A correction and what has become of its places, in their order.

    `lost` says in a sentence why it does not apply as it was made; "" when it does.
    """

    correction: Correction
    states: tuple[State, ...]
    lost: str


# -- making them -----------------------------------------------------------------------------


def set_kind(
    library: Library, target: str, kind: Kind, *, document: str | None = None
) -> Correction:
    """Set the kind of an idea's mentions (by id) or of what is quoted; `CONTEXT`: it is no unit.

    A quotation that is no unit becomes one. One that has the kind already is confirmed.

    Raises:
        NotFound: the words stand in no document. BadCorrection: they cannot be a unit.
    """
    places = _places(library, _units(library, target, document)) or _unread(
        library, target, document
    )
    if kind is Kind.CONTEXT and not any(place.kind for place in places):
        raise BadCorrection(f"{_short(target)}: is no unit, so it counts as context already")
    return _decide(library, What.KIND, (places,), kind)


def merge(library: Library, targets: Sequence[str]) -> Correction:
    """Make ideas (by id or quotation) one.

    Raises:
        NotFound: one is not found. BadCorrection: fewer than two ideas, or of different kinds.
    """
    view = library.snapshot()
    found = dict.fromkeys(_idea(library, target) for target in targets)
    if len(found) < 2:  # noqa: PLR2004 - merging takes two
        raise BadCorrection("name two ideas at least; these are one idea already")
    kinds = {view.ideas[idea].kind.value for idea in found}
    if len(kinds) > 1:
        raise BadCorrection(
            f"ideas of different kinds ({', '.join(sorted(kinds))}) cannot be one; set the kind of "
            "one of them first, with `guidegraph correct kind`"
        )
    return _decide(library, What.MERGE, (_mentions(library, *found),))


def split(library: Library, idea: str, quotations: Sequence[str]) -> Correction:
    """Make the mentions of an idea that are quoted an idea of their own.

    Raises:
        NotFound: no such idea, or a quotation is not a mention of it.
        BadCorrection: nothing would be left, or both parts would say the same words.
    """
    mentions = _mentions(library, _idea(library, idea))
    wanted = [same_words(quotation) for quotation in quotations]
    for words in wanted:
        if not any(same_words(place.quote) == words for place in mentions):
            raise NotFound(f"{_short(words)}: not a mention of {idea}; quote one in full")
    leaving = tuple(place for place in mentions if same_words(place.quote) in wanted)
    staying = tuple(place for place in mentions if place not in leaving)
    if not leaving or not staying:
        raise BadCorrection(f"{idea}: one mention at least must leave, and one must stay")
    shared = {normal(place.quote) for place in leaving} & {normal(place.quote) for place in staying}
    if shared:
        raise BadCorrection(
            f"{_short(min(shared))}: stands in both parts; the same words are one idea"
        )
    return _decide(library, What.SPLIT, (leaving, staying))


def undo(library: Library, number: int | None = None) -> Correction:
    """Take a correction back; without a number, the last.

    Raises:
        NotFound: there is none, or none of this number.
    """
    made = amend.read(library.store.connection)
    if not made:
        raise NotFound("there is no correction to take back")
    chosen = next((one for one in reversed(made) if number in {None, one.number}), None)
    if chosen is None:
        raise NotFound(f"{number}: no such correction; `guidegraph correct list` shows them")

    def take_back(connection: Connection) -> str:
        connection.execute("DELETE FROM corrections WHERE number = ?", (chosen.number,))
        return f"taken back: {told(chosen)}"

    # An added unit that the correction had set aside comes back, and needs its vectors again.
    _change(library, take_back, embeds=chosen.what is What.KIND)
    return chosen


def _decide(
    library: Library, what: What, groups: tuple[tuple[Place, ...], ...], kind: Kind | None = None
) -> Correction:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    made: list[Correction] = []

    def insert(connection: Connection) -> str:
        last = connection.execute("SELECT max(number) FROM corrections").fetchone()[0] or 0
        correction = Correction(last + 1, now, what, groups, kind)
        connection.execute(
            "INSERT INTO corrections VALUES (?, ?, ?, ?)",
            (correction.number, now, what.value, correction.record()),
        )
        made.append(correction)
        return told(correction)

    new = any(not place.kind for group in groups for place in group)
    _change(library, insert, embeds=new)
    return made[0]


def _change(library: Library, change: Callable[[Connection], str], *, embeds: bool) -> None:
    """One change of the corrections, applied and linked, in one transaction.

    The models are opened before it (`embeds`): who opens them may be waiting for the file.
    """
    store = library.store
    embedders = library.embedders() if embeds else ()
    with store.alone(), store.transaction() as connection:
        before = history.begin(connection)
        said = change(connection)
        amend.apply(connection, lambda: embedders)
        model = connection.execute("SELECT name FROM models ORDER BY position LIMIT 1").fetchone()
        if model is not None:
            connect.relink(connection, model["name"])
        what = {"added": [], "changed": [], "removed": [], "corrected": [said]}
        build.log(store, what, before)


# -- what is meant ---------------------------------------------------------------------------


def _units(library: Library, target: str, document: str | None = None) -> tuple[int, ...]:
    """The units that a target names: an idea's mentions, or what has its words; () for none.

    Raises:
        BadCorrection: its words stand in several units, none of which is just these words.
    """
    view = library.snapshot()
    if target in view.ideas:
        return view.ideas[target].mentions
    words = same_words(target)
    if not words:
        raise BadCorrection("nothing is quoted; give an idea's id, or words of a document")
    within = library.info(document).id if document is not None else None
    holding: dict[str, list[int]] = {}
    for key, unit in view.units.items():
        if within is None or unit.document == within:
            said = same_words(unit.span.of(view.document(unit.document).text))
            if words in said:
                holding.setdefault(said, []).append(key)
    if words not in holding and len(holding) > 1:
        some = "; ".join(_short(said) for said in sorted(holding)[:SHOWN])
        raise BadCorrection(f"{_short(words)}: stands in several units ({some}); quote one in full")
    return tuple(holding.get(words) or next(iter(holding.values()), []))


def _unread(library: Library, target: str, document: str | None) -> tuple[Place, ...]:
    """Places of words that are no unit."""
    names = [document] if document is not None else [info.name for info in library.documents()]
    found = []
    for name in names:
        read = library.document(name)
        span = nearest(read.text, target, 0)
        if span is None:
            continue
        if byhand.written(read, "", span, Kind.PRACTICE) is None:
            raise BadCorrection(
                f"{_short(target)}: stands in a heading, or in what was set aside in {name}"
            )
        found.append(Place(read.source, span.of(read.text), span.start))
    if not found:
        where = f"not in {document}" if document else "in no document of the library"
        raise NotFound(f"{_short(target)}: {where}; quote words as they stand there")
    return tuple(sorted(found, key=_order))


def _idea(library: Library, target: str) -> str:
    """The idea that an id or a quotation names.

    Raises:
        NotFound: there is none. BadCorrection: there are several.
    """
    view = library.snapshot()
    if target in view.ideas:
        return target
    found = {view.idea_of[key] for key in _units(library, target)}
    if not found:
        raise NotFound(f"{_short(target)}: no idea of this id, and no unit with these words")
    if len(found) > 1:
        raise BadCorrection(
            f"{_short(target)}: said by several ideas ({', '.join(sorted(found))}); give an id"
        )
    return found.pop()


def _mentions(library: Library, *ideas: str) -> tuple[Place, ...]:
    view = library.snapshot()
    return _places(library, [unit for idea in ideas for unit in view.ideas[idea].mentions])


def _places(library: Library, units: Sequence[int]) -> tuple[Place, ...]:
    return tuple(sorted((place_of(library.snapshot(), key) for key in units), key=_order))


def _order(place: Place) -> tuple[str, int, str, str]:
    return place.source, place.start, place.quote, place.kind


# -- what has become of them -----------------------------------------------------------------


def listed(library: Library) -> tuple[Standing, ...]:
    """All corrections, oldest first, with what has become of them."""
    view = library.snapshot()
    with library.store.lock:
        shelf = Shelf(library.store.connection)
        made = amend.read(library.store.connection)
        return tuple(_standing(correction, shelf, view) for correction in made)


def _standing(correction: Correction, shelf: Shelf, view: Snapshot) -> Standing:
    states = tuple(shelf.find(place).state for place in correction.places)
    missing = [
        (place, state)
        for place, state in zip(correction.places, states, strict=True)
        if state is not State.THERE
    ]
    if not missing:
        return Standing(correction, states, _overruled(correction, view))
    place, state = missing[0]
    name = place.source.rsplit("/", 1)[-1]
    why = (
        f"{name} is not in the library"
        if state is State.NO_DOCUMENT
        else f"{_short(place.quote)} is no longer in {name}"
    )
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    return Standing(correction, states, f"{why}{more}")


def _overruled(correction: Correction, view: Snapshot) -> str:
    """Why a merge or split whose words are all there does not hold; "" when it does."""
    if correction.what is What.KIND:
        return ""
    ideas = set()
    for place in correction.places:
        document = document_id(place.source)
        units = {key: unit for key, unit in view.units.items() if unit.document == document}
        key = amend.choose(units, view.document(document).text, place)
        if key is None:
            return f"{_short(place.quote)} is no unit any more"
        ideas.add(view.idea_of[key])
    if correction.what is What.MERGE and len(ideas) > 1:
        return "its mentions are of different kinds now, or were split later"
    if correction.what is What.SPLIT and len(ideas) == 1:
        return "its mentions were merged later"
    return ""


def lost(library: Library) -> tuple[Standing, ...]:
    """The corrections whose words are gone from a document that is there."""
    return tuple(one for one in listed(library) if State.GONE in one.states)


def told(correction: Correction) -> str:
    """A correction in a line.

    >>> place = Place("a.md", "Ask first.", 0, "risk")
    >>> told(Correction(1, "", What.KIND, ((place,),), Kind.PRACTICE))
    '“Ask first.” is a practice'
    """
    first = _short(correction.groups[0][0].quote)
    if correction.kind is not None:
        said = "no unit" if correction.kind is Kind.CONTEXT else f"a {correction.kind.value}"
        return f"{first} is {said}"
    other = next(
        (place.quote for place in correction.places if _short(place.quote) != first), first
    )
    joined = "says the same as" if correction.what is What.MERGE else "does not say the same as"
    return f"{first} {joined} {_short(other)}"


def _short(text: str) -> str:
    words = same_words(text)
    return f"“{words}”" if len(words) <= WIDE else f"“{words[:WIDE].rsplit(' ', 1)[0]} …”"


WIDE: Final = 60
"""Letters of a quotation in a message of one line."""


# -- as evaluation data ----------------------------------------------------------------------


def gold_kinds(library: Library) -> str:
    """What was said of kinds, as lines `{_id, text, label}` that `guidegraph eval classify` reads.

    The last word on each quotation counts; a quotation that is gone is as good a case as any.
    """
    labels: dict[str, str] = {}
    for correction in amend.read(library.store.connection):
        if correction.kind is not None:
            for place in correction.places:
                labels[same_words(place.quote)] = correction.kind.value
    return _lines(
        {"_id": f"kind-{number}", "text": text, "label": label}
        for number, (text, label) in enumerate(labels.items(), start=1)
    )


def gold_pairs(library: Library) -> str:
    """What was said of pairs: lines `{_id, source, target, kind, label}`.

    The label is `same` or `different`; the last word on each pair counts.
    """
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for correction in amend.read(library.store.connection):
        if correction.what is What.KIND:
            continue
        merged = correction.what is What.MERGE
        ends = correction.groups if not merged else (correction.places, correction.places)
        for left in ends[0]:
            for right in ends[1]:
                one, other = sorted((same_words(left.quote), same_words(right.quote)))
                if one != other:
                    labels[one, other] = (left.kind, "same" if merged else "different")
    return _lines(
        {"_id": f"pair-{number}", "source": one, "target": other, "kind": kind, "label": label}
        for number, ((one, other), (kind, label)) in enumerate(labels.items(), start=1)
    )


def _lines(entries: Iterable[dict[str, str]]) -> str:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
