"""One system of `benchmarks.bench_peers` in a process of its own: `python peers.py STEP SYSTEM …`.

It runs in the peers' environment as well as in ours, and so imports nothing of ours but in
`Guidegraph`. A folder holds `texts.jsonl` and `questions.jsonl` (id, text); the index goes into a
folder in it. One line of JSON is printed. Each system is set up as its documentation does it for
this model, with its own batches and threads.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

DEPTH: Final = 10
"""Texts found for a question."""

Rows = list[tuple[str, str]]
Found = list[tuple[str, float]]


class System(Protocol):
    """What is measured of each."""

    def ready(self) -> None:
        """Open the models, where that has not been done."""

    def index(self, texts: Rows, folder: Path) -> None:
        """Make the index of texts, and keep it in a folder."""

    def open(self, folder: Path) -> None:
        """Open it in another process."""

    def search(self, question: str) -> Found:
        """The ids of the best texts with their scores, best first."""

    def close(self) -> None:
        """Let go of what is open."""


class Txtai:
    """txtai with its hybrid search (FAISS and BM25) and its graph."""

    def __init__(self, model: str) -> None:
        from txtai import Embeddings

        self.held = Embeddings(
            path=model,
            instructions={"query": "query: ", "data": "passage: "},
            content=True,
            hybrid=True,
            graph=True,
        )

    def index(self, texts: Rows, folder: Path) -> None:
        self.held.index((key, text, None) for key, text in texts)
        self.held.save(str(folder))

    def ready(self) -> None: ...

    def open(self, folder: Path) -> None:
        self.held.load(str(folder))

    def search(self, question: str) -> Found:
        return [(one["id"], one["score"]) for one in self.held.search(question, DEPTH)]

    def close(self) -> None:
        self.held.close()


class _Prompted:
    """What LangChain calls embeddings, with the words that the model wants before a text."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(model, device="cpu")

    def embed_documents(self, texts: Sequence[str]) -> Any:
        found = self.model.encode(
            list(texts), prompt_name="passage", normalize_embeddings=True, show_progress_bar=False
        )
        return found.tolist()

    def embed_query(self, text: str) -> Any:
        found = self.model.encode(
            text, prompt_name="query", normalize_embeddings=True, show_progress_bar=False
        )
        return found.tolist()

    def __call__(self, text: str) -> Any:
        return self.embed_query(text)


class LangChain:
    """LangChain's FAISS store."""

    def __init__(self, model: str) -> None:
        self.prompted = _Prompted(model)
        self.store: Any = None

    def index(self, texts: Rows, folder: Path) -> None:
        from langchain_community.vectorstores import FAISS

        self.store = FAISS.from_texts(
            [text for _, text in texts], self.prompted, [{"id": key} for key, _ in texts]
        )
        self.store.save_local(str(folder))

    def ready(self) -> None: ...

    def open(self, folder: Path) -> None:
        from langchain_community.vectorstores import FAISS

        self.store = FAISS.load_local(
            str(folder), self.prompted, allow_dangerous_deserialization=True
        )

    def search(self, question: str) -> Found:
        found = self.store.similarity_search_with_score(question, DEPTH)
        return [(one.metadata["id"], -float(distance)) for one, distance in found]

    def close(self) -> None:
        self.store = None


class Plain:
    """A script of twenty lines: sentence-transformers and an exact FAISS index."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(model, device="cpu")
        self.ids: list[str] = []
        self.held: Any = None

    def index(self, texts: Rows, folder: Path) -> None:
        import faiss

        vectors = self.model.encode(
            [text for _, text in texts],
            prompt_name="passage",
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        self.held = faiss.IndexFlatIP(vectors.shape[1])
        self.held.add(vectors)
        folder.mkdir()
        faiss.write_index(self.held, str(folder / "index.faiss"))
        (folder / "texts.json").write_text(json.dumps(texts), "utf-8")

    def ready(self) -> None: ...

    def open(self, folder: Path) -> None:
        import faiss

        self.held = faiss.read_index(str(folder / "index.faiss"))
        self.ids = [key for key, _ in json.loads((folder / "texts.json").read_text("utf-8"))]

    def search(self, question: str) -> Found:
        vector = self.model.encode(
            [question], prompt_name="query", normalize_embeddings=True, show_progress_bar=False
        )
        scores, places = self.held.search(vector, DEPTH)
        return [
            (self.ids[place], float(score))
            for place, score in zip(places[0], scores[0], strict=True)
        ]

    def close(self) -> None:
        self.held = None


class Guidegraph:
    """A library of one file for each text: units, ideas, edges, words, and the models named."""

    def __init__(self, model: str) -> None:
        from answer.library import Library
        from answer.settings import Settings

        self.opened = Library.open
        self.settings = Settings(models=tuple(model.split(",")))
        self.embedders: Any = None
        self.held: Any = None
        self.names: dict[int, str] = {}

    def index(self, texts: Rows, folder: Path) -> None:
        files = folder.parent / "files"
        if not files.exists():
            files.mkdir()
            for number, (_, text) in enumerate(texts):
                (files / f"{number:06}.txt").write_text(text + "\n", "utf-8")
        self.held = self.opened(
            folder, create=True, settings=self.settings, embedders=self.embedders
        )
        self.held.add([files])

    def ready(self) -> None:
        from answer import encoders
        from index import models

        self.embedders = tuple(models.load(name) for name in self.settings.models)
        encoders.for_kinds(self.embedders[0])

    def open(self, folder: Path) -> None:
        self.held = self.opened(folder, settings=self.settings)
        ids = [key for key, _ in rows(folder.parent / "texts.jsonl")]
        self.names = {
            row["id"]: ids[int(Path(row["source"]).stem)]
            for row in self.held.store.rows(
                "SELECT p.id, d.source FROM passages p JOIN documents d ON d.id = p.document"
            )
        }

    def search(self, question: str) -> Found:
        from corpus.language import detect

        searcher = self.held.searcher()
        found = searcher.search(searcher.ask(question, detect(question, default="en")))
        best: dict[str, float] = {}
        for hit in found.hits:
            best.setdefault(self.names[hit.passage], hit.score)
        return list(best.items())[:DEPTH]

    def close(self) -> None:
        self.held.close()


class Asked(Guidegraph):
    """The same library, asked for a whole answer: verdict, lines with their citations, edges."""

    def search(self, question: str) -> Found:
        self.held.ask(question)
        return []


SYSTEMS: Final[dict[str, type]] = {
    "guidegraph": Guidegraph,
    "answers": Asked,
    "txtai": Txtai,
    "langchain": LangChain,
    "plain": Plain,
}


def rows(path: Path) -> Rows:
    """What a file of texts or questions holds."""
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(row["_id"], row["text"]) for row in found]


def index(system: System, folder: Path, name: str) -> dict[str, Any]:
    """Make the index. The models are opened before the clock starts."""
    texts = rows(folder / "texts.jsonl")
    system.ready()
    start, used = time.perf_counter(), time.process_time()
    system.index(texts, folder / name)
    told = {"seconds": time.perf_counter() - start, "processor": time.process_time() - used}
    system.close()
    return told


def ask(system: System, folder: Path, name: str) -> dict[str, Any]:
    """Open the index and ask all questions; `first` is when the first answer was there."""
    questions = rows(folder / "questions.jsonl")
    system.open(folder / name)
    system.search(questions[0][1])
    told: dict[str, Any] = {"first": time.time(), "first_processor": time.process_time()}
    times, processor, run = [], [], {questions[0][0]: system.search(questions[0][1])}
    for key, text in questions[1:]:  # the first has just been asked
        start, used = time.perf_counter(), time.process_time()
        run[key] = system.search(text)
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    system.close()
    return {**told, "times": times, "processors": processor, "run": run}


def main() -> None:
    """STEP SYSTEM MODEL FOLDER NAME."""
    step, which, model, folder, name = sys.argv[1:]
    system: System = SYSTEMS[which](model)
    told = {"index": index, "ask": ask}[step](system, Path(folder), name)
    told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told))


if __name__ == "__main__":
    main()
