"""How much one person may ask of the server. Start reading at `Limit`."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_KNOWN: Final = 10_000
"""People remembered: those who have asked least lately are forgotten, and begin anew."""


class Limit:
    """At most `most` of something in `seconds` for each person, as a bucket that fills steadily.

    >>> clock = iter([0.0, 0.0, 0.0, 30.0]).__next__
    >>> limit = Limit(2, 60.0, now=clock)
    >>> limit.wait("anna"), limit.wait("anna"), limit.wait("anna"), limit.wait("anna")
    (0.0, 0.0, 30.0, 0.0)
    """

    def __init__(
        self, most: float, seconds: float, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Take how much, and in which time."""
        self._most, self._rate, self._now = float(most), most / seconds, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, who: str, size: float = 1.0) -> float:
        """Take `size` for a person; the seconds to wait where there is not as much, else 0."""
        with self._lock:
            now = self._now()
            left, then = self._left.pop(who, (self._most, now))
            left = min(self._most, left + (now - then) * self._rate)
            enough = left >= min(size, self._most)
            self._left[who] = (left - size if enough else left, now)
            while len(self._left) > MOST_KNOWN:
                self._left.popitem(last=False)
        return 0.0 if enough else (min(size, self._most) - left) / self._rate
