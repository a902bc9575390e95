"""A desk that follows incidents, with stories and signals that a test writes down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold_financial_sentiment.copies.story import Story
from scaffold_financial_sentiment.detection.detector import Signal
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.incidents.bad_news import BadNews, negative_for
from scaffold_financial_sentiment.incidents.lifecycle import Incidents
from scaffold_financial_sentiment.incidents.mute import Mute, Mutes
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

TICK, HOUR = 300.0, 3600.0
NOON = 1_741_780_800.0


def story(name="s", sources=("Reuters", "AP"), *, time=NOON - 60, topics=("legal",), company="ACME", **found):
    """A negative story of two publishers."""
    label, copies = found.pop("label", "negative"), found.pop("copies", len(sources))
    understood = Understood(label, -0.5, tuple(topics), (Mention(company, label, found.pop("score", -0.5)),), **found)
    return Story(name, f"headline {name}", time, f"https://x/{name}", tuple(sources), copies, understood, len(sources))


def alarm(topic="legal", company="ACME", **changes):
    """A weak alarm."""
    signal = Signal(Key(company, topic), True, False, 3, 1.5, HOUR, 1e-5, "burst")
    return replace(signal, **changes)


def strong(topic="legal", severity="high", **changes):
    """An alarm that alone makes an incident that severe."""
    seen, expected, p = {"medium": (6, 1, 1e-8), "high": (12, 1, 1e-13), "critical": (24, 1, 1e-21)}[severity]
    return alarm(topic, seen=seen, expected=expected, p=p, **changes)


def quiet(topic="legal", company="ACME"):
    return alarm(topic, company, is_alarm=False, is_quiet=True, seen=0)


def uneasy(topic="legal"):
    """Neither an alarm nor quiet."""
    return alarm(topic, is_alarm=False)


class Desk:
    """Incidents with what surrounds them."""

    def __init__(self, **settings):
        self.settings = FinancialSentimentSettings(**settings)
        self.stories = {}
        self.bad_news = BadNews(self.stories.get)
        self.incidents = self._fresh()
        self.stored = {}
        self.mutes = []
        self.time = NOON

    def of_company(self, company, end):
        return (0.5,) * 48, (len(self.stories),) * 48

    def _fresh(self):
        return Incidents(self.bad_news, self, self.settings, {"ACME": "Acme Inc"})

    def tick(self, *signals, stories=(), after=TICK):
        """What is told at the end of the next tick."""
        self.time += after
        self.incidents.use(Mutes(self.mutes), {})
        alerts = self.incidents.observe(self.time, signals, self._touched(stories))
        self.stored.update((case.incident.id, case) for case in self.incidents.changed())
        return [(alert.kind, alert.incident.severity) for alert in alerts]

    def late(self, *stories):
        self.incidents.add_late(self.time, self._touched(stories))
        self.stored.update((case.incident.id, case) for case in self.incidents.changed())

    def mute(self, topic="*", *, lasts):
        self.mutes.append(Mute("ACME", topic, "Kim", "known", self.time + lasts))

    @property
    def all(self):
        return [case.incident for case in self.stored.values()]

    @property
    def one(self):
        (incident,) = self.all
        return incident

    def restart(self):
        """Go on with new objects and what was stored."""
        cool_down = self.settings.cool_down
        unproven = self.incidents.unproven
        self.bad_news = BadNews(self.stories.get)
        self.bad_news.restore(self.stories)
        self.incidents = self._fresh()
        cases = [case for case in self.stored.values() if (case.incident.closed or self.time) >= self.time - cool_down]
        self.incidents.restore([type(case).restored(case.incident, case.working()) for case in cases], unproven)

    def _touched(self, stories):
        touched = {}
        for each in stories:
            is_new = each.id not in self.stories
            self.stories[each.id] = each
            if is_new:
                self.bad_news.add(each)
            for company in negative_for(each):
                touched.setdefault(company, []).append(each)
        return touched


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def make_desk():
    return Desk


@pytest.fixture(scope="session")
def say():
    """The words of these tests."""
    return type(
        "Say",
        (),
        {name.__name__: staticmethod(name) for name in (story, alarm, strong, quiet, uneasy)}
        | {"NOON": NOON, "TICK": TICK, "HOUR": HOUR},
    )
