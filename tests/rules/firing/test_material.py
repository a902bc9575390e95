"""What is known of a text beside its words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scaffold.data.example import Example
from scaffold.rules.firing.material import KnownTexts, Material, day_of, joined, materials_of

EXAMPLES = [
    Example("lost card", metadata={"channel": "phone"}, time=datetime(2020, 1, 31, 23, 59, tzinfo=UTC)),
    Example("question", text_pair="答案"),
]


@pytest.mark.parametrize(
    ("time", "day"),
    [
        (None, None),
        (datetime(2020, 1, 31, 23, 59), date(2020, 1, 31)),
        (date(2020, 1, 31), date(2020, 1, 31)),
        ("2020-01-31", date(2020, 1, 31)),
        ("2020-01-31T23:59:00+08:00", date(2020, 1, 31)),
        ("2020-01-31 10:00", date(2020, 1, 31)),
        ("yesterday", None),
        ("", None),
        (12.5, None),
    ],
)
def test_a_point_in_time_has_a_day(time, day):
    assert day_of(time) == day


def test_an_example_is_known_with_its_metadata_and_day():
    assert Material.of(EXAMPLES[0]) == Material("lost card", {"channel": "phone"}, date(2020, 1, 31))
    assert Material.of(EXAMPLES[1]) == Material("question\n答案")


def test_two_texts_are_joined_by_a_line_break():
    assert joined(("a", "b")) == "a\nb"
    assert joined("a") == "a"


def test_known_texts_are_texts():
    texts = KnownTexts.of(EXAMPLES)
    assert list(texts) == ["lost card", ("question", "答案")]
    assert len(texts) == 2
    assert texts[1] == ("question", "答案")
    assert [material.text for material in texts.materials] == ["lost card", "question\n答案"]


def test_a_part_of_known_texts_knows_as_much():
    part = KnownTexts.of(EXAMPLES)[:1]
    assert list(part) == ["lost card"]
    assert materials_of(part) == [Material("lost card", {"channel": "phone"}, date(2020, 1, 31))]


def test_known_texts_may_come_from_anywhere():
    texts = KnownTexts((text for text in ["a"]), (Material("a", {"n": 1}) for _ in range(1)))
    assert materials_of(texts) == [Material("a", {"n": 1})]
    assert materials_of(texts)[0].fields == {"n": 1}


def test_of_plain_texts_only_the_words_are_known():
    assert materials_of(["a", ("b", "c")]) == [Material("a"), Material("b\nc")]
