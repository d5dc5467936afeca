"""Where the cards of a trail's graph stand, and where its links run. Start reading at `laid`.

Cards stand in columns, so that most links read from left to right: what to do, what may come of
it, the principle behind it. A link that passes a column over has a lane of its own through it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from answer.lettering import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.trailgraph import Card, Link, TrailGraph

WIDTH: Final = 1600
"""Pixels, as all that follows."""

MARGIN: Final = 56
GAP: Final = 26
"""Room between two cards of a column."""

PAD: Final = 18
LANE: Final = 34
"""Room that a link needs on its way through a column."""

COLUMNS: Final = {2: (580, 328), 3: (400, 144)}
"""Width of a card and the room between columns, by their number; both fill the page's width."""

ROW: Final = 3
"""Cards side by side where no kind gives them a column."""

PLACES: Final = {"practice": 0, "risk": 1, "benefit": 1, "principle": 2}
"""The column of each kind: the table of relations leads from left to right over them."""

KIND: Final = 16
LINES: Final = 1.28
"""The size of the font of a card's first line; and the height of a line, in sizes of the font."""

NAMES: Final = ((6, 28), (12, 24))
"""The size of the font of names, with so many cards at most; and with more:"""
NAME: Final = 21


class Point(NamedTuple):
    """A place on the page, in pixels from its upper left corner."""

    x: float
    y: float


@dataclass(slots=True)
class Box:
    """What takes room in a column: a card, or the lane of a link where `card` is None."""

    column: int
    width: float
    height: float
    card: Card | None = None
    lines: list[str] = field(default_factory=list)
    size: int = NAME
    x: float = 0.0
    y: float = 0.0

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Route:
    """A link with the boxes that it goes over, its ends among them."""

    link: Link
    over: list[Box]


def laid(graph: TrailGraph, top: float) -> tuple[list[Box], list[Route]]:
    """Boxes for the ideas and for lanes, put in their places, and the links over them."""
    ideas = [place for place, card in enumerate(graph.cards) if card.kind in PLACES]
    used = sorted({PLACES[graph.cards[place].kind] for place in ideas})
    width, between = COLUMNS.get(len(used), COLUMNS[ROW])
    size = _size(graph)
    boxes: dict[int, Box] = {}
    for order, place in enumerate(ideas):
        card = graph.cards[place]
        column = used.index(PLACES[card.kind]) if len(used) > 1 else order % ROW
        boxes[place] = _box(card, column, width, size)
    routes = []
    lanes: list[Box] = []
    for link in graph.links:
        ends = boxes[link.source], boxes[link.target]
        step = 1 if ends[1].column > ends[0].column else -1
        mine = (
            [
                Box(column, width, LANE)
                for column in range(ends[0].column + step, ends[1].column, step)
            ]
            if len(used) > 1
            else []
        )
        lanes += mine
        routes.append(Route(link, [ends[0], *mine, ends[1]]))
    every = [*boxes.values(), *lanes]
    columns = [[box for box in every if box.column == one] for one in range(ROW)]
    _order(columns, routes)
    _put(columns, top, width, between)
    return every, routes


def _size(graph: TrailGraph) -> int:
    """The size of the font of names: a few cards can be read from the last row."""
    return next((size for most, size in NAMES if len(graph.cards) <= most), NAME)


def _box(card: Card, column: int, width: float, size: int) -> Box:
    lines = wrapped(card.text, width - 2 * PAD, size)
    height = 2 * PAD + KIND * LINES + 6 + len(lines) * size * LINES
    return Box(column, width, height, card, lines, size)


SWEEPS: Final = 8
"""Passes over the columns, there and back: the order settles in a few."""


def _order(columns: Sequence[list[Box]], routes: Sequence[Route]) -> None:
    """Order every column by the mean place of what its boxes are joined to (Sugiyama 1981)."""
    joined: dict[int, list[Box]] = {}
    for route in routes:
        for one, other in itertools.pairwise(route.over):
            if one.column != other.column:
                joined.setdefault(id(one), []).append(other)
                joined.setdefault(id(other), []).append(one)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 else columns[::-1]:
            place = {id(box): at / max(len(some) - 1, 1)
                     for some in columns for at, box in enumerate(some)}  # fmt: skip
            near = {
                id(box): sum(place[id(one)] for one in joined[id(box)]) / len(joined[id(box)])
                if id(box) in joined
                else place[id(box)]
                for box in column
            }
            column.sort(key=lambda box: near[id(box)])


def _put(columns: Sequence[list[Box]], top: float, width: float, between: float) -> None:
    """Give every box its place, the columns centred beside the highest."""
    heights = [sum(box.height + GAP for box in column) - GAP for column in columns]
    for number, (column, height) in enumerate(zip(columns, heights, strict=True)):
        y = top + (max(heights) - height) / 2
        for box in column:
            box.x = MARGIN + number * (width + between)
            box.y = y
            y += box.height + GAP


def quotations(graph: TrailGraph, top: float) -> tuple[list[Box], float]:
    """Boxes for the quotations, side by side below the ideas, and where they end."""
    (width, between), size = COLUMNS[ROW], _size(graph)
    cards = [card for card in graph.cards if card.kind not in PLACES]
    boxes = [_box(card, order % ROW, width, size) for order, card in enumerate(cards)]
    for start in range(0, len(boxes), ROW):
        row = boxes[start : start + ROW]
        top += GAP
        for box in row:
            box.x, box.y = MARGIN + box.column * (width + between), top
        top += max(box.height for box in row)
    return boxes, top


def ends(routes: Sequence[Route]) -> list[tuple[Point, Point]]:
    """Where each link leaves its first card and reaches its last, spread over the cards' sides."""
    sides: dict[tuple[int, bool], list[tuple[float, int, bool]]] = {}
    for number, route in enumerate(routes):
        for box, other, last in (
            (route.over[0], route.over[1], False),
            (route.over[-1], route.over[-2], True),
        ):
            right = _leaves_right(box, other)
            sides.setdefault((id(box), right), []).append((other.middle, number, last))
    by_id = {id(box): box for route in routes for box in (route.over[0], route.over[-1])}
    found: dict[tuple[int, bool], Point] = {}
    for (key, right), some in sides.items():
        box = by_id[key]
        for place, (_, number, last) in enumerate(sorted(some), start=1):
            y = box.y + box.height * place / (len(some) + 1)
            found[number, last] = Point(box.x + box.width if right else box.x, y)
    return [(found[number, False], found[number, True]) for number in range(len(routes))]


def _leaves_right(box: Box, other: Box) -> bool:
    """The side of a card that a link uses; inside a column the one with more room beside it."""
    if box.column != other.column:
        return other.x > box.x
    return box.x + box.width < WIDTH - 2 * MARGIN


BEND: Final = 74
"""Pixels by which a link between two cards of one column swings out."""


def points_of(route: Route, start: Point, end: Point) -> list[Point]:
    """Ends and control points of the curves: four for each, the last of one the next one's first.

    Every curve leaves and arrives level.
    """
    inner: list[Point] = []
    for box in route.over[1:-1]:
        through = [Point(box.x, box.middle), Point(box.x + box.width, box.middle)]
        inner += through if end.x > start.x else through[::-1]
    stops = [start, *inner, end]
    if route.over[0].column == route.over[-1].column:
        out = BEND if _leaves_right(*route.over) else -BEND
        return [start, Point(start.x + out, start.y), Point(end.x + out, end.y), end]
    points = [start]
    for one, other in itertools.pairwise(stops):
        half = (other.x - one.x) / 2
        points += [Point(one.x + half, one.y), Point(other.x - half, other.y), other]
    return points
