"""How a line got into its answer, as data and in words: what counted, and the way over the graph.

Start reading at `why`, which collects it, and `reasons`, which tells it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from answer.records import Citation, Step, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from answer.records import Line
    from answer.snapshot import Snapshot
    from kg.records import Edge

Signals = tuple[tuple[str, float], ...]

LEAST: Final = 0.005
"""What is told with two decimals and would be 0.00 is not told."""

MOST: Final = 4
"""Signals named of a kind, a passage or an edge: those after them change little."""


FAR: Final = "not near enough by itself; it is here for its connection with another line:"


def why(
    snapshot: Snapshot,
    *,
    shown: int,
    nearest: int,
    score: float,
    counted: Signals,
    passage: Signals,
    path: Sequence[Edge],
    alone: bool,
    cite: Callable[[int], Citation | None],
) -> Why:
    """How the unit `shown` came: by its idea's mention `nearest`, or over the edges of `path`.

    `alone` says that it was near enough without them. A path that cannot be quoted edge by edge is
    not told.
    """
    steps = [_step(edge, cite) for edge in path]
    whole = tuple(step for step in steps if step is not None)
    return Why(
        score=round(score, 3),
        counted=_largest(counted),
        passage=_largest(passage),
        kind=_largest(snapshot.units[shown].signals),
        cues=_cues(snapshot, shown),
        found=cite(nearest) if nearest != shown else None,
        path=whole if len(whole) == len(steps) else (),
        alone=alone,
    )


def _cues(snapshot: Snapshot, shown: int) -> tuple[tuple[str, str], ...]:
    unit = snapshot.units[shown]
    text = snapshot.document(unit.document).text
    strength = unit.strength.value if unit.strength else ""
    found = ((strength, unit.strength_cue), ("urgent", unit.urgent))
    return tuple((name, span.of(text)) for name, span in found if name and span is not None)


def _step(edge: Edge, cite: Callable[[int], Citation | None]) -> Step | None:
    """An edge with its quotations, or None where one of them does not hold."""
    source, target = cite(edge.evidence.source_mention), cite(edge.evidence.target_mention)
    if source is None or target is None:
        return None
    return Step(
        edge.source,
        edge.relation.value,
        edge.target,
        edge.score,
        edge.evidence.signals,
        source,
        target,
    )


def _largest(signals: Iterable[tuple[str, float]]) -> Signals:
    """What counts, largest first, to three decimals."""
    kept = ((name, round(weight, 3)) for name, weight in signals if round(weight, 3))
    return tuple(sorted(kept, key=lambda signal: -abs(signal[1])))


def reasons(line: Line) -> Iterator[str]:
    """Why a line is in its answer, in sentences; nothing for a line that does not know.

    >>> from answer.records import Line
    >>> near = Why(1.5, (("its passage", 0.9), ("its own words", 0.6)), (), (), (), None, (), True)
    >>> line = Line("p", "Ask", "practice", "Ask.", None, None, None, None, False, 1, (), why=near)
    >>> list(reasons(line))
    ['near to the question: 1.50 standard deviations (its passage +0.90, its own words +0.60)']
    """
    told = line.why
    if told is None:
        return
    counted = listed(told.counted, sign="+")
    yield f"near to the question: {told.score:.2f} standard deviations ({counted})"
    if told.path:
        yield "connected with another line:" if told.alone else FAR
        yield from map(_walked, told.path)
    if told.passage:
        yield f"its passage by each signal, likewise: {listed(told.passage)}"
    if told.found is not None:
        yield f"found by what {told.found.document} says of it: “{told.found.quote}”"
    if told.kind:
        yield f"taken for a {line.kind} by: {listed(told.kind[:MOST])}"
    for name, words in told.cues:
        yield f"“{name}” by its words: “{words}”"


def _walked(step: Step) -> str:
    """One edge in words, with both quotations."""
    rests = listed(step.signals[:MOST])
    return (
        f"“{step.source_quote.quote}” ({step.source_quote.document}) "
        f"{step.relation.replace('_', ' ')} ({step.score:.2f}) "
        f"“{step.target_quote.quote}” ({step.target_quote.document})"
        + (f"; rests on: {rests}" if rests else "")
    )


def listed(signals: Signals, *, sign: str = "") -> str:
    """Signals with their weights; those that would be 0.00 are left out.

    >>> listed((("its passage", 0.9), ("a pronoun", -0.2), ("topic", 0.001)), sign="+")
    'its passage +0.90, a pronoun -0.20'
    """
    return ", ".join(
        f"{name} {weight:{sign}.2f}" for name, weight in signals if abs(weight) >= LEAST
    )
