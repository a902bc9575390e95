from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.backtest.episodes import by_company, episodes_of
from scaffold_financial_sentiment.backtest.replay import Alarm
from scaffold_financial_sentiment.detection.detector import Signal
from scaffold_financial_sentiment.detection.key import Key

KEYS = st.sampled_from([Key("A"), Key("A", "legal"), Key("B")])
ALARMS = st.lists(
    st.tuples(st.integers(0, 300), KEYS, st.floats(0, 1)).map(
        lambda row: Alarm(60.0 * row[0], Signal(row[1], True, False, 3, 0.1, 60.0, row[2], "test"))
    )
)
TIMES = st.floats(0, 5000)


@given(ALARMS, TIMES, TIMES)
def test_every_alarm_is_in_one_episode_and_episodes_are_apart(alarms, quiet_for, cool_down):
    episodes = episodes_of(alarms, quiet_for=quiet_for, cool_down=cool_down)
    assert sum(episode.alarms for episode in episodes) == len(alarms)
    for alarm in alarms:
        own = [each for each in episodes if each.key == alarm.signal.key and each.began <= alarm.time <= each.last]
        assert len(own) == 1
        assert own[0].strongest.p <= alarm.signal.p
    for first in episodes:
        assert first.ended == first.last + quiet_for
        for second in episodes:
            if second.key == first.key and second.began > first.began:
                assert second.began - first.last > quiet_for + cool_down - 1e-6


@given(ALARMS, TIMES, TIMES)
def test_longer_cool_down_gives_no_more_episodes(alarms, quiet_for, cool_down):
    short = episodes_of(alarms, quiet_for=quiet_for, cool_down=0.0)
    long = episodes_of(alarms, quiet_for=quiet_for, cool_down=cool_down)
    assert len(long) <= len(short)


@given(ALARMS, TIMES, TIMES)
def test_a_company_has_no_more_episodes_than_its_keys_and_loses_none(alarms, quiet_for, cool_down):
    episodes = episodes_of(alarms, quiet_for=quiet_for, cool_down=cool_down)
    joined = by_company(episodes, cool_down=cool_down)
    assert sorted(pair for each in joined for pair in each.begins) == sorted(each.begins[0] for each in episodes)
    for company in ("A", "B"):
        own = [each for each in joined if each.key.company == company]
        assert all(b.began > a.ended + cool_down for a, b in pairwise(own))


def test_one_surge_is_one_episode_of_the_company(alarm):
    alarms = [alarm(100.0, topic="legal"), alarm(200.0), alarm(5000.0, topic="legal", p=1e-9), alarm(9e6)]
    episodes = episodes_of(alarms, quiet_for=3600.0, cool_down=3600.0)
    assert len(episodes) == 3
    surge, later = by_company(episodes, cool_down=3600.0)
    assert surge.begins == ((Key("A", "legal"), 100.0), (Key("A"), 200.0))
    assert (surge.last, surge.strongest.p, later.began) == (5000.0, 1e-9, 9e6)


def test_order_of_the_alarms_does_not_matter(alarm):
    alarms = [alarm(5000.0), alarm(100.0), alarm(300.0)]
    first = episodes_of(alarms, quiet_for=600.0, cool_down=600.0)
    assert first == episodes_of(alarms[::-1], quiet_for=600.0, cool_down=600.0)
    assert [each.began for each in first] == [100.0, 5000.0]
