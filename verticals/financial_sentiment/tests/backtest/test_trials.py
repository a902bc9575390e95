import pytest

from scaffold_financial_sentiment.backtest.comparison import Contender, compare, plain_contenders, river_contenders
from scaffold_financial_sentiment.backtest.curve import threshold_curve
from scaffold_financial_sentiment.backtest.judging import Terms, judge
from scaffold_financial_sentiment.backtest.known import KnownIncident
from scaffold_financial_sentiment.backtest.plan import BacktestPlan
from scaffold_financial_sentiment.backtest.trials import make_trials, try_out
from scaffold_financial_sentiment.backtest.usual import UsualRates
from scaffold_financial_sentiment.detection.plain import FixedThreshold

HOUR, WEEK = 3600.0, 604_800.0
TERMS = Terms(6 * HOUR, 24 * HOUR, 24 * HOUR, least_sources=2)
PLAN = BacktestPlan(places=30, factors=(2.0, 20.0), warm_up="1w")


def _threshold(level):
    return FixedThreshold(level, window=2 * HOUR, tick=HOUR)


@pytest.fixture
def log(quiet_log):
    return quiet_log({"A": 3.0, "B": 2.0, "C": 0.2, "D": 2.0, "E": 2.0}, weeks=20)


@pytest.fixture
def trials(log):
    return make_trials(log, UsualRates.of(log), [], PLAN)


def test_larger_incidents_are_found_more_often_and_never_beyond_the_oracle(log, trials):
    judged = judge(log, _threshold(8), [], Terms(6 * HOUR, 24 * HOUR, 0.0))
    rate = max(1.0, judged.keys.false_a_year.value)
    outcomes = try_out(trials, lambda: _threshold(8), TERMS, rate)
    small, large = (each for each in outcomes if not each.rate)
    assert (small.factor, large.factor, small.incidents) == (2.0, 20.0, 30)
    assert large.in_time.value > small.in_time.value
    assert large.ever.value >= large.in_time.value
    assert large.added > small.added
    for each in outcomes:
        assert 0 <= each.bound <= 1
        assert each.in_time.low <= each.bound + 1e-9
        assert len(each.hours) == round(each.ever.value * each.incidents)
    binned = [each for each in outcomes if each.factor == 2.0 and each.rate]
    assert sum(each.incidents for each in binned) == 30


def test_made_up_stories_have_no_publishers_and_need_none(trials):
    assert any(each.ever.value for each in try_out(trials, lambda: _threshold(1), TERMS, 1.0))


def test_no_places_no_trials(log):
    assert make_trials(log, UsualRates.of(log), [], BacktestPlan(places=0)) == []


def test_a_stricter_level_gives_fewer_false_alarms(log, trials, monday):
    known = [KnownIncident("1", "A", "*", monday + 5 * WEEK, monday + 5 * WEEK + HOUR)]
    terms = Terms(6 * HOUR, 24 * HOUR, HOUR)
    points = threshold_curve(log, known, [4.0, 1.0, 2.0, 2.0], lambda x: _threshold(10 - x), terms, trials[1])
    assert [point.level for point in points] == [1.0, 2.0, 4.0]
    rates = [point.keys.false_a_year.value for point in points]
    assert rates == sorted(rates)
    assert all(point.companies.known == 1 for point in points)
    found = [point.injected.in_time.value for point in points]
    assert found == sorted(found)
    assert threshold_curve(log, known, [1.0], _threshold, terms)[0].injected is None


def test_contenders_are_compared_at_the_same_false_alarms(log, trials):
    terms = Terms(6 * HOUR, 24 * HOUR, HOUR)
    levels = (1, 2, 3, 4, 6, 8, 10, 12, 15)
    (found,) = compare(log, [], [Contender("threshold", "stories", levels, _threshold)], trials, terms, 5.0)
    assert found.keeps
    assert found.keys.false_a_year.value <= 5.0
    stricter = [level for level in levels if level < found.level]
    assert judge(log, _threshold(stricter[-1]), [], terms).keys.false_a_year.value > 5.0
    assert [each.factor for each in found.injected if not each.rate] == [2.0, 20.0]
    (loud,) = compare(log, [], [Contender("threshold", "stories", (1,), _threshold)], trials, terms, 0.01)
    assert not loud.keeps


def test_levels_of_the_contenders_get_stricter():
    for contender in plain_contenders(HOUR, 2 * HOUR):
        assert contender.levels == tuple(sorted(set(contender.levels)))
        assert contender.factory(contender.levels[0]).tick == HOUR
    pytest.importorskip("river", reason="river is not installed")
    hinkley, *others = river_contenders(HOUR)
    assert others
    assert hinkley.levels == tuple(sorted(set(hinkley.levels)))
    for contender in others:
        assert contender.levels == tuple(sorted(set(contender.levels), reverse=True))
        assert contender.factory(contender.levels[0]).tick == HOUR
