"""Places that are filled by chance, with the probability of what came there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ordering.boosts import deviation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.ordering.caps import Tally
    from scaffold_recommendation.ordering.settings import OrderingSettings
    from scaffold_recommendation.ordering.trace import Trace


class Explorer:
    """Fills places from the first to the last, each with the next of the order or, now and then, by chance.

    With probability `explore` a place is filled by chance, from as many of those that are left as `depth` says: all
    with the same probability (epsilon-greedy), or in proportion to exp(utility / temperature), which for `explore` 1 is
    sampling from a Plackett-Luce model. The utility of the j-th of the order is the j-th highest score, in standard
    deviations, so that a low temperature leaves the order as it is, whatever made it.
    """

    def __init__(
        self, order: NDArray[np.intp], scores: NDArray[np.float64], settings: OrderingSettings, seed: int | None
    ) -> None:
        """Begin with an order.

        :param order: rows, the best first.
        :param scores: by row.
        """
        self._rest: list[int] = order.tolist()
        self._settings = settings
        self._random = np.random.default_rng(seed)
        own = scores[order]
        self._utility = np.zeros(len(scores))
        self._utility[order] = np.sort(own)[::-1] / deviation(own)
        self.drawn: list[int] = []
        """Rows that came to a place by chance, though another was next."""

    @property
    def rest(self) -> list[int]:
        """Rows that have no place, in their order."""
        return self._rest

    def probabilities(self, tally: Tally) -> tuple[list[int], NDArray[np.float64]]:
        """The rows that may come next, and how likely each does; the first is the next of the order.

        :param tally: a row for which a cap has no room does not come next; if the cap is soft, for want of others it
            may.
        """
        depth, explore = self._settings.depth, self._settings.explore
        free = [row for row in self._rest if tally.full(row) is None][:depth]
        if not free:
            free = [row for row in self._rest if (cap := tally.full(row)) is None or not cap.is_hard][:depth]
        chances = explore * self._chances(free)
        if free:
            chances[0] += 1.0 - explore
        return free, chances

    def _chances(self, rows: Sequence[int]) -> NDArray[np.float64]:
        if not rows or self._settings.explore_by == "epsilon":
            return np.full(len(rows), 1.0 / max(len(rows), 1))
        utility = self._utility[rows] / self._settings.temperature
        likely = np.exp(utility - utility.max())
        return np.asarray(likely / likely.sum(), dtype=np.float64)

    def draw(self, tally: Tally) -> tuple[int, float] | None:
        """The row that comes next, which is counted, and how likely that was; None where none may."""
        rows, chances = self.probabilities(tally)
        if not rows:
            return None
        number = min(int(np.searchsorted(np.cumsum(chances), self._random.random(), side="right")), len(rows) - 1)
        row = rows[number]
        if number:
            self.drawn.append(row)
        self._rest.remove(row)
        tally.take(row)
        return row, float(chances[number])


def explore(
    trace: Trace,
    seats: Mapping[int, int],
    tally: Tally,
    scores: NDArray[np.float64],
    length: int,
    settings: OrderingSettings,
    seed: int | None,
) -> list[float]:
    """Fill the places that are not seats, and give the probability of each place of the list.

    :param seats: row by place, counted from 1.
    :param tally: in which only the rows of seats are counted.
    :param length: of the list.
    """
    rows = set(seats.values())
    order = np.asarray([row for row in trace.order.tolist() if row not in rows], dtype=np.intp)
    explorer = Explorer(order, scores, settings, seed)
    shown: list[int] = []
    likely: list[float] = []
    waiting = sorted(seats)
    while len(shown) < length:
        drawn = None if waiting and waiting[0] == len(shown) + 1 else explorer.draw(tally)
        if drawn is None:
            if not waiting:
                break
            drawn = seats[waiting.pop(0)], 1.0
        shown.append(drawn[0])
        likely.append(drawn[1])
    left = explorer.rest if len(shown) == length else []
    trace.change("exploration", "exploration", np.asarray([*shown, *left], dtype=np.intp), explorer.drawn)
    return likely
