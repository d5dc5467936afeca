"""The gate: what is reached without a session, and when one is over. The clock is the test's."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from answer.actors import Actor
from web import gate, openpage
from web.gate import Gate
from web.openpage import NOT_SIGNED_IN
from web.sessions import Sessions, claims_of
from web.signin import Role, SignIn

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "0123456789abcdef" * 2
SIGN_IN = SignIn(
    "http://127.0.0.1:1", "", "", "", SECRET, readers=("readers",), editors=("editors",)
)
ANNA = Actor("anna@example.org", "https://id.example.org 17")
STREAMLITS = "_streamlit_user"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Inner:
    """The application behind: it keeps the cookies that it was asked with."""

    def __init__(self, *set_cookies: tuple[str, str]) -> None:
        self.asked: list[dict[str, str]] = []
        self._set = set_cookies

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(gate._cookies(scope))  # noqa: SLF001 - what Streamlit would read
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                await send({"type": "websocket.send", "bytes": b"page"})
            return
        headers = [(b"set-cookie", f"{name}={value}; Path=/".encode()) for name, value in self._set]
        headers.append((b"location", b"/"))
        await send({"type": "http.response.start", "status": 302, "headers": headers})
        await send({"type": "http.response.body", "body": b"inside"})


def asked(
    door: Gate, path: str, *, kind: str = "http", method: str = "GET", **headers: str
) -> tuple[int, dict[str, str]]:
    """The status of the answer and its headers; of a socket the code it was closed with, or 0."""
    sent: list[dict[str, Any]] = []
    told = iter([{"type": f"{kind}.connect"}, {"type": f"{kind}.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(told)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    where, _, query = path.partition("?")
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": where, "query_string": query.encode(), "headers": raw,
             "method": method, "client": ("10.0.0.1", 1)}  # fmt: skip
    asyncio.run(door(scope, receive, send))  # type: ignore[arg-type]
    if kind == "websocket":
        return next((one["code"] for one in sent if one["type"] == "websocket.close"), 0), {}
    begun = sent[0]
    return begun["status"], {
        name.decode() + ("" if name != b"set-cookie" else f" {at}"): value.decode()
        for at, (name, value) in enumerate(begun["headers"])
    }


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(clock: Clock) -> Sessions:
    return Sessions(idle=60.0, longest=600.0, now=clock)


@pytest.fixture
def key(held: Sessions) -> str:
    return held.begin(ANNA, Role.READER, {STREAMLITS: "annas"})


def signed(claims: dict[str, Any], secret: str = SECRET) -> str:
    return create_signed_value(secret, STREAMLITS, json.dumps(claims)).decode()


@pytest.mark.parametrize(
    "path", ["/", "/library", "/media/a.md", "/static/x.js", "/_stcore/stream"]
)
def test_nothing_is_passed_on_without_a_session(held: Sessions, path: str) -> None:
    inner = Inner()
    assert asked(Gate(inner, SIGN_IN, held), path)[0] == 401
    assert asked(Gate(inner, SIGN_IN, held), path, kind="websocket")[0] == NOT_SIGNED_IN
    assert inner.asked == []


def test_a_page_leads_to_where_people_sign_in(held: Sessions) -> None:
    status, headers = asked(Gate(Inner(), SIGN_IN, held), "/library?doc=a.md", accept="text/html")
    assert (status, headers["location"]) == (303, "/sign-in?to=%2Flibrary%3Fdoc%3Da.md")


def test_streamlit_gets_the_cookies_that_are_kept_and_never_those_of_the_browser(
    held: Sessions, key: str
) -> None:
    inner = Inner()
    forged = signed({"is_logged_in": True, "sub": "1", "groups": ["editors"]})
    cookie = f"guidegraph={key}; {STREAMLITS}={forged}; {STREAMLITS}_tokens=x; other=1"
    assert asked(Gate(inner, SIGN_IN, held), "/", cookie=cookie)[0] == 302
    assert inner.asked == [{"guidegraph": key, STREAMLITS: "annas", "other": "1"}]


@pytest.mark.parametrize("change", [str.upper, lambda key: key[:-1], lambda key: f"{key}=", len])
def test_another_key_opens_nothing(
    held: Sessions, key: str, change: Callable[[str], object]
) -> None:
    inner = Inner()
    assert asked(Gate(inner, SIGN_IN, held), "/", cookie=f"guidegraph={change(key)}")[0] == 401
    assert inner.asked == []


def test_a_cookie_of_streamlits_own_opens_nothing(held: Sessions) -> None:
    claims = {"is_logged_in": True, "sub": "1", "groups": ["editors"], "origin": SIGN_IN.address}
    assert claims_of({STREAMLITS: signed(claims)}, SECRET) == claims  # it is a good one
    door = Gate(Inner(), SIGN_IN, held)
    assert asked(door, "/", cookie=f"{STREAMLITS}={signed(claims)}")[0] == 401


def test_the_end_of_a_sign_in_hands_out_a_key_and_no_cookie_of_streamlits(
    held: Sessions,
) -> None:
    claims = {"is_logged_in": True, "iss": "i", "sub": "1", "email": "e@e.org",
              "groups": ["editors"]}  # fmt: skip
    inner = Inner((STREAMLITS, signed(claims)), (f"{STREAMLITS}_tokens", "secret"), ("other", "1"))
    back = "guidegraph_back=/explore%3Fidea%3Dpra-1"
    status, headers = asked(Gate(inner, SIGN_IN, held), "/oauth2callback", cookie=back)
    lines = [value for name, value in headers.items() if name.startswith("set-cookie")]
    (given,) = [line for line in lines if line.startswith("guidegraph=")]
    assert (status, headers["location"]) == (302, "/explore?idea=pra-1")
    assert not [line for line in lines if line.startswith(STREAMLITS)]
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert "Max-Age=36000" in given
    session = held.find(given.split(";")[0].partition("=")[2])
    assert session is not None
    assert (session.actor, session.role) == (Actor("e@e.org", "i 1"), Role.EDITOR)


@pytest.mark.parametrize(
    "cookie",
    [
        signed({"is_logged_in": True, "sub": "1"}, "f" * 32),
        signed({"is_logged_in": False, "sub": "1"}),
        signed({"is_logged_in": True, "sub": "1"})[:-2] + "xx",
        "nonsense",
    ],
    ids=["another key", "not signed in", "cut", "nonsense"],  # a cookie tells when it was made
)
def test_a_sign_in_that_failed_hands_out_nothing(held: Sessions, cookie: str) -> None:
    door = Gate(Inner((STREAMLITS, cookie)), SIGN_IN, held)
    _, headers = asked(door, "/oauth2callback?state=x&code=y")
    assert not [name for name in headers if name.startswith("set-cookie")]
    assert headers["location"] == "/sign-in?why=failed"
    assert asked(door, "/oauth2callback")[1]["location"] == "/sign-in?why=out"


def test_a_provider_that_cannot_be_reached_is_told_on_the_page(held: Sessions) -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI
        await send({"type": "http.response.start", "status": 400, "headers": []})
        await send({"type": "http.response.body", "body": b"Authentication error"})

    status, headers = asked(Gate(failing, SIGN_IN, held), "/auth/login?provider=x")
    assert (status, headers["location"]) == (303, "/sign-in?why=failed")


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil", "/auth/logout"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(held: Sessions, back: str) -> None:
    inner = Inner((STREAMLITS, signed({"is_logged_in": True, "sub": "1"})))
    cookie = f"guidegraph_back={back}"
    _, headers = asked(Gate(inner, SIGN_IN, held), "/oauth2callback", cookie=cookie)
    assert headers["location"] == "/"
    told = asked(Gate(inner, SIGN_IN, held), f"/sign-in?to={back}")[1]
    assert not [value for value in told.values() if "guidegraph_back" in value]


def test_by_https_the_cookie_is_for_https_only(held: Sessions) -> None:
    sign_in = SignIn("https://g.example.org", "", "", "", SECRET, readers=("*",))
    inner = Inner((STREAMLITS, signed({"is_logged_in": True, "sub": "1"})))
    _, headers = asked(Gate(inner, sign_in, held), "/oauth2callback")
    (given,) = [value for value in headers.values() if value.startswith("__Host-guidegraph=")]
    assert "Secure" in given
    assert "Path=/" in given


def test_without_a_role_nothing_is_reached(held: Sessions) -> None:
    inner = Inner()
    cookie = f"guidegraph={held.begin(ANNA, None, {})}"
    door = Gate(inner, SIGN_IN, held)
    assert asked(door, "/", cookie=cookie)[0] == 403
    assert asked(door, "/", cookie=cookie, accept="text/html")[0] == 403
    assert asked(door, "/_stcore/stream", kind="websocket", cookie=cookie)[0] == NOT_SIGNED_IN
    assert inner.asked == []


def test_only_editors_hand_files_over_and_not_without_end(held: Sessions, key: str) -> None:
    path = "/_stcore/upload_file/a/b"
    door = Gate(Inner(), SIGN_IN, held)
    assert asked(door, path, method="PUT", cookie=f"guidegraph={key}")[0] == 403
    cookie = f"guidegraph={held.begin(ANNA, Role.EDITOR, {})}"
    size = str(50 * 2**20)
    assert asked(door, path, method="PUT", cookie=cookie)[0] == 411
    statuses = [
        asked(door, path, method="PUT", cookie=cookie, content_length=size)[0] for _ in range(11)
    ]
    assert statuses == [302] * 10 + [429]


def test_nobody_tries_to_sign_in_without_end(held: Sessions) -> None:
    door = Gate(Inner(), SIGN_IN, held)
    statuses = [asked(door, "/auth/login?provider=x")[0] for _ in range(31)]
    assert statuses == [302] * 30 + [429]


# -- when a session is over ------------------------------------------------------------------


def test_a_session_ends_without_use(held: Sessions, clock: Clock, key: str) -> None:
    door = Gate(Inner(), SIGN_IN, held)
    for _ in range(5):  # five times 50 s, each time used
        clock.now += 50
        assert asked(door, "/", cookie=f"guidegraph={key}")[0] == 302
    clock.now += 60
    assert asked(door, "/", cookie=f"guidegraph={key}")[0] == 401


def test_a_session_ends_whatever_is_done(held: Sessions, clock: Clock, key: str) -> None:
    door = Gate(Inner(), SIGN_IN, held)
    for _ in range(11):
        clock.now += 50
        assert asked(door, "/", cookie=f"guidegraph={key}")[0] == 302
    clock.now += 50
    status, headers = asked(door, "/?q=a", cookie=f"guidegraph={key}", accept="text/html")
    assert (status, headers["location"]) == (303, "/sign-in?to=%2F%3Fq%3Da&why=ended")


def test_signing_out_ends_the_session_for_whoever_has_the_key(held: Sessions, key: str) -> None:
    inner = Inner()
    door = Gate(inner, SIGN_IN, held)
    status, headers = asked(door, "/auth/logout", cookie=f"guidegraph={key}")
    assert (status, headers["location"]) == (302, "/sign-in?why=out")
    assert headers["clear-site-data"] == '"cache", "storage"'
    assert inner.asked == [{"guidegraph": key, STREAMLITS: "annas"}]  # for the provider's sign-out
    assert asked(door, "/", cookie=f"guidegraph={key}")[0] == 401


@pytest.mark.parametrize("ending", ["signing out", "time"])
def test_an_open_page_is_told_to_load_anew(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing that it says later is heard."""
    sent: list[dict[str, Any]] = []
    heard: list[str] = []

    async def inner(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            message = await receive()
            heard.append(message["type"])
            if message["type"] == "websocket.disconnect":
                return
            await send({"type": "websocket.send", "bytes": b"page"})

    async def play() -> None:
        held = Sessions(idle=0.3 if ending == "time" else 60.0, longest=600.0)
        key = held.begin(ANNA, Role.READER, {})
        told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        await told.put({"type": "websocket.connect"})
        await told.put({"type": "websocket.receive", "bytes": b"1"})

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": "/_stcore/stream", "query_string": b"",
                 "headers": [(b"cookie", f"guidegraph={key}".encode())]}  # fmt: skip
        page = asyncio.create_task(Gate(inner, SIGN_IN, held)(scope, told.get, send))  # type: ignore[arg-type]
        await asyncio.sleep(0.1)
        if ending == "signing out":
            held.end(key)
        await asyncio.sleep(0.4)
        await told.put({"type": "websocket.receive", "bytes": b"2"})
        await asyncio.wait_for(page, 2)

    monkeypatch.setattr(openpage, "LEAVING", 0.0)
    asyncio.run(play())
    assert heard == ["websocket.receive", "websocket.disconnect"]
    assert [one["type"] for one in sent] == ["websocket.accept", *["websocket.send"] * 2,
                                             "websocket.close"]  # fmt: skip
    message = ForwardMsg()
    message.ParseFromString(sent[2]["bytes"])
    assert message.WhichOneof("type") == "auth_redirect"
    assert sent[3]["code"] == NOT_SIGNED_IN
