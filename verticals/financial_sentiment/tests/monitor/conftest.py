"""News that says itself what it means, and a detector that only counts, for everything that is engine."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field

import pytest

from scaffold_financial_sentiment.detection.burst import BurstDetector
from scaffold_financial_sentiment.detection.detector import Signal
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.monitor.monitor import Monitor
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.state.store import Store
from scaffold_financial_sentiment.stream.source import Batch
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

START = 1_741_773_600.0
"""A Wednesday at 10:00 UTC."""


class Reads:
    """Understands texts such as `ACME negative legal: words`, and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def understand(self, items):
        self.asked.extend(item.id for item in items)
        return [self._one(item) for item in items]

    def _one(self, item):
        head, _, words = item.text.partition(":")
        companies, label, *topics = head.split()
        score = {"negative": -0.8, "positive": 0.7}.get(label, 0.0) + len(words) / 1000
        mentions = tuple(Mention(company, label, score) for company in companies.split("+"))
        return Understood(label, score, tuple(topics), mentions, rules=("wrong",) if "fraud" in words else ())


class Threshold:
    """An alarm is so many negative stories within some ticks; it is quiet when there are none."""

    def __init__(self, tick=300.0, least=3, length=12):
        self.tick, self._least, self._length = tick, least, length
        self._seen = {}
        self._changed = set()
        self.observed = []

    def observe(self, tick, counts, watched=()):
        self.observed.append(tick)
        for key in counts:
            self._add(tick, key, counts[key].negative)
        signals = (self._signal(tick, key) for key in sorted({*counts, *watched}))
        return [signal for signal in signals if signal.is_alarm or signal.key in watched]

    def add_late(self, tick, counts):
        for key in counts:
            self._add(tick, key, counts[key].negative)

    def changed(self):
        for key in sorted(self._changed):
            yield "\0".join(key), json.dumps(sorted(self._seen[key].items())).encode()
        self._changed.clear()

    def restore(self, pieces):
        for name, content in pieces:
            self._seen[Key(*name.split("\0"))] = Counter(dict(json.loads(content)))

    def _add(self, tick, key, negative):
        if negative:
            self._seen.setdefault(key, Counter())[tick] += negative
            self._changed.add(key)

    def _signal(self, tick, key):
        ticks = self._seen.get(key, {})
        seen = sum(count for when, count in ticks.items() if tick - self._length < when <= tick)
        is_alarm = seen >= self._least
        length = self._length * self.tick
        return Signal(key, is_alarm, seen == 0, seen, 1.0, length, 10.0**-seen, "threshold")


def item(number, minutes, what, source="Reuters", text="", **changes):
    """An item some minutes after the start; without a text, a story of its own."""
    words = text or f"unlike {number * 7919} story {number * 104729} of {number * 1299709} words {number}"
    return Item(changes.pop("id", f"n{number}"), f"{what}: {words}", START + 60.0 * minutes, source, **changes)


def surge(minutes=60.0, count=6, what="ACME negative legal", first=1000):
    """Some bad news within half an hour."""
    publishers = ("Reuters", "AP", "Bloomberg")
    return [item(first + number, minutes + 5 * number, what, publishers[number % 3]) for number in range(count)]


@dataclass
class Outcome:
    """All that counts of a run."""

    incidents: list
    alerts: list
    counters: dict
    hours: list = field(repr=False)


class World:
    """A store with a monitor, and what came of it."""

    def __init__(self, address="sqlite://", *, kind="threshold", now=None, reads=None, **settings):
        quick = {"lateness": 600.0, "quiet_for": 3600.0, "cool_down": 7200.0, **settings}
        self.settings = FinancialSentimentSettings(**quick)
        self.address, self._kind, self._now = address, kind, now
        self.reads = reads or Reads()
        self.open()

    def open(self):
        made = {"threshold": lambda: Threshold(self.settings.tick), "burst": lambda: BurstDetector.of(self.settings)}
        self.detector = made[self._kind]()
        self.store = Store.open(self.address)
        self.monitor = Monitor(
            self.reads, self.detector, self.store, self.settings, {"ACME": "Acme Inc"}, now=self._now
        )
        return self

    def take(self, items, source="feed", **batch):
        position = batch.pop("position", {"read": len(items)})
        self.monitor.take(source, Batch(tuple(items), position=position, **batch))
        return self

    def outcome(self):
        hours = self.store.hourly.since(-(1 << 40))
        return Outcome(self.store.incidents.find(), self.store.outbox.all(), self.store.counters.all(), hours)

    @property
    def told(self):
        return [(alert.kind, alert.incident.id) for alert in self.store.outbox.all()]

    def tick_of(self, minutes):
        return math.floor((START + 60 * minutes) / self.settings.tick)


@pytest.fixture
def world():
    with_store = World()
    yield with_store
    with_store.store.close()


@pytest.fixture
def make_world():
    made = []

    def make(*args, **settings):
        made.append(World(*args, **settings))
        return made[-1]

    yield make
    for each in made:
        each.store.close()


@pytest.fixture(scope="session")
def news():
    """How to make items."""
    return type("News", (), {"item": staticmethod(item), "surge": staticmethod(surge), "START": START})
