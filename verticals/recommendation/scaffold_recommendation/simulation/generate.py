"""A dated log of what simulated readers did in a shop that shows everybody everything.

Reader r comes to about n = max(1, a_r share ** 0.3) items, share being the part of the period after the first day, on
days between the first and a last one: two readers of three stay to the end, the others leave on any day. More people
come at weekends (1.35 times) and in the weeks before the year ends (1.6 times). Most visits end with one item; after
each there is one more, minutes later, with probability 0.35. What is on the wish list is bought later in two cases of
five, 3 to 40 days after. Events are made in the order of time, so that what was popular yesterday is seen by everybody
today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.simulation.reader import PURCHASE, WISH, Choosing
from scaffold_recommendation.simulation.streams import stream
from scaffold_recommendation.simulation.taste import DAY, END, START

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.simulation.shelf import Shelf
    from scaffold_recommendation.simulation.taste import Reader

_SHARE_COUNTS, _STAYS = 0.3, 2 / 3
_WEEKEND, _YEAR_END = 1.35, 1.6
_MORE = 0.35
_BETWEEN = (60.0, 900.0)
_LATER_BOUGHT, _WAIT = 0.4, (3.0, 40.0)
# Shares of the hours of a day, from midnight.
_HOURS = np.array([2, 1, 1, 0, 0, 1, 2, 4, 5, 5, 5, 5, 7, 6, 5, 5, 5, 6, 8, 10, 12, 12, 9, 5], dtype=float)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One row of the log.

    :ivar kind: `view`, `wishlist` or `purchase`: the most that came of it; who buys has viewed.
    :ivar rating: 1 to 5 stars, None for most.
    :ivar time: whole seconds since 1970 (UTC).
    """

    user: str
    item: str
    kind: str
    rating: int | None
    time: int


def log(
    shelf: Shelf, readers: Sequence[Reader], seed: int, start: float = START, end: float = END
) -> Iterator[LoggedEvent]:
    """What readers took between two moments, in the order of time.

    :param start: in seconds since 1970.
    :param end: the moment after the last.
    """
    choosing = Choosing(shelf)
    days = _days(start, end)
    rngs = [stream(seed, "choices", reader.name) for reader in readers]
    # (time, number of the reader, item that waits on the wish list or -1)
    coming = [
        (time, number, -1)
        for number, reader in enumerate(readers)
        for time in _times(reader, stream(seed, "visits", reader.name), days, end)
    ]
    heapify(coming)
    while coming:
        time, number, waiting = heappop(coming)
        reader, rng = readers[number], rngs[number]
        liking = choosing.liking(reader, time)
        item = choosing.browse(reader, time, liking, rng) if waiting < 0 else waiting
        if item is None or (waiting >= 0 and time >= shelf.until[item]):
            continue
        above = float(choosing.above(reader, liking)[item])
        kind = choosing.kind(above, rng) if waiting < 0 else PURCHASE
        choosing.take(reader, item, time)
        stars = choosing.rating(reader, above, rng) if kind == PURCHASE else None
        yield LoggedEvent(reader.name, shelf.ids[item], kind, stars, int(time))
        if kind == WISH and rng.random() < _LATER_BOUGHT:
            later = time + DAY * float(rng.uniform(*_WAIT))
            if later < end:
                heappush(coming, (later, number, item))


def _times(
    reader: Reader, rng: np.random.Generator, days: tuple[NDArray[np.float64], NDArray[np.float64]], end: float
) -> list[float]:
    """The moments at which a reader takes something."""
    midnights, crowds = days
    start = midnights[0]
    first = max(start, reader.first_day)
    if first >= end:
        return []
    wanted = max(1, round(reader.activity * ((end - first) / (end - start)) ** _SHARE_COUNTS))
    stays, leaves = rng.random(2)
    last = end if stays < _STAYS else first + (end - first) * float(leaves)
    open_days = (midnights >= first) & (midnights <= max(last, first + DAY))
    midnights, crowds = midnights[open_days], crowds[open_days]
    times: list[float] = []
    while len(times) < wanted:
        moment = midnights[_drawn(rng, crowds)] + 3600 * (_drawn(rng, _HOURS) + float(rng.random()))
        times.append(moment)
        while len(times) < wanted and rng.random() < _MORE:
            moment += float(rng.uniform(*_BETWEEN))
            times.append(moment)
    return [time for time in times if time < end]


def _days(start: float, end: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The midnights of the period, and how many people come on each day, in relation."""
    found: NDArray[np.float64] = np.arange(start // DAY * DAY, end, DAY)
    dates = [datetime.fromtimestamp(day, UTC) for day in found]
    weekend = np.array([_WEEKEND if date.weekday() >= 5 else 1.0 for date in dates])
    year_end = np.array([_YEAR_END if date.month == 12 or (date.month, date.day) > (11, 20) else 1.0 for date in dates])
    return found, np.asarray(weekend * year_end)


def _drawn(rng: np.random.Generator, weights: NDArray[np.float64]) -> int:
    """A place, with a probability in proportion to its weight."""
    sums = np.cumsum(weights)
    return int(np.searchsorted(sums, rng.random() * sums[-1], side="right"))
