"""The table finds who shares a key, whatever its size."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold_financial_sentiment.copies import buckets as module
from scaffold_financial_sentiment.copies.buckets import Buckets

COLUMNS = 3
rows = st.lists(st.integers(0, 5), min_size=COLUMNS, max_size=COLUMNS)
steps = st.lists(st.tuples(st.sampled_from(["add", "add", "remove", "keep"]), rows, st.integers(0, 99)), max_size=60)


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(module, "_FEWEST", 4)


def keys(row):
    return np.array(row, dtype=np.uint32)


def expected(members, row, crowd):
    """Members that share a key: of each column the newest `crowd` that are alive."""
    found = Counter()
    for column in range(COLUMNS):
        same = [number for number, (other, alive) in enumerate(members) if alive and other[column] == row[column]]
        found.update(same[::-1][:crowd])
    return found


@settings(max_examples=200, deadline=None)
@given(steps, rows, st.integers(1, 4))
def test_found_are_the_newest_of_each_key(done, row, crowd):
    original, module.CROWD = module.CROWD, crowd
    try:
        table, members = Buckets(COLUMNS), []
        for what, added, which in done:
            if what == "remove" and members:
                table.remove(which % len(members))
                members[which % len(members)] = (members[which % len(members)][0], False)
            elif what == "keep" or table.is_full:
                alive = [number for number, member in enumerate(members) if member[1]]
                table.keep(alive)
                members = [members[number] for number in alive]
            if what == "add":
                assert table.add(keys(added)) == len(members)
                members.append((added, True))
        assert Counter(table.find(keys(row))) == expected(members, row, crowd)
    finally:
        module.CROWD = original


def test_an_empty_table_finds_nothing():
    assert Buckets(COLUMNS).find(keys([1, 2, 3])) == []


def test_it_grows():
    table = Buckets(COLUMNS)
    for number in range(1000):
        if table.is_full:
            table.keep(range(number))
        table.add(keys([number, number // 2, 7]))
    found = Counter(table.find(keys([500, 250, 8])))
    assert found == {500: 2, 501: 1}
    assert sorted(table.find(keys([5000, 5000, 7]))) == list(range(1000 - module.CROWD, 1000))
