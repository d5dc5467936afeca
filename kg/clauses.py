"""What there is to judge in a document: sentences, the reasons inside them, the cells of tables.

Start reading at `clauses`. A `Clause` says which kinds it may be: an announcement ("Consider these
strategies:") and a question are no unit, whatever words they have; a famous person's saying is no
advice; a cell under "What to do" is nothing else.
"""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from corpus.records import Document, Form, Passage, Span
from kg.attributes import strength
from kg.cues import LANGUAGES, fold
from kg.features import Saying
from kg.records import Kind, Strength
from kg.tables import ALL, NO_UNIT, cells_of, column_of, is_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST: Final = 2_000
"""Characters of a sentence that the models read; what is longer is no sentence but lost markup."""

SHORTEST_CLAUSE: Final = 18
"""Characters: a shorter clause ("because of this") says nothing without its sentence."""

_REASONS: Final = {
    "en": r"because|since(?= (?:it|they|this|a|an|the|you|we))|(?<=[,;–—-] )otherwise|or else|as this|so that|"
    r"for fear of|which (?:can|could|may|might|would)|lest|potentially (?=\w+ing)|ultimately (?=\w+ing)|"
    r"leading to",
    "pl": r"poniewaz|gdyz|bo|bowiem|w przeciwnym razie|(?<=[,;–—-] )inaczej|(?:aby|zeby)(?! (?:\w+ ){0,2}\w+c(?!\w))|co (?:moze|grozi|prowadzi)|dzieki temu",
    "de": r"weil|denn|sonst|andernfalls|damit",
    "fr": r"parce qu\w*|car|sinon|afin que",
    "es": r"porque|ya que|de lo contrario|para que",
}
"""Words that open the reason of an advice, or what comes of it. A bare purpose ("to avoid cuts",
"aby uniknąć ran") is none: without its sentence it says nothing that could stand on a card."""

_BARE: Final = re.compile(
    r"(?:because|since|poniewaz|gdyz|bowiem|bo|weil|denn|parce qu\w*|car|porque|ya que)[\s,]+"
)
"""Openings that say no more than that a reason follows."""

_ADVISING_QUESTIONS: Final = {
    "en": r"why not|why don't|what if|what about|how about|have you (?:thought|considered|tried)|ever (?:thought|tried)|"
    r"could(?:n't)? (?:you|we|the|it)|can(?:'t)? (?:you|we)|would(?:n't)? it|shouldn't (?:we|someone|you)|is there any(?:thing against| chance)|has anyone considered|perhaps|maybe",
    "pl": r"(?:a )?moze|a gdyby|(?:czy )?nie (?:lepiej|prosciej|warto)|czemu (?:by )?nie|dlaczego (?:by )?nie|czy (?:nie )?(?:mozna|moglby|warto)",
    "de": r"warum nicht|wie ware|liesse sich|konnte (?:man|die|das)",
    "fr": r"pourquoi (?:ne )?pas|et si|pourrait-on",
    "es": r"por que no|y si|podria",
}
"""How a question opens that advises; other questions make no unit."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, a cell, or a reason inside a sentence (`inner`), with what the model sees of it.

    `may_be` are the kinds it may have; `column` is a cell's role in `COLUMNS`, "" elsewhere.
    """

    passage: int
    span: Span
    saying: Saying
    inner: bool = False
    may_be: frozenset[Kind] = ALL
    column: str = ""


def clauses(document: Document) -> Iterator[Clause]:
    """Everything in the document that is to be judged, in reading order."""
    before = ""
    header: list[str] = []
    announcements = {announcement(document, number) for number in range(len(document.passages))}
    for number, passage in enumerate(document.passages):
        if passage.chrome or passage.form is Form.CODE:
            continue
        if passage.form is Form.ROW:
            if _begins_table(document, number):
                header = [span.of(document.text) for span in cells_of(document, passage)]
                if is_header(header):
                    continue
                header = []
            yield from _row(document, number, header)
            continue
        for sentence in passage.sentences:
            text = sentence.of(document.text)
            if not re.search(r"[^\W\d_]{2}", text):
                continue
            saying = _saying(text, passage, before)
            may_be = _kinds(text, sentence, passage, announces=sentence in announcements)
            if may_be == ALL and sentence == passage.sentences[0]:
                may_be = _of_list(document, number, text)
            yield Clause(number, sentence, saying, may_be=may_be)
            for inner, opened in _reasons(text, passage.language):
                span = Span(sentence.start + opened, sentence.start + inner.end)
                part = replace(saying, text=_one_line(inner.of(text)))
                yield Clause(number, span, part, inner=True, may_be=may_be)
            before = saying.text


def announcement(document: Document, number: int) -> Span | None:
    """The sentence that announces the list in which the item `number` stands ("Staff must not:")."""
    at, marker = number, document.passages[number].marker
    for _ in range(LONGEST_LIST):
        passage = document.passages[at]
        if passage.form is not Form.ITEM or passage.chrome:
            return None
        # A list in which only the first item is tied to its announcement, or none is.
        at = at - 1 if passage.parent < 0 else passage.parent
        if at < 0 or document.passages[at].chrome:
            return None
        above = document.passages[at]
        last = above.sentences[-1] if above.sentences else Span(0, 0)
        sibling = above.form is Form.ITEM and _style(above.marker) == _style(marker)
        if last.of(document.text).rstrip(" *_").endswith(":") and not sibling:
            return last
        if above.title is not None and not sibling:
            return None
    return None


def governing(document: Document, number: int) -> Span | None:
    """The words above an item that say how strongly it holds, or None.

    That is a heading like "Don't", or the line that announces its list.
    """
    heading = document.sections[document.passages[number].section].heading
    item = document.passages[number].form is Form.ITEM
    if item and heading is not None and rules(heading.of(document.text)):
        return heading
    return announcement(document, number)


def rules(heading: str) -> bool:
    """Whether a heading is a word of obligation and nothing else, and so holds for each item.

    >>> rules("Don't"), rules("Don't panic")
    (True, False)
    """
    return forbids(heading) or bool(_ASKS.fullmatch(fold(heading)))


def forbids(heading: str) -> bool:
    """Whether a heading is a word against doing what stands under it ("Czego nie robić")."""
    return bool(_FORBIDS.fullmatch(fold(heading)))


_ASKS: Final = re.compile(r"\W*(?:what to do|do(?:s|'s)?|must|should|always|co robic|zawsze)\W*")
_FORBIDS: Final = re.compile(
    r"\W*(?:(?:what|things) (?:to avoid|not to do|you (?:must|should) not do|never to do)|do not|don'?ts?|don't'?s|never|avoid|"
    r"must not|should not|shouldn't|czego (?:nie robic|unikac|nie wolno)|nie wolno|nie rob|unikaj|nigdy|zabronione|"
    r"verboten|was nicht|a eviter|ne pas faire|no hacer|evitar)\W*"
)
"""Headings that are nothing but a word of obligation; they govern each item of their list."""


_SIDES: Final = (
    (r"pros|advantages|benefits|zalety|korzysci|plusy|vorteile|avantages|ventajas", Kind.BENEFIT),
    (r"cons|disadvantages|drawbacks|wady|minusy|nachteile|inconvenients|desventajas", Kind.RISK),
)
"""Headings that weigh a thing: what stands in their lists speaks for it, or against it."""

LONGEST_LIST: Final = 60
"""Items to go back in search of the line that announces them."""


def _style(marker: str) -> str:
    """What kind of marker it is: a bullet by its sign, a number, a letter."""
    bare = marker.strip("().")
    if bare[:1].isdigit():
        return "number"
    return "letter" if bare.isalpha() else bare


def _of_list(document: Document, number: int, text: str) -> frozenset[Kind]:
    """The kinds of an item that ends its announcement's sentence ("Staff must not: | accept gifts").

    Only one that begins with a small letter does; with words of obligation in the announcement it
    is a practice. What stands under a heading "Don't" is one, too.
    """
    heading = document.sections[document.passages[number].section].heading
    if heading is not None:
        above = fold(heading.of(document.text)).strip(" *_:#")
        for expression, kind in _SIDES:
            if re.fullmatch(expression, above):
                return frozenset({kind, Kind.CONTEXT})
    lead = governing(document, number)
    if lead is None or not (is_fragment(text) or rules(lead.of(document.text))):
        return ALL
    language = document.passages[number].language
    said = lead.of(document.text)
    advised, cue = strength(said, language if language in LANGUAGES else "und")
    open_to_us = advised is not Strength.CONSIDER or bool(_OURS.search(fold(said)))
    sure = (cue is not None and open_to_us) or rules(said)
    return frozenset({Kind.PRACTICE}) if sure else ALL


def stem(document: Document, number: int, span: Span) -> Span | None:
    """The words above without which `span` of the item `number` says too little, or None.

    That is what governs its list, for an item that goes on with that sentence, is no sentence, or
    stands under "Don't".
    """
    passage = document.passages[number]
    above = governing(document, number)
    if above is None or not passage.sentences or span.start > passage.sentences[0].start:
        return None
    text = span.of(document.text)
    alone = text.rstrip(" *_")[-1:] in ".!?" and not is_fragment(text)
    return None if alone and not forbids(above.of(document.text)) else above


_OURS: Final = re.compile(
    r"(?<!\w)(?:you|we|one|staff|consider|mozesz|mozecie|mozemy|mozna|warto|rozwaz\w*|sie|vous|on|puede\w*)(?!\w)"
)
"""Whom a possibility is open to: "You can: | …" offers it, "An attacker can: | …" does not."""


def is_fragment(text: str) -> bool:
    """Whether an item goes on with the sentence that announces it: it begins with a small letter.

    >>> is_fragment("(a) accept money;"), is_fragment("Accept no money.")
    (True, False)
    """
    first = re.match(r"[\W\d_]*(?:[a-z]\)\s*)?[^\W\d_]", text)
    return first is not None and first.group()[-1].islower()


def _saying(text: str, passage: Passage, before: str, heading: str = "") -> Saying:
    above = passage.heading_path[-1] if passage.heading_path else ""
    return Saying(
        text=_one_line(text),
        language=passage.language,
        heading=heading or above,
        form=passage.form.value,
        before=before,
    )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text[: 2 * LONGEST])[:LONGEST]


def _kinds(text: str, span: Span, passage: Passage, *, announces: bool) -> frozenset[Kind]:
    """The kinds that a sentence may have, by what it is in its place."""
    bare = text.rstrip(" \"'”»*_)")
    short = len(text.split()) <= len(("Follow", "these", "steps:"))
    if bare.endswith(":") and (announces or short or _ANNOUNCES.search(fold(text))):
        return NO_UNIT
    if not re.search(r"[^\W\d_]{2}", _SIGNS.sub("", text)):
        return NO_UNIT
    if bare.endswith("?"):
        table = _ADVISING_QUESTIONS
        opening = table.get(passage.language) or "|".join(table.values())
        advises = passage.form is not Form.HEADING and re.match(
            rf"\W*(?:{opening})(?!\w)", fold(text)
        )
        return frozenset({Kind.PRACTICE, Kind.CONTEXT}) if advises else NO_UNIT
    for quotation in passage.quotations:
        inside = span.start <= quotation.span.start and quotation.span.end <= span.end
        long = 2 * (quotation.span.end - quotation.span.start) > len(text)
        if inside and long and quotation.attribution is not None:
            return frozenset({Kind.PRINCIPLE, Kind.CONTEXT})
    if _UNDERGOES.search(fold(text)) or _REASSURES.match(fold(text)):
        return ALL - {Kind.PRACTICE}
    return ALL


_SIGNS: Final = re.compile(r"`[^`]*`|!?\[[^\]]*\]\([^)\s]*\)|https?://\S+")
"""Code, links and addresses: what has no words beside them says nothing."""

_UNDERGOES: Final = re.compile(
    r"(?<!\w)(?:you (?:may|might|can|could|will) (?:(?:well|also|often|sometimes|even|still) )*"
    r"(?:encounter|face|come across|run into|experience|feel|meet with|find (?:that|yourself|it))|"
    r"(?:mozesz|mozecie|moze pan|moze pani|mozna) (?:\w+ ){0,2}?"
    r"(?:napotkac|natrafic|doswiadczyc|odczuwac|odczuc|poczuc|natknac|znalezc sie|spotkac sie))(?!\w)"
)
"""What may happen to somebody is told with the words of a permission, and permits nothing."""


_REASSURES: Final = re.compile(
    r"\W*(?:(?:so |but |and )?(?:do not|don't|no need to) worry|nie martw\w* sie|keine sorge|ne vous inquietez pas|no se preocupe)(?!\w)"
)
"""Comfort is no advice, in whatever mood."""

_ANNOUNCES: Final = re.compile(
    r"(?<!\w)(?:here (?:are|is)|the following|as follows|these|below|oto|ponizej|ponizsz\w+|nastepujac\w+|"
    r"folgende\w*|voici|suivant\w*|siguiente\w*|a continuacion)(?!\w)"
)
"""What announces a list even where the list is not marked as one."""


def _reasons(text: str, language: str) -> Iterator[tuple[Span, int]]:
    """The clauses of `text` that give a reason: from their opening word to the sentence's end.

    Beside each is where its own words begin: a "because" in front is judged with the clause, and
    is no part of what stands on its card.
    """
    if len(text) > LONGEST:
        return
    expression = _REASONS.get(language) or "|".join(_REASONS.values())
    for match in re.finditer(rf"(?<=[\s,;–—-])(?:{expression})(?!\w)", fold(text)):
        end = len(text.rstrip().rstrip(".!"))
        if match.start() >= SHORTEST_CLAUSE and end - match.start() >= SHORTEST_CLAUSE:
            bare = _BARE.match(fold(text), match.start())
            yield Span(match.start(), end), bare.end() if bare else match.start()
            return


def _begins_table(document: Document, number: int) -> bool:
    """Whether no row stands before this one; the marks between a header and its rows don't count."""
    before = next(
        (one for one in reversed(document.passages[:number]) if one.chrome != "markup"), None
    )
    return before is None or before.form is not Form.ROW


def _row(document: Document, number: int, header: Sequence[str]) -> Iterator[Clause]:
    """A row's cells; with a header each is judged under its column's."""
    passage = document.passages[number]
    cells = cells_of(document, passage)
    aligned = len(cells) == len(header)
    for place, span in enumerate(cells):
        text = span.of(document.text)
        above = header[place] if aligned else ""
        role, kinds = column_of(above) if above else ("", ALL)
        saying = _saying(text, passage, cells[0].of(document.text) if place else "", above)
        empty = not re.search(r"[^\W\d_]{2}", text) or (
            not above and len(text.split()) < CELL_WORDS
        )
        yield Clause(number, span, saying, may_be=NO_UNIT if empty else kinds, column=role)


CELL_WORDS: Final = 4
"""Words from which a cell of a table without a header may say something by itself."""


def leans(text: str, language: str) -> bool:
    """Whether a sentence leans on the one before it ("This involves …", "W ten sposób …")."""
    return opens(text, language, _GOES_ON)


def adds(text: str, language: str) -> bool:
    """Whether a sentence adds to the one before it ("Moreover, …", "They might also …")."""
    return leans(text, language) or opens(text, language, _ADDS)


def points_back(clause: str, language: str) -> bool:
    """Whether a clause speaks of what its sentence has named ("because it …", "which can …").

    >>> points_back("so that they find it", "en"), points_back("so that guests find it", "en")
    (True, False)
    """
    return opens(clause, language, _POINTS_BACK)


def illustrates(text: str, language: str) -> bool:
    """Whether a sentence is an example of the one before it."""
    return opens(text, language, _EXAMPLE)


def opens(text: str, language: str, table: dict[str, str]) -> bool:
    """Whether a text begins with an expression of its language's row; of every row if it has none."""
    expression = table[language] if language in LANGUAGES else "|".join(table.values())
    return bool(re.match(rf"\W*(?:{expression})(?!\w)", fold(text)))


_GOES_ON: Final = {
    "en": r"(?:this|that|these|those)(?= (?:can|could|may|might|will|would|is|are|means|involves|includes|helps|should|must|applies|also|shows|way))|they|"
    r"it(?! (?:is|was|'s) (?:\w+ )?(?:essential|vital|crucial|important|best|better|necessary|good|wise|worth))|such|in this way|doing so|that way",
    "pl": r"to|ten|takie|taki|w ten sposob|wowczas|wtedy|dzieki temu",
    "de": r"dies\w*|das|so",
    "fr": r"cel[al]|ceci|ainsi",
    "es": r"esto|eso|ello|asi",
}
"""Words by which a sentence leans on the one before it. "However", "also" and their kin add a new
point, so they don't stand here; nor does "it is essential", whose "it" points forward."""

_ADDS: Final = {
    "en": r"moreover|furthermore|additionally|in addition|also|similarly|likewise|second(?:ly)?|third(?:ly)?|this|these|\w+ (?:might|may|can|could) also",
    "pl": r"ponadto|poza tym|dodatkowo|rowniez|takze|podobnie|po (?:drugie|trzecie)|moga tez|moze tez",
    "de": r"ausserdem|zudem|auch|zweitens|drittens",
    "fr": r"de plus|en outre|aussi|deuxiemement",
    "es": r"ademas|tambien|asimismo|en segundo lugar",
}
"""Words by which a sentence adds to the one before it, and is mostly of its kind."""

_POINTS_BACK: Final = {
    "en": r"(?:(?:because|since|so that|otherwise|or else|as|lest|for fear of|that) )?(?:it|they|this|that|these|those|he|she|such|which|"
    r"doing so|potentially|ultimately|leading to)",
    "pl": r"(?:(?:poniewaz|gdyz|bo|bowiem|inaczej|w przeciwnym razie|aby|zeby|ze) )?(?:to|ten|ta|te|on|ona|ono|oni|one|taki\w*|co|dzieki temu)",
    "de": r"(?:(?:weil|denn|sonst|damit) )?(?:er|sie|es|dies\w*|das)",
    "fr": r"(?:(?:car|sinon|afin que) )?(?:il|elle|ils|elles|cela|ce)",
    "es": r"(?:(?:porque|ya que|para que) )?(?:esto|eso|ello)",
}
"""Openings of a clause that means nothing without what stands before it."""

_EXAMPLE: Final = {
    "en": r"for example|for instance|e\.g\.|such as|think of|say,|imagine",
    "pl": r"na przyklad|np\.|przykladowo|wyobraz sobie",
    "de": r"zum beispiel|z\.b\.|etwa",
    "fr": r"par exemple",
    "es": r"por ejemplo",
}
"""Words that open an example: it belongs to what it illustrates, whatever its own kind."""
