"""An order in which texts of one label come in twos, so that no batch is without something to bring together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.training.batches import LengthGroupedOrder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class PairedOrder(LengthGroupedOrder):
    """Every index once an epoch, each beside another of its label where there is one; other twos in each epoch.

    Pairs are drawn as they are needed: a list of all would grow with the square of the texts of a label.

    :param labels: one an index.
    """

    def __init__(self, lengths: Sequence[int], labels: Sequence[int], batch_size: int, seed: int) -> None:
        super().__init__(lengths, batch_size, seed)
        self.labels = np.asarray(labels)

    def __iter__(self) -> Iterator[int]:
        pairs = self._pairs(np.random.default_rng([self.seed, self.epoch, 1]))
        lengths = [max(int(self.lengths[i]) for i in pair) for pair in pairs]
        order = LengthGroupedOrder(lengths, max(1, self.batch_size // 2), self.seed)
        order.set_epoch(self.epoch)
        # One that stands alone would shift all pairs behind it.
        numbers = sorted(order, key=lambda number: len(pairs[number]) < 2)
        for number in numbers:
            yield from pairs[number]

    def _pairs(self, random: np.random.Generator) -> list[list[int]]:
        """Twos of one label; what is left over, one a label at most, in twos of different ones."""
        left: list[int] = []
        pairs: list[list[int]] = []
        for label in np.unique(self.labels):
            rows = random.permutation(np.flatnonzero(self.labels == label)).tolist()
            pairs += [rows[i : i + 2] for i in range(0, len(rows) - 1, 2)]
            left += rows[len(rows) - len(rows) % 2 :]
        left = random.permutation(np.array(left, dtype=np.int64)).tolist()
        return [*pairs, *(left[i : i + 2] for i in range(0, len(left), 2))]
