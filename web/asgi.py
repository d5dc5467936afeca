"""The app as an ASGI application: Streamlit's, behind the hardening."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from web.hardening import Hardening

DOOR = Path(__file__).resolve().parent.parent / "app.py"
"""`app.py` stands beside this package, in a checkout and in an installed wheel alike."""

app = st.App(DOOR, middleware=[Middleware(Hardening)])
