"""The k-core of interactions."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_recommendation.data.k_core import k_core

rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=40)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def plainly(found, k):
    """The same by the definition: take away what has too few, until nothing has."""
    while True:
        users, items = Counter(row[0] for row in found), Counter(row[1] for row in found)
        rest = [row for row in found if users[row[0]] >= k and items[row[1]] >= k]
        if len(rest) == len(found):
            return rest
        found = rest


@given(rows, st.integers(0, 4))
@quick
def test_it_is_what_the_definition_says(events, found, k):
    expected = plainly(found, k)
    if not expected:
        with pytest.raises(DataError, match="nothing is left"):
            k_core(events(found), k)
        return
    rest, notes = k_core(events(found), k)
    assert list(zip(rest.user.tolist(), rest.item.tolist(), rest.time.tolist(), strict=True)) == expected
    assert len(notes) == 1
    lost = len(found) - len(expected)
    assert f"left out {lost} of {len(found)} events" in notes[0] if lost else "nothing was left out" in notes[0]


def test_numbers_stay(events):
    found = events([(0, 0, 1), (2, 3, 1), (2, 4, 2), (3, 3, 1), (3, 4, 1)])
    rest, notes = k_core(found, 2)
    assert rest.users is found.users
    assert rest.user.tolist() == [2, 2, 3, 3]
    assert notes == (
        "k-core: left out 1 of 5 events, 1 of 3 users and 1 of 3 items with fewer than 2 events, in 1 rounds",
    )
