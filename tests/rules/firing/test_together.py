"""Matches that stand near each other, against trying every group."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.rules.firing.together import WordCount, windows


def words_between(text: str, end: int, start: int) -> int:
    return WordCount(text).between(end, start)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("my lost card", 3),
        ("  my\nlost\t card ", 3),
        ("my - card !!! ...", 2),
        ("it's x-ray, 3.5mg", 3),
        ("信用卡", 3),
        ("信用卡，丢了。", 5),
        ("my信用卡is lost", 6),
        ("我 的ATM卡", 4),
        ("，。！", 0),
        ("Größe über", 2),
        ("карта потеряна", 2),
    ],
)
def test_words_are_counted(text, count):
    assert words_between(text, 0, len(text)) == count


def test_words_between_begin_there():
    text = "lost my new card"
    assert words_between(text, 4, 12) == 2
    assert words_between(text, 5, 6) == 1
    assert words_between(text, 6, 8) == 0
    assert words_between(text, 12, 4) == 0


def test_chinese_words_between_are_characters():
    text = "卡昨天被吞"
    assert words_between(text, 1, 4) == 3
    assert words_between("卡，昨天 被吞", 1, 6) == 3


def test_a_long_run_of_signs_is_counted_fast():
    assert words_between("!" * 300_000 + " a " + "。" * 300_000, 0, 600_003) == 1


@given(st.text(max_size=40))
def test_words_are_counted_in_any_text(text):
    count = WordCount(text)
    total = count.between(0, len(text))
    assert 0 <= total <= len(text)
    for place in range(len(text) + 1):
        assert count.between(0, place) + count.between(place, len(text)) == total


TEXT = "aa b ccc d\nee ff. g hh ii 卡丢了 j"
SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 9)).map(lambda s: (s[0], min(s[0] + s[1], len(TEXT))))
MATCHES = st.lists(st.lists(SPANS, max_size=6), min_size=2, max_size=4)
SENTENCES = [(0, 10), (11, 17), (18, len(TEXT))]


def stands_together(group, ordered, within, sentences) -> bool:
    first, last = min(group), max(group)
    if ordered and any(before[1] > after[0] for before, after in pairwise(group)):
        return False
    if sentences and not any(all(s <= a and b <= e for a, b in group) for s, e in sentences):
        return False
    return within is None or words_between(TEXT, first[1], last[0]) <= within


@settings(max_examples=300)
@given(MATCHES, st.booleans(), st.none() | st.integers(0, 5), st.booleans())
def test_groups_are_those_of_trying_all(matches, ordered, within, in_sentences):
    sentences = SENTENCES if in_sentences else None
    expected = [group for group in product(*matches) if stands_together(group, ordered, within, sentences)]
    groups = windows(matches, ordered=ordered, within=within, words=WordCount(TEXT), sentences=sentences)
    assert set(groups) <= set(expected)
    last = (lambda group: group[-1]) if ordered else max
    assert set(map(last, groups)) == set(map(last, expected))


def test_without_matches_of_one_there_is_no_group():
    nothing: list[tuple[int, int]] = []
    assert windows([[(0, 2)], nothing], ordered=False, within=None, words=WordCount(TEXT), sentences=None) == []


def test_many_matches_take_no_time():
    text = "a " * 5_000
    spans = [(at, at + 1) for at in range(0, 10_000, 2)]
    for ordered in (False, True):
        groups = windows([spans, spans, spans], ordered=ordered, within=3, words=WordCount(text), sentences=None)
        assert len(groups) >= 4_990


def test_overlapping_matches_take_no_time():
    spans = [(at, 60_000 + at) for at in range(30_000)]
    matches = [spans, spans, [(90_000, 90_001)] * 3]
    assert windows(matches, ordered=True, within=None, words=WordCount("a"), sentences=None) == []
