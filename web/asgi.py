"""The app as an ASGI application: Streamlit's, behind what stands before it.

Start reading at `made`. A request goes through the log, the headers and, where people sign in,
the gate.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from web import access, health
from web.gate import Gate
from web.hardening import Hardening
from web.logs import Requests
from web.sessions import Sessions

if TYPE_CHECKING:
    from answer.whereabouts import Place
    from web.signin import SignIn

DOOR = Path(__file__).resolve().parent.parent / "app.py"
"""`app.py` stands beside this package, in a checkout and in an installed wheel alike."""


def made(
    library: Place, sign_in: SignIn | None = None, hosts: frozenset[str] | None = None
) -> st.App:
    """The application for a library; only under the names `hosts` (None: any)."""
    access.settle(sign_in)
    before = [
        Middleware(Requests),
        Middleware(Hardening, hosts=hosts, https=_is_https(sign_in)),
    ]
    if sign_in is not None:
        held = Sessions(idle=sign_in.idle_minutes * 60, longest=sign_in.longest_hours * 3600)
        before.append(Middleware(Gate, sign_in=sign_in, held=held))
    return st.App(
        DOOR,
        secrets=sign_in.streamlit() if sign_in is not None else None,
        routes=[Route(health.PATH, health.endpoint(library))],
        middleware=before,
    )


def _is_https(sign_in: SignIn | None) -> bool:
    return sign_in is not None and sign_in.address.startswith("https:")
