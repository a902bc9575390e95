"""Other names of the three sentiments."""

from __future__ import annotations

import pytest

from scaffold_financial_sentiment.polarity import are_bare_numbers, sentiments_of


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["-1", "0", "1"], ["negative", "neutral", "positive"]),
        (["-1.0", "0.0", "+1.0"], ["negative", "neutral", "positive"]),
        (["Bearish", "Bullish", "Neutral"], ["negative", "positive", "neutral"]),
        (["POS", "neg"], ["positive", "negative"]),
        (["负面", "中性", "正面"], ["negative", "neutral", "positive"]),
        (["negative", "neutral", "positive"], ["negative", "neutral", "positive"]),
        ([], []),
    ],
)
def test_labels_that_are_all_known_have_a_sentiment(labels: list[str], found: list[str]) -> None:
    assert sentiments_of(labels) == dict(zip(labels, found, strict=True))


@pytest.mark.parametrize("labels", [["0", "1"], ["0", "1", "2"], ["-1", "bullish"], ["pos", "neg", "mixed"], ["5"]])
def test_others_have_none(labels: list[str]) -> None:
    assert sentiments_of(labels) is None


def test_bare_numbers() -> None:
    assert are_bare_numbers(["0", "1", "2"])
    assert not are_bare_numbers(["-1", "0", "1"])
    assert not are_bare_numbers(["pos", "1"])
    assert not are_bare_numbers([])
