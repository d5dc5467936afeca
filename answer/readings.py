"""What reading two units together said, kept beside the library: `reader`.

Reading pairs is what takes time when ideas are linked (`kg.bearing`); what a pair says depends on
its two texts alone, so that a pair that was read once need not be read again. Nothing depends on
the file: when it is missing or damaged, the pairs are read anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from answer import encoders
from answer.lists import UNREADABLE, beside
from kg import bearing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.encoding import TextEncoder
    from kg.bearing import End

_log: Final = logging.getLogger(__name__)

FILE: Final = "readings.npz"


class Readings:
    """Class scores of pairs by a digest of their texts; those that were asked for are kept."""

    def __init__(self, encoder: TextEncoder, path: Path | None) -> None:
        """Open what is held at `path`; None keeps nothing."""
        self.encoder, self.path = encoder, path
        self.held = _read(path) if path is not None and path.exists() else {}
        self.asked: dict[bytes, NDArray[np.float32]] = {}

    def __call__(self, ends: Sequence[tuple[End, End]]) -> NDArray[np.float32]:
        """Class scores (n, 9), as `kg.bearing.Reads` has them."""
        fitted = bearing.shipped()
        keys = [self._key(one, other) for one, other in ends]
        new = {
            key: pair
            for key, pair in zip(keys, ends, strict=True)
            if key not in self.held and key not in self.asked
        }
        vectors = self.encoder.encode_pairs(
            [(one.said(), other.said()) for one, other in new.values()]
        )
        self.asked |= zip(new, fitted.classes(vectors), strict=True)
        self.asked |= {key: self.held[key] for key in keys if key not in self.asked}
        scores = [self.asked[key] for key in keys]
        return np.stack(scores) if scores else np.zeros((0, len(bearing.CLASSES)), np.float32)

    def _key(self, one: End, other: End) -> bytes:
        told = f"{self.encoder.fingerprint}\n{one.said()}\n{other.said()}"
        return hashlib.blake2b(told.encode(), digest_size=16).digest()

    def keep(self) -> None:
        """Write what was asked for in the place of what is held."""
        if self.path is None or self.asked.keys() == self.held.keys():
            return
        try:
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            try:
                with os.fdopen(handle, "wb") as file:
                    np.savez(
                        file,
                        keys=np.array(list(self.asked), np.void(16).dtype),
                        scores=np.array(list(self.asked.values()), np.float32),
                    )
                Path(name).replace(self.path)
            finally:
                Path(name).unlink(missing_ok=True)
        except OSError as error:
            _log.warning("%s: not saved (%s); pairs are read anew", self.path, error.strerror)


def reader(connection: sqlite3.Connection, model: str) -> Readings | None:
    """What reads pairs of a library whose first model is `model`; None where nothing does."""
    encoder = encoders.for_pairs(model)
    return Readings(encoder, beside(connection, FILE)) if encoder else None


def _read(path: Path) -> dict[bytes, NDArray[np.float32]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            keys, scores = data["keys"], data["scores"]
    except UNREADABLE as error:
        _log.warning("%s: cannot be read (%s); pairs are read anew", path, error)
        return {}
    if scores.shape != (len(keys), len(bearing.CLASSES)):
        return {}
    return dict(zip((key.tobytes() for key in keys), scores, strict=True))
