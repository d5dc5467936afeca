"""The Streamlit app's door: opens the library and names the pages."""

from __future__ import annotations

import streamlit as st

from answer.errors import LibraryError
from web import ask, explore, making, opened, shelf, states, trail, translation
from web.address import ASK, EXPLORE, LIBRARY, TRAILS
from web.head import head
from web.theme import LOGO
from web.translation import gettext as _


def main() -> None:
    """Draw the page that the address names."""
    translation.settle()
    st.set_page_config(page_title="Guidegraph", page_icon="🧭", layout="wide")
    st.logo(str(LOGO), size="large")
    pages = {
        ASK: st.Page(ask.page, title=_("Ask"), icon=":material/search:", default=True),
        EXPLORE: st.Page(explore.page, title=_("Explore"), icon=":material/hub:", url_path=EXPLORE),
        TRAILS: st.Page(trail.page, title=_("Trails"), icon=":material/route:", url_path=TRAILS),
        LIBRARY: st.Page(
            shelf.page, title=_("Library"), icon=":material/menu_book:", url_path=LIBRARY
        ),
    }
    chosen = st.navigation(list(pages.values()), position="top")
    st.session_state["page"] = chosen.url_path
    head(chosen.url_path, st.query_params.to_dict())
    if "switch" in st.session_state:
        to, parameters = st.session_state.pop("switch")
        st.switch_page(pages.get(to, pages[ASK]), query_params=parameters)
    try:
        opened.current()
    except LibraryError as error:
        states.unopened(error)
        return
    try:
        chosen.run()
    except LibraryError as error:
        states.failed(error)
        return
    opened.warm()
    making.ahead()


main()
