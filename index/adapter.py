"""A packaged model that a small file changes for another task: low-rank updates of its weights.

Start reading at `load`. An adapter (Hu et al. 2021, https://arxiv.org/abs/2106.09685) holds, for
some of the model's matrices, two narrow ones whose product is added. The sum is written once into
a copy of the exported graph; the embedding matrix, most of the model, is shared with the original.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from index.cache import MANIFEST, prepare_folder
from index.encoding import TextEncoder
from index.export import GRAPH
from index.models import fingerprint, prepare, resolve, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

RECIPE: Final = 1
"""Goes up when the same adapter gives other vectors."""


class AdapterMismatch(ValueError):
    """An adapter that does not belong to the model it names, or is damaged."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """What an adapter file holds.

    `updates` gives for a matrix of BERT's name, "layer.6.output.dense" (out, in), the pair
    `down` (rank, in) and `up` (out, rank), whose product `up @ down` is added to it.
    """

    name: str
    base: str
    prefix: str
    updates: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    digest: str


def write_adapter(
    path: Path,
    *,
    name: str,
    base: str,
    prefix: str,
    updates: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]],
) -> None:
    """Write an adapter file: 16-bit numbers, the same bytes for the same content."""
    arrays: dict[str, NDArray[Any]] = {
        "name": np.array(name),
        "base": np.array(base),
        "prefix": np.array(prefix),
    }
    for matrix, (down, up) in sorted(updates.items()):
        arrays[f"{matrix}.down"] = down.astype(np.float16)
        arrays[f"{matrix}.up"] = up.astype(np.float16)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, array in arrays.items():
            held = io.BytesIO()
            np.save(held, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{key}.npy", (1980, 1, 1, 0, 0, 0)), held.getvalue())


def read_adapter(path: Path) -> Adapter:
    """The adapter in a file. Raises `AdapterMismatch` when it is none."""
    try:
        data = path.read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            updates = {
                key.removesuffix(".down"): (
                    held[key].astype(np.float32),
                    held[key.removesuffix(".down") + ".up"].astype(np.float32),
                )
                for key in held.files
                if key.endswith(".down")
            }
            name, base, prefix = (str(held[key]) for key in ("name", "base", "prefix"))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise AdapterMismatch(f"{path}: no adapter ({error}); reinstall guidegraph") from error
    return Adapter(name, base, prefix, updates, hashlib.sha256(data).hexdigest())


def load(path: Path, *, threads: int | None = None) -> TextEncoder:
    """The adapted model, ready to use; the first call ever prepares it (3 s, 90 MB).

    With a prefix of the adapter's own, `encode_passages` and `encode_queries` are the same there;
    with an empty one the model's prefixes stay. Raises `AdapterMismatch`, and what
    `index.models.prepare` raises.
    """
    from index import onnx_engine

    adapter = read_adapter(path)
    packaged = resolve(adapter.base)
    if packaged is None:
        raise AdapterMismatch(f"{path}: {adapter.base} is not a packaged model")
    identity = hashlib.sha256(
        f"{RECIPE} {fingerprint(packaged)} {adapter.digest}".encode()
    ).hexdigest()
    base = prepare(packaged.name)
    folder = prepare_folder(adapter.name, identity, lambda place: build(adapter, base, place))
    return TextEncoder(
        adapter.name,
        identity,
        packaged.languages,
        onnx_engine.open_engine(folder, limit=packaged.limit, tokens=tokens(base), threads=threads),
        adapter.prefix or packaged.query_prefix,
        adapter.prefix or packaged.passage_prefix,
    )


def build(adapter: Adapter, base: Path, folder: Path) -> None:
    """Make `folder`: the exported model with the updates added; other files are linked there."""
    folder.mkdir()
    for source in base.iterdir():
        if source.is_file() and source.name not in {GRAPH, MANIFEST}:
            try:
                os.link(source, folder / source.name)
            except OSError:  # a file system without links
                shutil.copyfile(source, folder / source.name)
    add_updates(base / GRAPH, folder / GRAPH, adapter)


def add_updates(source: Path, target: Path, adapter: Adapter) -> None:
    """Write the graph `source` to `target` with the adapter's updates added to its matrices.

    The exporter keeps the names of biases and not of matrices, so that a matrix is found by the
    addition of its bias. Raises `AdapterMismatch` when one is missing or of another shape.
    """
    import onnx
    from onnx import numpy_helper

    proto = onnx.load(str(source), load_external_data=False)
    tensors = {tensor.name: tensor for tensor in proto.graph.initializer}
    made_by = {name: node for node in proto.graph.node for name in node.output}
    left = dict(adapter.updates)
    for node in proto.graph.node:
        bias = next((name for name in node.input if name.endswith(".bias")), "")
        matrix = "layer." + bias.removesuffix(".bias").rpartition("layer.")[2]
        if node.op_type != "Add" or matrix not in left:
            continue
        product = next(made_by[name] for name in node.input if name != bias)
        weight = next((tensors[name] for name in product.input if name in tensors), None)
        down, up = left.pop(matrix)
        if weight is None or tuple(weight.dims) != (down.shape[1], up.shape[0]):
            raise AdapterMismatch(f"{adapter.name}: {matrix} has another shape in {adapter.base}")
        changed = numpy_helper.to_array(weight) + (up @ down).T
        weight.CopyFrom(numpy_helper.from_array(changed.astype(np.float32), weight.name))
    if left:
        raise AdapterMismatch(f"{adapter.name}: {adapter.base} has no {', '.join(sorted(left))}")
    onnx.save(proto, str(target))
