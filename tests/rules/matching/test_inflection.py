"""English words lead to their other forms, and to no other word."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import inflection as module
from scaffold.rules.matching.inflection import forms, variants
from scaffold.rules.matching.irregular import bases, past_forms, plurals


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    "family",
    [
        "block blocks blocked blocking",
        "charge charges charged charging",
        "stop stops stopped stopping",
        "cancel cancels cancelled canceled cancelling",
        "refer refers referred referring",
        "open opens opened opening",
        "try tries tried trying",
        "pay pays paid paying",
        "write writes wrote written writing",
        "lose loses lost losing",
        "die dies died dying",
        "panic panics panicked panicking",
        "agree agrees agreed agreeing",
        "diagnose diagnoses diagnosed diagnosing",
        "card cards",
        "batch batches",
        "battery batteries",
        "process processes processed",
        "virus viruses",
        "diagnosis diagnoses",
        "child children",
        "bacterium bacteria",
        "woman women",
    ],
)
def test_every_form_leads_to_all_others(family):
    words = family.split()
    assert set(words) <= forms(words[0])
    for word in words:
        assert words[0] in forms(word)


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("news", "new"),
        ("process", "proces"),
        ("diabetes", "diabete"),
        ("diagnosis", "diagnosi"),
        ("virus", "viru"),
        ("hoping", "hop"),
        ("rated", "rat"),
        ("planed", "plan"),
        ("need", "ne"),
        ("hundred", "hundr"),
        ("string", "str"),
        ("evening", "even"),
        ("herring", "her"),
        ("even", "evening"),
        ("found", "find"),
        ("left", "leave"),
        ("pay", "payed"),
    ],
)
def test_words_that_only_look_like_forms_are_left_alone(word, wrong):
    assert wrong not in forms(word)


@pytest.mark.parametrize("word", ["the", "was", "is", "pc", "b2b", "信用卡", "карта", "don't", "", "visa卡", "news"])
def test_some_words_have_no_other_forms(word):
    assert forms(word) == {word}


def test_tables_of_irregular_words_lead_both_ways():
    assert len(past_forms()) > 140
    assert len(plurals()) > 40
    assert bases()["paid"] == ("pay",)
    for table in (past_forms(), plurals()):
        for base, own in table.items():
            assert all(part.isalpha() and part.islower() for part in (base, *own))
            assert len(base) < 3 or set(own) <= forms(base)


def test_variants_change_few_words_first_and_end_at_the_limit():
    found = variants("swallowed my card")
    assert found[0] == "swallowed my card"
    assert {"swallow my card", "swallows my cards", "swallowing my card"} <= set(found)
    assert not any(" mys " in each for each in found)
    longer = variants("block lost card charge dispute")
    assert len(longer) == 64
    assert longer[:2] == ["block lost card charge dispute", "blocked lost card charge dispute"]


def test_only_words_before_others_stand_in_the_possessive():
    assert "card's number" in variants("card number")
    assert "card number's" not in variants("card number")


def test_case_is_kept():
    assert {"ATMs", "ATMing"} <= set(variants("ATM"))
    assert {"Pay", "Paying", "Pays"} <= set(variants("Paid"))
    assert "PAY" in variants("PAID")


@given(st.text() | st.text(alphabet="abcdegiknrsty 卡'-", max_size=40))
def test_any_phrase_has_distinct_variants_itself_first(phrase):
    found = variants(phrase)
    assert found[0] == phrase
    assert len(set(found)) == len(found) <= 64
    assert found == variants(phrase)


@given(st.text(alphabet="abcdefghiklmnoprstuvwy", max_size=12) | st.text(max_size=8))
def test_any_word_is_a_form_of_itself(word):
    assert word in forms(word)
