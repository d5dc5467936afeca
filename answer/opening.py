"""Opens side by side what a first answer needs: the models, the reader, what tells languages.

Most of that time is spent in ONNX Runtime and in unpacking, beside which Python can read the
library. Start reading at `begin`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from answer import reader
from corpus import language as languages
from index import models

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from index.models import Embedder


def begin(names: Sequence[str], *, asking: bool) -> tuple[Future[Embedder], ...]:
    """Begin to open the models `names`; for a question also what else it needs.

    What fails there beside the models fails again, and is told, where it is wanted.
    """
    pool = ThreadPoolExecutor(len(names) + 2, "opening")
    if asking:
        pool.submit(languages.warm)
    opening = tuple(pool.submit(models.load, name) for name in names)
    if asking:
        pool.submit(reader.shipped)
    pool.shutdown(wait=False)
    return opening
