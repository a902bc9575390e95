"""The loop: sources in, alerts out, stopped cleanly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scaffold.errors import DataError
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.monitor.running import run
from scaffold_financial_sentiment.stream.source import Batch


class Listed:
    """A source of given batches; its position counts them."""

    def __init__(self, name, *batches, after=None):
        self.name, self._batches, self._after = name, batches, after
        self.stored, self.is_closed = [], threading.Event()

    def batches(self, position):
        start = (position or {}).get("read", 0)
        for number, batch in enumerate(self._batches[start:], start + 1):
            yield Batch(tuple(batch), (), {"read": number}, is_idle=not batch)
        if self._after is not None:
            yield from self._after(self)

    def committed(self, position):
        self.stored.append(position["read"])

    def close(self):
        self.is_closed.set()


class Kept:
    """A sink that keeps what it gets."""

    name = "kept"

    def __init__(self, fails=0):
        self.alerts, self.fails = [], fails

    def send(self, alert):
        if self.fails:
            self.fails -= 1
            raise SinkError("away")
        self.alerts.append(alert)

    def close(self):
        pass


def keys(alerts):
    return [alert.key for alert in alerts]


def test_everything_is_read_stored_and_told(world, news):
    source = Listed("feed", news.surge(), [], [news.item(1, 600, "OTHER neutral legal")])
    sink, told = Kept(), []
    summary = run([source], world.monitor, world.store, [sink], on_batch=lambda name, batch: told.append(name))
    assert source.stored == [1, 2, 3, 3]
    assert source.is_closed.is_set()
    assert told == ["feed"] * 4
    assert keys(sink.alerts) == keys(world.store.outbox.all())
    assert sink.alerts
    assert summary.counters == {"items": 7, "stories": 7}
    assert (summary.alerts, summary.delivery.delivered) == (len(sink.alerts), len(sink.alerts))
    assert not summary.was_stopped
    assert world.monitor.waiting == 0


def test_it_goes_on_where_it_stood(make_world, news, tmp_path):
    world = make_world(tmp_path / "s.sqlite")
    batches = [news.surge(), [news.item(1, 600, "OTHER neutral legal")]]
    run([Listed("feed", batches[0])], world.monitor, world.store)
    world.store.close()
    world.open()
    second = Listed("feed", *batches)
    summary = run([second], world.monitor, world.store)
    assert second.stored == [2, 2]
    assert summary.counters["items"] == 1


def test_a_source_that_ended_holds_the_others_up_no_longer(world, news):
    short = Listed("short", [news.item(1, 0, "ACME neutral legal")])
    long = Listed("long", *([news.item(n, 10 * n, "ACME neutral legal")] for n in range(2, 40)))
    clocks = []
    run([short, long], world.monitor, world.store, on_batch=lambda *_: clocks.append(world.monitor.clock))
    assert clocks[-1] >= news.START + 60 * 375


def test_the_present_closes_incidents_of_idle_sources(world, news):
    def idle(source):
        yield Batch((), (), {"read": 2}, is_idle=True)
        yield Batch((), (), {"read": 3}, is_idle=True)

    moments = iter([news.START + 2 * 3600, *[news.START + 7 * 3600] * 5])
    source = Listed("feed", news.surge(), after=idle)
    sink = Kept()
    run([source], world.monitor, world.store, [sink], now=lambda: next(moments))
    assert [alert.kind for alert in sink.alerts] == ["opened", "raised", "closed"]


def test_an_alert_that_failed_stays_for_the_next_start(make_world, news, tmp_path):
    world = make_world(tmp_path / "s.sqlite")
    summary = run([Listed("feed", news.surge())], world.monitor, world.store, [Kept(fails=99)])
    assert summary.delivery.delivered == 0
    assert summary.delivery.postponed
    assert summary.alerts == 1
    with world.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE fs_deliveries SET until = 0")
    world.store.close()
    world.open()
    sink = Kept()
    run([Listed("feed", news.surge())], world.monitor, world.store, [sink])
    assert len(sink.alerts) == 1


def test_the_error_of_a_source_ends_the_run_with_everything_before_it_stored(world, news):
    def broken(source):
        raise DataError("this feed is broken")
        yield

    source = Listed("feed", news.surge(), after=broken)
    with pytest.raises(DataError, match="broken"):
        run([source], world.monitor, world.store)
    assert source.is_closed.is_set()
    assert world.store.counters.all()["items"] == 6


def test_a_signal_ends_the_wait_at_once(world, news):
    def waits(source):
        source.is_closed.wait(20)
        return
        yield

    source = Listed("feed", news.surge(), after=waits)
    begun = time.monotonic()
    timer = threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGTERM])
    before = signal.getsignal(signal.SIGTERM)
    summary = run([source], world.monitor, world.store, on_batch=lambda *_: timer.ident or timer.start())
    assert summary.was_stopped
    assert time.monotonic() - begun < 15  # It would wait for 20.
    assert signal.getsignal(signal.SIGTERM) is before
    assert world.store.counters.all()["items"] == 6
    assert world.monitor.waiting  # More may come after the next start.


def test_a_signal_lets_the_work_in_hand_finish(world, news):
    source = Listed("feed", news.surge(), [news.item(1, 600, "OTHER neutral legal")])
    taken = []

    def stops(name, batch):
        taken.append(batch)
        signal.raise_signal(signal.SIGINT)

    summary = run([source], world.monitor, world.store, on_batch=stops)
    assert summary.was_stopped
    assert len(taken) == 1
    assert source.stored == [1]


CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from conftest import World, item, surge
from test_running import Listed
from scaffold_financial_sentiment.monitor.running import run
batches = [surge(60.0 + 300 * n, first=1000 * n) for n in range(1, 40)]
world = World(sys.argv[2])
run([Listed("feed", *batches)], world.monitor, world.store, on_batch=lambda *_: print("batch", flush=True))
"""


def test_a_killed_process_goes_on_as_if_nothing_had_happened(make_world, news, tmp_path):
    batches = [news.surge(60.0 + 300 * n, first=1000 * n) for n in range(1, 40)]
    whole = make_world(tmp_path / "whole.sqlite")
    run([Listed("feed", *batches)], whole.monitor, whole.store)
    here, file = str(Path(__file__).parent), str(tmp_path / "s.sqlite")
    for batches_before_the_kill in (3, 11):
        process = subprocess.Popen([sys.executable, "-c", CHILD, here, file], stdout=subprocess.PIPE)
        for _ in range(batches_before_the_kill):
            assert process.stdout.readline()
        process.kill()
        process.communicate()
    subprocess.run([sys.executable, "-c", CHILD, here, file], check=True, capture_output=True)
    world = make_world(file)
    assert world.outcome() == whole.outcome()
    assert len(world.outcome().incidents) > 5
    assert json.dumps(world.store.counters.all()) == json.dumps(whole.store.counters.all())
