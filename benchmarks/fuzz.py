"""Coverage-guided fuzzing of reading, splitting and extraction: `python -m benchmarks.fuzz`.

atheris (libFuzzer) changes the files of `benchmarks/seeds` so that they reach code that none did
before; each is read, split, put into JSON and back, and its units are extracted. What no reader
may do (an error other than `Unreadable`, an offset outside of the text) ends the run and is
written to `crash-…` in the folder that `--found` names. A seed is one byte that says the kind of
file (its number in `ENDINGS`) and then the file; those that reached something new are kept with
`--keep`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import atheris

with atheris.instrument_imports(include=["corpus", "kg"]):
    from corpus import jsonform
    from corpus.document import parse
    from corpus.errors import Unreadable
    from kg import extraction, kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS: Final = Path(__file__).with_name("seeds")
MOST_MEMORY: Final = 4 << 30
"""Bytes; what asks for more fails with `MemoryError`. libFuzzer's own limit looks at the peak of
the process that started this one as well, and so cannot be used under a test runner."""
ENDINGS: Final = (".txt", ".md", ".html", ".docx", ".pdf")


def one(data: bytes) -> None:
    """Read, split and extract one input."""
    if not data:
        return
    name = f"a{ENDINGS[data[0] % len(ENDINGS)]}"
    try:
        document = parse(name, data[1:])
    except Unreadable as error:
        if not (error.reason and error.remedy):
            raise ValueError("a refusal without its reason") from error
        return
    written = jsonform.dump(document)
    if jsonform.load(written, source=name, sha256=document.sha256) != document:
        raise ValueError("another document comes back from JSON")
    for unit in extraction.extract(document, "x", lambda _: None, kinds.shipped("")):  # type: ignore[arg-type, return-value]
        if not 0 <= unit.span.start < unit.span.end <= len(document.text):
            raise ValueError(f"a unit outside of the text: {unit.span}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run libFuzzer, which ends the process: 0, or another status when something was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--keep", type=Path, help="a folder for inputs that reached new code")
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time")
    options = parser.parse_args(arguments)
    kept = options.keep or Path(tempfile.mkdtemp(prefix="guidegraph-fuzz-"))
    kept.mkdir(parents=True, exist_ok=True)
    given = [
        sys.argv[0],
        str(kept),
        str(SEEDS),
        f"-max_total_time={options.seconds}",
        f"-artifact_prefix={options.found}/",
        f"-seed={options.seed}",
        "-max_len=4096",
        "-timeout=60",
        "-rss_limit_mb=0",
        "-print_final_stats=1",
    ]
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    atheris.Setup(given, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
