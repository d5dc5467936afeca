"""How people sign in, and what they may do then: read from a file or the environment.

Start reading at `settle`. A secret is never an option of the command line, where every program of
the machine could read it.
"""

from __future__ import annotations

import contextlib
import ipaddress
import math
import os
import secrets
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from answer.actors import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = "GUIDEGRAPH_SIGN_IN"
"""The environment variable that names the file; each setting has its own, `FILE_SETTING`."""

DISCOVERY: Final = "/.well-known/openid-configuration"
"""Where an issuer describes itself (OpenID Connect Discovery 1.0, section 4)."""

CALLBACK: Final = "/oauth2callback"
"""Where the provider sends the browser back to: Streamlit's own path."""

SHORTEST_SECRET: Final = 32
"""Characters of a cookie secret: 128 bits as hexadecimal digits."""

EVERYONE: Final = "*"
"""Among the values of a role: whoever can sign in has it."""

NAMES: Final = ("email", "preferred_username", "name", "sub")
"""Claims that name a person, the best first."""


class Role(StrEnum):
    """What a person may do."""

    READER = "reader"
    EDITOR = "editor"


class BadSignInError(ValueError):
    """The sign-in is not set, or not as it can be; the message says what, where, what to do."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """An OpenID provider, and what its claims allow."""

    address: str
    """The app's own address as browsers see it, such as https://guidance.example.org."""

    metadata_url: str
    client_id: str
    client_secret: str
    cookie_secret: str
    readers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    claim: str = "groups"
    """The claim of the ID token that holds a person's groups or roles; `a.b` is b inside of a."""

    scope: str = "openid email profile"
    idle_minutes: float = 60
    """Minutes without anything asked after which a session ends: OWASP's session management
    cheat sheet has 15 to 30 for what is worth much, hours for what is worth little."""

    longest_hours: float = 10
    """Hours after which a session ends whatever is done: a working day."""

    def role(self, claims: Mapping[str, Any]) -> Role | None:
        """What a person with these claims may do; None: not even read."""
        held = _values(claims, self.claim) | {EVERYONE}
        if held & set(self.editors):
            return Role.EDITOR
        return Role.READER if held & set(self.readers) else None

    def streamlit(self) -> dict[str, dict[str, Any]]:
        """The same as the secrets that Streamlit's sign-in reads."""
        return {
            "auth": {
                "redirect_uri": f"{self.address}{CALLBACK}",
                "cookie_secret": self.cookie_secret,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "server_metadata_url": self.metadata_url,
                "client_kwargs": {"scope": self.scope},
            }
        }


def actor(claims: Mapping[str, Any]) -> Actor:
    """The person with these claims.

    >>> actor({"iss": "https://id.example.org", "sub": "17", "email": "anna@example.org"})
    Actor(name='anna@example.org', account='https://id.example.org 17')
    """
    name = next((str(claims[key]) for key in NAMES if claims.get(key)), "")
    return Actor(name, f"{claims.get('iss', '')} {claims.get('sub', '')}")


def _values(claims: Mapping[str, Any], name: str) -> set[str]:
    """The values of a claim, whose name may itself have dots in it.

    >>> sorted(_values({"realm_access": {"roles": ["a", "b"]}}, "realm_access.roles"))
    ['a', 'b']
    >>> _values({"https://example.org/role": "a"}, "https://example.org/role")
    {'a'}
    """
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, (list, tuple)):
        return {one for one in found if isinstance(one, str) and one != EVERYONE}
    return {found} - {EVERYONE} if isinstance(found, str) else set()


# -- reading it ------------------------------------------------------------------------------


def settle(
    listening: str, file: Path | None, *, without: bool, environment: Mapping[str, str] = os.environ
) -> SignIn | None:
    """How people sign in to an app that listens at the address `listening`; None: not at all.

    Raises:
        BadSignInError: others could use the app without signing in, and nobody said that they may;
            or the settings are wrong.
    """
    if without:
        return None
    named = file or (Path(environment[FILE]) if environment.get(FILE) else None)
    if named is not None or any(key.startswith(f"{FILE}_") for key in environment):
        return read(named, environment)
    if not is_local(listening):
        raise BadSignInError(
            f"{listening}: others could use the app there without signing in; name a file with "
            "your OpenID provider (--sign-in FILE, see docs/server.md), or say "
            "--without-sign-in if whoever reaches this address may read and change the library"
        )
    return None


def is_local(host: str) -> bool:
    """Whether only this machine reaches the address.

    >>> is_local("127.0.0.1"), is_local("localhost"), is_local("::1"), is_local("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


WORDS: Final = ("address", "issuer", "metadata_url", "client_id", "client_secret", "cookie_secret",
                "claim", "scope")  # fmt: skip
LISTS: Final = ("readers", "editors")
NUMBERS: Final = ("idle_minutes", "longest_hours")
NEEDED: Final = ("address", "metadata_url", "client_id", "client_secret")


def read(file: Path | None, environment: Mapping[str, str]) -> SignIn:
    """The settings of a TOML file, and over them those of the environment.

    Raises:
        BadSignInError: one is missing, unknown or wrong.
    """
    given = _of_file(file) if file is not None else {}
    where = str(file) if file is not None else "the environment"
    for name in (*WORDS, *LISTS, *NUMBERS):
        value = environment.get(variable(name), "").strip()
        if value:
            given[name] = [one.strip() for one in value.split(",")] if name in LISTS else value
    given = {name: _checked(where, name, value) for name, value in given.items()}
    issuer = given.pop("issuer", "")
    if issuer:
        given.setdefault("metadata_url", f"{issuer.rstrip('/')}{DISCOVERY}")
    given.setdefault("cookie_secret", secrets.token_hex(SHORTEST_SECRET))
    _require(where, given)
    return SignIn(**{**given, "address": given["address"].rstrip("/")})


def _require(where: str, given: Mapping[str, Any]) -> None:
    """Raise `BadSignInError` for settings with which nobody could sign in, or too many."""
    for name in NEEDED:
        if name not in given:
            asked = "issuer" if name == "metadata_url" else name
            raise BadSignInError(
                f"{where}: {asked} is missing; set it there or as {variable(asked)}"
            )
    if "readers" not in given and "editors" not in given:
        raise BadSignInError(
            f"{where}: nobody could come in; name groups as readers and editors "
            '("*": whoever can sign in)'
        )
    for name in ("address", "metadata_url"):
        _require_safe(where, name, given[name])
    if urlsplit(given["address"]).path.strip("/"):
        raise BadSignInError(f"{where}: address has a path; the app needs a host of its own")
    if len(given["cookie_secret"]) < SHORTEST_SECRET:
        raise BadSignInError(
            f"{where}: cookie_secret has {len(given['cookie_secret'])} characters; take "
            f"{SHORTEST_SECRET} or more, such as "
            'python -c "import secrets; print(secrets.token_hex())" prints'
        )


def variable(name: str) -> str:
    """The environment variable of a setting.

    >>> variable("client_id")
    'GUIDEGRAPH_SIGN_IN_CLIENT_ID'
    """
    return f"{FILE}_{name.upper()}"


def _of_file(file: Path) -> dict[str, Any]:
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSignInError(
            f"{file}: cannot be read ({error.strerror}); check the path and its permissions"
        ) from error
    except ValueError as error:
        raise BadSignInError(f"{file}: no TOML ({error}); see docs/server.md") from error
    unknown = sorted(set(given) - {*WORDS, *LISTS, *NUMBERS})
    if unknown:
        raise BadSignInError(
            f"{file}: {unknown[0]} is no setting; there are {', '.join((*WORDS, *LISTS, *NUMBERS))}"
        )
    return given


def _checked(where: str, name: str, value: object) -> Any:  # noqa: ANN401 - by the setting's kind
    """The value of a setting as `SignIn` holds it."""
    if name in LISTS:
        if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        raise BadSignInError(f'{where}: {name} must be a list of words, such as ["trainers"]')
    if name in NUMBERS:
        with contextlib.suppress(ValueError):
            number = float(value) if isinstance(value, (str, int, float)) else 0.0
            if math.isfinite(number) and number > 0 and not isinstance(value, bool):
                return number
        raise BadSignInError(f"{where}: {name} must be a number above 0")
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise BadSignInError(f"{where}: {name} must be a text that is not empty")


def _require_safe(where: str, name: str, url: str) -> None:
    """Take no address over which secrets would travel in the clear, this machine's own aside."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and is_local(parts.hostname or ""):
        return
    raise BadSignInError(
        f"{where}: {name} is {url}; it must begin with https://, or others on the way could "
        "take over a session"
    )
