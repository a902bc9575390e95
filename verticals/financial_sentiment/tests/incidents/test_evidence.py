"""The evidence: which stories, in which order, how many."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.copies.story import Story
from scaffold_financial_sentiment.incidents.bad_news import BadNews
from scaffold_financial_sentiment.incidents.evidence import MOST, with_stories
from scaffold_financial_sentiment.understanding.understood import Mention, Understood


def story(name, copies=1, score=-0.5, time=0.0, label="negative", muted=""):
    mentions = (Mention("ACME", label, score), Mention("OTHER", "positive", 0.9))
    return Story(name, name, time, "", ("Reuters",), copies, Understood(label, 0.1, (), mentions, muted=muted), 1)


def names(headlines):
    return [headline.story for headline in headlines]


def test_the_earliest_of_the_most_copied_stands_for_all():
    stories = [
        story("a", 5, -0.9, 30.0),
        story("b", 5, -0.2, 10.0),
        story("c", 1, -0.9, 0.0),
        story("d", 5, -0.3, 20.0),
    ]
    assert names(with_stories((), stories, "ACME")) == ["b", "a", "d", "c"]


def test_copies_are_brought_up_to_date():
    first = with_stories((), [story("a"), story("b")], "ACME")
    then = with_stories(first, [story("b", 7)], "ACME")
    assert [(each.story, each.copies, each.score) for each in then] == [("b", 7, -0.5), ("a", 1, -0.5)]


def test_no_more_than_fifty_are_kept():
    stories = [story(f"{number:03}", number) for number in range(90)]
    random.Random(1).shuffle(stories)
    kept = with_stories((), stories, "ACME")
    assert len(kept) == MOST
    assert names(kept) == [f"{number:03}" for number in range(89, 39, -1)]


def found(news, since, until):
    return [each.id for each in news.of("ACME", since, until)]


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from(["negative", "neutral"]), st.booleans())), st.data())
def test_bad_news_is_found_by_time(entries, data):
    stories = {
        f"s{number}": story(f"s{number}", time=float(time), label=label, muted="r" if muted else "")
        for number, (time, label, muted) in enumerate(entries)
    }
    news = BadNews(stories.get)
    for each in stories.values():
        news.add(each)
    since, until = sorted((data.draw(st.integers(0, 50)), data.draw(st.integers(0, 50))))
    wanted = [
        (each.time, each.id)
        for each in stories.values()
        if each.understood.label == "negative" and not each.understood.muted and since <= each.time < until
    ]
    assert found(news, since, until) == [name for _, name in sorted(wanted)]
    again = BadNews(stories.get)
    again.restore(reversed(stories))
    assert found(again, since, until) == found(news, since, until)


def test_bad_news_is_let_go():
    stories = {}
    news = BadNews(stories.get)
    for number in range(20_000):
        each = stories[f"s{number}"] = story(f"s{number}", time=float(number))
        news.add(each)
        news.forget_before(number - 100.0)
        if number >= 500:
            del stories[f"s{number - 500}"]
    assert len(news) < 3000
    assert len(found(news, 0, 1e9)) == 101
