"""An order in which texts of heads that have few are seen more often than their number would have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.training.batches import LengthGroupedOrder

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from scaffold.models.pair_ranks import Numbers


class SampledOrder(LengthGroupedOrder):
    """As many indices an epoch as there are, of each group in proportion to its size to the power of `exponent`.

    Tasks of a multi-task training are sampled so (Raffel et al. 2020, section 3.5.2, where the exponent is 1/T). Of a
    group that is drawn more often than it has texts, each text comes as often as any other, or once more; of one that
    is drawn less, other texts in each epoch.

    :param groups: one an index, such as the names of the heads that a text has labels for.
    """

    def __init__(
        self, lengths: Sequence[int], groups: Sequence[Hashable], exponent: float, batch_size: int, seed: int
    ) -> None:
        super().__init__(lengths, batch_size, seed)
        numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
        self.groups = np.array([numbers[group] for group in groups], dtype=np.int64)
        self.exponent = exponent

    def __iter__(self) -> Iterator[int]:
        drawn = self._drawn(np.random.default_rng([self.seed, self.epoch, 2]))
        order = LengthGroupedOrder(self.lengths[drawn].tolist(), self.batch_size, self.seed)
        order.set_epoch(self.epoch)
        for place in order:
            yield int(drawn[place])

    def _drawn(self, random: np.random.Generator) -> Numbers:
        """The indices of an epoch, (n,)."""
        rows = [np.flatnonzero(self.groups == group) for group in range(self.groups.max(initial=-1) + 1)]
        drawn = []
        for own, count in zip(rows, self._counts([len(own) for own in rows]), strict=True):
            whole, rest = divmod(count, len(own))
            drawn += [np.tile(own, whole), random.permutation(own)[:rest]]
        return np.concatenate([np.zeros(0, dtype=np.int64), *drawn])

    def _counts(self, sizes: Sequence[int]) -> list[int]:
        """How many of each group; as many together as there are."""
        weights = np.array(sizes, dtype=np.float64) ** self.exponent
        edges = np.rint(np.concatenate([[0.0], np.cumsum(weights / weights.sum() * sum(sizes))])) if sizes else []
        return [int(count) for count in np.diff(edges)]
