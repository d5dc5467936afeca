"""Every option that a person can set, with its default and the reason for it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from answer.errors import LibraryError
from answer.whereabouts import place
from index.models import resolve

if TYPE_CHECKING:
    from answer.whereabouts import Place

DEFAULT_MODELS: Final = ("multilingual-e5-small", "all-MiniLM-L6-v2")
"""The first is for every language and for extraction; the second sees other things in English
(see the README's figures), and is used for English beside it."""


def _models() -> tuple[str, ...]:
    named = os.environ.get("GUIDEGRAPH_MODEL", "")
    return tuple(part.strip() for part in named.split(",") if part.strip())


def _named(name: str) -> str:
    return os.environ.get(name, "").strip()


def default_library() -> Place:
    """`GUIDEGRAPH_LIBRARY` (a folder, or an address on PostgreSQL), else the user's data folder."""
    named = os.environ.get("GUIDEGRAPH_LIBRARY")
    if named:
        return place(named)
    import platformdirs

    return Path(platformdirs.user_data_path("guidegraph", appauthor=False)) / "library"


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of a library and of its answers."""

    models: tuple[str, ...] = field(default_factory=_models)
    """Embedding models by name, the first for all languages; none named: the library's own."""

    largest_file: int = 50 * 1024 * 1024
    """Bytes of a file that is read; the longest manuals seen have 20 MB, most of it pictures."""

    longest_question: int = 2_000
    """Characters; a situation told in full takes 1,500, what is longer is a pasted document."""

    lines: int = 5
    """Practices in an answer: design.md of this project says three to five, more are not read."""

    others: int = 4
    """Lines in each of the other sections."""

    llm_url: str = field(default_factory=lambda: _named("GUIDEGRAPH_LLM_URL"))
    """Address of an OpenAI-compatible language model, such as http://127.0.0.1:11434/v1; none by
    default, and used only where a command asks for it (`ask --summary`)."""

    llm_model: str = field(default_factory=lambda: _named("GUIDEGRAPH_LLM_MODEL"))
    """Its name there."""

    llm_key: str = field(default_factory=lambda: _named("GUIDEGRAPH_LLM_KEY"), repr=False)
    """Its key, where it wants one."""

    llm_seconds: float = 30.0
    """Seconds for its whole reply: a small model on a laptop writes 200 words in about 20."""

    def __post_init__(self) -> None:
        """Look that no model is named twice, by whatever name.

        Raises:
            LibraryError: one is.
        """
        seen: set[str] = set()
        for named in self.models:
            packaged = resolve(named)
            name = packaged.name if packaged is not None else named
            if name in seen:
                raise LibraryError(
                    f"{named}: this model is named twice; name each once in --model or "
                    "GUIDEGRAPH_MODEL"
                )
            seen.add(name)

    @property
    def new_models(self) -> tuple[str, ...]:
        """The models of a library that is new."""
        return self.models or DEFAULT_MODELS
