"""Many at one library at once, for some seconds; `python -m benchmarks.many` is the whole of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import pytest

from benchmarks.many import Findings, amiss, held
from benchmarks.many_roles import TOPICS

if TYPE_CHECKING:
    from pathlib import Path

VISITS: Final = TOPICS["visits"]
PAGE: Final = (
    '<p data-gg-question="{}"></p>'
    "<q>Agree on a <b>time limit</b> of {} minutes before the visit</q>"
)


def test_sessions_at_two_servers_see_every_change_while_two_writers_take_turns(
    tmp_path: Path,
) -> None:
    seen = asyncio.run(held(tmp_path / "held", seconds=15, sessions=4, every=4))
    assert seen.wrong == []
    assert len(seen.seconds) >= seen.sessions == 4
    assert seen.changes >= 2
    assert min(seen.committed.values()) >= 1
    assert seen.read >= 2
    assert len(seen.memory) == 2


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGE.format(VISITS.question, 7), ""),
        (PAGE.format(VISITS.question, 8), ""),
        (PAGE.format(VISITS.question, 6), "stale: 6, and 7 was in the library"),
        (PAGE.format("May I?", 7), f"an answer to another question than “{VISITS.question}”"),
        (PAGE.format(VISITS.question, "no"), f"no answer to “{VISITS.question}”"),
    ],
)
def test_a_page_that_is_stale_or_anothers_is_found(page: str, said: str) -> None:
    assert amiss(page, VISITS, 7) == said


def test_memory_that_grows_is_told_by_the_server_that_grew_most() -> None:
    flat, grew = [100.0, 101.0, 99.0] * 3, [100.0] * 3 + [110.0] * 3 + [125.0] * 3
    assert Findings(memory={1: flat, 2: grew}).growth() == pytest.approx(0.25)
    assert Findings(memory={1: flat}).growth() == 0
    assert Findings().growth() == 0
