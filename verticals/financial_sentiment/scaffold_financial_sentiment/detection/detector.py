"""The interface of a detector: counts of ticks in, signals out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from scaffold_financial_sentiment.detection.key import Key


BURST, BUILD_UP = "burst", "build-up"
"""What a signal may be found as: at once, or slowly."""


@dataclass(frozen=True, slots=True)
class Count:
    """New stories of a key in one tick: clusters of copies, not copies.

    :ivar negative: stories that are negative for the company.
    :ivar total: all stories, negative ones among them.
    """

    negative: int
    total: int


@dataclass(frozen=True, slots=True)
class Signal:
    """What a detector finds at a key at the end of a tick.

    :ivar key: where.
    :ivar is_alarm: whether the bad news is more than its usual, all tests of the detector passed.
    :ivar is_quiet: whether it is back to its usual, so that an incident may close; never together with `is_alarm`.
    :ivar seen: negative stories in the window that speaks loudest.
    :ivar expected: how many were expected there.
    :ivar window: length of that window in seconds, ending with the tick.
    :ivar p: probability of as many or more by chance.
    :ivar how: `burst` for a sudden one, `build-up` for a slow one, or the name of another detector's test.
    """

    key: Key
    is_alarm: bool
    is_quiet: bool
    seen: float
    expected: float
    window: float
    p: float
    how: str


class Detector(Protocol):
    """Watches all keys at once. It depends on what it was given and on nothing else: no clock, no randomness.

    :ivar tick: length of a tick in seconds.
    """

    tick: float

    def observe(self, tick: int, counts: Mapping[Key, Count], watched: Collection[Key] = ()) -> list[Signal]:
        """Take in one tick, and say what is to be seen at its end.

        Ticks are given in rising order; those in which nothing happened may be left out.

        :param tick: its number; it covers the time from `number * tick` on, up to `(number + 1) * tick`.
        :param counts: keys in which something happened.
        :param watched: keys to be looked at in any case, since an incident of theirs is open.
        :returns: a signal for every watched key and for every key with an alarm, in the order of their names; keys
            that are neither have none.
        """
        ...

    def add_late(self, tick: int, counts: Mapping[Key, Count]) -> None:
        """Take in counts of a tick that is over, without looking at them."""
        ...

    def changed(self) -> Iterable[tuple[str, bytes]]:
        """Names and contents of the pieces of its state that changed since the last call, to be stored."""
        ...

    def restore(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """Take up the state of stored pieces; afterwards it gives what the one that stored them would have given."""
        ...
