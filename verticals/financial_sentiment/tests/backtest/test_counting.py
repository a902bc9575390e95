import random

import pytest

from scaffold.errors import DataError
from scaffold_financial_sentiment.backtest.counting import count_news
from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

DAY = 86_400.0


class _ByFirstWords:
    """Understands `A legal negative ...`."""

    def __init__(self):
        self.sizes = []

    def understand(self, items):
        self.sizes.append(len(items))
        found = []
        for item in items:
            company, topic, label, *rest = item.text.split()
            muted = "a-rule" if "muted" in rest else ""
            mentions = tuple(Mention(name, label, 0.0) for name in company.split("+"))
            found.append(Understood(label, 0.0, (topic,), mentions, muted=muted))
        return found


def _items():
    return [
        Item("1", "A legal negative court orders the firm to pay a record fine", 1000.0, "Reuters"),
        Item("2", "A legal negative court orders the firm to pay a record fine", 1400.0, "AP"),
        Item("3", "A legal positive lawsuit by former employees was dropped in May", 1100.0, "AP"),
        Item("4", "A+B results negative both groups warn that profit will fall", 5000.0, "Reuters"),
        Item("5", "C legal negative muted nothing that anybody would care about", 5100.0, "Reuters"),
    ]


@pytest.fixture
def counted():
    def count(items, **changes):
        settings = FinancialSentimentSettings(tick=300.0, **changes)
        return count_news(items, _ByFirstWords(), settings)

    return count


def test_stories_are_counted_for_topic_and_company_and_copies_are_not(counted):
    log = counted(_items())
    assert dict(log.ticks()) == {
        3: {Key("A"): Count(1, 2), Key("A", "legal"): Count(1, 2)},
        16: {Key("A"): Count(1, 1), Key("A", "results"): Count(1, 1), Key("B"): Count(1, 1)}
        | {Key("B", "results"): Count(1, 1)},
    }
    assert (log.begin, log.end) == (3, 18)


def test_evidence_has_copies_and_publishers(counted):
    log = counted(_items())
    story = log.stories[log.stories_at(log.rows(log.number(Key("A", "legal"))).tolist())[0]]
    assert (story.id, story.copies, story.sources) == ("1", 2, ("Reuters", "AP"))
    assert log.publishers("A", 900.0, 1300.0) == 1
    assert log.publishers("A", 900.0, 1500.0) == 2
    assert log.publishers("nobody", 0.0, 1e9) == 0


def test_order_and_batches_have_no_part_in_it(counted):
    items = _items()
    random.Random(3).shuffle(items)
    assert list(counted(items, batch=1).ticks()) == list(counted(_items(), batch=500).ticks())


def test_an_id_counts_once_within_the_time_of_copies(counted):
    first = Item("x", "A legal negative judge stops the sale of two plants in Spain", 0.0)
    later = "A legal negative workers strike over pay at every port of the north"
    assert len(counted([first, Item("x", later, 2 * DAY)]).stories) == 1
    assert len(counted([first, Item("x", later, 4 * DAY)]).stories) == 2


def test_no_news_is_an_error(counted):
    with pytest.raises(DataError, match="no news"):
        counted([])


def test_news_about_no_company_gives_an_empty_log(counted):
    class _Nothing:
        def understand(self, items):
            return [Understood("neutral", 0.0) for _ in items]

    log = count_news([Item("1", "Rain in May", 100.0)], _Nothing(), FinancialSentimentSettings())
    assert list(log.ticks()) == []
    assert log.end - log.begin == 1
