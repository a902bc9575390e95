"""Items that tell the same news are one story; others are not."""

from __future__ import annotations

import random
import sys
import tracemalloc

import numpy as np
import pytest

from scaffold_financial_sentiment.copies.entry import MOST_PUBLISHERS
from scaffold_financial_sentiment.copies.stories import Stories
from scaffold_financial_sentiment.copies.story import MOST_SOURCES
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

HOUR = 3600.0
START = 1.7e9
LETTERS = str.maketrans("0123456789", "abcdefghij")


def stories(most=1000, same_words=0.7):
    return Stories(72 * HOUR, same_words, 0.92, most)


def item(name, text, hours=0.0, source="", url=""):
    return Item(name, text, START + hours * HOUR, source, url)


def about(*companies, label="negative", vector=None):
    mentions = tuple(Mention(company, label, -0.5 if label == "negative" else 0.5) for company in companies)
    return Understood(label, 0.0, mentions=mentions, vector=None if vector is None else np.array(vector, np.float32))


def grouped(*texts, companies=()):
    """How texts fall into stories, a number each."""
    kept, numbers = stories(), {}
    for i, text in enumerate(texts):
        placed = kept.add(item(str(i), text, i / 100), about(*companies))
        numbers.setdefault(placed.story.id, len(numbers))
        yield numbers[placed.story.id]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme recalls 300 cars after fire", "UPDATE 2-Acme recalls 300 cars after fire - Reuters"),
        ("Acme shares drop as bid deadline approaches", "CORRECTED: Acme shares drop as the bid deadline approaches"),
        (
            "Pimco says sell-off driven by fears US could lose AAA",
            "Sell-off driven by fears U.S. could lose AAA, Pimco says",
        ),
        ("Blackstone raises $4.1 bln", "Blackstone raises $4.1 billion"),
        ("苹果公司宣布召回三十万台笔记本电脑并道歉", "苹果公司宣布召回三十万台笔记本电脑并公开道歉"),
        ("苹果召回手机", "更新1：苹果召回手机 - 新华网"),
    ],
)
def test_copies_are_one_story(one, other):
    assert list(grouped(one, other)) == [0, 0]
    assert list(grouped(other, one)) == [0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme quarterly profit rises 5 pct on strong sales", "Acme quarterly profit rises 7 pct on strong sales"),
        ("Acme loses $5 million in Europe", "Acme loses $5 billion in Europe"),
        ("Acme posts higher quarterly earnings", "Acme posts lower quarterly earnings"),
        ("Acme recalls cars", "Acme names new chief executive"),
        ("证监会对某某科技股份有限公司立案调查", "证监会对某某科技股份有限公司解除调查结论公布"),
        ("股价大涨", "股价大跌"),
        ("苹果召回手机", "小米召回手机"),
        ("某某公司三季度净利润同比增长百分之五", "某某公司二季度净利润同比增长百分之五"),
        ("!!!", "???"),
    ],
)
def test_other_news_is_another_story(one, other):
    assert list(grouped(one, other)) == [0, 1]


def test_other_companies_are_another_story():
    kept = stories()
    text = "Highlights of the carmaker's restructuring plan"
    assert kept.add(item("a", text), about("ACME")).is_new
    assert kept.add(item("b", text + "s", 1), about("BOLT")).is_new
    assert not kept.add(item("c", text + "s", 2), about("ACME")).is_new


def test_a_copy_names_no_further_company():
    kept = stories()
    kept.add(item("a", "Shares drop after a warning", url="https://a.example/1"), about("ACME"))
    assert kept.add(item("b", "Shares drop after a warning", 1), about("ACME", "BOLT")).is_new
    assert kept.add(item("c", "Warning sends them down", 1, url="https://a.example/1"), about("BOLT")).is_new
    assert not kept.add(item("d", "Down after the warning", 1, url="http://www.a.example/1/#x"), about("ACME")).is_new
    assert not kept.add(item("e", "Down they are", 1, url="http://a.example/1?utm_source=x"), about()).is_new


def test_a_home_page_is_no_address():
    kept = stories()
    kept.add(item("a", "Acme recalls cars", url="https://a.example/"), about())
    assert kept.add(item("b", "Bolt names chief executive", 1, url="https://a.example/"), about()).is_new


def test_copies_and_publishers_are_counted():
    kept, text = stories(), "Acme recalls 300 cars after fire"
    first = kept.add(item("a", text, source="Reuters", url="https://a.example/1"), about("ACME"))
    assert (first.is_new, first.is_new_source, first.story.sources) == (True, True, ("Reuters",))
    assert kept.add(item("b", text, 1, "Bloomberg"), about("ACME"))[1:] == (False, True)
    assert kept.add(item("c", text, 2, "reuters "), about("ACME"))[1:] == (False, False)
    last = kept.add(item("d", text, 3), about("ACME"))
    assert last[1:] == (False, False)
    story = last.story
    assert (story.id, story.text, story.time, story.url) == ("a", text, START, "https://a.example/1")
    assert (story.sources, story.publishers, story.copies) == (("Reuters", "Bloomberg"), 2, 4)
    assert story.understood == about("ACME")
    assert kept.get("a") == story
    assert kept.get("b") is None


def test_an_unknown_publisher_is_none():
    placed = stories().add(item("a", "Acme recalls cars"), about())
    assert (placed.is_new, placed.is_new_source, placed.story.sources, placed.story.publishers) == (True, False, (), 0)


def test_some_publishers_are_named_more_are_counted():
    kept = stories()
    for turn in range(2):
        for i in range(MOST_PUBLISHERS + 10):
            placed = kept.add(item(f"{turn}-{i}", "Acme recalls cars", source=f"Paper {i}"), about())
            assert placed.is_new_source == (turn == 0 and i < MOST_PUBLISHERS)
    assert placed.story.sources == tuple(f"Paper {i}" for i in range(MOST_SOURCES))
    assert placed.story.publishers == MOST_PUBLISHERS
    assert placed.story.copies == 2 * (MOST_PUBLISHERS + 10)


def test_a_story_lives_for_its_time_from_its_first_item():
    kept, text = stories(), "Acme recalls 300 cars after fire"
    for hours in (0, 40, 72):
        assert kept.add(item(f"at {hours}", text, hours), about()).story.id == "at 0"
    assert kept.add(item("later", text, 72.1), about()).is_new
    assert kept.get("at 0") is None


def test_late_items_find_their_story():
    kept, text = stories(), "Acme recalls 300 cars after fire"
    kept.add(item("a", text, 10), about())
    assert kept.add(item("late", text, 5), about()).story.id == "a"
    assert kept.add(item("too late", text, -70), about()).is_new


def test_forget_before():
    kept = stories()
    for i in range(5):
        kept.add(item(str(i), f"Story {'abcde'[i] * 20}", i), about())
    kept.forget_before(START + 3 * HOUR)
    assert [kept.get(str(i)) is None for i in range(5)] == [True, True, True, False, False]
    assert len(kept) == 2


def test_the_oldest_are_forgotten_when_there_are_too_many():
    kept = stories(most=3)
    for name, hours in (("a", 1), ("b", 3), ("c", 2), ("d", 2), ("e", 4)):
        kept.add(item(name, f"Story {name * 20}", hours), about())
    assert [name for name in "abcde" if kept.get(name)] == ["b", "d", "e"]
    assert kept.add(item("old", "Story of old times", 0), about()).is_new
    assert kept.get("old") is None
    assert len(kept) == 3


def test_chains_of_copies_lead_nowhere():
    first = "acme says it will shut the plant in the north and move all work to the south by spring"
    words = first.split()
    kept, found = stories(), []
    for i in range(len(words)):
        text = " ".join([*words[i:], *(f"other{'abcdefghijklmnopqrst'[k]}" for k in range(i))])
        found.append(kept.add(item(str(i), text, i), about()).story.id)
    assert found[:2] == ["0", "0"]
    assert len(set(found)) > 3


def test_the_most_similar_story_is_taken_then_the_oldest():
    kept = stories(same_words=0.6)
    kept.add(item("a", "Acme to shut its large plant in the north of England next spring, says union"), about())
    kept.add(item("b", "Acme to shut its old plant in Wales in the north next spring, union tells", 1), about())
    assert len(kept) == 2
    near_b = "Acme to shut its old plant in Wales in the north next spring, union told"
    assert kept.add(item("c", near_b, 2), about()).story.id == "b"
    kept = stories()
    for name, hours, url in (("z", 0, "https://a.example/1"), ("y", 1, "https://a.example/2")):
        kept.add(item(name, f"Story {name * 20}", hours, url=url), about())
    both = kept.add(item("x", f"Story {'z' * 20}", 2, url="https://a.example/2"), about())
    assert both.story.id == "z"


def test_the_same_id_is_the_same_story():
    kept = stories()
    kept.add(item("a", "Acme recalls cars"), about())
    assert not kept.add(item("a", "Something else altogether", 1), about()).is_new


def test_what_means_the_same_about_the_same_companies():
    kept = stories()
    kept.add(item("a", "Acme withdraws all its cars"), about("ACME", vector=[1, 0, 0]))
    assert (
        kept.add(item("b", "Recall of every vehicle at carmaker", 1), about("ACME", vector=[0.97, 0.2, 0])).story.id
        == "a"
    )
    assert kept.add(item("c", "A third thing happens at the firm", 1), about("ACME", vector=[0.8, 0.6, 0])).is_new
    assert kept.add(item("d", "Another firm calls vehicles back", 1), about("BOLT", vector=[1, 0, 0])).is_new
    assert kept.add(item("e", "Nobody in particular calls back", 1), about(vector=[1, 0, 0])).is_new
    assert kept.add(item("f", "Nobody else calls them home", 1), about(vector=[1, 0, 0])).is_new


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Recall of 7 vehicles at the carmaker", "negative"),
        ("Recall of vehicles at the carmaker", "positive"),
        ("Recall is not what the carmaker plans", "negative"),
    ],
)
def test_figures_and_sentiment_speak_against_the_meaning(text, label):
    kept = stories()
    kept.add(item("a", "Acme withdraws 5 cars"), about("ACME", vector=[1, 0]))
    assert not kept.add(item("b", "Recall of vehicles at the carmaker", 1), about("ACME", vector=[1, 0])).is_new
    assert kept.add(item("c", text, 1), about("ACME", label=label, vector=[1, 0])).is_new


def test_stories_hold_no_vectors():
    kept = stories()
    placed = kept.add(item("a", "Acme recalls cars"), about("ACME", vector=[1, 0]))
    assert placed.story.understood.vector is None


def test_nearly_all_near_copies_are_found():
    rng, kept, made = random.Random(4), stories(most=10_000), 0
    words = [f"{a}{b}{c}" for a in "bdfgklmn" for b in ("ar", "el", "in", "ost") for c in ("a", "ent", "o", "ish")]
    texts = [" ".join(rng.choices(words, k=12)) for _ in range(500)]
    kept.add_many([item(f"a{i}", text, i / 1000) for i, text in enumerate(texts)], [about()] * len(texts))
    copies = [f"{text} {rng.choice(words)}" for text in texts]
    placed = kept.add_many([item(f"b{i}", text, 1 + i / 1000) for i, text in enumerate(copies)], [about()] * len(texts))
    for i, one in enumerate(placed):
        made += one.story.id == f"a{i}"
    assert made >= 495


def test_memory_of_a_story_without_vector():
    rng = random.Random(2)
    count = 3000
    items = [
        item(
            f"us-company-news-id{i:020}",
            " ".join(str(rng.getrandbits(30)).translate(LETTERS) for _ in range(7)),
            i / 1000,
            "Reuters",
            f"https://a.example/{i:040}",
        )
        for i in range(count)
    ]
    known = [about("ACME", label=("negative", "neutral")[i % 2]) for i in range(count)]
    kept = stories(most=100_000)
    tracemalloc.start()
    kept.add_many(items, known)
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    held = sum(map(sys.getsizeof, (*(one.id + one.text + one.url for one in items), *known)))
    assert len(kept) == count
    assert (used + held) / count < 2500
