"""Personal data are found by pattern and check digits, and masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.report.personal import find_personal, mask

CASES = [
    ("mail jane.doe+x@mail.example.org now", "email address"),
    ("邮箱是wang@example.cn请回复", "email address"),
    ("card 4111 1111 1111 1111 was charged", "card number"),
    ("card 5500-0000-0000-0004", "card number"),
    ("to GB82 WEST 1234 5698 7654 32 please", "IBAN"),
    ("DE89370400440532013000", "IBAN"),
    ("call +44 20 7946 0958", "phone number"),
    ("call (020) 7946 0958 or", "phone number"),
    ("ring 555-867-5309", "phone number"),
    ("电话13812345678。", "phone number"),
]


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_personal_data_are_found(text, kind):
    assert [found[0] for found in find_personal(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "order 4111 1111 1111 1112 is late",
        "GB83 WEST 1234 5698 7654 32",
        "it cost 1,234,567.89 euros",
        "on 2024-05-31 at 10:30",
        "rose 5.2 % to EUR 205.5 mn in 2006-2007",
        "case 20240531",
        "0000 0000 0000 0000",
        "version 1.2.3.4",
        "user@ home",
        "no digits",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert list(find_personal(text)) == []
    assert mask(text) == text


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_nothing_of_it_is_left_when_masked(text, kind):
    ((_, start, end),) = find_personal(text)
    assert text[start:end] not in mask(text)
    assert mask(text) == text[:start] + "****" + text[end:]


@given(st.text())
def test_any_text_can_be_masked(text):
    assert list(find_personal(mask(text))) == [] or "@" in text or any(char.isdigit() for char in text)
