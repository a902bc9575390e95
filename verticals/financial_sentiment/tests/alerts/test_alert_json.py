from __future__ import annotations

import json
import math
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_financial_sentiment.alerts.as_json import alert_of, alert_record, as_json, from_json
from scaffold_financial_sentiment.alerts.moments import as_iso, of_iso
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.incidents.alert import Alert
from scaffold_financial_sentiment.incidents.incident import Headline, Incident

TEXT = st.text(st.characters(codec=None), max_size=20)
TIMES = st.floats(0, 253_402_300_799)
NAMES = st.lists(TEXT, max_size=3).map(tuple)
STORIES = st.builds(Headline, TEXT, TEXT, TIMES, NAMES, st.integers(1), st.floats(-1, 1), TEXT)
INCIDENTS = st.builds(
    Incident,
    id=TEXT,
    keys=st.lists(st.builds(Key, TEXT, TEXT), min_size=1, max_size=3).map(tuple),
    status=st.sampled_from(["open", "closed"]),
    severity=st.sampled_from(["low", "medium", "high", "critical"]),
    opened=TIMES,
    began=TIMES,
    updated=TIMES,
    closed=st.none() | TIMES,
    seen=st.floats(),
    expected=st.floats(),
    window=st.floats(),
    p=st.floats(0, 1),
    how=TEXT,
    stories=st.lists(STORIES, max_size=3).map(tuple),
    rules=NAMES,
    events=NAMES,
    route=TEXT,
    acknowledged=TEXT,
    muted=TEXT,
    trend=st.lists(st.floats(-1, 1) | st.just(math.nan), max_size=5).map(tuple),
    counts=st.lists(st.integers(0), max_size=5).map(tuple),
)
ALERTS = st.builds(Alert, TEXT, st.sampled_from(["opened", "raised", "closed"]), TIMES, TEXT, INCIDENTS)


@given(ALERTS)
def test_nothing_is_lost_on_the_way_to_json_and_back(alert):
    line = as_json(alert)
    assert "\n" not in line
    line.encode("utf-8")
    # repr, since not-a-number equals nothing, not even itself.
    assert repr(from_json(line)) == repr(alert)
    assert repr(alert_of(alert_record(alert))) == repr(alert)


@given(TIMES)
def test_times_survive_exactly(time):
    assert of_iso(as_iso(time)) == time


@pytest.mark.parametrize("time", [math.nan, math.inf, 1e18, -1e18])
def test_what_is_no_moment_is_refused(time):
    with pytest.raises(ValueError, match="no moment"):
        as_iso(time)


@pytest.mark.parametrize("text", ["2008-09-15T04:00:00", "2008-09-15 04h", "", "Z", "2008-09-15T04:00:00.x1Z"])
def test_other_writings_of_time_are_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        of_iso(text)


def test_the_record_is_plain_and_says_its_version(make_alert):
    record = json.loads(as_json(make_alert(trend=(0.5, math.nan), company="中国银行")))
    assert record["version"] == 1
    assert next(iter(record)) == "version"
    assert record["time"] == "2008-09-15T12:00:00Z"
    assert record["incident"]["trend"] == [0.5, None]
    assert record["incident"]["keys"][0] == {"company": "ACME", "topic": "*"}
    assert "中国银行" in as_json(make_alert(company="中国银行"))
    assert set(record["incident"]) == {field.name for field in fields(Incident)}


def test_unknown_fields_are_skipped(make_alert):
    record = alert_record(make_alert()) | {"new": 1}
    assert alert_of(record) == make_alert()


def test_another_version_is_refused(make_alert):
    with pytest.raises(DataError, match="version '2'"):
        alert_of(alert_record(make_alert()) | {"version": 2}, where="outbox")


@pytest.mark.parametrize("text", ["", "[]", "3", "null", '{"version": 1}', '{"version": 1, "incident": []}', "{"])
def test_what_is_no_alert_is_refused(text):
    with pytest.raises(DataError):
        from_json(text, where="somewhere")


def test_an_unknown_severity_is_refused(make_alert):
    record = alert_record(make_alert())
    record["incident"]["severity"] = "red"
    with pytest.raises(DataError, match="red"):
        alert_of(record)
