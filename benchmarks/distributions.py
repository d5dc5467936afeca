"""The distributions that Guidegraph needs, as those that are installed say.

Start reading at `needed`. What is installed for something else is not among them, nor is
Guidegraph itself.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.metadata import Distribution

ROOT: Final = Path(__file__).resolve().parents[1]

RUN: Final = ""
"""The name, among the extras, of what runs."""


def declared() -> dict[str, list[Requirement]]:
    """The requirements of pyproject.toml by extra, those of what runs under `RUN`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = {RUN: project["dependencies"], **project["optional-dependencies"]}
    return {extra: [Requirement(line) for line in lines] for extra, lines in listed.items()}


def needed(*extras: str, environment: Mapping[str, str] | None = None) -> dict[str, Distribution]:
    """What `extras` need, and what that needs, by canonical name and in its order.

    `environment` changes what markers are told: another system, a later Python. What is needed only
    there and is not installed here raises PackageNotFoundError.
    """
    told = {**default_environment(), **(environment or {})}
    asked = declared()
    waiting = list(_holding((one for extra in extras for one in asked[extra]), told))
    seen: set[tuple[str, str]] = set()
    found: dict[str, Distribution] = {}
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = found.get(name) or distribution(name)
        waiting += _holding(requirements(found[name]), {**told, "extra": extra})
    return dict(sorted(found.items()))


def requirements(one: Distribution) -> list[Requirement]:
    """What a distribution asks for."""
    return [Requirement(line) for line in one.requires or ()]


def installed(name: str) -> Distribution | None:
    """A distribution by name, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _holding(asked: Iterable[Requirement], told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The (name, extra) that requirements mean where `told` holds; the extra "" is always one."""
    for one in asked:
        if one.marker is None or one.marker.evaluate(dict(told)):
            for extra in ("", *one.extras):
                yield canonicalize_name(one.name), extra
