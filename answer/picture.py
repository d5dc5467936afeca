"""A trail's graph as a picture for slides: SVG, and PNG of the same. Start reading at `svg`.

Every text is escaped; a kind is told by colour, shape and word.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from answer.layout import (
    GAP,
    KIND,
    LINES,
    MARGIN,
    PAD,
    WIDTH,
    Point,
    ends,
    laid,
    points_of,
    quotations,
)
from answer.lettering import measured, shown, wrapped
from answer.trailgraph import QUOTATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from answer.layout import Box, Route
    from answer.trailgraph import TrailGraph

LEAST: Final = 900
"""Pixels: with the width the shape of a slide, 16 to 9; what needs more room makes it higher."""

COLOURS: Final = {
    "principle": ("#3a4ba0", "#ecedf8"),
    "risk": ("#b0342a", "#fbecea"),
    "practice": ("#1d6c40", "#e6f3eb"),
    "benefit": ("#865800", "#f8f0dd"),
    QUOTATION: ("#525d5b", "#f3f1ea"),
}
"""Of each kind its colour and a light tint of it: those of the app (`page.css`)."""

INK: Final = "#1c2423"
SOFT: Final = "#525d5b"
LINE: Final = "#66736f"
ALARM: Final = "#b0342a"

DASHES: Final = {"threatens": "9 6", "tension": "9 6"} | dict.fromkeys(
    ("related_to", "same_as", "translation_of"), "2 6"
)

FONTS: Final = "'Source Sans Pro', 'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif"
TITLE: Final = 40
NOTE: Final = 21
WORDS: Final = 16
"""Sizes of the font of the title, the note below it, and of links and sources."""

ZOOM: Final = 2.0
"""Pixels of a PNG for each of the picture: sharp on a screen of twice the usual resolution."""


def png(graph: TrailGraph) -> bytes:
    """The picture as PNG, of `ZOOM` times its size."""
    import resvg_py
    from font_source_sans_pro import font_files_otf

    files = [font_files_otf[f"SourceSansPro{weight}"] for weight in ("", "Semibold", "Bold")]
    return resvg_py.svg_to_bytes(svg_string=svg(graph), font_files=files, zoom=ZOOM)


def svg(graph: TrailGraph) -> str:
    """The picture as SVG, with its links in words for those who do not see it."""
    head, top = _head(graph)
    foot, deep = _foot(graph)
    boxes, routes = laid(graph, top)
    quotes, bottom = quotations(graph, max((box.y + box.height for box in boxes), default=top))
    height = max(LEAST, bottom + GAP + deep + MARGIN)
    spare = (height - MARGIN - deep - GAP - bottom) / 2
    for box in (*boxes, *quotes):
        box.y += spare
    body = "".join((head, _links(routes, boxes), *map(_card, (*boxes, *quotes))))
    told = "; ".join(
        f"{graph.cards[one.source].text} – {one.label} – {graph.cards[one.target].text}"
        for one in graph.links
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" role="img" font-family="{FONTS}">'
        f"<title>{escape(shown(graph.title))}</title><desc>{escape(shown(told))}</desc>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>{body}'
        f'<g transform="translate(0 {height - MARGIN - deep:.1f})">{foot}</g></svg>\n'
    )


# -- links -----------------------------------------------------------------------------------


def _links(routes: Sequence[Route], boxes: Sequence[Box]) -> str:
    """All links with their words, none of which lies on a card or on another's words."""
    taken = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes if box.card]
    reach = ends(routes)
    lines, words = "", ""
    for number, route in enumerate(routes):
        points = points_of(route, *reach[number])
        colour = ALARM if route.link.relation == "tension" else LINE
        dashes = DASHES.get(route.link.relation)
        style = f' stroke-dasharray="{dashes}"' if dashes else ""
        lines += (
            f'<path d="{_path(points)}" fill="none" stroke="{colour}" stroke-width="2.2"{style}/>'
        )
        if not route.link.both:
            lines += _arrow(points[-1], points[-2], colour)
        words += _label(route, points, taken, colour)
    return lines + words


def _path(points: Sequence[Point]) -> str:
    first, *rest = [f"{point.x:.1f} {point.y:.1f}" for point in points]
    curves = [f"C{' '.join(rest[at : at + 3])}" for at in range(0, len(rest), 3)]
    return f"M{first}{''.join(curves)}"


def _arrow(end: Point, before: Point, colour: str) -> str:
    back = 13 if end.x > before.x else -13
    corners = f"{end.x:.1f},{end.y:.1f} {end.x - back:.1f},{end.y - 7:.1f} "
    return f'<polygon points="{corners}{end.x - back:.1f},{end.y + 7:.1f}" fill="{colour}"/>'


BESIDE: Final = 18
NARROWEST: Final = 90
"""Pixels of a link that stay free on both sides of its words, and the least room of these."""

TRIES: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)
"""Places on a link for its words, the best first."""


def _label(
    route: Route,
    points: Sequence[Point],
    taken: list[tuple[float, float, float, float]],
    colour: str,
) -> str:
    """The words of a link, where nothing stands yet."""
    size = WORDS
    curves = [points[at : at + 4] for at in range(0, len(points) - 1, 3)]
    curve = curves[len(curves) // 2]
    room = max(NARROWEST, abs(curve[-1].x - curve[0].x) - 2 * BESIDE)
    lines = wrapped(route.link.label, room, size)
    if not lines:
        return ""
    wide = max(measured(line, size) for line in lines) + 10
    high = len(lines) * size * LINES + 2
    places = [_on(curve, share) for share in TRIES]
    boxes = [(at.x - wide / 2, at.y - high / 2, at.x + wide / 2, at.y + high / 2) for at in places]
    free = (box for box in boxes if not any(_meet(box, other) for other in taken))
    box = next(free, boxes[0])
    taken.append(box)
    text = _text(lines, Point((box[0] + box[2]) / 2, box[1] + 1), size, fill=colour, middle=True)
    return (
        f'<rect x="{box[0]:.1f}" y="{box[1]:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="4" '
        f'fill="#ffffff" fill-opacity="0.92"/>{text}'
    )


def _on(curve: Sequence[Point], share: float) -> Point:
    """A point of a cubic Bézier curve."""
    rest = 1 - share
    parts = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    return Point(
        sum(part * point.x for part, point in zip(parts, curve, strict=True)),
        sum(part * point.y for part, point in zip(parts, curve, strict=True)),
    )


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


# -- cards and text --------------------------------------------------------------------------


def _card(box: Box) -> str:
    card = box.card
    if card is None:
        return ""
    colour, tint = COLOURS[card.kind]
    dashes = ' stroke-dasharray="6 5"' if card.gone else ""
    size = KIND
    mark = Point(box.x + PAD + 8, box.y + PAD + size * 0.62)
    label = card.label + (f" · {card.gone}" if card.gone else "")
    top = Point(box.x + PAD + 24, box.y + PAD)
    numbers = " ".join(f"[{number}]" for number in card.numbers)
    right = Point(box.x + box.width - PAD, box.y + PAD)
    name = Point(box.x + PAD, box.y + PAD + size * LINES + 6)
    return (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="12" fill="{tint}" stroke="{colour}" '
        f'stroke-width="1.6"{dashes}/>{_sign(card.kind, mark, colour)}'
        f"{_text([label], top, size, fill=colour, weight=600)}"
        f"{_text([numbers], right, size, fill=SOFT, end=True)}"
        f"{_text(box.lines, name, box.size, fill=INK, weight=600)}"
    )


def _sign(kind: str, at: Point, colour: str) -> str:
    """The shape of a kind, as the app draws it."""
    x, y = at
    if kind == "practice":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{colour}"/>'
    if kind == "principle":
        place = f'x="{x - 8:.1f}" y="{y - 8:.1f}"'
        return f'<rect {place} width="16" height="16" rx="4" fill="{colour}"/>'
    if kind == QUOTATION:
        return f'<rect x="{x - 8:.1f}" y="{y - 9:.1f}" width="4" height="18" fill="{colour}"/>'
    steps = ((9, 0), (0, 9), (-9, 0), (0, -9))
    if kind == "benefit":
        steps = ((9, 0), (4.5, 8), (-4.5, 8), (-9, 0), (-4.5, -8), (4.5, -8))  # type: ignore[assignment]
    corners = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in steps)
    return f'<polygon points="{corners}" fill="{colour}"/>'


def _head(graph: TrailGraph) -> tuple[str, float]:
    """The title and the note, and where they end."""
    room, y = WIDTH - 2 * MARGIN, float(MARGIN)
    parts = []
    for text, size, weight, fill in (
        (graph.title, TITLE, 700, INK),
        (graph.note, NOTE, 400, SOFT),
    ):
        lines = wrapped(text, room, size) if text else []
        parts.append(_text(lines, Point(MARGIN, y), size, fill=fill, weight=weight))
        y += len(lines) * size * LINES
    return "".join(parts), y + GAP


def _foot(graph: TrailGraph) -> tuple[str, float]:
    """The numbered sources in two columns and the revision, from a height of 0; how high it is."""
    number, room = 44, (WIDTH - 2 * MARGIN - GAP) / 2
    entries = [wrapped(text, room - number, WORDS) for text in graph.sources]
    heights = [len(lines) * WORDS * LINES + 7 for lines in entries]
    x, begin, parts = float(MARGIN), 0.0, []
    if entries:
        parts.append(_text([graph.heading], Point(x, 0), 20, fill=INK, weight=700))
        begin = 34.0
    y = deepest = begin
    for place, (lines, height) in enumerate(zip(entries, heights, strict=True), start=1):
        if x == MARGIN and 2 * (y - begin) >= sum(heights):
            x, y = MARGIN + room + GAP, begin
        parts.append(_text([f"[{place}]"], Point(x, y), WORDS, fill=SOFT))
        parts.append(_text(lines, Point(x + number, y), WORDS, fill=INK))
        y += height
        deepest = max(deepest, y)
    foot = wrapped(graph.foot, WIDTH - 2 * MARGIN, 14)
    parts.append(_text(foot, Point(MARGIN, deepest + 14), 14, fill=SOFT))
    return "".join(parts), deepest + 14 + len(foot) * 14 * LINES


def _text(
    lines: Iterable[str],
    at: Point,
    size: int,
    *,
    fill: str,
    weight: int = 400,
    middle: bool = False,
    end: bool = False,
) -> str:
    """Lines of text below each other, the first with its upper edge at `at`."""
    anchor = ' text-anchor="middle"' if middle else ' text-anchor="end"' if end else ""
    bold = f' font-weight="{weight}"' if weight != 400 else ""  # noqa: PLR2004 - the usual one
    rows = "".join(
        f'<tspan x="{at.x:.1f}" y="{at.y + (row + 0.8) * size * LINES:.1f}">'
        f"{escape(shown(line))}</tspan>"
        for row, line in enumerate(lines)
    )
    return f'<text font-size="{size}" fill="{fill}"{bold}{anchor}>{rows}</text>' if rows else ""


FORMS: Final[dict[str, Callable[[TrailGraph], bytes | str]]] = {".svg": svg, ".png": png}
"""How a file with each ending is made."""
