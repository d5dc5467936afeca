"""Serves the app over the fake library: `python serve_fake.py FOLDER PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.web import fake_library  # noqa: E402 - found by the path above


def install() -> None:
    """Put the fake in the place of the real library for this process."""
    sys.modules["answer.library"] = fake_library
    sys.modules["answer.errors"] = fake_library


if __name__ == "__main__":
    install()
    from web.server import serve

    serve(Path(sys.argv[1]), int(sys.argv[2]))
