"""Details are found in what customers write, and nothing is found where nothing is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_customer_service.slots.amounts import amount_value, find_amount
from scaffold_customer_service.slots.countries import countries, find_country
from scaffold_customer_service.slots.dates import find_date
from scaffold_customer_service.slots.finding import (
    RECOGNISERS,
    find_card_kind,
    find_channel,
    find_reference,
    find_slots,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("I'd like to send £250 to my landlord", "£250"),
        ("they took €1,200.50 twice", "€1,200.50"),
        ("it was 20 quid", "£20"),
        ("about 40 euros", "€40"),
        ("EUR 40 please", "€40"),
        ("12 dollars", "$12"),
        ("can I send £2k today", "£2,000"),
        ("我转了300元", "¥300"),
        ("转账3万元到国外", "¥30,000"),
        ("付了50英镑", "£50"),
        ("£２５０", "£250"),
    ],
)
def test_amount_is_found_with_its_currency(text: str, amount: str) -> None:
    assert find_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    ["I have 2 cards", "it costs 24.9%", "call 01632 960 199", "in 2026", "version 1.5 million", "", "£", "a pound"],
)
def test_number_without_currency_is_no_amount(text: str) -> None:
    assert find_amount(text) is None


@given(st.integers(1, 10**9), st.sampled_from("£€$¥"))
def test_amount_keeps_its_value(number: int, sign: str) -> None:
    for text in (f"pay {sign}{number} now", f"pay {sign}{number:,} now"):
        found = find_amount(text)
        assert found is not None
        assert amount_value(found) == number


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("I need a statement for March 2026", "March 2026"),
        ("from January to March 2026", "January to March 2026"),
        ("between 1 May and 3 June 2026", "1 May and 3 June 2026"),
        ("it left on 3rd May", "3rd May"),
        ("sep 5", "sep 5"),
        ("2026-03-12", "2026-03-12"),
        ("on 12/03/2026 they took it", "12/03/2026"),
        ("In March I paid", "March"),
        ("the one of last month", "last month"),
        ("yesterday", "yesterday"),
        ("上个月的账单", "上个月"),
        ("请给我2026年3月的账单", "2026年3月"),
        ("3月5日", "3月5日"),
    ],
)
def test_date_is_found_as_it_was_written(text: str, date: str) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize("text", ["may I ask something", "march on", "version 1.2.2026x", "", "it took 3 hours"])
def test_word_or_number_is_no_date(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Next month I travel to Japan.", "Japan"),
        ("I fly to Holland, then to Japan", "Netherlands"),
        ("my sister in south korea", "South Korea"),
        ("a holiday in Turkey", "Turkey"),
        ("to the US", "United States"),
        ("我下个月去日本旅行", "Japan"),
        ("汇款到阿联酋", "United Arab Emirates"),
    ],
)
def test_country_is_found_by_any_of_its_names(text: str, country: str) -> None:
    assert find_country(text) == country


@pytest.mark.parametrize(
    "text", ["a turkey sandwich", "new china plates", "give us money", "GIVE US MONEY", "Japanese", ""]
)
def test_other_word_is_no_country(text: str) -> None:
    assert find_country(text) is None


@pytest.mark.parametrize("name", sorted(countries()))
def test_every_country_is_found_in_english_and_chinese(name: str) -> None:
    country = countries()[name]
    assert find_country(f"Can I pay in {name}?") == name
    assert find_country(f"我想去{country.chinese}。") == name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my debit card is cracked", "debit"),
        ("a Credit Card", "credit"),
        ("the credit one please", "credit"),
        ("debit", "debit"),
        ("信用卡", "credit"),
        ("我的储蓄卡丢了", "debit"),
        ("my debit card and my credit card", None),
        ("how do I cancel a direct debit", None),
        ("you credited me", None),
        ("a credit to my account", None),
    ],
)
def test_card_kind_is_found_unless_it_is_open(text: str, kind: str | None) -> None:
    assert find_card_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("can I do it in the app", "app"),
        ("at a branch", "branch"),
        ("用网银", "online"),
        ("by phone", "phone"),
        ("at the ATM", "cash machine"),
        ("in the app or at a branch", None),
        ("my phone is broken", None),
    ],
)
def test_channel_is_found_unless_it_is_open(text: str, channel: str | None) -> None:
    assert find_channel(text) == channel


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("it says error code T4012", "T4012"),
        ("reference number: 88-1203", "88-1203"),
        ("编号：A12345", "A12345"),
        ("my code is 482913", None),
        ("reference please", None),
        ("card 1234", None),
    ],
)
def test_reference_is_found_but_never_a_security_code(text: str, reference: str | None) -> None:
    assert find_reference(text) == reference


def test_find_slots_looks_only_for_the_slots_asked_for() -> None:
    text = "I sent £250 to Japan in March 2026"
    assert find_slots(text, ["country", "card_kind"]) == {"country": "Japan"}
    assert find_slots(text, RECOGNISERS) == {"amount": "£250", "country": "Japan", "date": "March 2026"}


@given(st.text(max_size=60))
def test_no_text_breaks_a_recogniser(text: str) -> None:
    for name, value in find_slots(text, RECOGNISERS).items():
        assert value.strip() == value != "", name
