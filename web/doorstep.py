"""The pages before the app: the one that asks to sign in, and the one for who has no role.

They are HTML without scripts, in the reader's language. Start reading at `sign_in`.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from web import translation
from web.theme import LOGO, THEME
from web.translation import LANGUAGES, N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import Headers, QueryParams

ENDED: Final = "ended"
OUT: Final = "out"
FAILED: Final = "failed"

WHY: Final = {
    ENDED: N_("Your session has ended. Sign in again to go on where you were."),
    OUT: N_("You have signed out."),
    FAILED: N_("Signing in did not work. Try again; if it fails again, tell those who run this."),
}
"""What has happened to a session, by the word in the address."""


def language(query: QueryParams, cookies: Mapping[str, str], headers: Headers) -> str:
    """The language for a browser: of the address, else as was chosen once, else as it asks for."""
    for code in (query.get(translation.PARAMETER), cookies.get(translation.COOKIE)):
        if code in LANGUAGES:
            return str(code)
    first = headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    return translation.nearest(first) if first and first != "*" else translation.SOURCE


def sign_in(code: str, go: str, why: str = "", query: str = "") -> str:
    """The page that asks to sign in; its button leads to `go`."""
    _ = translation.catalogue(code).gettext
    notice = f'<p role="status">{_(WHY[why])}</p>' if why in WHY else ""
    lead = _("Your organisation decides who may read this guidance.")
    button = f'<p><a class="go" href="{escape(go)}">{_("Sign in")}</a></p>'
    return _page(code, _("Sign in"), f"{notice}<p>{lead}</p>{button}", query)


def no_role(code: str, name: str) -> str:
    """The page for who has signed in and may not even read."""
    _ = translation.catalogue(code).gettext
    known = _("You are signed in as {name}, who may not read this library.")
    named = known.format(name=f"<b>{escape(name)}</b>")
    what = _("Ask the person who looks after it to give you access, then sign in again.")
    out = f'<p><a class="go" href="/auth/logout">{_("Sign out")}</a></p>'
    return _page(code, _("No access"), f"<p>{named}</p><p>{what}</p>{out}", "")


def _page(code: str, heading: str, inner: str, query: str) -> str:
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading} · Guidegraph</title><style>{_style()}</style></head>"
        f'<body><main><img src="{_logo()}" alt="Guidegraph">'
        f"<h1>{heading}</h1>{inner}{_languages(code, query)}</main></body></html>"
    )


def _languages(code: str, query: str) -> str:
    kept = [(key, value) for key, value in parse_qsl(query) if key != translation.PARAMETER]
    links = "".join(
        f'<a href="?{escape(urlencode([*kept, (translation.PARAMETER, other)]))}" lang="{other}" '
        f'hreflang="{other}">{translation.own_name(other)}</a>'
        for other in LANGUAGES
        if other != code
    )
    _ = translation.catalogue(code).gettext
    return f'<nav aria-label="{_("Language")}">{links}</nav>'


@cache
def _logo() -> str:
    return f"data:image/svg+xml;base64,{b64encode(LOGO.read_bytes()).decode()}"


@cache
def _style() -> str:
    def colours(ground: str) -> str:
        names = ("backgroundColor", "textColor", "primaryColor", "borderColor")
        paper, ink, accent, rule = (THEME[f"theme.{ground}.{name}"] for name in names)
        on = "#fff" if ground == "light" else "#0c1413"
        return f"--paper:{paper};--ink:{ink};--accent:{accent};--rule:{rule};--on:{on}"

    return (
        f":root{{{colours('light')};color-scheme:light dark}}"
        f"@media(prefers-color-scheme:dark){{:root{{{colours('dark')}}}}}"
        "body{margin:0;background:var(--paper);color:var(--ink);font:1.06rem/1.55 system-ui,"
        "sans-serif}main{max-width:28rem;margin:12vh auto 0;padding:0 1.5rem}img{height:2.4rem}"
        "h1{font-size:1.7rem;margin:1.6rem 0 .4rem}a{color:var(--accent)}"
        ".go{display:inline-block;margin:.6rem 0;padding:.6rem 1.3rem;border-radius:10px;"
        "background:var(--accent);color:var(--on);text-decoration:none;font-weight:600}"
        "a:focus-visible{outline:3px solid var(--accent);outline-offset:3px}"
        "nav{margin-top:2rem;padding-top:.8rem;border-top:1px solid var(--rule)}"
    )
