"""Sources by their address."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scaffold.errors import SettingsError, UserError
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.stream.opening import BUILT_IN, built_in, open_source, scheme_of

SETTINGS = FinancialSentimentSettings()


def test_every_scheme_leads_to_its_kind(tmp_path: Path) -> None:
    pytest.importorskip("redis")
    for address, kind in {
        str(tmp_path / "news.jsonl"): "FollowedFile",
        f"file:{tmp_path}/news.jsonl?follow=no": "FileReplay",
        f"folder:{tmp_path}": "Folder",
        str(tmp_path): "Folder",
        "https://news.example/feed": "Feed",
        "HTTP://news.example/feed": "Feed",
        "rss:news.example/feed": "Feed",
        "redis://localhost/0/news": "RedisStream",
    }.items():
        assert type(open_source(address, SETTINGS)).__name__ == kind
    assert open_source("HTTP://news.example/Feed", SETTINGS).name == "http://news.example/Feed"
    assert {scheme for scheme in BUILT_IN if callable(built_in(scheme))} == set(BUILT_IN)


def test_standard_input_is_a_dash() -> None:
    assert scheme_of("-") == scheme_of("-?format=csv") == "-"


@pytest.mark.parametrize("address", ["C:\\news\\today.jsonl", "news.jsonl", "./-", "a/b:c.jsonl"])
def test_paths_are_files(address: str) -> None:
    assert scheme_of(address) == "file"


def test_an_unknown_scheme_is_named_with_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match="did you mean 'redis'") as refused:
        open_source("redsi://me:hunter2@localhost/0/news", SETTINGS)
    assert "hunter2" not in str(refused.value)


def test_plugins_bring_more_schemes() -> None:
    source = built_in("https")("https://news.example/feed", SETTINGS)
    assert open_source("kafka:news", SETTINGS, {"kafka": lambda *_: source}) is source
    with pytest.raises(SettingsError, match="did you mean 'kafka'"):
        open_source("kafak:news", SETTINGS, {"kafka": lambda *_: source})


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(UserError, match="not installed") as refused:
        open_source("redis://localhost/0/news", SETTINGS)
    assert "scaffold-financial-sentiment[redis]" in str(refused.value)
