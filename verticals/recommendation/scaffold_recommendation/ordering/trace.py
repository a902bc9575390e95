"""The order of candidates from step to step, and what each step did to an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ordering.placed import Cause, Move

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class _Step:
    """A rule that led from one order to another.

    :ivar acted: rows that it is about; None for all.
    :ivar before: places by row, 0 for those that are taken out; `after` likewise.
    """

    rule: str
    effect: Cause
    acted: Collection[int] | NDArray[np.bool_] | None
    before: NDArray[np.int64]
    after: NDArray[np.int64]

    def move(self, row: int) -> Move:
        after = int(self.after[row]) or None
        return Move(self.rule, self.effect if self._is_about(row) else "others", int(self.before[row]), after)

    def _is_about(self, row: int) -> bool:
        if self.acted is None:
            return True
        return bool(self.acted[row]) if isinstance(self.acted, np.ndarray) else row in self.acted


class Trace:
    """Rows of candidates in their present order; remembers how they came there.

    :ivar order: rows, the best first; those that were taken out are missing.
    """

    def __init__(self, order: NDArray[np.intp], count: int) -> None:
        """Begin with an order.

        :param count: of all rows.
        """
        self.order = order
        self._count = count
        self._places = self._places_of(order)
        self._steps: list[_Step] = []

    def change(
        self,
        rule: str,
        effect: Cause,
        order: NDArray[np.intp],
        acted: Collection[int] | NDArray[np.bool_] | None = None,
    ) -> None:
        """Go on with another order, which a rule has made.

        :param acted: rows that the rule is about; the others made way or moved up. None if it is about all.
        """
        if len(order) == len(self.order) and bool((order == self.order).all()):
            return
        places = self._places_of(order)
        self._steps.append(_Step(rule, effect, acted, self._places, places))
        self.order, self._places = order, places

    def moves(self, rows: Iterable[int]) -> list[tuple[Move, ...]]:
        """What happened to each of some rows, in order."""
        asked = np.fromiter(rows, dtype=np.intp)
        found: list[list[Move]] = [[] for _ in asked]
        for step in self._steps:
            for number in np.flatnonzero(step.before[asked] != step.after[asked]).tolist():
                found[number].append(step.move(int(asked[number])))
        return [tuple(each) for each in found]

    def _places_of(self, order: NDArray[np.intp]) -> NDArray[np.int64]:
        places = np.zeros(self._count, dtype=np.int64)
        places[order] = np.arange(1, len(order) + 1)
        return places
