"""The thin thread between links in the pages' HTML and Python. Start reading at `mount`."""

from __future__ import annotations

from typing import Final

import streamlit as st

from web.address import parts
from web.component import component

BOUND: Final = ("q",)
"""Parameters that a widget holds (`bind="query-params"`): they are set through its key."""

_links = component("links", js="links.js")


def mount(cite: str = "") -> None:
    """Take over plain clicks on the page's links; `cite` is the citation that is open."""
    with st.container(key="wire"):
        _links(key="links", data={"cite": cite}, on_go_change=_go)


def _go() -> None:
    """Follow a link: in the callback, so that the page is drawn once, with the new address."""
    to = st.session_state["links"].go
    if not to:
        return
    page, parameters = parts(to)
    if page != st.session_state.get("page", ""):
        st.session_state["switch"] = (page, parameters)
        return
    show(**parameters)


def show(**parameters: str) -> None:
    """Make `parameters` the address of this page, and nothing else (to be called in a callback)."""
    for key in BOUND:
        if key in st.session_state:
            st.session_state[key] = parameters.get(key, "")
    for key in list(st.query_params):
        if key not in parameters and key not in BOUND:
            del st.query_params[key]
    for key, value in parameters.items():
        if key not in BOUND:
            st.query_params[key] = value
