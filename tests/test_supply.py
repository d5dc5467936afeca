"""What Guidegraph is made of: files by their digests, licences that are allowed, a true bill."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from benchmarks import audit, licences, make_sbom
from benchmarks.distributions import ROOT, RUN, declared, needed
from benchmarks.make_lock import CONSTRAINTS, LOCKS, Places, locked, pinned, read_lock
from tests.conftest import NO_NODE

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS: Final = pinned(CONSTRAINTS.read_text(encoding="utf-8"))
LOCKED: Final = {extra: read_lock(path.read_text("utf-8")) for extra, path in LOCKS.items()}
REMEDY: Final = "constraints.txt has changed? then run: make lock"
SYSTEMS: Final = {"linux": "Linux", "darwin": "Darwin"}

# -- the locks -----------------------------------------------------------------------------------


def test_every_version_of_the_constraints_is_locked_by_digests_and_no_other() -> None:
    every = [(name, version) for lock in LOCKED.values() for name, version in lock]
    assert {name: Version(version).public for name, version in every} == VERSIONS, REMEDY
    assert len(set(every)) == len(every)
    for lock in LOCKED.values():
        assert [one for one, files in lock.items() if not files] == []
        assert [
            digest
            for files in lock.values()
            for digest in files
            if not re.fullmatch(r"[0-9a-f]{64}", digest)
        ] == []


def test_what_is_declared_allows_what_is_locked() -> None:
    for listed in declared().values():
        for one in listed:
            assert VERSIONS[canonicalize_name(one.name)] in one.specifier, one


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_the_locks_have_all_that_a_system_needs(system: str, python: str) -> None:
    there = {
        "sys_platform": system,
        "platform_system": SYSTEMS[system],
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    runs = set(needed(RUN, environment=there))
    assert runs <= {name for name, _ in LOCKED[RUN]}
    on_server = set(needed(RUN, "postgres", environment=there))
    assert on_server <= {name for extra in (RUN, "postgres") for name, _ in LOCKED[extra]}
    tests = set(needed(RUN, "dev", environment=there))
    assert tests <= {name for extra in (RUN, "postgres", "dev") for name, _ in LOCKED[extra]}


def wheel(folder: Path, version: str, text: str, tag: str = "py3-none-any") -> tuple[str, str]:
    """Write a wheel of one module into `folder`: its name and digest."""
    name = f"parrot-{version}-{tag}.whl"
    inside = f"parrot-{version}.dist-info"
    with zipfile.ZipFile(folder / name, "w") as packed:
        packed.writestr("parrot.py", text)
        packed.writestr(
            f"{inside}/METADATA", f"Metadata-Version: 2.1\nName: parrot\nVersion: {version}\n"
        )
        packed.writestr(f"{inside}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}")
        packed.writestr(f"{inside}/RECORD", "")
    return name, hashlib.sha256((folder / name).read_bytes()).hexdigest()


def index(folder: Path, *listed: tuple[str, str]) -> str:
    """An index of files in `folder` as PEP 503 has it: its address."""
    page = folder / "simple" / "parrot" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        "".join(f'<a href="../../{name}#sha256={digest}">{name}</a>' for name, digest in listed)
    )
    return f"{folder.as_uri()}/simple"


def test_a_lock_has_the_files_of_every_place_and_keeps_those_of_former_ones(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    first = wheel(tmp_path / "one", "1.0", "says = 1")
    other = wheel(tmp_path / "two", "1.0", "says = 2", "py3-none-manylinux_2_28_x86_64")
    later = wheel(tmp_path / "two", "1.1", "says = 3")
    third = wheel(tmp_path / "three", "1.0", "says = 4", "py3-none-macosx_14_0_arm64")
    places = Places(
        (index(tmp_path / "one", first), index(tmp_path / "two", other, later)),
        (str(tmp_path / "three"),),
    )
    former = {("parrot", "1.0"): {"0" * 64}, ("parrot", "0.9"): {"1" * 64}}
    lock = read_lock(locked(["parrot"], {"parrot": "1.0"}, places, former))
    assert lock == {("parrot", "1.0"): {first[1], other[1], third[1], "0" * 64}}


def test_a_build_for_linux_is_what_linux_installs(tmp_path: Path) -> None:
    plain, build = wheel(tmp_path, "1.0", "says = 1"), wheel(tmp_path, "1.0+cpu", "says = 2")
    text = locked(["parrot"], {"parrot": "1.0"}, Places((), (str(tmp_path),)), {})
    assert text.splitlines()[1:] == [
        "parrot==1.0 ; sys_platform != 'linux' \\",
        f"    --hash=sha256:{plain[1]}",
        "parrot==1.0+cpu ; sys_platform == 'linux' \\",
        f"    --hash=sha256:{build[1]}",
    ]


def test_what_no_place_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"parrot 1\.0: in no place that pip looks in"):
        locked(["parrot"], {"parrot": "1.0"}, Places((), (str(tmp_path),)), {})


def test_pip_installs_what_is_locked_and_nothing_that_was_changed(tmp_path: Path) -> None:
    name, _ = wheel(tmp_path, "1.0", "says = 'beautiful plumage'")
    lock = tmp_path / "requirements.lock"
    lock.write_text(locked(["parrot"], {"parrot": "1.0"}, Places((), (str(tmp_path),)), {}))

    def install(target: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pip", "--isolated", "install", "--no-index", "--no-deps",
             "--find-links", str(tmp_path), "--require-hashes", "--only-binary", ":all:",
             "--target", str(tmp_path / target), "--requirement", str(lock)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert install("first").returncode == 0
    assert (tmp_path / "first" / "parrot.py").read_text() == "says = 'beautiful plumage'"
    (tmp_path / name).unlink()
    wheel(tmp_path, "1.0", "says = 'it has ceased to be'")
    refused = install("second")
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not (tmp_path / "second" / "parrot.py").exists()


# -- licences ------------------------------------------------------------------------------------


def test_everything_that_is_needed_has_a_licence_that_is_allowed() -> None:
    assert licences.refused((RUN, "dev")) == {}


def test_every_exception_is_still_one() -> None:
    there = {name: licences.of(one) for name, one in needed(RUN, "dev").items()}
    stated = {name: expression for name, (expression, _) in licences.EXCEPTIONS.items()}
    assert {name: there.get(name) for name in stated} == stated
    assert [name for name, expression in stated.items() if licences.allowed(expression)] == []


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND GPL-2.0-only OR LGPL-2.1-only", False),
        ("MIT AND (GPL-3.0-only OR (BSD-3-Clause AND ISC))", True),
        ("(MIT OR ISC) AND SSPL-1.0", False),
        ("", False),
        ("MIT WITH something", False),
    ],
)
def test_an_expression_is_allowed_by_its_parts(expression: str, may: bool) -> None:  # noqa: FBT001
    assert licences.allowed(expression) is may


# -- the bill of materials -----------------------------------------------------------------------


def test_the_bill_names_every_distribution_that_runs(tmp_path: Path) -> None:
    assert make_sbom.main(tmp_path / "bill.json") == 0
    form = json.loads((tmp_path / "bill.json").read_text(encoding="utf-8"))
    assert (form["bomFormat"], form["specVersion"]) == ("CycloneDX", "1.6")
    parts = {one["bom-ref"]: one for one in form["components"]}
    versions = {
        one["name"]: Version(one["version"]).public
        for one in form["components"]
        if one["purl"].startswith("pkg:pypi/")
    }
    runs = needed(RUN)
    assert versions == {name: Version(one.version).public for name, one in runs.items()}
    assert [ref for ref, one in parts.items() if not one["licenses"][0]["expression"]] == []
    whole = form["metadata"]["component"]["bom-ref"]
    asked = {one["ref"]: one["dependsOn"] for one in form["dependencies"]}
    assert {ref for refs in asked.values() for ref in refs} <= set(parts)
    reached, waiting = set(), [whole]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += asked.get(ref, [])
    assert reached == {whole, *parts}


def test_the_bill_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_sbom.main(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


# -- known vulnerabilities -----------------------------------------------------------------------

KNOWN: Final[dict[str, Any]] = {"name": "parrot", "version": "1.0", "vulns": []}


def test_an_audit_says_what_it_found_and_what_it_could_not_look_for() -> None:
    bug = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["1.1"]}
    clean, hit = KNOWN, {**KNOWN, "vulns": [bug]}
    unknown = {"name": "parrot", "skip_reason": "not found"}

    def told(*listed: object) -> tuple[int, str]:
        return audit.judged(json.dumps({"dependencies": listed}), "")

    assert told(clean) == (0, "No known vulnerability in 1 distributions")
    assert told(clean, hit) == (1, "parrot 1.0: PYSEC-1 CVE-1; mended in 1.1")
    status, words = told(clean, unknown)
    assert status == 2
    assert "does not know 1 of 2 distributions (parrot), so nothing is known of them" in words
    for listed in ((unknown,), ()):
        status, words = told(*listed)
        assert status == 2
        assert f"knows none of the {len(listed)} distributions" in words
    status, words = audit.judged("", "Traceback …\nConnectionError: no route")
    assert status == 2
    assert "nothing is known; it needs a network" in words
    assert words.endswith("ConnectionError: no route")


def test_an_audit_of_the_graph_component_says_what_it_found_and_what_it_could_not_ask() -> None:
    bug = {"title": "Says too much", "url": "https://github.com/advisories/GHSA-1"}
    found = {
        "parrot": {"range": "<1.1", "via": [bug]},
        "cage": {"range": "*", "via": ["parrot"]},
    }

    def told(found: dict[str, Any]) -> tuple[int, str]:
        form = {"vulnerabilities": found, "metadata": {"dependencies": {"total": 6}}}
        return audit.judged_npm(json.dumps(form))

    assert told({}) == (0, "No known vulnerability in 6 libraries of the graph component")
    assert told(found) == (1, "parrot <1.1: https://github.com/advisories/GHSA-1 Says too much")
    for said in ("", '{"message": "405 Method Not Allowed"}'):
        status, words = audit.judged_npm(said)
        assert status == 2
        assert "so nothing is known of them" in words
    assert words.endswith("npm says: 405 Method Not Allowed")


# -- the graph component -------------------------------------------------------------------------

GRAPH: Final = ROOT / "web" / "graph"
MADE: Final = json.loads((GRAPH / "bundle.json").read_text(encoding="utf-8"))
NPM: Final = json.loads((GRAPH / "package-lock.json").read_text(encoding="utf-8"))["packages"]


def test_the_graph_component_is_the_one_built_of_its_sources() -> None:
    sources = {path.relative_to(GRAPH).as_posix() for path in (GRAPH / "src").iterdir()}
    assert sources < set(MADE["from"])
    here = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for part, folder in (("from", GRAPH), ("built", ROOT / "web" / "assets"))
        for name in MADE[part]
    }
    assert here == MADE["from"] | MADE["built"], "run: make graph"


def test_the_libraries_inside_are_those_of_the_lock_file() -> None:
    inside = {(one["name"], one["version"], one["license"]) for one in MADE["libraries"]}
    assert inside == {
        (path.removeprefix("node_modules/"), one["version"], one["license"])
        for path, one in NPM.items()
        if path and not one.get("dev")
    }
    assert all(licences.allowed(expression) for _, _, expression in inside)
    notice = (ROOT / "web" / "assets" / "graph.NOTICE.txt").read_text(encoding="utf-8")
    assert all(f"{name} {version} ({licence})\n" in notice for name, version, licence in inside)


def test_everything_that_builds_it_has_a_digest() -> None:
    assert [path for path, one in NPM.items() if path and not one["integrity"]] == []
    package = json.loads((GRAPH / "package.json").read_text(encoding="utf-8"))
    stated = package["dependencies"] | package["devDependencies"]
    assert stated == {name: NPM[f"node_modules/{name}"]["version"] for name in stated}


def test_the_graph_component_builds_to_the_same_bytes(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (GRAPH / "node_modules" / "esbuild").is_dir():
        pytest.skip(NO_NODE)
    subprocess.run([node, "build.mjs", str(tmp_path)], cwd=GRAPH, check=True, capture_output=True)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {name: (ROOT / "web" / "assets" / name).read_bytes() for name in MADE["built"]}


# -- the Makefile --------------------------------------------------------------------------------


def test_with_digests_nothing_is_installed_that_is_not_locked() -> None:
    if shutil.which("make") is None:
        pytest.fail("no make")
    said = subprocess.run(
        ["make", "--dry-run", "--always-make", "HASHES=1", "VENV=no-venv", "no-venv/.tests"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    installs = [line for line in said.splitlines() if " install " in line]
    first, last = (one.split() for one in " ".join(installs).split("&&"))
    assert {"--require-hashes", "--only-binary"} <= set(first)
    files = [after for before, after in pairwise(first) if before == "--requirement"]
    assert files == [LOCKS[RUN].name, LOCKS["postgres"].name, LOCKS["dev"].name]
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= set(last)
