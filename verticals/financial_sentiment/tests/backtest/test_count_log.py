import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.backtest.count_log import CountLog
from scaffold_financial_sentiment.backtest.packed_texts import PackedTexts
from scaffold_financial_sentiment.backtest.story_table import StoryTable
from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key

KEYS = [Key("A"), Key("A", "legal"), Key("B"), Key("B", "results")]
COUNTS = st.dictionaries(
    st.integers(0, 30),
    st.dictionaries(
        st.sampled_from(KEYS),
        st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: Count(pair[0], sum(pair))),
        min_size=1,
    ),
    min_size=1,
)
MORE = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(KEYS), st.integers(1, 9)), max_size=8)


@given(COUNTS)
def test_ticks_come_in_order_with_all_counts(counts):
    ticks = list(CountLog.of_counts(300.0, counts).ticks())
    assert [tick for tick, _ in ticks] == sorted(counts)
    assert dict(ticks) == counts


@given(COUNTS, MORE)
def test_plus_adds_negative_stories_and_leaves_the_log_as_it_was(counts, more):
    log = CountLog.of_counts(300.0, counts)
    more = [row for row in more if log.number(row[1]) is not None]
    before = dict(log.ticks())
    columns = [np.array([row[0] for row in more]), np.array([log.number(row[1]) for row in more])]
    added = log.plus(*(c.astype(np.int64) for c in columns), np.array([row[2] for row in more], dtype=np.int64))
    expected = {tick: dict(row) for tick, row in counts.items()}
    for tick, key, negative in more:
        old = expected.setdefault(tick, {}).get(key, Count(0, 0))
        expected[tick][key] = Count(old.negative + negative, old.total + negative)
    assert dict(added.ticks()) == expected
    assert dict(log.ticks()) == before
    assert len(added.link_starts) == len(added.tick_of) + 1


@given(COUNTS, st.sampled_from(KEYS), st.floats(-500, 10_000), st.floats(-500, 10_000))
def test_rows_of_a_key_between_two_times(counts, key, since, until):
    log = CountLog.of_counts(300.0, counts)
    number = log.number(key)
    expected = [tick for tick, row in sorted(counts.items()) if key in row and since <= tick * 300.0 < until]
    found = [] if number is None else log.tick_of[log.rows(number, since, until)].tolist()
    assert found == expected


def test_an_empty_log_has_no_ticks():
    log = CountLog.of_counts(300.0, {})
    assert list(log.ticks()) == []
    assert log.since == log.until == 0


def test_time_without_news_at_the_end_belongs_to_the_log():
    log = CountLog.of_counts(300.0, {10: {Key("A"): Count(1, 1)}}, end=40)
    assert (log.since, log.until) == (3000.0, 12_000.0)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_texts_come_back_as_they_were(texts):
    packed = PackedTexts.of(texts)
    assert [packed[at] for at in range(len(packed))] == texts
    with pytest.raises(IndexError):
        packed[len(texts)]


def test_publishers_are_counted_once_and_unknown_ones_as_one():
    table = StoryTable.of(
        [
            ("s1", "Fraud", 10.0, 3, [("Reuters", 10.0), ("AP", 20.0)]),
            ("s2", "欺诈", 11.0, 1, [(" reuters", 11.0)]),
            ("s3", "Fraud?", 12.0, 1, []),
            ("s4", "Fraud!", 13.0, 1, []),
        ]
    )
    assert table[0].sources == ("Reuters", "AP")
    assert table[1].text == "欺诈"
    assert len(table.publishers_of([0, 1], until=15.0)) == 1
    assert len(table.publishers_of([0, 1], until=25.0)) == 2
    assert len(table.publishers_of([0, 2, 3], until=25.0)) == 3
