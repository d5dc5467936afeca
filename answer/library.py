"""The library: one folder of documents that can be added to, asked and explored.

Start reading at `Library`. It is the door through which the command line and the pages come;
what it does is done by the modules beside it.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from answer import (
    catalogue,
    compose,
    decide,
    fields,
    opening,
    quoting,
    reader,
    relevance,
    snapshot,
    store,
    understand,
)
from answer.actors import local
from answer.errors import LibraryError, NotFound
from answer.records import Answer, Citation, Verdict
from answer.settings import Settings, default_library
from answer.store import retried
from corpus import language as languages
from index import words
from kg import graph as graphs
from kg.records import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from concurrent.futures import Future
    from pathlib import Path

    from answer.actors import Who
    from answer.build import AddReport, Progress
    from answer.catalogue import DocumentInfo
    from answer.search import Found, Searcher
    from answer.snapshot import Snapshot
    from answer.store import Store
    from answer.whereabouts import Place
    from corpus.records import Document
    from index.models import Embedder
    from kg.graph import Neighbourhood
    from kg.records import Edge, Idea, Relation, Unit


class Library:
    """An open library.

    Safe to share between threads; what another process changes is seen at the next call.
    """

    def __init__(
        self, opened: Store, settings: Settings, embedders: Sequence[Embedder] | None
    ) -> None:
        """Use `open` instead."""
        self._store = opened
        self._settings = settings
        self._embedders = embedders
        self._lock = opened.lock  # one for both: two could wait for each other
        self._opening: tuple[Future[Embedder], ...] = ()
        self._snapshot: Snapshot | None = None
        self._searcher: tuple[str, Searcher] | None = None

    @classmethod
    def open(
        cls,
        folder: Place | None = None,
        *,
        create: bool = False,
        settings: Settings | None = None,
        embedders: Sequence[Embedder] | None = None,
        actor: Who = local,
    ) -> Library:
        """Open a library, by its folder or address (default: `settings.default_library`).

        `actor` says before each change who makes it, or refuses.

        Raises:
            LibraryError: there is none (and not `create`), it is damaged or from a later version.
        """
        opened = store.open_store(folder or default_library(), create=create, actor=actor)
        return cls(opened, settings or Settings(), embedders)

    @property
    def folder(self) -> Path:
        """Where the library's files are, or what is derived from it on this machine."""
        return self._store.folder

    @property
    def place(self) -> Place:
        """Where the library is: a folder, or an address on PostgreSQL."""
        return self._store.place

    @property
    def store(self) -> Store:
        """The library's file, for the modules of this package."""
        return self._store

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    # -- what is there -------------------------------------------------------------------

    @property
    def revision(self) -> str:
        """The state of the library; it changes with every change of its documents."""
        return snapshot.current_revision(self._store)

    @retried
    def snapshot(self) -> Snapshot:
        """Units, ideas and edges of the present revision."""
        with self._store.reading():
            if self._snapshot is None or self._snapshot.revision != self.revision:
                self._snapshot = snapshot.take(self._store)
            return self._snapshot

    def documents(self) -> tuple[DocumentInfo, ...]:
        """All documents, by name."""
        return catalogue.documents(self._store)

    def info(self, document: str) -> DocumentInfo:
        """A document by name, id or source.

        Raises:
            NotFound: there is none.
        """
        return catalogue.info(self._store, document)

    def document(self, name: str) -> Document:
        """A document's text and structure, by name, id or source."""
        return self.snapshot().document(self.info(name).id)

    def original(self, name: str) -> bytes:
        """The bytes that were added."""
        found = self._store.rows("SELECT data FROM documents WHERE id = ?", self.info(name).id)
        return bytes(found[0]["data"])

    def units_of(self, name: str) -> tuple[Unit, ...]:
        """A document's units in reading order."""
        identifier = self.info(name).id
        units = (unit for unit in self.snapshot().units.values() if unit.document == identifier)
        return tuple(sorted(units, key=lambda unit: (unit.span, unit.kind)))

    def ideas(self) -> tuple[Idea, ...]:
        """All ideas, by id."""
        return tuple(self.snapshot().ideas.values())

    def idea(self, identifier: str) -> Idea:
        """One idea.

        Raises:
            NotFound: there is none.
        """
        found = self.snapshot().ideas.get(identifier)
        if found is None:
            raise NotFound(f"{identifier}: no such idea in this revision of the library")
        return found

    def edges(self) -> tuple[Edge, ...]:
        """All edges, by ends."""
        return self.snapshot().edges

    def counts(self) -> dict[str, int]:
        """Documents, passages, units, ideas by kind, edges."""
        view = self.snapshot()
        kinds = {kind.value: 0 for kind in Kind if kind is not Kind.CONTEXT}
        for idea in view.ideas.values():
            kinds[idea.kind.value] += 1
        passages = self._store.rows("SELECT count(*) AS n FROM passages")[0]["n"]
        return {
            "documents": len(view.names),
            "passages": passages,
            "units": len(view.units),
            "ideas": len(view.ideas),
            "edges": len(view.edges),
            **kinds,
        }

    def revisions(self) -> tuple[tuple[str, str, dict[str, list[str]]], ...]:
        """The log, newest first: (revision, when, sources added, changed, removed)."""
        found = self._store.rows("SELECT revision, at, what FROM revisions ORDER BY number DESC")
        return tuple((row["revision"], row["at"], json.loads(row["what"])) for row in found)

    # -- quotations ----------------------------------------------------------------------

    def cite(self, unit: int) -> Citation | None:
        """The citation of a unit, or None (with an error in the log) when it is not verbatim."""
        return quoting.cite(self.snapshot(), unit)

    def mentions(self, idea: str) -> tuple[Citation, ...]:
        """Where an idea is said."""
        cited = (self.cite(unit) for unit in self.idea(idea).mentions)
        return tuple(citation for citation in cited if citation is not None)

    def evidence(self, edge: Edge) -> tuple[Citation, Citation]:
        """The quotations of both ends of an edge."""
        ends = self.cite(edge.evidence.source_mention), self.cite(edge.evidence.target_mention)
        if ends[0] is None or ends[1] is None:
            raise LibraryError(f"the edge {edge.source} → {edge.target} has lost its quotation")
        return ends[0], ends[1]

    # -- the graph -----------------------------------------------------------------------

    def neighbourhood(
        self,
        idea: str,
        *,
        steps: int = 1,
        limit: int = 60,
        kinds: AbstractSet[Kind] | None = None,
        relations: AbstractSet[Relation] | None = None,
    ) -> Neighbourhood:
        """The ideas around one."""
        self.idea(idea)
        return graphs.neighbourhood(
            self.snapshot().graph, idea, steps=steps, limit=limit, kinds=kinds, relations=relations
        )

    @retried
    def find_ideas(self, text: str, limit: int = 20) -> list[Idea]:
        """The ideas that a text names (by id or words), else the nearest in meaning; best first."""
        view = self.snapshot()
        if text in view.ideas:
            return [view.ideas[text]]
        if not text.strip() or not view.ideas:
            return []
        wanted, ideas = text.casefold().split(), view.ideas.values()
        named = [idea for idea in ideas if all(word in idea.name.casefold() for word in wanted)]
        named.sort(key=lambda idea: (-view.graph.degree(idea.id), len(idea.name), idea.id))
        if len(named) < limit:
            spoken = catalogue.languages(self._store)
            with self._found(text, languages.detect(text, among=spoken)) as found:
                nearest = relevance.weigh(self.snapshot(), found)
            named += [near.idea for near in nearest if near.idea not in named]
        return named[:limit]

    def path(self, start: str, end: str) -> tuple[Edge, ...]:
        """How two ideas (ids or texts) connect.

        Raises:
            NotFound: one of them is not found, or nothing connects them.
        """
        ends = []
        for text in (start, end):
            found = self.find_ideas(text, 1)
            if not found:
                raise NotFound(f"{text}: no idea is near to this")
            ends.append(found[0])
        try:
            return graphs.path(self.snapshot().graph, ends[0].id, ends[1].id)
        except graphs.NoPath:
            raise NotFound(f"nothing connects “{ends[0].name}” and “{ends[1].name}”") from None

    # -- asking --------------------------------------------------------------------------

    @retried
    def ask(self, question: str) -> Answer:
        """The answer to a question.

        Raises:
            BadQuestion: it is empty or far too long.
        """
        spoken = catalogue.languages(self._store)
        understand.cleaned(question, self._settings)  # or nothing is opened
        self._begin(asking=True)
        self.snapshot()
        asked = understand.understand(question, self._settings, spoken=spoken)
        self.warm()
        with self._found(asked.question, asked.language) as found:
            unmatched = words.unmatched(self._store.connection, asked.situation, asked.language)
            confidence, verdict = self.decide(asked, found)
            return compose.compose(
                self.snapshot(),
                asked,
                found,
                verdict=verdict,
                confidence=confidence,
                not_covered=unmatched if verdict is not Verdict.ANSWERED else [],
                settings=self._settings,
                cite=self.cite,
                reader=reader.beside(self.embedders()[0]),
            )

    @contextmanager
    def _found(self, text: str, language: str) -> Iterator[Found]:
        """What a search finds, in one state of the library for as long as it is looked at."""
        before = self.searcher()
        question = before.ask(text, language)  # takes long: others read and write meanwhile
        with self._store.reading():
            if (searcher := self.searcher()) is not before:  # the library has changed since
                question = searcher.ask(text, language)
            yield searcher.search(question)

    def decide(self, asked: understand.Understood, found: Found) -> tuple[float, Verdict]:
        """The probability that what was found answers the question, and the verdict."""
        if not found.hits:
            return 0.0, Verdict.NOT_COVERED
        values = self.signals(asked, found)
        decision = decide.shipped(read=len(values) > len(decide.SIGNALS))
        confidence = decision.confidence(values)
        return confidence, decision.verdict(confidence)

    def signals(self, asked: understand.Understood, found: Found) -> tuple[float, ...]:
        """The signals of `decide.SIGNALS` for a question and what was found.

        Those of `decide.READ` are there, too, where the library's model can read.
        """
        searcher = self.searcher()
        told = reader.beside(self.embedders()[0])
        texts = reader.first_passages(self._store, self.snapshot(), found) if told else []
        read = told.logits(asked.question, texts).tolist() if told else []
        best = found.hits[0].passage
        with self._store.lock:
            coverage = decide.coverage(
                self._store.connection,
                asked.situation,
                asked.language,
                [hit.passage for hit in found.hits[:3]],
                total=len(searcher.languages),
            )
        return decide.signals(
            found, coverage, same_language=searcher.languages[best] == asked.language, read=read
        )

    def examples(self, language: str, most: int = 4) -> tuple[str, ...]:
        """Questions that the library itself suggests, by what its practices are conditional on."""
        return catalogue.examples(self.snapshot(), language, most)

    # -- changing ------------------------------------------------------------------------

    def add(self, paths: Iterable[Path | str], *, progress: Progress | None = None) -> AddReport:
        """Add or update files and folders; documents of a folder whose file is gone are removed."""
        from answer import changing

        return changing.add(self._store, paths, self.embedders, self._settings, progress)

    def add_upload(self, name: str, data: bytes, *, progress: Progress | None = None) -> AddReport:
        """Add a file that was handed over, under `uploads/NAME`."""
        source = f"uploads/{name.replace('/', '_')}"
        return self._add_bytes(source, data, progress)

    def remove(self, names: Iterable[str]) -> tuple[str, ...]:
        """Remove documents by name or id; `restore` brings one back.

        Raises:
            NotFound: one is not there; none is removed then.
        """
        from answer import changing

        return changing.remove(self._store, names, self.embedders)

    def restore(self, name: str, *, progress: Progress | None = None) -> AddReport:
        """Bring back a document that was removed.

        Raises:
            NotFound: nothing of this name was removed.
        """
        from answer import changing

        return self._add_bytes(*changing.removed(self._store, name), progress)

    def rebuild(self, *, progress: Progress | None = None) -> AddReport:
        """Read and embed every document anew, with the models that are set now."""
        from answer import changing

        return changing.rebuild(self._store, lambda: self.embedders(check=False), progress)

    def _add_bytes(self, source: str, data: bytes, progress: Progress | None) -> AddReport:
        from answer import changing

        return changing.add_bytes(
            self._store, source, data, self.embedders, self._settings, progress=progress
        )

    # -- models and indexes --------------------------------------------------------------

    def embedders(self, *, check: bool = True) -> Sequence[Embedder]:
        """The library's models, loaded once.

        Raises:
            OtherModel: the vectors in the library were made by others.
        """
        with self._lock:
            self._begin(asking=False)
            if self._embedders is None:
                begun, self._opening = self._opening, ()  # what has failed is tried again
                self._embedders = tuple(one.result() for one in begun)
            if check:
                fields.check_models(self._store, self._embedders)
            return self._embedders

    def _begin(self, *, asking: bool) -> None:
        """Begin to open the models in threads of their own, unless they are open."""
        with self._lock:
            if self._embedders is None and not self._opening:
                own = self._store.rows("SELECT name FROM models ORDER BY position")
                names = self._settings.models or [row["name"] for row in own]
                self._opening = opening.begin(names or self._settings.new_models, asking=asking)

    def warm(self) -> None:
        """Open models and indexes now, so that nobody waits for them while the library is held."""
        self._begin(asking=True)
        self.searcher()
        reader.beside(self.embedders()[0])

    @retried
    def searcher(self) -> Searcher:
        """What searching reads, for the present revision; FAISS files are made anew if need be."""
        with self._store.reading():
            revision = self.revision
            if self._searcher is None or self._searcher[0] != revision:
                self._searcher = (
                    revision,
                    fields.open_searcher(self._store, self.embedders(), self.snapshot()),
                )
            return self._searcher[1]
