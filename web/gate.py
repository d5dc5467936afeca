"""The door of an app with sign-in: nothing of the app is reached by who has not come through it.

Start reading at `Gate`, an ASGI middleware before Streamlit's application. Streamlit does the
OpenID flow itself (`/auth/login`, `/oauth2callback`, `/auth/logout`); the cookies that it makes at
the end of it stay here (`web.sessions`), the browser gets a key. So a cookie that somebody wrote,
copied or kept opens nothing, and what ends a session here ends it everywhere: open pages are told
to load anew, which leads them to the page that asks to sign in.
"""

from __future__ import annotations

import contextlib
import logging
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlencode

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from web import doorstep, sessions, signin
from web.limits import Limit
from web.openpage import NOT_SIGNED_IN, OpenPage
from web.signin import CALLBACK, Role
from web.translation import COOKIE as LANGUAGE
from web.translation import LANGUAGES, PARAMETER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from web.sessions import Session, Sessions
    from web.signin import SignIn

_log = logging.getLogger("guidegraph.gate")

SIGN_IN: Final = "/sign-in"
GO: Final = "/sign-in/go"
LOGIN: Final = "/auth/login"
LOGOUT: Final = "/auth/logout"
OPEN: Final = frozenset({"/healthz", "/_stcore/health"})
"""Paths that are passed on for everybody: they show nothing of a library."""

UPLOADS: Final = "/_stcore/upload_file"
STREAMLITS: Final = "_streamlit_user"
"""How the cookies begin by which Streamlit knows a person."""

CLEAR: Final = "Clear-Site-Data"
CLEARED: Final = '"cache", "storage"'
"""What a browser forgets at the end of a session: the questions asked there, too (W3C's Clear Site
Data)."""

BACK: Final = "guidegraph_back"
"""The cookie that keeps where a person wanted to go while they sign in."""

LONGEST_BACK: Final = 3_000
"""Characters of that: a question of 1,000 Polish letters, each written as six."""

MOST_UPLOADED: Final = 500 * 2**20
"""Bytes that one person may hand over in ten minutes: ten of the largest files."""


class Gate:
    """Lets in who has signed in and has a role, and knows when their session is over."""

    def __init__(self, app: ASGIApp, sign_in: SignIn, held: Sessions) -> None:
        """Take the application to stand before, how people sign in, and who has."""
        self._app, self._sign_in, self._sessions = app, sign_in, held
        self._secure = sign_in.address.startswith("https:")
        self._cookie = "__Host-guidegraph" if self._secure else "guidegraph"
        self._tries = Limit(30, 60.0)  # sign-ins of one address in a minute: an office behind one
        self._uploaded = Limit(MOST_UPLOADED, 600.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        cookies = _cookies(scope)
        key = cookies.get(self._cookie, "")
        session = self._sessions.find(key) if key else None
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send, session)
            return
        path = scope["path"]
        if path == LOGIN and not self._too_many(scope):
            await self._app(_with_cookies(scope, {}), receive, _explaining(send))
        elif path in OPEN:
            await self._app(_with_cookies(scope, {}), receive, send)
        elif path == CALLBACK:
            await self._callback(scope, receive, send, cookies)
        elif path == LOGOUT:
            await self._logout(scope, receive, send, key)
        else:
            answer = self._answer(scope, cookies, session)
            if answer is None and session is not None:
                self._sessions.use(session)
                await self._app(_with_cookies(scope, session.cookies), receive, send)
            elif answer is not None:
                await answer(scope, receive, send)

    def _answer(
        self, scope: Scope, cookies: dict[str, str], session: Session | None
    ) -> Response | None:
        """What is answered here; None: the request is let through."""
        path, query = scope["path"], QueryParams(scope["query_string"])
        answer: Response | None = None
        if path == LOGIN:
            answer = PlainTextResponse("too many sign-ins; wait a minute", 429)
        elif path == GO:
            answer = RedirectResponse(_login_address(), 303)
        elif path == SIGN_IN:
            answer = self._doorstep(scope, cookies, query, session)
        elif session is None:
            answer = self._turned_away(scope, cookies, query)
        elif session.role is None:
            answer = PlainTextResponse("no role", 403)
            if _is_navigation(scope):
                code = doorstep.language(query, cookies, Headers(scope=scope))
                answer = HTMLResponse(doorstep.no_role(code, session.actor.name), 403)
        elif path.startswith(UPLOADS):
            answer = self._upload(scope, session)
        return answer

    def _upload(self, scope: Scope, session: Session) -> Response | None:
        """Only editors hand files over, and not without end: they are held in memory."""
        if session.role is not Role.EDITOR:
            return PlainTextResponse("only editors add documents", 403)
        size = Headers(scope=scope).get("content-length", "")
        if scope["method"] == "PUT" and not size.isdecimal():
            return PlainTextResponse("how long is it?", 411)
        if self._uploaded.wait(session.actor.account, int(size or 0)):
            return PlainTextResponse("too many files at once; wait some minutes", 429)
        return None

    def _too_many(self, scope: Scope) -> bool:
        client = scope.get("client") or ("", 0)
        return self._tries.wait(client[0]) > 0

    # -- signing in --------------------------------------------------------------------------

    def _turned_away(self, scope: Scope, cookies: dict[str, str], query: QueryParams) -> Response:
        if not _is_navigation(scope):
            return PlainTextResponse("not signed in", 401)
        wanted = {"to": scope["path"] + (f"?{query}" if query else "")}
        if cookies.get(self._cookie):
            wanted["why"] = doorstep.ENDED
        return RedirectResponse(f"{SIGN_IN}?{urlencode(wanted)}", 303)

    def _doorstep(
        self, scope: Scope, cookies: dict[str, str], query: QueryParams, session: Session | None
    ) -> Response:
        to = query.get("to", "")
        if session is not None:
            return RedirectResponse(to if _is_own(to) else "/", 303)
        code = doorstep.language(query, cookies, Headers(scope=scope))
        answer = HTMLResponse(doorstep.sign_in(code, GO, query.get("why", ""), str(query)))
        if _is_own(to):
            answer.set_cookie(
                BACK, quote(to), 600, httponly=True, samesite="lax", secure=self._secure
            )
        if query.get(PARAMETER) in LANGUAGES:
            answer.set_cookie(LANGUAGE, code, 31_536_000, samesite="lax", secure=self._secure)
        if cookies.get(self._cookie):
            self._drop(answer)
            answer.headers[CLEAR] = CLEARED
        return answer

    async def _callback(
        self, scope: Scope, receive: Receive, send: Send, cookies: dict[str, str]
    ) -> None:
        """Take the cookies that Streamlit makes at the end of a sign-in, and hand out a key.

        The provider leads here after signing out, too, and then says nothing.
        """
        made: dict[str, str] = {}
        tried = QueryParams(scope["query_string"]).keys() & {"state", "error"}

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                made.update(_set_by(headers))
                _drop_set(headers)
                if not self._come_in(headers, made, cookies):
                    why = doorstep.FAILED if tried else doorstep.OUT
                    headers["location"] = f"{SIGN_IN}?why={why}"
            await send(message)

        await self._app(_with_cookies(scope, {}), receive, take)

    def _come_in(
        self, headers: MutableHeaders, made: dict[str, str], cookies: dict[str, str]
    ) -> bool:
        """Hand out a key to whom the cookies name; whether they name anybody."""
        claims = sessions.claims_of(made, self._sign_in.cookie_secret)
        if not claims:
            return False
        person, role = signin.actor(claims), self._sign_in.role(claims)
        self._sessions.end(cookies.get(self._cookie, ""))
        key = self._sessions.begin(person, role, made)
        _log.info(
            "signed in",
            extra={"event": "sign-in", "outcome": role or "no role", "actor": person.name},
        )
        answer = Response()
        answer.set_cookie(
            self._cookie,
            key,
            int(self._sign_in.longest_hours * 3600),
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )
        answer.delete_cookie(BACK)
        for name, value in answer.raw_headers:
            if name == b"set-cookie":
                headers.append("set-cookie", value.decode("latin-1"))
        back = unquote(cookies.get(BACK, ""))
        if _is_own(back):
            headers["location"] = quote(back, safe="/?&=%+:;,@!$'()*~-._")
        return True

    async def _logout(self, scope: Scope, receive: Receive, send: Send, key: str) -> None:
        """End the session here, then let Streamlit end it at the provider, if that can be."""
        session = self._sessions.find(key) if key else None
        self._sessions.end(key)
        if session is not None:
            _log.info("signed out", extra={"event": "sign-out", "actor": session.actor.name})

        async def drop(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _drop_set(headers)
                headers.append("set-cookie", self._dropping())
                headers[CLEAR] = CLEARED
                if headers.get("location") == "/":
                    headers["location"] = f"{SIGN_IN}?why={doorstep.OUT}"
            await send(message)

        stored = session.cookies if session is not None else {}
        await self._app(_with_cookies(scope, stored), receive, drop)

    def _drop(self, answer: Response) -> None:
        answer.delete_cookie(self._cookie, httponly=True, samesite="lax", secure=self._secure)

    def _dropping(self) -> str:
        answer = Response()
        self._drop(answer)
        return answer.headers["set-cookie"]

    async def _socket(
        self, scope: Scope, receive: Receive, send: Send, session: Session | None
    ) -> None:
        if session is None or session.role is None:
            await receive()
            await send({"type": "websocket.close", "code": NOT_SIGNED_IN})
            return
        page = OpenPage(self._sessions, session, receive, send)
        await page.serve(self._app, _with_cookies(scope, session.cookies))


def _explaining(send: Send) -> Send:
    """Lead to the page that says so where Streamlit cannot begin a sign-in."""
    failed = False

    async def sent(message: Message) -> None:
        nonlocal failed
        if message["type"] == "http.response.start" and message["status"] >= 400:  # noqa: PLR2004 - HTTP
            failed = True
            to = f"{SIGN_IN}?why={doorstep.FAILED}".encode()
            await send({**message, "status": 303, "headers": [(b"location", to)]})
        elif message["type"] != "http.response.body" or not failed:
            await send(message)
        elif not message.get("more_body"):
            await send({"type": "http.response.body", "body": b""})

    return sent


def _login_address() -> str:
    from streamlit.auth_util import encode_provider_token

    return f"{LOGIN}?{urlencode({'provider': encode_provider_token('default')})}"


def _is_navigation(scope: Scope) -> bool:
    """Whether a browser asks for a page, and not for a part of one."""
    accepted = Headers(scope=scope).get("accept", "")
    return scope["method"] in {"GET", "HEAD"} and "text/html" in accepted


def _is_own(to: str) -> bool:
    r"""Whether an address is a place inside of the app.

    >>> _is_own("/explore?idea=pra-1"), _is_own("//evil.example"), _is_own("/\\evil.example")
    (True, False, False)
    """
    inside = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return inside and len(to) <= LONGEST_BACK and not to.startswith((SIGN_IN, "/auth/", CALLBACK))


# -- cookies ---------------------------------------------------------------------------------


def _cookies(scope: Scope) -> dict[str, str]:
    """The cookies of a request."""
    return cookie_parser("; ".join(Headers(scope=scope).getlist("cookie")))


def _with_cookies(scope: Scope, stored: Mapping[str, str]) -> Scope:
    """The request as Streamlit gets it: its own cookies for the person are those that we keep."""
    kept = {name: value for name, value in _cookies(scope).items() if not _is_streamlits(name)}
    kept.update(stored)
    headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    if kept:
        written = "; ".join(f"{name}={value}" for name, value in kept.items())
        headers.append((b"cookie", written.encode("latin-1")))
    return {**scope, "headers": headers}


def _is_streamlits(name: str) -> bool:
    return name.startswith(STREAMLITS)


def _set_by(headers: MutableHeaders) -> dict[str, str]:
    """The cookies for a person that a response sets."""
    made: dict[str, str] = {}
    for line in headers.getlist("set-cookie"):
        parsed: SimpleCookie = SimpleCookie()
        with contextlib.suppress(CookieError):
            parsed.load(line)
        made.update(
            {name: one.value for name, one in parsed.items() if _is_streamlits(name) and one.value}
        )
    return made


def _drop_set(headers: MutableHeaders) -> None:
    """Let no cookie for a person reach the browser."""
    kept = [line for line in headers.getlist("set-cookie") if not _is_streamlits(line)]
    del headers["set-cookie"]
    for line in kept:
        headers.append("set-cookie", line)
