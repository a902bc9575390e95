"""Reasons as sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import SettingsError
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.ordering.placed import Move
from scaffold_recommendation.reasons.reason import Reason
from scaffold_recommendation.reasons.wording import in_words, left_out_in_words

BOOKS = Catalogue([Item("1", "The Ferry"), Item("2", "Ice"), Item("3", 'She said "no"'), Item("4")])


def rule(effect, before, after):
    return Reason("rule", move=Move("fatigue", effect, before, after))


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        (Reason("because", ("1",)), "Because you took “The Ferry”.", "因为您选过“The Ferry”。"),
        (Reason("because", ("1", "2")), "Because you took “The Ferry” and “Ice”.", "因为您选过“The Ferry”和“Ice”。"),
        (
            Reason("because", ("1", "2", "4")),
            "Because you took “The Ferry”, “Ice” and “4”.",
            "因为您选过“The Ferry”、“Ice”和“4”。",
        ),
        (
            Reason("text", ("1",), ("harbour", "winter")),
            "Its text is about harbour and winter, as that of “The Ferry”.",
            "它的介绍和“The Ferry”一样，都与harbour和winter有关。",
        ),
        (Reason("text", ("1",)), "Its text is like that of “The Ferry”.", "它的介绍与“The Ferry”相近。"),
        (Reason("popular"), "Many others take it.", "很多人都选了它。"),
        (Reason("new"), "It is new: nobody has taken it yet.", "这是新品，还没有人选过。"),
        (
            rule("boost", 2, 5),
            "The rule “fatigue” moved it from place 2 to 5.",
            "规则“fatigue”把它从第2位移到了第5位。",
        ),
        (rule("pin", 7, 1), "The rule “fatigue” puts it in place 1.", "规则“fatigue”把它固定在第1位。"),
        (rule("boost", None, 3), "The rule “fatigue” brings it to place 3.", "规则“fatigue”把它放到了第3位。"),
        (rule("exclude", 3, None), "The rule “fatigue” takes it out.", "规则“fatigue”把它移出了列表。"),
    ],
)
def test_each_kind_is_a_sentence(reason, english, chinese):
    assert in_words([reason], BOOKS, "en") == english
    assert in_words([reason], BOOKS, "zh") == chinese


def test_there_are_two_sentences_at_most_and_a_rule_gets_one():
    both = [Reason("text", ("1",)), Reason("new"), Reason("because", ("2",))]
    assert in_words(both, BOOKS, "en") == "Its text is like that of “The Ferry”. It is new: nobody has taken it yet."
    assert in_words([*both, rule("pin", 4, 1)], BOOKS, "en").count(".") == 2
    assert "fatigue" in in_words([*both, rule("pin", 4, 1)], BOOKS, "en")
    assert in_words([], BOOKS, "en") == ""


def test_a_rule_that_moved_an_item_down_is_no_reason_to_show_it():
    assert in_words([Reason("popular"), rule("boost", 2, 5)], BOOKS, "en") == "Many others take it."
    assert in_words([Reason("popular"), rule("pin", 2, 5)], BOOKS, "en").endswith("puts it in place 5.")
    assert "from place 2 to 5" in in_words([rule("boost", 2, 5)], BOOKS, "en")


def test_titles_are_data():
    titles = ['"; DROP', "{{ 7 * 7 }}{% raw %}", "two\nlines", "\u202eturned\u2069", "x" * 500]
    shop = Catalogue(Item(str(number), title) for number, title in enumerate(titles))
    for number in range(len(titles)):
        words = in_words([Reason("because", (str(number),))], shop, "en")
        assert words.startswith("Because you took “")
        assert words.endswith("”.")
        assert len(words) < 90
        assert not set(words) & set("\n\u202e\u2069")
    assert "{{ 7 * 7 }}{% raw %}" in in_words([Reason("because", ("1",))], shop, "en")


@given(st.text(max_size=100), st.sampled_from(["en", "zh"]))
def test_any_title_leaves_one_line_that_can_be_written(title, language):
    shop = Catalogue([Item("1", title or "-")])
    words = in_words([Reason("because", ("1",)), Reason("text", ("1",), (title,))], shop, language)
    assert len(words.splitlines()) == 1
    words.encode("utf-8")


def test_an_item_that_left_the_catalogue_is_called_by_its_id():
    assert in_words([Reason("because", ("gone-7",))], BOOKS, "en") == "Because you took “gone-7”."


def test_another_language_is_refused():
    with pytest.raises(SettingsError, match="'fr'"):
        in_words([Reason("new")], BOOKS, "fr")


@pytest.mark.parametrize(
    ("moves", "english"),
    [
        ([], "its score is too low"),
        ([Move("stock", "exclude", 2, None)], "it is out of stock"),
        ([Move("no-horror", "exclude", 2, None)], "the rule “no-horror” takes it out"),
        ([Move("fatigue", "boost", 2, 14)], "the rule “fatigue” moved it down to place 14"),
        ([Move("pin-new", "others", 10, 11)], "it made way for what the rule “pin-new” moved up"),
        (
            [Move("boosted", "boost", 9, 8), Move("diversity", "diversity", 8, 22)],
            "the list would be less varied with it",
        ),
        ([Move("exploration", "exploration", 3, 11)], "others were tried out in its place"),
        ([Move("category", "at_most", 3, 11)], "there are enough of its category"),
    ],
)
def test_what_keeps_an_item_out(moves, english):
    assert left_out_in_words(moves, "en") == english
    assert left_out_in_words(moves, "zh")
