"""Serves the app over a real library that needs no models.

`python serve_kept.py FOLDER PORT [MODULE]`, where MODULE (`kept_library`) fills the folder.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

if __name__ == "__main__":
    from answer import store
    from index import models
    from tests.fakes import TrigramEmbedder

    models.load = lambda *_, **__: TrigramEmbedder()
    if not (Path(sys.argv[1]) / store.FILE).exists():  # else the server was started again
        importlib.import_module((*sys.argv[3:], "kept_library")[0]).fill(Path(sys.argv[1]))
    from web.server import serve

    serve(Path(sys.argv[1]), int(sys.argv[2]))
