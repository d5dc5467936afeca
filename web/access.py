"""What the person may do for whom a page is drawn. Start reading at `may_edit` and `actor`.

The pages hide what a reader may not do; the library itself refuses it (`actor` is what it asks
before every change). Without sign-in everyone may do everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from streamlit.runtime.scriptrunner import get_script_run_ctx

from answer.actors import local
from answer.errors import NotAllowed
from web import signin
from web.signin import Role

if TYPE_CHECKING:
    from answer.actors import Actor
    from web.signin import SignIn

_SETTLED: Final[dict[str, SignIn]] = {}
"""How people sign in to this process, once the server has settled it."""


def settle(sign_in: SignIn | None) -> None:
    """Let people sign in like this, from here on; None: everyone may do everything."""
    _SETTLED.clear()
    if sign_in is not None:
        _SETTLED["sign-in"] = sign_in


def role() -> Role | None:
    """What the person may do; None: nothing."""
    sign_in, claims = _SETTLED.get("sign-in"), _claims()
    if sign_in is not None:
        return sign_in.role(claims) if claims.get("is_logged_in") is True else None
    # Who has signed in to Streamlit without us is nobody that we know.
    return None if claims.get("is_logged_in") else Role.EDITOR


def may_edit() -> bool:
    """Whether the person may change the library."""
    return role() is Role.EDITOR


def person() -> str:
    """The name of the person who is signed in, or "" without sign-in."""
    return signin.actor(_claims()).name if _SETTLED else ""


def key() -> str:
    """What tells one person from another, for limits: the account, else the open page."""
    if _SETTLED:
        return signin.actor(_claims()).account
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


def actor() -> Actor:
    """The person who is about to change the library.

    Raises:
        NotAllowed: they may not.
    """
    if not may_edit():
        raise NotAllowed("you may read this library, not change it; ask one of its editors")
    return signin.actor(_claims()) if _SETTLED else local()


def _claims() -> dict[str, Any]:
    """What the provider said of the person; {} outside of a page and without sign-in."""
    context = get_script_run_ctx(suppress_warning=True)
    return dict(context.user_info) if context is not None else {}
