"""What is learned without labels: to guess hidden words, and to know a text again."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from scaffold.extras import need
from scaffold.models.tokens import length_sorted_batches, pad
from scaffold.pretraining.masking import IGNORED, Masking
from scaffold.pretraining.modules import masked_language_model, twin_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.rows import Rows

Batch = dict[str, Any]

_EVALUATION_TOKENS = 2048
# Tokens from which on a part of a text says what the whole is about.
_LONG = 32
# Far above any number of a training row.
_HELD_OUT = 2**40


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


class MaskedWords:
    """Masked language modelling (Devlin et al. 2019, section 3.1) of whole words.

    :param rate: share of the tokens that are hidden.
    """

    name = "mlm"

    def __init__(self, encoder: Encoder, rows: Rows, rate: float, seed: int) -> None:
        self.module = masked_language_model(encoder, seed)
        self._pad_id = encoder.pad_id
        self._segments = rows.segments
        self._rows = rows.train
        self._held = rows.held
        self._masking = Masking.of(encoder.tokenizer, rate)
        self._seed = seed

    def lengths(self) -> Sequence[int]:
        """Tokens of each training row."""
        return [int(n) for n in self._segments.lengths[np.asarray(self._rows)]]

    def batch(self, keys: Sequence[int]) -> Batch:
        """`inputs` with words hidden, `mask` 1 where a token stands, `labels` -100 where nothing is hidden."""
        return self._hidden([(self._rows[key % len(self._rows)], key) for key in keys])

    def held_out(self) -> float:
        """Mean negative log-probability of the hidden tokens; `exp` of it is the pseudo-perplexity."""
        torch = need("torch")
        self.module.eval()
        loss, tokens = 0.0, 0
        with torch.inference_mode():
            for batch in self._held_batches:
                hidden = int((batch["labels"] != IGNORED).sum())
                loss += float(self.module(**batch)["loss"]) * hidden
                tokens += hidden
        return loss / tokens if tokens else math.inf

    @cached_property
    def _held_batches(self) -> list[Batch]:
        lengths = [int(n) for n in self._segments.lengths[np.asarray(self._held)]]
        order = length_sorted_batches(lengths, _EVALUATION_TOKENS)
        return [self._hidden([(self._held[i], _HELD_OUT + self._held[i]) for i in rows]) for rows in order]

    def _hidden(self, rows: Sequence[tuple[int, int]]) -> Batch:
        seen, labels = [], []
        for row, key in rows:
            ids, truth = self._masking.hide(*self._segments.row(row), np.random.default_rng([self._seed, key]))
            seen.append(ids.tolist())
            labels.append(truth.tolist())
        inputs, mask = pad(seen, self._pad_id)
        return _tensors(inputs=inputs, mask=mask, labels=pad(labels, IGNORED)[0])


class Twins:
    """A text twice through the network has to find itself among others (SimCSE; Gao et al. 2021, section 3).

    Dropout makes the two differ; of a long text each side sees a span of its own (Izacard et al. 2022, section 3.1).
    """

    name = "contrastive"

    def __init__(self, encoder: Encoder, rows: Rows, temperature: float, batch_size: int, seed: int) -> None:
        self.module = twin_model(encoder, temperature)
        self._pad_id = encoder.pad_id
        self._segments = rows.segments
        self._rows = rows.train
        self._held = rows.held
        self._batch_size = batch_size
        self._seed = seed

    def lengths(self) -> Sequence[int]:
        """Tokens of each training row."""
        return [int(n) for n in self._segments.lengths[np.asarray(self._rows)]]

    def batch(self, keys: Sequence[int]) -> Batch:
        """Two views of each row."""
        return self._views([(self._rows[key % len(self._rows)], key) for key in keys])

    def held_out(self) -> float:
        """Mean loss in batches of the training's size, with the same dropout every time."""
        torch = need("torch")
        losses = []
        self.module.train()
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(self._seed)
            for batch in self._held_batches:
                losses.append(float(self.module(**batch)["loss"]))
        return float(np.mean(losses)) if losses else math.inf

    @cached_property
    def _held_batches(self) -> list[Batch]:
        size = min(self._batch_size, len(self._held))
        starts = range(0, len(self._held) - size + 1, size)
        return [self._views([(row, _HELD_OUT + row) for row in self._held[s : s + size]]) for s in starts if size > 1]

    def _views(self, rows: Sequence[tuple[int, int]]) -> Batch:
        sides: tuple[list[list[int]], list[list[int]]] = ([], [])
        for row, key in rows:
            random = np.random.default_rng([self._seed, key])
            for side in sides:
                side.append(self._span(row, random))
        (left, left_mask), (right, right_mask) = (pad(side, self._pad_id) for side in sides)
        return _tensors(left=left, left_mask=left_mask, right=right, right_mask=right_mask)

    def _span(self, row: int, random: np.random.Generator) -> list[int]:
        """The row, or of a long one a run of half its tokens or more, the special tokens as they are."""
        ids, words = self._segments.row(row)
        inner = np.flatnonzero(words >= 0)
        if len(inner) < _LONG:
            return list(ids.tolist())
        length = int(random.integers(len(inner) // 2, len(inner) + 1))
        first = int(random.integers(0, len(inner) - length + 1))
        kept = inner[first : first + length]
        return [*ids[: inner[0]].tolist(), *ids[kept].tolist(), *ids[inner[-1] + 1 :].tolist()]


def _tensors(**arrays: Any) -> Batch:
    torch = need("torch")
    return {name: torch.from_numpy(array) for name, array in arrays.items()}
