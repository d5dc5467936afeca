"""The processes of `benchmarks.many`: `python -m benchmarks.many_roles ROLE FOLDER …`.

One makes a library, one serves it, one changes it, one asks it without a server. What they do they
say on standard output, a line each; whatever they say on standard error is a complaint.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from answer.library import Library
from index import models
from tests.fakes import TrigramEmbedder

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLE: Final = ROOT / "corpus" / "sample" / "guidance"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a writer changes: a document with a number, and the question that it answers."""

    text: str
    question: str
    pattern: str

    def document(self, number: int) -> bytes:
        """The document with its number."""
        return f"# Rules\n\n- {self.text.format(number)}\n".encode()


TOPICS: Final = {
    "visits": Topic(
        "Agree on a time limit of {} minutes before the visit starts.",
        "What time limit should I agree on before a visit starts?",
        r"time limit of (\d+) minutes before the visit",
    ),
    "lockers": Topic(
        "Keep the keys of the office in locker {} at night.",
        "In which locker should I keep the keys of the office at night?",
        r"keys of the office in locker (\d+) at night",
    ),
}

READ: Final = "read"
"""What the reader says of each answer that it has compared."""


def open_library(folder: Path) -> Library:
    """The library with the models that this process uses."""
    return Library.open(folder, create=True)


def make(folder: Path) -> None:
    """Make the library: the sample's texts, and a document for each topic."""
    library = open_library(folder)
    library.add(sorted([*SAMPLE.glob("*.md"), *SAMPLE.glob("*.txt")]))
    for name, topic in TOPICS.items():
        library.add_upload(f"{name}.md", topic.document(0))
    library.close()


def serve(folder: Path, port: int) -> None:
    """Serve the app."""
    from web.server import serve as serve_app

    serve_app(folder, port)


def write(folder: Path, name: str, until: float, every: float) -> None:
    """Change a topic's document now and at each multiple of `every` seconds; tell what is kept."""
    library = open_library(folder)
    number, moment = 0, 0.0
    while number == 0 or moment < until:
        time.sleep(max(0.0, moment - time.time()))
        number += 1
        library.add_upload(f"{name}.md", TOPICS[name].document(number))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        moment = (time.time() // every + 1) * every
    library.close()


def read(folder: Path, until: float) -> None:
    """Ask without a server, and compare every quotation with its document; tell each answer.

    Once at least, however late it is.
    """
    library = open_library(folder)
    asked = False
    while not asked or time.time() < until:
        asked = True
        for topic in TOPICS.values():
            with library.store.reading():  # what is compared is of one state
                answer = library.ask(topic.question)
                lines = [line for some in answer.sections.values() for line in some]
                lines += answer.nearest
                if not lines:
                    sys.stderr.write(f"nothing is said to “{topic.question}”\n")
                for cited in (citation for line in lines for citation in line.citations):
                    text = library.document(cited.document).text
                    if text[cited.start : cited.end] != cited.quote:
                        sys.stderr.write(f"“{cited.quote}” is not in {cited.document}\n")
            sys.stdout.write(f"{READ}\n")
            sys.stdout.flush()
        time.sleep(0.5)
    library.close()


if __name__ == "__main__":
    if os.environ.get("GUIDEGRAPH_MODEL") == "trigrams":
        models.load = lambda *_, **__: TrigramEmbedder()  # type: ignore[assignment]
    role, given, *rest = sys.argv[1:]
    folder = Path(given)
    match role:
        case "make":
            make(folder)
        case "serve":
            serve(folder, int(rest[0]))
        case "write":
            write(folder, rest[0], float(rest[1]), float(rest[2]))
        case "read":
            read(folder, float(rest[0]))
