"""Understanding many documents: read ahead in processes apart, embedded one after another, kept.

Start reading at `prepare_all`. Embedding takes 98 % of the time and all cores, reading 2 %, and
cutting and judging units 1 %: so readers go a few files ahead, and wait when these are not taken.
What is understood is kept beside the library (`answer.unfinished`), and found when a change that
was broken off begins anew.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Protocol

from answer import encoders
from answer.pace import Pace
from answer.passages import indexed
from answer.prepared import prepare
from answer.unfinished import made_by
from corpus.apart import parse
from corpus.errors import Unreadable
from index.threads import available_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from concurrent.futures import Future

    from answer.unfinished import Unfinished
    from corpus.records import Document
    from index.models import Embedder

    Progress = Callable[[int, int, str], None]

EACH: Final = 100
"""Files to a reader, as many readers as there are cores at most: one takes a second to start, and
reads fifty times as fast as two cores embed."""

AHEAD: Final = 4
"""Files that wait to be understood, beside those that are being read: enough that a long one after
short ones is read in time, and no more in memory than that."""


class Refusals(Protocol):
    """Where `prepare_all` says what it refused, and how much was ready."""

    refused: list[tuple[str, str]]
    ready: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is to be understood: where it comes from, how to get its bytes, how many."""

    source: str
    load: Callable[[], bytes]
    size: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What a reader gives: a document, or the passages of what was ready, or why it is refused."""

    waiting: Waiting
    digest: str = ""
    data: bytes = b""
    document: Document | None = None
    ready: int | None = None
    refusal: str = ""


@dataclass(slots=True)
class Models:
    """Embedding models that are opened when something is to be embedded, and once."""

    load: Callable[[], Sequence[Embedder]]
    opened: Sequence[Embedder] = field(default_factory=tuple)

    def open(self) -> Sequence[Embedder]:
        """The models; the one that tells kinds beside them is opened, too."""
        if not self.opened:
            self.opened = self.load()
            encoders.for_kinds(self.opened[0])
        return self.opened


def prepare_all(
    waiting: Sequence[Waiting],
    models: Models,
    work: Unfinished,
    report: Refusals,
    tell: Progress,
) -> list[tuple[str, str]]:
    """Understand documents, and keep them in `work`: the source and digest of each, in order.

    Those that `work` has already are not read again.
    """
    understood: list[tuple[str, str]] = []
    pace = Pace.over((one.source, one.size) for one in waiting)
    if any(work.has(one.source) for one in waiting):
        _open(models, work, tell)
    readers = min(available_threads(), -(-len(waiting) // EACH))
    if waiting:
        tell(0, 1, f"reading {PurePath(waiting[0].source).name}")
    with closing(_ahead(waiting, partial(_read, work), readers)) as found:
        for one in found:
            source = one.waiting.source
            if one.refusal:
                report.refused.append((source, one.refusal))
                pace.read(source, one.waiting.size, 0)
                continue
            if one.document is None:
                report.ready += 1
                pace.read(source, one.waiting.size, one.ready or 0, ready=True)
            else:
                _understand(
                    one, one.document, _open(models, work, tell), work, pace=pace, tell=tell
                )
            understood.append((source, one.digest))
    return understood


def _open(models: Models, work: Unfinished, tell: Progress) -> Sequence[Embedder]:
    if not models.opened:
        tell(0, 1, "opening the embedding models")
        work.made_by = made_by(models.open())
    return models.opened


def _understand(
    one: _Found,
    document: Document,
    embedders: Sequence[Embedder],
    work: Unfinished,
    *,
    pace: Pace,
    tell: Progress,
) -> None:
    passages = len(indexed(document))
    pace.read(document.source, one.waiting.size, passages)
    name = PurePath(document.source).name
    tell(*pace.told(name))
    work.put(
        prepare(
            document,
            one.data,
            embedders,
            tell=lambda share: tell(*pace.told(name, share * passages)),
        )
    )
    pace.done += passages


def _read(work: Unfinished, one: Waiting, stop: threading.Event) -> _Found:
    """Load and read a file, unless there is what was understood of these bytes before."""
    try:
        data = one.load()
    except OSError as error:
        return _Found(one, refusal=unloaded(error))
    digest = sha256(data).hexdigest()
    ready = work.ready(one.source, digest)
    if ready is not None:
        return _Found(one, digest, ready=ready)
    try:
        return _Found(one, digest, data, parse(one.source, data, stop=stop))
    except Unreadable as error:
        return _Found(one, refusal=f"{error.reason}; {error.remedy}")


def unloaded(error: OSError) -> str:
    """Why a file is refused whose bytes cannot be had."""
    return f"cannot be read ({error.strerror}); check its permissions"


def _ahead(
    jobs: Sequence[Waiting], do: Callable[[Waiting, threading.Event], _Found], workers: int
) -> Generator[_Found, None, None]:
    """`do` of each job, in order, in `workers` threads that go `AHEAD` further and then wait."""
    stop = threading.Event()
    under_way: deque[Future[_Found]] = deque()
    pool = ThreadPoolExecutor(max(1, workers), "reading")
    try:
        for job in jobs:
            under_way.append(pool.submit(do, job, stop))
            if len(under_way) > workers + AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        stop.set()  # nobody waits for the others
        pool.shutdown(cancel_futures=True)
