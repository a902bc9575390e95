"""A text has to be told again from the vector of what is left of it."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.extras import need
from scaffold.models.tokens import length_sorted_batches, pad
from scaffold.pretraining.masking import IGNORED
from scaffold.pretraining.modules import denoiser
from scaffold.pretraining.segments import NO_WORD, Numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.objective import Batch
    from scaffold.pretraining.rows import Rows

DELETED = 0.6
"""Share of the tokens that the encoder does not see."""

_EVALUATION_TOKENS = 2048
# Far above any number of a training row.
_HELD_OUT = 2**40


class Denoising:
    """Sequential denoising auto-encoder (TSDAE; Wang, Reimers & Gurevych 2021, section 3).

    The encoder reads two fifths of the tokens; from its one vector a decoder tells the whole row, each token after
    those before it. The decoder is a single layer (Xiao et al. 2022, "RetroMAE", section 3.2), so that it cannot do
    without the vector, and fits any encoder.
    """

    name = "denoising"

    def __init__(self, encoder: Encoder, rows: Rows, seed: int) -> None:
        longest = int(rows.segments.lengths.max(initial=1))
        self.module = denoiser(encoder, longest, seed)
        self._pad_id = encoder.pad_id
        self._segments = rows.segments
        self._rows = rows.train
        self._held = rows.held
        self._seed = seed

    def lengths(self) -> Sequence[int]:
        """Tokens of each training row."""
        return [int(n) for n in self._segments.lengths[np.asarray(self._rows)]]

    def batch(self, keys: Sequence[int]) -> Batch:
        """`inputs` with tokens missing, `mask` 1 where one stands; the whole row `before` each of its `labels`."""
        return self._told([(self._rows[key % len(self._rows)], key) for key in keys])

    def held_out(self) -> float:
        """Mean negative log-probability of the tokens of the held-out rows."""
        torch = need("torch")
        self.module.eval()
        loss, tokens = 0.0, 0
        with torch.inference_mode():
            for batch in self._held_batches:
                told = int((batch["labels"] != IGNORED).sum())
                loss += float(self.module(**batch)["loss"]) * told
                tokens += told
        return loss / tokens if tokens else math.inf

    @cached_property
    def _held_batches(self) -> list[Batch]:
        lengths = [int(n) for n in self._segments.lengths[np.asarray(self._held)]]
        order = length_sorted_batches(lengths, _EVALUATION_TOKENS)
        return [self._told([(self._held[i], _HELD_OUT + self._held[i]) for i in rows]) for rows in order]

    def _told(self, rows: Sequence[tuple[int, int]]) -> Batch:
        torch = need("torch")
        left, whole = [], []
        for row, key in rows:
            ids, words = self._segments.row(row)
            left.append(ids[remaining(words, np.random.default_rng([self._seed, key]))].tolist())
            whole.append(ids.tolist())
        inputs, mask = pad(left, self._pad_id)
        before = pad([ids[:-1] for ids in whole], self._pad_id)[0]
        labels = pad([ids[1:] for ids in whole], IGNORED)[0]
        arrays = {"inputs": inputs, "mask": mask, "before": before, "labels": labels}
        return {name: torch.from_numpy(array) for name, array in arrays.items()}


def remaining(words: Numbers, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Places of the tokens that stay, in order: special ones, and of the others the share that is not deleted.

    :param words: which word a token belongs to, (length,); -1 for a special token. One token stays at least.
    """
    inner = np.flatnonzero(words != NO_WORD)
    count = max(1, round((1 - DELETED) * len(inner))) if len(inner) else 0
    kept = random.choice(inner, size=count, replace=False) if count else inner
    return np.sort(np.concatenate([np.flatnonzero(words == NO_WORD), kept]))
