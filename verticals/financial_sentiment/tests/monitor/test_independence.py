"""What is found depends on the news alone: not on batches, the order within the lateness, or when it was killed."""

from __future__ import annotations

import contextlib
import itertools
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold_financial_sentiment.incidents.mute import Mute

SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@st.composite
def some_news(draw, news):
    """Two days of news on three companies, with surges, copies, and repeated ids."""
    rng = random.Random(draw(st.integers(0, 10_000)))
    items = []
    for number in range(draw(st.integers(5, 60))):
        what = f"{rng.choice(['ACME', 'ACME+B', 'B', 'C'])} {rng.choice(['negative', 'negative', 'neutral'])}"
        topics = rng.choice(["legal", "people", "legal people", ""])
        minutes = rng.choice([rng.uniform(0, 2880), rng.gauss(600, 40), rng.gauss(1200, 6)])
        source = rng.choice(["Reuters", "AP", "Bloomberg", ""])
        text = rng.choice(["", "fraud at the plant of the company", "strike at all the harbours of the country"])
        items.append(news.item(number, round(max(minutes, 0), 2), f"{what} {topics}", source, text))
        if rng.random() < 0.1:
            items.append(items[-1])
    return sorted(items, key=lambda item: item.time)


def cut(items, draw, most=25):
    """The items in batches of any size."""
    sizes = draw(st.lists(st.integers(0, most), min_size=1, max_size=12))
    batches, start = [], 0
    for size in itertools.cycle([*sizes, most]):
        if start >= len(items):
            return batches
        batches.append(items[start : start + size])
        start += size
    return batches


def shuffled(items, draw, lateness):
    """Another order, in which none comes later than the lateness allows."""
    rng = random.Random(draw(st.integers(0, 10_000)))
    arrivals = [(item.time + rng.uniform(0, lateness - 1), number) for number, item in enumerate(items)]
    # The first one sets the clock.
    return [items[number] for _, number in sorted(arrivals)]


def run(world, batches):
    read = 0
    for batch in batches:
        read += len(batch)
        world.take(batch, position={"read": read})
    world.monitor.finish()
    outcome = world.outcome()
    world.store.close()
    return outcome


@pytest.mark.parametrize("detector", ["threshold", "burst"])
@settings(max_examples=15, suppress_health_check=SLOW)
@given(data=st.data())
def test_the_cut_into_batches_changes_nothing(make_world, news, detector, data):
    items = data.draw(some_news(news))
    late = data.draw(st.booleans())
    if late:
        items = shuffled(items, data.draw, 3600)
    one = run(make_world(kind=detector), [items])
    assert one == run(make_world(kind=detector), cut(items, data.draw))
    if detector == "threshold" and not late:
        assert one.counters["items"] + one.counters.get("repeated", 0) == len(items)


@pytest.mark.parametrize("detector", ["threshold", "burst"])
@settings(max_examples=15, suppress_health_check=SLOW)
@given(data=st.data())
def test_the_order_within_the_lateness_changes_nothing(make_world, news, detector, data):
    items = data.draw(some_news(news))
    wanted = run(make_world(kind=detector), [items])
    order = shuffled(items, data.draw, 600)
    assert wanted == run(make_world(kind=detector), cut(order, data.draw))


@settings(max_examples=10, suppress_health_check=SLOW)
@given(data=st.data())
def test_the_turns_of_sources_change_nothing(make_world, news, data):
    items = data.draw(some_news(news))
    of = {"a": [item for item in items if int(item.id[1:]) % 2], "b": [i for i in items if not int(i.id[1:]) % 2]}
    outcomes = []
    for turns in (["a"] * 50 + ["b"] * 50, data.draw(st.permutations(["a"] * 50 + ["b"] * 50))):
        world = make_world(most_waiting=50_000)
        world.monitor.expect(["a", "b"])
        left = {name: iter(some) for name, some in of.items()}
        for name in turns:
            world.take(tuple(itertools.islice(left[name], 3)), source=name, position={})
        world.monitor.finish()
        outcomes.append(world.outcome())
        world.store.close()
    assert outcomes[0] == outcomes[1]


class KilledError(Exception):
    """The process is gone."""


def killing(world, draw):
    """Let the next transaction fail at some step, or right after it."""
    store = world.store
    step = draw(st.sampled_from(["before", "waiting", "stories", "hourly", "incidents", "sources", "rejects", "after"]))

    def fail(*_):
        raise KilledError

    if step == "before":
        world.reads.understand, kept = fail, world.reads.understand
        return lambda: setattr(world.reads, "understand", kept)
    if step != "after":
        table = getattr(store, step)
        setattr(table, "add" if hasattr(table, "add") else "put", fail)
    return lambda: None


@pytest.mark.parametrize("detector", ["threshold", "burst"])
@settings(max_examples=12, suppress_health_check=SLOW)
@given(data=st.data())
def test_kills_change_nothing(make_world, news, tmp_path_factory, detector, data):
    items = data.draw(some_news(news))
    if data.draw(st.booleans()):
        items = shuffled(items, data.draw, 3600)
    wanted = run(make_world(kind=detector), [items])
    world = make_world(tmp_path_factory.mktemp("state") / "s.sqlite", kind=detector)
    kills = data.draw(st.sets(st.integers(0, 12), max_size=6))
    for turn in itertools.count():
        position = world.store.sources.position("feed") or {"read": 0}
        read = position["read"]
        if read >= len(items):
            break
        batch = items[read : read + data.draw(st.integers(1, 20))]
        mend = killing(world, data.draw) if turn in kills else None
        with contextlib.suppress(KilledError):
            world.take(batch, position={"read": read + len(batch)})
        if mend is not None:
            mend()
            world.store.close()
            world.open()
    world.monitor.finish()
    world.store.close()
    assert world.open().outcome() == wanted


def a_life(news):
    """An incident that too few publishers bear out at first, is raised, closes, and comes again; one of them muted."""
    one, two = "ACME negative legal", "B negative legal"
    alone = [news.item(number, 2 * number, one, "Reuters") for number in range(1, 5)]
    copy = news.item(5, 12, one, "AP", alone[-1].text.partition(": ")[2])
    life = [*alone, copy, *news.surge(24, 9, one, 100), *news.surge(25, 9, two, 200)]
    life += [news.item(300 + number, 70 + 20 * number, "C neutral people") for number in range(10)]
    life += [*news.surge(280, 8, one, 400), *news.surge(291, 8, two, 500)]
    life += [news.item(600 + number, 330 + 60 * number, "C neutral people") for number in range(20)]
    late = [news.item(700 + number, 20 + 45 * number, one, "Late News") for number in range(9)]
    life = sorted(life, key=lambda item: item.time)
    for place, item in enumerate(late):
        life.insert(25 + 6 * place, item)
    return life


@pytest.mark.parametrize("detector", ["threshold", "burst"])
def test_a_restart_after_every_item_changes_nothing(make_world, news, tmp_path, detector):
    outcomes = []
    for address in ("sqlite://", tmp_path / "s.sqlite"):
        world = make_world(address, kind=detector, cool_down=6 * 3600.0)
        world.store.mutes.add(Mute("B", "*", "Kim", "", news.START + 3600))
        for item in a_life(news):
            world.take([item])
            if address != "sqlite://":
                world.store.close()
                world.open()
        outcomes.append(world.outcome())
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].counters["late"] > 5
    if detector == "threshold":
        told = [(alert.incident.company, alert.kind) for alert in outcomes[0].alerts]
        assert [kind for company, kind in told if company == "ACME"] == ["opened", "raised", "closed"]
        assert [kind for company, kind in told if company == "B"] == ["opened", "closed"]
        (once_more,) = (incident for incident in outcomes[0].incidents if incident.company == "B")
        # It came back after its close was told, without a word since it was no graver.
        first_close = max(alert.time for alert in outcomes[0].alerts if alert.incident.id == once_more.id)
        assert once_more.closed > first_close


def test_items_are_judged_once(make_world, news, tmp_path):
    world = make_world(tmp_path / "s.sqlite")
    items = news.surge(count=12)
    for start in range(0, 12, 2):
        world.take(items[start : start + 2])
        world.store.close()
        world.open()
    world.monitor.finish()
    assert world.reads.asked == [item.id for item in items]
