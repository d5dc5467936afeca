"""From a document's passages to units: what each sentence says, cut as an editor would cut cards.

Start reading at `extract`. It works on three sizes of text:
1. `clauses` lists every sentence, and inside it every clause that gives a reason
   ("…, because Y may happen"), as something to be judged;
2. the kind model (`kg.kinds`) judges all of them at once, given their vectors;
3. `_of_item` and `_of_paragraph` put sentences together: an item with its explanation is one unit,
   a sentence that only goes on ("This can …", "For example …") belongs to the one before it,
   and a sentence of another kind is a unit of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corpus.records import Document, Form, Passage, Span
from kg import attributes
from kg.cues import LANGUAGES, fold
from kg.features import Saying
from kg.names import short_name
from kg.records import KINDS, Kind, Strength, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from kg.kinds import KindModel

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_REASONS = {
    "en": r"because|since(?= (?:it|they|this|a|an|the|you|we))|otherwise|or else|as this|so that|in order to|"
    r"to (?:avoid|prevent)|for fear of|which (?:can|could|may|might|would)|lest",
    "pl": r"poniewaz|gdyz|bo|bowiem|w przeciwnym razie|inaczej|aby|zeby|co (?:moze|grozi|prowadzi)|dzieki temu",
    "de": r"weil|denn|sonst|andernfalls|damit|um",
    "fr": r"parce qu\w*|car|sinon|afin (?:de|que)|pour eviter",
    "es": r"porque|ya que|de lo contrario|para (?:que|evitar)",
}
"""Words that open the reason of an advice."""

_GOES_ON = {
    "en": r"this|that|these|those|it|they|such|for example|for instance|also|moreover|furthermore|in addition|in this way|doing so|however",
    "pl": r"to|ten|ta|te|takie|na przyklad|np\.|ponadto|poza tym|dodatkowo|rowniez|dzieki temu|w ten sposob|wowczas|wtedy|jednak",
    "de": r"dies\w*|das|so|zum beispiel|ausserdem|zudem",
    "fr": r"cel[al]|ceci|par exemple|de plus|ainsi",
    "es": r"esto|eso|ello|por ejemplo|ademas|asi",
}
"""Words by which a sentence leans on the one before it."""

_EXAMPLE = {
    "en": r"for example|for instance|e\.g\.|such as|think of|say,|imagine",
    "pl": r"na przyklad|np\.|przykladowo|wyobraz sobie",
    "de": r"zum beispiel|z\.b\.|etwa",
    "fr": r"par exemple",
    "es": r"por ejemplo",
}
"""Words that open an example: it belongs to what it illustrates, whatever its own kind."""

SURE = 0.5
"""Probability from which a sentence inside an item, or a clause inside a sentence, is a unit of
its own kind: more likely than all other kinds together."""

LONGEST = 2_000
"""Characters of a sentence that the models read; what is longer is no sentence but lost markup."""

SHORTEST_CLAUSE = 18
"""Characters: a shorter clause ("because of this") says nothing without its sentence."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, or a reason inside one (`inner`), with what the kind model sees of it."""

    passage: int
    span: Span
    saying: Saying
    inner: bool = False


def extract(
    document: Document, identifier: str, encode: Encode, model: KindModel
) -> tuple[Unit, ...]:
    """All units of a document in reading order; `encode` gives vectors (n, dim) for texts."""
    judged = clauses(document)
    vectors = encode([clause.saying.text for clause in judged]) if model.model else None
    return units(document, identifier, judged, vectors, model)


def clauses(document: Document) -> tuple[Clause, ...]:
    """Everything in the document that is to be judged, in reading order."""
    return tuple(_clauses(document))


def _clauses(document: Document) -> Iterator[Clause]:
    before = ""
    for number, passage in enumerate(document.passages):
        if passage.chrome or passage.form is Form.CODE:
            continue
        heading = passage.heading_path[-1] if passage.heading_path else ""
        for sentence in passage.sentences:
            text = sentence.of(document.text)
            if not re.search(r"[^\W\d_]{2}", text):
                continue
            saying = Saying(
                text=re.sub(r"\s+", " ", text)[:LONGEST],
                language=passage.language,
                heading=heading,
                form=passage.form.value,
                before=before,
            )
            yield Clause(number, sentence, saying)
            for inner in _reasons(text, passage.language):
                span = Span(sentence.start + inner.start, sentence.start + inner.end)
                words = re.sub(r"\s+", " ", span.of(document.text))[:LONGEST]
                yield Clause(number, span, replace(saying, text=words), inner=True)
            before = saying.text


def _reasons(text: str, language: str) -> Iterator[Span]:
    """The clauses of `text` that give a reason: from their opening word to the sentence's end."""
    if len(text) > LONGEST:
        return
    expression = _REASONS.get(language) or "|".join(_REASONS.values())
    for match in re.finditer(rf"(?<=[\s,;–—-])(?:{expression})(?!\w)", fold(text)):
        end = len(text.rstrip().rstrip(".!"))
        if match.start() >= SHORTEST_CLAUSE and end - match.start() >= SHORTEST_CLAUSE:
            yield Span(match.start(), end)
            return


def units(
    document: Document,
    identifier: str,
    judged: Sequence[Clause],
    vectors: NDArray[np.float32] | None,
    model: KindModel,
) -> tuple[Unit, ...]:
    """The units of a document from its judged clauses; `vectors` (n, dim) belong to `judged`."""
    shares = model.probabilities([clause.saying for clause in judged], vectors)
    maker = _Maker(document, identifier, judged, shares, vectors, model)
    found: list[Unit] = []
    by_passage: dict[int, list[int]] = {}
    for index, clause in enumerate(judged):
        by_passage.setdefault(clause.passage, []).append(index)
    for number, indices in by_passage.items():
        passage = document.passages[number]
        outer = [index for index in indices if not judged[index].inner]
        inner = [index for index in indices if judged[index].inner]
        if passage.form is Form.HEADING:
            found += _of_heading(maker, number, outer)
        elif passage.form is Form.ITEM or passage.title is not None:
            found += _of_item(maker, passage, outer)
        elif passage.form is Form.ROW:
            found += [
                maker.unit([index]) for index in outer if maker.kind(index) is not Kind.CONTEXT
            ]
        else:
            found += _of_paragraph(maker, outer)
        found += _of_clauses(maker, outer, inner)
    distinct = {(unit.span, unit.kind): unit for unit in found}
    return tuple(sorted(distinct.values(), key=lambda unit: (unit.span, unit.kind)))


def _of_heading(maker: _Maker, number: int, outer: Sequence[int]) -> list[Unit]:
    """A heading that is itself advice names the practice under it; others make no unit."""
    following = next(
        (passage for passage in maker.document.passages[number + 1 :] if not passage.chrome),
        None,
    )
    explained = following is not None and following.form is Form.PARAGRAPH
    advice = [
        index
        for index in outer
        if maker.kind(index) is Kind.PRACTICE
        and maker.shares[index, KINDS.index(Kind.PRACTICE)] >= SURE
        and not maker.text(index).rstrip().endswith("?")
    ]
    if not advice or not explained or following is None or not following.sentences:
        return []
    name = Span(maker.judged[advice[0]].span.start, maker.judged[advice[-1]].span.end)
    return [maker.unit(advice, extent=Span(name.start, following.sentences[0].end), name=name)]


def _of_item(maker: _Maker, passage: Passage, outer: Sequence[int]) -> list[Unit]:
    """An item with its explanation is one unit, of the kind that most of it speaks for."""
    if not outer:
        return []
    weights = np.array([maker.weight(index, passage) for index in outer])
    total = (maker.shares[list(outer)] * weights[:, None]).sum(axis=0) / weights.sum()
    said = int(np.argmax(total[:-1]))
    whole: list[Unit] = []
    if total[said] > total[KINDS.index(Kind.CONTEXT)]:
        name = passage.title
        whole = [maker.unit(outer, kind=KINDS[said], shares=total, extent=passage.span, name=name)]
    others = [
        maker.unit([index])
        for index in outer
        if maker.kind(index) not in {Kind.CONTEXT, KINDS[said] if whole else Kind.CONTEXT}
        and maker.shares[index].max() >= SURE
        and not maker.is_title(index, passage)
    ]
    return whole + others


def _of_paragraph(maker: _Maker, outer: Sequence[int]) -> list[Unit]:
    """Sentences that lean on the one before them and are of its kind, or illustrate it, join it."""
    groups: list[list[int]] = []
    for index in outer:
        kind = maker.kind(index)
        previous = groups[-1] if groups else None
        if previous and previous[-1] == index - maker.step(previous[-1], index):
            same = kind is maker.kind(previous[0])
            if maker.opens(index, _EXAMPLE) or (same and maker.opens(index, _GOES_ON)):
                previous.append(index)
                continue
        if kind is not Kind.CONTEXT:
            groups.append([index])
    return [maker.unit(group) for group in groups]


def _of_clauses(maker: _Maker, outer: Sequence[int], inner: Sequence[int]) -> list[Unit]:
    """Reasons that are of another kind than the sentence they stand in."""
    found = []
    for index in inner:
        span = maker.judged[index].span
        home = next(
            i for i in outer if maker.judged[i].span.start <= span.start < maker.judged[i].span.end
        )
        kind = maker.kind(index)
        if (
            kind in {Kind.CONTEXT, Kind.PRACTICE, maker.kind(home)}
            or maker.shares[index].max() < SURE
        ):
            continue
        found.append(maker.unit([index]))
    return found


@dataclass(frozen=True, slots=True)
class _Maker:
    """One document's judged clauses, and how a unit is made of some of them."""

    document: Document
    identifier: str
    judged: Sequence[Clause]
    shares: NDArray[np.float32]
    vectors: NDArray[np.float32] | None
    model: KindModel

    def kind(self, index: int) -> Kind:
        return KINDS[int(np.argmax(self.shares[index]))]

    def text(self, index: int) -> str:
        return self.judged[index].span.of(self.document.text)

    def weight(self, index: int, passage: Passage) -> float:
        """The title speaks for the whole item: it counts as two sentences."""
        return 2.0 if self.is_title(index, passage) else 1.0

    def is_title(self, index: int, passage: Passage) -> bool:
        """Whether a sentence is the item's title (whose span leaves out the full stop)."""
        span = self.judged[index].span
        return passage.title is not None and (
            span.start == passage.title.start and span.end <= passage.title.end + len(". ")
        )

    def step(self, earlier: int, later: int) -> int:
        """How far apart two neighbouring sentences are in `judged` (clauses stand between)."""
        between = [i for i in range(earlier + 1, later) if not self.judged[i].inner]
        return later - earlier if not between else -1

    def opens(self, index: int, table: dict[str, str]) -> bool:
        language = self.document.passages[self.judged[index].passage].language
        expression = table.get(language) or "|".join(table.values())
        return bool(re.match(rf"\W*(?:{expression})(?!\w)", fold(self.text(index))))

    def unit(
        self,
        group: Sequence[int],
        *,
        kind: Kind | None = None,
        shares: NDArray[np.float32] | None = None,
        extent: Span | None = None,
        name: Span | None = None,
    ) -> Unit:
        """The unit that the clauses of `group` make together."""
        first = self.judged[group[0]]
        kind = kind or self.kind(group[0])
        shares = self.shares[group[0]] if shares is None else shares
        extent = extent or Span(first.span.start, self.judged[group[-1]].span.end)
        passage = self.document.passages[first.passage]
        language = passage.language
        told = [index for index in group if self.kind(index) is kind] or list(group)
        vector = None if self.vectors is None else self.vectors[told[0]]
        unit = Unit(
            document=self.identifier,
            passage=first.passage,
            span=extent,
            kind=kind,
            probabilities=_probabilities(shares),
            name=name or short_name(self.document.text, self._told_span(told), language),
            language=language,
            signals=self.model.explain(self.judged[told[0]].saying, vector, kind),
        )
        return _with_attributes(
            unit, self.document.text, [self.judged[index].span for index in told], passage
        )

    def _told_span(self, told: Sequence[int]) -> Span:
        return self.judged[told[0]].span


def _probabilities(shares: NDArray[np.float32]) -> tuple[float, ...]:
    """Four decimals that add up to 1: the largest takes what rounding leaves."""
    rounded = [round(float(share), 4) for share in shares]
    rounded[int(np.argmax(shares))] += 1.0 - sum(rounded)
    return tuple(round(share, 4) for share in rounded)


def _with_attributes(unit: Unit, text: str, told: Sequence[Span], passage: Passage) -> Unit:
    """The unit with its condition and exception, and a practice with what else its words show.

    `told` are the sentences that say what the unit says: what stands in the others (an example, a
    reason) is no attribute of it. An item's first sentences tell its strength and condition.
    """
    language = unit.language if unit.language in LANGUAGES else "und"

    def first(find: Callable[[str, str], Span | None], sentences: Sequence[Span]) -> Span | None:
        for sentence in sentences:
            found = find(sentence.of(text), language)
            if found is not None:
                return Span(sentence.start + found.start, sentence.start + found.end)
        return None

    unit = replace(
        unit,
        condition=first(attributes.condition, told[:OPENING]),
        exception=first(attributes.exception, told),
    )
    if unit.kind is not Kind.PRACTICE:
        return unit
    strength, cue = Strength.SHOULD, None
    for sentence in told[:OPENING]:
        strength, cue = attributes.strength(sentence.of(text), language)
        if cue is not None:
            cue = Span(sentence.start + cue.start, sentence.start + cue.end)
            break
    return replace(
        unit,
        strength=strength,
        strength_cue=cue,
        urgent=first(attributes.urgent, told),
        wording=attributes.wording(text, unit.span, passage.quotations),
    )


OPENING = 2
"""Sentences that tell an item's strength and condition: its title and the one that explains it."""
