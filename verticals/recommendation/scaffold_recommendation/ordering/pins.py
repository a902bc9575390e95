"""Items that rules put at a place of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.ordering.business_rules import Fired
    from scaffold_recommendation.ordering.caps import Tally
    from scaffold_recommendation.ordering.trace import Trace


@dataclass(frozen=True, slots=True)
class Seat:
    """A place, counted from 1, with the row that a rule puts there."""

    place: int
    row: int
    rule: str


def seats_of(fired: Sequence[Fired], order: NDArray[np.intp], tally: Tally, length: int) -> list[Seat]:
    """The seats that rules give, from the first place to the last; their rows are counted.

    Hard rules come first, then those written first. A rule seats the best of its items that has no seat yet and that
    no cap forbids; a soft cap forbids nothing to a hard rule. If the place is taken it is the next one that is free.
    A place beyond the end of the list gives no seat.

    :param order: rows, the best first.
    :param length: of the list.
    """
    seats: dict[int, Seat] = {}
    seated: set[int] = set()
    for each in sorted(fired, key=lambda each: not each.is_hard):
        if each.then.pin is None:
            continue
        place = next((place for place in range(each.then.pin, length + 1) if place not in seats), None)
        row = _best(each, order, tally, seated)
        if place is not None and row is not None:
            seats[place] = Seat(place, row, each.id)
            seated.add(row)
            tally.take(row)
    return [seats[place] for place in sorted(seats)]


def _best(pin: Fired, order: NDArray[np.intp], tally: Tally, seated: set[int]) -> int | None:
    for row in order[pin.rows[order]].tolist():
        cap = tally.full(row)
        if row not in seated and (cap is None or (pin.is_hard and not cap.is_hard)):
            return int(row)
    return None


def seat(trace: Trace, seats: Sequence[Seat]) -> None:
    """Put rows at their places, one rule after the other; in an order that is too short, at the end."""
    start = trace.order.tolist()
    for count in range(1, len(seats) + 1):
        at = {each.place: each.row for each in seats[:count]}
        trace.change(seats[count - 1].rule, "pin", _seated(start, at), [seats[count - 1].row])


def _seated(order: Sequence[int], at: Mapping[int, int]) -> NDArray[np.intp]:
    rows = set(at.values())
    made = [row for row in order if row not in rows]
    for place in sorted(at):
        made.insert(place - 1, at[place])
    return np.asarray(made, dtype=np.intp)
