"""A text seen twice has to find itself among others."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scaffold.extras import need
from scaffold.models.tokens import pad
from scaffold.pretraining.modules import twin_model
from scaffold.pretraining.objective import HELD_OUT, Batch, RowObjective, tensors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.rows import Rows

# Tokens from which on a part of a text says what the whole is about.
_LONG = 32


class Twins(RowObjective):
    """A text twice through the network has to find itself among others (SimCSE; Gao et al. 2021, section 3).

    Dropout makes the two differ; of a long text each side sees a span of its own (Izacard et al. 2022, section 3.1).
    """

    name = "contrastive"

    def __init__(self, encoder: Encoder, rows: Rows, temperature: float, batch_size: int, seed: int) -> None:
        super().__init__(encoder, rows, seed)
        self.module = twin_model(encoder, temperature)
        self._batch_size = batch_size

    def held_out(self) -> float:
        """Mean loss in batches of the training's size, with the same dropout every time."""
        torch = need("torch")
        losses = []
        self.module.train()
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(self.seed)
            for batch in self._held_batches:
                losses.append(float(self.module(**batch)["loss"]))
        return float(np.mean(losses)) if losses else math.inf

    @cached_property
    def _held_batches(self) -> list[Batch]:
        size = min(self._batch_size, len(self.held))
        starts = range(0, len(self.held) - size + 1, size)
        parts = [self.held[start : start + size] for start in starts if size > 1]
        return [self.examples([(row, HELD_OUT + row) for row in part]) for part in parts]

    def examples(self, rows: Sequence[tuple[int, int]]) -> Batch:
        """Two views of each row."""
        sides: tuple[list[list[int]], list[list[int]]] = ([], [])
        for row, key in rows:
            random = self.noise(key)
            for side in sides:
                side.append(self._span(row, random))
        (left, left_mask), (right, right_mask) = (pad(side, self.pad_id) for side in sides)
        return tensors(left=left, left_mask=left_mask, right=right, right_mask=right_mask)

    def _span(self, row: int, random: np.random.Generator) -> list[int]:
        """The row, or of a long one a run of half its tokens or more, the special tokens as they are."""
        ids, words = self.segments.row(row)
        inner = np.flatnonzero(words >= 0)
        if len(inner) < _LONG:
            return list(ids.tolist())
        length = int(random.integers(len(inner) // 2, len(inner) + 1))
        first = int(random.integers(0, len(inner) - length + 1))
        kept = inner[first : first + length]
        return [*ids[: inner[0]].tolist(), *ids[kept].tolist(), *ids[inner[-1] + 1 :].tolist()]
