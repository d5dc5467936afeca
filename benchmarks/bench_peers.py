"""Against what else one would pick: `python -m benchmarks.bench_peers FOLDER [NAME…]`.

FOLDER holds retrieval sets in the BEIR form (`NAME/corpus.jsonl`, `queries.jsonl`, `qrels.tsv`).
In one run, on the same texts, model and machine: Guidegraph, txtai (FAISS, BM25 and its graph),
LangChain with FAISS, and a plain script of sentence-transformers and FAISS. For each a process
makes the index, and another opens it and asks. `--documents N` and `--questions N` say how many of
a set are taken (drawn with a fixed seed, those that answer the questions first).

The peers run in an environment of their own, made the first time in the user's cache of what
`benchmarks/peers.txt` names; torch and what else both need is taken from ours by a `.pth` file.
Prints a Markdown table; `--json FILE` also keeps the figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from answer import evaluate
from benchmarks.bench_search import subset
from index import models
from index.cache import cache_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parent.parent
PEERS: Final = Path(__file__).with_name("peers.txt")
SCRIPT: Final = Path(__file__).with_name("peers.py")
BOTH: Final = ",".join(models.PACKAGED)


class Entry(NamedTuple):
    """A row of the table: its title, the system that makes the index and searches, its model."""

    title: str
    system: str
    model: str
    ours: bool


class Sized(NamedTuple):
    """A set in the size wanted: where it lies, and how many texts it has."""

    name: str
    folder: Path
    texts: int
    judged: evaluate.Qrels


def main() -> int:
    """Measure, and print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("names", nargs="*", default=["orsharc_dev", "poquad_pl_A"])
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--json", type=Path, help="where to keep the figures")
    options = parser.parse_args()
    if options.folder is None:
        print("it needs a folder of retrieval sets; see --help")
        return 2
    python = environment()
    e5 = str(models.prepare())
    entries = (
        Entry("Guidegraph, one model", "guidegraph", models.DEFAULT, ours=True),
        Entry("Guidegraph, as it comes", "guidegraph", BOTH, ours=True),
        Entry("txtai: hybrid, graph", "txtai", e5, ours=False),
        Entry("LangChain, FAISS", "langchain", e5, ours=False),
        Entry("sentence-transformers, FAISS", "plain", e5, ours=False),
    )
    with tempfile.TemporaryDirectory() as name:
        sets = [
            written(options.folder / one, Path(name) / one, options.documents, options.questions)
            for one in options.names
        ]
        figures = {}
        for entry in entries:
            started = time.monotonic()
            figures[entry.title] = measure(entry, sets, python)
            print(f"{entry.title}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(table(figures, sets))
    return 0


def environment() -> Path:
    """The Python of the peers' environment, made if there is none for this list and this Python."""
    ours = sysconfig.get_paths()["purelib"]
    state = hashlib.sha256(f"{PEERS.read_text('utf-8')} {sys.version} {ours}".encode()).hexdigest()
    folder = cache_folder() / f"peers-{state[:12]}"
    python = folder / "bin" / "python"
    if (folder / "complete").exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    print(f"making {folder} (once)", file=sys.stderr)
    venv.create(folder, with_pip=True)
    paths = subprocess.run(  # noqa: S603 - our own
        [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    (Path(paths.stdout.strip()) / "ours.pth").write_text(f"{ours}\n", "utf-8")
    install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*install, "--requirement", str(PEERS)], check=True)  # noqa: S603 - our own
    (folder / "complete").touch()
    return python


def written(source: Path, folder: Path, documents: int, questions: int) -> Sized:
    """A retrieval set in the size that is wanted, as the systems read it."""
    texts, asked, judged = subset(source, most=questions, largest=documents)
    folder.mkdir()
    for name, entries in (("texts", texts), ("questions", asked)):
        lines = [
            json.dumps(
                {"_id": one.id, "text": f"{one.title}. {one.text}" if one.title else one.text}
            )
            for one in entries
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return Sized(source.name, folder, len(texts), judged)


def measure(entry: Entry, sets: Sequence[Sized], python: Path) -> dict[str, Any]:
    """The figures of one system over all sets."""
    told: dict[str, Any] = {
        "seconds": 0.0,
        "processor": 0.0,
        "peak": 0.0,
        "asking": 0.0,
        "ndcg": {},
    }
    times: list[float] = []
    processors: list[float] = []
    colds: list[float] = []
    first: list[float] = []
    whole: dict[str, Any] = {}
    for one in sets:
        name = hashlib.sha256(entry.title.encode()).hexdigest()[:8]
        made, _ = run("index", entry.system, entry, one.folder, name, python=python)
        told["seconds"] += made["seconds"]
        told["processor"] += made["processor"]
        told["peak"] = max(told["peak"], made["peak"])
        asked, began = run("ask", entry.system, entry, one.folder, name, python=python)
        colds.append(asked["first"] - began)
        first.append(asked["first_processor"])
        told["asking"] = max(told["asking"], asked["peak"])
        times += asked["times"]
        processors += asked["processors"]
        ranked = [(key, [tuple(hit) for hit in hits]) for key, hits in asked["run"].items()]
        told["ndcg"][one.name] = evaluate.of_search(ranked, one.judged)["nDCG@10"]
        if entry.ours:
            # An answer is what one waits for, so that the first one counts, not the first search.
            answers, began = run("ask", "answers", entry, one.folder, name, python=python)
            colds[-1], first[-1] = answers["first"] - began, answers["first_processor"]
            whole.setdefault("times", []).extend(answers["times"])
            whole.setdefault("processors", []).extend(answers["processors"])
    texts = sum(one.texts for one in sets)
    told["rate"] = texts / told["seconds"]
    told["rate of a processor"] = texts / told["processor"]
    told["cold"] = min(colds)
    told["cold processor"] = min(first)
    told["p50"], told["p95"] = quantiles(times)
    told["processor p50"] = quantiles(processors)[0]
    if whole:
        told["answer p50"], told["answer p95"] = quantiles(whole["times"])
        told["answer processor p50"] = quantiles(whole["processors"])[0]
    return told


def run(
    step: str, system: str, entry: Entry, folder: Path, name: str, *, python: Path
) -> tuple[dict[str, Any], float]:
    """What one process tells, and when it was started."""
    place = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    if entry.ours:
        place["PYTHONPATH"] = str(ROOT)
    place |= {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
    program = sys.executable if entry.ours else str(python)
    began = time.time()
    done = subprocess.run(  # noqa: S603 - our own
        [program, "-P", str(SCRIPT), step, system, entry.model, str(folder), name],
        capture_output=True, text=True, env=place, cwd=folder, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{entry.title}, {step}: {done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told, began


def quantiles(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    ranked = sorted(times)
    return 1000 * statistics.median(ranked), 1000 * ranked[
        min(len(ranked) - 1, int(0.95 * len(ranked)))
    ]


def table(figures: dict[str, dict[str, Any]], sets: Sequence[Sized]) -> str:
    """The figures as a Markdown table."""
    texts = " + ".join(f"{one.texts} of {one.name}" for one in sets)
    lines = [
        f"{texts}; {os.cpu_count()} CPUs. Times of the processor, of all cores, in brackets.",
        "",
        "| | texts indexed a second | first answer of a new process | search p50 / p95 "
        "| whole answer p50 / p95 | memory: indexing, asking | "
        + " | ".join(f"nDCG@10 {one.name}" for one in sets)
        + " |",
        "|---" * (6 + len(sets)) + "|",
    ]
    for title, told in figures.items():
        answer = (
            f"{told['answer p50']:.0f} / {told['answer p95']:.0f} ms "
            f"({told['answer processor p50']:.0f})"
            if "answer p50" in told
            else "–"
        )
        cells = [
            title,
            f"{told['rate']:.1f} ({told['rate of a processor']:.1f})",
            f"{told['cold']:.2f} s ({told['cold processor']:.2f})",
            f"{told['p50']:.0f} / {told['p95']:.0f} ms ({told['processor p50']:.0f})",
            answer,
            f"{told['peak']:.0f}, {told['asking']:.0f} MB",
            *(f"{told['ndcg'][one.name]:.3f}" for one in sets),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
