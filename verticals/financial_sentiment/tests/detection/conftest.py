"""Keys with made-up news, watched as the monitor would watch them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pytest

from scaffold_financial_sentiment.detection.burst import BurstDetector
from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.detection.key_state import KeyState
from scaffold_financial_sentiment.detection.population import Population
from scaffold_financial_sentiment.detection.season import HOURS, Season
from scaffold_financial_sentiment.detection.usual import Usual

HOUR = 3600.0
WINDOWS = (HOUR, 2 * HOUR, 6 * HOUR, 24 * HOUR)
MEMORY = 8 * 7 * 24 * HOUR
MONDAY = 463_104
"""Hours since 1970."""


def make_detector(tick=900.0, windows=WINDOWS, memory=MEMORY, alarms=1.0, rate=0.1):
    """A detector with the defaults of the settings, but a longer tick."""
    return BurstDetector(tick, windows, memory, alarms, rate)


@dataclass
class Desk:
    """A detector with a clock; it watches a key from its alarm on until it was quiet for six hours, as incidents do.

    :ivar alarms: hour since the start, and signal, of every alarm of a key that was not watched.
    :ivar signals: all there were.
    """

    detector: BurstDetector = field(default_factory=make_detector)
    seed: int = 0
    hour: float = 0.0
    alarms: list = field(default_factory=list)
    signals: list = field(default_factory=list)
    watched: dict = field(default_factory=dict)

    def __post_init__(self):
        self.rng = np.random.default_rng(self.seed)
        self._hours = self.detector.tick / HOUR

    @property
    def tick(self):
        """Number of the tick that comes next."""
        return round((MONDAY + self.hour) / self._hours)

    def step(self, counts):
        """One tick; `counts` are negative and all stories by name of a company."""
        given = {Key(name): Count(int(bad), int(every)) for name, (bad, every) in counts.items() if every}
        signals = self.detector.observe(self.tick, given, tuple(self.watched))
        self.hour += self._hours
        for signal in signals:
            self._follow(signal)
        self.signals += signals
        return signals

    def run(self, hours, negative, others=None, *, share=0.3, shape=None):
        """Some hours of random news.

        :param negative: stories an hour by name.
        :param others: the same; such that `share` of all are negative if not given.
        :param shape: how busy an hour since Monday is.
        """
        names = list(negative)
        bad = np.array(list(negative.values()))
        rest = bad * (1 / share - 1) if others is None else np.array([others[name] for name in names])
        for _ in range(round(hours / self._hours)):
            busy = self._hours * (shape(self.hour) if shape else 1.0)
            seen, unseen = self.rng.poisson(bad * busy), self.rng.poisson(rest * busy)
            self.step({name: (seen[i], seen[i] + unseen[i]) for i, name in enumerate(names)})

    def of(self, name):
        """Alarms of a company."""
        return [(hour, signal) for hour, signal in self.alarms if signal.key.company == name]

    def _follow(self, signal):
        if signal.is_alarm:
            if signal.key not in self.watched:
                self.alarms.append((self.hour, signal))
            self.watched[signal.key] = None
        elif not signal.is_quiet:
            self.watched[signal.key] = None
        elif self.watched[signal.key] is None:
            self.watched[signal.key] = self.hour
        elif self.hour >= self.watched[signal.key] + 6:
            del self.watched[signal.key]


class Keys:
    """Some keys of one topic with ticks of an hour; what they have is added, and folded away."""

    def __init__(self, number=1, windows=(1.0, 2.0, 6.0, 24.0), memory=8.0 * HOURS):
        lag = math.ceil(windows[-1])
        self.season = Season(memory, lag + 24 * math.ceil(lag / 24))
        self.usual = Usual(self.season, windows, memory, 1.0)
        self.people = Population()
        self.states = [KeyState.fresh(len(windows)) for _ in range(number)]
        self.hour = MONDAY

    def step(self, counts, hours=1):
        """One hour; `counts` are negative and all stories of each key. Then go on by some hours."""
        arrived = sum(total for _, total in counts)
        if arrived:
            self.season.advance(self.hour, arrived)
        for state, (negative, total) in zip(self.states, counts, strict=True):
            if total:
                self.usual.fold(state, self.people)
                state.recent.add(self.hour, negative, total)
        self.hour += hours

    def run(self, hours, rate, rng, *, share=0.5, shape=None, uneven=0.0):
        """Random news; `uneven` mixes the rates of days by a Gamma distribution of that variance."""
        rates, day = np.broadcast_to(rate, len(self.states)), np.ones(len(self.states))
        for hour in range(hours):
            if uneven and hour % 24 == 0:
                day = rng.gamma(1 / uneven, uneven, len(self.states))
            now = rates * day * (shape(hour % HOURS) if shape else 1.0)
            bad, others = rng.poisson(now), rng.poisson(now * (1 / share - 1))
            self.step(list(zip(bad.tolist(), (bad + others).tolist(), strict=True)))

    def rate(self, number=0):
        return self.usual.rate(self.states[number], self.people)[0]

    def uneven(self, window, number=0):
        return self.usual.uneven(self.states[number], window)


@pytest.fixture(scope="session")
def make_keys():
    """How to make keys."""
    return Keys


@pytest.fixture
def make_desk():
    return Desk


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture(scope="session")
def burst():
    """How to make a detector."""
    return make_detector


@pytest.fixture
def known(make_desk):
    """A desk that has followed some companies for five weeks."""

    def make(rate=0.05, companies=10, weeks=5, seed=1, **settings):
        desk = make_desk(seed=seed, **settings)
        desk.usual = {"ACME": rate, **{f"C{number}": 0.1 for number in range(companies - 1)}}
        desk.run(weeks * HOURS, desk.usual)
        desk.alarms.clear()
        desk.signals.clear()
        desk.began = desk.hour
        return desk

    return make
