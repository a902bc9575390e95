"""The lists of triggers are complete and free of slips."""

from __future__ import annotations

from collections import Counter

import pytest

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
