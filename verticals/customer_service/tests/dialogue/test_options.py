"""A customer's choice is read; everything else is left to be understood as a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_customer_service.dialogue.options import Picked, is_acknowledgement, read_choice
from scaffold_customer_service.dialogue.session import Option

OFFERED = [
    Option("intent", "card_declined", "a card payment that was declined", 0.4),
    Option("intent", "card_lost", "a lost card", 0.3),
    Option("intent", "pin_help", "银行卡密码", 0.2),
]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("1", 0),
        ("2.", 1),
        (" 2 ", 1),
        ("２", 1),
        ("option 3", 2),
        ("number two please", 1),
        ("#1", 0),
        ("the second one", 1),
        ("The first!", 0),
        ("yes, the first", 0),
        ("I mean the 3rd", 2),
        ("the last one", 2),
        ("the first of these", 0),
        ("第二个", 1),
        ("选三", 2),
        ("最后一个", 2),
        ("是第一个", 0),
    ],
)
def test_choice_by_number_or_place_is_read(text: str, index: int) -> None:
    assert read_choice(text, OFFERED) == Picked(index)


@pytest.mark.parametrize(
    ("text", "index"), [("card_lost", 1), ("a lost card", 1), ("the declined payment", 0), ("密码", 2)]
)
def test_choice_in_words_is_read_and_marked_as_such(text: str, index: int) -> None:
    assert read_choice(text, OFFERED) == Picked(index, in_words=True)


@pytest.mark.parametrize(
    "text", ["none", "None of these.", "neither", "no", "nope", "no, something else", "都不是", "不是"]
)
def test_refusal_is_read(text: str) -> None:
    assert read_choice(text, OFFERED) == "none"


@pytest.mark.parametrize("text", ["yes", "ok", "Yes please", "是的", "4", "the fifth one"])
def test_yes_to_several_and_a_place_that_was_not_offered_are_unclear(text: str) -> None:
    assert read_choice(text, OFFERED) == "unclear"


def test_yes_to_one_option_is_that_option() -> None:
    assert read_choice("yes", OFFERED[:1]) == Picked(0)


@pytest.mark.parametrize(
    "text",
    [
        "I have 2 cards and both are blocked",
        "the card",
        "that is not what I was asking",
        "How do I cancel the direct debit of my gym?",
        "my card was declined and then somebody told me that it was lost",
        "yes I would like to know when you open",
        "",
    ],
)
def test_message_of_its_own_is_no_choice(text: str) -> None:
    assert read_choice(text, OFFERED) is None


def test_nothing_is_a_choice_when_nothing_was_offered() -> None:
    assert read_choice("1", []) is None


@given(st.text(max_size=30), st.integers(1, 3))
def test_choice_is_always_within_what_was_offered(text: str, count: int) -> None:
    choice = read_choice(text, OFFERED[:count])
    if isinstance(choice, Picked):
        assert 0 <= choice.index < count


@given(st.integers(1, 5), st.integers(1, 5))
def test_every_number_offered_can_be_picked(number: int, count: int) -> None:
    options = [Option("faq", f"entry-{i}", f"question {'abcde'[i]}", 0.1) for i in range(count)]
    expected = Picked(number - 1) if number <= count else "unclear"
    assert read_choice(str(number), options) == expected


@pytest.mark.parametrize(
    ("text", "says_no_more"), [("ok", True), ("No.", True), ("好的", True), ("no card", False), ("", False)]
)
def test_acknowledgement_says_no_more_than_yes_or_no(text: str, says_no_more: bool) -> None:
    assert is_acknowledgement(text) is says_no_more
