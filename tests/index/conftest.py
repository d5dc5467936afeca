from __future__ import annotations

import pytest

from index.models import Embedder, load


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The default model, run by ONNX Runtime."""
    return load()


@pytest.fixture(scope="session")
def reference() -> Embedder:
    """The default model, run by sentence-transformers."""
    return load(engine="torch")
