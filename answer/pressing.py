"""Which urgent lines stand on top of an answer: those that bear on what is asked.

A line about a suicide plan is near to "a client cries" and no answer to it. On top it frightens,
and hides what was asked; among what to do it stands in its place. Start reading at `pressing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from answer.passages import embedded_text
from answer.reader import READ
from kg.cues import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from answer.reader import Reader
    from answer.search import Found
    from answer.snapshot import Snapshot
    from answer.understand import Understood


def pressing(
    snapshot: Snapshot,
    asked: Understood,
    found: Found,
    reader: Reader | None,
    *,
    nearest: int,
    urgent: Sequence[int],
) -> frozenset[int]:
    """Those of the `urgent` units that stand on top.

    All of them where the question tells of danger, where the `nearest` unit of all is urgent, and
    where nothing can read. Else a unit whose passage reads as an answer (log-odds above 0), and no
    less so than the first passages found.
    """
    if not urgent or reader is None or snapshot.units[nearest].urgent is not None:
        return frozenset(urgent)
    from kg.urgency import dangers  # its tables take a while to compile, and few answers want them

    if dangers(fold(asked.question), asked.language):
        return frozenset(urgent)
    first = [units[0] for hit in found.hits[:READ] if (units := snapshot.units_in.get(hit.passage))]
    texts = {unit: _read(snapshot, unit) for unit in (*urgent, *first)}
    passages = list(dict.fromkeys(texts.values()))  # each once: the same words, the same log-odds
    logits = dict(zip(passages, reader.logits(asked.question, passages).tolist(), strict=True))
    least = max([0.0, *(logits[texts[unit]] for unit in first)])
    return frozenset(unit for unit in urgent if logits[texts[unit]] >= least)


def _read(snapshot: Snapshot, unit: int) -> str:
    """The passage of a unit, as it is embedded."""
    document = snapshot.document(snapshot.units[unit].document)
    return embedded_text(document, document.passages[snapshot.units[unit].passage])
