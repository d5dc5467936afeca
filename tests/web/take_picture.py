"""Takes the README's picture: `python tests/web/take_picture.py LIBRARY docs/ask.png QUESTION`."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.parse import quote

from playwright.sync_api import sync_playwright

START = "import sys; from pathlib import Path; from web.server import serve; "
START += "serve(Path(sys.argv[1]), int(sys.argv[2]))"


def main(library: str, picture: str, question: str) -> None:
    """Serve `library`, ask `question`, open its second source, and write the picture."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", START, library, str(port)])
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        take(f"http://127.0.0.1:{port}/?q={quote(question)}", picture)
    finally:
        server.terminate()
        server.wait()


def take(address: str, picture: str) -> None:
    """Write what Chromium shows at `address`, with the second source open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 960}, color_scheme="light")
        page.goto(address)
        page.wait_for_selector(".gg-verdict", timeout=120_000)
        page.wait_for_selector("html[data-gg-links]", state="attached")
        page.locator(".gg-section.do a.gg-cite").first.click()
        page.wait_for_selector(".gg-opened mark")
        page.mouse.move(0, 0)
        page.wait_for_timeout(800)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
