"""How people sign in is read from a file or the environment, and told where it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from web import signin
from web.signin import BadSignInError, Role, SignIn

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "0123456789abcdef" * 2
GIVEN = {
    "address": "https://guidance.example.org/",
    "issuer": "https://id.example.org/realms/team/",
    "client_id": "guidegraph",
    "client_secret": "hidden",
    "cookie_secret": SECRET,
    "claim": "realm_access.roles",
    "readers": ["reader"],
    "editors": ["editor", "trainer"],
    "idle_minutes": 15,
}
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what the tests are about


def written(folder: Path, **changed: Any) -> Path:
    """A file of settings; None leaves one out."""
    file = folder / "sign-in.toml"
    settings = {name: value for name, value in {**GIVEN, **changed}.items() if value is not None}
    file.write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()), "utf-8")
    return file


def settled(file: Path | None = None, listening: str = EVERYWHERE, **environment: str) -> Any:
    return signin.settle(listening, file, without=False, environment=environment)


def test_a_file_has_all_settings(tmp_path: Path) -> None:
    assert settled(written(tmp_path)) == SignIn(
        address="https://guidance.example.org",
        metadata_url="https://id.example.org/realms/team/.well-known/openid-configuration",
        client_id="guidegraph",
        client_secret="hidden",  # noqa: S106 - the test's own
        cookie_secret=SECRET,
        readers=("reader",),
        editors=("editor", "trainer"),
        claim="realm_access.roles",
        idle_minutes=15,
    )


def test_the_environment_names_the_file_and_comes_before_it(tmp_path: Path) -> None:
    file = written(tmp_path, client_secret=None)
    found = settled(
        GUIDEGRAPH_SIGN_IN=str(file),
        GUIDEGRAPH_SIGN_IN_CLIENT_SECRET="from elsewhere",  # noqa: S106 - the test's own
        GUIDEGRAPH_SIGN_IN_READERS="staff, trainees",
    )
    assert found.client_secret == "from elsewhere"  # noqa: S105 - the test's own
    assert found.readers == ("staff", "trainees")


def test_the_environment_alone_is_enough() -> None:
    names = ("address", "issuer", "client_id", "client_secret")
    given = {signin.variable(name): str(GIVEN[name]) for name in names}
    found = settled(**given, GUIDEGRAPH_SIGN_IN_READERS="*")
    assert found.role({"sub": "anybody"}) is Role.READER
    assert len(found.cookie_secret) == 64
    assert found.cookie_secret != settled(**given, GUIDEGRAPH_SIGN_IN_READERS="*").cookie_secret


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no address": ({"address": None}, "address is missing.*GUIDEGRAPH_SIGN_IN_ADDRESS"),
    "no issuer": ({"issuer": None}, "issuer is missing"),
    "no secret": ({"client_secret": None}, "client_secret is missing"),
    "an empty id": ({"client_id": " "}, "client_id must be a text"),
    "nobody": ({"readers": None, "editors": None}, "nobody could come in"),
    "one word for a list": ({"readers": "staff"}, "readers must be a list"),
    "a short secret": ({"cookie_secret": "short"}, "cookie_secret has 5 characters; take 32"),
    "plain http": ({"address": "http://guidance.example.org"}, "must begin with https://"),
    "a provider in the clear": ({"issuer": "http://id.example.org"}, "must begin with https://"),
    "a path": ({"address": "https://example.org/guidance"}, "address has a path"),
    "no time": ({"idle_minutes": 0}, "idle_minutes must be a number above 0"),
    "no number": ({"longest_hours": "long"}, "longest_hours must be a number above 0"),
    "a word for true": ({"idle_minutes": "nan"}, "idle_minutes must be a number above 0"),
    "unknown": ({"colour": "red"}, "colour is no setting; there are address, issuer"),
}


@pytest.mark.parametrize(("changed", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    file = written(tmp_path, **changed)
    with pytest.raises(BadSignInError, match=told) as raised:
        settled(file)
    assert str(raised.value).startswith(str(file))
    assert "hidden" not in str(raised.value)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSignInError, match=r"cannot be read .No such file"):
        settled(tmp_path / "none.toml")
    (tmp_path / "no.toml").write_text("address: https://x\n", encoding="utf-8")
    with pytest.raises(BadSignInError, match="no TOML"):
        settled(tmp_path / "no.toml")


@pytest.mark.parametrize("listening", [EVERYWHERE, "192.168.1.5", "::", "guidance.local"])
def test_others_must_sign_in_or_be_let_in_by_a_word(listening: str) -> None:
    with pytest.raises(BadSignInError, match=r"--sign-in FILE.*or say --without-sign-in"):
        settled(listening=listening)
    assert signin.settle(listening, None, without=True, environment={}) is None


@pytest.mark.parametrize("listening", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_needs_no_sign_in_and_may_have_one(listening: str, tmp_path: Path) -> None:
    assert settled(listening=listening) is None
    assert settled(written(tmp_path), listening) is not None


CLAIMS: tuple[tuple[str, dict[str, Any], Role | None], ...] = (
    ("groups", {"groups": ["a", "readers"]}, Role.READER),
    ("groups", {"groups": ["editors", "readers"]}, Role.EDITOR),
    ("groups", {"groups": "editors"}, Role.EDITOR),
    ("groups", {"groups": "editors readers"}, None),
    ("groups", {"groups": ["Editors"]}, None),
    ("groups", {"groups": ["*"]}, None),
    ("groups", {"groups": {"editors": True}}, None),
    ("groups", {"groups": [["editors"]]}, None),
    ("groups", {"roles": ["editors"]}, None),
    ("groups", {}, None),
    ("realm_access.roles", {"realm_access": {"roles": ["readers"]}}, Role.READER),
    ("realm_access.roles", {"realm_access": ["readers"]}, None),
    ("https://example.org/roles", {"https://example.org/roles": ["editors"]}, Role.EDITOR),
)


@pytest.mark.parametrize(("claim", "claims", "role"), CLAIMS)
def test_a_claim_gives_the_role(claim: str, claims: dict[str, Any], role: Role | None) -> None:
    one = SignIn("", "", "", "", "", readers=("readers",), editors=("editors",), claim=claim)
    assert one.role(claims) is role
