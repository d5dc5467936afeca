"""Models that several of these tests read with."""

from importlib import resources

import pytest

from index import adapter
from index.models import Embedder
from kg import kinds


@pytest.fixture(scope="session")
def judge() -> Embedder:
    """The adapted model whose vectors the shipped kind model reads."""
    with resources.as_file(kinds.adapter()) as path:
        return adapter.load(path)
