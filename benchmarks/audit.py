"""Ask whether anything that is installed has a known vulnerability: `python -m benchmarks.audit`.

pip-audit asks the index's database, or with `--service osv` that of OSV, for each version of
constraints.txt. It needs a network. Where there is none, or the database knows nothing of some
distribution, that is said, and the status is 2: nothing is known. 1 is a finding.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from benchmarks.make_lock import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUND: Final = 1
NOT_LOOKED: Final = 2


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
    status, told = judged(done.stdout, done.stderr)
    print(told, file=sys.stderr if status else sys.stdout)
    return status


if __name__ == "__main__":
    sys.exit(main())
