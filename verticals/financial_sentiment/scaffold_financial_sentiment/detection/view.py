"""What lies in a stretch of time at a key."""

from __future__ import annotations

from dataclasses import dataclass

from scaffold_financial_sentiment.detection.tails import count_tail


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
