"""What a monitor asks the server: whether it can answer, of which revision, with which models.

Start reading at `state`. Nothing of it is a document's text or name.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import JSONResponse

from answer import snapshot
from answer.actors import nobody
from answer.errors import LibraryError
from answer.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from answer.whereabouts import Place

PATH: Final = "/healthz"


def endpoint(library: Place) -> Callable[[Request], JSONResponse]:
    """The route of a library: 200, or 503 where it cannot be read."""

    def answer(_request: Request) -> JSONResponse:  # Starlette runs it in a thread
        found = state(library)
        status = 200 if found["status"] == "ok" else 503
        return JSONResponse(found, status, {"Cache-Control": "no-store"})

    return answer


def state(library: Place) -> dict[str, Any]:
    """The state of a library: `{status, version, revision, models: [{name, fingerprint}]}`.

    `status` is `ok`, or what is wrong in one word (`missing`, `damaged`, `toonew`, `gone`; else
    `libraryerror`).
    """
    found: dict[str, Any] = {"status": "ok", "version": _version(), "revision": None, "models": []}
    try:
        store = open_store(library, actor=nobody)
        try:
            found["revision"] = snapshot.current_revision(store)
            rows = store.rows("SELECT name, fingerprint FROM models ORDER BY position")
            found["models"] = [dict(row) for row in rows]
        finally:
            store.close()
    except LibraryError as error:
        found["status"] = type(error).__name__.lower()
    return found


def _version() -> str:
    try:
        return version("guidegraph")
    except PackageNotFoundError:  # a checkout that was not installed
        return "unknown"
