"""Putting a text together from pieces that each know where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.records import Block, Form, Origin, OriginUnit, Span


@dataclass(slots=True)
class Assembly:
    """A text in the making, with its blocks and its way back to the file."""

    unit: OriginUnit
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    origins: list[Origin] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def space(self, form: Form) -> None:
        """Set the next block off from the last: items and rows of one list stand close."""
        if self.blocks:
            close = self.blocks[-1].form is form and form in (Form.ITEM, Form.ROW)
            self.add("\n" if close else "\n\n")

    def add(self, words: str, place: int = -1, offset: int = 0) -> None:
        """Add a piece; with a `place`, it is what stands there from `offset` on."""
        if not words:
            return
        span = Span(self.length, self.length + len(words))
        if place >= 0:
            self.origins.append(Origin(span, self.unit, place, offset, len(words)))
        self.pieces.append(words)
        self.length = span.end

    def close(
        self, start: int, form: Form, level: int = 0, marker: str = "", chrome: str = ""
    ) -> None:
        """Make a block of all that was added since `start`."""
        if self.length > start:
            self.blocks.append(Block(Span(start, self.length), form, level, marker, chrome))

    def text(self) -> str:
        """Give the text so far."""
        return "".join(self.pieces)
