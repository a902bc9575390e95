"""Tens of thousands of incidents: every question uses an index, and a page stays small."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from scaffold_financial_sentiment.incidents.case import Case


@pytest.fixture
def many(state, made):
    state.usual()
    with state.store() as store, store.transaction():
        for start in range(0, 5000, 1000):
            numbers = range(start, start + 1000)
            store.incidents.put(Case(_of(made, number)) for number in numbers)
        store.hourly.add(hour for number in range(300) for hour in made.hours(f"C{number}", count=24))
    return state


def _of(made, number):
    opened = made.CLOCK - 60.0 * number
    changes = {} if number % 50 == 0 else {"closed": opened + 600}
    return made.incident(f"FS-{number + 10}", f"C{number % 300}", opened=opened, began=opened, **changes)


ADDRESSES = [
    "/",
    "/?open=3&closed=400",
    "/?company=C7&days=90",
    "/?topic=legal",
    "/incidents/FS-77",
    "/companies/C7",
    "/api/incidents?status=open&size=100",
    "/api/incidents?company=C7",
    "/api/trend?days=90",
    "/healthz",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_question_reads_a_whole_table(many, site, open_client, address):
    asked = []
    with site.reader.reading() as snapshot:
        engine = snapshot.connection.engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    response = open_client(site).get(address)
    assert response.status_code == 200
    assert len(response.content) < 700_000
    assert 0 < len(asked) < 160
    plans = []
    with site.reader.reading() as snapshot:
        for statement, parameters in dict(asked).items():
            if statement.startswith("SELECT"):
                rows = snapshot.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans += [(row[3], statement) for row in rows]
    whole = [
        (step, statement) for step, statement in plans if re.match(r"SCAN fs_(hourly|incidents)\b(?!.*INDEX)", step)
    ]
    assert whole == []


def test_a_page_shows_some_and_says_how_many_there_are(many, client):
    text = client.get("/").text
    assert "102 open incidents" in text
    assert text.count("<article") == 20
    assert "Page 1 of 6, 102 incidents" in text
