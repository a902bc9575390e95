import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from scaffold_financial_sentiment.backtest.bound import oracle_recall

MEANS = st.floats(0.001, 20)


@given(MEANS, st.floats(1.1, 20), st.integers(0, 60))
def test_no_threshold_on_the_number_of_stories_finds_more(usual, factor, least):
    chance = float(poisson.sf(least - 1, usual))
    found = float(poisson.sf(least - 1, factor * usual))
    bound = oracle_recall([usual], [factor * usual], [chance])
    assert bound >= found - 1e-9
    assert bound == pytest.approx(found, abs=1e-9)


@given(st.lists(MEANS, min_size=1, max_size=5), st.floats(1.1, 10), st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_false_alarms_find_more_and_none_finds_nothing(usual, factor, one, more):
    raised = [factor * each for each in usual]
    low, high = (oracle_recall(usual, raised, [chance] * len(usual)) for chance in (one, one + more))
    assert one - 1e-9 <= low <= high + 1e-12 <= 1 + 1e-9
    assert oracle_recall(usual, raised, [0.0] * len(usual)) == pytest.approx(0.0, abs=1e-9)
    assert oracle_recall(usual, raised, [1.0] * len(usual)) == pytest.approx(1.0)


def test_spending_false_alarms_where_they_find_most_is_at_least_as_good_as_evenly():
    usual, raised = [0.1, 5.0], [0.3, 15.0]
    even = np.mean([oracle_recall([u], [r], [0.01]) for u, r in zip(usual, raised, strict=True)])
    assert oracle_recall(usual, raised, [0.01, 0.01]) >= even


def test_what_is_not_raised_cannot_be_told_from_chance():
    assert oracle_recall([3.0], [3.0], [0.05]) == pytest.approx(0.05)
    assert oracle_recall([0.0], [0.0], [0.05]) == pytest.approx(0.05)


def test_where_nothing_is_usual_the_first_story_tells_all():
    assert oracle_recall([0.0], [3.0], [0.0]) == pytest.approx(1 - np.exp(-3))


def test_without_incidents_there_is_no_bound():
    assert np.isnan(oracle_recall([], [], []))
