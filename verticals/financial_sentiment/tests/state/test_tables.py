"""Every table, in SQLite and in PostgreSQL."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.incidents.alert import Alert
from scaffold_financial_sentiment.incidents.case import Case
from scaffold_financial_sentiment.incidents.incident import Headline, Incident
from scaffold_financial_sentiment.incidents.mute import Mute
from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.state.hourly import Hour
from scaffold_financial_sentiment.state.sources import SourceState
from scaffold_financial_sentiment.state.store import Store
from scaffold_financial_sentiment.state.waiting import WaitingItem
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

ODD = '利润下滑 \x00 it\'s 50% "off" \\ 🔥'


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    url = tmp_path / "news.sqlite" if request.param == "sqlite" else request.getfixturevalue("database_url")
    with Store.open(url) as opened:
        yield opened


def case(name="FS-1", company="ACME", *, opened=1000.0, closed=None, severity="low", **working):
    incident = Incident(
        id=name,
        keys=(Key(company, "legal"), Key(company)),
        status="open" if closed is None else "closed",
        severity=severity,
        opened=opened,
        began=opened - 0.1,
        updated=closed or opened,
        closed=closed,
        seen=7,
        expected=0.1 + 0.2,
        window=3600.0,
        p=1e-300,
        how="burst",
        stories=(Headline("s", ODD, opened - 0.1, ("A", "B"), 3, -0.7, "https://x/"),),
        rules=("r",),
        trend=(math.nan, -0.5),
        counts=(0, 4),
    )
    return Case(incident, **working)


def test_counters_add_up(store):
    store.counters.add({"items": 3, "late": 0})
    store.counters.add({"items": 4, "copies": 1})
    assert store.counters.all() == {"copies": 1, "items": 7}


def test_notes_are_replaced(store):
    store.notes.put({"clock": 1.5, "keys": [["ACME", "*"]]})
    store.notes.put({"clock": 2})
    assert store.notes.all() == {"clock": 2, "keys": [["ACME", "*"]]}


def test_sources_keep_their_position(store):
    assert store.sources.position("file:a") is None
    first = SourceState(1, "file:a", {"offset": 10, "name": ODD}, 1.25, is_idle=True)
    store.sources.put([first, SourceState(2, "file:b")])
    assert store.sources.all() == [first, SourceState(2, "file:b")]
    assert store.sources.position("file:a") == {"offset": 10, "name": ODD}
    assert store.sources.position("file:b") is None


def test_ids_are_found_until_they_are_forgotten(store):
    hashes = [number * 7919 - (1 << 62) for number in range(2500)]
    store.seen.add(1, ((name, float(place)) for place, name in enumerate(hashes)))
    store.seen.add(2, [(5, 0.0)])
    assert store.seen.find([*hashes, 1, 5]) == {**{n: float(p) for p, n in enumerate(hashes)}, 5: 0.0}
    store.seen.add(1, [(hashes[0], 9000.0)])
    store.seen.forget(1, 2000.0)
    assert store.seen.find([*hashes[:2001], 5]) == {hashes[0]: 9000.0, hashes[2000]: 2000.0, 5: 0.0}


def test_waiting_items_come_back_as_they_were(store):
    vector = np.random.default_rng(1).normal(size=384).astype(np.float32)
    mentions = (Mention("ACME", "negative", -0.1 - 0.2), Mention("B", "neutral", 0.0))
    found = Understood("negative", 1 / 3, ("legal",), mentions, ("recall",), ("r1",), "high", "desk", "m", vector)
    item = Item(ODD, ODD, 0.1 + 0.2, "新华社", "https://x/?a=b", "")
    store.waiting.add([WaitingItem(7, 3, "file:a", item, found), WaitingItem(8, 4, "b", item, Understood("x", 0))])
    back, plain = store.waiting.all()
    assert back == WaitingItem(7, 3, "file:a", item, found, is_stored=True)
    assert back.understood.vector.dtype == np.float32
    assert back.understood.vector.tobytes() == vector.tobytes()
    assert plain.understood.vector is None
    store.waiting.remove([7])
    assert [each.number for each in store.waiting.all()] == [8]


def test_stories_come_in_the_order_of_time_and_id(store):
    rows = [(f"s{number:04}{ODD}", float(number % 7), bytes([number % 256])) for number in range(2300)]
    store.stories.put(rows)
    store.stories.put([("s0000" + ODD, 0.0, b"new")])
    store.stories.remove([rows[1][0]])
    wanted = {name: (name, time, content) for name, time, content in rows[2:]}
    wanted["s0000" + ODD] = ("s0000" + ODD, 0.0, b"new")
    assert list(store.stories.all()) == sorted(wanted.values(), key=lambda row: (row[1], row[0]))


def test_pieces_come_back_by_name(store):
    pieces = {f"ACME\0{number}": bytes([number % 256]) * 3 for number in range(1500)}
    store.pieces.put(pieces.items())
    store.pieces.put([("ACME\x000", b"\0new")])
    assert dict(store.pieces.all()) == {**pieces, "ACME\x000": b"\0new"}


def test_hours_add_up(store):
    legal, whole, other = Key("ACME", "legal"), Key("ACME"), Key("公司")
    store.hourly.add([Hour(5, legal, 1, 2, -5000), Hour(5, whole, 1, 2, -5000), Hour(6, other, 0, 1, 0)])
    store.hourly.add([Hour(5, legal, 1, 1, -9000), Hour(9000, legal, 0, 3, 100)])
    assert store.hourly.of_company("ACME", 5, 9000) == [
        Hour(5, whole, 1, 2, -5000),
        Hour(5, legal, 2, 3, -14000),
        Hour(9000, legal, 0, 3, 100),
    ]
    assert store.hourly.since(5) == [Hour(5, whole, 1, 2, -5000), Hour(6, other, 0, 1, 0)]
    assert store.hourly.of_company("ACME", 5, 5)[0].mean == -0.25
    store.hourly.forget_before(6)
    assert store.hourly.of_company("ACME", 0, 8999) == []


def test_only_the_last_rejects_are_kept(store):
    assert store.rejects.last() == []
    store.rejects.add("feed", [Reject(f"line {number}", ODD + "x" * 1000) for number in range(1500)])
    store.rejects.add("feed", [Reject("line 1500", "no date\0")])
    kept = store.rejects.last()
    assert len(kept) == 1000
    assert kept[0] == ("feed", Reject("line 1500", "no date"))
    assert kept[-1][1].where == "line 501"


def test_incidents_come_back_as_they_were(store):
    first = case(told="medium", told_at=0.1, alerts=2, quiet_since={Key("ACME"): 0.3})
    first.change(1000.0, muted="Kim")
    store.incidents.put([first, case("FS-2", "B", opened=2000.0, closed=3000.0, severity="high")])
    assert store.incidents.get("FS-1") == first.incident
    back = store.incidents.cases(3000.0)
    assert [each.incident.id for each in back] == ["FS-1", "FS-2"]
    assert (back[0].incident, back[0].working()) == (first.incident, first.working())
    assert not back[0].is_changed
    assert [each.incident.id for each in store.incidents.cases(3000.1)] == ["FS-1"]


def test_incidents_are_found_by_what_they_are(store):
    store.incidents.put([case(), case("FS-2", "B", opened=2000.0, closed=3000.0), case("FS-3", opened=2500.0)])

    def ids(**wanted):
        return [incident.id for incident in store.incidents.find(**wanted)]

    assert ids() == ["FS-3", "FS-2", "FS-1"]
    assert ids(most=1) == ["FS-3"]
    assert ids(status="closed") == ["FS-2"]
    assert ids(company="ACME") == ["FS-3", "FS-1"]
    assert ids(since=3000.5) == ["FS-3", "FS-1"]
    assert store.incidents.count() == {"closed": 1, "open": 2}


def test_who_has_taken_an_incident_is_shown(store):
    store.incidents.put([case(), case("FS-2", "B", closed=3000.0)])
    store.incidents.acknowledge("FS-1", "Kim", 1.0)
    store.incidents.acknowledge("FS-1", "Lee", 2.0)
    store.incidents.acknowledge("FS-2", "Kim", 2.0)
    assert store.incidents.acknowledged() == {"FS-1": "Lee"}
    assert store.incidents.get("FS-1").acknowledged == "Lee"
    assert store.incidents.find(company="B")[0].acknowledged == "Kim"
    with pytest.raises(DataError, match="did you mean 'FS-1'"):
        store.incidents.acknowledge("FS-11", "Kim", 1.0)


def test_mutes_end(store):
    first = store.mutes.add(Mute("ACME", "*", "Kim", "known", 1000.0))
    second = store.mutes.add(Mute("ACME", "legal", "Lee", "", 2000.0))
    assert first.number != second.number
    assert store.mutes.all() == [first, second]
    assert store.mutes.all(in_force_at=1000.0) == [second]
    assert store.mutes.end(second.number, 500.0).expires == 500.0
    assert store.mutes.all(in_force_at=999.0) == [first]
    with pytest.raises(DataError, match="no mute number 99"):
        store.mutes.end(99, 0.0)
    with pytest.raises(DataError, match="owner"):
        store.mutes.add(Mute("ACME", "*", " ", "", 1000.0))


def alert(number, incident="FS-1"):
    return Alert(f"{incident}/{number}", "raised", float(number), "Acme", case(incident).incident)


def numbers(store, sink, now=0.0):
    return [pending.number for pending in store.outbox.due(sink, now)]


def test_every_sink_gets_every_alert(store):
    store.outbox.register(["a", "b"])
    store.outbox.add([alert(1), alert(2)])
    store.outbox.add([alert(3)])
    assert [pending.alert for pending in store.outbox.due("a", 0.0)] == [alert(1), alert(2), alert(3)]
    store.outbox.delivered("a", 1)
    store.outbox.given_up("a", 3, "refused")
    assert numbers(store, "a") == [2]
    assert numbers(store, "b") == [1, 2, 3]
    store.outbox.delivered("a", 2)
    assert numbers(store, "a") == []
    store.outbox.add([alert(4)])
    assert numbers(store, "a") == [4]
    assert store.outbox.states() == {"a": {"delivered": 2, "given up": 1}}
    assert store.outbox.all() == [alert(1), alert(2), alert(3), alert(4)]


def test_a_postponed_alert_holds_back_its_incident_only(store):
    store.outbox.register(["a"])
    store.outbox.add([alert(1), alert(2, "FS-2"), alert(3), alert(4, "FS-2")])
    store.outbox.postponed("a", 1, 3, 100.0, "away" + "\0" * 3)
    assert numbers(store, "a", 99.0) == [2, 4]
    assert [(each.number, each.tries) for each in store.outbox.due("a", 100.0)] == [(1, 3), (2, 0), (3, 0), (4, 0)]
    store.outbox.delivered("a", 1)
    assert numbers(store, "a", 99.0) == [2, 3, 4]


def test_a_later_sink_gets_later_alerts(store):
    store.outbox.add([alert(1)])
    store.outbox.register(["a"])
    assert numbers(store, "a") == [1]
    store.outbox.register(["a", "b"])
    assert numbers(store, "b") == []
    store.outbox.add([alert(2)])
    assert numbers(store, "a") == [1, 2]
    assert numbers(store, "b") == [2]


def test_no_alert_is_put_in_twice(store):
    store.outbox.add([alert(1)])
    with pytest.raises(Exception, match=r"(?i)unique"):
        store.outbox.add([alert(1)])
    assert store.outbox.count() == 1


NAMES = st.text(max_size=20)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.builds(Item, NAMES, NAMES, FLOATS, NAMES, NAMES, NAMES), st.lists(NAMES, max_size=3), FLOATS, NAMES)
def test_any_item_waits_unchanged(item, names, score, name):
    found = Understood(name, score, tuple(names), (Mention(name, name, score),), (), tuple(names), None, name, name)
    with Store.open("sqlite://") as store:
        store.waiting.add([WaitingItem(1, -5, "s", item, found)])
        (back,) = store.waiting.all()
    assert (back.item, back.understood) == (item, found)
