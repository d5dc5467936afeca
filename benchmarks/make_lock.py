"""Write the digests of all that is installed: `python -m benchmarks.make_lock` (`make lock`).

For each version of constraints.txt it asks every place that pip looks in (its index, extra indexes
and `find-links`, as pip is configured here) which files there are, and writes their SHA-256: the
wheels of all systems, and where two places have other files of one version, those of both. So
`pip install --require-hashes` takes any of them, from whichever place, and no other file.

A build of a version (`2.13.0+cpu`) that a place has for Linux is what Linux installs: pip prefers
it without digests, too, and its plain version may ask for gigabytes of other distributions.

What runs stands in requirements.lock; what a library on PostgreSQL, the tests and `make audit` need
besides in a lock of their own. Digests that were there are kept when a place that had them is not
asked any more, as long as the version is the same; `--anew` drops them. Start reading at `locked`.
"""

from __future__ import annotations

import argparse
import ast
import base64
import hashlib
import json
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from packaging.requirements import Requirement
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from benchmarks.distributions import ROOT, RUN, declared, needed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CONSTRAINTS: Final = ROOT / "constraints.txt"

LOCKS: Final = {
    RUN: ROOT / "requirements.lock",
    "postgres": ROOT / "requirements-postgres.lock",
    "dev": ROOT / "requirements-dev.lock",
    "audit": ROOT / "requirements-audit.lock",
}
"""The lock of each extra: what it needs that the ones before it do not."""

HEADER: Final = """\
# Made by `make lock` from constraints.txt; pip takes it with `--require-hashes`.
"""

ACCEPT: Final = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
"""Either form of an index: PEP 691, PEP 503."""

AT_ONCE: Final = 8
"""Projects asked for at the same time: indexes are slow to answer and are not to be flooded."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where pip looks, and the certificates that it trusts there."""

    indexes: tuple[str, ...]
    folders: tuple[str, ...]
    certificates: str | None = None


def configured() -> Places:
    """What pip is told by its files and by the environment; later ones in this list win."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    values: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for key, value in re.findall(rf"^{re.escape(section)}\.([\w-]+)=(.*)$", said, re.MULTILINE):
            values[key] = str(ast.literal_eval(value))
    indexes = values.get("extra-index-url", "").split()
    if values.get("no-index", "").lower() not in {"1", "true", "yes", "on"}:
        indexes.insert(0, values.get("index-url") or _usual_index())
    else:
        indexes = []
    return Places(tuple(indexes), tuple(values.get("find-links", "").split()), values.get("cert"))


def _usual_index() -> str:
    from pip._internal.models.index import PyPI

    return PyPI.simple_url


# -- what a place has ----------------------------------------------------------------------------


def digests(name: str, version: Version, places: Places) -> dict[str, set[str]]:
    """The SHA-256 of every file of a version that any place has, by version and build.

    Raises:
        ValueError: a file has no digest there.
    """
    found: dict[str, set[str]] = {}
    for where, file, digest in _files(name, places):
        here = version_of(file, name)
        if here is not None and Version(here.public) == version:
            if not digest:
                raise ValueError(f"{where}: {file} has no SHA-256 there; take another index")
            found.setdefault(str(here), set()).add(digest)
    return found


def version_of(file: str, name: str) -> Version | None:
    """The version that a file's name says, None where it is no wheel or source archive of `name`.

    >>> version_of("torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl", "torch")
    <Version('2.13.0+cpu')>
    >>> version_of("torch-2.13.0.exe", "torch")
    """
    try:
        if file.endswith(".whl"):
            project, found, _, _ = parse_wheel_filename(file)
        else:
            project, found = parse_sdist_filename(file)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None  # an egg, an installer: pip takes none of them
    return found if project == canonicalize_name(name) else None


def _files(name: str, places: Places) -> Iterator[tuple[str, str, str]]:
    """(place, file name, SHA-256 or "") of each file of a project."""
    for index in places.indexes:
        page = f"{index.rstrip('/')}/{canonicalize_name(name)}/"
        for address, digest in _listed(page, places.certificates):
            yield index, unquote(urlsplit(address).path.rpartition("/")[2]), digest
    for folder in places.folders:
        local = Path(unquote(urlsplit(folder).path) if folder.startswith("file:") else folder)
        if local.is_dir():
            for path in sorted(local.iterdir()):
                if canonicalize_name(path.name).startswith(f"{canonicalize_name(name)}-"):
                    yield folder, path.name, hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            for address, digest in _listed(folder, places.certificates):
                yield folder, unquote(urlsplit(address).path.rpartition("/")[2]), digest


def _listed(page: str, certificates: str | None) -> list[tuple[str, str]]:
    """The (address, SHA-256 or "") that an index's page lists; none where it has no such page."""
    parts = urlsplit(page)
    if parts.scheme == "file":
        index = Path(unquote(parts.path)) / "index.html"
        return _of_html(index.read_text("utf-8"), page) if index.is_file() else []
    headers = {"Accept": ACCEPT}
    if parts.username:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(who.encode()).decode()}"
        page = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    request = urllib.request.Request(page, headers=headers)  # noqa: S310 - what pip is told
    trusted = ssl.create_default_context(cafile=certificates)
    try:
        with urllib.request.urlopen(request, timeout=60, context=trusted) as answer:  # noqa: S310
            kind, body = answer.headers.get_content_type(), answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        if error.code == MISSING:
            return []
        raise
    if kind.endswith("+json"):
        return [
            (urljoin(page, one["url"]), one["hashes"].get("sha256", ""))
            for one in json.loads(body)["files"]
        ]
    return _of_html(body, page)


MISSING: Final = 404


class _Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for key, value in attrs if key == "href" and value]


def _of_html(text: str, page: str) -> list[tuple[str, str]]:
    links = _Links()
    links.feed(text)
    whole = [urlsplit(urljoin(page, link)) for link in links.found]
    return [
        (urlunsplit(one._replace(fragment="")), one.fragment.partition("sha256=")[2])
        for one in whole
    ]


# -- the locks -----------------------------------------------------------------------------------


def pinned(text: str) -> dict[str, str]:
    r"""Project and version of each line of constraints.txt, in its order.

    >>> pinned("# a comment\nPyYAML==6.0.3\n")
    {'pyyaml': '6.0.3'}
    """
    pairs = (line.partition("==") for line in text.splitlines() if "==" in line)
    return {canonicalize_name(name): version for name, _, version in pairs if name[0] != "#"}


def read_lock(text: str) -> dict[tuple[str, str], set[str]]:
    """Digests by project and version of a lock."""
    found = {}
    for entry in text.replace("\\\n", " ").splitlines():
        if entry and not entry.startswith("#"):
            stated, *rest = entry.split(" --hash=sha256:")
            one = Requirement(stated)
            (version,) = one.specifier
            found[canonicalize_name(one.name), version.version] = {part.strip() for part in rest}
    return found


def parts() -> dict[str, list[str]]:
    """The projects of each lock; what constraints.txt has must be needed, and the other way."""
    known = pinned(CONSTRAINTS.read_text("utf-8"))
    found: dict[str, list[str]] = {}
    before: set[str] = set()
    for extra in LOCKS:
        these = [name for name in needed(extra) if name not in before and name != "pip"]
        found[extra] = these
        before.update(these)
    if before != set(known):
        raise ValueError(
            f"constraints.txt and what is installed are not the same: {before ^ set(known)}; "
            "constraints.txt says how to renew it"
        )
    return found


def locked(
    names: Sequence[str],
    versions: Mapping[str, str],
    places: Places,
    kept: Mapping[tuple[str, str], set[str]],
) -> str:
    """The text of a lock: each project with its version, its marker and its digests in order.

    `kept` are digests that were there before, by project and version.

    Raises:
        ValueError: no place has a project's version.
    """
    markers = {
        canonicalize_name(one.name): str(one.marker)
        for listed in declared().values()
        for one in listed
        if one.marker is not None
    }
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda name: digests(name, Version(versions[name]), places), names))
    lines = [HEADER]
    for name, here in zip(names, found, strict=True):
        for (project, version), had in kept.items():
            if project == name and Version(Version(version).public) == Version(versions[name]):
                here.setdefault(version, set()).update(had)
        if not here:
            raise ValueError(f"{name} {versions[name]}: in no place that pip looks in")
        lines += _entries(name, here, markers.get(name))
    return "".join(lines)


def _entries(name: str, found: Mapping[str, set[str]], marker: str | None) -> Iterator[str]:
    """The entries of a project; with a build for Linux, that is for Linux and the rest for others.

    Raises:
        ValueError: there is more than one build: which of them is meant is for a person to say.
    """
    builds = [version for version in found if "+" in version]
    if len(builds) > 1:
        raise ValueError(f"{name}: more than one build ({', '.join(builds)}); offer pip only one")
    for version in sorted(found):
        here = [marker] if marker else []
        if builds:
            here.append(f"sys_platform {'==' if version in builds else '!='} 'linux'")
        told = f" ; {' and '.join(here)}" if here else ""
        parts = [
            f"{name}=={version}{told}",
            *(f"--hash=sha256:{one}" for one in sorted(found[version])),
        ]
        yield " \\\n    ".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the locks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--anew", action="store_true", help="keep no digest that was there")
    options = parser.parse_args(arguments)
    places = configured()
    versions = pinned(CONSTRAINTS.read_text("utf-8"))
    for extra, names in parts().items():
        path = LOCKS[extra]
        keep = path.is_file() and not options.anew
        kept = read_lock(path.read_text("utf-8")) if keep else {}
        text = locked(names, versions, places, kept)
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {len(names)} distributions, {text.count('--hash=')} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
