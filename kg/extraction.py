"""From a document's passages to units: what each sentence says, cut as an editor would cut cards.

Start reading at `extract`. It works on three sizes of text:
1. `kg.clauses` lists every sentence, every table cell, and inside a sentence every clause that
   gives a reason ("…, because Y may happen"), as something to be judged;
2. the kind model (`kg.kinds`) judges all of them at once, given their vectors;
3. `_of_item`, `_of_paragraph` and `_of_row` put them together: an item with its explanation is one
   unit, an example belongs to what it illustrates, every risk of a paragraph is a unit, and so is
   a sentence of another kind inside an item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.records import Document, Form, Passage
from kg.clauses import Clause, adds, clauses, illustrates, leans, points_back
from kg.extent import reach
from kg.headings import is_advice
from kg.records import KINDS, Kind, Unit
from kg.units import Maker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from kg.kinds import KindModel

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

SURE = 0.5
"""Probability from which a sentence inside an item, or a clause inside a sentence, is a unit of
its own kind: more likely than all other kinds together."""

NEARLY = 0.8
"""Share of the likeliest kind from which an item that holds sure advice is advice as a whole."""

SINGLE = frozenset({Kind.RISK, Kind.BENEFIT})
"""Kinds whose sentences each say one thing: a paragraph of risks gives a unit a risk."""

EXPLAINED = 8
"""Sentences of a paragraph that a heading which is advice may name; a longer one is a section."""


def extract(
    document: Document, identifier: str, encode: Encode, model: KindModel
) -> tuple[Unit, ...]:
    """All units of a document in reading order; `encode` gives vectors (n, dim) for texts."""
    judged = tuple(clauses(document))
    vectors = encode([clause.saying.text for clause in judged]) if model.model and judged else None
    return units(document, identifier, judged, vectors, model)


def units(
    document: Document,
    identifier: str,
    judged: Sequence[Clause],
    vectors: NDArray[np.float32] | None,
    model: KindModel,
) -> tuple[Unit, ...]:
    """The units of a document from its judged clauses; `vectors` (n, dim) belong to `judged`."""
    if not judged:
        return ()
    shares = model.probabilities([clause.saying for clause in judged], vectors)
    allowed = np.array([[kind in clause.may_be for kind in KINDS] for clause in judged])
    shares = np.where(allowed, shares + np.float32(1e-6), 0)
    shares = _in_context(judged, shares / shares.sum(axis=1, keepdims=True))
    shares, described = _in_document(judged, shares, model.context)
    meant = model.meaning(vectors) if vectors is not None else None
    maker = Maker(document, identifier, judged, shares, meant, model)
    outer: dict[int, list[int]] = {}
    inner: dict[int, list[int]] = {}
    for index, clause in enumerate(judged):
        (inner if clause.inner else outer).setdefault(clause.passage, []).append(index)
    reasons = inner if described < MOSTLY else {}
    found: list[Unit] = []
    taken: set[int] = set()
    for number, own in outer.items():
        if number in taken:
            continue
        passage = document.passages[number]
        members = _members(document, number, outer)
        if passage.form is Form.HEADING:
            named = _named(maker, number, outer)
            if named is None:
                continue
            taken.add(named)
            found += _of_item(maker, number, [*own, *outer[named]], headed=True)
            members = [number, named]
        elif passage.form is Form.ITEM or passage.title is not None:
            taken.update(members)
            found += _of_item(maker, number, [index for one in members for index in outer[one]])
        elif passage.form is Form.ROW:
            found += _of_row(maker, own)
        else:
            found += _of_paragraph(maker, own)
        for one in members:
            found += _of_reasons(maker, outer[one], reasons.get(one, ()))
    asked = min(described + MORE, MOST_ASKED) if described >= MOSTLY else described
    sure = [unit for unit in found if _likely(unit) >= asked]
    distinct = {(unit.span, unit.kind): unit for unit in reach(document, sure)}
    return tuple(sorted(distinct.values(), key=lambda unit: (unit.span, unit.kind)))


CARRIED = 0.5
"""How much of a kind a sentence takes over from the one that it adds to: with .5 a judgement of
less than two thirds can turn and a sure one cannot."""


def _in_context(judged: Sequence[Clause], shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """The shares; a sentence that adds to the one before it ("Moreover, …") leans to its kind."""
    settled = shares.astype(np.float32)
    before = -1
    for index, clause in enumerate(judged):
        if clause.inner or clause.column:
            continue
        same = before >= 0 and judged[before].passage == clause.passage
        if same and adds(clause.saying.text, clause.saying.language):
            carried = settled[before].copy()
            carried[KINDS.index(Kind.CONTEXT)] = carried.mean()
            leaned = settled[index] * (1 - CARRIED + CARRIED * len(KINDS) * carried)
            settled[index] = leaned / leaned.sum()
        before = index
    return settled


EXPECTED = 30
"""Sentences that a document's own share of context has to outweigh: in a short text the share of
the gold sentences decides."""

MOST_TURNED = 12.0
"""Factor of the odds at most: what is surely advice stays so in a handbook of descriptions."""


def _in_document(
    judged: Sequence[Clause], shares: NDArray[np.float32], usual: float
) -> tuple[NDArray[np.float32], float]:
    """The shares, as likely as they are in this document, and how much of it is context.

    A handbook mostly describes, and guidance mostly advises. The share of context is estimated
    together with what it changes (Saerens et al. 2002); `usual` is the share that the model
    expects. Only the odds of context against the rest move. Headings and what can be nothing else
    (an announcement, a question) don't count.
    """
    column = KINDS.index(Kind.CONTEXT)
    counted = [
        not clause.inner and len(clause.may_be) > 1 and clause.saying.form != Form.HEADING.value
        for clause in judged
    ]
    outer = shares[counted, column].astype(np.float64)
    odds = usual / (1 - usual)
    factor, share = 1.0, usual
    for _ in range(STEPS):
        context = outer * factor / (outer * factor + 1 - outer)
        share = (context.sum() + EXPECTED * usual) / (len(outer) + EXPECTED)
        turned = share / (1 - share) / odds
        factor = float(np.clip(turned, 1 / MOST_TURNED, MOST_TURNED))
    turned_shares = shares.copy()
    turned_shares[:, column] *= np.float32(factor)
    return turned_shares / turned_shares.sum(axis=1, keepdims=True), float(share)


MOSTLY = 0.35
"""Share of context from which a document rather describes than advises: there a clause that gives
a reason is no card of its own (four of four that were read were torn from their sentence)."""

MORE, MOST_ASKED = 0.2, 0.85
"""A unit must be at least as likely as the share of its document that is context, and by `MORE`
likelier where that is large; `MOST_ASKED` is enough anywhere. So guidance gives what is likely, a
handbook what is sure: of 198 units of handbooks that were read, 9 in 10 practices from .8 were
right, and 6 in 10 below."""


def _likely(unit: Unit) -> float:
    return unit.probabilities[KINDS.index(unit.kind)]


STEPS = 20
"""Rounds of the estimate; after ten it moves by less than a hundredth."""


def _members(document: Document, number: int, outer: dict[int, list[int]]) -> list[int]:
    """The passage, and the paragraphs right after it that belong to it as an item."""
    members = [number]
    if document.passages[number].form is Form.ITEM:
        for other in range(number + 1, len(document.passages)):
            passage = document.passages[other]
            if passage.parent != number or passage.form not in {Form.PARAGRAPH, Form.QUOTATION}:
                break
            if other in outer:
                members.append(other)
    return members


def _named(maker: Maker, number: int, outer: dict[int, list[int]]) -> int | None:
    """The paragraph under a heading that is itself advice; None for other headings."""
    document = maker.document
    following = next(
        (
            other
            for other in range(number + 1, len(document.passages))
            if not document.passages[other].chrome
        ),
        None,
    )
    if following is None or following not in outer:
        return None
    passage = document.passages[following]
    if passage.form is not Form.PARAGRAPH or passage.title or len(outer[following]) > EXPLAINED:
        return None
    said = maker.shares[outer[number]].mean(axis=0)
    sure = said[KINDS.index(Kind.PRACTICE)] >= SURE
    told = any(maker.kind(index) is Kind.PRACTICE for index in outer[following])
    return following if sure and told and is_advice(document, number) else None


def _of_item(
    maker: Maker, number: int, outer: Sequence[int], *, headed: bool = False
) -> list[Unit]:
    """An item with its explanation is one unit, of the kind that most of it speaks for."""
    passage = maker.document.passages[number]
    name = passage.span if headed else passage.title
    weights = np.array(
        [2.0 if _is_title(maker, index, passage, headed) else 1.0 for index in outer]
    )
    total = (maker.shares[list(outer)] * weights[:, None]).sum(axis=0) / weights.sum()
    said = KINDS[int(np.argmax(total[:-1]))]
    practice = KINDS.index(Kind.PRACTICE)
    advised = passage.title is not None and maker.shares[list(outer), practice].max() >= SURE
    close = total[practice] >= NEARLY * total.max()
    if headed or (advised and (close or int(np.argmax(total)) == KINDS.index(Kind.CONTEXT))):
        said = Kind.PRACTICE  # a title that says little ("Follow-up") names the advice under it
    whole: list[Unit] = []
    if headed or advised or total[KINDS.index(said)] > total[KINDS.index(Kind.CONTEXT)]:
        whole = [maker.unit(outer, kind=said, shares=total, name=name)]
    skipped = {Kind.CONTEXT, said} if whole else {Kind.CONTEXT}
    rest = [
        index
        for index in outer
        if maker.kind(index) not in skipped
        and maker.shares[index].max() >= SURE
        and not _is_title(maker, index, passage, headed)
        and not illustrates(maker.text(index), passage.language)
    ]
    kinds = {maker.kind(index) for index in rest}
    if not whole and name is not None and len(kinds) == 1 and len(outer) <= SHORT:
        surest = max(rest, key=lambda index: float(maker.shares[index].max()))
        return [maker.unit(outer, kind=kinds.pop(), shares=maker.shares[surest], name=name)]
    return whole + [maker.unit([index]) for index in rest]


SHORT = 4
"""Sentences of an item with a title of its own that are one card, whichever of them says it."""


def _is_title(maker: Maker, index: int, passage: Passage, headed: bool) -> bool:  # noqa: FBT001
    """Whether a sentence is the item's title (whose span leaves out the full stop) or heading."""
    span = maker.judged[index].span
    title = passage.span if headed else passage.title
    if title is None:
        return False
    return title.start - len("**12. ") <= span.start <= title.start and (
        span.end <= title.end + len(".** ")
    )


def _of_paragraph(maker: Maker, outer: Sequence[int]) -> list[Unit]:
    """Sentences that lean on the one before them and are of its kind, or illustrate it, join it."""
    groups: list[list[int]] = []
    last = -1
    for index in outer:
        kind = maker.kind(index)
        language = maker.judged[index].saying.language
        if groups and last == groups[-1][-1]:
            previous = maker.kind(groups[-1][0])
            goes_on = kind is previous and kind not in SINGLE and leans(maker.text(index), language)
            if illustrates(maker.text(index), language) or goes_on:
                groups[-1].append(index)
                last = index
                continue
        if kind is not Kind.CONTEXT:
            groups.append([index])
        last = index
    return [maker.unit(group) for group in groups]


def _of_row(maker: Maker, outer: Sequence[int]) -> list[Unit]:
    """Each cell says its own thing; what to do takes the situation and the words beside it."""
    found = []
    for place, index in enumerate(outer):
        if maker.kind(index) is Kind.CONTEXT:
            continue
        first, last = place, place
        if maker.kind(index) is Kind.PRACTICE:
            while first and maker.judged[outer[first - 1]].column == "when":
                first -= 1
            while last + 1 < len(outer) and maker.judged[outer[last + 1]].column == "say":
                last += 1
        found.append(maker.cell(outer[first : last + 1], index))
    return found


def _of_reasons(maker: Maker, outer: Sequence[int], inner: Sequence[int]) -> list[Unit]:
    """Reasons that are of another kind than the sentence they stand in.

    One that points back ("because it …", "which can …") says nothing without its sentence, and one
    in a sentence that only tells how things are belongs to that.
    """
    found = []
    for index in inner:
        start = maker.judged[index].span.start
        home = next(
            i for i in outer if maker.judged[i].span.start <= start < maker.judged[i].span.end
        )
        kind = maker.kind(index)
        silent = kind in {Kind.CONTEXT, Kind.PRACTICE} or maker.shares[index].max() < SURE
        if silent or maker.kind(home) in {Kind.CONTEXT, kind}:
            continue
        if not points_back(maker.text(index), maker.judged[index].saying.language):
            found.append(maker.unit([index]))
    return found
