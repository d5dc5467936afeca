"""Which urgent lines stand on top of an answer: those that bear on what is asked.

A line about a suicide plan is near to "a client cries" and no answer to it. On top it frightens,
and hides what was asked; among what to do it stands in its place. Start reading at `pressing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.cues import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.relevance import Weighed
    from answer.snapshot import Snapshot
    from answer.understand import Understood

FIRST: Final = 3
"""Lines that an urgent one must read no worse than."""


def pressing(
    snapshot: Snapshot, asked: Understood, weighed: Sequence[Weighed], urgent: Sequence[Weighed]
) -> list[Weighed]:
    """Those of the `urgent` lines that stand on top; `weighed` are all lines, best first.

    All of them where the question tells of danger, where the nearest line of all is urgent, and
    where nothing was read. Else one that reads as an answer (log-odds above 0), and no less so
    than the first lines.
    """
    nearest = snapshot.units[weighed[0].unit] if weighed else None
    if (
        nearest is None
        or nearest.urgent is not None
        or all(entry.read is None for entry in weighed)
        or not urgent
    ):
        return list(urgent)
    from kg.urgency import dangers  # its tables take a while to compile, and few answers want them

    if dangers(fold(asked.question), asked.language):
        return list(urgent)
    first = [entry.read for entry in weighed[:FIRST] if entry.read is not None]
    least = max([0.0, *first])
    return [entry for entry in urgent if entry.read is not None and entry.read >= least]
