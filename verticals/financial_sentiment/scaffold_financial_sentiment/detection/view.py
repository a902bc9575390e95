"""What lies in a stretch of time at a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.detection.tails import count_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.detection.key_state import KeyState


@dataclass(frozen=True, slots=True)
class View:
    """A stretch of time at a key.

    :ivar seen: negative stories; `total`: all of them; `usual`: how many negative ones are.
    :ivar size: of the negative binomial distribution of their number.
    :ivar length: in hours.
    :ivar alarms: how often as many negative ones or more are there by chance in a year.
    """

    seen: int
    total: int
    usual: float
    size: float
    length: float
    alarms: float

    @property
    def chance(self) -> float:
        """Probability of as many negative ones or more."""
        return count_tail(self.seen, self.usual, self.size)


def held(state: KeyState, tick: int, lengths: Sequence[float]) -> list[tuple[int, int]]:
    """Negative and all stories in each of the stretches that end with a tick.

    :param lengths: in ticks, rising.
    """
    found: list[tuple[int, int]] = []
    negative = total = 0
    for when, bad, every in reversed(state.recent):
        while when <= tick - lengths[len(found)]:
            found.append((negative, total))
            if len(found) == len(lengths):
                return found
        negative += bad
        total += every
    return found + [(negative, total)] * (len(lengths) - len(found))
