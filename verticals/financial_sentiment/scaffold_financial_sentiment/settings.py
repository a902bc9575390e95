"""`[financial-sentiment]` in `scaffold.toml`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from scaffold.settings import Section
from scaffold_financial_sentiment.durations import Duration


class FinancialSentimentSettings(Section):
    """What a risk desk decides about its monitor."""

    companies: Path | None = Field(None, description="CSV of the companies to watch; the sample's if not set")
    bundle: Path | None = Field(None, description="trained bundle that judges headlines; a word list if not set")
    exact: bool = Field(False, description="read with 32 bits also on processors that read three times as fast with 16")
    state: str = Field(
        "financial-sentiment.sqlite", description="where the monitor keeps what it knows: a file, or a database URL"
    )
    detector: str = Field("burst", description="detector by name; plugins may bring others")
    tick: Duration = Field(300.0, description="how often the news is looked at, such as 5m")
    lateness: Duration = Field(600.0, description="how long items are waited for that come out of order")
    windows: tuple[Duration, ...] = Field(
        (3600.0, 7200.0, 21_600.0, 86_400.0),
        min_length=1,
        description="stretches of time that are compared with the usual",
    )
    memory: Duration = Field(8 * 604_800.0, description="how long the past counts: after this time to 37%")
    false_alarms: float = Field(1.0, gt=0, le=1000, description="false alarms a year and key that are accepted")
    discovery_rate: float = Field(
        0.1, gt=0, lt=1, description="share of alarms at one moment that may be false (Benjamini-Hochberg)"
    )
    min_sources: int = Field(2, ge=1, description="different publishers that an incident needs")
    quiet_for: Duration = Field(6 * 3600.0, description="how long it must be quiet before an incident closes")
    cool_down: Duration = Field(
        24 * 3600.0,
        description="time after the close in which the same bad news opens the incident again, not a new one",
    )
    copies_within: Duration = Field(72 * 3600.0, description="time within which copies of a story are recognised")
    same_words: float = Field(0.7, gt=0, le=1, description="Jaccard similarity from which two headlines are one story")
    same_meaning: float = Field(
        0.92, gt=0, le=1, description="cosine of embeddings from which two headlines are one story"
    )
    most_stories: int = Field(100_000, ge=1000, description="stories kept in memory; the oldest are forgotten first")
    most_waiting: int = Field(50_000, ge=100, description="items that may wait for late ones; then the clock moves on")
    batch: int = Field(500, ge=1, le=10_000, description="items of one transaction")
    largest_item: int = Field(1_000_000, ge=1000, description="bytes from which an item is refused")
    allow_private: bool = Field(False, description="feeds and webhooks may be at private addresses of this network")
