"""Adapters: low-rank updates written into the exported graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import adapter, models

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = ["Ask first.", "Zaufanie rośnie, gdy dotrzymuje się obietnic.", "A wet floor is a risk."]


def _updates(seed: int, matrices: dict[str, tuple[int, int]]) -> dict:
    draw = np.random.default_rng(seed)
    return {
        name: (
            (draw.normal(size=(4, inner)) * 0.2).astype(np.float16).astype(np.float32),
            (draw.normal(size=(outer, 4)) * 0.2).astype(np.float16).astype(np.float32),
        )
        for name, (outer, inner) in matrices.items()
    }


CHANGED = {
    "layer.7.attention.self.query": (384, 384),
    "layer.10.intermediate.dense": (1536, 384),
    "layer.11.output.dense": (384, 1536),
}


def _write(path: Path, updates: dict, base: str = models.DEFAULT) -> Path:
    adapter.write_adapter(path, name="tried", base=base, prefix="passage: ", updates=updates)
    return path


def test_the_graph_gives_what_torch_gives_with_the_same_updates(tmp_path: Path) -> None:
    import torch

    updates = _updates(0, CHANGED)
    folder = tmp_path / "built"
    adapter.build(
        adapter.read_adapter(_write(tmp_path / "a.npz", updates)), models.prepare(), folder
    )
    reference = models.load(engine="torch")
    encoder = reference.engine.model[0].auto_model.encoder  # type: ignore[attr-defined]
    plain = reference.encode_passages(TEXTS)
    with torch.no_grad():
        for name, (down, up) in updates.items():
            encoder.get_submodule(name).weight += torch.from_numpy(up @ down)
    expected = reference.encode_passages(TEXTS)
    from index.onnx_engine import open_engine

    found = open_engine(folder, limit=512).encode([f"passage: {text}" for text in TEXTS])
    assert (found * expected).sum(axis=1).min() > 0.99999
    assert (plain * expected).sum(axis=1).max() < 0.999


def test_a_file_comes_back_as_written_and_byte_for_byte_the_same(tmp_path: Path) -> None:
    updates = _updates(1, CHANGED)
    first, second = _write(tmp_path / "1.npz", updates), _write(tmp_path / "2.npz", updates)
    assert first.read_bytes() == second.read_bytes()
    read = adapter.read_adapter(first)
    assert (read.name, read.base, read.prefix) == ("tried", models.DEFAULT, "passage: ")
    for name, (down, up) in updates.items():
        np.testing.assert_array_equal(read.updates[name][0], down)
        np.testing.assert_array_equal(read.updates[name][1], up)


@pytest.mark.parametrize(
    ("matrix", "shape", "told"),
    [
        ("layer.40.output.dense", (384, 1536), "has no layer.40"),
        ("layer.3.output.dense", (384, 384), "another shape"),
    ],
)
def test_updates_of_another_model_are_refused(
    tmp_path: Path, matrix: str, shape: tuple[int, int], told: str
) -> None:
    read = adapter.read_adapter(_write(tmp_path / "a.npz", _updates(2, {matrix: shape})))
    with pytest.raises(adapter.AdapterMismatch, match=told):
        adapter.add_updates(models.prepare() / "model.onnx", tmp_path / "model.onnx", read)


def test_a_damaged_file_and_an_unknown_base_are_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.npz"
    damaged.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(adapter.AdapterMismatch, match=r"damaged\.npz"):
        adapter.load(damaged)
    with pytest.raises(adapter.AdapterMismatch, match="my/model"):
        adapter.load(_write(tmp_path / "other.npz", {}, base="my/model"))
