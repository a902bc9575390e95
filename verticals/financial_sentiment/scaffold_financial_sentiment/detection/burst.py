"""The detector: more negative stories than usual, and a larger share of them, at a key."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_financial_sentiment.detection import cusum
from scaffold_financial_sentiment.detection.detector import Signal
from scaffold_financial_sentiment.detection.discoveries import discoveries
from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.detection.key_state import KeyState
from scaffold_financial_sentiment.detection.season import Season
from scaffold_financial_sentiment.detection.tails import count_tail, false_alarms, share_tail
from scaffold_financial_sentiment.detection.usual import Population, Usual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from scaffold_financial_sentiment.detection.detector import Count
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

YEAR = 8766.0
"""Hours."""

LEAST = 3
"""Negative stories without which nothing is a surge."""

SHARE_LEVEL = 0.02
"""Chance of so large a share of negative stories from which on it is no chance."""

_QUIET = 0.05
# Usual stories in the time in which a surge is to be found.
_ENOUGH = 10.0
_SHARED = "\x00shared"


@dataclass(frozen=True, slots=True)
class _Look:
    """What a test sees at a key: the window that speaks loudest."""

    signal: Signal
    chance: float
    is_rare: bool


class BurstDetector:
    """Watches keys for surges of bad news, sudden or slow.

    An alarm needs all of these: a window in which so many negative stories are expected less often than the declared
    number of false alarms (half of which is for windows, half for the CUSUM); a larger share of negative ones than
    usual, so that mere volume is not bad news; and being a finding among all keys that are watched.

    Usage::

        detector = BurstDetector.of(settings)
        signals = detector.observe(tick, {Key("ACME", "legal"): Count(negative=4, total=5)})

    :param tick: seconds of a tick.
    :param windows: in seconds.
    :param memory: seconds after which the past counts 37%.
    :param alarms: false alarms a year and key that are accepted.
    :param rate: share of false ones among the findings of one tick.
    """

    def __init__(self, tick: float, windows: Sequence[float], memory: float, alarms: float, rate: float) -> None:
        self.tick = tick
        self._hours = tick / 3600
        self._windows = sorted(length / 3600 for length in windows)
        self._alarms = alarms
        self._rate = rate
        lag = math.ceil(self._windows[-1])
        self._season = Season(memory / 3600, lag + 24 * math.ceil(lag / 24))
        self._usual = Usual(self._season, self._windows, memory / 3600, self._hours)
        self._people: dict[str, Population] = {}
        self._states: dict[Key, KeyState] = {}
        self._changed: set[Key] = set()

    @classmethod
    def of(cls, settings: FinancialSentimentSettings) -> BurstDetector:
        """As the settings say."""
        return cls(settings.tick, settings.windows, settings.memory, settings.false_alarms, settings.discovery_rate)

    def observe(self, tick: int, counts: Mapping[Key, Count], watched: Collection[Key] = ()) -> list[Signal]:
        """Take in one tick; see `Detector.observe`."""
        self._season.advance(int(tick * self._hours), _arrived(counts))
        looks: dict[Key, _Look] = {}
        for key in sorted({*counts, *watched}):
            count = counts.get(key)
            state = self._note(key, tick, count)
            if key in watched or (count and count.negative):
                look = self._look(key, state, tick)
                if look is not None:
                    looks[key] = look
        rare = {key: look.chance for key, look in looks.items() if look.is_rare}
        found = discoveries(rare, max(1, len(self._states)), self._rate)
        return [_signal(look, key in found) for key, look in looks.items() if key in found or key in watched]

    def add_late(self, tick: int, counts: Mapping[Key, Count]) -> None:
        """Count what came too late, without looking at it."""
        for key in sorted(counts):
            self._state(key).add(tick, counts[key].negative, counts[key].total)

    def expected(self, key: Key, start: float, end: float) -> float:
        """Negative stories that are usual at a key between two times at most a week apart, in seconds since 1970."""
        state = self._states.get(key) or KeyState.fresh(len(self._windows))
        rate, _ = self._usual.rate(state, self._population(key))
        return rate * self._usual.business(state, start / 3600, end / 3600)

    def changed(self) -> Iterator[tuple[str, bytes]]:
        """Pieces of the state that changed since the last call."""
        if self._changed:
            people = [number for each in self._people.values() for number in (each.negative, each.total, each.spent)]
            sizes = [float(len(self._people)), *people, *self._usual.spread.ravel()]
            names = "\n".join(self._people).encode()
            numbers = np.array(sizes, dtype=np.float64).tobytes()
            lengths = np.array([len(names), len(numbers)], dtype=np.int64).tobytes()
            yield _SHARED, lengths + names + numbers + self._season.state()
        for key in sorted(self._changed):
            yield f"{key.company}\x00{key.topic}", self._states[key].packed()
        self._changed.clear()

    def restore(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """Take up the state of stored pieces."""
        for name, content in pieces:
            if name == _SHARED:
                self._restore_shared(content)
            else:
                company, _, topic = name.partition("\x00")
                self._states[Key(company, topic)] = KeyState.unpacked(content)

    def _restore_shared(self, content: bytes) -> None:
        names, numbers = (int(length) for length in np.frombuffer(content, dtype=np.int64, count=2))
        topics = content[16 : 16 + names].decode().split("\n") if names else []
        values = np.frombuffer(content[16 + names : 16 + names + numbers], dtype=np.float64)[1:]
        people, spread = np.split(values, [3 * len(topics)])
        self._people = {
            topic: Population(*map(float, row)) for topic, row in zip(topics, people.reshape(-1, 3), strict=True)
        }
        self._usual.spread = spread.reshape(-1, 2).copy()
        self._season.restore(content[16 + names + numbers :])

    def _state(self, key: Key) -> KeyState:
        self._changed.add(key)
        return self._states.setdefault(key, KeyState.fresh(len(self._windows)))

    def _population(self, key: Key) -> Population:
        return self._people.setdefault(key.topic, Population())

    def _note(self, key: Key, tick: int, count: Count | None) -> KeyState:
        """Add a tick to what is known of a key."""
        state, people = self._state(key), self._population(key)
        self._usual.fold(state, people)
        if count is not None:
            state.add(tick, count.negative, count.total)
        rate, _ = self._usual.rate(state, people)
        since = max(state.reached + 1, tick - int(168 / self._hours) + 1) if state.reached >= 0 else tick
        usual = rate * self._usual.business(state, since * self._hours, (tick + 1) * self._hours)
        spread = self._spread(state, rate)
        top = cusum.level(rate * YEAR, self._alarms / 2)
        cusum.add(state, tick, count.negative if count else 0, usual, spread, top)
        return state

    def _spread(self, state: KeyState, rate: float) -> float:
        """Variance of a count divided by its mean, over the time in which a surge of this key is to be found."""
        enough = (window for window, length in enumerate(self._windows) if rate * length >= _ENOUGH)
        window = next(enough, len(self._windows) - 1)
        return 1 + self._usual.uneven(state, window) * rate * self._windows[window]

    def _look(self, key: Key, state: KeyState, tick: int) -> _Look | None:
        """The test that speaks loudest at a key; None where there is too little to speak of."""
        people = self._population(key)
        rate, shape = self._usual.rate(state, people)
        end = (tick + 1) * self._hours
        best: tuple[float, float, Signal] | None = None
        is_quiet = state.score < cusum.level(rate * YEAR, self._alarms / 2) / 2
        for window, length in enumerate(self._windows):
            seen, total = _held(state, tick, length / self._hours)
            usual = rate * self._usual.business(state, end - length, end)
            size = 1 / (1 / shape + self._usual.uneven(state, window))
            chance = count_tail(seen, usual, size)
            if length < 24 and seen >= LEAST and chance < _QUIET:
                is_quiet = False
            alarms = false_alarms(seen, usual, size, length) * YEAR if seen >= LEAST else math.inf
            if best is None or alarms < best[0]:
                signal = Signal(key, False, False, seen, usual, length * 3600, chance, "burst")
                best = alarms, self._share_chance(state, people, seen, total), signal
        assert best is not None
        alarms, share, signal = best
        rare = alarms <= self._alarms / 2 / len(self._windows)
        chance = min(1.0, signal.p * len(self._windows))
        slow = self._slow(key, state, tick, rate)
        if slow is not None and not rare:
            rare, share, signal, chance = True, *slow
        is_alarm = rare and share <= SHARE_LEVEL
        seen_at_all = Signal(
            key, is_alarm, is_quiet and not is_alarm, signal.seen, signal.expected, signal.window, signal.p, signal.how
        )
        return _Look(seen_at_all, chance, is_alarm)

    def _slow(self, key: Key, state: KeyState, tick: int, rate: float) -> tuple[float, Signal, float] | None:
        """What the CUSUM sees, if it sees something."""
        if state.score < cusum.level(rate * YEAR, self._alarms / 2) or state.seen < LEAST:
            return None
        length = (tick + 1 - state.since) * self._hours
        seen, total = _held(state, tick, tick + 1 - state.since)
        chance = math.exp(-state.score)
        signal = Signal(key, False, False, state.seen, state.expected, length * 3600, chance, "build-up")
        return self._share_chance(state, self._population(key), seen, total), signal, chance

    def _share_chance(self, state: KeyState, people: Population, negative: int, total: int) -> float:
        usual, strength = self._usual.share(state, people)
        return share_tail(negative, total, usual, strength)


def _arrived(counts: Mapping[Key, Count]) -> int:
    """Stories of a tick, each once: those of all topics where they are counted."""
    whole = [count.total for key, count in counts.items() if key.topic == ALL_TOPICS]
    return sum(whole) if whole else sum(count.total for count in counts.values())


def _held(state: KeyState, tick: int, length: float) -> tuple[int, int]:
    """Negative and all stories of the last `length` ticks."""
    negative = total = 0
    for when, bad, every in reversed(state.recent):
        if when <= tick - length:
            break
        negative += bad
        total += every
    return negative, total


def _signal(look: _Look, is_found: bool) -> Signal:
    seen = look.signal
    if is_found or not seen.is_alarm:
        return seen
    return Signal(seen.key, False, False, seen.seen, seen.expected, seen.window, seen.p, seen.how)
