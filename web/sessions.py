"""Who is signed in, kept in this process: a browser holds a random key and nothing else.

Start reading at `Sessions`. A key that was not handed out here, was signed out or is too old
opens nothing, whatever it is signed with; a restart of the server ends every session.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from answer.actors import Actor
    from web.signin import Role


@dataclass(slots=True, eq=False)
class Session:
    """A person who has signed in; `role` is None for one who may not even read.

    `cookies` are those that Streamlit knows the person by. They never reach the browser.
    """

    actor: Actor
    role: Role | None
    cookies: Mapping[str, str]
    begun: float
    last: float
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Sessions:
    """The sessions of this process; for one event loop."""

    def __init__(
        self, *, idle: float, longest: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the seconds after which one ends: without use, and whatever is done."""
        self._idle, self._longest, self._now = idle, longest, now
        self._held: dict[bytes, Session] = {}

    def begin(self, actor: Actor, role: Role | None, cookies: Mapping[str, str]) -> str:
        """Begin a session; the key that opens it."""
        for known, session in list(self._held.items()):
            if self.left(session) <= 0:
                self._forget(known)
        key, now = secrets.token_urlsafe(32), self._now()
        self._held[_digest(key)] = Session(actor, role, cookies, now, now)
        return key

    def find(self, key: str) -> Session | None:
        """The session that a key opens, if it has not ended."""
        known = _digest(key)
        session = self._held.get(known)
        if session is not None and self.left(session) <= 0:
            self._forget(known)
            return None
        return session

    def use(self, session: Session) -> None:
        """Note that something was asked in a session."""
        session.last = self._now()

    def left(self, session: Session) -> float:
        """Seconds that a session has left if nothing is asked; 0 or less when it has ended."""
        if session.ended.is_set():
            return 0.0
        return min(session.last + self._idle, session.begun + self._longest) - self._now()

    def end(self, key: str) -> None:
        """End a session: its key opens nothing from here on."""
        self._forget(_digest(key))

    def _forget(self, known: bytes) -> None:
        session = self._held.pop(known, None)
        if session is not None:
            session.ended.set()


def _digest(key: str) -> bytes:
    """What a key is kept as: who reads this memory can open nothing with it."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def claims_of(cookies: Mapping[str, str], secret: str) -> dict[str, Any]:
    """The claims in the cookies that Streamlit made at the end of a sign-in; {} for none."""
    import json

    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    def one(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1")) if value else None

    found = get_cookie_with_chunks(one, USER_COOKIE_NAME)
    claims = json.loads(found) if found else {}
    return claims if isinstance(claims, dict) and claims.get("is_logged_in") is True else {}
