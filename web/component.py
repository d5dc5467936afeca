"""The package's own Streamlit components, whose source is in `graph/src`.

Streamlit finds the manifest (`pyproject.toml` in this package) of an installed wheel by itself.
In a checkout, and in an editable install, it does not look inside the package, so it is told.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE: Final = Path(__file__).parent
PROJECT: Final = "guidegraph"


def component(name: str, *, js: str, css: str | None = None, html: str | None = None) -> Any:  # noqa: ANN401 - Streamlit's renderer has no public type
    """Return a function that mounts the component `name` of the manifest.

    It is registered when it is mounted, because only then does a Streamlit runtime exist.
    """
    made: dict[str, Callable[..., Any]] = {}

    def mount(**options: Any) -> Any:  # noqa: ANN401 - passed on as they are
        if get_bidi_component_manager().get_component_asset_root(f"{PROJECT}.{name}") is None:
            _register()
        if name not in made:
            made[name] = st.components.v2.component(f"{PROJECT}.{name}", html=html, css=css, js=js)
        return made[name](**options)

    return mount


def _register() -> None:
    manifest = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))
    rows = manifest["tool"]["streamlit"]["component"]["components"]
    entries = [ComponentConfig.from_dict(row) for row in rows]
    get_bidi_component_manager().register_from_manifest(
        ComponentManifest(PROJECT, manifest["project"]["version"], entries), PACKAGE
    )
