"""Citations: a unit's own words with their place, compared with the document when they are made."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from answer.records import Citation
from answer.store import quote_digest
from kg.clauses import stem

if TYPE_CHECKING:
    from answer.snapshot import Snapshot

_log = logging.getLogger(__name__)


def cite(view: Snapshot, unit: int, *, twin: bool = True) -> Citation | None:
    """The citation of a unit with its twin, or None when its words are not in the document.

    What cannot be quoted is left out of every answer, with an error in the log.
    """
    found = view.units[unit]
    document = view.document(found.document)
    quote = found.span.of(document.text)
    if quote_digest(quote) != view.digests[unit]:
        _log.error(
            "%s: the text at %s is not what was read; the quotation is left out",
            document.source,
            found.span,
        )
        return None
    passage = document.passages[found.passage]
    other = view.twin_of(unit) if twin else None
    lead = stem(document, found.passage, found.span)
    return Citation(
        document=view.names[found.document],
        source=document.source,
        heading=" > ".join(passage.heading_path) or document.title,
        start=found.span.start,
        end=found.span.end,
        quote=quote,
        language=found.language,
        twin=cite(view, other, twin=False) if other is not None else None,
        lead=lead.of(document.text) if lead is not None else "",
    )
