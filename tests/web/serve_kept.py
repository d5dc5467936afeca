"""Serves the app over a real library that needs no models: `python serve_kept.py FOLDER PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

if __name__ == "__main__":
    import kept_library

    from index import models
    from tests.fakes import TrigramEmbedder

    models.load = lambda *_, **__: TrigramEmbedder()
    kept_library.fill(Path(sys.argv[1]))
    from web.server import serve

    serve(Path(sys.argv[1]), int(sys.argv[2]))
