"""A state filled by hand, an application on it, and a real browser that is told what to do."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest

from scaffold_financial_sentiment.companies.company import Company
from scaffold_financial_sentiment.dashboard.names import Names
from scaffold_financial_sentiment.dashboard.reader import StateReader
from scaffold_financial_sentiment.dashboard.site import Site
from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.incidents.case import Case
from scaffold_financial_sentiment.incidents.incident import CLOSED, OPEN, Headline, Incident
from scaffold_financial_sentiment.state.hourly import Hour
from scaffold_financial_sentiment.state.sources import SourceState
from scaffold_financial_sentiment.state.store import Store

CLOCK = 1_741_780_800.0
"""Wednesday, 2025-03-12 12:00 UTC: up to when the news of the state is counted."""

HOUR = 3600.0
COMPANIES = (
    Company("ACME", "Acme Inc", ("Acme",), "ACM", "anvils"),
    Company("BEIJI", "北极科技", (), "", ""),
    Company("QUIET", "Quiet & Sons"),
)


def headline(number, text, *, url="", copies=1, sources=("Reuters",), score=-0.6, ago=2.0):
    return Headline(f"s{number}", text, CLOCK - ago * HOUR, sources, copies, score, url)


def incident(name="FS-1", company="ACME", **changes):
    """An open incident of high severity with two stories."""
    made = Incident(
        id=name,
        keys=(Key(company, "legal"), Key(company)),
        status=OPEN,
        severity="high",
        opened=CLOCK - 3 * HOUR,
        began=CLOCK - 4 * HOUR,
        updated=CLOCK - HOUR,
        closed=None,
        seen=12.0,
        expected=0.75,
        window=7200.0,
        p=1 / 40_000,
        how="burst",
        stories=(
            headline(
                1, f"{company} sued over anvils", url="https://news.example/1", copies=4, sources=("Reuters", "AP")
            ),
            headline(2, f"{company} shares fall", url="https://news.example/2", ago=1.0),
        ),
        rules=("lawsuit-filed",),
        events=("lawsuit",),
        route="legal desk",
        trend=(0.1, float("nan"), -0.5),
        counts=(0, 0, 1, 5, 6),
    )
    if "closed" in changes:
        changes.setdefault("status", CLOSED)
    return replace(made, **changes)


def hours(company, topic=ALL_TOPICS, *, count=48, negative=1, total=3, score=-5000):
    """Stories in each of the last hours."""
    last = int(CLOCK // HOUR) - 1
    return [Hour(last - ago, Key(company, topic), negative, total, score * total) for ago in range(count)]


class State:
    """A file that a monitor could have written."""

    def __init__(self, path):
        self.path = path

    def write(self, *incidents, hourly=(), clock=CLOCK):
        with Store.open(self.path) as store, store.transaction():
            store.notes.put({"tick": 300.0, "next_tick": int(clock // 300), "detector": "burst"})
            store.incidents.put([Case(each) for each in incidents])
            store.hourly.add(hourly)
            store.sources.put([SourceState(1, "file:news.jsonl", {"at": 1}, clock - 60, True)])
        return self

    def usual(self):
        """Two open incidents, a closed one, and two days of news."""
        closed = incident("FS-3", "QUIET", closed=CLOCK - 10 * HOUR, severity="low", began=CLOCK - 20 * HOUR)
        news = [*hours("ACME", negative=2), *hours("ACME", "legal", total=1), *hours("BEIJI", negative=0, score=4000)]
        other = incident("FS-2", "BEIJI", severity="critical")
        return self.write(incident(), other, closed, hourly=news)

    def store(self):
        return Store.open(self.path)


@pytest.fixture(scope="session")
def made():
    """How to make incidents and news."""
    return SimpleNamespace(CLOCK=CLOCK, HOUR=HOUR, headline=headline, incident=incident, hours=hours)


@pytest.fixture
def state(tmp_path):
    return State(tmp_path / "news.sqlite")


@pytest.fixture
def site(state):
    made = Site(StateReader(state.path), Names(COMPANIES), now=lambda: CLOCK + 600)
    yield made
    made.reader.close()


@pytest.fixture
def open_client():
    """A client of the application of a site."""
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx2")
    from starlette.testclient import TestClient

    from scaffold.web.hosts import Hosts
    from scaffold.web.session import Sessions
    from scaffold_financial_sentiment.dashboard.app import create_app

    def make(site, **options):
        app = create_app(site, Hosts("127.0.0.1"), Sessions(8765))
        return TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, **options)

    return make


@pytest.fixture
def client(site, open_client):
    return open_client(site)


@pytest.fixture
def served(site, serve_app):
    """Serve a site on a free port of this computer; gives its address without the last slash."""
    pytest.importorskip("fastapi")
    from scaffold_financial_sentiment.dashboard.app import create_app

    return lambda **changes: serve_app(partial(create_app, replace(site, **changes)))
