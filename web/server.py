"""Starts the browser app: on this machine, or for others who sign in. Start reading at `serve`.

Streamlit is run as an ASGI application by uvicorn, in this process: Ctrl-C ends it.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from answer.errors import LibraryError
from answer.whereabouts import whole
from web import signin
from web.theme import THEME

if TYPE_CHECKING:
    from answer.whereabouts import Place
    from web.signin import SignIn

HOST: Final = "127.0.0.1"
LONGEST_START: Final = 60.0
"""Seconds to wait for the first answer; a cold start on two cores takes about three."""

LONGEST_MESSAGE: Final = 2 * 2**20
"""Bytes of a message from a page; files come by another way. A page's own take some thousands."""

OPTIONS: Final[dict[str, str | float | bool]] = {
    "server.headless": True,
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 50,  # what `Settings.largest_file` takes
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "type",
    "client.showErrorLinks": "false",
    "logger.level": "error",
    **THEME,
}


class PortTakenError(ValueError):
    """Another program listens at the port."""

    def __init__(self, port: int) -> None:
        """Take the port."""
        super().__init__(f"port {port}: in use by another program; choose another with --port")
        self.port = port


class AddressError(ValueError):
    """There is no such address on this machine."""


def serve(
    library: Place,
    port: int,
    *,
    address: str = HOST,
    sign_in: SignIn | None = None,
    open_browser: bool = False,
    verbose: bool = False,
) -> None:
    """Serve the app for `library` at `port` of `address` until it is interrupted.

    Port 0 means any free one. The address is printed once the app really answers.

    Raises:
        PortTakenError: the port is in use. AddressError: the address is not this machine's.

    """
    listener = _listen(address, port)
    port = listener.getsockname()[1]
    host = f"[{address}]" if ":" in address else address
    reached = f"http://{host}:{port}"
    os.environ["GUIDEGRAPH_LIBRARY"] = whole(library)
    with listener:
        _configure(address, port)
        if verbose:
            from web import logs

            logs.begin()
        shown = sign_in.address if sign_in is not None else reached
        _prepare()
        _announce(reached, shown, open_browser=open_browser)
        _run(listener, library, address, sign_in)


def _listen(address: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise AddressError(
            f"{address}: no such address ({error.strerror}); see --address"
        ) from error
    listener = socket.socket(found[0], socket.SOCK_STREAM)
    if os.name != "nt":  # on Windows this option would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(found[4])
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise AddressError(
                f"{address}: not an address of this machine; choose another with --address"
            ) from error
        raise PortTakenError(port) from error
    return listener


def _configure(address: str, port: int) -> None:
    from streamlit.web import bootstrap

    options = {name.replace(".", "_"): value for name, value in OPTIONS.items()}
    bootstrap.load_config_options(
        {**options, "server_address": address, "server_port": port, "server_trustedUserHeaders": {}}
    )


def _prepare() -> None:
    """Import the pages and open the library: the first reader need not wait for that.

    A library that cannot be opened is told of by the page.
    """
    from web import ask, explore, opened, shelf, trail  # noqa: F401 - the pages

    with suppress(LibraryError):
        opened.prepare()


def _run(listener: socket.socket, library: Place, address: str, sign_in: SignIn | None) -> None:
    import uvicorn

    from web.asgi import made

    app = made(library, sign_in, hosts_of(address, sign_in))
    config = uvicorn.Config(app, log_level="error", ws_max_size=LONGEST_MESSAGE)
    uvicorn.Server(config).run(sockets=[listener])


def hosts_of(address: str, sign_in: SignIn | None) -> frozenset[str] | None:
    """The names under which the app answers; None: any.

    >>> sorted(hosts_of("127.0.0.1", None))
    ['127.0.0.1', '::1', 'localhost']
    """
    if sign_in is not None:
        return frozenset({urlsplit(sign_in.address).hostname or ""})
    if signin.is_local(address):
        return frozenset({address, "127.0.0.1", "::1", "localhost"})
    return None  # nobody said under which name others know this machine


def _announce(address: str, shown: str, *, open_browser: bool) -> None:
    """Say where the app is as soon as it answers, from a thread beside the server's."""

    def wait() -> None:
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            if _answers(address):
                sys.stdout.write(f"Guidegraph is at {shown} (Ctrl-C ends it)\n")
                sys.stdout.flush()
                if open_browser:
                    webbrowser.open(shown)
                return
            time.sleep(0.1)

    threading.Thread(target=wait, daemon=True).start()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)  # noqa: PLR2004 - HTTP's OK
    except OSError:
        return False
