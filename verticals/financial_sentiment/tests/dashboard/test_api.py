"""The pages for programs."""

from __future__ import annotations

import json

import pytest

from scaffold_financial_sentiment.alerts.as_json import incident_of


def test_incidents_are_given_as_alerts_give_them(client, state, made):
    state.usual()
    response = client.get("/api/incidents")
    assert response.headers["content-type"] == "application/json"
    record = response.json()
    assert (record["total"], record["page"], record["pages"]) == (3, 1, 1)
    assert record["clock"] == "2025-03-12T12:00:00Z"
    found = {each["id"]: each for each in record["incidents"]}
    assert (found["FS-2"]["company"], found["FS-2"]["name"]) == ("BEIJI", "北极科技")
    assert repr(incident_of(found["FS-1"])) == repr(made.incident())
    assert client.get("/api/incidents/FS-1").json() == {"version": 1, **found["FS-1"]}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("status=open", ["FS-2", "FS-1"]),
        ("status=closed", ["FS-3"]),
        ("company=ACME", ["FS-1"]),
        ("company=quiet+%26+sons&status=all", ["FS-3"]),
        ("size=1&page=2&status=open", ["FS-1"]),
    ],
)
def test_incidents_can_be_chosen(client, state, query, ids):
    state.usual()
    assert [each["id"] for each in client.get(f"/api/incidents?{query}").json()["incidents"]] == ids


def test_a_trend_has_every_hour(client, state):
    state.usual()
    record = client.get("/api/trend?company=ACME&days=1").json()
    assert (record["begin"], record["end"], record["unit"]) == ("2025-03-11T12:00:00Z", "2025-03-12T12:00:00Z", "hour")
    (trend,) = record["trends"]
    assert (trend["company"], trend["topic"], trend["negative"], trend["total"], trend["mean"]) == (
        "ACME",
        "*",
        48,
        72,
        -0.5,
    )
    assert len(trend["points"]) == 24
    assert trend["points"][-1] == {"time": "2025-03-12T11:00:00Z", "negative": 2, "total": 3, "mean": -0.5}


def test_days_of_a_trend_are_those_of_the_calendar(client, state):
    state.usual()
    record = client.get("/api/trend?company=ACME&days=30&topic=legal").json()
    assert (record["begin"], record["unit"]) == ("2025-02-11T00:00:00Z", "day")
    points = {each["time"]: each for each in record["trends"][0]["points"]}
    assert len(points) == 30
    assert [points[f"2025-03-{day}T00:00:00Z"]["total"] for day in ("09", "10", "11", "12")] == [0, 12, 24, 12]
    assert points["2025-03-09T00:00:00Z"]["mean"] is None


def test_without_a_company_the_busiest_are_given(client, state):
    state.usual()
    assert [each["company"] for each in client.get("/api/trend").json()["trends"]] == ["ACME", "BEIJI"]
    assert [each["company"] for each in client.get("/api/trend?topic=legal").json()["trends"]] == ["ACME"]


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/api/incidents?status=shut", 400, "'status' has to be one of open, closed, all, and is 'shut'"),
        ("/api/incidents?size=101", 400, "'size' has to be a whole number from 1 to 100"),
        ("/api/trend?company=nobody", 400, "there is no company 'nobody'"),
        ("/api/incidents/none", 404, "there is no incident 'none'"),
        ("/api/nothing", 404, "There is no such page."),
    ],
)
def test_a_mistake_is_json_too(client, state, address, status, message):
    state.usual()
    response = client.get(address)
    assert response.status_code == status
    assert message in response.json()["error"]


def test_without_a_state_there_is_nothing(client):
    assert client.get("/api/incidents").json()["incidents"] == []
    assert client.get("/api/trend").json()["trends"] == []
    assert client.get("/api/incidents/FS-1").status_code == 404


def test_health(client, state):
    assert client.get("/healthz").json() == {"status": "ok", "state": "missing", "behind": None}
    state.usual()
    assert client.get("/healthz").json() == {"status": "ok", "state": "ready", "behind": 600.0}
    state.path.write_bytes(b"x" * 4096)
    for beside in state.path.parent.glob("*-wal"):
        beside.unlink()
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "damaged" in response.json()["error"]


def test_half_a_character_can_be_sent(client, state, made):
    state.write(made.incident(stories=(made.headline(1, "half \ud800 a character"),)))
    text = client.get("/api/incidents").content.decode("ascii")
    assert json.loads(text)["incidents"][0]["stories"][0]["text"] == "half \ud800 a character"
