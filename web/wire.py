"""The thin thread between links in the pages' HTML and Python. Start reading at `mount`."""

from __future__ import annotations

from typing import Final

import streamlit as st

from web import translation, widgets
from web.address import parts
from web.component import component
from web.translation import gettext as _

BOUND: Final = ("q", "steps")
"""Parameters that a widget holds (`bind="query-params"`): they can only be set through its key."""

FINDING: Final = ("find", "find_from", "find_other")
"""Fields that find an idea: their work is done when one is chosen."""

_links = component("links", js="links.js")


def mount(cite: str = "") -> None:
    """Take over plain clicks on the page's links; `cite` is the citation that is open."""
    with st.container(key="wire"):
        data = {
            "cite": cite,
            "language": translation.language(),
            "cookie": translation.COOKIE if translation.chosen() else "",
            "copied": _("Copied"),
            "own": widgets.own(),
        }
        _links(key="links", data=data, on_go_change=_go)


def _go() -> None:
    """Follow a link: in the callback, so that the page is drawn once, with the new address."""
    to = st.session_state["links"].go
    if not to:
        return
    page, parameters = parts(to)
    translation.choose(parameters.pop(translation.PARAMETER, ""))
    if page != st.session_state.get("page", ""):
        st.session_state["switch"] = (page, parameters)
        return
    show(**parameters)


def forget() -> None:
    """Empty the fields that found what is now chosen (to be called in a callback)."""
    for key in FINDING:
        if key in st.session_state:
            st.session_state[key] = ""


def show(**parameters: str) -> None:
    """Make `parameters` the address of this page, and nothing else (to be called in a callback)."""
    forget()
    if "q" in st.session_state:
        st.session_state["q"] = parameters.get("q", "")
    for key in list(st.query_params):
        if key not in parameters and key not in BOUND:
            del st.query_params[key]
    for key, value in parameters.items():
        if key not in BOUND:
            st.query_params[key] = value
