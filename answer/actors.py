"""Who changes a library. Start reading at `Actor`.

A library asks this before every change (`Store.actor`): at the command line it is whoever runs
the program; the app answers with the person who is signed in, or refuses.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from answer.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    Who: TypeAlias = "Callable[[], Actor]"

LOCAL: Final = "local"
"""The account of who works on the machine itself, whom no provider has vouched for."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as others know them, and the account they signed in with.

    `account` is the provider's address and its own name for the account, which stay when a person
    is renamed; or `LOCAL`.
    """

    name: str
    account: str = LOCAL


def local() -> Actor:
    """The user of this machine who runs the program."""
    try:
        return Actor(getpass.getuser())
    except (OSError, KeyError):  # a container's user often has a number only
        return Actor("unknown")


def nobody() -> Actor:
    """For a library that is only read.

    Raises:
        NotAllowed: always.
    """
    raise NotAllowed("this library is open for reading only; ask an editor to change it")
