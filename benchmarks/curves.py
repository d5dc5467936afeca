"""Draws curves over sizes as SVG, both axes logarithmic. Start reading at `draw`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLOURS: Final = ("#1f6f8b", "#c2571a", "#6b4c9a")
"""Told apart by who sees no red or green, and dark enough on white (4.5 to 1)."""

WIDE, HIGH = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 72, 36, 36


@dataclass(frozen=True, slots=True)
class Line:
    """A curve: (size, value) in order, both above 0."""

    label: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves over the same axes."""

    title: str
    lines: tuple[Line, ...]


def draw(panels: Sequence[Panel]) -> str:
    """The panels, two in a row, as the text of an SVG file."""
    rows = -(-len(panels) // 2)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="12"',
        f'  viewBox="0 0 {2 * WIDE} {rows * HIGH}">',
        f'<rect width="{2 * WIDE}" height="{rows * HIGH}" fill="#fff"/>',
    ]
    for place, panel in enumerate(panels):
        parts.append(f'<g transform="translate({place % 2 * WIDE},{place // 2 * HIGH})">')
        parts += _panel(panel)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>\n"])


def _panel(panel: Panel) -> Iterator[str]:
    points = [point for line in panel.lines for point in line.points]
    yield f'<text x="{LEFT}" y="20" font-weight="bold">{escape(panel.title)}</text>'
    if not points:
        return
    across = decades(x for x, _ in points)
    up = decades(y for _, y in points)

    def at(x: float, y: float) -> tuple[float, float]:
        wide, high = WIDE - LEFT - RIGHT, HIGH - TOP - BOTTOM
        return (
            LEFT + wide * (math.log10(x) - across[0]) / (across[1] - across[0]),
            TOP + high * (1 - (math.log10(y) - up[0]) / (up[1] - up[0])),
        )

    for power in range(across[0], across[1] + 1):
        x, _ = at(10**power, 10 ** up[0])
        yield f'<path d="M{x:.1f} {TOP}V{HIGH - BOTTOM}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{HIGH - 16}" text-anchor="middle">{short(10.0**power)}</text>'
    for power in range(up[0], up[1] + 1):
        _, y = at(10 ** across[0], 10**power)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDE - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{short(10.0**power)}</text>'
    for line, colour in zip(panel.lines, COLOURS, strict=False):
        if not line.points:
            continue
        placed = [at(x, y) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for (x, y), (_, value) in zip(placed, line.points, strict=True):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}">'
            yield f"<title>{escape(line.label)} {value:g}</title></circle>"
        x, y = placed[-1]
        told = f"{line.label} {short(line.points[-1][1])}".strip()
        yield f'<text x="{x + 7:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(told)}</text>'


def decades(values: Iterator[float]) -> tuple[int, int]:
    """The powers of ten around values, at least one apart.

    >>> decades(iter([3.0, 20.0])), decades(iter([10.0]))
    ((0, 2), (1, 2))
    """
    logs = [math.log10(value) for value in values]
    low = math.floor(min(logs))
    return low, max(math.ceil(max(logs)), low + 1)


def short(value: float) -> str:
    """A number in a few letters.

    >>> short(1000000.0), short(10000), short(0.1), short(3.26), short(1424)
    ('1M', '10k', '0.1', '3.3', '1.4k')
    """
    for size, letter in ((1_000_000.0, "M"), (1_000.0, "k")):
        if value >= size:
            return f"{_digits(value / size)}{letter}"
    return _digits(value)


def _digits(value: float) -> str:
    return f"{value:.2g}" if value < TEN else f"{value:.0f}"


TEN: Final = 10
"""From here on no digits stand after the point."""
