"""The word embeddings that training touches, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold.models.tokens import TokenIds


class CompactVocabulary:
    """Replaces a model's word embeddings by the rows its texts use, and puts the learned rows back.

    Half of a small encoder's parameters are word embeddings, and a domain uses a few thousand of them. The
    others get no gradient; a dense optimizer still reads and writes them at every step. With weight decay
    off for embeddings, training on the rows in use gives the same weights.
    """

    def __init__(self, model: Any, sequences: Iterable[TokenIds], pad_id: int) -> None:
        torch = need("torch")
        self.model = model
        self.full = model.get_input_embeddings()
        self.used = np.array(sorted({pad_id}.union(*sequences)), dtype=np.int64)
        self.pad_id = int(np.searchsorted(self.used, pad_id))
        compact = torch.nn.Embedding(len(self.used), self.full.weight.shape[1])
        with torch.no_grad():
            compact.weight.copy_(self.full.weight[torch.from_numpy(self.used)])
        model.set_input_embeddings(compact)

    def translate(self, sequences: Sequence[TokenIds]) -> list[TokenIds]:
        """Token ids of the full vocabulary to rows of the compact one."""
        return [np.searchsorted(self.used, sequence).tolist() for sequence in sequences]

    def restore(self) -> None:
        """Give the model its full vocabulary back, the used rows as they were learned."""
        torch = need("torch")
        with torch.no_grad():
            self.full.weight[torch.from_numpy(self.used)] = self.model.get_input_embeddings().weight
        self.model.set_input_embeddings(self.full)
