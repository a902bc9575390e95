"""The detector: more negative stories than usual, and a larger share of them, at a key."""

from __future__ import annotations

import math
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.detection import cusum, population
from scaffold_financial_sentiment.detection.detector import BUILD_UP, BURST, Signal
from scaffold_financial_sentiment.detection.discoveries import discoveries
from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.detection.key_state import NEVER, KeyState
from scaffold_financial_sentiment.detection.population import Population
from scaffold_financial_sentiment.detection.season import Season
from scaffold_financial_sentiment.detection.tails import false_alarms, share_tail
from scaffold_financial_sentiment.detection.usual import Usual
from scaffold_financial_sentiment.detection.view import View
from scaffold_financial_sentiment.durations import written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from scaffold_financial_sentiment.detection.detector import Count
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

WEEK, YEAR = 168.0, 8766.0
"""Hours."""

LEAST = 3
"""Negative stories without which nothing is a surge."""

SHARE_LEVELS = (0.05, 0.25)
"""Chance of so large a share of negative stories from which on it is no chance; the second where there are so many of
them that it happens `BEYOND` times less often than is declared: few stories say little about a share."""

BEYOND = 1000.0

# Chance of a count from which on it is more than usual.
_UNUSUAL = 0.05
# Usual stories in the time in which a surge is to be found.
_ENOUGH = 10.0
# No key is stored under a name without NUL.
_SHARED = "shared"


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
        # What lies within a tick cannot be told apart.
        self._windows = sorted({max(length, tick) / 3600 for length in windows})
        self._ticks = [length / self._hours for length in self._windows]
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
        arrived = _arrived(counts)
        if arrived:
            self._season.advance(self._usual.hour_of(tick), arrived)
        looked = set(watched)
        signals: list[Signal] = []
        chances: dict[Key, float] = {}
        for key in sorted({*counts, *looked}):
            count = counts.get(key)
            state, people = self._state(key), self._population(key)
            self._note(state, people, tick, count)
            if key in looked or (count and count.negative and self._may_be_surge(state, people, tick)):
                signal, chance = self._look(key, state, people, tick, key in looked)
                signals.append(signal)
                if signal.is_alarm:
                    chances[key] = chance
        found = discoveries(chances, len(self._states), self._rate) if chances else set()
        signals = [replace(each, is_alarm=each.key in found) if each.is_alarm else each for each in signals]
        return [signal for signal in signals if signal.is_alarm or signal.key in looked]

    def add_late(self, tick: int, counts: Mapping[Key, Count]) -> None:
        """Count what came too late, without looking at it."""
        for key in sorted(counts):
            self._state(key).recent.add(tick, counts[key].negative, counts[key].total)

    def expected(self, key: Key, start: float, end: float) -> float:
        """Negative stories that are usual at a key between two times at most a week apart, in seconds since 1970."""
        state = self._states.get(key) or KeyState.fresh(len(self._windows))
        rate, _ = self._usual.rate(state, self._people.get(key.topic) or Population())
        return rate * self._usual.business(state, start / 3600, end / 3600)

    def changed(self) -> list[tuple[str, bytes]]:
        """Pieces of the state that changed since the last call."""
        if not self._changed:
            return []
        pieces = [(_SHARED, self._shared())]
        pieces += [(f"{key.company}\x00{key.topic}", self._states[key].packed()) for key in sorted(self._changed)]
        self._changed.clear()
        return pieces

    def restore(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """Take up the state of stored pieces.

        :raises SettingsError: when it was made with other windows.
        """
        for name, content in pieces:
            if name == _SHARED:
                self._restore_shared(content)
            else:
                company, _, topic = name.partition("\x00")
                self._states[Key(company, topic)] = KeyState.unpacked(content)

    def _shared(self) -> bytes:
        """What belongs to no key alone."""
        windows = np.array([len(self._windows), *self._windows], dtype=np.float64).tobytes()
        return windows + self._usual.spread.tobytes() + population.packed(self._people) + self._season.state()

    def _restore_shared(self, content: bytes) -> None:
        count = int(np.frombuffer(content, count=1)[0])
        windows = np.frombuffer(content, count=count, offset=8).tolist()
        if windows != self._windows:
            made = ", ".join(f'"{written(3600 * length)}"' for length in windows)
            raise SettingsError(
                "this state was made with other windows",
                where="windows",
                hint=f"Set windows = [{made}] in [financial-sentiment], or choose another state.",
            )
        self._usual.spread = np.frombuffer(content, count=2 * count, offset=8 * (1 + count)).reshape(-1, 2).copy()
        self._people, rest = population.unpacked(content[8 * (1 + 3 * count) :])
        self._season.restore(rest)

    def _state(self, key: Key) -> KeyState:
        self._changed.add(key)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = KeyState.fresh(len(self._windows))
        return state

    def _population(self, key: Key) -> Population:
        people = self._people.get(key.topic)
        if people is None:
            people = self._people[key.topic] = Population()
        return people

    def _note(self, state: KeyState, people: Population, tick: int, count: Count | None) -> None:
        """Add a tick to what is known of a key."""
        self._usual.fold(state, people)
        negative = total = 0
        if count is not None:
            negative, total = count.negative, count.total
            state.recent.add(tick, negative, total)
        if not negative and not state.score:
            cusum.restart(state, tick)
            return
        rate, _ = self._usual.rate(state, people)
        since = max(state.reached + 1, tick - int(WEEK / self._hours)) if state.reached > NEVER else tick
        usual = rate * self._usual.business(state, since * self._hours, (tick + 1) * self._hours)
        cusum.add(state, tick, negative, total, usual, self._spread(state, rate), self._top(rate))

    def _top(self, rate: float) -> float:
        """The score from which on the CUSUM gives an alarm."""
        return cusum.level(rate * YEAR, self._alarms / 2)

    def _spread(self, state: KeyState, rate: float) -> float:
        """Variance of a count divided by its mean, over the time in which a surge of this key is to be found."""
        enough = (window for window, length in enumerate(self._windows) if rate * length >= _ENOUGH)
        window = next(enough, len(self._windows) - 1)
        return 1 + self._usual.uneven(state, window) * rate * self._windows[window]

    def _may_be_surge(self, state: KeyState, people: Population, tick: int) -> bool:
        """Whether there is enough to look at; most keys have less."""
        if state.recent.held(tick, self._ticks[-1:])[0][0] >= LEAST:
            return True
        return state.seen >= LEAST and state.score >= self._top(self._usual.rate(state, people)[0])

    def _look(self, key: Key, state: KeyState, people: Population, tick: int, is_open: bool) -> tuple[Signal, float]:
        """The test that speaks loudest at a key, and the chance of it in view of all tests made there.

        :param is_open: whether an incident is; then also whether that is over.
        """
        rate, shape = self._usual.rate(state, people)
        views = self._views(state, tick, rate, shape)
        best = min(views, key=attrgetter("alarms"))
        most = self._alarms / 2 / len(views)
        is_rare = best.alarms <= most
        p, how = best.chance, BURST
        chance = min(1.0, p * len(views))
        if not is_rare and state.score >= self._top(rate) and state.seen >= LEAST:
            best, how, is_rare = self._slow(state, tick), BUILD_UP, True
            p = chance = cusum.chance(state, self._spread(state, rate))
        is_alarm = is_rare and self._share_chance(state, people, best) <= SHARE_LEVELS[best.alarms <= most / BEYOND]
        is_quiet = not is_alarm and not any(map(_is_busy, views))
        if is_quiet and is_open:
            # What was told is over: the sum begins anew, as it would take weeks to fall where little is usual.
            cusum.restart(state, tick)
        return Signal(key, is_alarm, is_quiet, best.seen, best.usual, best.length * 3600, p, how), chance

    def _views(self, state: KeyState, tick: int, rate: float, shape: float) -> list[View]:
        """What the windows that end with a tick hold."""
        business = self._usual.busy(state, (tick + 1) * self._hours, self._windows)
        views = []
        for window, (seen, total) in enumerate(state.recent.held(tick, self._ticks)):
            length, usual = self._windows[window], rate * business[window]
            size = 1 / (1 / shape + self._usual.uneven(state, window))
            alarms = false_alarms(seen, usual, size, length) * YEAR if seen >= LEAST else math.inf
            views.append(View(seen, total, usual, size, length, alarms))
        return views

    def _slow(self, state: KeyState, tick: int) -> View:
        """What there was since the CUSUM began to rise."""
        length = (tick + 1 - state.since) * self._hours
        return View(int(state.seen), int(state.total_seen), state.expected, math.inf, length, math.inf)

    def _share_chance(self, state: KeyState, people: Population, view: View) -> float:
        usual, strength = self._usual.share(state, people)
        return share_tail(view.seen, view.total, usual, strength)


def _arrived(counts: Mapping[Key, Count]) -> int:
    """Stories of a tick, each once: those of all topics where they are counted."""
    whole = [count.total for key, count in counts.items() if key.topic == ALL_TOPICS]
    return sum(whole) if whole else sum(count.total for count in counts.values())


def _is_busy(view: View) -> bool:
    """Whether it is unusual still."""
    return view.seen >= LEAST and view.chance < _UNUSUAL
