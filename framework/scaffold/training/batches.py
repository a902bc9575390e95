"""The order in which training texts are seen: like lengths together, batches shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_POOL = 50


class LengthGroupedOrder:
    """Indices whose consecutive runs of `batch_size` have like lengths; a new order each epoch.

    Texts are shuffled, cut into pools of 50 batches, sorted by length inside a pool, and the batches of all
    pools shuffled. The order depends on the seed and the epoch alone, so an interrupted run continues with
    the same batches.
    """

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self.lengths = np.asarray(lengths)
        self.batch_size = batch_size
        self.seed = seed
        self.epoch = 0

    def __len__(self) -> int:
        return len(self.lengths)

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch whose order is given next."""
        self.epoch = epoch

    def __iter__(self) -> Iterator[int]:
        random = np.random.default_rng([self.seed, self.epoch])
        shuffled = random.permutation(len(self.lengths))
        pool = self.batch_size * _POOL
        batches: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
        for start in range(0, len(shuffled), pool):
            part = shuffled[start : start + pool]
            part = part[np.argsort(self.lengths[part], kind="stable")]
            batches.extend(part[i : i + self.batch_size] for i in range(0, len(part), self.batch_size))
        # A short batch anywhere but at the end would shift all that follow.
        short = [batch for batch in batches if len(batch) < self.batch_size]
        whole = [batch for batch in batches if len(batch) == self.batch_size]
        for index in random.permutation(len(whole)):
            yield from whole[index].tolist()
        for batch in short:
            yield from batch.tolist()


def whole_batches(rows: Sequence[Any], order: LengthGroupedOrder, collate: Callable[[list[Any]], Any]) -> Any:
    """A torch loader that gives each of several processes the same batches; `collate` takes the share of each."""
    data = need("torch.utils.data")

    class WholeBatches(data.DataLoader):  # type: ignore[misc, name-defined]
        """Trainer tells it the epoch, as it does those that divide batches among processes."""

        def set_epoch(self, epoch: int) -> None:
            order.set_epoch(epoch)

    return WholeBatches(rows, batch_size=order.batch_size, sampler=order, collate_fn=collate)
