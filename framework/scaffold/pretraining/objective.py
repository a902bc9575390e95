"""What is learned without labels: batches of rows that depend on a number alone, and a figure on held-out rows."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from scaffold.extras import need
from scaffold.models.tokens import length_sorted_batches
from scaffold.pretraining.masking import IGNORED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.rows import Rows

Batch = dict[str, Any]

HELD_OUT = 2**40
"""Added to the number of a held-out row: far above any number of a training row."""

_EVALUATION_TOKENS = 2048


class Objective(Protocol):
    """A module to train, its batches, and its figure on held-out rows."""

    module: Any
    name: str

    def lengths(self) -> Sequence[int]:
        """Tokens of each training row."""

    def batch(self, keys: Sequence[int]) -> Batch:
        """Arguments of the module for some numbers of `Passes`."""

    def held_out(self) -> float:
        """Mean loss on the held-out rows, the same ones with the same noise every time."""


class RowObjective(ABC):
    """The rows of an objective; `examples` of a kind of its own makes arguments of the module of them.

    :ivar held: numbers of the held-out rows.
    """

    def __init__(self, encoder: Encoder, rows: Rows, seed: int) -> None:
        self.pad_id = encoder.pad_id
        self.segments = rows.segments
        self.rows = rows.train
        self.held = rows.held
        self.seed = seed

    def lengths(self) -> Sequence[int]:
        """Tokens of each training row."""
        return self.lengths_of(self.rows)

    def lengths_of(self, rows: Sequence[int]) -> list[int]:
        """Tokens of some rows."""
        return [int(n) for n in self.segments.lengths[np.asarray(rows)]]

    def batch(self, keys: Sequence[int]) -> Batch:
        """The rows that the numbers mean, each with the noise of its number."""
        return self.examples([(self.rows[key % len(self.rows)], key) for key in keys])

    @abstractmethod
    def examples(self, rows: Sequence[tuple[int, int]]) -> Batch:
        """Arguments of the module for numbers of rows, each with the number that its noise depends on."""

    def noise(self, key: int) -> np.random.Generator:
        """What is random about a row of that number."""
        return np.random.default_rng([self.seed, key])


class TokenObjective(RowObjective):
    """One whose module gives the mean loss of the tokens that its `labels` name."""

    module: Any

    def held_out(self) -> float:
        """Mean negative log-probability of the tokens that are to be found; `exp` of it is a perplexity."""
        torch = need("torch")
        self.module.eval()
        loss, tokens = 0.0, 0
        with torch.inference_mode():
            for batch in self._held_batches:
                wanted = int((batch["labels"] != IGNORED).sum())
                loss += float(self.module(**batch)["loss"]) * wanted
                tokens += wanted
        return loss / tokens if tokens else math.inf

    @cached_property
    def _held_batches(self) -> list[Batch]:
        order = length_sorted_batches(self.lengths_of(self.held), _EVALUATION_TOKENS)
        return [self.examples([(self.held[i], HELD_OUT + self.held[i]) for i in rows]) for rows in order]


def frequencies(encoder: Encoder, rows: Rows) -> Matrix:
    """Share of each token in the rows to train on, (vocabulary,); one that never comes counts a tenth."""
    size = len(encoder.model.get_input_embeddings().weight)
    counts = np.bincount(rows.known.ids, minlength=size) + 0.1
    return np.asarray(counts / counts.sum(), dtype=np.float32)


def tensors(**arrays: Any) -> Batch:
    """Arrays as tensors."""
    torch = need("torch")
    return {name: torch.from_numpy(array) for name, array in arrays.items()}
