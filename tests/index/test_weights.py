from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.weights import DamagedWeights, Shape, expand_blocks, read_weights

if TYPE_CHECKING:
    from pathlib import Path


def weight_file(*, magic: bytes = b"E5S1", block: int = 32) -> bytes:
    """A file of the documented form: two pieces, one normalisation, one tensor of each kind."""
    parts = [magic, struct.pack("<I", 1), struct.pack("<7i", 32, 1, 2, 64, 2, 16, 2)]
    parts += [struct.pack("<f", 1e-12), struct.pack("<i", block)]
    text = "▁ażx".encode()
    parts += [struct.pack("<5i", 2, 0, 1, 1, 0), struct.pack("<Q", len(text))]
    parts += [struct.pack("<3I", 0, len("▁aż".encode()), len(text)), struct.pack("<2f", -1.5, -2.0)]
    parts += [text]
    table = struct.pack("<IBI", 0x200B, 1, 0x20) + struct.pack("<IB", 1, 0)
    parts += [struct.pack("<iI", 2, len(table)), table]
    names = [b"plain", b"small"]
    directory = sum(2 + len(name) + 1 + 4 + 8 + 8 for name in names)
    data = sum(map(len, parts)) + 4 + directory
    parts += [struct.pack("<i", 2)]
    parts += [struct.pack("<H5sBIQQ", 5, b"plain", 0, 2, data, 8)]
    parts += [struct.pack("<H5sBIQQ", 5, b"small", 1, 32, data + 8, 18)]
    parts += [struct.pack("<2f", 0.25, -3.0)]
    parts += [np.float16(0.5).tobytes(), bytes([0x0F] + [0x88] * 15)]
    return b"".join(parts)


def read(data: bytes, folder: Path) -> object:
    path = folder / "weights.bin"
    path.write_bytes(data)
    return read_weights(path, sha256=hashlib.sha256(data).hexdigest())


def test_every_part_of_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(weight_file())
    weights = read_weights(path, sha256=hashlib.sha256(weight_file()).hexdigest())
    assert weights.shape == Shape(32, 1, 2, 64, 2, 16, 2)
    assert weights.pieces.texts == ("▁aż", "x")
    assert weights.pieces.scores == (-1.5, -2.0)
    assert weights.normalisation == {"\u200b": " ", "\x01": ""}
    assert weights.tensors["plain"].tolist() == [0.25, -3.0]
    assert weights.tensors["small"].tolist() == [3.5, *[0.0] * 15, -4.0, *[0.0] * 15]


def test_another_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(weight_file())
    with pytest.raises(DamagedWeights, match=r"weights\.bin: these are not .* pip install"):
        read_weights(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [(weight_file(magic=b"E5S2"), "does not begin with"), (weight_file(block=64), "blocks of 64")],
)
def test_another_form_is_refused(data: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(DamagedWeights, match=message):
        read(data, tmp_path)


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 15), min_size=64, max_size=64),
    st.sampled_from([0.0, 0.5, -0.125, 2.0]),
)
def test_blocks_expand_as_the_arithmetic_says(bits: list[int], scale: float) -> None:
    data = b""
    for block in (bits[:32], bits[32:]):
        packed = bytes(block[j] | block[j + 16] << 4 for j in range(16))
        data += struct.pack("<e", scale) + packed
    assert expand_blocks(data, 64).tolist() == [(bit - 8) * scale for bit in bits]
