"""The source of a replay: in order whatever the file is like, and going on where it stood."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_financial_sentiment.commands.dated_file import DatedFile


def write(path, times):
    rows = [{"id": f"n{n}", "headline": f"Headline {n}", "time": 1_700_000_000 + when} for n, when in enumerate(times)]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def opened(path, batch=3, speed=0.0):
    return DatedFile(path, batch=batch, largest=10_000, lateness=600.0, speed=speed)


def ids(batches):
    return [item.id for batch in batches for item in batch.items]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(times=st.lists(st.integers(0, 5000), min_size=1, max_size=12), batch=st.integers(1, 5))
def test_items_come_in_order_and_go_on_behind_any_batch(tmp_path, times, batch):
    path = write(tmp_path / "news.jsonl", times)
    batches = list(opened(path, batch).batches(None))
    given_times = [item.time for each in batches for item in each.items]
    late = max((max(given_times[: n + 1]) - when for n, when in enumerate(given_times)), default=0)
    assert late <= 600
    assert sorted(ids(batches)) == sorted(f"n{n}" for n in range(len(times)))
    for place, each in enumerate(batches):
        position = json.loads(json.dumps(each.position))
        assert ids(opened(path, batch).batches(position)) == ids(batches[place + 1 :])


def test_little_disorder_is_left_to_the_monitor(tmp_path):
    assert not opened(write(tmp_path / "a.jsonl", [0, 500, 100])).is_sorted
    assert opened(write(tmp_path / "b.jsonl", [0, 900, 100])).is_sorted


def test_sorted_file_that_grew_cannot_go_on(tmp_path):
    path = write(tmp_path / "news.jsonl", [900, 0, 100, 2000])
    position = next(opened(path).batches(None)).position
    write(path, [900, 0, 100, 2000, 50])
    with pytest.raises(DataError, match="changed since it was replayed"):
        list(opened(path).batches(position))


def test_speed_waits_and_closing_ends_the_wait(tmp_path):
    source = opened(write(tmp_path / "news.jsonl", [0, 10_000]), speed=1.0)
    batches = source.batches(None)
    assert ids([next(batches)]) == ["n0"]
    assert next(batches).is_idle
    source.close()
    assert list(batches) == []
