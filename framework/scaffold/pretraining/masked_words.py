"""Hidden words have to be guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.models.tokens import pad
from scaffold.pretraining.masking import IGNORED, Masking
from scaffold.pretraining.modules import masked_language_model
from scaffold.pretraining.objective import Batch, TokenObjective, frequencies, tensors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.pretraining.rows import Rows


class MaskedWords(TokenObjective):
    """Masked language modelling (Devlin et al. 2019, section 3.1) of whole words.

    :param rate: share of the tokens that are hidden.
    """

    name = "mlm"

    def __init__(self, encoder: Encoder, rows: Rows, rate: float, seed: int) -> None:
        super().__init__(encoder, rows, seed)
        self.module = masked_language_model(encoder, seed, frequencies(encoder, rows))
        self._masking = Masking.of(encoder.tokenizer, rate)

    def examples(self, rows: Sequence[tuple[int, int]]) -> Batch:
        """`inputs` with words hidden, `mask` 1 where a token stands, `labels` -100 where nothing is hidden."""
        seen, labels = [], []
        for row, key in rows:
            ids, truth = self._masking.hide(*self.segments.row(row), self.noise(key))
            seen.append(ids.tolist())
            labels.append(truth.tolist())
        inputs, mask = pad(seen, self.pad_id)
        return tensors(inputs=inputs, mask=mask, labels=pad(labels, IGNORED)[0])
