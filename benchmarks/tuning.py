"""Fits an adapter: low-rank updates of the upper layers of an embedding model, and a linear head.

Start reading at `fit`. The lower layers stay as they are, so that their output is computed once.
On one processor core some 8,000 sentences take three minutes an epoch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from index import models
from index.torch_engine import find_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FROZEN = 5
"""Lower layers that no update changes."""
RANK = 8
SCALE = 2.0
"""Of the product of the two narrow matrices, as usual twice its rank over its rank."""
RATE, HEAD_RATE = 1e-3, 3e-3
BATCH = 32
DROPOUT = 0.1
SMOOTHING = 0.05
"""Of the labels: a sentence has one kind in the gold, and a reader may have seen another."""
LENGTH = 10.0
"""Of the vectors that the head reads; unit vectors would need weights that decay holds down."""
_MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


@dataclass(frozen=True, slots=True)
class Tuned:
    """`updates` as `index.adapter.Adapter` has them; `head` (dim, classes) for unit vectors."""

    updates: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    head: NDArray[np.float32]
    bias: NDArray[np.float32]


class _Updated(nn.Module):
    """A linear layer and the low-rank update that is learnt."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.base(states) + (states @ self.down.T @ self.up.T) * SCALE
        return found


class Tuning(nn.Module):
    """The upper layers with their updates, mean pooling, and the head."""

    def __init__(
        self, classes: int, *, base: str, prefix: str, seed: int, tokens: int = 128
    ) -> None:
        """Open the packaged model `base`; what is learnt starts at random numbers of `seed`."""
        super().__init__()
        torch.manual_seed(seed)
        torch.set_num_threads(1)  # waiting threads cost more than they bring at these sizes
        model: Any = find_model(str(models.prepare(base)))[0]
        self.tokenizer: Any = model.tokenizer
        self.encoder: Any = model.auto_model.eval()
        self.prefix, self.tokens = prefix, tokens
        for parameter in self.encoder.parameters():
            parameter.requires_grad = False
        layers = self.encoder.encoder.layer
        self.layers, self.upper = layers, layers[FROZEN:]
        self.updated: dict[str, _Updated] = {}
        for number, layer in enumerate(self.upper, FROZEN):
            for name in _MATRICES:
                parent, _, last = name.rpartition(".")
                changed = _Updated(layer.get_submodule(name))
                setattr(layer.get_submodule(parent), last, changed)
                self.updated[f"layer.{number}.{name}"] = changed
        self.dropout = nn.Dropout(DROPOUT)
        self.head = nn.Linear(self.encoder.config.hidden_size, classes)

    def lower(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> list[torch.Tensor]:
        """What the frozen layers make of each text, or of two read together: (tokens, dim)."""
        found: list[torch.Tensor] = [torch.empty(0)] * len(texts)
        order = sorted(range(len(texts)), key=lambda row: len("".join(texts[row])))
        self.encoder.encoder.layer = self.layers[:FROZEN]
        with torch.no_grad():
            for start in range(0, len(order), BATCH):
                rows = order[start : start + BATCH]
                tokens = self.tokenizer(
                    [_prefixed(self.prefix, texts[row]) for row in rows],
                    padding=True,
                    truncation=True,
                    max_length=self.tokens,
                    return_tensors="pt",
                )
                states = self.encoder(**tokens).last_hidden_state
                for place, row in enumerate(rows):
                    count = int(tokens["attention_mask"][place].sum())
                    found[row] = states[place, :count].clone()
        self.encoder.encoder.layer = self.layers
        return found

    def forward(self, states: Sequence[torch.Tensor]) -> torch.Tensor:
        """The logits (n, classes) of texts whose lower states are given."""
        longest = max(len(state) for state in states)
        padded = torch.zeros(len(states), longest, states[0].shape[1])
        mask = torch.zeros(len(states), longest)
        for row, state in enumerate(states):
            padded[row, : len(state)] = state
            mask[row, : len(state)] = 1
        hidden = padded
        blocked = torch.zeros(mask.shape).masked_fill(mask == 0, -1e9)[:, None, None, :]
        # Learning in 16 bits takes a third of the time where a processor multiplies them.
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            for layer in self.upper:
                found = layer(hidden, blocked)
                hidden = found[0] if isinstance(found, tuple) else found
        hidden = hidden.float()
        vectors = nn.functional.normalize((hidden * mask[..., None]).sum(1), dim=-1)
        logits: torch.Tensor = self.head(self.dropout(vectors * LENGTH))
        return logits

    def result(self) -> Tuned:
        """What was learnt."""
        updates = {
            name: (
                layer.down.detach().numpy().copy(),
                (layer.up.detach() * SCALE).numpy().copy(),
            )
            for name, layer in self.updated.items()
        }
        weight = (self.head.weight.detach() * LENGTH).numpy().T.copy()
        return Tuned(updates, weight, self.head.bias.detach().numpy().copy())


def _prefixed(prefix: str, text: str | tuple[str, str]) -> str | tuple[str, str]:
    return prefix + text if isinstance(text, str) else text


def fit(
    tuning: Tuning,
    states: Sequence[torch.Tensor],
    labels: NDArray[np.int64],
    *,
    epochs: int,
    seed: int,
) -> None:
    """Learn from texts whose `lower` states are given; prints the loss of each epoch."""
    draw = np.random.default_rng(seed)
    own = [p for name, p in tuning.named_parameters() if p.requires_grad and "head" not in name]
    groups = [{"params": own}, {"params": list(tuning.head.parameters()), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    steps = epochs * -(-len(states) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, 10 * (step + 1) / steps) * max(0.0, 1 - step / steps)
    )
    for epoch in range(epochs):
        tuning.train()
        losses = []
        for rows in _batches(states, draw):
            truth = torch.from_numpy(labels[rows])
            loss = nn.functional.cross_entropy(
                tuning([states[row] for row in rows]), truth, label_smoothing=SMOOTHING
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(own, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}", flush=True)
    tuning.eval()


def logits(tuning: Tuning, states: Sequence[torch.Tensor]) -> NDArray[np.float32]:
    """The logits (n, classes) of texts whose `lower` states are given."""
    order = sorted(range(len(states)), key=lambda row: len(states[row]))
    found = np.zeros((len(states), tuning.head.out_features), np.float32)
    with torch.no_grad():
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found[rows] = tuning([states[row] for row in rows]).numpy()
    return found


def _batches(states: Sequence[torch.Tensor], draw: np.random.Generator) -> list[list[int]]:
    """Shuffled rows, in batches of like length."""
    order = draw.permutation(len(states))
    batches = []
    for start in range(0, len(order), 16 * BATCH):
        part = sorted(order[start : start + 16 * BATCH].tolist(), key=lambda row: len(states[row]))
        batches += [part[place : place + BATCH] for place in range(0, len(part), BATCH)]
    return [batches[number] for number in draw.permutation(len(batches))]
