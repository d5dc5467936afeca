"""Serves the app over a real library to who signs in: `python serve_signed.py FOLDER PORT`.

How people sign in stands in the environment.
"""

from __future__ import annotations

import os
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
    from web import signin
    from web.server import serve

    sign_in = signin.settle("127.0.0.1", None, without=False, environment=os.environ)
    serve(Path(sys.argv[1]), int(sys.argv[2]), sign_in=sign_in, verbose=True)
