"""Phrases that say nothing new, or stand nearly everywhere."""

from __future__ import annotations

import pytest


def test_phrases_that_others_cover_are_a_remark(of_condition):
    (found,) = of_condition("[card, lost card, cards, pin]")
    assert (found.severity, found.code) == ("info", "redundant phrase")
    assert "'lost card' by 'card', 'cards' by 'card'" in found.message


def test_chinese_phrases_cover_each_other(of_condition):
    (found,) = of_condition("[信用卡, 卡片, 信用卡片]")
    assert "'信用卡片' by '信用卡'" in found.message


@pytest.mark.parametrize(
    "when",
    [
        "[card, pin]",
        "[car, card]",
        "{phrases: [card, cards], inflect: no}",
        "{phrases: [Card, card], match_case: yes}",
        "{phrases: [lost card, card], unless: negated}",
        "{any: [card, {phrases: lost card, match_case: yes}]}",
    ],
)
def test_phrases_that_say_more_stay(of_condition, when):
    assert of_condition(when) == []


@pytest.mark.parametrize("when", ["[a, card]", "[卡, 信用证]", "{phrases: [us, card], whole_words: no}"])
def test_very_short_phrases_are_a_warning(of_condition, when):
    found = of_condition(when)
    assert [(each.severity, each.code) for each in found] == [("warning", "short phrase")]


def test_short_terms_of_a_lexicon_are_found(of_condition, tmp_path):
    (tmp_path / "terms.csv").write_text("term,category\nvisa,card\nx,other\n", encoding="utf-8")
    assert [each.code for each in of_condition("{lexicon: terms.csv}")] == ["short phrase"]
    assert of_condition("{lexicon: {file: terms.csv, category: card}}") == []
