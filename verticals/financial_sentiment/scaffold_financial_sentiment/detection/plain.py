"""Plain detectors: a fixed threshold and a z-score. They know no season, no share and no dispersion."""

from __future__ import annotations

import json
import math
from collections import deque
from typing import TYPE_CHECKING, Any

from scaffold_financial_sentiment.detection.detector import Signal
from scaffold_financial_sentiment.detection.key import Key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from scaffold_financial_sentiment.detection.detector import Count


class _Windows:
    """Negative stories of each key in a window that ends with the latest tick."""

    def __init__(self, ticks: int) -> None:
        self._ticks = ticks
        self._recent: dict[Key, deque[tuple[int, int]]] = {}
        self._sums: dict[Key, int] = {}

    def add(self, tick: int, key: Key, negative: int) -> None:
        """Count stories, also of a tick before the latest."""
        if not negative:
            return
        recent = self._recent.setdefault(key, deque())
        behind = []
        while recent and recent[-1][0] > tick:
            behind.append(recent.pop())
        recent.append((tick, negative))
        recent.extend(reversed(behind))
        self._sums[key] = self._sums.get(key, 0) + negative

    def seen(self, key: Key, tick: int) -> int:
        """Stories of a key in the window that ends with `tick`; what is older is forgotten."""
        recent = self._recent.get(key)
        if recent is None:
            return 0
        while recent and recent[0][0] <= tick - self._ticks:
            self._sums[key] -= recent.popleft()[1]
        if recent:
            return self._sums[key]
        del self._recent[key], self._sums[key]
        return 0

    def state(self, key: Key) -> list[tuple[int, int]]:
        """What is known of a key, as plain values."""
        return list(self._recent.get(key, ()))


class FixedThreshold:
    """Alarm when a key has so many negative stories in a window. It expects nothing: `expected` is 0, `p` is 1.

    :ivar tick: length of a tick in seconds.
    """

    def __init__(self, least: float, *, window: float, tick: float) -> None:
        """An alarm from `least` negative stories in `window` seconds on."""
        self.tick = tick
        self._least = least
        self._length = window
        self._windows = _Windows(max(1, round(window / tick)))
        self._changed: set[Key] = set()

    def observe(self, tick: int, counts: Mapping[Key, Count], watched: Collection[Key] = ()) -> list[Signal]:
        """See `Detector.observe`."""
        self.add_late(tick, counts)
        signals = []
        for key in sorted({*counts, *watched}):
            seen = self._windows.seen(key, tick)
            is_alarm = seen >= self._least
            if is_alarm or key in watched:
                signals.append(Signal(key, is_alarm, not is_alarm, seen, 0.0, self._length, 1.0, "fixed threshold"))
        return signals

    def add_late(self, tick: int, counts: Mapping[Key, Count]) -> None:
        """See `Detector.add_late`."""
        for key, count in counts.items():
            if count.negative:
                self._windows.add(tick, key, count.negative)
                self._changed.add(key)

    def changed(self) -> Iterable[tuple[str, bytes]]:
        """See `Detector.changed`: a piece a key."""
        keys, self._changed = sorted(self._changed), set()
        return [_piece(key, self._windows.state(key)) for key in keys]

    def restore(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """See `Detector.restore`."""
        for key, recent in _read(pieces):
            for tick, negative in recent:
                self._windows.add(tick, key, negative)


class ZScore:
    """Alarm when a window has more negative stories than the trailing mean by so many standard deviations.

    Mean and deviation are those of the windows before, laid end to end, those without news included. A deviation below
    1 counts as 1, else the first story of a quiet key would be an alarm.

    :ivar tick: length of a tick in seconds.
    """

    def __init__(self, z: float, *, window: float, history: float, tick: float) -> None:
        """An alarm from `z` standard deviations on, in `window` seconds against those of `history` seconds before."""
        self.tick = tick
        self._z = z
        self._length = window
        self._width = max(1, round(window / tick))
        self._most = max(2, round(history / window))
        self._windows = _Windows(self._width)
        self._past: dict[Key, _Past] = {}
        self._changed: set[Key] = set()

    def observe(self, tick: int, counts: Mapping[Key, Count], watched: Collection[Key] = ()) -> list[Signal]:
        """See `Detector.observe`."""
        self.add_late(tick, counts)
        signals = []
        for key in sorted({*counts, *watched}):
            signal = self._signal(key, tick)
            if signal.is_alarm or key in watched:
                signals.append(signal)
        return signals

    def add_late(self, tick: int, counts: Mapping[Key, Count]) -> None:
        """See `Detector.add_late`."""
        for key, count in counts.items():
            self._windows.add(tick, key, count.negative)
            self._past.setdefault(key, _Past(tick // self._width)).add(tick // self._width, count.negative)
            self._changed.add(key)

    def changed(self) -> Iterable[tuple[str, bytes]]:
        """See `Detector.changed`: a piece a key."""
        keys, self._changed = sorted(self._changed), set()
        return [_piece(key, [self._windows.state(key), self._past[key].state()]) for key in keys]

    def restore(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """See `Detector.restore`."""
        for key, (recent, past) in _read(pieces):
            for tick, negative in recent:
                self._windows.add(tick, key, negative)
            self._past[key] = _Past.of(past)

    def _signal(self, key: Key, tick: int) -> Signal:
        seen = self._windows.seen(key, tick)
        # The window reaches at most into the one before the running one; neither is compared with itself.
        past = self._past.get(key)
        windows, mean, deviation = past.figures(tick // self._width - 1, self._most) if past else (0, 0.0, 1.0)
        score = (seen - mean) / deviation
        is_alarm = windows >= self._most // 4 and score >= self._z
        chance = 0.5 * math.erfc(score / math.sqrt(2))
        return Signal(key, is_alarm, not is_alarm, seen, mean, self._length, chance, "z-score")


class _Past:
    """Counts of a key in windows laid end to end: those that are not zero, and the sums of those that are over."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._running: dict[int, int] = {}
        self._over: dict[int, int] = {}
        self._end = first
        self._sum = self._squares = 0

    def add(self, window: int, negative: int) -> None:
        """Count stories of a window, also of one that is over."""
        self._first = min(self._first, window)
        if not negative:
            return
        if window >= self._end:
            self._running[window] = self._running.get(window, 0) + negative
            return
        self._take(window, negative)
        self._over = dict(sorted(self._over.items()))

    def figures(self, end: int, most: int) -> tuple[int, float, float]:
        """Number, mean and standard deviation of the last `most` windows before `end`, which never falls."""
        for window in sorted(window for window in self._running if window < end):
            self._take(window, self._running.pop(window))
        self._end = max(self._end, end)
        while self._over and (oldest := next(iter(self._over))) < end - most:
            self._take(oldest, -self._over[oldest])
        known = max(0, min(most, end - self._first))
        if not known:
            return 0, 0.0, 1.0
        mean = self._sum / known
        return known, mean, max(1.0, math.sqrt(max(0.0, self._squares / known - mean * mean)))

    def state(self) -> list[Any]:
        """All of it as plain values."""
        return [self._first, sorted((self._over | self._running).items())]

    @classmethod
    def of(cls, state: list[Any]) -> _Past:
        """What `state` gave."""
        past = cls(state[0])
        past._running = dict(state[1])
        return past

    def _take(self, window: int, negative: int) -> None:
        """Change the count of a window that is over; one that becomes nothing is forgotten."""
        before = self._over.pop(window, 0)
        after = before + negative
        if after:
            self._over[window] = after
        self._sum += negative
        self._squares += after * after - before * before


def _piece(key: Key, content: Any) -> tuple[str, bytes]:
    return json.dumps(key, ensure_ascii=False), json.dumps(content, separators=(",", ":")).encode("utf-8")


def _read(pieces: Iterable[tuple[str, bytes]]) -> Iterator[tuple[Key, Any]]:
    for name, content in pieces:
        yield Key(*json.loads(name)), json.loads(content)
