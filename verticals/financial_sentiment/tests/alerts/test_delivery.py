from __future__ import annotations

import contextlib
import json
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as sizes
from hypothesis import strategies as st

from scaffold_financial_sentiment.alerts.as_json import alert_of
from scaffold_financial_sentiment.alerts.delivery import MOST_TRIES, Delivery, deliver, deliver_all, in_turn, wait_after
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.alerts.outbox import Pending
from scaffold_financial_sentiment.alerts.sinks.webhook import WebhookSink


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Row:
    alert: object
    tries: int = 0
    until: float = 0.0
    state: str = "pending"
    reason: str = ""


@dataclass
class Memory:
    """An outbox in memory; at the calls numbered in `kills` the process ends before anything is stored."""

    sinks: tuple = ("s",)
    rows: dict = field(default_factory=dict)
    kills: set = field(default_factory=set)
    calls: int = 0

    def put(self, number, alert):
        for sink in self.sinks:
            self.rows[sink, number] = Row(alert)

    def due(self, sink, now):
        assert threading.current_thread() is threading.main_thread()
        waiting, found = set(), []
        for (name, number), row in sorted(self.rows.items(), key=lambda each: each[0][1]):
            if name != sink or row.state != "pending":
                continue
            incident = row.alert.incident.id
            if row.until > now or incident in waiting:
                waiting.add(incident)
            else:
                found.append(Pending(number, row.alert, row.tries))
        return found

    def delivered(self, sink, number):
        self.row(sink, number).state = "delivered"

    def postponed(self, sink, number, tries, until, reason):
        row = self.row(sink, number)
        row.tries, row.until, row.reason = tries, until, reason

    def given_up(self, sink, number, reason):
        row = self.row(sink, number)
        row.state, row.reason = "given up", reason

    def row(self, sink, number):
        assert threading.current_thread() is threading.main_thread()
        self.calls += 1
        if self.calls in self.kills:
            raise Killed
        row = self.rows[sink, number]
        assert row.state == "pending"
        return row

    def states(self, sink="s"):
        return [row.state for (name, _), row in sorted(self.rows.items()) if name == sink]


@dataclass
class Fake:
    """A sink that does what its script says, then takes everything."""

    name: str = "s"
    script: deque = field(default_factory=deque)
    got: list = field(default_factory=list)

    def send(self, alert):
        step = self.script.popleft() if self.script else "ok"
        if step in ("ok", "heard but failed"):
            self.got.append(alert.key)
        if isinstance(step, Exception):
            raise step
        if step != "ok":
            raise SinkError(step, where=self.name, is_final=step == "final")

    def close(self):
        pass


@pytest.fixture
def box(make_alert):
    outbox = Memory()
    for number, (incident, kind) in enumerate([("i1", "opened"), ("i2", "opened"), ("i1", "raised")]):
        outbox.put(number, make_alert(f"{incident}:{kind}", kind, id=incident))
    return outbox


def test_all_that_is_due_is_delivered_in_order(box):
    sink = Fake()
    assert deliver(box, [sink], now=0) == Delivery(delivered=3)
    assert sink.got == ["i1:opened", "i2:opened", "i1:raised"]
    assert box.states() == ["delivered"] * 3
    assert not deliver(box, [sink], now=0)
    assert not deliver(box, [], now=0)


def test_a_failure_ends_the_turn_and_the_others_keep_their_tries(box):
    sink = Fake(script=deque(["dead"]))
    assert deliver(box, [sink], now=100) == Delivery(postponed=3, problems=("s: dead",))
    assert [(row.tries, row.until) for row in box.rows.values()] == [(1, 130), (0, 130), (0, 130)]
    assert not deliver(box, [sink], now=129)
    assert deliver(box, [sink], now=130).delivered == 3
    assert sink.got == ["i2:opened", "i1:opened", "i1:raised"]


def test_what_arrives_later_waits_for_the_earlier_alert_of_its_incident(box, make_alert):
    sink = Fake(script=deque(["dead"]))
    deliver(box, [sink], now=0)
    box.put(9, make_alert("i1:closed", "closed", id="i1"))
    box.put(10, make_alert("i3:opened", id="i3"))
    deliver(box, [sink], now=1)
    assert sink.got == ["i3:opened"]
    deliver(box, [sink], now=30)
    assert sink.got == ["i3:opened", "i2:opened", "i1:opened", "i1:raised", "i1:closed"]


def test_what_is_refused_for_good_is_given_up_and_the_turn_goes_on(box, tmp_path):
    sink = Fake(script=deque(["final"]))
    letters = tmp_path / "dead.jsonl"
    done = deliver(box, [sink], now=0, dead_letters=letters)
    assert done == Delivery(delivered=2, given_up=1, problems=("s: final",))
    (line,) = letters.read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert (record["sink"], record["reason"], record["tries"]) == ("s", "s: final", 1)
    assert alert_of(record["alert"]).key == "i1:opened"
    assert box.rows["s", 0].reason == "s: final"


def test_a_dead_sink_is_tried_twelve_times_with_growing_waits(make_alert, tmp_path):
    box, sink, letters = Memory(), Fake(script=deque(["dead"] * 100)), tmp_path / "dead.jsonl"
    box.put(0, make_alert())
    now, waits = 0.0, []
    while box.rows["s", 0].state == "pending":
        deliver(box, [sink], now=now, dead_letters=letters)
        if box.rows["s", 0].state == "pending":
            waits.append(box.rows["s", 0].until - now)
            now = box.rows["s", 0].until
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]
    assert len(sink.script) == 100 - MOST_TRIES
    assert json.loads(letters.read_text(encoding="utf-8"))["tries"] == MOST_TRIES


def test_a_receiver_may_ask_for_more_time_but_not_for_ever(box):
    deliver(box, [Fake(script=deque([SinkError("busy", retry_after=500)]))], now=0)
    assert box.rows["s", 0].until == 500
    deliver(box, [Fake(script=deque([SinkError("busy", retry_after=1e9)]))], now=500)
    assert box.rows["s", 1].until == 500 + 3600


def test_nothing_is_given_up_while_dead_letters_cannot_be_written(box, tmp_path):
    sink = Fake(script=deque(["final"]))
    done = deliver(box, [sink], now=0, dead_letters=Path("/dev/full"))
    assert done.given_up == 0
    assert any("disk is full" in problem for problem in done.problems)
    assert set(box.states()) == {"pending"}
    assert deliver(box, [sink], now=30, dead_letters=tmp_path / "dead.jsonl").delivered == 3
    assert wait_after(10**6) == 3600


def test_an_alert_that_a_sink_chokes_on_does_not_keep_others_back(make_alert):
    class Choking(Fake):
        def send(self, alert):
            if alert.key == "bad":
                raise SinkError("cannot read that")
            super().send(alert)

    box, sink = Memory(), Choking()
    box.put(0, make_alert("bad", id="bad"))
    for number in range(1, 6):
        box.put(number, make_alert(f"good{number}", id=f"i{number}"))
    deliver(box, [sink], now=0)
    deliver(box, [sink], now=30)
    assert sink.got == [f"good{number}" for number in range(1, 6)]


def test_a_slow_sink_keeps_no_other_one_waiting(box):
    box.sinks = ("slow", "s")
    for number in range(3):
        box.put(number, box.rows["s", number].alert)
    fast_is_done = threading.Event()

    class Slow(Fake):
        def send(self, alert):
            assert fast_is_done.wait(10), "the fast sink was kept waiting"
            super().send(alert)

    class Fast(Fake):
        def send(self, alert):
            super().send(alert)
            if len(self.got) == 3:
                fast_is_done.set()

    assert deliver(box, [Slow("slow"), Fast()], now=0).delivered == 6


def test_whatever_a_sink_raises_is_no_end_of_the_others(box):
    sink = Fake(script=deque([KeyError("oops")]))
    done = deliver(box, [sink], now=0)
    assert done.postponed == 3
    assert done.problems == ("s: KeyError: 'oops'",)


def test_two_sinks_of_one_name_are_one(box):
    first, second = Fake(), Fake()
    assert deliver(box, [first, second], now=0).delivered == 3
    assert len(first.got) + len(second.got) == 3


def test_deliver_all_goes_on_until_nothing_is_due(box):
    class Bit(Memory):
        def due(self, sink, now):
            return super().due(sink, now)[:1]

    bit = Bit(rows=box.rows)
    assert deliver_all(bit, [Fake()], now=0).delivered == 3
    dead = Bit(rows={key: Row(row.alert) for key, row in box.rows.items()})
    done = deliver_all(dead, [Fake(script=deque(["dead"] * 99))], now=0)
    assert (done.delivered, done.postponed, done.problems) == (0, 2, ("s: dead",))
    assert deliver_all(dead, [Fake()], now=30, most=1).delivered == 1


def test_a_webhook_that_fails_then_works_and_one_that_is_dead(hook, box, tmp_path):
    hook.answers = deque([(500, {}), (503, {"Retry-After": "90"}), (400, {}), (200, {})])
    sink = WebhookSink(hook.url, b"secret", allow_private=True)
    box = Memory(sinks=(sink.name,), rows={(sink.name, number): row for (_, number), row in box.rows.items()})
    letters = tmp_path / "dead.jsonl"
    assert deliver(box, [sink], now=0, dead_letters=letters).postponed == 3
    assert deliver(box, [sink], now=30, dead_letters=letters).postponed == 3
    assert not deliver(box, [sink], now=119, dead_letters=letters)
    done = deliver(box, [sink], now=120, dead_letters=letters)
    assert (done.delivered, done.given_up) == (2, 1)
    hook.answers = deque([(500, {})])
    box.put(7, box.rows[sink.name, 0].alert)
    for _ in range(MOST_TRIES):
        deliver(box, [sink], now=max(row.until for row in box.rows.values()), dead_letters=letters)
    assert box.rows[sink.name, 7].state == "given up"
    sink.close()


STEPS = st.sampled_from(["ok", "ok", "ok", "dead", "heard but failed", "final"])


@sizes(max_examples=150, deadline=None)
@given(
    incidents=st.lists(st.sampled_from("abc"), max_size=8),
    scripts=st.lists(st.lists(STEPS, max_size=10), min_size=1, max_size=3),
    kills=st.sets(st.integers(1, 30), max_size=4),
    keep=st.booleans(),
)
def test_every_alert_reaches_every_living_sink_in_order(make_alert, tmp_path_factory, incidents, scripts, kills, keep):
    sinks = [Fake(f"s{place}", deque(script)) for place, script in enumerate(scripts)]
    box = Memory(sinks=tuple(sink.name for sink in sinks), kills=kills)
    letters = tmp_path_factory.mktemp("letters") / "dead.jsonl" if keep else None
    sent: dict[str, list[str]] = defaultdict(list)
    now = 0.0
    for number, incident in enumerate(incidents):
        key = f"{incident}{number}"
        sent[incident].append(key)
        box.put(number, make_alert(key, id=incident))
        now += 10
        _once(box, sinks, now, letters)
    for _ in range(200):
        now += 4000
        _once(box, sinks, now, letters)
    for sink in sinks:
        rows = [row for (name, _), row in sorted(box.rows.items()) if name == sink.name]
        assert {row.state for row in rows} <= {"delivered", "given up"}
        first = list(dict.fromkeys(sink.got))
        assert {row.alert.key for row in rows if row.state == "delivered"} <= set(first)
        for keys in sent.values():
            heard = [key for key in first if key in keys]
            assert heard == [key for key in keys if key in heard]
        missing = {row.alert.key for row in rows} - set(first)
        assert missing <= {row.alert.key for row in rows if row.state == "given up"}
        assert sum(row.state == "given up" for row in rows) <= scripts[int(sink.name[1:])].count("final")
    if letters is not None and letters.exists():
        given_up = {f"{row.alert.key} {name}" for (name, _), row in box.rows.items() if row.state == "given up"}
        lines = [json.loads(line)["key"] for line in letters.read_text(encoding="utf-8").splitlines()]
        assert len(lines) == len(set(lines))
        assert given_up <= set(lines)


def _once(box, sinks, now, letters):
    with contextlib.suppress(Killed):
        deliver(box, sinks, now=now, dead_letters=letters)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), max_size=10))
def test_the_order_of_a_turn_keeps_that_of_each_incident(make_alert, given):
    pending = [Pending(number, make_alert(id=incident), tries) for number, (incident, tries) in enumerate(given)]
    ordered = in_turn(reversed(pending))
    assert sorted(each.number for each in ordered) == list(range(len(pending)))
    for incident in "abc":
        numbers = [each.number for each in ordered if each.alert.incident.id == incident]
        assert numbers == sorted(numbers)
