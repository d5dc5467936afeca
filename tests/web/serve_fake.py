"""Serves the app over the fake library: `python serve_fake.py FOLDER PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import fake_library  # noqa: E402 - found by the path above

if __name__ == "__main__":
    sys.modules["answer.library"] = fake_library
    from web.server import serve

    serve(Path(sys.argv[1]), int(sys.argv[2]))
