"""Addresses of sources and their parameters."""

from __future__ import annotations

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.stream.address import Address, without_secrets


def test_known_parameters_are_taken_off() -> None:
    read = Address.of("https://news.example/feed?lang=en&every=5m&page=1", ("every",), keep_others=True)
    assert read.place == "https://news.example/feed?lang=en&page=1"
    assert read.seconds("every", 60.0, 1.0) == 300.0


def test_an_unknown_parameter_is_named_with_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match="did you mean 'follow'"):
        Address.of("file:news.jsonl?folow=no", ("follow",))


@pytest.mark.parametrize(("value", "words"), [("soon", "5m"), ("0.5s", "at least 1s")])
def test_a_time_that_cannot_be_is_refused(value: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Address.of(f"x?every={value}", ("every",)).seconds("every", 60.0, 1.0)


def test_a_flag_is_yes_or_no() -> None:
    assert Address.of("x?follow=No", ("follow",)).flag("follow", True) is False
    with pytest.raises(SettingsError, match="yes or no"):
        Address.of("x?follow=perhaps", ("follow",)).flag("follow", True)


def test_secrets_do_not_show() -> None:
    shown = without_secrets("redis://me:p%40ss@cache.example:6379/0/news?group=a&apiKey=12&access_token=34#x")
    assert shown == "redis://cache.example:6379/0/news?group=a&apiKey=***&access_token=***#x"
