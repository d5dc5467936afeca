"""Which lines fill the sections of an answer, with a model that a person can compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answer import decide
from answer.library import Library
from answer.records import AnswerSection
from answer.settings import Settings
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

KEYS = """# Visits

## Keys of a client

- You must never keep the keys of a client at home, because lost keys can lead to a burglary.
- You should write down who has the keys of a client, because forgotten keys can lead to quarrels.
- You should hand the keys of a client back at the office, because copied keys can cause mistrust.
- You should put a number on the keys of a client, because a name on keys can help thieves.
- You should count the keys of a client on Fridays, because missing keys can go unnoticed for weeks.

Keys of a client can be lost on a bus, and the client may be harmed by a thief.
"""


def test_a_risk_that_is_read_already_takes_no_place_from_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certain = decide.Decision((0.0,) * len(decide.SIGNALS), 2.0, 0.5, 0.3)
    monkeypatch.setattr(decide, "shipped", lambda **_: certain)
    (tmp_path / "keys.md").write_text(KEYS, encoding="utf-8")
    options = Settings(others=1)
    library = Library.open(
        tmp_path / "held", create=True, settings=options, embedders=[TrigramEmbedder()]
    )
    library.add([tmp_path / "keys.md"])
    answer = library.ask("lost keys, forgotten keys, copied keys can lead to mistrust")
    library.close()
    done = " ".join(line.text for line in answer.sections[AnswerSection.DO])
    assert "forgotten keys can lead to quarrels" in done
    assert "copied keys can cause mistrust" in done
    (risk,) = answer.sections[AnswerSection.AVOID]
    assert risk.text == "lost keys can lead to a burglary"
