"""The lists of triggers are complete and free of slips."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching.triggers import KINDS, trigger_table

ROWS = [trigger for triggers in trigger_table().rows.values() for trigger in triggers]


@pytest.mark.parametrize("chinese", [False, True])
def test_every_kind_has_many_triggers_in_both_languages(chinese):
    counts = Counter(row.kind for row in ROWS if row.role == "trigger" and row.chinese is chinese)
    assert all(counts[kind] >= 60 for kind in KINDS)


def test_rows_are_well_formed():
    for row in ROWS:
        assert row.kind in KINDS or (row.role != "trigger" and row.kind is None)
        assert row.direction in ("forward", "backward", "both")
        assert row.reach in ("words", "clause", "sentence")
        assert row.phrase == " ".join(row.phrase.lower().split()) != ""


def test_no_phrase_is_a_trigger_and_a_pseudo_trigger():
    for triggers in trigger_table().rows.values():
        assert len({row.role for row in triggers}) == 1
        assert len({row.kind for row in triggers}) == len(triggers)


def test_every_phrase_is_found_whole():
    table = trigger_table()
    for phrase in table.rows:
        if "{" not in phrase:
            found = [(row.phrase, end) for row, start, end in table.find(phrase, 0, len(phrase)) if start == 0]
            assert (phrase, len(phrase)) in found


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("in 2019", "in {year}"),
        ("3 years ago", "{number} years ago"),
        ("mustn't", "{verb}n't"),
        ("三个月前", "{number}个月前"),
    ],
)
def test_places_in_a_phrase_are_filled(text, phrase):
    assert phrase in [row.phrase for row, _, _ in trigger_table().find(text, 0, len(text))]


pieces = st.sampled_from(
    [
        "profit",
        "no",
        "not",
        "history",
        "of",
        "acme",
        "if",
        "ruled",
        "out",
        "3",
        "years",
        "ago",
        "not-for-profit",
        "nor,",
    ]
) | st.sampled_from([row.phrase for row in ROWS if row.phrase.isascii()])


@given(st.lists(pieces, max_size=8).map(" ".join), st.data())
def test_no_trigger_is_passed_over_in_texts_that_need_no_search(text, data):
    table = trigger_table()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begins = {begin for _, begin, _ in table.find(text, start, end)}
    assert begins >= {match.start() for match in table.pattern.finditer(text, start, end)}
