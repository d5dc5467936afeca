"""Starts the browser app on this machine. Start reading at `serve`.

Streamlit is run as an ASGI application by uvicorn, in this process: Ctrl-C ends it.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from typing import TYPE_CHECKING, Final

from web.theme import THEME

if TYPE_CHECKING:
    from pathlib import Path

HOST: Final = "127.0.0.1"
LONGEST_START: Final = 60.0
"""Seconds to wait for the first answer; a cold start on two cores takes about three."""

OPTIONS: Final[dict[str, str | float | bool]] = {
    "server.address": HOST,
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


def serve(library: Path, port: int, *, open_browser: bool = False) -> None:
    """Serve the app for `library` at `port` of 127.0.0.1 until it is interrupted.

    Port 0 means any free one. The address is printed once the app really answers.

    Raises:
        PortTakenError: the port is in use.

    """
    listener = _listen(port)
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    os.environ["GUIDEGRAPH_LIBRARY"] = str(library)
    with listener:
        _configure(listener.getsockname()[1])
        _announce(address, open_browser=open_browser)
        _run(listener)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":  # on Windows this option would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise PortTakenError(port) from error
    return listener


def _configure(port: int) -> None:
    from streamlit.web import bootstrap

    options = {name.replace(".", "_"): value for name, value in OPTIONS.items()}
    bootstrap.load_config_options({**options, "server_port": port})


def _run(listener: socket.socket) -> None:
    import uvicorn

    from web.asgi import app

    largest = int(OPTIONS["server.maxUploadSize"]) * 2**20
    config = uvicorn.Config(app, log_level="error", ws_max_size=largest)
    uvicorn.Server(config).run(sockets=[listener])


def _announce(address: str, *, open_browser: bool) -> None:
    """Say where the app is as soon as it answers, from a thread beside the server's."""

    def wait() -> None:
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            if _answers(address):
                sys.stdout.write(f"Guidegraph is at {address} (Ctrl-C ends it)\n")
                sys.stdout.flush()
                if open_browser:
                    webbrowser.open(address)
                return
            time.sleep(0.1)

    threading.Thread(target=wait, daemon=True).start()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)  # noqa: PLR2004 - HTTP's OK
    except OSError:
        return False
