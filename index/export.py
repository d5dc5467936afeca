"""Exports a sentence-transformers folder of a BERT encoder to ONNX: token ids to unit vectors.

Start reading at `export_onnx`. The graph is float32, with any batch and any length, and holds the
whole model: encoder, mean over the tokens that are not padding, division by the length.
"""

from __future__ import annotations

import json
import struct
import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

GRAPH: Final = "model.onnx"
WEIGHTS: Final = "model.safetensors"

OPSET: Final = 17
"""The first opset with LayerNormalization as one operator; ONNX Runtime reads it since 1.12."""

AGREEMENT: Final = 0.9999
"""Least cosine with sentence-transformers; a sound export gives 0.9999999, a wrong mask .98."""

_SAMPLE: Final = (
    "query: Jak ustalić granice z klientem?",
    "passage: Agree on a time limit before the visit starts.",
    "passage: " + "Zaufanie rośnie, gdy dotrzymuje się obietnic. " * 12,
)


class ExportFailed(ValueError):
    """The exported model does not give the vectors of the original."""


def export_onnx(folder: Path) -> Path:
    """Writes `model.onnx` into the model folder and returns its path.

    Inputs `ids` and `mask`, int64 `(n, length)`; output `vectors`, float32 `(n, dim)`, unit rows.
    The embedding matrix, four fifths of an e5 model, stays in `model.safetensors`:
    the graph refers to its bytes there, and ONNX Runtime maps them into memory.

    Raises `ExportFailed` when the graph's vectors are not those of sentence-transformers.
    """
    import torch

    from index.torch_engine import find_model

    model = find_model(str(folder)).to("cpu").eval()
    graph = folder / GRAPH
    features = model.tokenizer(list(_SAMPLE), padding=True, return_tensors="pt")
    ids, mask = features["input_ids"], features["attention_mask"]
    with torch.inference_mode():
        expected = model.encode(list(_SAMPLE), prompt="", show_progress_bar=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tracer: every shape it fixes is checked below
        torch.onnx.export(
            _pooled(model[0].auto_model),
            (ids, mask),
            str(graph),
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamic_axes={name: {0: "n", 1: "length"} for name in ("ids", "mask")},
            opset_version=OPSET,
            dynamo=False,
        )
    _share_embeddings(folder)
    _verify(graph, ids.numpy(), mask.numpy(), expected)
    return graph


def _pooled(encoder: Any) -> Any:  # noqa: ANN401 - torch is not imported with this module
    """`encoder` with mean pooling and normalisation behind it, as one torch module."""
    import torch

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            tokens = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            weight = mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * weight).sum(1) / weight.sum(1)
            return torch.nn.functional.normalize(mean, dim=-1)

    return Pooled().eval()


def _share_embeddings(folder: Path) -> None:
    """Makes the graph read its largest tensors from `model.safetensors`."""
    import onnx
    from onnx.external_data_helper import set_external_data

    proto = onnx.load(str(folder / GRAPH))
    stored = dict(_stored(folder / WEIGHTS))
    for tensor in proto.graph.initializer:
        name = tensor.name.removeprefix("encoder.")
        if not name.endswith("word_embeddings.weight") or name not in stored:
            continue
        start, stop = stored[name]
        if tensor.raw_data != _bytes(folder / WEIGHTS, start, stop):
            continue
        set_external_data(tensor, location=WEIGHTS, offset=start, length=stop - start)
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
    onnx.save(proto, str(folder / GRAPH))


def _stored(path: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each tensor's name and its bytes' start and stop in a safetensors file.

    The file begins with a u64 length and so many bytes of JSON; offsets count from there:
    https://github.com/huggingface/safetensors#format
    """
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    for name, entry in header.items():
        if name != "__metadata__":
            start, stop = entry["data_offsets"]
            yield name, (8 + length + start, 8 + length + stop)


def _bytes(path: Path, start: int, stop: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(stop - start)


def _verify(
    graph: Path, ids: NDArray[np.int64], mask: NDArray[np.int64], expected: NDArray[np.float32]
) -> None:
    """Raises `ExportFailed` unless batch and single runs both give the expected vectors."""
    onnxruntime: Any = import_module("onnxruntime")  # untyped: mypy does not see what it exports
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    (together,) = session.run(None, {"ids": ids, "mask": mask})
    alone = [
        session.run(None, {"ids": row[None, on], "mask": on[None, on].astype(np.int64)})[0][0]
        for row, on in zip(ids, mask.astype(bool), strict=True)
    ]
    for found in (together, np.stack(alone)):
        cosines = np.sum(found * expected, axis=1)
        if not cosines.min() >= AGREEMENT:
            raise ExportFailed(
                f"{graph}: the exported model differs from the original (cosine "
                f"{cosines.min():.4f}, expected {AGREEMENT}); install the versions of torch and "
                "onnxruntime that pyproject.toml names"
            )
