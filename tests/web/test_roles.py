"""What a reader may not do is neither shown nor done, however it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

from answer import journal
from answer.actors import Actor, local
from answer.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Show = Callable[..., AppTest]

SETTINGS: dict[str, Any] = {
    "address": "https://guidance.example.org",
    "metadata_url": "https://id.example.org/.well-known/openid-configuration",
    "client_id": "guidegraph",
    "client_secret": "no secret",
    "cookie_secret": "0123456789abcdef" * 2,
    "readers": ("readers",),
    "editors": ("editors",),
}
READER = {"is_logged_in": True, "iss": "https://id.example.org", "sub": "1", "email": "r@e.org"}
EDITOR = {**READER, "sub": "2", "email": "e@e.org", "groups": ["editors"]}
READER["groups"] = ["readers", "staff"]


@pytest.fixture
def sign_in(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], Any]:  # noqa: ARG001 - puts the library in place
    """Let the pages be drawn for a person with these claims; `web.access` as they see it."""

    def become(claims: dict[str, Any]) -> Any:
        access = importlib.import_module("web.access")
        access.settle(importlib.import_module("web.signin").SignIn(**SETTINGS))
        monkeypatch.setattr(access, "_claims", lambda: dict(claims))
        return access

    return become


EDITS = (
    ("shelf", {}),
    ("shelf", {"doc": "visits.md"}),
    ("shelf", {"view": "corrections"}),
    ("shelf", {"view": "questions"}),
    ("shelf", {"view": "gaps"}),
    ("trail", {}),
    ("trail", {"trail": "1"}),
    ("ask", {"q": "Can we fly to the moon?"}),
)
"""Pages with something that edits."""


def controls(app: AppTest) -> list[str]:
    """What can be pressed or filled in, a question and what is taken along aside."""
    fields = [
        *app.button,
        *app.text_input,
        *app.text_area,
        *app.checkbox,
        *app.get("file_uploader"),
    ]
    return [one.label for one in fields if one.label not in READING]


READING = {"Your situation or question", "Show in the whole document", "Find a document"}


@pytest.mark.parametrize(("page", "parameters"), EDITS)
def test_a_reader_sees_nothing_that_edits(
    show: Show, sign_in: Callable[[dict[str, Any]], Any], page: str, parameters: dict[str, str]
) -> None:
    sign_in(EDITOR)
    assert controls(show(page, **parameters))
    sign_in(READER)
    app = show(page, **parameters)
    assert not app.exception
    assert controls(app) == []


def test_a_reader_is_offered_no_link_that_edits(
    show: Show, sign_in: Callable[[dict[str, Any]], Any], named: dict[str, str]
) -> None:
    pages = (("explore", {"idea": named["MOST"]}), ("ask", {"q": "How does trust grow?"}))
    for claims, expected in ((EDITOR, True), (READER, False)):
        sign_in(claims)
        for page, parameters in pages:
            written = " ".join(one.proto.body for one in show(page, **parameters).get("html"))
            assert ("collect=" in written) is expected


FUNCTIONS: dict[str, Callable[[], object]] = {
    "removing a document": lambda: web("opened").current().remove(["visits.md"]),
    "adding a document": lambda: web("opened").current().add_upload("new.md", b"# New\n\nGo."),
    "bringing one back": lambda: web("opened").current().restore("handbook.md"),
    "reading anew": lambda: web("opened").current().rebuild(),
    "taking a correction back": lambda: answer("corrections").undo(web("opened").current()),
    "a new trail": lambda: answer("trails").create(web("opened").current(), "Mine"),
    "deleting a trail": lambda: answer("trails").delete(web("opened").current(), "Empty"),
    "noting a gap": lambda: answer("unanswered").note(web("opened").current(), "May I?"),
    "taking a gap off": lambda: answer("unanswered").forget(
        web("opened").current(), "May I bring my dog?"
    ),
    "putting a gap back": lambda: answer("unanswered").put_back(
        web("opened").current(), answer("unanswered").listed(web("opened").current())[0]
    ),
    "keeping questions": lambda: answer("cases").keep(web("opened").current(), "x.csv", []),
}


def web(name: str) -> Any:
    return importlib.import_module(f"web.{name}")


def answer(name: str) -> Any:
    return importlib.import_module(f"answer.{name}")


@pytest.mark.parametrize("change", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize(
    "claims", [READER, {**READER, "groups": ["staff"]}, {}, {**EDITOR, "is_logged_in": False}]
)
def test_who_is_no_editor_changes_nothing_by_any_function(
    sign_in: Callable[[dict[str, Any]], Any],
    claims: dict[str, Any],
    change: Callable[[], object],
) -> None:
    sign_in(EDITOR)
    held = web("opened").current()
    held.remove(["handbook.md"])
    sign_in(claims)
    before = (held.revision, journal.listed(held.store))
    with pytest.raises(NotAllowed, match="not change it"):
        change()
    assert (held.revision, journal.listed(held.store)) == before


def test_what_an_editor_does_has_the_account(sign_in: Callable[[dict[str, Any]], Any]) -> None:
    sign_in(EDITOR)
    held = web("opened").current()
    answer("trails").delete(held, "Empty")
    (line, *_) = journal.listed(held.store)
    assert line.actor == Actor("e@e.org", "https://id.example.org 2")
    assert journal.told(line) == "trail Empty: deleted Empty"


def test_a_reader_makes_no_library(
    sign_in: Callable[[dict[str, Any]], Any], tmp_path: Path
) -> None:
    sign_in(READER)
    web("states")._make(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_without_sign_in_everyone_edits_in_the_name_of_who_started_it(kept: Path) -> None:  # noqa: ARG001
    access = web("access")
    access.settle(None)
    assert access.may_edit()
    assert access.actor() == local()
    assert access.person() == ""


def test_whom_streamlit_knows_and_we_do_not_may_nothing(
    kept: Path,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    access = web("access")
    access.settle(None)
    monkeypatch.setattr(access, "_claims", lambda: dict(EDITOR))
    assert access.role() is None


def test_a_person_asks_only_so_much_in_a_minute(
    sign_in: Callable[[dict[str, Any]], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(READER)
    opened = web("opened")
    monkeypatch.setattr(opened, "_ASKED", web("limits").Limit(2, 60.0, now=lambda: 0.0))
    for question in ("How does trust grow?", "How does trust grow now?"):
        opened.ask(question)
    with pytest.raises(ValueError, match="ask again in 30 s"):
        opened.ask("How does trust grow then?")
    opened.ask("How does trust grow?")  # is known already
    sign_in(EDITOR)
    opened.ask("How does trust grow then?")
