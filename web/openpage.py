"""A page that is open in a browser, for as long as its session lasts. Start reading at `OpenPage`.

Streamlit looks at who somebody is once, when a page connects; here every message of it is asked
for, and a page whose session is over is told to load anew.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from web.sessions import Session, Sessions

LEAVING: Final = 3.0
"""Seconds until the other pages of who signs out are told: the one where the link was followed
must not load anew while the provider's page is on its way to it."""

NOT_SIGNED_IN: Final = 4401
"""The WebSocket close code (4000 to 4999 are an application's own), after HTTP's 401."""


class OpenPage:
    """The socket of a page, between the server and Streamlit's application."""

    def __init__(self, held: Sessions, session: Session, receive: Receive, send: Send) -> None:
        """Take the session of the page, and its socket."""
        self._sessions, self._session = held, session
        self._receive, self._send = receive, send
        self._closed = False

    async def serve(self, app: ASGIApp, scope: Scope) -> None:
        """Serve the page until it is left, or its session is over."""
        watching = asyncio.create_task(self._watch())
        try:
            await app(scope, self._taken, self._sent)
        finally:
            watching.cancel()

    async def _taken(self) -> Message:
        """The page's next message; none is heard after the end."""
        message = await self._receive()
        if message["type"] == "websocket.receive":
            if self._sessions.left(self._session) <= 0:
                await self._turn_out()
                return {"type": "websocket.disconnect", "code": NOT_SIGNED_IN}
            self._sessions.use(self._session)
        return message

    async def _sent(self, message: Message) -> None:
        if not self._closed:
            await self._send(message)

    async def _watch(self) -> None:
        """Wait for the end, whether or not the page says anything."""
        while (left := self._sessions.left(self._session)) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._session.ended.wait(), left)
                await asyncio.sleep(LEAVING)
        await self._turn_out()

    async def _turn_out(self) -> None:
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(RuntimeError):  # the page has gone meanwhile
            await self._send({"type": "websocket.send", "bytes": _load_anew()})
            await self._send({"type": "websocket.close", "code": NOT_SIGNED_IN})


def _load_anew() -> bytes:
    """Streamlit's message that makes a page load its own address again."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    message = ForwardMsg()
    message.auth_redirect.url = ""
    return bytes(message.SerializeToString())
