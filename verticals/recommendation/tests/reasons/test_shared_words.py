"""Words that two items share."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.reasons.shared_words import shared_words

FEW = Catalogue([Item("1")])


def shared(one, other, catalogue=FEW):
    return shared_words(Item("a", "", one), Item("b", "", other), catalogue)


def test_words_of_content_not_those_of_the_language():
    found = shared("It was a winter in the harbour, and she was there with them.", "The harbour, and she in WINTER.")
    assert set(found) == {"winter", "harbour"}


def test_a_name_keeps_its_capital_and_loses_its_s():
    assert shared("In Lisbon's old town", "A train to Lisbon") == ("Lisbon",)
    assert shared("Storm over the bay", "the storm") == ("storm",)


def test_chinese_words_are_the_longest_stretches_without_particles():
    found = shared("老人在灯塔里等待冬天的港口", "冬天的港口和一座灯塔")
    assert set(found) == {"灯塔", "冬天", "港口"}
    assert shared("量子力学入门", "高等量子力学") == ("量子力学",)
    assert shared("他的了", "他的了") == ()


def test_both_scripts_in_one_text():
    assert set(shared("Python 编程", "学习编程 with Python")) == {"Python", "编程"}


def test_tags_count_as_a_whole():
    one = Item("1", "One", "of space", ("Sci-Fi", "War"))
    other = Item("2", "Two", "in space", ("sci-fi",))
    assert shared_words(one, other, FEW) == ("Sci-Fi", "space")


def test_what_many_items_have_says_little_and_the_rarest_comes_first():
    texts = ["a novel of fire" if number % 3 else "a novel of ice and fire" for number in range(60)]
    texts += ["a novel of comets"] * 2 + ["of a tower"] * 4
    known = Catalogue(Item(str(number), "", text) for number, text in enumerate(texts))
    assert shared("novel fire tower comets lanterns", "lanterns comets tower fire novel", known) == (
        "lanterns",
        "comets",
        "tower",
    )


def test_no_more_than_four_and_nothing_endless():
    many = "anchor beacon castle dragon ember falcon"
    assert len(shared(many, many)) == 4
    assert shared("x" * 5000, "x" * 5000) == ()
    assert shared("1984 2001", "1984 2001") == ()


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_stands_there_is_in_both(one, other):
    for word in shared(one, other):
        assert word.strip()
        # As they are compared: in compatibility form, without regard to case.
        for text in (one, other):
            assert word.casefold() in unicodedata.normalize("NFKC", text).casefold()
