"""A text has to be told again from the vector of what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.models.tokens import pad
from scaffold.pretraining.masking import IGNORED
from scaffold.pretraining.modules import denoiser
from scaffold.pretraining.objective import Batch, TokenObjective, frequencies, tensors
from scaffold.pretraining.segments import NO_WORD, Numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.rows import Rows

DELETED = 0.6
"""Share of the tokens that the encoder does not see."""


class Denoising(TokenObjective):
    """Sequential denoising auto-encoder (TSDAE; Wang, Reimers & Gurevych 2021, section 3).

    The encoder reads two fifths of the tokens; from its one vector a decoder tells the whole row, each token after
    those before it. The decoder is a single layer (Xiao et al. 2022, "RetroMAE", section 3.2), so that it cannot do
    without the vector, and fits any encoder.
    """

    name = "denoising"

    def __init__(self, encoder: Encoder, rows: Rows, seed: int) -> None:
        super().__init__(encoder, rows, seed)
        self.module = denoiser(encoder, int(rows.segments.lengths.max(initial=1)), seed, frequencies(encoder, rows))

    def examples(self, rows: Sequence[tuple[int, int]]) -> Batch:
        """`inputs` with tokens missing, `mask` 1 where one stands; the whole row `before` each of its `labels`."""
        left, whole = [], []
        for row, key in rows:
            ids, words = self.segments.row(row)
            left.append(ids[remaining(words, self.noise(key))].tolist())
            whole.append(ids.tolist())
        inputs, mask = pad(left, self.pad_id)
        before = pad([ids[:-1] for ids in whole], self.pad_id)[0]
        return tensors(inputs=inputs, mask=mask, before=before, labels=pad([ids[1:] for ids in whole], IGNORED)[0])


def remaining(words: Numbers, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Places of the tokens that stay, in order: special ones, and of the others the share that is not deleted.

    :param words: which word a token belongs to, (length,); -1 for a special token. One token stays at least.
    """
    inner = np.flatnonzero(words != NO_WORD)
    count = max(1, round((1 - DELETED) * len(inner))) if len(inner) else 0
    kept = random.choice(inner, size=count, replace=False) if count else inner
    return np.sort(np.concatenate([np.flatnonzero(words == NO_WORD), kept]))
