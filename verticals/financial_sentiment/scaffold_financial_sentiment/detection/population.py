"""What all keys of a topic have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold_financial_sentiment.detection.key_state import KeyState

SHAPE = 0.5
"""Stories that the knowledge of all keys is worth at one nobody has heard of."""
# Negative ones that such a key has in an hour, and their share of all stories.
_RATE = 0.02
_SHARE, _SHARE_STRENGTH = 0.25, 20.0


@dataclass(slots=True)
class Population:
    """Sums over the keys of one topic: what a key is compared with that has little past of its own."""

    negative: float = 0.0
    total: float = 0.0
    spent: float = 0.0

    def add(self, state: KeyState, sign: int) -> None:
        """Count a key in, or out with a `sign` of -1."""
        self.negative += sign * state.negative
        self.total += sign * state.total
        self.spent += sign * state.spent

    @property
    def rate(self) -> float:
        """Negative stories a key and hour."""
        return (self.negative + SHAPE) / (self.spent + SHAPE / _RATE)

    @property
    def share(self) -> float:
        """Of negative ones among all stories."""
        return (self.negative + _SHARE * _SHARE_STRENGTH) / (self.total + _SHARE_STRENGTH)


def packed(people: Mapping[str, Population]) -> bytes:
    """The populations of topics, as bytes."""
    names = [topic.encode("utf-8", "surrogatepass") for topic in people]
    sums = [(each.negative, each.total, each.spent) for each in people.values()]
    lengths = np.array([len(names), *map(len, names)], dtype=np.int64).tobytes()
    return lengths + np.array(sums, dtype=np.float64).tobytes() + b"".join(names)


def unpacked(content: bytes) -> tuple[dict[str, Population], bytes]:
    """What `packed` gave, and what follows it."""
    count = int(np.frombuffer(content, dtype=np.int64, count=1)[0])
    lengths = np.frombuffer(content, dtype=np.int64, count=count, offset=8).tolist()
    sums = np.frombuffer(content, dtype=np.float64, count=3 * count, offset=8 * (1 + count)).reshape(-1, 3).tolist()
    people, start = {}, 8 * (1 + 4 * count)
    for length, numbers in zip(lengths, sums, strict=True):
        topic = content[start : start + length].decode("utf-8", "surrogatepass")
        people[topic] = Population(*numbers)
        start += length
    return people, content[start:]
