"""The drift detectors of `river`, fed with the negative stories of each hour, for comparison only.

`river` is no dependency of this package: install it beside it to compare. What these detectors know cannot be stored.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scaffold.errors import UserError
from scaffold_financial_sentiment.detection.detector import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from scaffold_financial_sentiment.detection.detector import Count
    from scaffold_financial_sentiment.detection.key import Key

_HOUR = 3600.0


class RiverDetector:
    """One drift detector of river for each key; an alarm is a drift after which its mean is higher.

    A key is fed from its first news on, with zeros for hours without any. `expected` is the mean of all its hours so
    far; `p` is 1, since these detectors give none.

    :ivar tick: length of a tick in seconds, at most an hour.
    """

    def __init__(self, name: str, make: Callable[[], Any], mean: Callable[[Any], float] | None, *, tick: float) -> None:
        """Watch with the detectors that `make` gives.

        :param mean: the mean that such a detector holds for the present one; None if it sounds for increases alone.
        """
        self.tick = tick
        self._name = name
        self._make = make
        self._mean = mean
        self._detectors: dict[Key, Any] = {}
        self._hour = -1
        self._counts: defaultdict[Key, int] = defaultdict(int)
        self._totals: defaultdict[Key, tuple[int, int]] = defaultdict(lambda: (0, 0))

    def observe(self, tick: int, counts: Mapping[Key, Count], watched: Collection[Key] = ()) -> list[Signal]:
        """See `Detector.observe`; alarms come with the tick that ends an hour, or the first one given after it."""
        hour = int(tick * self.tick // _HOUR)
        signals: dict[Key, Signal] = {}
        if self._hour < 0:
            self._hour = hour
        while self._hour < hour:
            self._close_hour(signals)
        self.add_late(tick, counts)
        if (tick + 1) * self.tick // _HOUR > hour:
            self._close_hour(signals)
        for key in watched:
            signals.setdefault(key, self._signal(key, False, 0))
        return [signals[key] for key in sorted(signals)]

    def add_late(self, tick: int, counts: Mapping[Key, Count]) -> None:
        """Count into the running hour: an hour that is over cannot be fed again."""
        for key, count in counts.items():
            if key not in self._detectors:
                self._detectors[key] = self._make()
            self._counts[key] += count.negative

    def changed(self) -> Iterable[tuple[str, bytes]]:
        """Nothing: their state is in objects that only a pickle could hold."""
        return ()

    def restore(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """Refuse.

        :raises UserError: for any piece.
        """
        for _ in pieces:
            raise UserError("the detectors of river cannot go on from a stored state", hint="Choose another detector.")

    def _close_hour(self, signals: dict[Key, Signal]) -> None:
        for key, detector in self._detectors.items():
            seen = self._counts.get(key, 0)
            before = self._mean(detector) if self._mean else 0.0
            detector.update(float(seen))
            if detector.drift_detected and (self._mean is None or self._mean(detector) > before):
                signals[key] = self._signal(key, True, seen)
            total, hours = self._totals[key]
            self._totals[key] = (total + seen, hours + 1)
        self._counts.clear()
        self._hour += 1

    def _signal(self, key: Key, is_alarm: bool, seen: int) -> Signal:
        total, hours = self._totals[key]
        return Signal(key, is_alarm, not is_alarm, seen, total / max(1, hours), _HOUR, 1.0, self._name)


def require_river() -> None:
    """Make sure that river is there.

    :raises UserError: when it is not installed.
    """
    _drift()


def page_hinkley(threshold: float, *, tick: float) -> RiverDetector:
    """Page-Hinkley for increases (Page 1954), with river's defaults but for the threshold."""
    drift = _drift()
    return RiverDetector(
        "river PageHinkley", lambda: drift.PageHinkley(threshold=threshold, mode="up"), None, tick=tick
    )


def adwin(delta: float, *, tick: float) -> RiverDetector:
    """ADWIN (Bifet and Gavalda 2007), asked every hour."""
    drift = _drift()
    return RiverDetector(
        "river ADWIN", lambda: drift.ADWIN(delta=delta, clock=1), lambda each: float(each.estimation), tick=tick
    )


def kswin(alpha: float, *, tick: float, seed: int = 0) -> RiverDetector:
    """KSWIN (Raab, Heusinger and Schleif 2020), with river's windows of 100 and 30 hours.

    It is slow: half a millisecond for each hour of each key.
    """
    drift = _drift()
    return RiverDetector(
        "river KSWIN",
        lambda: drift.KSWIN(alpha=alpha, seed=seed),
        lambda each: sum(each.window) / max(1, len(each.window)),
        tick=tick,
    )


def _drift() -> Any:
    try:
        from river import drift
    except ImportError as error:
        raise UserError("this needs the package 'river', which is not installed", hint="pip install river") from error
    return drift
