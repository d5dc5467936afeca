"""The licences of what is installed: `python -m benchmarks.licences` (`make licences`).

A distribution says its licence as an SPDX expression, in words, or with a classifier; some say
nothing and have a file. Start reading at `of`; `refused` tells which expression is not allowed.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

from benchmarks.distributions import RUN, needed

if TYPE_CHECKING:
    from importlib.metadata import Distribution

ALLOWED: Final = frozenset(
    {
        "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause",
        "BSL-1.0", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT-0", "MIT-CMU", "OFL-1.1",
        "PSF-2.0", "Zlib",
    }
)  # fmt: skip
"""Licences that ask for no more than their notice: what Guidegraph's own lets people do, these do.
OFL-1.1 is that of letters, and binds only who changes them."""

EXCEPTIONS: Final = {
    "certifi": ("MPL-2.0", "a list of certificates, installed as it is"),
    "hypothesis": ("MPL-2.0", "only the tests use it"),
    "pathspec": ("MPL-2.0", "only mypy uses it"),
    "psycopg": ("LGPL-3.0-only", "asked for by name, for a library on PostgreSQL; as it is"),
    "psycopg-binary": ("LGPL-3.0-only", "likewise"),
    "tld": ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", "chosen is MPL-1.1; as it is"),
    "tqdm": ("MPL-2.0 AND MIT", "installed as it is"),
}
"""Distributions under other licences, what these are, and why they may be used nevertheless. The
MPL asks for the source of its own files where somebody passes them on; we pass on none. The LGPL
asks that whoever gets the program can put another version of the library in its place: pip does."""

IN_WORDS: Final = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "SIL OFL 1.1": "OFL-1.1",
    "The BSD 2-Clause License": "BSD-2-Clause",
}
"""What distributions write where an SPDX expression could stand."""

CLASSIFIED: Final = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",  # or with two clauses, which asks for less
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Classifiers, without `License :: OSI Approved :: `."""

BY_FILE: Final = {
    "atheris": ("Apache License", "Apache-2.0"),
    "axe-playwright-python": ("MIT License", "MIT"),
    "resvg-py": ("Permission is hereby granted, free of charge", "MIT"),
}
"""Distributions that say nothing but have a licence file: its words, and what they are."""


def of(one: Distribution) -> str:
    """The SPDX expression of a distribution's licence; "" where nothing tells it."""
    metadata = one.metadata
    if stated := metadata.get("License-Expression"):
        return str(stated)
    words = str(metadata.get("License") or "").strip()
    if words in IN_WORDS:
        return IN_WORDS[words]
    if re.fullmatch(r"(?:\w[\w.-]*-\d\.\d|MIT|BSD-\d-Clause)(?: (?:AND|OR) [\w.-]+)*", words):
        return words
    for classifier in metadata.get_all("Classifier") or ():
        name = classifier.rpartition(" :: ")[2]
        if classifier.startswith("License ::") and name in CLASSIFIED:
            return CLASSIFIED[name]
    marked, expression = BY_FILE.get(one.name.lower().replace("_", "-"), ("", ""))
    return expression if marked and marked in _licence_file(one) else ""


def _licence_file(one: Distribution) -> str:
    """The text of a distribution's licence files."""
    paths = [path for path in one.files or () if "license" in path.name.lower()]
    return "\n".join(path.read_text() for path in paths)


def allowed(expression: str) -> bool:
    """Whether an SPDX expression may be used: every part of an AND, one part of an OR.

    >>> allowed("MIT AND (GPL-3.0-only OR BSD-3-Clause)"), allowed("MIT AND GPL-3.0-only")
    (True, False)
    """
    flat = expression
    while inner := re.search(r"\(([^()]*)\)", flat):
        flat = flat.replace(inner[0], "0BSD" if _flat_allowed(inner[1]) else "refused")
    return _flat_allowed(flat)


def _flat_allowed(expression: str) -> bool:
    """The same without parentheses; AND binds more closely than OR."""
    return any(
        all(part.strip() in ALLOWED for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def refused(extras: tuple[str, ...]) -> dict[str, str]:
    """What `extras` need under a licence that is not allowed and for no reason of `EXCEPTIONS`."""
    found = {name: of(one) for name, one in needed(*extras).items()}
    return {
        name: expression
        for name, expression in found.items()
        if not allowed(expression) and (name not in EXCEPTIONS or EXCEPTIONS[name][0] != expression)
    }


def main() -> int:
    """List what is installed with its licences; 1 if one is not allowed."""
    extras = (RUN, "dev")
    runs = needed(RUN)
    for name, one in needed(*extras).items():
        used = "run" if name in runs else "tests"
        why = f"  ({EXCEPTIONS[name][1]})" if name in EXCEPTIONS else ""
        print(f"{name:28} {one.version:14} {used:6} {of(one) or 'says nothing'}{why}")
    wrong = refused(extras)
    for name, expression in wrong.items():
        print(f"{name}: {expression or 'no licence'} is not allowed", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
