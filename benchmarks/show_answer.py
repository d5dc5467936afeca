"""Writes the README's answer: `python -m benchmarks.show_answer LIBRARY [QUESTION]`.

What `guidegraph ask` prints, cut down to the first lines of each section and the sources of
these; "[…]" stands where something was left out, the first line is the command instead of the
question, and the nearest guidance is left out. Nothing else is changed.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
QUESTION = "What should I do when a client offers me a gift?"
KEPT = {"DO": 3}
"""Lines kept of a section by the first word of its heading; of the others one is enough to see."""

FIRST_BLOCK = re.compile(r"```text\n.*?```", re.DOTALL)
ITEM = re.compile(r"^(?: *\d+\. )", re.MULTILINE)
SOURCE = re.compile(r"^ *\[(\d+)\] ", re.MULTILINE)


def cut(answer: str) -> str:
    r"""The first lines of each section, and the sources that they cite.

    >>> print(cut("Q?\n\nDO\n 1. “a” [1]\n\nSAY\n 1. “b” [2]\n 2. “c” [3]\n\nSources\n"
    ...           " [1] x\n [2] y\n [3] z\n"))
    Q?
    <BLANKLINE>
    DO
     1. “a” [1]
    <BLANKLINE>
    SAY
     1. “b” [2]
     […]
    <BLANKLINE>
    Sources
     [1] x
     [2] y
     […]
    """
    sections, sources = [], ""
    for section in answer.strip("\n").split("\n\n"):
        heading = section.partition("\n")[0]
        if heading.startswith("THE NEAREST"):
            continue
        if heading == "Sources":
            sources = section
        else:
            sections.append(_first(section, ITEM, KEPT.get(heading.split(",")[0], 1)))
    cited = set(re.findall(r"\[(\d+)\]", "\n".join(sections)))
    heading, *rest = re.split(r"\n(?= *\[\d+\] )", sources)
    kept = [one for one in rest if (found := SOURCE.match(one)) and found[1] in cited]
    more = [" […]"] if len(kept) < len(rest) else []
    return "\n\n".join([*sections, "\n".join([heading, *kept, *more])])


def _first(section: str, item: re.Pattern[str], kept: int) -> str:
    starts = [found.start() for found in item.finditer(section)]
    if len(starts) <= kept:
        return section
    return section[: starts[kept]] + " […]"


def main() -> None:
    """Ask, cut, and put the answer into the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("question", nargs="?", default=QUESTION)
    options = parser.parse_args()
    command = ["ask", options.question, "--library", str(options.library)]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "answer.cli", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    _question, _, answer = cut(done.stdout).partition("\n")
    shown = f'$ guidegraph ask "{options.question}"\n{answer}'
    block = f"```text\n{shown}\n```"
    readme = README.read_text(encoding="utf-8")
    README.write_text(FIRST_BLOCK.sub(lambda _: block, readme, count=1), encoding="utf-8")
    print(shown)


if __name__ == "__main__":
    main()
