"""A library of the same shape as the real one, over invented guidance: no model, no file."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from fake_guidance import EDGES, TEXTS, UNITS, WAYS

from answer.actors import local
from answer.catalogue import DocumentInfo
from answer.errors import Damaged, Missing, NotFound
from answer.records import Answer, AnswerSection, Citation, Line, Step, Verdict, Why
from answer.sidebyside import Held
from answer.snapshot import Snapshot
from answer.store import open_store
from corpus.records import Document, Form, Passage, Section, SectionRole, Span
from kg.graph import build, by_end
from kg.records import Edge, Evidence, Idea, Kind, Relation, Strength, Unit
from kg.twins import Passages

if TYPE_CHECKING:
    from answer.actors import Who
    from answer.store import Store

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class AddReport:
    added: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    ideas: tuple[Idea, ...]
    edges: tuple[Edge, ...]


def read(name: str, text: str) -> Document:
    """Blocks between blank lines; a line that begins with "#" is a heading."""
    language = "pl" if name.startswith("wizyty") else "en"
    passages: list[Passage] = []
    sections = [Section(SectionRole.TOP, Span(0, len(text)), None, 0, -1)]
    path: tuple[str, ...] = ()
    for match in re.finditer(r"(?:(?!\n\n|\n- ).)+", text, re.DOTALL):
        block, start = match.group(), match.start()
        start += len(block) - len(block.lstrip("\n- "))
        span = Span(start, match.start() + len(block.rstrip()))
        words = span.of(text)
        if not words:
            continue
        if words.startswith("#"):
            level = len(words) - len(words.lstrip("#"))
            title = words.lstrip("# ")
            path = (*path[: level - 1], title)
            heading = Span(span.end - len(title), span.end)
            sections.append(Section(SectionRole.HEADING, span, heading, level, 0))
            continue
        item = text[max(0, start - 2) : start] == "- "
        chrome = "menu" if words.startswith("Home ·") else ""
        chrome = "hashtags" if "#elmstreet" in words else chrome
        form = Form.ITEM if item else Form.PARAGRAPH
        passages.append(
            Passage(span, form, len(sections) - 1, path, language, (span,), chrome=chrome)
        )
    sha = hashlib.sha256(text.encode()).hexdigest()
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    return Document(
        f"guidance/{name}",
        title.group(1) if title else name,
        language,
        sha,
        "text/markdown",
        text,
        (),
        tuple(sections),
        tuple(passages),
    )


def span_of(text: str, words: str | None, within: Span) -> Span | None:
    if words is None:
        return None
    start = text.index(words, within.start)
    return Span(start, start + len(words))


class Library:
    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = dict(texts)
        self._removed: dict[str, str] = {}
        self._store: Store | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, actor: Who = local) -> Library:  # noqa: ARG003
        if folder.name == "damaged":
            raise Damaged(
                f"{folder}/library.db: damaged (no database); run `guidegraph repair`, or put "
                "back a backup with `guidegraph recover FILE`"
            )
        if folder.name == "empty":
            return cls({})
        if not folder.exists() and not create:
            raise Missing(f"{folder}: no library here; run guidegraph add first")
        return cls(TEXTS if not create else {})

    @property
    def store(self) -> Store:
        """A file without documents, for what people add beside them."""
        if self._store is None:
            held = tempfile.mkdtemp()  # a TemporaryDirectory warns when it goes with its library
            weakref.finalize(self, shutil.rmtree, held, ignore_errors=True)
            self._store = open_store(Path(held), create=True)
        return self._store

    @property
    def revision(self) -> str:
        return hashlib.sha256("".join(sorted(self._texts.values())).encode()).hexdigest()[:12]

    def document(self, name: str) -> Document:
        if name not in self._texts:
            raise NotFound(f"{name}: not in the library; `guidegraph list` shows what is")
        return read(name, self._texts[name])

    def documents(self) -> tuple[DocumentInfo, ...]:
        found = [(name, self.document(name)) for name in sorted(self._texts)]
        return tuple(
            DocumentInfo(
                document.sha256[:8],
                name,
                document.title,
                document.source,
                document.language,
                document.media_type,
                len(document.passages),
                len(self.units_of(name)),
                Counter(unit.kind.value for unit in self.units_of(name)),
                len(document.text.split()),
                "2025-03-14",
                document.sha256,
            )
            for name, document in found
        )

    def units_of(self, name: str) -> tuple[Unit, ...]:
        document = self.document(name)
        return tuple(self._unit(document, name, row) for row in self._rows() if row["in"] == name)

    def _rows(self) -> list[dict[str, str]]:
        return [row for row in UNITS if row["text"] in self._texts.get(row["in"], "")]

    def _unit(self, document: Document, name: str, row: dict[str, str]) -> Unit:
        text = document.text
        span = span_of(text, row["text"], Span(0, 0))
        assert span is not None
        passage = next(i for i, p in enumerate(document.passages) if p.span.end >= span.end)
        inside = {
            key: span_of(text, row.get(key), span)
            for key in ("condition", "exception", "wording", "urgent")
        }
        return Unit(
            name,
            passage,
            span,
            Kind(row["kind"]),
            (0.2,) * 5,
            span,
            document.language,
            strength=Strength(row["strength"]) if "strength" in row else None,
            condition=inside["condition"],
            exception=inside["exception"],
            wording=inside["wording"],
            urgent=inside["urgent"],
            signals=(("imperative", 0.9),),
        )

    def _citation(self, row: dict[str, str]) -> Citation:
        document = self.document(row["in"])
        span = span_of(document.text, row["text"], Span(0, 0))
        assert span is not None
        above = next(p.heading_path for p in document.passages if p.span.end >= span.end)
        return Citation(
            row["in"],
            document.source,
            " > ".join(above),
            span.start,
            span.end,
            row["text"],
            document.language,
        )

    def mentions(self, idea_id: str) -> tuple[Citation, ...]:
        found = [self._citation(row) for row in self._rows() if row["idea"] == idea_id]
        return tuple(
            replace(one, twin=next((c for c in found if c.language != one.language), None))
            for one in found
        )

    def _line(self, idea_id: str, **more: object) -> Line:
        row = next(row for row in self._rows() if row["idea"] == idea_id)
        cited = self.mentions(idea_id)
        line = Line(
            idea_id,
            row["name"],
            row["kind"],
            row["text"],
            row.get("strength"),
            row.get("condition"),
            row.get("exception"),
            row.get("wording"),
            "urgent" in row,
            len({c.document for c in cited if c.document != "wizyty.md"}),
            cited,
            (),
            (("its own nearness", 0.83), ("words in common", 0.41)),
            self._why(row, cited),
        )
        return replace(line, **more)  # type: ignore[arg-type]

    def _why(self, row: dict[str, str], cited: tuple[Citation, ...]) -> Why:
        """Invented reasons; two lines came over edges, one by its words in another language."""
        edges = {(edge.source, edge.target): edge for edge in self.edges()}
        steps = []
        for ends in WAYS.get(row["idea"], ()):
            edge = edges[ends]
            quotes = self.evidence(edge)
            relation, score, signals = edge.relation.value, edge.score, edge.evidence.signals
            steps.append(Step(ends[0], relation, ends[1], score, signals, *quotes))
        cues = [(row["strength"], row["text"].split()[0])] if row.get("strength") else []
        cues += [("urgent", row["urgent"])] if "urgent" in row else []
        counted = (
            ("its passage", 1.2),
            ("its own words", 0.83),
            ("leans on what stands before it", -0.2),
        )
        return Why(
            1.83,
            counted,
            (("meaning (multilingual-e5-small)", 1.4), ("words in common", 0.41)),
            (("meaning", 2.1), ("opens with words that warn off", 0.9), ("the word “may”", 0.2)),
            tuple(cues),
            cited[-1].twin if row["idea"] == "limit" else None,
            tuple(steps),
            row["idea"] != "silence",
        )

    def ask(self, question: str) -> Answer:
        if "slow" in question:
            time.sleep(2.5)
        situation = re.sub(r"^what should i do when ", "", question, flags=re.IGNORECASE)
        sections: dict[AnswerSection, tuple[Line, ...]] = dict.fromkeys(AnswerSection, ())
        empty = Answer(
            question,
            situation,
            "en",
            Verdict.NOT_COVERED,
            0.08,
            sections,
            ("moon", "rocket"),
            (self._line("second"),) if self._texts else (),
            self.revision,
        )
        if not self._texts or "moon" in question:
            return empty
        sections = {
            AnswerSection.URGENT: (self._line("duty"),),
            AnswerSection.DO: tuple(
                self._line(i) for i in ("listen", "limit", "note", "coordinator")
            ),
            AnswerSection.SAY: (self._line("listen", idea="listen2"),),
            AnswerSection.AVOID: (
                self._line("silence", mitigated_by=("secret", "coordinator")),
                self._line("advice"),
            ),
            AnswerSection.PRINCIPLES: (self._line("story"), self._line("trust")),
            AnswerSection.DIFFERS: (self._line("secret"),),
        }
        if "partly" in question or "money" in question:
            return replace(
                empty, verdict=Verdict.PARTLY, confidence=0.52, sections=sections, nearest=()
            )
        return replace(
            empty,
            verdict=Verdict.ANSWERED,
            confidence=0.87,
            sections=sections,
            not_covered=(),
            nearest=(),
        )

    def ideas(self) -> Sequence[Idea]:
        found: dict[str, Idea] = {}
        rows = self._rows()
        here = {number for number, row in enumerate(UNITS) if row in rows}
        for row in rows:
            if row["idea"] not in found:
                language = "pl" if row["in"].startswith("wizyty") else "en"
                mentions = tuple(
                    number
                    for number, other in enumerate(UNITS)
                    if other["idea"] == row["idea"] and number in here
                )
                found[row["idea"]] = Idea(
                    row["idea"], Kind(row["kind"]), row["name"], language, mentions, len(mentions)
                )
        return tuple(found.values())

    def idea(self, idea_id: str) -> Idea:
        for idea in self.ideas():
            if idea.id == idea_id:
                return idea
        raise NotFound(f"{idea_id}: no such idea in this revision of the library")

    def snapshot(self) -> Snapshot:
        """What the engine reads, with vectors that mean nothing."""
        rows = self._rows()
        units = {n: self._unit(self.document(row["in"]), row["in"], row)
                 for n, row in enumerate(UNITS) if row in rows}  # fmt: skip
        ideas = {idea.id: idea for idea in self.ideas()}
        names = {name: name for name in self._texts}
        vectors = np.random.default_rng(0).normal(size=(len(units), 8)).astype(np.float32)
        return Snapshot(
            revision=self.revision,
            units=units,
            digests={},
            home={},
            units_in={},
            ideas=ideas,
            idea_of={unit: idea.id for idea in ideas.values() for unit in idea.mentions},
            edges=tuple(self.edges()),
            linked=lambda: build(ideas.values(), self.edges()),
            at=lambda: by_end(self.edges()),
            names=names,
            sources={name: f"guidance/{name}" for name in names},
            families={"visits.md": "visits", "wizyty.md": "visits"},
            held=lambda: Held(Passages(np.zeros((0, 1), np.float32)), {}, (), {}, {}),
            meaning=lambda: ({unit: row for row, unit in enumerate(units)}, vectors),
            vector=lambda unit: np.asarray(vectors[unit]),
            document=self.document,
            text=lambda name: self.document(name).text,
            leaning=lambda _unit: 0,
        )

    def cite(self, unit: int) -> Citation:
        return self._citation(UNITS[unit])

    def info(self, name: str) -> DocumentInfo:
        for info in self.documents():
            if info.name == name:
                return info
        raise NotFound(f"{name}: not in the library; `guidegraph list` shows what is")

    def searcher(self) -> None:
        """The real one loads its models here."""

    def edges(self) -> list[Edge]:
        first = {idea.id: idea.mentions[0] for idea in self.ideas()}
        here = set(first)
        return [
            Edge(s, Relation(r), t, score, Evidence((("the same item", 0.7),), first[s], first[t]))
            for s, r, t, score in EDGES
            if {s, t} <= here
        ]

    def neighbourhood(
        self,
        idea_id: str,
        *,
        steps: int,
        limit: int,
        kinds: Iterable[Kind] | None = None,  # noqa: ARG002 - the real one has it
        relations: Iterable[Relation] | None = None,  # noqa: ARG002 - as above
    ) -> Neighbourhood:
        self.idea(idea_id)
        near = {idea_id}
        for _ in range(steps):
            near |= {e.target for e in self.edges() if e.source in near} | {
                e.source for e in self.edges() if e.target in near
            }
        edges = tuple(e for e in self.edges() if {e.source, e.target} <= near)
        return Neighbourhood(tuple(i for i in self.ideas() if i.id in near)[:limit], edges)

    def find_ideas(self, text: str, limit: int) -> list[Idea]:
        return [i for i in self.ideas() if text.lower() in i.name.lower()][:limit]

    def evidence(self, edge: Edge) -> tuple[Citation, Citation]:
        return self.mentions(edge.source)[0], self.mentions(edge.target)[0]

    def path(self, from_id: str, to_id: str) -> tuple[Edge, ...]:
        """One or two steps, in either direction."""
        edges = self.edges()
        for edge in edges:
            if {edge.source, edge.target} == {from_id, to_id}:
                return (edge,)
        for one in edges:
            for other in edges:
                ends = {one.source, one.target} ^ {other.source, other.target}
                if ends == {from_id, to_id} and from_id in {one.source, one.target}:
                    return one, other
        names = self.idea(from_id).name, self.idea(to_id).name
        raise NotFound(f"nothing connects “{names[0]}” and “{names[1]}”")

    def examples(self, language: str) -> tuple[str, ...]:  # noqa: ARG002 - as above
        if not self._texts:
            return ()
        return (
            "What should I do when someone tells me more than they meant to?",
            "What should I say before the visit?",
            "Why should I not promise to keep a secret?",
        )

    def counts(self) -> dict[str, int]:
        documents = self.documents()
        return {
            "documents": len(documents),
            "passages": sum(d.passages for d in documents),
            "units": sum(d.units for d in documents),
            "ideas": len(self.ideas()),
            "edges": len(self.edges()),
        }

    def add_upload(self, name: str, data: bytes, *, progress: Progress) -> AddReport:
        for done, label in enumerate((f"reading {name}", f"understanding {name}", "linking")):
            progress(done + 1, 3, label)
        if not name.endswith((".txt", ".md")):
            return AddReport(refused=((name, "unknown type of file; save it as one of .md, .txt"),))
        text = data.decode()
        if self._texts.get(name) == text:
            return AddReport(unchanged=(name,))
        known = name in self._texts
        self._texts[name] = text
        return AddReport(changed=(name,)) if known else AddReport(added=(name,))

    def remove(self, names: Iterable[str]) -> tuple[str, ...]:
        gone = tuple(name for name in names if name in self._texts)
        for name in gone:
            self._removed[name] = self._texts.pop(name)
        return gone

    def restore(self, name: str) -> None:
        self._texts[name] = self._removed.pop(name)
