"""What stories answer depends on the order of the items and on nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_financial_sentiment.copies import buckets, fingerprint, index, meanings
from scaffold_financial_sentiment.copies.stories import Stories
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

TEXTS = (
    "Acme recalls cars after fire",
    "Acme recalls cars after fires",
    "Acme recalls 300 cars after fire",
    "UPDATE 1-Acme recalls cars after a fire",
    "Acme shares fall after the recall of its cars in Europe",
    "Acme shares rise after the recall of its cars in Europe",
    "Acme shares fall after a recall of its cars in Europe",
    "Acme shares down after recall of its cars in Europe",
    "Bolt names chief executive",
    "苹果公司宣布召回三十万台笔记本电脑并道歉",
    "苹果公司宣布召回三十万台笔记本电脑并公开道歉",
)
VECTORS = (None, None, (1, 0, 0), (0.97, 0.24, 0), (0.9, 0.43, 0.05), (0, 1, 0), (1, 0))


@st.composite
def news(draw):
    """Items in the order of time, some of them late, with what is known of them."""
    found, time = [], 1.7e9
    for number in range(draw(st.integers(1, 25))):
        time += draw(st.sampled_from([0.0, 1.0, 20.0]))
        late = draw(st.sampled_from([0.0, 0.0, 0.0, 30.0, 90.0]))
        url = draw(st.sampled_from(["", "", "https://a.example/1", "https://a.example/2?utm_source=x"]))
        source = draw(st.sampled_from(["", "Reuters", "reuters", "Bloomberg", "新华网"]))
        name = f"id{draw(st.integers(0, 60))}" if draw(st.booleans()) else f"n{number}"
        item = Item(name, draw(st.sampled_from(TEXTS)), time - late, source, url)
        companies = draw(st.sampled_from([(), ("ACME",), ("ACME",), ("ACME", "BOLT")]))
        label = draw(st.sampled_from(["negative", "negative", "neutral", "positive"]))
        vector = draw(st.sampled_from(VECTORS))
        understood = Understood(
            label,
            0.25,
            mentions=tuple(Mention(company, label, 0.5) for company in companies),
            severity=draw(st.sampled_from([None, "high"])),
            vector=None if vector is None else np.array(vector, np.float32),
        )
        found.append((item, understood))
    return found


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Limits so low that they are met."""
    monkeypatch.setattr(buckets, "_FEWEST", 4)
    monkeypatch.setattr(buckets, "CROWD", 3)
    monkeypatch.setattr(meanings, "CROWD", 3)
    monkeypatch.setattr(index, "_MOST_COMPARED", 4)
    monkeypatch.setattr(fingerprint, "_BLOCK", 3)


def fresh(most):
    return Stories(100.0, 0.7, 0.92, most)


def store(table, kept):
    rows, gone = kept.changed()
    for story in gone:
        del table[story]
    for story, time, content in rows:
        table[story] = (time, content)
    assert table.keys() == {story for story in table if kept.get(story)}
    assert len(table) == len(kept)


def restored(table, most, rng):
    rows = [(story, time, content) for story, (time, content) in table.items()]
    rng.shuffle(rows)
    kept = fresh(most)
    kept.restore(rows)
    assert kept.changed() == ([], [])
    return kept


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(news(), st.sampled_from([3, 6, 100]), st.data(), st.randoms(use_true_random=False))
def test_cuts_and_restarts_change_nothing(items, most, data, rng):
    whole = fresh(most)
    expected = [whole.add(item, understood) for item, understood in items]
    kept, table, found, start = fresh(most), {}, [], 0
    while start < len(items):
        end = data.draw(st.integers(start + 1, len(items)))
        found += kept.add_many([item for item, _ in items[start:end]], [known for _, known in items[start:end]])
        start = end
        if data.draw(st.booleans()):
            store(table, kept)
            if data.draw(st.booleans()):
                kept = restored(table, most, rng)
    assert found == expected
    store(table, kept)
    every = fresh(most), {}
    for item, understood in items:
        every[0].add(item, understood)
        store(every[1], every[0])
    assert table == every[1]


def test_a_restart_takes_up_more_than_a_block():
    rng = np.random.default_rng(1)
    kept = Stories(1e6, 0.7, 0.92, 1000)
    words = [f"word{number}" for number in range(300)]
    for number in range(700):
        text = " ".join(rng.choice(words, 8))
        kept.add(Item(f"n{number}", text, number / 10), Understood("neutral", 0.0))
    rows, gone = kept.changed()
    assert (len(rows), gone) == (len(kept), [])
    again = Stories(1e6, 0.7, 0.92, 1000)
    again.restore(reversed(rows))
    for number in range(700):
        text, time = kept.get(f"n{number}").text, 100.0 + number / 10
        placed = [one.add(Item(f"m{number}", text, time), Understood("neutral", 0.0)) for one in (kept, again)]
        assert placed[0] == placed[1]
        assert placed[0].story.id == f"n{number}"


def test_only_what_changed_is_stored():
    kept = fresh(10)
    first, second = Item("a", TEXTS[0], 0.0), Item("b", TEXTS[8], 1.0)
    known = Understood("neutral", 0.0)
    kept.add_many([first, second], [known, known])
    assert [row[:2] for row in kept.changed()[0]] == [("a", 0.0), ("b", 1.0)]
    assert kept.changed() == ([], [])
    kept.add(replace(first, id="c", time=2.0), known)
    assert [row[:2] for row in kept.changed()[0]] == [("a", 0.0)]
    kept.forget_before(0.5)
    assert kept.changed() == ([], ["a"])
    kept.add(Item("d", TEXTS[4], 3.0), known)
    kept.forget_before(5.0)
    assert kept.changed() == ([], ["b"])


def test_a_damaged_row_is_told():
    with pytest.raises(DataError, match="start with a new state"):
        fresh(10).restore([("a", 0.0, b"nothing")])
