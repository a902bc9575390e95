"""The monitor: items in, incidents and alerts in the state."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from scaffold.errors import UserError
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.incidents.mute import Mute
from scaffold_financial_sentiment.monitor.monitor import Monitor
from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.stream.source import Batch

ID = "FS-20250312-1115-ACME-legal"


def test_a_surge_opens_one_incident(world, news):
    world.take([*news.surge(), news.item(1, 300, "OTHER neutral legal")])
    (incident,) = world.store.incidents.find()
    assert incident.id == ID
    assert incident.keys == (Key("ACME", "legal"), Key("ACME"))
    assert incident.opened == news.START + 75 * 60
    assert incident.began == news.START + 60 * 60
    assert len(incident.stories) == 6
    assert incident.stories[0].sources == ("Reuters",)
    assert world.told[0] == ("opened", ID)
    assert world.store.outbox.all()[0].company == "Acme Inc"
    assert sum(incident.counts) == 6
    told = [mean for mean in incident.trend if not math.isnan(mean)]
    assert told == [pytest.approx(-0.8, abs=0.1)]


def test_it_closes_by_itself_although_no_news_comes(world, news):
    world.take([*news.surge(), news.item(1, 60 * 24 * 365, "OTHER neutral legal")])
    (incident,) = world.store.incidents.find()
    assert incident.status == "closed"
    assert incident.closed <= news.START + 5 * 3600
    assert world.told == [("opened", ID), ("raised", ID), ("closed", ID)]
    # A year without news costs nothing.
    assert len(world.detector.observed) < 30


def test_the_clock_moves_without_items(world, news):
    world.take(news.surge(), is_idle=True)
    assert world.monitor.is_idle
    assert world.store.incidents.find()[0].status == "open"
    world.monitor.advance(news.START + 6 * 3600)
    assert world.store.incidents.find()[0].status == "closed"
    assert world.monitor.clock == news.START + 6 * 3600 - 600


def test_copies_are_counted_once(world, news):
    first = news.item(1, 60, "ACME negative legal", "Reuters")
    copies = [replace(first, id=f"c{n}", time=first.time + 60 * n, source=f"P{n}") for n in range(20)]
    world.take([first, *copies, news.item(2, 400, "OTHER neutral legal")])
    assert world.store.incidents.find() == []
    assert world.store.counters.all() == {"copies": 20, "items": 22, "stories": 1}


def test_items_wait_until_their_tick_is_over(world, news):
    world.take(news.surge())
    assert world.monitor.waiting > 0
    assert world.monitor.clock == news.START + 75 * 60
    world.monitor.finish()
    assert world.monitor.waiting == 0
    assert world.store.counters.all()["stories"] == 6
    world.monitor.finish()
    assert world.store.counters.all()["stories"] == 6


def test_late_items_are_counted_and_shown(world, news):
    world.take([*news.surge(), news.item(1, 100, "OTHER neutral legal")])
    before = world.store.incidents.find()[0]
    late = news.item(2, 70, "ACME negative legal", "Late News")
    copy = replace(late, id="n3", source="Later News")
    world.take([late, copy])
    counters = world.store.counters.all()
    assert (counters["late"], counters["copies"]) == (2, 1)
    after = world.store.incidents.find()[0]
    assert len(after.stories) == len(before.stories) + 1
    assert after.stories[0].sources == ("Late News", "Later News")
    assert world.detector._seen[Key("ACME", "legal")][world.tick_of(70)] == 2


def test_an_id_counts_once(world, news):
    one = news.item(1, 0, "ACME neutral legal")
    world.take([one, one])
    world.take([replace(one, time=one.time + 71 * 3600), news.item(2, 1, "ACME neutral legal")])
    assert world.store.counters.all()["repeated"] == 2
    world.take([one], source="another feed")  # Whose ids are its own.
    world.take([replace(one, time=one.time + 73 * 3600)])
    world.monitor.finish()
    assert world.store.counters.all() == {"copies": 1, "items": 4, "repeated": 2, "stories": 3}
    assert world.reads.asked == ["n1", "n2", "n1", "n1"]


def test_equal_ids_of_two_sources_are_two_stories(world, news):
    world.take([news.item(1, 0, "ACME neutral legal", id="1")], source="a")
    world.take([news.item(2, 0, "ACME neutral legal", id="1")], source="b")
    world.monitor.finish()
    assert world.store.counters.all()["stories"] == 2


def test_items_of_the_future_are_set_aside(make_world, news):
    world = make_world(now=lambda: news.START)
    world.take([news.item(1, 9, "ACME neutral legal"), news.item(2, 11, "ACME neutral legal", id="x" * 300)])
    world.take([news.item(3, 1e12, "ACME neutral legal")])
    assert world.store.counters.all() == {"future": 2, "items": 1, "rejected": 2}
    (_, far), (_, near) = world.store.rejects.last()
    assert near.reason == "its time 2025-03-12 10:11+00:00 is in the future"
    assert near.where.startswith("feed, item xxx")
    assert "in the future" in far.reason


def test_rejects_are_kept_to_be_looked_at(world):
    world.take([], rejects=(Reject("feed.jsonl:3", "no date"),))
    assert world.store.rejects.last() == [("feed", Reject("feed.jsonl:3", "no date"))]
    assert world.store.counters.all() == {"rejected": 1}


def test_an_empty_idle_batch_writes_nothing(world, news):
    world.take([news.item(1, 0, "ACME neutral legal")], is_idle=True)
    before = world.store.sources.all()
    world.store.transaction = None
    world.take([], position={"read": 1}, is_idle=True)
    del world.store.transaction
    assert world.store.sources.all() == before


def test_a_mute_is_heard_of(world, news):
    mute = world.store.mutes.add(Mute("ACME", "*", "Kim", "", news.START + 2 * 3600))
    world.take([*news.surge(), news.item(1, 100, "OTHER neutral legal")])
    assert world.store.incidents.find()[0].muted == "Kim"
    assert world.told == []
    world.take([news.item(2, 200, "OTHER neutral legal")])
    assert world.told == [("opened", ID)]
    assert world.store.outbox.all()[0].time == mute.expires


def test_who_took_it_is_heard_of(world, news):
    world.take(news.surge())
    world.store.incidents.acknowledge(ID, "Lee", news.START)
    world.take([news.item(1, 400, "OTHER neutral legal")])
    assert world.told[-1][0] == "closed"
    assert world.store.outbox.all()[-1].incident.acknowledged == "Lee"


def test_the_slowest_source_holds_the_clock(world, news):
    world.monitor.expect(["a", "b"])
    world.take([news.item(1, 600, "ACME neutral legal")], source="a")
    assert world.monitor.clock is None
    world.take([news.item(2, 100, "ACME neutral legal")], source="b")
    assert world.monitor.clock == news.START + 90 * 60
    assert world.store.counters.all() == {"items": 2}
    world.take([], source="b", is_idle=True)
    assert world.monitor.clock == news.START + 590 * 60
    world.take([news.item(3, 100, "ACME neutral legal")], source="b")
    assert world.store.counters.all()["late"] == 1


def test_a_source_that_is_gone_holds_nothing(make_world, news, tmp_path):
    world = make_world(tmp_path / "s.sqlite")
    world.monitor.expect(["a", "b"])
    world.take([news.item(1, 100, "ACME neutral legal")], source="b")
    world.store.close()
    world.open()
    world.monitor.expect(["a"])
    world.take([news.item(2, 600, "ACME neutral legal")], source="a")
    assert world.monitor.clock == news.START + 590 * 60


def test_too_many_waiting_items_move_the_clock(make_world, news):
    world = make_world(most_waiting=100)
    world.monitor.expect(["a", "b"])
    for start in range(0, 1000, 50):
        items = [news.item(number, number, "ACME neutral legal") for number in range(start, start + 50)]
        world.take(items, source="a")
        assert world.monitor.waiting <= 100
    assert world.monitor.clock >= news.START + 895 * 60
    assert world.store.counters.all()["items"] == 1000


def test_after_a_failure_the_monitor_is_of_no_use(world, news, monkeypatch):
    monkeypatch.setattr(world.store.outbox, "add", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.take(news.surge())
    with pytest.raises(RuntimeError, match="failed before"):
        world.take(news.surge())
    assert world.store.counters.all() == {}
    assert world.store.sources.all() == []


def test_two_monitors_cannot_share_a_state(make_world, tmp_path):
    one = make_world(tmp_path / "s.sqlite")
    with pytest.raises(UserError, match="another monitor"):
        make_world(tmp_path / "s.sqlite")
    one.store.close()
    make_world(tmp_path / "s.sqlite")


@pytest.mark.parametrize(("name", "value", "said"), [("tick", 600.0, "tick = 5m"), ("detector", "x", "= burst")])
def test_a_state_made_with_another_tick_or_detector_is_refused(make_world, news, tmp_path, name, value, said):
    world = make_world(tmp_path / "s.sqlite")
    world.take(news.surge())
    world.store.close()
    with pytest.raises(UserError, match=said) as caught:
        make_world(tmp_path / "s.sqlite", **{name: value})
    assert "choose another state" in str(caught.value)


def test_the_real_detector_finds_a_surge(make_world, news):
    world = make_world(kind="burst", min_sources=2)
    quiet = [news.item(number, 60 * number, "ACME neutral legal") for number in range(24 * 30)]
    many = news.surge(60 * 24 * 30, count=12)
    rest = [news.item(9000 + number, 60 * (24 * 30 + number), "OTHER neutral legal") for number in range(1, 300)]
    world.take([*quiet, *many, *rest])
    (incident,) = world.store.incidents.find()
    assert incident.company == "ACME"
    assert incident.opened - many[0].time < 7200
    assert incident.status == "closed"


def test_understanding_is_asked_in_one_go(world, news):
    calls = []
    understand = world.reads.understand
    world.reads.understand = lambda items: calls.append(len(items)) or understand(items)
    world.take(news.surge(count=50))
    world.take([])
    assert calls == [50]


def test_postgresql_keeps_the_same(make_world, news, database_url):
    items = [*news.surge(), news.item(1, 600, "OTHER neutral legal")]
    outcomes = []
    for address in ("sqlite://", database_url):
        world = make_world(address)
        world.take(items[:4])
        if address != "sqlite://":
            world.store.close()
            world.open()
        outcomes.append(world.take(items[4:]).outcome())
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].alerts


def test_a_batch_without_items_keeps_the_place(world):
    world.monitor.take("feed", Batch((), (), {"offset": 7}))
    assert world.store.sources.position("feed") == {"offset": 7}
    assert isinstance(world.monitor, Monitor)
