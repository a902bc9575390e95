"""A Redis stream: nothing is lost and nothing comes twice, whoever is killed when."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.stream.opening import open_source
from scaffold_financial_sentiment.stream.redis_group import RedisGroup
from scaffold_financial_sentiment.stream.sources.redis_stream import RedisStream

if TYPE_CHECKING:
    from conftest import RedisServer
    from scaffold_financial_sentiment.stream.source import Batch

Position = dict[str, Any]


class Desk:
    """A server with a stream, and readers of it that can be killed."""

    def __init__(self, server: RedisServer) -> None:
        import redis

        self.server = server
        self.client: Any = redis.Redis(port=server.port)
        self.written = 0

    def write(self, count: int = 1) -> None:
        for _ in range(count):
            self.written += 1
            fields = {"id": self.written, "title": f"Acme {self.written}", "time": 1_700_000_000}
            self.client.xadd("news", fields)

    def open(self, consumer: str = "a", *, batch: int = 3, claim_after: float = 600.0) -> RedisStream:
        server = {"host": "127.0.0.1", "port": self.server.port, "db": 0}
        group = RedisGroup.connect(server, "news", "desk", consumer)
        source = RedisStream(group, "redis", batch=batch, largest=10_000, claim_after=claim_after)
        # So that tests need not wait for a second.
        new, source._pause.is_idle_due = group.new, lambda: True  # type: ignore[method-assign]
        group.new = lambda most, _: new(most, 0.001)  # type: ignore[method-assign]
        return source

    def pending(self) -> int:
        return int(self.client.xpending("news", "desk")["pending"])


@pytest.fixture
def desk(redis_server: RedisServer) -> Iterator[Desk]:
    desk = Desk(redis_server)
    yield desk
    desk.client.close()


def stored(position: Any) -> Position:
    """A position as the state gives it back."""
    return dict(json.loads(json.dumps(position)))


def ids(*batches: Batch) -> list[int]:
    return [int(item.id) for batch in batches for item in batch.items]


def take(batches: Iterator[Batch], count: int) -> list[Batch]:
    """The next batches that hold something."""
    found = []
    while len(found) < count:
        batch = next(batches)
        if batch.items or batch.rejects:
            found.append(batch)
    return found


def until_idle(source: RedisStream, position: Position | None) -> list[Batch]:
    """All batches up to the first idle one; then the source is closed."""
    found = []
    for batch in source.batches(position):
        if batch.is_idle:
            source.close()
        else:
            found.append(batch)
    return found


def test_entries_come_in_order_and_are_acknowledged_when_committed(desk: Desk) -> None:
    desk.write(5)
    source = desk.open()
    batches = source.batches(None)
    first, second = take(batches, 2)
    assert ids(first) == [1, 2, 3]
    assert ids(second) == [4, 5]
    assert desk.pending() == 5
    source.committed(stored(first.position))
    assert desk.pending() == 2
    source.committed(stored(second.position))
    assert desk.pending() == 0
    desk.write()
    assert ids(*take(batches, 1)) == [6]
    source.close()


def test_after_a_crash_what_was_not_committed_comes_again_and_only_that(desk: Desk) -> None:
    desk.write(8)
    crashed = desk.open()
    first, second, _ = take(crashed.batches(None), 3)
    # Two batches were committed, one of them was acknowledged, all three were given.
    crashed.committed(stored(first.position))
    assert desk.pending() == 5
    again = until_idle(desk.open(), stored(second.position))
    assert ids(*again) == [7, 8]
    assert desk.pending() == 2
    assert ids(*until_idle(desk.open(), None)) == [7, 8]
    assert until_idle(desk.open(), stored(again[-1].position)) == []
    assert desk.pending() == 0


def test_what_a_dead_consumer_left_is_taken_over_once(desk: Desk) -> None:
    desk.write(4)
    take(desk.open("dead", batch=2).batches(None), 1)
    alive = desk.open("alive", claim_after=0.05)
    batches = alive.batches(None)
    (own,) = take(batches, 1)
    assert ids(own) == [3, 4]
    time.sleep(0.06)
    alive._next_claim = 0.0
    (claimed,) = take(batches, 1)
    assert ids(claimed) == [1, 2]
    assert claimed.position["last"] == own.position["last"]
    assert len(claimed.position["claimed"]) == 2
    # Killed before the commit: they come again, though their ids are lower than the position.
    again = until_idle(desk.open("alive"), stored(own.position))
    assert ids(*again) == [1, 2]
    # Killed after the commit: they do not, and are acknowledged.
    assert desk.pending() == 2
    last = desk.open("alive")
    assert until_idle(last, stored(claimed.position)) == []
    assert desk.pending() == 0


def test_own_entries_are_never_taken_over_however_slow_the_reader_is(desk: Desk) -> None:
    desk.write(3)
    source = desk.open(claim_after=0.02)
    batches = source.batches(None)
    (batch,) = take(batches, 1)
    time.sleep(0.05)
    source._next_claim = 0.0
    assert next(batches).is_idle
    assert next(batches).is_idle
    source.committed(stored(batch.position))
    assert desk.pending() == 0
    source.close()


def test_claimed_entries_leave_the_position_when_they_are_acknowledged(desk: Desk) -> None:
    desk.write(2)
    take(desk.open("dead").batches(None), 1)
    time.sleep(0.06)
    source = desk.open("alive", claim_after=0.05)
    batches = source.batches(None)
    (claimed,) = take(batches, 1)
    source.committed(stored(claimed.position))
    desk.write()
    (own,) = take(batches, 1)
    assert own.position["claimed"] == []
    assert desk.pending() == 1
    source.close()


def test_two_consumers_share_the_entries(desk: Desk) -> None:
    desk.write(9)
    one, two = desk.open("one").batches(None), desk.open("two").batches(None)
    batches = [next(one), next(two), next(one)]
    assert sorted(ids(*batches)) == list(range(1, 10))


@pytest.mark.parametrize("seed", range(2))
def test_every_entry_is_committed_once_whenever_somebody_is_killed(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    position: Position | None = None
    committed: list[int] = []
    for _ in range(25):
        desk.write(chance.randrange(6))
        for _ in range(chance.randrange(3)):
            dead = desk.open(f"dead{chance.randrange(3)}", batch=chance.randrange(1, 4))
            next(dead.batches(None))
        time.sleep(0.003)
        source = desk.open("alive", batch=chance.randrange(1, 4), claim_after=0.002)
        for batch in source.batches(position):
            if chance.random() < 0.1:
                break  # killed before the commit
            committed += ids(batch)
            position = stored(batch.position)
            if chance.random() < 0.1:
                break  # killed between commit and acknowledgement
            source.committed(position)
            source._next_claim = 0.0
            if batch.is_idle and chance.random() < 0.5:
                break
    time.sleep(0.003)
    source = desk.open("alive", batch=100, claim_after=0.002)
    batches = source.batches(position)
    for _ in range(4):
        batch = next(batches)
        committed += ids(batch)
        source.committed(stored(batch.position))
        source._next_claim = 0.0
    assert sorted(committed) == list(range(1, desk.written + 1))
    assert desk.pending() == 0


def test_a_lost_connection_is_made_up_for(desk: Desk) -> None:
    desk.write(4)
    source = desk.open()
    batches = source.batches(None)
    (first,) = take(batches, 1)
    desk.server.stop()
    told = next(batch for batch in batches if batch.rejects)
    assert told.is_idle
    assert "cannot be reached" in told.rejects[0].reason
    source.committed(stored(first.position))
    desk.server.start()
    desk.write()
    found = []
    while ids(*found) != [4, 5]:
        found += [batch for batch in [next(batches)] if batch.items]
    source.committed(stored(found[-1].position))
    assert desk.pending() == 0
    source.close()


def test_an_answer_that_was_lost_on_its_way_is_not(desk: Desk) -> None:
    from scaffold_financial_sentiment.stream.redis_group import LostConnectionError

    desk.write(5)
    source = desk.open()
    read, calls = source._group.new, []

    def new(most: int, wait: float) -> Any:
        calls.append(read(most, wait))
        if len(calls) == 1:
            raise LostConnectionError("the answer is lost")
        return calls[-1]

    source._group.new = new  # type: ignore[method-assign]
    batches = source.batches(None)
    assert ids(*take(batches, 3)) == [1, 2, 3, 4, 5]
    source.close()


def test_a_group_that_is_gone_is_made_again(desk: Desk) -> None:
    desk.write(2)
    source = desk.open()
    batches = source.batches(None)
    take(batches, 1)
    desk.client.xgroup_destroy("news", "desk")
    assert next(batch for batch in batches if batch.rejects).rejects[0].reason == "the consumer group is gone"
    desk.write()
    assert ids(*take(batches, 1)) == [3]
    source.close()


def test_entries_that_are_unusable_are_told_of_and_acknowledged(desk: Desk) -> None:
    desk.client.xadd("news", {"title": "no time is the time of the entry", "id": 1}, id="1700000000500-0")
    desk.client.xadd("news", {"json": '{"title": "极佳公司下跌", "time": 1700000001, "id": "2"}'})
    desk.client.xadd("news", {"json": "{"})
    desk.client.xadd("news", {"json": "[1]"})
    desk.client.xadd("news", {"title": b"\xff\xfe"})
    desk.client.xadd("news", {"title": "x" * 20_000})
    desk.client.xadd("news", {"sender": "somebody"})
    source = desk.open(batch=10)
    (batch,) = take(source.batches(None), 1)
    assert [item.time for item in batch.items] == [1_700_000_000.5, 1_700_000_001]
    assert len(batch.rejects) == 5
    source.committed(stored(batch.position))
    assert desk.pending() == 0


def test_entries_that_were_deleted_before_they_were_read_do_no_harm(desk: Desk) -> None:
    desk.write(3)
    take(desk.open().batches(None), 1)
    desk.client.xtrim("news", maxlen=1, approximate=False)
    batches = until_idle(desk.open(), None)
    assert ids(*batches) == [3]
    assert len(batches[0].rejects) == 2


def test_a_closed_source_ends_soon(desk: Desk) -> None:
    source = desk.open()
    threading.Timer(0.05, source.close).start()
    assert all(batch.is_idle for batch in source.batches(None))


def test_what_the_server_refuses_is_an_error(desk: Desk) -> None:
    desk.client.set("news", "no stream")
    with pytest.raises(SettingsError, match="WRONGTYPE"):
        next(desk.open().batches(None))
    desk.client.config_set("requirepass", "hunter2")
    with pytest.raises(SettingsError, match="password"):
        next(desk.open().batches(None))


def test_addresses(desk: Desk) -> None:
    desk.write(2)
    settings = FinancialSentimentSettings()
    address = f"redis://127.0.0.1:{desk.server.port}/0/news?group=desk&consumer=b"
    source = open_source(f"{address}&claim=5m", settings)
    assert source.name == address
    assert ids(next(source.batches(None))) == [1, 2]
    assert "hunter2" not in open_source("rediss://me:hunter2@cache.example/1/news", settings).name
    for wrong in ("redis://localhost/0", "redis://localhost/news", "redis://localhost:x/0/news"):
        with pytest.raises(SettingsError, match="redis://host"):
            open_source(wrong, settings)
