"""Write what Guidegraph consists of to dist/guidegraph.cdx.json: `python -m benchmarks.make_sbom`.

The form is CycloneDX 1.6: each distribution that is installed to run Guidegraph, with its version,
licence and what it asks for, and the libraries inside the graph component, with the digests of
their lock file. The same installation gives the same bytes: no time and no random number is in it.
Start reading at `bill`.
"""

from __future__ import annotations

import base64
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from packaging.utils import canonicalize_name

from benchmarks import licences
from benchmarks.distributions import ROOT, RUN, declared, needed, requirements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import Distribution

TARGET: Final = ROOT / "dist" / "guidegraph.cdx.json"
NPM_LOCK: Final = ROOT / "web" / "graph" / "package-lock.json"

Form = dict[str, Any]


def bill() -> Form:
    """The bill of materials of what is installed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    runs = needed(RUN)
    bundled = bundled_libraries()
    whole = f"pkg:pypi/{project['name']}@{project['version']}"
    asked = {canonicalize_name(one.name) for one in declared()[RUN]}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": whole,
                "name": project["name"],
                "version": project["version"],
                "purl": whole,
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [*(component(one) for one in runs.values()), *bundled],
        "dependencies": [
            {
                "ref": whole,
                "dependsOn": sorted(
                    [reference(runs[name]) for name in asked if name in runs]
                    + [one["bom-ref"] for one in bundled]
                ),
            },
            *(
                {"ref": reference(one), "dependsOn": sorted(_needs(one, runs))}
                for one in runs.values()
            ),
        ],
    }


def reference(one: Distribution) -> str:
    """The package URL of a distribution, which is also its reference; a local build is named.

    The name is the canonical one and "+" is escaped, as the type `pypi` of package URLs asks.
    """
    return f"pkg:pypi/{canonicalize_name(one.name)}@{one.version.replace('+', '%2B')}"


def component(one: Distribution) -> Form:
    """A distribution."""
    return {
        "type": "library",
        "bom-ref": reference(one),
        "name": canonicalize_name(one.name),
        "version": one.version,
        "purl": reference(one),
        "licenses": [{"expression": licences.of(one)}],
    }


def _needs(one: Distribution, runs: Mapping[str, Distribution]) -> set[str]:
    """References of what a distribution asks for, as far as that is installed to run."""
    names = {canonicalize_name(asked.name) for asked in requirements(one) if _always(asked.marker)}
    return {reference(runs[name]) for name in names if name in runs}


def _always(marker: Any) -> bool:  # noqa: ANN401 - packaging's marker or None
    """Whether a requirement holds here without an extra."""
    return marker is None or marker.evaluate({"extra": ""})


def bundled_libraries() -> list[Form]:
    """The libraries inside web/assets/graph.js, as their lock file has them."""
    locked = json.loads(NPM_LOCK.read_text("utf-8"))["packages"]
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{name}@{entry['version']}",
            "name": name,
            "version": entry["version"],
            "purl": f"pkg:npm/{name}@{entry['version']}",
            "licenses": [{"expression": entry["license"]}],
            "hashes": [{"alg": "SHA-512", "content": _hexadecimal(entry["integrity"])}],
        }
        for path, entry in sorted(locked.items())
        if (name := path.partition("node_modules/")[2]) and not entry.get("dev")
    ]


def _hexadecimal(integrity: str) -> str:
    """A digest of npm's lock file (`sha512-` and Base64) as hexadecimal digits."""
    return base64.b64decode(integrity.removeprefix("sha512-")).hex()


def main(target: Path = TARGET) -> int:
    """Write the bill of materials."""
    target.parent.mkdir(exist_ok=True)
    form = bill()
    target.write_text(json.dumps(form, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Wrote {target}: {len(form['components'])} components")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
