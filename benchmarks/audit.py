"""Ask whether anything that is installed has a known vulnerability: `python -m benchmarks.audit`.

pip-audit asks the index's database, or with `--service osv` that of OSV, for each version of
constraints.txt; npm asks its registry for the libraries of the graph component and what builds it.
Both need a network. Where there is none, or a database knows nothing of some distribution, that is
said, and the status is 2: nothing is known. 1 is a finding.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from benchmarks.distributions import ROOT
from benchmarks.make_lock import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUND: Final = 1
NOT_LOOKED: Final = 2
GRAPH: Final = ROOT / "web" / "graph"


def judged(said: str, complaint: str) -> tuple[int, str]:
    """The status, and what to tell, of what pip-audit printed on standard output and error."""
    try:
        listed: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        cause = complaint.strip().rpartition("\n")[2]
        return NOT_LOOKED, (
            "audit: the database of vulnerabilities could not be asked, so nothing is known; it "
            f"needs a network (another database: --service osv). pip-audit says: {cause}"
        )
    skipped = [one["name"] for one in listed if "skip_reason" in one]
    lines = [
        f"{one['name']} {one['version']}: {bug['id']} {' '.join(bug.get('aliases', ()))}; "
        f"mended in {', '.join(bug['fix_versions']) or 'no version'}"
        for one in listed
        for bug in one.get("vulns", ())
    ]
    if lines:
        return FOUND, "\n".join(lines)
    if len(skipped) == len(listed):
        return NOT_LOOKED, (
            f"audit: the database that was asked knows none of the {len(listed)} distributions "
            "(a mirror of the index often has none), so nothing is known; try --service osv"
        )
    if skipped:
        return NOT_LOOKED, (
            f"audit: the database does not know {len(skipped)} of {len(listed)} distributions "
            f"({', '.join(skipped[:5])}), so nothing is known of them; try --service osv"
        )
    return 0, f"No known vulnerability in {len(listed)} distributions"


def judged_npm(said: str) -> tuple[int, str]:
    """The status, and what to tell, of what `npm audit --json` printed (its format 2)."""
    try:
        form: dict[str, Any] = json.loads(said)
    except json.JSONDecodeError:
        form = {}
    found: dict[str, Any] | None = form.get("vulnerabilities")
    if found is None:
        cause = form.get("message") or "nothing"
        return NOT_LOOKED, (
            "audit: the registry could not be asked about the graph component's libraries, so "
            f"nothing is known of them. npm says: {cause}"
        )
    lines = [
        f"{name} {one['range']}: {via['url']} {via['title']}"
        for name, one in sorted(found.items())
        for via in one["via"]
        if isinstance(via, dict)  # a name: it stands in another's line
    ]
    if lines:
        return FOUND, "\n".join(lines)
    many = form["metadata"]["dependencies"]["total"]
    return 0, f"No known vulnerability in {many} libraries of the graph component"


def _ask_npm() -> tuple[int, str]:
    npm = shutil.which("npm")
    if npm is None:
        return NOT_LOOKED, (
            "audit: npm is not installed, so nothing is known of the graph component's libraries"
        )
    done = subprocess.run(  # noqa: S603 - npm itself
        [npm, "audit", "--json", "--package-lock-only"],
        cwd=GRAPH, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return judged_npm(done.stdout)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--service", choices=("pypi", "osv"), default="pypi")
    options = parser.parse_args(arguments)
    if find_spec("pip_audit") is None:
        print("audit: pip-audit is not installed; run `make audit`", file=sys.stderr)
        return NOT_LOOKED
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps",
               "--format", "json", "--progress-spinner", "off",
               "--vulnerability-service", options.service,
               "--requirement", str(CONSTRAINTS)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    both = judged(done.stdout, done.stderr), _ask_npm()
    for status, told in both:
        print(told, file=sys.stderr if status else sys.stdout)
    statuses = {status for status, _ in both}
    return FOUND if FOUND in statuses else max(statuses)


if __name__ == "__main__":
    sys.exit(main())
