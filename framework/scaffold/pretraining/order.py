"""In which order rows are seen over several passes through the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.training.batches import LengthGroupedOrder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Passes:
    """Numbers `pass x rows + row`, like lengths together, for so many steps of `batch_size`.

    One number says both the row and how often it was seen, so what is random about it (which words are hidden) follows
    from the number alone, and an interrupted training goes on as it would have gone.
    """

    def __init__(self, lengths: Sequence[int], batch_size: int, steps: int, seed: int) -> None:
        self._order = LengthGroupedOrder(lengths, batch_size, seed)
        self._batch_size = batch_size
        self._total = steps * batch_size

    def __len__(self) -> int:
        return self._total

    def __iter__(self) -> Iterator[int]:
        rows = len(self._order)
        # What does not fill a batch would let the next pass begin in the middle of one.
        whole = rows - rows % self._batch_size
        for number in range(self._total):
            turn, place = divmod(number, whole)
            if place == 0:
                self._order.set_epoch(turn)
                order = iter(self._order)
            yield turn * rows + next(order)
