"""What a detector remembers of one key."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scaffold_financial_sentiment.detection.recent import Recent
from scaffold_financial_sentiment.detection.season import HOURS

NEVER = -(1 << 52)
"""A tick before all others."""

# Numbers at the beginning of what is packed.
_HEAD = 13


@dataclass(slots=True)
class KeyState:
    """Recent counts, the long-run rate, how uneven counts are, and the sum of a CUSUM. Times are in hours.

    :ivar recent: what is not part of the past yet.
    :ivar negative: negative stories of the past, discounted.
    :ivar total: all stories of the past, discounted.
    :ivar spent: seasonal hours of the past, discounted.
    :ivar worked: `Season.operating` up to which the past reaches; `exposure` likewise.
    :ivar spread: for each window the sums of `(seen - mean)**2 - mean` and of `mean**2` over blocks of its length,
        float64 (windows, 2).
    :ivar week: all stories by hour of the week, and what the week of all keys would have given, discounted, float32
        (2, 168); None while there are few.
    :ivar score: of the CUSUM, with the tick up to which it reaches, the one at which it left 0, and the negative
        stories that were seen and expected and all that were seen since.
    """

    spread: npt.NDArray[np.float64]
    recent: Recent = field(default_factory=Recent)
    negative: float = 0.0
    total: float = 0.0
    spent: float = 0.0
    worked: float = 0.0
    exposure: float = 0.0
    week: npt.NDArray[np.float32] | None = None
    score: float = 0.0
    reached: int = NEVER
    since: int = NEVER
    seen: float = 0.0
    expected: float = 0.0
    total_seen: float = 0.0

    @classmethod
    def fresh(cls, windows: int) -> KeyState:
        """A key nothing is known of."""
        return cls(np.zeros((windows, 2)))

    def packed(self) -> bytes:
        """Everything it holds, as bytes."""
        numbers = [self.negative, self.total, self.spent, self.worked, self.exposure, self.score]
        numbers += [self.seen, self.expected, self.total_seen]
        numbers += [self.reached, self.since, len(self.spread), len(self.recent)]
        flat = np.array(numbers + [part for entry in self.recent for part in entry], dtype=np.float64)
        week = b"" if self.week is None else self.week.tobytes()
        return flat.tobytes() + self.spread.tobytes() + week

    @classmethod
    def unpacked(cls, content: bytes) -> KeyState:
        """What `packed` gave."""
        head = np.frombuffer(content, dtype=np.float64, count=_HEAD)
        reached, since, windows, entries = map(int, head[-4:])
        body = np.frombuffer(content, dtype=np.float64, offset=head.nbytes, count=3 * entries + 2 * windows)
        recent, spread = np.split(body, [3 * entries])
        week = np.frombuffer(content, dtype=np.float32, offset=head.nbytes + body.nbytes)
        made = cls(spread.reshape(-1, 2).copy())
        made.recent = Recent((int(tick), int(bad), int(every)) for tick, bad, every in recent.reshape(-1, 3))
        made.negative, made.total, made.spent, made.worked, made.exposure, made.score = head[:6].tolist()
        made.seen, made.expected, made.total_seen = head[6:9].tolist()
        made.reached, made.since = reached, since
        made.week = week.reshape(2, HOURS).copy() if len(week) else None
        return made
